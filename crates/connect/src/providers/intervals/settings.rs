//! The settings of intervals.icu and what it allows.

use crate::providers::port::{About, Cadence, Need, Retention, Scope, Settings, SettingsError, Window};

const ID: &str = "intervals";
/// What is asked for where athletes connect by consent.
pub(super) const ASKED: &str = "ACTIVITY:READ,WELLNESS:READ,CALENDAR:READ";

/// The settings, checked.
pub(super) struct Configured {
    /// This server's application, with its secret; without one, athletes type a key.
    pub(super) application: Option<(String, String)>,
    pub(super) authorize: String,
    pub(super) token: String,
    pub(super) api: String,
    /// The word in its notices.
    pub(super) webhook_secret: Option<String>,
    limits: [u32; 2],
}

impl std::fmt::Debug for Configured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Configured").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Configured {
    pub(super) fn of(settings: &Settings) -> Result<Self, SettingsError> {
        settings.only(ID, &["authorize_url", "token_url", "api_url", "webhook_secret", "limits"])?;
        let has_application = settings.client.is_some() || settings.secret.is_some();
        Ok(Self {
            application: has_application.then(|| settings.client(ID)).transpose()?,
            authorize: settings.address(ID, "authorize_url", "https://intervals.icu/oauth/authorize")?,
            token: settings.address(ID, "token_url", "https://intervals.icu/api/oauth/token")?,
            api: settings.address(ID, "api_url", "https://intervals.icu/api/v1")?,
            webhook_secret: settings.option("webhook_secret").map(str::to_owned),
            limits: settings.limits(ID, [30, 3000])?,
        })
    }

    pub(super) fn about(&self) -> About {
        let [second, day] = self.limits;
        About {
            id: ID,
            name: "intervals.icu",
            scopes: if self.application.is_some() { SCOPES } else { &[] },
            retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
            attribution: None,
            notifies: self.application.is_some(),
            rescan: Some(Cadence { hours: 1, days: 14, far_days: 90 }),
            backfill_days: 365,
            // It takes ten requests a second from one address; a window of ten seconds leaves room for others behind it.
            windows: vec![Window { seconds: 10, limit: second }, Window { seconds: 24 * 3600, limit: day }],
        }
    }
}

const SCOPES: &[Scope] = &[
    Scope { names: &["ACTIVITY:READ", "ACTIVITY:WRITE"], need: Need::Required },
    Scope { names: &["WELLNESS:READ", "WELLNESS:WRITE"], need: Need::Wanted },
    Scope { names: &["CALENDAR:READ", "CALENDAR:WRITE"], need: Need::Wanted },
];
