# Importações: ficheiros dados de uma vez, e o que resultou de cada um.
imports-title = Adicionar gravações
imports-lead = Tudo de uma vez: os ficheiros do relógio, a exportação de uma plataforma, a da Apple Health. O que for o mesmo treino passa a ser um só.
imports-timeline = A cronologia
imports-nothing = Não entrou nada
imports-busy = A enviar…
imports-drop = Larga aqui os ficheiros
imports-formats = FIT, TCX, GPX, JSON da Garmin, da Strava ou do Health Auto Export, calendários, o export.zip da Apple Health; zips de qualquer um deles
imports-hints = Ficheiros que não dizem tudo
imports-start = Início
imports-start-hint = para séries e relógios que não sabem a data
imports-account = Utilizador
imports-account-hint = para ficheiros que têm os de várias pessoas
imports-account-example = utilizador 1
imports-take-in = Importar
imports-list = Importações
imports-so-far = Lido até agora
imports-stop = Parar
imports-go-on = Continuar
imports-left = faltam cerca de { $time }
imports-running = A ler
imports-cancelled = Parada
imports-finished = Concluída
imports-done = { $done } de { $files } ficheiros.
imports-read = { $count ->
    [one] 1 lido
   *[other] { $count } lidos
}
imports-recovered = { $count ->
    [one] 1 recuperado
   *[other] { $count } recuperados
}
imports-known = { $count ->
    [one] 1 já conhecido
   *[other] { $count } já conhecidos
}
imports-refused = { $count ->
    [one] 1 recusado
   *[other] { $count } recusados
}
imports-left-out = { $count } sem gravações
imports-of = Importação: { $when }
imports-all = Todas as importações
imports-more = Mais ficheiros
imports-notes = Nota do leitor de ficheiros, em inglês:
imports-waits = à espera
imports-observations = { $count ->
    [one] 1 observação
   *[other] { $count } observações
}
imports-readings = { $count ->
    [one] 1 leitura
   *[other] { $count } leituras
}
imports-planned = { $count ->
    [one] 1 treino planeado
   *[other] { $count } treinos planeados
}

came-read = lido
came-recovered = recuperado
came-known = já conhecido
came-refused = recusado
came-unpacked = aberto

imports-wrong-start = Escreve uma hora, por exemplo 2026-06-11 07:00.
imports-wrong-file = Escolhe pelo menos um ficheiro.
