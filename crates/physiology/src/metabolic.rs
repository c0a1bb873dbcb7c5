//! Metabolic rate from what a workout has: power, pace and grade, heart rate, or the MET of the sport.

use units::{Frequency, Power, Speed};

use crate::{Athlete, Effort, SessionConditions, Sex, Sport, coefficients};

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
    match session.effort {
        Effort::Power { power, .. } => from_power(power),
        Effort::Pace { speed, grade } if is_on_foot(session.sport) => {
            from_pace(athlete, speed, grade.as_ratio())
        }
        Effort::HeartRate { rate, .. } => from_heart_rate(athlete, rate, session.sport),
        Effort::Streams { metabolic, work, by_heart_rate, .. } => MetabolicRate {
            metabolic,
            work,
            log_sd: if by_heart_rate { coefficients().metabolism.heart_rate_sd.value } else { 0.0 },
            equation: "the mean over the recording, minute by minute",
            source: "isotone",
        },
        // A speed says little about the effort of a rider or a rower: wind and slope do.
        Effort::Pace { .. } => from_met(athlete, session.sport, 1.0),
        Effort::Intensity { intensity } => from_met(athlete, session.sport, intensity.share_of_met()),
    }
}

fn is_on_foot(sport: Sport) -> bool {
    matches!(sport, Sport::Run | Sport::Treadmill | Sport::Walk | Sport::Hike)
}

fn from_power(power: Power) -> MetabolicRate {
    let efficiency = coefficients().metabolism.cycling_efficiency.value;
    MetabolicRate {
        metabolic: power / efficiency,
        work: power,
        log_sd: 0.0,
        equation: "M = P / 0.205 (gross efficiency), work = P",
        source: "cycling-efficiency-heat",
    }
}

/// ACSM walking and running, blended between 80 and 134 m/min where people do either, so that no step appears.
///
/// ACSM's running equation holds on the level and, roughly, uphill; on a grade the cost of running is ACSM's level cost
/// times Minetti's ratio, which was measured from −45 to +45 %. What lifts the body leaves as work and not as heat;
/// downhill the muscles take work in.
fn from_pace(athlete: &Athlete, speed: Speed, grade: f64) -> MetabolicRate {
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
        log_sd: 0.0,
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

/// Keytel 2005 without VO₂max; the mean of both sexes' equations where the sex is unknown.
fn from_heart_rate(athlete: &Athlete, rate: Frequency, sport: Sport) -> MetabolicRate {
    let table = coefficients();
    let (beats, kg) = (rate.as_per_min(), athlete.body_mass.as_kg());
    let age = athlete.age_years.unwrap_or(table.body.default_age.value);
    let hr = &table.heart_rate;
    let male =
        hr.male_offset.value + hr.male_beat.value * beats + hr.male_kg.value * kg + hr.male_year.value * age;
    let female = hr.female_offset.value
        + hr.female_beat.value * beats
        + hr.female_kg.value * kg
        + hr.female_year.value * age;
    let kj_per_min = match athlete.sex {
        Some(Sex::Male) => male,
        Some(Sex::Female) => female,
        None => 0.5 * (male + female),
    };
    // At rest the regression leaves its domain; nobody turns over less than one MET.
    let least = table.metabolism.watts_per_met_kg.value * kg;
    let metabolic = (kj_per_min * 1000.0 / 60.0).max(least);
    MetabolicRate {
        metabolic: Power::from_watts(metabolic),
        work: Power::from_watts(metabolic * sport.entry().work_share),
        log_sd: table.metabolism.heart_rate_sd.value,
        equation: "Keytel 2005 from heart rate, mass, age and sex",
        source: "keytel-2005",
    }
}

fn from_met(athlete: &Athlete, sport: Sport, share: f64) -> MetabolicRate {
    let table = &coefficients().metabolism;
    let entry = sport.entry();
    let metabolic =
        Power::from_watts(entry.met * share * table.watts_per_met_kg.value * athlete.body_mass.as_kg());
    MetabolicRate {
        metabolic,
        work: metabolic * entry.work_share,
        log_sd: entry.shift_sd,
        equation: "M = MET of the sport × intensity × 1.219 W/kg × mass",
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

    use units::{Duration, Fraction, Mass, Temperature};

    use super::*;
    use crate::{Intensity, Setting};

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
}
