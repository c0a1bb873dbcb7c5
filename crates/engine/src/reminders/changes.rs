//! Webhooks that hear of changes: the revision of an athlete's documents, whenever it moves. The program then asks the API for
//! what it shows.
//!
//! The newest revision replaces an earlier one that was not taken yet, so that a program which was down is told once. What a
//! program does not take within a day and a half lies among the dead letters, from where a person can send it again.

use std::collections::BTreeMap;

use connect::notify::{Answer, News};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Collection, Job, NewJob, Owner, Stored};

use super::Channel;
use super::work::{is_of_change, job};
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// The collection of news that wait, and of those that nobody took.
pub(crate) const CHANGE_NEWS: &str = "change-news";
/// The name of the one document.
const ID: &str = "news";
/// The waits after each failure; after the last one the news is a dead letter.
const WAITS: [SignedDuration; 7] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(14),
];
/// How long an instance may take to send what it claimed.
const CLAIM: SignedDuration = SignedDuration::from_secs(90);
/// More dead letters than these are not stored; the oldest goes first.
const MOST_DEAD: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ChangeNews {
    /// What waits, by channel.
    #[serde(default)]
    waiting: BTreeMap<String, Waiting>,
    #[serde(default)]
    dead: Vec<DeadLetter>,
}

impl Stored for ChangeNews {
    const COLLECTION: &'static str = CHANGE_NEWS;

    fn id(&self) -> String {
        ID.to_owned()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    revision: u64,
    /// When the first change happened that is not told yet.
    since: Timestamp,
    /// Not tried before.
    next: Timestamp,
    failures: u32,
}

/// News that a program did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Its name, which was also that of the request (`webhook-id`).
    pub id: String,
    /// The channel that it was for.
    pub channel: String,
    /// The revision that it told.
    pub revision: u64,
    /// When the change happened.
    pub since: Timestamp,
    /// When it was given up.
    pub ended: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// What the program said last.
    pub why: String,
}

/// What comes of a try.
enum Tried {
    Taken,
    Failed { wait: Option<SignedDuration>, why: String },
    Refused { why: String },
}

impl ChangeNews {
    /// Notes a change for these channels, and forgets channels that are there no more.
    fn note(&mut self, channels: &[Channel], revision: Option<u64>, now: Timestamp) {
        self.waiting.retain(|id, _| channels.iter().any(|channel| channel.id == *id));
        let Some(revision) = revision else { return };
        for channel in channels {
            let fresh = Waiting { revision, since: now, next: now, failures: 0 };
            self.waiting.entry(channel.id.clone()).or_insert(fresh).revision = revision;
        }
    }

    /// Claims what is due.
    fn claim(&mut self, now: Timestamp) -> Vec<(String, Waiting)> {
        let due = self.waiting.iter_mut().filter(|(_, waiting)| waiting.next <= now);
        due.map(|(id, waiting)| {
            let claimed = waiting.clone();
            waiting.next = after(now, CLAIM);
            (id.clone(), claimed)
        })
        .collect()
    }

    /// Notes what came of a try; when the next one is due.
    fn finish(
        &mut self,
        id: &str,
        sent: u64,
        name: String,
        tried: Tried,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let waiting = self.waiting.get_mut(id)?;
        let why = match tried {
            Tried::Taken if waiting.revision == sent => {
                self.waiting.remove(id);
                return None;
            }
            Tried::Taken => {
                *waiting = Waiting { since: now, next: now, failures: 0, ..waiting.clone() };
                return Some(now);
            }
            Tried::Failed { wait, why } => {
                if let Some(least) = WAITS.get(waiting.failures as usize) {
                    waiting.failures += 1;
                    waiting.next = after(now, wait.unwrap_or(*least).max(*least));
                    return Some(waiting.next);
                }
                why
            }
            Tried::Refused { why } => why,
        };
        let Waiting { revision, since, failures, .. } = waiting.clone();
        self.waiting.remove(id);
        self.dead.retain(|letter| letter.id != name);
        let letter = DeadLetter {
            id: name,
            channel: id.to_owned(),
            revision,
            since,
            ended: now,
            tries: failures + 1,
            why,
        };
        self.dead.push(letter);
        let over = self.dead.len().saturating_sub(MOST_DEAD);
        self.dead.drain(..over);
        None
    }
}

fn after(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// The name of news of a revision, the same however often it is sent.
fn name(athlete: &str, channel: &str, revision: u64) -> String {
    format!("{athlete}:changed:{revision}:{channel}")
}

impl Engine {
    /// Tells programs that something changed, as far as it is their turn.
    pub(super) async fn tell_changes(&self, owner: &Owner, job: &Job) -> Result<(), Error> {
        let mut channels = self.reach(owner).await?.channels;
        channels.retain(|channel| channel.hears.changes());
        let changed = is_of_change(job);
        if channels.is_empty() {
            return Ok(());
        }
        let claimed = self
            .transact(owner, || async {
                let now = self.now();
                let revision =
                    self.store.revision(owner).await?.filter(|_| changed).map(store::Revision::get);
                let before = self.of::<ChangeNews>(owner).get(ID).await?.unwrap_or_default();
                let mut news = before.clone();
                news.note(&channels, revision, now);
                let claimed = news.claim(now);
                if news == before {
                    return Ok(Write::nothing(claimed));
                }
                let again =
                    if claimed.is_empty() { Vec::new() } else { vec![super::work::job(after(now, CLAIM))] };
                Ok(Write::of(vec![Collection::put(&news)?], claimed).with_jobs(again))
            })
            .await?;
        for (id, waiting) in claimed {
            if let Some(channel) = channels.iter().find(|channel| channel.id == id) {
                self.tell(owner.clone(), channel.clone(), waiting);
            }
        }
        Ok(())
    }

    /// Sends on a task of its own.
    fn tell(&self, owner: Owner, channel: Channel, waiting: Waiting) {
        let engine = self.clone();
        engine.messages.begin();
        tokio::spawn(async move {
            let way = engine.messages.way(&channel.address).await;
            // What the database refuses is tried again when the claim has run out.
            let _ = engine.tell_one(&owner, &channel, &waiting).await;
            drop(way);
            engine.messages.end();
        });
    }

    async fn tell_one(&self, owner: &Owner, channel: &Channel, waiting: &Waiting) -> Result<(), Error> {
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        let news = News {
            id: name(athlete, &channel.id, waiting.revision),
            kind: "athlete.changed".to_owned(),
            at: waiting.since,
            sent: self.now(),
            data: json!({"athlete": athlete, "revision": waiting.revision}),
        };
        let answer = match self.unsealed_channel(owner, channel.clone()) {
            Ok(opened) => self.sender()?.tell(&opened.address, &news).await,
            Err(error) => Answer::Later { after: None, why: error.to_string() },
        };
        let noted = self
            .transact(owner, || async {
                let now = self.now();
                let tried = match &answer {
                    Answer::Accepted => Tried::Taken,
                    Answer::Later { after, why } => {
                        let wait = after.and_then(|after| SignedDuration::try_from(after).ok());
                        Tried::Failed { wait, why: why.clone() }
                    }
                    Answer::Refused { why } => Tried::Refused { why: why.clone() },
                    Answer::Gone => Tried::Refused { why: "it is gone: the channel was removed".to_owned() },
                };
                let mut stored = self.of::<ChangeNews>(owner).get(ID).await?.unwrap_or_default();
                let next = stored.finish(&channel.id, waiting.revision, news.id.clone(), tried, now);
                let mut changes = vec![Collection::put(&stored)?];
                changes.extend(self.noted(owner, channel, &answer).await?);
                Ok(Write::of(changes, ()).with_jobs(next.map(job).into_iter().collect()))
            })
            .await;
        match noted {
            Err(Error::NotFound { .. }) => Ok(()),
            noted => noted,
        }
    }

    /// News that programs did not take, the oldest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn dead_letters(&self, athlete: &str) -> Result<Vec<DeadLetter>, Error> {
        self.athlete(athlete).await?;
        let news = self.of::<ChangeNews>(&owner::athlete(athlete)?).get(ID).await?;
        Ok(news.unwrap_or_default().dead)
    }

    /// Takes a dead letter out of the list; with `again`, its program is told of the present revision.
    ///
    /// # Errors
    /// When there is no such athlete or letter, or the database fails.
    pub async fn remove_dead_letter(&self, athlete: &str, id: &str, again: bool) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let now = self.now();
            let mut news = self.of::<ChangeNews>(&owner).get(ID).await?.unwrap_or_default();
            let place = news.dead.iter().position(|letter| letter.id == id);
            let letter = news.dead.remove(place.ok_or_else(|| Error::not_found("dead letter", id))?);
            let mut jobs: Vec<NewJob> = Vec::new();
            if again {
                let revision =
                    self.store.revision(&owner).await?.map_or(letter.revision, store::Revision::get);
                let waiting = Waiting { revision, since: letter.since, next: now, failures: 0 };
                news.waiting.insert(letter.channel, waiting);
                jobs.push(job(now));
            }
            Ok(Write::of(vec![Collection::put(&news)?], ()).with_jobs(jobs))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn failed() -> Tried {
        Tried::Failed { wait: None, why: "503".into() }
    }

    fn waiting(revision: u64) -> ChangeNews {
        let mut news = ChangeNews::default();
        news.waiting.insert("hook".into(), Waiting { revision, since: at(0), next: at(0), failures: 0 });
        news
    }

    #[test]
    fn news_is_tried_for_a_day_and_a_half_and_is_then_a_dead_letter() {
        let (mut news, mut now, mut tries) = (waiting(7), at(0), 0);
        while let Some((_, claimed)) = news.claim(now).pop() {
            tries += 1;
            assert!(news.claim(now).is_empty(), "one instance sends");
            let Some(next) = news.finish("hook", claimed.revision, "n".into(), failed(), now) else { break };
            assert!(next > now);
            now = next;
        }
        assert_eq!((tries, news.dead.len(), news.waiting.len()), (8, 1, 0));
        assert_eq!((news.dead[0].tries, news.dead[0].revision), (8, 7));
        assert!(now.duration_since(at(0)) > SignedDuration::from_hours(30));
    }

    #[test]
    fn a_change_during_a_try_is_told_next() {
        let mut news = waiting(7);
        news.claim(at(0));
        news.waiting.get_mut("hook").unwrap().revision = 9;
        assert_eq!(news.finish("hook", 7, "n".into(), Tried::Taken, at(1)), Some(at(1)));
        assert_eq!(news.claim(at(1))[0].1.revision, 9);
        assert_eq!(news.finish("hook", 9, "n".into(), Tried::Taken, at(2)), None);
        assert!(news.waiting.is_empty());
    }

    #[test]
    fn a_program_that_asks_for_time_is_given_it_and_one_that_refuses_is_not_asked_again() {
        let mut news = waiting(7);
        let hour = Tried::Failed { wait: Some(SignedDuration::from_hours(1)), why: "429".into() };
        assert_eq!(news.finish("hook", 7, "n".into(), hour, at(0)), Some(at(3600)));
        assert_eq!(news.finish("hook", 7, "n".into(), Tried::Refused { why: "400".into() }, at(3600)), None);
        assert_eq!((news.dead[0].why.as_str(), news.dead[0].tries), ("400", 2));
    }

    #[test]
    fn dead_letters_do_not_pile_up() {
        let mut news = ChangeNews::default();
        for revision in 0..150 {
            news.waiting.insert("hook".into(), waiting(revision).waiting.remove("hook").unwrap());
            let refused = Tried::Refused { why: "400".into() };
            news.finish("hook", revision, format!("n{revision}"), refused, at(1));
        }
        assert_eq!((news.dead.len(), news.dead[0].revision), (MOST_DEAD, 50));
    }
}
