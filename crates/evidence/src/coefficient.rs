//! Coefficients as data: each with unit, source and status, read from a table that a scientist can open.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{SourceId, Status};

/// One number of an equation, with where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// The number.
    pub value: f64,
    /// Its unit, as text; `1` for a pure number.
    pub unit: String,
    /// What it is, in words.
    pub meaning: String,
    /// Where it comes from.
    pub source: SourceId,
    /// How far it was verified.
    pub status: Status,
}

/// A table of coefficients, by dotted name (`section.name`).
#[derive(Clone, Debug, Default)]
pub struct Coefficients {
    table: BTreeMap<String, Coefficient>,
}

/// What is wrong with a table of coefficients.
#[derive(Debug, thiserror::Error)]
pub enum CoefficientError {
    /// The file is not a table of coefficients.
    #[error("the coefficients cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// An equation asks for a coefficient that the table lacks.
    #[error("coefficient '{0}' is missing: add it to the table with value, unit, meaning, source and status")]
    Missing(String),
    /// A coefficient is not a finite number.
    #[error("coefficient '{0}' is not a finite number")]
    NotFinite(String),
}

impl Coefficients {
    /// Reads a TOML table of sections of coefficients.
    ///
    /// # Errors
    /// When the text has another form or a value is not finite.
    ///
    /// ```
    /// let table = evidence::Coefficients::read(r#"
    ///     [respiration]
    ///     water_loss = { value = 0.019, unit = "g/min per (L/min·mmHg)", meaning = "Respiratory water loss", source = "isotone", status = "verified" }
    /// "#)?;
    /// assert_eq!(table.value("respiration.water_loss")?, 0.019);
    /// # Ok::<(), evidence::CoefficientError>(())
    /// ```
    pub fn read(text: &str) -> Result<Self, CoefficientError> {
        let sections: BTreeMap<String, BTreeMap<String, Coefficient>> = toml::from_str(text)?;
        let mut table = BTreeMap::new();
        for (section, coefficients) in sections {
            for (name, coefficient) in coefficients {
                let key = format!("{section}.{name}");
                if !coefficient.value.is_finite() {
                    return Err(CoefficientError::NotFinite(key));
                }
                table.insert(key, coefficient);
            }
        }
        Ok(Self { table })
    }

    /// The coefficient with this dotted name.
    ///
    /// # Errors
    /// When the table lacks it.
    pub fn get(&self, name: &str) -> Result<&Coefficient, CoefficientError> {
        self.table.get(name).ok_or_else(|| CoefficientError::Missing(name.to_owned()))
    }

    /// The number of this name.
    ///
    /// # Errors
    /// When the table lacks it.
    pub fn value(&self, name: &str) -> Result<f64, CoefficientError> {
        self.get(name).map(|coefficient| coefficient.value)
    }

    /// All coefficients in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Coefficient)> {
        self.table.iter().map(|(name, coefficient)| (name.as_str(), coefficient))
    }
}
