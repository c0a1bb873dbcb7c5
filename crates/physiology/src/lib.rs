//! How much an athlete sweats: heat balance, sweat tests, and the sweat profile that learns from them.
//!
//! Pure: plain functions over plain values. Coefficients stand in `data/*.toml` with their sources.
//!
//! - [`heat_balance`]: the sweating rate that physics expects in given [`SessionConditions`].
//! - [`weigh_in`]: the sweating rate that two body weights show.
//! - [`patch_test`]: the local rate and sodium that a patch shows, and what they say of the whole body.
//! - [`SweatProfile`]: what tests say about this athlete, and what it predicts for any session.

mod athlete;
mod capacity;
mod coefficients;
mod conditions;
mod gaussian;
pub mod heat_balance;
pub mod heat_index;
mod heat_model;
pub mod humidity;
mod kit;
mod metabolic;
mod model;
pub mod patch_test;
pub mod phs;
mod profile;
mod random;
mod reading;
pub mod recording;
pub mod refit;
pub mod regressions;
pub mod respiration;
pub mod segments;
pub mod simulation;
pub mod site;
mod sodium;
pub mod solar;
mod sport_entry;
pub mod sports_heat;
pub mod student_t;
mod sweat_test;
pub mod validation;
pub mod weigh_in;
pub mod wet_bulb_globe;

pub use ::sport::{Sport, SportError};
pub use athlete::{Athlete, AthleteError, Sex};
pub use capacity::estimate::{CapacityEstimate, FitnessEvidence, greatest_heart_rate_by_age};
pub use capacity::{AerobicCapacity, CapacityError};
pub use coefficients::{Table, coefficients};
pub use conditions::{ConditionsError, Effort, Intensity, SessionConditions, Setting, Sun};
pub use heat_balance::{DomainFlag, HeatBalance};
pub use heat_model::HeatModel;
pub use kit::{KitError, clothing_words, clothing_worn, fan_air, fan_words};
pub use metabolic::{MetabolicRate, check_effort, felt_as, metabolic_rate};
pub use model::{FlowSlope, Model, ModelError, PatchModel, RateModel, SodiumModel};
pub use profile::{Curve, CurvePoint, Foresight, Prediction, RetestReason, SweatProfile, Variable};
pub use random::Random;
pub use reading::Reading;
pub use recording::Recording;
pub use simulation::SimulatedAthlete;
pub use site::{Site, SiteError};
pub use sodium::{Saltiness, SodiumPrior, sodium_follows};
pub use sport_entry::compendium_code;
pub use sweat_test::{LocalRatio, SweatTest, Weighed};
