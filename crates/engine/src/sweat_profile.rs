//! The sweat profile of an athlete, and what it expects.

use std::sync::Arc;

use evidence::{Estimate, Receipt, ReceiptId};
use physiology::{
    Foresight, Intensity, Model, Prediction, Saltiness, SessionConditions, Sport, SweatProfile, Variable,
};
use serde::Serialize;
use units::{Duration, Fraction, Interval, SodiumConcentration, Temperature, VolumeRate};

use crate::advice::{Advice, advice};
use crate::{AthleteRecord, Engine, Error, SweatTestRecord, owner};

/// A band of the sweating rate over air temperature.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// The session that is varied.
    pub session: SessionConditions,
    /// The band, from cold to hot.
    pub points: Vec<CurvePoint>,
}

/// One temperature of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The air temperature.
    pub air_temperature: Temperature,
    /// What the profile expects.
    pub median: VolumeRate,
    /// Holds the truth in four cases of five.
    pub i80: Interval<VolumeRate>,
    /// Holds the truth in nineteen cases of twenty.
    pub i95: Interval<VolumeRate>,
    /// What heat balance alone expects.
    pub expected: VolumeRate,
}

/// What the first tests made of the expectation of the curve's session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LearningStep {
    /// How many tests.
    pub tests: usize,
    /// What was expected after them.
    pub rate: Estimate<VolumeRate>,
}

/// What is believed of sweat sodium in the curve's session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SodiumView {
    /// Whole-body sweat sodium.
    pub concentration: Estimate<SodiumConcentration>,
    /// How many patches speak of it; none, and it is that of the sport.
    pub measurements: usize,
    /// How salty that is.
    #[serde(serialize_with = "in_words")]
    pub class: Saltiness,
    /// The receipt of the concentration.
    pub receipt: ReceiptId,
}

fn in_words<S: serde::Serializer>(class: &Saltiness, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.words())
}

/// The profile as a page and the API show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProfileView {
    /// The athlete.
    pub athlete: AthleteRecord,
    /// The tests, in the order of time.
    pub tests: Vec<SweatTestRecord>,
    /// The rate over temperature in the sport most tested.
    pub curve: Curve,
    /// The rate over duration in the same session, each point with its length in minutes.
    #[serde(skip)]
    pub over_duration: Vec<physiology::CurvePoint>,
    /// How the tests narrowed what is expected of one session.
    pub learning: Vec<LearningStep>,
    /// What is believed of sweat sodium.
    pub sodium: SodiumView,
    /// What to test next.
    pub advice: Vec<Advice>,
    /// How the expectation of the curve's session was made.
    #[serde(skip)]
    receipts: Vec<Receipt>,
}

impl Engine {
    /// The profile of an athlete, from all tests.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn sweat_profile(&self, athlete: &str) -> Result<SweatProfile, Error> {
        let record = self.athlete(athlete).await?;
        let tests = self.sweat_tests(athlete).await?;
        Ok(self.profile_of(&self.model_of(&owner::athlete(athlete)?).await?, &record, &tests))
    }

    pub(crate) fn profile_of(
        &self,
        model: &Arc<Model>,
        record: &AthleteRecord,
        tests: &[SweatTestRecord],
    ) -> SweatProfile {
        profile_of(model, record, tests, self.now())
    }

    /// What to expect of a session, with its receipts kept.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn predict(
        &self,
        athlete: &str,
        session: &SessionConditions,
        foresight: Foresight,
    ) -> Result<Prediction, Error> {
        let profile = self.sweat_profile(athlete).await?;
        physiology::check_effort(profile.athlete(), session)
            .map_err(|error| Error::field(error.field(), error))?;
        let prediction = profile.predict(session, foresight);
        self.keep_receipts(athlete, prediction.receipts.iter()).await?;
        Ok(prediction)
    }

    /// The profile with its tests, a curve, and what to test next.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn profile_view(&self, athlete: &str) -> Result<ProfileView, Error> {
        let record = self.athlete(athlete).await?;
        let tests = self.sweat_tests(athlete).await?;
        let planned = self.upcoming(athlete).await?;
        let view = ProfileView::of(
            &self.model_of(&owner::athlete(athlete)?).await?,
            record,
            tests,
            &planned,
            self.now(),
        );
        self.keep_receipts(athlete, view.receipts.iter()).await?;
        Ok(view)
    }

    /// One input of a session varied over its range, everything else held.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn what_if(
        &self,
        athlete: &str,
        session: &SessionConditions,
        variable: Variable,
        points: usize,
    ) -> Result<physiology::Curve, Error> {
        Ok(self.sweat_profile(athlete).await?.what_if(session, variable, points))
    }

    /// The sessions still to come, as far as they are planned.
    async fn upcoming(&self, athlete: &str) -> Result<Vec<SessionConditions>, Error> {
        let now = self.now();
        let end = now.saturating_add(AHEAD).unwrap_or(jiff::Timestamp::MAX);
        let planned = self.planned_sessions(athlete, now, end).await?;
        Ok(planned.iter().map(|session| session.conditions).collect())
    }
}

fn profile_of(
    model: &Arc<Model>,
    record: &AthleteRecord,
    tests: &[SweatTestRecord],
    now: jiff::Timestamp,
) -> SweatProfile {
    let athlete = record.body(now.to_zoned_datetime(record.time_zone()).year());
    // Tests age by whole hours: the same question a second later has the same answer to the last digit.
    let hour = now.as_second().div_euclid(3600) * 3600;
    let now = jiff::Timestamp::from_second(hour).unwrap_or(now);
    let tests: Vec<_> = tests.iter().map(|test| test.for_profile(athlete)).collect();
    SweatProfile::with_model(Arc::clone(model), athlete, &tests, now)
}

impl ProfileView {
    /// The view of an athlete's tests, for the sessions that are planned.
    pub(crate) fn of(
        model: &Arc<Model>,
        athlete: AthleteRecord,
        tests: Vec<SweatTestRecord>,
        planned: &[SessionConditions],
        now: jiff::Timestamp,
    ) -> Self {
        let profile = profile_of(model, &athlete, &tests, now);
        let session = usual_session(&tests);
        let curve = Curve {
            session,
            points: (0..=15).map(|step| point(&profile, &session, 5.0 + 2.0 * f64::from(step))).collect(),
        };
        let over_duration = profile.what_if(&session, Variable::Duration, 15).points;
        let learnt = |count: usize| {
            let first = profile_of(model, &athlete, &tests[..count], now);
            LearningStep { tests: count, rate: first.outline(&session, Foresight::Known).rate }
        };
        let learning = learnt_at(tests.len()).into_iter().map(learnt).collect();
        let usual = profile.predict(&session, Foresight::Known);
        let receipt = usual.receipts.iter().find(|receipt| receipt.rule == "sweat-profile.sodium");
        let sodium = SodiumView {
            receipt: receipt.map_or_else(|| ReceiptId::new(""), |receipt| receipt.id.clone()),
            concentration: usual.sodium_concentration,
            measurements: usual.sodium_measurements,
            class: Saltiness::of(usual.sodium_concentration.median),
        };
        let advice = advice(&profile, planned, &session, now);
        Self { athlete, tests, curve, over_duration, learning, sodium, advice, receipts: usual.receipts }
    }
}

/// How far ahead planned sessions count for what to test next.
const AHEAD: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 120);

/// After how many tests the band is shown again: before any, after one, after three, and after all.
fn learnt_at(tests: usize) -> Vec<usize> {
    let mut counts: Vec<usize> = [0, 1, 3, tests].into_iter().filter(|count| *count <= tests).collect();
    counts.dedup();
    counts
}

/// An hour of the sport tested most, in still air of 50 % humidity.
fn usual_session(tests: &[SweatTestRecord]) -> SessionConditions {
    let count = |sport: Sport| tests.iter().filter(|test| test.conditions.sport == sport).count();
    let sport = tests
        .iter()
        .map(|test| test.conditions.sport)
        .max_by_key(|sport| count(*sport))
        .unwrap_or(Sport::Run);
    let newest = tests.iter().rev().find(|test| test.conditions.sport == sport);
    let planned = SessionConditions::planned(
        sport,
        Duration::from_hours(1.0),
        Intensity::Moderate,
        Temperature::from_celsius(20.0),
        Fraction::from_percent(50.0),
    );
    newest.map_or(planned, |test| SessionConditions { effort: test.conditions.effort, ..planned })
}

fn point(profile: &SweatProfile, session: &SessionConditions, celsius: f64) -> CurvePoint {
    let air_temperature = Temperature::from_celsius(celsius);
    let prediction = profile.outline(&SessionConditions { air_temperature, ..*session }, Foresight::Known);
    CurvePoint {
        air_temperature,
        median: prediction.rate.median,
        i80: prediction.rate.i80,
        i95: prediction.rate.i95,
        expected: prediction.expected,
    }
}
