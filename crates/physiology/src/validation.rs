//! Validation: published figures reproduced, intervals that hold what they promise, and fits that find what was put in.
//!
//! Three different things. [`oracles`] compares functions with figures of their sources. [`calibration`] and
//! [`recovery`] are simulations from the model's own family: they show that the inference is right, not that people
//! are like the model. [`against_own_tests`] is the one about people: each measured test against what the profile
//! expected from the tests before it.

mod calibration;
mod hindcast;
mod oracles;
mod recovery;

pub use calibration::{Calibration, calibration};
pub use hindcast::{Hindcast, against_own_tests};
pub use oracles::{OracleResult, oracles};
pub use recovery::{Recovery, recovery};
