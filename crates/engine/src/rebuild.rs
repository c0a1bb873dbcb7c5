//! Derived documents, made again from what came in and compared with what is kept.

use std::collections::{BTreeMap, BTreeSet};

use ::timeline::{Decision, Observation, Trait, merge_revisions, reconcile};
use physiology::Model;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Expected, Owner, StoreError, Stored};

use crate::amend::Write;
use crate::body_mass::Masses;
use crate::fitness::{FitnessRecord, fitness};
use crate::reconciliation::{StoredDecision, StoredEvent, StoredObservation, StoredQuestion};
use crate::recording::{decode, received};
use crate::{AthleteRecord, Engine, Error, Report, SweatTestRecord, owner};

/// How often a replay that was overtaken by a commit begins anew.
const MOST_TRIES: u32 = 8;

/// A document that is not what its sources give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its collection: `observations`, `events`, `questions`, `sweat-tests`, `athlete`, `reports`.
    pub collection: String,
    /// Its name.
    pub id: String,
    /// In what it differs.
    pub fault: Fault,
}

/// In what a kept document differs from the one made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It is not kept, and should be.
    Missing,
    /// It is kept, and nothing gives it.
    LeftOver,
    /// It is kept, and says something else.
    Changed,
    /// Its source cannot be read any more: the bytes are lost, or this version of the program refuses them.
    Unreadable,
}

impl Fault {
    /// The fault in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::LeftOver => "left over",
            Self::Changed => "changed",
            Self::Unreadable => "its source cannot be read",
        }
    }
}

/// What came of replaying an athlete's reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// How many reports were read again.
    pub reports: usize,
    /// How many documents were made again.
    pub derived: usize,
    /// Those that are not kept as they were made.
    pub differences: Vec<Difference>,
}

impl Engine {
    /// Replays all reports of an athlete and compares; nothing is stored.
    ///
    /// # Errors
    /// When there is no such athlete, somebody commits all the time, or the database fails.
    pub async fn replay(&self, athlete: &str) -> Result<Replayed, Error> {
        Ok(self.replay_steadily(athlete).await?.replayed)
    }

    /// Replays all reports of an athlete and stores what differs. What cannot be read stays as it is.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub async fn rebuild(&self, athlete: &str) -> Result<Replayed, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let Replay { replayed, changes, .. } = self.replay_once(athlete, &owner).await?;
            Ok(Write::of(changes, replayed))
        })
        .await
    }

    /// A replay of one revision: nobody committed between its reads.
    async fn replay_steadily(&self, athlete: &str) -> Result<Replay, Error> {
        let owner = owner::athlete(athlete)?;
        let mut at = self.revision_of(&owner).await?;
        for _ in 0..MOST_TRIES {
            let replay = self.replay_once(athlete, &owner).await?;
            let after = self.revision_of(&owner).await?;
            if after == at {
                return Ok(replay);
            }
            at = after;
        }
        let actual = self.store.revision(&owner).await?;
        Err(StoreError::Conflict { expected: Expected::At(at), actual }.into())
    }

    async fn replay_once(&self, athlete: &str, owner: &Owner) -> Result<Replay, Error> {
        let record = &self.athlete(athlete).await?;
        let mut replay = Replay::default();
        let kept: BTreeMap<String, Observation> = by_name(
            self.of::<StoredObservation>(owner).all().await?.into_iter().map(|stored| stored.0),
            |observation| observation.id.clone(),
        );
        let mut told: BTreeMap<String, Vec<Observation>> = BTreeMap::new();
        let mut reported: BTreeSet<String> = BTreeSet::new();
        for report in self.of::<Report>(owner).all().await? {
            replay.replayed.reports += 1;
            reported.extend(report.observations.iter().cloned());
            let of_kept = || report.observations.iter().filter_map(|id| kept.get(id).cloned()).collect();
            if report.pruned.is_some() {
                // Its bytes were deleted on purpose: what was read from them is a source itself.
                let observations: Vec<Observation> = of_kept();
                observations.into_iter().for_each(|o| told.entry(o.id.clone()).or_default().push(o));
                continue;
            }
            let observations = match self.observations_of(record, owner, &report).await? {
                Some(observations) => observations,
                None => {
                    replay.differs(Report::COLLECTION, &report.id, Fault::Unreadable);
                    of_kept()
                }
            };
            for observation in observations {
                told.entry(observation.id.clone()).or_default().push(observation);
            }
        }
        // What nobody reported was typed or made here: it is a source itself. So is a withdrawal.
        for (id, observation) in &kept {
            if !reported.contains(id) || observation.is(Trait::Deleted) {
                told.entry(id.clone()).or_default().push(observation.clone());
            }
        }
        let made: BTreeMap<String, Observation> =
            told.into_iter().filter_map(|(id, revisions)| Some((id, merge_revisions(&revisions)?))).collect();

        let all: Vec<Observation> = made.values().cloned().collect();
        replay.compare(
            &by_name(kept.into_values().map(StoredObservation), Stored::id),
            &by_name(made.into_values().map(StoredObservation), Stored::id),
        )?;
        let decisions = self.of::<StoredDecision>(owner).all().await?;
        let decisions: Vec<Decision> = decisions.into_iter().map(|stored| stored.0).collect();
        let reconciled = reconcile(&all, &decisions, &record.time_zone());
        let tests = self.of::<SweatTestRecord>(owner).all().await?;
        let model = self.model_of(owner).await?;
        let linked = |test: &SweatTestRecord| {
            let linked = test.linked(&reconciled.events);
            linked.recorded_again(&reconciled.events, |name| all.iter().find(|known| known.id == name))
        };
        let assessed = |test: &SweatTestRecord| assessed_again(&linked(test), record, &model);
        let again = by_name(tests.iter().map(assessed), Stored::id);
        // Records of before the typed mass was stored say too little to make it again.
        let after = match record.typed_mass {
            Some(_) => {
                let tests = again.values().cloned().collect();
                Masses::of(record.clone(), tests, self.typed_masses(owner).await?).record()
            }
            None => record.clone(),
        };
        replay.compare(
            &by_name([record.clone()].into_iter(), Stored::id),
            &by_name([after].into_iter(), Stored::id),
        )?;
        replay.compare(&by_name(tests.into_iter(), Stored::id), &again)?;
        let kept = by_name(self.of::<FitnessRecord>(owner).all().await?.into_iter(), Stored::id);
        let made = fitness(&reconciled.events, &all);
        // Earlier releases wrote none: what is missing is made by a rebuild and is no fault.
        let (known, new): (BTreeMap<_, _>, BTreeMap<_, _>) =
            made.into_iter().partition(|(half, _)| kept.contains_key(half));
        replay.compare(&kept, &known)?;
        for record in new.values() {
            replay.changes.push(Collection::put(record)?);
        }
        let events = reconciled.events.into_iter().map(StoredEvent);
        let kept = self.of::<StoredEvent>(owner).all().await?;
        replay.compare(&by_name(kept.into_iter(), Stored::id), &by_name(events, Stored::id))?;
        let questions = reconciled.questions.into_iter().map(StoredQuestion);
        let kept = self.of::<StoredQuestion>(owner).all().await?;
        replay.compare(&by_name(kept.into_iter(), Stored::id), &by_name(questions, Stored::id))?;
        Ok(replay)
    }

    /// What a report says, read again; `None` when it cannot be.
    async fn observations_of(
        &self,
        record: &AthleteRecord,
        owner: &Owner,
        report: &Report,
    ) -> Result<Option<Vec<Observation>>, Error> {
        let bytes = match self.store.blob(owner, &report.blob).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) | Err(StoreError::Damaged(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let decoded = decode(&report.name, &bytes, &report.hints(), &report.zone(&record.time_zone()));
        Ok(decoded.ok().map(|decoded| received(&decoded, report)))
    }
}

/// The test with what it shows worked out anew by the model in use.
fn assessed_again(test: &SweatTestRecord, record: &AthleteRecord, model: &Model) -> SweatTestRecord {
    let year = test.at.to_zoned_datetime(record.time_zone()).year();
    test.assessed_again(record.body(year), model)
}

fn by_name<T>(values: impl Iterator<Item = T>, name: impl Fn(&T) -> String) -> BTreeMap<String, T> {
    values.map(|value| (name(&value), value)).collect()
}

/// A replay under way: what was found, and what would put it right.
#[derive(Default)]
struct Replay {
    replayed: Replayed,
    changes: Vec<Change>,
}

impl Replay {
    fn differs(&mut self, collection: &str, id: &str, fault: Fault) {
        self.replayed.differences.push(Difference {
            collection: collection.to_owned(),
            id: id.to_owned(),
            fault,
        });
    }

    fn compare<T: Stored + PartialEq>(
        &mut self,
        kept: &BTreeMap<String, T>,
        made: &BTreeMap<String, T>,
    ) -> Result<(), Error> {
        self.replayed.derived += made.len();
        for (id, value) in made {
            let fault = match kept.get(id) {
                Some(kept) if kept == value => continue,
                Some(_) => Fault::Changed,
                None => Fault::Missing,
            };
            self.differs(T::COLLECTION, id, fault);
            self.changes.push(Collection::put(value)?);
        }
        for id in kept.keys().filter(|id| !made.contains_key(*id)) {
            self.differs(T::COLLECTION, id, Fault::LeftOver);
            self.changes.push(Collection::<T>::delete(id)?);
        }
        Ok(())
    }
}
