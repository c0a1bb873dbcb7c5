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
    /// A sweat test of this athlete is behind `sweat_rate`. Without one it is what people like them sweat, and the plan
    /// keeps nearer to the least that is likely.
    #[serde(default)]
    pub sweat_measured: bool,
    /// The predicted sweat sodium.
    #[serde(default)]
    pub sweat_sodium: Option<Estimate<SodiumConcentration>>,
    /// Air temperature, which stands in for the heat where no WBGT is known.
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
    /// Fluid drunk; `None` when nobody said. Unknown is not zero: the plan then takes the most it had offered.
    #[serde(default)]
    pub drunk: Option<Volume>,
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
    /// Urine has passed since, so water is no longer held back (A7).
    #[serde(default)]
    pub urine_passed: bool,
}

impl Session {
    /// A session of which only start, duration and effort are known; its title is its id.
    pub fn new(id: &str, start: Timestamp, duration: Duration, intensity: Intensity) -> Self {
        Self {
            id: id.to_owned(),
            title: id.to_owned(),
            start,
            duration,
            intensity,
            strength: false,
            sweat_rate: None,
            sweat_measured: false,
            sweat_sodium: None,
            air_temperature: None,
            wbgt: None,
            mass_gained: false,
            done: None,
        }
    }

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

/// The local day that is planned, from midnight to midnight where the athlete is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalDay {
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant of the next day.
    pub end: Timestamp,
}

impl LocalDay {
    /// Whether an instant is in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

/// Caffeine that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaffeineDose {
    /// When.
    pub at: Timestamp,
    /// How much.
    pub amount: Caffeine,
}

/// The morning check for too little water: each is a sign, two together call for drinking first (U1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MorningCheck {
    /// Body mass is more than 1 % below the usual morning's.
    pub mass_down: bool,
    /// Urine is dark, above 5 on the eight-step chart.
    pub dark_urine: bool,
    /// Thirst is 5 or more of 9.
    pub thirsty: bool,
}

impl MorningCheck {
    /// Whether at least two signs point to too little water.
    pub fn is_dry(self) -> bool {
        [self.mass_down, self.dark_urine, self.thirsty].into_iter().filter(|sign| *sign).count() >= 2
    }
}

/// The day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Whose day.
    pub person: Person,
    /// The local day that is planned. Its sessions alone make the totals, and its caffeine alone counts as the day's.
    /// `None` takes all sessions as of one day.
    #[serde(default)]
    pub today: Option<LocalDay>,
    /// The sessions, in any order; those of the days beside it too, where they are near enough to matter.
    pub sessions: Vec<Session>,
    /// The nights around them.
    #[serde(default)]
    pub sleep: Vec<SleepWindow>,
    /// Caffeine that was taken, all sources but the sessions that are done.
    #[serde(default)]
    pub caffeine: Vec<CaffeineDose>,
    /// This morning's check.
    #[serde(default)]
    pub morning: MorningCheck,
    /// The start of a race of more than ninety minutes within the next two days, to load carbohydrate for (C5).
    #[serde(default)]
    pub loading_for: Option<Timestamp>,
}

impl Day {
    /// A day of this person on which nothing is planned yet.
    pub fn of(person: Person) -> Self {
        Self {
            person,
            today: None,
            sessions: Vec::new(),
            sleep: Vec::new(),
            caffeine: Vec::new(),
            morning: MorningCheck::default(),
            loading_for: None,
        }
    }

    /// Whether two instants are of one local day. Beside the planned day, days are taken as 24 h long.
    pub(crate) fn same_day(&self, one: Timestamp, other: Timestamp) -> bool {
        let number = |at: Timestamp| match self.today {
            None => 0,
            Some(today) if today.contains(at) => 0,
            Some(today) if at < today.start => -1 - whole_days(at, today.start),
            Some(today) => 1 + whole_days(today.end, at),
        };
        number(one) == number(other)
    }
}

/// The number of whole days from an instant to a later one.
fn whole_days(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours() / 24
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

/// `duration` before `instant`, at the ends of time if need be.
pub(crate) fn earlier(instant: Timestamp, duration: Duration) -> Timestamp {
    later(instant, -duration)
}
