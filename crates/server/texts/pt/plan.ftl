# The plan.
plan-title = Plano
plan-lead = A próxima semana: o que cada sessão exige e o que beber. Abre um dia para ver tudo.
plan-whole-week = A semana inteira
plan-totals = O dia como um todo
plan-nothing = Ainda nada planeado aqui
plan-cancel = Retirar esta sessão
plan-new = Planear uma sessão
plan-more-fields = Tempo e nome
plan-it = Planear
plan-unplanned = Sem quantidades para este dia: tem mais sessões do que as que se podem planear. Cancela as que não vais fazer.
