//! The settings of Withings and what it allows.

use crate::providers::port::{About, Cadence, Need, Retention, Scope, Settings, SettingsError, Window};

const ID: &str = "withings";
/// What is asked for.
pub(super) const ASKED: &str = "user.metrics";

/// The settings, checked.
pub(super) struct Configured {
    pub(super) client: String,
    pub(super) secret: String,
    pub(super) authorize: String,
    pub(super) api: String,
    limits: [u32; 1],
}

impl std::fmt::Debug for Configured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Configured").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Configured {
    pub(super) fn of(settings: &Settings) -> Result<Self, SettingsError> {
        settings.only(ID, &["authorize_url", "api_url", "limits"])?;
        let (client, secret) = settings.client(ID)?;
        Ok(Self {
            client,
            secret,
            authorize: settings.address(
                ID,
                "authorize_url",
                "https://account.withings.com/oauth2_user/authorize2",
            )?,
            api: settings.address(ID, "api_url", "https://wbsapi.withings.net")?,
            limits: settings.limits(ID, [120])?,
        })
    }

    pub(super) fn about(&self) -> About {
        About {
            id: ID,
            name: "Withings",
            scopes: &[Scope { names: &["user.metrics"], need: Need::Required }],
            retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
            attribution: None,
            notifies: true,
            // A subscription can be dropped without a word: the list is read all the same.
            rescan: Some(Cadence { hours: 6, days: 14, far_days: 90 }),
            backfill_days: 365,
            windows: vec![Window { seconds: 60, limit: self.limits[0] }],
        }
    }
}
