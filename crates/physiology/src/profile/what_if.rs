//! What if: one input of a session varied, everything else held.

use serde::{Deserialize, Serialize};
use units::{AirSpeed, Duration, Fraction, Insulation, Mass, Power, Speed, Temperature};

use super::{Foresight, Prediction, SweatProfile};
use crate::{Effort, SessionConditions, Setting};

/// An input of a session that can be varied, with the range in which the models take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variable {
    /// Air temperature, °C.
    AirTemperature,
    /// Relative humidity, %.
    RelativeHumidity,
    /// Wind at 10 m outdoors, a fan's air indoors, m/s.
    AirSpeed,
    /// Duration, min.
    Duration,
    /// Speed of a session known by pace, km/h.
    Speed,
    /// Power of a session known by power, W.
    Power,
    /// Clothing, clo.
    Clothing,
    /// Body mass, kg.
    BodyMass,
}

/// One point of a curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The value of the varied input, in the unit of the [`Variable`].
    pub at: f64,
    /// What the profile expects there, without receipts.
    pub prediction: Prediction,
}

/// A curve over one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What is varied.
    pub variable: Variable,
    /// The session that it is varied in.
    pub session: SessionConditions,
    /// From the lowest value to the highest.
    pub points: Vec<CurvePoint>,
}

impl Variable {
    /// All that can be varied in any session.
    pub const ALL: [Self; 8] = [
        Self::AirTemperature,
        Self::RelativeHumidity,
        Self::AirSpeed,
        Self::Duration,
        Self::Speed,
        Self::Power,
        Self::Clothing,
        Self::BodyMass,
    ];

    /// The name in addresses and documents.
    pub fn key(self) -> &'static str {
        match self {
            Self::AirTemperature => "air-temperature",
            Self::RelativeHumidity => "relative-humidity",
            Self::AirSpeed => "air-speed",
            Self::Duration => "duration",
            Self::Speed => "speed",
            Self::Power => "power",
            Self::Clothing => "clothing",
            Self::BodyMass => "body-mass",
        }
    }

    /// The unit of its values.
    pub fn unit(self) -> &'static str {
        match self {
            Self::AirTemperature => "°C",
            Self::RelativeHumidity => "%",
            Self::AirSpeed => "m/s",
            Self::Duration => "min",
            Self::Speed => "km/h",
            Self::Power => "W",
            Self::Clothing => "clo",
            Self::BodyMass => "kg",
        }
    }

    /// The range that is worth looking at.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::AirTemperature => (0.0, 40.0),
            Self::RelativeHumidity => (10.0, 95.0),
            Self::AirSpeed => (0.0, 8.0),
            Self::Duration => (20.0, 300.0),
            Self::Speed => (6.0, 18.0),
            Self::Power => (80.0, 350.0),
            Self::Clothing => (0.1, 1.0),
            Self::BodyMass => (45.0, 110.0),
        }
    }

    /// The session with this input at another value; `None` where the session has no such input.
    fn put(self, session: &SessionConditions, value: f64) -> Option<SessionConditions> {
        let mut varied = *session;
        match self {
            Self::AirTemperature => varied.air_temperature = Temperature::from_celsius(value),
            Self::RelativeHumidity => varied.relative_humidity = Fraction::from_percent(value),
            Self::AirSpeed => {
                let speed = AirSpeed::from_m_per_s(value);
                match &mut varied.setting {
                    Setting::Outdoors { wind, .. } => *wind = speed,
                    Setting::Indoors { fan } => *fan = Some(speed),
                }
            }
            Self::Duration => varied.duration = Duration::from_minutes(value),
            Self::Speed => match &mut varied.effort {
                Effort::Pace { speed, .. } => *speed = Speed::from_km_per_h(value),
                _ => return None,
            },
            Self::Power => match &mut varied.effort {
                Effort::Power { power, .. } => *power = Power::from_watts(value),
                _ => return None,
            },
            Self::Clothing => varied.clothing = Some(Insulation::from_clo(value)),
            Self::BodyMass => {}
        }
        Some(varied)
    }
}

impl SweatProfile {
    /// The curve of a session over one input, at `points` (2–200) evenly spaced values of its range; values that the
    /// models refuse are left out, and so is the whole curve where the session has no such input.
    pub fn what_if(&self, session: &SessionConditions, variable: Variable, points: usize) -> Curve {
        let (low, high) = variable.range();
        let count = points.clamp(2, 200);
        #[expect(clippy::cast_precision_loss, reason = "at most 200 points")]
        let at = |index: usize| low + (high - low) * index as f64 / (count - 1) as f64;
        let points = (0..count).filter_map(|index| self.what_if_at(session, variable, at(index))).collect();
        Curve { variable, session: *session, points }
    }

    /// One session with one input at another value; `None` where the models refuse it.
    pub fn what_if_at(
        &self,
        session: &SessionConditions,
        variable: Variable,
        value: f64,
    ) -> Option<CurvePoint> {
        let varied = variable.put(session, value)?;
        varied.check().ok()?;
        let prediction = if variable == Variable::BodyMass {
            let mut heavier = self.clone();
            heavier.athlete.body_mass = Mass::from_kg(value);
            heavier.athlete.check().ok()?;
            heavier.outline(&varied, Foresight::Known)
        } else {
            self.outline(&varied, Foresight::Known)
        };
        Some(CurvePoint { at: value, prediction })
    }
}
