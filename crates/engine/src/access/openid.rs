//! Sign-in by an identity provider (OpenID Connect). An account is known by provider and subject, never by an address:
//! addresses change hands, and providers differ in whether they check them.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect::openid::{Answer, Ask, OpenId, OpenIdError, Subject};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, Collection, StoreError, Stored};

use super::Account;
use super::account::{release, reserve};
use super::secret::{Secret, fresh_name};
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// An identity at a provider that an account is linked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name in documents.
    pub id: String,
    /// The provider.
    pub issuer: String,
    /// The provider's name for the person.
    pub subject: String,
    /// What the provider called the person when it was linked.
    pub called: String,
    /// Since when.
    pub created: Timestamp,
}

impl Stored for Identity {
    const COLLECTION: &'static str = "identities";

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Identity {
    fn gone(&self) -> Result<[Change; 2], Error> {
        Ok([
            Collection::<Self>::delete(&self.id)?,
            release(IDENTITIES, &key_of(&self.issuer, &self.subject))?,
        ])
    }
}

/// The provider by which people can sign in.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The provider.
    pub door: Arc<OpenId>,
    /// What people call it.
    pub name: String,
    /// Whether whoever the provider knows gets an account. Otherwise people link an account that they have.
    pub makes_accounts: bool,
}

/// A sign-in by a provider, under way in one browser.
#[derive(Clone, Debug)]
pub struct Errand {
    /// What the browser keeps, and shows when it comes back.
    pub secret: String,
    /// Where it is sent.
    pub address: String,
}

/// With what a browser comes back from a provider.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    /// What it kept.
    pub secret: String,
    /// What the provider was to hand back as it was.
    pub state: String,
    /// What can be changed for an ID token.
    pub code: String,
    /// The provider, where it says so (RFC 9207).
    pub issuer: Option<String>,
}

/// Unique keys: hashes of providers and their names for people.
const IDENTITIES: &str = "openid";

/// An account has no more than this.
const MOST: usize = 10;

/// Stands in what a browser keeps when an account is to be linked, before the account's name.
const TO_LINK: char = '~';

fn key_of(issuer: &str, subject: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{issuer}\n{subject}").as_bytes()))
}

fn denied(words: &str) -> Error {
    Error::Denied(words.to_owned())
}

impl From<OpenIdError> for Error {
    fn from(error: OpenIdError) -> Self {
        Self::Denied(format!("{}.", capital(&error.to_string())))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Engine {
    /// The same, with people signing in by this provider too.
    #[must_use]
    pub fn with_provider(self, provider: Provider) -> Self {
        Self { provider: Some(provider), ..self }
    }

    /// The provider by which people can sign in, if there is one.
    pub fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    fn door(&self) -> Result<&Provider, Error> {
        self.provider.as_ref().ok_or_else(|| Error::not_found("identity provider", "this server"))
    }

    /// Sends a browser to the provider, to come back to `redirect`: to sign somebody in, or to link the account of somebody
    /// who is.
    ///
    /// # Errors
    /// When there is no provider, or it does not answer.
    pub async fn send_to_provider(&self, redirect: &str, link: Option<&Account>) -> Result<Errand, Error> {
        let provider = self.door()?;
        let mut secret = Secret::new(&*self.randomness, "")?.expose().to_owned();
        if let Some(account) = link {
            secret = format!("{secret}{TO_LINK}{}", account.id);
        }
        let address = provider.door.address(&Ask::of(&secret), redirect, self.now()).await?;
        Ok(Errand { secret, address })
    }

    /// Lets a person in who comes back from the provider, or links the account of `who`, when that is what they went for.
    ///
    /// # Errors
    /// [`Error::Denied`] when the answer is not to what this browser asked, the provider does not vouch for anybody, or no
    /// account is linked with whom it does.
    pub async fn return_from_provider(
        &self,
        redirect: &str,
        returned: &Returned,
        who: Option<&Account>,
    ) -> Result<Account, Error> {
        let provider = self.door()?;
        let ask = Ask::of(&returned.secret);
        if returned.secret.is_empty() || returned.state != ask.state {
            return Err(denied("This sign-in was not begun in this browser, or too long ago: begin again."));
        }
        let answer = Answer { redirect, code: &returned.code, issuer: returned.issuer.as_deref() };
        let subject = provider.door.subject(&ask, answer, self.now()).await?;
        match returned.secret.split_once(TO_LINK) {
            None => self.account_of_subject(provider, &subject).await,
            Some((_, account)) => {
                let who = who.filter(|who| who.id == account);
                let who = who
                    .ok_or_else(|| denied("Whoever began to link this account is not signed in any more."))?;
                self.link_identity(&who.id, &subject).await?;
                self.account(&who.id).await
            }
        }
    }

    async fn account_of_subject(&self, provider: &Provider, subject: &Subject) -> Result<Account, Error> {
        let key = key_of(&subject.issuer, &subject.subject);
        if let Some((owner, id)) = self.holder("account", IDENTITIES, &key).await? {
            let identity = self.of::<Identity>(&owner).get(id.as_str()).await?;
            let known = |identity: &Identity| {
                identity.issuer == subject.issuer && identity.subject == subject.subject
            };
            if identity.is_some_and(|identity| known(&identity))
                && let Some(account) = self.of::<Account>(&owner).get("record").await?
            {
                return Ok(account);
            }
        }
        if !provider.makes_accounts {
            return Err(Error::Denied(format!(
                "No account here is linked with yours at {0}. Sign in as you did until now, and link {0} on the account page.",
                provider.name
            )));
        }
        // The name to sign in with is made here, whatever the provider calls the person: names there can be chosen freely, and
        // athletes share with names here.
        let name = fresh_name(&*self.randomness, "somebody-")?;
        let account = self.add_account(&name, false).await?;
        self.link_identity(&account.id, subject).await?;
        Ok(account)
    }

    async fn link_identity(&self, account: &str, subject: &Subject) -> Result<Identity, Error> {
        let owner = owner::account(account)?;
        let identity = Identity {
            id: fresh_name(&*self.randomness, "id-")?,
            issuer: subject.issuer.clone(),
            subject: subject.subject.clone(),
            called: subject.called.clone().unwrap_or_else(|| subject.subject.clone()),
            created: self.now(),
        };
        let key = key_of(&identity.issuer, &identity.subject);
        let linked = self.transact(&owner, || async {
            let known = self.identities(account).await?;
            let same = |known: &&Identity| known.issuer == subject.issuer && known.subject == subject.subject;
            if let Some(same) = known.iter().find(same) {
                return Ok(Write::nothing(same.clone()));
            }
            if known.len() >= MOST {
                return Err(denied("An account is linked with at most ten others: remove some."));
            }
            let changes = vec![Collection::put(&identity)?, reserve(IDENTITIES, &key, &identity.id)?];
            Ok(Write::of(changes, identity.clone()))
        });
        match linked.await {
            Err(Error::Store(StoreError::KeyTaken { .. })) => {
                Err(denied("Another account here is linked with this one already."))
            }
            outcome => outcome,
        }
    }

    /// What an account is linked with, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn identities(&self, account: &str) -> Result<Vec<Identity>, Error> {
        let mut identities = self.of::<Identity>(&owner::account(account)?).all().await?;
        identities.sort_by(|a, b| a.created.cmp(&b.created).then_with(|| a.id.cmp(&b.id)));
        Ok(identities)
    }

    /// Undoes a link.
    ///
    /// # Errors
    /// When there is none of this name, or nothing else would let the person in.
    pub async fn unlink_identity(&self, account: &str, id: &str) -> Result<(), Error> {
        self.transact(&owner::account(account)?, || async {
            let identities = self.identities(account).await?;
            let identity = identities.iter().find(|identity| identity.id == id);
            let identity = identity.ok_or_else(|| Error::not_found("identity", id))?;
            let other_ways = self.account(account).await?.has_password()
                || identities.len() > 1
                || !self.passkeys(account).await?.is_empty();
            if !other_ways {
                return Err(Error::field("identity", "nothing else would let you in: make a passkey first"));
            }
            Ok(Write::of(identity.gone()?.to_vec(), ()))
        })
        .await
    }
}
