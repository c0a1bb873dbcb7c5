//! The Gaussian process over sessions: kernel, posterior, and what one more observation would teach.

use crate::{Sport, coefficients};

/// What the process knows a session by.
#[derive(Clone, Debug)]
pub(super) struct Features {
    /// Logarithm of the rate that heat balance expects, L/h.
    pub(super) log_expected: f64,
    /// Known shifts of the mean: sport, sex, acclimation.
    pub(super) shift: f64,
    pub(super) sport: Sport,
    /// Log-SD of the athlete in this sport.
    pub(super) sport_sd: f64,
    /// Conditions divided by their length scales.
    pub(super) scaled: [f64; 5],
}

/// A measured session.
#[derive(Clone, Debug)]
pub(super) struct Observation {
    pub(super) features: Features,
    pub(super) log_rate: f64,
    /// Variance of the measurement, the day and the test's age.
    pub(super) variance: f64,
}

/// The process after the observations.
#[derive(Clone, Debug)]
pub(super) struct Posterior {
    observations: Vec<Observation>,
    /// Lower Cholesky factor of kernel plus noise, row by row.
    factor: Vec<Vec<f64>>,
    /// (K + noise)⁻¹ · residuals.
    weights: Vec<f64>,
    /// Residuals · (K + noise)⁻¹ · residuals.
    surprise: f64,
}

/// The belief about one session: log rate, with the day's variation.
pub(super) struct Belief {
    pub(super) mean: f64,
    pub(super) variance: f64,
    pub(super) freedom: f64,
    stretch: f64,
}

impl Belief {
    /// The scale of the Student-t interval.
    pub(super) fn scale(&self) -> f64 {
        (self.variance * self.stretch).max(0.0).sqrt()
    }
}

impl Posterior {
    pub(super) fn of(observations: Vec<Observation>) -> Self {
        let factor = cholesky(&observations);
        let residuals: Vec<f64> = observations.iter().map(|o| o.log_rate - prior_mean(&o.features)).collect();
        let whitened = solve_lower(&factor, &residuals);
        let surprise = whitened.iter().map(|value| value * value).sum();
        let weights = solve_upper(&factor, &whitened);
        Self { observations, factor, weights, surprise }
    }

    pub(super) fn predict(&self, features: &Features) -> Belief {
        let table = &coefficients().profile;
        let towards = self.covariances(features);
        let learnt: f64 = towards.iter().zip(&self.weights).map(|(k, w)| k * w).sum();
        let whitened = solve_lower(&self.factor, &towards);
        let explained: f64 = whitened.iter().map(|value| value * value).sum();
        let day = table.day_sd.value.powi(2);
        let prior_freedom = table.degrees_of_freedom.value;
        #[expect(clippy::cast_precision_loss, reason = "a person's tests")]
        let freedom = prior_freedom + self.observations.len() as f64;
        Belief {
            mean: prior_mean(features) + learnt,
            variance: kernel(features, features) + day - explained,
            freedom,
            stretch: (prior_freedom + self.surprise) / freedom,
        }
    }

    /// By how much the mean variance over `sessions` would fall, as a share, if `candidate` were tested once more.
    pub(super) fn gain(&self, candidate: &Features, sessions: &[Features]) -> f64 {
        let noise = coefficients().profile.day_sd.value.powi(2) + TEST_NOISE;
        let to_candidate = solve_lower(&self.factor, &self.covariances(candidate));
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let own = kernel(candidate, candidate) - dot(&to_candidate, &to_candidate) + noise;
        let (mut before, mut fall) = (0.0, 0.0);
        for session in sessions {
            let to_session = solve_lower(&self.factor, &self.covariances(session));
            before += kernel(session, session) - dot(&to_session, &to_session);
            fall += (kernel(session, candidate) - dot(&to_session, &to_candidate)).powi(2) / own;
        }
        if before > 0.0 { (fall / before).clamp(0.0, 1.0) } else { 0.0 }
    }

    fn covariances(&self, features: &Features) -> Vec<f64> {
        self.observations.iter().map(|observation| kernel(&observation.features, features)).collect()
    }
}

/// The measurement variance of a usual test: 0.08 kg in 1 L.
const TEST_NOISE: f64 = 0.08 * 0.08;

fn prior_mean(features: &Features) -> f64 {
    features.shift + coefficients().profile.slope.value * features.log_expected
}

fn kernel(a: &Features, b: &Features) -> f64 {
    let table = &coefficients().profile;
    let sport = if a.sport == b.sport { a.sport_sd * b.sport_sd } else { 0.0 };
    let distance: f64 = a.scaled.iter().zip(&b.scaled).map(|(x, y)| (x - y).powi(2)).sum();
    table.athlete_sd.value.powi(2)
        + table.slope_sd.value.powi(2) * a.log_expected * b.log_expected
        + sport
        + table.condition_sd.value.powi(2) * (-0.5 * distance).exp()
}

/// The kernel is positive semi-definite and every observation has noise of at least a day, so the pivots stay positive.
fn cholesky(observations: &[Observation]) -> Vec<Vec<f64>> {
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(observations.len());
    for (i, one) in observations.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, other) in observations[..=i].iter().enumerate() {
            let noise = if i == j { one.variance } else { 0.0 };
            let above = if i == j { &row[..] } else { &factor[j][..j] };
            let sum: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
            let rest = kernel(&one.features, &other.features) + noise - sum;
            row.push(if i == j { rest.max(1e-12).sqrt() } else { rest / factor[j][j] });
        }
        factor.push(row);
    }
    factor
}

fn solve_lower(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut solution: Vec<f64> = Vec::with_capacity(right.len());
    for (row, value) in factor.iter().zip(right) {
        let sum: f64 = row.iter().zip(&solution).map(|(a, b)| a * b).sum();
        solution.push((value - sum) / row[row.len() - 1]);
    }
    solution
}

fn solve_upper(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut solution = right.to_vec();
    for i in (0..solution.len()).rev() {
        let below: f64 = (i + 1..solution.len()).map(|k| factor[k][i] * solution[k]).sum();
        solution[i] = (solution[i] - below) / factor[i][i];
    }
    solution
}
