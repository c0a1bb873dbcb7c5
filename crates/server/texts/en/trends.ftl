# Trends.
frame-trends = Trends
more-trends = Mass, sweat, sodium, hours and sleep over time
trends-choose = How far back
trends-span-6w = 6 weeks
trends-span-6m = 6 months
trends-span-all = All
trends-table = As a table
trends-nothing = Nothing to compare yet.
trends-two-percent = 2 % limit
trends-rate =
    { $count ->
        [one] One test: { $rate }.
        *[other] { $count } tests, the newest { $rate }.
    }
trends-mass-steady = Steady at { $now }.
trends-mass-up = Up { $change }, to { $now }.
trends-mass-down = Down { $change }, to { $now }.
trends-sodium = Sodium: { $amount } in your sweat.
trends-loss =
    { $past ->
        [0] Never past 2 % in { $count } weighed sessions.
        [one] Past 2 % once in { $count } weighed sessions.
        *[other] Past 2 % { $past } times in { $count } weighed sessions.
    }
trends-hours = { $time } in the last week.
trends-sleep-steady = { $now } a night, as before.
trends-sleep-up = { $now } a night, { $change } more.
trends-sleep-down = { $now } a night, { $change } less.
trends-about-rate = Sweat in your tests, { $unit } · line: 4 in 5 cases
trends-about-mass = Body mass, { $unit } · line: 7 days
trends-about-sodium = In your sweat, { $unit } · line: 4 in 5 cases
trends-about-loss = Body mass lost, { $unit }
trends-about-hours = Trained a week, { $unit }
trends-about-sleep = Asleep, { $unit } · line: 7 days
trends-missing-rate = No sweat test in this time: weigh before and after one session.
trends-missing-mass = Weigh yourself twice to see your mass.
trends-missing-sodium = A sweat patch would show your sodium.
trends-missing-loss = Weigh before and after a session to see what you lose.
trends-missing-hours = No workout in this time.
trends-missing-sleep = Too few nights to show sleep.
