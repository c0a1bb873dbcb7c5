# What was deleted or changed, and undoing it.
removed-title = Apagados recentemente
removed-lead = O que apagaste ou alteraste nos últimos 30 dias. Depois disso desaparece de vez.
removed-nothing = Não apagaste nada nos últimos 30 dias.
removed-undo = Anular
removed-of = { $what }, { $when }
removed-deleted = apagado { $when }
removed-changed = alterado { $when }
removed-sweat-test = teste de suor
removed-reading = registo
removed-entry = treino ou sono que registaste
removed-planned-session = sessão planeada
removed-taken = quantidade tomada
