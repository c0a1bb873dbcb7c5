# Hasta qué punto son buenos los números.
validation-lead = Tres preguntas distintas: si las ecuaciones son las de las fuentes, si los intervalos cumplen lo que prometen, y cuánto se acerca esto a las personas.
validation-sources = Fuentes
validation-so-many = { $agree } de { $figures }
validation-reproduced = valores publicados reproducidos, desde los mapas regionales del sodio en el sudor hasta los diez casos de la ISO 7933.
validation-model = Modelo
validation-no-evidence = Educación y planificación. Ninguna simulación demuestra nada sobre las personas.
validation-simulated = Deportistas simulados
validation-drawn = { $athletes } deportistas para cada número de pruebas, sacados del propio modelo con los errores de una báscula; se predice una sesión más, con otro tiempo. Esto muestra que la inferencia es correcta, no que las personas sean como el modelo.
validation-tests = Pruebas
validation-error = Error
validation-last-test = La última prueba tal cual
validation-within = En { $percent } %
validation-reliability = Cuantiles predichos y la parte de las verdades por debajo de ellos
validation-reliability-how = Cada línea es un número de pruebas; en la diagonal discontinua un intervalo cumple exactamente lo que promete.
validation-reliability-chart = Parte de las verdades simuladas por debajo de cada cuantil predicho; la diagonal es perfecta
validation-count = { $tests ->
    [one] { $tests } prueba
   *[other] { $tests } pruebas
}
validation-own = Pruebas de esta instalación
validation-own-none = Ninguna todavía. Cada prueba hecha aquí se comparará con lo que las anteriores hacían esperar.
validation-agreement = Medido menos esperado, sobre la media de ambos
validation-agreement-how = Línea: sesgo. Discontinuas: límites de acuerdo del 95 % (Bland y Altman), L/h.
validation-agreement-chart = Tasa de sudoración medida menos la esperada, sobre la media de ambas: sesgo { $bias }, límites del 95 % de { $low } a { $high } L/h
validation-mean-up-to = media, hasta { $widest } L/h
validation-tests-of = { $athlete }, { $tests ->
    [one] { $tests } prueba
   *[other] { $tests } pruebas
}
validation-tests-of-simulated = { $athlete } (simulado), { $tests ->
    [one] { $tests } prueba
   *[other] { $tests } pruebas
}
validation-when = Cuándo
validation-tests-before = Pruebas anteriores
validation-expected = Esperado
validation-four-in-five = 4 de cada 5 casos
validation-measured = Medido
validation-outside = { $rate } (fuera)
validation-every-figure = Todos los valores
validation-beside = { $figures } valores publicados junto a los nuestros
validation-figure = Valor
validation-inputs = Datos de entrada
validation-source = Fuente
validation-ours = El nuestro
validation-agrees = concuerda
validation-differs = difiere
validation-people = Personas medidas
validation-measured-lead = { $groups } grupos de personas publicados, predichos sin ninguna prueba y comparados con lo que se midió. Los mismos grupos se predicen con los métodos de otros. La estructura del modelo se decidió con estas filas; «a partir de los demás» lo calibra sin el estudio que predice.
validation-predicted-from = Predicho a partir de
validation-bias = Sesgo, L/h
validation-ratio = Cociente
validation-rms = RMSE, L/h
validation-people-inside = Personas en el 80 %
validation-by-effort = Esfuerzo y aire publicados
validation-by-word = Una palabra para el esfuerzo, y la meteorología
validation-from-others = Cada uno de { $studies } estudios a partir de los demás
validation-sport-mean = Media del deporte (Barnes 2019)
validation-measured-sodium = Sodio en el sudor de { $groups } grupos: sesgo { $bias } mmol/L, { $inside } % de las personas dentro del intervalo del 80 %.
validation-measured-chart = Predicho frente a medido, L/h
validation-parts = Por deporte, aire, esfuerzo y sexo
validation-part = Parte
validation-part-sport = Deporte
validation-part-air = Aire
validation-part-effort = Esfuerzo
validation-part-sex = Sexo
validation-part-air-up-to-12-C = hasta 12 °C
validation-part-air-12-to-25-C = 12 a 25 °C
validation-part-air-25-to-30-C = 25 a 30 °C
validation-part-air-30-C-and-more = 30 °C y más
validation-part-effort-published = publicado
validation-part-effort-other = otro
validation-part-sex-women = mujeres
validation-part-sex-men = hombres
validation-part-sex-both-or-unknown = ambos o desconocido
validation-groups = Grupos
validation-every-group = Todos los grupos
validation-group = Grupo
validation-ageing = Cuando las pruebas envejecen
validation-ageing-how = Deportistas simulados que cambian como el modelo cree que cambian las personas: { $tests } pruebas semanales y después ninguna.
validation-months = Meses desde la última prueba
validation-width = Extremo alto entre bajo
