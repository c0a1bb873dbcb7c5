# La lectura de un parche de sudor.
scan-title = Leer un parche
scan-lead = Fotografía el parche en el brazo; lo que muestra pasa a ser una prueba de sudor del entrenamiento correcto.
scan-photo = Haz una foto del parche
scan-photo-hint = a 15 o 20 cm, luz uniforme, los cuatro cuadrados negros en la imagen
scan-looking = Mirándola…
scan-again = Hacer otra foto del mismo parche
scan-failed = La foto no se pudo enviar ahora; va con el formulario.
scan-drawn = La foto, con lo encontrado dibujado encima
scan-sweat = Sudor en el parche
scan-chloride = Cloruro
scan-at-least = al menos { $amount }
scan-at-most = como mucho { $amount }
scan-another-patch = Esta foto muestra otra cosa que la anterior: ahora vale sola.
scan-minutes = Minutos sudando
scan-site = Dónde estaba el parche
scan-temperature = Temperatura del aire
scan-workout = Qué entrenamiento
scan-another = otro, no grabado
scan-session = La sesión
scan-sport = Deporte
scan-duration = Duración
scan-start = Inicio (ahora, si está vacío)
scan-more = Humedad, piel bajo el parche, masa corporal
scan-humidity = Humedad (50 %, si está vacío)
scan-inlet = Piel que suda en él (lo que dice el parche, si está vacío)
scan-mass-before = Masa antes
scan-mass-after = Masa después
scan-keep = Guardar como prueba de sudor
scan-busy = Calculando…
scan-not-kept = Aún no guardado
scan-mend = Todo lo que escribiste sigue aquí. Corrige lo marcado.
scan-whose = ¿De quién es el siguiente parche?
scan-round = Un teléfono pasa por todos: { $squad }
scan-kept = { $name }: la prueba está guardada.
scan-see = Ver
scan-tests = { $tests ->
    [0] aún sin pruebas
    [one] 1 prueba
   *[other] { $tests } pruebas
}

# Por qué una foto, o parte de ella, no se lee, y qué hacer.
refusal-not_a_photo = Esto no es una foto que se pueda leer: envía un JPEG, PNG o HEIC.
refusal-heic = Este tipo de HEIC o AVIF no se puede leer: pon la cámara en «más compatible» o envía un JPEG.
refusal-animated = Las imágenes animadas no se pueden leer: envía un JPEG, PNG o HEIC.
refusal-damaged = La foto está dañada o incompleta: envíala otra vez.
refusal-print_colours = Las fotos en colores de imprenta (CMYK) no se pueden leer: envíala como la hizo la cámara.
refusal-too_large = La foto supera los 64 megapíxeles: envía una más pequeña.
refusal-too_small = La foto es demasiado pequeña: envíala a tamaño completo.
refusal-no_patch = No veo ningún parche: llena la imagen con él.
refusal-unknown_layout = Este tipo de parche no se conoce aquí: añade su archivo de descripción.
refusal-mirrored_image = La foto está reflejada: usa la cámara trasera.
refusal-several_patches = Hay más de un parche: fotografía uno cada vez.
refusal-too_blurred = La foto está borrosa: no te muevas, toca para enfocar, a 15 o 20 cm.
refusal-patch_too_small = El parche sale demasiado pequeño: acércate hasta que llene la imagen.
refusal-too_dark = Está demasiado oscuro: gírate hacia la luz o enciende una lámpara.
refusal-overexposed = Hay demasiada luz: sal de la luz directa o toca el parche.
refusal-fiducial_hidden = Una esquina del parche está tapada: muestra los cuatro cuadrados negros.
refusal-patch_deformed = El parche está arrugado: alísalo y haz la foto a lo largo del brazo.
refusal-front_ambiguous = El final de la línea naranja no está claro (¿una gota, una sombra?): seca el parche e inténtalo otra vez.
refusal-front_hidden = Algo tapa el final de la línea naranja: aparta la mano o la manga.
refusal-glare_over_front = Hay un reflejo en la línea naranja: inclina el teléfono.
refusal-channel_unreadable = El canal no se distingue (¿un reflejo, una sombra?): inclina el teléfono, usa luz uniforme.
refusal-not_filled = Hay muy poco sudor para ver dónde acaba la línea naranja: sigue sudando e inténtalo más tarde.
refusal-assay_not_filled = La cámara de cloruro aún no está llena: sigue sudando e inténtalo más tarde.
refusal-glare_over_assay = Hay un reflejo en la cámara de cloruro: inclina el teléfono.
refusal-assay_hidden = Algo tapa la cámara de cloruro: aparta la mano o la manga.
refusal-glare_over_chips = Hay un reflejo en los cuadrados de color: inclina el teléfono.
refusal-colour_reference_unreliable = La luz es mixta o de color: ve donde sea uniforme.
refusal-assay_colour_off_curve = El color de la cámara no es de este tipo de parche: comprueba su lote y edad.
# Qué esquina del parche está tapada, en la foto tal como se ve.
scan-not-seen = No se ve en la foto: { $corners }.
corner-right = a la derecha
corner-bottom_right = abajo a la derecha
corner-bottom = abajo
corner-bottom_left = abajo a la izquierda
corner-left = a la izquierda
corner-top_left = arriba a la izquierda
corner-top = arriba
corner-top_right = arriba a la derecha
scan-ask = Muestra los cuatro cuadrados a la cámara.
