//! Adapters to the outside. A port lives beside its adapters, and what it promises beside the port.
//!
//! - [`calendar`]: what a coach plans.
//! - [`notify`]: messages to people and programs: Web Push, ntfy, e-mail, webhooks.
//! - [`openid`]: who somebody is at an identity provider.
//! - [`providers`]: recordings from Strava and others, by consent of the athlete.
//! - [`signals`]: what happened, for the operator's own analytics.
//! - [`weather`]: what the air and the sun are like at a place and hour.
//!
//! Nothing here reads the machine's clock: whoever builds an adapter that needs the time hands it a [`Now`].

use std::sync::Arc;

use jiff::Timestamp;

pub mod calendar;
mod http;
pub mod notify;
pub mod openid;
pub mod providers;
pub mod signals;
pub mod weather;

pub use http::web_client;

/// Tells the present instant. The clock belongs to the caller, so that a test or a replay can hold it still.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;
