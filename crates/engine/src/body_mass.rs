//! The athlete's body mass: the newest at rest that a person said, in the profile, in the log, or at a sweat test.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Owner};
use units::Mass;

use crate::day::is_plausible;
use crate::{AthleteRecord, Engine, Error, LoggedReading, ReadingKind, SweatTestRecord, owner};

/// A body mass, and when it was that.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypedMass {
    /// How heavy.
    pub mass: Mass,
    /// When.
    pub at: Timestamp,
}

/// A body mass far from the one known: one of both is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OtherMass {
    mass: Mass,
    known: Mass,
}

impl fmt::Display for OtherMass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mass, known } = self;
        write!(
            f,
            "{mass} is far from the {known} known: check the number and its unit; if it is right, set it in the settings first"
        )
    }
}

/// Everything that says how heavy an athlete is, as it is stored or is about to be.
pub(crate) struct Masses {
    /// The record as it is stored.
    stored: AthleteRecord,
    /// What was typed into the profile.
    typed: TypedMass,
    tests: Vec<SweatTestRecord>,
    readings: Vec<LoggedReading>,
}

impl Masses {
    pub(crate) fn of(
        stored: AthleteRecord,
        tests: Vec<SweatTestRecord>,
        readings: Vec<LoggedReading>,
    ) -> Self {
        let body_mass = stored.body_mass;
        let mut masses =
            Self { typed: TypedMass { mass: body_mass, at: Timestamp::UNIX_EPOCH }, stored, tests, readings };
        // Documents written before the typed mass was stored do not say when: the mass of the newest weighing then came
        // from it, and any other was typed after it.
        let after = |weighed: TypedMass| TypedMass { mass: body_mass, at: just_after(weighed.at) };
        let unknown = masses.weighed().filter(|weighed| weighed.mass != body_mass).map(after);
        masses.typed = masses.stored.typed_mass.or(unknown).unwrap_or(masses.typed);
        masses
    }

    /// Takes a mass as typed into the profile at this time: it counts before everything weighed up to then.
    pub(crate) fn typed(&mut self, mass: Mass, at: Timestamp) {
        self.typed = TypedMass { mass, at };
    }

    pub(crate) fn put_test(&mut self, test: &SweatTestRecord) {
        self.forget_test(&test.id);
        self.tests.push(test.clone());
    }

    pub(crate) fn forget_test(&mut self, id: &str) {
        self.tests.retain(|test| test.id != id);
    }

    pub(crate) fn put_reading(&mut self, reading: &LoggedReading) {
        self.forget_reading(&reading.id);
        self.readings.push(reading.clone());
    }

    pub(crate) fn forget_reading(&mut self, id: &str) {
        self.readings.retain(|reading| reading.id != id);
    }

    /// The newest of all. Of two at the same instant the log's counts, then the test's.
    pub(crate) fn newest(&self) -> TypedMass {
        self.weighed().filter(|weighed| weighed.at >= self.typed.at).unwrap_or(self.typed)
    }

    /// The newest of tests and log. Readings from files are left out: the scale of a household knows others too.
    fn weighed(&self) -> Option<TypedMass> {
        let tested = self.tests.iter().filter_map(|test| {
            test.weigh_in.map(|weigh_in| TypedMass { mass: weigh_in.mass_before, at: test.at })
        });
        let at_rest = self.readings.iter().filter(|reading| reading.is_typed() && !reading.after_exercise);
        let logged = at_rest.filter_map(|reading| match reading.reading {
            ReadingKind::BodyMass { mass } => Some(TypedMass { mass, at: reading.at }),
            _ => None,
        });
        let is_body = |weighed: &TypedMass| {
            AthleteRecord { body_mass: weighed.mass, ..self.stored.clone() }.body(2000).check().is_ok()
        };
        // The last of equals: the log's.
        tested.chain(logged).filter(is_body).max_by_key(|weighed| weighed.at)
    }

    /// Why a weighing has to be asked about, where it would be the newest and is far from the one known.
    pub(crate) fn doubt(&self, mass: Mass, at: Timestamp) -> Option<OtherMass> {
        let known = self.newest();
        (at >= known.at && !is_plausible(mass, known.mass)).then_some(OtherMass { mass, known: known.mass })
    }

    /// The record in line with all of it.
    pub(crate) fn record(&self) -> AthleteRecord {
        let TypedMass { mass, at } = self.newest();
        AthleteRecord {
            body_mass: mass,
            body_mass_at: Some(at),
            typed_mass: Some(self.typed),
            ..self.stored.clone()
        }
    }
}

impl Engine {
    /// Everything that says how heavy an athlete is.
    pub(crate) async fn masses(&self, owner: &Owner) -> Result<Masses, Error> {
        let stored = self.athlete(owner::name_in(owner, "athlete").unwrap_or_default()).await?;
        self.masses_of(owner, stored).await
    }

    /// The same of an athlete whose record was read.
    pub(crate) async fn masses_of(&self, owner: &Owner, stored: AthleteRecord) -> Result<Masses, Error> {
        Ok(Masses::of(stored, self.tests_of(owner).await?, self.typed_masses(owner).await?))
    }

    /// The change that brings the athlete's record in line with these masses, if it is another then.
    pub(crate) async fn weighed_again(
        &self,
        owner: &Owner,
        masses: &Masses,
    ) -> Result<Option<Change>, Error> {
        let after = masses.record();
        if after == masses.stored {
            return Ok(None);
        }
        Ok(Some(self.of::<AthleteRecord>(owner).rewrite(&after).await?))
    }

    /// The body masses that were logged by hand.
    pub(crate) async fn typed_masses(&self, owner: &Owner) -> Result<Vec<LoggedReading>, Error> {
        // Their names begin alike, so that they are next to each other.
        let mut masses = Vec::new();
        let mut after = format!("{TYPED_MASSES}:");
        loop {
            let page: Vec<LoggedReading> = self.of(owner).page(Some(&after), PAGE).await?;
            let more = page.len() == PAGE;
            let Some(last) = page.last().map(|reading| reading.id.clone()) else { return Ok(masses) };
            masses.extend(page.into_iter().filter(|reading| reading.id.starts_with(TYPED_MASSES)));
            if !more || !last.starts_with(TYPED_MASSES) {
                return Ok(masses);
            }
            after = last;
        }
    }
}

/// The first instant after this one.
pub(crate) fn just_after(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(at)
}

/// How the names of logged body masses begin.
const TYPED_MASSES: &str = "typed:body-mass";
/// So many readings are asked for at once.
const PAGE: usize = 500;

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn at(year: i16) -> Timestamp {
        TimeZone::UTC.to_timestamp(jiff::civil::date(year, 6, 1).at(8, 0, 0, 0)).unwrap()
    }

    fn logged(year: i16, kg: f64, source: &str) -> LoggedReading {
        LoggedReading::body_mass(source, at(year), Mass::from_kg(kg))
    }

    fn newest(record: &AthleteRecord, readings: &[LoggedReading]) -> f64 {
        Masses::of(record.clone(), Vec::new(), readings.to_vec()).newest().mass.as_kg()
    }

    fn typed(year: i16) -> AthleteRecord {
        AthleteRecord::new("me", "Me", Mass::from_kg(70.0), &TimeZone::UTC).typed_at(at(year))
    }

    #[test]
    fn the_newest_counts_wherever_it_was_typed_and_a_scale_of_the_household_does_not() {
        let record = typed(2024);
        assert_eq!(newest(&record, &[]), 70.0);
        assert_eq!(newest(&record, &[logged(2015, 64.0, "typed")]), 70.0, "long ago");
        assert_eq!(newest(&record, &[logged(2025, 68.0, "typed"), logged(2015, 64.0, "typed")]), 68.0);
        assert_eq!(newest(&record, &[logged(2025, 24.0, "Withings")]), 70.0);
    }

    #[test]
    fn a_weighing_after_exercise_is_no_mass_at_rest() {
        let wet = LoggedReading { after_exercise: true, ..logged(2025, 68.4, "typed") };
        assert_eq!(newest(&typed(2024), &[wet]), 70.0);
    }

    #[test]
    fn a_document_that_does_not_say_when_stays_as_it_is_until_something_newer_comes() {
        let old = AthleteRecord::new("me", "Me", Mass::from_kg(70.0), &TimeZone::UTC);
        assert_eq!(newest(&old, &[logged(2020, 66.0, "typed")]), 70.0);
        let mut masses = Masses::of(old, Vec::new(), vec![logged(2020, 66.0, "typed")]);
        masses.put_reading(&logged(2021, 67.0, "typed"));
        assert_eq!(masses.newest().mass.as_kg(), 67.0);
    }

    #[test]
    fn only_what_would_be_the_newest_is_asked_about() {
        let masses = Masses::of(typed(2024), Vec::new(), Vec::new());
        assert!(masses.doubt(Mass::from_kg(52.0), at(2025)).is_some());
        assert!(masses.doubt(Mass::from_kg(52.0), at(2012)).is_none(), "a lighter junior");
        assert!(masses.doubt(Mass::from_kg(68.0), at(2025)).is_none());
    }
}
