# Até que ponto os números são bons.
validation-lead = Três perguntas diferentes: se as equações são as das fontes, se os intervalos cumprem o que prometem, e até que ponto isto se aproxima das pessoas.
validation-sources = Fontes
validation-so-many = { $agree } de { $figures }
validation-reproduced = valores publicados reproduzidos, dos mapas regionais do sódio no suor aos dez casos da ISO 7933.
validation-model = Modelo
validation-no-evidence = Educação e planeamento. Nenhuma simulação prova nada sobre pessoas.
validation-simulated = Atletas simulados
validation-drawn = { $athletes } atletas para cada número de testes, tirados do próprio modelo com os erros de uma balança; prevê-se mais uma sessão, com outro tempo. Isto mostra que a inferência está certa, não que as pessoas sejam como o modelo.
validation-tests = Testes
validation-error = Erro
validation-last-test = O último teste tal como está
validation-within = Em { $percent } %
validation-reliability = Quantis previstos e a parte das verdades abaixo deles
validation-reliability-how = Cada linha é um número de testes; na diagonal tracejada um intervalo cumpre exatamente o que promete.
validation-reliability-chart = Parte das verdades simuladas abaixo de cada quantil previsto; a diagonal é perfeita
validation-count = { $tests ->
    [one] { $tests } teste
   *[other] { $tests } testes
}
validation-own = Testes desta instalação
validation-own-none = Ainda nenhum. Cada teste feito aqui será comparado com o que os testes anteriores faziam esperar.
validation-agreement = Medido menos esperado, sobre a média dos dois
validation-agreement-how = Linha: desvio médio. Tracejado: limites de concordância a 95 % (Bland e Altman), L/h.
validation-agreement-chart = Taxa de sudação medida menos a esperada, sobre a média das duas: desvio médio { $bias }, limites a 95 % de { $low } a { $high } L/h
validation-mean-up-to = média, até { $widest } L/h
validation-tests-of = { $athlete }, { $tests ->
    [one] { $tests } teste
   *[other] { $tests } testes
}
validation-tests-of-simulated = { $athlete } (simulado), { $tests ->
    [one] { $tests } teste
   *[other] { $tests } testes
}
validation-when = Quando
validation-tests-before = Testes anteriores
validation-expected = Esperado
validation-four-in-five = 4 em cada 5 casos
validation-measured = Medido
validation-outside = { $rate } (fora)
validation-every-figure = Todos os valores
validation-beside = { $figures } valores publicados ao lado dos nossos
validation-figure = Valor
validation-inputs = Dados de entrada
validation-source = Fonte
validation-ours = O nosso
validation-agrees = concorda
validation-differs = difere
