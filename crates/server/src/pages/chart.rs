//! Charts, drawn as SVG on the server, with the numbers beside them for those who cannot see them.

use std::fmt::Write as _;

use engine::SweatTestRecord;
use units::{Interval, Quantity, UnitSystem, VolumeRate};

use crate::language::Language;

mod hours;
mod plot;
mod strip;
mod whisker;

pub(crate) use hours::hours;
pub(crate) use plot::{Plot, levels};
pub(crate) use strip::{of_week, today};
pub(crate) use whisker::whisker;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 36.0;

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

/// Where a point of the chart lies on the paper.
struct Paper {
    x: (f64, f64),
    y: (f64, f64),
}

impl Paper {
    fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let along = (x - self.x.0) / (self.x.1 - self.x.0);
        let up = (y - self.y.0) / (self.y.1 - self.y.0);
        (LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM))
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for (x, y) in points {
            let (px, py) = self.point(x, y);
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{px:.1} {py:.1}");
        }
        path
    }
}

/// The band of the sweating rate along an axis, with tests as points at `of` the test.
pub(crate) fn band(
    points: &[Point],
    axis: &Axis,
    tests: &[(f64, &SweatTestRecord)],
    system: UnitSystem,
    language: Language,
) -> String {
    let most = points.iter().map(|point| point.i95.high.as_l_per_h()).fold(0.5, f64::max);
    let paper = Paper { x: axis.ends, y: (0.0, (most * 2.0).ceil() / 2.0) };
    let area = |low: fn(&Point) -> VolumeRate, high: fn(&Point) -> VolumeRate| {
        let upper = points.iter().map(|p| (p.at, high(p).as_l_per_h()));
        let lower = points.iter().rev().map(|p| (p.at, low(p).as_l_per_h()));
        format!("{}Z", paper.path(upper.chain(lower)))
    };
    let line = |of: fn(&Point) -> VolumeRate| paper.path(points.iter().map(|p| (p.at, of(p).as_l_per_h())));
    let mut svg = format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}">"#,
        escaped(&axis.label)
    );
    grid(&mut svg, &paper, axis, system, language);
    for (class, path) in [
        ("band95", area(|p| p.i95.low, |p| p.i95.high)),
        ("band80", area(|p| p.i80.low, |p| p.i80.high)),
        ("physics", line(|p| p.expected)),
        ("median", line(|p| p.median)),
    ] {
        let _ = write!(svg, r#"<path class="{class}" d="{path}"/>"#);
    }
    for (at, test) in tests {
        let Some(measured) = test.rate().map(|rate| rate.median) else { continue };
        let at = at.clamp(axis.ends.0, axis.ends.1);
        let (x, y) = paper.point(at, measured.as_l_per_h().min(paper.y.1));
        let air = language.quantity(test.conditions.air_temperature, system);
        let title = format!("{}, {air}", language.quantity(measured, system));
        let _ = write!(
            svg,
            r#"<circle class="point" cx="{x:.1}" cy="{y:.1}" r="6"><title>{}</title></circle>"#,
            escaped(&title)
        );
    }
    svg.push_str("</svg>");
    svg
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

fn grid(svg: &mut String, paper: &Paper, axis: &Axis, system: UnitSystem, language: Language) {
    for (at, label) in &axis.marks {
        let (x, y) = paper.point(*at, 0.0);
        let _ = write!(
            svg,
            r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            y + 24.0,
            escaped(&language.number(label))
        );
    }
    let steps = (paper.y.1 / 0.5).round();
    let mut level = 0.0;
    while level <= steps {
        let rate = VolumeRate::from_l_per_h(level * 0.5);
        let (x, y) = paper.point(paper.x.0, rate.as_l_per_h());
        let (unit, _) = VolumeRate::from_l_per_h(1.0).customary(system);
        let reading = unit.of_base(rate.base());
        let label =
            if system == UnitSystem::Metric { format!("{reading:.1}") } else { format!("{reading:.0}") };
        let _ = write!(
            svg,
            r#"<line class="axis" x1="{x:.1}" x2="{:.1}" y1="{y:.1}" y2="{y:.1}"/><text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            WIDTH - RIGHT,
            x - 8.0,
            y + 4.0,
            language.number(&label)
        );
        level += 1.0;
    }
    let unit = VolumeRate::from_l_per_h(1.0).customary(system).0.symbol;
    let _ = write!(svg, r#"<text x="{LEFT}" y="14">{unit}</text>"#);
}

/// Text inside a drawing.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
