# La cronología: qué pasó, por qué es un solo suceso, qué se pregunta y qué se decidió.
timeline-title = Cronología
timeline-add = Añadir grabaciones
timeline-log = Anotar
timeline-decide = Para que decidas
timeline-begin-at = Empezó: { $when }
timeline-accept = Está bien como está
timeline-same = Son la misma
timeline-not-same = No son la misma
timeline-empty = Aún no hay nada
timeline-empty-what = Suelta las grabaciones de tu reloj, o escribe un entrenamiento.
timeline-span = { $from }–{ $until }
timeline-in-sport = { $sport }, { $what }
timeline-sleep = Sueño
timeline-second-sleep = Segundo sueño
timeline-nap = Siesta
timeline-bpm = { $rate } lpm
timeline-why-one = Por qué un solo suceso
timeline-where-from = De dónde viene
timeline-use = Usar esta fuente
timeline-split-at = Dos sucesos, el segundo desde
timeline-split = Dividir aquí
timeline-discard = No mostrar
timeline-typed = escrito a mano
timeline-why = { $role }: { $rule }
timeline-fits = , coincide al { $percent } %
timeline-seconds-earlier = , { $count } s antes
timeline-seconds-later = , { $count } s después
timeline-minutes-earlier = , { $count } min antes
timeline-minutes-later = , { $count } min después
timeline-rested = El sueño, y las sesiones que le siguen
timeline-rested-few = { $days ->
    [one] Se conoce 1 día con una noche y una sesión después.
   *[other] Se conocen { $days } días con una noche y una sesión después.
} Hacen falta al menos { $needed } para ver cómo van juntos el sueño y las sesiones.
timeline-rested-how = { $days } días. Frente a lo habitual de las cuatro semanas alrededor de cada día, con intervalos del 95 %; lo que va junto, no qué causa qué.
timeline-rested-all = Las nueve comparaciones
timeline-link = { $night }: { $effect } ({ $low } a { $high }) { $sessions }
timeline-link-unclear = ; sin relación clara
timeline-decided = Lo que decidiste
timeline-undo = Deshacer

asked-same-workout = Dos grabaciones pueden ser un solo entrenamiento: { $rule } ({ $percent } %).
asked-typed = Escribiste un entrenamiento tan largo como uno que un aparato grabó a otra hora de ese día. ¿Es uno solo?
asked-misstamped = Hay una grabación que no se muestra: { $why }.
asked-contradicted = Hay un sueño que no se muestra: llevabas una fuente mejor y te vio despierto. ¿Mostrarlo junto con esa?
asked-discarded = Hay una grabación que no se muestra: es copia de una que descartaste.

decided-same = { $a } y { $b } son la misma
decided-not-same = { $a } y { $b } no son la misma
decided-split = { $observation } son dos, la segunda desde { $when }
decided-use-field = usar { $observation } para este campo: { $field }
decided-use = usar las horas y los campos de { $observation }
decided-discard = no mostrar { $observation }
decided-restamp = { $observation } empezó: { $when }
decided-accept = { $observation } está bien como está

rule-R0 = su propia grabación
rule-R1 = la misma grabación, como dice su sello o enlace
rule-R2 = el mismo deporte a la misma hora
rule-R3 = empezó con menos de tres minutos de diferencia y duró lo mismo
rule-R4 = el mismo entrenamiento con el reloj desviado en cuartos de hora
rule-R5 = la misma serie medida
rule-R6 = un tramo del entrenamiento multideporte
rule-R7 = detectado automáticamente durante el entrenamiento
rule-R8 = una grabación sobre todas las partes de la salida
rule-S3 = poco tiempo despierto en medio
rule-S4 = el mismo sueño visto por otra fuente
rule-Athlete = lo dijiste tú

role-anchor = da nombre al suceso
role-duplicate = otra grabación
role-piece = otra parte
role-leg = un tramo
role-evidence = detectada automáticamente
role-cover = cubre toda la salida
role-in-bed = tiempo en la cama

event-field-sport = deporte
event-field-name = nombre
event-field-timer = tiempo sin pausas
event-field-distance = distancia
event-field-ascent = ascenso
event-field-heart-rate = frecuencia cardíaca
event-field-power = potencia
event-field-energy = energía
event-field-device-temperature = temperatura del aparato
event-field-pauses = pausas

event-flag-inside = está dentro de otro suceso
event-flag-truncated = la grabación se cortó
event-flag-span-conflict = las horas de la propia grabación no concuerdan
event-flag-ambiguous = la hora local ocurrió dos veces esa noche
event-flag-manual = solo escrito a mano, por eso no se usa para la fisiología
event-flag-composite = compuesto a partir de varias fuentes
event-flag-tentative = aún puede cambiar: su fuente dice que es provisional
event-flag-in-bed-only = solo se conoce el tiempo en la cama
event-flag-onset-during-workout = empieza durante un entrenamiento, por eso su inicio es dudoso
event-flag-repeated-date = su fecha local ocurrió dos veces

misstamp-week-rollover = lleva una fecha 1024 semanas anterior a su llegada: la cuenta de semanas del aparato volvió a cero
misstamp-future = lleva una fecha posterior a su llegada
misstamp-too-early = lleva una fecha anterior a 1995
misstamp-too-long = es más larga que cualquier entrenamiento o sueño

night-asleep = Una hora más de sueño
night-midpoint = Una hora más tarde en la cama
night-irregularity = Una hora más lejos del horario habitual
sessions-time = en la duración de las sesiones siguientes
sessions-distance-per-beat = en la distancia por latido
sessions-heart-rate = en la frecuencia cardíaca
timeline-week-total =
    { $time } · { $count ->
        [one] una sesión
        *[other] { $count } sesiones
    }
timeline-found =
    { $count ->
        [0] Nada encontrado.
        [one] Una encontrada.
        *[other] { $count } encontradas.
    }
timeline-month-total = { $time } en este mes.
timeline-last-week = { $time } en la última semana.
timeline-most-last-week = { $time } en la última semana, la mayor de seis.
timeline-none-last-week = Nada en la última semana.
timeline-month-before = El mes anterior
timeline-month-after = El mes siguiente
timeline-search = Buscar
timeline-search-example = correr, más de 1 h
timeline-all = Todo
timeline-tests = Pruebas { $count }
timeline-tested-word = medido
timeline-tested = medido { $rate }
timeline-details = Detalles
timeline-weighed = Me pesé
timeline-earlier = Antes
timeline-loss-known = { $amount } ({ $range }) a { $air }
timeline-loss-assumed = { $amount } ({ $range }), suponiendo { $air }
event-fact-distance = Distancia
event-fact-heart-rate = Frecuencia cardíaca media
event-fact-greatest-heart-rate = Frecuencia cardíaca máxima
event-fact-power = Potencia media
event-fact-ascent = Subida
event-fact-loss = Sudor, esperado
event-fact-drunk = Bebido, según tu registro
event-plain = { $what }, { $time }
event-heart-steady = Frecuencia cardíaca estable, { $rate }
event-heart-rises = { $rate } latidos por minuto, { $change } más en la segunda mitad
event-heart-falls = { $rate } latidos por minuto, { $change } menos en la segunda mitad
event-curve-heart-rate = Frecuencia cardíaca
event-curve-speed = Velocidad
event-curve-power = Potencia
event-curve-about = De { $low } a { $high } { $unit }
event-zones = Tiempo por zonas
event-zones-by-own = Zonas de tu frecuencia cardíaca máxima, { $rate }
event-zones-by-age = Zonas de { $rate }, la frecuencia cardíaca máxima habitual a tu edad
event-zone = Zona { $zone }: { $time }
event-laps = Vueltas
event-lap = Vuelta
event-lap-time = Tiempo
event-lap-pace = Ritmo
event-no-trace = Ninguna grabación de este entrenamiento tiene trazado.
timeline-lost = unos { $amount } de sudor
event-fact-sodium = Sodio, esperado
event-fact-rest = En parada
timeline-sodium = { $amount } ({ $range })
event-sweat-receipt = Cómo se calculó el sudor
event-sodium-receipt = Cómo se calculó el sodio
