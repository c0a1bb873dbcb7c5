//! The bottle: an amount drawn as what it is drunk from, with lines to drink down to.

use std::fmt::Write as _;

/// The outline of the bottle.
const BODY: &str = "M17 64c0-9 3.5-14 10-18V34h36v12c6.5 4 10 9 10 18v16c-3 6-3 12 0 18v62c0 9-5 14-14 14H31c-9 0-14-5-14-14V98c3-6 3-12 0-18z";
/// Where the bottle is full, and where it is empty.
const FULL: f64 = 50.0;
const EMPTY: f64 = 172.0;

/// A bottle, in millilitres.
pub(crate) struct Bottle<'a> {
    /// What it holds when full.
    pub(crate) holds: f64,
    /// What it was filled with.
    pub(crate) filled: f64,
    /// What is still in it.
    pub(crate) left: f64,
    /// Levels with a line and the words beside it.
    pub(crate) lines: &'a [(f64, String)],
    /// The size, as a class: nothing, `lab` or `tiny`.
    pub(crate) class: &'a str,
    /// A name for its outline that no other drawing of the page has.
    pub(crate) name: &'a str,
}

impl Bottle<'_> {
    fn y(&self, ml: f64) -> f64 {
        EMPTY - (ml / self.holds.max(1.0)).clamp(0.0, 1.0) * (EMPTY - FULL)
    }

    /// The drawing; screen readers skip it, for the sentence beside it says the amount.
    pub(crate) fn svg(&self) -> String {
        let mut svg = format!(
            r#"<svg class="bottle {}" viewBox="0 0 108 200" aria-hidden="true"><defs><clipPath id="{1}"><path d="{BODY}"/></clipPath></defs><path class="cap" d="M36 14q0-6 6-6h6q6 0 6 6v8h9v10H27V22h9z"/><path class="glass" d="{BODY}"/><g clip-path="url(#{1})">"#,
            self.class, self.name
        );
        let mut rect = |class: &str, upper: f64, lower: f64| {
            if lower > upper {
                let height = lower - upper;
                let _ = write!(
                    svg,
                    r#"<rect class="{class}" x="10" width="70" y="{upper:.1}" height="{height:.1}"/>"#
                );
            }
        };
        rect("gone", self.y(self.filled), self.y(self.left));
        if self.left > 0.0 {
            rect("water rise", self.y(self.left), EMPTY + 6.0);
        }
        if self.class.is_empty() {
            let step = if self.holds <= 800.0 { 100.0 } else { 250.0 };
            let mut level = step;
            while level < self.holds {
                let _ = write!(
                    svg,
                    r#"<line class="tick" x1="18" x2="25" y1="{0:.1}" y2="{0:.1}"/>"#,
                    self.y(level)
                );
                level += step;
            }
        }
        svg.push_str("</g>");
        let mut last = f64::INFINITY;
        for (level, words) in self.lines {
            let y = self.y(*level);
            let _ = write!(svg, r#"<line class="line" x1="14" x2="82" y1="{y:.1}" y2="{y:.1}"/>"#);
            // Words that would lie on those of the line before are left out.
            if (last - y).abs() >= 13.0 {
                let _ = write!(svg, r#"<text x="85" y="{:.1}">{words}</text>"#, y + 4.0);
                last = y;
            }
        }
        let _ = write!(svg, r#"<path d="{BODY}" class="glass" fill-opacity="0"/></svg>"#);
        svg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bottle_is_empty_full_or_between_and_never_more() {
        let draw = |left: f64| {
            Bottle {
                holds: 500.0,
                filled: 400.0,
                left,
                lines: &[(250.0, "10:00".to_owned())],
                class: "",
                name: "b",
            }
            .svg()
        };
        assert!(!draw(0.0).contains("water") && draw(0.0).contains("gone"));
        assert!(draw(250.0).contains("y=\"111.0\"") && draw(250.0).contains(">10:00<"));
        assert!(!draw(400.0).contains("gone"));
        assert!(draw(9000.0).contains("y=\"50.0\""), "no more than it holds");
    }
}
