//! Charts over time: x in hundredths of the width and y in pixels, so that text keeps its size at every width and one drawing
//! serves phone, desk and paper.

use std::fmt::Write as _;

use super::{anchor, escaped};

/// The plot takes this many hundredths of the width; the labels of its lines the rest.
const PLOT: f64 = 88.0;
/// The room above the plot.
const HEAD: f64 = 14.0;

/// A chart in the making. Coordinates are what is drawn: days and readings.
pub(crate) struct Plot {
    x: (f64, f64),
    y: (f64, f64),
    height: f64,
    label: String,
    back: String,
    curves: String,
    front: String,
}

impl Plot {
    /// A chart of this extent; the label is one sentence for those who do not see it.
    pub(crate) fn new(x: (f64, f64), y: (f64, f64), label: &str) -> Self {
        let wide = if x.1 > x.0 { x } else { (x.0 - 0.5, x.0 + 0.5) };
        let high = if y.1 > y.0 { y } else { (y.0 - 0.5, y.0 + 0.5) };
        let [back, curves, front] = [(); 3].map(|()| String::new());
        Self { x: wide, y: high, height: 170.0, label: escaped(label), back, curves, front }
    }

    fn share(&self, x: f64) -> f64 {
        ((x - self.x.0) / (self.x.1 - self.x.0)).clamp(0.0, 1.0)
    }

    fn left(&self, x: f64) -> f64 {
        self.share(x) * PLOT
    }

    fn top(&self, y: f64) -> f64 {
        let up = ((y - self.y.0) / (self.y.1 - self.y.0)).clamp(0.0, 1.0);
        self.height - up * (self.height - HEAD)
    }

    /// Lines across with their labels at the right.
    pub(crate) fn lines(mut self, levels: &[(f64, String)]) -> Self {
        for (level, words) in levels {
            let y = self.top(*level);
            let class = if *level == 0.0 && self.y.0 == 0.0 { "axis" } else { "g" };
            let _ = write!(
                self.back,
                r#"<line class="{class}" x1="0" x2="{PLOT}%" y1="{y:.1}" y2="{y:.1}"/><text x="100%" text-anchor="end" y="{:.1}">{}</text>"#,
                y + 4.0,
                escaped(words)
            );
        }
        self
    }

    /// Marks below; one nearer than 15 hundredths to its neighbour is only for wide screens, one that touches is left out.
    pub(crate) fn marks(mut self, marks: &[(f64, String)]) -> Self {
        // The last that is always shown, and the last that is shown at all.
        let (mut last, mut shown) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (at, words) in marks {
            let x = self.left(*at);
            if x - shown < 9.0 {
                continue;
            }
            shown = x;
            let class = if x - last < 17.0 { r#" class="w""# } else { "" };
            let anchor = anchor(x, (4.0, PLOT - 4.0));
            let _ = write!(
                self.front,
                r#"<text{class} x="{x:.2}%" y="{:.0}" text-anchor="{anchor}">{}</text>"#,
                self.height + 18.0,
                escaped(words)
            );
            if class.is_empty() {
                last = x;
            }
        }
        self
    }

    /// A level that matters, dotted and named.
    pub(crate) fn limit(mut self, level: f64, words: &str) -> Self {
        let y = self.top(level);
        let _ = write!(self.back, r#"<line class="ref" x1="0" x2="{PLOT}%" y1="{y:.1}" y2="{y:.1}"/>"#);
        let _ =
            write!(self.front, r#"<text class="halo" x="0" y="{:.1}">{}</text>"#, y - 6.0, escaped(words));
        self
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for (x, y) in points {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{:.2} {:.1}", self.share(x) * 100.0, self.top(y));
        }
        path
    }

    /// A line through points.
    pub(crate) fn line(mut self, points: &[(f64, f64)]) -> Self {
        let path = self.path(points.iter().copied());
        if !path.is_empty() {
            let _ = write!(self.curves, r#"<path class="mid" d="{path}"/>"#);
        }
        self
    }

    /// The area between a lower and an upper line: x, low, high.
    pub(crate) fn band(mut self, class: &str, points: &[(f64, f64, f64)]) -> Self {
        let upper = points.iter().map(|(x, _, high)| (*x, *high));
        let lower = points.iter().rev().map(|(x, low, _)| (*x, *low));
        let path = self.path(upper.chain(lower));
        if !path.is_empty() {
            let _ = write!(self.curves, r#"<path class="{class}" d="{path}z"/>"#);
        }
        self
    }

    /// A dashed line through points.
    pub(crate) fn dotted(mut self, points: &[(f64, f64)]) -> Self {
        let path = self.path(points.iter().copied());
        if !path.is_empty() {
            let _ = write!(self.curves, r#"<path class="mid dotted" d="{path}"/>"#);
        }
        self
    }

    /// A point, with the range of its value where that is known.
    pub(crate) fn point(
        mut self,
        (x, y): (f64, f64),
        range: Option<(f64, f64)>,
        class: &str,
        words: &str,
    ) -> Self {
        let left = self.left(x);
        if let Some((low, high)) = range {
            let _ = write!(
                self.front,
                r#"<line class="err-bar" x1="{left:.2}%" x2="{left:.2}%" y1="{:.1}" y2="{:.1}"/>"#,
                self.top(low),
                self.top(high)
            );
        }
        let radius = if class.contains("faint") { 3.0 } else { 5.0 };
        let _ = write!(
            self.front,
            r#"<circle class="{class}" cx="{left:.2}%" cy="{:.1}" r="{radius}"><title>{}</title></circle>"#,
            self.top(y),
            escaped(words)
        );
        self
    }

    /// A column of this many hundredths of the width, standing on the least value.
    pub(crate) fn column(mut self, (x, y): (f64, f64), width: f64, newest: bool, words: &str) -> Self {
        let (left, top) = ((self.left(x) - width / 2.0).max(0.0), self.top(y));
        let class = if newest { "bar" } else { "bar faint" };
        let _ = write!(
            self.front,
            r#"<rect class="{class}" x="{left:.2}%" width="{width:.2}%" y="{top:.1}" height="{:.1}" rx="3"><title>{}</title></rect>"#,
            self.height - top,
            escaped(words)
        );
        self
    }

    /// Words beside a point, kept inside the plot: left of it in the right half.
    pub(crate) fn words(mut self, (x, y): (f64, f64), words: &str) -> Self {
        let right = self.share(x) > 0.5;
        let (anchor, shift) = if right { ("end", -8) } else { ("start", 8) };
        // Below where it would leave the chart above.
        let top = self.top(y);
        let lower = if top < 24.0 { top + 16.0 } else { top - 8.0 };
        let _ = write!(
            self.front,
            r#"<text class="on halo" x="{:.2}%" y="{lower:.1}" dx="{shift}" text-anchor="{anchor}">{}</text>"#,
            self.left(x),
            escaped(words)
        );
        self
    }

    /// The drawing.
    pub(crate) fn svg(self) -> String {
        let Self { height, label, back, curves, front, .. } = self;
        format!(
            r#"<svg height="{:.0}" role="img" aria-label="{label}">{back}<svg width="{PLOT}%" height="{height}" viewBox="0 0 100 {height}" preserveAspectRatio="none">{curves}</svg>{front}</svg>"#,
            height + 26.0
        )
    }
}

/// Three to five round levels from `low` to `high`, both inside them.
pub(crate) fn levels(low: f64, high: f64) -> Vec<f64> {
    let span = (high - low).max(1e-6);
    let rough = span / 3.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|each| each * power).into_iter().find(|step| *step >= rough);
    let step = step.unwrap_or(span);
    let first = (low / step).floor();
    let last = (high / step - 1e-9).ceil();
    let mut levels = Vec::new();
    let mut at = first;
    while at <= last && levels.len() < 9 {
        levels.push(at * step);
        at += 1.0;
    }
    levels
}

/// How many decimals print every level as it is, and no fewer than `least`.
pub(crate) fn decimals(levels: &[f64], least: usize) -> usize {
    let exact = |decimals: usize| {
        let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or_default());
        levels.iter().all(|level| ((level * scale).round() - level * scale).abs() < 1e-6 * scale.max(1.0))
    };
    (least..3).find(|decimals| exact(*decimals)).unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_printed_as_they_are() {
        assert_eq!(decimals(&levels(0.0, 0.74), 1), 2, "0.25, 0.5 and 0.75 are no 0.2, 0.5 and 0.8");
        assert_eq!(decimals(&levels(0.0, 1.6), 1), 1);
        assert_eq!(decimals(&levels(0.0, 7.2), 0), 1, "steps of 2.5");
        assert_eq!(decimals(&levels(0.0, 8.6), 0), 0);
    }

    #[test]
    fn levels_are_round_and_hold_what_they_are_for() {
        assert_eq!(levels(0.0, 1.0), [0.0, 0.5, 1.0]);
        assert_eq!(levels(59.8, 61.9), [59.0, 60.0, 61.0, 62.0]);
        assert_eq!(levels(0.0, 8.6), [0.0, 5.0, 10.0]);
        for (low, high) in [(0.0, 0.03), (-3.0, 2.0), (34.0, 34.0), (0.0, 12_000.0)] {
            let levels = levels(low, high);
            assert!(levels.len() <= 6 && levels[0] <= low && *levels.last().unwrap() >= high, "{levels:?}");
        }
    }

    #[test]
    fn a_chart_draws_nothing_outside_itself_and_leaves_out_marks_that_touch() {
        let marks: Vec<(f64, String)> = (0..20).map(|day| (f64::from(day), format!("d{day}"))).collect();
        let svg = Plot::new((0.0, 19.0), (0.0, 1.0), "a \"chart\"")
            .marks(&marks)
            .line(&[(0.0, -5.0), (19.0, 5.0)])
            .svg();
        assert!(svg.contains("aria-label=\"a &quot;chart&quot;\""));
        assert!(svg.contains("M0.00 170.0L100.00 14.0"), "{svg}");
        assert!(svg.matches("<text").count() < 12);
    }
}
