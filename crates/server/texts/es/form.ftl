# Forms.
form-busy = Un momento…
form-mend = Corrige los campos marcados abajo.
form-likely = ¿Querías decir { $what }?
form-change = Cambiar
form-change-of = Cambiar { $what } de { $when }
form-changing = Cambia lo que escribiste
form-save = Guardar
form-leave = Dejarlo como está
