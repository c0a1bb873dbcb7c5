//! Charts, drawn as SVG on the server, with the numbers beside them for those who cannot see them.

use engine::SweatTestRecord;
use units::{Interval, Quantity, UnitSystem, VolumeRate};

use crate::language::Language;

mod plot;
mod strip;
mod whisker;

pub(crate) use plot::{Plot, decimals, levels};
pub(crate) use strip::{of_week, today};
pub(crate) use whisker::whisker;

/// One value of what the rate is drawn over, in the unit of the axis.
pub(crate) struct Point {
    pub(crate) at: f64,
    pub(crate) median: VolumeRate,
    pub(crate) i80: Interval<VolumeRate>,
    pub(crate) i95: Interval<VolumeRate>,
    /// What heat balance alone expects.
    pub(crate) expected: VolumeRate,
}

/// What lies along the chart: its ends, where lines are marked and how.
pub(crate) struct Axis {
    pub(crate) ends: (f64, f64),
    pub(crate) marks: Vec<(f64, String)>,
    /// What the chart shows, for those who hear it.
    pub(crate) label: String,
}

/// The band of the sweating rate along an axis, with tests as points at `of` the test.
pub(crate) fn band(
    points: &[Point],
    axis: &Axis,
    tests: &[(f64, &SweatTestRecord)],
    system: UnitSystem,
    language: Language,
) -> String {
    let unit = VolumeRate::from_l_per_h(1.0).customary(system).0;
    let of = |rate: VolumeRate| unit.of_base(rate.base());
    let most =
        points.iter().map(|point| of(point.i95.high)).fold(of(VolumeRate::from_l_per_h(0.5)), f64::max);
    let levels = levels(0.0, most);
    let decimals = decimals(&levels, usize::from(system == UnitSystem::Metric));
    let named: Vec<(f64, String)> =
        levels.iter().map(|level| (*level, language.number(&format!("{level:.decimals$}")))).collect();
    let top = levels.last().copied().unwrap_or(most);
    let band = |of_point: fn(&Point) -> Interval<VolumeRate>| -> Vec<(f64, f64, f64)> {
        points.iter().map(|point| (point.at, of(of_point(point).low), of(of_point(point).high))).collect()
    };
    let line = |of_point: fn(&Point) -> VolumeRate| -> Vec<(f64, f64)> {
        points.iter().map(|point| (point.at, of(of_point(point)))).collect()
    };
    let mut plot = Plot::new(axis.ends, (0.0, top), &axis.label)
        .lines(&named)
        .marks(&axis.marks)
        .band("b95", &band(|point| point.i95))
        .band("b80", &band(|point| point.i80))
        .dotted(&line(|point| point.expected))
        .line(&line(|point| point.median));
    for (at, test) in tests {
        let Some(rate) = test.rate() else { continue };
        let air = language.quantity(test.conditions.air_temperature, system);
        let title = format!("{}, {air}", language.quantity(rate.median, system));
        let range = (of(rate.i80.low), of(rate.i80.high).min(top));
        plot = plot.point(
            (at.clamp(axis.ends.0, axis.ends.1), of(rate.median).min(top)),
            Some(range),
            "dot",
            &title,
        );
    }
    plot.svg()
}

/// The air temperatures of the profile's chart.
pub(crate) fn temperatures(system: UnitSystem, language: Language) -> Axis {
    let mark = |step: i32| {
        let celsius = 5.0 + 5.0 * f64::from(step);
        let label = units::Temperature::from_celsius(celsius).display(system).replace(".0 ", " ");
        (celsius, label)
    };
    Axis {
        ends: (5.0, 35.0),
        marks: (0..=6).map(mark).collect(),
        label: language.t("chart-over-temperature"),
    }
}

/// The durations of the profile's chart, in minutes.
pub(crate) fn durations(language: Language) -> Axis {
    let mark = |hours: i32| (60.0 * f64::from(hours), format!("{hours} h"));
    Axis { ends: (20.0, 300.0), marks: (1..=5).map(mark).collect(), label: language.t("chart-over-duration") }
}

/// How words at a place in hundredths of the width are anchored, so that they stay inside it: by their end or their beginning
/// beyond these places.
fn anchor(x: f64, (left, right): (f64, f64)) -> &'static str {
    if x < left {
        "start"
    } else if x > right {
        "end"
    } else {
        "middle"
    }
}

/// Text inside a drawing.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
