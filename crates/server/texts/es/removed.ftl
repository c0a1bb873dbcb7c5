# What was deleted or changed, and undoing it.
removed-title = Borrado recientemente
removed-lead = Lo que borraste o cambiaste en los últimos 30 días. Después desaparece para siempre.
removed-nothing = No has borrado nada en los últimos 30 días.
removed-undo = Deshacer
removed-of = { $what }, { $when }
removed-deleted = borrado { $when }
removed-changed = cambiado { $when }
removed-sweat-test = prueba de sudor
removed-reading = registro
removed-entry = entrenamiento o sueño que anotaste
removed-planned-session = sesión planificada
removed-taken = cantidad tomada
