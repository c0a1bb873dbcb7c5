//! What a forecast says of the bands: a set, not one.

use serde::Serialize;

use super::policy::{IndexKind, Policy, Unit};

/// A forecast of WBGT is off by less than this in four of five cases, in °C.
const OFF: f64 = 2.0;
/// So many pairs of forecast and reading of a venue make a bias of its own.
const PAIRS: usize = 10;
/// The t-value of 80 % with nine degrees of freedom; with more pairs it is a little too careful.
const T80: f64 = 1.383;
/// No venue is known better than a good meter.
const LEAST_OFF: f64 = 0.6;
/// This near to where training ends, a forecast is not enough, in °C.
const NEAR: f64 = 1.5;

/// How forecasts of a venue are off, in °C.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bias {
    /// The field is warmer than forecast by so much.
    pub shift: f64,
    /// Four of five readings are within so much of the shifted forecast.
    pub half: f64,
    /// From so many pairs.
    pub pairs: usize,
}

/// The bias of a venue from pairs of forecast and reading in °C; the usual error without bias from fewer than ten.
pub fn bias(pairs: &[(f64, f64)]) -> Bias {
    if pairs.len() < PAIRS {
        return Bias { shift: 0.0, half: OFF, pairs: pairs.len() };
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
    let n = pairs.len() as f64;
    let shift = pairs.iter().map(|(forecast, read)| read - forecast).sum::<f64>() / n;
    let squares: f64 = pairs.iter().map(|(forecast, read)| (read - forecast - shift).powi(2)).sum();
    let half = (T80 * (squares / (n - 1.0)).sqrt() * (1.0 + 1.0 / n).sqrt()).max(LEAST_OFF);
    Bias { shift, half, pairs: pairs.len() }
}

/// The bands of a forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Foreseen {
    /// The likely value in the publisher's unit, and the ends of four in five.
    pub value: (f64, f64, f64),
    /// The likely band.
    pub likely: Option<usize>,
    /// The others that it may be.
    pub perhaps: Vec<usize>,
    /// Breaks and bottles are planned for this one.
    pub plan_for: Option<usize>,
    /// The upper end is near to where training ends: read a meter before starting.
    pub reading_needed: bool,
}

/// What a forecast WBGT in °C says under a policy.
pub fn foresee(policy: &Policy, celsius: f64, bias: Bias, axis: Option<&str>) -> Foreseen {
    let middle = celsius + bias.shift;
    let (low, high) = (middle - bias.half, middle + bias.half);
    let band = |value: f64| policy.band_of(IndexKind::Wbgt, value, Unit::Celsius, axis);
    let (likely, least, most) = (band(middle), band(low), band(high));
    let perhaps = match (least, most) {
        (Some(least), Some(most)) => (least..=most).filter(|band| Some(*band) != likely).collect(),
        _ => least.into_iter().chain(most).filter(|band| Some(*band) != likely).collect(),
    };
    let stop = policy.stop_line(IndexKind::Wbgt, axis);
    let stop = stop.and_then(|stop| policy.index.unit.convert(stop, Unit::Celsius));
    let rounded = |value| policy.rounded(value, Unit::Celsius).unwrap_or(value);
    Foreseen {
        value: (rounded(middle), rounded(low), rounded(high)),
        likely,
        perhaps,
        plan_for: most.or(likely),
        reading_needed: stop.is_some_and(|stop| high >= stop - NEAR),
    }
}
