# What was deleted or changed, and undoing it.
removed-title = Recently deleted
removed-lead = What you deleted or changed in the last 30 days. After that it is gone for good.
removed-nothing = You have deleted nothing in the last 30 days.
removed-undo = Undo
removed-of = { $what }, { $when }
removed-deleted = deleted { $when }
removed-changed = changed { $when }
removed-sweat-test = sweat test
removed-reading = reading
removed-entry = workout or sleep you typed
removed-planned-session = planned session
removed-taken = amount taken
