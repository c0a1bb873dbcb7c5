# Receipts.
receipt-title = Recibo
receipt-interval =
    { $percent ->
        [50] 1 em 2 casos
        [80] 4 em 5 casos
        [95] 19 em 20 casos
       *[other] { $percent } % dos casos
    }
receipt-rule = Regra
receipt-equation = A equação
receipt-inputs = O que entrou
receipt-sources =
    { $count ->
        [one] Uma fonte
       *[other] { $count } fontes
    }
receipt-read = Ler
receipt-model = Modelo
receipt-title-sweat-test-mass-balance = Suor perdido
receipt-title-sweat-test-rate = Taxa de sudação do corpo inteiro
receipt-title-sweat-test-combined = Taxa de sudação do corpo inteiro, balança e adesivo juntos
receipt-title-sweat-test-respiration = Massa perdida na respiração
receipt-title-sweat-profile-rate = Taxa de sudação esperada
receipt-title-sweat-profile-loss = Perda de suor esperada
receipt-title-sweat-profile-sodium-loss = Perda de sódio esperada
receipt-title-sweat-profile-sodium = Sódio no suor esperado
receipt-title-patch-test-local-rate = Taxa de sudação local
receipt-title-patch-test-whole-body-rate = Taxa de sudação do corpo inteiro pelo adesivo
receipt-title-patch-test-sodium = Sódio no suor do corpo inteiro pelo adesivo
status-read-in-the-source = lido na fonte
status-read-in-a-secondary-page = lido numa página secundária
status-calculated-from-published-figures = calculado a partir de números publicados
status-not-yet-re-read-in-the-source = ainda não relido na fonte
status-our-own-choice = escolha nossa
input-duration = duração
input-body-mass = massa corporal
input-session = sessão
input-expected-sweating-rate = taxa de sudação esperada
input-its-cautious-end-80-interval = o seu extremo prudente (intervalo de 80 %)
input-time-to-the-next-session = tempo até à próxima sessão
input-least = mínimo
input-most = máximo
input-mass-before = massa antes
input-mass-after = massa depois
input-drunk = bebido
input-food = comida
input-urine = urina
input-stool = fezes
input-breath = respiração
input-trapped-in-clothes = retido na roupa
input-sport = desporto
input-sweat-tests = testes de suor
input-heat-balance = balanço térmico
input-sweating-rate = taxa de sudação
input-sweat-lost = suor perdido
input-sweat-loss = perda de suor
input-sweat-sodium = sódio no suor
input-air-temperature = temperatura do ar
input-relative-humidity = humidade relativa
input-clothing = roupa
input-metabolic-rate = taxa metabólica
input-body-surface = superfície corporal
input-air-over-the-body = ar sobre o corpo
input-body-site = local do corpo
input-bubbles = bolhas
input-by-the-scale = pela balança
input-channel = canal
input-colour-squares = quadrados de cor
input-energy = energia
input-evaporation-possible = evaporação possível
input-evaporation-required = evaporação necessária
input-exponent = expoente
input-external-work = trabalho externo
input-fitted-model = modelo ajustado
input-front = frente
input-inlet-area = área de entrada
input-its-standard-uncertainty = a sua incerteza-padrão
input-local-chloride = cloreto local
input-local-rate-of-the-patch = taxa local do adesivo
input-local-sodium = sódio local
input-median-of-the-sport = mediana da modalidade
input-metabolic-rate-by = taxa metabólica a partir de
input-model = modelo
input-off-the-curve = desvio da curva
input-oxygen-uptake = consumo de oxigénio
input-patch = adesivo
input-photo = fotografia
input-radiant-temperature = temperatura radiante
input-ratio = razão
input-recording = gravação
input-required-skin-wettedness = humedecimento da pele necessário
input-sodium-from-chloride = sódio a partir do cloreto
input-standard-uncertainty = incerteza-padrão
input-sweat-in-the-patch = suor no adesivo
input-sweat-volume = volume de suor
input-time-of-sweating = tempo de sudação
input-uncertainty-of-the-photo = incerteza da fotografia
input-vapour-pressure-of-the-air = pressão de vapor do ar
input-whole-body-per-forearm = corpo inteiro por antebraço
receipt-most-likely = , o mais provável
receipt-surely = Quase certamente { $interval }.
receipt-how-sure = Com que certeza
receipt-checking = Para conferir
receipt-json = Em JSON
receipt-between-both = O alvo, entre { $least } e { $most }.
receipt-between-most = O alvo; no máximo { $most }, e nada é obrigatório.
