# The sweat profile and charts.
profile-title = Sweat profile
profile-lead = How much you are expected to sweat in one hour at 50 % humidity ({ $sport }).
profile-by-temperature = From cold to hot
profile-by-duration = From short to long, at 20 °C
profile-key-median = Most likely
profile-key-80 = 4 in 5 cases
profile-key-95 = 19 in 20 cases
profile-key-physics = Heat balance alone
profile-key-tests = Your tests
profile-numbers = The numbers
profile-air = Air
profile-next = What to test next
profile-sodium = Sweat sodium
profile-four-in-five = In 4 of 5 cases { $band }.
profile-sodium-unknown = Never measured: this is the range of athletes ({ $sport }).
profile-sodium-known =
    { $count ->
        [one] From one patch; { $class }.
        *[other] From { $count } patches; { $class }.
    }
profile-learnt = What each test taught
profile-learnt-of = One hour at 20 °C ({ $sport }).
profile-expected = Expected
profile-before-any-test = Before any test
profile-after-tests =
    { $count ->
        [one] After one test
        *[other] After { $count } tests
    }
profile-tests = Your tests
profile-no-tests = None yet.
profile-sodium-only = sodium only
chart-over-temperature = Sweating rate over air temperature; the numbers stand in the table below
chart-over-duration = Sweating rate over duration; the numbers stand in the table below
profile-capacity = Your recordings show a VO₂max of about { $median } ({ $low } to { $high }) mL/kg/min, estimated from { $count } { $count ->
    [one] workout
   *[other] workouts
}. A word for an effort is a share of it.
profile-said-tested = You sweat about { $rate }.
profile-said-untested = People of your size sweat about { $rate }.
profile-said-of = { $sport }, one hour at { $air } and { $humidity } humidity. In 4 of 5 cases { $band }.
