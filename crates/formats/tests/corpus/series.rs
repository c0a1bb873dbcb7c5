//! Calendars once more: clocks that are written for another than the one that is meant, series, and titles. The athlete lives
//! in New York, and it is the first of December 2026.

use super::calendars::{all_day, calendar, entry, titled};
use super::{Case, case};

/// A series of a club in Berlin, Wednesdays at six in the evening.
fn club(more: &str) -> String {
    format!(
        "UID:club\r\nDTSTART;TZID=Europe/Berlin:20261202T180000\r\nDURATION:PT1H\r\nSUMMARY:Club Run\r\n{more}"
    )
}

/// An hour's run in New York at noon on the fifth, by a rule.
fn by_rule(start: &str, rule: &str) -> String {
    entry(&format!(
        "UID:1\r\nDTSTART;TZID=America/New_York:{start}\r\nDURATION:PT1H\r\nSUMMARY:Run\r\nRRULE:{rule}"
    ))
}

const TWICE: &[&str] =
    &["plan 2026-12-02T17:00:00Z run 60 min: Club Run", "plan 2026-12-16T17:00:00Z run 60 min: Club Run"];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = clocks();
    cases.extend(rules());
    cases.extend(titles());
    cases
}

fn clocks() -> Vec<Case> {
    vec![
        case(
            "an end without a zone is in that of the start",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;TZID=Europe/Berlin:20261205T090000\r\nDTEND:20261205T103000\r\nSUMMARY:Run",
            ),
            &["plan 2026-12-05T08:00:00Z run 90 min: Run"],
        ),
        case(
            "an exception without a zone is on the clock of the series",
            "a.ics",
            entry(&club("RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE:20261209T180000")),
            TWICE,
        ),
        case("a date of a list without a zone, too", "a.ics", entry(&club("RDATE:20261216T180000")), TWICE),
        case(
            "an occurrence moved that is named without a zone",
            "a.ics",
            calendar(
                "",
                &[
                    &club("RRULE:FREQ=WEEKLY;COUNT=2"),
                    "UID:club\r\nRECURRENCE-ID:20261209T180000\r\nDTSTART;TZID=Europe/Berlin:20261210T180000\r\nDURATION:PT1H\r\n\
                     SUMMARY:Club Run",
                ],
            ),
            &[
                "plan 2026-12-10T17:00:00Z run 60 min: Club Run",
                "plan 2026-12-02T17:00:00Z run 60 min: Club Run",
            ],
        ),
        case(
            "a floating series whose end and exceptions are written as if in UTC",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART:20261202T180000\r\nDTEND:20261202T190000\r\nSUMMARY:Run\r\n\
                 RRULE:FREQ=WEEKLY;UNTIL=20261216T180000Z\r\nEXDATE:20261209T180000Z",
            ),
            &["plan 2026-12-02T23:00:00Z run 60 min: Run", "plan 2026-12-16T23:00:00Z run 60 min: Run"],
        ),
        case(
            "a date that is written as a time",
            "a.ics",
            entry("UID:1\r\nDTSTART;VALUE=DATE:20261205T000000Z\r\nSUMMARY:Run 45 min"),
            &["plan 2026-12-05 run 45 min: Run 45 min"],
        ),
        case(
            "whole days of another zone, written in UTC",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART:20261204T230000Z\r\nDTEND:20261206T230000Z\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n\
                 SUMMARY:Bike camp\\, 4 h",
            ),
            &["plan 2026-12-05 ride 240 min: Bike camp, 4 h", "plan 2026-12-06 ride 240 min: Bike camp, 4 h"],
        ),
        case(
            "a zone for the whole calendar that nothing knows",
            "a.ics",
            calendar(
                "X-WR-TIMEZONE:Mordor\r\n",
                &["UID:1\r\nDTSTART:20261205T090000\r\nDTEND:20261205T100000\r\nSUMMARY:Run"],
            ),
            &[
                "plan 2026-12-05T14:00:00Z run 60 min: Run",
                "note: the time zone 'Mordor' is not known: its times were read in your own zone, check them",
            ],
        ),
        case(
            "two copies of one changed occurrence: the newer",
            "a.ics",
            calendar(
                "",
                &[
                    &club("RRULE:FREQ=WEEKLY;COUNT=2"),
                    "UID:club\r\nSEQUENCE:2\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261209T180000\r\n\
                     DTSTART;TZID=Europe/Berlin:20261209T200000\r\nDURATION:PT1H\r\nSUMMARY:Club Run",
                    "UID:club\r\nSEQUENCE:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261209T180000\r\n\
                     DTSTART;TZID=Europe/Berlin:20261209T190000\r\nDURATION:PT1H\r\nSUMMARY:Club Run",
                ],
            ),
            &[
                "plan 2026-12-09T19:00:00Z run 60 min: Club Run",
                "plan 2026-12-02T17:00:00Z run 60 min: Club Run",
            ],
        ),
        case(
            "a series called off takes its changed occurrences with it",
            "a.ics",
            calendar(
                "",
                &[
                    &club("RRULE:FREQ=WEEKLY;COUNT=2\r\nSTATUS:CANCELLED"),
                    "UID:club\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261209T180000\r\n\
                     DTSTART;TZID=Europe/Berlin:20261209T190000\r\nDURATION:PT1H\r\nSUMMARY:Club Run",
                ],
            ),
            &["note: 1 entry was left out: cancelled"],
        ),
    ]
}

fn rules() -> Vec<Case> {
    vec![
        case(
            "twice a day",
            "a.ics",
            by_rule("20261205T070000", "FREQ=DAILY;COUNT=3;BYHOUR=7,18"),
            &[
                "plan 2026-12-05T12:00:00Z run 60 min: Run",
                "plan 2026-12-05T23:00:00Z run 60 min: Run",
                "plan 2026-12-06T12:00:00Z run 60 min: Run",
            ],
        ),
        case(
            "the first Saturday of the year",
            "a.ics",
            by_rule("20270102T070000", "FREQ=YEARLY;COUNT=2;BYDAY=1SA"),
            &["plan 2027-01-02T12:00:00Z run 60 min: Run", "plan 2028-01-01T12:00:00Z run 60 min: Run"],
        ),
        case(
            "the last weekday of the month",
            "a.ics",
            by_rule("20261231T070000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2"),
            &["plan 2026-12-31T12:00:00Z run 60 min: Run", "plan 2027-01-29T12:00:00Z run 60 min: Run"],
        ),
        case(
            "every second week that begins on Sunday",
            "a.ics",
            by_rule("20261206T070000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=SU,MO;WKST=SU"),
            &[
                "plan 2026-12-06T12:00:00Z run 60 min: Run",
                "plan 2026-12-07T12:00:00Z run 60 min: Run",
                "plan 2026-12-20T12:00:00Z run 60 min: Run",
                "plan 2026-12-21T12:00:00Z run 60 min: Run",
            ],
        ),
        case(
            "every second week that begins on Monday",
            "a.ics",
            by_rule("20261206T070000", "FREQ=WEEKLY;INTERVAL=2;COUNT=3;BYDAY=SU,MO"),
            &[
                "plan 2026-12-06T12:00:00Z run 60 min: Run",
                "plan 2026-12-14T12:00:00Z run 60 min: Run",
                "plan 2026-12-20T12:00:00Z run 60 min: Run",
            ],
        ),
        case(
            "weeks of the year",
            "a.ics",
            by_rule("20270104T070000", "FREQ=YEARLY;BYWEEKNO=1,2;BYDAY=MO;COUNT=2"),
            &["plan 2027-01-04T12:00:00Z run 60 min: Run", "plan 2027-01-11T12:00:00Z run 60 min: Run"],
        ),
    ]
}

fn titles() -> Vec<Case> {
    vec![
        case(
            "called off by its title",
            "a.ics",
            calendar(
                "",
                &[
                    "UID:1\r\nDTSTART:20261205T080000Z\r\nDURATION:PT1H\r\nSUMMARY:Canceled: Club Run",
                    "UID:2\r\nDTSTART:20261206T080000Z\r\nDURATION:PT1H\r\nSUMMARY:Run",
                    "UID:3\r\nDTSTART:20261207T080000Z\r\nDURATION:PT1H\r\nSUMMARY:Lauftreff Laufen fällt aus",
                ],
            ),
            &["plan 2026-12-06T08:00:00Z run 60 min: Run", "note: 2 entries were left out: cancelled"],
        ),
        case(
            "a rest day that names the sport, and an errand",
            "a.ics",
            calendar(
                "",
                &[
                    "UID:1\r\nDTSTART;VALUE=DATE:20261205\r\nSUMMARY:Run: Rest",
                    "UID:2\r\nDTSTART;VALUE=DATE:20261206\r\nSUMMARY:Run 45 min",
                    "UID:3\r\nDTSTART;VALUE=DATE:20261207\r\nSUMMARY:Corrida – descanso",
                    "UID:4\r\nDTSTART;VALUE=DATE:20261207\r\nSUMMARY:Buy running shoes",
                ],
            ),
            &[
                "plan 2026-12-06 run 45 min: Run 45 min",
                "note: 1 entry was left out: no word of a sport ('Buy running shoes')",
                "note: 2 entries were left out: rest days",
            ],
        ),
        case(
            "a length with a hyphen",
            "a.ics",
            all_day("60-minute easy run"),
            &["plan 2026-12-05 run 60 min easy: 60-minute easy run"],
        ),
        case(
            "a length as the French write it",
            "a.ics",
            all_day("Footing 1 h 15"),
            &["plan 2026-12-05 run 75 min easy: Footing 1 h 15"],
        ),
        case(
            "a description in HTML",
            "a.ics",
            entry(
                "UID:1\r\nDTSTART;VALUE=DATE:20261205\r\nSUMMARY:Long Run\r\nDESCRIPTION:<p>Easy &amp\\; long</p><br>Duration: 1:30",
            ),
            &["plan 2026-12-05 run 90 min easy: Long Run"],
        ),
        case(
            "Portuguese",
            "a.ics",
            titled("Treino de BTT"),
            &["plan 2026-12-05T17:00:00Z ride 60 min: Treino de BTT"],
        ),
    ]
}
