//! From observations to events.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::{Event, Observation, sleep, workout};

/// Makes the events of these observations, in the order of time. The same observations in any order and any number of
/// times give the same events. `zone` is where the athlete lives: a sleep belongs to the local date of waking.
pub fn reconcile(observations: &[Observation], zone: &TimeZone) -> Vec<Event> {
    let newest = newest_revisions(observations);
    let mut events = workout::events(&newest);
    events.extend(sleep::events(&newest, zone));
    events.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
    events
}

/// Rule R0: one observation by each name, its newest revision.
fn newest_revisions(observations: &[Observation]) -> Vec<&Observation> {
    let mut by_name: BTreeMap<&str, &Observation> = BTreeMap::new();
    for observation in observations {
        let newest = by_name.entry(&observation.id).or_insert(observation);
        // A later revision wins; of two that claim the same number, the one that says more, then the greater text.
        if rank(observation) > rank(newest) {
            *newest = observation;
        }
    }
    by_name.into_values().collect()
}

fn rank(observation: &Observation) -> (u64, crate::Quality, String) {
    (observation.revision, observation.source.quality, format!("{observation:?}"))
}
