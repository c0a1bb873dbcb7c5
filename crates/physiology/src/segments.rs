//! A session in pieces: the metabolic rate of each minute of a recording, and the sweating that follows it.

use serde::{Deserialize, Serialize};
use units::{Duration, Power, Speed, Volume, VolumeRate};

use crate::heat_balance::{HeatInputs, balance, inputs};
use crate::{Athlete, Effort, SessionConditions, coefficients, metabolic_rate};

/// A stretch of even effort.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// How long.
    pub duration: Duration,
    /// The effort in it.
    pub effort: Effort,
}

/// The effort of a whole session from its segments: the means over time of metabolic rate, work and speed.
///
/// `None` without a segment of any length, or when a segment's effort is one that the models refuse.
pub fn effort(athlete: &Athlete, session: &SessionConditions, segments: &[Segment]) -> Option<Effort> {
    let (mut time, mut metabolic, mut work) = (0.0, 0.0, 0.0);
    let (mut moving, mut distance) = (0.0, 0.0);
    let mut by_heart_rate = false;
    for segment in segments {
        let minutes = segment.duration.as_minutes();
        let part = SessionConditions { effort: segment.effort, ..*session };
        let fits = minutes > 0.0 && minutes.is_finite() && part.check().is_ok();
        if !fits {
            continue;
        }
        let rate = metabolic_rate(athlete, &part);
        time += minutes;
        metabolic += minutes * rate.metabolic.as_watts();
        work += minutes * rate.work.as_watts();
        by_heart_rate |= matches!(segment.effort, Effort::HeartRate { .. });
        if let Some(speed) = segment.effort.speed() {
            moving += minutes;
            distance += minutes * speed.as_m_per_s();
        }
    }
    (time > 0.0).then(|| Effort::Streams {
        metabolic: Power::from_watts(metabolic / time),
        work: Power::from_watts(work / time),
        speed: (moving > 0.0).then(|| Speed::from_m_per_s(distance / moving)),
        by_heart_rate,
    })
}

/// What heat balance expects over a session in pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The sweating rate at the end of each minute.
    pub rates: Vec<VolumeRate>,
    /// All sweat.
    pub loss: Volume,
}

/// The expected sweating rate minute by minute: each minute tends towards what its effort asks for, with the time
/// constant of the onset of sweating.
///
/// A session of one even effort gives the same loss as [`crate::heat_balance::expected_rate`] over its duration, up to
/// the minute's grain. Efforts that the models refuse count as the one before them; at most 36 hours are followed.
pub fn course(athlete: &Athlete, session: &SessionConditions, segments: &[Segment]) -> Course {
    let kept = (-1.0 / coefficients().sweating.onset_minutes.value).exp();
    // The mean of 1 − e^(−t/τ) over a minute, for the minute's own loss.
    let within = coefficients().sweating.onset_minutes.value * (1.0 - kept);
    let (mut rate, mut litres) = (0.0, 0.0);
    let mut rates = Vec::new();
    let mut steady = 0.0;
    let mut left = 0.0;
    for segment in segments {
        let part = SessionConditions { effort: segment.effort, ..*session };
        if part.check().is_ok() {
            steady = steady_rate(athlete, &part);
        }
        left += segment.duration.as_minutes().clamp(0.0, MOST_MINUTES);
        while left >= 1.0 && rates.len() < MOST_MINUTES as usize {
            left -= 1.0;
            // Over the minute the rate runs from where it was towards the steady one.
            litres += (steady - (steady - rate) * within) / 60.0;
            rate = steady - (steady - rate) * kept;
            rates.push(VolumeRate::from_l_per_h(rate));
        }
    }
    Course { rates, loss: Volume::from_l(litres) }
}

const MOST_MINUTES: f64 = 36.0 * 60.0;

/// The rate that an effort would settle at, without the onset.
fn steady_rate(athlete: &Athlete, session: &SessionConditions) -> f64 {
    let inputs: HeatInputs = inputs(athlete, session, &metabolic_rate(athlete, session));
    let found = balance(&inputs);
    (found.sweat_steady * inputs.surface_area).as_l_per_h()
}

#[cfg(test)]
mod tests {
    use units::{Fraction, Mass, Temperature};

    use super::*;
    use crate::heat_balance::expected_rate;
    use crate::{Intensity, Sport};

    fn hour() -> SessionConditions {
        let pace = Effort::Pace { speed: Speed::from_km_per_h(11.0), grade: Fraction::ZERO };
        let planned = SessionConditions::planned(
            Sport::Run,
            Duration::from_hours(1.0),
            Intensity::Moderate,
            Temperature::from_celsius(26.0),
            Fraction::from_percent(60.0),
        );
        SessionConditions { effort: pace, ..planned }
    }

    #[test]
    fn an_even_course_loses_what_the_formula_says() {
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        let session = hour();
        let minute = Segment { duration: Duration::from_minutes(1.0), effort: session.effort };
        let course = course(&athlete, &session, &[minute; 60]);
        let formula = expected_rate(&athlete, &session).rate * session.duration;
        assert!((course.loss / formula - 1.0).abs() < 1e-9, "{:?} and {formula:?}", course.loss);
        assert!(course.rates.windows(2).all(|pair| pair[0] < pair[1]), "sweating sets in");
    }

    #[test]
    fn hills_cost_more_than_their_mean_grade() {
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        let session = hour();
        let half = |percent: f64| Segment {
            duration: Duration::from_minutes(30.0),
            effort: Effort::Pace {
                speed: Speed::from_km_per_h(10.0),
                grade: Fraction::from_percent(percent),
            },
        };
        let rate = |segments: &[Segment]| match effort(&athlete, &session, segments) {
            Some(Effort::Streams { metabolic, .. }) => metabolic.as_watts(),
            other => panic!("{other:?}"),
        };
        assert!(rate(&[half(8.0), half(-8.0)]) > 1.05 * rate(&[half(0.0), half(0.0)]));
        assert_eq!(effort(&athlete, &session, &[]), None);
    }
}
