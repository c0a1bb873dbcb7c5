# Imports: files given at once, and what came of each.
imports-title = Add recordings
imports-lead = Everything at once: the files of your watch, a platform's export, Apple Health's. What is the same workout becomes one.
imports-timeline = The timeline
imports-nothing = Nothing was taken in
imports-busy = Sending…
imports-drop = Drop files here
imports-formats = FIT, TCX, GPX, JSON of Garmin, Strava or Health Auto Export, calendars, Apple Health's export.zip; zips of any of them
imports-hints = Files that do not say everything
imports-start = Start
imports-start-hint = for streams and watches that do not know the date
imports-account = User
imports-account-hint = for files that hold several people's
imports-account-example = user 1
imports-take-in = Take them in
imports-list = Imports
imports-so-far = Read so far
imports-stop = Stop
imports-go-on = Go on
imports-left = about { $time } left
imports-running = Reading
imports-cancelled = Stopped
imports-finished = Done
imports-done = { $done } of { $files } files.
imports-read = { $count } read
imports-recovered = { $count } recovered
imports-known = { $count } known already
imports-refused = { $count } refused
imports-left-out = { $count } no recordings
imports-of = Import of { $when }
imports-all = All imports
imports-more = More files
imports-notes = The reader notes:
imports-waits = waits
imports-observations = { $count ->
    [one] 1 observation
   *[other] { $count } observations
}
imports-readings = { $count ->
    [one] 1 reading
   *[other] { $count } readings
}
imports-planned = { $count ->
    [one] 1 planned workout
   *[other] { $count } planned workouts
}

came-read = read
came-recovered = recovered
came-known = known
came-refused = refused
came-unpacked = unpacked

imports-wrong-start = Write a time such as 2026-06-11 07:00.
imports-wrong-file = Choose at least one file.
