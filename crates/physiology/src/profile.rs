//! The sweat profile: what tests say about this athlete, and what it predicts for any session.
//!
//! The logarithm of the sweating rate is a Gaussian process around heat balance. The athlete, the athlete in a sport,
//! the athlete's response to conditions and the mismatch of conditions are its variances; a few tests move them, and
//! Student's t keeps the interval honest while they are few. Sodium is a hierarchy of person, site, assay and day.

use std::sync::Arc;

use evidence::{Estimate, Receipt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{
    AirSpeed, Fraction, Interval, Quantity, Sodium, SodiumConcentration, TemperatureDifference, Volume,
    VolumeRate,
};

use crate::heat_balance::{DomainFlag, HeatBalance};
use crate::heat_model::standard_case;
use crate::{
    Athlete, HeatModel, LocalRatio, Model, Recording, SessionConditions, Setting, SweatTest, student_t,
};

pub(crate) mod rate;
mod receipts;
mod retest;
pub(crate) mod session;
mod sodium;
mod what_if;

pub use retest::RetestReason;
pub use what_if::{Curve, CurvePoint, Variable};

use rate::RateBelief;
use session::Session;
use sodium::SodiumBelief;

/// How well the weather of a session is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Foresight {
    /// It was measured, or is held constant in a what-if.
    Known,
    /// It is a forecast, whose temperature has this SD; humidity, wind and sun are as uncertain in proportion.
    Forecast {
        /// The SD of the air temperature.
        temperature_sd: TemperatureDifference,
    },
}

impl Foresight {
    /// A forecast of usual quality, a day or so ahead.
    pub fn day_ahead() -> Self {
        let sd = Model::standard().rate.forecast_temperature_sd.value;
        Self::Forecast { temperature_sd: TemperatureDifference::from_kelvin(sd) }
    }
}

/// What is known of how an athlete sweats.
#[derive(Clone, Debug)]
pub struct SweatProfile {
    model: Arc<Model>,
    athlete: Athlete,
    tests: Vec<SweatTest>,
    rate: RateBelief,
    sodium: SodiumBelief,
    /// Half-widths of the 50, 80 and 95 % intervals of the log rate, per SD.
    reaches: [f64; 3],
}

/// What the profile expects of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Whole-body sweating rate.
    pub rate: Estimate<VolumeRate>,
    /// Sweat lost over the session.
    pub loss: Estimate<Volume>,
    /// Body mass lost if nothing were drunk, as a share of it, at the median.
    pub undrunk_mass_loss: Fraction,
    /// Whole-body sweat sodium.
    pub sodium_concentration: Estimate<SodiumConcentration>,
    /// Sodium lost over the session.
    pub sodium_loss: Estimate<Sodium>,
    /// What heat balance alone expects.
    pub expected: VolumeRate,
    /// Required skin wettedness; above 1 not all sweat evaporates.
    pub wettedness: Fraction,
    /// How many tests speak.
    pub tests: usize,
    /// How many patches speak of sodium.
    #[serde(default)]
    pub sodium_measurements: usize,
    /// Where the conditions leave the evidence.
    pub flags: Vec<DomainFlag>,
    /// How each number was made, parents first: heat balance, rate, loss, sodium, sodium loss. Empty in an
    /// [`SweatProfile::outline`].
    pub receipts: Vec<Receipt>,
}

impl SweatProfile {
    /// The profile of an athlete from all tests, as seen at `now`, by the model that comes with the program.
    pub fn from_tests(athlete: Athlete, tests: &[SweatTest], now: Timestamp) -> Self {
        Self::with_model(Model::standard(), athlete, tests, now)
    }

    /// The profile of an athlete from all tests, as seen at `now`, by a model of one's own.
    pub fn with_model(model: Arc<Model>, athlete: Athlete, tests: &[SweatTest], now: Timestamp) -> Self {
        let mut tests = tests.to_vec();
        // The same tests in any order give the same profile.
        tests.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        tests.dedup_by(|a, b| a.id == b.id);
        let rate = RateBelief::from_tests(&model, &tests, now);
        let sodium = SodiumBelief::from_tests(&model, &tests, now);
        let (freedom, stretch) = rate.freedom_and_stretch(&model);
        let reaches = [0.75, 0.90, 0.975].map(|p| student_t::quantile(p, freedom) * stretch.max(0.0).sqrt());
        Self { model, athlete, tests, rate, sodium, reaches }
    }

    /// The athlete.
    pub fn athlete(&self) -> &Athlete {
        &self.athlete
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The tests that speak, in the order of time.
    pub fn tests(&self) -> &[SweatTest] {
        &self.tests
    }

    /// What to expect of a session, with the receipts of every number.
    pub fn predict(&self, session: &SessionConditions, foresight: Foresight) -> Prediction {
        self.estimate(session, None, foresight)
    }

    /// What a past session is likely to have cost, from its recording minute by minute, with the receipts of every number.
    /// Without a recording the same as [`predict`](Self::predict).
    pub fn estimate(
        &self,
        session: &SessionConditions,
        recording: Option<&Recording>,
        foresight: Foresight,
    ) -> Prediction {
        let (mut prediction, balance) = self.expect(session, recording, foresight);
        prediction.receipts = self.receipts(session, recording, foresight, &balance, &prediction);
        prediction
    }

    /// What a past session is likely to have cost, the numbers alone.
    pub fn estimate_outline(
        &self,
        session: &SessionConditions,
        recording: Option<&Recording>,
        foresight: Foresight,
    ) -> Prediction {
        self.expect(session, recording, foresight).0
    }

    /// What to expect of a session, the numbers alone: for curves, comparisons and squads.
    pub fn outline(&self, session: &SessionConditions, foresight: Foresight) -> Prediction {
        self.expect(session, None, foresight).0
    }

    fn expect(
        &self,
        session: &SessionConditions,
        recording: Option<&Recording>,
        foresight: Foresight,
    ) -> (Prediction, HeatBalance) {
        let (point, balance) = Session::recorded(&self.model, &self.athlete, session, recording);
        let belief = self.rate.predict(&point, &self.model);
        let variance = belief.variance + self.input_variance(session, recording, foresight, &point);
        let scale = variance.max(0.0).sqrt();
        let rate =
            log_estimate(belief.mean, self.reaches.map(|reach| reach * scale), VolumeRate::from_l_per_h);
        let loss = rate.map(|rate| rate * session.duration);
        let sodium = self.sodium.predict(&self.athlete, &point, &self.model);
        let sodium_concentration =
            log_estimate(sodium.mean, NORMAL.map(|z| z * sodium.sd), SodiumConcentration::from_mmol_per_l);
        // Their errors are independent: reaches add in squares.
        let both = [0, 1, 2].map(|i| (self.reaches[i] * scale).hypot(NORMAL[i] * sodium.sd));
        let median_loss: Sodium = sodium_concentration.median * loss.median;
        let prediction = Prediction {
            rate,
            loss,
            undrunk_mass_loss: Fraction::from_ratio(
                units::Mass::of_water(loss.median) / self.athlete.body_mass,
            ),
            sodium_concentration,
            sodium_loss: log_estimate(median_loss.as_mg().ln(), both, Sodium::from_mg),
            expected: VolumeRate::from_l_per_h(point.log_expected.exp()),
            wettedness: Fraction::from_ratio(balance.wettedness),
            tests: self.tests.len(),
            sodium_measurements: self.sodium.measurements(),
            flags: flags(&self.model, &self.athlete, session, &balance),
            receipts: Vec::new(),
        };
        (prediction, balance)
    }

    /// The probability that this session, in known weather, sees a rate below `rate`.
    pub fn cumulative(&self, session: &SessionConditions, rate: VolumeRate) -> f64 {
        let (point, _) = Session::of(&self.model, &self.athlete, session);
        let belief = self.rate.predict(&point, &self.model);
        let (freedom, stretch) = self.rate.freedom_and_stretch(&self.model);
        let variance = belief.variance + self.input_variance(session, None, Foresight::Known, &point);
        let off = rate.as_l_per_h().max(1e-3).ln() - belief.mean;
        student_t::cumulative(off / (variance * stretch).max(1e-12).sqrt(), freedom)
    }

    /// The log-SD of the mean rate in a session: what further tests could still teach about it.
    pub fn log_sd_of_mean(&self, session: &SessionConditions) -> f64 {
        let (point, _) = Session::of(&self.model, &self.athlete, session);
        let day = self.model.rate.day_sd.value;
        (self.rate.predict(&point, &self.model).variance - day * day).max(0.0).sqrt()
    }

    /// The athlete's own ratio of whole-body to local sweating rate, relative to the population's.
    pub fn local_ratio(&self) -> LocalRatio {
        let (log_shift, variance) = self.rate.ratio(&self.model);
        LocalRatio { log_shift, log_sd: variance.sqrt() }
    }

    /// Which of the planned sessions teaches most about all of them, if it were tested: its index, and by how much the
    /// mean variance over the sessions would fall, as a share. `None` without sessions.
    pub fn most_telling(&self, planned: &[SessionConditions]) -> Option<(usize, Fraction)> {
        let points: Vec<Session> =
            planned.iter().map(|session| Session::of(&self.model, &self.athlete, session).0).collect();
        let gains = points.iter().map(|candidate| self.rate.gain(candidate, &points, &self.model));
        gains
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(index, gain)| (index, Fraction::from_ratio(gain)))
    }

    /// What is uncertain about the session itself: how the effort is known, and the weather to come.
    fn input_variance(
        &self,
        session: &SessionConditions,
        recording: Option<&Recording>,
        foresight: Foresight,
        point: &Session,
    ) -> f64 {
        let mut variance = point.effort_sd * point.effort_sd;
        if let Foresight::Forecast { temperature_sd } = foresight {
            let slope = self.model.rate.slope.value;
            variance += self
                .off_forecast(session, temperature_sd)
                .iter()
                .map(|other| {
                    let (other, _) = Session::recorded(&self.model, &self.athlete, other, recording);
                    (slope * (other.log_expected - point.log_expected)).powi(2)
                })
                .sum::<f64>();
        }
        variance
    }

    /// The session in weather that is one SD off the forecast, each element by itself.
    fn off_forecast(
        &self,
        session: &SessionConditions,
        temperature_sd: TemperatureDifference,
    ) -> Vec<SessionConditions> {
        let rate = &self.model.rate;
        let times = temperature_sd.as_kelvin() / rate.forecast_temperature_sd.value;
        let humidity = session.relative_humidity.as_ratio();
        // Towards drier air where it is almost saturated: the error is as large either way.
        let sd = rate.forecast_humidity_sd.value * times;
        let humidity = if humidity + sd <= 1.0 { humidity + sd } else { (humidity - sd).max(0.0) };
        let mut others = vec![
            SessionConditions { air_temperature: session.air_temperature + temperature_sd, ..*session },
            SessionConditions { relative_humidity: Fraction::from_ratio(humidity), ..*session },
        ];
        if let Setting::Outdoors { wind, sun } = session.setting {
            let wind =
                AirSpeed::from_m_per_s(wind.as_m_per_s() * (1.0 + rate.forecast_wind_sd.value * times));
            others.push(SessionConditions { setting: Setting::Outdoors { wind, sun }, ..*session });
            if sun.radiant_excess() > TemperatureDifference::ZERO {
                let off = TemperatureDifference::from_kelvin(rate.forecast_radiant_sd.value * times);
                let sun = crate::Sun::Radiation { excess: sun.radiant_excess() + off };
                others.push(SessionConditions { setting: Setting::Outdoors { wind, sun }, ..*session });
            }
        }
        others
    }
}

/// Standard normal quantiles at the upper ends of the 50, 80 and 95 % intervals.
const NORMAL: [f64; 3] = [0.674_490, 1.281_552, 1.959_964];

fn flags(
    model: &Model,
    athlete: &Athlete,
    session: &SessionConditions,
    balance: &HeatBalance,
) -> Vec<DomainFlag> {
    if session.sport.is_in_water() {
        return vec![DomainFlag::Swimming];
    }
    let mut flags = balance.flags();
    if model.heat == HeatModel::Iso7933 && !standard_case(athlete, balance).flags().is_empty() {
        flags.push(DomainFlag::OutsideIso7933);
    }
    flags
}

fn log_estimate<Q: Quantity>(mean: f64, reaches: [f64; 3], of: impl Fn(f64) -> Q) -> Estimate<Q> {
    let [i50, i80, i95] =
        reaches.map(|reach| Interval { low: of((mean - reach).exp()), high: of((mean + reach).exp()) });
    Estimate { median: of(mean.exp()), i50, i80, i95 }
}
