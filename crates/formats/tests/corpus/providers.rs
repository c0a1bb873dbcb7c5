//! Answers of providers as their contracts have them: `tests/providers/answers.json`, which `tests/peers/providers.py` holds to
//! what others wrote of the same contracts.

use formats::{Hints, decode_with};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use timeline::Kind;

/// As the adapters store them.
fn payload(provider: &str, kind: &str, row: &Value) -> Value {
    match provider {
        "garmin" => json!({ kind: [row] }),
        "google" => json!({ "google_point": row }),
        _ => json!({ format!("{provider}_{kind}"): row }),
    }
}

#[test]
fn every_answer_is_read_with_what_it_says() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/providers/answers.json");
    let answers: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut read = 0;
    for (provider, kinds) in answers.as_object().unwrap() {
        for (kind, row) in kinds.as_object().unwrap() {
            let bytes = payload(provider, kind, row).to_string().into_bytes();
            let decoded = decode_with("answer.json", &bytes, &Hints::default(), &TimeZone::UTC).unwrap();
            let [one] = &decoded.observations[..] else { panic!("{provider} {kind}: {decoded:?}") };
            let seconds = one.span.duration().as_seconds();
            match &one.kind {
                Kind::Workout(workout) => {
                    assert!((2400.0..=3901.0).contains(&seconds), "{provider} {kind}: {seconds} s");
                    assert_ne!(workout.sport, "generic", "{provider} {kind}");
                    assert!(workout.distance.is_some(), "{provider} {kind}");
                    assert!(provider == "oura" || workout.mean_heart_rate.is_some(), "{provider} {kind}");
                }
                Kind::Sleep(sleep) => {
                    assert!((25_000.0..=26_000.0).contains(&seconds), "{provider} {kind}: {seconds} s");
                    assert!(!sleep.nap && (sleep.asleep.is_some() || !sleep.stages.is_empty()), "{kind}");
                }
            }
            let wahoo_says_none = provider == "wahoo";
            assert_eq!(one.offsets.is_none(), wahoo_says_none, "{provider} {kind}");
            read += 1;
        }
    }
    assert_eq!(read, 12);
}
