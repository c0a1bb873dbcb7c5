//! A day as a strip: sessions as blocks with their icons, windows to drink and eat in as bars, each nutrient in its lane.

use std::fmt::Write as _;

use engine::{AthleteRecord, SessionPlan};
use fuel::{Nutrient, Phase};
use jiff::{SignedDuration, Timestamp};

use super::{anchor, escaped};
use crate::language::Language;
use crate::pages::icons;
use crate::pages::show::time;

/// The upper edge of the sessions, and the height of a lane.
const TOP: f64 = 26.0;
const SESSION: f64 = 18.0;
const LANE: f64 = 10.0;
const LANES: f64 = 3.0;

/// What a strip shows.
pub(crate) struct Strip<'a> {
    pub(crate) plans: &'a [SessionPlan],
    pub(crate) athlete: &'a AthleteRecord,
    pub(crate) language: Language,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    /// The present, where it is on the strip.
    pub(crate) now: Option<Timestamp>,
    /// When the night ends and when it begins.
    pub(crate) awake: (Timestamp, Timestamp),
    /// The hours below.
    pub(crate) hours: bool,
    /// What it shows, for those who hear it.
    pub(crate) label: String,
}

impl Strip<'_> {
    fn x(&self, at: Timestamp) -> f64 {
        let whole = self.until.duration_since(self.from).as_secs_f64().max(1.0);
        (at.duration_since(self.from).as_secs_f64() / whole * 100.0).clamp(0.0, 100.0)
    }

    /// The drawing.
    pub(crate) fn svg(&self) -> String {
        let lanes = TOP + SESSION + 8.0;
        let bottom = lanes + LANES * LANE;
        let height = bottom + if self.hours { 22.0 } else { 2.0 };
        let label = escaped(&self.label);
        let mut svg = format!(r#"<svg class="strip" height="{height}" role="img" aria-label="{label}">"#);
        self.nights(&mut svg, bottom);
        let middle = TOP + SESSION;
        let _ = write!(svg, r#"<line class="g" x1="0" x2="100%" y1="{middle}" y2="{middle}"/>"#);
        for plan in self.plans {
            self.session(&mut svg, plan);
            for need in &plan.needs {
                self.window(&mut svg, need, lanes);
            }
        }
        let mut taken = Vec::new();
        if let Some(now) = self.now.filter(|now| self.from <= *now && *now <= self.until) {
            let (x, upper) = (self.x(now), TOP - 4.0);
            let anchor = anchor(x, (6.0, 94.0));
            let words = time(now, self.athlete, self.language);
            let _ = write!(
                svg,
                r#"<line class="now" x1="{x:.2}%" x2="{x:.2}%" y1="{upper}" y2="{bottom}"/><circle class="block" cx="{x:.2}%" cy="{upper}" r="4"/><text class="on" x="{x:.2}%" y="{:.0}" text-anchor="{anchor}">{words}</text>"#,
                TOP - 12.0
            );
        }
        if self.hours {
            for at in self.marks() {
                let x = self.x(at);
                let near = taken.iter().any(|other: &f64| (other - x).abs() < 15.0);
                let wide = if near { r#" class="w""# } else { "" };
                if taken.iter().any(|other| (other - x).abs() < 7.0) {
                    continue;
                }
                let anchor = anchor(x, (7.0, 93.0));
                let words = time(at, self.athlete, self.language);
                let _ = write!(
                    svg,
                    r#"<text{wide} x="{x:.2}%" y="{:.0}" text-anchor="{anchor}">{words}</text>"#,
                    height - 4.0
                );
                taken.push(x);
            }
        }
        svg.push_str("</svg>");
        svg
    }

    fn nights(&self, svg: &mut String, bottom: f64) {
        let (rise, bed) = (self.x(self.awake.0), self.x(self.awake.1));
        let mut night = |x: f64, width: f64| {
            if width > 0.5 {
                let _ = write!(
                    svg,
                    r#"<rect class="night" x="{x:.2}%" width="{width:.2}%" y="{TOP}" height="{:.0}" rx="6"/>"#,
                    bottom - TOP
                );
            }
        };
        night(0.0, rise);
        night(bed, 100.0 - bed);
    }

    fn session(&self, svg: &mut String, plan: &SessionPlan) {
        let (from, until) = (self.x(plan.session.start), self.x(plan.session.end()));
        let done = if self.now.is_some_and(|now| plan.session.end() <= now) { " done-b" } else { "" };
        let width = (until - from).max(0.8);
        let _ = write!(
            svg,
            r#"<rect class="block{done}" x="{from:.2}%" width="{width:.2}%" y="{TOP}" height="{SESSION}" rx="5"/>"#
        );
        let icon = icons::of_sport(plan.session.conditions.sport);
        icons::within(svg, icon, (f64::midpoint(from, until), TOP - 26.0), done.trim());
    }

    fn window(&self, svg: &mut String, need: &fuel::Need, lanes: f64) {
        let lane = match need.amount.nutrient() {
            Nutrient::Fluid => 0.0,
            Nutrient::Carbohydrate => 1.0,
            Nutrient::Sodium if need.phase == Phase::During => 2.0,
            Nutrient::Protein => 2.0,
            Nutrient::Sodium | Nutrient::Caffeine => return,
        };
        let (from, until) = (self.x(need.from), self.x(need.until));
        let may = engine::Portion::least(&need.amount).base() <= 0.0;
        let class = if may { " may" } else { "" };
        let _ = write!(
            svg,
            r#"<rect class="bar {}{class}" x="{from:.2}%" width="{:.2}%" y="{:.0}" height="6" rx="3"/>"#,
            need.amount.nutrient().name(),
            (until - from).max(0.8),
            lanes + lane * LANE
        );
    }

    /// The hours worth naming, the most telling first: ends, starts of sessions, deadlines of what has to be had.
    fn marks(&self) -> Vec<Timestamp> {
        let starts = self.plans.iter().map(|plan| plan.session.start);
        let due = self.plans.iter().flat_map(|plan| &plan.needs).filter(|need| {
            need.amount.nutrient() == Nutrient::Fluid && engine::Portion::least(&need.amount).base() > 0.0
        });
        let opens = self.plans.iter().flat_map(|plan| &plan.needs).map(|need| need.from).min();
        let marks: Vec<Timestamp> =
            starts.chain([self.awake.1]).chain(opens).chain(due.map(|need| need.until)).collect();
        marks.into_iter().filter(|at| self.from <= *at && *at <= self.until).collect()
    }
}

/// The strip of today: from half an hour before the first window, or the present, to bedtime.
pub(crate) fn today(
    plans: &[SessionPlan],
    athlete: &AthleteRecord,
    language: Language,
    now: Timestamp,
    awake: (Timestamp, Timestamp),
) -> String {
    let needs = || {
        plans.iter().flat_map(|plan| &plan.needs).filter(|need| need.amount.nutrient() != Nutrient::Caffeine)
    };
    let first = needs().map(|need| need.from).chain(plans.iter().map(|plan| plan.session.start)).min();
    let Some(first) = first else { return String::new() };
    let half = SignedDuration::from_mins(30);
    let from = (first - half).max(awake.0.min(first - half));
    let last = plans.iter().map(|plan| plan.session.end()).max().unwrap_or(now);
    let until = (awake.1 + half).max(last + half);
    Strip {
        plans,
        athlete,
        language,
        from,
        until,
        now: Some(now),
        awake,
        hours: true,
        label: spoken(plans, athlete, language),
    }
    .svg()
}

/// A day of a week: all of its hours, so that the days can be compared.
pub(crate) fn of_week(
    plans: &[SessionPlan],
    athlete: &AthleteRecord,
    language: Language,
    (from, until): (Timestamp, Timestamp),
    now: Timestamp,
    awake: (Timestamp, Timestamp),
) -> String {
    Strip {
        plans,
        athlete,
        language,
        from,
        until,
        now: Some(now),
        awake,
        hours: false,
        label: spoken(plans, athlete, language),
    }
    .svg()
}

/// The sessions with their hours, for those who hear the strip.
fn spoken(plans: &[SessionPlan], athlete: &AthleteRecord, language: Language) -> String {
    let one = |plan: &SessionPlan| {
        let from = time(plan.session.start, athlete, language);
        let until = time(plan.session.end(), athlete, language);
        format!("{}, {from}–{until}", language.title(&plan.session))
    };
    let all: Vec<String> = plans.iter().map(one).collect();
    language.with("sessions", all.join("; ")).t("chart-day")
}
