# Dates: names, and the order in which they are said.
calendar-day = { $weekday } { $day } { $month }
calendar-long-day = { $weekday } { $day } { $month } { $year }
calendar-clock-of-day = { $time } on { $day }
calendar-moment = { $day }, { $time }

calendar-month-1 = January
calendar-month-2 = February
calendar-month-3 = March
calendar-month-4 = April
calendar-month-5 = May
calendar-month-6 = June
calendar-month-7 = July
calendar-month-8 = August
calendar-month-9 = September
calendar-month-10 = October
calendar-month-11 = November
calendar-month-12 = December

calendar-weekday-long-1 = Monday
calendar-weekday-long-2 = Tuesday
calendar-weekday-long-3 = Wednesday
calendar-weekday-long-4 = Thursday
calendar-weekday-long-5 = Friday
calendar-weekday-long-6 = Saturday
calendar-weekday-long-7 = Sunday
calendar-weekday-short-1 = Mon
calendar-weekday-short-2 = Tue
calendar-weekday-short-3 = Wed
calendar-weekday-short-4 = Thu
calendar-weekday-short-5 = Fri
calendar-weekday-short-6 = Sat
calendar-weekday-short-7 = Sun
calendar-date = { $day } { $month }
