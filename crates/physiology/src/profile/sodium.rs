//! What tests say of whole-body sweat sodium: a hierarchy on its logarithm of person, site, assay and day.
//!
//! Between people sodium does not follow the sweating rate; within a person it rises with flow. Flow is therefore what
//! heat balance expects of anybody in the session, not what this athlete sweats.

use jiff::Timestamp;

use crate::gaussian::{Conditioned, Sighting, dot};
use crate::patch_test::{PatchResult, log_sd_of_cv};
use crate::profile::rate::day_of;
use crate::profile::session::Session;
use crate::sodium::reference_rate as sodium_reference_rate;
use crate::{Athlete, FlowSlope, Model, Reading, Site, SodiumPrior, SweatTest};

/// One patch's sodium.
#[derive(Clone, Debug)]
struct Point {
    site: Site,
    by_chloride: bool,
    heat_acclimated: bool,
    /// The test it belongs to: patches of one session share its day.
    test: usize,
    /// When, in days.
    day: f64,
    sighting: Sighting,
}

impl Point {
    fn covariance(&self, other: &Self, model: &Model) -> f64 {
        let patch = &model.patch;
        let mut shared =
            log_sd_of_cv(model.sodium.person_cv.value).powi(2) + drift(model, self.day - other.day);
        if self.site == other.site {
            shared += self.site.log_sd(model.sodium.mean.value).powi(2);
        }
        if self.by_chloride && other.by_chloride {
            shared += patch.chloride_map_sd.value.powi(2);
        }
        if self.heat_acclimated && other.heat_acclimated {
            shared += model.sodium.acclimated_shift_sd.value.powi(2);
        }
        if self.test == other.test {
            shared += log_sd_of_cv(model.sodium.day_cv.value).powi(2);
        }
        shared
    }

    /// What it shares with the athlete's whole-body sodium in a session today.
    fn towards(&self, heat_acclimated: bool, today: f64, model: &Model) -> f64 {
        let person = log_sd_of_cv(model.sodium.person_cv.value).powi(2) + drift(model, today - self.day);
        let acclimation = if self.heat_acclimated && heat_acclimated {
            model.sodium.acclimated_shift_sd.value.powi(2)
        } else {
            0.0
        };
        person + acclimation
    }
}

/// The covariance of what diet, training and seasons make of an athlete's sodium on two days, as for the rate.
fn drift(model: &Model, days: f64) -> f64 {
    log_sd_of_cv(model.sodium.drift_cv.value).powi(2) * (-days.abs() / model.rate.drift_days.value).exp()
}

/// The belief after the tests.
#[derive(Clone, Debug, Default)]
pub(super) struct SodiumBelief {
    /// The day that is predicted for.
    today: f64,
    points: Vec<Point>,
    conditioned: Conditioned,
}

/// The belief about the logarithm of whole-body sodium (mmol/L) in one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogSodium {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

impl SodiumBelief {
    pub(super) fn from_tests(model: &Model, tests: &[SweatTest], now: Timestamp) -> Self {
        let mut points: Vec<Point> = Vec::new();
        for (index, test) in tests.iter().enumerate() {
            points.extend(test.patches.iter().filter_map(|patch| point(model, index, test, patch)));
        }
        points.sort_by_key(|point| !matches!(point.sighting, Sighting::Value { .. }));
        let sightings: Vec<Sighting> = points.iter().map(|point| point.sighting).collect();
        let conditioned = Conditioned::on(|i, j| points[i].covariance(&points[j], model), &sightings);
        Self { today: day_of(now), points, conditioned }
    }

    /// How many patches speak of sodium.
    pub(super) fn measurements(&self) -> usize {
        self.points.len()
    }

    pub(super) fn predict(&self, athlete: &Athlete, session: &Session, model: &Model) -> LogSodium {
        let towards: Vec<f64> = self
            .points
            .iter()
            .map(|point| point.towards(athlete.heat_acclimated, self.today, model))
            .collect();
        let whitened = self.conditioned.whiten(&towards);
        let acclimation =
            if athlete.heat_acclimated { model.sodium.acclimated_shift_sd.value.powi(2) } else { 0.0 };
        let person = log_sd_of_cv(model.sodium.person_cv.value).powi(2) + drift(model, 0.0) + acclimation;
        let day = log_sd_of_cv(model.sodium.day_cv.value).powi(2);
        LogSodium {
            mean: prior_mean(model, athlete, session) + self.conditioned.mean(&towards),
            sd: (person - dot(&whitened, &whitened) + day).max(0.0).sqrt(),
        }
    }
}

fn point(model: &Model, index: usize, test: &SweatTest, patch: &PatchResult) -> Option<Point> {
    let local = patch.local_sodium?;
    let (session, _) = Session::of_test(model, test);
    let log_whole = patch.site.whole_body_sodium(local.read()).as_mmol_per_l().ln();
    let seen = log_whole - prior_mean(model, &test.athlete, &session);
    // The day's variation is part of the covariance; what is left is the assay's own.
    let day = log_sd_of_cv(model.sodium.day_cv.value);
    let variance = (patch.log_sodium_sd(model).powi(2) - day * day).max(1e-6);
    let sighting = match local {
        Reading::Value { .. } => Sighting::Value { value: seen, variance },
        Reading::AtLeast { .. } => Sighting::AtLeast { bound: seen, variance },
        Reading::AtMost { .. } => Sighting::AtMost { bound: seen, variance },
    };
    let (site, by_chloride) = (patch.site, patch.by_chloride);
    let (heat_acclimated, day) = (test.athlete.heat_acclimated, day_of(test.at));
    Some(Point { site, by_chloride, heat_acclimated, test: index, day, sighting })
}

/// The logarithm of what is believed of anybody in such a session: the sport's median, moved by flow and acclimation.
fn prior_mean(model: &Model, athlete: &Athlete, session: &Session) -> f64 {
    let sodium = &model.sodium;
    let acclimation = if athlete.heat_acclimated { sodium.acclimated_shift.value } else { 0.0 };
    let prior = SodiumPrior::of(session.sport, model);
    prior.median.as_mmol_per_l().ln() + acclimation + flow_shift(model, athlete, session)
}

/// ln of what flow does to sodium: linear in the flux that anybody would have, relative to the population's.
fn flow_shift(model: &Model, athlete: &Athlete, session: &Session) -> f64 {
    let sodium = &model.sodium;
    let area = sodium.reference_area.value;
    let litres_per_hour = session.prior.exp() * area / athlete.surface_area().as_m2();
    let slope_per_litre = match model.flow {
        // One mg/(cm²·min) over this area is area · 0.6 L/h.
        FlowSlope::Review => sodium.flow_review.value / (area * 0.6),
        FlowSlope::Intensity => sodium.flow_intensity.value,
    };
    let reference = sodium_reference_rate(session.sport, model);
    let relative = slope_per_litre * (litres_per_hour - reference) / sodium.mean.value;
    // A straight line in the logarithm cannot go below zero; beyond its domain it is held at a halving or doubling.
    relative.clamp(-std::f64::consts::LN_2, std::f64::consts::LN_2)
}
