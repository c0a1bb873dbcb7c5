//! Calendars. The athlete lives in New York, and it is the first of December 2026.

use super::{Case, case};

pub(crate) fn calendar(head: &str, entries: &[&str]) -> String {
    let entries: String =
        entries.iter().map(|entry| format!("BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\n{head}{entries}END:VCALENDAR\r\n")
}

pub(crate) fn entry(lines: &str) -> String {
    calendar("", &[lines])
}

/// An entry of an hour at noon in New York.
pub(crate) fn titled(title: &str) -> String {
    entry(&format!("UID:1\r\nDTSTART:20261205T170000Z\r\nDTEND:20261205T180000Z\r\nSUMMARY:{title}"))
}

/// An entry of a whole day.
pub(crate) fn all_day(title: &str) -> String {
    entry(&format!("UID:1\r\nDTSTART;VALUE=DATE:20261205\r\nSUMMARY:{title}"))
}

const OWN_ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\n\
    TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

pub(crate) fn cases() -> Vec<Case> {
    let in_zone = |zone: &str| {
        format!("UID:1\r\nDTSTART;TZID={zone}:20261205T090000\r\nDURATION:PT1H30M\r\nSUMMARY:Long Run")
    };
    let series = "UID:club\r\nDTSTART;TZID=Europe/Berlin:20261202T180000\r\nDURATION:PT1H\r\nSUMMARY:Club Run\r\n\
        RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Europe/Berlin:20261223T180000";
    let moved = "UID:club\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261209T180000\r\nDTSTART;TZID=Europe/Berlin:20261210T190000\r\n\
        DURATION:PT1H30M\r\nSUMMARY:Club Run on Thursday";
    let twice = |more: &str| {
        format!(
            "UID:club\r\nDTSTART;TZID=Europe/Berlin:20261202T180000\r\nDURATION:PT1H\r\nSUMMARY:Club Run\r\n{more}"
        )
    };
    const TWICE: &[&str] =
        &["plan 2026-12-02T17:00:00Z run 60 min: Club Run", "plan 2026-12-16T17:00:00Z run 60 min: Club Run"];
    const EIGHT: &[&str] = &["plan 2026-12-05T08:00:00Z run 90 min easy: Long Run"];
    let mut cases = from_reports();
    cases.extend([
        case("Microsoft's name of a zone", "a.ics", entry(&in_zone("W. Europe Standard Time")), EIGHT),
        case(
            "a zone with a path",
            "a.ics",
            entry(&in_zone("/freeassociation.sourceforge.net/Europe/Berlin")),
            EIGHT,
        ),
        case("a zone of the calendar's own", "a.ics", calendar(OWN_ZONE, &[&in_zone("Mine")]), EIGHT),
        case(
            "a zone that nothing knows",
            "a.ics",
            entry(&in_zone("Mordor")),
            &[
                "plan 2026-12-05T14:00:00Z run 90 min easy: Long Run",
                "note: the time zone 'Mordor' is not known: its times were read in your own zone, check them",
            ],
        ),
        case(
            "a floating time is the athlete's",
            "a.ics",
            entry("UID:1\r\nDTSTART:20261205T090000\r\nDURATION:PT1H\r\nSUMMARY:Run"),
            &["plan 2026-12-05T14:00:00Z run 60 min: Run"],
        ),
        case(
            "a series, one occurrence moved, one taken out",
            "a.ics",
            calendar("", &[series, moved]),
            &[
                "plan 2026-12-10T18:00:00Z run 90 min: Club Run on Thursday",
                "plan 2026-12-02T17:00:00Z run 60 min: Club Run",
                "plan 2026-12-16T17:00:00Z run 60 min: Club Run",
            ],
        ),
        case(
            "a length in days",
            "a.ics",
            entry("UID:1\r\nDTSTART:20261205T080000Z\r\nDURATION:P0DT1H45M\r\nSUMMARY:Bike"),
            &["plan 2026-12-05T08:00:00Z ride 105 min: Bike"],
        ),
        case(
            "a place on the map",
            "a.ics",
            entry("UID:1\r\nDTSTART:20261205T080000Z\r\nDURATION:PT1H\r\nSUMMARY:Run\r\nGEO:38.72;-9.14"),
            &["plan 2026-12-05T08:00:00Z run 60 min at 38.72, -9.14: Run"],
        ),
        case(
            "escapes",
            "a.ics",
            titled("Run\\, easy\\; then home"),
            &["plan 2026-12-05T17:00:00Z run 60 min easy: Run, easy; then home"],
        ),
        case(
            "another language",
            "a.ics",
            titled("Natação"),
            &["plan 2026-12-05T17:00:00Z swim 60 min: Natação"],
        ),
        case(
            "structure in words",
            "a.ics",
            titled("Run 3x10' @ threshold"),
            &["plan 2026-12-05T17:00:00Z run 60 min hard: Run 3x10' @ threshold"],
        ),
        case(
            "TrainingPeaks: a planned day with its length in the description, and a workout that was done",
            "a.ics",
            calendar(
                "PRODID:-//TrainingPeaks//\r\n",
                &[
                    "DESCRIPTION:Workout type: Bike\\n3 x 12 min SST\\nPlanned Time: 1:30\\n\r\nDTEND;VALUE=DATE:20261206\r\n\
                     DTSTART;VALUE=DATE:20261205\r\nSEQUENCE:0\r\nSUMMARY:Sweet spot\r\nUID:1",
                    "DESCRIPTION:Workout type: Run\\nActual Time: 1:06\\n\r\nDTEND:20261130T190508\r\nDTSTART:20261130T180000\r\n\
                     SUMMARY:Run: easy\r\nUID:2",
                ],
            ),
            &["plan 2026-12-05 ride 90 min moderate: Sweet spot", "note: 1 entry was left out: already done"],
        ),
        case(
            "a day's entry lasts as its words say",
            "a.ics",
            all_day("Bike: 2 h Z2"),
            &["plan 2026-12-05 ride 120 min easy: Bike: 2 h Z2"],
        ),
            case(
            "a date list without a rule, one of them in UTC, one a period, one twice",
            "a.ics",
            entry(&twice(
                "RDATE:20261216T170000Z\r\nRDATE;VALUE=PERIOD;TZID=Europe/Berlin:20261216T180000/PT1H,20261202T180000/PT1H",
            )),
            TWICE,
        ),
        case(
            "an exception that is written as a day",
            "a.ics",
            entry(&twice("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261209")),
            TWICE,
        ),
        case(
            "an exception at midnight, as Exchange writes it",
            "a.ics",
            entry(&twice("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Europe/Berlin:20261209T000000")),
            TWICE,
        ),
        case(
            "an exception in UTC of a series in a zone",
            "a.ics",
            entry(&twice("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE:20261209T170000Z")),
            TWICE,
        ),
        case(
            "an occurrence moved that is named by its day",
            "a.ics",
            calendar(
                "",
                &[
                    &twice("RRULE:FREQ=WEEKLY;COUNT=2"),
                    "UID:club\r\nRECURRENCE-ID;VALUE=DATE:20261209\r\nDTSTART;TZID=Europe/Berlin:20261210T180000\r\nDURATION:PT1H\r\n\
                     SUMMARY:Club Run",
                ],
            ),
            &[
                "plan 2026-12-10T17:00:00Z run 60 min: Club Run",
                "plan 2026-12-02T17:00:00Z run 60 min: Club Run",
            ],
        ),
        case(
            "this and all that follow moved by a day, and called otherwise",
            "a.ics",
            calendar(
                "",
                &[
                    &twice("RRULE:FREQ=WEEKLY;COUNT=3"),
                    "UID:club\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261209T180000\r\n\
                     DTSTART;TZID=Europe/Berlin:20261210T190000\r\nDURATION:PT2H\r\nSUMMARY:Long Run",
                ],
            ),
            &[
                "plan 2026-12-10T18:00:00Z run 120 min easy: Long Run",
                "plan 2026-12-02T17:00:00Z run 60 min: Club Run",
                "plan 2026-12-17T18:00:00Z run 120 min easy: Long Run",
            ],
        ),
        case(
            "days, one of them taken out by its midnight, one by an instant of UTC",
            "a.ics",
            calendar(
                "X-WR-TIMEZONE:Europe/Berlin\r\n",
                &[
                    "UID:1\r\nDTSTART;VALUE=DATE:20261202\r\nSUMMARY:Run 45 min\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n\
                      EXDATE;TZID=W. Europe Standard Time:20261209T000000\r\nEXDATE:20261215T230000Z",
                ],
            ),
            &["plan 2026-12-02 run 45 min: Run 45 min", "plan 2026-12-23 run 45 min: Run 45 min"],
        ),
        case(
            "days until a midnight of UTC, the last of them included",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;VALUE=DATE:20261202\r\nSUMMARY:Run 45 min\r\nRRULE:FREQ=WEEKLY;UNTIL=20261209T000000Z",
            ),
            &["plan 2026-12-02 run 45 min: Run 45 min", "plan 2026-12-09 run 45 min: Run 45 min"],
        ),
        case(
            "a day as Outlook writes it, from midnight to midnight",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=\"W. Europe Standard Time\":20261205T000000\r\n\
                 DTEND;TZID=\"W. Europe Standard Time\":20261206T000000\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nSUMMARY:Run 45 min",
            ),
            &["plan 2026-12-05 run 45 min: Run 45 min"],
        ),
        case(
            "a day and its length",
            "a.ics",
            entry("UID:1\r\nDTSTART;VALUE=DATE;TZID=Europe/Berlin:20261205\r\nDURATION:P1D\r\nSUMMARY:Run 45 min"),
            &["plan 2026-12-05 run 45 min: Run 45 min"],
        ),
        case(
            "an end before the start, and no length",
            "a.ics",
            entry("UID:1\r\nDTSTART:20261205T080000Z\r\nDTEND:20261205T070000Z\r\nSUMMARY:Run"),
            &["plan 2026-12-05T08:00:00Z run ? min: Run"],
        ),
        case(
            "an end at the start: its words say how long",
            "a.ics",
            entry("UID:1\r\nDTSTART:20261205T080000Z\r\nDTEND:20261205T080000Z\r\nSUMMARY:Run 50 min"),
            &["plan 2026-12-05T08:00:00Z run 50 min: Run 50 min"],
        ),
        case(
            "a zone for the whole calendar",
            "a.ics",
            calendar(
                "X-WR-TIMEZONE:Europe/Lisbon\r\n",
                &["UID:1\r\nDTSTART:20261205T090000\r\nDTEND:20261205T100000\r\nSUMMARY:Run"],
            ),
            &["plan 2026-12-05T09:00:00Z run 60 min: Run"],
        ),
        case(
            "lines that end in a line feed alone, folded inside a letter",
            "a.ics",
            [
                &b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261205T170000Z\nDURATION:PT1H\nSUMMARY:Nata\xC3"[..],
                b"\n \xA7\xC3\xA3o\nEND:VEVENT\nEND:VCALENDAR\n",
            ]
            .concat(),
            &["plan 2026-12-05T17:00:00Z swim 60 min: Natação"],
        ),
        case(
            "a tentative entry is planned",
            "a.ics",
            entry("UID:1\r\nDTSTART:20261205T080000Z\r\nDURATION:PT1H\r\nSTATUS:TENTATIVE\r\nSUMMARY:Run"),
            &["plan 2026-12-05T08:00:00Z run 60 min: Run"],
        ),
        case(
            "a series by weekdays of the month, with its own last day in UTC",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=America/New_York:20261205T080000\r\nDURATION:PT1H\r\nSUMMARY:Run\r\n\
                 RRULE:FREQ=MONTHLY;BYDAY=1SA,-1SU;UNTIL=20270102T130000Z",
            ),
            &[
                "plan 2026-12-05T13:00:00Z run 60 min: Run",
                "plan 2026-12-27T13:00:00Z run 60 min: Run",
                "plan 2027-01-02T13:00:00Z run 60 min: Run",
            ],
        ),
        case(
            "Japanese",
            "a.ics",
            titled("朝ラン 60分ジョグ"),
            &["plan 2026-12-05T17:00:00Z run 60 min easy: 朝ラン 60分ジョグ"],
        ),
    ]);
    cases
}

/// What reports to other programs tell of, and the shapes of their feeds, made anew.
fn from_reports() -> Vec<Case> {
    let hour =
        |more: &str| format!("UID:1\r\nDTSTART:20261205T080000Z\r\nDURATION:PT1H\r\nSUMMARY:Run\r\n{more}");
    let days = |first: &str, end: &str, title: &str| {
        entry(&format!("UID:1\r\nDTSTART;VALUE=DATE:{first}\r\n{end}\r\nSUMMARY:{title}"))
    };
    let old = |lines: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    const ONE: &str = "plan 2026-12-05T08:00:00Z run 60 min: Run";
    const AN_HOUR: &[&str] = &[ONE];
    const THREE: &[&str] = &[
        "plan 2026-12-05 ride 240 min: Bike camp, 4 h",
        "plan 2026-12-06 ride 240 min: Bike camp, 4 h",
        "plan 2026-12-07 ride 240 min: Bike camp, 4 h",
    ];
    vec![
        case("three days", "a.ics", days("20261205", "DTEND;VALUE=DATE:20261208", "Bike camp\\, 4 h"), THREE),
        case(
            "three days by their length",
            "a.ics",
            days("20261205", "DURATION:P3D", "Bike camp\\, 4 h"),
            THREE,
        ),
        case(
            "three days as Outlook writes them",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=\"W. Europe Standard Time\":20261205T000000\r\n\
                 DTEND;TZID=\"W. Europe Standard Time\":20261208T000000\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nSUMMARY:Bike camp\\, 4 h",
            ),
            THREE,
        ),
        case(
            "a length of more than a day has is that of all days",
            "a.ics",
            days("20261205", "DTEND;VALUE=DATE:20261207", "Bikepacking 20 h"),
            &[
                "plan 2026-12-05 ride 600 min: Bikepacking 20 h",
                "plan 2026-12-06 ride 600 min: Bikepacking 20 h",
            ],
        ),
        case(
            "a week of a plan is no workout",
            "a.ics",
            calendar(
                "",
                &[
                    "UID:1\r\nDTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261214\r\nSUMMARY:Recovery week: easy running",
                    "UID:2\r\nDTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20270301\r\nSUMMARY:Marathon running",
                    &hour("").replace("UID:1", "UID:3"),
                ],
            ),
            &[
                "plan 2026-12-05T08:00:00Z run 60 min: Run",
                "note: 2 entries were left out: weeks or phases of training: plan their sessions one by one",
            ],
        ),
        case(
            "weekends of two days, twice",
            "a.ics",
            days("20261205", "DTEND;VALUE=DATE:20261207\r\nRRULE:FREQ=WEEKLY;COUNT=2", "Ride 3 h"),
            &[
                "plan 2026-12-05 ride 180 min: Ride 3 h",
                "plan 2026-12-06 ride 180 min: Ride 3 h",
                "plan 2026-12-12 ride 180 min: Ride 3 h",
                "plan 2026-12-13 ride 180 min: Ride 3 h",
            ],
        ),
        case(
            "a day that ends on its own date, and one that ends at an instant",
            "a.ics",
            calendar(
                "",
                &[
                    "UID:1\r\nDTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261205\r\nSUMMARY:Run 45 min",
                    "UID:2\r\nDTSTART;VALUE=DATE:20261206\r\nDTEND:20261206T040001Z\r\nSUMMARY:Run 45 min",
                ],
            ),
            &["plan 2026-12-05 run 45 min: Run 45 min", "plan 2026-12-06 run 45 min: Run 45 min"],
        ),
        case(
            "vCalendar 1.0: quoted-printable",
            "a.vcs",
            old("UID:1\r\nDTSTART:20261205T170000Z\r\nDTEND:20261205T180000Z\r\n\
                 SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nata=C3=A7=C3=A3o, 1500=\r\n m=20t=C3=A9cnica"),
            &["plan 2026-12-05T17:00:00Z swim 60 min: Natação, 1500 m técnica"],
        ),
        case(
            "vCalendar 1.0: Latin letters, and its short form of the encoding",
            "a.vcs",
            old(
                "DTSTART:20261205T170000Z\r\nDTEND:20261205T180000Z\r\nSUMMARY;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Nata=E7=E3o",
            ),
            &["plan 2026-12-05T17:00:00Z swim 60 min: Natação"],
        ),
        case(
            "vCalendar 1.0: a series with exceptions",
            "a.vcs",
            old(
                "UID:1\r\nDTSTART:20261202T170000Z\r\nDTEND:20261202T180000Z\r\nSUMMARY:Run\r\nRRULE:W1 WE #4\r\n\
                 EXDATE:20261209T170000Z;20261216T170000Z",
            ),
            &["plan 2026-12-02T17:00:00Z run 60 min: Run", "plan 2026-12-23T17:00:00Z run 60 min: Run"],
        ),
        case(
            "ISO 8601 with all its signs",
            "a.ics",
            entry("UID:1\r\nDTSTART:2026-12-05T08:00:00Z\r\nDTEND:2026-12-05T10:00:00+01:00\r\nSUMMARY:Run"),
            AN_HOUR,
        ),
        case(
            "ISO 8601 in a zone, and of a day",
            "a.ics",
            calendar(
                "",
                &[
                    "UID:1\r\nDTSTART;TZID=Europe/Berlin:2026-12-05T09:00:00\r\nDURATION:PT1H\r\nSUMMARY:Run",
                    "UID:2\r\nDTSTART;VALUE=DATE:2026-12-06\r\nSUMMARY:Run 45 min",
                ],
            ),
            &["plan 2026-12-05T08:00:00Z run 60 min: Run", "plan 2026-12-06 run 45 min: Run 45 min"],
        ),
        case(
            "a series in a zone over the change of its clocks",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=Europe/Berlin:20270321T090000\r\nDURATION:PT1H\r\nSUMMARY:Run\r\nRRULE:FREQ=WEEKLY;COUNT=2",
            ),
            &["plan 2027-03-21T08:00:00Z run 60 min: Run", "plan 2027-03-28T07:00:00Z run 60 min: Run"],
        ),
        case(
            "whole days over the change of the clocks",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;VALUE=DATE:20270327\r\nDTEND;VALUE=DATE:20270328\r\nSUMMARY:Run 45 min\r\nRRULE:FREQ=DAILY;COUNT=3",
            ),
            &[
                "plan 2027-03-27 run 45 min: Run 45 min",
                "plan 2027-03-28 run 45 min: Run 45 min",
                "plan 2027-03-29 run 45 min: Run 45 min",
            ],
        ),
        case(
            "a last moment in UTC that is an evening of the day before in the zone",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=America/Los_Angeles:20261207T190000\r\nDURATION:PT1H\r\nSUMMARY:Run\r\n\
                 RRULE:FREQ=DAILY;UNTIL=20261209T030000Z",
            ),
            &["plan 2026-12-08T03:00:00Z run 60 min: Run", "plan 2026-12-09T03:00:00Z run 60 min: Run"],
        ),
        case(
            "exceptions in a list with a zone, one of them that is no occurrence",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=America/Los_Angeles:20261207T070000\r\nDURATION:PT1H\r\nSUMMARY:Run\r\n\
                 RRULE:FREQ=DAILY;COUNT=4;WKST=SU;BYDAY=MO,TU,WE,TH,FR\r\nEXDATE;TZID=America/Los_Angeles:20261208T070000,20261209T080000",
            ),
            &[
                "plan 2026-12-07T15:00:00Z run 60 min: Run",
                "plan 2026-12-09T15:00:00Z run 60 min: Run",
                "plan 2026-12-10T15:00:00Z run 60 min: Run",
            ],
        ),
        case(
            "an empty rule",
            "a.ics",
            entry(&hour("RRULE:")),
            &[
                ONE,
                "note: Run was left out: it repeats in a way that is not understood; only the first was taken",
            ],
        ),
        case(
            "Google's shape",
            "a.ics",
            calendar(
                "PRODID:-//Google Inc//Google Calendar 70.9054//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n\
                 X-WR-CALNAME:Training\r\nX-WR-TIMEZONE:Europe/Berlin\r\n",
                &[&hour(
                    "DTSTAMP:20261130T000000Z\r\nCREATED:20261101T000000Z\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nBEGIN:VALARM\r\n\
                     ACTION:DISPLAY\r\nDESCRIPTION:Swim\r\nTRIGGER:-P0DT0H30M0S\r\nDURATION:PT5M\r\nEND:VALARM",
                )],
            ),
            AN_HOUR,
        ),
        case(
            "Runna's shape: a picture and a distance in the title",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261206\r\nSUMMARY:🏃 Easy Run • 6.5km\r\n\
                 DESCRIPTION:6.5km easy run at a conversational pace (no faster than 5:55/km).\\n\\nDuration: 45m",
            ),
            &["plan 2026-12-05 run 45 min easy: 🏃 Easy Run • 6.5km"],
        ),
        case(
            "Final Surge's shape",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;VALUE=DATE:20261205\r\nSUMMARY:Run - Tempo: 50 min\r\nDESCRIPTION:Planned Duration: 0:50:00",
            ),
            &["plan 2026-12-05 run 50 min moderate: Run - Tempo: 50 min"],
        ),
        case(
            "names in small letters, a byte order mark, and a blank line",
            "a.ics",
            format!("\u{feff}{}", entry(&hour(""))).replace("UID:1\r\nDTSTART", "uid:1\r\n\r\ndtstart"),
            AN_HOUR,
        ),
        case(
            "two calendars in one file",
            "a.ics",
            format!("{}{}", entry(&hour("")), titled("Swim").replace("UID:1", "UID:2")),
            &[ONE, "plan 2026-12-05T17:00:00Z swim 60 min: Swim"],
        ),
        case(
            "a calendar cut off after its first entry",
            "a.ics",
            entry(&hour("")).replace("END:VCALENDAR\r\n", "BEGIN:VEVENT\r\nSUMMARY:Sw"),
            &[
                ONE,
                "note: the file breaks off at byte 130 (it ends inside an entry); what came before was read",
            ],
        ),
        case(
            "a moved occurrence of a series that is not in the file",
            "a.ics",
            entry(&hour("RECURRENCE-ID:20261204T080000Z")),
            AN_HOUR,
        ),
        case(
            "a cancelled occurrence and one that is cancelled for good",
            "a.ics",
            calendar(
                "",
                &[
                    &hour("RRULE:FREQ=DAILY;COUNT=4"),
                    "UID:1\r\nRECURRENCE-ID:20261206T080000Z\r\nDTSTART:20261206T080000Z\r\nSTATUS:CANCELLED\r\nSUMMARY:Run",
                    "UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261208T080000Z\r\nDTSTART:20261208T080000Z\r\nSTATUS:CANCELLED\r\nSUMMARY:Run",
                ],
            ),
            &["plan 2026-12-05T08:00:00Z run 60 min: Run", "plan 2026-12-07T08:00:00Z run 60 min: Run"],
        ),
    ]
}

/// A series that began years ago and ends one day is still planned from today on.
#[test]
fn a_long_series_that_ends_has_todays_workouts() {
    let daily = entry(
        "UID:1\r\nDTSTART;TZID=America/New_York:20240101T063000\r\nDURATION:PT1H\r\nSUMMARY:Run\r\nRRULE:FREQ=DAILY;UNTIL=20270101",
    );
    let said = crate::said("a.ics", daily.as_bytes());
    assert!(said.starts_with("plan 2026-11-30T11:30:00Z run"), "{}", &said[..100]);
    assert!(said.contains("plan 2026-12-01T11:30:00Z run 60 min: Run"));
    assert_eq!(said.lines().count(), 33, "until the first of January");
}
