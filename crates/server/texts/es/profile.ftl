# The sweat profile and charts.
profile-title = Perfil de sudor
profile-lead = Cuánto se espera que sudes en una hora con un 50 % de humedad ({ $sport }).
profile-by-temperature = Del frío al calor
profile-by-duration = De corto a largo, a 20 °C
profile-key-median = Más probable
profile-key-80 = 4 de cada 5 casos
profile-key-95 = 19 de cada 20 casos
profile-key-physics = Solo balance térmico
profile-key-tests = Tus pruebas
profile-numbers = Los números
profile-air = Aire
profile-next = Qué probar ahora
profile-sodium = Sodio en el sudor
profile-four-in-five = En 4 de 5 casos { $band }.
profile-sodium-unknown = Nunca medido: este es el intervalo de los atletas ({ $sport }).
profile-sodium-known =
    { $count ->
        [one] De un parche; { $class }.
        *[other] De { $count } parches; { $class }.
    }
profile-learnt = Lo que enseñó cada prueba
profile-learnt-of = Una hora a 20 °C ({ $sport }).
profile-expected = Esperado
profile-before-any-test = Antes de cualquier prueba
profile-after-tests =
    { $count ->
        [one] Tras una prueba
        *[other] Tras { $count } pruebas
    }
profile-tests = Tus pruebas
profile-no-tests = Aún ninguna.
profile-sodium-only = solo sodio
chart-over-temperature = Tasa de sudoración por temperatura del aire; las cifras están en la tabla de abajo
chart-over-duration = Tasa de sudoración por duración; las cifras están en la tabla de abajo
profile-capacity = Tus entrenamientos grabados muestran un VO₂máx de unos { $median } ({ $low } a { $high }) mL/kg/min, estimado a partir de { $count } { $count ->
    [one] entrenamiento
   *[other] entrenamientos
}. Una palabra para el esfuerzo es una parte de él.
profile-said-tested = Sudas unos { $rate }.
profile-said-untested = Las personas de tu tamaño sudan unos { $rate }.
profile-said-of = { $sport }, una hora a { $air } con { $humidity } de humedad. En 4 de 5 casos { $band }.
