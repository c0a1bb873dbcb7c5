# Receipts.
receipt-title = Recibo
receipt-interval =
    { $percent ->
        [50] 1 de 2 casos
        [80] 4 de 5 casos
        [95] 19 de 20 casos
       *[other] { $percent } % de los casos
    }
receipt-rule = Regla
receipt-equation = La ecuación
receipt-inputs = Lo que entró
receipt-sources =
    { $count ->
        [one] Una fuente
       *[other] { $count } fuentes
    }
receipt-read = Leer
receipt-model = Modelo
receipt-title-sweat-test-mass-balance = Sudor perdido
receipt-title-sweat-test-rate = Tasa de sudoración de todo el cuerpo
receipt-title-sweat-test-combined = Tasa de sudoración de todo el cuerpo, báscula y parche juntos
receipt-title-sweat-test-respiration = Masa perdida al respirar
receipt-title-sweat-profile-rate = Tasa de sudoración esperada
receipt-title-sweat-profile-loss = Pérdida de sudor esperada
receipt-title-sweat-profile-sodium-loss = Pérdida de sodio esperada
receipt-title-sweat-profile-sodium = Sodio en el sudor esperado
receipt-title-patch-test-local-rate = Tasa de sudoración local
receipt-title-patch-test-whole-body-rate = Tasa de sudoración de todo el cuerpo por el parche
receipt-title-patch-test-sodium = Sodio en el sudor de todo el cuerpo por el parche
status-read-in-the-source = leído en la fuente
status-read-in-a-secondary-page = leído en una página secundaria
status-calculated-from-published-figures = calculado a partir de cifras publicadas
status-not-yet-re-read-in-the-source = aún no releído en la fuente
status-our-own-choice = elección nuestra
input-duration = duración
input-body-mass = masa corporal
input-session = sesión
input-expected-sweating-rate = tasa de sudoración esperada
input-its-cautious-end-80-interval = su extremo prudente (intervalo del 80 %)
input-time-to-the-next-session = tiempo hasta la próxima sesión
input-least = mínimo
input-most = máximo
input-mass-before = masa antes
input-mass-after = masa después
input-drunk = bebido
input-food = comida
input-urine = orina
input-stool = heces
input-breath = respiración
input-trapped-in-clothes = retenido en la ropa
input-sport = deporte
input-sweat-tests = pruebas de sudor
input-heat-balance = balance térmico
input-sweating-rate = tasa de sudoración
input-sweat-lost = sudor perdido
input-sweat-loss = pérdida de sudor
input-sweat-sodium = sodio en el sudor
input-air-temperature = temperatura del aire
input-relative-humidity = humedad relativa
input-clothing = ropa
input-metabolic-rate = tasa metabólica
input-body-surface = superficie corporal
input-air-over-the-body = aire sobre el cuerpo
input-body-site = zona del cuerpo
input-bubbles = burbujas
input-by-the-scale = por la báscula
input-channel = canal
input-colour-squares = cuadros de color
input-energy = energía
input-evaporation-possible = evaporación posible
input-evaporation-required = evaporación necesaria
input-exponent = exponente
input-external-work = trabajo externo
input-fitted-model = modelo ajustado
input-front = frente
input-inlet-area = área de entrada
input-its-standard-uncertainty = su incertidumbre típica
input-local-chloride = cloruro local
input-local-rate-of-the-patch = tasa local del parche
input-local-sodium = sodio local
input-median-of-the-sport = mediana del deporte
input-metabolic-rate-by = tasa metabólica a partir de
input-model = modelo
input-off-the-curve = desvío de la curva
input-oxygen-uptake = consumo de oxígeno
input-patch = parche
input-photo = foto
input-radiant-temperature = temperatura radiante
input-ratio = razón
input-recording = grabación
input-required-skin-wettedness = humectación de la piel necesaria
input-sodium-from-chloride = sodio a partir del cloruro
input-standard-uncertainty = incertidumbre típica
input-sweat-in-the-patch = sudor en el parche
input-sweat-volume = volumen de sudor
input-time-of-sweating = tiempo de sudoración
input-uncertainty-of-the-photo = incertidumbre de la foto
input-vapour-pressure-of-the-air = presión de vapor del aire
input-whole-body-per-forearm = cuerpo entero por antebrazo
receipt-most-likely = , lo más probable
receipt-surely = Casi seguro { $interval }.
receipt-how-sure = Con qué seguridad
receipt-checking = Para comprobar
receipt-json = En JSON
receipt-between-both = El objetivo, entre { $least } y { $most }.
receipt-between-most = El objetivo; como máximo { $most }, y nada es obligatorio.
