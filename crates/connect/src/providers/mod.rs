//! Providers of recordings: Strava, Garmin and the others, behind one port.
//!
//! A [`Provider`] is stateless. It builds requests, judges answers and reads notices; it has no clock, no database and no
//! connection of its own: requests leave through the [`Web`] it is given, which counts them against the provider's
//! [budget](Window). Tokens, queues and retries are the engine's.
//!
//! To add a provider, write a folder beside this file and add it to [`KNOWN`]. `docs/connections-adding.md`
//! has the steps.

pub mod garmin;
pub mod garmin_personal;
pub mod google_health;
pub mod intervals;
pub mod oura;
pub mod polar;
mod port;
pub mod strava;
pub mod suunto;
pub mod wahoo;
pub mod whoop;
pub mod withings;

use std::sync::Arc;

pub use port::{
    About, AccessKey, Asked, Cadence, Code, Consent, Door, Event, Failure, Fetched, Found, Granted, Happened,
    Heard, Internet, Item, Listed, Listening, Method, Need, Notice, OAuth, Page, Payload, Provider, Purpose,
    Range, Request, Response, Retention, Scope, Sent, Settings, SettingsError, Tokens, Usage, Web, Window,
    classified, encoded, query,
};

/// Makes a provider from what its operator registered.
pub type Build = fn(&Settings) -> Result<Arc<dyn Provider>, SettingsError>;

/// Every provider that this version knows, by the name in settings and addresses.
///
/// A name that begins with another's comes before it: settings in the environment are told apart by their beginning.
pub const KNOWN: &[(&str, Build)] = &[
    ("garmin-personal", garmin_personal::build),
    ("garmin", garmin::build),
    ("google-health", google_health::build),
    ("intervals", intervals::build),
    ("oura", oura::build),
    ("polar", polar::build),
    ("strava", strava::build),
    ("suunto", suunto::build),
    ("wahoo", wahoo::build),
    ("whoop", whoop::build),
    ("withings", withings::build),
];

/// Those whose agreement lets only the athlete see the data.
const PRIVATE: &[&str] = &["strava"];

/// Whether only the athlete may see what came from a provider, set up here or not.
pub fn is_private(provider: &str) -> bool {
    PRIVATE.contains(&provider)
}

/// The page of a recording at its provider, and what the link is called, where the provider's brand rules ask for one.
pub fn page_of(observation: &str) -> Option<(String, &'static str)> {
    strava::page_of(observation)
}

/// Makes the provider of this name.
///
/// # Errors
/// When there is none of this name, or a setting is missing or wrong.
pub fn build(name: &str, settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let known = KNOWN.iter().find(|(known, _)| *known == name);
    let (_, build) = known.ok_or_else(|| SettingsError::Unknown {
        name: name.to_owned(),
        known: KNOWN.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", "),
    })?;
    build(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_private_is_what_each_agreement_says() {
        let options = [("subscription_key".to_owned(), "k".to_owned())];
        for (name, build) in KNOWN {
            let with = |options: &[(String, String)]| Settings {
                client: Some("c".into()),
                secret: Some("s".into()),
                options: options.iter().cloned().collect(),
            };
            let provider = build(&with(&[])).or_else(|_| build(&with(&options))).unwrap();
            assert_eq!(provider.about().id, *name);
            assert_eq!(is_private(name), !provider.about().retention.shareable, "{name}");
        }
        let unknown = super::build("facebook", &Settings::default()).err().unwrap().to_string();
        assert!(unknown.contains("strava, suunto"), "{unknown}");
    }
}
