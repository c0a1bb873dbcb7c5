//! Passkeys: keys that a person's devices keep, bound to this server's name, that stand for name and password.

mod ceremony;
mod challenge;
mod cose;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Change, Collection, StoreError, Stored};

use self::ceremony::{Expected, Refusal};
use self::challenge::Challenges;
use self::cose::PublicKey;
use super::Account;
use super::account::{release, reserve};
use super::secret::fresh_name;
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passkey {
    /// The name in documents.
    pub id: String,
    /// What its person calls it.
    pub label: String,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used.
    #[serde(default)]
    pub seen: Option<Timestamp>,
    /// Whether it is kept in several places, such as a password manager's.
    #[serde(default)]
    pub backed_up: bool,
    /// The authenticator's name for it, in base64.
    credential: String,
    key: PublicKey,
    counter: u32,
    /// The server name that it is bound to.
    rp: String,
}

impl Stored for Passkey {
    const COLLECTION: &'static str = "passkeys";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// A challenge that was answered: no second answer to it is taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Answered {
    id: String,
    until: Timestamp,
}

impl Stored for Answered {
    const COLLECTION: &'static str = "answered-challenges";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// The secret under which this instance's challenges are sealed.
#[derive(Clone, Serialize, Deserialize)]
struct Seal {
    secret: String,
}

impl Stored for Seal {
    const COLLECTION: &'static str = "challenge-seal";

    fn id(&self) -> String {
        "record".to_owned()
    }
}

/// Where the server is, as the browser reached it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Scheme, host and port: `https://isotone.example`.
    pub origin: String,
    /// The host alone, to which passkeys are bound.
    pub host: String,
}

/// A new passkey as the browser hands it over.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// What its person calls it.
    pub label: String,
    /// What the browser says of question and page, in the bytes that were signed.
    pub client_data: Vec<u8>,
    /// What the authenticator says of the key.
    pub attestation: Vec<u8>,
}

/// A sign-in as the browser hands it over.
#[derive(Clone, Debug)]
pub struct PasskeySignIn {
    /// The authenticator's name for the key.
    pub credential: Vec<u8>,
    /// Whose it is, as the authenticator was told.
    pub user: Vec<u8>,
    /// What the browser says of question and page, in the bytes that were signed.
    pub client_data: Vec<u8>,
    /// What the authenticator signed beside it.
    pub authenticator_data: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Unique keys: hashes of the authenticators' names for keys.
const PASSKEYS: &str = "passkey";

/// An account has no more than this.
const MOST: usize = 20;

/// How long browsers wait for the person, ms.
const PATIENCE_MS: u32 = 300_000;

impl Passkey {
    fn gone(&self) -> Result<[Change; 2], Error> {
        Ok([Collection::<Self>::delete(&self.id)?, release(PASSKEYS, &key_of(&self.credential))?])
    }
}

fn key_of(credential: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(credential.as_bytes()))
}

fn to_register(account: &str, site: &Site) -> String {
    format!("register {account} {}", site.host)
}

fn to_sign_in(site: &Site) -> String {
    format!("sign-in {}", site.host)
}

fn unknown() -> Error {
    Error::Denied("This passkey opens no account here.".to_owned())
}

fn refused(refusal: Refusal) -> Error {
    Error::Denied(format!("The passkey was not accepted: {refusal}."))
}

impl Engine {
    /// The passkeys of an account, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkeys(&self, account: &str) -> Result<Vec<Passkey>, Error> {
        let mut passkeys = self.of::<Passkey>(&owner::account(account)?).all().await?;
        passkeys.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.id.cmp(&b.id)));
        Ok(passkeys)
    }

    /// What a browser is told in order to make a passkey (`PublicKeyCredentialCreationOptionsJSON`).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_registration(&self, account: &Account, site: &Site) -> Result<Value, Error> {
        let challenges = self.challenges().await?;
        let challenge = challenges.make(&*self.randomness, &to_register(&account.id, site), self.now())?;
        let known = self.passkeys(&account.id).await?;
        let known: Vec<Value> =
            known.iter().map(|key| json!({"type": "public-key", "id": key.credential})).collect();
        let kinds = PublicKey::ALGORITHMS.map(|number| json!({"type": "public-key", "alg": number}));
        Ok(json!({
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "rp": {"id": site.host, "name": "Isotone"},
            // The name of the account in documents says nothing of its person.
            "user": {
                "id": URL_SAFE_NO_PAD.encode(&account.id), "name": account.login, "displayName": account.login
            },
            "pubKeyCredParams": kinds,
            "excludeCredentials": known,
            "authenticatorSelection": {
                "residentKey": "required", "requireResidentKey": true, "userVerification": "required"
            },
            "attestation": "none",
            "timeout": PATIENCE_MS,
        }))
    }

    /// Keeps a passkey that a browser made for an account.
    ///
    /// # Errors
    /// [`Error::Denied`] when it is not what was asked for; when it is known already, or the account has too many.
    pub async fn register_passkey(
        &self,
        account: &str,
        site: &Site,
        new: &NewPasskey,
    ) -> Result<Passkey, Error> {
        let label = new.label.trim();
        if label.is_empty() || label.chars().count() > 120 || label.chars().any(char::is_control) {
            return Err(Error::field("label", "write what you know it by, in 1 to 120 characters"));
        }
        let purpose = to_register(account, site);
        let (challenge, until) = self.answered(&new.client_data, &purpose).await?;
        let expected =
            Expected { challenge: &challenge, origin: &site.origin, rp: &site.host, verified: true };
        let made =
            ceremony::new_credential(&expected, &new.client_data, &new.attestation).map_err(refused)?;
        let owner = owner::account(account)?;
        let passkey = Passkey {
            id: fresh_name(&*self.randomness, "pk-")?,
            label: label.to_owned(),
            created: self.now(),
            seen: None,
            backed_up: made.backed_up,
            credential: URL_SAFE_NO_PAD.encode(&made.id),
            key: made.key,
            counter: made.counter,
            rp: site.host.clone(),
        };
        let kept = self.transact(&owner, || async {
            if self.passkeys(account).await?.len() >= MOST {
                let message = format!("an account has at most {MOST} passkeys: remove some");
                return Err(Error::field("label", message));
            }
            let mut changes = self.once(&owner, &challenge, until).await?;
            changes.push(Collection::put(&passkey)?);
            changes.push(reserve(PASSKEYS, &key_of(&passkey.credential), &passkey.id)?);
            Ok(Write::of(changes, passkey.clone()))
        });
        match kept.await {
            Err(Error::Store(StoreError::KeyTaken { .. })) => {
                Err(Error::field("label", "this passkey is known here already"))
            }
            outcome => outcome,
        }
    }

    /// What a browser is told in order to sign somebody in (`PublicKeyCredentialRequestOptionsJSON`); it asks the person
    /// which passkey.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_question(&self, site: &Site) -> Result<Value, Error> {
        let challenges = self.challenges().await?;
        let challenge = challenges.make(&*self.randomness, &to_sign_in(site), self.now())?;
        Ok(json!({
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "rpId": site.host,
            "allowCredentials": [],
            "userVerification": "required",
            "timeout": PATIENCE_MS,
        }))
    }

    /// Lets a person in by a passkey.
    ///
    /// # Errors
    /// [`Error::Denied`] when it opens no account here, or the answer is not one to a question of this server.
    pub async fn sign_in_with_passkey(&self, site: &Site, given: &PasskeySignIn) -> Result<Account, Error> {
        let (challenge, until) = self.answered(&given.client_data, &to_sign_in(site)).await?;
        let credential = URL_SAFE_NO_PAD.encode(&given.credential);
        let holder = self.holder("account", PASSKEYS, &key_of(&credential)).await?;
        let (owner, id) = holder.ok_or_else(unknown)?;
        let expected =
            Expected { challenge: &challenge, origin: &site.origin, rp: &site.host, verified: true };
        self.transact(&owner, || async {
            let passkey = self.of::<Passkey>(&owner).get(id.as_str()).await?;
            let passkey = passkey.filter(|key| key.credential == credential && key.rp == site.host);
            let passkey = passkey.ok_or_else(unknown)?;
            let account = self.of::<Account>(&owner).get("record").await?;
            let account =
                account.filter(|account| account.id.as_bytes() == given.user).ok_or_else(unknown)?;
            let seen = ceremony::assertion(
                &expected,
                &passkey.key,
                passkey.counter,
                &given.client_data,
                &given.authenticator_data,
                &given.signature,
            )
            .map_err(refused)?;
            let (counter, backed_up) = (seen.counter, seen.backed_up);
            let used = Passkey { seen: Some(self.now()), counter, backed_up, ..passkey };
            let mut changes = self.once(&owner, &challenge, until).await?;
            changes.push(self.of::<Passkey>(&owner).rewrite(&used).await?);
            Ok(Write::of(changes, account))
        })
        .await
    }

    /// Removes a passkey at once.
    ///
    /// # Errors
    /// When there is none of this name, or nothing else would let the person in.
    pub async fn revoke_passkey(&self, account: &str, id: &str) -> Result<(), Error> {
        self.transact(&owner::account(account)?, || async {
            let passkeys = self.passkeys(account).await?;
            let passkey = passkeys.iter().find(|passkey| passkey.id == id);
            let passkey = passkey.ok_or_else(|| Error::not_found("passkey", id))?;
            let other_ways = passkeys.len() > 1
                || self.account(account).await?.has_password()
                || !self.identities(account).await?.is_empty();
            if !other_ways {
                return Err(Error::field("passkey", "nothing else would let you in: make another first"));
            }
            Ok(Write::of(passkey.gone()?.to_vec(), ()))
        })
        .await
    }

    /// The challenge that an answer is to, when this server asked it for this purpose and not too long ago.
    async fn answered(&self, client_data: &[u8], purpose: &str) -> Result<(Vec<u8>, Timestamp), Error> {
        let challenge = ceremony::challenge_of(client_data).map_err(refused)?;
        let until = self.challenges().await?.holds_until(&challenge, purpose, self.now());
        let until = until.ok_or_else(|| refused(Refusal::Challenge))?;
        Ok((challenge, until))
    }

    /// The changes that see to it that a challenge is answered once. They are committed at the revision at which this
    /// looked.
    async fn once(
        &self,
        owner: &store::Owner,
        challenge: &[u8],
        until: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(challenge));
        let (mut changes, now) = (Vec::new(), self.now());
        for known in self.of::<Answered>(owner).all().await? {
            if known.id == id {
                return Err(refused(Refusal::Challenge));
            }
            if known.until <= now {
                changes.push(Collection::<Answered>::delete(&known.id)?);
            }
        }
        changes.push(Collection::put(&Answered { id, until })?);
        Ok(changes)
    }

    /// The challenges of this server, under a secret that is made when it is first needed.
    async fn challenges(&self) -> Result<Challenges, Error> {
        let owner = owner::instance()?;
        let seal = self.transact(&owner, || async {
            if let Some(seal) = self.of::<Seal>(&owner).get("record").await? {
                return Ok(Write::nothing(seal));
            }
            let mut bytes = [0; 32];
            self.randomness.fill(&mut bytes)?;
            let seal = Seal { secret: URL_SAFE_NO_PAD.encode(bytes) };
            Ok(Write::of(vec![Collection::put(&seal)?], seal))
        });
        Ok(Challenges::of(seal.await?.secret.as_bytes()))
    }
}
