//! A workout and what stands inside it.

use jiff::Timestamp;
use timeline::{Kind, Observation, Quality, Source, Span, SportFamily, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power};

use super::{instant, source, span};
use crate::holes::allowed;
use crate::track::{LONGEST, number};
use crate::xml::Attributes;

/// A workout of which more may come.
pub(super) struct Draft {
    span: Span,
    source: String,
    quality: Quality,
    /// The kind as the export names it; with the span it names the workout.
    kind: String,
    indoors: bool,
    workout: Workout,
    /// The distances of the statistics, by their kind: of swimming, cycling, running in a triathlon.
    distances: Vec<(String, Length)>,
    legs: Vec<Leg>,
    leg: Option<Leg>,
    /// Since when it is stopped.
    stopped: Option<Timestamp>,
}

/// An activity of several in one workout.
struct Leg {
    span: Span,
    workout: Workout,
}

/// No workout has more activities.
const MOST_LEGS: usize = 50;
/// No workout is stopped more often.
const MOST_PAUSES: usize = 1000;

impl Draft {
    pub(super) fn begin(attributes: &Attributes<'_>) -> Option<Self> {
        let span = span(attributes).filter(|span| span.duration() <= LONGEST)?;
        let kind = attributes.get("workoutActivityType")?;
        let kind = kind.strip_prefix("HKWorkoutActivityType").unwrap_or(&kind).to_owned();
        let measured = |value, unit| {
            Some((
                attributes.get(value).as_deref().and_then(number).filter(|v| *v > 0.0)?,
                attributes.get(unit)?,
            ))
        };
        let workout = Workout {
            timer: measured("duration", "durationUnit").and_then(|(value, unit)| duration(value, &unit)),
            distance: measured("totalDistance", "totalDistanceUnit").and_then(|(v, unit)| length(v, &unit)),
            energy: measured("totalEnergyBurned", "totalEnergyBurnedUnit").and_then(|(v, u)| energy(v, &u)),
            ..Workout::default()
        };
        Some(Self {
            span,
            source: source(attributes),
            quality: Quality::ProviderSummary,
            kind,
            indoors: false,
            workout,
            distances: Vec::new(),
            legs: Vec::new(),
            leg: None,
            stopped: None,
        })
    }

    pub(super) fn begin_leg(&mut self, attributes: &Attributes<'_>) {
        let span = span(attributes).filter(|_| self.legs.len() < MOST_LEGS);
        self.leg = span
            .map(|span| Leg { span, workout: Workout { sport: "transition".into(), ..Workout::default() } });
    }

    pub(super) fn end_leg(&mut self) {
        self.legs.extend(self.leg.take());
    }

    /// Statistics stand beside or instead of the totals; where both are, they are the newer.
    pub(super) fn statistics(&mut self, attributes: &Attributes<'_>) {
        let (Some(kind), Some(unit)) = (attributes.get("type"), attributes.get("unit")) else { return };
        let value = |name| attributes.get(name).as_deref().and_then(number).filter(|value| *value > 0.0);
        let kind = kind.strip_prefix("HKQuantityTypeIdentifier").unwrap_or(&kind);
        let workout = self.leg.as_mut().map_or(&mut self.workout, |leg| &mut leg.workout);
        match (kind, unit.as_str()) {
            ("HeartRate", "count/min") => {
                workout.mean_heart_rate = value("average").map(Frequency::from_per_min);
                workout.max_heart_rate = value("maximum").map(Frequency::from_per_min);
            }
            ("RunningPower" | "CyclingPower", "W") => {
                workout.mean_power = value("average").map(Power::from_watts);
            }
            ("ActiveEnergyBurned", unit) => {
                workout.energy = value("sum").and_then(|sum| energy(sum, unit)).or(workout.energy);
            }
            (distance, unit) if distance.starts_with("Distance") => {
                let Some(metres) = value("sum").and_then(|sum| length(sum, unit)) else { return };
                match &mut self.leg {
                    Some(leg) => {
                        leg.workout.distance = Some(metres);
                        leg.workout.sport = sport_of(distance).to_owned();
                    }
                    None => {
                        let known = self.distances.iter().position(|(kind, _)| kind == distance);
                        match known {
                            Some(known) => self.distances[known].1 = metres,
                            None if self.distances.len() < MOST_LEGS => {
                                self.distances.push((distance.to_owned(), metres));
                            }
                            None => {}
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// A stop, by the athlete or because the watch saw none, and the end of one.
    pub(super) fn event(&mut self, attributes: &Attributes<'_>) {
        let (Some(kind), Some(at)) =
            (attributes.get("type"), attributes.get("date").as_deref().and_then(instant))
        else {
            return;
        };
        let inside = self.span.start <= at && at <= self.span.end;
        match kind.strip_prefix("HKWorkoutEventType").unwrap_or(&kind) {
            "Pause" | "MotionPaused" if inside => self.stopped = self.stopped.or(Some(at)),
            "Resume" | "MotionResumed" => {
                let pause = self.stopped.take().map(|start| Span { start, end: at });
                let counts = inside && self.workout.pauses.len() < MOST_PAUSES;
                self.workout.pauses.extend(pause.filter(|pause| counts && pause.start < pause.end));
            }
            _ => {}
        }
    }

    pub(super) fn metadata(&mut self, attributes: &Attributes<'_>) {
        let is_set =
            attributes.get("value").is_some_and(|value| matches!(value.trim(), "1" | "true" | "YES"));
        match attributes.get("key").as_deref() {
            Some("HKWasUserEntered") if is_set => self.quality = Quality::Manual,
            Some("HKIndoorWorkout") => self.indoors = is_set,
            _ => {}
        }
    }

    /// The workout, and its legs where it has several.
    pub(super) fn finish(self) -> Vec<Observation> {
        let Self { span, source, quality, kind, indoors, mut workout, distances, legs, .. } = self;
        workout.sport = if indoors { format!("indoor {kind}") } else { kind.clone() };
        // The parts of a triathlon are told apart by what they measure; the whole goes over all of them.
        let sum = distances.iter().fold(Length::ZERO, |sum, (_, metres)| sum + *metres);
        workout.distance = (sum > Length::ZERO).then_some(sum).or(workout.distance);
        fill(&mut workout, &legs);
        workout.pauses = allowed(workout.pauses, span, workout.timer);
        // An export has no ids: what does not change over exports names the workout.
        let id = format!("{source}:{kind}:{}:{}", span.start, span.end);
        let of = Source { provider: "apple-health".into(), device: Some(source), quality };
        let several = workout.family() == SportFamily::Multisport && legs.len() > 1;
        let whole = Observation::of(id.clone(), of.clone(), span, Kind::Workout(workout));
        let legs = legs.into_iter().enumerate().filter(|_| several).map(|(index, leg)| Observation {
            traits: vec![Trait::Leg],
            parent: Some(id.clone()),
            ..Observation::of(format!("{id}:{index}"), of.clone(), leg.span, Kind::Workout(leg.workout))
        });
        std::iter::once(whole).chain(legs).collect()
    }
}

/// What the whole does not say, its activities do.
fn fill(workout: &mut Workout, legs: &[Leg]) {
    let sum_of = |of: fn(&Workout) -> Option<f64>| {
        let sum: f64 = legs.iter().filter_map(|leg| of(&leg.workout)).sum();
        (sum > 0.0).then_some(sum)
    };
    workout.distance =
        workout.distance.or_else(|| sum_of(|leg| leg.distance.map(Length::as_m)).map(Length::from_m));
    workout.energy =
        workout.energy.or_else(|| sum_of(|leg| leg.energy.map(Energy::as_kcal)).map(Energy::from_kcal));
    let beats = |leg: &Leg| {
        Some((
            leg.workout.mean_heart_rate?.as_per_min(),
            leg.workout.max_heart_rate?,
            leg.span.duration().as_seconds(),
        ))
    };
    let beats: Vec<_> = legs.iter().filter_map(beats).collect();
    let seconds: f64 = beats.iter().map(|beat| beat.2).sum();
    if workout.mean_heart_rate.is_none() && seconds > 0.0 {
        let mean = beats.iter().map(|beat| beat.0 * beat.2).sum::<f64>() / seconds;
        workout.mean_heart_rate = Some(Frequency::from_per_min(mean));
        let most = beats.iter().map(|beat| beat.1.as_per_min()).fold(0.0, f64::max);
        workout.max_heart_rate = Some(Frequency::from_per_min(most));
    }
}

/// The sport that a kind of distance belongs to.
fn sport_of(distance: &str) -> &'static str {
    match distance {
        "DistanceSwimming" => "swimming",
        "DistanceCycling" => "cycling",
        "DistanceWalkingRunning" => "running",
        "DistanceRowing" => "rowing",
        "DistanceCrossCountrySkiing" => "cross country skiing",
        _ => "generic",
    }
}

fn duration(value: f64, unit: &str) -> Option<Duration> {
    match unit {
        "min" => Some(Duration::from_minutes(value)),
        "s" | "sec" => Some(Duration::from_seconds(value)),
        "hr" => Some(Duration::from_hours(value)),
        _ => None,
    }
}

fn length(value: f64, unit: &str) -> Option<Length> {
    match unit {
        "km" => Some(Length::from_km(value)),
        "m" => Some(Length::from_m(value)),
        "mi" => Some(Length::from_miles(value)),
        "yd" => Some(Length::from_yards(value)),
        "ft" => Some(Length::from_feet(value)),
        _ => None,
    }
}

fn energy(value: f64, unit: &str) -> Option<Energy> {
    match unit {
        "kcal" | "Cal" => Some(Energy::from_kcal(value)),
        "kJ" => Some(Energy::from_kj(value)),
        _ => None,
    }
}
