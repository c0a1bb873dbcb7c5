//! What FIT files say beside workouts: body mass, sleep, planned workouts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use timeline::{Kind, Observation, Quality, Sleep, Source, Span, Stage, StageSpan};
use units::{Duration, Mass};

use super::message::{Message, TIMESTAMP};
use super::time::instant;
use super::{FitError, names};
use crate::{EntryVersion, Hints, PlannedWorkout, Reading, Start, short_hash};

const FILE_ID: u16 = 0;
/// The type of a file that plans a workout.
const WORKOUT_FILE: f64 = 5.0;
const WORKOUT: u16 = 26;
const WORKOUT_STEP: u16 = 27;
const WEIGHT_SCALE: u16 = 30;
const SLEEP_LEVEL: u16 = 275;
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;
/// A level holds until the next; the last for at most this long.
const LAST_LEVEL: i64 = 60;
/// Levels farther apart than this are of two sleeps.
const APART: i64 = 4 * 3600;

/// Body masses from scales. A scale that a family shares says which of its users stood on it.
pub(super) fn masses(messages: &[Message], hints: &Hints) -> Result<Vec<Reading>, FitError> {
    let mass = |message: &Message| {
        let at = message.field(TIMESTAMP).and_then(instant)?;
        let kg = message.scaled(0, 100.0).filter(|kg| MASSES.contains(kg))?;
        let user = message.field(12).map_or_else(String::new, |number| format!("user {number}"));
        Some((user, Reading::BodyMass { at, mass: Mass::from_kg(kg) }))
    };
    let all: Vec<(String, Reading)> =
        messages.iter().filter(|message| message.number == WEIGHT_SCALE).filter_map(mass).collect();
    let users: BTreeSet<&String> = all.iter().map(|(user, _)| user).collect();
    let asked = hints.account.as_ref().filter(|_| users.len() > 1);
    match (users.first(), asked) {
        (Some(example), None) if users.len() > 1 => {
            Err(FitError::SeveralUsers { users: users.len(), example: format!("\"{example}\"") })
        }
        _ => Ok(all
            .into_iter()
            .filter(|(user, _)| asked.is_none_or(|asked| user == asked))
            .map(|(_, reading)| reading)
            .collect()),
    }
}

/// Sleep, from the levels that a watch writes at each change.
pub(super) fn sleeps(messages: &[Message], bytes: &[u8]) -> Vec<Observation> {
    let level = |message: &Message| {
        let stage = match message.field(0)?.to_bits() {
            bits if bits == 1.0_f64.to_bits() => Stage::Awake,
            bits if bits == 2.0_f64.to_bits() => Stage::Core,
            bits if bits == 3.0_f64.to_bits() => Stage::Deep,
            bits if bits == 4.0_f64.to_bits() => Stage::Rem,
            _ => return None,
        };
        Some((message.field(TIMESTAMP).and_then(instant)?, stage))
    };
    let mut levels: Vec<(Timestamp, Stage)> =
        messages.iter().filter(|message| message.number == SLEEP_LEVEL).filter_map(level).collect();
    levels.sort_unstable();
    let device = messages
        .iter()
        .find(|message| message.number == FILE_ID)
        .and_then(|id| id.field(1).map(|maker| format!("{} {}", names::maker(maker), serial(id))));
    let nights = levels.chunk_by(|a, b| b.0.duration_since(a.0).as_secs() <= APART);
    let night = |levels: &[(Timestamp, Stage)]| {
        let end = levels.last()?.0.checked_add(jiff::SignedDuration::from_secs(LAST_LEVEL)).ok()?;
        let ends = levels.iter().skip(1).map(|level| level.0).chain([end]);
        let stages: Vec<StageSpan> = levels
            .iter()
            .zip(ends)
            .filter(|(level, end)| level.0 < *end)
            .map(|(level, end)| StageSpan { stage: level.1, span: Span { start: level.0, end } })
            .collect();
        let span = Span { start: levels.first()?.0, end };
        let source = Source { provider: "file".into(), device: device.clone(), quality: Quality::DeviceFile };
        let id = format!("fit:{}:sleep:{}", short_hash(bytes), span.start);
        Some(Observation::of(id, source, span, Kind::Sleep(Sleep { stages, ..Sleep::default() })))
    };
    nights.filter_map(night).collect()
}

fn serial(id: &Message) -> String {
    short_hash(format!("{:?}/{:?}/{:?}", id.field(1), id.field(2), id.field(3)).as_bytes())
}

/// A workout to be done, of a file that is a plan and no recording. Its file says what, not when.
pub(super) fn planned(messages: &[Message], hints: &Hints) -> Result<Vec<PlannedWorkout>, FitError> {
    let is_plan =
        messages.iter().any(|message| message.number == FILE_ID && message.field(0) == Some(WORKOUT_FILE));
    let Some(plan) = messages.iter().find(|message| message.number == WORKOUT).filter(|_| is_plan) else {
        return Ok(Vec::new());
    };
    let steps = messages.iter().filter(|message| message.number == WORKOUT_STEP);
    // A step that lasts for a time (type 0) says how long, in milliseconds.
    let seconds: f64 =
        steps.filter(|step| step.field(1) == Some(0.0)).filter_map(|step| step.scaled(2, 1000.0)).sum();
    let title = names::sport(plan.field(4), plan.field(11));
    let start = hints.start.ok_or_else(|| FitError::Unscheduled { title: title.clone() })?;
    let named = sport::named(&title);
    Ok(vec![PlannedWorkout {
        id: None,
        uid: None,
        version: EntryVersion::default(),
        title,
        sport: named.map_or(sport::Sport::Other, |named| named.sport),
        indoors: named.is_some_and(|named| named.indoor),
        effort: None,
        start: Some(Start::At(start)),
        duration: (seconds > 0.0).then(|| Duration::from_seconds(seconds)),
        place: None,
        position: None,
    }])
}
