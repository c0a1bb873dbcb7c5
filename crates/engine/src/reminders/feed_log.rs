//! What a calendar has told of each of its entries: programs that subscribe take a change only with a higher number, and drop
//! an entry for certain only when they are told that it is cancelled.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Collection, Stored};

use crate::amend::Write;
use crate::requests::hex;
use crate::{Engine, Error, owner};

/// The collection of what calendars told.
pub(crate) const FEED_LOG: &str = "calendar-feed-log";
/// The name of the one document.
const ID: &str = "told";
/// How long a cancelled entry is told.
const CANCELLED: SignedDuration = SignedDuration::from_hours(24 * 30);

/// An entry of a calendar, as it is to be told now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLine {
    /// Its name (`UID`), the same however it changes.
    pub uid: String,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Its title.
    pub title: String,
    /// Its text.
    pub description: String,
}

/// What was told of an entry last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedNews {
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Its title.
    pub title: String,
    /// Rises with every change (`SEQUENCE`).
    pub sequence: u32,
    /// When it last changed (`DTSTAMP`, `LAST-MODIFIED`).
    pub changed: Timestamp,
    /// It is not in the plan any more.
    #[serde(default)]
    pub cancelled: bool,
    /// A hash of everything that was told of it.
    print: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct FeedLog {
    told: BTreeMap<String, FeedNews>,
}

impl Stored for FeedLog {
    const COLLECTION: &'static str = FEED_LOG;

    fn id(&self) -> String {
        ID.to_owned()
    }
}

impl FeedLog {
    /// Notes what is told now.
    fn tell(&mut self, lines: &[FeedLine], now: Timestamp) {
        for line in lines {
            let news = FeedNews::first(line, now);
            match self.told.get_mut(&line.uid) {
                Some(known) if known.print == news.print && !known.cancelled => {}
                Some(known) => *known = FeedNews { sequence: known.sequence + 1, ..news },
                None => {
                    self.told.insert(line.uid.clone(), news);
                }
            }
        }
        self.told.retain(|uid, known| {
            if lines.iter().any(|line| line.uid == *uid) {
                return true;
            }
            if known.cancelled {
                return now.duration_since(known.changed) < CANCELLED;
            }
            // What has begun leaves the calendar by itself.
            if known.start <= now {
                return false;
            }
            *known =
                FeedNews { sequence: known.sequence + 1, changed: now, cancelled: true, ..known.clone() };
            true
        });
    }
}

impl FeedNews {
    fn first(line: &FeedLine, now: Timestamp) -> Self {
        let whole = format!("{}\n{}\n{}\n{}", line.start, line.end, line.title, line.description);
        let print = hex(&Sha256::digest(whole.as_bytes())[..12]);
        let FeedLine { start, end, title, .. } = line.clone();
        Self { start, end, title, sequence: 0, changed: now, cancelled: false, print }
    }
}

impl Engine {
    /// Notes what a calendar tells now, and gives what to say of each entry, by its name: those told now, and those that were
    /// cancelled in the last 30 days.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn tell_feed(
        &self,
        athlete: &str,
        lines: &[FeedLine],
    ) -> Result<BTreeMap<String, FeedNews>, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let before = self.of::<FeedLog>(&owner).get(ID).await?.unwrap_or_default();
            let mut log = before.clone();
            log.tell(lines, self.now());
            let told = log.told.clone();
            Ok(match log == before {
                true => Write::nothing(told),
                false => Write::of(vec![Collection::put(&log)?], told),
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn line(uid: &str, start: i64) -> FeedLine {
        FeedLine {
            uid: uid.into(),
            start: at(start),
            end: at(start + 1),
            title: "Run".into(),
            description: String::new(),
        }
    }

    #[test]
    fn trap_37_a_moved_session_keeps_its_name_and_raises_its_number() {
        let mut log = FeedLog::default();
        log.tell(&[line("p-1", 10)], at(0));
        let first = log.clone();
        log.tell(&[line("p-1", 10)], at(1));
        assert_eq!(log, first, "the same again changes nothing");
        log.tell(&[line("p-1", 12)], at(2));
        let news = &log.told["p-1"];
        assert_eq!((news.sequence, news.changed, news.start), (1, at(2), at(12)));
    }

    #[test]
    fn trap_37_a_cancelled_session_is_told_for_thirty_days_and_can_come_back() {
        let mut log = FeedLog::default();
        log.tell(&[line("p-1", 10)], at(0));
        log.tell(&[], at(1));
        assert!(log.told["p-1"].cancelled && log.told["p-1"].sequence == 1);
        log.tell(&[line("p-1", 10)], at(2));
        assert!(!log.told["p-1"].cancelled && log.told["p-1"].sequence == 2);
        log.tell(&[], at(3));
        log.tell(&[], at(3 + 24 * 29));
        assert!(log.told.contains_key("p-1"));
        log.tell(&[], at(3 + 24 * 30));
        assert!(log.told.is_empty());
    }

    #[test]
    fn trap_37_a_session_of_the_past_leaves_without_being_cancelled() {
        let mut log = FeedLog::default();
        log.tell(&[line("p-1", 10)], at(0));
        log.tell(&[], at(24 * 20));
        assert!(log.told.is_empty());
    }
}
