//! What the athlete decides, replayed after every rebuild.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Field;

/// A decision of the athlete. It is a fact about observations, so that it holds whatever comes later, and it counts
/// until it is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its name.
    pub id: String,
    /// When it was made; of two that contradict each other, the later counts.
    pub at: Timestamp,
    /// What was decided.
    pub choice: Choice,
}

/// What can be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "choice")]
pub enum Choice {
    /// The two are of one event.
    Same {
        /// An observation.
        a: String,
        /// Another.
        b: String,
    },
    /// The two are of different events.
    NotSame {
        /// An observation.
        a: String,
        /// Another.
        b: String,
    },
    /// The observation is of two events, one before and one after.
    Split {
        /// The observation.
        observation: String,
        /// Where the second begins.
        at: Timestamp,
    },
    /// Where it has the field, the observation gives it; without a field, time and all fields.
    Use {
        /// The observation.
        observation: String,
        /// The field; all of them if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<Field>,
    },
    /// The observation is not to be shown, nor any late copy of the same recording.
    Discard {
        /// The observation.
        observation: String,
    },
    /// The observation's clock was wrong: this is when it began.
    Restamp {
        /// The observation.
        observation: String,
        /// Its true start.
        start: Timestamp,
    },
    /// The observation's time looks impossible, but is right.
    Accept {
        /// The observation.
        observation: String,
    },
}

impl Choice {
    /// The observations that it is about.
    pub fn about(&self) -> Vec<&str> {
        match self {
            Self::Same { a, b } | Self::NotSame { a, b } => vec![a, b],
            Self::Split { observation, .. }
            | Self::Use { observation, .. }
            | Self::Discard { observation }
            | Self::Restamp { observation, .. }
            | Self::Accept { observation } => vec![observation],
        }
    }
}

/// The decisions, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Decisions<'a> {
    /// What was said last about a pair, the lesser name first.
    pairs: BTreeMap<(&'a str, &'a str), bool>,
    /// The pairs that are the same, in the order in which that was said.
    pub(crate) same: Vec<(&'a str, &'a str)>,
    pub(crate) splits: BTreeMap<&'a str, BTreeSet<Timestamp>>,
    preferred: BTreeMap<(Option<Field>, &'a str), usize>,
    pub(crate) discarded: BTreeSet<&'a str>,
    pub(crate) restamped: BTreeMap<&'a str, Timestamp>,
    pub(crate) accepted: BTreeSet<&'a str>,
}

impl<'a> Decisions<'a> {
    pub(crate) fn of(decisions: &'a [Decision]) -> Self {
        let mut in_order: Vec<&Decision> = decisions.iter().collect();
        in_order.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let mut all = Self::default();
        for (order, decision) in in_order.into_iter().enumerate() {
            match &decision.choice {
                Choice::Same { a, b } => {
                    all.pairs.insert(ordered(a, b), true);
                    all.same.push(ordered(a, b));
                }
                Choice::NotSame { a, b } => drop(all.pairs.insert(ordered(a, b), false)),
                Choice::Split { observation, at } => {
                    all.splits.entry(observation).or_default().insert(*at);
                }
                Choice::Use { observation, field } => {
                    all.preferred.insert((*field, observation), order + 1);
                }
                Choice::Discard { observation } => drop(all.discarded.insert(observation)),
                Choice::Restamp { observation, start } => drop(all.restamped.insert(observation, *start)),
                Choice::Accept { observation } => drop(all.accepted.insert(observation)),
            }
        }
        let pairs = &all.pairs;
        all.same.retain(|pair| pairs.get(pair) == Some(&true));
        all
    }

    /// Whether the athlete said that the two are different.
    pub(crate) fn differ(&self, a: &str, b: &str) -> bool {
        !self.pairs.is_empty() && self.pairs.get(&ordered(a, b)) == Some(&false)
    }

    /// Whether the athlete said that the two are the same.
    pub(crate) fn are_same(&self, a: &str, b: &str) -> bool {
        !self.same.is_empty() && self.pairs.get(&ordered(a, b)) == Some(&true)
    }

    /// Whether the athlete said anything of the two.
    pub(crate) fn settles(&self, a: &str, b: &str) -> bool {
        self.pairs.contains_key(&ordered(a, b))
    }

    /// How much the athlete prefers this observation for the field: the later said, the more.
    pub(crate) fn preference(&self, observation: &str, field: Field) -> usize {
        if self.preferred.is_empty() {
            return 0;
        }
        let said = |field| self.preferred.get(&(field, observation)).copied().unwrap_or(0);
        said(Some(field)).max(said(None))
    }

    /// How much the athlete prefers this observation for the time and all fields.
    pub(crate) fn preference_for_all(&self, observation: &str) -> usize {
        self.preferred.get(&(None, observation)).copied().unwrap_or(0)
    }
}

fn ordered<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}
