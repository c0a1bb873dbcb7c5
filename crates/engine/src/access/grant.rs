//! Grants: what an athlete lets others do, until when. They lie in the athlete's own partition.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Collection, Commit, Stored};

use super::account::{release, reserve};
use super::secret::{Secret, SecretHash, fresh_name};
use super::{Caller, Level, SharedLink};
use crate::amend::Write;
use crate::signals::Happening;
use crate::{AthleteRecord, Engine, Error, FieldError, SquadRecord, owner};

/// What somebody may do with an athlete's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// The name in documents; one for each account and each squad.
    pub id: String,
    /// Who.
    pub to: Grantee,
    /// How much.
    pub level: Level,
    /// Since when.
    pub created: Timestamp,
    /// Until when; until it is revoked, if absent.
    #[serde(default)]
    pub expires: Option<Timestamp>,
}

/// Who is let.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Grantee {
    /// One person.
    Account {
        /// The account.
        id: String,
        /// The name it signed in with at the time.
        login: String,
    },
    /// The practitioners of a squad: the athlete's consent.
    Squad {
        /// The squad.
        id: String,
        /// Its name at the time.
        name: String,
    },
    /// Whoever holds a link.
    Link {
        /// What it is for, in the athlete's words.
        label: String,
        #[doc(hidden)]
        hash: LinkHash,
    },
}

/// What is kept of a link's secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkHash(SecretHash);

/// A grant to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewGrant {
    /// To the person who signs in under this name.
    Account(String),
    /// To the practitioners of this squad.
    Squad(String),
    /// To whoever holds a link, which is for this.
    Link(String),
}

impl Stored for Grant {
    const COLLECTION: &'static str = "grants";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// Unique keys: hashes of shared links.
pub(crate) const SHARES: &str = "share";

impl Grant {
    pub(super) fn name_of_account(id: &str) -> String {
        format!("account-{id}")
    }

    pub(super) fn name_of_squad(id: &str) -> String {
        format!("squad-{id}")
    }

    /// A grant under the one name that its receiver has.
    pub(super) fn new(
        to: Grantee,
        level: Level,
        created: Timestamp,
        expires: Option<Timestamp>,
    ) -> Result<Self, Error> {
        let id = match &to {
            Grantee::Account { id, .. } => Self::name_of_account(id),
            Grantee::Squad { id, .. } => Self::name_of_squad(id),
            // Links are named when they are made.
            Grantee::Link { .. } => String::new(),
        };
        Ok(Self { id, to, level, created, expires })
    }

    /// Whether it is this account's.
    pub(crate) fn is_of_account(&self, account: &str) -> bool {
        matches!(&self.to, Grantee::Account { id, .. } if id == account)
    }

    /// Whether it holds at this instant.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

impl Engine {
    /// Who may do what with an athlete's data, owners first; those that have expired too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(&self, athlete: &str) -> Result<Vec<Grant>, Error> {
        let mut grants = self.of::<Grant>(&owner::athlete(athlete)?).all().await?;
        grants.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.created.cmp(&b.created)));
        Ok(grants)
    }

    /// Shares an athlete's data: with a person, with the practitioners of a squad, or with whoever holds the link that is
    /// given back and not shown again. A second grant to the same person or squad takes the place of the first.
    ///
    /// # Errors
    /// Every field that cannot be.
    pub async fn share(
        &self,
        athlete: &str,
        to: NewGrant,
        level: Level,
        expires: Option<Timestamp>,
    ) -> Result<(Grant, Option<Secret>), Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let mut errors = Vec::new();
        if expires.is_some_and(|expires| expires <= self.now()) {
            errors.push(FieldError::new("expires", "write a time to come"));
        }
        if level == Level::Own && expires.is_some() {
            errors.push(FieldError::new(
                "expires",
                "ownership does not end by itself: leave it out, and revoke it",
            ));
        }
        if level == Level::Own && !matches!(to, NewGrant::Account(_)) {
            errors.push(FieldError::new("level", "only a person can own: choose read, plan or coach"));
        }
        let (to, secret) = match self.grantee(&to).await {
            Ok(found) => found,
            Err(Error::Invalid(more)) => {
                errors.extend(more);
                return Err(Error::Invalid(errors));
            }
            Err(error) => return Err(error),
        };
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let mut grant = Grant::new(to, level, self.now(), expires)?;
        if secret.is_some() {
            grant.id = fresh_name(&*self.randomness, "link-")?;
        }
        self.transact(&owner, || async {
            let before = self.of::<Grant>(&owner).get(&grant.id).await?;
            if before.is_some_and(|before| before.level == Level::Own) && level != Level::Own {
                return Err(Error::field("to", "this person owns the data: revoke that first"));
            }
            let mut changes = vec![Collection::put(&grant)?];
            if let Some(secret) = &secret {
                changes.push(reserve(SHARES, secret.hash().as_str(), &grant.id)?);
            }
            Ok(Write::of(changes, ()))
        })
        .await?;
        match &grant.to {
            Grantee::Account { id, .. } => self.list_athlete(id, athlete).await?,
            Grantee::Squad { id, .. } => self.change_members(id, athlete, true).await?,
            Grantee::Link { .. } => {}
        }
        Ok((grant, secret))
    }

    async fn grantee(&self, to: &NewGrant) -> Result<(Grantee, Option<Secret>), Error> {
        match to {
            NewGrant::Account(login) => {
                let account = self.account_by_login(login).await?;
                let account = account.ok_or_else(|| {
                    Error::field(
                        "to",
                        "nobody here signs in under this name: check the spelling, or share a link",
                    )
                })?;
                Ok((Grantee::Account { id: account.id, login: account.login }, None))
            }
            NewGrant::Squad(id) => {
                let unknown =
                    || Error::field("squad", "there is no squad of this code: ask its practitioner");
                let owner = owner::squad(id).map_err(|_| unknown())?;
                let squad = self.of::<SquadRecord>(&owner).get("record").await?.ok_or_else(unknown)?;
                Ok((Grantee::Squad { id: squad.id, name: squad.name }, None))
            }
            NewGrant::Link(label) => {
                if label.trim().is_empty() || label.chars().count() > 120 {
                    return Err(Error::field("label", "write who gets the link, in 1 to 120 characters"));
                }
                let secret = Secret::new(&*self.randomness, "")?;
                let hash = LinkHash(secret.hash());
                Ok((Grantee::Link { label: label.trim().to_owned(), hash }, Some(secret)))
            }
        }
    }

    /// Revokes a grant at once.
    ///
    /// # Errors
    /// When there is none of this name, or nobody would own the data any more.
    pub async fn unshare(&self, athlete: &str, id: &str) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        // The other owners are counted where the share is taken out: two owners who revoke each other leave one.
        let grant = self
            .transact(&owner, || async {
                let grants = self.grants(athlete).await?;
                let Some(grant) = grants.iter().find(|grant| grant.id == id) else {
                    return Err(Error::not_found("share", id));
                };
                let owns = |other: &&Grant| other.level == Level::Own && other.is_alive(self.now());
                if grant.level == Level::Own && !grants.iter().filter(owns).any(|other| other.id != id) {
                    return Err(Error::field(
                        "share",
                        "somebody has to own the data: share ownership first, or erase it",
                    ));
                }
                let mut changes = vec![Collection::<Grant>::delete(id)?];
                if let Grantee::Link { hash, .. } = &grant.to {
                    changes.push(release(SHARES, hash.0.as_str())?);
                }
                Ok(Write::of(changes, grant.clone()))
            })
            .await?;
        if let Grantee::Squad { id, .. } = &grant.to {
            self.change_members(id, athlete, false).await?;
        }
        Ok(())
    }

    /// What a link that an athlete handed out opens, if it opens anything now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_link(&self, text: &str) -> Result<Option<SharedLink>, Error> {
        let Some((owner, id)) = self.holder("athlete", SHARES, SecretHash::of(text).as_str()).await? else {
            return Ok(None);
        };
        self.opened(&owner, id.as_str()).await
    }

    /// What a grant to a link opens, if it opens anything now.
    pub(super) async fn opened(&self, owner: &store::Owner, id: &str) -> Result<Option<SharedLink>, Error> {
        let grant = self.of::<Grant>(owner).get(id).await?;
        let Some(grant) = grant.filter(|grant| grant.is_alive(self.now())) else { return Ok(None) };
        let athlete = owner::name_in(owner, "athlete").map(str::to_owned);
        Ok(athlete.map(|athlete| SharedLink { grant: grant.id, athlete, level: grant.level }))
    }

    /// The athletes that a caller may see, those of squads left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn athletes_of(&self, caller: &Caller) -> Result<Vec<AthleteRecord>, Error> {
        let (person, link) = match caller {
            Caller::Open => return self.athletes().await,
            Caller::Met { person, link } => (person.as_ref(), link.as_ref()),
        };
        let mut ids: Vec<&str> = Vec::new();
        if let Some(person) = person.filter(|person| person.via.most().is_some()) {
            let now = self.now();
            for athlete in &person.account.athletes {
                let owner = owner::athlete(athlete)?;
                let grant = self.of::<Grant>(&owner).get(&Grant::name_of_account(&person.account.id)).await?;
                if grant.is_some_and(|grant| grant.is_alive(now)) {
                    ids.push(athlete);
                }
            }
        }
        ids.extend(link.map(|link| link.athlete.as_str()).filter(|id| !ids.contains(id)));
        let mut athletes = Vec::new();
        for id in ids {
            athletes.extend(self.of::<AthleteRecord>(&owner::athlete(id)?).get("record").await?);
        }
        Ok(athletes)
    }

    /// The squads of which a caller is a practitioner.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn squads_of(&self, caller: &Caller) -> Result<Vec<SquadRecord>, Error> {
        if *caller == Caller::Open {
            return self.squads().await;
        }
        let mut squads = Vec::new();
        if let Some(account) = caller.account() {
            for id in &account.squads {
                let squad = self.of::<SquadRecord>(&owner::squad(id)?).get("record").await?;
                squads.extend(squad.filter(|squad| squad.practitioners.contains(&account.id)));
            }
        }
        Ok(squads)
    }

    /// Makes a squad with this practitioner and nobody else in it.
    ///
    /// # Errors
    /// When the name cannot be.
    pub async fn found_squad(&self, account: &str, name: &str) -> Result<SquadRecord, Error> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 120 {
            return Err(Error::field("name", "write a name of 1 to 120 characters"));
        }
        let id = fresh_name(&*self.randomness, "squad-")?;
        self.change_account(account, |account| account.squads.push(id.clone())).await?;
        let squad = SquadRecord {
            id: id.clone(),
            name: name.to_owned(),
            members: Vec::new(),
            practitioners: vec![account.to_owned()],
            settings: crate::SquadSettings::default(),
            simulated: false,
        };
        self.commit_new(&owner::squad(&id)?, vec![Collection::put(&squad)?]).await?;
        Ok(squad)
    }

    /// Makes an athlete of the caller's own. Its name in addresses is made here, but for a person's own first one, which is
    /// the `me` of the command line.
    ///
    /// # Errors
    /// Every field that cannot be.
    pub async fn create_athlete(
        &self,
        caller: &Caller,
        changes: crate::AthleteChanges,
        zone: &jiff::tz::TimeZone,
    ) -> Result<AthleteRecord, Error> {
        let mine = caller.account().is_none_or(|account| account.admin);
        let id = match mine && self.athlete(super::account::ME).await.is_err() {
            true => super::account::ME.to_owned(),
            false => fresh_name(&*self.randomness, "a-")?,
        };
        let Some(account) = caller.account() else { return self.put_athlete(&id, changes, zone).await };
        let record = AthleteRecord::made(&id, changes, zone)?.typed_at(self.now());
        let to = Grantee::Account { id: account.id.clone(), login: account.login.clone() };
        let grant = Grant::new(to, Level::Own, self.now(), None)?;
        // The list first: an athlete in no list would be lost, a list's entry without an athlete is passed over.
        self.list_athlete(&account.id, &id).await?;
        let owner = owner::athlete(&id)?;
        let told = self.signal(Happening::AthleteCreated, &id)?;
        let changes = vec![Collection::put(&record)?, Collection::put(&grant)?];
        self.deliver(Commit::creating(owner, changes).with_jobs(told)).await?;
        Ok(record)
    }

    pub(crate) async fn change_members(&self, squad: &str, athlete: &str, member: bool) -> Result<(), Error> {
        let owner = owner::squad(squad)?;
        let changed = self.amend(&owner, "record", |squad: &mut SquadRecord| {
            squad.members.retain(|known| known != athlete);
            if member {
                squad.members.push(athlete.to_owned());
            }
            Ok(())
        });
        match changed.await {
            // A squad that is no longer there has no members.
            Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
