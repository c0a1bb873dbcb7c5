//! What a fit was made of, what it found, and how well it does on athletes it never saw.

use serde::{Deserialize, Serialize};

use super::likelihood::{Likelihood, SLOTS, natural, start};
use super::maximise::Optimum;
use super::{AthleteTests, apply, optimum};
use crate::{LocalRatio, Model, SweatTest};

/// The report that a fitted model carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitReport {
    /// How many athletes.
    pub athletes: usize,
    /// How many tests.
    pub tests: usize,
    /// How many athletes wore a patch while weighed.
    pub paired_athletes: usize,
    /// The log-likelihood of all tests under the fitted parameters.
    pub log_likelihood: f64,
    /// The same under those it started from.
    pub log_likelihood_before: f64,
    /// The fitted parameters.
    pub parameters: Vec<Parameter>,
    /// Cross-validation: each part of the athletes judged by a fit of all others.
    #[serde(default)]
    pub folds: Vec<Fold>,
}

/// A fitted parameter with its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its dotted name in the model.
    pub name: String,
    /// The value before.
    pub before: f64,
    /// The fitted value.
    pub value: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end of its 95 % interval.
    pub high: f64,
}

/// One part of the cross-validation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// How many athletes were held out.
    pub athletes: usize,
    /// Mean log-likelihood of a held-out athlete's tests under the fit of the others.
    pub score: f64,
    /// The same under the parameters before.
    pub score_before: f64,
    /// Mean absolute error, relative, of a held-out weighing predicted from its patch alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch_error: Option<f64>,
    /// The same under the parameters before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch_error_before: Option<f64>,
}

impl FitReport {
    /// How much the log-likelihood of a held-out athlete's tests rose by the fit, in the mean; `None` where nobody could be
    /// held out. Below zero, the fit does worse than the model it began with.
    pub fn gain(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a count of athletes")]
        let of = |fold: &Fold| fold.athletes as f64;
        let athletes: f64 = self.folds.iter().map(of).sum();
        let gained: f64 = self.folds.iter().map(|fold| of(fold) * (fold.score - fold.score_before)).sum();
        (athletes > 0.0).then(|| gained / athletes)
    }
}

/// The 97.5 % quantile of the standard normal.
const Z95: f64 = 1.959_964;

pub(super) fn of(standard: &Model, athletes: &[AthleteTests], optimum: &Optimum, folds: usize) -> FitReport {
    let likelihood = Likelihood::of(standard, athletes);
    FitReport {
        athletes: athletes.len(),
        tests: athletes.iter().map(|tests| tests.tests.len()).sum(),
        paired_athletes: likelihood.paired,
        log_likelihood: likelihood.log(&optimum.at),
        log_likelihood_before: likelihood.log(&start(standard)),
        parameters: parameters(standard, optimum),
        folds: cross_validate(standard, athletes, folds.clamp(2, 20)),
    }
}

pub(super) fn parameters(standard: &Model, optimum: &Optimum) -> Vec<Parameter> {
    let before = start(standard);
    let parameter = |index: usize| {
        let (at, reach) = (optimum.at[index], Z95 * optimum.standard_errors[index]);
        Parameter {
            name: SLOTS[index].name.to_owned(),
            before: natural(index, before[index]),
            value: natural(index, at),
            low: natural(index, at - reach),
            high: natural(index, at + reach),
        }
    };
    (0..optimum.at.len()).map(parameter).collect()
}

fn cross_validate(standard: &Model, athletes: &[AthleteTests], parts: usize) -> Vec<Fold> {
    let fold = |part: usize| {
        let split = |held: bool| -> Vec<AthleteTests> {
            let chosen = athletes.iter().enumerate().filter(|(index, _)| (index % parts == part) == held);
            chosen.map(|(_, tests)| tests.clone()).collect()
        };
        let (held, others) = (split(true), split(false));
        // A part too small to be fitted without is left out of the table rather than guessed.
        let fitted = optimum(standard, &others).ok()?;
        let model = apply(standard, &fitted);
        let judge = Likelihood::of(standard, &held);
        #[expect(clippy::cast_precision_loss, reason = "a count of athletes")]
        let count = held.len().max(1) as f64;
        Some(Fold {
            athletes: held.len(),
            score: judge.log(&fitted.at) / count,
            score_before: judge.log(&start(standard)) / count,
            patch_error: patch_error(&model, &held),
            patch_error_before: patch_error(standard, &held),
        })
    };
    (0..parts).filter_map(fold).collect()
}

/// How far a weighing lies from what the patch of the same workout says by the population's ratio.
fn patch_error(model: &Model, athletes: &[AthleteTests]) -> Option<f64> {
    let error = |test: &SweatTest| {
        let weighed = test.weighed?.rate;
        let patches = SweatTest { weighed: None, ..test.clone() };
        let said = patches.combined_rate(LocalRatio::of_population(model), model)?.median;
        Some((said / weighed - 1.0).abs())
    };
    let errors: Vec<f64> = athletes.iter().flat_map(|tests| tests.tests.iter().filter_map(error)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of tests")]
    let count = errors.len() as f64;
    (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / count)
}
