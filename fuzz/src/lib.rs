//! What every target asks of a decoder: it answers, and what it answers can be.

#[cfg(feature = "server")]
pub mod athlete;

use std::sync::LazyLock;

use formats::{Decoded, Hints};
use jiff::tz::TimeZone;

/// Where the athlete lives: with hours that are there twice, and hours that are not there.
static ZONE: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("America/New_York").unwrap());

/// Decodes, and checks what came of it.
pub fn decode(name: &str, bytes: &[u8]) {
    let hints = Hints {
        start: "2026-01-01T00:00:00Z".parse().ok(),
        now: "2026-12-01T08:00:00Z".parse().ok(),
        ..Hints::default()
    };
    if let Ok(decoded) = formats::decode_with(name, bytes, &hints, &ZONE) {
        check(&decoded);
    }
}

fn check(decoded: &Decoded) {
    for observation in &decoded.observations {
        assert!(!observation.id.is_empty(), "an observation has a name");
        assert!(observation.span.start <= observation.span.end, "it ends after it starts");
        for pause in observation.workout().map_or(&[][..], |workout| &workout.pauses) {
            assert!(pause.start <= pause.end, "a pause ends after it starts");
        }
    }
    for planned in &decoded.planned {
        assert!(planned.duration.is_none_or(|length| length.as_seconds() > 0.0), "a workout lasts");
    }
    // What was read can be reconciled.
    let _ = timeline::reconcile(&decoded.observations, &[], &ZONE);
}
