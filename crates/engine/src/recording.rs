//! Recordings: stored as they came, read, reconciled with what is known.

use std::panic::AssertUnwindSafe;

use ::timeline::{Event, Observation};
use formats::{Decoded, Hints, Reading};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, CollectionName, Owner, StoreError, Stored};

use crate::amend::Write;
use crate::logged::LoggedReading;
use crate::reconciliation::{StoredEvent, StoredObservation, Timekeeper};
use crate::{Engine, Error, owner};

/// The format of calendars.
pub(crate) const CALENDAR: &str = "iCalendar";
/// The namespace of the accounts that athletes have with providers: no two athletes share one.
pub(crate) const ACCOUNTS: &str = "provider-accounts";

/// A report: one payload as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The hash of its bytes: the same file is one report, whatever it is called.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// When it first came.
    pub received: Timestamp,
    /// Its bytes.
    pub blob: BlobId,
    /// The format it is in.
    pub format: String,
    /// What it says happened.
    pub observations: Vec<String>,
    /// What to know about the reading.
    #[serde(default)]
    pub notes: Vec<String>,
    /// It was damaged, and read as far as it goes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recovered: bool,
    /// When it began, as the athlete told, where it does not say itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// Whose records were taken of it, where it holds several users'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The least revision of what it says: where a provider's present state was fetched, it counts as newer than what came
    /// before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub revision: u64,
    /// The provider through which it came by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// When its bytes were deleted, as the provider's agreement demands. What was read from them stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pruned: Option<Timestamp>,
    /// The zone in which it was read, where it does not say one itself: that in which the athlete lived then. Absent in
    /// documents written before this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Report {
    pub(crate) fn hints(&self) -> Hints {
        Hints { start: self.start, account: self.account.clone(), ..Hints::default() }
    }

    /// The zone to read it in, for an athlete who lives in `now`.
    pub(crate) fn zone(&self, now: &TimeZone) -> TimeZone {
        let then = self.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
        then.unwrap_or_else(|| now.clone())
    }
}

impl Stored for Report {
    const COLLECTION: &'static str = "reports";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// What came of a recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedRecording {
    /// The report.
    pub report: Report,
    /// Whether the same bytes had come before; nothing changed then.
    pub known: bool,
    /// The events that the recording is now part of, the longest first.
    pub events: Vec<Event>,
    /// How many body masses and drinks were taken from it just now.
    pub readings: usize,
    /// How many planned workouts were taken from it just now.
    pub planned: usize,
}

impl Engine {
    /// Whether a recording can be read at all; nothing is stored.
    ///
    /// # Errors
    /// When it cannot.
    pub fn check_recording(name: &str, bytes: &[u8]) -> Result<(), Error> {
        decode(name, bytes, &Hints::default(), &TimeZone::UTC).map(|_| ())
    }

    /// Whether a recording, or an archive of them, can be read to its end; nothing is stored. What cannot may be damaged,
    /// or the first part of a file that is still being copied.
    pub fn reads_whole(name: &str, bytes: &[u8]) -> bool {
        match formats::Parts::of(bytes) {
            Ok(Some(parts)) if !parts.names().is_empty() => true,
            _ => decode(name, bytes, &Hints::default(), &TimeZone::UTC)
                .is_ok_and(|decoded| !decoded.is_recovered()),
        }
    }

    /// Takes in a recording: keeps its bytes, reads it, reconciles the timeline. The same file twice changes nothing.
    ///
    /// # Errors
    /// When it cannot be read (nothing is stored then), there is no such athlete, or the database fails.
    pub async fn import_recording(
        &self,
        athlete: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<ImportedRecording, Error> {
        self.import_with(athlete, name, bytes, &Hints::default()).await
    }

    /// The same with what the athlete adds to it.
    ///
    /// # Errors
    /// As [`import_recording`](Self::import_recording); also when the provider's account is another athlete's.
    pub async fn import_with(
        &self,
        athlete: &str,
        name: &str,
        bytes: &[u8],
        hints: &Hints,
    ) -> Result<ImportedRecording, Error> {
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let hints = &Hints { now: hints.now.or(Some(self.now())), ..hints.clone() };
        if let Some(known) = self.known_recording(&owner, bytes).await? {
            if known.report.connection.is_some() {
                self.make_own(&owner, &known.report.id, bytes).await?;
            }
            if known.report.format != CALENDAR {
                return Ok(known);
            }
            // An entry that was moved may be moved back: the same bytes say something new.
            let decoded = decode(name, bytes, hints, &record.time_zone())?;
            self.transact(&owner, || async {
                Ok(Write::of(
                    self.calendar_changes(&owner, &self.athlete(athlete).await?, &decoded).await?,
                    (),
                ))
            })
            .await?;
            return Ok(ImportedRecording { planned: decoded.planned.len(), ..known });
        }
        let decoded = decode(name, bytes, hints, &record.time_zone())?;
        // The bytes are durable before a document speaks of them.
        let blob = self.store_bytes(&owner, bytes.to_vec()).await?;
        let report = Report {
            id: blob.as_str().to_owned(),
            name: name.to_owned(),
            received: self.now(),
            blob,
            format: decoded.format.to_owned(),
            observations: decoded.observations.iter().map(|observation| observation.id.clone()).collect(),
            notes: decoded.notes.iter().map(ToString::to_string).collect(),
            recovered: decoded.is_recovered(),
            start: hints.start,
            account: hints.account.clone(),
            revision: 0,
            connection: None,
            pruned: None,
            zone: Some(record.zone.clone()),
        };
        match self.transact(&owner, || self.take_in(&owner, &report, &decoded)).await {
            Ok(true) => {}
            // The same bytes came a second time while these were read.
            Ok(false) => {
                let events = self.events_of(&owner, &decoded.observations).await?;
                let (readings, planned) = (decoded.readings.len(), decoded.planned.len());
                return Ok(ImportedRecording { report, known: true, events, readings, planned });
            }
            Err(Error::Store(StoreError::KeyTaken { .. })) => {
                let account = decoded.account.unwrap_or_default();
                let message = format!("{account} belongs to another athlete here: import it there");
                return Err(Error::field("account", message));
            }
            Err(error) => return Err(error),
        }
        let events = self.events_of(&owner, &decoded.observations).await?;
        let (readings, planned) = (decoded.readings.len(), decoded.planned.len());
        Ok(ImportedRecording { report, known: false, events, readings, planned })
    }

    /// Makes the athlete's own what had come from a provider: it stays whatever becomes of the connection, and its bytes are
    /// kept again if they were pruned.
    async fn make_own(&self, owner: &Owner, id: &str, bytes: &[u8]) -> Result<(), Error> {
        let blob = self.store_bytes(owner, bytes.to_vec()).await?;
        self.transact(owner, || async {
            let reports = self.of::<Report>(owner);
            let Some(report) = reports.get(id).await? else { return Ok(Write::nothing(())) };
            let own = Report { connection: None, pruned: None, ..report };
            Ok(Write::of(vec![reports.rewrite(&own).await?], ()).resting_on([&blob]))
        })
        .await
    }

    /// What taking in a report writes, and whether it is new.
    async fn take_in(&self, owner: &Owner, report: &Report, decoded: &Decoded) -> Result<Write<bool>, Error> {
        if self.of::<Report>(owner).get(&report.id).await?.is_some() {
            return Ok(Write::nothing(false));
        }
        // The zone may have changed since the report was read; events are reconciled in the present one.
        let record = self.athlete(owner::name_in(owner, "athlete").unwrap_or_default()).await?;
        let mut timekeeper = Timekeeper::of(self, owner, record.time_zone()).await?;
        let mut changes = vec![Collection::put(report)?];
        changes.extend(timekeeper.observe(&received(decoded, report)).await?);
        changes.extend(timekeeper.settled().await?);
        changes.extend(self.calendar_changes(owner, &record, decoded).await?);
        changes.extend(beside(decoded, report)?);
        Ok(Write::of(changes, true).resting_on([&report.blob]))
    }

    /// What came of these bytes when they came before.
    async fn known_recording(&self, owner: &Owner, bytes: &[u8]) -> Result<Option<ImportedRecording>, Error> {
        let blob = BlobId::of(bytes);
        let Some(report) = self.of::<Report>(owner).get(blob.as_str()).await? else { return Ok(None) };
        let mut observations = Vec::new();
        for name in &report.observations {
            let stored = self.of::<StoredObservation>(owner).get(name).await?;
            observations.extend(stored.map(|stored| stored.0));
        }
        let events = self.events_of(owner, &observations).await?;
        Ok(Some(ImportedRecording { report, known: true, events, readings: 0, planned: 0 }))
    }

    /// The events behind which these observations stand, the longest first.
    pub(crate) async fn events_of(&self, owner: &Owner, of: &[Observation]) -> Result<Vec<Event>, Error> {
        let reach = of.iter().map(Observation::reach).reduce(|a, b| a.hull(&b));
        let Some(reach) = reach else { return Ok(Vec::new()) };
        let day = jiff::SignedDuration::from_hours(27);
        let from = reach.start.checked_sub(day).unwrap_or(Timestamp::MIN);
        let to = reach.end.checked_add(day).unwrap_or(Timestamp::MAX);
        let names: std::collections::BTreeSet<&str> = of.iter().map(|o| o.id.as_str()).collect();
        let near = self.of::<StoredEvent>(owner).between(from, to).await?;
        let mut events: Vec<Event> = near
            .into_iter()
            .map(|stored| stored.0)
            .filter(|event| event.all_links().any(|link| names.contains(link.observation.as_str())))
            .collect();
        events.sort_by(|a, b| b.span.duration().as_seconds().total_cmp(&a.span.duration().as_seconds()));
        Ok(events)
    }
}

/// The observations of a report, with when they came.
pub(crate) fn received(decoded: &Decoded, report: &Report) -> Vec<Observation> {
    decoded
        .observations
        .iter()
        .map(|observation| Observation {
            received: Some(report.received),
            revision: observation.revision.max(report.revision),
            ..observation.clone()
        })
        .collect()
}

/// The changes that keep what a report says beside workouts and sleep.
pub(crate) fn beside(decoded: &Decoded, report: &Report) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for reading in readings(decoded) {
        changes.push(Collection::put(&reading)?);
    }
    if let Some(account) = &decoded.account {
        let namespace = CollectionName::new(ACCOUNTS).map_err(StoreError::from)?;
        let id = store::DocumentId::new(report.id.clone()).map_err(StoreError::from)?;
        changes.push(Change::Reserve { namespace, key: account.clone(), id });
    }
    Ok(changes)
}

/// Body masses and drinks, as they are kept.
pub(crate) fn readings(decoded: &Decoded) -> Vec<LoggedReading> {
    let logged = |reading: &Reading| match *reading {
        Reading::BodyMass { at, mass } => LoggedReading::body_mass(decoded.format, at, mass),
        Reading::UnsureBodyMass { at, mass } => LoggedReading::unsure_body_mass(decoded.format, at, mass),
        Reading::Drink { at, volume } => LoggedReading::drink(decoded.format, at, volume),
    };
    decoded.readings.iter().map(logged).collect()
}

pub(crate) fn decode(name: &str, bytes: &[u8], hints: &Hints, zone: &TimeZone) -> Result<Decoded, Error> {
    // A fault in a decoder costs the file, not the import it is part of, nor the worker that reads it.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| formats::decode_with(name, bytes, hints, zone)));
    let reason = match read {
        Ok(Ok(decoded)) => return Ok(decoded),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "reading it failed by a fault of this program: please report it with the file".to_owned(),
    };
    Err(Error::Unreadable { name: name.to_owned(), reason })
}
