//! Which limits stand in the way when no basket does.

use std::fmt;

use serde::{Serialize, Serializer};

use super::limits::{KINDS, Limits, NAMES, UNITS};
use super::{Request, search};
use crate::Item;

/// A limit that stands in the way of every basket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clash {
    /// A least amount that nothing reaches within the other limits.
    Unreachable {
        /// How much, in the unit.
        amount: f64,
        /// `mL`, `mg`, `g`, or nothing where pieces are counted.
        unit: &'static str,
        /// Of what: `sodium`.
        of: &'static str,
    },
    /// A most amount that leaves no room.
    InTheWay {
        /// How much, in the unit.
        amount: f64,
        /// `mL`, `mg`, `g`, or nothing where pieces are counted.
        unit: &'static str,
        /// Of what: `fibre`.
        of: &'static str,
    },
    /// No item may be used at all.
    NothingUsable,
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { amount, unit, of } => {
                write!(f, "at least {amount:.0} {unit} of {of} cannot be reached")
            }
            Self::InTheWay { amount, unit, of } => {
                write!(f, "at most {amount:.0} {unit} of {of} is in the way")
            }
            Self::NothingUsable => f.write_str(
                "no item of the catalogue may be used: loosen what it must not contain, or the dislikes",
            ),
        }
    }
}

impl Serialize for Clash {
    /// As the English wording.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// No basket does, and which limits stand in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Infeasible {
    /// The limits that clash.
    pub clashes: Vec<Clash>,
}

impl fmt::Display for Infeasible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clashes: Vec<String> = self.clashes.iter().map(ToString::to_string).collect();
        write!(f, "no items of the catalogue fit together: {}", clashes.join("; "))
    }
}

impl std::error::Error for Infeasible {}

/// The same while looking for what clashes: hundreds of searches, each of which only has to find something.
const CLASH_STEPS: u64 = 20_000;

/// The smallest set of limits without which a basket would fit, one limit before two.
pub(super) fn clash(request: &Request, shelf: &[&Item], limits: &Limits) -> Infeasible {
    let relaxations: Vec<(usize, bool)> = (0..KINDS)
        .flat_map(|kind| [(kind, true), (kind, false)])
        .filter(|&(kind, least)| if least { limits.min[kind] > 0.0 } else { limits.max[kind].is_finite() })
        .collect();
    let without = |dropped: &[(usize, bool)]| {
        let mut relaxed = Limits { steps: CLASH_STEPS, ..limits.clone() };
        for &(kind, least) in dropped {
            if least { relaxed.min[kind] = 0.0 } else { relaxed.max[kind] = f64::INFINITY }
        }
        search(request, shelf, &relaxed).is_some()
    };
    let clash = |&(kind, least): &(usize, bool)| {
        let (name, unit) = (NAMES[kind], UNITS[kind]);
        if least {
            Clash::Unreachable { amount: limits.min[kind], unit, of: name }
        } else {
            Clash::InTheWay { amount: limits.max[kind], unit, of: name }
        }
    };
    if !without(&relaxations) {
        return Infeasible { clashes: vec![Clash::NothingUsable] };
    }
    for size in 1..=3 {
        if let Some(set) = combinations(&relaxations, size).find(|set| without(set)) {
            return Infeasible { clashes: set.iter().map(clash).collect() };
        }
    }
    // More than three: drop from all limits whatever need not be dropped. What is left cannot be made smaller.
    let mut set = relaxations;
    let mut index = 0;
    while index < set.len() {
        let mut fewer = set.clone();
        fewer.remove(index);
        if without(&fewer) { set = fewer } else { index += 1 }
    }
    Infeasible { clashes: set.iter().map(clash).collect() }
}

/// Every set of this many limits, in the order of the limits.
fn combinations<T: Copy>(of: &[T], size: usize) -> Box<dyn Iterator<Item = Vec<T>> + '_> {
    if size == 0 {
        return Box::new(std::iter::once(Vec::new()));
    }
    Box::new((0..of.len()).flat_map(move |first| {
        combinations(&of[first + 1..], size - 1).map(move |mut rest| {
            rest.insert(0, of[first]);
            rest
        })
    }))
}
