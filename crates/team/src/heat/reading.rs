//! Readings of a meter, and forecasts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::policy::{IndexKind, Unit};

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A meter on the field.
    OnSite,
    /// A forecast or a station elsewhere.
    Forecast,
}

/// The meter of a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// Make and model.
    pub name: String,
    /// Serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// When it was last checked.
    #[serde(default)]
    pub checked: Option<jiff::civil::Date>,
}

/// How the meter stood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Its height, in metres.
    #[serde(default)]
    pub height_m: Option<f64>,
    /// What it stood on.
    #[serde(default)]
    pub surface: Option<String>,
    /// For so many minutes.
    #[serde(default)]
    pub minutes: Option<u32>,
}

/// A reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// What was measured.
    pub kind: IndexKind,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// Where it comes from.
    pub origin: Origin,
}

impl Reading {
    /// The wet-bulb globe temperature of its three thermometers, in °C: 0.7 natural wet bulb + 0.2 globe + 0.1 air.
    pub fn of_components(at: Timestamp, natural_wet_bulb: f64, globe: f64, air: f64) -> Self {
        let value = 0.7 * natural_wet_bulb + 0.2 * globe + 0.1 * air;
        Self { at, kind: IndexKind::Wbgt, value, unit: Unit::Celsius, origin: Origin::OnSite }
    }
}

/// Why a reading is refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ReadingError {
    /// No field is so hot or cold.
    #[error("{0:.1} °C cannot be: a WBGT is between -5 °C and 40 °C. Was it °F?")]
    Impossible(f64),
    /// No air is so hot or cold.
    #[error("{0:.1} °C cannot be: air in the shade is between -10 °C and 55 °C. Was it °F?")]
    ImpossibleAir(f64),
    /// No heat index is so high or low.
    #[error("{0:.1} °C cannot be: a heat index is between -10 °C and 80 °C. Was it °F?")]
    ImpossibleIndex(f64),
    /// The unit is of another kind of value.
    #[error("a temperature is in degC or degF, and a level has no unit: write the unit of what was read")]
    Unit,
}

/// What to ask about a reading that is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// It differs by more than 4 °C from one of the last half hour.
    Jump,
    /// The meter stood there for less than 15 minutes.
    ShortlyExposed,
    /// It is far below what the weather of the session makes: a value in °C typed as °F reads as cool.
    FarBelow,
}

/// Checks a reading against the one before it.
///
/// # Errors
/// When it cannot be.
pub fn check(
    reading: &Reading,
    before: Option<&Reading>,
    exposure: &Exposure,
) -> Result<Vec<Doubt>, ReadingError> {
    let mut doubts = Vec::new();
    let is_level = matches!(reading.kind, IndexKind::Typed | IndexKind::Model);
    if is_level != (reading.unit == Unit::Level) {
        return Err(ReadingError::Unit);
    }
    if let Some(celsius) = reading.unit.convert(reading.value, Unit::Celsius) {
        if reading.kind == IndexKind::Wbgt && !(-5.0..=40.0).contains(&celsius) {
            return Err(ReadingError::Impossible(celsius));
        }
        if reading.kind == IndexKind::AirTemperature && !(-10.0..=55.0).contains(&celsius) {
            return Err(ReadingError::ImpossibleAir(celsius));
        }
        if reading.kind == IndexKind::HeatIndex && !(-10.0..=80.0).contains(&celsius) {
            return Err(ReadingError::ImpossibleIndex(celsius));
        }
        let jump = before.filter(|before| before.kind == reading.kind).is_some_and(|before| {
            let near = reading.at.duration_since(before.at).as_mins().abs() <= 30;
            let other = before.unit.convert(before.value, Unit::Celsius);
            near && other.is_some_and(|other| (other - celsius).abs() > 4.0)
        });
        if jump {
            doubts.push(Doubt::Jump);
        }
    }
    if exposure.minutes.is_some_and(|minutes| minutes < 15) {
        doubts.push(Doubt::ShortlyExposed);
    }
    Ok(doubts)
}

/// This far below what the weather makes, a reading is asked about, in °C.
const FAR_BELOW: f64 = 10.0;

/// Whether a reading is so far below what the weather makes of its index that it may be in the wrong unit.
pub fn is_far_below(reading: &Reading, expected: f64, unit: Unit) -> bool {
    let celsius = |value: f64, unit: Unit| unit.convert(value, Unit::Celsius);
    let off = celsius(expected, unit).zip(celsius(reading.value, reading.unit));
    off.is_some_and(|(expected, read)| expected - read > FAR_BELOW)
}
