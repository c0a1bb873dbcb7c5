//! Recordings: stored as they came, read, reconciled with what is known.

use ::timeline::{Event, Observation, reconcile};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, Commit, Span, StoreError, Stored};

use crate::{AthleteRecord, Engine, Error, owner};

/// How often a recording that was overtaken by another commit is reconciled anew.
const MOST_TRIES: u32 = 20;

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
}

impl Stored for Report {
    const COLLECTION: &'static str = "reports";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// An observation as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoredObservation(pub(crate) Observation);

impl Stored for StoredObservation {
    const COLLECTION: &'static str = "observations";

    fn id(&self) -> String {
        self.0.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.0.span.start, self.0.span.end))
    }
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoredEvent(pub(crate) Event);

impl Stored for StoredEvent {
    const COLLECTION: &'static str = "events";

    fn id(&self) -> String {
        self.0.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.0.span.start, self.0.span.end))
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
}

impl Engine {
    /// Whether a recording can be read at all; nothing is stored.
    ///
    /// # Errors
    /// When it cannot.
    pub fn check_recording(name: &str, bytes: &[u8]) -> Result<(), Error> {
        decode(name, bytes).map(|_| ())
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
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let decoded = decode(name, bytes)?;
        let mut tries = 0;
        loop {
            match self.take_in(&record, &owner, name, bytes, &decoded).await {
                // Somebody else's recording came meanwhile: the events are worked out again with it.
                Err(Error::Store(StoreError::Conflict { .. })) if tries < MOST_TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn take_in(
        &self,
        record: &AthleteRecord,
        owner: &store::Owner,
        name: &str,
        bytes: &[u8],
        decoded: &formats::Decoded,
    ) -> Result<ImportedRecording, Error> {
        let ids: Vec<String> =
            decoded.observations.iter().map(|observation| observation.id.clone()).collect();
        let blob = BlobId::of(bytes);
        let at = self.store.revision(owner).await?;
        if let Some(report) = self.of::<Report>(owner).get(blob.as_str()).await? {
            let events = self.events_of(owner, &ids).await?;
            return Ok(ImportedRecording { report, known: true, events });
        }
        // The bytes are durable before a document speaks of them.
        let blob = self.store.put_blob(owner, bytes.to_vec()).await?;
        let report = Report {
            id: blob.as_str().to_owned(),
            name: name.to_owned(),
            received: self.now(),
            blob,
            format: decoded.format.to_owned(),
            observations: ids.clone(),
            notes: decoded.notes.iter().map(ToString::to_string).collect(),
        };
        let mut changes = vec![Collection::put(&report)?];
        for observation in &decoded.observations {
            changes.push(Collection::put(&StoredObservation(observation.clone()))?);
        }
        changes.extend(self.reconciled(owner, &record.time_zone(), &decoded.observations).await?);
        self.store.commit(Commit::of(owner.clone(), changes).at(at)).await?;
        let events = self.events_of(owner, &ids).await?;
        Ok(ImportedRecording { report, known: false, events })
    }

    /// The changes that make the events those of all observations, `added` included.
    async fn reconciled(
        &self,
        owner: &store::Owner,
        zone: &jiff::tz::TimeZone,
        added: &[Observation],
    ) -> Result<Vec<Change>, Error> {
        let known = self.of::<StoredObservation>(owner).all().await?;
        let all: Vec<Observation> =
            known.into_iter().map(|stored| stored.0).chain(added.iter().cloned()).collect();
        let before = self.of::<StoredEvent>(owner).all().await?;
        let after = reconcile(&all, zone);
        let mut changes = Vec::new();
        for gone in before.iter().filter(|stored| !after.iter().any(|event| event.id == stored.0.id)) {
            changes.push(Collection::<StoredEvent>::delete(&gone.0.id)?);
        }
        for event in after {
            if !before.iter().any(|stored| stored.0 == event) {
                changes.push(Collection::put(&StoredEvent(event))?);
            }
        }
        Ok(changes)
    }

    async fn events_of(&self, owner: &store::Owner, observations: &[String]) -> Result<Vec<Event>, Error> {
        let all = self.of::<StoredEvent>(owner).all().await?;
        let mut events: Vec<Event> = all
            .into_iter()
            .map(|stored| stored.0)
            .filter(|event| event.links.iter().any(|link| observations.contains(&link.observation)))
            .collect();
        events.sort_by(|a, b| b.span.duration().as_seconds().total_cmp(&a.span.duration().as_seconds()));
        Ok(events)
    }
}

pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<formats::Decoded, Error> {
    formats::decode(name, bytes)
        .map_err(|error| Error::Unreadable { name: name.to_owned(), reason: error.to_string() })
}
