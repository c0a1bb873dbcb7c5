//! Secrets of channels and of this server's pushes at rest: sealed with the key that seals tokens of providers, where there
//! is one. What was stored before there was a key stays readable, and is sealed when it is next written.

use std::sync::Arc;

use connect::notify::Address;
use serde::{Deserialize, Serialize};
use store::{Collection, Owner, Stored};

use super::Channel;
use super::push_key::PushKey;
use crate::amend::Write;
use crate::connections::{Keyring, Sealed};
use crate::{Engine, Error, owner};

/// What of an address nobody may read who reads the database.
#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Secrets {
    /// The secret of a webhook, or the token of an ntfy server.
    secret: String,
    /// A webhook's secret before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
}

/// Takes the secrets out of an address; none for a kind without any.
fn taken_from(address: &mut Address) -> Option<Secrets> {
    match address {
        Address::Webhook { secret, previous, .. } if !secret.is_empty() => {
            Some(Secrets { secret: std::mem::take(secret), previous: previous.take() })
        }
        Address::Ntfy { token, .. } => token.take().map(|secret| Secrets { secret, previous: None }),
        _ => None,
    }
}

fn put_into(address: &mut Address, secrets: Secrets) {
    match address {
        Address::Webhook { secret, previous, .. } => {
            (*secret, *previous) = (secrets.secret, secrets.previous);
        }
        Address::Ntfy { token, .. } => *token = Some(secrets.secret),
        Address::Push { .. } | Address::Mail { .. } | Address::Fcm { .. } | Address::Apns { .. } => {}
    }
}

impl Engine {
    /// The same, sealing secrets of channels with these keys.
    #[must_use]
    pub fn with_seal(self, keys: Arc<Keyring>) -> Self {
        Self { seal: Some(keys), ..self }
    }

    fn keys(&self) -> Result<&Keyring, Error> {
        let missing =
            || Error::field("connection_key", "a stored secret is sealed, and no key is given here");
        self.seal.as_deref().ok_or_else(missing)
    }

    /// The channel as it is stored.
    pub(super) fn sealed_channel(&self, owner: &Owner, mut channel: Channel) -> Result<Channel, Error> {
        let Some(keys) = &self.seal else { return Ok(channel) };
        if let Some(secrets) = taken_from(&mut channel.address) {
            let text = serde_json::to_string(&secrets).map_err(|error| Error::field("channel", error))?;
            channel.sealed = Some(keys.seal(&*self.randomness, &place(owner, &channel.id), &text)?);
        }
        Ok(channel)
    }

    /// The channel with its secrets, for sending.
    pub(super) fn unsealed_channel(&self, owner: &Owner, mut channel: Channel) -> Result<Channel, Error> {
        if let Some(sealed) = channel.sealed.take() {
            let text = self.keys()?.open(&place(owner, &channel.id), &sealed)?;
            let secrets = serde_json::from_str(&text).map_err(|error| Error::field("channel", error))?;
            put_into(&mut channel.address, secrets);
        }
        Ok(channel)
    }

    /// The key for pushes as it is stored.
    pub(super) fn closed_push_key(&self, key: &str) -> Result<PushKey, Error> {
        Ok(match &self.seal {
            Some(keys) => PushKey {
                key: String::new(),
                sealed: Some(keys.seal(&*self.randomness, PUSH_KEY_PLACE, key)?),
            },
            None => PushKey { key: key.to_owned(), sealed: None },
        })
    }

    /// The key for pushes from what is stored.
    pub(super) fn opened_push_key(&self, stored: &PushKey) -> Result<String, Error> {
        match &stored.sealed {
            Some(sealed) => self.keys()?.open(PUSH_KEY_PLACE, sealed),
            None => Ok(stored.key.clone()),
        }
    }

    /// Whether what is stored of the key for pushes is as it should be stored now.
    pub(super) fn is_closed_as_it_should(&self, stored: &PushKey) -> bool {
        match (&self.seal, &stored.sealed) {
            (Some(keys), Some(sealed)) => keys.is_current(sealed),
            (seal, sealed) => seal.is_some() == sealed.is_some(),
        }
    }

    /// Seals the secrets of channels and the key for pushes anew with the present key; how many were not.
    pub(crate) async fn reseal_channels(&self, athlete: &Owner) -> Result<usize, Error> {
        let Some(keys) = &self.seal else { return Ok(0) };
        let mut count = 0;
        for channel in self.of::<Channel>(athlete).all().await? {
            let name = channel.id();
            count += self
                .transact(athlete, || async {
                    let Some(stored) = self.of::<Channel>(athlete).get(&name).await? else {
                        return Ok(Write::nothing(0));
                    };
                    if stored.sealed.as_ref().is_some_and(|sealed| keys.is_current(sealed)) {
                        return Ok(Write::nothing(0));
                    }
                    let again =
                        self.sealed_channel(athlete, self.unsealed_channel(athlete, stored.clone())?)?;
                    if again == stored {
                        return Ok(Write::nothing(0));
                    }
                    Ok(Write::of(vec![Collection::put(&again)?], 1))
                })
                .await?;
        }
        Ok(count)
    }

    /// The same for the key for pushes, where there is one.
    pub(crate) async fn reseal_push_key(&self) -> Result<usize, Error> {
        let instance = owner::instance()?;
        self.transact(&instance, || async {
            let Some(stored) = self.of::<PushKey>(&instance).get("current").await? else {
                return Ok(Write::nothing(0));
            };
            if self.is_closed_as_it_should(&stored) {
                return Ok(Write::nothing(0));
            }
            let again = self.closed_push_key(&self.opened_push_key(&stored)?)?;
            Ok(Write::of(vec![Collection::put(&again)?], 1))
        })
        .await
    }
}

const PUSH_KEY_PLACE: &str = "instance/push-key";

/// A channel's place, for which its secrets are sealed.
fn place(owner: &Owner, channel: &str) -> String {
    format!("{owner}/channels/{channel}")
}

/// The secrets of a channel, sealed. Prints nothing.
pub(super) type SealedSecrets = Sealed;
