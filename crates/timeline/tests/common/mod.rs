//! Observations in the words of the cases.

#![allow(dead_code, reason = "each test file uses its part")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use timeline::{
    Choice, Decision, Event, Kind, Observation, Position, Quality, Question, Sample, Shape, Sleep, SleepRole,
    Source, Span, Stage, StageSpan, TraceBuilder, Trait, Workout,
};
use units::{Duration, Frequency, Length, Power};

/// 2026-06-01T00:00:00Z, a Monday.
pub(crate) const MONDAY: i64 = 1_780_272_000;

/// A time of the first day, `h:mm` or `h:mm:ss`; hours beyond 24 are the next day, negative ones the day before.
pub(crate) fn at(time: &str) -> Timestamp {
    let (sign, time) = time.strip_prefix('-').map_or((1, time), |time| (-1, time));
    let parts: Vec<i64> = time.split(':').map(|part| part.parse().unwrap()).collect();
    let seconds = sign * (parts[0] * 3600 + parts[1] * 60 + parts.get(2).copied().unwrap_or(0));
    Timestamp::from_second(MONDAY + seconds).unwrap()
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

pub(crate) fn source(provider: &str, device: Option<&str>, quality: Quality) -> Source {
    Source { provider: provider.to_owned(), device: device.map(str::to_owned), quality }
}

/// A workout from the file of the device that it is named after.
pub(crate) fn file(id: &str, sport: &str, from: &str, to: &str) -> Observation {
    workout(id, source("file", Some(id), Quality::DeviceFile), sport, at(from), at(to))
}

pub(crate) fn workout(id: &str, source: Source, sport: &str, from: Timestamp, to: Timestamp) -> Observation {
    let kind = Kind::Workout(Workout { sport: sport.to_owned(), ..Workout::default() });
    Observation::of(id, source, Span::between(from, to), kind)
}

pub(crate) fn typed(id: &str, sport: &str, from: &str, to: &str) -> Observation {
    workout(id, source("typed", None, Quality::Manual), sport, at(from), at(to))
}

pub(crate) fn strava(id: &str, sport: &str, from: &str, to: &str) -> Observation {
    workout(id, source("strava", None, Quality::AggregatorCopy), sport, at(from), at(to))
}

pub(crate) fn sleep(id: &str, device: &str, from: &str, to: &str) -> Observation {
    night(id, device, at(from), at(to))
}

pub(crate) fn night(id: &str, device: &str, from: Timestamp, to: Timestamp) -> Observation {
    let source = source(device, Some(device), Quality::ProviderSummary);
    Observation::of(id, source, Span::between(from, to), Kind::Sleep(Sleep::default()))
}

/// What a test changes about an observation.
pub(crate) trait With: Sized {
    fn with(self, change: impl FnOnce(&mut Observation)) -> Self;
    fn of_workout(self, change: impl FnOnce(&mut Workout)) -> Self;
    fn of_sleep(self, change: impl FnOnce(&mut Sleep)) -> Self;

    fn distance(self, km: f64) -> Self {
        self.of_workout(|workout| workout.distance = Some(Length::from_km(km)))
    }

    fn heart_rate(self, mean: f64) -> Self {
        self.of_workout(|workout| workout.mean_heart_rate = Some(Frequency::from_per_min(mean)))
    }

    fn power(self, watts: f64) -> Self {
        self.of_workout(|workout| workout.mean_power = Some(Power::from_watts(watts)))
    }

    fn timer(self, minutes: f64) -> Self {
        self.of_workout(|workout| workout.timer = Some(Duration::from_minutes(minutes)))
    }

    fn named(self, name: &str) -> Self {
        self.of_workout(|workout| workout.name = Some(name.to_owned()))
    }

    fn being(self, which: Trait) -> Self {
        self.with(|observation| observation.traits.push(which))
    }

    fn revision(self, revision: u64) -> Self {
        self.with(|observation| observation.revision = revision)
    }

    fn quality(self, quality: Quality) -> Self {
        self.with(|observation| observation.source.quality = quality)
    }

    fn by(self, provider: &str, device: &str) -> Self {
        self.with(|observation| {
            observation.source.provider = provider.to_owned();
            observation.source.device = Some(device.to_owned());
        })
    }

    fn laps(self, seconds: &[f64]) -> Self {
        self.with(|o| shape(o).laps = seconds.iter().map(|s| Duration::from_seconds(*s)).collect())
    }

    fn places(self, first: (f64, f64), last: (f64, f64)) -> Self {
        self.with(|o| {
            let place = |(latitude, longitude)| Some(Position { latitude, longitude });
            (shape(o).first, shape(o).last) = (place(first), place(last));
        })
    }

    /// A trace over its whole span, a function of the seconds since its start.
    fn measuring(self, sample: impl Fn(f64) -> Sample) -> Self {
        self.with(|o| {
            let mut trace = TraceBuilder::default();
            let seconds = o.span.end.duration_since(o.span.start).as_secs();
            for second in 0..seconds {
                let at = o.span.start + SignedDuration::from_secs(second);
                #[expect(clippy::cast_precision_loss, reason = "seconds of a workout")]
                trace.add(at, &sample(second as f64));
            }
            shape(o).trace = trace.finish();
        })
    }
}

fn shape(observation: &mut Observation) -> &mut Shape {
    observation.shape.get_or_insert_with(Box::default)
}

impl With for Observation {
    fn with(mut self, change: impl FnOnce(&mut Observation)) -> Self {
        change(&mut self);
        self
    }

    fn of_workout(self, change: impl FnOnce(&mut Workout)) -> Self {
        self.with(|o| match &mut o.kind {
            Kind::Workout(workout) => change(workout),
            Kind::Sleep(_) => unreachable!("a workout"),
        })
    }

    fn of_sleep(self, change: impl FnOnce(&mut Sleep)) -> Self {
        self.with(|o| match &mut o.kind {
            Kind::Sleep(sleep) => change(sleep),
            Kind::Workout(_) => unreachable!("a sleep"),
        })
    }
}

pub(crate) fn stage(stage: Stage, from: &str, to: &str) -> StageSpan {
    StageSpan { stage, span: Span::between(at(from), at(to)) }
}

pub(crate) fn reconcile(observations: &[Observation]) -> Vec<Event> {
    timeline::reconcile(observations, &[], &TimeZone::UTC).events
}

pub(crate) fn questions(observations: &[Observation]) -> Vec<Question> {
    timeline::reconcile(observations, &[], &TimeZone::UTC).questions
}

pub(crate) fn decided(observations: &[Observation], choices: &[Choice]) -> Vec<Event> {
    timeline::reconcile(observations, &decisions(choices), &TimeZone::UTC).events
}

pub(crate) fn decisions(choices: &[Choice]) -> Vec<Decision> {
    let one = |(index, choice): (usize, &Choice)| Decision {
        id: index.to_string(),
        at: Timestamp::from_second(i64::try_from(index).unwrap()).unwrap(),
        choice: choice.clone(),
    };
    choices.iter().enumerate().map(one).collect()
}

/// The observations of each event, the anchor first.
pub(crate) fn names(events: &[Event]) -> Vec<Vec<&str>> {
    events.iter().map(|event| event.links.iter().map(|link| link.observation.as_str()).collect()).collect()
}

pub(crate) fn roles(events: &[Event]) -> Vec<SleepRole> {
    events.iter().filter_map(|event| event.sleep().map(|sleep| sleep.role)).collect()
}

pub(crate) fn minutes(event: &Event) -> f64 {
    event.sleep().unwrap().asleep.as_minutes()
}

pub(crate) fn the_workout(event: &Event) -> &Workout {
    event.workout().unwrap()
}

/// A heart rate that wanders as hearts do, told by its seed.
pub(crate) fn heart(seed: f64) -> impl Fn(f64) -> f64 {
    move |t| {
        140.0
            + 15.0 * (t / (97.0 + seed)).sin()
            + 8.0 * (t / 31.0 + seed).sin()
            + 5.0 * (t / 11.0 * seed).cos()
    }
}

/// A way that winds, told by its seed, at three metres a second.
pub(crate) fn way(seed: f64) -> impl Fn(f64) -> Position {
    move |t| Position {
        latitude: 50.0 + seed / 100.0 + t * 1.5e-5 + 2e-4 * (t / 130.0 + seed).sin(),
        longitude: 8.0 + t * 1e-5 + 3e-4 * (t / 170.0 + seed).cos(),
    }
}
