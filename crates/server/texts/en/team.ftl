# Squads on the field.
team-shape-stop = see first
team-shape-watch = look
team-shape-unknown = missing or unclear
team-shape-ok = ready
team-progress = { $in } weighed in, { $out } weighed out, of { $of }.
team-bring = Bring up to { $amount }.
team-no-session = No session is planned
team-see-first =
    { $count ->
        [one] See { $name } first
       *[other] See { $name } first; { $count } need you
    }
team-to-look =
    { $count ->
        [one] One athlete to look at
       *[other] { $count } athletes to look at
    }
team-to-weigh =
    { $count ->
        [one] One athlete to weigh
       *[other] { $count } athletes to weigh
    }
team-all-well = Nothing needs you now
team-weigh-in = Weigh
team-heat = Heat
team-sessions = Sessions
team-roster = Team
team-empty = This squad has no athletes yet. Paste a roster on the page Team.
team-nothing-for =
    { $count ->
        [one] Nothing for one athlete
       *[other] Nothing for { $count } athletes
    }
team-up-to = up to { $amount }
team-must-not-train = Must not train.
team-no-longer-fits = Own times were given for another plan: check them.
team-no-amounts = No amount may be advised.
team-not-in-session = Not in this session.
team-stop-drinking = No more drinks until they have passed urine; the trainer sees them.
team-drink = Drink { $amount } with salted food, over { $hours } h or more.
team-drink-plan = Has a drink plan.
team-flag-gain = Heavier than before: drank more than they lost.
team-flag-symptoms = Feels unwell.
team-flag-loss = Lighter than before.
team-flag-no-out = Not weighed out yet, and it is hot.
team-flag-carry = Came lighter than usual.
team-flag-urine = Urine is concentrated: offer drinks.
team-flag-data = The data are doubtful.
team-consent-no-consent = Consent needed.
team-consent-too-young = Ten or younger: is not weighed.
team-consent-born-unknown = The date of birth is missing.
team-consent-guardian-needed = A guardian's consent is missing.
team-consent-own-needed = The athlete's own consent is missing.
team-consent-expired = Consent has run out.
team-consent-withdrawn = Consent was withdrawn.
team-consent-days =
    { $days ->
        [one] Consent for one more day
       *[other] Consent for { $days } more days
    }
team-weighing-due = to weigh
team-weighing-in = weighed in
team-weighing-out = weighed out
team-weighing-none = not weighed
team-heat-not-covered = Not covered
team-heat-normal = As usual
team-heat-watch = Take care
team-heat-break = Make breaks
team-heat-modify = Train less
team-heat-reschedule = Move it
team-heat-stop = Stop
team-heat-forecast = Forecast { $low } to { $high } in 4 of 5 cases.
team-heat-left =
    { $minutes ->
        [one] One minute left.
       *[other] { $minutes } min left.
    }
team-heat-measure = Read the meter now.
team-heat-silent = Not covered by it: { $list }.
team-heat-acknowledged = Acknowledged.
team-heat-acknowledge = I have read this and told them
team-heat-reason = Reason for deciding otherwise
team-heat-overrule = Decide otherwise
team-heat-read = Read the meter
team-heat-unit = Unit
team-heat-meter = Meter
team-heat-confirm = The value is right: I checked the meter and the unit.
team-heat-store = Save
team-heat-level = Level
team-heat-by-air = Without a WBGT meter
team-heat-air = Air, °C
team-heat-humidity = Humidity, %
team-heat-kind = For
team-heat-kind-model = The model
team-heat-kind-heat-index = The heat index
team-heat-kind-air-temperature = The air alone
team-duties = On the field now:
team-duty-ice-towels = ice towels
team-duty-spray-bottles = spray bottles
team-duty-cold-tub = a cold tub
team-duty-shade = shade
team-duty-unlimited-drinks = drinks without limit
team-kiosk-title = Weighing
team-kiosk-what = What is weighed
team-kiosk-before = Before
team-kiosk-after = After
team-kiosk-bottle-out = Bottle out
team-kiosk-bottle-back = Bottle back
team-kiosk-script = This page needs scripts.
team-kiosk-who = Whose turn is it?
team-kiosk-to-go = { $count } to go
team-kiosk-all-done = Everyone is done
team-kiosk-noted = Noted.
team-kiosk-waiting = { $count } wait to be sent
team-kiosk-step-on = { $name }, step on the scale.
team-kiosk-bottle-on = { $name }: the bottle in grams.
team-kiosk-again = Step on again.
team-kiosk-check = Check the number: { $number }?
team-kiosk-thanks = Thank you, { $name }.
team-kiosk-next = Next: { $name }.
team-kiosk-nobody = No athlete wears number { $number }.
team-kiosk-lost = The scale was disconnected. Type the weight, or connect again.
team-kiosk-no-scale = No scale could be used. Type the weight.
team-kiosk-connected = The scale is connected.
team-kiosk-overload = Too much for this scale.
team-kiosk-closed = This kiosk was closed. What waits here is kept: open a new one.
team-kiosk-offline = No network. Weights wait here.
team-kiosk-refused = The server refused a weighing. It is kept here: show this to the practitioner.
team-kiosk-busy = The server cannot answer now. Weights wait here and are sent again.
team-kiosk-kept = For the practitioner, only on this device: { $count }
team-kiosk-kept-do = Save them as a file: it says who, when, the raw weight and why it was refused. Correct the cause (often a missing consent), then send them again.
team-kiosk-save = Save as a file
team-kiosk-send-again = Send again
team-kiosk-full = This tablet has no room left.
team-kiosk-trainer = The trainer has been told. Sit down.
team-kiosk-weigh-again = It is me: weigh again
team-kiosk-another = Someone else
team-kiosk-urine = Urine since the first weight?
team-kiosk-none = none
team-kiosk-unknown = not known
team-kiosk-unwell = I feel unwell
team-kiosk-keys = Digits
team-kiosk-delete = Delete
team-kiosk-ok = That is it
team-kiosk-skip = Not weighed
team-kiosk-bluetooth = Connect a scale
team-kiosk-serial = Connect by cable
team-consent-title = { $squad } asks for your consent
team-consent-guardian = You decide for { $name }, who decides too.
team-consent-you = { $name }, you decide what is done with your data.
team-consent-holds = You have consented until { $day }.
team-consent-withdraw = Withdraw it now
team-consent-line-what = You are weighed before and after training, without the weight being shown to others.
team-consent-line-who = Those who look after your health see it. Coaches never see your weight.
team-consent-line-free = The choice is yours. Without it you still get a drink plan.
team-consent-line-until = It ends by itself after a year at most.
team-consent-line-end = You can end it here at any time, with immediate effect.
team-consent-reason = Why:
team-consent-to = I consent to
team-scope-weigh = being weighed
team-scope-profile = my sweat profile being used for drink plans
team-scope-photo = a photo for the list of names
team-scope-research = research without my name
team-consent-born = The athlete's date of birth
team-consent-give = Consent
team-consent-version = Text of { $version }
team-roster-title =
    { $count ->
        [one] One athlete
       *[other] { $count } athletes
    }
team-link-for = Consent link for { $name }
team-link-how = Let them scan it with their own phone. It is shown only now.
team-roster-import = Import a roster
team-roster-how = Paste it from a spreadsheet. Nothing is stored until you confirm.
team-roster-paste = The list
team-roster-example =
    No;Last name;First name;Weight (kg);Date of birth
    7;Silva;Ana;64,0;2008-05-04
team-roster-summary = { $new } new, { $changed } changed, { $asked } to clarify, { $refused } refused
team-roster-unit = The unit of the masses
team-roster-order = The order of the dates
team-roster-day-first = day first: 04/05 is 4 May
team-roster-month-first = month first: 04/05 is 5 April
team-roster-without = Accept rows that share a number, without the number
team-roster-store = Save
team-roster-try = Check it first
team-fate-new = New.
team-fate-changed = Changes.
team-fate-same = Unchanged.
team-fate-asked = To clarify.
team-fate-refused = Refused.
team-doubt-no-name = The name is missing.
team-doubt-date = { $given } is not a date of birth.
team-doubt-number = { $given } is not a shirt number.
team-doubt-mass = { $given } is not a body mass.
team-doubt-shared = Another athlete has number { $given }.
team-doubt-twice = The same athlete is in line { $given }.
team-members = Members
team-link = Consent link
team-guardian-link = Guardian's link
team-archive = Left the squad
team-return = Came back
team-roles = Roles
team-roles-how = Coaches see no body mass. Kit staff see bottles.
team-role = Role
team-role-scientist = Sport scientist
team-role-dietitian = Dietitian
team-role-trainer = Athletic trainer, physiotherapist
team-role-kit = Kit staff
team-role-coach = Coach
team-role-helper = Kiosk helper
team-role-none = none
team-role-give = Give the role
team-no-sessions = Nothing is planned.
team-closed = closed
team-close = Close
team-plan = Plan for everyone
team-plan-title = Title
team-plan-start = Start
team-plan-sport = Sport
team-plan-duration = Duration
team-plan-effort = Effort
team-plan-air = Air temperature
team-plan-humidity = Humidity
team-plan-place = Place, for the forecast
team-plan-weeks = Weeks in a row
team-plan-do = Plan it

# Bottles, labels, reports.
team-bottles = Bottles
team-bottles-headline =
    { $count ->
        [one] One bottle, { $amount }
       *[other] { $count } bottles, { $amount }
    }
team-bottles-none = No bottles are planned yet
team-bottles-changed = Needs have changed since: plan again before you print.
team-bottles-hidden = Your role does not see bottles.
team-bottles-recipes = Recipes at most
team-bottles-ml = A bottle holds (mL)
team-bottles-most = Bottles for one athlete at most
team-bottles-spare = Mix more for spills (%)
team-bottles-crate = Bottles in a crate
team-bottles-of = Mix products instead of sugar and salt
team-bottles-of-how = Powders without caffeine whose contents are known. No athlete gets one with something they avoid.
team-bottles-plan = Plan the bottles
team-bottles-again = Plan again
team-bottles-who = Who gets what
team-bottles-without =
    { $count ->
        [one] One athlete without a bottle
       *[other] { $count } athletes without a bottle
    }
team-labels = Labels
team-labels-sheet = Sheet (labels on it)
team-labels-start = First free label
team-labels-names = Names
team-labels-full = in full
team-labels-initials = initials
team-labels-number = number only
team-labels-print = Labels as PDF
team-labels-measure = Page to align the printer
team-labels-calibrate = Print at 100 %: the line is 50 mm long. Lay it over a sheet of labels.
team-labels-title = Labels, { $session }
team-label-full = { $bottle } of { $of } · fill to { $fill }
team-label-line = { $bottle } of { $of } · fill only to { $fill }
team-mix = Mix
team-mix-water = Plain water is best for everyone.
team-mix-sugar = { $sugar } sugar and { $salt } salt, made up to { $volume } with water.
team-mix-product = { $servings } servings of { $product } ({ $mass }), made up to { $volume } with water.
team-recipe-strength = { $carbohydrate } g/L carbohydrate, { $sodium } mg/L sodium
team-recipe-bottles =
    { $count ->
        [one] One bottle
       *[other] { $count } bottles
    }
team-contains = Contains { $list }.
team-column-number = No.
team-column-name = Name
team-column-bottles = Bottles
team-column-fill = Fill to
team-column-together = In total
team-column-why = Why
team-column-do = What to do
team-column-change = Change
team-column-mass = Body mass
team-why-fill-line = Filled less than full: more is not safe.
team-why-eat = Some carbohydrate is eaten.
team-why-eat-amount = Eat { $amount } of carbohydrate as well.
team-why-sodium = { $amount } of sodium are not in the bottles.
team-why-below-least = No whole bottles fit between the least and the most.
team-why-water-alone = Water alone suits best.
team-why-avoids = A product is left out: it contains, or may contain, something they avoid.
team-why-nothing-needed = Nothing is needed in so short a session.
team-why-no-amounts = No amount may be advised: see the athlete.
team-why-no-needs = The needs could not be worked out.
team-why-not-planned = Came after the bottles were planned.
team-why-plan-again = What may be drunk has changed: plan the bottles again.
team-why-not-in-session = Not in this session.
team-steps = What another recipe brings
team-steps-how = The best plan with each number of recipes, proven.
team-steps-below = Below their least
team-steps-eat = To eat as well
team-steps-sodium = Sodium missing
team-steps-now = this plan
team-buy = Buy
team-buy-sugar = Sugar
team-buy-salt = Table salt
team-packs-kilograms =
    { $count ->
        [one] one pack of 1 kg
       *[other] { $count } packs of 1 kg
    }
team-packs-servings =
    { $count ->
        [one] one serving
       *[other] { $count } servings
    }
team-crates = Crates
team-crate = Crate { $number }
team-hand-over = Reports and tables
team-report = Report (PDF)
team-cards = Cards for the athletes (PDF)
team-table = Table (CSV)
team-table-ams = Table for athlete management (CSV)
team-edition-own = Session report
team-edition-coach = Coach's edition
team-coach-report = Coach's edition (PDF)
team-report-when = { $start } to { $end } · { $air }, { $humidity }
team-report-weighed-from = · weighed { $first } to { $last }
team-report-weighed = Weighed in and out
team-report-count = { $count } of { $of }
team-report-before = { $count } before
team-report-flags = Red, amber
team-report-flag-counts = { $red }, { $amber }
team-report-doubt = { $count } in doubt
team-report-sweat = Sweat, median
team-report-replaced = Replaced by drinking
team-report-of-sweat = of the sweat
team-report-sodium = Sodium lost
team-report-four-in-five = 4 of 5 cases
team-report-red =
    { $count ->
        [one] One athlete to see first
       *[other] { $count } athletes to see first
    }
team-report-needs = Who needs something
team-report-more =
    { $count ->
        [one] One more is on the board.
       *[other] { $count } more are on the board.
    }
team-report-unweighed = Not weighed: { $names }.
team-report-most = Amounts are the most, not a duty: drink to thirst, and no one should leave heavier than they came.
team-report-readings = Readings: { $list }
team-report-heat-overruled = Decided otherwise: { $reason }.
team-report-foot = Isotone { $version } · made by { $who }, { $when } · planning for healthy people, not a diagnosis
team-cards-title = Cards, { $session }
team-cards-none = Your role does not see what is on the cards.
team-card-before = Before
team-card-before-says = Arrive well hydrated: pale urine, no thirst.
team-card-during = During
team-card-bottles = Your bottles: { $recipes }, each filled to { $fill }. Drink to thirst, at most { $most }.
team-card-most = Drink to thirst, at most { $amount }.
team-card-after = After
team-card-foreseen = Why: you are expected to sweat { $foreseen } in 4 of 5 cases.
team-card-measured = Why: { $foreseen } of sweat were expected, { $measured } were measured.
team-card-address = Your own data: sign in with your phone.
team-refused-born = Write the date of birth as 2008-05-04.
team-refused-scopes = Choose at least one thing to consent to.
team-refused-expires = Consent lasts a year at most.
team-refused-roster = No header with a name was found in the list: paste it with its column titles.
team-refused-number = Another member wears this number: free it first.
team-refused-name = Write a name of 1 to 120 characters.
team-refused-login = Nobody signs in with this name: an administrator adds people.
team-refused-role = Someone has to manage the squad: give that role first.
team-refused-reason = Write it in 500 characters or fewer.
team-refused-policies = This heat policy is not known.
team-refused-policy = It says nothing yet: read the meter first.
team-refused-overruled = Write the reason, in 3 to 500 characters.
team-refused-value = Write a value from -5 to 40 °C, as 28.4.
team-refused-unit = Choose °C or °F.
team-refused-confirmed = This is far from the reading before, or far below what the weather makes: check the unit and read again, or confirm it.
team-refused-band = The heat is in another band now: read what it demands, then decide again.
team-refused-by = The athlete is of age: their own word counts.
team-refused-start = Write a start that is a possible date and time, such as 2026-06-11 18:00.
team-refused-end = A squad trains from 1 minute to 12 hours at a time.
team-refused-duration = Write a duration from 1 minute to 12 hours, as 90 min.
team-refused-title = Write 120 characters or fewer.
team-refused-weeks = Write 1 to 52 weeks.
team-refused-air_temperature = Write an air temperature, as 28 °C.
team-refused-relative_humidity = Write a humidity, as 60 %.
team-refused-place = Write a city such as Lisbon, or degrees such as 38.72, -9.14.
team-refused-session = Plan a session with athletes in it first.
team-refused-recipes_most = Write 1 to 4 recipes.
team-refused-bottle_ml = A bottle holds 200 to 2000 mL.
team-refused-bottles_most = Write 1 to 12 bottles.
team-refused-spare_percent = Write 0 to 50 %.
team-refused-crate_holds = Write 1 to 60 bottles.
team-refused-items = Choose powders from the list.
team-kiosk-camera = Scan labels with the camera
team-kiosk-unknown-label = This label belongs to no one here.
team-kiosk-no-camera = The camera cannot be used. Touch the name, or type the number.
team-season = Season
team-season-title =
    { $count ->
        [one] One session in a year
       *[other] { $count } sessions in a year
    }
team-season-sessions-of =
    { $count ->
        [one] one session
       *[other] { $count } sessions
    }
team-season-sessions = Sessions
team-season-weighed = Weighed
team-season-tests = Tests in cool / mild / hot air
team-season-flags = Flags in 100 sessions
team-season-change = Change, median
team-season-rate = Sweat rate, median (range)
team-season-error = Measured against expected
team-reads = Who of your squads read what
team-action-board = Read the board
team-action-members = Read the list of members
team-action-report = Read a report
team-action-season = Read the season
team-action-bottles = Read the bottles
team-action-labels = Printed labels
team-action-message = Was told by message
team-class-identity = name
team-class-consent = consent
team-class-attendance = attendance
team-class-mass = body mass
team-class-share = change of body mass
team-class-flag = flags
team-class-rate = sweat rate
team-class-sodium = sodium
team-class-allotment = bottles
team-class-conditions = conditions
team-class-must-not-train = must not train
team-refused-to = A season ends after it begins, and within 750 days.
team-report-foot-open = Isotone { $version } · made { $when } · planning for healthy people, not a diagnosis
team-plan-place-example = Lisbon

# What a heat policy says nothing of.
team-silent-acclimatisation = acclimatisation
team-silent-adults = adults
team-silent-age = age
team-silent-children = children
team-silent-contest = contest
team-silent-equipment-other-than-shorts-and-t-shirt = equipment other than shorts and T-shirt
team-silent-illness = illness
team-silent-indoor = indoor
team-silent-practice = practice
team-silent-sport = sport
team-silent-sports-that-it-does-not-list = sports that it does not list
team-silent-the-formula-is-not-published-type-the-level = the formula is not published: type the level
team-silent-the-lower-rows-of-regions-1-and-2-were-not-read = the lower rows of regions 1 and 2 were not read
team-silent-the-other-two-regions = the other two regions
team-silent-the-rows-below-the-stop-line-were-not-read = the rows below the stop line were not read
team-silent-who-decides-it-is-not-automatic = who decides: it is not automatic
team-member-acts = What to do with { $name }
# A consent that holds, to read and give anew.
team-consent-again = What { $squad } asked, to read or give again
