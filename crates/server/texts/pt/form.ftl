# Forms.
form-busy = Um momento…
form-mend = Corrige os campos assinalados abaixo.
form-likely = Querias dizer { $what }?
form-change = Alterar
form-change-of = Alterar { $what } de { $when }
form-changing = Altera o que escreveste
form-save = Guardar
form-leave = Deixar como está
