//! What every target asks of a decoder: it answers, and what it answers can be.

use formats::{Decoded, Hints};

/// Decodes, and checks what came of it.
pub fn decode(name: &str, bytes: &[u8]) {
    let hints = Hints { start: "2026-01-01T00:00:00Z".parse().ok(), ..Hints::default() };
    let zone = formats_zone();
    if let Ok(decoded) = formats::decode_with(name, bytes, &hints, &zone) {
        check(&decoded);
    }
}

fn formats_zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::UTC
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
    let zone = formats_zone();
    let _ = timeline::reconcile(&decoded.observations, &[], &zone);
}
