//! How near predictions come to measured groups.

use serde::Serialize;
use units::{Fraction, VolumeRate};

use super::leave_out::{LeftOut, leave_one_study_out};
use super::peers::{PeerScore, peers};
use super::row::MeasuredGroup;
use crate::gaussian::normal_cumulative;
use crate::respiration::Respiration;
use crate::{Effort, Foresight, Model, SessionConditions, SweatProfile};
use std::sync::Arc;

/// How near a way to predict comes to a set of groups.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// How many groups.
    pub groups: usize,
    /// Mean of predicted less measured.
    pub bias: VolumeRate,
    /// Geometric mean of predicted over measured.
    pub ratio: Fraction,
    /// Mean absolute relative error.
    pub error: Fraction,
    /// Root of the mean square of predicted less measured.
    pub root_mean_square: VolumeRate,
    /// The share of people inside the 80 % interval, people being drawn from each group's mean and SD (log-normal);
    /// `None` for ways to predict that give no interval.
    pub people_inside: Option<Fraction>,
}

/// One group beside what was predicted for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupScore {
    /// The group as measured.
    pub measured: MeasuredGroup,
    /// Predicted from the published effort and air, in the terms of the measurement: with the breath's mass where the
    /// study reports plain mass loss.
    pub by_effort: VolumeRate,
    /// Predicted from a word and the weather, in the same terms.
    pub by_word: VolumeRate,
    /// The share of its people inside the 80 % interval by effort.
    pub people_inside: Option<Fraction>,
}

/// The score of one part of the groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slice {
    /// What the parts are: `sport`, `air`, `effort`, `sex`.
    pub by: &'static str,
    /// This part.
    pub part: String,
    /// Predicted from the published effort and air.
    pub by_effort: Score,
    /// Predicted from a word and the weather.
    pub by_word: Score,
}

/// Everything about one table of measurements.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasuredScores {
    /// Every group, lower bounds too.
    pub groups: Vec<GroupScore>,
    /// All, from the published effort and air.
    pub by_effort: Score,
    /// All, from a word and the weather.
    pub by_word: Score,
    /// Parts of them.
    pub slices: Vec<Slice>,
    /// Other ways to predict, on the same groups.
    pub peers: Vec<PeerScore>,
    /// What the calibrated part of the model gives for each study when it is calibrated on the others.
    pub left_out: Option<LeftOut>,
}

/// One prediction of one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) predicted: f64,
    pub(super) measured: f64,
    pub(super) inside: Option<f64>,
}

/// Scores the model, without any sweat test, on measured groups.
pub fn score_measured(model: &Arc<Model>, groups: &[MeasuredGroup]) -> MeasuredScores {
    let exact: Vec<&MeasuredGroup> = groups.iter().filter(|group| !group.lower_bound).collect();
    let by_effort: Vec<Outcome> = exact.iter().map(|group| predict(model, group, &group.by_effort)).collect();
    let by_word: Vec<Outcome> = exact.iter().map(|group| predict(model, group, &group.by_word)).collect();
    let rows = groups.iter().map(|group| {
        let known = predict(model, group, &group.by_effort);
        GroupScore {
            measured: group.clone(),
            by_effort: VolumeRate::from_l_per_h(known.predicted),
            by_word: VolumeRate::from_l_per_h(predict(model, group, &group.by_word).predicted),
            people_inside: known.inside.map(Fraction::from_ratio),
        }
    });
    MeasuredScores {
        groups: rows.collect(),
        by_effort: Score::of(&by_effort),
        by_word: Score::of(&by_word),
        slices: slices(&exact, &by_effort, &by_word),
        peers: peers(&exact),
        left_out: leave_one_study_out(model, &exact),
    }
}

fn predict(model: &Arc<Model>, group: &MeasuredGroup, session: &SessionConditions) -> Outcome {
    let profile =
        SweatProfile::with_model(Arc::clone(model), group.athlete, &[], jiff::Timestamp::UNIX_EPOCH);
    let rate = profile.outline(session, Foresight::Known).rate;
    let breath = breath_in_terms(group, session);
    let inside = group.sd.filter(|_| group.people > 1.0).map(|sd| {
        let (low, high) = (rate.i80.low.as_l_per_h() + breath, rate.i80.high.as_l_per_h() + breath);
        share_between(group.rate.as_l_per_h(), sd.as_l_per_h(), low, high)
    });
    Outcome { predicted: rate.median.as_l_per_h() + breath, measured: group.rate.as_l_per_h(), inside }
}

/// What the breath adds to a predicted sweating rate before it can be compared with this measurement, L/h.
pub(super) fn breath_in_terms(group: &MeasuredGroup, session: &SessionConditions) -> f64 {
    if !group.plain_mass_loss {
        return 0.0;
    }
    let breath = Respiration::of(&group.athlete, session);
    (breath.water + breath.gas).as_kg() / session.duration.as_hours()
}

/// The share of a log-normal population with this mean and SD between two values.
fn share_between(mean: f64, sd: f64, low: f64, high: f64) -> f64 {
    let log_variance = (1.0 + (sd / mean).powi(2)).ln();
    let (centre, spread) = (mean.ln() - 0.5 * log_variance, log_variance.sqrt());
    let below = |value: f64| normal_cumulative((value.max(1e-6).ln() - centre) / spread);
    below(high) - below(low)
}

impl Score {
    /// The score of predictions; nothing but zeros without any.
    pub(super) fn of(outcomes: &[Outcome]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts of groups")]
        let mean = |values: &mut dyn Iterator<Item = f64>| {
            let values: Vec<f64> = values.collect();
            values.iter().sum::<f64>() / (values.len().max(1) as f64)
        };
        let off = |o: &Outcome| o.predicted - o.measured;
        let relative = |o: &Outcome| o.predicted / o.measured;
        let inside: Vec<f64> = outcomes.iter().filter_map(|o| o.inside).collect();
        Self {
            groups: outcomes.len(),
            bias: VolumeRate::from_l_per_h(mean(&mut outcomes.iter().map(off))),
            ratio: Fraction::from_ratio(mean(&mut outcomes.iter().map(|o| relative(o).ln())).exp()),
            error: Fraction::from_ratio(mean(&mut outcomes.iter().map(|o| (relative(o) - 1.0).abs()))),
            root_mean_square: VolumeRate::from_l_per_h(
                mean(&mut outcomes.iter().map(|o| off(o).powi(2))).sqrt(),
            ),
            people_inside: (!inside.is_empty())
                .then(|| Fraction::from_ratio(mean(&mut inside.iter().copied()))),
        }
    }
}

/// How a group falls into a part.
type Part = (&'static str, fn(&MeasuredGroup) -> String);

const PARTS: [Part; 4] = [
    ("sport", |group| group.by_word.sport.key().to_owned()),
    ("air", |group| {
        match group.by_word.air_temperature.as_celsius() {
            cool if cool <= 12.0 => "up to 12 °C",
            mild if mild < 25.0 => "12 to 25 °C",
            warm if warm < 30.0 => "25 to 30 °C",
            _ => "30 °C and more",
        }
        .to_owned()
    }),
    ("effort", |group| match (group.effort_known, group.by_word.effort) {
        (true, _) => "published".to_owned(),
        (false, Effort::Intensity { intensity }) => intensity.name().to_owned(),
        (false, _) => "other".to_owned(),
    }),
    ("sex", |group| match group.athlete.sex {
        Some(crate::Sex::Female) => "women".to_owned(),
        Some(crate::Sex::Male) => "men".to_owned(),
        None => "both or unknown".to_owned(),
    }),
];

fn slices(groups: &[&MeasuredGroup], by_effort: &[Outcome], by_word: &[Outcome]) -> Vec<Slice> {
    let mut slices = Vec::new();
    for (by, part_of) in PARTS {
        let mut parts: Vec<String> = groups.iter().map(|group| part_of(group)).collect();
        parts.sort();
        parts.dedup();
        for part in parts {
            let of_part = |outcomes: &[Outcome]| {
                let inside = groups.iter().zip(outcomes).filter(|(group, _)| part_of(group) == part);
                Score::of(&inside.map(|(_, outcome)| *outcome).collect::<Vec<_>>())
            };
            let (by_effort, by_word) = (of_part(by_effort), of_part(by_word));
            slices.push(Slice { by, part, by_effort, by_word });
        }
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_population_lies_where_its_own_quantiles_are() {
        // CV 0.3: log-SD 0.2936, median 0.9578.
        let (median, reach) = (0.957_826, 1.281_552 * 0.293_560_f64);
        let share = share_between(1.0, 0.3, median * (-reach).exp(), median * reach.exp());
        assert!((share - 0.80).abs() < 1e-4, "{share}");
    }

    #[test]
    fn bias_ratio_and_error_of_two_groups() {
        let one = |predicted, measured| Outcome { predicted, measured, inside: None };
        let score = Score::of(&[one(1.2, 1.0), one(1.6, 2.0)]);
        assert!((score.bias.as_l_per_h() + 0.1).abs() < 1e-12);
        assert!((score.error.as_ratio() - 0.2).abs() < 1e-12);
        assert!((score.ratio.as_ratio() - (1.2_f64 * 0.8).sqrt()).abs() < 1e-12);
        assert_eq!(score.people_inside, None);
    }
}
