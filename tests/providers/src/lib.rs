//! Simulated providers, written from their public contracts, that misbehave as the real ones do.
//!
//! A [`World`] holds the providers, their clock and the faults that are switched on. It answers requests
//! ([`World::answer`]) and collects the notices it would send; whoever runs it delivers them, in any order and as often as
//! it likes. Everything follows from the calls and the seed: a run can be repeated.
//!
//! [`Loopback`] lets a program under test reach a world without a network.

mod fault;
pub mod garmin;
pub mod garmin_personal;
pub mod intervals;
mod loopback;
pub mod others;
mod recording;
mod seed;
#[cfg(feature = "serve")]
mod serve;
pub mod strava;
pub mod withings;
mod world;

pub use fault::{Fault, Faults, Misbehaviour};
pub use loopback::Loopback;
pub use recording::fit_run;
pub use seed::Seed;
#[cfg(feature = "serve")]
pub use serve::{AT_GARMIN, AT_STRAVA, AT_WITHINGS, GARMIN_KEY, PERMISSIONS, Simulator};
pub use world::{Asked, STRAVA, Told, World};
