# The page of an athlete's data, and what is said without a network.
data-title = Your data
data-lead = Where it comes from, and how to take it away or erase it. It is yours.
data-sources = Sources
data-no-sources = No files have come in yet. Recordings of a watch, and exports of other platforms, are kept as they came.
data-add = Add a recording
data-source-counts = { $reports ->
    [one] 1 report
   *[other] { $reports } reports
}, { $observations ->
    [one] 1 observation.
   *[other] { $observations } observations.
}
data-source-recovered = { $count ->
    [one] 1 was damaged and read as far as it goes.
   *[other] { $count } were damaged and read as far as they go.
}
data-source-last = Last on { $when }
data-export = Take it away
data-export-what = Everything in one archive: all entries, the files as they came, tables for a spreadsheet, FHIR observations for a clinic, and streams. Isotone elsewhere can read it back.
data-export-button = Download everything
data-install = On your phone
data-install-what = Installed as an app, the last plan opens without a network, and a weigh-in typed in the gym is sent later.
data-install-button = Install
data-install-by-hand = Without the button: open your browser’s menu and choose “Add to home screen”.
data-erase = Erase
data-erase-what = Erases everything for good: entries, files, tests, receipts. Only the fact and the date stay. Take your data away first if you may want it again.
data-erase-confirm = Write { $name } to erase it
data-erase-mistyped = “{ $typed }” is not { $name }. Nothing was erased.
data-erase-button = Erase everything

offline-title = No network
offline-lead = This page has not been opened on this device yet, so it cannot be shown without a network.
offline-what-works = Pages that you have opened before do open, and a weigh-in typed now is kept and sent later.
offline-begin = To the start
offline-gone = No network: what you see is as last seen.
offline-seen = As last seen on
offline-waiting = Kept on this device and sent when there is a network:
offline-sent = Sent from what was kept on this device:
offline-refused = The server did not accept what was kept on this device:
offline-discard = Discard it
offline-kept-title = Kept
offline-kept-lead = There is no network. What you typed is kept on this device with its time, and sent when there is one: open Isotone again then.

data-what-isotone-is = What to drink and eat, and when
