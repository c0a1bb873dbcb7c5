# The sweat profile and charts.
profile-title = Perfil de suor
profile-lead = Quanto se espera que sues numa hora com 50 % de humidade ({ $sport }).
profile-by-temperature = Do frio ao calor
profile-by-duration = Do curto ao longo, a 20 °C
profile-key-median = Mais provável
profile-key-80 = 4 em 5 casos
profile-key-95 = 19 em 20 casos
profile-key-physics = Só balanço térmico
profile-key-tests = Os teus testes
profile-numbers = Os números
profile-air = Ar
profile-next = O que testar a seguir
profile-sodium = Sódio no suor
profile-four-in-five = Em 4 de 5 casos { $band }.
profile-sodium-unknown = Nunca medido: este é o intervalo dos atletas ({ $sport }).
profile-sodium-known =
    { $count ->
        [one] De um adesivo; { $class }.
        *[other] De { $count } adesivos; { $class }.
    }
profile-learnt = O que cada teste ensinou
profile-learnt-of = Uma hora a 20 °C ({ $sport }).
profile-expected = Esperado
profile-before-any-test = Antes de qualquer teste
profile-after-tests =
    { $count ->
        [one] Após um teste
        *[other] Após { $count } testes
    }
profile-tests = Os teus testes
profile-no-tests = Ainda nenhum.
profile-sodium-only = só sódio
chart-over-temperature = Taxa de sudação por temperatura do ar; os números estão na tabela abaixo
chart-over-duration = Taxa de sudação por duração; os números estão na tabela abaixo
profile-capacity = Os teus treinos gravados mostram um VO₂máx de cerca de { $median } ({ $low } a { $high }) mL/kg/min, estimado a partir de { $count } { $count ->
    [one] treino
   *[other] treinos
}. Uma palavra para o esforço é uma parte dele.
profile-said-tested = Suas cerca de { $rate }.
profile-said-untested = Pessoas do teu tamanho suam cerca de { $rate }.
profile-said-of = { $sport }, uma hora a { $air } com { $humidity } de humidade. Em 4 de 5 casos { $band }.
