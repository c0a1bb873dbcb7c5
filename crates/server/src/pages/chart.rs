//! Charts, drawn as SVG on the server, with the numbers beside them for those who cannot see them.

use std::fmt::Write as _;

use engine::{CurvePoint, SweatTestRecord};
use physiology::Sport;
use units::{Quantity, UnitSystem};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 40.0;

struct Frame {
    x: (f64, f64),
    y: (f64, f64),
}

impl Frame {
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

/// The band of the sweating rate over air temperature, with the tests of the same sport as points.
pub(crate) fn band(
    points: &[CurvePoint],
    tests: &[SweatTestRecord],
    sport: Sport,
    system: UnitSystem,
) -> String {
    let celsius = |point: &CurvePoint| point.air_temperature.as_celsius();
    let most = points.iter().map(|p| p.i95.high.as_l_per_h()).fold(0.5, f64::max);
    let frame = Frame { x: (5.0, 35.0), y: (0.0, (most * 2.0).ceil() / 2.0) };
    let area = |low: fn(&CurvePoint) -> f64, high: fn(&CurvePoint) -> f64| {
        let upper = points.iter().map(|p| (celsius(p), high(p)));
        let lower = points.iter().rev().map(|p| (celsius(p), low(p)));
        format!("{}Z", frame.path(upper.chain(lower)))
    };
    let mut svg = format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Sweating rate over air temperature; the numbers stand in the table below">"#
    );
    grid(&mut svg, &frame, system);
    for (class, path) in [
        ("band95", area(|p| p.i95.low.as_l_per_h(), |p| p.i95.high.as_l_per_h())),
        ("band80", area(|p| p.i80.low.as_l_per_h(), |p| p.i80.high.as_l_per_h())),
        ("physics", frame.path(points.iter().map(|p| (celsius(p), p.expected.as_l_per_h())))),
        ("median", frame.path(points.iter().map(|p| (celsius(p), p.median.as_l_per_h())))),
    ] {
        let _ = write!(svg, r#"<path class="{class}" d="{path}"/>"#);
    }
    for test in tests.iter().filter(|test| test.conditions.sport == sport) {
        let Some(measured) = test.rate().map(|rate| rate.median) else { continue };
        let rate = measured.as_l_per_h();
        let (x, y) =
            frame.point(test.conditions.air_temperature.as_celsius().clamp(5.0, 35.0), rate.min(frame.y.1));
        let title =
            format!("{} at {}", measured.display(system), test.conditions.air_temperature.display(system));
        let _ = write!(
            svg,
            r#"<circle class="point" cx="{x:.1}" cy="{y:.1}" r="6"><title>{title}</title></circle>"#
        );
    }
    svg.push_str("</svg>");
    svg
}

fn grid(svg: &mut String, frame: &Frame, system: UnitSystem) {
    for step in 0..=6 {
        let celsius = 5.0 + 5.0 * f64::from(step);
        let (x, y) = frame.point(celsius, 0.0);
        let label = units::Temperature::from_celsius(celsius).display(system);
        let label = label.replace(".0 ", " ");
        let _ = write!(svg, r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{label}</text>"#, y + 24.0);
    }
    let steps = (frame.y.1 / 0.5).round();
    let mut level = 0.0;
    while level <= steps {
        let rate = units::VolumeRate::from_l_per_h(level * 0.5);
        let (x, y) = frame.point(frame.x.0, rate.as_l_per_h());
        let (unit, _) = rate.customary(system);
        let reading = unit.of_base(rate.base());
        let label =
            if system == UnitSystem::Metric { format!("{reading:.1}") } else { format!("{reading:.0}") };
        let _ = write!(
            svg,
            r#"<line class="axis" x1="{x:.1}" x2="{:.1}" y1="{y:.1}" y2="{y:.1}"/><text x="{:.1}" y="{:.1}" text-anchor="end">{label}</text>"#,
            WIDTH - RIGHT,
            x - 8.0,
            y + 4.0
        );
        level += 1.0;
    }
    let unit = units::VolumeRate::from_l_per_h(1.0).customary(system).0.symbol;
    let _ = write!(svg, r#"<text x="{LEFT}" y="12">{unit}</text>"#);
}
