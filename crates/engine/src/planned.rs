//! Planned sessions.

use jiff::Timestamp;
use physiology::{Effort, Foresight, Intensity, SessionConditions, Sport};
use serde::{Deserialize, Serialize};
use store::{Collection, Span, Stored};
use units::Duration;

use crate::{ConditionsInput, Engine, Error, WeatherSource, owner};

/// A session that is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedSession {
    /// Its name.
    pub id: String,
    /// What the athlete calls it.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// Its conditions, as forecast or typed.
    pub conditions: SessionConditions,
    /// How hard it is meant to be.
    pub intensity: Intensity,
    /// Where the weather comes from; typed when absent.
    #[serde(default)]
    pub weather: Option<WeatherSource>,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

impl PlannedSession {
    /// How well its weather is known: as its source says, else as a day-ahead forecast, for who types one reads one.
    pub fn foresight(&self) -> Foresight {
        self.weather.map_or_else(Foresight::day_ahead, |source| source.foresight())
    }

    /// When it ends.
    pub fn end(&self) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "conditions are checked: at most 36 hours")]
        let seconds = self.conditions.duration.as_seconds() as i64;
        self.start.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
    }
}

impl Stored for PlannedSession {
    const COLLECTION: &'static str = "planned-sessions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.start, self.end()))
    }
}

/// A session to be planned.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPlannedSession {
    /// What the athlete calls it; the sport, when absent.
    #[serde(default)]
    pub title: Option<String>,
    /// When it starts.
    pub start: Timestamp,
    /// Its conditions.
    pub conditions: ConditionsInput,
}

/// A planned workout from a file or calendar, where that says when. Its weather is asked for when it is shown with a
/// place; until then it is a mild day.
pub(crate) fn imported(planned: &formats::PlannedWorkout) -> Option<PlannedSession> {
    let start = planned.start?;
    let sport = ::timeline::SportFamily::of(&planned.sport);
    let name = if sport == ::timeline::SportFamily::Other { "other" } else { planned.sport.as_str() };
    let input = ConditionsInput {
        sport: Some(
            name.parse::<Sport>().map_or_else(|_| family(sport).to_owned(), |sport| sport.key().to_owned()),
        ),
        duration: planned.duration.or(Some(USUAL_LENGTH)),
        air_temperature: Some(MILD),
        ..ConditionsInput::default()
    };
    let conditions = input.resolve(None).ok()?;
    // An entry that its calendar moves stays the same session.
    let name = planned.id.as_ref().map(|id| store::BlobId::of(id.as_bytes()).as_str()[..16].to_owned());
    Some(PlannedSession {
        id: format!("p-{}", name.unwrap_or_else(|| start.as_second().to_string())),
        title: planned.title.clone(),
        start,
        conditions,
        intensity: Intensity::Moderate,
        weather: None,
        simulated: false,
    })
}

/// A sport's usual name.
fn family(family: ::timeline::SportFamily) -> &'static str {
    use ::timeline::SportFamily as F;
    match family {
        F::Run => "run",
        F::Ride => "ride",
        F::Swim => "swim",
        F::Walk => "walk",
        F::Row => "row",
        F::Ski | F::Gym | F::Game | F::Multisport | F::Other => "other",
    }
}

/// How long an entry without a length is taken to last.
const USUAL_LENGTH: Duration = Duration::from_hours(1.0);
/// The weather of an entry without a place, until it is told.
const MILD: units::Temperature = units::Temperature::from_celsius(18.0);

/// Longer ago is not planned.
const PAST: Duration = Duration::from_days(1.0);

impl Engine {
    /// Plans a session. Planning the same start again replaces it.
    ///
    /// # Errors
    /// Every field that is missing or cannot be; nothing is stored then.
    pub async fn plan_session(&self, athlete: &str, new: NewPlannedSession) -> Result<PlannedSession, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let (input, weather) = self.forecast(new.start, new.conditions).await?;
        let conditions = input.resolve(None)?;
        let ago = self.now().duration_since(new.start).as_secs_f64();
        if ago > PAST.as_seconds() {
            return Err(Error::field("start", "it lies in the past: write a time from yesterday on"));
        }
        let intensity = match conditions.effort {
            Effort::Intensity { intensity } => intensity,
            _ => Intensity::Moderate,
        };
        let session = PlannedSession {
            id: format!("p-{}", new.start.as_second()),
            title: new
                .title
                .filter(|title| !title.trim().is_empty())
                .unwrap_or_else(|| conditions.sport.words().to_owned()),
            start: new.start,
            conditions,
            intensity,
            weather,
            simulated: false,
        };
        self.commit(&owner, vec![Collection::put(&session)?]).await?;
        Ok(session)
    }

    /// The planned sessions that meet `from..to`, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn planned_sessions(
        &self,
        athlete: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<PlannedSession>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        Ok(self.of::<PlannedSession>(&owner).between(from, to).await?)
    }

    /// Takes a planned session out; it need not be there.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn cancel_session(&self, athlete: &str, id: &str) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let change =
            Collection::<PlannedSession>::delete(id).map_err(|_| Error::not_found("planned session", id))?;
        self.commit(&owner, vec![change]).await
    }
}
