//! Which limits stand in the way when no basket does.

use super::{Infeasible, KINDS, Limits, NAMES, Request, UNITS, search};
use crate::Catalogue;

/// The same while looking for what clashes: hundreds of searches, each of which only has to find something.
const CLASH_STEPS: u64 = 20_000;

/// The smallest set of limits without which a basket would fit, one limit before two.
pub(super) fn clash(request: &Request, catalogue: &Catalogue, limits: &Limits) -> Infeasible {
    let relaxations: Vec<(usize, bool)> = (0..KINDS)
        .flat_map(|kind| [(kind, true), (kind, false)])
        .filter(|&(kind, least)| if least { limits.min[kind] > 0.0 } else { limits.max[kind].is_finite() })
        .collect();
    let without = |dropped: &[(usize, bool)]| {
        let mut relaxed = Limits { steps: CLASH_STEPS, ..limits.clone() };
        for &(kind, least) in dropped {
            if least { relaxed.min[kind] = 0.0 } else { relaxed.max[kind] = f64::INFINITY }
        }
        search(request, catalogue, &relaxed).is_some()
    };
    let words = |&(kind, least): &(usize, bool)| {
        let (name, unit) = (NAMES[kind], UNITS[kind]);
        if least {
            format!("at least {:.0} {unit} of {name} cannot be reached", limits.min[kind])
        } else {
            format!("at most {:.0} {unit} of {name} is in the way", limits.max[kind])
        }
    };
    if !without(&relaxations) {
        let nothing =
            "no item of the catalogue may be used: loosen what it must not contain, or the dislikes";
        return Infeasible { clashes: vec![nothing.to_owned()] };
    }
    for size in 1..=3 {
        if let Some(set) = combinations(&relaxations, size).find(|set| without(set)) {
            return Infeasible { clashes: set.iter().map(words).collect() };
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
    Infeasible { clashes: set.iter().map(words).collect() }
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
