//! A session in segments: the metabolic rate of each minute of a recording, and the sweating that follows it.

use serde::{Deserialize, Serialize};
use units::{AirSpeed, Duration, Power, Speed, Volume, VolumeRate};

use crate::heat_balance::{HeatInputs, balance, inputs};
use crate::{Athlete, Effort, SessionConditions, coefficients, metabolic_rate};

/// A stretch of even effort.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// How long.
    pub duration: Duration,
    /// The effort in it; `None` standing still.
    pub effort: Option<Effort>,
}

/// The effort of a session in motion from its segments: the means over time of metabolic rate, work and speed, stops left
/// out.
///
/// `None` without a segment in motion, or when all of them have an effort that the models refuse.
pub fn effort(athlete: &Athlete, session: &SessionConditions, segments: &[Segment]) -> Option<Effort> {
    let (mut time, mut metabolic, mut work) = (0.0, 0.0, 0.0);
    let (mut timed, mut distance) = (0.0, 0.0);
    let mut by_heart_rate = false;
    for segment in segments {
        let minutes = segment.duration.as_minutes();
        let Some(part) = in_motion(session, segment) else { continue };
        if !(minutes > 0.0 && minutes.is_finite()) {
            continue;
        }
        let rate = metabolic_rate(athlete, &part);
        time += minutes;
        metabolic += minutes * rate.metabolic.as_watts();
        work += minutes * rate.work.as_watts();
        by_heart_rate |= matches!(part.effort, Effort::HeartRate { .. });
        if let Some(speed) = part.effort.speed() {
            timed += minutes;
            distance += minutes * speed.as_m_per_s();
        }
    }
    (time > 0.0).then(|| Effort::Streams {
        metabolic: Power::from_watts(metabolic / time),
        work: Power::from_watts(work / time),
        speed: (timed > 0.0).then(|| Speed::from_m_per_s(distance / timed)),
        by_heart_rate,
    })
}

/// The session as it is in a segment in motion; `None` standing still, or when the models refuse the effort.
fn in_motion(session: &SessionConditions, segment: &Segment) -> Option<SessionConditions> {
    let part = SessionConditions { effort: segment.effort?, ..*session };
    part.effort.check().is_ok().then_some(part)
}

/// What heat balance expects over a session in pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The sweating rate at the end of each segment.
    pub rates: Vec<VolumeRate>,
    /// All sweat.
    pub loss: Volume,
}

/// The expected sweating rate segment by segment: in each it tends towards what its effort asks for, with the time
/// constant of the onset of sweating, and in a stop towards what standing in that air asks for.
///
/// A session of one even effort gives the same loss as [`crate::heat_balance::expected_rate`] over its duration. Efforts
/// that the models refuse count as the one before them; at most 36 hours are followed.
pub fn course(athlete: &Athlete, session: &SessionConditions, segments: &[Segment]) -> Course {
    let constant = coefficients().sweating.onset_minutes.value;
    let (mut rate, mut litres, mut followed) = (0.0, 0.0, 0.0);
    let mut rates = Vec::with_capacity(segments.len());
    let mut steady = 0.0;
    let mut standing = None;
    for segment in segments {
        let minutes = segment.duration.as_minutes();
        if minutes.is_nan() || minutes <= 0.0 {
            continue;
        }
        let minutes = minutes.min(MOST_MINUTES - followed);
        if segment.effort.is_none() {
            steady =
                *standing.get_or_insert_with(|| steady_rate(&standing_inputs(athlete, session), session));
        } else if let Some(part) = in_motion(session, segment) {
            steady = steady_rate(&inputs(athlete, &part, &metabolic_rate(athlete, &part)), session);
        }
        let left = (-minutes / constant).exp();
        // The integral of steady − (steady − rate)·e^(−t/τ).
        litres += (steady * minutes - (steady - rate) * constant * (1.0 - left)) / 60.0;
        rate = steady - (steady - rate) * left;
        rates.push(VolumeRate::from_l_per_h(rate));
        followed += minutes;
    }
    Course { rates, loss: Volume::from_l(litres) }
}

const MOST_MINUTES: f64 = 36.0 * 60.0;

/// Standing still in the air of the session: what moves the air is the wind or a fan, not the athlete.
fn standing_inputs(athlete: &Athlete, session: &SessionConditions) -> HeatInputs {
    let met = coefficients().metabolism.standing_met.value;
    let still = SessionConditions { effort: Effort::Met { met, speed: None }, ..*session };
    let rate = metabolic_rate(athlete, &still);
    HeatInputs {
        work: Power::from_watts(0.0),
        air_speed: session.air_past_a_standing_body(),
        limb_speed: AirSpeed::ZERO,
        ..inputs(athlete, &still, &rate)
    }
}

/// The rate that these inputs would settle at, without the onset, L/h.
fn steady_rate(inputs: &HeatInputs, session: &SessionConditions) -> f64 {
    let found = balance(inputs);
    if session.sport.is_in_water() {
        return found.rate_in_water().as_l_per_h() / found.onset;
    }
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
        let minute = Segment { duration: Duration::from_minutes(1.0), effort: Some(session.effort) };
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
            effort: Some(Effort::Pace {
                speed: Speed::from_km_per_h(10.0),
                grade: Fraction::from_percent(percent),
            }),
        };
        let rate = |segments: &[Segment]| match effort(&athlete, &session, segments) {
            Some(Effort::Streams { metabolic, .. }) => metabolic.as_watts(),
            other => panic!("{other:?}"),
        };
        assert!(rate(&[half(8.0), half(-8.0)]) > 1.05 * rate(&[half(0.0), half(0.0)]));
        assert_eq!(effort(&athlete, &session, &[]), None);
    }

    #[test]
    fn a_stop_lets_the_rate_fall_towards_that_of_standing() {
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        let session = SessionConditions { duration: Duration::from_minutes(100.0), ..hour() };
        let run = Segment { duration: Duration::from_minutes(30.0), effort: Some(session.effort) };
        let stop = Segment { duration: Duration::from_minutes(40.0), effort: None };
        let stopped = course(&athlete, &session, &[run, stop, run]);
        let through = course(&athlete, &session, &[run, run]);
        let [running, standing, again] = stopped.rates[..] else { panic!("{:?}", stopped.rates) };
        assert!(standing < 0.3 * running && again > 0.9 * running, "{:?}", stopped.rates);
        // The stop costs what it takes to cool down, and sweating sets in once more.
        let more = stopped.loss - through.loss;
        assert!((0.0..0.25).contains(&more.as_l()), "{more}");
    }

    #[test]
    fn more_stops_never_make_more_sweat() {
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        for celsius in [0.0, 15.0, 30.0, 40.0] {
            let session = SessionConditions { air_temperature: Temperature::from_celsius(celsius), ..hour() };
            let loss = |stopped: f64| {
                let part = |minutes, effort| Segment { duration: Duration::from_minutes(minutes), effort };
                course(&athlete, &session, &[part(60.0 - stopped, Some(session.effort)), part(stopped, None)])
                    .loss
            };
            let losses: Vec<Volume> = (0..=6).map(|tens| loss(10.0 * f64::from(tens))).collect();
            assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "{celsius}: {losses:?}");
        }
    }

    #[test]
    fn swimmers_are_not_dried_by_the_air() {
        let athlete = Athlete::of_mass(Mass::from_kg(70.0));
        let swim = SessionConditions { sport: Sport::Swim, effort: Effort::felt(Intensity::Hard), ..hour() };
        let minute = Segment { duration: Duration::from_minutes(1.0), effort: Some(swim.effort) };
        let lost = course(&athlete, &swim, &[minute; 60]).loss;
        let formula = expected_rate(&athlete, &swim).rate_in_water() * swim.duration;
        assert!((lost / formula - 1.0).abs() < 1e-9, "{lost:?} and {formula:?}");
    }
}
