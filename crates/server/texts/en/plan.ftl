# The plan.
plan-title = Plan
plan-whole-week = The whole week
plan-totals = The day as a whole
plan-nothing = Nothing planned here yet
plan-cancel = Take this session out
plan-new = Plan a session
plan-more-fields = Weather and name
plan-it = Plan it
plan-unplanned = No amounts for this day: it has more sessions than can be planned. Cancel those that you will not do.
plan-hardest = { $day } asks most: { $fluid } and { $carb } on the way.
plan-hardest-fluid = { $day } asks most: { $fluid } on the way.
plan-key-fluid = drink
plan-key-carb = carbs
plan-key-protein = protein
plan-key-sodium = sodium
plan-key-pale = pale: only if you like
plan-here = Here
