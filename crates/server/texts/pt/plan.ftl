# The plan.
plan-title = Plano
plan-whole-week = A semana inteira
plan-totals = O dia como um todo
plan-nothing = Ainda nada planeado aqui
plan-cancel = Retirar esta sessão
plan-new = Planear uma sessão
plan-more-fields = Tempo e nome
plan-it = Planear
plan-unplanned = Sem quantidades para este dia: tem mais sessões do que as que se podem planear. Cancela as que não vais fazer.
plan-hardest = { $day } pede mais: { $fluid } e { $carb } pelo caminho.
plan-hardest-fluid = { $day } pede mais: { $fluid } pelo caminho.
plan-key-fluid = beber
plan-key-carb = hidratos
plan-key-protein = proteína
plan-key-sodium = sódio
plan-key-pale = pálido: só se quiseres
plan-here = Aqui
