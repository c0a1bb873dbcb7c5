//! Sweat sodium. Without a measurement it comes from the population of the sport, as a wide interval.

use evidence::SourceId;
use units::{Duration, SodiumConcentration};

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
        let mean = match crate::sport_entry::sport_entry(sport).group.as_str() {
            "endurance" => &table.mean_endurance,
            "american-football" => &table.mean_american_football,
            "basketball" => &table.mean_basketball,
            "soccer" => &table.mean_soccer,
            "baseball" => &table.mean_baseball,
            _ => &table.mean,
        };
        let person = log_sd_of_cv(table.person_cv.value).hypot(log_sd_of_cv(table.drift_cv.value));
        // The tables give arithmetic means; the median of a log-normal lies below its mean.
        let median = mean.value * (-0.5 * person * person).exp();
        Self {
            median: SodiumConcentration::from_mmol_per_l(median),
            log_sd: person.hypot(log_sd_of_cv(table.drift_cv.value)).hypot(log_sd_of_cv(table.day_cv.value)),
            source: mean.source.clone(),
        }
    }
}

/// The sweating rate to which the sodium of a sport's athletes belongs, L/h.
pub(crate) fn reference_rate(sport: Sport, model: &Model) -> f64 {
    let table = &model.sodium;
    let rate = match crate::sport_entry::sport_entry(sport).group.as_str() {
        "endurance" => &table.rate_endurance,
        "american-football" => &table.rate_american_football,
        "basketball" => &table.rate_basketball,
        "soccer" => &table.rate_soccer,
        "baseball" => &table.rate_baseball,
        _ => &table.reference_rate,
    };
    rate.value
}

/// The share of a change of sodium that has happened this long after flow changed: it follows with a half-time of six
/// minutes (choi-2020).
///
/// ```
/// use units::Duration;
/// assert!((physiology::sodium_follows(Duration::from_minutes(12.0)) - 0.75).abs() < 1e-12);
/// ```
pub fn sodium_follows(after: Duration) -> f64 {
    let half_times = after.as_minutes().max(0.0) / Model::standard().sodium.flow_half_time.value;
    1.0 - 0.5_f64.powf(half_times)
}

/// How salty sweat is, in the words that the field uses (lara-2016).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Saltiness {
    /// Below 30 mmol/L.
    Low,
    /// 30 to 60 mmol/L.
    Typical,
    /// Above 60 mmol/L.
    Salty,
}

impl Saltiness {
    /// The class of a sodium concentration.
    ///
    /// ```
    /// use physiology::Saltiness;
    /// use units::SodiumConcentration;
    /// assert_eq!(Saltiness::of(SodiumConcentration::from_mmol_per_l(21.4)), Saltiness::Low);
    /// assert_eq!(Saltiness::of(SodiumConcentration::from_mmol_per_l(43.2)), Saltiness::Typical);
    /// assert_eq!(Saltiness::of(SodiumConcentration::from_mmol_per_l(71.0)), Saltiness::Salty);
    /// ```
    pub fn of(sodium: SodiumConcentration) -> Self {
        match sodium.as_mmol_per_l() {
            low if low < 30.0 => Self::Low,
            high if high > 60.0 => Self::Salty,
            _ => Self::Typical,
        }
    }

    /// Its name in keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Typical => "typical",
            Self::Salty => "salty",
        }
    }

    /// The class in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "low in salt",
            Self::Typical => "typical",
            Self::Salty => "salty",
        }
    }
}
