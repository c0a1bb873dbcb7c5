# The plan.
plan-title = Plan
plan-lead = La próxima semana: lo que exige cada sesión y qué beber. Abre un día para verlo todo.
plan-whole-week = La semana entera
plan-totals = El día en conjunto
plan-nothing = Aún no hay nada planeado aquí
plan-cancel = Quitar esta sesión
plan-new = Planear una sesión
plan-more-fields = Tiempo y nombre
plan-it = Planear
plan-unplanned = Sin cantidades para este día: tiene más sesiones de las que se pueden planificar. Cancela las que no vas a hacer.
