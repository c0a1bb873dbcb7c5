# Trends.
frame-trends = Tendencias
more-trends = Peso, sudor, sodio, horas y sueño a lo largo de los meses
trends-choose = Desde cuándo
trends-span-6w = 6 semanas
trends-span-6m = 6 meses
trends-span-all = Todo
trends-table = En tabla
trends-nothing = Aún nada que comparar.
trends-two-percent = límite del 2 %
trends-rate =
    { $count ->
        [one] Una prueba: { $rate }.
        *[other] { $count } pruebas, la más reciente { $rate }.
    }
trends-mass-steady = Estable en { $now }.
trends-mass-up = Sube { $change }, a { $now }.
trends-mass-down = Baja { $change }, a { $now }.
trends-sodium = Sodio: { $amount } en tu sudor.
trends-loss =
    { $past ->
        [0] Nunca más del 2 % en { $count } sesiones con pesaje.
        [one] Más del 2 % una vez en { $count } sesiones con pesaje.
        *[other] Más del 2 % { $past } veces en { $count } sesiones con pesaje.
    }
trends-hours = { $time } en la última semana.
trends-sleep-steady = { $now } por noche, como antes.
trends-sleep-up = { $now } por noche, { $change } más.
trends-sleep-down = { $now } por noche, { $change } menos.
trends-about-rate = Sudor en tus pruebas, { $unit } · línea: 4 de 5 casos
trends-about-mass = Peso, { $unit } · línea: 7 días
trends-about-sodium = En tu sudor, { $unit } · línea: 4 de 5 casos
trends-about-loss = Peso perdido, { $unit }
trends-about-hours = Entrenado por semana, { $unit }
trends-about-sleep = Dormido, { $unit } · línea: 7 días
trends-missing-rate = Sin prueba de sudor en este periodo: pésate antes y después de una sesión.
trends-missing-mass = Pésate dos veces para ver tu peso.
trends-missing-sodium = Un parche de sudor mostraría tu sodio.
trends-missing-loss = Pésate antes y después de una sesión para ver lo que pierdes.
trends-missing-hours = Sin entrenamiento en este periodo.
trends-missing-sleep = Pocas noches para mostrar el sueño.
