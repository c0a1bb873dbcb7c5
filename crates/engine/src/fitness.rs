//! What an athlete's recordings say of aerobic capacity, workout by workout: derived with the timeline, read with the athlete.

use std::collections::BTreeMap;

use ::timeline::{Event, Observation};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use physiology::{Athlete, CapacityEstimate, FitnessEvidence};
use serde::{Deserialize, Serialize};
use sport::Sport;
use store::{Change, Collection, Owner, Stored};

use crate::recorded::recorded;
use crate::{Engine, Error};

/// What the workouts of half a year say, by the names of their events. By halves, so that a document stays small and an
/// old season is never read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FitnessRecord {
    /// The half-year, such as `2026-2`.
    pub(crate) half: String,
    /// What each workout says.
    pub(crate) workouts: BTreeMap<String, FitnessEvidence>,
}

impl FitnessRecord {
    fn of(half: &str) -> Self {
        Self { half: half.to_owned(), workouts: BTreeMap::new() }
    }
}

impl Stored for FitnessRecord {
    const COLLECTION: &'static str = "fitness";

    fn id(&self) -> String {
        self.half.clone()
    }
}

/// The half-year of an instant, and the one before it.
fn halves(at: Timestamp) -> [String; 2] {
    let date = at.to_zoned_datetime(TimeZone::UTC).date();
    let year = date.year();
    if date.month() <= 6 {
        [format!("{year}-1"), format!("{}-2", i32::from(year) - 1)]
    } else {
        [format!("{year}-2"), format!("{year}-1")]
    }
}

/// What these workouts say, by half-years. Those that say nothing are left out.
pub(crate) fn fitness(events: &[Event], observations: &[Observation]) -> BTreeMap<String, FitnessRecord> {
    let named: BTreeMap<&str, &Observation> =
        observations.iter().map(|observation| (observation.id.as_str(), observation)).collect();
    let mut records: BTreeMap<String, FitnessRecord> = BTreeMap::new();
    for event in events.iter().filter(|event| !event.simulated) {
        let Some(workout) = event.workout() else { continue };
        let sport = workout.sport.parse().unwrap_or(Sport::Other);
        let recording = recorded(event, sport, |name| named.get(name).copied());
        let Some(evidence) = recording.and_then(|recording| FitnessEvidence::of(sport, &recording)) else {
            continue;
        };
        let [half, _] = halves(event.span.start);
        let record = records.entry(half.clone()).or_insert_with(|| FitnessRecord::of(&half));
        record.workouts.insert(event.id.clone(), evidence);
    }
    records
}

impl Engine {
    /// The changes that bring the record of fitness in line where these events take the place of those.
    pub(crate) async fn fitness_changes(
        &self,
        owner: &Owner,
        before: &[Event],
        after: &[Event],
        observations: &[Observation],
    ) -> Result<Vec<Change>, Error> {
        let mut new = fitness(after, observations);
        let gone = before.iter().filter(|event| event.workout().is_some());
        let touched: std::collections::BTreeSet<String> =
            gone.map(|event| halves(event.span.start)[0].clone()).chain(new.keys().cloned()).collect();
        let mut changes = Vec::new();
        for half in touched {
            let known = self.of::<FitnessRecord>(owner).get(&half).await?;
            let mut record = known.clone().unwrap_or_else(|| FitnessRecord::of(&half));
            for event in before {
                record.workouts.remove(&event.id);
            }
            record.workouts.extend(new.remove(&half).map(|new| new.workouts).unwrap_or_default());
            match known {
                Some(known) if known == record => {}
                Some(_) if record.workouts.is_empty() => {
                    changes.push(Collection::<FitnessRecord>::delete(&half)?);
                }
                None if record.workouts.is_empty() => {}
                _ => changes.push(Collection::put(&record)?),
            }
        }
        Ok(changes)
    }

    /// The capacity that the recordings of this half-year and the last one show.
    pub(crate) async fn estimated_capacity(
        &self,
        owner: &Owner,
        body: &Athlete,
    ) -> Result<Option<CapacityEstimate>, Error> {
        let mut evidence = Vec::new();
        for half in halves(self.now()) {
            let record = self.of::<FitnessRecord>(owner).get(&half).await?;
            evidence.extend(record.into_iter().flat_map(|record| record.workouts.into_values()));
        }
        Ok(CapacityEstimate::of(body, &evidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_year_follows_the_one_before() {
        let of = |at: &str| halves(at.parse().unwrap());
        assert_eq!(of("2026-06-30T23:59:59Z"), ["2026-1", "2025-2"]);
        assert_eq!(of("2026-07-01T00:00:00Z"), ["2026-2", "2026-1"]);
    }
}
