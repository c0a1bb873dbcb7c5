# Dates: names, and the order in which they are said.
calendar-day = { $weekday }, { $day } de { $month }
calendar-long-day = { $weekday }, { $day } de { $month } de { $year }
calendar-clock-of-day = { $time } del { $day }
calendar-moment = { $day }, { $time }

calendar-month-1 = enero
calendar-month-2 = febrero
calendar-month-3 = marzo
calendar-month-4 = abril
calendar-month-5 = mayo
calendar-month-6 = junio
calendar-month-7 = julio
calendar-month-8 = agosto
calendar-month-9 = septiembre
calendar-month-10 = octubre
calendar-month-11 = noviembre
calendar-month-12 = diciembre

calendar-weekday-long-1 = lunes
calendar-weekday-long-2 = martes
calendar-weekday-long-3 = miércoles
calendar-weekday-long-4 = jueves
calendar-weekday-long-5 = viernes
calendar-weekday-long-6 = sábado
calendar-weekday-long-7 = domingo
calendar-weekday-short-1 = lun
calendar-weekday-short-2 = mar
calendar-weekday-short-3 = mié
calendar-weekday-short-4 = jue
calendar-weekday-short-5 = vie
calendar-weekday-short-6 = sáb
calendar-weekday-short-7 = dom
calendar-date = { $day } de { $month }
