# The plan.
plan-title = Plan
plan-whole-week = La semana entera
plan-totals = El día en conjunto
plan-nothing = Aún no hay nada planeado aquí
plan-cancel = Quitar esta sesión
plan-new = Planear una sesión
plan-more-fields = Condiciones y nombre
plan-it = Planear
plan-unplanned = Sin cantidades para este día: tiene más sesiones de las que se pueden planificar. Cancela las que no vas a hacer.
plan-hardest = { $day } pide más: { $fluid } y { $carb } por el camino.
plan-hardest-fluid = { $day } pide más: { $fluid } por el camino.
plan-key-fluid = beber
plan-key-carb = hidratos
plan-key-protein = proteína
plan-key-sodium = sodio
plan-key-pale = pálido: solo si quieres
plan-here = Aquí
