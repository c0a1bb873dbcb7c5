//! Published measurements of groups of people, and how near the predictions come to them.
//!
//! The rows are facts read in abstracts, tables and pages: a group's mean sweating rate with its SD between people, and
//! the conditions as far as they were published; what was assumed is in the row. Each is predicted without any sweat
//! test, as a newcomer would be: once from a word for the effort and the weather, once from the published effort and
//! air. Other published ways to predict are scored on the same rows.

mod leave_out;
mod peers;
mod row;
mod score;
mod sodium;

pub use leave_out::LeftOut;
pub use peers::{Peer, PeerScore};
pub use row::{MeasuredError, MeasuredGroup, published_groups, read_measured};
pub use score::{GroupScore, MeasuredScores, Score, Slice, score_measured};
pub use sodium::{MeasuredSodium, SodiumScore, published_sodium, score_sodium};
