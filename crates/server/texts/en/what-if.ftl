# What if.
what-if-title = What if
what-if-headline = { $amount } of sweat in { $duration }.
what-if-lead = Move the sliders: warmer, longer, harder. Nothing is stored.
what-if-show = Show
what-if-undrunk = Without drinking you would lose { $share } of body mass.
what-if-during = During
what-if-receipts = Plan the session and every number opens its receipt.
what-if-plan = Plan this session
slider-temperature = Air temperature
slider-humidity = Humidity
slider-minutes = Duration
slider-wind = Wind
