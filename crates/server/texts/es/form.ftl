# Forms.
form-busy = Un momento…
form-mend = Corrige los campos marcados abajo.
form-likely = ¿Querías decir { $what }?
