//! When to test again: the rules of the profile's own uncertainty, of distance, age, change and surprise.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{Fraction, Mass};

use super::SweatProfile;
use super::session::Session;
use crate::{SessionConditions, Sport};

/// Why another test would be worth its trouble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum RetestReason {
    /// There is none.
    NoTest,
    /// The mean rate of a planned session is known less closely than ±20 % (80 % interval).
    WideInterval {
        /// The half-width of the interval, relative to the median.
        half_width: Fraction,
    },
    /// A planned session is unlike every test.
    FarFromTests {
        /// The planned session, by its index.
        session: usize,
    },
    /// No test in a sport that is planned.
    UntestedSport {
        /// The sport.
        sport: Sport,
    },
    /// The newest test is old.
    OldTest {
        /// Its age in days.
        days: i64,
    },
    /// The athlete became, or is no longer, acclimated to heat.
    AcclimationChanged,
    /// Body mass changed by more than 5 % since the newest test.
    MassChanged {
        /// The mass at the newest test.
        then: Mass,
        /// The mass now.
        now: Mass,
    },
    /// The newest test is far from what all others led to expect: repeat it before it is trusted.
    Surprising {
        /// The test.
        test: String,
    },
    /// Sodium was never measured.
    SodiumUnknown,
}

impl RetestReason {
    /// Its name in documents and keys of texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTest => "no-test",
            Self::WideInterval { .. } => "wide-interval",
            Self::FarFromTests { .. } => "far-from-tests",
            Self::UntestedSport { .. } => "untested-sport",
            Self::OldTest { .. } => "old-test",
            Self::AcclimationChanged => "acclimation-changed",
            Self::MassChanged { .. } => "mass-changed",
            Self::Surprising { .. } => "surprising",
            Self::SodiumUnknown => "sodium-unknown",
        }
    }

    /// The reason and what to do, in one sentence or two.
    pub fn words(&self) -> String {
        match self {
            Self::NoTest => {
                "No test yet: the band is that of people of this size. Weigh yourself before and after \
                             one session of an hour or more, and it becomes yours."
                    .to_owned()
            }
            Self::WideInterval { half_width } => format!(
                "What is planned is known to ±{:.0} % only: one more test would narrow it.",
                half_width.as_percent()
            ),
            Self::FarFromTests { .. } => {
                "A planned session is unlike every test so far, in heat, humidity or effort.".to_owned()
            }
            Self::UntestedSport { sport } => format!("No test yet in {}.", sport.words().to_lowercase()),
            Self::OldTest { days } => format!(
                "The newest test is {days} days old: seasons and training change sweating. Test again."
            ),
            Self::AcclimationChanged => {
                "Acclimation to heat changed since the newest test: more sweat, less sodium. Test again."
                    .to_owned()
            }
            Self::MassChanged { then, now } => {
                format!("Body mass changed from {then} to {now} since the newest test. Test again.")
            }
            Self::Surprising { test } => format!(
                "Test {test} is far from what the others led to expect: check its weights, and repeat it before \
                 relying on it."
            ),
            Self::SodiumUnknown => {
                "Sodium was never measured: a sweat patch would turn the population's wide range into yours."
                    .to_owned()
            }
        }
    }
}

/// The log-SD at which the 80 % half-width of the mean rate passes 20 %.
const WIDE_LOG_SD: f64 = 0.155;
/// Length scales beyond which no test speaks for a session.
const FAR: f64 = 1.5;
/// Standardised residuals beyond which a test surprises.
const SURPRISE: f64 = 2.5;
/// Days after which a test is old.
const OLD_DAYS: i64 = 90;

impl SweatProfile {
    /// Why to test again, seen from the sessions that are planned; nothing when the tests still speak for them.
    pub fn retest_reasons(&self, planned: &[SessionConditions], now: Timestamp) -> Vec<RetestReason> {
        let Some(newest) = self.tests.last() else {
            return vec![RetestReason::NoTest];
        };
        let mut reasons = Vec::new();
        let widest = planned.iter().map(|session| self.log_sd_of_mean(session)).fold(0.0, f64::max);
        if widest > WIDE_LOG_SD {
            let half_width = Fraction::from_ratio((1.281_552 * widest).exp() - 1.0);
            reasons.push(RetestReason::WideInterval { half_width });
        }
        reasons.extend(self.distant(planned));
        let days = (now.as_second() - newest.at.as_second()) / 86_400;
        if days > OLD_DAYS {
            reasons.push(RetestReason::OldTest { days });
        }
        if newest.athlete.heat_acclimated != self.athlete.heat_acclimated {
            reasons.push(RetestReason::AcclimationChanged);
        }
        let (then, mass) = (newest.athlete.body_mass, self.athlete.body_mass);
        if ((mass / then) - 1.0).abs() > 0.05 {
            reasons.push(RetestReason::MassChanged { then, now: mass });
        }
        if self.surprising(now) {
            reasons.push(RetestReason::Surprising { test: newest.id.clone() });
        }
        if self.sodium.measurements() == 0 {
            reasons.push(RetestReason::SodiumUnknown);
        }
        reasons
    }

    /// Sports never tested, and the first session that no test of its sport resembles.
    fn distant(&self, planned: &[SessionConditions]) -> Vec<RetestReason> {
        let tested: Vec<Session> =
            self.tests.iter().map(|test| Session::of_test(&self.model, test).0).collect();
        let mut reasons: Vec<RetestReason> = Vec::new();
        let mut far = None;
        for (index, session) in planned.iter().enumerate() {
            let (point, _) = Session::of(&self.model, &self.athlete, session);
            if !tested.iter().any(|test| test.sport == session.sport) {
                let reason = RetestReason::UntestedSport { sport: session.sport };
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            let nearest = tested.iter().map(|test| point.distance(test)).fold(f64::INFINITY, f64::min);
            if nearest > FAR && far.is_none() {
                far = Some(RetestReason::FarFromTests { session: index });
            }
        }
        reasons.extend(far);
        reasons
    }

    /// Whether the newest test lies beyond what all earlier ones led to expect of it.
    fn surprising(&self, now: Timestamp) -> bool {
        let Some((newest, earlier)) = self.tests.split_last() else { return false };
        let Some(measured) = newest.combined_rate(self.local_ratio(), &self.model) else { return false };
        let before = Self::with_model(self.model.clone(), newest.athlete, earlier, now);
        let (point, _) = Session::of_test(&self.model, newest);
        let belief = before.rate.predict(&point, &self.model);
        // The 95 % interval of the measurement spans 2 · 1.96 SD.
        let own = (measured.i95.high / measured.i95.low).max(1.0).ln() / 3.92;
        let residual = measured.median.as_l_per_h().max(1e-3).ln() - belief.mean;
        residual.abs() > SURPRISE * (belief.variance + own * own).sqrt()
    }
}
