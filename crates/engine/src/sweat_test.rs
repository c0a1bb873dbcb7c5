//! Sweat tests: taken, kept, found again.

use ::timeline::EventKind;
use jiff::Timestamp;
use physiology::weigh_in::{self, WeighIn, WeighInResult};
use physiology::{Athlete, SessionConditions, SweatTest, Weighed};
use serde::{Deserialize, Serialize};
use store::{Collection, Span, Stored};
use units::Duration;

use crate::explain::StoredReceipt;
use crate::{ConditionsInput, Engine, Error, FieldError, owner};

/// A sweat test as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweatTestRecord {
    /// Its name.
    pub id: String,
    /// The workout it belongs to, if it was recorded.
    #[serde(default)]
    pub event: Option<String>,
    /// When the session began.
    pub at: Timestamp,
    /// The body on that day; absent in documents of before it was kept.
    #[serde(default)]
    pub body: Option<Athlete>,
    /// The session's conditions.
    pub conditions: SessionConditions,
    /// What was weighed and drunk.
    pub weigh_in: WeighIn,
    /// What it shows.
    pub result: WeighInResult,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

impl Stored for SweatTestRecord {
    const COLLECTION: &'static str = "sweat-tests";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.at, self.at))
    }
}

impl SweatTestRecord {
    /// The test as the profile takes it in; `athlete` stands in where the body on that day was not kept.
    pub fn for_profile(&self, athlete: Athlete) -> SweatTest {
        let body = self.body.unwrap_or(athlete);
        let weighed = Weighed { rate: self.result.rate.median, uncertainty: self.result.uncertainty };
        SweatTest::weighed(self.id.clone(), self.at, body, self.conditions, weighed)
    }
}

/// A sweat test to be taken.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSweatTest {
    /// The workout it belongs to, if it was recorded.
    #[serde(default)]
    pub event: Option<String>,
    /// When the session began, where no workout says so; now, when absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// The conditions, as far as the workout does not know them.
    #[serde(default)]
    pub conditions: ConditionsInput,
    /// What was weighed and drunk.
    pub weigh_in: WeighIn,
}

impl Engine {
    /// Takes a sweat test: works out the rate, keeps it with its receipts, and the newest body mass.
    ///
    /// # Errors
    /// Every field that is missing or cannot be; nothing is stored then.
    pub async fn take_sweat_test(&self, athlete: &str, new: NewSweatTest) -> Result<SweatTestRecord, Error> {
        let mut record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let event = match &new.event {
            Some(id) => Some(self.event(athlete, id).await?),
            None => None,
        };
        let workout = match event.as_ref().map(|event| (&event.kind, event.span.duration())) {
            Some((EventKind::Workout(workout), elapsed)) => Some((workout, elapsed)),
            Some((EventKind::Sleep(_), _)) => {
                return Err(Error::field("event", "give a workout, not a sleep"));
            }
            None => None,
        };
        let at = event.as_ref().map(|event| event.span.start).or(new.at).unwrap_or_else(|| self.now());
        let conditions = resolve(&new, workout)?;
        let year = at.to_zoned_datetime(record.time_zone()).year();
        let body = physiology::Athlete { body_mass: new.weigh_in.mass_before, ..record.body(year) };
        let result = weigh_in::assess(&new.weigh_in, &conditions, &body).map_err(|errors| {
            Error::Invalid(errors.iter().map(|error| FieldError::new(error.field(), error)).collect())
        })?;
        let newest = self.sweat_tests(athlete).await?.iter().all(|test| test.at <= at);
        let test = SweatTestRecord {
            // One test a workout: weighing again replaces it.
            id: format!("t-{}", at.as_second()),
            event: new.event,
            at,
            body: Some(body),
            conditions,
            weigh_in: new.weigh_in,
            result,
            simulated: false,
        };
        let mut changes = vec![Collection::put(&test)?];
        for receipt in &test.result.receipts {
            changes.push(Collection::put(&StoredReceipt(receipt.clone()))?);
        }
        if newest {
            record.body_mass = test.weigh_in.mass_before;
            changes.push(Collection::put(&record)?);
        }
        self.commit(&owner, changes).await?;
        Ok(test)
    }

    /// All sweat tests of an athlete, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn sweat_tests(&self, athlete: &str) -> Result<Vec<SweatTestRecord>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let mut tests = self.of::<SweatTestRecord>(&owner).all().await?;
        tests.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(tests)
    }

    /// One sweat test.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn sweat_test(&self, athlete: &str, id: &str) -> Result<SweatTestRecord, Error> {
        let owner = owner::athlete(athlete)?;
        self.of::<SweatTestRecord>(&owner).get(id).await?.ok_or_else(|| Error::not_found("sweat test", id))
    }
}

/// The conditions, with the faults of the weights named in the same answer.
fn resolve(
    new: &NewSweatTest,
    workout: Option<(&::timeline::Workout, Duration)>,
) -> Result<SessionConditions, Error> {
    match (new.conditions.resolve(workout), new.weigh_in.check()) {
        (Err(Error::Invalid(mut fields)), Err(weights)) => {
            fields.extend(weights.iter().map(|error| FieldError::new(error.field(), error)));
            Err(Error::Invalid(fields))
        }
        (conditions, _) => conditions,
    }
}
