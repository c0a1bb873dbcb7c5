//! What happened, once.

use serde::{Deserialize, Serialize};

use crate::worded::worded;
use crate::{SleepPeriod, Source, Span, Workout};

/// One physical happening, reconciled from one or more observations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The event's name: that of its anchor observation.
    pub id: String,
    /// When it was: the anchor's span, or that of all joined pieces of sleep.
    pub span: Span,
    /// What it was.
    pub kind: EventKind,
    /// The observations behind it, the anchor first.
    pub links: Vec<Link>,
    /// Which observation each field comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldSource>,
    /// The legs of a multisport workout, in the order of time. Totals of a day count the workout, totals of a sport its
    /// legs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// The outing of which it is a part (rule R9): the name of the outing's first event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outing: Option<String>,
    /// What to keep in mind about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

/// A workout or a sleep period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum EventKind {
    /// A workout, each field from the best observation that has it.
    Workout(Workout),
    /// A sleep period.
    Sleep(SleepPeriod),
}

/// One leg of a multisport workout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// When it was.
    pub span: Span,
    /// What it was.
    pub workout: Workout,
    /// The observations behind it, the best first.
    pub links: Vec<Link>,
}

/// Why an observation belongs to an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The observation.
    pub observation: String,
    /// Its source.
    pub source: Source,
    /// When it says it was; earlier releases did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// What it is to the event.
    pub role: Role,
    /// The rule that joined it.
    pub rule: Rule,
    /// How well it fits, 0–1.
    pub score: f64,
}

/// What an observation is to its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The best one: it names the event and gives its time.
    Anchor,
    /// Another recording of the same.
    Duplicate,
    /// Another piece of the same sleep.
    Piece,
    /// A part of the workout.
    Leg,
    /// Noticed by itself while the workout was recorded on purpose.
    Evidence,
    /// One recording over several workouts; it adds nothing to totals.
    Cover,
    /// Time in bed, not asleep.
    InBed,
}

worded! {
    Role {
        Anchor = "anchor": "names the event";
        Duplicate = "duplicate": "another recording";
        Piece = "piece": "another piece";
        Leg = "leg": "a leg";
        Evidence = "evidence": "noticed by itself";
        Cover = "cover": "covers the outing";
        InBed = "in-bed": "time in bed";
    }
}

/// A rule of reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The same recording by its name.
    R0,
    /// The same recording by a link that one source gives to the other.
    R1,
    /// Spans that overlap.
    R2,
    /// Starts that lie close together, where a span is not to be trusted.
    R3,
    /// A clock or zone off by quarters of an hour.
    R4,
    /// The same measured series.
    R5,
    /// A leg in a multisport workout.
    R6,
    /// Noticed automatically inside a recorded workout.
    R7,
    /// One recording over several.
    R8,
    /// Pieces of sleep of one source with a short gap.
    S3,
    /// Sleep of two sources that overlaps.
    S4,
    /// The athlete's word.
    Athlete,
}

worded! {
    Rule {
        R0 = "R0": "its own recording";
        R1 = "R1": "the same recording, as its stamp or link says";
        R2 = "R2": "the same sport over the same time";
        R3 = "R3": "started within three minutes and lasted as long";
        R4 = "R4": "the same workout with its clock off by quarters of an hour";
        R5 = "R5": "the same measured series";
        R6 = "R6": "a leg of the multisport workout";
        R7 = "R7": "noticed by itself during the workout";
        R8 = "R8": "one recording over all parts of the outing";
        S3 = "S3": "a short time awake in between";
        S4 = "S4": "the same sleep seen by another source";
        Athlete = "Athlete": "you said so";
    }
}

/// A field of a workout, and the observation it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSource {
    /// The field.
    pub field: Field,
    /// The observation.
    pub observation: String,
}

/// A field of a workout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The sport.
    Sport,
    /// The title.
    Name,
    /// Time without pauses.
    Timer,
    /// Distance.
    Distance,
    /// Metres climbed.
    Ascent,
    /// Mean and highest heart rate.
    HeartRate,
    /// Mean power.
    Power,
    /// Energy spent.
    Energy,
    /// The device's temperature.
    DeviceTemperature,
    /// Interruptions.
    Pauses,
}

worded! {
    Field {
        Sport = "sport": "sport";
        Name = "name": "name";
        Timer = "timer": "time without pauses";
        Distance = "distance": "distance";
        Ascent = "ascent": "ascent";
        HeartRate = "heart-rate": "heart rate";
        Power = "power": "power";
        Energy = "energy": "energy";
        DeviceTemperature = "device-temperature": "temperature of the device";
        Pauses = "pauses": "pauses";
    }
}

/// Something to keep in mind about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// It lies inside another event.
    Inside,
    /// Its recording broke off.
    Truncated,
    /// Its recording's own figures disagree about when it was.
    SpanConflict,
    /// Its local time happened twice that night.
    Ambiguous,
    /// Only typed by hand: not used for physiology.
    Manual,
    /// Sleep of several sources pieced together.
    Composite,
    /// It may still grow: its source calls it tentative.
    Tentative,
    /// Only time in bed is known.
    InBedOnly,
    /// It begins during a workout: asleep before the workout's end is doubtful.
    OnsetDuringWorkout,
    /// Its local date happened twice.
    RepeatedDate,
}

worded! {
    Flag {
        Inside = "inside": "lies inside another event";
        Truncated = "truncated": "its recording broke off";
        SpanConflict = "span-conflict": "its recording's own times disagree";
        Ambiguous = "ambiguous": "its local time happened twice that night";
        Manual = "manual": "only typed by hand, so not used for physiology";
        Composite = "composite": "pieced together from several sources";
        Tentative = "tentative": "may still change: its source calls it tentative";
        InBedOnly = "in-bed-only": "only time in bed is known";
        OnsetDuringWorkout = "onset-during-workout": "begins during a workout, so its start is doubtful";
        RepeatedDate = "repeated-date": "its local date happened twice";
    }
}

impl Event {
    /// The workout, if it is one.
    pub fn workout(&self) -> Option<&Workout> {
        match &self.kind {
            EventKind::Workout(workout) => Some(workout),
            EventKind::Sleep(_) => None,
        }
    }

    /// The sleep, if it is one.
    pub fn sleep(&self) -> Option<&SleepPeriod> {
        match &self.kind {
            EventKind::Workout(_) => None,
            EventKind::Sleep(sleep) => Some(sleep),
        }
    }

    /// All links: its own, then those of its legs.
    pub fn all_links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().chain(self.legs.iter().flat_map(|leg| &leg.links))
    }

    /// Whether an observation stands behind it.
    pub fn rests_on(&self, observation: &str) -> bool {
        self.all_links().any(|link| link.observation == observation)
    }
}
