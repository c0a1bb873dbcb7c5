//! The hours around a session: when to have what, and when to sip.

use std::fmt::Write as _;

use engine::{AthleteRecord, SessionPlan};
use fuel::{Nutrient, Phase};
use jiff::{SignedDuration, Timestamp};

use super::escaped;
use crate::language::Language;
use crate::pages::show::time;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 108.0;
const EDGE: f64 = 12.0;

/// The hours from the first need to the last; the phases as bars, the session darkest, a tick for each sip.
pub(crate) fn hours(plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> String {
    let phases: Vec<(Phase, Timestamp, Timestamp)> = Phase::ALL
        .into_iter()
        .filter_map(|phase| {
            // Caffeine is only allowed: its hour is no time to have something.
            let of = plan
                .needs
                .iter()
                .filter(|need| need.phase == phase && need.amount.nutrient() != Nutrient::Caffeine);
            let from = of.clone().map(|need| need.from).min()?;
            Some((phase, from, of.map(|need| need.until).max()?))
        })
        .collect();
    let begin = phases.iter().map(|(_, from, _)| *from).min().unwrap_or(plan.session.start);
    let end = phases.iter().map(|(_, _, until)| *until).max().unwrap_or(plan.session.end());
    let (begin, end) = (begin.min(plan.session.start), end.max(plan.session.end()));
    let whole = end.duration_since(begin).as_secs_f64().max(1.0);
    let x = |at: Timestamp| EDGE + at.duration_since(begin).as_secs_f64() / whole * (WIDTH - 2.0 * EDGE);
    let label = escaped(&language.t("chart-hours"));
    let mut svg = format!(
        r#"<svg class="chart hours" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">"#
    );
    let (from, until) = (x(plan.session.start), x(plan.session.end()));
    let _ = write!(
        svg,
        r#"<rect class="session" x="{from:.1}" y="30" width="{:.1}" height="44" rx="8"/>"#,
        (until - from).max(4.0)
    );
    let mut last = f64::NEG_INFINITY;
    for (phase, from, until) in &phases {
        let (left, right) = (x(*from), x(*until));
        let _ = write!(
            svg,
            r#"<rect class="window" x="{left:.1}" y="78" width="{:.1}" height="6" rx="3"/>"#,
            (right - left).max(4.0)
        );
        let middle = f64::midpoint(left, right).clamp(32.0, WIDTH - 32.0);
        // A name that would touch the one before is left out: the phases below have it.
        if middle - last > 64.0 {
            let words = escaped(&language.t_of("phase", phase.name()));
            let _ =
                write!(svg, r#"<text class="at" x="{middle:.1}" y="22" text-anchor="middle">{words}</text>"#);
            last = middle;
        }
    }
    if let Some(bottle) = &plan.bottle {
        for sip in 1..=bottle.sips {
            let at = plan.session.start.saturating_add(SignedDuration::from_mins(15 * i64::from(sip)));
            let at = x(at.unwrap_or(end).min(plan.session.end()));
            let _ = write!(svg, r#"<circle class="sip" cx="{at:.1}" cy="52" r="3.5"/>"#);
        }
    }
    marks(&mut svg, (begin, plan.session.start, plan.session.end(), end), x, athlete, language);
    svg.push_str("</svg>");
    svg
}

/// The time of day at the ends and at the session, as far as they do not touch.
fn marks(
    svg: &mut String,
    (begin, start, stop, end): (Timestamp, Timestamp, Timestamp, Timestamp),
    x: impl Fn(Timestamp) -> f64,
    athlete: &AthleteRecord,
    language: Language,
) {
    let mut last = f64::NEG_INFINITY;
    for at in [begin, start, stop, end] {
        let place = x(at).clamp(28.0, WIDTH - 28.0);
        if place - last > 52.0 {
            let words = time(at, athlete, language);
            let _ = write!(svg, r#"<text x="{place:.1}" y="104" text-anchor="middle">{words}</text>"#);
            last = place;
        }
    }
}
