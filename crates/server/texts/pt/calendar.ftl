# Dates: names, and the order in which they are said.
calendar-day = { $weekday }, { $day } de { $month }
calendar-long-day = { $weekday }, { $day } de { $month } de { $year }
calendar-clock-of-day = { $time } de { $day }
calendar-moment = { $day }, { $time }

calendar-month-1 = janeiro
calendar-month-2 = fevereiro
calendar-month-3 = março
calendar-month-4 = abril
calendar-month-5 = maio
calendar-month-6 = junho
calendar-month-7 = julho
calendar-month-8 = agosto
calendar-month-9 = setembro
calendar-month-10 = outubro
calendar-month-11 = novembro
calendar-month-12 = dezembro

calendar-weekday-long-1 = segunda-feira
calendar-weekday-long-2 = terça-feira
calendar-weekday-long-3 = quarta-feira
calendar-weekday-long-4 = quinta-feira
calendar-weekday-long-5 = sexta-feira
calendar-weekday-long-6 = sábado
calendar-weekday-long-7 = domingo
calendar-weekday-short-1 = seg.
calendar-weekday-short-2 = ter.
calendar-weekday-short-3 = qua.
calendar-weekday-short-4 = qui.
calendar-weekday-short-5 = sex.
calendar-weekday-short-6 = sáb.
calendar-weekday-short-7 = dom.
calendar-date = { $day } de { $month }
