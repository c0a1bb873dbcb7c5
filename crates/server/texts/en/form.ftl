# Forms.
form-busy = One moment…
form-mend = Please mend the fields marked below.
form-likely = Did you mean { $what }?
