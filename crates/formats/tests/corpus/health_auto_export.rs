//! JSON of Health Auto Export.

use crate::{Case, after, case};

fn clock(seconds: i64) -> String {
    after(seconds).strftime("%Y-%m-%d %H:%M:%S +0000").to_string()
}

fn workout(series: &str) -> String {
    format!(
        r#"{{"data": {{"workouts": [{{"name": "Outdoor Run", "start": "{}", "end": "{}", "duration": 2700,
        "distance": {{"qty": 8.05, "units": "km"}}, "activeEnergyBurned": {{"qty": 540, "units": "kcal"}}{series}}}]}}}}"#,
        clock(0),
        clock(2700)
    )
}

pub(crate) fn cases() -> Vec<Case> {
    let after_the_end = format!(r#", "heartRateData": [{{"date": "{}", "Avg": 90}}]"#, clock(2800));
    let inside = format!(r#", "heartRateData": [{{"date": "{}", "Avg": 150}}]"#, clock(60));
    vec![
        case(
            "a summary without rows",
            "a.json",
            workout(r#", "avgHeartRate": {"qty": 150, "units": "bpm"}"#),
            &["2026-10-03T07:00:00Z run, 45 min, 45 min timer, 8.05 km, 150/min, 540 kcal"],
        ),
        case(
            "a series after the end says nothing of the workout",
            "a.json",
            workout(&after_the_end),
            &["2026-10-03T07:00:00Z run, 45 min, 45 min timer, 8.05 km, 540 kcal"],
        ),
        case(
            "a series inside",
            "a.json",
            workout(&inside),
            &["2026-10-03T07:00:00Z run, 45 min, 45 min timer, 8.05 km, 150/min, 540 kcal"],
        ),
    ]
}
