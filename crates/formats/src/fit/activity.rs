//! From messages to observations of workouts.

use jiff::Timestamp;
use timeline::{Kind, Observation, Quality, Source, Span, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power, Temperature};

use super::FitError;
use super::message::{Message, TIMESTAMP};
use super::names;
use crate::track::LONGEST;
use crate::{Note, short_hash};

const FILE_ID: u16 = 0;
const SESSION: u16 = 18;
const RECORD: u16 = 20;

/// Seconds from the Unix epoch to FIT's, 1989-12-31T00:00:00Z.
const FIT_EPOCH: i64 = 631_065_600;
/// Times below this are seconds since the device was switched on, not dates.
const FIRST_DATE: f64 = 268_435_456.0;
pub(super) fn observations(
    messages: &[Message],
    bytes: &[u8],
    notes: &mut Vec<Note>,
) -> Result<Vec<Observation>, FitError> {
    let file = FileId::of(messages, bytes);
    let sessions: Vec<&Message> = messages.iter().filter(|message| message.number == SESSION).collect();
    let records: Vec<&Message> = messages.iter().filter(|message| message.number == RECORD).collect();
    let mut found = Vec::new();
    if sessions.is_empty() {
        found.extend(from_records(&records));
        if !found.is_empty() {
            notes.push(Note::NoSession);
        }
    } else {
        let legs = sessions.len() > 1;
        for session in sessions.iter().filter(|session| session.field(5) != Some(names::TRANSITION)) {
            found.extend(from_session(session, legs));
        }
    }
    if found.is_empty() {
        return Err(nothing(messages, &records, notes));
    }
    let truncated = notes.iter().any(|note| matches!(note, Note::Truncated { .. }));
    let found = found.into_iter().enumerate().map(|(index, (span, workout, mut traits))| {
        if truncated {
            traits.push(Trait::Truncated);
        }
        traits.extend((workout.sport == "virtual activity").then_some(Trait::Virtual));
        Observation {
            id: format!("{}:{index}", file.name),
            revision: 0,
            source: Source {
                provider: "file".into(),
                device: file.device.clone(),
                quality: Quality::DeviceFile,
            },
            span,
            kind: Kind::Workout(workout),
            traits,
        }
    });
    Ok(found.collect())
}

/// What names the recording: the device's own stamp where there is one, else the bytes.
struct FileId {
    name: String,
    device: Option<String>,
}

impl FileId {
    fn of(messages: &[Message], bytes: &[u8]) -> Self {
        let id = messages.iter().find(|message| message.number == FILE_ID);
        let field = |number| id.and_then(|id: &Message| id.field(number));
        // The serial number tells devices apart without being kept.
        let device = field(1).map(|maker| {
            let maker_name = names::maker(maker);
            let unique = format!("{maker}/{:?}/{:?}", field(2), field(3));
            format!("{maker_name} {}", short_hash(unique.as_bytes()))
        });
        let name = match (&device, field(3), field(4)) {
            (Some(device), Some(_), Some(created)) => format!("fit:{device}:{created}"),
            _ => format!("fit:{}", short_hash(bytes)),
        };
        Self { name, device }
    }
}

fn from_session(session: &Message, leg: bool) -> Option<(Span, Workout, Vec<Trait>)> {
    let elapsed = session.scaled(7, 1000.0);
    let timer = session.scaled(8, 1000.0);
    let start = session.field(2).or(session.field(TIMESTAMP)).and_then(instant)?;
    let length = Duration::from_seconds(elapsed.or(timer)?);
    if length <= Duration::ZERO || length > LONGEST {
        return None;
    }
    let workout = Workout {
        sport: names::sport(session.field(5), session.field(6)),
        name: None,
        timer: timer.map(Duration::from_seconds),
        distance: session.scaled(9, 100.0).filter(|metres| *metres > 0.0).map(Length::from_m),
        ascent: session.field(22).map(Length::from_m),
        mean_heart_rate: session.field(16).filter(|rate| *rate > 0.0).map(Frequency::from_per_min),
        max_heart_rate: session.field(17).filter(|rate| *rate > 0.0).map(Frequency::from_per_min),
        mean_power: session.field(20).filter(|watts| *watts > 0.0).map(Power::from_watts),
        energy: session.field(11).filter(|kcal| *kcal > 0.0).map(Energy::from_kcal),
        device_temperature: session.field(57).map(Temperature::from_celsius),
    };
    let span = Span { start, end: after(start, length)? };
    Some((span, workout, if leg { vec![Trait::Leg] } else { vec![] }))
}

/// A file that broke off before its summary still says when it was and how far it went.
fn from_records(records: &[&Message]) -> Option<(Span, Workout, Vec<Trait>)> {
    let times: Vec<f64> =
        records.iter().filter_map(|record| record.field(TIMESTAMP)).filter(|t| *t >= FIRST_DATE).collect();
    let (first, last) = (times.first()?, times.last()?);
    let span = Span { start: instant(*first)?, end: instant(*last)? };
    if last <= first || span.duration() > LONGEST {
        return None;
    }
    let mean = |number: u8| {
        let values: Vec<f64> =
            records.iter().filter_map(|r| r.field(number)).filter(|value| *value > 0.0).collect();
        #[expect(clippy::cast_precision_loss, reason = "records of one workout")]
        let count = values.len() as f64;
        (count > 0.0).then(|| values.iter().sum::<f64>() / count)
    };
    let greatest = |number: u8| records.iter().filter_map(|record| record.field(number)).reduce(f64::max);
    let workout = Workout {
        sport: "generic".to_owned(),
        distance: greatest(5).filter(|cm| *cm > 0.0).map(Length::from_cm),
        mean_heart_rate: mean(3).map(Frequency::from_per_min),
        max_heart_rate: greatest(3).filter(|rate| *rate > 0.0).map(Frequency::from_per_min),
        mean_power: mean(7).map(Power::from_watts),
        device_temperature: mean(13).map(Temperature::from_celsius),
        ..Workout::default()
    };
    Some((span, workout, vec![]))
}

fn nothing(messages: &[Message], records: &[&Message], notes: &[Note]) -> FitError {
    if let Some(Note::Truncated { at, reason }) = notes.first() {
        return FitError::Broken { at: *at, reason: reason.clone() };
    }
    if !records.is_empty() {
        return FitError::Times("its sessions and records do not give a start and an end".to_owned());
    }
    let kind = messages.iter().find(|message| message.number == FILE_ID).and_then(|id| id.field(0));
    let kind = match kind {
        Some(2.0) => "a settings file",
        Some(4.0) => "an activity file without sessions or records",
        Some(5.0) => "a workout plan",
        Some(6.0) => "a course",
        Some(9.0) => "a weight file",
        Some(15.0 | 32.0) => "a monitoring file",
        Some(49.0) => "a sleep file",
        _ => "a file of another kind",
    };
    FitError::NoWorkout { kind: kind.to_owned() }
}

fn instant(fit_seconds: f64) -> Option<Timestamp> {
    if fit_seconds < FIRST_DATE {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was read from a u32")]
    let seconds = fit_seconds as i64;
    Timestamp::from_second(FIT_EPOCH + seconds).ok()
}

fn after(start: Timestamp, length: Duration) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "under five days")]
    let millis = (length.as_seconds() * 1000.0).round() as i64;
    start.checked_add(jiff::SignedDuration::from_millis(millis)).ok()
}
