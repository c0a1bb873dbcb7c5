//! Calendars. The athlete lives in New York, and it is the first of December 2026.

use super::{Case, case};

fn calendar(head: &str, entries: &[&str]) -> String {
    let entries: String =
        entries.iter().map(|entry| format!("BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\n{head}{entries}END:VCALENDAR\r\n")
}

fn entry(lines: &str) -> String {
    calendar("", &[lines])
}

/// An entry of an hour at noon in New York.
fn titled(title: &str) -> String {
    entry(&format!("UID:1\r\nDTSTART:20261205T170000Z\r\nDTEND:20261205T180000Z\r\nSUMMARY:{title}"))
}

/// An entry of a whole day.
fn all_day(title: &str) -> String {
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
    vec![
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
