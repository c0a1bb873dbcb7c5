# What if.
what-if-title = ¿Y si…?
what-if-headline = { $amount } de sudor en { $duration }.
what-if-lead = Mueve los controles: más calor, más largo, más duro. No se guarda nada.
what-if-show = Mostrar
what-if-undrunk = Sin beber perderías un { $share } de la masa corporal.
what-if-during = Durante
what-if-receipts = Planifica la sesión y cada número abre su recibo.
what-if-plan = Planificar esta sesión
slider-temperature = Temperatura del aire
slider-humidity = Humedad
slider-minutes = Duración
slider-wind = Viento
