# Settings.
settings-saved = Saved.
settings-you = You
settings-days = Your days
settings-days-lead = Bedtime and rising are clock times wherever you are; they meet the zone you live in only when a day is planned.
settings-body = Body
settings-conditions = Conditions and medicines
settings-conditions-lead = They change what may be advised, or leave the numbers to your clinician. They stay in this database.
settings-without = Baskets without
settings-without-lead = Items whose contents are not known are left out too.
settings-without-unrecognised = '{ $word }' is not a food that Isotone knows, so no item is proposed. Tick what you meant and untick '{ $word }'.
settings-save = Save
settings-nothing = nothing chosen
settings-awake = awake { $from } to { $until }
