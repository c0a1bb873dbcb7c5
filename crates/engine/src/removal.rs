//! Undo: what a person deleted or changed is kept for a month as it was, and can be put back.
//!
//! Whatever a person typed can be deleted and changed: sweat tests, readings, workouts and sleep, planned sessions, amounts
//! taken. Each deletion and each change leaves a [`Removal`] in the same commit. Putting one back is a change like any
//! other, with a removal of its own where it replaces something.

use ::timeline::Observation;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Owner, Span, Stored};

use crate::amend::Write;
use crate::reconciliation::{StoredObservation, Timekeeper};
use crate::{Engine, Error, LoggedReading, PlannedSession, SweatTestRecord, Taken, owner};

/// So long a deletion or change can be undone.
const UNDONE_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Something as it was before it was deleted or changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what", content = "was")]
pub enum Former {
    /// A sweat test.
    SweatTest(Box<SweatTestRecord>),
    /// A reading that was typed.
    Reading(LoggedReading),
    /// A workout or sleep that was typed.
    Entry(Box<Observation>),
    /// A planned session, with what was taken for it.
    PlannedSession {
        /// The session.
        session: Box<PlannedSession>,
        /// The needs of it that were met.
        taken: Vec<Taken>,
    },
    /// An amount that was taken.
    Taken(Taken),
}

impl Former {
    /// What it was, as in documents: `sweat-test`, `reading`, `entry`, `planned-session`, `taken`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SweatTest(_) => "sweat-test",
            Self::Reading(_) => "reading",
            Self::Entry(_) => "entry",
            Self::PlannedSession { .. } => "planned-session",
            Self::Taken(_) => "taken",
        }
    }

    /// Its name among its kind.
    pub fn id(&self) -> &str {
        match self {
            Self::SweatTest(test) => &test.id,
            Self::Reading(reading) => &reading.id,
            Self::Entry(entry) => &entry.id,
            Self::PlannedSession { session, .. } => &session.id,
            Self::Taken(taken) => &taken.need,
        }
    }

    /// The time it is about.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::SweatTest(test) => test.at,
            Self::Reading(reading) => reading.at,
            Self::Entry(entry) => entry.span.start,
            Self::PlannedSession { session, .. } => session.start,
            Self::Taken(taken) => taken.at,
        }
    }
}

/// A deletion, or a change, that can be undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    /// Its name.
    pub id: String,
    /// When it was deleted or changed.
    pub at: Timestamp,
    /// What is there instead, of a change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// What it was.
    #[serde(flatten)]
    pub former: Former,
}

impl Stored for Removal {
    const COLLECTION: &'static str = "removals";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.at, self.at))
    }
}

impl Engine {
    /// What was deleted or changed in the last month, the newest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn removals(&self, athlete: &str) -> Result<Vec<Removal>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let mut removals = self.of::<Removal>(&owner).between(self.oldest_undone(), Timestamp::MAX).await?;
        removals.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        Ok(removals)
    }

    /// Undoes a deletion or a change: what was is put back.
    ///
    /// # Errors
    /// When there is no such removal any more, there is no such athlete, or the database fails.
    pub async fn undo(&self, athlete: &str, id: &str) -> Result<Removal, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let removal = self.of::<Removal>(&owner).get(id).await?;
            let removal = removal.filter(|removal| removal.at >= self.oldest_undone());
            let removal = removal.ok_or_else(|| Error::NotFound {
                what: "removal",
                id: id.to_owned(),
                hint: ": it was undone already, or is older than 30 days",
            })?;
            let mut changes = match &removal.former {
                Former::SweatTest(test) => self.put_test_back(&owner, test).await?,
                Former::Reading(reading) => self.put_reading_back(&owner, &removal, reading).await?,
                Former::Entry(entry) => self.put_entry_back(&owner, &removal, entry).await?,
                Former::PlannedSession { session, taken } => {
                    self.put_session_back(&owner, session, taken).await?
                }
                Former::Taken(taken) => self.put_taken_back(&owner, taken).await?,
            };
            changes.push(Collection::<Removal>::delete(id)?);
            Ok(Write::of(changes, removal))
        })
        .await
    }

    fn oldest_undone(&self) -> Timestamp {
        self.now().checked_sub(UNDONE_WITHIN).unwrap_or(Timestamp::MIN)
    }

    /// The changes that note a deletion or a change, and forget those of more than a month ago.
    pub(crate) async fn removed(
        &self,
        owner: &Owner,
        former: Former,
        replaced_by: Option<&str>,
    ) -> Result<(Removal, Vec<Change>), Error> {
        let mut bits = [0; 5];
        self.randomness.fill(&mut bits)?;
        let removal = Removal {
            id: format!("r-{}", crate::requests::hex(&bits)),
            at: self.now(),
            replaced_by: replaced_by.map(str::to_owned),
            former,
        };
        let mut changes = vec![Collection::put(&removal)?];
        for old in self.of::<Removal>(owner).between(Timestamp::MIN, self.oldest_undone()).await? {
            changes.push(Collection::<Removal>::delete(&old.id)?);
        }
        Ok((removal, changes))
    }

    async fn put_test_back(&self, owner: &Owner, test: &SweatTestRecord) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        if let Some(instead) = self.of::<SweatTestRecord>(owner).get(&test.id).await? {
            changes
                .extend(self.removed(owner, Former::SweatTest(Box::new(instead)), Some(&test.id)).await?.1);
        }
        let test = self.linked_again(owner, test).await?;
        changes.push(Collection::put(&test)?);
        let mut masses = self.masses(owner).await?;
        masses.put_test(&test);
        changes.extend(self.weighed_again(owner, &masses).await?);
        Ok(changes)
    }

    async fn put_reading_back(
        &self,
        owner: &Owner,
        removal: &Removal,
        reading: &LoggedReading,
    ) -> Result<Vec<Change>, Error> {
        let mut changes = self.without_reading(owner, removal.replaced_by.as_deref()).await?;
        changes.push(Collection::put(reading)?);
        let mut masses = self.masses(owner).await?;
        removal.replaced_by.iter().for_each(|gone| masses.forget_reading(gone));
        masses.put_reading(reading);
        changes.extend(self.weighed_again(owner, &masses).await?);
        Ok(changes)
    }

    /// The changes that take out what replaced a reading, so that it can be put back itself.
    async fn without_reading(&self, owner: &Owner, id: Option<&str>) -> Result<Vec<Change>, Error> {
        let Some(id) = id else { return Ok(Vec::new()) };
        let Some(instead) = self.of::<LoggedReading>(owner).get(id).await? else { return Ok(Vec::new()) };
        let mut changes = self.removed(owner, Former::Reading(instead), None).await?.1;
        changes.push(Collection::<LoggedReading>::delete(id)?);
        Ok(changes)
    }

    async fn put_entry_back(
        &self,
        owner: &Owner,
        removal: &Removal,
        entry: &Observation,
    ) -> Result<Vec<Change>, Error> {
        let zone = self.zone_of(owner).await?;
        let mut timekeeper = Timekeeper::of(self, owner, zone).await?;
        let mut changes = Vec::new();
        if let Some(instead) = &removal.replaced_by
            && let Some(StoredObservation(instead)) = self.of::<StoredObservation>(owner).get(instead).await?
        {
            changes.extend(timekeeper.remove(&instead)?);
            changes.extend(self.removed(owner, Former::Entry(Box::new(instead)), None).await?.1);
        }
        changes.extend(timekeeper.place(entry)?);
        changes.extend(timekeeper.settled().await?);
        Ok(changes)
    }

    async fn put_session_back(
        &self,
        owner: &Owner,
        session: &PlannedSession,
        taken: &[Taken],
    ) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        if let Some(instead) = self.of::<PlannedSession>(owner).get(&session.id).await? {
            changes.extend(self.without_session(owner, instead, Some(&session.id)).await?.1);
        }
        let (session, forgotten) = self.back_by_hand(owner, session).await?;
        changes.push(Collection::put(&session)?);
        changes.extend(forgotten);
        for taken in taken {
            changes.push(Collection::put(taken)?);
        }
        Ok(changes)
    }

    async fn put_taken_back(&self, owner: &Owner, taken: &Taken) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        if let Some(instead) = self.of::<Taken>(owner).get(&taken.need).await? {
            changes.extend(self.removed(owner, Former::Taken(instead), Some(&taken.need)).await?.1);
        }
        changes.push(Collection::put(taken)?);
        Ok(changes)
    }
}
