# The timeline: what happened, why it is one event, what is asked and what was decided.
timeline-title = Timeline
timeline-add = Add recordings
timeline-log = Log
timeline-decide = For you to decide
timeline-begin-at = It began { $when }
timeline-accept = It is right as it is
timeline-same = The same
timeline-not-same = Not the same
timeline-empty = Nothing here yet
timeline-empty-what = Drop the recordings of your watch, or type in a workout.
timeline-span = { $from }–{ $until }
timeline-in-sport = { $sport }, { $what }
timeline-sleep = Sleep
timeline-second-sleep = Second sleep
timeline-nap = Nap
timeline-bpm = { $rate } bpm
timeline-why-one = Why one event
timeline-where-from = Where from
timeline-use = Use this source
timeline-split-at = Two events, the second from
timeline-split = Split here
timeline-discard = Do not show
timeline-typed = typed
timeline-why = { $role }: { $rule }
timeline-fits = , fits { $percent } %
timeline-seconds-earlier = , { $count } s earlier
timeline-seconds-later = , { $count } s later
timeline-minutes-earlier = , { $count } min earlier
timeline-minutes-later = , { $count } min later
timeline-rested = Sleep, and the sessions after it
timeline-rested-few = { $days ->
    [one] 1 day with a night and a session after it is known.
   *[other] { $days } days with a night and a session after it are known.
} At least { $needed } are needed to see how sleep and sessions go together.
timeline-rested-how = { $days } days. Against the usual of the four weeks around each day, with 95 % intervals; what goes together, not what causes what.
timeline-rested-all = All nine comparisons
timeline-link = { $night } went with { $effect } ({ $low } to { $high }) in { $sessions }
timeline-link-unclear = ; no clear link
timeline-decided = What you decided
timeline-undo = Undo

asked-same-workout = Two recordings may be one workout: { $rule } ({ $percent } %).
asked-typed = You typed a workout as long as one that a device recorded at another time that day. One workout?
asked-misstamped = A recording is not shown: { $why }.
asked-contradicted = A sleep is not shown: a better source was worn and saw you awake. Show it with that one?
asked-discarded = A recording is not shown: it is a copy of one that you discarded.

decided-same = { $a } and { $b } are the same
decided-not-same = { $a } and { $b } are not the same
decided-split = { $observation } is two, the second from { $when }
decided-use-field = take the { $field } from { $observation }
decided-use = take time and fields from { $observation }
decided-discard = do not show { $observation }
decided-restamp = { $observation } began { $when }
decided-accept = { $observation } is right as it is

rule-R0 = its own recording
rule-R1 = the same recording, as its stamp or link says
rule-R2 = the same sport over the same time
rule-R3 = started within three minutes and lasted as long
rule-R4 = the same workout with its clock off by quarters of an hour
rule-R5 = the same measured series
rule-R6 = a leg of the multisport workout
rule-R7 = noticed by itself during the workout
rule-R8 = one recording over all parts of the outing
rule-S3 = a short time awake in between
rule-S4 = the same sleep seen by another source
rule-Athlete = you said so

role-anchor = names the event
role-duplicate = another recording
role-piece = another piece
role-leg = a leg
role-evidence = noticed by itself
role-cover = covers the outing
role-in-bed = time in bed

event-field-sport = sport
event-field-name = name
event-field-timer = time without pauses
event-field-distance = distance
event-field-ascent = ascent
event-field-heart-rate = heart rate
event-field-power = power
event-field-energy = energy
event-field-device-temperature = temperature of the device
event-field-pauses = pauses

event-flag-inside = lies inside another event
event-flag-truncated = its recording broke off
event-flag-span-conflict = its recording's own times disagree
event-flag-ambiguous = its local time happened twice that night
event-flag-manual = only typed by hand, so not used for physiology
event-flag-composite = pieced together from several sources
event-flag-tentative = may still change: its source calls it tentative
event-flag-in-bed-only = only time in bed is known
event-flag-onset-during-workout = begins during a workout, so its start is doubtful
event-flag-repeated-date = its local date happened twice

misstamp-week-rollover = it is stamped 1024 weeks before it came: the device's count of weeks rolled over
misstamp-future = it is stamped later than it came
misstamp-too-early = it is stamped before 1995
misstamp-too-long = it is longer than any workout or sleep

night-asleep = an hour more sleep
night-midpoint = an hour later in bed
night-irregularity = an hour farther from the usual time
sessions-time = the length of the next sessions
sessions-distance-per-beat = the way a heartbeat carries
sessions-heart-rate = the heart rate
timeline-week-total =
    { $time } · { $count ->
        [one] one session
        *[other] { $count } sessions
    }
timeline-found =
    { $count ->
        [0] Nothing found.
        [one] One found.
        *[other] { $count } found.
    }
timeline-month-total = { $time } in this month.
timeline-last-week = { $time } in the last week.
timeline-most-last-week = { $time } in the last week, the most in six.
timeline-none-last-week = Nothing in the last week.
timeline-month-before = The month before
timeline-month-after = The month after
timeline-search = Search
timeline-search-example = run, over 1 h
timeline-all = All
timeline-tests = Tests { $count }
timeline-tested-word = tested
timeline-tested = tested { $rate }
timeline-details = Details
timeline-weighed = I weighed myself
timeline-earlier = Earlier
timeline-loss-known = { $amount } ({ $range }) at { $air }
timeline-loss-assumed = { $amount } ({ $range }), { $air } assumed
event-fact-distance = Distance
event-fact-heart-rate = Mean heart rate
event-fact-greatest-heart-rate = Greatest heart rate
event-fact-power = Mean power
event-fact-ascent = Climbed
event-fact-loss = Sweat, expected
event-fact-drunk = Drunk, as you logged
event-plain = { $what }, { $time }
event-heart-steady = A steady heart rate of { $rate }
event-heart-rises = { $rate } beats a minute, { $change } higher in the second half
event-heart-falls = { $rate } beats a minute, { $change } lower in the second half
event-curve-heart-rate = Heart rate
event-curve-speed = Speed
event-curve-power = Power
event-curve-about = { $low } to { $high } { $unit }
event-zones = Time in zones
event-zones-by-own = Zones of your greatest heart rate, { $rate }
event-zones-by-age = Zones of { $rate }, the greatest heart rate usual at your age
event-zone = Zone { $zone }: { $time }
event-laps = Laps
event-lap = Lap
event-lap-time = Time
event-lap-pace = Pace
event-no-trace = No recording of this workout has a trace.
timeline-lost = about { $amount } of sweat
event-fact-sodium = Sodium, expected
event-fact-rest = Standing still
timeline-sodium = { $amount } ({ $range })
event-sweat-receipt = How the sweat was worked out
event-sodium-receipt = How the sodium was worked out
