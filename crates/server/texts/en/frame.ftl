# What stands around every page.
frame-skip = Skip to content
frame-demo = Demo: simulated people, and nothing is kept.
frame-pages-of = Pages of { $name }
frame-today = Today
frame-timeline = Timeline
frame-test = Test
frame-plan = Plan
frame-profile = Sweat profile
frame-language = Language
frame-no-diagnosis = Education and planning for healthy people; no diagnosis. With a condition, pregnant, under 18 or on medication, ask a clinician.
frame-how-good = How good are the numbers?
frame-api = API
frame-back = Back to the start
