//! The athlete as the models need to know them.

use serde::{Deserialize, Serialize};
use units::{Area, Frequency, Length, Mass};

use crate::{AerobicCapacity, CapacityEstimate, coefficients};

/// Biological sex, as far as the published equations tell men and women apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// The athlete's body.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Athlete {
    /// Body mass.
    pub body_mass: Mass,
    /// Height; unknown heights are taken from the sex.
    #[serde(default)]
    pub height: Option<Length>,
    /// Sex, if told.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Age in years, if told.
    #[serde(default)]
    pub age_years: Option<f64>,
    /// Whether the athlete has trained in heat in the last weeks.
    #[serde(default)]
    pub heat_acclimated: bool,
    /// Aerobic capacity, if it was measured or follows from a race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<AerobicCapacity>,
    /// Aerobic capacity as the athlete's recordings show it; used where it was neither measured nor follows from a race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_estimate: Option<CapacityEstimate>,
    /// The greatest heart rate, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greatest_heart_rate: Option<Frequency>,
}

/// A body that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AthleteError {
    /// Outside 20–250 kg.
    #[error("a body mass of {0} cannot be: write one from 20 to 250 kg")]
    Mass(Mass),
    /// Outside 1.0–2.5 m.
    #[error("a height of {0} cannot be: write one from 1.0 to 2.5 m")]
    Height(Length),
}

impl Athlete {
    /// An athlete of whom only the body mass is known.
    pub fn of_mass(body_mass: Mass) -> Self {
        Self {
            body_mass,
            height: None,
            sex: None,
            age_years: None,
            heat_acclimated: false,
            capacity: None,
            capacity_estimate: None,
            greatest_heart_rate: None,
        }
    }

    /// Checks that such a body can be.
    ///
    /// # Errors
    /// Names the measure that cannot be.
    pub fn check(&self) -> Result<(), AthleteError> {
        if !(20.0..=250.0).contains(&self.body_mass.as_kg()) {
            return Err(AthleteError::Mass(self.body_mass));
        }
        match self.height {
            Some(height) if !(1.0..=2.5).contains(&height.as_m()) => Err(AthleteError::Height(height)),
            _ => Ok(()),
        }
    }

    /// The height, or the one taken for the sex; the mean of both where that is unknown too.
    pub fn height_or_default(&self) -> Length {
        let table = &coefficients().body;
        let (male, female) = (table.default_height_male.value, table.default_height_female.value);
        self.height.unwrap_or(Length::from_m(match self.sex {
            Some(Sex::Male) => male,
            Some(Sex::Female) => female,
            None => (male + female) / 2.0,
        }))
    }

    /// The capacity, the one that recordings show, or the one taken for the sex; the mean of both where that is unknown too.
    pub fn capacity_or_default(&self) -> AerobicCapacity {
        let table = &coefficients().metabolism;
        self.capacity.or(self.capacity_estimate.map(|estimate| estimate.capacity)).unwrap_or_else(|| {
            let female = table.female_capacity.value;
            let share = match self.sex {
                Some(Sex::Male) => 1.0,
                Some(Sex::Female) => female,
                None => 0.5 * (1.0 + female),
            };
            AerobicCapacity::from_ml_per_kg_min(share * table.reference_capacity.value)
        })
    }

    /// Body surface area (DuBois).
    ///
    /// ```
    /// use physiology::Athlete;
    /// use units::{Length, Mass};
    /// let athlete = Athlete { height: Some(Length::from_m(1.73)), ..Athlete::of_mass(Mass::from_kg(70.0)) };
    /// assert!((athlete.surface_area().as_m2() - 1.8285).abs() < 5e-4);
    /// ```
    pub fn surface_area(&self) -> Area {
        let table = &coefficients().body;
        Area::from_m2(
            table.area_scale.value
                * self.body_mass.as_kg().powf(table.area_mass_exponent.value)
                * self.height_or_default().as_m().powf(table.area_height_exponent.value),
        )
    }
}
