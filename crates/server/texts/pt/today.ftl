# Today.
today-title = Hoje
today-nothing = Ainda nada planeado
today-nothing-lead = Planeia a próxima sessão e vê o que beber e comer antes, durante e depois.
today-plan-one = Planear uma sessão
today-last-workout = Último treino
today-no-workout = Nenhum em duas semanas.
today-last-sleep = Último sono
today-no-sleep = Nenhum registado.
today-slept = { $asleep } a dormir, levantar às { $up }
today-tests = Testes de suor
today-tests-so-far =
    { $count ->
        [0] Nenhum até agora.
        [one] Um até agora.
        *[other] { $count } até agora.
    }
today-new-test = Novo teste de suor
today-check = Verificação da manhã
today-check-lead = Logo ao levantar. Qualquer dos três ajuda; dois que apontem para pouca água mudam o plano.
today-check-colour = cor { $score } em 8
today-check-thirst = sede { $score } em 9
today-check-dry = Isto aponta para pouca água: bebe antes de começar.
