//! Validation: published figures reproduced, intervals that hold what they promise, and fits that find what was put in.
//!
//! Four different things. [`oracles`] compares functions with figures of their sources. [`calibration`] and
//! [`recovery`] are simulations from the model's own family: they show that the inference is right, not that people
//! are like the model. [`against_own_tests`] is the one about people: each measured test against what the profile
//! expected from the tests before it, and [`score_measured`] is about people too: published groups predicted without a
//! test, beside other published ways to predict.

mod ageing;
mod calibration;
mod hindcast;
mod measured;
mod oracles;
mod recovery;

pub use ageing::{Ageing, ageing};
pub use calibration::{Calibration, calibration};
pub use hindcast::{Hindcast, against_own_tests};
pub use measured::{
    GroupScore, LeftOut, MeasuredError, MeasuredGroup, MeasuredScores, MeasuredSodium, Peer, PeerScore,
    Score, Slice, SodiumScore, published_groups, published_sodium, read_measured, score_measured,
    score_sodium,
};
pub use oracles::{OracleResult, oracles};
pub use recovery::{Recovery, recovery};
