//! Connections against simulated providers: each trap is a switch of the simulator and a test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod devices;
mod garmin;
mod garmin_personal;
mod house;
mod intervals;
mod onlookers;
mod order;
mod others;
mod strava;
mod tokens;
mod withings;
