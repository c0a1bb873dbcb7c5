//! Planned workouts of calendars and files: what comes, what is moved, what is taken back.

use std::collections::BTreeMap;

use ::timeline::EventKind;
use formats::{Decoded, EntryVersion, Feed, PlannedEffort, PlannedWorkout, Start, Withdrawn};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::Intensity;
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, Owner, Stored};
use units::{Duration, Temperature};

use crate::forecast_watch::AskedWeather;
use crate::{AthleteRecord, ConditionsInput, Engine, Error, PlannedSession};

/// What the calendar calls the entry that a session comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalendarEntry {
    /// The feed that it came with, where that comes again and again.
    pub feed: Option<String>,
    /// The name of the entry, with its time where it is an occurrence of a series.
    pub name: Option<String>,
    /// The name of the entry or series.
    pub uid: Option<String>,
    /// How often its calendar changed the entry.
    pub sequence: i64,
    /// When this version of the entry was made, where the calendar says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamp: Option<Timestamp>,
    /// The athlete changed or cancelled the session: only a newer version counts from then on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

impl CalendarEntry {
    /// Whether this version takes the place of the one that was read before.
    fn is_replaced_by(&self, version: &EntryVersion) -> bool {
        let order = version.compare(&self.version());
        if self.by_hand { order.is_gt() } else { order.is_ge() }
    }

    /// Notes that the athlete changed the session of the entry.
    pub(crate) fn changed_by_hand(&mut self) {
        self.by_hand = true;
    }

    fn version(&self) -> EntryVersion {
        EntryVersion { sequence: self.sequence, stamp: self.stamp }
    }

    /// The same entry in this version, as its calendar has it.
    fn at(self, version: EntryVersion) -> Self {
        Self { sequence: version.sequence, stamp: version.stamp, by_hand: false, ..self }
    }
}

/// An entry, or a series, that was taken back: an older version of it that is read later does not bring its session back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GoneEntry {
    /// The name that its session has, or would have.
    id: String,
    /// The entry, in the version that took it back.
    entry: CalendarEntry,
}

impl Stored for GoneEntry {
    const COLLECTION: &'static str = "gone-entries";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// What of a planned session nobody said, so that it was assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assumed {
    /// The hour of its start: the one at which the athlete usually trains.
    Start,
    /// How long it lasts.
    Duration,
    /// The weather.
    Weather,
}

impl Assumed {
    /// The word for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Duration => "duration",
            Self::Weather => "weather",
        }
    }
}

/// How long an entry without a length is taken to last.
const USUAL_LENGTH: Duration = Duration::from_hours(1.0);
/// The weather of an entry without a place, until it is told.
const MILD: Temperature = Temperature::from_celsius(18.0);
/// The hour at which an athlete trains of whom nothing is known, minutes after midnight.
const USUAL_MINUTE: i16 = 7 * 60;
/// The usual hour is that of the workouts of this many days.
const HABIT: SignedDuration = SignedDuration::from_hours(60 * 24);

impl Engine {
    /// The changes that a report's planned workouts make: sessions that are new or changed, and those taken back, by name or
    /// because a new copy of their calendar leaves them out. A copy of an older version of an entry changes nothing.
    pub(crate) async fn calendar_changes(
        &self,
        owner: &Owner,
        record: &AthleteRecord,
        decoded: &Decoded,
    ) -> Result<Vec<Change>, Error> {
        if decoded.planned.is_empty() && decoded.withdrawn.is_empty() && decoded.feed.is_none() {
            return Ok(Vec::new());
        }
        let known: Vec<PlannedSession> = self.of::<PlannedSession>(owner).all().await?;
        let gone: BTreeMap<String, CalendarEntry> =
            self.of::<GoneEntry>(owner).all().await?.into_iter().map(|gone| (gone.id, gone.entry)).collect();
        let zone = record.time_zone();
        let minute = self.usual_minute(owner, &zone, &decoded.planned).await?;
        let feed = decoded.feed.as_ref().map(|feed: &Feed| feed.id.clone());
        let (mut changes, mut named) = (Vec::new(), Vec::new());
        // Of two versions of an entry in one archive the newer counts: it comes last.
        let mut versions: Vec<&PlannedWorkout> = decoded.planned.iter().collect();
        versions.sort_by_key(|planned| (planned.version.sequence, planned.version.stamp));
        for planned in versions {
            let taken_back = |withdrawn: &Withdrawn| {
                withdrawn.version.compare(&planned.version).is_gt()
                    && withdrawn.is_of(&planned.id, &planned.uid)
            };
            if decoded.withdrawn.iter().any(taken_back) {
                continue;
            }
            let Some(start) = starts(planned, minute, &zone) else { continue };
            let id = session_name(planned.id.as_deref(), start);
            named.push(id.clone());
            let before =
                known.iter().find(|session| session.id == id).and_then(|session| session.entry.as_ref());
            let of_series = || gone.get(&session_name(Some(planned.uid.as_deref()?), start));
            let before = before.or_else(|| gone.get(&id)).or_else(of_series);
            if before.is_some_and(|before| !before.is_replaced_by(&planned.version)) {
                continue;
            }
            if gone.contains_key(&id) {
                changes.push(Collection::<GoneEntry>::delete(&id)?);
            }
            let (name, uid) = (planned.id.clone(), planned.uid.clone());
            let entry = CalendarEntry { feed: feed.clone(), name, uid, ..CalendarEntry::default() }
                .at(planned.version);
            if let Some(session) = self.imported(planned, id, start, entry).await {
                changes.push(Collection::put(&session)?);
            }
        }
        let now = self.now();
        for Withdrawn { name, version } in &decoded.withdrawn {
            let id = session_name(Some(name), now);
            if gone.get(&id).is_none_or(|known| known.is_replaced_by(version)) {
                let entry =
                    CalendarEntry { name: Some(name.clone()), ..CalendarEntry::default() }.at(*version);
                changes.push(Collection::put(&GoneEntry { id, entry })?);
            }
        }
        for session in known.into_iter().filter(|session| !named.contains(&session.id)) {
            let withdrawn = decoded.withdrawn.iter().find(|withdrawn| match &session.entry {
                Some(entry) => withdrawn.is_of(&entry.name, &entry.uid),
                // Sessions of before entries were remembered are known by their name.
                None => session_name(Some(&withdrawn.name), now) == session.id,
            });
            let entry = session.entry.clone().unwrap_or_default();
            let left_out = feed.is_some() && entry.feed == feed && !entry.by_hand && session.start > now;
            if withdrawn.map_or(left_out, |withdrawn| entry.is_replaced_by(&withdrawn.version)) {
                changes.extend(self.without_session(owner, session, None).await?.1);
            }
        }
        Ok(changes)
    }

    /// The change that remembers that the athlete cancelled the session of a calendar's entry.
    pub(crate) fn cancelled_by_hand(session: &PlannedSession) -> Result<Option<Change>, Error> {
        let gone = |entry: &CalendarEntry| GoneEntry {
            id: session.id.clone(),
            entry: CalendarEntry { by_hand: true, ..entry.clone() },
        };
        Ok(session.entry.as_ref().map(|entry| Collection::put(&gone(entry))).transpose()?)
    }

    /// A session that is put back, and the change that forgets that its entry was gone: its calendar takes it back only by a
    /// newer version.
    pub(crate) async fn back_by_hand(
        &self,
        owner: &Owner,
        session: &PlannedSession,
    ) -> Result<(PlannedSession, Option<Change>), Error> {
        let gone = self.of::<GoneEntry>(owner).get(&session.id).await?;
        let entry = session.entry.clone().map(|entry| {
            let version = gone.as_ref().map_or_else(|| entry.version(), |gone| gone.entry.version());
            CalendarEntry { by_hand: true, ..entry.at(version) }
        });
        let forgotten = gone.map(|gone| Collection::<GoneEntry>::delete(&gone.id)).transpose()?;
        Ok((PlannedSession { entry, ..session.clone() }, forgotten))
    }

    /// The session of a planned workout. Its weather is that of its place; without one, or where none is known, it is a mild
    /// day, and said to be assumed.
    async fn imported(
        &self,
        planned: &PlannedWorkout,
        id: String,
        start: Timestamp,
        entry: CalendarEntry,
    ) -> Option<PlannedSession> {
        let intensity = match planned.effort {
            Some(PlannedEffort::Easy) => Intensity::Easy,
            Some(PlannedEffort::Hard) => Intensity::Hard,
            Some(PlannedEffort::Max) => Intensity::Max,
            Some(PlannedEffort::Moderate) | None => Intensity::Moderate,
        };
        let position = planned.position.map(|at| format!("{}, {}", at.latitude, at.longitude));
        let typed = ConditionsInput {
            sport: Some(planned.sport.key().to_owned()),
            duration: planned.duration.or(Some(USUAL_LENGTH)),
            intensity: Some(intensity),
            indoors: planned.indoors.then_some(true),
            place: position.or_else(|| planned.place.clone()),
            ..ConditionsInput::default()
        };
        let place = typed.place.clone();
        let mild = ConditionsInput { air_temperature: Some(MILD), place: None, ..typed.clone() };
        // A place in words, or beyond the forecast, has no weather that is known.
        let (input, weather) = match self.forecast(start, typed).await {
            Ok((input, Some(source))) => (input, Some(source)),
            Ok((_, None)) | Err(_) => (mild, None),
        };
        let assumed = [
            (Assumed::Start, matches!(planned.start, Some(Start::Day(_)))),
            (Assumed::Duration, planned.duration.is_none()),
            (Assumed::Weather, weather.is_none()),
        ];
        let conditions = input.resolve(None).ok()?;
        Some(PlannedSession {
            asked: weather.map(|_| AskedWeather { relative_humidity: true, wind: true, sun: true }),
            place: place.filter(|_| weather.is_some()),
            weather,
            assumed: assumed.into_iter().filter_map(|(what, is)| is.then_some(what)).collect(),
            entry: Some(entry),
            ..PlannedSession::of(id, &planned.title, start, conditions, intensity)
        })
    }

    /// The minute of the day at which the athlete usually starts, where an entry of a whole day asks for it.
    async fn usual_minute(
        &self,
        owner: &Owner,
        zone: &TimeZone,
        planned: &[PlannedWorkout],
    ) -> Result<i16, Error> {
        if !planned.iter().any(|planned| matches!(planned.start, Some(Start::Day(_)))) {
            return Ok(USUAL_MINUTE);
        }
        let now = self.now();
        let from = now.checked_sub(HABIT).unwrap_or(Timestamp::MIN);
        let events = self.of::<crate::reconciliation::StoredEvent>(owner).between(from, now).await?;
        let start = |event: &::timeline::Event| {
            let time = event.span.start.to_zoned_datetime(zone.clone()).time();
            matches!(event.kind, EventKind::Workout(_))
                .then(|| i16::from(time.hour()) * 60 + i16::from(time.minute()))
        };
        let mut minutes: Vec<i16> = events.iter().filter_map(|event| start(&event.0)).collect();
        minutes.sort_unstable();
        // To the quarter of an hour: more would look like knowledge.
        Ok(minutes.get(minutes.len() / 2).map_or(USUAL_MINUTE, |minute| minute / 15 * 15))
    }
}

/// When a planned workout starts; a day's entry at this minute of it.
fn starts(planned: &PlannedWorkout, minute: i16, zone: &TimeZone) -> Option<Timestamp> {
    match planned.start? {
        Start::At(at) => Some(at),
        Start::Day(date) => {
            let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
            zone.to_timestamp(date.at(hour, minute, 0, 0)).ok()
        }
    }
}

/// The name of a session: an entry that its calendar moves stays the same session.
fn session_name(entry: Option<&str>, start: Timestamp) -> String {
    let name = entry.map(|id| BlobId::of(id.as_bytes()).as_str()[..16].to_owned());
    format!("p-{}", name.unwrap_or_else(|| start.as_second().to_string()))
}
