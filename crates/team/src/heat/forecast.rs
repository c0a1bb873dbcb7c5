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
/// The same on a scale of levels.
const NEAR_LEVEL: f64 = 0.5;

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

/// What is forecast of one index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The index.
    pub kind: IndexKind,
    /// Its unit.
    pub unit: Unit,
    /// The likely value.
    pub likely: f64,
    /// The lower end of four in five.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Expected {
    /// A forecast WBGT in °C at a venue.
    pub fn wbgt(celsius: f64, bias: Bias) -> Self {
        let likely = celsius + bias.shift;
        let (low, high) = (likely - bias.half, likely + bias.half);
        Self { kind: IndexKind::Wbgt, unit: Unit::Celsius, likely, low, high }
    }

    /// An index that rises with the air: `of` gives it where the air is so many °C warmer than forecast.
    pub fn by_air(kind: IndexKind, unit: Unit, of: impl Fn(f64) -> Option<f64>) -> Option<Self> {
        Some(Self { kind, unit, likely: of(0.0)?, low: of(-OFF)?, high: of(OFF)? })
    }
}

/// The bands of a forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Foreseen {
    /// The likely value in the publisher's unit, and the ends of four in five; nothing where no forecast has what the policy
    /// asks for.
    pub value: Option<(f64, f64, f64)>,
    /// The likely band.
    pub likely: Option<usize>,
    /// The others that it may be.
    pub perhaps: Vec<usize>,
    /// Breaks and bottles are planned for this one.
    pub plan_for: Option<usize>,
    /// The upper end is near to where training ends: read a meter before starting.
    pub reading_needed: bool,
}

/// What a forecast says under a policy; of several indices that it takes, the worst one.
pub fn foresee(policy: &Policy, forecast: &[Expected], axis: Option<&str>) -> Foreseen {
    let taken = forecast.iter().filter(|expected| policy.takes(expected.kind));
    let of = |expected: &Expected| under(policy, expected, axis);
    let nothing =
        Foreseen { value: None, likely: None, perhaps: Vec::new(), plan_for: None, reading_needed: false };
    taken
        .map(of)
        .reduce(|worst, other| if other.plan_for > worst.plan_for { other } else { worst })
        .unwrap_or(nothing)
}

fn under(policy: &Policy, expected: &Expected, axis: Option<&str>) -> Foreseen {
    let Expected { kind, unit, .. } = *expected;
    let band = |value: f64| policy.band_of(kind, value, unit, axis);
    let (likely, least, most) = (band(expected.likely), band(expected.low), band(expected.high));
    let perhaps = match (least, most) {
        (Some(least), Some(most)) => (least..=most).filter(|band| Some(*band) != likely).collect(),
        _ => least.into_iter().chain(most).filter(|band| Some(*band) != likely).collect(),
    };
    let stop = policy.stop_line(kind, axis).and_then(|stop| policy.index.unit.convert(stop, unit));
    let near = if unit == Unit::Level { NEAR_LEVEL } else { NEAR };
    let rounded = |value| policy.rounded(value, unit);
    let value = rounded(expected.likely).zip(rounded(expected.low)).zip(rounded(expected.high));
    Foreseen {
        value: value.map(|((likely, low), high)| (likely, low, high)),
        likely,
        perhaps,
        plan_for: most.or(likely),
        reading_needed: stop.is_some_and(|stop| expected.high >= stop - near),
    }
}
