# The plan.
plan-title = Plan
plan-totals = The day as a whole
plan-nothing = Nothing planned here yet
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
plan-change = Change this session
plan-taken-out = The session was taken out.

# The plan as text.
plan-text = As text
plan-text-copy = Copy
plan-text-copied = Copied
plan-text-share = Share
plan-text-plain = Plain text
plan-text-pack = To pack
plan-text-code = This text as a QR code
plan-text-code-list = The items to pack as a QR code
plan-text-disclaimer = For planning by healthy people; no diagnosis and no treatment. With a condition, pregnant, under 18 or on medication, ask a clinician. The label on the pack is right.

# One day.
plan-day-drink-sip = Drink { $amount } by { $time }, then { $sip } every 15 minutes.
plan-day-drink-thirst = Drink { $amount } by { $time }, then to thirst.
plan-day-sip = Drink { $sip } every 15 minutes from { $time }.
plan-day-thirst = Drink to thirst, { $most } at most.
plan-day-done = Done. All of this day is in.
plan-day-rest = Nothing to time on this day.
