//! The sweat profile of an athlete, and what it expects.

use physiology::{Foresight, Intensity, Prediction, SessionConditions, Sport, SweatProfile};
use serde::Serialize;
use units::{Duration, Fraction, Interval, Temperature, VolumeRate};

use crate::{AthleteRecord, Engine, Error, SweatTestRecord};

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

/// The profile as a page and the API show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProfileView {
    /// The athlete.
    pub athlete: AthleteRecord,
    /// The tests, in the order of time.
    pub tests: Vec<SweatTestRecord>,
    /// The rate over temperature in the sport most tested.
    pub curve: Curve,
    /// What to test next, in words.
    pub advice: Vec<String>,
}

impl Engine {
    /// The profile of an athlete, from all tests.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn sweat_profile(&self, athlete: &str) -> Result<SweatProfile, Error> {
        let record = self.athlete(athlete).await?;
        let tests = self.sweat_tests(athlete).await?;
        Ok(self.profile_of(&record, &tests))
    }

    fn profile_of(&self, record: &AthleteRecord, tests: &[SweatTestRecord]) -> SweatProfile {
        let now = self.now();
        let year = now.to_zoned_datetime(record.time_zone()).year();
        let athlete = record.body(year);
        let tests: Vec<_> = tests.iter().map(|test| test.for_profile(athlete)).collect();
        SweatProfile::from_tests(athlete, &tests, now)
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
        let prediction = self.sweat_profile(athlete).await?.predict(session, foresight);
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
        let profile = self.profile_of(&record, &tests);
        let session = usual_session(&tests);
        let curve = Curve {
            session,
            points: (0..=15).map(|step| point(&profile, &session, 5.0 + 2.0 * f64::from(step))).collect(),
        };
        let advice = advice(&tests, &profile, &session, self.now());
        Ok(ProfileView { athlete: record, tests, curve, advice })
    }
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

/// When to test again: no test, an old test, or conditions that no test was near.
fn advice(
    tests: &[SweatTestRecord],
    profile: &SweatProfile,
    session: &SessionConditions,
    now: jiff::Timestamp,
) -> Vec<String> {
    let Some(newest) = tests.last() else {
        return vec![
            "No test yet: the band is that of people of this size. Weigh yourself before and after one session of an \
             hour or more, and it becomes yours."
                .to_owned(),
        ];
    };
    let mut advice = Vec::new();
    let days = now.duration_since(newest.at).as_hours() / 24;
    if days > 90 {
        advice.push(format!(
            "The newest test is {days} days old: seasons and training change sweating. Test again."
        ));
    }
    let at =
        |celsius: f64| SessionConditions { air_temperature: Temperature::from_celsius(celsius), ..*session };
    let choices = [at(10.0), at(20.0), at(30.0)];
    if let Some((index, gain)) = profile.most_telling(&choices).filter(|(_, gain)| gain.as_percent() > 15.0) {
        let temperature = choices[index].air_temperature.as_celsius();
        advice.push(format!(
            "A test near {temperature:.0} °C would teach most: it would narrow what is expected over 10 to 30 °C by \
             about {:.0} % of its variance.",
            gain.as_percent()
        ));
    }
    if advice.is_empty() {
        advice.push(
            "The tests cover these conditions well; test again after three months or in another season."
                .to_owned(),
        );
    }
    advice
}
