# Importaciones: archivos dados de una vez, y qué resultó de cada uno.
imports-title = Añadir grabaciones
imports-lead = Todo de una vez: los archivos de tu reloj, la exportación de una plataforma, la de Apple Health. Lo que sea el mismo entrenamiento pasa a ser uno.
imports-timeline = La cronología
imports-nothing = No ha entrado nada
imports-busy = Enviando…
imports-drop = Suelta aquí los archivos
imports-formats = FIT, TCX, GPX, JSON de Garmin, Strava o Health Auto Export, calendarios, el export.zip de Apple Health; zips de cualquiera de ellos
imports-hints = Archivos que no lo dicen todo
imports-start = Inicio
imports-start-hint = para series y relojes que no saben la fecha
imports-account = Usuario
imports-account-hint = para archivos con los de varias personas
imports-account-example = usuario 1
imports-take-in = Importar
imports-list = Importaciones
imports-so-far = Leído hasta ahora
imports-stop = Parar
imports-go-on = Seguir
imports-left = quedan unos { $time }
imports-running = Leyendo
imports-cancelled = Parada
imports-finished = Terminada
imports-done = { $done } de { $files } archivos.
imports-read = { $count ->
    [one] 1 leído
   *[other] { $count } leídos
}
imports-recovered = { $count ->
    [one] 1 recuperado
   *[other] { $count } recuperados
}
imports-known = { $count ->
    [one] 1 ya conocido
   *[other] { $count } ya conocidos
}
imports-refused = { $count ->
    [one] 1 rechazado
   *[other] { $count } rechazados
}
imports-left-out = { $count } sin grabaciones
imports-of = Importación: { $when }
imports-all = Todas las importaciones
imports-more = Más archivos
imports-notes = Nota del lector de archivos, en inglés:
imports-waits = en espera
imports-observations = { $count ->
    [one] 1 observación
   *[other] { $count } observaciones
}
imports-readings = { $count ->
    [one] 1 lectura
   *[other] { $count } lecturas
}
imports-planned = { $count ->
    [one] 1 entrenamiento planificado
   *[other] { $count } entrenamientos planificados
}

came-read = leído
came-recovered = recuperado
came-known = ya conocido
came-refused = rechazado
came-unpacked = abierto

imports-wrong-start = Escribe una hora, por ejemplo 2026-06-11 07:00.
imports-wrong-file = Elige al menos un archivo.
