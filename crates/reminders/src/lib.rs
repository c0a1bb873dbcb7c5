//! Which messages a plan calls for, when, and what becomes of each.
//!
//! - A [`Situation`] is what is known of an athlete's sessions, settings and open questions.
//! - [`wanted`](Situation::wanted) derives the [`Message`]s from it. Each has a logical key such as `drink:p-17`, a due
//!   time, and a time after which it is useless. Quiet hours are applied here, by the athlete's civil time.
//! - The [`Outbox`] remembers what was sent. It compares itself with what is wanted now, and answers with what is to be
//!   [dispatched](Dispatch): messages that are due, replacements of messages that changed, withdrawals.
//!
//! - A [`SquadSituation`] is the same for a practitioner: who was not weighed after a session, who has a red flag, what heat changes.
//!
//! Nothing here reads a clock or sends anything. A message is never taken from the outbox without being wanted at that very
//! moment, so that a plan and its messages cannot disagree.
//!
//! ```
//! # use reminders::*;
//! # fn at(text: &str) -> jiff::Timestamp { text.parse().unwrap() }
//! let run = Session {
//!     id: "p-17".into(),
//!     title: "Long run".into(),
//!     start: at("2027-06-01T08:00:00Z"),
//!     end: at("2027-06-01T10:00:00Z"),
//!     ..Session::default()
//! };
//! let situation = Situation { sessions: vec![run], ..Situation::of(Settings::default(), jiff::tz::TimeZone::UTC) };
//! let wanted = situation.wanted();
//! let weigh = wanted.messages.iter().find(|message| message.key == "weigh-before:p-17").unwrap();
//! assert_eq!(weigh.due, at("2027-06-01T07:30:00Z"));
//! ```

mod forecast;
mod kind;
mod message;
mod outbox;
mod quiet;
mod settings;
mod situation;
mod squad;
mod wanted;

pub use forecast::is_told_of_forecast;
pub use kind::Kind;
pub use message::{Facts, HeatDemand, Message};
pub use outbox::{Delivery, Dispatch, Entry, Gone, Outbox, Outcome, Rules, Shown, UnderWay, What};
pub use quiet::Quiet;
pub use settings::Settings;
pub use situation::{Notice, Phase, Session, Situation, Window};
pub use squad::{Alert, HeatWord, SquadSession, SquadSituation};
pub use wanted::Wanted;
