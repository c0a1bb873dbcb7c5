//! Sessions of Google Fit in a Takeout (`Fit/All Sessions`, a folder named in the account's language): one workout or night
//! in a file, with times that say their offset. Samples: the test data of several public readers of this export.

use timeline::{Kind, Observation, Quality, Sleep, Source, Span, Stage, StageSpan, Workout};
use units::{Duration, Energy, Length};

use super::field::{list, number, plausible, text, utc};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Google Fit export";
/// What a phone notices of a day, and is no workout.
const NO_WORKOUTS: [&str; 6] = ["still", "in_vehicle", "on_foot", "tilting", "unknown", "exiting_vehicle"];

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let activity = text(document, "fitnessActivity")?;
    let span = between(document).and_then(plausible);
    let nothing = JsonError::Nothing { what: "a session of Google Fit that is no workout" };
    let Some(span) = span.filter(|_| !NO_WORKOUTS.contains(&activity)) else { return Some(Err(nothing)) };
    let kind = if activity.starts_with("sleep") { sleep(document) } else { workout(document, activity) };
    let source = Source { provider: "google-fit".into(), device: None, quality: Quality::AggregatorCopy };
    let id = format!("google-fit:{activity}:{}", span.start);
    let observations = vec![Observation::of(id, source, span, kind)];
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

fn between(value: &Value<'_>) -> Option<Span> {
    let at = |key: &str| text(value, key).and_then(utc);
    Some(Span { start: at("startTime")?, end: at("endTime")? }).filter(|span| span.start < span.end)
}

fn workout(document: &Value<'_>, activity: &str) -> Kind {
    let sum = |metric: &str| {
        let of = list(document, "aggregate").iter().find(|of| text(of, "metricName") == Some(metric))?;
        number(of, "floatValue").or_else(|| number(of, "intValue")).filter(|value| *value > 0.0)
    };
    Kind::Workout(Workout {
        sport: activity.to_owned(),
        distance: sum("com.google.distance.delta").map(Length::from_m),
        energy: sum("com.google.calories.expended").map(Energy::from_kcal),
        ..Workout::default()
    })
}

fn sleep(document: &Value<'_>) -> Kind {
    let stage = |segment: &Value<'_>| {
        let stage = match text(segment, "fitnessActivity")? {
            "sleep" => Stage::Asleep,
            "sleep.light" => Stage::Core,
            "sleep.deep" => Stage::Deep,
            "sleep.rem" => Stage::Rem,
            "sleep.awake" => Stage::Awake,
            _ => return None,
        };
        Some(StageSpan { stage, span: between(segment)? })
    };
    let stages: Vec<StageSpan> = list(document, "segment").iter().filter_map(stage).collect();
    // One segment over the whole says no more than the session.
    let stages = if stages.len() > 1 { stages } else { Vec::new() };
    Kind::Sleep(Sleep { stages, asleep: None::<Duration>, ..Sleep::default() })
}
