//! The key for Web Push, made at the first start. It lies in the database, so that backups and moves carry it: with another
//! key every subscription would end without a word.

use connect::notify::PushKeys;
use serde::{Deserialize, Serialize};
use store::{Collection, Stored};

use crate::amend::Write;
use crate::{Engine, Error, owner};

#[derive(Clone, Serialize, Deserialize)]
struct PushKey {
    key: String,
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
                if let Some(known) = self.of::<PushKey>(&instance).get("current").await? {
                    return Ok(Write::nothing(known.key));
                }
                let made = PushKey { key: PushKeys::generate().map_err(wrong)? };
                Ok(Write::of(vec![Collection::put(&made)?], made.key))
            })
            .await?;
        PushKeys::read(&stored, contact).map_err(wrong)
    }
}
