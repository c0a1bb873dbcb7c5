//! Requests that carry a key of their own, so that sending one again does not do it again.
//!
//! What a request is about to do is written down before it is done, and its answer after. Whoever sends the same request
//! again gets that answer. A request that was cut off in between is not done again: its sender is told to look.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, Collection, Commit, Owner, Span, StoreError, Stored};

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

/// How often the beginning of a request is written again because the owner was committed to meanwhile.
const MOST_TRIES: usize = 20;

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
        let owner = match (athlete, caller.account()) {
            (Some(athlete), _) => owner::athlete(athlete)?,
            (None, Some(account)) => owner::account(&account.id)?,
            (None, None) => owner::instance()?,
        };
        let id = hex(&Sha256::digest(format!("{}\n{key}", caller.name().unwrap_or_default()).as_bytes()));
        let fingerprint = hex(&Sha256::digest(fingerprint));
        let requests = self.of::<KeyedRequest>(&owner);
        let now = self.now();
        for _ in 0..MOST_TRIES {
            let at = self.store.revision(&owner).await?;
            let known = requests.get(&id).await?;
            if let Some(known) = known.filter(|known| now.duration_since(known.begun) < REMEMBERED) {
                return Ok(match known.answer {
                    _ if known.fingerprint != fingerprint => Keyed::Other,
                    Some(answer) => Keyed::Done(answer),
                    None => Keyed::UnderWay,
                });
            }
            let begun =
                KeyedRequest { id: id.clone(), fingerprint: fingerprint.clone(), begun: now, answer: None };
            let mut changes = self.forgotten(&owner, now).await?;
            changes.push(Collection::put(&begun)?);
            match self.store.commit(Commit::of(owner.clone(), changes).at(at)).await {
                Ok(_) => return Ok(Keyed::New(RequestName { owner, id })),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Store(StoreError::Unavailable("too much is written here at the moment".to_owned())))
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
        let change = match answer {
            Some(answer) => {
                let known = self.of::<KeyedRequest>(&name.owner).get(&name.id).await?;
                // Erased meanwhile, with everything else of its owner.
                let Some(known) = known else { return Ok(()) };
                Collection::put(&KeyedRequest { answer: Some(answer), ..known })?
            }
            None => Collection::<KeyedRequest>::delete(&name.id)?,
        };
        self.commit(&name.owner, vec![change]).await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
