//! Metabolic rate from heart rate.

use units::{Frequency, Power};

use super::MetabolicRate;
use crate::{Athlete, Sex, Sport, coefficients};

/// By the share of the athlete's own greatest heart rate where that is known (Swain 1994), by Keytel's regression where
/// not.
pub(super) fn metabolic(athlete: &Athlete, rate: Frequency, sport: Sport) -> MetabolicRate {
    let table = &coefficients().metabolism;
    let (watts, log_sd, equation, source) = match athlete.greatest_heart_rate {
        Some(greatest) => {
            let equation = "VO₂ = (HR/HRmax − 0.37)/0.64 of the capacity, M = VO₂·m·20.9 J/mL";
            (by_share(athlete, rate / greatest), log_sd(athlete), equation, "swain-1994")
        }
        None => (
            by_regression(athlete, rate.as_per_min()),
            log_sd(athlete),
            "Keytel 2005 from heart rate, mass, age and sex",
            "keytel-2005",
        ),
    };
    // At rest both equations leave their domain; nobody turns over less than one MET.
    let least = table.watts_per_met_kg.value * athlete.body_mass.as_kg();
    let metabolic = Power::from_watts(watts.max(least));
    MetabolicRate {
        metabolic,
        work: metabolic * crate::sport_entry::sport_entry(sport).work_share,
        log_sd,
        equation,
        source,
    }
}

/// The log-SD of heat production from heart rate: smaller where the athlete's own maximum and capacity are known.
pub(super) fn log_sd(athlete: &Athlete) -> f64 {
    let table = &coefficients().metabolism;
    let unknown = table.heart_rate_sd.value;
    match (athlete.greatest_heart_rate, athlete.capacity, athlete.capacity_estimate) {
        (Some(_), Some(_), _) => table.own_heart_rate_sd.value,
        (Some(_), None, Some(estimate)) => table.own_heart_rate_sd.value.hypot(estimate.log_sd).min(unknown),
        _ => unknown,
    }
}

/// The share of capacity at this share of the greatest heart rate, times the capacity, W.
fn by_share(athlete: &Athlete, share: f64) -> f64 {
    let table = coefficients();
    let hr = &table.heart_rate;
    let of_capacity = ((share - hr.share_offset.value) / hr.share_slope.value).clamp(0.0, 1.05);
    let capacity = athlete.capacity_or_default().as_ml_per_kg_min();
    of_capacity * capacity * athlete.body_mass.as_kg() * table.metabolism.joules_per_ml_oxygen.value / 60.0
}

/// Keytel 2005 without oxygen uptake, W; the mean of both sexes' equations where the sex is unknown.
fn by_regression(athlete: &Athlete, beats: f64) -> f64 {
    let table = coefficients();
    let (kg, hr) = (athlete.body_mass.as_kg(), &table.heart_rate);
    let age = athlete.age_years.unwrap_or(table.body.default_age.value);
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
    kj_per_min * 1000.0 / 60.0
}
