//! The day to plan: sessions, sleep, what was taken.

use evidence::Estimate;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use units::{
    Caffeine, Carbohydrate, Duration, Mass, Sodium, SodiumConcentration, Temperature, Volume, VolumeRate,
};

use crate::Person;

/// How hard a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intensity {
    /// Conversation is easy.
    Easy,
    /// Conversation in sentences.
    Moderate,
    /// Conversation in words.
    Hard,
    /// A race or a test.
    Max,
}

/// A session of the day, planned or done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its name.
    pub id: String,
    /// What a person calls it: `Run`, `Ride`.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// How long it lasts.
    pub duration: Duration,
    /// How hard it is.
    pub intensity: Intensity,
    /// Strength training, after which protein before sleep is worth more.
    #[serde(default)]
    pub strength: bool,
    /// The predicted sweating rate; `None` when nothing is known.
    #[serde(default)]
    pub sweat_rate: Option<Estimate<VolumeRate>>,
    /// The predicted sweat sodium.
    #[serde(default)]
    pub sweat_sodium: Option<Estimate<SodiumConcentration>>,
    /// Air temperature.
    #[serde(default)]
    pub air_temperature: Option<Temperature>,
    /// Wet-bulb globe temperature.
    #[serde(default)]
    pub wbgt: Option<Temperature>,
    /// Body mass rose in a session that is under way or done.
    #[serde(default)]
    pub mass_gained: bool,
    /// What was really had, once the session is over; the plan then goes on from there.
    #[serde(default)]
    pub done: Option<Done>,
}

/// What was really had in a session that is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// Fluid drunk.
    pub drunk: Volume,
    /// Sodium had.
    #[serde(default)]
    pub sodium: Sodium,
    /// Carbohydrate had.
    #[serde(default)]
    pub carbohydrate: Carbohydrate,
    /// Caffeine had.
    #[serde(default)]
    pub caffeine: Caffeine,
    /// Body mass lost, if weighed: it goes before what was predicted. Negative when mass rose.
    #[serde(default)]
    pub mass_lost: Option<Mass>,
}

impl Session {
    /// When it ends.
    pub fn end(&self) -> Timestamp {
        later(self.start, self.duration)
    }

    /// Whether body mass rose in it: told, or by the scale.
    pub fn gained_mass(&self) -> bool {
        self.mass_gained || self.done.and_then(|done| done.mass_lost).is_some_and(|lost| lost < Mass::ZERO)
    }
}

/// A night's or a nap's time in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SleepWindow {
    /// Going to bed.
    pub bed: Timestamp,
    /// Getting up.
    pub rise: Timestamp,
}

/// The day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Whose day.
    pub person: Person,
    /// The sessions, in any order; those of the next day too, where their start is near enough to matter.
    pub sessions: Vec<Session>,
    /// The nights around them.
    #[serde(default)]
    pub sleep: Vec<SleepWindow>,
    /// Caffeine already taken today.
    #[serde(default)]
    pub caffeine_taken: Caffeine,
    /// Markers of the morning check that point to too little water (mass down 1 %, dark urine, thirst), 0–3.
    #[serde(default)]
    pub dehydration_markers: u8,
    /// Body mass that somebody wants to lose by drinking too little; such a plan is refused (rule 14).
    #[serde(default)]
    pub target_mass_loss: Option<Mass>,
    /// The start of a race of more than ninety minutes within the next two days, to load carbohydrate for (C5).
    #[serde(default)]
    pub loading_for: Option<Timestamp>,
}

/// `duration` after `instant`, at the ends of time if need be.
pub(crate) fn later(instant: Timestamp, duration: Duration) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "sessions are checked to last less than two days")]
    let millis = (duration.as_seconds() * 1000.0) as i64;
    instant.saturating_add(SignedDuration::from_millis(millis)).unwrap_or(Timestamp::MAX)
}

/// The time from one instant to a later one; negative when it is earlier.
pub(crate) fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::from_seconds(to.duration_since(from).as_secs_f64())
}
