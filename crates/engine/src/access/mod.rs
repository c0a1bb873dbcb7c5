//! Accounts and access: who somebody is, and what they may do with whose data.
//!
//! An athlete's data belongs to the accounts that hold a grant of [`Level::Own`] in the athlete's own partition; every
//! other right is a lesser [`Grant`] beside it. So whoever erases an athlete erases every right to it, and no list kept
//! elsewhere can outlive them. Secrets (passwords, session and API tokens, links) are stored only as hashes.

mod account;
mod administrators;
mod caller;
mod grant;
mod link;
mod mailed;
mod openid;
mod passkey;
mod password;
mod permission;
#[cfg(test)]
mod permission_table;
mod secret;
mod session;
mod token;

pub use account::Account;
pub(crate) use account::{release as release_key, reserve as reserve_key};
pub use caller::{Caller, Person, SharedLink, Via};
pub(crate) use grant::SHARES as SHARE_KEYS;
pub use grant::{Grant, Grantee, NewGrant};
pub use link::Purpose;
pub use mailed::Letter;
pub use openid::{Errand, Identity, Provider, Returned};
pub use passkey::{NewPasskey, Passkey, PasskeySignIn, Site};
pub(crate) use password::Hashing;
pub use permission::{Action, Level, Scope, Standing, Verdict, may};
pub use secret::{Randomness, Secret, SeededRandomness, SystemRandomness};
pub(crate) use secret::{SecretHash, fresh_name};
pub use session::Session;
pub use token::{NewToken, Token};
