//! What an athlete logs, by hand or through a file, beside workouts and sleep: body mass, drinks, how it feels.

use ::timeline::{Kind, Observation, Quality, Sleep, Source, Span, Workout};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Collection, Commit, Stored};
use units::{Caffeine, Duration, Length, Mass, Volume};

use crate::amend::Write;
use crate::clock::CLOCK_AHEAD;
use crate::day::{RECOVERY, Weighings, is_plausible};
use crate::reconciliation::Timekeeper;
use crate::{AthleteRecord, Engine, Error, FieldError, PlannedSession, owner};

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
                Err(Error::field("mass", "write 20 to 350 kg, such as 70.4 kg or 155 lb"))
            }
            Self::Drink { volume } if !(volume.as_l() > 0.0 && volume.as_l() <= 10.0) => {
                Err(Error::field("volume", "write more than 0 and at most 10 l, such as 500 ml or 17 fl oz"))
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
        Self { id: format!("{source}:{what}:{at}"), at, source: source.to_owned(), reading }
    }

    pub(crate) fn body_mass(source: &str, at: Timestamp, mass: Mass) -> Self {
        Self::of(source, at, ReadingKind::BodyMass { mass })
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
        let source = Source { provider: "typed".into(), device: None, quality: Quality::Manual };
        let id = format!("typed:{what}:{}", self.start);
        Ok(Observation {
            received: Some(now),
            ..Observation::of(id, source, Span { start: self.start, end }, kind)
        })
    }
}

/// A body mass far from the one known: one of both is wrong.
struct OtherMass {
    mass: Mass,
    known: Mass,
}

impl std::fmt::Display for OtherMass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { mass, known } = self;
        write!(
            f,
            "{mass} is far from the {known} known: check the number and its unit; if it is right, set it in the settings first"
        )
    }
}

impl Engine {
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
        self.athlete(athlete).await?;
        readings.iter().try_for_each(ReadingKind::check)?;
        let at = at.unwrap_or_else(|| self.now());
        if at > self.now() + CLOCK_AHEAD {
            return Err(Error::field("at", "it lies in the future: write a time up to now"));
        }
        let logged: Vec<LoggedReading> =
            readings.iter().map(|reading| LoggedReading::of("typed", at, *reading)).collect();
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let mut changes = logged.iter().map(Collection::put).collect::<Result<Vec<_>, _>>()?;
            if let Some(record) = self.newly_weighed(athlete, &logged).await? {
                changes.push(self.of::<AthleteRecord>(&owner).rewrite(&record).await?);
            }
            Ok(Write::of(changes, logged.clone()))
        })
        .await
    }

    /// The athlete's record with the body mass that was just logged, where that is a mass at rest and the newest known.
    async fn newly_weighed(
        &self,
        athlete: &str,
        logged: &[LoggedReading],
    ) -> Result<Option<AthleteRecord>, Error> {
        let weighings = Weighings::of(logged);
        let Some((at, mass)) = weighings.newest() else { return Ok(None) };
        let record = self.athlete(athlete).await?;
        if !is_plausible(mass, record.body_mass) {
            return Err(Error::field("body_mass", OtherMass { mass, known: record.body_mass }));
        }
        let owner = owner::athlete(athlete)?;
        let sessions = self
            .of::<PlannedSession>(&owner)
            .between(at - RECOVERY, at + SignedDuration::from_secs(1))
            .await?;
        let resting = weighings.resting(&sessions, &record, at);
        Ok(resting.map(|mass| AthleteRecord { body_mass: mass, body_mass_at: Some(at), ..record }))
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
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let observation = entry.observation(self.now())?;
        let at = self.revision_of(&owner).await?;
        let mut timekeeper = Timekeeper::of(self, &owner, record.time_zone()).await?;
        let observations = [observation];
        let mut changes = timekeeper.observe(&observations).await?;
        changes.extend(timekeeper.settled().await?);
        self.store.commit(Commit::of(owner.clone(), changes).at(at)).await?;
        self.events_of(&owner, &observations).await
    }
}
