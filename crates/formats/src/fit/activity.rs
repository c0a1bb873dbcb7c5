//! From messages to observations of workouts.

use timeline::{HeartRateSensor, Kind, Observation, Quality, Source, Span, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power, Temperature};

use super::message::{HEART_RATES, Message, TIMESTAMP};
use super::records::{Record, Summary, block, records, summary};
use super::time::{after, instant};
use super::{FitError, names};
use crate::track::{LONGEST, Mean};
use crate::{Note, short_hash};

const FILE_ID: u16 = 0;
const SESSION: u16 = 18;
const LAP: u16 = 19;
const EVENT: u16 = 21;
const DEVICE_INFO: u16 = 23;
/// Records may run on this long after the session's end before the file contradicts itself.
const RUN_ON: Duration = Duration::from_minutes(5.0);
/// A session this long, of which most was not timed, was never stopped.
const NEVER_STOPPED: Duration = Duration::from_hours(24.0);
/// How near the session's distance must be to that of the records at its end.
const SAME_DISTANCE: f64 = 0.1;

pub(super) fn observations(
    messages: &[Message],
    bytes: &[u8],
    notes: &mut Vec<Note>,
) -> Result<Vec<Observation>, FitError> {
    let file = File::of(messages, bytes);
    let sessions: Vec<&Message> = messages.iter().filter(|message| message.number == SESSION).collect();
    let records = records(messages);
    let mut found: Vec<Found> = Vec::new();
    if sessions.is_empty() {
        found.extend(Found::from_records(messages, &records));
        if !found.is_empty() {
            notes.push(Note::NoSession);
        }
    } else {
        found.extend(sessions.iter().filter_map(|session| Found::from_session(session, messages, &records)));
    }
    if found.is_empty() {
        return Err(nothing(messages, &records, notes));
    }
    let truncated = notes.iter().any(|note| matches!(note, Note::Truncated { .. }));
    Ok(file.observations(found, truncated))
}

/// A workout found in the file.
struct Found {
    span: Span,
    workout: Workout,
    traits: Vec<Trait>,
    shape: timeline::Shape,
}

impl Found {
    fn from_session(session: &Message, messages: &[Message], records: &[Record]) -> Option<Self> {
        let timer = session.scaled(8, 1000.0).map(Duration::from_seconds);
        let elapsed = session.scaled(7, 1000.0).map(Duration::from_seconds).or(timer)?;
        let start = session.field(2).or(session.field(TIMESTAMP)).and_then(instant)?;
        let metres = session.scaled(9, 100.0).filter(|metres| *metres > 0.0);
        let (span, conflict) = true_span(start, elapsed, timer, metres, records)?;
        let laps = laps(messages, span);
        let recorded = summary(records, span, laps);
        let straps = strap_rates(messages);
        let mean_rate = session.field(16).filter(|rate| *rate > 0.0);
        let max_rate = session.field(17).filter(|rate| *rate > 0.0);
        let late = straps.as_ref().filter(|_| mean_rate.is_none() && recorded.heart_rate.is_none());
        let workout = Workout {
            sport: names::sport(session.field(5), session.field(6)),
            name: None,
            timer: timer.filter(|timer| *timer <= span.duration() + Duration::from_minutes(1.0)),
            distance: metres.map(Length::from_m),
            ascent: session.field(22).map(Length::from_m),
            mean_heart_rate: mean_rate
                .or(recorded.heart_rate)
                .or(late.map(|rates| rates.0))
                .map(Frequency::from_per_min),
            max_heart_rate: max_rate
                .or(recorded.heart_rate.map(|_| recorded.max_heart_rate))
                .or(late.map(|rates| rates.1))
                .map(Frequency::from_per_min),
            heart_rate_sensor: sensor(messages, straps.is_some()),
            mean_power: session.field(20).filter(|watts| *watts > 0.0).map(Power::from_watts),
            energy: session.field(11).filter(|kcal| *kcal > 0.0).map(Energy::from_kcal),
            device_temperature: session.field(57).or(recorded.temperature).map(Temperature::from_celsius),
            pauses: pauses(messages, span),
        };
        let traits = if conflict { vec![Trait::SpanConflict] } else { vec![] };
        Some(Self { span, workout, traits, shape: recorded.shape })
    }

    /// A file that broke off before its summary still says when it was and how far it went.
    fn from_records(messages: &[Message], records: &[Record]) -> Option<Self> {
        let span = block(records).filter(|span| span.duration() <= LONGEST)?;
        let recorded = summary(records, span, laps(messages, span));
        let Summary { shape, distance, heart_rate, max_heart_rate, power, temperature } = recorded;
        let sport = messages.iter().find(|message| message.number == LAP);
        let workout = Workout {
            sport: names::sport(sport.and_then(|lap| lap.field(25)), sport.and_then(|lap| lap.field(39))),
            distance: Some(distance).filter(|metres| *metres > 0.0).map(Length::from_m),
            mean_heart_rate: heart_rate.map(Frequency::from_per_min),
            max_heart_rate: heart_rate.map(|_| Frequency::from_per_min(max_heart_rate)),
            heart_rate_sensor: sensor(messages, false),
            mean_power: power.map(Power::from_watts),
            device_temperature: temperature.map(Temperature::from_celsius),
            pauses: pauses(messages, span),
            ..Workout::default()
        };
        Some(Self { span, workout, traits: vec![], shape })
    }
}

/// When the session was. Where its own figures contradict its records, the span that fits its distance, and that it is
/// in conflict.
fn true_span(
    start: jiff::Timestamp,
    elapsed: Duration,
    timer: Option<Duration>,
    metres: Option<f64>,
    records: &[Record],
) -> Option<(Span, bool)> {
    let said = Some(elapsed)
        .filter(|elapsed| *elapsed > Duration::ZERO && *elapsed <= LONGEST)
        .and_then(|elapsed| Some(Span { start, end: after(start, elapsed)? }));
    let never_stopped = elapsed > NEVER_STOPPED && timer.is_some_and(|timer| timer * 4.0 < elapsed);
    let recorded = block(records).filter(|span| span.duration() <= LONGEST);
    match (said.filter(|_| !never_stopped), recorded) {
        (Some(said), Some(recorded))
            if recorded.end > after(said.end, RUN_ON)? && recorded.start < said.end =>
        {
            let at_end = records
                .iter()
                .filter(|record| record.at <= said.end)
                .filter_map(|record| record.distance)
                .fold(0.0, f64::max);
            let fits = metres.is_none_or(|metres| (at_end - metres).abs() <= SAME_DISTANCE * metres);
            let longer = metres.is_some_and(|metres| {
                let all = records.iter().filter_map(|record| record.distance).fold(0.0, f64::max);
                (all - metres).abs() <= SAME_DISTANCE * metres
            });
            Some((if !fits && longer { recorded } else { said }, true))
        }
        (Some(said), _) => Some((said, false)),
        (None, Some(recorded)) => Some((recorded, true)),
        (None, None) => None,
    }
}

/// How long each lap inside the span was.
fn laps(messages: &[Message], span: Span) -> Vec<Duration> {
    let lap = |message: &Message| {
        let start = message.field(2).and_then(instant)?;
        let length = message.scaled(8, 1000.0).or(message.scaled(7, 1000.0))?;
        (span.start <= start && start < span.end).then(|| Duration::from_seconds(length))
    };
    messages.iter().filter(|message| message.number == LAP).filter_map(lap).collect()
}

/// From each stop of the timer to its next start.
fn pauses(messages: &[Message], span: Span) -> Vec<Span> {
    let (mut stopped, mut pauses) = (None, Vec::new());
    for message in messages.iter().filter(|m| m.number == EVENT && m.field(0) == Some(0.0)) {
        let Some(at) = message.field(TIMESTAMP).and_then(instant) else { continue };
        match message.field(1) {
            Some(0.0) => {
                let pause = stopped.take().map(|from| Span { start: from, end: at });
                pauses.extend(pause.filter(|pause| {
                    pause.start < pause.end && span.start <= pause.start && pause.end <= span.end
                }));
            }
            Some(1.0 | 4.0) if stopped.is_none() => stopped = Some(at),
            _ => {}
        }
    }
    pauses
}

/// Mean and highest of the heart rates that a strap handed over afterwards.
fn strap_rates(messages: &[Message]) -> Option<(f64, f64)> {
    let (mut mean, mut highest) = (Mean::default(), 0.0_f64);
    for message in messages.iter().filter(|message| message.number == HEART_RATES) {
        for rate in message.values(6).filter(|rate| *rate > 0.0) {
            mean.add(rate);
            highest = highest.max(rate);
        }
    }
    mean.mean().map(|mean| (mean, highest))
}

/// What measured the heart: a strap on the radio, else light on the wrist where the watch says so.
fn sensor(messages: &[Message], handed_over: bool) -> Option<HeartRateSensor> {
    let device = |message: &&Message| message.number == DEVICE_INFO;
    let strap = messages.iter().filter(device).any(|device| {
        // Device type 120 on the radio of external sensors, not inside the watch (source 5).
        device.field(1) == Some(120.0)
            && device.field(25).is_none_or(|source| source.to_bits() != 5.0_f64.to_bits())
    });
    (strap || handed_over).then_some(HeartRateSensor::Strap)
}

/// What names the recording: the device's own stamp where there is one, else the bytes.
struct File {
    name: String,
    stamped: bool,
    device: Option<String>,
}

impl File {
    fn of(messages: &[Message], bytes: &[u8]) -> Self {
        let id = messages.iter().find(|message| message.number == FILE_ID);
        let field = |number| id.and_then(|id: &Message| id.field(number));
        // The serial number tells devices apart without being kept.
        let device = field(1).map(|maker| {
            let maker_name = names::maker(maker);
            let unique = format!("{maker}/{:?}/{:?}", field(2), field(3));
            format!("{maker_name} {}", short_hash(unique.as_bytes()))
        });
        match (&device, field(3), field(4)) {
            (Some(named), Some(_), Some(created)) => {
                Self { name: format!("fit:{named}:{created}"), stamped: true, device }
            }
            _ => Self { name: format!("fit:{}", short_hash(bytes)), stamped: false, device },
        }
    }

    /// One workout, or the whole of a multisport recording and its legs.
    fn observations(&self, found: Vec<Found>, truncated: bool) -> Vec<Observation> {
        let several = found.len() > 1;
        let whole = several.then(|| self.whole(&found));
        let parent = whole.as_ref().map(|whole| whole.id.clone());
        let one = |(index, found): (usize, Found)| {
            let transition = found.workout.sport == names::TRANSITION_NAME;
            let mut observation = self.observation(format!("{}:{index}", self.name), found);
            observation.parent.clone_from(&parent);
            observation.traits.extend(several.then_some(Trait::Leg));
            observation.recording = (self.stamped && !several).then(|| self.name.clone());
            (observation, transition)
        };
        let legs = found.into_iter().enumerate().map(one).filter(|(_, transition)| several || !transition);
        let mut all: Vec<Observation> = whole.into_iter().chain(legs.map(|(leg, _)| leg)).collect();
        for observation in &mut all {
            observation.traits.extend(truncated.then_some(Trait::Truncated));
        }
        all
    }

    fn observation(&self, id: String, found: Found) -> Observation {
        let Found { span, workout, mut traits, shape } = found;
        traits.extend((workout.sport == "virtual activity").then_some(Trait::Virtual));
        let source =
            Source { provider: "file".into(), device: self.device.clone(), quality: Quality::DeviceFile };
        let shape = (shape != timeline::Shape::default()).then(|| Box::new(shape));
        Observation { traits, shape, ..Observation::of(id, source, span, Kind::Workout(workout)) }
    }

    /// The recording over all its sessions.
    fn whole(&self, found: &[Found]) -> Observation {
        let span = found.iter().map(|part| part.span).reduce(|a, b| a.hull(&b)).unwrap_or(found[0].span);
        let metres: f64 = found.iter().filter_map(|part| part.workout.distance).map(Length::as_m).sum();
        let kcal: f64 = found.iter().filter_map(|part| part.workout.energy).map(Energy::as_kcal).sum();
        let timer = found.iter().filter_map(|part| part.workout.timer).fold(Duration::ZERO, |a, b| a + b);
        let one_sport = found.windows(2).all(|pair| pair[0].workout.family() == pair[1].workout.family());
        let workout = Workout {
            sport: if one_sport { found[0].workout.sport.clone() } else { "multisport".to_owned() },
            timer: (timer > Duration::ZERO).then_some(timer),
            distance: (metres > 0.0).then(|| Length::from_m(metres)),
            energy: (kcal > 0.0).then(|| Energy::from_kcal(kcal)),
            ..Workout::default()
        };
        let ends = timeline::Shape {
            first: found.iter().find_map(|part| part.shape.first),
            last: found.iter().rev().find_map(|part| part.shape.last),
            ..timeline::Shape::default()
        };
        let mut whole =
            self.observation(self.name.clone(), Found { span, workout, traits: vec![], shape: ends });
        whole.recording = self.stamped.then(|| self.name.clone());
        whole
    }
}

fn nothing(messages: &[Message], records: &[Record], notes: &[Note]) -> FitError {
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
        Some(5.0) => "a workout plan without a workout",
        Some(6.0) => "a course",
        Some(9.0) => "a weight file without a weight",
        Some(15.0 | 32.0) => "a monitoring file",
        Some(49.0) => "a sleep file without sleep",
        _ => "a file of another kind",
    };
    FitError::NoWorkout { kind: kind.to_owned() }
}
