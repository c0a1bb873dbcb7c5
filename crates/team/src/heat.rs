//! Heat policies as data: what a body demands at which heat, readings against it, and what holds now.
//!
//! A policy is a file with its source and its own cases; a file that fails its cases is refused. Readings are converted to
//! the publisher's unit and rounded half up to its resolution; tables are never converted.

mod forecast;
mod policy;
mod reading;
mod watch;

use std::sync::LazyLock;

pub use forecast::{Bias, Expected, Foreseen, bias, foresee};
pub use policy::{Action, Band, Equipment, Index, IndexKind, Measure, Policy, PolicyError, Rest, Unit};
pub use reading::{Doubt, Exposure, Meter, Origin, Reading, ReadingError, check, is_far_below};
pub use watch::{Judgement, NotCovered, judge};

macro_rules! files {
    ($($name:literal)+) => {
        const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../data/policies/", $name, ".toml")))),+];
    };
}

files! {
    "acsm-2007" "aus-open" "atp-wta-2026" "cif-2024" "cricket-nsw" "dhsc-children" "efl" "fifa" "fifpro" "ghsa-2.67"
    "hcsp" "jspo" "mls" "nmaa-2024" "osaa" "sma-2025" "tbmed-507" "tssaa-2022" "us-soccer"
}

/// The policies that come with the program, by id. Each was read at its source as its file says.
pub fn shipped() -> &'static [Policy] {
    static ALL: LazyLock<Vec<Policy>> =
        LazyLock::new(|| FILES.iter().filter_map(|(_, text)| Policy::read(text).ok()).collect());
    &ALL
}

/// The shipped policy of this id.
pub fn policy(id: &str) -> Option<&'static Policy> {
    shipped().iter().find(|policy| policy.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_policy_passes_its_own_cases() {
        for (name, text) in FILES {
            let policy = Policy::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(policy.id, *name);
            assert!(policy.cases() >= 3, "{name} has {} cases", policy.cases());
            assert_eq!(policy.evidence, "seen", "{name}");
        }
        assert_eq!(shipped().len(), FILES.len());
    }
}
