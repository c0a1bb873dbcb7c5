# The first page.
home-title = Te damos la bienvenida
home-heading = Qué beber y comer, y cuándo
home-lead = De un entrenamiento grabado y dos pesadas a un plan para el siguiente, con incertidumbre honesta y un recibo detrás de cada número.
home-look-around = Echar un vistazo
home-here = Quién está aquí
home-simulated = Una atleta simulada durante más de un año
home-own-days = Tus propios días
home-squad-of =
    { $count ->
        [one] Un equipo de una persona
        *[other] Un equipo de { $count }
    }
home-demo = Mirar primero
home-demo-how = Una atleta y un equipo simulados, guardados solo mientras funciona:
home-me = Solo yo
home-me-lead = Un nombre y tu peso bastan para empezar.
home-begin = Empezar
home-team = Un equipo
home-team-lead = Un tablero con la próxima sesión y las necesidades de cada atleta.
home-found = Crear el equipo
begin-sport = ¿Qué haces más?
begin-sleep = ¿A qué hora te levantas y te acuestas?
begin-sleep-why = Para que nada te pida beber mientras duermes.
begin-show = Ver mi primera cifra
begin-skip = Saltar
