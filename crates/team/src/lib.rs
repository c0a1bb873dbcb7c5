//! The team side: what a squad knows beyond its athletes, as plain functions over plain values.
//!
//! - [`roster`]: a pasted or uploaded list of athletes, read with every doubt named before anything is stored.
//! - [`session`]: one plan for many athletes, and the deviations of single athletes from it.
//! - [`weighing`]: what the two weighings of a session say, and the question to ask about a doubtful one.
//! - [`flag`]: the red flags of a squad's board, in the order in which athletes need somebody.
//! - [`sight`]: which role may see which class of data. The one place that decides it.
//! - [`heat`]: heat policies as data, readings against them, and what they demand now.

pub mod flag;
pub mod heat;
pub mod roster;
pub mod session;
pub mod sight;
pub mod weighing;
