//! Whether a refit finds the parameters that the simulated tests were made with.

use serde::Serialize;
use units::LocalSweatingRate;

use super::calibration::weighed_test;
use crate::patch_test::PatchResult;
use crate::refit::{self, AthleteTests};
use crate::{Model, Random, Reading, SimulatedAthlete, Site};

/// How often the truth lay inside a fit's 95 % interval, by parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recovery {
    /// How many simulated sets of tests were fitted.
    pub runs: usize,
    /// How many of them could not be.
    pub failed: usize,
    /// By parameter: its dotted name, the truth, the mean of the fits, and the share of runs whose interval held it.
    pub parameters: Vec<(String, f64, f64, f64)>,
}

/// Athletes of one simulated study, and tests of each.
const ATHLETES: usize = 120;
const TESTS: usize = 4;

/// Fits `runs` simulated studies of 60 athletes with four tests each, patch and scale together, made from a model that
/// differs from the one the fits start from.
pub fn recovery(runs: usize, seed: u64) -> Recovery {
    let truth = other_model();
    let standard = Model::standard();
    let mut found: Vec<(String, f64, f64, usize)> = Vec::new();
    let mut failed = 0;
    for run in 0..runs {
        let study = study(&truth, seed.wrapping_add(run as u64));
        let Ok(parameters) = refit::parameters(&standard, &study) else {
            failed += 1;
            continue;
        };
        for (index, parameter) in parameters.iter().enumerate() {
            let true_value = truth
                .iter()
                .find(|(name, _)| *name == parameter.name)
                .map_or(f64::NAN, |(_, coefficient)| coefficient.value);
            if found.len() == index {
                found.push((parameter.name.clone(), true_value, 0.0, 0));
            }
            found[index].2 += parameter.value;
            found[index].3 += usize::from((parameter.low..=parameter.high).contains(&true_value));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of runs")]
    let fitted = (runs - failed).max(1) as f64;
    #[expect(clippy::cast_precision_loss, reason = "a count of runs")]
    let of_all = |(name, truth, sum, inside): (String, f64, f64, usize)| {
        (name, truth, sum / fitted, inside as f64 / runs.max(1) as f64)
    };
    Recovery { runs, failed, parameters: found.into_iter().map(of_all).collect() }
}

/// People who differ from the standard model in everything that is fitted.
fn other_model() -> Model {
    let mut model = (*Model::standard()).clone();
    model.rate.level.value = 0.10;
    model.rate.slope.value = 0.70;
    model.rate.athlete_sd.value = 0.28;
    model.rate.day_sd.value = 0.13;
    model.patch.ratio.value = 0.66;
    model.patch.exponent.value = 0.80;
    model.patch.ratio_sd.value = 0.25;
    model.patch.day_sd.value = 0.20;
    model
}

fn study(truth: &Model, seed: u64) -> Vec<AthleteTests> {
    let mut random = Random::seeded(seed);
    (0..ATHLETES).map(|index| simulated_tests(truth, index, &mut random)).collect()
}

fn simulated_tests(truth: &Model, index: usize, random: &mut Random) -> AthleteTests {
    let person = SimulatedAthlete::draw_from(truth, random);
    let tests = (0..TESTS)
        .map(|number| {
            let (mut test, sweat) = weighed_test(truth, &person, number, random);
            let local = person.local_rate(truth, sweat, random);
            let sd = local * LOCAL_ERROR;
            let seen = local + sd * random.normal(0.0, 1.0).clamp(-4.0, 4.0);
            let reading: Reading<LocalSweatingRate> = Reading::value(seen, sd);
            test.patches.push(PatchResult::of_local_rate(Site::VentralForearm, reading));
            test
        })
        .collect();
    AthleteTests { athlete: index.to_string(), tests }
}

/// The relative error of a patch's reading.
const LOCAL_ERROR: f64 = 0.04;
