//! Reminders through the use cases, of an athlete and of a squad's practitioners.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod athlete;
mod post;
mod squad;
