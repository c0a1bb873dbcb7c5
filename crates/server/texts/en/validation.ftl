# How good the numbers are.
validation-lead = Three different questions: are the equations those of the sources, do the intervals hold what they promise, and how near is it to people.
validation-sources = Sources
validation-so-many = { $agree } of { $figures }
validation-reproduced = published figures reproduced, from the site maps of sweat sodium to the ten cases of ISO 7933.
validation-model = Model
validation-no-evidence = Education and planning. No simulation is evidence about people.
validation-simulated = Simulated athletes
validation-drawn = { $athletes } athletes for each number of tests, drawn from the model itself with a scale’s errors; one more session, in other weather, is foretold. That shows that the inference is right, not that people are like the model.
validation-tests = Tests
validation-error = Error
validation-last-test = Last test unchanged
validation-within = In { $percent } %
validation-reliability = Predicted quantiles against truths below them
validation-reliability-how = Each line is a number of tests; on the dashed diagonal an interval holds exactly what it promises.
validation-reliability-chart = Share of simulated truths below each predicted quantile; the diagonal is perfect
validation-count = { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
}
validation-own = Tests of this instance
validation-own-none = None yet. Each test taken here will be compared with what the tests before it led to expect.
validation-agreement = Measured less expected, over their mean
validation-agreement-how = Line: bias. Dashes: 95 % limits of agreement (Bland and Altman), L/h.
validation-agreement-chart = Measured less expected sweating rate over their mean: bias { $bias }, 95 % limits { $low } to { $high } L/h
validation-mean-up-to = mean, up to { $widest } L/h
validation-tests-of = { $athlete }, { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
}
validation-tests-of-simulated = { $athlete } (simulated), { $tests ->
    [one] { $tests } test
   *[other] { $tests } tests
}
validation-when = When
validation-tests-before = Tests before
validation-expected = Expected
validation-four-in-five = 4 in 5 cases
validation-measured = Measured
validation-outside = { $rate } (outside)
validation-every-figure = Every figure
validation-beside = { $figures } published figures and ours
validation-figure = Figure
validation-inputs = Inputs
validation-source = Source
validation-ours = Ours
validation-agrees = agrees
validation-differs = differs
validation-people = Measured people
validation-measured-lead = { $groups } published groups of people, predicted without a test and compared with what was measured. The same groups are predicted by others’ ways. The structure of the model was decided on these rows; “from the others” calibrates it without the study it predicts.
validation-predicted-from = Predicted from
validation-bias = Bias, L/h
validation-ratio = Ratio
validation-rms = RMSE, L/h
validation-people-inside = People in 80 %
validation-by-effort = Effort and air as published
validation-by-word = A word for the effort, and weather
validation-from-others = Each of { $studies } studies from the others
validation-sport-mean = Mean of the sport (Barnes 2019)
validation-measured-sodium = Sweat sodium of { $groups } groups: bias { $bias } mmol/L, { $inside } % of people inside the 80 % interval.
validation-measured-chart = Predicted over measured, L/h
validation-parts = By sport, air, effort and sex
validation-part = Part
validation-part-sport = Sport
validation-part-air = Air
validation-part-effort = Effort
validation-part-sex = Sex
validation-part-air-up-to-12-C = up to 12 °C
validation-part-air-12-to-25-C = 12 to 25 °C
validation-part-air-25-to-30-C = 25 to 30 °C
validation-part-air-30-C-and-more = 30 °C and more
validation-part-effort-published = published
validation-part-effort-other = other
validation-part-sex-women = women
validation-part-sex-men = men
validation-part-sex-both-or-unknown = both or unknown
validation-groups = Groups
validation-every-group = Every group
validation-group = Group
validation-ageing = When tests grow old
validation-ageing-how = Simulated athletes who change as the model believes people do: { $tests } weekly tests, then none.
validation-months = Months since the last test
validation-width = High over low end
