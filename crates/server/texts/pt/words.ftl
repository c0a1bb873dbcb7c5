# Words of the field, named by their codes in the core.
word-sweating-rate = taxa de sudação
word-sweat-lost = suor perdido
word-sodium-lost = sódio perdido
word-likely = provável

phase-before = Antes
phase-during = Durante
phase-after = Depois
phase-before-sleep = Antes de dormir

nutrient-fluid = líquidos
nutrient-sodium = sódio
nutrient-carbohydrate = hidratos de carbono
nutrient-protein = proteína
nutrient-caffeine = cafeína
