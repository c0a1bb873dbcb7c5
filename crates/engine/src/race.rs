//! A race planned leg by leg, with what the aid stations offer.

use fuel::basket::Carry;
use fuel::{AidStation, Leg, RacePlan};
use jiff::Timestamp;
use jiff::civil::DateTime;
use physiology::{Foresight, Intensity, SessionConditions, Sun};
use serde::Deserialize;
use units::Volume;

use crate::catalogue::request;
use crate::day::intensity_of;
use crate::{ConditionsInput, Engine, Error, FieldError, PlannedSession};

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
    /// The wind; a light one of 1.5 m/s when not told.
    #[serde(default)]
    pub wind: Option<units::AirSpeed>,
    /// The sun; when not told, shade for the sweat and full sun by day for the heat.
    #[serde(default)]
    pub sun: Option<Sun>,
    /// The wet-bulb globe temperature, where somebody measured it.
    #[serde(default)]
    pub wbgt: Option<units::Temperature>,
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
    /// The leg as a session that begins at an instant, so that its heat is worked out as of any other.
    fn session(&self, start: Timestamp) -> Result<PlannedSession, Error> {
        let intensity = self.intensity.unwrap_or(Intensity::Max);
        Ok(PlannedSession {
            typed_wbgt: self.wbgt,
            sun_unknown: self.sun.is_none(),
            ..PlannedSession::of(self.name.clone(), &self.name, start, self.conditions()?, intensity)
        })
    }

    fn conditions(&self) -> Result<SessionConditions, Error> {
        let typed = ConditionsInput {
            sport: Some(self.sport.clone()),
            duration: Some(self.duration),
            intensity: Some(self.intensity.unwrap_or(Intensity::Max)),
            air_temperature: Some(self.air_temperature),
            relative_humidity: self.relative_humidity,
            wind: self.wind,
            sun: self.sun,
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
        let around = self.surroundings(athlete, Some(list.start.date())).await?;
        let zone = around.record.time_zone();
        let catalogue = self.catalogue(athlete).await?;
        let start: Timestamp = zone.to_timestamp(list.start).map_err(|error| Error::field("start", error))?;
        let mut legs = Vec::new();
        let mut at = start;
        for leg in &list.legs {
            let session = leg.session(at)?;
            at = session.end();
            let expected = around.profile.outline(&session.conditions, Foresight::day_ahead());
            legs.push(Leg {
                name: leg.name.clone(),
                duration: leg.duration,
                intensity: intensity_of(session.intensity),
                sweat_rate: Some(expected.rate),
                sweat_measured: expected.tests > 0,
                sweat_sodium: Some(expected.sodium_concentration),
                air_temperature: Some(session.conditions.air_temperature),
                wbgt: Some(session.wbgt(&zone)),
                closed: leg.closed,
                from: leg.aid(),
            });
        }
        let wishes = request(&around.record, list.start.date(), Vec::new(), fuel::Slot::During);
        let plan = fuel::race(&around.person(), start, &legs, &catalogue, &wishes)
            .map_err(|error| Error::field("leg", error))?;
        self.keep_receipts(athlete, plan.receipts.iter()).await?;
        Ok(plan)
    }
}
