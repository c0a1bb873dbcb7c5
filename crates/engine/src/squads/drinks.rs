//! What an athlete drank, from bottles that were weighed out and back, and from what was said.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use units::Mass;

/// A bottle weighed twice within this time and mass was weighed once, by two kiosks.
const ONCE_WITHIN: SignedDuration = SignedDuration::from_mins(10);
const SAME_KG: f64 = 0.02;

/// The weighings of one bottle, in the order of time.
#[derive(Default)]
struct Bottle {
    out: Vec<(Timestamp, f64)>,
    back: Vec<(Timestamp, f64)>,
}

/// What is known of an athlete's drinks in a session.
#[derive(Default)]
pub(super) struct Drinks<'a> {
    bottles: BTreeMap<&'a str, Bottle>,
    said: Option<f64>,
}

impl<'a> Drinks<'a> {
    /// A bottle was weighed as it was handed out or given back.
    pub(super) fn weighed(&mut self, bottle: &'a str, at: Timestamp, mass: Mass, handed_out: bool) {
        let bottle = self.bottles.entry(bottle).or_default();
        let side = if handed_out { &mut bottle.out } else { &mut bottle.back };
        side.push((at, mass.as_kg()));
    }

    /// An amount was said.
    pub(super) fn said(&mut self, mass: Mass) {
        self.said = Some(self.said.unwrap_or(0.0) + mass.as_kg());
    }

    /// What was drunk, where all of it is known, and the least that it was. Of a bottle that was not given back, not weighed
    /// when it was handed out, filled in between unseen, or `shared`, the amount is not known: none is made up, as a drink that
    /// nobody drank becomes sweat that nobody lost.
    pub(super) fn drunk(&self, shared: impl Fn(&str) -> bool) -> (Option<Mass>, Mass) {
        let (mut whole, mut least) = (self.said, self.said.unwrap_or(0.0));
        let mut known = true;
        for (label, bottle) in &self.bottles {
            if shared(label) {
                known = false;
                continue;
            }
            let (drunk, complete) = bottle.drunk();
            known &= complete;
            least += drunk;
            whole = Some(whole.unwrap_or(0.0) + drunk);
        }
        (whole.filter(|_| known).map(Mass::from_kg), Mass::from_kg(least))
    }
}

impl Bottle {
    /// What is missing from it at the least, in kg, and whether that is all that was drunk of it.
    fn drunk(&self) -> (f64, bool) {
        let (mut out, mut back) = (self.out.clone(), self.back.clone());
        if out.len() != back.len() {
            out = once(&out);
            back = once(&back);
        }
        let missing: Vec<f64> = out.iter().zip(&back).map(|((_, out), (_, back))| out - back).collect();
        let filled_unseen = missing.iter().any(|kg| *kg < -SAME_KG);
        let complete = out.len() == back.len() && !filled_unseen;
        (missing.iter().map(|kg| kg.max(0.0)).sum(), complete)
    }
}

/// Weighings without those that repeat the one before.
fn once(weighings: &[(Timestamp, f64)]) -> Vec<(Timestamp, f64)> {
    let mut kept: Vec<(Timestamp, f64)> = Vec::new();
    for (at, kg) in weighings {
        let repeats = kept.last().is_some_and(|(before, known)| {
            at.duration_since(*before) <= ONCE_WITHIN && (kg - known).abs() <= SAME_KG
        });
        if !repeats {
            kept.push((*at, *kg));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bottle, minute, grams, handed out.
    fn drunk(weighings: &[(&str, i64, f64, bool)]) -> (Option<f64>, f64) {
        let mut drinks = Drinks::default();
        for (bottle, minute, grams, handed_out) in weighings {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(*minute);
            drinks.weighed(bottle, at, Mass::from_g(*grams), *handed_out);
        }
        let (whole, least) = drinks.drunk(|label| label == "shared");
        let grams = |mass: Mass| mass.as_g().round();
        (whole.map(grams), grams(least))
    }

    #[test]
    fn a_bottle_is_drunk_by_what_is_missing_when_it_comes_back() {
        assert_eq!(drunk(&[]), (None, 0.0), "nobody weighed anything");
        assert_eq!(drunk(&[("a", 0, 700.0, true), ("a", 90, 200.0, false)]), (Some(500.0), 500.0));
        let refilled =
            [("a", 0, 700.0, true), ("a", 30, 100.0, false), ("a", 31, 720.0, true), ("a", 90, 220.0, false)];
        assert_eq!(drunk(&refilled), (Some(1100.0), 1100.0));
        // Two bottles without a label.
        let two =
            [("b", 0, 700.0, true), ("b", 1, 705.0, true), ("b", 90, 200.0, false), ("b", 91, 300.0, false)];
        assert_eq!(drunk(&two), (Some(905.0), 905.0));
    }

    #[test]
    fn of_a_bottle_that_is_lost_filled_unseen_or_shared_nothing_is_made_up() {
        assert_eq!(drunk(&[("a", 0, 1200.0, true)]), (None, 0.0), "it may have been poured over the head");
        assert_eq!(drunk(&[("a", 90, 200.0, false)]), (None, 0.0), "nobody weighed it before");
        assert_eq!(
            drunk(&[("a", 0, 700.0, true), ("a", 90, 900.0, false)]),
            (None, 0.0),
            "filled from a jug"
        );
        let one_of_two = [("a", 0, 700.0, true), ("a", 90, 200.0, false), ("b", 0, 700.0, true)];
        assert_eq!(drunk(&one_of_two), (None, 500.0));
        let shared = [("a", 0, 700.0, true), ("a", 90, 200.0, false), ("shared", 90, 100.0, false)];
        assert_eq!(drunk(&shared), (None, 500.0));
    }

    #[test]
    fn a_bottle_that_two_kiosks_weigh_is_drunk_once() {
        let twice = [("a", 0, 700.0, true), ("a", 2, 702.0, true), ("a", 90, 200.0, false)];
        assert_eq!(drunk(&twice), (Some(500.0), 500.0));
        let filled = [("a", 0, 700.0, true), ("a", 40, 700.0, true), ("a", 90, 200.0, false)];
        assert_eq!(drunk(&filled), (None, 500.0), "what was in it at 40 minutes is not known");
    }
}
