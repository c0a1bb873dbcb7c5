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
