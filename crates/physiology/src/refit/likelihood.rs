//! The marginal likelihood of many athletes' tests.

use evidence::{Coefficient, SourceId, Status};

use super::AthleteTests;
use crate::gaussian::{Triangle, dot};
use crate::profile::rate::{day_of, drift};
use crate::profile::session::{Session, log_at};
use crate::{Model, Reading, Weighed};

/// How many parameters are fitted, and how many of them when nobody wore a patch.
pub(super) const THETA: usize = 8;
pub(super) const WITHOUT_PATCH: usize = 4;

/// The SD of that pull on the log scale: a factor of three either way costs half a unit of log-likelihood.
const PULL: f64 = 1.1;

/// A fitted parameter: where it stands in the model, and whether it is fitted on the log scale.
pub(super) struct Slot {
    pub(super) name: &'static str,
    pub(super) log: bool,
    of: fn(&mut Model) -> &mut Coefficient,
}

/// The fitted parameters, those of the patch last.
pub(super) const SLOTS: [Slot; THETA] = [
    Slot { name: "rate.level", log: false, of: |model| &mut model.rate.level },
    Slot { name: "rate.slope", log: false, of: |model| &mut model.rate.slope },
    Slot { name: "rate.athlete_sd", log: true, of: |model| &mut model.rate.athlete_sd },
    Slot { name: "rate.day_sd", log: true, of: |model| &mut model.rate.day_sd },
    Slot { name: "patch.ratio", log: true, of: |model| &mut model.patch.ratio },
    Slot { name: "patch.exponent", log: true, of: |model| &mut model.patch.exponent },
    Slot { name: "patch.ratio_sd", log: true, of: |model| &mut model.patch.ratio_sd },
    Slot { name: "patch.day_sd", log: true, of: |model| &mut model.patch.day_sd },
];

/// The model's own values, as the point to start from.
pub(super) fn start(model: &Model) -> [f64; THETA] {
    let mut model = model.clone();
    SLOTS.map(|slot| {
        let value = (slot.of)(&mut model).value;
        if slot.log { value.ln() } else { value }
    })
}

/// The value of a fitted parameter on its own scale.
pub(super) fn natural(index: usize, theta: f64) -> f64 {
    if SLOTS[index].log { theta.exp() } else { theta }
}

pub(super) fn put(model: &mut Model, index: usize, theta: f64) {
    let coefficient = (SLOTS[index].of)(model);
    coefficient.value = natural(index, theta);
    coefficient.source = SourceId::from("own-fit");
    coefficient.status = Status::Derived;
}

/// One measurement.
struct Measured {
    /// ln of the whole-body rate (L/h), or of the local flux relative to the reference one.
    value: f64,
    /// ln of the heat balance's rate, and what shifts the mean beside level and slope.
    log_expected: f64,
    shift: f64,
    /// ln of the body's rate at the reference flux and a ratio of one; only for a patch.
    at_reference: Option<f64>,
    relative_variance: f64,
    /// Variance because of how the effort is known.
    effort: f64,
    test: usize,
    /// What the scale showed, for a weighing.
    weighed: Option<Weighed>,
}

/// One athlete's measurements, with the part of their covariance that is not fitted.
struct Person {
    measured: Vec<Measured>,
    fixed: Vec<f64>,
}

/// The tests of all athletes, ready to be judged under any parameters.
pub(super) struct Likelihood {
    people: Vec<Person>,
    held: [f64; THETA],
    /// How many athletes wore a patch while weighed.
    pub(super) paired: usize,
}

impl Likelihood {
    /// The tests as the model takes them in before anything is fitted.
    pub(super) fn of(model: &Model, athletes: &[AthleteTests]) -> Self {
        let worn = |tests: &&AthleteTests| {
            tests.tests.iter().any(|test| test.weighed.is_some() && !test.patches.is_empty())
        };
        let paired = athletes.iter().filter(worn).count();
        Self {
            people: athletes.iter().map(|tests| person(model, tests)).collect(),
            held: start(model),
            paired,
        }
    }

    /// The log-likelihood; parameters that are not given are held at the model's own.
    pub(super) fn log(&self, theta: &[f64]) -> f64 {
        let all = self.with_held(theta);
        self.people.iter().map(|person| person.log(&all)).sum()
    }

    /// The log-likelihood with a weak pull of every standard deviation and ratio towards the model's own: few tests can
    /// make a variance nil, and nil has no logarithm. Hundreds of tests do not feel it.
    pub(super) fn penalised(&self, theta: &[f64]) -> f64 {
        let pull = |(index, value): (usize, &f64)| {
            if SLOTS[index].log { -0.5 * ((value - self.held[index]) / PULL).powi(2) } else { 0.0 }
        };
        self.log(theta) + theta.iter().enumerate().map(pull).sum::<f64>()
    }

    /// Takes every weighing in anew, at the rate that all of the athlete's tests make of it under these parameters.
    pub(super) fn relinearise(&mut self, theta: &[f64]) {
        let all = self.with_held(theta);
        for person in &mut self.people {
            person.relinearise(&all);
        }
    }

    fn with_held(&self, theta: &[f64]) -> [f64; THETA] {
        let mut all = self.held;
        all[..theta.len()].copy_from_slice(theta);
        all
    }
}

impl Person {
    fn log(&self, theta: &[f64; THETA]) -> f64 {
        let scale = Scale::of(theta);
        let (factor, residuals) = self.factored(&scale);
        let whitened = factor.solve_lower(&residuals);
        let patches = self.measured.iter().filter(|one| one.at_reference.is_some()).count();
        #[expect(clippy::cast_precision_loss, reason = "a person's tests")]
        let (n, patches) = (self.measured.len() as f64, patches as f64);
        // A patch is measured as a local flux; its density in that scale is larger by the exponent.
        -0.5 * (dot(&whitened, &whitened) + factor.log_determinant() + n * std::f64::consts::TAU.ln())
            + patches * scale.exponent.ln()
    }

    fn relinearise(&mut self, theta: &[f64; THETA]) {
        let scale = Scale::of(theta);
        let (factor, residuals) = self.factored(&scale);
        let weights = factor.solve_upper(&factor.solve_lower(&residuals));
        let believed: Vec<f64> = (0..self.measured.len())
            .map(|i| {
                let learnt: f64 =
                    weights.iter().enumerate().map(|(j, w)| self.shared(&scale, i, j) * w).sum();
                scale.prior(&self.measured[i]) + learnt
            })
            .collect();
        for (one, believed) in self.measured.iter_mut().zip(believed) {
            if let Some(weighed) = one.weighed {
                let (value, relative) = log_at(weighed, believed);
                (one.value, one.relative_variance) = (value, (relative * relative).max(1e-8) + one.effort);
            }
        }
    }

    fn factored(&self, scale: &Scale) -> (Triangle, Vec<f64>) {
        let residuals = self.measured.iter().map(|one| scale.seen(one) - scale.prior(one)).collect();
        let factor = Triangle::cholesky(self.measured.len(), |i, j| {
            let noise = if i == j { scale.noise(&self.measured[i]) } else { 0.0 };
            self.shared(scale, i, j) + noise
        });
        (factor, residuals)
    }

    /// The covariance of two measurements beside their own noise.
    fn shared(&self, scale: &Scale, i: usize, j: usize) -> f64 {
        let (a, b) = (&self.measured[i], &self.measured[j]);
        let day = if a.test == b.test { scale.day } else { 0.0 };
        let patches = a.at_reference.is_some() && b.at_reference.is_some();
        let ratio = if patches { scale.ratio_variance } else { 0.0 };
        self.fixed[i * self.measured.len() + j] + scale.athlete + day + ratio
    }
}

/// The parameters on their natural scale, standard deviations squared.
struct Scale {
    level: f64,
    slope: f64,
    athlete: f64,
    day: f64,
    log_ratio: f64,
    exponent: f64,
    ratio_variance: f64,
    patch_day: f64,
}

impl Scale {
    fn of(theta: &[f64; THETA]) -> Self {
        let [level, slope, athlete, day, log_ratio, exponent, ratio_sd, patch_day] = *theta;
        let square = |log_sd: f64| (2.0 * log_sd).exp();
        Self {
            level,
            slope,
            athlete: square(athlete),
            day: square(day),
            log_ratio,
            exponent: exponent.exp(),
            ratio_variance: square(ratio_sd),
            patch_day: square(patch_day),
        }
    }

    /// The logarithm of the whole-body rate that a measurement stands for.
    fn seen(&self, one: &Measured) -> f64 {
        match one.at_reference {
            Some(at_reference) => at_reference + self.log_ratio + self.exponent * one.value,
            None => one.value,
        }
    }

    fn prior(&self, one: &Measured) -> f64 {
        self.level + one.shift + self.slope * one.log_expected
    }

    fn noise(&self, one: &Measured) -> f64 {
        match one.at_reference {
            Some(_) => self.exponent * self.exponent * (one.relative_variance + self.patch_day),
            None => one.relative_variance,
        }
    }
}

fn person(model: &Model, tests: &AthleteTests) -> Person {
    let mut measured = Vec::new();
    let mut sessions = Vec::new();
    for (index, test) in tests.tests.iter().enumerate() {
        let (session, _) = Session::of_test(model, test);
        let shift = session.prior - model.rate.level.value - model.rate.slope.value * session.log_expected;
        let mut push = |value: f64, at_reference: Option<f64>, relative: f64, weighed: Option<Weighed>| {
            let effort = session.effort_sd * session.effort_sd;
            let relative_variance = (relative * relative).max(1e-8) + effort;
            let log_expected = session.log_expected;
            measured.push(Measured {
                value,
                log_expected,
                shift,
                at_reference,
                relative_variance,
                effort,
                test: index,
                weighed,
            });
            sessions.push(session.clone());
        };
        if let Some(weighed) = test.weighed {
            let (value, relative) = session.log_of_weighed(weighed, model);
            push(value, None, relative, Some(weighed));
        }
        for patch in &test.patches {
            // A bound is left out of a fit: it says little, and its likelihood has no closed form.
            let Some(Reading::Value { value, uncertainty }) = patch.local_rate else { continue };
            let reference = units::LocalSweatingRate::from_mg_per_cm2_min(model.patch.reference_flux.value);
            let at_reference = (reference * test.athlete.surface_area()).as_l_per_h().ln();
            push((value / reference).max(1e-6).ln(), Some(at_reference), uncertainty / value, None);
        }
    }
    let days: Vec<f64> = measured.iter().map(|one: &Measured| day_of(tests.tests[one.test].at)).collect();
    let mut fixed = Vec::with_capacity(sessions.len() * sessions.len());
    for (a, on) in sessions.iter().zip(&days) {
        for (b, other) in sessions.iter().zip(&days) {
            fixed.push(a.covariance_beside_level(b, model) + drift(model, on - other));
        }
    }
    Person { measured, fixed }
}
