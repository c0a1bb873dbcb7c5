//! Metabolic rate from what a workout has: power, pace and grade, heart rate, or the MET of the sport.

mod heart_rate;

use units::{Mass, Power, Speed};

use crate::{Athlete, ConditionsError, Effort, Intensity, SessionConditions, Sport, coefficients};

/// How fast the body turns over energy, and how much of it leaves as work instead of heat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetabolicRate {
    /// Metabolic rate.
    pub metabolic: Power,
    /// External work.
    pub work: Power,
    /// Extra log-SD of the sweating rate because of how the rate was known.
    pub log_sd: f64,
    /// The equation.
    pub equation: &'static str,
    /// Its source.
    pub source: &'static str,
}

/// The metabolic rate of an athlete in a session, by the best evidence that the session has.
pub fn metabolic_rate(athlete: &Athlete, session: &SessionConditions) -> MetabolicRate {
    let table = &coefficients().metabolism;
    match session.effort {
        Effort::Power { power, .. } => from_power(athlete, power),
        Effort::Pace { speed, grade } if session.sport.is_on_foot() => {
            from_pace(athlete, speed, grade.as_ratio())
        }
        Effort::HeartRate { rate, .. } => heart_rate::metabolic(athlete, rate, session.sport),
        Effort::Streams { metabolic, work, by_heart_rate, .. } => MetabolicRate {
            metabolic,
            work,
            log_sd: if by_heart_rate { heart_rate::log_sd(athlete) } else { table.power_sd.value },
            equation: "the mean over the recording, minute by minute",
            source: "isotone",
        },
        Effort::Met { met, .. } => {
            let metabolic = Power::from_watts(met * table.watts_per_met_kg.value * athlete.body_mass.as_kg());
            MetabolicRate {
                metabolic,
                work: metabolic * crate::sport_entry::sport_entry(session.sport).work_share,
                log_sd: table.met_sd.value,
                equation: "M = MET × 1.219 W/kg × mass",
                source: "compendium-2024",
            }
        }
        // A speed says little about the effort of a rider or a rower: wind and slope do.
        Effort::Pace { .. } => from_word(athlete, session.sport, 1.0),
        Effort::Intensity { intensity } => from_word(athlete, session.sport, intensity.share_of_met()),
    }
}

/// The most oxygen that the best keep up for so long, mL/(kg·min): 90 for ten minutes, 80 for an hour, 62 for a day.
fn most_oxygen(minutes: f64) -> f64 {
    (90.0 - 5.5 * (minutes / 10.0).max(1.0).ln()).max(45.0)
}

/// Refuses an effort that nobody keeps up: 600 W for five hours at 50 kg, a fast run up a wall.
///
/// # Errors
/// What the effort asks for, and about what is possible.
pub fn check_effort(athlete: &Athlete, session: &SessionConditions) -> Result<(), ConditionsError> {
    let table = &coefficients().metabolism;
    let watts_per_kg = metabolic_rate(athlete, session).metabolic.as_watts() / athlete.body_mass.as_kg();
    let asked = watts_per_kg * 60.0 / table.joules_per_ml_oxygen.value;
    let most = most_oxygen(session.duration.as_minutes());
    // A word is a share of capacity and always possible; a heart rate does not say how much.
    let measured = !matches!(session.effort, Effort::Intensity { .. } | Effort::HeartRate { .. });
    if measured && asked > most {
        return Err(ConditionsError::TooHard { asked, most, duration: session.duration });
    }
    Ok(())
}

/// The word for an effort that is known as a number: the share of what the sport's usual session asks of this athlete.
pub fn felt_as(athlete: &Athlete, session: &SessionConditions) -> Intensity {
    if let Effort::Intensity { intensity } = session.effort {
        return intensity;
    }
    let usual = from_word(athlete, session.sport, 1.0).metabolic;
    let share = metabolic_rate(athlete, session).metabolic / usual;
    // Halfway between the shares that the words stand for.
    let harder = Intensity::ALL.windows(2).filter(|pair| {
        let (less, more) = (pair[0].share_of_met(), pair[1].share_of_met());
        share > 0.5 * (less + more)
    });
    Intensity::ALL[harder.count()]
}

fn from_power(athlete: &Athlete, power: Power) -> MetabolicRate {
    let table = &coefficients().metabolism;
    // Rolling downhill the gross efficiency says nothing: nobody turns over less than one MET.
    let least = table.watts_per_met_kg.value * athlete.body_mass.as_kg();
    MetabolicRate {
        metabolic: Power::from_watts((power.as_watts() / table.cycling_efficiency.value).max(least)),
        work: power,
        log_sd: table.power_sd.value,
        equation: "M = P / 0.205 (gross efficiency), work = P",
        source: "cycling-efficiency-heat",
    }
}

/// The speed at which people on foot turn over so much energy on the level: ACSM the other way round, m/s.
pub(crate) fn speed_on_foot(metabolic: Power, body_mass: Mass) -> f64 {
    let table = &coefficients().metabolism;
    let oxygen = metabolic.as_watts() * 60.0 / (table.joules_per_ml_oxygen.value * body_mass.as_kg());
    let above = (oxygen - table.running_rest.value).max(0.0);
    let (walking, running) = (table.walking_horizontal.value, table.running_horizontal.value);
    let metres_per_min = if above <= 80.0 * walking {
        above / walking
    } else if above >= 134.0 * running {
        above / running
    } else {
        // Between the two the cost per metre rises evenly from walking to running: a quadratic.
        let rise = (running - walking) / (134.0 - 80.0);
        let level = walking - 80.0 * rise;
        ((level * level + 4.0 * rise * above).sqrt() - level) / (2.0 * rise)
    };
    metres_per_min / 60.0
}

/// ACSM walking and running, blended between 80 and 134 m/min where people do either, so that no step appears.
///
/// ACSM's running equation holds on the level and, roughly, uphill; on a grade the cost of running is ACSM's level cost
/// times Minetti's ratio, which was measured from −45 to +45 %. What lifts the body leaves as work and not as heat;
/// downhill the muscles take work in.
pub(crate) fn from_pace(athlete: &Athlete, speed: Speed, grade: f64) -> MetabolicRate {
    let table = &coefficients().metabolism;
    let metres_per_min = speed.as_m_per_s() * 60.0;
    let walking =
        metres_per_min * (table.walking_horizontal.value + table.walking_vertical.value * grade.max(0.0));
    let running = metres_per_min * table.running_horizontal.value * grade_ratio(grade);
    let runs = ((metres_per_min - 80.0) / (134.0 - 80.0)).clamp(0.0, 1.0);
    let ml_per_kg_min = table.running_rest.value + walking + runs * (running - walking);
    let kg = athlete.body_mass.as_kg();
    let watts = ml_per_kg_min * kg * table.joules_per_ml_oxygen.value / 60.0;
    let rise = grade / grade.hypot(1.0);
    let work = kg * coefficients().grade.gravity.value * speed.as_m_per_s() * rise;
    MetabolicRate {
        metabolic: Power::from_watts(watts),
        work: Power::from_watts(work.clamp(-GREATEST_WORK_SHARE * watts, GREATEST_WORK_SHARE * watts)),
        log_sd: table.pace_sd.value,
        equation: "VO₂ = 3.5 + 0.2·v·C(grade)/C(0) mL/kg/min running (0.1·v + 1.8·v·grade walking), M = VO₂·m·20.9 J/mL",
        source: "acsm-metabolic",
    }
}

/// Muscles turn no more than a quarter of what they use into lifting, or take up as much again downhill.
const GREATEST_WORK_SHARE: f64 = 0.25;

/// The cost of running on a grade over that on the level (Minetti), −45 to +45 %; beyond, the end's.
pub(crate) fn grade_ratio(grade: f64) -> f64 {
    let table = &coefficients().grade;
    let grade = grade.clamp(-0.45, 0.45);
    let cost =
        [table.fourth.value, table.third.value, table.second.value, table.first.value, table.level.value]
            .iter()
            .fold(table.fifth.value, |sum, coefficient| sum * grade + coefficient);
    cost / table.level.value
}

/// A word for the effort as a share of capacity: of the athlete's own where it is known, of people of that sex where not.
fn from_word(athlete: &Athlete, sport: Sport, share: f64) -> MetabolicRate {
    let table = &coefficients().metabolism;
    let entry = crate::sport_entry::sport_entry(sport);
    let capacity = athlete.capacity_or_default().as_ml_per_kg_min() / table.reference_capacity.value;
    let metabolic = Power::from_watts(
        entry.met * share * capacity * table.watts_per_met_kg.value * athlete.body_mass.as_kg(),
    );
    let (log_sd, equation) = match (athlete.capacity, athlete.capacity_estimate) {
        (Some(_), _) => (
            table.word_of_capacity_sd.value,
            "M = MET of the sport × intensity × own capacity / 50 mL/(kg·min) × 1.219 W/kg × mass",
        ),
        (None, Some(estimate)) => (
            table.word_of_capacity_sd.value.hypot(estimate.log_sd).min(table.word_sd.value),
            "M = MET of the sport × intensity × capacity estimated from recordings / 50 mL/(kg·min) × 1.219 W/kg × mass",
        ),
        (None, None) => (
            table.word_sd.value,
            "M = MET of the sport × intensity × capacity of the sex × 1.219 W/kg × mass",
        ),
    };
    MetabolicRate {
        metabolic,
        work: metabolic * entry.work_share,
        log_sd,
        equation,
        source: "compendium-2024",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn running_is_cheapest_on_a_gentle_descent() {
        let cheapest = (-45..=45).min_by(|a, b| {
            super::grade_ratio(f64::from(*a) / 100.0).total_cmp(&super::grade_ratio(f64::from(*b) / 100.0))
        });
        // Minetti's minimum lies between −10 and −20 %.
        assert!(cheapest.is_some_and(|percent| (-25..=-10).contains(&percent)), "{cheapest:?}");
        assert!((super::grade_ratio(0.1) - 5.97 / 3.6).abs() < 0.01);
    }

    use units::{Duration, Fraction, Frequency, Mass, Temperature};

    use super::*;
    use crate::{AerobicCapacity, Setting, Sex};

    fn session(sport: Sport, effort: Effort) -> SessionConditions {
        let (air, humidity) = (Temperature::from_celsius(20.0), Fraction::from_percent(50.0));
        let planned =
            SessionConditions::planned(sport, Duration::from_hours(1.0), Intensity::Moderate, air, humidity);
        SessionConditions { effort, setting: Setting::Indoors { fan: None }, ..planned }
    }

    fn man(kg: f64) -> Athlete {
        Athlete { sex: Some(Sex::Male), age_years: Some(35.0), ..Athlete::of_mass(Mass::from_kg(kg)) }
    }

    #[test]
    fn computed_vectors_of_the_reference() {
        let pace = |kmh| Effort::Pace { speed: Speed::from_km_per_h(kmh), grade: Fraction::ZERO };
        let heart = Effort::HeartRate { rate: Frequency::from_per_min(150.0), speed: None };
        let power = Effort::Power { power: Power::from_watts(200.0), speed: None };
        for (kg, sport, effort, watts) in [
            (70.0, Sport::Run, pace(10.0), 898.0),
            (70.0, Sport::Run, pace(14.0), 1223.0),
            (75.0, Sport::Ride, power, 976.0),
            (70.0, Sport::Run, heart, 1009.0),
        ] {
            let rate = metabolic_rate(&man(kg), &session(sport, effort));
            assert!((rate.metabolic.as_watts() - watts).abs() < 1.0, "{sport}: {:?}", rate.metabolic);
        }
    }

    #[test]
    fn the_treadmills_speed_is_found_again_from_the_metabolic_rate() {
        for kmh in [3.0, 4.5, 5.5, 6.5, 7.9, 9.0, 14.0] {
            let belt = Effort::Pace { speed: Speed::from_km_per_h(kmh), grade: Fraction::ZERO };
            let rate = metabolic_rate(&man(70.0), &session(Sport::Treadmill, belt));
            let found = speed_on_foot(rate.metabolic, Mass::from_kg(70.0)) * 3.6;
            assert!((found - kmh).abs() < 0.01, "{kmh}: {found}");
        }
    }

    #[test]
    fn a_word_is_a_share_of_the_athletes_own_capacity() {
        let moderate = session(Sport::Run, Effort::felt(Intensity::Moderate));
        let watts = |athlete: &Athlete| metabolic_rate(athlete, &moderate).metabolic.as_watts();
        let of = |ml| Athlete { capacity: Some(AerobicCapacity::from_ml_per_kg_min(ml)), ..man(70.0) };
        assert!((watts(&of(70.0)) / watts(&of(35.0)) - 2.0).abs() < 1e-9);
        assert!((watts(&of(50.0)) - watts(&man(70.0))).abs() < 1e-9);
        let woman = Athlete { sex: Some(Sex::Female), ..man(70.0) };
        assert!(watts(&woman) < watts(&man(70.0)));
        let known = metabolic_rate(&of(50.0), &moderate).log_sd;
        assert!(known < metabolic_rate(&man(70.0), &moderate).log_sd, "a capacity narrows");
    }

    #[test]
    fn heart_rate_with_the_athletes_own_maximum_knows_the_fit_from_the_unfit() {
        let heart =
            session(Sport::Run, Effort::HeartRate { rate: Frequency::from_per_min(150.0), speed: None });
        let of = |ml, most| Athlete {
            capacity: Some(AerobicCapacity::from_ml_per_kg_min(ml)),
            greatest_heart_rate: Some(Frequency::from_per_min(most)),
            ..man(70.0)
        };
        let watts = |athlete: &Athlete| metabolic_rate(athlete, &heart).metabolic.as_watts();
        assert!(watts(&of(65.0, 190.0)) > 1.6 * watts(&of(40.0, 190.0)));
        assert!(
            watts(&of(50.0, 200.0)) < watts(&of(50.0, 180.0)),
            "the same rate is less of a higher maximum"
        );
        // 150 of 190 is 79 % of the maximum: by Swain 65.6 % of 50 mL/(kg·min), 800 W at 70 kg.
        assert!((watts(&of(50.0, 190.0)) - 800.0).abs() < 5.0, "{}", watts(&of(50.0, 190.0)));
    }

    #[test]
    fn a_number_has_its_word() {
        for intensity in Intensity::ALL {
            let felt = session(Sport::Run, Effort::felt(intensity));
            let watts = metabolic_rate(&man(70.0), &felt).metabolic.as_watts();
            let met = watts / (70.0 * coefficients().metabolism.watts_per_met_kg.value);
            let number = session(Sport::Run, Effort::Met { met, speed: None });
            assert_eq!(felt_as(&man(70.0), &number), intensity);
        }
    }

    #[test]
    fn what_nobody_keeps_up_is_asked_about() {
        let long = |effort, hours| SessionConditions {
            duration: Duration::from_hours(hours),
            ..session(Sport::Ride, effort)
        };
        let power = |watts| Effort::Power { power: Power::from_watts(watts), speed: None };
        assert!(check_effort(&man(50.0), &long(power(600.0), 5.0)).is_err());
        assert!(check_effort(&man(75.0), &long(power(300.0), 5.0)).is_ok());
        let wall = Effort::Pace { speed: Speed::from_km_per_h(12.0), grade: Fraction::from_percent(40.0) };
        assert!(check_effort(&man(70.0), &session(Sport::Run, wall)).is_err());
        assert!(check_effort(&man(70.0), &long(Effort::felt(Intensity::Max), 30.0)).is_ok());
    }
}
