//! Strava's settings and what it allows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::providers::port::{About, Cadence, Need, Retention, Scope, Settings, SettingsError, Window};

const ID: &str = "strava";

/// How access is ended. `deauthorize` until 1 June 2027, `revoke` from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RevokeStyle {
    /// `POST oauth/deauthorize` with the access token.
    Deauthorize,
    /// `POST oauth/revoke` with the client's credentials (RFC 7009).
    Revoke,
}

/// The settings, checked.
pub(super) struct Configured {
    pub(super) client: String,
    pub(super) secret: String,
    /// The consent page.
    pub(super) authorize: String,
    pub(super) token: String,
    pub(super) api: String,
    pub(super) revoke: String,
    pub(super) style: RevokeStyle,
    /// Whether a notice without a valid signature is refused.
    pub(super) signed: bool,
    limits: [u32; 2],
    keep_raw_days: Option<u16>,
}

impl std::fmt::Debug for Configured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Configured").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Configured {
    pub(super) fn of(settings: &Settings) -> Result<Self, SettingsError> {
        settings.only(
            ID,
            &[
                "authorize_url",
                "token_url",
                "api_url",
                "revoke_url",
                "revoke_style",
                "signature",
                "limits",
                "keep_raw_days",
            ],
        )?;
        let (client, secret) = settings.client(ID)?;
        let option = |name: &str| settings.options.get(name).map(String::as_str);
        let wrong = |name: &str, accepted: &str| SettingsError::Value {
            provider: ID,
            name: name.to_owned(),
            value: option(name).unwrap_or_default().to_owned(),
            accepted: accepted.to_owned(),
        };
        let style = match option("revoke_style") {
            None | Some("deauthorize") => RevokeStyle::Deauthorize,
            Some("revoke") => RevokeStyle::Revoke,
            Some(_) => return Err(wrong("revoke_style", "write deauthorize or revoke")),
        };
        let revoke = match style {
            RevokeStyle::Deauthorize => "https://www.strava.com/oauth/deauthorize",
            RevokeStyle::Revoke => "https://www.strava.com/oauth/revoke",
        };
        let signed = match option("signature") {
            None | Some("ignore") => false,
            Some("require") => true,
            Some(_) => return Err(wrong("signature", "write ignore or require")),
        };
        let keep_raw_days = match option("keep_raw_days") {
            None => Some(7),
            Some("always") => None,
            Some(days) => Some(
                days.parse()
                    .map_err(|_| wrong("keep_raw_days", "write a number of days such as 7, or always"))?,
            ),
        };
        Ok(Self {
            client,
            secret,
            authorize: settings.address(ID, "authorize_url", "https://www.strava.com/oauth/authorize")?,
            token: settings.address(ID, "token_url", "https://www.strava.com/api/v3/oauth/token")?,
            api: settings.address(ID, "api_url", "https://www.strava.com/api/v3")?,
            revoke: settings.address(ID, "revoke_url", revoke)?,
            style,
            signed,
            limits: settings.limits(ID, [100, 1000])?,
            keep_raw_days,
        })
    }

    pub(super) fn basic(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.client, self.secret)))
    }

    pub(super) fn about(&self) -> About {
        let [quarter, day] = self.limits;
        About {
            id: ID,
            name: "Strava",
            scopes: SCOPES,
            retention: Retention {
                keep_raw_days: self.keep_raw_days,
                delete_on_revoke: true,
                shareable: false,
            },
            attribution: Some("Powered by Strava"),
            notifies: true,
            // Only title, type and visibility are announced: a crop is not, nor an old activity uploaded late.
            rescan: Some(Cadence { hours: 24, days: 30, far_days: 90 }),
            backfill_days: 365,
            windows: vec![
                Window { seconds: 15 * 60, limit: quarter },
                Window { seconds: 24 * 3600, limit: day },
            ],
        }
    }
}

/// Whoever may read all activities may read those that are visible to others.
const SCOPES: &[Scope] = &[
    Scope { names: &["activity:read", "activity:read_all"], need: Need::Required },
    Scope { names: &["activity:read_all"], need: Need::Wanted },
];
