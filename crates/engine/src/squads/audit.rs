//! The log of who read which class of data: append-only, each entry chained to the one before it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, Collection, Owner, Stored};
use team::sight::{Class, Role};

use super::member::MemberRecord;
use super::session::SquadSession;
use crate::amend::Write;
use crate::requests::hex;
use crate::{Caller, Engine, Error, SquadRecord, owner};

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its name: the day and its place in it.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who: an account.
    pub who: String,
    /// In which role.
    pub role: Role,
    /// What was done: `board`, `members`, `report`, `labels`, `heat`; `message`, where a message told it.
    pub action: String,
    /// With what: a session, a squad, an athlete.
    pub of: String,
    /// Which classes of data.
    pub classes: Vec<Class>,
    /// The hash of the entry before it; of the day before for the first of a day.
    pub before: String,
    /// The hash of this entry.
    pub hash: String,
}

impl Stored for AuditEntry {
    const COLLECTION: &'static str = "audit";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// Where the chain ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Head {
    day: Option<Date>,
    seq: u32,
    hash: String,
    /// The last time of each kind of entry, so that a board that is open does not write all the time.
    #[serde(default)]
    recent: Vec<(String, Timestamp)>,
}

impl Stored for Head {
    const COLLECTION: &'static str = "audit-head";

    fn id(&self) -> String {
        "head".to_owned()
    }
}

/// That somebody of a squad read or did something with data that an athlete is in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AthleteRead {
    /// When.
    pub at: Timestamp,
    /// The squad's name.
    pub squad: String,
    /// Who: the name under which the person signs in.
    pub who: String,
    /// In which role.
    pub role: Role,
    /// What was done: `board`, `members`, `report`, `bottles`, `labels`, `season`, `message`.
    pub action: String,
    /// Which classes of data.
    pub classes: Vec<Class>,
}

/// A fault in a squad's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditFault {
    /// The entry that does not follow from the one before it.
    pub entry: String,
    /// What is wrong.
    pub reason: String,
}

/// The same read by the same person is noted once in this time, min.
const ONCE_IN: i64 = 60;

/// A read to be noted.
#[derive(Clone, Copy)]
pub(crate) struct Read<'a> {
    /// Who: an account.
    pub(crate) who: &'a str,
    /// In which role.
    pub(crate) role: Role,
    /// See [`AuditEntry::action`].
    pub(crate) action: &'a str,
    /// With what: a session, a squad, an athlete.
    pub(crate) of: &'a str,
    /// Which classes of data.
    pub(crate) classes: &'a [Class],
}

impl Head {
    /// The entry of a read, with which the chain now ends; none where the same was noted within the hour.
    fn entry(&mut self, read: &Read<'_>, now: Timestamp, day: Date) -> Option<AuditEntry> {
        // A role that sees more since reads something else.
        let classes: Vec<&str> = read.classes.iter().map(|class| class.name()).collect();
        let classes = classes.join(",");
        let key = format!("{} {} {} {} {classes}", read.who, read.action, read.of, read.role.name());
        self.recent.retain(|(_, at)| now.duration_since(*at).as_mins() < ONCE_IN);
        if self.recent.iter().any(|(known, _)| *known == key) {
            return None;
        }
        self.recent.push((key, now));
        self.seq = if self.day == Some(day) { self.seq + 1 } else { 1 };
        self.day = Some(day);
        let entry = AuditEntry {
            id: format!("{day}-{:06}", self.seq),
            at: now,
            who: read.who.to_owned(),
            role: read.role,
            action: read.action.to_owned(),
            of: read.of.to_owned(),
            classes: read.classes.to_vec(),
            before: self.hash.clone(),
            hash: String::new(),
        }
        .hashed();
        self.hash.clone_from(&entry.hash);
        Some(entry)
    }
}

impl AuditEntry {
    fn hashed(mut self) -> Self {
        self.hash = self.sum();
        self
    }

    fn sum(&self) -> String {
        let classes: Vec<&str> = self.classes.iter().map(|class| class.name()).collect();
        let text = [
            self.id.as_str(),
            &self.at.to_string(),
            &self.who,
            self.role.name(),
            &self.action,
            &self.of,
            &classes.join(","),
            &self.before,
        ]
        .join("\n");
        hex(&Sha256::digest(text.as_bytes()))
    }
}

impl Engine {
    /// Notes that somebody read or did something.
    ///
    /// # Errors
    /// When the database fails: what cannot be noted is not shown.
    pub(crate) async fn note_read(
        &self,
        caller: &Caller,
        squad: &SquadRecord,
        role: Role,
        action: &str,
        of: &str,
        classes: &[Class],
    ) -> Result<(), Error> {
        let owner = owner::squad(&squad.id)?;
        let read = Read { who: caller.signature(), role, action, of, classes };
        self.transact(&owner, || async { Ok(Write::of(self.noting(&owner, &[read]).await?, ())) }).await
    }

    /// The changes that note reads in a squad's log, for a commit that fails if anything else was committed meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn noting(&self, squad: &Owner, reads: &[Read<'_>]) -> Result<Vec<Change>, Error> {
        if reads.is_empty() {
            return Ok(Vec::new());
        }
        let mut head = self.of::<Head>(squad).get("head").await?.unwrap_or_default();
        let (now, day) = (self.now(), self.today());
        let entries = reads.iter().filter_map(|read| head.entry(read, now, day));
        let mut changes = entries.map(|entry| Collection::put(&entry)).collect::<Result<Vec<_>, _>>()?;
        if !changes.is_empty() {
            changes.push(Collection::put(&head)?);
        }
        Ok(changes)
    }

    /// The log of a squad, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self, squad: &str) -> Result<Vec<AuditEntry>, Error> {
        let mut entries = self.of::<AuditEntry>(&owner::squad(squad)?).all().await?;
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    /// Who read which class of data that an athlete is in, in all squads, newest first: for the athlete.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reads_of(&self, athlete: &str) -> Result<Vec<AthleteRead>, Error> {
        let mut reads = Vec::new();
        let mut logins: BTreeMap<String, String> = BTreeMap::new();
        for squad in self.squads().await? {
            let owner = owner::squad(&squad.id)?;
            let noted = self.of::<MemberRecord>(&owner).get(athlete).await?.is_some();
            if !noted && !squad.members.iter().any(|member| member == athlete) {
                continue;
            }
            let sessions = self.of::<SquadSession>(&owner).all().await?;
            let own: BTreeSet<&str> = sessions
                .iter()
                .filter(|session| session.effective(athlete).is_some())
                .map(|session| session.id.as_str())
                .chain([squad.id.as_str(), athlete])
                .collect();
            let about =
                self.audit(&squad.id).await?.into_iter().filter(|entry| own.contains(entry.of.as_str()));
            for entry in about {
                if !logins.contains_key(&entry.who) {
                    logins.insert(entry.who.clone(), self.login_of(&entry.who).await?);
                }
                reads.push(AthleteRead {
                    at: entry.at,
                    squad: squad.name.clone(),
                    who: logins[&entry.who].clone(),
                    role: entry.role,
                    action: entry.action,
                    classes: entry.classes,
                });
            }
        }
        reads.sort_by_key(|read| std::cmp::Reverse(read.at));
        Ok(reads)
    }

    /// The name that who signed an entry signs in with; as it was signed, where there is no such account any more.
    pub(crate) async fn login_of(&self, who: &str) -> Result<String, Error> {
        match self.account(who).await {
            Ok(account) => Ok(account.login),
            Err(Error::Store(error)) => Err(error.into()),
            Err(_) => Ok(who.to_owned()),
        }
    }

    /// Follows the chain of a squad's log, and answers with the first entry that does not follow.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_audit(&self, squad: &str) -> Result<Result<usize, AuditFault>, Error> {
        let entries = self.audit(squad).await?;
        let mut before = String::new();
        for entry in &entries {
            let fault = |reason: &str| AuditFault { entry: entry.id.clone(), reason: reason.to_owned() };
            if entry.before != before {
                return Ok(Err(fault("an entry before it is missing or was changed")));
            }
            if entry.sum() != entry.hash {
                return Ok(Err(fault("it was changed after it was written")));
            }
            before.clone_from(&entry.hash);
        }
        let head = self.of::<Head>(&owner::squad(squad)?).get("head").await?.unwrap_or_default();
        if head.hash != before {
            let entry = entries.last().map_or_else(String::new, |entry| entry.id.clone());
            return Ok(Err(AuditFault { entry, reason: "entries after it are missing".to_owned() }));
        }
        Ok(Ok(entries.len()))
    }
}
