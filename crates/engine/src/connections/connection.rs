//! What is stored of a connection.

use std::collections::BTreeSet;

use connect::providers::Tokens;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{BlobId, Stored};

use super::after;
use super::keyring::Sealed;

/// An athlete's connection with a provider. There is one for each provider; connecting again goes on with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// The provider's name: `strava`.
    pub provider: String,
    /// The provider's name for the account.
    pub account: String,
    /// How it stands.
    pub state: ConnectionState,
    /// Raised whenever it is made or ended: what was begun under an earlier number writes nothing.
    pub generation: u64,
    /// The scopes that the athlete granted, in the provider's words.
    pub scopes: Vec<String>,
    /// When it was made, the last time.
    pub connected: Timestamp,
    /// When the provider last told or gave anything.
    #[serde(default)]
    pub heard: Option<Timestamp>,
    /// When an item last came in or changed.
    #[serde(default)]
    pub arrived: Option<Timestamp>,
    /// How many items came in since it was first made.
    #[serde(default)]
    pub items: u64,
    /// What went wrong last and has not been put right.
    #[serde(default)]
    pub trouble: Option<Trouble>,
    /// The reading of what was there before, or of a gap.
    #[serde(default)]
    pub backfill: Option<Backfill>,
    /// When the list was last read whole.
    #[serde(default)]
    pub scanned: Option<Timestamp>,
    /// When a reading of the list last went far back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) far: Option<Timestamp>,
    /// From when on the list has to be read again: a reading broke off, or a notice told of something older than the last
    /// days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unlisted: Option<Timestamp>,
    /// How many items the last reading of the list found that no notice had announced.
    #[serde(default)]
    pub unannounced: u32,
    /// How often in a row the list of the last days was empty although several items of these days are known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) emptied: u32,
    /// How many items were left out because they could not be read.
    #[serde(default)]
    pub unreadable: u64,
}

/// How a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionState {
    /// Data comes.
    Active,
    /// The provider does not accept our access any more: the athlete has to connect again. Nothing is deleted.
    NeedsConsent,
    /// The athlete ended it here; the provider has not yet been told.
    Leaving,
    /// It has ended.
    Ended,
}

impl ConnectionState {
    /// Its name in documents and keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::NeedsConsent => "needs-consent",
            Self::Leaving => "leaving",
            Self::Ended => "ended",
        }
    }
}

/// The trouble of a connection for which the athlete did not allow enough.
pub(super) const MISSING_SCOPE: &str = "missing-scope";

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Its kind, which is a key of texts too: `outage`, `quota`, `blocked`, `missing-scope`, `refused`, `wrong`, `stuck`.
    pub code: String,
    /// In words, for operators.
    pub detail: String,
    /// Since when.
    pub since: Timestamp,
}

/// A reading of everything in a range of time, page by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last.
    pub to: Timestamp,
    /// The next page; `None` on the first.
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many items were found.
    #[serde(default)]
    pub found: u64,
    /// When the list had been read whole. The items themselves may still be on their way.
    #[serde(default)]
    pub finished: Option<Timestamp>,
    /// Whether it is the list of the last days, read again: what is missing on it is looked for.
    #[serde(default)]
    pub rescan: bool,
    /// Whether a kind of data could not be listed, or the list not to its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// How many pages were read.
    #[serde(default)]
    pub pages: u32,
    /// What was on the list, of a list that is read again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) seen: BTreeSet<String>,
}

impl Connection {
    /// Notes that what began since `from` has to be listed again.
    pub(super) fn relist(&mut self, from: Timestamp) {
        self.unlisted = Some(self.unlisted.map_or(from, |known| known.min(from)));
    }
}

impl Backfill {
    /// A reading that begins `now`, of what began since `from`.
    pub(super) fn of(from: Timestamp, rescan: bool, now: Timestamp) -> Self {
        Self {
            from,
            to: after(now, LOOKS_AHEAD),
            cursor: None,
            found: 0,
            finished: None,
            rescan,
            partial: false,
            pages: 0,
            seen: BTreeSet::new(),
        }
    }
}

/// Clocks of watches run ahead: lists are read so far into the future, s.
const LOOKS_AHEAD: i64 = 86_400;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Stored for Connection {
    const COLLECTION: &'static str = "connections";

    fn id(&self) -> String {
        self.provider.clone()
    }
}

/// The tokens of a connection, sealed. In a document of its own, which is in no archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ConnectionSecret {
    pub(super) provider: String,
    pub(super) access: Sealed,
    #[serde(default)]
    pub(super) refresh: Option<Sealed>,
    #[serde(default)]
    pub(super) expires: Option<Timestamp>,
    /// Which pair of tokens this is: raised with each new one.
    pub(super) pair: u64,
    /// Who is refreshing at present.
    #[serde(default)]
    pub(super) lease: Option<RefreshLease>,
    /// How often in a row the refresh token was refused.
    #[serde(default)]
    pub(super) refusals: u8,
    /// Not refreshed again before this, after a refusal.
    #[serde(default)]
    pub(super) wait: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefreshLease {
    pub(super) by: String,
    pub(super) until: Timestamp,
}

impl Stored for ConnectionSecret {
    const COLLECTION: &'static str = "connection-secrets";

    fn id(&self) -> String {
        self.provider.clone()
    }
}

/// Tokens as they are used, with the number of their pair.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) tokens: Tokens,
    pub(super) number: u64,
}

/// An item of a provider that came in: which reports and observations it led to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ConnectionItem {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) kind: String,
    pub(super) external: String,
    /// The account that it came from; absent in documents written before this field existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    /// The digest of its content when it was last fetched.
    pub(super) version: String,
    /// What the list said of it when it was last fetched because of a list: some lists never agree with their items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) listed: Option<String>,
    /// Whether all of it came.
    pub(super) complete: bool,
    /// Whether the provider still has it.
    pub(super) there: bool,
    /// When it began.
    #[serde(default)]
    pub(super) start: Option<Timestamp>,
    pub(super) reports: Vec<BlobId>,
    pub(super) observations: Vec<String>,
    pub(super) readings: Vec<String>,
    /// The calendars of planned workouts that it is a copy of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) feeds: Vec<String>,
    pub(super) arrived: Timestamp,
    /// When its present state was asked for: a slower answer to an earlier question is not taken.
    pub(super) began: Timestamp,
    /// Whether its payloads were deleted because of their age.
    #[serde(default)]
    pub(super) pruned: bool,
}

impl ConnectionItem {
    /// Whether it is as a row of a list says.
    pub(super) fn is_as_listed(&self, version: Option<&String>) -> bool {
        let is_same = |version: &String| *version == self.version || Some(version) == self.listed.as_ref();
        self.there && version.is_none_or(is_same)
    }

    /// Whether it came from this account, as far as is known.
    pub(super) fn is_of(&self, account: &str) -> bool {
        self.account.as_ref().is_none_or(|own| own == account)
    }
}

impl Stored for ConnectionItem {
    const COLLECTION: &'static str = "connection-items";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// The name of an item's documents.
pub(super) fn item_id(provider: &str, kind: &str, external: &str) -> String {
    format!("{provider}/{kind}/{external}")
}
