//! The person as the fuelling rules need to know them.

use serde::{Deserialize, Serialize};
use units::{Mass, VolumeRate};

/// A condition or medication that changes what may be advised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// High blood pressure.
    Hypertension,
    /// Diuretic medicine.
    Diuretic,
    /// ACE inhibitor or angiotensin receptor blocker.
    AceInhibitor,
    /// Lithium.
    Lithium,
    /// Chronic kidney disease.
    KidneyDisease,
    /// Heart failure.
    HeartFailure,
    /// Cirrhosis of the liver.
    Cirrhosis,
    /// Adrenal disease.
    AdrenalDisease,
    /// A clinician has limited fluid.
    FluidLimit,
    /// Insulin or a sulfonylurea.
    InsulinTreated,
    /// Pregnant or lactating.
    PregnantOrLactating,
    /// Anti-inflammatory painkillers around exercise.
    Nsaid,
}

impl Condition {
    /// Conditions under which no number is given: fluid and sodium are for the clinician.
    pub fn refuses_numbers(self) -> bool {
        matches!(
            self,
            Self::KidneyDisease
                | Self::HeartFailure
                | Self::Cirrhosis
                | Self::AdrenalDisease
                | Self::FluidLimit
        )
    }

    /// Conditions under which sodium is not added.
    pub fn restricts_sodium(self) -> bool {
        matches!(self, Self::Hypertension | Self::Diuretic | Self::AceInhibitor | Self::Lithium)
    }
}

/// The person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Body mass.
    pub body_mass: Mass,
    /// Age in years; unknown ages are taken as adult, and get no caffeine suggested.
    #[serde(default)]
    pub age_years: Option<f64>,
    /// Conditions and medicines.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// A record of training the gut to more than 90 g of carbohydrate an hour, and the wish to use it.
    #[serde(default)]
    pub trained_gut: bool,
    /// A drinking rate above 1 L/h that was tried and tolerated; never used above 1.2 L/h.
    #[serde(default)]
    pub tested_drinking_rate: Option<VolumeRate>,
    /// Sweat known to be salty (above 60 mmol/L).
    #[serde(default)]
    pub salty_sweat: bool,
}

impl Person {
    /// A healthy person of whom only the body mass is known.
    pub fn of_mass(body_mass: Mass) -> Self {
        Self {
            body_mass,
            age_years: None,
            conditions: Vec::new(),
            trained_gut: false,
            tested_drinking_rate: None,
            salty_sweat: false,
        }
    }

    /// Under 18.
    pub fn is_minor(&self) -> bool {
        self.age_years.is_some_and(|age| age < 18.0)
    }

    /// Twelve or younger, for whom the drinking advice of children holds.
    pub fn is_child(&self) -> bool {
        self.age_years.is_some_and(|age| age < 13.0)
    }

    /// Sixty or older.
    pub fn is_older(&self) -> bool {
        self.age_years.is_some_and(|age| age >= 60.0)
    }

    /// Whether a condition is among the person's.
    pub fn has(&self, condition: Condition) -> bool {
        self.conditions.contains(&condition)
    }
}
