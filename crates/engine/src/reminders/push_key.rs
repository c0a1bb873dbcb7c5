//! The key for Web Push, made at the first start. It lies in the database, sealed where there is a key to seal with, so that
//! backups and moves carry it: with another key every subscription would end without a word.

use connect::notify::PushKeys;
use serde::{Deserialize, Serialize};
use store::{Collection, Stored};

use super::sealed::SealedSecrets;
use crate::amend::Write;
use crate::{Engine, Error, owner};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PushKey {
    /// The key where it is not sealed; empty where it is.
    #[serde(default)]
    pub(super) key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sealed: Option<SealedSecrets>,
}

impl Stored for PushKey {
    const COLLECTION: &'static str = "push-key";

    fn id(&self) -> String {
        "current".to_owned()
    }
}

impl Engine {
    /// The key for Web Push of this instance, made when there is none. `contact` is who push services may write to.
    ///
    /// # Errors
    /// When the stored key is damaged, the system gives no random bytes, or the database fails.
    pub async fn push_keys(&self, contact: Option<String>) -> Result<PushKeys, Error> {
        let instance = owner::instance()?;
        let wrong = |why: String| Error::field("push_key", why);
        let stored = self
            .transact(&instance, || async {
                let stored = self.of::<PushKey>(&instance).get("current").await?;
                let key = match &stored {
                    Some(stored) => self.opened_push_key(stored)?,
                    None => PushKeys::generate().map_err(wrong)?,
                };
                if stored.is_some_and(|stored| self.is_closed_as_it_should(&stored)) {
                    return Ok(Write::nothing(key));
                }
                Ok(Write::of(vec![Collection::put(&self.closed_push_key(&key)?)?], key))
            })
            .await?;
        PushKeys::read(&stored, contact).map_err(wrong)
    }

    /// Makes another key for Web Push in place of the present one, which need not be readable any more. Every browser has to
    /// subscribe again; the page sees to it when it is next opened.
    ///
    /// # Errors
    /// When the system gives no random bytes, or the database fails.
    pub async fn renew_push_key(&self) -> Result<(), Error> {
        let instance = owner::instance()?;
        let key = PushKeys::generate().map_err(|why| Error::field("push_key", why))?;
        let stored = self.closed_push_key(&key)?;
        self.transact(&instance, || async { Ok(Write::of(vec![Collection::put(&stored)?], ())) }).await
    }
}
