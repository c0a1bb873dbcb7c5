//! What a scenario gives: sweat tests, readings, sessions.

use evidence::Estimate;
use jiff::civil::DateTime;
use physiology::{Intensity, Prediction, Sun};
use serde::Deserialize;
use units::{
    AirSpeed, Caffeine, Duration, Fraction, Interval, Mass, SodiumConcentration, Temperature, Volume,
    VolumeRate,
};

use crate::{ConditionsInput, ReadingKind};

/// A sweat test by weighing.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenTest {
    /// When the session began.
    pub at: DateTime,
    /// The sport.
    pub sport: String,
    /// How long.
    pub duration: Duration,
    /// How hard.
    #[serde(default)]
    pub intensity: Option<Intensity>,
    /// The temperature of the air.
    pub air_temperature: Temperature,
    /// The relative humidity; 50 % when absent.
    #[serde(default)]
    pub relative_humidity: Option<Fraction>,
    /// Body mass before.
    pub before: Mass,
    /// Body mass after.
    pub after: Mass,
    /// Fluid drunk; not noted when absent.
    #[serde(default)]
    pub drunk: Option<Volume>,
    /// Urine passed; not noted when absent.
    #[serde(default)]
    pub urine: Option<Volume>,
}

/// A reading: exactly one of the amounts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenReading {
    /// When.
    pub at: DateTime,
    /// Body mass.
    #[serde(default)]
    pub body_mass: Option<Mass>,
    /// A drink.
    #[serde(default)]
    pub drink: Option<Volume>,
    /// Caffeine.
    #[serde(default)]
    pub caffeine: Option<Caffeine>,
    /// Thirst, 0 to 9.
    #[serde(default)]
    pub thirst: Option<u8>,
    /// Urine colour, 1 to 8.
    #[serde(default)]
    pub urine_colour: Option<u8>,
    /// Urine was passed.
    #[serde(default)]
    pub urine_passed: bool,
}

impl GivenReading {
    pub(super) fn kinds(&self) -> Vec<ReadingKind> {
        let mut kinds = Vec::new();
        kinds.extend(self.body_mass.map(|mass| ReadingKind::BodyMass { mass }));
        kinds.extend(self.drink.map(|volume| ReadingKind::Drink { volume }));
        kinds.extend(self.caffeine.map(|amount| ReadingKind::Caffeine { amount }));
        kinds.extend(self.thirst.map(|score| ReadingKind::Thirst { score }));
        kinds.extend(self.urine_colour.map(|score| ReadingKind::UrineColour { score }));
        kinds.extend(self.urine_passed.then_some(ReadingKind::UrinePassed));
        kinds
    }
}

/// A planned session.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenSession {
    /// What the expectations call it; `1`, `2`, … in the order of the file when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// When it starts.
    pub start: DateTime,
    /// The sport.
    pub sport: String,
    /// How long.
    pub duration: Duration,
    /// How hard; moderate when absent.
    #[serde(default)]
    pub intensity: Option<Intensity>,
    /// The temperature of the air.
    pub air_temperature: Temperature,
    /// The relative humidity; 50 % when absent.
    #[serde(default)]
    pub relative_humidity: Option<Fraction>,
    /// The wind.
    #[serde(default)]
    pub wind: Option<AirSpeed>,
    /// The sun.
    #[serde(default)]
    pub sun: Option<Sun>,
    /// The wet-bulb globe temperature, if measured.
    #[serde(default)]
    pub wbgt: Option<Temperature>,
    /// The sweating rate, as if it were known from tests: the rule is then judged by itself, without the model of sweat.
    #[serde(default)]
    pub sweat_rate: Option<VolumeRate>,
    /// The ends of its four-in-five interval; the rate itself when absent.
    #[serde(default)]
    pub sweat_rate_80: Option<Interval<VolumeRate>>,
    /// The sodium of sweat, in the same way.
    #[serde(default)]
    pub sweat_sodium: Option<SodiumConcentration>,
    /// Needs that were taken as planned: `before`, `during`.
    #[serde(default)]
    pub taken: Vec<fuel::Phase>,
}

/// The sweat of a session that a scenario fixes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FixedSweat {
    pub(crate) rate: Estimate<VolumeRate>,
    pub(crate) sodium: Option<SodiumConcentration>,
}

impl FixedSweat {
    /// Puts it in the place of what was expected, as if one test knew it.
    pub(crate) fn replace(&self, prediction: &mut Prediction, duration: Duration) {
        prediction.rate = self.rate;
        prediction.loss = self.rate.map(|rate| rate * duration);
        prediction.tests = prediction.tests.max(1);
        if let Some(sodium) = self.sodium {
            prediction.sodium_concentration = Estimate::exact(sodium);
            prediction.sodium_loss = self.rate.map(|rate| sodium * (rate * duration));
        }
    }
}

impl GivenSession {
    pub(super) fn conditions(&self) -> ConditionsInput {
        ConditionsInput {
            sport: Some(self.sport.clone()),
            duration: Some(self.duration),
            intensity: self.intensity,
            air_temperature: Some(self.air_temperature),
            relative_humidity: self.relative_humidity,
            wind: self.wind,
            sun: self.sun,
            wbgt: self.wbgt,
            ..ConditionsInput::default()
        }
    }

    pub(super) fn sweat(&self) -> Option<FixedSweat> {
        let exact = Estimate::exact(self.sweat_rate?);
        let rate = match self.sweat_rate_80 {
            Some(i80) => Estimate { i80, i95: i80, ..exact },
            None => exact,
        };
        Some(FixedSweat { rate, sodium: self.sweat_sodium })
    }
}
