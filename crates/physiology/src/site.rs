//! Where on the body a patch sat, and what its sodium says of the whole body's.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use evidence::{SourceId, Status};
use serde::{Deserialize, Serialize};
use units::SodiumConcentration;

/// The body site of a patch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Site {
    /// Inner forearm, where the commercial patches sit.
    #[default]
    VentralForearm,
    /// Outer forearm.
    DorsalForearm,
    /// Upper arm.
    UpperArm,
    /// Chest.
    Chest,
    /// Upper back.
    UpperBack,
    /// Thigh.
    Thigh,
    /// Calf.
    Calf,
    /// Forearm, back, chest, forehead and thigh together, weighted by rate and area.
    FiveSites,
}

/// How a site's sodium maps to the whole body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteEntry {
    /// The site in words.
    pub words: String,
    /// Slope of the map.
    pub slope: f64,
    /// Intercept of the map, mmol/L.
    pub intercept: f64,
    /// Between-person SD around it, mmol/L.
    pub sd: f64,
    /// Whether a ratio of the local to the whole-body sweating rate is known.
    #[serde(default)]
    pub rate: bool,
    /// Where the map comes from.
    pub source: SourceId,
    /// How far it was verified.
    pub status: Status,
    /// What to keep in mind.
    pub note: String,
}

/// A site nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a body site: write one of {known}", known = Site::ALL.map(Site::key).join(", "))]
pub struct SiteError(pub String);

static TABLE: LazyLock<BTreeMap<Site, SiteEntry>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/sites.toml")).expect("data/sites.toml")
});

/// The lowest and highest forearm sodium in the data behind the maps (Baker 2016), mmol/L.
pub const OBSERVED_LOCAL_SODIUM: (f64, f64) = (12.6, 104.8);

impl Site {
    /// Every site.
    pub const ALL: [Self; 8] = [
        Self::VentralForearm,
        Self::DorsalForearm,
        Self::UpperArm,
        Self::Chest,
        Self::UpperBack,
        Self::Thigh,
        Self::Calf,
        Self::FiveSites,
    ];

    /// The key in documents and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::VentralForearm => "ventral-forearm",
            Self::DorsalForearm => "dorsal-forearm",
            Self::UpperArm => "upper-arm",
            Self::Chest => "chest",
            Self::UpperBack => "upper-back",
            Self::Thigh => "thigh",
            Self::Calf => "calf",
            Self::FiveSites => "five-sites",
        }
    }

    /// How the site's sodium maps to the whole body, with source and status.
    pub fn entry(self) -> &'static SiteEntry {
        &TABLE[&self]
    }

    /// The whole-body sodium that a local one stands for.
    ///
    /// Local values outside those observed (12.6–104.8 mmol/L) are taken at the nearest observed one, so that the map
    /// is never used where nobody has seen it; [`crate::patch_test::assess`] flags them.
    ///
    /// ```
    /// use physiology::Site;
    /// use units::SodiumConcentration;
    /// let whole_body = Site::DorsalForearm.whole_body_sodium(SodiumConcentration::from_mmol_per_l(43.6));
    /// assert!((whole_body.as_mmol_per_l() - 35.902).abs() < 1e-9);
    /// ```
    pub fn whole_body_sodium(self, local: SodiumConcentration) -> SodiumConcentration {
        let (least, most) = OBSERVED_LOCAL_SODIUM;
        let entry = self.entry();
        let whole = entry.slope * local.as_mmol_per_l().clamp(least, most) + entry.intercept;
        // A site that reads high can map a low reading below anything that sweat holds.
        SodiumConcentration::from_mmol_per_l(whole.max(LEAST_WHOLE_BODY_SODIUM))
    }

    /// The between-person log-SD of that map, taken at the population's mean so that a lower reading never weighs less
    /// than a higher one.
    pub fn log_sd(self, population_mean: f64) -> f64 {
        self.entry().sd / population_mean
    }
}

/// Sweat glands cannot take all sodium back: the lowest forearm sodium seen in 157 runners (Lara 2016), mmol/L.
const LEAST_WHOLE_BODY_SODIUM: f64 = 7.0;

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entry().words)
    }
}

impl FromStr for Site {
    type Err = SiteError;

    fn from_str(text: &str) -> Result<Self, SiteError> {
        let typed = text.trim().to_lowercase().replace([' ', '_'], "-");
        let named =
            |site: &Self| site.key() == typed || site.entry().words.to_lowercase().replace(' ', "-") == typed;
        Self::ALL.into_iter().find(named).ok_or_else(|| SiteError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_has_an_entry_whose_source_is_in_the_register() {
        for site in Site::ALL {
            assert!(evidence::register().get(&site.entry().source).is_some(), "{site}");
            assert_eq!(site.key().parse(), Ok(site));
            assert_eq!(site.to_string().parse(), Ok(site));
        }
        assert!("nose".parse::<Site>().unwrap_err().to_string().contains("ventral-forearm"));
    }

    #[test]
    fn a_higher_reading_never_means_less() {
        for site in Site::ALL {
            let whole =
                |local| site.whole_body_sodium(SodiumConcentration::from_mmol_per_l(local)).as_mmol_per_l();
            let values: Vec<f64> = (0..150).map(|n| whole(f64::from(n))).collect();
            assert!(values.windows(2).all(|pair| pair[0] <= pair[1]) && values[0] >= 7.0, "{site}");
        }
    }
}
