//! Sweat sodium. Without a measurement it comes from the population of the sport, as a wide interval.

use units::SodiumConcentration;

use crate::{Sport, coefficients};

/// What is believed of an athlete's whole-body sweat sodium before it was measured: log-normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SodiumPrior {
    /// The median.
    pub median: SodiumConcentration,
    /// The log-SD between people and days.
    pub log_sd: f64,
    /// The source of the median.
    pub source: &'static str,
}

impl SodiumPrior {
    /// The population of a sport.
    pub fn of(sport: Sport) -> Self {
        let table = &coefficients().sodium;
        let mean = match sport.entry().group.as_str() {
            "endurance" => &table.mean_endurance,
            "american-football" => &table.mean_american_football,
            "basketball" => &table.mean_basketball,
            "soccer" => &table.mean_soccer,
            "baseball" => &table.mean_baseball,
            _ => &table.mean,
        };
        let log_variance = |cv: f64| (cv * cv).ln_1p();
        let person = log_variance(table.person_cv.value);
        // The tables give arithmetic means; the median of a log-normal lies below its mean.
        let median = mean.value * (-0.5 * person).exp();
        let source =
            if mean.value.to_bits() == table.mean.value.to_bits() { "baker-2016" } else { "barnes-2019" };
        Self {
            median: SodiumConcentration::from_mmol_per_l(median),
            log_sd: (person + log_variance(table.day_cv.value)).sqrt(),
            source,
        }
    }
}
