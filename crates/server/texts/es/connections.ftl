# La página de las conexiones.
connections-title = Conexiones
connections-lead = Conecta una vez, y tus entrenamientos llegan solos.
connections-providers = Servicios
connections-none = Este servidor no tiene servicios configurados. Quien lo administra puede añadir Strava y otros; los archivos y tu teléfono ya funcionan.
connections-connect = Conectar { $name }
connections-connect-again = Conectar { $name } de nuevo
connections-key = Clave
connections-disconnect = Desconectar
connections-disconnect-from = Desconectar { $name }
connections-and-data = Y tus datos que vinieron de ahí
connections-keep = Se quedan
connections-delete = Se borran
connections-must-delete = El acuerdo de { $name } exige que se borre todo lo que vino de ahí cuando te desconectas.
connections-state-active = conectado
connections-state-needs-consent = conecta de nuevo
connections-state-leaving = desconectando
connections-state-ended = desconectado
connections-since = Conectado el { $when }.
connections-heard = Últimas noticias: { $when }.
connections-not-heard = Aún no ha llegado nada.
connections-items = { $count ->
    [one] Llegó 1 elemento.
   *[other] Llegaron { $count } elementos.
}
connections-unreadable = { $count ->
    [one] 1 elemento no se pudo leer y quedó fuera.
   *[other] { $count } elementos no se pudieron leer y quedaron fuera.
}
connections-reading = { $count ->
    [one] Leyendo lo que ya había: 1 encontrado hasta ahora.
   *[other] Leyendo lo que ya había: { $count } encontrados hasta ahora.
}
connections-silent = { $count ->
    [one] 1 elemento no se anunció y se encontró al leer la lista.
   *[other] { $count } elementos no se anunciaron y se encontraron al leer la lista.
}
connections-missing = No permitiste: { $scopes }. Lo que lo necesita queda fuera.
connections-trouble-outage = El servicio no responde. Se le vuelve a preguntar solo; nada se pierde.
connections-trouble-quota = El servicio no admite más peticiones por ahora. Continúa solo.
connections-trouble-blocked = El servicio rechaza la aplicación de este servidor. Quien lo administra tiene que mirarlo; tu acceso no se ve afectado.
connections-trouble-missing-scope = Hace falta un permiso que no diste. Conecta de nuevo y deja las casillas marcadas.
connections-trouble-refused = El servicio ya no acepta el acceso. Conecta de nuevo; tus datos se quedan.
connections-trouble-wrong = El servicio rechazó una petición. Quien administra el servidor tiene que mirarlo.
connections-trouble-stuck = Este servidor no pudo recibir algunos datos. Lo vuelve a intentar solo; si esto continúa, quien lo administra tiene que revisarlo.
connections-untold = { $name } no responde y aún no sabe que te has desconectado. Se le avisa otra vez automáticamente, y mientras tanto no llega nada. También puedes terminar el acceso en los ajustes de ese servicio.
connections-partial = La última vez, una lista no se pudo leer hasta el final. Se vuelve a leer desde ahí automáticamente.
connections-running = Los entrenamientos antiguos llegan poco a poco; los nuevos van primero.
connections-phones = Teléfonos
connections-phones-what = Una aplicación en tu iPhone puede enviar lo que sabe Apple Salud: entrenamientos, sueño, peso, bebidas. Cada teléfono tiene su propia dirección.
connections-phone-name = Nombre del teléfono
connections-phone-hint = por ejemplo “mi iPhone”
connections-add-phone = Añadir un teléfono
connections-remove = Quitar
connections-remove-phone = Quitar { $name }
connections-uploads = { $count ->
    [one] 1 envío.
   *[other] { $count } envíos.
}
connections-last-upload = El último: { $observations ->
    [one] 1 entrenamiento o sueño
   *[other] { $observations } entrenamientos y sueños
}, { $readings ->
    [one] 1 medición.
   *[other] { $readings } mediciones.
}
connections-made = La dirección de este teléfono
connections-made-once = Lee el código, o copia la dirección en la aplicación. Solo se muestra esta vez, y quien la tenga puede añadir datos a tu cronología. Con ella no se puede leer nada.
connections-code = Código QR de la dirección
frame-connections = Conexiones
more-connections = Strava, tu teléfono: lo que llega solo

# Los pesajes de una báscula, ya puestos en una prueba de sudor.
connections-weighed-before = Masa antes: { $source }, { $when }. Cámbiala si no eras tú.
connections-weighed-after = Masa después: { $source }, { $when }. Cámbiala si no eras tú.
connections-weighed-typed = escrita
connections-weather-from = { $source }, { $when }
# Calendarios que se siguen.
connections-calendars = Calendarios de entrenamiento
connections-calendars-what = El calendario de TrainingPeaks, intervals.icu, Garmin o de tu entrenador se lee cada seis horas. Lo que salga de él deja de estar planificado; lo que hayas cambiado tú se queda.
connections-calendar-address = Dirección del calendario
connections-calendar-hint = empieza por https:// o webcal://
connections-add-calendar = Seguir el calendario
connections-calendar-trouble = { $count ->
    [one] No se pudo leer la última vez. Nuevo intento: { $when }. Comprueba la dirección.
   *[other] No se pudo leer las últimas { $count } veces. Nuevo intento: { $when }. Comprueba la dirección.
}
# La primera frase de la página.
connections-said-none = Todavía no hay nada conectado.
connections-said-needs = { $name } te necesita.
connections-said-waits = { $name } no responde ahora.
connections-said-fine = Lo que conectaste llega.
