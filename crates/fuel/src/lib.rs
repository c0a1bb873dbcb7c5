//! From a day of sessions to what to drink and eat, and when; and from that to a basket of real items.
//!
//! [`plan`] applies the numbered rules (hydration H, sodium N, carbohydrate C, protein P, caffeine K, gaps M) to a
//! [`Day`] and then, last of all and whatever a preference says, the safety rules. [`basket::choose`] picks the fewest
//! items that cover a set of needs, and proves that fewer would not.
//!
//! Education and planning for healthy people; no diagnosis.

mod allergen;
pub mod basket;
mod bottle;
pub mod bottles;
mod catalogue;
mod day;
pub mod exact;
mod flag;
mod food_page;
mod need;
mod numbers;
mod open_food_facts;
mod person;
mod plan;
mod race;
mod reason;
mod restriction;
mod rules;
mod safety;
mod usda;

pub use allergen::Allergen;
pub use bottle::Bottle;
pub use catalogue::{
    Age, Basis, Catalogue, CatalogueError, Check, Class, Contents, Coverage, Diff, Difference, Finding, Form,
    Item, Nutrients, Presence, Remaining, Search, Slot, Status, Tier, item_name_in, serving_in,
};
pub use day::{CaffeineDose, Day, Done, Intensity, LocalDay, MorningCheck, Session, SleepWindow};
pub use flag::Flag;
pub use need::{Band, Confidence, Extent, Need, Nutrient, Phase, Range};
pub use numbers::{Numbers, numbers};
pub use open_food_facts::open_food_facts;
pub use person::{Condition, Person};
pub use plan::{Carried, Plan, PlanError, plan};
pub use race::{AidStation, Leg, LegPlan, Missed, RaceError, RacePlan, race};
pub use reason::{Limit, Note, Reason};
pub use restriction::{Restriction, UnknownFood};
pub use rules::daily::DailyTotal;
pub use usda::{usda_csv, usda_json, usda_refused};

/// What every plan is and is not (rule 20).
pub const DISCLAIMER: &str = "Education and planning for healthy people; no diagnosis and no treatment. With a condition, \
                              pregnant, under 18 or on medication, ask a clinician. The label on the pack is right.";
