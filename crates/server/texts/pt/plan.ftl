# The plan.
plan-title = Plano
plan-totals = O dia como um todo
plan-nothing = Ainda nada planeado aqui
plan-new = Planear uma sessão
plan-more-fields = Tempo e nome
plan-it = Planear
plan-unplanned = Sem quantidades para este dia: tem mais sessões do que as que se podem planear. Cancela as que não vais fazer.
plan-hardest = O dia mais exigente é { $day }: { $fluid } e { $carb } durante a sessão.
plan-hardest-fluid = O dia mais exigente é { $day }: { $fluid } durante a sessão.
plan-key-fluid = beber
plan-key-carb = hidratos
plan-key-protein = proteína
plan-key-sodium = sódio
plan-key-pale = pálido: só se quiseres
plan-here = Aqui
plan-change = Alterar esta sessão
plan-taken-out = A sessão foi retirada.

# The plan as text.
plan-text = Em texto
plan-text-copy = Copiar
plan-text-copied = Copiado
plan-text-share = Partilhar
plan-text-plain = Texto simples
plan-text-pack = Para levar
plan-text-code = Este texto em código QR
plan-text-code-list = O que levar em código QR
plan-text-disclaimer = Para planeamento por pessoas saudáveis; não é diagnóstico nem tratamento. Em caso de doença, gravidez, menos de 18 anos ou medicação, consulta um profissional de saúde. O rótulo da embalagem é que vale.

# One day.
plan-day-drink-sip = Bebe { $amount } até às { $time }, depois { $sip } a cada 15 minutos.
plan-day-drink-thirst = Bebe { $amount } até às { $time }, depois conforme a sede.
plan-day-sip = Bebe { $sip } a cada 15 minutos a partir das { $time }.
plan-day-thirst = Bebe conforme a sede, no máximo { $most }.
plan-day-done = Feito. Está tudo por este dia.
plan-day-rest = Neste dia não há horas a cumprir.
