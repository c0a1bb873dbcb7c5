//! A workout and what stands inside it.

use timeline::{Kind, Observation, Quality, Source, Span, Workout};
use units::{Duration, Energy, Frequency, Length, Power};

use super::{source, span};
use crate::track::{LONGEST, number};
use crate::xml::Attributes;

/// A workout of which more may come.
pub(super) struct Draft {
    span: Span,
    source: String,
    quality: Quality,
    workout: Workout,
}

impl Draft {
    pub(super) fn begin(attributes: &Attributes<'_>) -> Option<Self> {
        let span = span(attributes).filter(|span| span.duration() <= LONGEST)?;
        let kind = attributes.get("workoutActivityType")?;
        let sport = kind.strip_prefix("HKWorkoutActivityType").unwrap_or(&kind).to_owned();
        let measured = |value, unit| {
            Some((
                attributes.get(value).as_deref().and_then(number).filter(|v| *v > 0.0)?,
                attributes.get(unit)?,
            ))
        };
        let workout = Workout {
            sport,
            timer: measured("duration", "durationUnit").and_then(|(value, unit)| duration(value, &unit)),
            distance: measured("totalDistance", "totalDistanceUnit").and_then(|(v, unit)| length(v, &unit)),
            energy: measured("totalEnergyBurned", "totalEnergyBurnedUnit").and_then(|(v, u)| energy(v, &u)),
            ..Workout::default()
        };
        Some(Self { span, source: source(attributes), quality: Quality::ProviderSummary, workout })
    }

    /// Statistics stand beside or instead of the totals; where both are, they are the newer.
    pub(super) fn statistics(&mut self, attributes: &Attributes<'_>) {
        let (Some(kind), Some(unit)) = (attributes.get("type"), attributes.get("unit")) else { return };
        let value = |name| attributes.get(name).as_deref().and_then(number).filter(|value| *value > 0.0);
        let kind = kind.strip_prefix("HKQuantityTypeIdentifier").unwrap_or(&kind);
        let workout = &mut self.workout;
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
                workout.distance = value("sum").and_then(|sum| length(sum, unit)).or(workout.distance);
            }
            _ => {}
        }
    }

    pub(super) fn metadata(&mut self, attributes: &Attributes<'_>) {
        let typed = attributes.get("key").as_deref() == Some("HKWasUserEntered")
            && attributes.get("value").as_deref() == Some("1");
        if typed {
            self.quality = Quality::Manual;
        }
    }

    pub(super) fn finish(self) -> Observation {
        let Self { span, source, quality, workout } = self;
        // An export has no ids: what does not change over exports names the workout.
        let id = format!("{source}:{}:{}:{}", workout.sport, span.start, span.end);
        let source = Source { provider: "apple-health".into(), device: Some(source), quality };
        Observation::of(id, source, span, Kind::Workout(workout))
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
