//! Signals to the operator's own analytics: which, of whom by a pseudonym, and their way out. Off unless a sink is set.
//!
//! A signal is a job in the commit of what it tells of, with its name fixed there: it is delivered at least once, under the
//! same name, and a commit that failed tells nothing. One that no sink took within a day is dropped, for receivers forget by then
//! which names they have counted.

use std::sync::Arc;

use connect::notify::Answer;
use connect::signals::{Signal, Sink};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde::{Deserialize, Serialize};
use store::{Collection, Commit, Job, NewJob, Stored};

use crate::amend::Write;
use crate::requests::hex;
use crate::{Engine, Error, owner};

/// The kind of job that delivers a signal.
pub(crate) const SIGNAL: &str = "signal";
/// A signal that nobody took by then is dropped.
const USELESS_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What can happen; the list is `docs/signals.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody began.
    AthleteCreated,
    /// A plan was looked at.
    PlanViewed,
    /// A session was planned or changed.
    SessionPlanned,
    /// A session was cancelled.
    SessionCancelled,
    /// A sweat test was taken.
    TestTaken,
    /// A need was marked as taken.
    NeedTaken,
}

impl Happening {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::AthleteCreated,
        Self::PlanViewed,
        Self::SessionPlanned,
        Self::SessionCancelled,
        Self::TestTaken,
        Self::NeedTaken,
    ];

    /// Its name for analytics.
    pub fn name(self) -> &'static str {
        match self {
            Self::AthleteCreated => "Athlete Created",
            Self::PlanViewed => "Plan Viewed",
            Self::SessionPlanned => "Session Planned",
            Self::SessionCancelled => "Session Cancelled",
            Self::TestTaken => "Test Taken",
            Self::NeedTaken => "Need Taken",
        }
    }
}

/// Where signals go, and the key of the pseudonyms.
pub(crate) struct Telling {
    sink: Arc<dyn Sink>,
    key: hmac::Key,
}

/// The key of the pseudonyms, made when signals are first asked for.
#[derive(Serialize, Deserialize)]
struct PseudonymKey {
    key: String,
}

impl Stored for PseudonymKey {
    const COLLECTION: &'static str = "pseudonym-key";

    fn id(&self) -> String {
        "current".to_owned()
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    id: String,
    event: String,
    person: String,
    at: Timestamp,
}

impl Engine {
    /// The same, delivering signals here.
    ///
    /// # Errors
    /// When the system gives no random bytes, or the database fails.
    pub async fn with_signals(self, sink: Arc<dyn Sink>) -> Result<Self, Error> {
        let instance = owner::instance()?;
        let key = self
            .transact(&instance, || async {
                if let Some(known) = self.of::<PseudonymKey>(&instance).get("current").await? {
                    return Ok(Write::nothing(known.key));
                }
                let mut bytes = [0; 32];
                self.randomness.fill(&mut bytes)?;
                let made = PseudonymKey { key: hex(&bytes) };
                Ok(Write::of(vec![Collection::put(&made)?], made.key))
            })
            .await?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        Ok(Self { signals: Some(Arc::new(Telling { sink, key })), ..self })
    }

    /// The job that tells of something, for the commit in which it happens; none where nobody asked for signals.
    pub(crate) fn signal(&self, happening: Happening, athlete: &str) -> Result<Vec<NewJob>, Error> {
        let Some(telling) = &self.signals else { return Ok(Vec::new()) };
        let mut bytes = [0; 16];
        self.randomness.fill(&mut bytes)?;
        let person = hmac::sign(&telling.key, athlete.as_bytes());
        let body = Body {
            id: uuid(bytes),
            event: happening.name().to_owned(),
            person: format!("p-{}", hex(&person.as_ref()[..16])),
            at: self.now(),
        };
        let body = serde_json::to_value(body).map_err(|error| Error::field("signal", error))?;
        Ok(vec![NewJob { kind: SIGNAL.to_owned(), due: self.now(), body }])
    }

    /// Tells that a plan was looked at, which changes nothing of the athlete's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_viewed(&self, athlete: &str) -> Result<(), Error> {
        let jobs = self.signal(Happening::PlanViewed, athlete)?;
        if jobs.is_empty() {
            return Ok(());
        }
        self.commit_with(Commit::of(owner::instance()?, Vec::new()).with_jobs(jobs)).await
    }

    /// Delivers a signal on a task of its own, so that a slow service holds up no other job.
    pub(crate) async fn deliver_signal(&self, job: &Job) -> Result<(), Error> {
        let body = Body::deserialize(&job.body).map_err(|error| Error::field("body", error))?;
        let Some(telling) = self.signals.clone() else { return Ok(self.store.complete(job.id).await?) };
        if self.now().duration_since(body.at) > USELESS_AFTER {
            return Ok(self.store.complete(job.id).await?);
        }
        let (engine, job) = (self.clone(), job.clone());
        engine.messages.begin();
        tokio::spawn(async move {
            let Body { id, event, person, at } = body;
            let answer = telling.sink.deliver(&Signal { id, event, person, at }).await;
            let last = job.attempts >= Job::MOST_ATTEMPTS;
            let noted = match answer {
                Answer::Later { .. } if !last => {
                    engine.store.give_back(job.id, job.next_try(engine.now())).await
                }
                // Nobody is called for a signal that was tried often enough.
                _ => engine.store.complete(job.id).await,
            };
            // Its lease runs out, and it is delivered again under the same name.
            drop(noted);
            engine.messages.end();
        });
        Ok(())
    }
}

/// A UUID (version 4) of random bytes.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let text = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_schema_is_the_list_of_the_code() {
        let schema = include_str!("../../../docs/signals.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let listed = schema["properties"]["event"]["enum"].as_array().unwrap();
        let names: Vec<&str> = listed.iter().filter_map(serde_json::Value::as_str).collect();
        assert_eq!(names, Happening::ALL.map(Happening::name));
    }

    #[test]
    fn a_name_is_a_uuid() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
