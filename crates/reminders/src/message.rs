//! A message: what is to be said, when, and until when it is of use.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Kind;

/// A message that a plan calls for. Its text is made when it is sent, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What it is, whatever becomes of its time and text: `drink:p-17`. A newer message of a key replaces the older one.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// When it is to be sent.
    pub due: Timestamp,
    /// From then on it is of no use, and is not sent any more.
    pub useless_after: Timestamp,
    /// What the text is made of.
    #[serde(default)]
    pub facts: Facts,
}

/// What the text of a message is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// What the athlete calls the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the session starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// The least and the most fluid, mL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fluid_ml: Option<(u32, u32)>,
    /// By how much the fluid of the session changed, mL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_ml: Option<i32>,
    /// The needs that a tap on "taken" meets, by their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The provider, by its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The athletes of a squad whom it is about, as the squad calls them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// What a heat policy demands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heat: Option<HeatDemand>,
    /// What a digest is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
}

/// What a heat policy demands of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatDemand {
    /// The policy, by its title for people.
    pub policy: String,
    /// The band of its table.
    pub band: String,
    /// What the session has to become, by its code: `watch`, `break`, `modify`, `reschedule`, `stop`.
    pub action: String,
}

/// Times closer than this are the same to a person.
const SAME_TIME: SignedDuration = SignedDuration::from_secs(60);
/// Amounts closer than this are the same to a person, mL.
const SAME_AMOUNT: u32 = 100;

impl Message {
    /// Whether somebody who has read `self` should be told of `newer`.
    pub(crate) fn is_outdated_by(&self, newer: &Self) -> bool {
        let moved = |one: Timestamp, two: Timestamp| one.duration_since(two).abs() >= SAME_TIME;
        let start = match (self.facts.start, newer.facts.start) {
            (Some(one), Some(two)) => moved(one, two),
            (None, None) => false,
            _ => true,
        };
        let due = !self.kind.is_of_measurement() && moved(self.due, newer.due);
        // Who is no longer concerned is no news; who is newly concerned is.
        let somebody_new = newer.facts.people.iter().any(|one| !self.facts.people.contains(one));
        let most = |facts: &Facts| facts.fluid_ml.map_or(0, |(_, most)| most);
        self.kind != newer.kind
            || start
            || due
            || somebody_new
            || self.facts.heat != newer.facts.heat
            || most(&self.facts).abs_diff(most(&newer.facts)) >= SAME_AMOUNT
    }

    /// The order of sending: who is in danger first, then by time.
    pub(crate) fn order(&self) -> (bool, bool, Timestamp) {
        (!self.kind.breaks_quiet(), !self.kind.is_of_safety(), self.due)
    }

    /// Whether it can still be of use at `now`.
    pub fn is_useful_at(&self, now: Timestamp) -> bool {
        now < self.useless_after
    }
}
