//! What the profile knows a session by.

use crate::heat_balance::{self, HeatBalance};
use crate::heat_model::HeatModel;
use crate::recording::{Evidence, Recording};
use crate::sport_entry::SportEntry;
use crate::{Athlete, Model, SessionConditions, Sex, Sport, SweatTest, Weighed, metabolic_rate, segments};

/// A session of an athlete as a point that the process compares with others.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// Logarithm of the rate that heat balance expects, L/h.
    pub(crate) log_expected: f64,
    /// What is believed of people in this session before any test: the mean of the log rate.
    pub(crate) prior: f64,
    pub(crate) sport: Sport,
    /// Log-SD of the athlete in this sport.
    sport_sd: f64,
    pub(crate) heat_acclimated: bool,
    /// Log-SD of the rate because of how the effort is known.
    pub(crate) effort_sd: f64,
    /// Conditions divided by their length scales: air temperature, wettedness, log metabolic rate, log air speed,
    /// clothing.
    pub(crate) scaled: [f64; 5],
}

impl Session {
    pub(crate) fn of(model: &Model, athlete: &Athlete, session: &SessionConditions) -> (Self, HeatBalance) {
        let rate = &model.rate;
        let effort = metabolic_rate(athlete, session);
        let balance = heat_balance::balance(&heat_balance::inputs(athlete, session, &effort));
        let expected = if session.sport.is_in_water() {
            balance.rate_in_water()
        } else {
            model.heat.expected(athlete, &balance)
        };
        let log_expected = expected.as_l_per_h().max(1e-3).ln();
        let metabolic = balance.inputs.metabolic / balance.inputs.surface_area;
        let entry = crate::sport_entry::sport_entry(session.sport);
        let female = if athlete.sex == Some(Sex::Female) { rate.female_shift.value } else { 0.0 };
        let acclimated = if athlete.heat_acclimated { rate.acclimated_shift.value } else { 0.0 };
        let point = Self {
            log_expected,
            prior: rate.level.value
                + shift_of(model, entry)
                + female
                + acclimated
                + rate.slope.value * log_expected,
            sport: session.sport,
            sport_sd: entry.shift_sd.hypot(rate.sport_sd.value),
            heat_acclimated: athlete.heat_acclimated,
            effort_sd: effort.log_sd,
            scaled: [
                session.air_temperature.as_celsius() / rate.scale_temperature.value,
                balance.wettedness.min(rate.greatest_wettedness.value) / rate.scale_wettedness.value,
                metabolic.as_w_per_m2().max(1.0).ln() / rate.scale_log_metabolic.value,
                balance.inputs.air_speed.as_m_per_s().max(0.1).ln() / rate.scale_log_air.value,
                balance.inputs.clothing.as_clo() / rate.scale_clothing.value,
            ],
        };
        (point, balance)
    }

    /// The session of a test, by the minute where it was recorded.
    pub(crate) fn of_test(model: &Model, test: &SweatTest) -> (Self, HeatBalance) {
        Self::recorded(model, &test.athlete, &test.conditions, test.recording.as_ref())
    }

    /// A session that was recorded: compared with others by its conditions in motion, and expected to sweat what its
    /// segments ask for, stops included. Without a recording the same as [`of`](Self::of).
    pub(crate) fn recorded(
        model: &Model,
        athlete: &Athlete,
        session: &SessionConditions,
        recording: Option<&Recording>,
    ) -> (Self, HeatBalance) {
        let Some(recording) = recording else { return Self::of(model, athlete, session) };
        let segments = recording.segments(athlete, session);
        let evened = match recording.evidence(session.sport) {
            Evidence::Session => session.effort,
            _ => segments::effort(athlete, session, &segments).unwrap_or(session.effort),
        };
        let evened = SessionConditions { effort: evened, ..*session };
        let (mut point, balance) = Self::of(model, athlete, &evened);
        let even = if session.sport.is_in_water() { balance.rate_in_water() } else { balance.rate };
        let lost = segments::course(athlete, session, &segments).loss;
        let ratio = lost / (even * session.duration);
        if ratio.is_finite() && ratio > 0.0 {
            point.log_expected += ratio.ln();
            point.prior += model.rate.slope.value * ratio.ln();
        }
        (point, balance)
    }

    /// The covariance of the athlete's own deviations in two sessions: the athlete, the response to conditions, the
    /// sport, acclimation, and the mismatch of conditions.
    pub(crate) fn covariance(&self, other: &Self, model: &Model) -> f64 {
        let rate = &model.rate;
        let sport = if self.sport == other.sport { self.sport_sd * other.sport_sd } else { 0.0 };
        let acclimation = if self.heat_acclimated && other.heat_acclimated {
            rate.acclimated_shift_sd.value.powi(2)
        } else {
            0.0
        };
        let distance: f64 = self.scaled.iter().zip(&other.scaled).map(|(x, y)| (x - y) * (x - y)).sum();
        rate.athlete_sd.value.powi(2)
            + rate.slope_sd.value.powi(2) * self.log_expected * other.log_expected
            + sport
            + acclimation
            + rate.condition_sd.value.powi(2) * (-0.5 * distance).exp()
    }

    /// The logarithm of a weighed rate as the process takes it in, and its standard error.
    ///
    /// A scale errs by grams, not by shares: a rate that came out low by chance would look less certain than it is, and
    /// one that came out high more. The error is therefore turned into one of the logarithm at the rate that is
    /// believed after the weighing, not at the one that was read (Gauss–Newton on the log scale).
    pub(crate) fn log_of_weighed(&self, weighed: Weighed, model: &Model) -> (f64, f64) {
        let usual =
            self.covariance(self, model) + super::rate::drift(model, 0.0) + model.rate.day_sd.value.powi(2);
        let mut believed = weighed.rate.as_l_per_h().max(1e-3).ln();
        let mut seen = log_at(weighed, believed);
        for _ in 0..3 {
            let (value, relative) = seen;
            believed = self.prior + usual / (usual + relative * relative) * (value - self.prior);
            seen = log_at(weighed, believed);
        }
        seen
    }

    /// What of the covariance does not depend on the athlete's own level: the part that a refit holds fixed.
    pub(crate) fn covariance_beside_level(&self, other: &Self, model: &Model) -> f64 {
        self.covariance(other, model) - model.rate.athlete_sd.value.powi(2)
    }

    /// How far two sessions lie apart, in length scales, in the dimension where they differ most of temperature,
    /// wettedness and metabolic rate.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        self.scaled[..3].iter().zip(&other.scaled).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
    }
}

/// How the measured rates of a sport sit beside our heat balance; the shifts were not calibrated on ISO 7933.
fn shift_of(model: &Model, entry: &SportEntry) -> f64 {
    if model.heat == HeatModel::Partitional { entry.shift } else { 0.0 }
}

/// The logarithm of a weighed rate and its standard error, both taken along the tangent at the believed log rate.
pub(crate) fn log_at(weighed: Weighed, believed: f64) -> (f64, f64) {
    let rate = believed.exp();
    // Further out than its own size the tangent says nothing sensible.
    let off = (weighed.rate.as_l_per_h() / rate - 1.0).clamp(-1.0, 1.0);
    (believed + off, weighed.uncertainty.as_l_per_h() / rate)
}
