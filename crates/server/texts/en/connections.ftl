# The page of connections.
connections-title = Connections
connections-lead = Connect once, and your workouts arrive by themselves.
connections-providers = Services
connections-none = This server has no services set up. Its operator can add Strava and others; files and your phone work now.
connections-connect = Connect { $name }
connections-connect-again = Connect { $name } again
connections-key = Key
connections-disconnect = Disconnect
connections-disconnect-from = Disconnect { $name }
connections-and-data = And your data from it
connections-keep = Keep it
connections-delete = Delete it
connections-must-delete = The agreement of { $name } demands that everything that came from it is deleted when you disconnect.
connections-state-active = connected
connections-state-needs-consent = connect again
connections-state-leaving = disconnecting
connections-state-ended = disconnected
connections-since = Connected on { $when }.
connections-heard = Last heard on { $when }.
connections-not-heard = Nothing has come in yet.
connections-items = { $count ->
    [one] 1 item came in.
   *[other] { $count } items came in.
}
connections-unreadable = { $count ->
    [one] 1 item could not be read and was left out.
   *[other] { $count } items could not be read and were left out.
}
connections-reading = { $count ->
    [one] Reading what was there before: 1 found so far.
   *[other] Reading what was there before: { $count } found so far.
}
connections-silent = { $count ->
    [one] 1 item was not announced and was found by reading the list.
   *[other] { $count } items were not announced and were found by reading the list.
}
connections-missing = You did not allow: { $scopes }. What needs it stays out.
connections-trouble-outage = The service does not answer. It is asked again by itself; nothing is lost.
connections-trouble-quota = The service takes no more requests for now. It continues by itself.
connections-trouble-blocked = The service refuses this server’s application. Its operator has to look; your access is not affected.
connections-trouble-missing-scope = Something you did not allow is needed. Connect again and leave the boxes ticked.
connections-trouble-refused = The service does not accept the access any more. Connect again; your data stays.
connections-trouble-wrong = The service refused a request. Its operator has to look.
connections-trouble-stuck = This server could not take something in. It tries again by itself; if this stays, its operator has to look.
connections-untold = { $name } does not answer, and does not know yet that you disconnected. It is told again by itself, and nothing comes in meanwhile. You can also end the access in its own settings.
connections-partial = A list could not be read to its end the last time. It is read again from there by itself.
connections-running = Older workouts arrive in the background, while new ones come first.
connections-phones = Phones
connections-phones-what = An app on your iPhone can send what Apple Health knows: workouts, sleep, weight, drinks. Each phone has an address of its own.
connections-phone-name = Name of the phone
connections-phone-hint = such as “my iPhone”
connections-add-phone = Add a phone
connections-remove = Remove
connections-remove-phone = Remove { $name }
connections-uploads = { $count ->
    [one] 1 upload.
   *[other] { $count } uploads.
}
connections-last-upload = The last one: { $observations ->
    [one] 1 workout or sleep
   *[other] { $observations } workouts and sleeps
}, { $readings ->
    [one] 1 reading.
   *[other] { $readings } readings.
}
connections-made = The address of this phone
connections-made-once = Scan it, or copy it into the app. It is shown only now, and anyone who has it can add data to your timeline. Nothing can be read with it.
connections-code = QR code of the address
frame-connections = Connections
more-connections = Strava, your phone: what arrives by itself

# A scale's weighings, filled into a sweat test.
connections-weighed-before = Mass before: { $source }, { $when }. Change it if it was not you.
connections-weighed-after = Mass after: { $source }, { $when }. Change it if it was not you.
connections-weighed-typed = typed
# Who said the weather, and when.
connections-weather-from = { $source }, { $when }
# Calendars that are followed.
connections-calendars = Training calendars
connections-calendars-what = The calendar of TrainingPeaks, intervals.icu, Garmin or your coach is read every six hours. What is taken out of it is no longer planned; what you changed yourself stays.
connections-calendar-address = Address of the calendar
connections-calendar-hint = begins with https:// or webcal://
connections-add-calendar = Follow the calendar
connections-calendar-trouble = { $count ->
    [one] It could not be read on the last look. The next look is on { $when }. Check its address.
   *[other] It could not be read on the last { $count } looks. The next look is on { $when }. Check its address.
}
# The page's first sentence.
connections-said-none = Nothing is connected yet.
connections-said-needs = { $name } needs you.
connections-said-waits = { $name } does not answer just now.
connections-said-fine = What you connected arrives.
