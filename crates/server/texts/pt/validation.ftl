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
validation-people = Pessoas medidas
validation-measured-lead = { $groups } grupos de pessoas publicados, previstos sem nenhum teste e comparados com o que foi medido. Os mesmos grupos são previstos pelos métodos de outros. A estrutura do modelo foi decidida com estas linhas; «a partir dos outros» calibra-o sem o estudo que prevê.
validation-predicted-from = Previsto a partir de
validation-bias = Viés, L/h
validation-ratio = Razão
validation-rms = RMSE, L/h
validation-people-inside = Pessoas nos 80 %
validation-by-effort = Esforço e ar publicados
validation-by-word = Uma palavra para o esforço, e a meteorologia
validation-from-others = Cada um de { $studies } estudos a partir dos outros
validation-sport-mean = Média da modalidade (Barnes 2019)
validation-measured-sodium = Sódio no suor de { $groups } grupos: viés { $bias } mmol/L, { $inside } % das pessoas dentro do intervalo de 80 %.
validation-measured-chart = Previsto em função do medido, L/h
validation-parts = Por modalidade, ar, esforço e sexo
validation-part = Parte
validation-part-sport = Modalidade
validation-part-air = Ar
validation-part-effort = Esforço
validation-part-sex = Sexo
validation-part-air-up-to-12-C = até 12 °C
validation-part-air-12-to-25-C = 12 a 25 °C
validation-part-air-25-to-30-C = 25 a 30 °C
validation-part-air-30-C-and-more = 30 °C e mais
validation-part-effort-published = publicado
validation-part-effort-other = outro
validation-part-sex-women = mulheres
validation-part-sex-men = homens
validation-part-sex-both-or-unknown = ambos ou desconhecido
validation-groups = Grupos
validation-every-group = Todos os grupos
validation-group = Grupo
validation-ageing = Quando os testes envelhecem
validation-ageing-how = Atletas simulados que mudam como o modelo julga que as pessoas mudam: { $tests } testes semanais e depois nenhum.
validation-months = Meses desde o último teste
validation-width = Extremo alto sobre baixo
