# Trends.
frame-trends = Tendências
more-trends = Peso, suor, sódio, horas e sono ao longo do tempo
trends-choose = Desde quando
trends-span-6w = 6 semanas
trends-span-6m = 6 meses
trends-span-all = Tudo
trends-table = Em tabela
trends-nothing = Ainda nada a comparar.
trends-two-percent = limite de 2 %
trends-rate =
    { $count ->
        [one] Um teste: { $rate }.
        *[other] { $count } testes, o mais recente { $rate }.
    }
trends-mass-steady = Estável em { $now }.
trends-mass-up = Mais { $change }: { $now }.
trends-mass-down = Menos { $change }: { $now }.
trends-sodium = Sódio: { $amount } no teu suor.
trends-loss =
    { $past ->
        [0] Nunca acima de 2 % em { $count } sessões com pesagem.
        [one] Acima de 2 % uma vez em { $count } sessões com pesagem.
        *[other] Acima de 2 % { $past } vezes em { $count } sessões com pesagem.
    }
trends-hours = { $time } na última semana.
trends-sleep-steady = { $now } por noite, como antes.
trends-sleep-up = { $now } por noite, mais { $change }.
trends-sleep-down = { $now } por noite, menos { $change }.
trends-about-rate = Suor nos teus testes, { $unit } · linha: 4 em 5 casos
trends-about-mass = Peso, { $unit } · linha: 7 dias
trends-about-sodium = No teu suor, { $unit } · linha: 4 em 5 casos
trends-about-loss = Peso perdido, { $unit }
trends-about-hours = Treinado por semana, { $unit }
trends-about-sleep = A dormir, { $unit } · linha: 7 dias
trends-missing-rate = Sem teste de suor neste tempo: pesa-te antes e depois de uma sessão.
trends-missing-mass = Pesa-te duas vezes para ver o teu peso.
trends-missing-sodium = Um adesivo de suor mostraria o teu sódio.
trends-missing-loss = Pesa-te antes e depois de uma sessão para ver o que perdes.
trends-missing-hours = Sem treino neste tempo.
trends-missing-sleep = Poucas noites para mostrar o sono.
