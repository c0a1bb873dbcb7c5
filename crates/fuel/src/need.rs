//! A need: a window in time, an amount, and the rules that made it.

use evidence::ReceiptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{Caffeine, Carbohydrate, Interval, Protein, Quantity, Sodium, UnitSystem, Volume};

use crate::{Limit, Reason};

/// Least, target and most of something.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range<Q> {
    /// The least that serves; zero where nothing is required.
    pub min: Q,
    /// What to aim for.
    pub target: Q,
    /// The most that is safe or useful.
    pub max: Q,
}

impl<Q: Quantity> Range<Q> {
    /// A range with its middle as target.
    pub fn of(min: Q, max: Q) -> Self {
        Self { min, target: Q::from_base(0.5 * (min.base() + max.base())), max }
    }

    /// Nothing at all.
    pub fn none() -> Self {
        let zero = Q::from_base(0.0);
        Self { min: zero, target: zero, max: zero }
    }

    /// The same, nowhere above `limit`.
    #[must_use]
    pub fn at_most(self, limit: Q) -> Self {
        Self { min: self.min.min(limit), target: self.target.min(limit), max: self.max.min(limit) }
    }

    /// The same, nowhere above `limit`, with its target as far up between the ends as before.
    #[must_use]
    pub fn squeezed(self, limit: Q) -> Self {
        if limit >= self.max {
            return self;
        }
        let width = self.max.base() - self.min.base();
        let place = if width > 0.0 { (self.target.base() - self.min.base()) / width } else { 1.0 };
        let (min, max) = (self.min.min(limit).base(), limit.base());
        Self { min: Q::from_base(min), target: Q::from_base(min + place * (max - min)), max: limit }
    }

    fn plus(self, other: Self) -> Self {
        let sum = |one: Q, two: Q| Q::from_base(one.base() + two.base());
        Self {
            min: sum(self.min, other.min),
            target: sum(self.target, other.target),
            max: sum(self.max, other.max),
        }
    }

    fn scaled(self, share: f64) -> Self {
        let part = |quantity: Q| Q::from_base(quantity.base() * share);
        Self { min: part(self.min), target: part(self.target), max: part(self.max) }
    }

    /// What the range comes to, for people.
    pub fn extent(&self) -> Extent<Q> {
        if self.max.base() <= 0.0 {
            Extent::Nothing
        } else if self.min.base() < 0.05 * self.max.base() {
            // A least amount that no bottle shows is none.
            Extent::UpTo(self.max)
        } else if self.min == self.max {
            Extent::Exactly(self.max)
        } else {
            Extent::Between(Interval { low: self.min, high: self.max })
        }
    }

    fn display(&self, system: UnitSystem) -> String {
        match self.extent() {
            Extent::Nothing => "none".to_owned(),
            Extent::UpTo(most) => format!("up to {}", most.display(system)),
            Extent::Exactly(amount) => amount.display(system),
            Extent::Between(interval) => interval.display(system),
        }
    }
}

/// What a range comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent<Q> {
    /// Nothing is to be had.
    Nothing,
    /// Nothing is required; this is the most.
    UpTo(Q),
    /// One amount.
    Exactly(Q),
    /// From an amount to another.
    Between(Interval<Q>),
}

/// An amount of one nutrient; amounts of different nutrients do not mix.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "nutrient")]
pub enum Band {
    /// Fluid.
    Fluid(Range<Volume>),
    /// Sodium.
    Sodium(Range<Sodium>),
    /// Carbohydrate.
    Carbohydrate(Range<Carbohydrate>),
    /// Protein.
    Protein(Range<Protein>),
    /// Caffeine: never required.
    Caffeine(Range<Caffeine>),
}

/// A nutrient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nutrient {
    /// Fluid.
    Fluid,
    /// Sodium.
    Sodium,
    /// Carbohydrate.
    Carbohydrate,
    /// Protein.
    Protein,
    /// Caffeine.
    Caffeine,
}

impl Nutrient {
    /// The name in documents and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fluid => "fluid",
            Self::Sodium => "sodium",
            Self::Carbohydrate => "carbohydrate",
            Self::Protein => "protein",
            Self::Caffeine => "caffeine",
        }
    }
}

impl Band {
    /// Which nutrient it is.
    pub fn nutrient(&self) -> Nutrient {
        match self {
            Self::Fluid(_) => Nutrient::Fluid,
            Self::Sodium(_) => Nutrient::Sodium,
            Self::Carbohydrate(_) => Nutrient::Carbohydrate,
            Self::Protein(_) => Nutrient::Protein,
            Self::Caffeine(_) => Nutrient::Caffeine,
        }
    }

    /// The target in base units.
    pub(crate) fn target(&self) -> f64 {
        match self {
            Self::Fluid(range) => range.target.base(),
            Self::Sodium(range) => range.target.base(),
            Self::Carbohydrate(range) => range.target.base(),
            Self::Protein(range) => range.target.base(),
            Self::Caffeine(range) => range.target.base(),
        }
    }

    /// A share of it.
    #[must_use]
    pub fn scaled(&self, share: f64) -> Self {
        match *self {
            Self::Fluid(range) => Self::Fluid(range.scaled(share)),
            Self::Sodium(range) => Self::Sodium(range.scaled(share)),
            Self::Carbohydrate(range) => Self::Carbohydrate(range.scaled(share)),
            Self::Protein(range) => Self::Protein(range.scaled(share)),
            Self::Caffeine(range) => Self::Caffeine(range.scaled(share)),
        }
    }

    /// The sum of two amounts of one nutrient; nothing for two of different ones.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        Some(match (*self, *other) {
            (Self::Fluid(one), Self::Fluid(two)) => Self::Fluid(one.plus(two)),
            (Self::Sodium(one), Self::Sodium(two)) => Self::Sodium(one.plus(two)),
            (Self::Carbohydrate(one), Self::Carbohydrate(two)) => Self::Carbohydrate(one.plus(two)),
            (Self::Protein(one), Self::Protein(two)) => Self::Protein(one.plus(two)),
            (Self::Caffeine(one), Self::Caffeine(two)) => Self::Caffeine(one.plus(two)),
            _ => return None,
        })
    }

    /// Prints the range for people.
    pub fn display(&self, system: UnitSystem) -> String {
        match self {
            Self::Fluid(range) => range.display(system),
            Self::Sodium(range) => range.display(system),
            Self::Carbohydrate(range) => range.display(system),
            Self::Protein(range) => range.display(system),
            Self::Caffeine(range) => range.display(system),
        }
    }
}

/// When, seen from the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// In the hours before.
    Before,
    /// During.
    During,
    /// In the hours after.
    After,
    /// Later, with the meals of the day or of the next morning: what could not be drunk safely in the hours after.
    Later,
    /// Before sleep.
    BeforeSleep,
}

impl Phase {
    /// All, in the order of time.
    pub const ALL: [Self; 5] = [Self::Before, Self::During, Self::After, Self::Later, Self::BeforeSleep];

    /// The name in documents and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
            Self::Later => "later",
            Self::BeforeSleep => "before-sleep",
        }
    }

    /// The phase in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Before => "Before",
            Self::During => "During",
            Self::After => "After",
            Self::Later => "Later",
            Self::BeforeSleep => "Before sleep",
        }
    }
}

/// How sure an amount is: by the evidence behind its rule and, for fluid and sodium, by how well the sweat is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A usual range: nothing of this athlete is known.
    Low,
    /// A rule derived from others, or sweat known loosely.
    #[default]
    Medium,
    /// A rule from position stands, and sweat known closely.
    High,
}

impl Confidence {
    /// The name in documents and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "rough",
            Self::Medium => "fair",
            Self::High => "good",
        }
    }
}

/// A need.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Need {
    /// Its name within the plan.
    pub id: String,
    /// The session it belongs to.
    pub session: String,
    /// When, seen from the session.
    pub phase: Phase,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// How much of what.
    pub amount: Band,
    /// The rules that made it.
    pub rules: Vec<String>,
    /// Why.
    pub reason: Reason,
    /// How sure the amount is.
    pub confidence: Confidence,
    /// What keeps it from being more; nothing where nothing does.
    pub limited_by: Option<Limit>,
    /// The receipt of the amount.
    pub receipt: ReceiptId,
}
