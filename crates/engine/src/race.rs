//! A race planned leg by leg, with what the aid stations offer.

use fuel::basket::Carry;
use fuel::{AidStation, Leg, RacePlan};
use jiff::Timestamp;
use jiff::civil::DateTime;
use physiology::{Foresight, Intensity, SessionConditions};
use serde::Deserialize;
use units::Volume;

use crate::day::intensity_of;
use crate::{ConditionsInput, Engine, Error, FieldError};

/// A start list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartList {
    /// The start in the athlete's own zone, such as `2026-06-14T08:00`.
    pub start: DateTime,
    /// The legs in order.
    #[serde(rename = "leg")]
    pub legs: Vec<StartListLeg>,
}

/// A stretch between two places where something can be had.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartListLeg {
    /// Its name.
    pub name: String,
    /// The sport.
    pub sport: String,
    /// How long it is planned to take.
    pub duration: units::Duration,
    /// How hard; as hard as a race when not told.
    #[serde(default)]
    pub intensity: Option<Intensity>,
    /// The temperature of the air.
    pub air_temperature: units::Temperature,
    /// The relative humidity; 50 % when not told.
    #[serde(default)]
    pub relative_humidity: Option<units::Fraction>,
    /// Nothing can be had on it: a swim.
    #[serde(default)]
    pub closed: bool,
    /// What is on offer where it begins, by names in the catalogue; anything when not told.
    #[serde(default)]
    pub offers: Vec<String>,
    /// What the bottles hold.
    #[serde(default)]
    pub bottles: Option<Volume>,
    /// How many gels, bars and the like the pockets hold.
    #[serde(default)]
    pub pieces: Option<u32>,
}

/// Where only one of both limits is told, the other is none worth the name.
const ANY_VOLUME: Volume = Volume::from_l(50.0);
const ANY_PIECES: u32 = 1000;

impl StartListLeg {
    fn conditions(&self) -> Result<SessionConditions, Error> {
        let typed = ConditionsInput {
            sport: Some(self.sport.clone()),
            duration: Some(self.duration),
            intensity: Some(self.intensity.unwrap_or(Intensity::Max)),
            air_temperature: Some(self.air_temperature),
            relative_humidity: self.relative_humidity,
            ..ConditionsInput::default()
        };
        typed.resolve(None).map_err(|error| match error {
            Error::Invalid(fields) => Error::Invalid(
                fields
                    .into_iter()
                    .map(|field| {
                        FieldError::new(format!("leg '{}', {}", self.name, field.field), field.message)
                    })
                    .collect(),
            ),
            other => other,
        })
    }

    fn aid(&self) -> AidStation {
        let limited = self.bottles.is_some() || self.pieces.is_some();
        AidStation {
            offers: self.offers.clone(),
            carry: limited.then(|| Carry {
                bottles: self.bottles.unwrap_or(ANY_VOLUME),
                pieces: self.pieces.unwrap_or(ANY_PIECES),
            }),
        }
    }
}

impl Engine {
    /// Plans a race: what each leg takes out of the athlete by the profile, and what to take where.
    ///
    /// # Errors
    /// Every leg that cannot be planned, by its name; or the database fails.
    pub async fn race_plan(&self, athlete: &str, list: &StartList) -> Result<RacePlan, Error> {
        let record = self.athlete(athlete).await?;
        let profile = self.sweat_profile(athlete).await?;
        let catalogue = self.catalogue(athlete).await?;
        let start: Timestamp =
            record.time_zone().to_timestamp(list.start).map_err(|error| Error::field("start", error))?;
        let mut legs = Vec::new();
        for leg in &list.legs {
            let conditions = leg.conditions()?;
            let expected = profile.outline(&conditions, Foresight::day_ahead());
            legs.push(Leg {
                name: leg.name.clone(),
                duration: leg.duration,
                intensity: intensity_of(leg.intensity.unwrap_or(Intensity::Max)),
                sweat_rate: Some(expected.rate),
                sweat_sodium: Some(expected.sodium_concentration),
                closed: leg.closed,
                from: leg.aid(),
            });
        }
        let plan = fuel::race(&record.person(list.start.year()), start, &legs, &catalogue)
            .map_err(|error| Error::field("leg", error))?;
        self.keep_receipts(athlete, plan.receipts.iter()).await?;
        Ok(plan)
    }
}
