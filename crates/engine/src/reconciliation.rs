//! The timeline kept in step with what came in and what the athlete decided.

use std::collections::{BTreeMap, BTreeSet};

use ::timeline::{
    Decision, Event, EventKind, Neighbourhood, Observation, Question, Reconciled, merge_revisions, reconcile,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Owner, Span, Stored};

use crate::{Engine, Error, SweatTestRecord};

/// More changes than these are worked out by a rebuild, which costs less then.
const MOST_CHANGED: usize = 200;

/// An observation as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoredObservation(pub(crate) Observation);

impl Stored for StoredObservation {
    const COLLECTION: &'static str = "observations";

    fn id(&self) -> String {
        self.0.id.clone()
    }

    /// Found wherever it is, was, or may be: what comes there may matter to it.
    fn span(&self) -> Option<Span> {
        let reach = self.0.reach();
        Some(Span::between(reach.start, reach.end))
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

/// A question as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoredQuestion(pub(crate) Question);

impl Stored for StoredQuestion {
    const COLLECTION: &'static str = "questions";

    fn id(&self) -> String {
        self.0.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.0.span.start, self.0.span.end))
    }
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoredDecision(pub(crate) Decision);

impl Stored for StoredDecision {
    const COLLECTION: &'static str = "decisions";

    fn id(&self) -> String {
        self.0.id.clone()
    }
}

/// One athlete's timeline, about to be changed.
pub(crate) struct Timekeeper<'a> {
    engine: &'a Engine,
    owner: &'a Owner,
    zone: TimeZone,
    decisions: Vec<Decision>,
    /// Observations that are not yet stored, by name.
    new: BTreeMap<String, Observation>,
    /// Observations that are still stored, and will not be.
    gone: BTreeSet<String>,
    /// Every version, before and after, of what changed.
    changed: Vec<Observation>,
}

impl<'a> Timekeeper<'a> {
    pub(crate) async fn of(engine: &'a Engine, owner: &'a Owner, zone: TimeZone) -> Result<Self, Error> {
        let decisions = engine.of::<StoredDecision>(owner).all().await?;
        let decisions = decisions.into_iter().map(|stored| stored.0).collect();
        Ok(Self {
            engine,
            owner,
            zone,
            decisions,
            new: BTreeMap::new(),
            gone: BTreeSet::new(),
            changed: Vec::new(),
        })
    }

    pub(crate) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Takes in observations; known ones are revised. The changes that keep them.
    pub(crate) async fn observe(&mut self, observations: &[Observation]) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for observation in observations {
            let id = &observation.id;
            let before = match self.new.get(id) {
                Some(new) => Some(new.clone()),
                None => self.engine.of::<StoredObservation>(self.owner).get(id).await?.map(|stored| stored.0),
            };
            let revisions: Vec<Observation> = before.iter().cloned().chain([observation.clone()]).collect();
            let Some(after) = merge_revisions(&revisions).filter(|after| before.as_ref() != Some(after))
            else {
                continue;
            };
            changes.push(Collection::put(&StoredObservation(after.clone()))?);
            self.changed.extend(before);
            self.changed.push(after.clone());
            self.new.insert(id.clone(), after);
        }
        Ok(changes)
    }

    /// Takes out a stored observation. The changes that do so.
    pub(crate) fn remove(&mut self, observation: &Observation) -> Result<Vec<Change>, Error> {
        self.changed.push(observation.clone());
        self.new.remove(&observation.id);
        self.gone.insert(observation.id.clone());
        Ok(vec![Collection::<StoredObservation>::delete(&observation.id)?])
    }

    /// Puts an observation in as it is, whatever was there under its name. The changes that do so.
    pub(crate) fn place(&mut self, observation: &Observation) -> Result<Vec<Change>, Error> {
        self.changed.push(observation.clone());
        self.gone.remove(&observation.id);
        self.new.insert(observation.id.clone(), observation.clone());
        Ok(vec![Collection::put(&StoredObservation(observation.clone()))?])
    }

    /// Takes in a decision, or takes one back. The observations that it is about have to be there.
    pub(crate) async fn decide(&mut self, decision: &Decision, back: bool) -> Result<(), Error> {
        for name in decision.choice.about() {
            let stored = self.engine.of::<StoredObservation>(self.owner).get(name).await?;
            let observation = match stored {
                Some(stored) => stored.0,
                None if back => continue,
                None => return Err(Error::not_found("observation", name)),
            };
            self.changed.extend(decision.choice.versions(&observation));
            self.changed.push(observation);
        }
        self.decisions.retain(|known| known.id != decision.id);
        if !back {
            self.decisions.push(decision.clone());
        }
        Ok(())
    }

    /// The changes that bring events, questions and the workouts of sweat tests in line with what was taken in.
    pub(crate) async fn settled(&self) -> Result<Vec<Change>, Error> {
        if self.changed.len() > MOST_CHANGED {
            return self.rebuilt().await;
        }
        let Some(mut near) = Neighbourhood::of(&self.changed, &self.decisions, &self.zone) else {
            return Ok(Vec::new());
        };
        let loaded = loop {
            let range = near.range();
            let loaded = self.observations(Some((range.start, range.end))).await?;
            if near.is_enough(&loaded) {
                break loaded;
            }
        };
        let settled = near.settle(&loaded);
        let range = near.range();
        let (from, to) = (range.start, past(range.end));
        let events = self.engine.of::<StoredEvent>(self.owner).between(from, to).await?;
        let questions = self.engine.of::<StoredQuestion>(self.owner).between(from, to).await?;
        let before = Reconciled {
            events: events
                .into_iter()
                .map(|stored| stored.0)
                .filter(|event| settled.replaces(event))
                .collect(),
            questions: questions
                .into_iter()
                .map(|stored| stored.0)
                .filter(|question| settled.replaces_question(question))
                .collect(),
        };
        // Where a workout was replaced, a test of it may be of any time: its recording may have been given another.
        let of_workouts = before.events.iter().any(|event| matches!(event.kind, EventKind::Workout(_)));
        let tests = self.engine.of::<SweatTestRecord>(self.owner);
        let tests = if of_workouts { tests.all().await? } else { tests.between(from, to).await? };
        let replaced = |test: &SweatTestRecord| {
            let of = |event: &Event| test.is_of(event);
            before.events.iter().any(of) || settled.reconciled.events.iter().any(of)
        };
        let tests = tests.into_iter().filter(replaced);
        let mut changes = self.relinked(tests, &settled.reconciled.events, &loaded).await?;
        let after = &settled.reconciled.events;
        changes.extend(self.engine.fitness_changes(self.owner, &before.events, after, &loaded).await?);
        changes.extend(difference(before, settled.reconciled)?);
        Ok(changes)
    }

    /// The same from all observations, as after a move to another zone.
    pub(crate) async fn rebuilt(&self) -> Result<Vec<Change>, Error> {
        let observations = self.observations(None).await?;
        let after = reconcile(&observations, &self.decisions, &self.zone);
        let events = self.engine.of::<StoredEvent>(self.owner).all().await?;
        let questions = self.engine.of::<StoredQuestion>(self.owner).all().await?;
        let before = Reconciled {
            events: events.into_iter().map(|stored| stored.0).collect(),
            questions: questions.into_iter().map(|stored| stored.0).collect(),
        };
        let tests = self.engine.of::<SweatTestRecord>(self.owner).all().await?;
        let mut changes = self.relinked(tests.into_iter(), &after.events, &observations).await?;
        let events = (&before.events, &after.events);
        changes.extend(self.engine.fitness_changes(self.owner, events.0, events.1, &observations).await?);
        changes.extend(difference(before, after)?);
        Ok(changes)
    }

    /// The changes that lead these tests to their workouts among these events, and to what was recorded of them.
    async fn relinked(
        &self,
        tests: impl Iterator<Item = SweatTestRecord>,
        events: &[Event],
        observations: &[Observation],
    ) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        let of = |name: &str| observations.iter().find(|observation| observation.id == name);
        for test in tests {
            let after = test.linked(events).recorded_again(events, of);
            if after != test {
                changes.push(self.engine.of::<SweatTestRecord>(self.owner).rewrite(&after).await?);
            }
        }
        Ok(changes)
    }

    /// The observations of a stretch of time, or all, as they will be; with those that a decision names.
    async fn observations(&self, range: Option<(Timestamp, Timestamp)>) -> Result<Vec<Observation>, Error> {
        let all = self.engine.of::<StoredObservation>(self.owner);
        let stored = match range {
            Some((from, to)) => all.between(from, past(to)).await?,
            None => all.all().await?,
        };
        let mut found: BTreeMap<String, Observation> =
            stored.into_iter().map(|stored| (stored.0.id.clone(), stored.0)).collect();
        let named: BTreeSet<&str> =
            self.decisions.iter().flat_map(|decision| decision.choice.about()).collect();
        for name in named {
            if !found.contains_key(name)
                && let Some(stored) = all.get(name).await?
            {
                found.insert(stored.0.id.clone(), stored.0);
            }
        }
        found.retain(|name, _| !self.gone.contains(name));
        found.extend(self.new.clone());
        Ok(found.into_values().collect())
    }
}

/// The end of a range that holds its last instant too.
fn past(end: Timestamp) -> Timestamp {
    end.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX)
}

/// The changes from one state to the other.
fn difference(before: Reconciled, after: Reconciled) -> Result<Vec<Change>, Error> {
    let mut changes =
        changes(before.events.into_iter().map(StoredEvent), after.events.into_iter().map(StoredEvent))?;
    let (before, after) = (before.questions.into_iter(), after.questions.into_iter());
    changes.extend(self::changes(before.map(StoredQuestion), after.map(StoredQuestion))?);
    Ok(changes)
}

fn changes<T: Stored + PartialEq>(
    before: impl Iterator<Item = T>,
    after: impl Iterator<Item = T>,
) -> Result<Vec<Change>, Error> {
    let mut before: BTreeMap<String, T> = before.map(|value| (value.id(), value)).collect();
    let mut changes = Vec::new();
    for value in after {
        if before.remove(&value.id()).as_ref() != Some(&value) {
            changes.push(Collection::put(&value)?);
        }
    }
    for gone in before.into_keys() {
        changes.push(Collection::<T>::delete(&gone)?);
    }
    Ok(changes)
}
