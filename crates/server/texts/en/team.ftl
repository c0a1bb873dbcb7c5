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
       *[other] See { $name } first, { $count } need somebody
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
team-empty = Nobody is in this squad yet. Paste a roster on the page Team.
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
team-stop-drinking = Stop drinking until urine was passed; the trainer sees them.
team-drink = Drink { $least }–{ $most } L with salted food, over { $hours } h or more.
team-drink-plan = Has a drink plan.
team-flag-gain = Heavier than before: drank more than was lost.
team-flag-symptoms = Feels unwell.
team-flag-loss = Lighter than before.
team-flag-no-out = Not weighed out yet, and it is hot.
team-flag-carry = Came lighter than usual.
team-flag-urine = Urine is concentrated: offer drinks.
team-flag-data = The data are in doubt.
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
team-heat-silent = It says nothing of: { $list }.
team-heat-acknowledged = Acknowledged.
team-heat-acknowledge = I have read it and told them
team-heat-reason = Reason to decide otherwise
team-heat-overrule = Decide otherwise
team-heat-read = Read the meter
team-heat-unit = Unit
team-heat-meter = Meter
team-heat-confirm = The jump was seen and is right.
team-heat-store = Store it
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
team-kiosk-all-done = Everybody is done
team-kiosk-noted = Noted.
team-kiosk-waiting = { $count } wait to be sent
team-kiosk-step-on = { $name }, step on the scale.
team-kiosk-bottle-on = { $name }: the bottle in grams.
team-kiosk-again = Step on again.
team-kiosk-check = Check the number: { $number }?
team-kiosk-thanks = Thank you, { $name }.
team-kiosk-next = Next: { $name }.
team-kiosk-nobody = Nobody has the number { $number }.
team-kiosk-lost = The scale was disconnected. Type the weight, or connect again.
team-kiosk-no-scale = No scale could be used. Type the weight.
team-kiosk-connected = The scale is connected.
team-kiosk-overload = Too much for this scale.
team-kiosk-closed = This kiosk was closed. What waits here is kept: open a new one.
team-kiosk-offline = No network. Weights wait here.
team-kiosk-refused = An entry was refused: tell the practitioner.
team-kiosk-full = This tablet has no room left.
team-kiosk-trainer = The trainer is told. Sit down.
team-kiosk-weigh-again = It is me: weigh again
team-kiosk-another = Somebody else
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
team-consent-line-free = It is your choice. Without it you get a drink plan too.
team-consent-line-until = It ends by itself after a year at most.
team-consent-line-end = You end it here at any time, and that holds at once.
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
team-link-how = Let them scan it with their own phone. It is shown this once.
team-roster-import = Import a roster
team-roster-how = Paste it from a sheet. Nothing is stored before you say so.
team-roster-paste = The list
team-roster-example =
    No;Last name;First name;Weight (kg);Date of birth
    7;Silva;Ana;64,0;2008-05-04
team-roster-summary = { $new } new, { $changed } changed, { $asked } to ask about, { $refused } refused
team-roster-unit = The unit of the masses
team-roster-order = The order of the dates
team-roster-day-first = day first: 04/05 is 4 May
team-roster-month-first = month first: 04/05 is 5 April
team-roster-without = Take rows that share a number without it
team-roster-store = Store it
team-roster-try = Look at it first
team-fate-new = New.
team-fate-changed = Changes.
team-fate-same = Stays as it is.
team-fate-asked = To be asked.
team-fate-refused = Refused.
team-doubt-no-name = There is no name.
team-doubt-date = { $given } is no date of birth.
team-doubt-number = { $given } is no shirt number.
team-doubt-mass = { $given } is no body mass.
team-doubt-shared = The number { $given } is worn by another one too.
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
team-close = Close it
team-plan = Plan for everybody
team-plan-title = Title
team-plan-start = Start
team-plan-sport = Sport
team-plan-duration = Duration
team-plan-effort = Effort
team-plan-air = Air temperature
team-plan-humidity = Humidity
team-plan-place = Place, for its weather
team-plan-weeks = Weeks in a row
team-plan-do = Plan it
