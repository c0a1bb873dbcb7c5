//! Refit: what paired tests of many athletes say of the model's parameters.
//!
//! The level, slope and variances of the sweating rate, and the map from a forearm patch to the whole body, are those
//! under which the tests are most likely, each athlete's deviations integrated out (marginal likelihood). Everything
//! else of the model is held as it is. A weak pull towards the model's own variances keeps small studies determinate.

mod likelihood;
mod maximise;
mod pairs;
mod report;

pub use pairs::{AthleteTests, PairsError, read_pairs};
pub use report::{FitReport, Fold, Parameter};

use likelihood::{Likelihood, THETA};
use maximise::{Optimum, maximise};

use crate::Model;

/// Why there is nothing to fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RefitError {
    /// Too few athletes.
    #[error("{0} athletes are too few to fit a model: bring at least {LEAST_ATHLETES}")]
    TooFewAthletes(usize),
    /// Too few athletes were tested twice.
    #[error(
        "only {0} athletes were weighed twice or more: {LEAST_REPEATED} are needed to tell a person from a day"
    )]
    TooFewRepeated(usize),
    /// The tests do not settle a parameter.
    #[error("the tests do not settle the parameters: bring more athletes, in more kinds of weather")]
    Undetermined,
}

/// The least number of athletes.
const LEAST_ATHLETES: usize = 10;
/// The least number of athletes with two weighed tests.
const LEAST_REPEATED: usize = 6;
/// The least number of athletes with patch and weighing on one workout, for the patch's map to be fitted too.
const LEAST_PAIRED: usize = 8;

/// Fits a model to the tests of many athletes, cross-validated by athlete in `folds` (2–20) parts.
///
/// `version` names the result. The patch's map is fitted where at least eight athletes wore a patch while weighed.
///
/// # Errors
/// When the tests cannot settle the parameters.
pub fn fit(
    standard: &Model,
    athletes: &[AthleteTests],
    folds: usize,
    version: &str,
) -> Result<Model, RefitError> {
    check(athletes)?;
    let optimum = optimum(standard, athletes)?;
    let mut model = apply(standard, &optimum);
    version.clone_into(&mut model.version);
    model.report = Some(report::of(standard, athletes, &optimum, folds));
    Ok(model)
}

/// The fitted parameters alone, each with its 95 % interval, without cross-validation.
///
/// # Errors
/// When the tests cannot settle the parameters.
pub fn parameters(standard: &Model, athletes: &[AthleteTests]) -> Result<Vec<Parameter>, RefitError> {
    check(athletes)?;
    Ok(report::parameters(standard, &optimum(standard, athletes)?))
}

fn check(athletes: &[AthleteTests]) -> Result<(), RefitError> {
    let weighed = |tests: &AthleteTests| tests.tests.iter().filter(|test| test.weighed.is_some()).count();
    let tested = athletes.iter().filter(|tests| weighed(tests) > 0).count();
    if tested < LEAST_ATHLETES {
        return Err(RefitError::TooFewAthletes(tested));
    }
    let repeated = athletes.iter().filter(|tests| weighed(tests) > 1).count();
    if repeated < LEAST_REPEATED {
        return Err(RefitError::TooFewRepeated(repeated));
    }
    Ok(())
}

fn optimum(standard: &Model, athletes: &[AthleteTests]) -> Result<Optimum, RefitError> {
    let mut likelihood = Likelihood::of(standard, athletes);
    let free = if likelihood.paired >= LEAST_PAIRED { THETA } else { likelihood::WITHOUT_PATCH };
    let mut start = likelihood::start(standard)[..free].to_vec();
    // Each round takes the weighings in at what the round before believed of them; three settle them.
    for _ in 0..2 {
        start = maximise(|theta| likelihood.penalised(theta), &start).ok_or(RefitError::Undetermined)?.at;
        likelihood.relinearise(&start);
    }
    maximise(|theta| likelihood.penalised(theta), &start).ok_or(RefitError::Undetermined)
}

/// The model with the parameters of the optimum in place.
fn apply(standard: &Model, optimum: &Optimum) -> Model {
    let mut model = standard.clone();
    for (index, value) in optimum.at.iter().enumerate() {
        likelihood::put(&mut model, index, *value);
    }
    model
}
