//! What tests say of the sweating rate: a Gaussian process on its logarithm, around heat balance.

use jiff::Timestamp;

use crate::gaussian::{Conditioned, Sighting, dot};
use crate::patch_test::PatchResult;
use crate::profile::session::Session;
use crate::{Model, Reading, Site, SweatTest};

/// One measurement of one session.
#[derive(Clone, Debug)]
struct Point {
    session: Session,
    /// The test it belongs to: what was measured in one session shares its day.
    test: usize,
    /// When, in days.
    day: f64,
    /// The site of a patch; `None` for a weighing.
    patch: Option<Site>,
    /// What was seen of ln(rate) beyond the prior mean.
    sighting: Sighting,
}

impl Point {
    fn covariance(&self, other: &Self, model: &Model) -> f64 {
        let day = if self.test == other.test { model.rate.day_sd.value.powi(2) } else { 0.0 };
        // Both forearm sites go by one ratio, the athlete's own.
        let ratio = if self.patch.is_some() && other.patch.is_some() {
            model.patch.ratio_sd.value.powi(2)
        } else {
            0.0
        };
        self.session.covariance(&other.session, model) + drift(model, self.day - other.day) + day + ratio
    }
}

/// The covariance of what training and seasons make of an athlete on two days: an Ornstein–Uhlenbeck process. All tests of
/// one month share it, so that twenty of them a year ago do not settle today.
pub(crate) fn drift(model: &Model, days: f64) -> f64 {
    model.rate.drift_sd.value.powi(2) * (-days.abs() / model.rate.drift_days.value).exp()
}

/// Days since 1970.
pub(crate) fn day_of(at: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of some centuries")]
    let seconds = at.as_second() as f64;
    seconds / 86_400.0
}

/// The process after the tests.
#[derive(Clone, Debug, Default)]
pub(super) struct RateBelief {
    /// The day that is predicted for.
    today: f64,
    points: Vec<Point>,
    conditioned: Conditioned,
}

/// The belief about the log rate of one session on one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogRate {
    pub(super) mean: f64,
    /// Variance with the day's.
    pub(super) variance: f64,
}

impl RateBelief {
    pub(super) fn from_tests(model: &Model, tests: &[SweatTest], now: Timestamp) -> Self {
        let mut points: Vec<Point> =
            tests.iter().enumerate().flat_map(|(index, test)| points(model, index, test)).collect();
        // Values before bounds, each in the order of time.
        points.sort_by_key(|point| !matches!(point.sighting, Sighting::Value { .. }));
        let sightings: Vec<Sighting> = points.iter().map(|point| point.sighting).collect();
        let conditioned = Conditioned::on(|i, j| points[i].covariance(&points[j], model), &sightings);
        Self { today: day_of(now), points, conditioned }
    }

    /// How many exact measurements speak, and how surprising they were: what the Student-t interval goes by.
    pub(super) fn freedom_and_stretch(&self, model: &Model) -> (f64, f64) {
        let prior = model.rate.degrees_of_freedom.value;
        #[expect(clippy::cast_precision_loss, reason = "a person's tests")]
        let freedom = prior + self.conditioned.exact as f64;
        (freedom, (prior + self.conditioned.surprise) / freedom)
    }

    pub(super) fn predict(&self, session: &Session, model: &Model) -> LogRate {
        let towards = self.towards(session, model);
        let whitened = self.conditioned.whiten(&towards);
        let own = own_variance(session, model) + model.rate.day_sd.value.powi(2);
        LogRate {
            mean: session.prior + self.conditioned.mean(&towards),
            variance: (own - dot(&whitened, &whitened)).max(0.0),
        }
    }

    /// ln(the athlete's own ratio of whole-body to local rate / the population's): mean and variance.
    pub(super) fn ratio(&self, model: &Model) -> (f64, f64) {
        let own = model.patch.ratio_sd.value.powi(2);
        let towards: Vec<f64> =
            self.points.iter().map(|point| if point.patch.is_some() { own } else { 0.0 }).collect();
        let whitened = self.conditioned.whiten(&towards);
        // A patch sees the rate times what the population's ratio lacks: the athlete's own ratio is the other way round.
        (-self.conditioned.mean(&towards), (own - dot(&whitened, &whitened)).max(0.0))
    }

    /// By how much the mean variance over `sessions` would fall, as a share, if `candidate` were weighed once more.
    pub(super) fn gain(&self, candidate: &Session, sessions: &[Session], model: &Model) -> f64 {
        let noise = model.rate.day_sd.value.powi(2) + model.rate.weighing_sd.value.powi(2);
        let to_candidate = self.conditioned.whiten(&self.towards(candidate, model));
        let own = own_variance(candidate, model) - dot(&to_candidate, &to_candidate) + noise;
        let (mut before, mut fall) = (0.0, 0.0);
        for session in sessions {
            let to_session = self.conditioned.whiten(&self.towards(session, model));
            before += own_variance(session, model) - dot(&to_session, &to_session);
            let shared =
                session.covariance(candidate, model) + drift(model, 0.0) - dot(&to_session, &to_candidate);
            fall += shared * shared / own;
        }
        if before > 0.0 { (fall / before).clamp(0.0, 1.0) } else { 0.0 }
    }

    fn towards(&self, session: &Session, model: &Model) -> Vec<f64> {
        let shared =
            |point: &Point| point.session.covariance(session, model) + drift(model, self.today - point.day);
        self.points.iter().map(shared).collect()
    }
}

/// The variance of an athlete's deviation in a session before any test.
fn own_variance(session: &Session, model: &Model) -> f64 {
    session.covariance(session, model) + drift(model, 0.0)
}

/// Every measurement of a test.
fn points(model: &Model, index: usize, test: &SweatTest) -> Vec<Point> {
    let (session, _) = Session::of_test(model, test);
    let (common, day) = (session.effort_sd, day_of(test.at));
    let point = |patch, sighting| Point { session: session.clone(), test: index, day, patch, sighting };
    let weighed = test.weighed.map(|weighed| {
        let (log_rate, relative) = session.log_of_weighed(weighed, model);
        let value = log_rate - session.prior;
        point(None, Sighting::Value { value, variance: relative.hypot(common).powi(2).max(1e-8) })
    });
    let patches = test.patches.iter().filter_map(|patch| {
        let sighting = patch_sighting(model, test, patch, session.prior, common)?;
        Some(point(Some(patch.site), sighting))
    });
    weighed.into_iter().chain(patches).collect()
}

fn patch_sighting(
    model: &Model,
    test: &SweatTest,
    patch: &PatchResult,
    prior: f64,
    common: f64,
) -> Option<Sighting> {
    let local = patch.local_rate?;
    let seen = patch.log_whole_body_rate(&test.athlete, model)? - prior;
    let variance = patch.log_rate_sd(model)?.hypot(common).powi(2).max(1e-8);
    Some(match local {
        Reading::Value { .. } => Sighting::Value { value: seen, variance },
        Reading::AtLeast { .. } => Sighting::AtLeast { bound: seen, variance },
        Reading::AtMost { .. } => Sighting::AtMost { bound: seen, variance },
    })
}
