//! The timeline of an athlete: what happened, why it is shown so, and what the athlete says to it.

use ::timeline::{Choice, Decision, Event, Observation, Question, Rested, rested};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{Collection, Owner};

use crate::amend::Write;
use crate::reconciliation::{StoredDecision, StoredEvent, StoredObservation, StoredQuestion, Timekeeper};
use crate::{Engine, Error, owner};

/// Why an event is as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// The event, with the rule and the score of each link, and the source of each field.
    pub event: Event,
    /// The observations behind it, in the order of the links.
    pub observations: Vec<Observation>,
    /// What the athlete decided about any of them.
    pub decisions: Vec<Decision>,
    /// What the rules ask about any of them.
    pub questions: Vec<Question>,
}

/// What an athlete can say to an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Overrule {
    /// This observation is not of the event.
    NotSame {
        /// The observation.
        observation: String,
    },
    /// Another event is the same.
    Same {
        /// The other event.
        other: String,
    },
    /// It is two events: one before this instant, one after.
    SplitHere {
        /// Where the second begins.
        at: Timestamp,
    },
    /// Time and fields from this observation first.
    UseSource {
        /// The observation.
        observation: String,
        /// The field; all of them if absent.
        field: Option<::timeline::Field>,
    },
    /// It is not to be shown.
    Discard,
}

impl Engine {
    /// What happened in `from..to`, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn events(&self, athlete: &str, from: Timestamp, to: Timestamp) -> Result<Vec<Event>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let events = self.of::<StoredEvent>(&owner).between(from, to).await?;
        self.shown(&owner, events.into_iter().map(|stored| stored.0).collect()).await
    }

    /// The first of what happened in `from..to`, in the order of time: at least `least`, where there is so much.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn first_events(
        &self,
        athlete: &str,
        from: Timestamp,
        to: Timestamp,
        least: usize,
    ) -> Result<Vec<Event>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let events = self.first::<StoredEvent>(&owner, from, to, least).await?;
        self.shown(&owner, events.into_iter().map(|stored| stored.0).collect()).await
    }

    /// One event, by its name or by one that it had: an event is named after its anchor observation, and has another name
    /// when one joins that is a better anchor. A link to it goes on leading there.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn event(&self, athlete: &str, id: &str) -> Result<Event, Error> {
        let owner = owner::athlete(athlete)?;
        let found = match self.of::<StoredEvent>(&owner).get(id).await? {
            Some(stored) => Some(stored.0),
            None => self.event_with(&owner, id).await?,
        };
        let found = found.ok_or_else(|| Error::not_found("event", id))?;
        let shown = self.shown(&owner, vec![found]).await?;
        shown.into_iter().next().ok_or_else(|| Error::not_found("event", id))
    }

    /// The event that rests on an observation.
    async fn event_with(&self, owner: &Owner, observation: &str) -> Result<Option<Event>, Error> {
        let Some(stored) = self.of::<StoredObservation>(owner).get(observation).await? else {
            return Ok(None);
        };
        // A clock that was wrong puts an observation up to a day beside its event.
        let (span, day) = (stored.0.span, SignedDuration::from_hours(26));
        let from = span.start.saturating_sub(day).unwrap_or(Timestamp::MIN);
        let until = span.end.saturating_add(day).unwrap_or(Timestamp::MAX);
        let events = self.of::<StoredEvent>(owner).between(from, until).await?;
        Ok(events.into_iter().map(|stored| stored.0).find(|event| event.rests_on(observation)))
    }

    /// Why an event is as it is.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn why(&self, athlete: &str, id: &str) -> Result<Why, Error> {
        self.athlete(athlete).await?;
        let event = self.event(athlete, id).await?;
        let owner = owner::athlete(athlete)?;
        let mut observations = Vec::new();
        for link in event.all_links() {
            let stored = self.of::<StoredObservation>(&owner).get(&link.observation).await?;
            observations.extend(stored.map(|stored| stored.0));
        }
        let about = |names: &[&str]| names.iter().any(|name| event.rests_on(name));
        let decisions = self.decisions(athlete).await?;
        let questions = self.questions(athlete).await?;
        Ok(Why {
            decisions: decisions.into_iter().filter(|decision| about(&decision.choice.about())).collect(),
            questions: questions.into_iter().filter(|question| about(&question.about())).collect(),
            observations,
            event,
        })
    }

    /// What the rules leave to the athlete, the newest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn questions(&self, athlete: &str) -> Result<Vec<Question>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let mut questions: Vec<Question> =
            self.of::<StoredQuestion>(&owner).all().await?.into_iter().map(|stored| stored.0).collect();
        questions.retain(|question| self.may_see(&question.about()));
        questions.sort_by(|a, b| (b.span, &b.id).cmp(&(a.span, &a.id)));
        Ok(questions)
    }

    /// What the athlete decided, the newest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn decisions(&self, athlete: &str) -> Result<Vec<Decision>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let mut decisions: Vec<Decision> =
            self.of::<StoredDecision>(&owner).all().await?.into_iter().map(|stored| stored.0).collect();
        decisions.retain(|decision| self.may_see(&decision.choice.about()));
        decisions.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        Ok(decisions)
    }

    /// Sleep beside the sessions of the following day, over the last two years.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn rested(&self, athlete: &str) -> Result<Rested, Error> {
        let zone = self.athlete(athlete).await?.time_zone();
        let from = self.now().checked_sub(SignedDuration::from_hours(24 * 730)).unwrap_or(Timestamp::MIN);
        let events = self.events(athlete, from, Timestamp::MAX).await?;
        Ok(rested(&events, &zone))
    }

    /// Takes a decision, for good: it is replayed whenever the timeline is made anew.
    ///
    /// # Errors
    /// When it is about an observation that there is not, there is no such athlete, or the database fails.
    pub async fn decide(&self, athlete: &str, choices: Vec<Choice>) -> Result<Vec<Decision>, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let mut timekeeper = Timekeeper::of(self, &owner, self.zone_of(&owner).await?).await?;
            let known = timekeeper.decisions();
            let next = known.iter().filter_map(|known| number(&known.id)).max().unwrap_or(0) + 1;
            let now = self.now();
            // The clock may stand or step back; the order in which things were said counts.
            let last = known.iter().map(|known| known.at).max().unwrap_or(now);
            let (mut changes, mut made) = (Vec::new(), Vec::new());
            for (order, choice) in (next..).zip(&choices) {
                let decision =
                    Decision { id: format!("d-{order:06}"), at: now.max(last), choice: choice.clone() };
                timekeeper.decide(&decision, false).await?;
                changes.push(Collection::put(&StoredDecision(decision.clone()))?);
                made.push(decision);
            }
            changes.extend(timekeeper.settled().await?);
            Ok(Write::of(changes, made))
        })
        .await
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn undecide(&self, athlete: &str, id: &str) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let known = self.of::<StoredDecision>(&owner).get(id).await?;
            let decision = known.ok_or_else(|| Error::not_found("decision", id))?.0;
            let mut timekeeper = Timekeeper::of(self, &owner, self.zone_of(&owner).await?).await?;
            timekeeper.decide(&decision, true).await?;
            let mut changes = vec![Collection::<StoredDecision>::delete(id)?];
            changes.extend(timekeeper.settled().await?);
            Ok(Write::of(changes, ()))
        })
        .await
    }

    /// What the athlete says to an event, as decisions about the observations behind it.
    ///
    /// # Errors
    /// When there is no such event or observation, the instant lies outside it, or the database fails.
    pub async fn overrule(&self, athlete: &str, event: &str, word: Overrule) -> Result<Vec<Decision>, Error> {
        let event = self.event(athlete, event).await?;
        let behind = |observation: &str| -> Result<(), Error> {
            let known = event.rests_on(observation);
            known.then_some(()).ok_or_else(|| {
                Error::field("observation", format!("{observation} does not stand behind {}", event.id))
            })
        };
        let choices = match word {
            Overrule::NotSame { observation } => {
                behind(&observation)?;
                let others =
                    event.all_links().map(|link| &link.observation).filter(|other| **other != observation);
                others.map(|other| Choice::NotSame { a: observation.clone(), b: other.clone() }).collect()
            }
            Overrule::Same { other } => {
                let other = self.event(athlete, &other).await?;
                if other.id == event.id {
                    return Err(Error::field("other", "they are one event already"));
                }
                vec![Choice::Same { a: first(&event), b: first(&other) }]
            }
            Overrule::SplitHere { at } => {
                let inside = |link: &&::timeline::Link| {
                    let span = link.span.unwrap_or(event.span);
                    span.start < at && at < span.end
                };
                let split = event.all_links().filter(inside);
                split.map(|link| Choice::Split { observation: link.observation.clone(), at }).collect()
            }
            Overrule::UseSource { observation, field } => {
                behind(&observation)?;
                vec![Choice::Use { observation, field }]
            }
            Overrule::Discard => event
                .all_links()
                .map(|link| Choice::Discard { observation: link.observation.clone() })
                .collect(),
        };
        if choices.is_empty() {
            return Err(match &event.links[..] {
                [_] => Error::field("observation", "only one observation stands behind the event"),
                _ => Error::field("at", "write an instant within the event"),
            });
        }
        self.decide(athlete, choices).await
    }

    /// Withdraws everything that came through a provider: its values go, events with other sources stay.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn withdraw(&self, athlete: &str, provider: &str) -> Result<usize, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let all = self.of::<StoredObservation>(&owner).all().await?;
            let of_provider = |observation: &Observation| {
                observation.source.provider == provider && !observation.is(::timeline::Trait::Deleted)
            };
            let gone: Vec<Observation> =
                all.into_iter().map(|stored| stored.0).filter(of_provider).map(|o| o.deleted()).collect();
            let mut timekeeper = Timekeeper::of(self, &owner, self.zone_of(&owner).await?).await?;
            let mut changes = timekeeper.observe(&gone).await?;
            changes.extend(timekeeper.settled().await?);
            Ok(Write::of(changes, gone.len()))
        })
        .await
    }
}

/// The name of the observation that names the event.
fn first(event: &Event) -> String {
    event.links.first().map_or_else(|| event.id.clone(), |link| link.observation.clone())
}

fn number(id: &str) -> Option<u64> {
    id.strip_prefix("d-")?.parse().ok()
}
