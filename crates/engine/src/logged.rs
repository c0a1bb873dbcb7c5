//! What an athlete logs, by hand or through a file, beside workouts and sleep: body mass, drinks, how it feels.

use ::timeline::{Kind, Observation, Quality, Sleep, Source, Span, Workout};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Owner, Stored};
use units::{Caffeine, Duration, Length, Mass, Volume};

use crate::amend::Write;
use crate::clock::CLOCK_AHEAD;
use crate::day::{RECOVERY, is_resting};
use crate::reconciliation::{StoredObservation, Timekeeper};
use crate::{Engine, Error, FieldError, Former, PlannedSession, Removal, owner};

/// One reading, at an instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoggedReading {
    /// Its name: what, where from and when, so that the same reading twice is one.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Where it comes from: a format, or `typed`.
    pub source: String,
    /// What was read.
    pub reading: ReadingKind,
    /// It was weighed in a planned session or within 4 h after one, which is no body mass at rest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_exercise: bool,
    /// It is not sure who was weighed, or when: a scale that several people use, a diary that names only a day. It is shown,
    /// and counts for nothing until the athlete types it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum ReadingKind {
    /// Body mass.
    BodyMass {
        /// How heavy.
        mass: Mass,
    },
    /// A drink.
    Drink {
        /// How much.
        volume: Volume,
    },
    /// How much the athlete wants to train, 1 (not at all) to 5 (very much).
    Motivation {
        /// The score.
        score: u8,
    },
    /// How tired the athlete is, 1 (fresh) to 5 (exhausted).
    Fatigue {
        /// The score.
        score: u8,
    },
    /// How thirsty the athlete is, 0 (not at all) to 9 (very, very thirsty).
    Thirst {
        /// The score.
        score: u8,
    },
    /// The colour of urine on the chart of eight, 1 (pale) to 8 (dark).
    UrineColour {
        /// The score.
        score: u8,
    },
    /// Caffeine, of coffee, tea, cola, a gel or a tablet.
    Caffeine {
        /// How much.
        amount: Caffeine,
    },
    /// Urine was passed.
    UrinePassed,
}

impl ReadingKind {
    /// Its name in documents and keys of texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BodyMass { .. } => "body-mass",
            Self::Drink { .. } => "drink",
            Self::Motivation { .. } => "motivation",
            Self::Fatigue { .. } => "fatigue",
            Self::Thirst { .. } => "thirst",
            Self::UrineColour { .. } => "urine-colour",
            Self::Caffeine { .. } => "caffeine",
            Self::UrinePassed => "urine-passed",
        }
    }

    /// The reading in words.
    pub fn words(&self) -> &'static str {
        match self {
            Self::BodyMass { .. } => "body mass",
            Self::Drink { .. } => "drink",
            Self::Motivation { .. } => "motivation",
            Self::Fatigue { .. } => "fatigue",
            Self::Thirst { .. } => "thirst",
            Self::UrineColour { .. } => "urine colour",
            Self::Caffeine { .. } => "caffeine",
            Self::UrinePassed => "urine passed",
        }
    }

    fn check(&self) -> Result<(), Error> {
        match self {
            Self::BodyMass { mass } if !(20.0..=350.0).contains(&mass.as_kg()) => {
                Err(Error::field("body_mass", "write 20 to 350 kg, such as 70.4 kg or 155 lb"))
            }
            Self::Drink { volume } if !(volume.as_l() > 0.0 && volume.as_l() <= 10.0) => {
                Err(Error::field("drink", "write more than 0 and at most 10 l, such as 500 ml or 17 fl oz"))
            }
            Self::Motivation { score } | Self::Fatigue { score } if !(1..=5).contains(score) => {
                Err(Error::field("score", "write 1 to 5"))
            }
            Self::Thirst { score } if *score > 9 => {
                Err(Error::field("thirst", "write 0 (not thirsty) to 9 (very, very thirsty)"))
            }
            Self::UrineColour { score } if !(1..=8).contains(score) => {
                Err(Error::field("urine_colour", "write 1 (pale) to 8 (dark)"))
            }
            Self::Caffeine { amount } if !(amount.as_mg() > 0.0 && amount.as_mg() <= 1500.0) => {
                Err(Error::field(
                    "caffeine",
                    "write more than 0 and at most 1500 mg, such as 80 mg for a cup of coffee",
                ))
            }
            _ => Ok(()),
        }
    }
}

impl LoggedReading {
    fn of(source: &str, at: Timestamp, reading: ReadingKind) -> Self {
        let what = reading.code();
        Self {
            id: format!("{source}:{what}:{at}"),
            at,
            source: source.to_owned(),
            reading,
            after_exercise: false,
            unsure: false,
        }
    }

    /// Whether a person typed it; otherwise a file said so.
    pub fn is_typed(&self) -> bool {
        self.source == TYPED
    }

    /// The body mass, of a reading of one.
    pub(crate) fn mass(&self) -> Option<Mass> {
        match self.reading {
            ReadingKind::BodyMass { mass } => Some(mass),
            _ => None,
        }
    }

    pub(crate) fn body_mass(source: &str, at: Timestamp, mass: Mass) -> Self {
        Self::of(source, at, ReadingKind::BodyMass { mass })
    }

    pub(crate) fn unsure_body_mass(source: &str, at: Timestamp, mass: Mass) -> Self {
        Self { unsure: true, ..Self::body_mass(source, at, mass) }
    }

    pub(crate) fn drink(source: &str, at: Timestamp, volume: Volume) -> Self {
        Self::of(source, at, ReadingKind::Drink { volume })
    }
}

impl Stored for LoggedReading {
    const COLLECTION: &'static str = "readings";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<store::Span> {
        Some(store::Span::between(self.at, self.at))
    }
}

/// The readings, in the order of time, without drinks that two ways brought: the same sample of Apple Health comes by a phone's
/// upload and in an export of everything. What is counted twice would be sweated twice. What was typed is nobody's copy.
pub(crate) fn without_copies(readings: Vec<LoggedReading>) -> Vec<LoggedReading> {
    let is_copy = |one: &LoggedReading, other: &LoggedReading| match (one.reading, other.reading) {
        (ReadingKind::Drink { volume: a }, ReadingKind::Drink { volume: b }) => {
            let same_time = one.at.duration_since(other.at).abs() <= SignedDuration::from_secs(1);
            let came = !one.is_typed() && !other.is_typed() && one.source != other.source;
            came && same_time && (a.as_ml() - b.as_ml()).abs() <= 1.0
        }
        _ => false,
    };
    let mut left: Vec<LoggedReading> = Vec::with_capacity(readings.len());
    for reading in readings {
        let is_near =
            |known: &&LoggedReading| reading.at.duration_since(known.at) <= SignedDuration::from_secs(1);
        if !left.iter().rev().take_while(is_near).any(|known| is_copy(known, &reading)) {
            left.push(reading);
        }
    }
    left
}

/// A workout or sleep that the athlete types.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedEntry {
    /// What it was: a sport, or `sleep`, or `nap`.
    pub what: String,
    /// When it began.
    pub start: Timestamp,
    /// How long it lasted.
    pub duration: Duration,
    /// Its distance, of a workout.
    #[serde(default)]
    pub distance: Option<Length>,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
}

impl TypedEntry {
    fn observation(&self, now: Timestamp) -> Result<Observation, Error> {
        let mut errors = Vec::new();
        let hours = self.duration.as_hours();
        if !(hours > 0.0 && hours <= 36.0) {
            errors
                .push(FieldError::new("duration", "write more than 0 and at most 36 h, such as 1 h 30 min"));
        }
        if self.start > now + CLOCK_AHEAD {
            errors.push(FieldError::new("start", "it lies in the future: plan a session instead"));
        }
        let what = self.what.trim().to_lowercase();
        if what.is_empty() {
            errors.push(FieldError::new("what", "write a sport such as run, or sleep, or nap"));
        }
        if what.chars().count() > MOST_LETTERS {
            errors.push(FieldError::new(
                "what",
                "it is too long for a sport: write one such as run, or sleep, or nap",
            ));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let length = jiff::SignedDuration::try_from_secs_f64(self.duration.as_seconds()).unwrap_or_default();
        let end =
            self.start.checked_add(length).map_err(|_| Error::field("start", "it lies outside time"))?;
        let kind = if matches!(what.as_str(), "sleep" | "nap") {
            Kind::Sleep(Sleep { nap: what == "nap", ..Sleep::default() })
        } else {
            Kind::Workout(Workout {
                sport: what.clone(),
                name: self.title.clone().filter(|title| !title.trim().is_empty()),
                timer: Some(self.duration),
                distance: self.distance,
                ..Workout::default()
            })
        };
        let source = Source { provider: TYPED.into(), device: None, quality: Quality::Manual };
        let id = format!("typed:{what}:{}", self.start);
        Ok(Observation {
            received: Some(now),
            ..Observation::of(id, source, Span { start: self.start, end }, kind)
        })
    }
}

/// No name of a sport is longer.
const MOST_LETTERS: usize = 80;

/// What a person typed comes from here.
const TYPED: &str = "typed";

impl Engine {
    /// Refuses an instant that has not come yet.
    pub(crate) fn not_ahead(&self, field: &str, at: Timestamp) -> Result<(), Error> {
        if at > self.now() + CLOCK_AHEAD {
            return Err(Error::field(field, "it lies in the future: write a time up to now"));
        }
        Ok(())
    }

    /// The zone that an athlete lives in.
    pub(crate) async fn zone_of(&self, owner: &Owner) -> Result<TimeZone, Error> {
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        Ok(self.athlete(athlete).await?.time_zone())
    }

    /// Logs a reading. The same kind at the same instant is replaced.
    ///
    /// # Errors
    /// When it cannot be, lies in the future, there is no such athlete, or the database fails.
    pub async fn log_reading(
        &self,
        athlete: &str,
        at: Option<Timestamp>,
        reading: ReadingKind,
    ) -> Result<LoggedReading, Error> {
        let mut logged = self.log_readings(athlete, at, &[reading]).await?;
        logged.pop().ok_or_else(|| Error::field("reading", "there is none"))
    }

    /// Logs readings of the same instant, all or none.
    ///
    /// # Errors
    /// As [`log_reading`](Self::log_reading).
    pub async fn log_readings(
        &self,
        athlete: &str,
        at: Option<Timestamp>,
        readings: &[ReadingKind],
    ) -> Result<Vec<LoggedReading>, Error> {
        readings.iter().try_for_each(ReadingKind::check)?;
        let at = at.unwrap_or_else(|| self.now());
        self.not_ahead("at", at)?;
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            self.athlete(athlete).await?;
            let mut logged = Vec::new();
            for reading in readings {
                logged.push(self.typed_at(&owner, at, *reading).await?);
            }
            let changes = self.put_readings(&owner, &logged, None).await?;
            Ok(Write::of(changes, logged))
        })
        .await
    }

    /// A typed reading; of a body mass also whether it was after exercise.
    async fn typed_at(
        &self,
        owner: &Owner,
        at: Timestamp,
        reading: ReadingKind,
    ) -> Result<LoggedReading, Error> {
        let logged = LoggedReading::of(TYPED, at, reading);
        if !matches!(reading, ReadingKind::BodyMass { .. }) {
            return Ok(logged);
        }
        let from = at.saturating_sub(RECOVERY).unwrap_or(at);
        let until = at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(at);
        let sessions = self.of::<PlannedSession>(owner).between(from, until).await?;
        Ok(LoggedReading { after_exercise: !is_resting(&sessions, at), ..logged })
    }

    /// The changes that write typed readings, in place of another one where `gone` names it. What they replace can be put
    /// back.
    async fn put_readings(
        &self,
        owner: &Owner,
        logged: &[LoggedReading],
        gone: Option<&LoggedReading>,
    ) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for reading in logged {
            let former = self.of::<LoggedReading>(owner).get(&reading.id).await?;
            if let Some(former) = former.filter(|former| former != reading) {
                changes.extend(self.removed(owner, Former::Reading(former), Some(&reading.id)).await?.1);
            }
            changes.push(Collection::put(reading)?);
        }
        if let Some(gone) = gone.filter(|gone| logged.iter().all(|reading| reading.id != gone.id)) {
            let instead = logged.first().map(|reading| reading.id.as_str());
            changes.extend(self.removed(owner, Former::Reading(gone.clone()), instead).await?.1);
            changes.push(Collection::<LoggedReading>::delete(&gone.id)?);
        }
        if logged.iter().chain(gone).any(|reading| reading.mass().is_some()) {
            let mut masses = self.masses(owner).await?;
            gone.into_iter().for_each(|gone| masses.forget_reading(&gone.id));
            for reading in logged {
                masses.forget_reading(&reading.id);
                if let Some(doubt) = reading.mass().and_then(|mass| masses.doubt(mass, reading.at)) {
                    return Err(Error::field("body_mass", doubt));
                }
                masses.put_reading(reading);
            }
            changes.extend(self.weighed_again(owner, &masses).await?);
        }
        Ok(changes)
    }

    /// Changes a typed reading: another value, or another time.
    ///
    /// # Errors
    /// As [`log_reading`](Self::log_reading); also when there is no such reading, or a file said it.
    pub async fn change_reading(
        &self,
        athlete: &str,
        id: &str,
        at: Option<Timestamp>,
        reading: ReadingKind,
    ) -> Result<LoggedReading, Error> {
        reading.check()?;
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let former = self.typed_reading(athlete, id).await?;
            let after = self.typed_at(&owner, at.unwrap_or(former.at), reading).await?;
            self.not_ahead("at", after.at)?;
            if after == former {
                return Ok(Write::nothing(after));
            }
            let changes = self.put_readings(&owner, std::slice::from_ref(&after), Some(&former)).await?;
            Ok(Write::of(changes, after))
        })
        .await
    }

    /// Deletes a typed reading.
    ///
    /// # Errors
    /// When there is no such reading, a file said it, or the database fails.
    pub async fn delete_reading(&self, athlete: &str, id: &str) -> Result<Removal, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let former = self.typed_reading(athlete, id).await?;
            let (removal, mut changes) = self.removed(&owner, Former::Reading(former.clone()), None).await?;
            changes.push(Collection::<LoggedReading>::delete(id)?);
            if former.mass().is_some() {
                let mut masses = self.masses(&owner).await?;
                masses.forget_reading(id);
                changes.extend(self.weighed_again(&owner, &masses).await?);
            }
            Ok(Write::of(changes, removal))
        })
        .await
    }

    /// A reading that was typed, by its name.
    ///
    /// # Errors
    /// When there is no such reading, a file said it, or the database fails.
    pub async fn typed_reading(&self, athlete: &str, id: &str) -> Result<LoggedReading, Error> {
        let found = self.of::<LoggedReading>(&owner::athlete(athlete)?).get(id).await?;
        let found = found.ok_or_else(|| Error::not_found("reading", id))?;
        if !found.is_typed() {
            let message = format!(
                "{} said it, and would say it again: only what was typed can be changed",
                found.source
            );
            return Err(Error::field("reading", message));
        }
        Ok(found)
    }

    /// What was logged in `from..to`, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn readings(
        &self,
        athlete: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<LoggedReading>, Error> {
        self.athlete(athlete).await?;
        Ok(self.of::<LoggedReading>(&owner::athlete(athlete)?).between(from, to).await?)
    }

    /// The first of what was logged in `from..to`, in the order of time: at least `least`, where there is so much.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn first_readings(
        &self,
        athlete: &str,
        from: Timestamp,
        to: Timestamp,
        least: usize,
    ) -> Result<Vec<LoggedReading>, Error> {
        self.athlete(athlete).await?;
        self.first(&owner::athlete(athlete)?, from, to, least).await
    }

    /// Takes in a typed workout or sleep, as an observation like any other: a device's own recording of it, now or
    /// later, is believed before it.
    ///
    /// # Errors
    /// Every field that cannot be; when there is no such athlete, or the database fails.
    pub async fn enter(&self, athlete: &str, entry: &TypedEntry) -> Result<Vec<::timeline::Event>, Error> {
        self.write_entry(athlete, entry, None).await
    }

    /// Changes a typed workout or sleep, by the name of its observation.
    ///
    /// # Errors
    /// As [`enter`](Self::enter); also when nobody typed an observation of this name.
    pub async fn change_entry(
        &self,
        athlete: &str,
        id: &str,
        entry: &TypedEntry,
    ) -> Result<Vec<::timeline::Event>, Error> {
        self.write_entry(athlete, entry, Some(id)).await
    }

    async fn write_entry(
        &self,
        athlete: &str,
        entry: &TypedEntry,
        replaces: Option<&str>,
    ) -> Result<Vec<::timeline::Event>, Error> {
        let owner = owner::athlete(athlete)?;
        let observation = &entry.observation(self.now())?;
        self.transact(&owner, || async {
            let mut timekeeper = Timekeeper::of(self, &owner, self.zone_of(&owner).await?).await?;
            let mut changes = Vec::new();
            let known = self.of::<StoredObservation>(&owner).get(&observation.id).await?;
            let same = |known: &StoredObservation| {
                known.0 == Observation { received: known.0.received, ..observation.clone() }
            };
            if replaces.is_none() && known.as_ref().is_some_and(same) {
                return Ok(Write::nothing(()));
            }
            if let Some(StoredObservation(known)) =
                known.filter(|known| Some(known.0.id.as_str()) != replaces)
            {
                changes.extend(timekeeper.remove(&known)?);
                let former = Former::Entry(Box::new(known));
                changes.extend(self.removed(&owner, former, Some(&observation.id)).await?.1);
            }
            if let Some(id) = replaces {
                let former = self.typed_entry(athlete, id).await?;
                changes.extend(timekeeper.remove(&former)?);
                let former = Former::Entry(Box::new(former));
                changes.extend(self.removed(&owner, former, Some(&observation.id)).await?.1);
            }
            changes.extend(timekeeper.place(observation)?);
            changes.extend(timekeeper.settled().await?);
            Ok(Write::of(changes, ()))
        })
        .await?;
        self.events_of(&owner, std::slice::from_ref(observation)).await
    }

    /// Deletes a typed workout or sleep, by the name of its observation. A recording of the same workout stays.
    ///
    /// # Errors
    /// When nobody typed an observation of this name, or the database fails.
    pub async fn delete_entry(&self, athlete: &str, id: &str) -> Result<Removal, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let former = self.typed_entry(athlete, id).await?;
            let mut timekeeper = Timekeeper::of(self, &owner, self.zone_of(&owner).await?).await?;
            let mut changes = timekeeper.remove(&former)?;
            changes.extend(timekeeper.settled().await?);
            let (removal, noted) = self.removed(&owner, Former::Entry(Box::new(former)), None).await?;
            changes.extend(noted);
            Ok(Write::of(changes, removal))
        })
        .await
    }

    /// The workouts and sleeps that were typed and meet `from..to`, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn entries(
        &self,
        athlete: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Observation>, Error> {
        self.athlete(athlete).await?;
        let near = self.of::<StoredObservation>(&owner::athlete(athlete)?).between(from, to).await?;
        Ok(near.into_iter().map(|stored| stored.0).filter(|entry| entry.source.provider == TYPED).collect())
    }

    /// A workout or sleep that was typed, by the name of its observation.
    ///
    /// # Errors
    /// When there is no such entry, a file said it, or the database fails.
    pub async fn typed_entry(&self, athlete: &str, id: &str) -> Result<Observation, Error> {
        let found = self.of::<StoredObservation>(&owner::athlete(athlete)?).get(id).await?;
        let found = found.ok_or_else(|| Error::not_found("entry", id))?.0;
        if found.source.provider != TYPED {
            return Err(Error::field("entry", "a file said it: only what was typed can be changed"));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An export of Apple Health is imported beside what the phone uploads: every drink of it comes a second time.
    #[test]
    fn a_drink_that_came_by_two_ways_was_drunk_once() {
        let drink = |source: &str, second: i64, ml: f64| {
            let at = Timestamp::from_second(1_795_973_400 + second).unwrap();
            LoggedReading::drink(source, at, Volume::from_ml(ml))
        };
        let (phone, export) = ("Health Auto Export", "Apple Health");
        let drunk = |readings: &[LoggedReading]| {
            let left = without_copies(readings.to_vec());
            left.iter()
                .map(|logged| match logged.reading {
                    ReadingKind::Drink { volume } => volume.as_ml().round(),
                    _ => 0.0,
                })
                .sum::<f64>()
        };
        assert_eq!(drunk(&[drink(phone, 0, 250.0), drink(export, 0, 250.0)]), 250.0);
        assert_eq!(
            drunk(&[drink(phone, 0, 250.0), drink(export, 1, 250.4), drink(export, 60, 250.0)]),
            500.0
        );
        // Others are drinks of their own: of another size, of one source, typed.
        assert_eq!(drunk(&[drink(phone, 0, 250.0), drink(export, 0, 330.0)]), 580.0);
        assert_eq!(drunk(&[drink(phone, 0, 250.0), drink(phone, 1, 250.0)]), 500.0);
        assert_eq!(drunk(&[drink(phone, 0, 250.0), drink(TYPED, 0, 250.0)]), 500.0);
        // Other readings are left alone.
        let at = Timestamp::from_second(1_795_973_400).unwrap();
        let masses = [phone, export].map(|source| LoggedReading::body_mass(source, at, Mass::from_kg(70.0)));
        assert_eq!(without_copies(masses.to_vec()).len(), 2);
    }
}
