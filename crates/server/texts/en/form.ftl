# Forms.
form-busy = One moment…
form-mend = Fix the fields marked below.
form-likely = Did you mean { $what }?
form-change = Change
form-change-of = Change { $what } of { $when }
form-changing = Change what you typed
form-save = Save
form-leave = Leave it as it is
