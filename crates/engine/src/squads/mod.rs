//! Squads on the field: members and their consent, sessions, weighings, the board, heat, and the log of who read what.
//!
//! Everything that leaves this folder towards people other than the athlete goes through [`view`]: a value is served only
//! as a projection for a role, and every field of a projection names its class of data.

mod alerts;
mod audit;
mod board;
mod bottles;
mod closing;
mod consent;
mod demo;
mod drinks;
mod event;
mod heat;
mod kiosk;
mod member;
mod needs;
mod report;
mod roles;
mod roster;
mod season;
mod series;
mod session;
mod tally;
mod view;

pub(crate) use alerts::Watched;
pub use alerts::message_kinds;
pub(crate) use audit::Read;
pub use audit::{AthleteRead, AuditEntry, AuditFault};
pub use board::Board;
pub use bottles::{
    BottleLabel, BottleSheet, BottleWishes, CrateView, CratedBottle, Product, Purchase, RecipeView, WATER,
    bottled_products,
};
pub use consent::{ConsentAsked, ConsentGiven, ConsentLink};
pub use event::{Folded, KioskEvent, What};
pub use heat::{HeatDecision, HeatNow, HeatReading, NewHeatReading};
pub use kiosk::{Kiosk, KioskBundle, KioskEntry, Stored as StoredEvent};
pub use member::{Availability, By, Consent, Given, MemberChanges, MemberRecord, Method, WhyNot};
pub use needs::{SessionNeeds, SquadNeeds};
pub use report::{Edition, SessionReport, TableFor};
pub use roles::SquadSettings;
pub use roster::RosterOutcome;
pub use season::{HeatSessions, Season};
pub use series::{Extent, SessionChanges};
pub use session::{NewSquadSession, SquadSession, State};
pub use view::{
    BOTTLE_FIELDS, BOTTLE_STEP_FIELDS, BottleStepView, BottleView, FIELDS, MEMBER_FIELDS, MemberView,
    OneBottle, RowView, SEASON_FIELDS, SUMMARY_FIELDS, SeasonView, SessionView, SummaryView,
};
