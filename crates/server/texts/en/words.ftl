# Words of the field, named by their codes in the core.
word-sweating-rate = sweating rate
word-sweat-lost = sweat lost
word-sodium-lost = sodium lost
word-likely = likely

phase-before = Before
phase-during = During
phase-after = After
phase-before-sleep = Before sleep

nutrient-fluid = fluid
nutrient-sodium = sodium
nutrient-carbohydrate = carbohydrate
nutrient-protein = protein
nutrient-caffeine = caffeine
