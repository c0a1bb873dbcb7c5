//! Requests that carry a key of their own, so that sending one again does not do it again.
//!
//! What a request is about to do is written down before it is done, and its answer after. Whoever sends the same request
//! again gets that answer. A request that was cut off in between is not done again: its sender is told to look.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, Collection, Owner, Span, Stored};

use crate::amend::Write;
use crate::{Caller, Engine, Error, owner};

/// The answer of a request, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The type of the body.
    pub content_type: String,
    /// The body.
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeyedRequest {
    id: String,
    /// The hash of everything that makes the request what it is.
    fingerprint: String,
    begun: Timestamp,
    #[serde(default)]
    answer: Option<KeptAnswer>,
}

impl Stored for KeyedRequest {
    const COLLECTION: &'static str = "requests";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.begun, self.begun))
    }
}

/// What is to be done about a request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keyed {
    /// It is new: do it, then [finish](Engine::finish_request) it under this name.
    New(RequestName),
    /// It was done: this was the answer.
    Done(KeptAnswer),
    /// The key was used for something else.
    Other,
    /// It is being done, or was cut off.
    UnderWay,
}

/// Where a request is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestName {
    owner: Owner,
    id: String,
}

/// Keys are remembered so long.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

impl Engine {
    /// Begins a request under a key of its sender's. `athlete` is whose data it is about: the answer lies with it, and is
    /// erased with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_request(
        &self,
        caller: &Caller,
        athlete: Option<&str>,
        key: &str,
        fingerprint: &[u8],
    ) -> Result<Keyed, Error> {
        let owner = self.keeper(caller, athlete).await?;
        let id = hex(&Sha256::digest(format!("{}\n{key}", caller.name().unwrap_or_default()).as_bytes()));
        let fingerprint = hex(&Sha256::digest(fingerprint));
        self.transact(&owner, || async {
            let now = self.now();
            let known = self.of::<KeyedRequest>(&owner).get(&id).await?;
            if let Some(known) = known.filter(|known| now.duration_since(known.begun) < REMEMBERED) {
                return Ok(Write::nothing(match known.answer {
                    _ if known.fingerprint != fingerprint => Keyed::Other,
                    Some(answer) => Keyed::Done(answer),
                    None => Keyed::UnderWay,
                }));
            }
            let begun =
                KeyedRequest { id: id.clone(), fingerprint: fingerprint.clone(), begun: now, answer: None };
            let mut changes = self.forgotten(&owner, now).await?;
            changes.push(Collection::put(&begun)?);
            let name = RequestName { owner: owner.clone(), id: id.clone() };
            Ok(Write::of(changes, Keyed::New(name)))
        })
        .await
    }

    /// Where a request is written down: with the athlete it is about, or with who sent it.
    async fn keeper(&self, caller: &Caller, athlete: Option<&str>) -> Result<Owner, Error> {
        if let Some(athlete) = athlete {
            let athlete = owner::athlete(athlete)?;
            if self.store.revision(&athlete).await?.is_some() {
                return Ok(athlete);
            }
        }
        match caller.account() {
            Some(account) => owner::account(&account.id),
            None => owner::instance(),
        }
    }

    /// The changes that take out what is no longer remembered.
    async fn forgotten(&self, owner: &Owner, now: Timestamp) -> Result<Vec<Change>, Error> {
        let old = self.of::<KeyedRequest>(owner).between(Timestamp::MIN, now - REMEMBERED).await?;
        Ok(old
            .iter()
            .map(|request| Collection::<KeyedRequest>::delete(&request.id))
            .collect::<Result<_, _>>()?)
    }

    /// Keeps the answer of a request, or forgets the request when it did nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_request(&self, name: &RequestName, answer: Option<KeptAnswer>) -> Result<(), Error> {
        let Some(answer) = answer else {
            return self.commit(&name.owner, vec![Collection::<KeyedRequest>::delete(&name.id)?]).await;
        };
        let keep = |request: &mut KeyedRequest| {
            request.answer = Some(answer.clone());
            Ok(())
        };
        match self.amend(&name.owner, &name.id, keep).await {
            // Erased meanwhile, with everything else of its owner.
            Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Bytes as text, two digits each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
