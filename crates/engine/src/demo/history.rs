//! What the demo's athlete did before the last eight weeks: a year and a little more of the same routine, through a hot summer.

use ::timeline::Observation;
use jiff::civil::Date;
use physiology::{Intensity, Random, SimulatedAthlete, Sport};
use store::{Change, Collection};
use units::Temperature;

use super::{Life, Routine, WEEKS, session, simulated};
use crate::Error;

/// Days before today that the history begins. More than a year, so that one July lies in it whenever the demo is begun.
const DAYS: i64 = 430;
/// The air on the middle day of the year's warm half, and how far it swings to either side.
const MEAN_C: f64 = 17.0;
const SWING_C: f64 = 10.0;
/// The day of the year that is warmest on average.
const WARMEST_DAY: f64 = 200.0;

/// The run that is looked for: on the third Sunday of July, at noon.
const HOT_RUN: Routine = session(
    jiff::civil::Weekday::Sunday,
    11,
    125.0,
    Sport::Run,
    Intensity::Moderate,
    "Half marathon in the heat",
    &[],
);
const HOT_RUN_C: f64 = 33.0;

/// The air that a day of the year has on average.
pub(super) fn of_the_season(date: Date) -> f64 {
    let turn = (f64::from(date.day_of_year()) - WARMEST_DAY) / 365.0;
    MEAN_C + SWING_C * (std::f64::consts::TAU * turn).cos()
}

impl Life<'_> {
    /// Workouts and nights before the last eight weeks, with the weather that the sessions had been planned in.
    pub(super) fn history(&self) -> Result<(Vec<Observation>, Vec<Change>), Error> {
        // A source of its own: the last eight weeks stay what they are, however long the history is.
        let seed =
            SimulatedAthlete::seed(&format!("{}-history", self.record.id), jiff::Timestamp::UNIX_EPOCH);
        let mut random = Random::seeded(seed);
        let (mut observations, mut changes) = (Vec::new(), Vec::new());
        for day in -DAYS..-7 * WEEKS {
            let date = self.today.saturating_add(jiff::Span::new().days(day));
            observations.extend(self.night(date, &mut random));
            for routine in self.routines.iter().filter(|routine| routine.weekday == date.weekday()) {
                let hot = routine.title == "Long run" && is_third_sunday_of_july(date);
                let routine = if hot { &HOT_RUN } else { routine };
                let Some(start) = self.start(date, routine) else { continue };
                if !random.chance(0.9) && !hot {
                    continue;
                }
                let mut conditions = self.conditions(routine, day, start);
                if hot {
                    conditions.air_temperature = Temperature::from_celsius(HOT_RUN_C);
                }
                observations.push(self.workout(routine, start, &conditions, &mut random));
                if !routine.sport.is_indoor() {
                    let planned = simulated(routine.title, start, conditions, routine.intensity);
                    changes.push(Collection::put(&planned)?);
                }
            }
        }
        Ok((observations, changes))
    }
}

fn is_third_sunday_of_july(date: Date) -> bool {
    date.month() == 7 && (15..=21).contains(&date.day())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn summer_is_hot_and_winter_is_not() {
        assert!((of_the_season(date(2026, 7, 19)) - 27.0).abs() < 0.1);
        assert!(of_the_season(date(2026, 1, 15)) < 8.0);
    }

    #[test]
    fn one_july_lies_in_the_history_whenever_the_demo_is_begun() {
        for offset in 0..366 {
            let today = date(2026, 1, 1).saturating_add(jiff::Span::new().days(offset));
            let days = (-DAYS..-7 * WEEKS).map(|day| today.saturating_add(jiff::Span::new().days(day)));
            let hot = days
                .filter(|day| is_third_sunday_of_july(*day) && day.weekday() == jiff::civil::Weekday::Sunday);
            assert!(hot.count() >= 1, "{today}");
        }
    }
}
