//! What each sport means for heat: its METs, clothing, own airflow, and how its measured sweating rates sit.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use sport::Sport;

/// What the table says of a sport.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SportEntry {
    pub(crate) met: f64,
    /// The activity's code in the Compendium, for whoever checks the MET.
    pub(crate) code: String,
    pub(crate) work_share: f64,
    pub(crate) clo: f64,
    pub(crate) own_air: f64,
    pub(crate) limb_speed: f64,
    pub(crate) shift: f64,
    pub(crate) shift_sd: f64,
    pub(crate) group: String,
}

static TABLE: LazyLock<BTreeMap<Sport, SportEntry>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/sports.toml")).expect("data/sports.toml")
});

/// The coefficients of a sport.
pub(crate) fn sport_entry(sport: Sport) -> &'static SportEntry {
    &TABLE[&sport]
}

/// The Compendium code of the activity that the sport's MET is taken from.
pub fn compendium_code(sport: Sport) -> &'static str {
    &sport_entry(sport).code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_sport() {
        for &sport in Sport::ALL {
            let entry = sport_entry(sport);
            assert!(entry.met > 0.0 && (0.0..0.3).contains(&entry.work_share) && !entry.code.is_empty());
        }
    }
}
