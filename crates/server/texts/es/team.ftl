# Plantillas en el campo.
team-shape-stop = ver primero
team-shape-watch = mirar
team-shape-unknown = falta o no está claro
team-shape-ok = listo
team-progress = { $in } pesados antes, { $out } después, de { $of }.
team-bring = Lleve hasta { $amount }.
team-no-session = No hay sesión planificada
team-see-first =
    { $count ->
        [one] Vea primero a { $name }
       *[other] Vea primero a { $name }; { $count } necesitan a alguien
    }
team-to-look =
    { $count ->
        [one] Un deportista que mirar
       *[other] { $count } deportistas que mirar
    }
team-to-weigh =
    { $count ->
        [one] Falta pesar a un deportista
       *[other] Falta pesar a { $count } deportistas
    }
team-all-well = Nada le necesita ahora
team-weigh-in = Pesar
team-heat = Calor
team-sessions = Sesiones
team-roster = Equipo
team-empty = Aún no hay nadie en esta plantilla. Pegue una lista en la página Equipo.
team-nothing-for =
    { $count ->
        [one] Nada para un deportista
       *[other] Nada para { $count } deportistas
    }
team-up-to = hasta { $amount }
team-must-not-train = No debe entrenar.
team-no-longer-fits = Los horarios propios eran para otro plan: compruébelos.
team-no-amounts = No se pueden aconsejar cantidades.
team-not-in-session = Fuera de esta sesión.
team-stop-drinking = Dejar de beber hasta orinar; lo ve el fisioterapeuta.
team-drink = Beber { $least }–{ $most } L con comida salada, a lo largo de { $hours } h o más.
team-drink-plan = Tiene plan de bebida.
team-flag-gain = Pesa más que antes: bebió más de lo que perdió.
team-flag-symptoms = Se siente mal.
team-flag-loss = Pesa menos que antes.
team-flag-no-out = Aún no se pesó a la salida, y hace calor.
team-flag-carry = Llegó con menos peso que el habitual.
team-flag-urine = Orina concentrada: ofrecer bebida.
team-flag-data = Los datos son dudosos.
team-consent-no-consent = Falta el consentimiento.
team-consent-too-young = Diez años o menos: no se pesa.
team-consent-born-unknown = Falta la fecha de nacimiento.
team-consent-guardian-needed = Falta el consentimiento del tutor.
team-consent-own-needed = Falta el consentimiento del propio deportista.
team-consent-expired = El consentimiento ha caducado.
team-consent-withdrawn = El consentimiento fue retirado.
team-consent-days =
    { $days ->
        [one] Consentimiento por un día más
       *[other] Consentimiento por { $days } días más
    }
team-weighing-due = por pesar
team-weighing-in = pesado antes
team-weighing-out = pesado después
team-weighing-none = no se pesa
team-heat-not-covered = Sin indicación
team-heat-normal = Como siempre
team-heat-watch = Cuidado
team-heat-break = Hacer pausas
team-heat-modify = Entrenar menos
team-heat-reschedule = Cambiar de hora
team-heat-stop = Parar
team-heat-forecast = Previsión de { $low } a { $high } en 4 de 5 casos.
team-heat-left =
    { $minutes ->
        [one] Queda un minuto.
       *[other] Quedan { $minutes } min.
    }
team-heat-measure = Lea el medidor ahora.
team-heat-silent = No dice nada de: { $list }.
team-heat-acknowledged = Enterado.
team-heat-acknowledge = Lo he leído y avisado
team-heat-reason = Motivo para decidir otra cosa
team-heat-overrule = Decidir otra cosa
team-heat-read = Leer el medidor
team-heat-unit = Unidad
team-heat-meter = Medidor
team-heat-confirm = El salto se vio y es correcto.
team-heat-store = Guardar
team-duties = En el campo ahora:
team-duty-ice-towels = toallas con hielo
team-duty-spray-bottles = pulverizadores
team-duty-cold-tub = una bañera fría
team-duty-shade = sombra
team-duty-unlimited-drinks = bebida sin límite
team-kiosk-title = Pesaje
team-kiosk-what = Qué se pesa
team-kiosk-before = Antes
team-kiosk-after = Después
team-kiosk-bottle-out = Botella entregada
team-kiosk-bottle-back = Botella devuelta
team-kiosk-script = Esta página necesita scripts.
team-kiosk-who = ¿A quién le toca?
team-kiosk-to-go = Faltan { $count }
team-kiosk-all-done = Están todos
team-kiosk-noted = Anotado.
team-kiosk-waiting = { $count } por enviar
team-kiosk-step-on = { $name }, suba a la báscula.
team-kiosk-bottle-on = { $name }: la botella en gramos.
team-kiosk-again = Suba otra vez.
team-kiosk-check = Compruebe el número: ¿{ $number }?
team-kiosk-thanks = Gracias, { $name }.
team-kiosk-next = Siguiente: { $name }.
team-kiosk-nobody = Nadie tiene el número { $number }.
team-kiosk-lost = La báscula se desconectó. Escriba el peso o conecte de nuevo.
team-kiosk-no-scale = No se pudo usar ninguna báscula. Escriba el peso.
team-kiosk-connected = La báscula está conectada.
team-kiosk-overload = Demasiado para esta báscula.
team-kiosk-closed = Este quiosco se cerró. Lo que espera aquí queda guardado: abra otro.
team-kiosk-offline = Sin red. Los pesos esperan aquí.
team-kiosk-refused = Un registro fue rechazado: avise al responsable.
team-kiosk-full = Esta tableta no tiene espacio.
team-kiosk-trainer = Se avisa al fisioterapeuta. Siéntese.
team-kiosk-weigh-again = Soy yo: pesar de nuevo
team-kiosk-another = Otra persona
team-kiosk-urine = ¿Orina desde el primer peso?
team-kiosk-none = ninguna
team-kiosk-unknown = no sé
team-kiosk-unwell = Me siento mal
team-kiosk-keys = Cifras
team-kiosk-delete = Borrar
team-kiosk-ok = Eso es
team-kiosk-skip = No se pesa
team-kiosk-bluetooth = Conectar una báscula
team-kiosk-serial = Conectar por cable
team-consent-title = { $squad } pide su consentimiento
team-consent-guardian = Usted decide por { $name }, que también decide.
team-consent-you = { $name }, usted decide qué se hace con sus datos.
team-consent-holds = Ha consentido hasta el { $day }.
team-consent-withdraw = Retirarlo ahora
team-consent-line-what = Se le pesa antes y después de entrenar, sin mostrar el peso a otros.
team-consent-line-who = Lo ve quien cuida de su salud. Los entrenadores nunca ven su peso.
team-consent-line-free = Usted elige. Sin ello también tiene un plan de bebida.
team-consent-line-until = Termina solo al cabo de un año como máximo.
team-consent-line-end = Lo termina aquí cuando quiera, y vale al momento.
team-consent-reason = Por qué:
team-consent-to = Consiento en
team-scope-weigh = que se me pese
team-scope-profile = que mi perfil de sudor sirva para planes de bebida
team-scope-photo = una foto para la lista de nombres
team-scope-research = investigación sin mi nombre
team-consent-born = Fecha de nacimiento del deportista
team-consent-give = Consentir
team-consent-version = Texto de { $version }
team-roster-title =
    { $count ->
        [one] Un deportista
       *[other] { $count } deportistas
    }
team-link-for = Enlace de consentimiento para { $name }
team-link-how = Deje que lo lea con su propio teléfono. Se muestra solo ahora.
team-roster-import = Importar una lista
team-roster-how = Péguela de una hoja de cálculo. Nada se guarda antes de confirmar.
team-roster-paste = La lista
team-roster-example =
    No;Nombre completo;Peso (kg);Nacimiento
    7;Ana Silva;64,0;2008-05-04
team-roster-summary = { $new } nuevos, { $changed } cambiados, { $asked } por aclarar, { $refused } rechazados
team-roster-unit = La unidad de las masas
team-roster-order = El orden de las fechas
team-roster-day-first = día primero: 04/05 es 4 de mayo
team-roster-month-first = mes primero: 04/05 es 5 de abril
team-roster-without = Aceptar sin número las filas que lo comparten
team-roster-store = Guardar
team-roster-try = Ver primero
team-fate-new = Nuevo.
team-fate-changed = Cambia.
team-fate-same = Queda como está.
team-fate-asked = Por aclarar.
team-fate-refused = Rechazado.
team-doubt-no-name = Falta el nombre.
team-doubt-date = { $given } no es una fecha de nacimiento.
team-doubt-number = { $given } no es un dorsal.
team-doubt-mass = { $given } no es una masa corporal.
team-doubt-shared = El dorsal { $given } lo lleva también otro.
team-doubt-twice = El mismo deportista está en la línea { $given }.
team-members = Miembros
team-link = Enlace de consentimiento
team-guardian-link = Enlace del tutor
team-archive = Dejó la plantilla
team-return = Volvió
team-roles = Funciones
team-roles-how = Los entrenadores no ven masa corporal. Los utilleros ven botellas.
team-role = Función
team-role-scientist = Científico del deporte
team-role-dietitian = Dietista
team-role-trainer = Fisioterapeuta
team-role-kit = Utillero
team-role-coach = Entrenador
team-role-helper = Ayudante del quiosco
team-role-none = ninguna
team-role-give = Dar la función
team-no-sessions = Nada está planificado.
team-closed = cerrada
team-close = Cerrar
team-plan = Planificar para todos
team-plan-title = Título
team-plan-start = Inicio
team-plan-sport = Deporte
team-plan-duration = Duración
team-plan-effort = Esfuerzo
team-plan-air = Temperatura del aire
team-plan-humidity = Humedad
team-plan-place = Lugar, para su clima
team-plan-weeks = Semanas seguidas
team-plan-do = Planificar
