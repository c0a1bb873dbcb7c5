//! What an athlete wants to hear, and when.

use std::collections::BTreeMap;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::{Kind, Quiet};

/// What an athlete wants to hear, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The kinds that were switched on or off; the others are as [usual](Kind::is_usual).
    pub kinds: BTreeMap<Kind, bool>,
    /// When nothing is sent.
    pub quiet: Option<Quiet>,
    /// The most messages of a local day; the rest is dropped.
    pub daily_limit: u8,
    /// Whether what quiet hours held back comes afterwards, as one message, where it is still of use.
    pub digest: bool,
    /// The time of day to pack for tomorrow.
    pub pack_at: Time,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kinds: BTreeMap::new(),
            quiet: Some(Quiet { from: Time::constant(22, 30, 0, 0), until: Time::constant(6, 30, 0, 0) }),
            daily_limit: 12,
            digest: true,
            pack_at: Time::constant(19, 0, 0, 0),
        }
    }
}

impl Settings {
    /// Whether messages of a kind are wanted.
    pub fn wants(&self, kind: Kind) -> bool {
        self.kinds.get(&kind).copied().unwrap_or_else(|| kind.is_usual())
    }
}
