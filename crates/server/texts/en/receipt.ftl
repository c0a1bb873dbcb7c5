# Receipts.
receipt-title = Receipt
receipt-interval =
    { $percent ->
        [50] 1 in 2 cases
        [80] 4 in 5 cases
        [95] 19 in 20 cases
       *[other] { $percent } % of cases
    }
receipt-rule = Rule
receipt-equation = The equation
receipt-inputs = What went in
receipt-sources =
    { $count ->
        [one] One source
       *[other] { $count } sources
    }
receipt-read = Read it
receipt-model = Model
receipt-title-sweat-test-mass-balance = Sweat lost
receipt-title-sweat-test-rate = Whole-body sweating rate
receipt-title-sweat-test-combined = Whole-body sweating rate, scale and patch together
receipt-title-sweat-test-respiration = Mass lost by breathing
receipt-title-sweat-profile-rate = Expected sweating rate
receipt-title-sweat-profile-loss = Expected sweat loss
receipt-title-sweat-profile-sodium-loss = Expected sodium loss
receipt-title-sweat-profile-sodium = Expected sweat sodium
receipt-title-patch-test-local-rate = Local sweating rate
receipt-title-patch-test-whole-body-rate = Whole-body sweating rate from the patch
receipt-title-patch-test-sodium = Whole-body sweat sodium from the patch
status-read-in-the-source = read in the source
status-read-in-a-secondary-page = read in a secondary page
status-calculated-from-published-figures = calculated from published figures
status-not-yet-re-read-in-the-source = not yet re-read in the source
status-our-own-choice = our own choice
input-duration = duration
input-body-mass = body mass
input-session = session
input-expected-sweating-rate = expected sweating rate
input-its-cautious-end-80-interval = its cautious end (80 % interval)
input-time-to-the-next-session = time to the next session
input-least = least
input-most = most
input-mass-before = mass before
input-mass-after = mass after
input-drunk = drunk
input-food = food
input-urine = urine
input-stool = stool
input-breath = breath
input-trapped-in-clothes = trapped in clothes
input-sport = sport
input-sweat-tests = sweat tests
input-heat-balance = heat balance
input-sweating-rate = sweating rate
input-sweat-lost = sweat lost
input-sweat-loss = sweat loss
input-sweat-sodium = sweat sodium
input-air-temperature = air temperature
input-relative-humidity = relative humidity
input-clothing = clothing
input-metabolic-rate = metabolic rate
input-body-surface = body surface
input-air-over-the-body = air over the body
input-body-site = body site
input-bubbles = bubbles
input-by-the-scale = by the scale
input-channel = channel
input-colour-squares = colour squares
input-energy = energy
input-evaporation-possible = evaporation possible
input-evaporation-required = evaporation required
input-exponent = exponent
input-external-work = external work
input-fitted-model = fitted model
input-front = front
input-inlet-area = inlet area
input-its-standard-uncertainty = its standard uncertainty
input-local-chloride = local chloride
input-local-rate-of-the-patch = local rate of the patch
input-local-sodium = local sodium
input-median-of-the-sport = median of the sport
input-metabolic-rate-by = metabolic rate by
input-model = model
input-off-the-curve = off the curve
input-oxygen-uptake = oxygen uptake
input-patch = patch
input-photo = photo
input-radiant-temperature = radiant temperature
input-ratio = ratio
input-recording = recording
input-required-skin-wettedness = required skin wettedness
input-sodium-from-chloride = sodium from chloride
input-standard-uncertainty = standard uncertainty
input-sweat-in-the-patch = sweat in the patch
input-sweat-volume = sweat volume
input-time-of-sweating = time of sweating
input-uncertainty-of-the-photo = uncertainty of the photo
input-vapour-pressure-of-the-air = vapour pressure of the air
input-whole-body-per-forearm = whole body per forearm
receipt-most-likely = , most likely
receipt-surely = Almost surely { $interval }.
receipt-how-sure = How sure
receipt-checking = For checking
receipt-json = As JSON
receipt-between-both = The aim, between { $least } and { $most }.
receipt-between-most = The aim; at most { $most }, and nothing is required.
