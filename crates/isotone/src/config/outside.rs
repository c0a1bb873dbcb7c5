//! Settings of what leaves the server and of who may ask from elsewhere: messages, signals, telemetry, origins.

use std::path::PathBuf;

use super::{ConfigError, Settings, names};

/// How messages leave.
#[derive(Clone, Debug, Default)]
pub(crate) struct MessageSettings {
    /// The mail server, with its name and password; no mail without it.
    pub mail: Option<connect::notify::MailSettings>,
    /// Hosts inside the operator's own network that may be sent to.
    pub private: Vec<String>,
    /// Push services beside those of browsers.
    pub push_hosts: Vec<String>,
    /// The file of a Firebase service account.
    pub fcm: Option<Secret>,
    /// The file of Apple's key.
    pub apns: Option<Secret>,
}

/// What a file of keys holds. Prints nothing.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// Where signals go.
#[derive(Clone)]
pub(crate) struct SignalSettings {
    /// `segment:https://…`, `posthog:https://…` or `file:/path`.
    pub place: String,
    /// The write key of the service.
    pub key: Option<String>,
}

/// Prints no key.
impl std::fmt::Debug for SignalSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignalSettings").field("place", &self.place).finish_non_exhaustive()
    }
}

/// Where traces and metrics go.
#[derive(Clone)]
#[cfg_attr(not(feature = "otel"), expect(dead_code, reason = "without the feature a collector is refused"))]
pub(crate) struct TelemetrySettings {
    /// The address of the collector, such as `http://collector.lan:4318`; `/v1/traces` and `/v1/metrics` are below it.
    pub endpoint: String,
    /// What is sent with every request, such as a key of the service.
    pub headers: Vec<(String, String)>,
    /// What this server is called there.
    pub service: String,
}

/// Prints no header: it may be a key.
impl std::fmt::Debug for TelemetrySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TelemetrySettings").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Settings {
    /// How messages leave. What the mail server wants is checked when it is first used.
    pub(super) fn messages(&self) -> Result<MessageSettings, ConfigError> {
        let layer = &self.layer;
        let given = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        let wrong = |key: &'static str, accepted| {
            // The server's address holds a password: it is not repeated.
            ConfigError::Value { key, value: "…".to_owned(), origin: self.origin(key), accepted }
        };
        let certificate = layer
            .smtp_certificate
            .clone()
            .map(|path| std::fs::read(&path).map_err(|source| ConfigError::Unreadable { path, source }));
        let mail = match (given(&layer.smtp), given(&layer.mail_from)) {
            (Some(server), Some(from)) => {
                let host = layer.public_url.as_deref().and_then(|url| url.split('/').nth(2));
                let host = host.and_then(|host| host.split(':').next()).map(str::to_owned);
                Some(connect::notify::MailSettings {
                    server,
                    from,
                    host,
                    certificate: certificate.transpose()?,
                })
            }
            (Some(_), None) => {
                return Err(wrong(
                    "mail_from",
                    "write who mail is from, such as Isotone <isotone@example.org>",
                ));
            }
            (None, Some(_)) => {
                return Err(wrong(
                    "smtp",
                    "write the mail server, such as smtps://user:password@mail.example.org",
                ));
            }
            (None, None) => None,
        };
        let file = |path: &Option<PathBuf>| match path.clone() {
            Some(path) => std::fs::read_to_string(&path)
                .map(|text| Some(Secret(text)))
                .map_err(|source| ConfigError::Unreadable { path, source }),
            None => Ok(None),
        };
        Ok(MessageSettings {
            fcm: file(&layer.fcm)?,
            apns: file(&layer.apns)?,
            mail,
            private: layer.notify_private.as_deref().map(names).unwrap_or_default(),
            push_hosts: layer.push_hosts.as_deref().map(names).unwrap_or_default(),
        })
    }

    pub(super) fn cross_origins(&self) -> Result<Vec<String>, ConfigError> {
        let accepted = "write origins such as https://app.example, set off by commas";
        let checked = |value: String| {
            let origin = self.origin("origins");
            server::checked_origin(&value).map_err(|_| ConfigError::Value {
                key: "origins",
                value,
                origin,
                accepted,
            })
        };
        self.layer.origins.as_deref().map(names).unwrap_or_default().into_iter().map(checked).collect()
    }

    pub(super) fn signals(&self) -> Result<Option<SignalSettings>, ConfigError> {
        let Some(place) = self.layer.signals.clone().filter(|place| !place.trim().is_empty()) else {
            return Ok(None);
        };
        let key = self.layer.signals_key.clone();
        if connect::signals::Signals::new(&place, key.as_deref()).is_err() {
            return Err(ConfigError::Value {
                key: "signals",
                value: place,
                origin: self.origin("signals"),
                accepted: "write segment:https://…, posthog:https://… (both with signals_key) or file:/path/signals.jsonl",
            });
        }
        Ok(Some(SignalSettings { place, key }))
    }

    pub(super) fn telemetry(&self) -> Result<Option<TelemetrySettings>, ConfigError> {
        let Some(endpoint) = self.layer.telemetry.clone().filter(|endpoint| !endpoint.trim().is_empty())
        else {
            return Ok(None);
        };
        let wrong = |key: &'static str, value: &str, accepted| {
            Err(ConfigError::Value { key, value: value.to_owned(), origin: self.origin(key), accepted })
        };
        if !cfg!(feature = "otel") {
            let accepted = "this program was built without OpenTelemetry: build it with --features otel";
            return wrong("telemetry", &endpoint, accepted);
        }
        if !["http://", "https://"].iter().any(|scheme| {
            endpoint
                .strip_prefix(scheme)
                .is_some_and(|host| !host.is_empty() && !host.contains(['?', '#', '@']))
        }) {
            let accepted = "write the address of a collector (OTLP over HTTP), such as http://127.0.0.1:4318";
            return wrong("telemetry", &endpoint, accepted);
        }
        let mut headers = Vec::new();
        let lines = self.layer.telemetry_headers.as_deref().unwrap_or_default().lines();
        for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
            let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            match line.split_once(':') {
                Some((name, value)) if !name.is_empty() && name.chars().all(of_name) => {
                    headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
                }
                // The line may hold a key: it is not repeated.
                _ => {
                    return wrong(
                        "telemetry_headers",
                        "…",
                        "write one a line, such as authorization: Bearer …",
                    );
                }
            }
        }
        let service = self.layer.telemetry_service.clone().unwrap_or_else(|| "isotone".to_owned());
        Ok(Some(TelemetrySettings {
            endpoint: endpoint.trim().trim_end_matches('/').to_owned(),
            headers,
            service,
        }))
    }
}
