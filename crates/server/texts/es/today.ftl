# Today.
today-title = Hoy
today-nothing = Aún no hay nada planeado
today-nothing-lead = Planea la próxima sesión y mira qué beber y comer antes, durante y después.
today-plan-one = Planear una sesión
today-last-workout = Último entrenamiento
today-no-workout = Ninguno en dos semanas.
today-last-sleep = Último sueño
today-no-sleep = Ninguno registrado.
today-slept = { $asleep } dormido, despertar a las { $up }
today-tests = Pruebas de sudor
today-tests-so-far =
    { $count ->
        [0] Ninguna hasta ahora.
        [one] Una hasta ahora.
        *[other] { $count } hasta ahora.
    }
today-new-test = Nueva prueba de sudor
today-check = Control de la mañana
today-check-lead = Nada más levantarte. Cualquiera de los tres ayuda; dos que apunten a poca agua cambian el plan.
today-check-colour = color { $score } de 8
today-check-thirst = sed { $score } de 9
today-check-dry = Eso apunta a poca agua: bebe antes de empezar.
