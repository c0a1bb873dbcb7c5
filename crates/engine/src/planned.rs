//! Planned sessions.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::{
    Foresight, Intensity, SessionConditions, Setting, Sun, check_effort, felt_as, wet_bulb_globe,
};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Owner, Span, Stored};
use units::{Duration, Temperature};

use crate::amend::Write;
use crate::calendar::{Assumed, CalendarEntry};
use crate::forecast_watch::AskedWeather;
use crate::signals::Happening;
use crate::{AthleteRecord, ConditionsInput, Engine, Error, Former, Removal, Taken, WeatherSource, owner};

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
    /// The place that its weather was asked for, as it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The wet-bulb globe temperature, where it was typed; worked out from the conditions when absent.
    #[serde(default)]
    pub typed_wbgt: Option<Temperature>,
    /// The sun was neither typed nor known from the weather: the heat is then that of full sun by day.
    #[serde(default = "yes")]
    pub sun_unknown: bool,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
    /// What nobody said of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<Assumed>,
    /// The entry of a calendar that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<CalendarEntry>,
    /// When a newer forecast last changed what it needs, and by how much fluid, mL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast_changed: Option<(Timestamp, i32)>,
    /// Which of its conditions came from the weather; absent where they were typed, and in documents written before this was
    /// stored: its forecast is not asked for again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedWeather>,
    /// The fluid that the athlete expects to need, mL, once its forecast was asked for again: as first planned or last told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_fluid_ml: Option<u32>,
}

fn yes() -> bool {
    true
}

impl PlannedSession {
    /// A session of which no more is known than this: its weather was typed, its sun was not.
    pub(crate) fn of(
        id: String,
        title: &str,
        start: Timestamp,
        conditions: SessionConditions,
        intensity: Intensity,
    ) -> Self {
        Self {
            id,
            title: title.to_owned(),
            start,
            conditions,
            intensity,
            weather: None,
            place: None,
            typed_wbgt: None,
            sun_unknown: true,
            simulated: false,
            assumed: Vec::new(),
            entry: None,
            forecast_changed: None,
            asked: None,
            expected_fluid_ml: None,
        }
    }

    /// The wet-bulb globe temperature: as typed, else worked out from air, wind and sun. Where the sun is not known, a
    /// session by day is taken to be in full sun, so that less information never means less caution.
    pub fn wbgt(&self, zone: &TimeZone) -> Temperature {
        let conditions = &self.conditions;
        let sunny = match conditions.setting {
            Setting::Outdoors { wind, sun: Sun::Shade } if self.sun_unknown && self.meets_daylight(zone) => {
                let setting = Setting::Outdoors { wind, sun: Sun::FullSun };
                SessionConditions { setting, ..*conditions }
            }
            _ => *conditions,
        };
        self.typed_wbgt.unwrap_or_else(|| wet_bulb_globe::of_session(&sunny).wbgt)
    }

    /// Whether any hour of it is one of daylight.
    fn meets_daylight(&self, zone: &TimeZone) -> bool {
        let hour = |at: Timestamp| at.to_zoned_datetime(zone.clone()).hour();
        let hours = (0..36).map(|hours| self.start.saturating_add(SignedDuration::from_hours(hours)));
        hours.map_while(Result::ok).take_while(|at| *at < self.end()).any(|at| DAYLIGHT.contains(&hour(at)))
    }

    /// How well its weather is known: as its source says, else as a day-ahead forecast, for who types one reads one.
    pub fn foresight(&self) -> Foresight {
        self.weather.map_or_else(Foresight::day_ahead, |source| source.foresight())
    }

    /// Whether both take place at the same time for a while.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end() && other.start < self.end()
    }

    /// When it ends.
    pub fn end(&self) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "conditions are checked: at most 36 hours")]
        let seconds = self.conditions.duration.as_seconds() as i64;
        self.start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
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

/// Longer ago is not planned.
const PAST: Duration = Duration::from_days(1.0);
/// The local hours of daylight: a session of unknown sun that meets them is taken to be in full sun.
const DAYLIGHT: std::ops::Range<i8> = 7..19;
/// The wet-bulb globe temperatures that may be typed, °C.
const TYPED_WBGT: std::ops::RangeInclusive<f64> = -10.0..=45.0;

impl Engine {
    /// Plans a session. Planning the same start again replaces it.
    ///
    /// # Errors
    /// Every field that is missing or cannot be; nothing is stored then.
    pub async fn plan_session(&self, athlete: &str, new: NewPlannedSession) -> Result<PlannedSession, Error> {
        self.write_session(athlete, new, None).await
    }

    /// Changes a planned session: its time, its conditions, its title. It keeps its name, and what was taken for it.
    ///
    /// # Errors
    /// As [`plan_session`](Self::plan_session); also when there is no such session.
    pub async fn change_session(
        &self,
        athlete: &str,
        id: &str,
        new: NewPlannedSession,
    ) -> Result<PlannedSession, Error> {
        self.write_session(athlete, new, Some(id)).await
    }

    async fn write_session(
        &self,
        athlete: &str,
        new: NewPlannedSession,
        replaces: Option<&str>,
    ) -> Result<PlannedSession, Error> {
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let session = self.to_plan(&record, new).await?;
        self.transact(&owner, || async {
            let sessions = self.of::<PlannedSession>(&owner);
            let (id, former) = match replaces {
                Some(id) => {
                    let former = sessions.get(id).await?;
                    (id.to_owned(), Some(former.ok_or_else(|| Error::not_found("planned session", id))?))
                }
                None => {
                    let id = self.free_session_name(&owner, session.start).await?;
                    let former = sessions.get(&id).await?;
                    (id, former)
                }
            };
            let mut entry = former.as_ref().and_then(|former| former.entry.clone());
            entry.iter_mut().for_each(CalendarEntry::changed_by_hand);
            let session = PlannedSession { id, entry, ..session.clone() };
            self.refuse_overlap(&owner, &record, &session).await?;
            if former.as_ref() == Some(&session) {
                return Ok(Write::nothing(session));
            }
            let mut changes = vec![Collection::put(&session)?];
            if let Some(former) = former {
                let taken = self.taken_for(&owner, &former.id).await?;
                let former = Former::PlannedSession { session: Box::new(former), taken };
                changes.extend(self.removed(&owner, former, Some(&session.id)).await?.1);
            }
            let told = self.signal(Happening::SessionPlanned, athlete)?;
            Ok(Write::of(changes, session).with_jobs(told))
        })
        .await
    }

    /// The name of a session that is planned for this start: by its second, and a number where a session of that name
    /// was moved to another start.
    async fn free_session_name(&self, owner: &Owner, start: Timestamp) -> Result<String, Error> {
        let base = format!("p-{}", start.as_second());
        let mut name = base.clone();
        for number in 2.. {
            match self.of::<PlannedSession>(owner).get(&name).await? {
                Some(known) if known.start.as_second() != start.as_second() => {
                    name = format!("{base}-{number}");
                }
                _ => break,
            }
        }
        Ok(name)
    }

    /// The session that would be planned, with its weather; nothing is stored.
    pub(crate) async fn to_plan(
        &self,
        record: &AthleteRecord,
        new: NewPlannedSession,
    ) -> Result<PlannedSession, Error> {
        let typed = new.conditions.intensity;
        let place = new.conditions.place.clone();
        let asked = AskedWeather {
            relative_humidity: new.conditions.relative_humidity.is_none(),
            wind: new.conditions.wind.is_none(),
            sun: new.conditions.sun.is_none(),
        };
        let (input, weather) = self.forecast(new.start, new.conditions).await?;
        let conditions = input.resolve(None)?;
        let ago = self.now().duration_since(new.start).as_secs_f64();
        if ago > PAST.as_seconds() {
            return Err(Error::field("start", "it lies in the past: write a time from yesterday on"));
        }
        if let Some(wbgt) = input.wbgt.filter(|wbgt| !TYPED_WBGT.contains(&wbgt.as_celsius())) {
            return Err(Error::field("wbgt", format!("{wbgt} cannot be: write one from -10 °C to 45 °C")));
        }
        let body = record.body(self.now().to_zoned_datetime(record.time_zone()).year());
        check_effort(&body, &conditions).map_err(|error| Error::field(error.field(), error))?;
        let intensity = typed.unwrap_or_else(|| felt_as(&body, &conditions));
        let title = new.title.filter(|title| !title.trim().is_empty());
        let title = title.as_deref().unwrap_or(conditions.sport.words());
        let id = format!("p-{}", new.start.as_second());
        Ok(PlannedSession {
            place: place.filter(|_| weather.is_some()),
            weather,
            typed_wbgt: input.wbgt,
            sun_unknown: input.sun.is_none(),
            asked: weather.map(|_| asked),
            ..PlannedSession::of(id, title, new.start, conditions, intensity)
        })
    }

    /// Refuses a session that overlaps another one: one person does one thing at a time.
    async fn refuse_overlap(
        &self,
        owner: &Owner,
        record: &AthleteRecord,
        session: &PlannedSession,
    ) -> Result<(), Error> {
        let near = self.of::<PlannedSession>(owner).between(session.start, session.end()).await?;
        let Some(other) = near.iter().find(|other| other.id != session.id && other.overlaps(session)) else {
            return Ok(());
        };
        let local =
            |at: Timestamp| at.to_zoned_datetime(record.time_zone()).strftime("%Y-%m-%d %H:%M").to_string();
        let question = format!(
            "it overlaps '{}', {} to {}: which one is right? Change the time, or cancel the other one first",
            other.title,
            local(other.start),
            local(other.end())
        );
        Err(Error::field("start", question))
    }

    /// One planned session.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn planned_session(&self, athlete: &str, id: &str) -> Result<PlannedSession, Error> {
        let found = self.of::<PlannedSession>(&owner::athlete(athlete)?).get(id).await?;
        found.ok_or_else(|| Error::not_found("planned session", id))
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

    /// Takes a planned session out, with what was taken for it; it need not be there. It can be put back.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn cancel_session(&self, athlete: &str, id: &str) -> Result<Option<Removal>, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            self.athlete(athlete).await?;
            let Some(session) = self.of::<PlannedSession>(&owner).get(id).await? else {
                return Ok(Write::nothing(None));
            };
            let cancelled = Self::cancelled_by_hand(&session)?;
            let (removal, mut changes) = self.without_session(&owner, session, None).await?;
            changes.extend(cancelled);
            let told = self.signal(Happening::SessionCancelled, athlete)?;
            Ok(Write::of(changes, Some(removal)).with_jobs(told))
        })
        .await
    }

    /// The changes that take a session out with what was taken for it, and note both.
    pub(crate) async fn without_session(
        &self,
        owner: &Owner,
        session: PlannedSession,
        replaced_by: Option<&str>,
    ) -> Result<(Removal, Vec<Change>), Error> {
        let taken = self.taken_for(owner, &session.id).await?;
        let mut changes = vec![Collection::<PlannedSession>::delete(&session.id)?];
        for taken in &taken {
            changes.push(Collection::<Taken>::delete(&taken.need)?);
        }
        let former = Former::PlannedSession { session: Box::new(session), taken };
        let (removal, noted) = self.removed(owner, former, replaced_by).await?;
        changes.extend(noted);
        Ok((removal, changes))
    }
}
