# What if.
what-if-title = E se…?
what-if-headline = { $amount } de suor em { $duration }.
what-if-lead = Move os controlos: mais quente, mais longo, mais duro. Nada é guardado.
what-if-show = Mostrar
what-if-undrunk = Sem beber perderias { $share } da massa corporal.
what-if-during = Durante
what-if-receipts = Planeia a sessão e cada número abre o seu recibo.
what-if-plan = Planear esta sessão
slider-temperature = Temperatura do ar
slider-humidity = Humidade
slider-minutes = Duração
slider-wind = Vento
