//! How much an athlete sweats: heat balance, sweat tests, and the sweat profile that learns from them.
//!
//! Pure: plain functions over plain values. Coefficients stand in `data/*.toml` with their sources.
//!
//! - [`heat_balance`]: the sweating rate that physics expects in given [`SessionConditions`].
//! - [`weigh_in`]: the sweating rate that two body weights show.
//! - [`SweatProfile`]: what tests say about this athlete, and what it predicts for any session.

mod athlete;
mod coefficients;
mod conditions;
pub mod heat_balance;
pub mod humidity;
mod metabolic;
mod profile;
mod simulate;
mod sodium;
mod sport;
pub mod student_t;
mod sweat_test;
pub mod weigh_in;

pub use athlete::{Athlete, AthleteError, Sex};
pub use coefficients::{Table, coefficients};
pub use conditions::{ConditionsError, Effort, Intensity, SessionConditions, Setting, Sun};
pub use heat_balance::{DomainFlag, HeatBalance};
pub use metabolic::{MetabolicRate, metabolic_rate};
pub use profile::{Foresight, Prediction, SweatProfile};
pub use simulate::{Random, SimulatedAthlete};
pub use sodium::SodiumPrior;
pub use sport::{Sport, SportError};
pub use sweat_test::SweatTest;
