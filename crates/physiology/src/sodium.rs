//! Sweat sodium. Without a measurement it comes from the population of the sport, as a wide interval.

use evidence::SourceId;
use units::SodiumConcentration;

use crate::patch_test::log_sd_of_cv;
use crate::{Model, Sport};

/// What is believed of an athlete's whole-body sweat sodium before it was measured: log-normal.
#[derive(Clone, Debug, PartialEq)]
pub struct SodiumPrior {
    /// The median.
    pub median: SodiumConcentration,
    /// The log-SD between people and days.
    pub log_sd: f64,
    /// The source of the median.
    pub source: SourceId,
}

impl SodiumPrior {
    /// The population of a sport.
    pub fn of(sport: Sport, model: &Model) -> Self {
        let table = &model.sodium;
        let mean = match sport.entry().group.as_str() {
            "endurance" => &table.mean_endurance,
            "american-football" => &table.mean_american_football,
            "basketball" => &table.mean_basketball,
            "soccer" => &table.mean_soccer,
            "baseball" => &table.mean_baseball,
            _ => &table.mean,
        };
        let person = log_sd_of_cv(table.person_cv.value);
        // The tables give arithmetic means; the median of a log-normal lies below its mean.
        let median = mean.value * (-0.5 * person * person).exp();
        Self {
            median: SodiumConcentration::from_mmol_per_l(median),
            log_sd: person.hypot(log_sd_of_cv(table.day_cv.value)),
            source: mean.source.clone(),
        }
    }
}
