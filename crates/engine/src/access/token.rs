//! API tokens: for programs, scoped, shown once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Collection, Stored};

use super::account::{release, reserve};
use super::secret::{Secret, SecretHash, fresh_name};
use super::session::NOTED_EVERY;
use super::{Account, Person, Scope, Via};
use crate::{Engine, Error, FieldError, owner};

/// An API token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// The name in documents.
    pub id: String,
    /// What it is for, in its maker's words.
    pub label: String,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// Since when.
    pub created: Timestamp,
    /// Until when; until it is revoked, if absent.
    #[serde(default)]
    pub expires: Option<Timestamp>,
    /// When it was last used, to a quarter of an hour.
    #[serde(default)]
    pub seen: Option<Timestamp>,
    hash: SecretHash,
}

impl Stored for Token {
    const COLLECTION: &'static str = "tokens";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// Until when.
    pub expires: Option<Timestamp>,
}

/// Unique keys: hashes of API tokens.
const TOKENS: &str = "token";

/// So that they can be told from other programs' tokens, by people and by scanners for secrets that leaked.
pub(super) const PREFIX: &str = "iso_";

/// An account has no more than this.
const MOST: usize = 100;

impl Token {
    fn is_alive(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|end| now < end)
    }
}

impl Engine {
    /// Makes a token, and gives it with the secret, which is not shown again.
    ///
    /// # Errors
    /// Every field that cannot be.
    pub async fn make_token(&self, account: &Account, new: NewToken) -> Result<(Token, Secret), Error> {
        let mut errors = Vec::new();
        if new.label.trim().is_empty() || new.label.chars().count() > 120 {
            errors.push(FieldError::new("label", "write what it is for, in 1 to 120 characters"));
        }
        if new.scopes.is_empty() {
            let names = Scope::ALL.map(Scope::name).join(", ");
            errors.push(FieldError::new("scopes", format!("choose at least one of {names}")));
        }
        if new.scopes.contains(&Scope::Admin) && !account.admin {
            errors.push(FieldError::new("scopes", "admin is for administrators"));
        }
        if new.expires.is_some_and(|expires| expires <= self.now()) {
            errors.push(FieldError::new("expires", "write a time to come"));
        }
        if self.tokens(&account.id).await?.len() >= MOST {
            errors
                .push(FieldError::new("label", format!("an account has at most {MOST} tokens: revoke some")));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let secret = Secret::new(&*self.randomness, PREFIX)?;
        let token = Token {
            id: fresh_name(&*self.randomness, "t-")?,
            label: new.label.trim().to_owned(),
            scopes: new.scopes,
            created: self.now(),
            expires: new.expires,
            seen: None,
            hash: secret.hash(),
        };
        let changes = vec![Collection::put(&token)?, reserve(TOKENS, token.hash.as_str(), &token.id)?];
        self.commit(&owner::account(&account.id)?, changes).await?;
        Ok((token, secret))
    }

    /// Who holds this API token, as a caller.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_token(&self, text: &str) -> Result<Option<Person>, Error> {
        if !text.starts_with(PREFIX) {
            return Ok(None);
        }
        let Some((owner, id)) = self.holder("account", TOKENS, SecretHash::of(text).as_str()).await? else {
            return Ok(None);
        };
        let now = self.now();
        let token = self.of::<Token>(&owner).get(id.as_str()).await?;
        let Some(token) = token.filter(|token| token.is_alive(now)) else {
            return Ok(None);
        };
        let Some(account) = self.of::<Account>(&owner).get("record").await? else { return Ok(None) };
        if token.seen.is_none_or(|seen| now.duration_since(seen) >= NOTED_EVERY) {
            // One that is revoked meanwhile does not come back by being noted.
            self.amend(&owner, id.as_str(), |token: &mut Token| {
                token.seen = Some(now);
                Ok(())
            })
            .await?;
        }
        Ok(Some(Person { account, via: Via::Token { id: token.id, scopes: token.scopes } }))
    }

    pub(super) async fn has_token(&self, owner: &store::Owner, id: &str) -> Result<bool, Error> {
        let token = self.of::<Token>(owner).get(id).await?;
        Ok(token.is_some_and(|token| token.is_alive(self.now())))
    }

    /// The tokens of an account, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, account: &str) -> Result<Vec<Token>, Error> {
        let mut tokens = self.of::<Token>(&owner::account(account)?).all().await?;
        tokens.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.id.cmp(&b.id)));
        Ok(tokens)
    }

    /// Revokes a token at once.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn revoke_token(&self, account: &str, id: &str) -> Result<(), Error> {
        let owner = owner::account(account)?;
        let token = self.of::<Token>(&owner).get(id).await?.ok_or_else(|| Error::not_found("token", id))?;
        let changes = vec![Collection::<Token>::delete(id)?, release(TOKENS, token.hash.as_str())?];
        self.commit(&owner, changes).await
    }
}
