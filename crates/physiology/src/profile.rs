//! The sweat profile: what tests say about this athlete, and what it predicts for any session.
//!
//! The logarithm of the sweating rate is a Gaussian process around heat balance. The athlete, the athlete in a sport,
//! the athlete's response to conditions and the mismatch of conditions are its variances; a few tests move them, and
//! Student's t keeps the interval honest while they are few.

use evidence::{Estimate, Receipt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{
    Fraction, Interval, Quantity, Sodium, SodiumConcentration, TemperatureDifference, Volume, VolumeRate,
};

use crate::heat_balance::{self, DomainFlag, HeatBalance};
use crate::{
    Athlete, SessionConditions, Sex, SodiumPrior, Sport, SweatTest, coefficients, metabolic_rate, student_t,
};

mod process;

use process::{Features, Observation, Posterior};

/// How well the weather of a session is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Foresight {
    /// It was measured, or is held constant in a what-if.
    Known,
    /// It is a forecast, whose temperature has this SD.
    Forecast {
        /// The SD of the air temperature.
        temperature_sd: TemperatureDifference,
    },
}

impl Foresight {
    /// A forecast of usual quality, a day or so ahead.
    pub fn day_ahead() -> Self {
        let sd = coefficients().profile.forecast_temperature_sd.value;
        Self::Forecast { temperature_sd: TemperatureDifference::from_kelvin(sd) }
    }
}

/// What is known of how an athlete sweats.
#[derive(Clone, Debug)]
pub struct SweatProfile {
    athlete: Athlete,
    tests: Vec<SweatTest>,
    posterior: Posterior,
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
    /// Where the conditions leave the evidence.
    pub flags: Vec<DomainFlag>,
    /// How each number was made, parents first: heat balance, rate, loss, sodium, sodium loss.
    pub receipts: Vec<Receipt>,
}

impl SweatProfile {
    /// The profile of an athlete from all tests, as seen at `now`.
    pub fn from_tests(athlete: Athlete, tests: &[SweatTest], now: Timestamp) -> Self {
        let mut tests = tests.to_vec();
        // The same tests in any order give the same profile.
        tests.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        tests.dedup_by(|a, b| a.id == b.id);
        let observations = tests.iter().map(|test| observe(&athlete, test, now)).collect();
        Self { athlete, posterior: Posterior::of(observations), tests }
    }

    /// The athlete.
    pub fn athlete(&self) -> &Athlete {
        &self.athlete
    }

    /// The tests that speak, in the order of time.
    pub fn tests(&self) -> &[SweatTest] {
        &self.tests
    }

    /// What to expect of a session.
    pub fn predict(&self, session: &SessionConditions, foresight: Foresight) -> Prediction {
        let (features, balance) = features(&self.athlete, session);
        let metabolic = metabolic_rate(&self.athlete, session);
        let mut belief = self.posterior.predict(&features);
        if heart_rate_only(session) {
            belief.variance += metabolic.log_sd * metabolic.log_sd;
        }
        if let Foresight::Forecast { temperature_sd } = foresight {
            belief.variance += self.forecast_variance(session, features.log_expected, temperature_sd);
        }
        let scale = belief.scale();
        let rate = log_estimate(belief.mean, scale, belief.freedom, VolumeRate::from_l_per_h);
        let loss = rate.map(|rate| rate * session.duration);
        let prior = SodiumPrior::of(session.sport);
        let log_sodium = prior.median.as_mmol_per_l().ln();
        let sodium_concentration =
            log_estimate(log_sodium, prior.log_sd, f64::INFINITY, SodiumConcentration::from_mmol_per_l);
        let median_loss = prior.median * loss.median;
        let sodium_loss = log_estimate(
            median_loss.as_mg().ln(),
            scale.hypot(prior.log_sd),
            belief.freedom,
            Sodium::from_mg,
        );
        let mut prediction = Prediction {
            rate,
            loss,
            undrunk_mass_loss: Fraction::from_ratio(
                units::Mass::of_water(loss.median) / self.athlete.body_mass,
            ),
            sodium_concentration,
            sodium_loss,
            expected: VolumeRate::from_l_per_h(features.log_expected.exp()),
            wettedness: Fraction::from_ratio(balance.wettedness),
            tests: self.tests.len(),
            flags: flags(session, &balance),
            receipts: Vec::new(),
        };
        prediction.receipts = self.receipts(session, foresight, &balance, &metabolic, &prediction, &prior);
        prediction
    }

    /// The log-SD of the mean rate in a session: what further tests could still teach about it.
    pub fn log_sd_of_mean(&self, session: &SessionConditions) -> f64 {
        let (features, _) = features(&self.athlete, session);
        let day = coefficients().profile.day_sd.value;
        (self.posterior.predict(&features).variance - day * day).max(0.0).sqrt()
    }

    /// Which of the planned sessions teaches most about all of them, if it were tested: its index, and by how much the
    /// mean variance over the sessions would fall, as a share. `None` without sessions.
    pub fn most_telling(&self, planned: &[SessionConditions]) -> Option<(usize, Fraction)> {
        let features: Vec<Features> =
            planned.iter().map(|session| features(&self.athlete, session).0).collect();
        let gains = features.iter().map(|candidate| self.posterior.gain(candidate, &features));
        gains
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(index, gain)| (index, Fraction::from_ratio(gain)))
    }

    /// A degree more or less than forecast moves the expectation; that is uncertainty too.
    fn forecast_variance(
        &self,
        session: &SessionConditions,
        log_expected: f64,
        sd: TemperatureDifference,
    ) -> f64 {
        let warmer = SessionConditions { air_temperature: session.air_temperature + sd, ..*session };
        let (warmer, _) = features(&self.athlete, &warmer);
        (coefficients().profile.slope.value * (warmer.log_expected - log_expected)).powi(2)
    }

    fn receipts(
        &self,
        session: &SessionConditions,
        foresight: Foresight,
        balance: &HeatBalance,
        metabolic: &crate::MetabolicRate,
        prediction: &Prediction,
        prior: &SodiumPrior,
    ) -> Vec<Receipt> {
        let physics = balance_receipt(session, balance, metabolic, prediction.expected);
        let mut rate = Receipt::of(
            "Expected sweating rate",
            "sweat-profile.rate",
            "log rate = athlete + 0.85·log(heat balance) + what the tests add; Student-t interval",
        )
        .computed("heat balance", prediction.expected, &physics.id)
        .words("sweat tests", tests_in_words(&self.tests));
        for test in &self.tests {
            rate = rate.input(format!("test {}", test.id), test.rate);
        }
        if let Foresight::Forecast { temperature_sd } = foresight {
            let kelvin = temperature_sd.as_kelvin();
            rate = rate.note(format!(
                "The weather is a forecast: its error (SD {kelvin:.1} K) is part of the interval."
            ));
        }
        if self.tests.is_empty() {
            rate = rate.note(
                "No sweat test yet: this is what people of this size sweat, not what this athlete does.",
            );
        }
        let rate = rate
            .sources(["isotone", "gagnon-2013", "smartwatch-sweat-2025", "smith-2021"])
            .result_estimate(&prediction.rate);
        let loss = Receipt::of("Expected sweat loss", "sweat-profile.loss", "rate × duration")
            .computed("sweating rate", prediction.rate.median, &rate.id)
            .input("duration", session.duration)
            .source("isotone")
            .result_estimate(&prediction.loss);
        let sodium = Receipt::of(
            "Expected sweat sodium",
            "sweat-profile.sodium-prior",
            "log-normal over the population of the sport",
        )
        .words("sport", session.sport.words())
        .note("Sodium was not measured: the interval is that of athletes of this sport.")
        .source(prior.source)
        .source("baker-2016")
        .result_estimate(&prediction.sodium_concentration);
        let sodium_loss = Receipt::of(
            "Expected sodium loss",
            "sweat-profile.sodium-loss",
            "sweat loss × sweat sodium × 22.99 mg/mmol",
        )
        .computed("sweat loss", prediction.loss.median, &loss.id)
        .computed("sweat sodium", prediction.sodium_concentration.median, &sodium.id)
        .source("barnes-2019")
        .result_estimate(&prediction.sodium_loss);
        vec![physics, rate, loss, sodium, sodium_loss]
    }
}

fn tests_in_words(tests: &[SweatTest]) -> String {
    match tests.len() {
        0 => "none".to_owned(),
        1 => "1 test".to_owned(),
        n => format!("{n} tests"),
    }
}

fn balance_receipt(
    session: &SessionConditions,
    balance: &HeatBalance,
    metabolic: &crate::MetabolicRate,
    expected: VolumeRate,
) -> Receipt {
    let receipt = Receipt::of(
        "Sweating rate by heat balance",
        "heat-balance.expected",
        "E_req = M − W − breath − dry; S = E_req/(λ·r) under a soft cap, × onset over the duration",
    )
    .words("sport", session.sport.words())
    .input("metabolic rate", balance.inputs.metabolic)
    .words("metabolic rate by", metabolic.equation)
    .input("external work", balance.inputs.work)
    .input("body surface", balance.inputs.surface_area)
    .input("air temperature", balance.inputs.air_temperature)
    .input("radiant temperature", balance.inputs.radiant_temperature)
    .input("relative humidity", balance.inputs.relative_humidity)
    .input("air over the body", balance.inputs.air_speed)
    .input("clothing", balance.inputs.clothing)
    .input("duration", session.duration)
    .input("evaporation required", balance.required)
    .input("evaporation possible", balance.greatest)
    .input("required skin wettedness", Fraction::from_ratio(balance.wettedness))
    .sources([
        "gagnon-2013",
        "ashrae-comfort",
        "parsons-2014",
        "iso-7933-2004",
        metabolic.source,
        "isotone",
    ]);
    flags(session, balance).iter().fold(receipt, |receipt, flag| receipt.note(flag.words())).result(expected)
}

fn heart_rate_only(session: &SessionConditions) -> bool {
    matches!(session.effort, crate::Effort::HeartRate { .. })
}

fn flags(session: &SessionConditions, balance: &HeatBalance) -> Vec<DomainFlag> {
    if session.sport == Sport::Swim { vec![DomainFlag::Swimming] } else { balance.flags() }
}

/// What is believed of swimmers: heat balance in water is another one.
const SWIMMING_RATE: f64 = 0.35;

/// What the process knows a session by, and its heat balance.
fn features(athlete: &Athlete, session: &SessionConditions) -> (Features, HeatBalance) {
    let table = &coefficients().profile;
    let balance = heat_balance::expected_rate(athlete, session);
    let expected = if session.sport == Sport::Swim { SWIMMING_RATE } else { balance.rate.as_l_per_h() };
    let metabolic = balance.inputs.metabolic / balance.inputs.surface_area;
    let entry = session.sport.entry();
    let mut shift = entry.shift;
    if athlete.sex == Some(Sex::Female) {
        shift += table.female_shift.value;
    }
    if athlete.heat_acclimated {
        shift += table.acclimated_shift.value;
    }
    let features = Features {
        log_expected: expected.max(1e-3).ln(),
        shift,
        sport: session.sport,
        sport_sd: entry.shift_sd.hypot(table.sport_sd.value),
        scaled: [
            session.air_temperature.as_celsius() / table.scale_temperature.value,
            balance.wettedness.min(table.greatest_wettedness.value) / table.scale_wettedness.value,
            metabolic.as_w_per_m2().max(1.0).ln() / table.scale_log_metabolic.value,
            balance.inputs.air_speed.as_m_per_s().max(0.1).ln() / table.scale_log_air.value,
            balance.inputs.clothing.as_clo() / table.scale_clothing.value,
        ],
    };
    (features, balance)
}

fn observe(athlete: &Athlete, test: &SweatTest, now: Timestamp) -> Observation {
    let table = &coefficients().profile;
    let (features, _) = features(athlete, &test.conditions);
    let rate = test.rate.as_l_per_h().max(1e-3);
    let days = (now.as_second() - test.at.as_second()).max(0) / 86_400;
    #[expect(clippy::cast_precision_loss, reason = "days of a lifetime")]
    let age = table.ageing_sd.value * days as f64 / 90.0;
    let heart_rate =
        if heart_rate_only(&test.conditions) { coefficients().metabolism.heart_rate_sd.value } else { 0.0 };
    let parts = [table.day_sd.value, test.uncertainty.as_l_per_h() / rate, age, heart_rate];
    Observation { features, log_rate: rate.ln(), variance: parts.iter().map(|sd| sd * sd).sum() }
}

fn log_estimate<Q: Quantity>(mean: f64, scale: f64, freedom: f64, of: impl Fn(f64) -> Q) -> Estimate<Q> {
    let interval = |upper: f64| {
        let reach = quantile(upper, freedom) * scale;
        Interval { low: of((mean - reach).exp()), high: of((mean + reach).exp()) }
    };
    Estimate { median: of(mean.exp()), i50: interval(0.75), i80: interval(0.90), i95: interval(0.975) }
}

fn quantile(p: f64, freedom: f64) -> f64 {
    // Beyond a million degrees of freedom t is the normal distribution.
    student_t::quantile(p, freedom.min(1e6))
}
