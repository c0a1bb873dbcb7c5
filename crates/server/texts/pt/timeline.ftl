# A cronologia: o que aconteceu, porque é um só acontecimento, o que se pergunta e o que foi decidido.
timeline-title = Cronologia
timeline-add = Adicionar gravações
timeline-log = Registar
timeline-decide = Para decidir
timeline-begin-at = Começou: { $when }
timeline-accept = Está certa assim
timeline-same = São a mesma
timeline-not-same = Não são a mesma
timeline-empty = Ainda não há nada
timeline-empty-what = Larga aqui as gravações do relógio, ou escreve um treino.
timeline-span = { $from }–{ $until }
timeline-in-sport = { $sport }, { $what }
timeline-sleep = Sono
timeline-second-sleep = Segundo sono
timeline-nap = Sesta
timeline-bpm = { $rate } bpm
timeline-why-one = Porquê um só acontecimento
timeline-where-from = De onde vem
timeline-use = Usar esta fonte
timeline-split-at = Dois acontecimentos, o segundo a partir de
timeline-split = Dividir aqui
timeline-discard = Não mostrar
timeline-typed = escrito à mão
timeline-why = { $role }: { $rule }
timeline-fits = , concorda a { $percent } %
timeline-seconds-earlier = , { $count } s mais cedo
timeline-seconds-later = , { $count } s mais tarde
timeline-minutes-earlier = , { $count } min mais cedo
timeline-minutes-later = , { $count } min mais tarde
timeline-rested = O sono, e as sessões que se seguem
timeline-rested-few = { $days ->
    [one] Conhece-se 1 dia com uma noite e uma sessão a seguir.
   *[other] Conhecem-se { $days } dias com uma noite e uma sessão a seguir.
} São precisos pelo menos { $needed } para ver como andam a par o sono e as sessões.
timeline-rested-how = { $days } dias. Em relação ao habitual das quatro semanas à volta de cada dia, com intervalos de 95 %; o que anda a par, não o que causa o quê.
timeline-rested-all = As nove comparações
timeline-link = { $night }: { $effect } ({ $low } a { $high }) { $sessions }
timeline-link-unclear = ; sem ligação clara
timeline-decided = O que decidiste
timeline-undo = Anular

asked-same-workout = Duas gravações podem ser um só treino: { $rule } ({ $percent } %).
asked-typed = Escreveste um treino tão longo como um que um aparelho gravou a outra hora desse dia. É um só treino?
asked-misstamped = Há uma gravação que não é mostrada: { $why }.
asked-contradicted = Há um sono que não é mostrado: uma fonte melhor viu que estavas a pé. Mostrá-lo junto com essa?
asked-discarded = Há uma gravação que não é mostrada: é cópia de uma que descartaste.

decided-same = { $a } e { $b } são a mesma
decided-not-same = { $a } e { $b } não são a mesma
decided-split = { $observation } são duas, a segunda a partir de { $when }
decided-use-field = usar { $observation } para este campo: { $field }
decided-use = usar o tempo e os campos de { $observation }
decided-discard = não mostrar { $observation }
decided-restamp = { $observation } começou: { $when }
decided-accept = { $observation } está certa assim

rule-R0 = a sua própria gravação
rule-R1 = a mesma gravação, como diz a sua marca ou ligação
rule-R2 = o mesmo desporto no mesmo período
rule-R3 = começou com menos de três minutos de diferença e durou o mesmo
rule-R4 = o mesmo treino com o relógio errado em quartos de hora
rule-R5 = a mesma série medida
rule-R6 = uma etapa do treino multidesporto
rule-R7 = detetado automaticamente durante o treino
rule-R8 = uma gravação sobre todas as partes da saída
rule-S3 = pouco tempo acordado pelo meio
rule-S4 = o mesmo sono visto por outra fonte
rule-Athlete = foi o que disseste

role-anchor = dá o nome ao acontecimento
role-duplicate = outra gravação
role-piece = outra parte
role-leg = uma etapa
role-evidence = detetada automaticamente
role-cover = cobre a saída toda
role-in-bed = tempo na cama

event-field-sport = desporto
event-field-name = nome
event-field-timer = tempo sem pausas
event-field-distance = distância
event-field-ascent = subida
event-field-heart-rate = frequência cardíaca
event-field-power = potência
event-field-energy = energia
event-field-device-temperature = temperatura do aparelho
event-field-pauses = pausas

event-flag-inside = fica dentro de outro acontecimento
event-flag-truncated = a gravação foi interrompida
event-flag-span-conflict = os tempos da própria gravação não concordam
event-flag-ambiguous = a hora local aconteceu duas vezes nessa noite
event-flag-manual = apenas escrito à mão, por isso não é usado para a fisiologia
event-flag-composite = composto a partir de várias fontes
event-flag-tentative = ainda pode mudar: a fonte diz que é provisório
event-flag-in-bed-only = só se conhece o tempo na cama
event-flag-onset-during-workout = começa durante um treino, por isso o início é duvidoso
event-flag-repeated-date = a data local aconteceu duas vezes

misstamp-week-rollover = tem uma data 1024 semanas anterior à chegada: a contagem de semanas do aparelho voltou ao zero
misstamp-future = tem uma data posterior à chegada
misstamp-too-early = tem uma data anterior a 1995
misstamp-too-long = é mais longa do que qualquer treino ou sono

night-asleep = Mais uma hora de sono
night-midpoint = Uma hora mais tarde na cama
night-irregularity = Uma hora mais longe do horário habitual
sessions-time = na duração das sessões seguintes
sessions-distance-per-beat = na distância por batimento
sessions-heart-rate = na frequência cardíaca
timeline-week-total =
    { $time } · { $count ->
        [one] uma sessão
        *[other] { $count } sessões
    }
timeline-found =
    { $count ->
        [0] Nada encontrado.
        [one] Uma encontrada.
        *[other] { $count } encontradas.
    }
timeline-month-total = { $time } neste mês.
timeline-last-week = { $time } na última semana.
timeline-most-last-week = { $time } na última semana, a maior de seis.
timeline-none-last-week = Nada na última semana.
timeline-month-before = O mês anterior
timeline-month-after = O mês seguinte
timeline-search = Procurar
timeline-search-example = corrida, mais de 1 h
timeline-all = Tudo
timeline-tests = Testes { $count }
timeline-tested-word = testado
timeline-tested = testado { $rate }
timeline-details = Pormenores
timeline-weighed = Pesei-me
timeline-earlier = Antes
timeline-loss-known = { $amount } ({ $range }) a { $air }
timeline-loss-assumed = { $amount } ({ $range }), supondo { $air }
event-fact-distance = Distância
event-fact-heart-rate = Frequência cardíaca média
event-fact-greatest-heart-rate = Frequência cardíaca máxima
event-fact-power = Potência média
event-fact-ascent = Subida
event-fact-loss = Suor, esperado
event-fact-drunk = Bebido, como registaste
event-plain = { $what }, { $time }
event-heart-steady = Frequência cardíaca estável, { $rate }
event-heart-rises = { $rate } batimentos por minuto, mais { $change } na segunda metade
event-heart-falls = { $rate } batimentos por minuto, menos { $change } na segunda metade
event-curve-heart-rate = Frequência cardíaca
event-curve-speed = Velocidade
event-curve-power = Potência
event-curve-about = { $low } a { $high } { $unit }
event-zones = Tempo por zona
event-zones-by-own = Zonas da tua frequência cardíaca máxima, { $rate }
event-zones-by-age = Zonas de { $rate }, a frequência cardíaca máxima habitual na tua idade
event-zone = Zona { $zone }: { $time }
event-laps = Voltas
event-lap = Volta
event-lap-time = Tempo
event-lap-pace = Ritmo
event-no-trace = Nenhuma gravação deste treino tem um traçado.
timeline-lost = cerca de { $amount } de suor
event-fact-sodium = Sódio, esperado
event-fact-rest = Parado
timeline-sodium = { $amount } ({ $range })
event-sweat-receipt = Como o suor foi calculado
event-sodium-receipt = Como o sódio foi calculado
