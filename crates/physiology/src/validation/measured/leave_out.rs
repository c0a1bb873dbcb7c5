//! Each study predicted by a model that was calibrated on the others.
//!
//! What is calibrated is the layer between heat balance and people: level, slope, and a shift of each sport, from neutral
//! starting values (no level, slope 1, no shift) with stated SDs. The constants inside heat balance are not refitted.

use std::sync::Arc;

use serde::Serialize;
use units::Fraction;

use super::row::MeasuredGroup;
use super::score::{Outcome, Score, breath_in_terms};
use crate::gaussian::{Triangle, dot};
use crate::profile::session::Session;
use crate::{Model, Sport};

/// The score of studies that were left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// How many studies.
    pub studies: usize,
    /// Each study's groups predicted from the others, from the published effort and air.
    pub score: Score,
    /// The error of the same calibration on the groups that it was made with.
    pub error_within: Fraction,
}

/// SDs of the starting values, and of a study and a group around the calibrated mean, all on the log scale.
const LEVEL_SD: f64 = 0.2;
const SLOPE_SD: f64 = 0.1;
const SPORT_SD: f64 = 0.15;
const STUDY_SD: f64 = 0.15;
const GROUP_SD: f64 = 0.15;

/// A group as the calibration sees it.
struct Seen<'a> {
    group: &'a MeasuredGroup,
    /// ln(heat balance, L/h).
    log_expected: f64,
    sport: Sport,
    /// ln(measured sweat) less what is not calibrated, less `log_expected`.
    residual: f64,
    fixed: f64,
    breath: f64,
}

/// `None` with fewer than three studies.
pub(super) fn leave_one_study_out(model: &Arc<Model>, groups: &[&MeasuredGroup]) -> Option<LeftOut> {
    let seen: Vec<Seen> = groups.iter().map(|group| seen(model, group)).collect();
    let mut studies: Vec<&str> = groups.iter().map(|group| group.study.as_str()).collect();
    studies.sort_unstable();
    studies.dedup();
    if studies.len() < 3 {
        return None;
    }
    let mut outcomes = Vec::new();
    for study in &studies {
        let (out, kept): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|one| one.group.study == *study);
        outcomes.extend(calibrated(&kept, &out));
    }
    let all: Vec<&Seen> = seen.iter().collect();
    let within = Score::of(&calibrated(&all, &all));
    Some(LeftOut { studies: studies.len(), score: Score::of(&outcomes), error_within: within.error })
}

fn seen<'a>(model: &Model, group: &'a MeasuredGroup) -> Seen<'a> {
    let (session, _) = Session::of(model, &group.athlete, &group.by_effort);
    let shift = crate::sport_entry::sport_entry(session.sport).shift;
    let calibrated = model.rate.level.value + shift + model.rate.slope.value * session.log_expected;
    let fixed = session.prior - calibrated;
    let breath = breath_in_terms(group, &group.by_effort);
    // Where the breath is most of a small loss, no less than a fifth of the loss is taken as sweat.
    let sweat = (group.rate.as_l_per_h() - breath).max(0.2 * group.rate.as_l_per_h());
    Seen {
        group,
        log_expected: session.log_expected,
        sport: session.sport,
        residual: sweat.ln() - fixed - session.log_expected,
        fixed,
        breath,
    }
}

fn covariance(a: &Seen, b: &Seen) -> f64 {
    let sport = if a.sport == b.sport { SPORT_SD * SPORT_SD } else { 0.0 };
    LEVEL_SD * LEVEL_SD + SLOPE_SD * SLOPE_SD * a.log_expected * b.log_expected + sport
}

/// The groups of `out` as `kept` predict them.
fn calibrated(kept: &[&Seen], out: &[&Seen]) -> Vec<Outcome> {
    let factor = Triangle::cholesky(kept.len(), |i, j| {
        let study = if kept[i].group.study == kept[j].group.study { STUDY_SD * STUDY_SD } else { 0.0 };
        let own = if i == j { GROUP_SD * GROUP_SD } else { 0.0 };
        covariance(kept[i], kept[j]) + study + own
    });
    let residuals: Vec<f64> = kept.iter().map(|one| one.residual).collect();
    let weights = factor.solve_upper(&factor.solve_lower(&residuals));
    out.iter()
        .map(|one| {
            let towards: Vec<f64> = kept.iter().map(|other| covariance(one, other)).collect();
            let sweat = (one.fixed + one.log_expected + dot(&towards, &weights)).exp();
            Outcome { predicted: sweat + one.breath, measured: one.group.rate.as_l_per_h(), inside: None }
        })
        .collect()
}
