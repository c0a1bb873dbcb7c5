//! JSON of Health Auto Export.

use super::{Case, after, case};

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
        case(
            "a phone with a clock of twelve hours, in Spanish",
            "a.json",
            workout("")
                .replace("07:00:00 +0000", "7:00:00\u{202f}a.\u{a0}m. +0000")
                .replace("07:45:00 +0000", "7:45:00\u{202f}a.\u{a0}m. +0000"),
            &["2026-10-03T07:00:00Z run, 45 min, 45 min timer, 8.05 km, 540 kcal"],
        ),
        case(
            "the second version: a heart rate of parts, and series of energy",
            "a.json",
            workout(
                r#", "heartRate": {"avg": {"qty": 148, "units": "bpm"}, "max": {"qty": 171, "units": "bpm"}},
                "activeEnergy": [{"qty": 12, "units": "kcal"}], "location": "Indoor", "heartRateData": []"#,
            ),
            &["2026-10-03T07:00:00Z treadmill indoors, 45 min, 45 min timer, 8.05 km, 148/min, 540 kcal"],
        ),
        case(
            "a swim in yards, as long as a quantity says",
            "a.json",
            workout("")
                .replace("Outdoor Run", "Pool Swim")
                .replace(r#""qty": 8.05, "units": "km""#, r#""qty": 2000, "units": "yd""#)
                .replace(r#""duration": 2700"#, r#""duration": {"qty": 45, "units": "min"}"#),
            &["2026-10-03T07:00:00Z swim, 45 min, 45 min timer, 1.83 km, 540 kcal"],
        ),
        case(
            "indoors, as a Portuguese phone says it",
            "a.json",
            workout(r#", "location": "Ambiente fechado""#).replace("Outdoor Run", "Corrida"),
            &["2026-10-03T07:00:00Z treadmill indoors, 45 min, 45 min timer, 8.05 km, 540 kcal"],
        ),
        case(
            "parts of a distance and of an energy instead of their sums",
            "a.json",
            workout(&format!(
                r#", "walkingAndRunningDistance": [{{"date": "{0}", "qty": 0.5, "units": "km"}}, {{"date": "{1}", "qty": 0.75, "units": "km"}},
                {{"date": "{2}", "qty": 3, "units": "km"}}], "activeEnergy": [{{"date": "{0}", "qty": 100, "units": "kJ"}}, {{"date": "{1}", "qty": 109.2, "units": "kJ"}}]"#,
                clock(60),
                clock(120),
                clock(2800)
            ))
            .replace(r#""distance": {"qty": 8.05, "units": "km"}, "activeEnergyBurned": {"qty": 540, "units": "kcal"}"#, r#""x": 1"#),
            &["2026-10-03T07:00:00Z run, 45 min, 45 min timer, 1.25 km, 50 kcal"],
        ),
        case(
            "a ride's power, row by row",
            "a.json",
            workout(&format!(
                r#", "cyclingPower": [{{"date": "{}", "qty": 180, "units": "W"}}, {{"date": "{}", "qty": 220, "units": "W"}}]"#,
                clock(-20),
                clock(40)
            ))
            .replace("Outdoor Run", "Outdoor Cycling"),
            &["2026-10-03T07:00:00Z ride, 45 min, 45 min timer, 8.05 km, 200 W, 540 kcal"],
        ),
        case(
            "a Japanese phone",
            "a.json",
            workout("").replace("Outdoor Run", "室内ランニング"),
            &["2026-10-03T07:00:00Z treadmill indoors, 45 min, 45 min timer, 8.05 km, 540 kcal"],
        ),
    ]
}
