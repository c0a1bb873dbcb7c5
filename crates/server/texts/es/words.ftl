# Words of the field, named by their codes in the core.
word-sweating-rate = tasa de sudoración
word-sweat-lost = sudor perdido
word-sodium-lost = sodio perdido
word-likely = probable

phase-before = Antes
phase-during = Durante
phase-after = Después
phase-before-sleep = Antes de dormir

nutrient-fluid = líquido
nutrient-sodium = sodio
nutrient-carbohydrate = hidratos de carbono
nutrient-protein = proteína
nutrient-caffeine = cafeína
