//! What a squad decided: who has which role, what coaches see, why athletes are weighed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use team::sight::{Role, SightRules};

use crate::{Caller, Engine, Error, SquadRecord, owner};

/// What a squad decided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SquadSettings {
    /// The roles of its practitioners, by account. Who started it and has none here is its scientist.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
    /// What coaches see.
    #[serde(default)]
    pub sight: SightRules,
    /// Why athletes are weighed, in the squad's words: shown where they consent.
    #[serde(default)]
    pub reason: String,
    /// The heat policies it follows, by id; the stricter one plans.
    #[serde(default)]
    pub policies: Vec<String>,
    /// What its policies' tables depend on besides: `acclimatised`, `cat3`.
    #[serde(default)]
    pub axis: Option<String>,
    /// The volume of its bottles, in mL.
    #[serde(default)]
    pub bottle_ml: Option<u32>,
    /// The units of its pages, labels, printed files and kiosks.
    #[serde(default)]
    pub units: units::UnitSystem,
}

impl SquadRecord {
    /// The role of an account in this squad, if it has one.
    pub fn role_of(&self, account: &str) -> Option<Role> {
        let practitioner = self.practitioners.iter().any(|known| known == account);
        practitioner.then(|| self.settings.roles.get(account).copied().unwrap_or(Role::Scientist))
    }

    /// The role of a caller; whoever reaches an open server sees the simulated squad as its trainer does.
    pub fn role_for(&self, caller: &Caller) -> Option<Role> {
        match caller {
            Caller::Open => Some(Role::Trainer),
            Caller::Met { .. } => self.role_of(&caller.account()?.id),
        }
    }
}

impl Engine {
    /// A squad.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn squad(&self, id: &str) -> Result<SquadRecord, Error> {
        let squad = self.of::<SquadRecord>(&owner::squad(id)?).get("record").await?;
        squad.ok_or_else(|| Error::not_found("squad", id))
    }

    /// A squad, and the caller's role in it.
    ///
    /// # Errors
    /// When there is none of this name, the caller has no role in it, or the database fails.
    pub async fn squad_for(&self, caller: &Caller, id: &str) -> Result<(SquadRecord, Role), Error> {
        let squad = self.squad(id).await?;
        let role = squad.role_for(caller).ok_or_else(|| Error::not_found("squad", id))?;
        Ok((squad, role))
    }

    /// Gives a person a role in a squad, or takes it away with `None`. The last person who may do so stays.
    ///
    /// # Errors
    /// When nobody signs in under this name, or nobody could manage the squad any more.
    pub async fn give_role(
        &self,
        squad: &str,
        login: &str,
        role: Option<Role>,
    ) -> Result<SquadRecord, Error> {
        let account = self.account_by_login(login).await?;
        let account = account.ok_or_else(|| {
            Error::field("login", "nobody here signs in under this name: an administrator adds people")
        })?;
        if role.is_some() {
            self.change_account(&account.id, |account| {
                if !account.squads.iter().any(|known| known == squad) {
                    account.squads.push(squad.to_owned());
                }
            })
            .await?;
        }
        let owner = owner::squad(squad)?;
        let change = |squad: &mut SquadRecord| {
            squad.practitioners.retain(|known| *known != account.id);
            squad.settings.roles.remove(&account.id);
            if let Some(role) = role {
                squad.practitioners.push(account.id.clone());
                squad.settings.roles.insert(account.id.clone(), role);
            }
            let manages = |account: &String| {
                squad.role_of(account).is_some_and(|role| team::sight::may(role, team::sight::Power::Manage))
            };
            if !squad.practitioners.iter().any(manages) {
                return Err(Error::field("role", "somebody has to manage the squad: give that role first"));
            }
            Ok(squad.clone())
        };
        self.amend(&owner, "record", change).await?.ok_or_else(|| Error::not_found("squad", squad))
    }

    /// Changes what a squad decided, its roles left out.
    ///
    /// # Errors
    /// When a policy is not known.
    pub async fn change_squad_settings(
        &self,
        squad: &str,
        settings: SquadSettings,
    ) -> Result<SquadRecord, Error> {
        for id in &settings.policies {
            if team::heat::policy(id).is_none() {
                let known: Vec<&str> =
                    team::heat::shipped().iter().map(|policy| policy.id.as_str()).collect();
                return Err(Error::field("policies", format!("'{id}' is not one of {}", known.join(", "))));
            }
        }
        if settings.reason.chars().count() > 500 {
            return Err(Error::field("reason", "write it in 500 characters or fewer"));
        }
        if settings.bottle_ml.is_some_and(|ml| !(200..=2000).contains(&ml)) {
            return Err(Error::field("bottle_ml", "a bottle holds 200 to 2000 mL"));
        }
        let owner = owner::squad(squad)?;
        let change = |squad: &mut SquadRecord| {
            squad.settings = SquadSettings { roles: squad.settings.roles.clone(), ..settings.clone() };
            Ok(squad.clone())
        };
        self.amend(&owner, "record", change).await?.ok_or_else(|| Error::not_found("squad", squad))
    }

    /// Waits until a squad's documents are no longer at revision `since`, and answers with the new one.
    ///
    /// # Errors
    /// When the name cannot be one, or the database fails.
    pub async fn squad_changed(&self, squad: &str, since: u64) -> Result<u64, Error> {
        let changed = self.store.changed(&owner::squad(squad)?, store::Revision::new(since)).await?;
        Ok(changed.map_or(0, store::Revision::get))
    }
}
