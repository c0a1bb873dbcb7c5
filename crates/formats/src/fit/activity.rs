//! From messages to observations of workouts.

use jiff::Timestamp;
use timeline::{HeartRateSensor, Kind, Observation, Quality, Source, Span, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power, Temperature};

use super::message::{HEART_RATES, Message, TIMESTAMP};
use super::records::{self, Record, Summary, block, summary};
use super::time::{after, instant};
use super::{FitError, names};
use crate::track::{LONGEST, Mean, TimedMean};
use crate::{Note, short_hash};

const FILE_ID: u16 = 0;
const SPORT: u16 = 12;
const SESSION: u16 = 18;
const LAP: u16 = 19;
const EVENT: u16 = 21;
const DEVICE_INFO: u16 = 23;
/// No file has more sessions; a triathlon has five.
const MOST_SESSIONS: usize = 200;
/// Records may run on this long after the session's end before the file contradicts itself.
const RUN_ON: Duration = Duration::from_minutes(5.0);
/// A session this long, of which most was not timed, was never stopped.
const NEVER_STOPPED: Duration = Duration::from_hours(24.0);
/// Sessions of one file with a longer gap are workouts of their own (timeline rule R9).
const ONE_OUTING: Duration = Duration::from_minutes(30.0);
/// Laps that leave out no more than this are all of a recording.
const ONE_LAP_MORE: Duration = Duration::from_minutes(1.0);
/// How near the session's distance must be to that of the records at its end.
const SAME_DISTANCE: f64 = 0.1;

pub(super) fn observations(
    messages: &[Message],
    records: &[Record],
    bytes: &[u8],
    notes: &mut Vec<Note>,
) -> Result<Vec<Observation>, FitError> {
    let file = File::of(messages, bytes);
    let sessions = messages.iter().filter(|message| message.number == SESSION).take(MOST_SESSIONS);
    let claims = Claim::of_all(&sessions.collect::<Vec<_>>(), messages, records);
    let mut found: Vec<Found> =
        claims.iter().filter_map(|claim| Found::from_session(claim, &claims, messages, records)).collect();
    if found.is_empty() {
        // A file that broke off has no session; one of a clock gone wrong has none that can be.
        found.extend(Found::from_records(messages, records).or_else(|| Found::from_laps(messages)));
        if !found.is_empty() {
            notes.push(Note::NoSession);
        }
    }
    if found.is_empty() {
        return Err(nothing(messages, records, notes));
    }
    found.sort_by_key(|found| found.span);
    notes.extend(found.iter().filter_map(|found| found.disagrees).map(Note::Disagrees));
    let truncated = notes.iter().any(|note| matches!(note, Note::Truncated { .. }));
    Ok(file.observations(found, truncated))
}

/// A workout found in the file.
struct Found {
    span: Span,
    workout: Workout,
    traits: Vec<Trait>,
    shape: timeline::Shape,
    /// In what its figures disagree, and which of them was taken.
    disagrees: Option<&'static str>,
}

impl Found {
    fn from_session(
        claim: &Claim<'_>,
        claims: &[Claim<'_>],
        messages: &[Message],
        records: &[Record],
    ) -> Option<Self> {
        let Claim { session, timer, metres, .. } = *claim;
        let next = claims.iter().map(|other| other.start).filter(|other| *other > claim.start).min();
        let is_own = |record: &&Record| {
            next.is_none_or(|next| record.at < next) && (claims.len() == 1 || claim.start <= record.at)
        };
        let own: Vec<&Record> = records.iter().filter(is_own).collect();
        let (span, mut disagrees) = claim.true_span(&own)?;
        if claim.start_from_records {
            disagrees = disagrees.or(Some(NO_START));
        }
        let conflict = disagrees.is_some_and(|how| how != NO_START);
        let too_long = |timer: &Duration| *timer > span.duration() + Duration::from_minutes(1.0);
        if timer.as_ref().is_some_and(too_long) {
            disagrees = disagrees.or(Some(TIMER_TOO_LONG));
        }
        let recorded = summary(records, span, laps(messages, span));
        let of_laps = |field, scale| lap_sum(messages, span, field, scale);
        let straps = strap_rates(messages);
        let mean_rate = session.field(16).filter(|rate| *rate > 0.0);
        let max_rate = session.field(17).filter(|rate| *rate > 0.0);
        let timer = timer.filter(|timer| !too_long(timer));
        let (pauses, stood) = stops(messages, records, span, claim.timer);
        let late = straps.as_ref().filter(|_| mean_rate.is_none() && recorded.heart_rate.is_none());
        let workout = Workout {
            sport: sport(session, messages),
            name: None,
            timer: timer.or(stood),
            // What the summary does not say, the records do, or else the laps.
            distance: metres
                .or(Some(recorded.distance).filter(|metres| *metres > 0.0))
                .or_else(|| of_laps(9, 100.0))
                .map(Length::from_m),
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
            mean_power: session
                .field(20)
                .filter(|watts| *watts > 0.0)
                .or(recorded.power)
                .map(Power::from_watts),
            energy: session
                .field(11)
                .filter(|kcal| *kcal > 0.0)
                .or_else(|| of_laps(11, 1.0))
                .map(Energy::from_kcal),
            device_temperature: session.field(57).or(recorded.temperature).map(Temperature::from_celsius),
            pauses,
        };
        let traits = if conflict { vec![Trait::SpanConflict] } else { vec![] };
        Some(Self { span, workout, traits, shape: recorded.shape, disagrees })
    }

    /// A file that broke off before its summary still says when it was and how far it went.
    fn from_records(messages: &[Message], records: &[Record]) -> Option<Self> {
        let span = block(records.iter()).filter(|span| span.duration() <= LONGEST)?;
        let recorded = summary(records, span, laps(messages, span));
        let Summary { shape, distance, heart_rate, max_heart_rate, power, temperature } = recorded;
        // What the records do not say, the laps may, that were finished before it broke off.
        let of_laps = |field, scale| lap_sum(messages, span, field, scale);
        let highest = || lap_values(messages, 16).map(|(rate, _)| rate).reduce(f64::max);
        let timed = of_laps(8, 1000.0).map(Duration::from_seconds);
        let (pauses, stood) = stops(messages, records, span, None);
        let whole = lap_times(messages).is_some_and(|laps| laps + ONE_LAP_MORE >= span.duration());
        let workout = Workout {
            sport: sport(&Message::default(), messages),
            timer: timed.filter(|timer| whole && *timer <= span.duration()).or(stood),
            distance: Some(distance)
                .filter(|metres| *metres > 0.0)
                .or_else(|| of_laps(9, 100.0))
                .map(Length::from_m),
            energy: of_laps(11, 1.0).filter(|_| whole).map(Energy::from_kcal),
            mean_heart_rate: heart_rate.or_else(|| lap_mean(messages, 15)).map(Frequency::from_per_min),
            max_heart_rate: heart_rate.map(|_| max_heart_rate).or_else(highest).map(Frequency::from_per_min),
            heart_rate_sensor: sensor(messages, false),
            mean_power: power.or_else(|| lap_mean(messages, 19)).map(Power::from_watts),
            device_temperature: temperature.map(Temperature::from_celsius),
            pauses,
            ..Workout::default()
        };
        Some(Self { span, workout, traits: vec![], shape, disagrees: None })
    }

    /// A file with neither summary nor records still says of each lap when it was.
    fn from_laps(messages: &[Message]) -> Option<Self> {
        let span = lap_spans(messages).reduce(|all, lap| all.hull(&lap));
        let span = span.filter(|span| span.duration() <= LONGEST)?;
        let of_laps = |field, scale| lap_sum(messages, span, field, scale);
        let workout = Workout {
            sport: sport(&Message::default(), messages),
            timer: of_laps(8, 1000.0).map(Duration::from_seconds).filter(|timer| *timer <= span.duration()),
            distance: of_laps(9, 100.0).map(Length::from_m),
            mean_heart_rate: lap_mean(messages, 15).map(Frequency::from_per_min),
            max_heart_rate: lap_values(messages, 16)
                .map(|(rate, _)| rate)
                .reduce(f64::max)
                .map(Frequency::from_per_min),
            mean_power: lap_mean(messages, 19).map(Power::from_watts),
            energy: of_laps(11, 1.0).map(Energy::from_kcal),
            pauses: pauses(messages, span),
            ..Workout::default()
        };
        let shape = timeline::Shape { laps: laps(messages, span), ..timeline::Shape::default() };
        Some(Self { span, workout, traits: vec![], shape, disagrees: None })
    }
}

/// The sport of a session; where it does not say, that of the file's first session, lap or sport message that does.
fn sport(session: &Message, messages: &[Message]) -> String {
    let said = |message: &Message| {
        let (sport, sub) = match message.number {
            SESSION => (5, 6),
            LAP => (25, 39),
            SPORT => (0, 1),
            _ => return None,
        };
        let known = message.field(sport).or(message.field(sub)).is_some();
        known.then(|| names::sport(message.field(sport), message.field(sub)))
    };
    let of = |number: u16| messages.iter().filter(move |message| message.number == number).find_map(said);
    said(session)
        .or_else(|| of(SESSION))
        .or_else(|| of(LAP))
        .or_else(|| of(SPORT))
        .unwrap_or_else(|| names::sport(None, None))
}

const TIMER_TOO_LONG: &str = "its timer ran longer than it lasted; the timer was left out";
const NO_START: &str = "its summary does not say when it began; that was worked out from its records";
const NEVER_ENDED: &str = "it was never stopped; the stretch that has records was taken";
const NO_TIMES: &str = "its summary gives no time that can be; that of its records was taken";
const LENGTH_SHORTER: &str = "its summary was written later than the length that it gives; its records run until then, and that end was taken";
const RECORDS_LONGER: &str = "its records run on past the end that its summary gives, and their distance is the summary's; they were taken";
const SUMMARY_SHORTER: &str =
    "its records run on past the end that its summary gives; the summary fits the distance and was taken";

/// What a session says of when it was.
struct Claim<'a> {
    session: &'a Message,
    start: Timestamp,
    elapsed: Option<Duration>,
    timer: Option<Duration>,
    metres: Option<f64>,
    /// When its summary was written: at its end.
    written: Option<Timestamp>,
    /// It does not say when it began.
    start_from_records: bool,
}

impl<'a> Claim<'a> {
    /// The claims of a file's sessions. One that does not say when it began did so as long before its summary was written
    /// as it lasted, or else with the first record after the session before it; never when it ended.
    fn of_all(sessions: &[&'a Message], messages: &[Message], records: &[Record]) -> Vec<Self> {
        let alone = sessions.len() == 1;
        let written = |session: &Message| session.field(TIMESTAMP).and_then(instant);
        let of = |session: &&'a Message| {
            let session = *session;
            let length = |field| {
                let seconds = session.scaled(field, 1000.0).filter(|seconds| *seconds > 0.0);
                seconds.map(Duration::from_seconds)
            };
            let timer = length(8);
            let laps = || lap_times(messages).filter(|_| alone);
            let elapsed = length(7).or(timer).or_else(laps);
            let ended = written(session);
            let before =
                || sessions.iter().filter_map(|other| written(other)).filter(|at| Some(*at) < ended).max();
            let first_record = || {
                let after = before();
                let after = |record: &&Record| after.is_none_or(|before| before <= record.at);
                records.iter().find(after).map(|record| record.at)
            };
            let back = || after(ended?, -elapsed.filter(|elapsed| *elapsed <= LONGEST)?);
            // Some devices write the time at which they wrote it for its start as well.
            let began = session.field(2).and_then(instant);
            let is_end = |at: &Timestamp| Some(*at) == ended && records.iter().any(|record| record.at < *at);
            let said = began.filter(|at| elapsed.is_none() || !is_end(at)).or_else(back);
            let start = said.or_else(first_record)?;
            let metres = session.scaled(9, 100.0).filter(|metres| *metres > 0.0);
            Some(Self {
                session,
                start,
                elapsed,
                timer,
                metres,
                written: ended,
                start_from_records: said.is_none(),
            })
        };
        // A summary that was written anew begins when the first one did; the longest, or the last, is the whole one.
        let mut kept: Vec<Self> = Vec::new();
        for claim in sessions.iter().filter_map(of) {
            match kept.iter_mut().find(|known| known.start == claim.start) {
                Some(known) if known.elapsed <= claim.elapsed => *known = claim,
                Some(_) => {}
                None => kept.push(claim),
            }
        }
        kept
    }

    /// When the session was. Where its figures contradict its records, the span that fits, and in what they disagree.
    fn true_span(&self, records: &[&Record]) -> Option<(Span, Option<&'static str>)> {
        let Self { start, timer, .. } = *self;
        let until_summary = || {
            let seconds = self.written?.duration_since(start).as_secs_f64();
            Some(Duration::from_seconds(seconds))
        };
        let elapsed = self.elapsed.or_else(until_summary).unwrap_or(Duration::ZERO);
        let said = Some(elapsed)
            .filter(|elapsed| *elapsed > Duration::ZERO && *elapsed <= LONGEST)
            .and_then(|elapsed| Some(Span { start, end: after(start, elapsed)? }));
        let never_stopped = elapsed > NEVER_STOPPED && timer.is_some_and(|timer| timer * 4.0 < elapsed);
        let recorded = block(records.iter().copied()).filter(|span| span.duration() <= LONGEST);
        if let Some(span) = said.filter(|_| !never_stopped).and_then(|said| self.until_written(said, records))
        {
            return Some((span, Some(LENGTH_SHORTER)));
        }
        match (said.filter(|_| !never_stopped), recorded) {
            (Some(said), Some(recorded))
                if recorded.end > after(said.end, RUN_ON)? && recorded.start < said.end =>
            {
                let (span, why) = self.which(said, recorded, records);
                Some((span, Some(why)))
            }
            (Some(said), _) => Some((said, None)),
            (None, Some(recorded)) => {
                Some((recorded, Some(if never_stopped { NEVER_ENDED } else { NO_TIMES })))
            }
            (None, None) => None,
        }
    }

    /// Until its summary was written, where that is well after the length that it gives and the records run until then.
    fn until_written(&self, said: Span, records: &[&Record]) -> Option<Span> {
        let last = records.iter().map(|record| record.at).max()?;
        let longer = Span { start: said.start, end: self.written? };
        let near = longer.end.duration_since(last).as_secs_f64().abs() <= RUN_ON.as_seconds();
        let is_longer = longer.end > after(said.end, RUN_ON)? && longer.duration() <= LONGEST;
        (near && is_longer).then_some(longer)
    }

    /// Which of two ends to believe: that which fits its distance.
    fn which(&self, said: Span, recorded: Span, records: &[&Record]) -> (Span, &'static str) {
        let farthest = |until: Timestamp| {
            let inside = records.iter().filter(|record| record.at <= until);
            inside.filter_map(|record| record.distance).fold(0.0, f64::max)
        };
        let is_distance = |of_records: f64| {
            self.metres.is_some_and(|metres| (of_records - metres).abs() <= SAME_DISTANCE * metres)
        };
        let summary_fits = self.metres.is_none() || is_distance(farthest(said.end));
        if !summary_fits && is_distance(farthest(Timestamp::MAX)) {
            (recorded, RECORDS_LONGER)
        } else {
            (said, SUMMARY_SHORTER)
        }
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

/// The sum of a field of the laps inside the span; none where they do not say.
fn lap_sum(messages: &[Message], span: Span, field: u8, scale: f64) -> Option<f64> {
    let of = |message: &Message| {
        let start = message.field(2).and_then(instant)?;
        (span.start <= start && start < span.end).then(|| message.scaled(field, scale))?
    };
    let sum: f64 = messages.iter().filter(|message| message.number == LAP).filter_map(of).sum();
    (sum > 0.0).then_some(sum)
}

/// When each lap was, as far as it says.
fn lap_spans(messages: &[Message]) -> impl Iterator<Item = Span> {
    let of = |lap: &Message| {
        let start = lap.field(2).and_then(instant)?;
        let length = lap.scaled(7, 1000.0).or(lap.scaled(8, 1000.0)).filter(|seconds| *seconds > 0.0)?;
        Some(Span { start, end: after(start, Duration::from_seconds(length))? })
    };
    messages.iter().filter(|message| message.number == LAP).filter_map(of)
}

/// The values of a field of the laps above nothing, each with the seconds of its lap.
fn lap_values(messages: &[Message], field: u8) -> impl Iterator<Item = (f64, f64)> {
    let laps = messages.iter().filter(|message| message.number == LAP);
    laps.filter_map(move |lap| {
        let seconds = lap.scaled(8, 1000.0).or(lap.scaled(7, 1000.0)).unwrap_or(0.0);
        lap.field(field).filter(|value| *value > 0.0).map(|value| (value, seconds))
    })
}

/// Their mean, weighted by how long the laps were.
fn lap_mean(messages: &[Message], field: u8) -> Option<f64> {
    let mut mean = TimedMean::default();
    lap_values(messages, field).for_each(|(value, seconds)| mean.add(value, seconds));
    mean.mean()
}

/// How long all laps of a file were together.
fn lap_times(messages: &[Message]) -> Option<Duration> {
    let laps = messages.iter().filter(|message| message.number == LAP);
    let seconds: f64 = laps.filter_map(|lap| lap.scaled(7, 1000.0).or(lap.scaled(8, 1000.0))).sum();
    (seconds > 0.0).then(|| Duration::from_seconds(seconds))
}

/// The pauses, and how long the timer ran where the file does not say. Without any event of a timer, and without a summary of
/// it, the records show by themselves when the athlete stood.
fn stops(
    messages: &[Message],
    records: &[Record],
    span: Span,
    timer: Option<Duration>,
) -> (Vec<Span>, Option<Duration>) {
    let is_stop = |message: &Message| {
        message.number == EVENT
            && message.field(0) == Some(0.0)
            && matches!(message.field(1), Some(1.0 | 4.0 | 8.0 | 9.0))
    };
    let told = timer.is_some() || messages.iter().any(is_stop);
    let pauses = if told { pauses(messages, span) } else { records::stops(records, span) };
    let paused = pauses.iter().map(Span::duration).fold(Duration::ZERO, |a, b| a + b);
    let stood = Some(span.duration() - paused).filter(|_| timer.is_none() && !pauses.is_empty());
    (pauses, stood)
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
            // Stopped, stopped for good, or switched off, of one timer or of all.
            Some(1.0 | 4.0 | 8.0 | 9.0) if stopped.is_none() => stopped = Some(at),
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

    /// The workouts of the file. Sessions that follow each other are the legs of one recording; what lies farther apart
    /// are recordings of their own.
    fn observations(&self, found: Vec<Found>, truncated: bool) -> Vec<Observation> {
        let alone = found.len() == 1;
        let mut recordings: Vec<Vec<(usize, Found)>> = Vec::new();
        for (index, found) in found.into_iter().enumerate() {
            match recordings.last_mut() {
                Some(legs) if legs.iter().any(|(_, leg)| leg.span.gap(&found.span) <= ONE_OUTING) => {
                    legs.push((index, found));
                }
                _ => recordings.push(vec![(index, found)]),
            }
        }
        let only = recordings.len() == 1;
        let mut all: Vec<Observation> = Vec::new();
        for legs in recordings {
            let several = legs.len() > 1;
            let whole = several.then(|| self.whole(&legs, only));
            let parent = whole.as_ref().map(|whole| whole.id.clone());
            all.extend(whole);
            for (index, found) in legs {
                // A change of clothes alone is no workout.
                if !several && found.workout.sport == names::TRANSITION_NAME {
                    continue;
                }
                let mut observation = self.observation(format!("{}:{index}", self.name), found);
                observation.parent.clone_from(&parent);
                observation.traits.extend(several.then_some(Trait::Leg));
                observation.recording = (self.stamped && alone).then(|| self.name.clone());
                all.push(observation);
            }
        }
        for observation in &mut all {
            observation.traits.extend(truncated.then_some(Trait::Truncated));
        }
        all
    }

    fn observation(&self, id: String, found: Found) -> Observation {
        let Found { span, workout, mut traits, shape, .. } = found;
        traits.extend(names::is_virtual(&workout.sport).then_some(Trait::Virtual));
        let source =
            Source { provider: "file".into(), device: self.device.clone(), quality: Quality::DeviceFile };
        let shape = (shape != timeline::Shape::default()).then(|| Box::new(shape));
        Observation { traits, shape, ..Observation::of(id, source, span, Kind::Workout(workout)) }
    }

    /// The recording over all these sessions.
    fn whole(&self, legs: &[(usize, Found)], only: bool) -> Observation {
        let parts = || legs.iter().map(|(_, part)| part);
        let (number, first) = &legs[0];
        let span = parts().fold(first.span, |hull, part| hull.hull(&part.span));
        let metres: f64 = parts().filter_map(|part| part.workout.distance).map(Length::as_m).sum();
        let kcal: f64 = parts().filter_map(|part| part.workout.energy).map(Energy::as_kcal).sum();
        let timer = parts().filter_map(|part| part.workout.timer).fold(Duration::ZERO, |a, b| a + b);
        let one_sport = parts().all(|part| part.workout.family() == first.workout.family());
        let workout = Workout {
            sport: if one_sport { first.workout.sport.clone() } else { "multisport".to_owned() },
            timer: (timer > Duration::ZERO).then_some(timer),
            distance: (metres > 0.0).then(|| Length::from_m(metres)),
            energy: (kcal > 0.0).then(|| Energy::from_kcal(kcal)),
            ..Workout::default()
        };
        let shape = timeline::Shape {
            first: parts().find_map(|part| part.shape.first),
            last: legs.iter().rev().find_map(|(_, part)| part.shape.last),
            ..timeline::Shape::default()
        };
        let name = if only { self.name.clone() } else { format!("{}:{number}+", self.name) };
        let mut whole =
            self.observation(name, Found { span, workout, traits: vec![], shape, disagrees: None });
        whole.recording = (self.stamped && only).then(|| self.name.clone());
        whole
    }
}

pub(super) fn nothing(messages: &[Message], records: &[Record], notes: &[Note]) -> FitError {
    let broken = notes.iter().find(|note| matches!(note, Note::Truncated { .. }));
    if let Some(Note::Truncated { at, reason }) = broken {
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
