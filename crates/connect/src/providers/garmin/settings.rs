//! Garmin's settings and what it allows.

use crate::providers::port::{About, Need, Retention, Scope, Settings, SettingsError, Window};

const ID: &str = "garmin";

/// The settings, checked.
pub(super) struct Configured {
    pub(super) client: String,
    pub(super) secret: String,
    pub(super) authorize: String,
    pub(super) token: String,
    pub(super) api: String,
    /// How many days one request for the past spans: guides say one, implementations thirty.
    pub(super) span_days: u16,
    limits: [u32; 1],
}

impl std::fmt::Debug for Configured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Configured").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Configured {
    pub(super) fn of(settings: &Settings) -> Result<Self, SettingsError> {
        settings.only(ID, &["authorize_url", "token_url", "api_url", "backfill_span_days", "limits"])?;
        let (client, secret) = settings.client(ID)?;
        let span_days = match settings.options.get("backfill_span_days") {
            None => 30,
            Some(text) => text.parse().ok().filter(|days| (1..=90).contains(days)).ok_or_else(|| {
                SettingsError::Value {
                    provider: ID,
                    name: "backfill_span_days".to_owned(),
                    value: text.clone(),
                    accepted: "write 1 to 90".to_owned(),
                }
            })?,
        };
        Ok(Self {
            client,
            secret,
            authorize: settings.address(ID, "authorize_url", "https://connect.garmin.com/oauth2Confirm")?,
            token: settings.address(
                ID,
                "token_url",
                "https://diauth.garmin.com/di-oauth2-service/oauth/token",
            )?,
            api: settings.address(ID, "api_url", "https://apis.garmin.com")?,
            span_days,
            limits: settings.limits(ID, [100])?,
        })
    }

    pub(super) fn about(&self) -> About {
        About {
            id: ID,
            name: "Garmin",
            scopes: SCOPES,
            retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
            attribution: Some("Data from Garmin"),
            notifies: true,
            // Nothing can be listed: Garmin sends.
            rescan: None,
            backfill_days: 30,
            windows: vec![Window { seconds: 60, limit: self.limits[0] }],
        }
    }
}

const SCOPES: &[Scope] = &[
    Scope { names: &["ACTIVITY_EXPORT"], need: Need::Required },
    Scope { names: &["HEALTH_EXPORT"], need: Need::Wanted },
    // Off by default on Garmin's consent page.
    Scope { names: &["HISTORICAL_DATA_EXPORT"], need: Need::Wanted },
];
