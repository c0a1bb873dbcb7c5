//! Access tokens: one refresh at a time for a connection, across instances; a new pair is stored before it is used.

use connect::providers::{Failure, Provider, Tokens};
use jiff::Timestamp;
use store::{Collection, Owner, Stored};

use super::budget::Metered;
use super::connection::{Connection, ConnectionSecret, ConnectionState, Pair, RefreshLease, Trouble};
use super::keyring::Sealed;
use super::{Stop, after};
use crate::access::fresh_name;
use crate::amend::Write;
use crate::{Engine, Error};

/// A token is renewed when it has less than this left, s.
const MARGIN: i64 = 300;
/// How long an instance may take over a refresh, s. Longer than any request: whoever holds the lease has its answer, or will
/// never have it.
const LEASE: i64 = 60;
/// When to look again whether another instance is done, s.
const LOOK_AGAIN: i64 = 2;
/// So often in a row a refresh token is refused before the athlete is asked to connect again.
const MOST_REFUSALS: u8 = 3;
/// The wait after the first refusal, s; four times as long after each further one.
const AFTER_REFUSAL: i64 = 60;

/// What came of asking for the lease.
enum Lease {
    Ours(Box<ConnectionSecret>),
    /// Another instance is refreshing.
    Taken,
    /// There is a newer pair.
    Moved,
    Gone,
}

impl Engine {
    /// A secret's place, for which it is sealed.
    fn place(owner: &Owner, provider: &str, what: &str) -> String {
        format!("{owner}/{provider}/{what}")
    }

    pub(super) fn sealed(
        &self,
        owner: &Owner,
        provider: &str,
        what: &str,
        text: &str,
    ) -> Result<Sealed, Error> {
        let place = Self::place(owner, provider, what);
        self.connections.keys()?.seal(&*self.randomness, &place, text)
    }

    pub(super) fn unsealed(
        &self,
        owner: &Owner,
        provider: &str,
        what: &str,
        sealed: &Sealed,
    ) -> Result<String, Error> {
        self.connections.keys()?.open(&Self::place(owner, provider, what), sealed)
    }

    /// Tokens as they are stored, as pair number `pair`.
    pub(super) fn secret_of(
        &self,
        owner: &Owner,
        provider: &str,
        tokens: &Tokens,
        pair: u64,
    ) -> Result<ConnectionSecret, Error> {
        let refresh = tokens.refresh.as_deref();
        Ok(ConnectionSecret {
            provider: provider.to_owned(),
            access: self.sealed(owner, provider, "access", &tokens.access)?,
            refresh: refresh.map(|token| self.sealed(owner, provider, "refresh", token)).transpose()?,
            expires: tokens.expires,
            pair,
            lease: None,
            refusals: 0,
            wait: None,
        })
    }

    fn pair_of(&self, owner: &Owner, secret: &ConnectionSecret) -> Result<Pair, Error> {
        let open = |what, sealed| self.unsealed(owner, &secret.provider, what, sealed);
        let tokens = Tokens {
            access: open("access", &secret.access)?,
            refresh: secret.refresh.as_ref().map(|sealed| open("refresh", sealed)).transpose()?,
            expires: secret.expires,
        };
        Ok(Pair { tokens, number: secret.pair })
    }

    /// Tokens that can be used now, refreshed if need be. `spent` is the number of a pair whose access token was not accepted.
    pub(super) async fn access(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        spent: Option<u64>,
    ) -> Result<Pair, Stop> {
        let name = provider.about().id;
        loop {
            let now = self.now();
            let secret = self.of::<ConnectionSecret>(owner).get(name).await?.ok_or(Stop::Ended)?;
            if is_usable(&secret, spent, now) {
                return Ok(self.pair_of(owner, &secret)?);
            }
            if let Some(wait) = secret.wait.filter(|wait| now < *wait) {
                return Err(Failure::NotNow(wait).into());
            }
            let by = fresh_name(&*self.randomness, "r-")?;
            match self.lease_refresh(owner, name, secret.pair, &by, now).await? {
                Lease::Ours(secret) => return self.refreshed(owner, provider, &secret, &by).await,
                Lease::Taken => return Err(Failure::NotNow(after(now, LOOK_AGAIN)).into()),
                Lease::Moved => {}
                Lease::Gone => return Err(Stop::Ended),
            }
        }
    }

    async fn lease_refresh(
        &self,
        owner: &Owner,
        name: &str,
        pair: u64,
        by: &str,
        now: Timestamp,
    ) -> Result<Lease, Error> {
        let leased = self.revise(owner, || async {
            let Some(mut secret) = self.of::<ConnectionSecret>(owner).get(name).await? else {
                return Ok(Write::nothing(Lease::Gone));
            };
            if secret.pair != pair {
                return Ok(Write::nothing(Lease::Moved));
            }
            if secret.lease.as_ref().is_some_and(|lease| now < lease.until) {
                return Ok(Write::nothing(Lease::Taken));
            }
            secret.lease = Some(RefreshLease { by: by.to_owned(), until: after(now, LEASE) });
            let changes = vec![Collection::put(&secret)?];
            Ok(Write::of(changes, Lease::Ours(Box::new(secret))))
        });
        Ok(leased.await?.unwrap_or(Lease::Gone))
    }

    /// Refreshes under a lease.
    async fn refreshed(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        secret: &ConnectionSecret,
        by: &str,
    ) -> Result<Pair, Stop> {
        let name = provider.about().id;
        let pair = self.pair_of(owner, secret)?;
        let web = Metered { engine: self, provider, live: true };
        let asked = match &pair.tokens.refresh {
            Some(refresh) => provider.refresh(&web, refresh, self.now()).await,
            None => Err(Failure::Refused("the access has ended and cannot be renewed".to_owned())),
        };
        match asked {
            Ok(tokens) => {
                // A provider that does not rotate sends no new refresh token.
                let tokens = Tokens { refresh: tokens.refresh.or(pair.tokens.refresh), ..tokens };
                self.store_pair(owner, name, pair.number, &tokens).await
            }
            Err(failure @ (Failure::Refused(_) | Failure::Wrong(_) | Failure::Unauthorised)) => {
                match self.note_refusal(owner, name, pair.number, by, &failure).await? {
                    // Another instance had refreshed it, and the refusal was of the earlier token.
                    Some(newer) => Ok(newer),
                    None => Err(failure.into()),
                }
            }
            Err(failure) => {
                self.give_back_lease(owner, name, by).await?;
                Err(failure.into())
            }
        }
    }

    /// Stores a pair that follows pair `number`, if nothing newer is stored, and answers with what is stored then.
    async fn store_pair(
        &self,
        owner: &Owner,
        name: &str,
        number: u64,
        tokens: &Tokens,
    ) -> Result<Pair, Stop> {
        let stored = self.revise(owner, || async {
            let Some(secret) = self.of::<ConnectionSecret>(owner).get(name).await? else {
                return Ok(Write::nothing(None));
            };
            if secret.pair != number {
                return Ok(Write::nothing(Some(self.pair_of(owner, &secret)?)));
            }
            let next = self.secret_of(owner, name, tokens, number + 1)?;
            let mut changes = vec![Collection::put(&next)?];
            if let Some(mut connection) = self.of::<Connection>(owner).get(name).await?
                && connection.trouble.as_ref().is_some_and(|trouble| trouble.code == "refused")
            {
                connection.trouble = None;
                changes.push(Collection::put(&connection)?);
            }
            let result = Some(Pair { tokens: tokens.clone(), number: number + 1 });
            Ok(Write::of(changes, result))
        });
        stored.await?.flatten().ok_or(Stop::Ended)
    }

    /// Notes that the refresh token of pair `number` was refused; the newer pair, if there is one by now.
    async fn note_refusal(
        &self,
        owner: &Owner,
        name: &str,
        number: u64,
        by: &str,
        failure: &Failure,
    ) -> Result<Option<Pair>, Error> {
        let now = self.now();
        let noted = self.revise(owner, || async {
            let Some(mut secret) = self.of::<ConnectionSecret>(owner).get(name).await? else {
                return Ok(Write::nothing(None));
            };
            if secret.pair != number {
                return Ok(Write::nothing(Some(self.pair_of(owner, &secret)?)));
            }
            if secret.lease.as_ref().is_some_and(|lease| lease.by == by) {
                secret.lease = None;
            }
            secret.refusals = secret.refusals.saturating_add(1);
            let factor = 4_i64.pow(u32::from(secret.refusals.min(6)) - 1);
            secret.wait = Some(after(now, AFTER_REFUSAL * factor));
            let mut changes = vec![Collection::put(&secret)?];
            if let Some(mut connection) = self.of::<Connection>(owner).get(name).await? {
                let is_over = secret.refusals >= MOST_REFUSALS && connection.state == ConnectionState::Active;
                if is_over {
                    connection.state = ConnectionState::NeedsConsent;
                }
                let detail = failure.to_string();
                connection.trouble = Some(Trouble { code: "refused".to_owned(), detail, since: now });
                changes.push(Collection::put(&connection)?);
            }
            Ok(Write::of(changes, None))
        });
        Ok(noted.await?.flatten())
    }

    async fn give_back_lease(&self, owner: &Owner, name: &str, by: &str) -> Result<(), Error> {
        self.revise_one(owner, name, |secret: &mut ConnectionSecret| {
            if secret.lease.as_ref().is_some_and(|lease| lease.by == by) {
                secret.lease = None;
            }
        })
        .await
    }

    /// Seals every secret anew with the present key; how many were sealed with an earlier one.
    ///
    /// # Errors
    /// When a secret cannot be opened with any key given, or the database fails.
    pub async fn reseal_secrets(&self) -> Result<usize, Error> {
        let mut count = self.reseal_push_key().await?;
        for owner in self.store.owners().await? {
            let is_of = |kind| crate::owner::name_in(&owner, kind).is_some();
            if is_of("squad") {
                count += self.reseal_channels(&owner).await?;
            }
            if !is_of("athlete") {
                continue;
            }
            count += self.reseal_channels(&owner).await?;
            for secret in self.of::<ConnectionSecret>(&owner).all().await? {
                count += usize::from(self.resealed(&owner, &secret.id()).await?);
            }
        }
        Ok(count)
    }

    async fn resealed(&self, owner: &Owner, name: &str) -> Result<bool, Error> {
        let resealed = self.revise(owner, || async {
            let Some(mut secret) = self.of::<ConnectionSecret>(owner).get(name).await? else {
                return Ok(Write::nothing(false));
            };
            let keys = self.connections.keys()?;
            let sealed = [Some(&secret.access), secret.refresh.as_ref()];
            if sealed.into_iter().flatten().all(|sealed| keys.is_current(sealed)) {
                return Ok(Write::nothing(false));
            }
            let tokens = self.pair_of(owner, &secret)?.tokens;
            let again = self.secret_of(owner, name, &tokens, secret.pair)?;
            (secret.access, secret.refresh) = (again.access, again.refresh);
            Ok(Write::of(vec![Collection::put(&secret)?], true))
        });
        Ok(resealed.await?.unwrap_or(false))
    }
}

fn is_usable(secret: &ConnectionSecret, spent: Option<u64>, now: Timestamp) -> bool {
    spent.is_none_or(|spent| secret.pair > spent)
        && secret.expires.is_none_or(|expires| after(now, MARGIN) < expires)
}
