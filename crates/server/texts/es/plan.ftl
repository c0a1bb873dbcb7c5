# The plan.
plan-title = Plan
plan-totals = El día en conjunto
plan-nothing = Aún no hay nada planificado aquí
plan-new = Planificar una sesión
plan-more-fields = Condiciones y nombre
plan-it = Planificar
plan-unplanned = Sin cantidades para este día: tiene más sesiones de las que se pueden planificar. Cancela las que no vas a hacer.
plan-hardest = El { $day } es el día más exigente: { $fluid } y { $carb } durante la sesión.
plan-hardest-fluid = El { $day } es el día más exigente: { $fluid } durante la sesión.
plan-key-fluid = beber
plan-key-carb = hidratos
plan-key-protein = proteína
plan-key-sodium = sodio
plan-key-pale = pálido: solo si quieres
plan-here = Aquí
plan-change = Cambiar esta sesión
plan-taken-out = La sesión se ha quitado.

# The plan as text.
plan-text = En texto
plan-text-copy = Copiar
plan-text-copied = Copiado
plan-text-share = Compartir
plan-text-plain = Texto sin formato
plan-text-pack = Para llevar
plan-text-code = Este texto en código QR
plan-text-code-list = Lo que hay que llevar en código QR
plan-text-disclaimer = Para la planificación de personas sanas; no es diagnóstico ni tratamiento. En caso de enfermedad, embarazo, menos de 18 años o medicación, consulta a un profesional sanitario. Lo que vale es la etiqueta del envase.

# One day.
plan-day-drink-sip = Bebe { $amount } antes de las { $time } y luego { $sip } cada 15 minutos.
plan-day-drink-thirst = Bebe { $amount } antes de las { $time } y luego según la sed.
plan-day-sip = Bebe { $sip } cada 15 minutos desde las { $time }.
plan-day-thirst = Bebe según la sed, { $most } como máximo.
plan-day-done = Hecho. Está todo por este día.
plan-day-rest = Este día no hay nada que hacer a una hora.
