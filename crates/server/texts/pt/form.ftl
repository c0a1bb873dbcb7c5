# Forms.
form-busy = Um momento…
form-mend = Corrige os campos assinalados abaixo.
form-likely = Querias dizer { $what }?
