# The plan.
plan-title = Plan
plan-lead = The coming week: what each session takes, and what to drink. Open a day for all of it.
plan-whole-week = The whole week
plan-totals = The day as a whole
plan-nothing = Nothing planned here yet
plan-cancel = Take this session out
plan-new = Plan a session
plan-more-fields = Weather and name
plan-it = Plan it
plan-unplanned = No amounts for this day: it has more sessions than can be planned. Cancel those that you will not do.
