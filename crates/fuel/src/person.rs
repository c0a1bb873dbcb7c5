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
    /// An antidepressant that raises serotonin (SSRI or SNRI).
    Ssri,
    /// Desmopressin.
    Desmopressin,
    /// Carbamazepine or oxcarbazepine.
    Carbamazepine,
    /// An SGLT2 inhibitor.
    Sglt2Inhibitor,
    /// Cystic fibrosis.
    CysticFibrosis,
    /// A disorder of the heart's rhythm.
    Arrhythmia,
    /// Low energy availability (REDs), diagnosed or suspected.
    LowEnergy,
}

impl Condition {
    /// All conditions, in the order in which they are listed to people.
    pub const ALL: [Self; 19] = [
        Self::Hypertension,
        Self::Diuretic,
        Self::AceInhibitor,
        Self::Lithium,
        Self::KidneyDisease,
        Self::HeartFailure,
        Self::Cirrhosis,
        Self::AdrenalDisease,
        Self::FluidLimit,
        Self::InsulinTreated,
        Self::PregnantOrLactating,
        Self::Nsaid,
        Self::Ssri,
        Self::Desmopressin,
        Self::Carbamazepine,
        Self::Sglt2Inhibitor,
        Self::CysticFibrosis,
        Self::Arrhythmia,
        Self::LowEnergy,
    ];

    /// Conditions under which no number is given: fluid and sodium are for the clinician (S8, A13). Salt lost in sweat
    /// raises lithium, so it belongs here.
    pub fn refuses_numbers(self) -> bool {
        matches!(
            self,
            Self::KidneyDisease
                | Self::HeartFailure
                | Self::Cirrhosis
                | Self::AdrenalDisease
                | Self::FluidLimit
                | Self::Lithium
        )
    }

    /// Conditions under which sodium is not added (S9).
    pub fn restricts_sodium(self) -> bool {
        matches!(self, Self::Hypertension | Self::Diuretic | Self::AceInhibitor)
    }

    /// Medicines with which the body holds water back, so that drinking too much is nearer (A3).
    pub fn holds_water(self) -> bool {
        matches!(self, Self::Nsaid | Self::Ssri | Self::Diuretic | Self::Desmopressin | Self::Carbamazepine)
    }

    /// Conditions with which no caffeine is suggested (S5).
    pub fn excludes_caffeine(self) -> bool {
        matches!(
            self,
            Self::PregnantOrLactating
                | Self::Hypertension
                | Self::Diuretic
                | Self::Arrhythmia
                | Self::Lithium
        )
    }

    /// Conditions with which the plan is to be talked over with a clinician.
    pub fn wants_clinician(self) -> bool {
        matches!(
            self,
            Self::Hypertension
                | Self::Diuretic
                | Self::AceInhibitor
                | Self::Lithium
                | Self::Desmopressin
                | Self::Carbamazepine
                | Self::Sglt2Inhibitor
                | Self::CysticFibrosis
                | Self::LowEnergy
        )
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
    /// Used to the heat by at least ten days of training in it. Whoever is not is warned of heat earlier.
    #[serde(default)]
    pub heat_acclimated: bool,
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
            heat_acclimated: false,
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

    /// Whether any of the person's conditions is of this kind.
    ///
    /// ```
    /// use fuel::{Condition, Person};
    ///
    /// let mut person = Person::of_mass(units::Mass::from_kg(70.0));
    /// person.conditions.push(Condition::Hypertension);
    /// assert!(person.any(Condition::restricts_sodium) && !person.any(Condition::refuses_numbers));
    /// ```
    pub fn any(&self, of_kind: fn(Condition) -> bool) -> bool {
        self.conditions.iter().any(|condition| of_kind(*condition))
    }

    /// Whether a condition is among the person's.
    pub fn has(&self, condition: Condition) -> bool {
        self.conditions.contains(&condition)
    }
}
