//! A squad's sessions: one plan, deviations of single athletes, states.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span as Days, Timestamp};
use physiology::{Intensity, SessionConditions};
use serde::{Deserialize, Serialize};
use store::{Collection, Span, Stored};
use team::session::{Deviation, Effective, PlannedTime, effective};

use crate::access::fresh_name;
use crate::{ConditionsInput, Engine, Error, WeatherSource, owner};

/// How far a session has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Planned, weighed in, running or weighed out: told by the clock and the weighings.
    #[default]
    Open,
    /// Weighings are final; a late one re-opens its row.
    Closed,
}

/// A session of a squad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SquadSession {
    /// Its name.
    pub id: String,
    /// What the squad calls it.
    pub title: String,
    /// When.
    pub time: PlannedTime,
    /// Where its weighings are found: the first planned start, which never changes.
    pub anchor: Timestamp,
    /// Its conditions, the weather once for everybody.
    pub conditions: SessionConditions,
    /// How hard it is meant to be.
    pub intensity: Intensity,
    /// Where the weather comes from; typed when absent.
    #[serde(default)]
    pub weather: Option<WeatherSource>,
    /// What differs for single athletes.
    #[serde(default)]
    pub deviations: BTreeMap<String, Deviation>,
    /// How far it has come.
    #[serde(default)]
    pub state: State,
    /// The next session begins within 12 hours of its end.
    #[serde(default)]
    pub next_is_soon: bool,
    /// The weekly sessions that it was planned with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// It was moved by itself: changes of the whole series leave it as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved_alone: bool,
    /// Its weights before are among those that are usual for its athletes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weights_taken: bool,
    /// The sweat tests that were made of its weighings, by athlete.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tests: BTreeMap<String, String>,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

impl Stored for SquadSession {
    const COLLECTION: &'static str = "squad-sessions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.time.start, self.time.end))
    }
}

impl SquadSession {
    /// What an athlete does in it; `None` for one who does not take part.
    pub fn effective(&self, athlete: &str) -> Option<Effective> {
        effective(self.time, self.deviations.get(athlete))
    }

    /// The conditions of an athlete who trains so long.
    pub(super) fn conditions_of(&self, effective: &Effective) -> SessionConditions {
        let duration = units::Duration::from_minutes(f64::from(effective.minutes()));
        SessionConditions { duration, ..self.conditions }
    }
}

/// A session to be planned for a squad.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSquadSession {
    /// What the squad calls it; the sport, when absent.
    #[serde(default)]
    pub title: Option<String>,
    /// When it starts.
    pub start: Timestamp,
    /// Its conditions; the weather is asked for once.
    pub conditions: ConditionsInput,
    /// So many weeks in a row; 1 when absent.
    #[serde(default)]
    pub weeks: Option<u32>,
    /// The zone whose clocks say the same time in each week; a week of 168 hours when absent.
    #[serde(skip)]
    pub zone: Option<TimeZone>,
}

const MOST_WEEKS: u32 = 52;

impl Engine {
    /// Plans a session for a squad, or one in each of several weeks.
    ///
    /// # Errors
    /// Every field that is missing or cannot be; nothing is stored then.
    pub async fn plan_squad_session(
        &self,
        squad: &str,
        new: NewSquadSession,
    ) -> Result<Vec<SquadSession>, Error> {
        let owner = owner::squad(squad)?;
        self.squad(squad).await?;
        let weeks = new.weeks.unwrap_or(1);
        if !(1..=MOST_WEEKS).contains(&weeks) {
            return Err(Error::field("weeks", format!("write 1 to {MOST_WEEKS}")));
        }
        let typed = new.conditions.intensity;
        let (input, weather) = self.forecast(new.start, new.conditions).await?;
        let conditions = input.resolve(None)?;
        let seconds = conditions.duration.as_seconds();
        if !(60.0..=12.0 * 3600.0).contains(&seconds) {
            return Err(Error::field("duration", "a squad trains from 1 minute to 12 hours at a time"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let length = SignedDuration::from_secs(seconds as i64);
        let title = new.title.filter(|title| !title.trim().is_empty());
        let title = title.unwrap_or_else(|| conditions.sport.words().to_owned());
        if title.chars().count() > 120 {
            return Err(Error::field("title", "write 120 characters or fewer"));
        }
        let series = match weeks {
            1 => None,
            _ => Some(fresh_name(&*self.randomness, "sr-")?),
        };
        let mut sessions = Vec::new();
        for week in 0..weeks {
            let late = || Error::field("start", "it is too far ahead");
            let first = new.start.to_zoned_datetime(new.zone.clone().unwrap_or(TimeZone::UTC));
            let start =
                first.checked_add(Days::new().weeks(i64::from(week))).map_err(|_| late())?.timestamp();
            let end = start.checked_add(length).map_err(|_| late())?;
            sessions.push(SquadSession {
                id: fresh_name(&*self.randomness, "ss-")?,
                title: title.clone(),
                time: PlannedTime { start, end },
                anchor: start,
                conditions,
                intensity: typed.unwrap_or(Intensity::Moderate),
                // The forecast is that of the first week.
                weather: weather.filter(|_| week == 0),
                deviations: BTreeMap::new(),
                state: State::Open,
                next_is_soon: false,
                series: series.clone(),
                moved_alone: false,
                weights_taken: false,
                tests: BTreeMap::new(),
                simulated: false,
            });
        }
        let changes = sessions.iter().map(Collection::put).collect::<Result<Vec<_>, _>>()?;
        self.commit(&owner, changes).await?;
        Ok(sessions)
    }

    /// A session of a squad.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn squad_session(&self, squad: &str, id: &str) -> Result<SquadSession, Error> {
        let session = self.of::<SquadSession>(&owner::squad(squad)?).get(id).await?;
        session.ok_or_else(|| Error::not_found("session", id))
    }

    /// The sessions of a squad in a range of time, in the order of time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn squad_sessions(
        &self,
        squad: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<SquadSession>, Error> {
        let mut sessions = self.of::<SquadSession>(&owner::squad(squad)?).between(from, to).await?;
        sessions.sort_by_key(|session| (session.time.start, session.id.clone()));
        Ok(sessions)
    }

    /// The session that a board is about when none is named: the one running or last ended today, else the next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn present_session(&self, squad: &str) -> Result<Option<SquadSession>, Error> {
        let now = self.now();
        let day = SignedDuration::from_hours(24);
        let near = self.squad_sessions(squad, now - day, now + Days::new().hours(24 * 15)).await?;
        let soon = now + SignedDuration::from_hours(3);
        let begun = near.iter().rev().find(|session| session.time.start <= soon);
        let fresh = begun.filter(|session| now.duration_since(session.time.end).as_hours() < 6);
        let next = near.iter().find(|session| session.time.start > now);
        Ok(fresh.or(next).or(begun).cloned())
    }

    /// Changes a session where it is stored.
    pub(super) async fn amend_session<A>(
        &self,
        squad: &str,
        id: &str,
        change: impl Fn(&mut SquadSession) -> Result<A, Error>,
    ) -> Result<A, Error> {
        let owner = owner::squad(squad)?;
        self.amend(&owner, id, change).await?.ok_or_else(|| Error::not_found("session", id))
    }

    /// Says what differs for one athlete, or with `None` that nothing does.
    ///
    /// # Errors
    /// When there is no such member or session.
    pub async fn deviate(
        &self,
        squad: &str,
        id: &str,
        athlete: &str,
        deviation: Option<Deviation>,
    ) -> Result<SquadSession, Error> {
        let record = self.squad(squad).await?;
        self.member(&record, athlete).await?;
        self.amend_session(squad, id, |session| {
            match &deviation {
                Some(deviation) => {
                    let given_for = Some(session.time);
                    let deviation = Deviation { given_for, ..deviation.clone() };
                    session.deviations.insert(athlete.to_owned(), deviation);
                }
                None => {
                    session.deviations.remove(athlete);
                }
            }
            Ok(session.clone())
        })
        .await
    }
}
