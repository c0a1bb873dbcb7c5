//! Planned workouts of calendars and files: what comes, what is moved, what is taken back.

use ::timeline::EventKind;
use formats::{Decoded, Feed, PlannedEffort, PlannedWorkout, Start};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::Intensity;
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, Owner};
use units::{Duration, Temperature};

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
    /// Which version of the entry it is.
    pub sequence: i64,
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
        if decoded.planned.is_empty() && decoded.withdrawn.is_empty() {
            return Ok(Vec::new());
        }
        let known: Vec<PlannedSession> = self.of::<PlannedSession>(owner).all().await?;
        let zone = record.time_zone();
        let minute = self.usual_minute(owner, &zone, &decoded.planned).await?;
        let feed = decoded.feed.as_ref().map(|feed: &Feed| feed.id.clone());
        let (mut changes, mut named) = (Vec::new(), Vec::new());
        for planned in &decoded.planned {
            let Some(start) = starts(planned, minute, &zone) else { continue };
            let id = session_name(planned.id.as_deref(), start);
            named.push(id.clone());
            let before =
                known.iter().find(|session| session.id == id).and_then(|session| session.entry.as_ref());
            if before.is_some_and(|before| before.sequence > planned.sequence) {
                continue;
            }
            let entry = CalendarEntry {
                feed: feed.clone(),
                name: planned.id.clone(),
                uid: planned.uid.clone(),
                sequence: planned.sequence,
            };
            if let Some(session) = self.imported(planned, id, start, entry).await {
                changes.push(Collection::put(&session)?);
            }
        }
        let now = self.now();
        for session in known.iter().filter(|session| !named.contains(&session.id)) {
            let Some(entry) = &session.entry else {
                // Sessions of before entries were remembered are known by their name.
                let taken_back =
                    decoded.withdrawn.iter().any(|name| session_name(Some(name), now) == session.id);
                changes.extend(
                    taken_back.then(|| Collection::<PlannedSession>::delete(&session.id)).transpose()?,
                );
                continue;
            };
            let of =
                |name: &Option<String>| name.as_ref().is_some_and(|name| decoded.withdrawn.contains(name));
            let gone = feed.is_some() && entry.feed == feed && session.start > now;
            if of(&entry.name) || of(&entry.uid) || gone {
                changes.push(Collection::<PlannedSession>::delete(&session.id)?);
            }
        }
        Ok(changes)
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
            forecast_changed: None,
            id,
            title: planned.title.clone(),
            start,
            conditions,
            intensity,
            weather,
            typed_wbgt: None,
            sun_unknown: true,
            simulated: false,
            assumed: assumed.into_iter().filter_map(|(what, is)| is.then_some(what)).collect(),
            entry: Some(entry),
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
