//! Who is asking, as far as their credentials show.

use std::collections::BTreeSet;

use team::sight::{Class, Role, SightRules, sees};

use super::permission::{Level, Scope, Standing};
use super::{Account, Grant};
use crate::{Engine, Error, SquadRecord, owner};

/// Who is asking.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one for each request, and none lies in a list")]
pub enum Caller {
    /// Nobody is asked: a demo, where everything is open to whoever reaches it.
    Open,
    /// Somebody on a server with accounts; with neither of the two, a stranger.
    Met {
        /// The person, by a session or an API token.
        person: Option<Person>,
        /// The link that was opened in this browser.
        link: Option<SharedLink>,
    },
}

/// A person who has shown who they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Their account.
    pub account: Account,
    /// How they showed it.
    pub via: Via,
}

/// How a person showed who they are.
#[derive(Clone, Debug, PartialEq)]
pub enum Via {
    /// Signed in, in this session.
    Session {
        /// Its name.
        id: String,
    },
    /// By an API token.
    Token {
        /// Its name.
        id: String,
        /// What it may be used for.
        scopes: BTreeSet<Scope>,
    },
}

/// What a link that an athlete handed out opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedLink {
    /// The grant behind it.
    pub grant: String,
    /// Whose data.
    pub athlete: String,
    /// How much of it.
    pub level: Level,
}

impl Caller {
    /// Somebody of whom nothing is known.
    pub const STRANGER: Self = Self::Met { person: None, link: None };

    /// The account of the person, if one is known.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Met { person: Some(person), .. } => Some(&person.account),
            _ => None,
        }
    }

    /// A name under which to count what this caller does; nothing for strangers.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Open => Some("open"),
            Self::Met { person: Some(person), .. } => Some(&person.account.id),
            Self::Met { person: None, .. } => None,
        }
    }

    /// The name under what is written down of the caller.
    pub fn signature(&self) -> &str {
        self.name().unwrap_or("unknown")
    }
}

impl Engine {
    /// The caller as they are now, for answers that take long: nobody, once the session, token or link has gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renewed(&self, caller: &Caller) -> Result<Caller, Error> {
        let Caller::Met { person, link } = caller else { return Ok(Caller::Open) };
        let person = match person {
            Some(person) => self.renewed_person(person).await?,
            None => None,
        };
        let link = match link {
            Some(link) => self.opened(&owner::athlete(&link.athlete)?, &link.grant).await?,
            None => None,
        };
        Ok(Caller::Met { person, link })
    }

    async fn renewed_person(&self, person: &Person) -> Result<Option<Person>, Error> {
        let owner = owner::account(&person.account.id)?;
        let alive = match &person.via {
            Via::Session { id } => self.has_session(&owner, id).await?,
            Via::Token { id, .. } => self.has_token(&owner, id).await?,
        };
        let account = self.of::<Account>(&owner).get("record").await?.filter(|_| alive);
        Ok(account.map(|account| Person { account, via: person.via.clone() }))
    }

    /// How a caller stands towards an athlete.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, caller: &Caller, athlete: &str) -> Result<Standing, Error> {
        let Caller::Met { person, link } = caller else { return Ok(Standing::default()) };
        let linked = link.as_ref().filter(|link| link.athlete == athlete).map(|link| link.level);
        let (Some(person), Ok(owner)) = (person, owner::athlete(athlete)) else {
            return Ok(Standing { linked, ..Standing::default() });
        };
        let grants = self.of::<Grant>(&owner);
        let now = self.now();
        let mut granted = self.living(&grants, &Grant::name_of_account(&person.account.id), now).await?;
        for squad in &person.account.squads {
            // A squad sees whole athletes only through those of its people who look after health.
            let role = self.role_in(&person.account, squad).await?;
            if role.is_some_and(|role| sees(role, Class::Mass, SightRules::default())) {
                granted = granted.max(self.living(&grants, &Grant::name_of_squad(squad), now).await?);
            }
        }
        Ok(Standing { granted, linked, role: None })
    }

    async fn living(
        &self,
        grants: &store::Collection<'_, Grant>,
        id: &str,
        now: jiff::Timestamp,
    ) -> Result<Option<Level>, Error> {
        Ok(grants.get(id).await?.filter(|grant| grant.is_alive(now)).map(|grant| grant.level))
    }

    /// How a caller stands towards a squad.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing_in_squad(&self, caller: &Caller, squad: &str) -> Result<Standing, Error> {
        let role = match caller.account() {
            Some(account) => self.role_in(account, squad).await?,
            None => None,
        };
        Ok(Standing { role, ..Standing::default() })
    }

    async fn role_in(&self, account: &Account, squad: &str) -> Result<Option<Role>, Error> {
        let Ok(owner) = owner::squad(squad) else { return Ok(None) };
        let squad = self.of::<SquadRecord>(&owner).get("record").await?;
        Ok(squad.and_then(|squad| squad.role_of(&account.id)))
    }
}
