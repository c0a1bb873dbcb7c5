# Today.
today-title = Today
today-nothing = Nothing planned yet
today-nothing-lead = Plan the next session and see what to drink and eat before, during and after it.
today-plan-one = Plan a session
today-last-workout = Last workout
today-no-workout = None in two weeks.
today-last-sleep = Last sleep
today-no-sleep = None recorded.
today-slept = { $asleep } asleep, up at { $up }
today-tests = Sweat tests
today-tests-so-far =
    { $count ->
        [0] None so far.
        [one] One so far.
        *[other] { $count } so far.
    }
today-new-test = New sweat test
today-check = Morning check
today-check-lead = Right after getting up. Any of the three helps; two that point to too little water change the plan.
today-check-colour = colour { $score } of 8
today-check-thirst = thirst { $score } of 9
today-check-dry = That points to too little water: drink before you start.
