# Plantillas en el campo.
team-shape-stop = ver primero
team-shape-watch = por observar
team-shape-unknown = falta o no está claro
team-shape-ok = listo
team-progress = { $in } pesados antes, { $out } después, de { $of }.
team-bring = Lleva hasta { $amount }.
team-no-session = No hay sesión planificada
team-see-first =
    { $count ->
        [one] Ve primero a { $name }
       *[other] Ve primero a { $name }; { $count } te necesitan
    }
team-to-look =
    { $count ->
        [one] Un deportista por observar
       *[other] { $count } deportistas por observar
    }
team-to-weigh =
    { $count ->
        [one] Falta pesar a un deportista
       *[other] Falta pesar a { $count } deportistas
    }
team-all-well = Nada te necesita ahora
team-weigh-in = Pesar
team-heat = Calor
team-sessions = Sesiones
team-roster = Equipo
team-empty = Esta plantilla aún no tiene deportistas. Pega una lista en la página Equipo.
team-nothing-for =
    { $count ->
        [one] Nada para un deportista
       *[other] Nada para { $count } deportistas
    }
team-up-to = hasta { $amount }
team-must-not-train = No debe entrenar.
team-no-longer-fits = Los horarios propios eran para otro plan: compruébalos.
team-no-amounts = No se pueden aconsejar cantidades.
team-not-in-session = Fuera de esta sesión.
team-stop-drinking = Dejar de beber hasta orinar; lo ve el fisioterapeuta.
team-drink = Beber { $amount } con comida salada, a lo largo de { $hours } h o más.
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
team-heat-not-covered = No previsto
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
team-heat-measure = Lee el medidor ahora.
team-heat-silent = No abarca: { $list }.
team-heat-acknowledged = Enterado.
team-heat-acknowledge = Lo he leído y avisado
team-heat-reason = Motivo para decidir otra cosa
team-heat-overrule = Decidir otra cosa
team-heat-read = Leer el medidor
team-heat-unit = Unidad
team-heat-meter = Medidor
team-heat-confirm = El valor es correcto: he comprobado el medidor y la unidad.
team-heat-store = Guardar
team-heat-level = Nivel
team-heat-by-air = Sin medidor de WBGT
team-heat-air = Aire, °C
team-heat-humidity = Humedad, %
team-heat-kind = Para
team-heat-kind-model = El modelo
team-heat-kind-heat-index = El índice de calor
team-heat-kind-air-temperature = Solo el aire
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
team-kiosk-all-done = Ya están todos
team-kiosk-noted = Anotado.
team-kiosk-waiting = { $count } por enviar
team-kiosk-step-on = { $name }, sube a la báscula.
team-kiosk-bottle-on = { $name }: la botella en gramos.
team-kiosk-again = Sube otra vez.
team-kiosk-check = Comprueba el número: ¿{ $number }?
team-kiosk-thanks = Gracias, { $name }.
team-kiosk-next = Siguiente: { $name }.
team-kiosk-nobody = Ningún deportista lleva el número { $number }.
team-kiosk-lost = La báscula se desconectó. Escribe el peso o conéctala de nuevo.
team-kiosk-no-scale = No se pudo usar ninguna báscula. Escribe el peso.
team-kiosk-connected = La báscula está conectada.
team-kiosk-overload = Demasiado para esta báscula.
team-kiosk-closed = Este quiosco se cerró. Lo que espera aquí queda guardado: abre otro.
team-kiosk-offline = Sin red. Los pesos esperan aquí.
team-kiosk-refused = El servidor rechazó un pesaje. Está guardado aquí: enséñaselo al responsable.
team-kiosk-busy = El servidor no puede responder ahora. Los pesos esperan aquí y se envían de nuevo.
team-kiosk-kept = Para el responsable, solo en este dispositivo: { $count }
team-kiosk-kept-do = Guárdalos en un archivo: dice quién, cuándo, el peso sin tratar y por qué se rechazó. Corrige la causa (a menudo falta el consentimiento) y envíalos de nuevo.
team-kiosk-save = Guardar en un archivo
team-kiosk-send-again = Enviar de nuevo
team-kiosk-full = Esta tableta no tiene espacio.
team-kiosk-trainer = El fisioterapeuta ya está avisado. Siéntate.
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
team-consent-title = { $squad } pide tu consentimiento
team-consent-guardian = Decides por { $name }, que también decide.
team-consent-you = { $name }, tú decides qué se hace con tus datos.
team-consent-holds = Has consentido hasta el { $day }.
team-consent-withdraw = Retirarlo ahora
team-consent-line-what = Te pesan antes y después de entrenar, sin mostrar el peso a otros.
team-consent-line-who = Lo ve quien cuida de tu salud. Los entrenadores nunca ven tu peso.
team-consent-line-free = Tú eliges. Sin ello también tienes un plan de bebida.
team-consent-line-until = Termina solo al cabo de un año como máximo.
team-consent-line-end = Lo terminas aquí cuando quieras, con efecto inmediato.
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
team-link-how = Deja que lo lea con su propio teléfono. Solo se muestra ahora.
team-roster-import = Importar una lista
team-roster-how = Pégala de una hoja de cálculo. Nada se guarda hasta que confirmes.
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
team-no-sessions = No hay nada planificado.
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
team-plan-place = Lugar, para la previsión meteorológica
team-plan-weeks = Semanas seguidas
team-plan-do = Planificar

# Bottles, labels, reports.
team-bottles = Botellas
team-bottles-headline =
    { $count ->
        [one] Una botella, { $amount }
       *[other] { $count } botellas, { $amount }
    }
team-bottles-none = Aún no hay botellas planificadas
team-bottles-changed = Las necesidades han cambiado: planifica de nuevo antes de imprimir.
team-bottles-hidden = Tu función no ve botellas.
team-bottles-recipes = Recetas como máximo
team-bottles-ml = Una botella contiene (mL)
team-bottles-most = Botellas por deportista como máximo
team-bottles-spare = Preparar de más por derrames (%)
team-bottles-crate = Botellas por caja
team-bottles-of = Usar productos en lugar de azúcar y sal
team-bottles-of-how = Polvos sin cafeína y de composición conocida. Ningún deportista recibe uno que contenga lo que evita.
team-bottles-plan = Planificar las botellas
team-bottles-again = Planificar de nuevo
team-bottles-who = Qué recibe cada uno
team-bottles-without =
    { $count ->
        [one] Un deportista sin botella
       *[other] { $count } deportistas sin botella
    }
team-labels = Etiquetas
team-labels-sheet = Hoja (etiquetas por hoja)
team-labels-start = Primera etiqueta libre
team-labels-names = Nombres
team-labels-full = completos
team-labels-initials = iniciales
team-labels-number = solo el número
team-labels-print = Etiquetas en PDF
team-labels-measure = Página para alinear la impresora
team-labels-calibrate = Imprime al 100 %: la línea mide 50 mm. Ponla sobre una hoja de etiquetas.
team-labels-title = Etiquetas, { $session }
team-label-full = { $bottle } de { $of } · llenar hasta { $fill }
team-label-line = { $bottle } de { $of } · llenar solo hasta { $fill }
team-mix = Preparar
team-mix-water = El agua sola es lo mejor para todos.
team-mix-sugar = { $sugar } de azúcar y { $salt } de sal, completar con agua hasta { $volume }.
team-mix-product = { $servings } dosis de { $product } ({ $mass }), completar con agua hasta { $volume }.
team-recipe-strength = { $carbohydrate } g/L de hidratos de carbono, { $sodium } mg/L de sodio
team-recipe-bottles =
    { $count ->
        [one] Una botella
       *[other] { $count } botellas
    }
team-contains = Contiene { $list }.
team-column-number = N.º
team-column-name = Nombre
team-column-bottles = Botellas
team-column-fill = Llenar hasta
team-column-together = En total
team-column-why = Por qué
team-column-do = Qué hacer
team-column-change = Cambio
team-column-mass = Masa corporal
team-why-fill-line = Menos que llena: más no es seguro.
team-why-eat = Parte de los hidratos de carbono se come.
team-why-eat-amount = Comer aparte { $amount } de hidratos de carbono.
team-why-sodium = Quedan { $amount } de sodio fuera de las botellas.
team-why-below-least = Ningún número de botellas cabe entre el mínimo y el máximo.
team-why-water-alone = Lo más indicado es solo agua.
team-why-avoids = Un producto queda fuera: contiene, o puede contener, lo que se evita.
team-why-nothing-needed = No hace falta nada en una sesión tan corta.
team-why-no-amounts = No se pueden aconsejar cantidades: ve al deportista.
team-why-no-needs = No se pudieron calcular las necesidades.
team-why-not-planned = Llegó después de planificar las botellas.
team-why-plan-again = Lo que se puede beber ha cambiado: planifica de nuevo las botellas.
team-why-not-in-session = Fuera de esta sesión.
team-steps = Qué aporta otra receta
team-steps-how = El mejor plan con cada número de recetas, demostrado.
team-steps-below = Bajo el mínimo
team-steps-eat = Para comer aparte
team-steps-sodium = Sodio que falta
team-steps-now = este plan
team-buy = Comprar
team-buy-sugar = Azúcar
team-buy-salt = Sal de mesa
team-packs-kilograms =
    { $count ->
        [one] un paquete de 1 kg
       *[other] { $count } paquetes de 1 kg
    }
team-packs-servings =
    { $count ->
        [one] una dosis
       *[other] { $count } dosis
    }
team-crates = Cajas
team-crate = Caja { $number }
team-hand-over = Informes y tablas
team-report = Informe (PDF)
team-cards = Tarjetas de los deportistas (PDF)
team-table = Tabla (CSV)
team-table-ams = Tabla para gestión de deportistas (CSV)
team-edition-own = Informe de la sesión
team-edition-coach = Edición para el entrenador
team-coach-report = Edición para el entrenador (PDF)
team-report-when = { $start } a { $end } · { $air }, { $humidity }
team-report-weighed-from = · pesajes de { $first } a { $last }
team-report-weighed = Pesados las dos veces
team-report-count = { $count } de { $of }
team-report-before = { $count } antes
team-report-flags = Rojo, ámbar
team-report-flag-counts = { $red }, { $amber }
team-report-doubt = { $count } dudosos
team-report-sweat = Sudor, mediana
team-report-replaced = Repuesto
team-report-of-sweat = del sudor
team-report-sodium = Sodio perdido
team-report-four-in-five = 4 de cada 5 casos
team-report-red =
    { $count ->
        [one] Un deportista al que ver primero
       *[other] { $count } deportistas a los que ver primero
    }
team-report-needs = Quién necesita algo
team-report-more =
    { $count ->
        [one] Uno más en el tablero.
       *[other] { $count } más en el tablero.
    }
team-report-unweighed = Sin pesar: { $names }.
team-report-most = Las cantidades son lo máximo, no una obligación: decide la sed, y nadie sale más pesado de lo que llegó.
team-report-readings = Lecturas: { $list }
team-report-heat-overruled = Decidido de otro modo: { $reason }.
team-report-foot = Isotone { $version } · hecho por { $who }, { $when } · planificación para personas sanas, no un diagnóstico
team-cards-title = Tarjetas, { $session }
team-cards-none = Tu función no ve lo que hay en las tarjetas.
team-card-before = Antes
team-card-before-says = Llega bien hidratado: orina clara, sin sed.
team-card-during = Durante
team-card-bottles = Tus botellas: { $recipes }, cada una con { $fill }. Bebe según la sed, como máximo { $most }.
team-card-most = Bebe según la sed, como máximo { $amount }.
team-card-after = Después
team-card-foreseen = Por qué: se espera que sudes { $foreseen } en 4 de cada 5 casos.
team-card-measured = Por qué: se esperaban { $foreseen } de sudor, se midieron { $measured }.
team-card-address = Tus datos: entra con el teléfono.
team-refused-born = Escribe la fecha de nacimiento como 2008-05-04.
team-refused-scopes = Elige al menos una cosa a la que consientes.
team-refused-expires = El consentimiento dura un año como máximo.
team-refused-roster = No se encontró una cabecera con nombre en la lista: pégala con los títulos de las columnas.
team-refused-number = Otro miembro lleva este número: libéralo primero.
team-refused-name = Escribe un nombre de 1 a 120 caracteres.
team-refused-login = Nadie entra con este nombre: un administrador añade personas.
team-refused-role = Alguien tiene que gestionar la plantilla: da esa función primero.
team-refused-reason = Escribe como máximo 500 caracteres.
team-refused-policies = Esta norma de calor no se conoce.
team-refused-policy = Aún no dice nada: lee primero el medidor.
team-refused-overruled = Escribe el motivo, en 3 a 500 caracteres.
team-refused-value = Escribe un valor de -5 a 40 °C, como 28,4.
team-refused-unit = Elige °C o °F.
team-refused-confirmed = Está lejos de la lectura anterior, o muy por debajo de lo que da el tiempo previsto: comprueba la unidad y lee de nuevo, o confírmalo.
team-refused-band = El calor está ahora en otro nivel: lee lo que exige y decide de nuevo.
team-refused-by = El deportista es mayor de edad: cuenta su propia palabra.
team-refused-start = Escribe el inicio como fecha y hora posibles.
team-refused-end = Una plantilla entrena de 1 minuto a 12 horas seguidas.
team-refused-duration = Escribe una duración de 1 minuto a 12 horas, como 90 min.
team-refused-title = Escribe como máximo 120 caracteres.
team-refused-weeks = Escribe de 1 a 52 semanas.
team-refused-air_temperature = Escribe una temperatura del aire, como 28 °C.
team-refused-relative_humidity = Escribe una humedad, como 60 %.
team-refused-place = Escribe una ciudad como Lisboa, o grados como 38.72, -9.14.
team-refused-session = Planifica primero una sesión con deportistas.
team-refused-recipes_most = Escribe de 1 a 4 recetas.
team-refused-bottle_ml = Una botella contiene de 200 a 2000 mL.
team-refused-bottles_most = Escribe de 1 a 12 botellas.
team-refused-spare_percent = Escribe de 0 a 50 %.
team-refused-crate_holds = Escribe de 1 a 60 botellas.
team-refused-items = Elige polvos de la lista.
team-kiosk-camera = Leer etiquetas con la cámara
team-kiosk-unknown-label = Esta etiqueta no es de nadie de aquí.
team-kiosk-no-camera = La cámara no se puede usar. Toca el nombre o escribe el número.
team-season = Temporada
team-season-title =
    { $count ->
        [one] Una sesión en un año
       *[other] { $count } sesiones en un año
    }
team-season-sessions-of =
    { $count ->
        [one] una sesión
       *[other] { $count } sesiones
    }
team-season-sessions = Sesiones
team-season-weighed = Pesajes
team-season-tests = Pruebas con aire fresco / templado / caliente
team-season-flags = Avisos en 100 sesiones
team-season-change = Cambio, mediana
team-season-rate = Tasa de sudor, mediana (rango)
team-season-error = Medido frente a lo esperado
team-reads = Quién de tus plantillas leyó qué
team-action-board = Leyó el tablero
team-action-members = Leyó la lista de miembros
team-action-report = Leyó un informe
team-action-season = Leyó la temporada
team-action-bottles = Leyó las botellas
team-action-labels = Imprimió etiquetas
team-action-message = Recibió un aviso por mensaje
team-class-identity = nombre
team-class-consent = consentimiento
team-class-attendance = asistencia
team-class-mass = masa corporal
team-class-share = cambio de masa corporal
team-class-flag = avisos
team-class-rate = tasa de sudor
team-class-sodium = sodio
team-class-allotment = botellas
team-class-conditions = afecciones
team-class-must-not-train = no debe entrenar
team-refused-to = Una temporada acaba después de empezar, y en 750 días.
team-report-foot-open = Isotone { $version } · hecho el { $when } · planificación para personas sanas, no un diagnóstico
team-plan-place-example = Lisboa

# What a heat policy says nothing of.
team-silent-acclimatisation = aclimatación
team-silent-adults = adultos
team-silent-age = edad
team-silent-children = niños
team-silent-contest = competición
team-silent-equipment-other-than-shorts-and-t-shirt = equipamiento que no sea pantalón corto y camiseta
team-silent-illness = enfermedad
team-silent-indoor = recintos cerrados
team-silent-practice = entrenamiento
team-silent-sport = deporte
team-silent-sports-that-it-does-not-list = deportes que no enumera
team-silent-the-formula-is-not-published-type-the-level = la fórmula no está publicada: escribe el nivel
team-silent-the-lower-rows-of-regions-1-and-2-were-not-read = las filas inferiores de las regiones 1 y 2 no se leyeron
team-silent-the-other-two-regions = las otras dos regiones
team-silent-the-rows-below-the-stop-line-were-not-read = las filas por debajo del límite no se leyeron
team-silent-who-decides-it-is-not-automatic = quién decide: no es automático
team-member-acts = Qué hacer con { $name }
# Un consentimiento vigente, para leer y dar de nuevo.
team-consent-again = Lo que pidió { $squad }, para leer o dar de nuevo
