//! Configuration: defaults, then `isotone.toml`, then `ISOTONE_*`, then flags. Unknown keys are errors.

mod addresses;
mod outside;
mod settings;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Deserialize;
use server::Access;
use tracing_subscriber::filter::Targets;
use units::UnitSystem;

use crate::logs;

use addresses::{address, host_of, is_local, path_of, sub_path};

pub(crate) use addresses::reachable;
pub(crate) use outside::{MessageSettings, SignalSettings, TelemetrySettings};
pub(crate) use settings::sample;

/// What a person with a few devices never reaches, and a program that runs wild does.
const REQUESTS_PER_MINUTE: u32 = 1200;

/// Where a setting came from, for `isotone config check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The built-in default.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag on the command line.
    Flag,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// One readable line each.
    #[default]
    Text,
    /// One JSON object each.
    Json,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The folder that holds the embedded database.
    pub data: PathBuf,
    /// The PostgreSQL server that holds the data instead, as a URL.
    pub database: Option<String>,
    /// The address the server listens on.
    pub listen: SocketAddr,
    /// Host names that the server answers to beside those of this machine, as a reverse proxy passes them on.
    pub hosts: Vec<String>,
    /// Origins whose pages may use the API with a token.
    pub cross_origins: Vec<String>,
    /// What is logged: a level, or levels by part of the program.
    pub log: Targets,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// The units a new athlete starts with, and the command line prints in.
    pub units: UnitSystem,
    /// The zone the athlete lives in, when nothing else says so.
    pub zone: TimeZone,
    /// Whether forecasts are asked from Open-Meteo, for places that a person typed.
    pub forecasts: bool,
    /// The largest upload accepted, in megabytes.
    pub max_upload_mb: u64,
    /// Whether people are asked who they are.
    pub access: Access,
    /// Whether a reverse proxy stands before the server, whose `X-Forwarded-*` headers are believed.
    pub behind_proxy: bool,
    /// How many requests a minute each caller has; `None` when they are not counted.
    pub requests_per_minute: Option<u32>,
    /// The identity provider by which people can sign in too; none, when absent.
    pub provider: Option<ProviderSettings>,
    /// The folder into which a running server writes a dated backup every night; none, when absent.
    pub backups: Option<PathBuf>,
    /// A folder that the server watches: recordings put there are taken in.
    pub watch: Option<PathBuf>,
    /// Whose recordings they are.
    pub watch_athlete: String,
    /// A folder of layout files: patches of these makers are read beside the reference.
    pub layouts: Option<PathBuf>,
    /// Where people and providers reach this server: `https://isotone.example`. Links that are printed begin with it. Without it
    /// no provider sends notices, and lists are read.
    pub public_url: Option<String>,
    /// The folder of a host that a reverse proxy gives this server, such as `/isotone`; empty at the root. The path of
    /// `public_url` when only that is given.
    pub sub_path: String,
    /// The keys that seal what providers give, the one to seal with first; a file in the data folder when absent.
    pub connection_key: Option<ConnectionKey>,
    /// The providers that athletes can connect, by name.
    pub connections: BTreeMap<String, connect::providers::Settings>,
    /// How messages leave: mail, push services, hosts inside the operator's own network.
    pub messages: MessageSettings,
    /// Where signals go; nowhere, when absent.
    pub signals: Option<SignalSettings>,
    /// The collector of traces and metrics; none, when absent.
    pub telemetry: Option<TelemetrySettings>,
    /// Where each setting came from.
    pub origins: BTreeMap<&'static str, Origin>,
}

/// Keys as text; printed by nothing.
#[derive(Clone)]
pub(crate) struct ConnectionKey(pub(crate) String);

impl std::fmt::Debug for ConnectionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConnectionKey(…)")
    }
}

/// An identity provider (OpenID Connect), and as whom it knows this server.
#[derive(Clone)]
pub(crate) struct ProviderSettings {
    /// Its address, exactly as it calls itself.
    pub issuer: String,
    /// The name it gave this server.
    pub client: String,
    /// The secret it gave this server.
    pub secret: String,
    /// What people call it.
    pub name: String,
    /// Whether whoever it knows gets an account here; otherwise people link an account that they have.
    pub makes_accounts: bool,
}

impl std::fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderSettings").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// One layer of settings, each possibly silent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layer {
    /// See [`Config::data`].
    pub data: Option<PathBuf>,
    /// See [`Config::database`].
    pub database: Option<String>,
    /// See [`Config::listen`].
    pub listen: Option<String>,
    /// See [`Config::hosts`]; several are set off by commas.
    pub hosts: Option<String>,
    /// See [`Config::cross_origins`]; several are set off by commas.
    pub origins: Option<String>,
    /// See [`Config::log`].
    pub log: Option<String>,
    /// See [`Config::log_format`].
    pub log_format: Option<LogFormat>,
    /// See [`Config::units`].
    pub units: Option<String>,
    /// See [`Config::zone`].
    pub zone: Option<String>,
    /// Where forecasts come from: `open-meteo` or `none`.
    pub weather: Option<String>,
    /// See [`Config::max_upload_mb`].
    pub max_upload_mb: Option<u64>,
    /// `accounts`, or `open` to whoever reaches the server.
    pub access: Option<String>,
    /// `none`, or `trusted`.
    pub proxy: Option<String>,
    /// See [`Config::requests_per_minute`]; 0 when they are not counted.
    pub rate_limit: Option<u32>,
    /// See [`ProviderSettings::issuer`].
    pub openid_issuer: Option<String>,
    /// See [`ProviderSettings::client`].
    pub openid_client: Option<String>,
    /// See [`ProviderSettings::secret`].
    pub openid_secret: Option<String>,
    /// See [`ProviderSettings::name`]; the issuer's host when absent.
    pub openid_name: Option<String>,
    /// `linked`, or `new` for whoever the provider knows.
    pub openid_accounts: Option<String>,
    /// See [`Config::backups`].
    pub backups: Option<PathBuf>,
    /// See [`Config::watch`].
    pub watch: Option<PathBuf>,
    /// See [`Config::watch_athlete`].
    pub watch_athlete: Option<String>,
    /// See [`Config::layouts`].
    pub layouts: Option<PathBuf>,
    /// See [`Config::public_url`].
    pub public_url: Option<String>,
    /// See [`Config::sub_path`].
    pub sub_path: Option<String>,
    /// See [`Config::connection_key`].
    pub connection_key: Option<String>,
    /// The mail server: `smtps://user:password@mail.example.org`.
    pub smtp: Option<String>,
    /// A file with the certificate that signs the mail server's.
    pub smtp_certificate: Option<PathBuf>,
    /// Who mail is from: `Isotone <isotone@example.org>`.
    pub mail_from: Option<String>,
    /// See [`MessageSettings::private`]; several are set off by commas.
    pub notify_private: Option<String>,
    /// See [`MessageSettings::push_hosts`]; several are set off by commas.
    pub push_hosts: Option<String>,
    /// The JSON file of a Firebase service account, for an app of one's own.
    pub fcm: Option<PathBuf>,
    /// A JSON file with Apple's key, for an app of one's own.
    pub apns: Option<PathBuf>,
    /// See [`SignalSettings::place`].
    pub signals: Option<String>,
    /// See [`SignalSettings::key`].
    pub signals_key: Option<String>,
    /// See [`TelemetrySettings::endpoint`].
    pub telemetry: Option<String>,
    /// See [`TelemetrySettings::headers`]; one a line.
    pub telemetry_headers: Option<String>,
    /// See [`TelemetrySettings::service`].
    pub telemetry_service: Option<String>,
    /// See [`Config::connections`]: `client`, `secret`, `secret_file` and the provider's own settings, by provider.
    pub connections: Option<BTreeMap<String, BTreeMap<String, String>>>,
}

/// What is wrong with the configuration, and what would be right.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file is not there although it was named.
    #[error("the configuration file {path} cannot be read: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file has another form.
    #[error("{origin}: {message}")]
    Syntax {
        /// Which layer.
        origin: Origin,
        /// What is wrong.
        message: String,
    },
    /// A value that cannot be meant.
    #[error("{key} = '{value}' ({origin}): {accepted}")]
    Value {
        /// Which setting.
        key: &'static str,
        /// What was given.
        value: String,
        /// Where.
        origin: Origin,
        /// What is accepted.
        accepted: &'static str,
    },
}

impl Config {
    /// Reads all layers. `file` is the file named by a flag; without one, `isotone.toml` in the current folder counts
    /// when it is there.
    ///
    /// # Errors
    /// When a named file is missing, a key unknown or a value cannot be meant.
    pub(crate) fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        flags: Layer,
    ) -> Result<Self, ConfigError> {
        let mut settings = Settings::default();
        if let Some((layer, origin)) = file_layer(file)? {
            settings.lay(layer, |_| origin.clone());
        }
        settings.lay(environment_layer(environment)?, |key| {
            Origin::Environment(format!("ISOTONE_{}", key.to_uppercase()))
        });
        settings.lay(flags, |_| Origin::Flag);
        settings.resolve()
    }

    /// The address of a path of the server, for people: under `public_url`, the first of `hosts`, or where it listens.
    pub(crate) fn link(&self, path: &str) -> String {
        let place = match (&self.public_url, self.hosts.first()) {
            (Some(url), _) => return format!("{}{path}", url.trim_end_matches('/')),
            (None, Some(host)) => format!("https://{host}"),
            (None, None) => format!("http://{}", reachable(self.listen)),
        };
        format!("{place}{}{path}", self.sub_path)
    }

    /// The names that the server answers to beside those of this machine; `None` when it answers to any, as one does that was
    /// opened to a network without being named.
    pub(crate) fn names(&self) -> Option<Vec<String>> {
        if !self.listen.ip().is_loopback() && self.hosts.is_empty() {
            return None;
        }
        let public = self.public_url.as_deref().map(|url| host_of(url).to_owned());
        Some(self.hosts.iter().cloned().chain(public).collect())
    }
}

fn file_layer(named: Option<&Path>) -> Result<Option<(Layer, Origin)>, ConfigError> {
    let path = named.unwrap_or(Path::new("isotone.toml"));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    let origin = Origin::File(path.to_owned());
    let layer = toml::from_str(&text)
        .map_err(|error| ConfigError::Syntax { origin: origin.clone(), message: error.to_string() })?;
    Ok(Some((layer, origin)))
}

/// `ISOTONE_LISTEN=…` sets `listen`; `ISOTONE_LISTEN_FILE=path` reads it from a file, for secrets.
fn environment_layer(environment: impl Iterator<Item = (String, String)>) -> Result<Layer, ConfigError> {
    let mut layer = toml::Table::new();
    for (name, value) in environment {
        let Some(key) = name.strip_prefix("ISOTONE_") else { continue };
        let (key, value) = match key.strip_suffix("_FILE") {
            Some(key) => {
                let path = PathBuf::from(&value);
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| ConfigError::Unreadable { path, source })?;
                (key, text.trim_end().to_owned())
            }
            None => (key, value),
        };
        let key = key.to_lowercase();
        if let Some((provider, field)) = of_connection(&key) {
            let table = |value: &mut toml::Table, key: &str| {
                value.entry(key.to_owned()).or_insert_with(|| toml::Table::new().into());
            };
            table(&mut layer, "connections");
            if let Some(toml::Value::Table(connections)) = layer.get_mut("connections") {
                table(connections, provider);
                if let Some(toml::Value::Table(fields)) = connections.get_mut(provider) {
                    fields.insert(field.to_owned(), toml::Value::String(value));
                }
            }
            continue;
        }
        let value = match value.parse::<i64>() {
            Ok(number) if matches!(key.as_str(), "max_upload_mb" | "rate_limit") => {
                toml::Value::Integer(number)
            }
            _ => toml::Value::String(value),
        };
        layer.insert(key, value);
    }
    layer.try_into().map_err(|error: toml::de::Error| ConfigError::Syntax {
        origin: Origin::Environment("ISOTONE_*".to_owned()),
        message: error.message().to_owned(),
    })
}

/// The provider and the field of `connections_strava_secret`.
fn of_connection(key: &str) -> Option<(&'static str, &str)> {
    let rest = key.strip_prefix("connections_")?;
    connect::providers::KNOWN.iter().find_map(|(name, _)| {
        let field = rest.strip_prefix(&name.replace('-', "_"))?.strip_prefix('_')?;
        Some((*name, field))
    })
}

#[derive(Default)]
struct Settings {
    layer: Layer,
    origins: BTreeMap<&'static str, Origin>,
}

impl Settings {
    /// Puts a layer over what is there.
    fn lay(&mut self, over: Layer, origin: impl Fn(&str) -> Origin) {
        macro_rules! over {
            ($($key:ident)+) => {$(
                if over.$key.is_some() {
                    self.layer.$key = over.$key;
                    self.origins.insert(stringify!($key), origin(stringify!($key)));
                }
            )+};
        }
        over!(
            data database listen hosts origins log log_format units zone weather max_upload_mb access proxy rate_limit
            openid_issuer openid_client openid_secret openid_name openid_accounts backups watch watch_athlete layouts
            public_url sub_path connection_key smtp smtp_certificate mail_from notify_private push_hosts fcm
            apns signals signals_key telemetry telemetry_headers telemetry_service
        );
        // Field by field: the secret may come from the environment and the rest from the file.
        for (provider, fields) in over.connections.into_iter().flatten() {
            self.origins.insert("connections", origin("connections"));
            self.layer.connections.get_or_insert_default().entry(provider).or_default().extend(fields);
        }
    }

    fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::Default)
    }

    fn resolve(self) -> Result<Config, ConfigError> {
        let value_error = |key: &'static str, value: &str, accepted| ConfigError::Value {
            key,
            value: value.to_owned(),
            origin: self.origin(key),
            accepted,
        };
        let listen = self.layer.listen.as_deref().unwrap_or("127.0.0.1:8737");
        let listen = address(listen).ok_or_else(|| {
            value_error(
                "listen",
                listen,
                "write an address and port such as 127.0.0.1:8737 or localhost:8737",
            )
        })?;
        let database = self.layer.database.clone();
        if database
            .as_deref()
            .is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://"))
        {
            // The value may hold a password: it is not repeated.
            let accepted = "write a URL such as postgres://isotone@db.example/isotone, or leave it out for the embedded database";
            return Err(value_error("database", "…", accepted));
        }
        let units = match self.layer.units.as_deref() {
            None => UnitSystem::Metric,
            Some(name) => UnitSystem::named(name)
                .ok_or_else(|| value_error("units", name, "write metric, us-customary or imperial"))?,
        };
        let zone = match self.layer.zone.as_deref() {
            None => TimeZone::system(),
            Some(name) => TimeZone::get(name).map_err(|_| {
                value_error("zone", name, "write a zone of the tz database such as Europe/Lisbon")
            })?,
        };
        let forecasts = match self.layer.weather.as_deref() {
            None | Some("open-meteo") => true,
            Some("none") => false,
            Some(other) => return Err(value_error("weather", other, "write open-meteo or none")),
        };
        let max_upload_mb = self.layer.max_upload_mb.unwrap_or(64);
        if !(1..=4096).contains(&max_upload_mb) {
            let given = max_upload_mb.to_string();
            return Err(value_error("max_upload_mb", &given, "write a number from 1 to 4096"));
        }
        let access = match self.layer.access.as_deref() {
            None | Some("accounts") => Access::Accounts,
            Some("open") => Access::Open,
            Some(other) => return Err(value_error("access", other, "write accounts or open")),
        };
        let behind_proxy = match self.layer.proxy.as_deref() {
            None | Some("none") => false,
            Some("trusted") => true,
            Some(other) => return Err(value_error("proxy", other, "write none or trusted")),
        };
        let provider = self.provider()?;
        let connections = self.connections()?;
        let messages = self.messages()?;
        let public_url = self.layer.public_url.clone().filter(|url| !url.trim().is_empty());
        if let Some(url) = public_url.as_deref().filter(|url| !url.starts_with("https://") && !is_local(url))
        {
            let accepted =
                "write where people and providers reach this server, such as https://isotone.example";
            return Err(value_error("public_url", url, accepted));
        }
        let sub_path = match (self.layer.sub_path.as_deref(), public_url.as_deref()) {
            (Some(text), _) => sub_path(text)
                .ok_or_else(|| value_error("sub_path", text, "write a folder such as /isotone"))?,
            (None, Some(url)) => sub_path(path_of(url)).ok_or_else(|| {
                value_error(
                    "public_url",
                    url,
                    "write an address such as https://isotone.example or https://club.example/isotone",
                )
            })?,
            (None, None) => String::new(),
        };
        if let Some(url) = public_url.as_deref().filter(|url| path_of(url).trim_end_matches('/') != sub_path)
        {
            return Err(value_error(
                "public_url",
                url,
                "let it end with sub_path, as in https://club.example/isotone",
            ));
        }
        let keys = [
            "data",
            "database",
            "listen",
            "hosts",
            "origins",
            "log",
            "log_format",
            "units",
            "zone",
            "weather",
            "max_upload_mb",
            "access",
            "proxy",
            "rate_limit",
            "openid_issuer",
            "openid_client",
            "openid_secret",
            "openid_name",
            "openid_accounts",
            "backups",
            "watch",
            "watch_athlete",
            "layouts",
            "public_url",
            "sub_path",
            "connection_key",
            "smtp",
            "smtp_certificate",
            "mail_from",
            "notify_private",
            "push_hosts",
            "fcm",
            "apns",
            "signals",
            "signals_key",
            "telemetry",
            "telemetry_headers",
            "telemetry_service",
            "connections",
        ];
        Ok(Config {
            data: self.layer.data.clone().unwrap_or_else(default_data_folder),
            database,
            listen,
            hosts: self.layer.hosts.as_deref().map(names).unwrap_or_default(),
            cross_origins: self.cross_origins()?,
            log: {
                let text = self.layer.log.as_deref().unwrap_or("warn,isotone=info,server=info,engine=info");
                let accepted =
                    "write error, warn, info, debug or trace, or levels by part such as warn,server=debug";
                logs::filter(text).ok_or_else(|| value_error("log", text, accepted))?
            },
            log_format: self.layer.log_format.unwrap_or_default(),
            units,
            zone,
            forecasts,
            max_upload_mb,
            access,
            behind_proxy,
            requests_per_minute: Some(self.layer.rate_limit.unwrap_or(REQUESTS_PER_MINUTE))
                .filter(|limit| *limit > 0),
            provider,
            backups: self.layer.backups.clone(),
            watch: self.layer.watch.clone(),
            watch_athlete: self.layer.watch_athlete.clone().unwrap_or_else(|| "me".to_owned()),
            layouts: self.layer.layouts.clone(),
            public_url,
            sub_path,
            connection_key: self.layer.connection_key.clone().map(ConnectionKey),
            connections,
            messages,
            signals: self.signals()?,
            telemetry: self.telemetry()?,
            origins: keys.into_iter().map(|key| (key, self.origin(key))).collect(),
        })
    }
}

impl Settings {
    /// The providers that athletes can connect, each checked.
    fn connections(&self) -> Result<BTreeMap<String, connect::providers::Settings>, ConfigError> {
        let origin = self.origin("connections");
        let mut connections = BTreeMap::new();
        for (provider, fields) in self.layer.connections.clone().unwrap_or_default() {
            let mut fields = fields;
            let secret = match fields.remove("secret_file") {
                Some(path) => {
                    let path = PathBuf::from(path);
                    let text = std::fs::read_to_string(&path)
                        .map_err(|source| ConfigError::Unreadable { path, source })?;
                    Some(text.trim_end().to_owned())
                }
                None => fields.remove("secret"),
            };
            let settings =
                connect::providers::Settings { client: fields.remove("client"), secret, options: fields };
            connect::providers::build(&provider, &settings).map_err(|error| ConfigError::Syntax {
                origin: origin.clone(),
                message: error.to_string(),
            })?;
            connections.insert(provider, settings);
        }
        Ok(connections)
    }

    /// The identity provider, of which either everything is known that has to be, or nothing.
    fn provider(&self) -> Result<Option<ProviderSettings>, ConfigError> {
        let layer = &self.layer;
        let wrong = |key: &'static str, value: &str, accepted| ConfigError::Value {
            key,
            value: value.to_owned(),
            origin: self.origin(key),
            accepted,
        };
        let given = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        let makes_accounts = match layer.openid_accounts.as_deref() {
            None | Some("linked") => false,
            Some("new") => true,
            Some(other) => return Err(wrong("openid_accounts", other, "write linked or new")),
        };
        let Some(issuer) = given(&layer.openid_issuer) else {
            if given(&layer.openid_client).is_some() || given(&layer.openid_secret).is_some() {
                return Err(wrong(
                    "openid_issuer",
                    "",
                    "write the provider's address, such as https://accounts.example",
                ));
            }
            return Ok(None);
        };
        let client = given(&layer.openid_client)
            .ok_or_else(|| wrong("openid_client", "", "write the name that the provider gave this server"))?;
        let secret = given(&layer.openid_secret).ok_or_else(|| {
            wrong("openid_secret", "", "write the secret that the provider gave this server")
        })?;
        let host = || {
            let rest = issuer.split_once("://").map_or(&*issuer, |(_, rest)| rest);
            rest.split('/').next().unwrap_or_default().to_owned()
        };
        let name = given(&layer.openid_name).unwrap_or_else(host);
        Ok(Some(ProviderSettings { issuer, client, secret, name, makes_accounts }))
    }
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Where the platform keeps a person's application data.
fn default_data_folder() -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let folder = match std::env::var_os("XDG_DATA_HOME") {
        Some(folder) => Some(PathBuf::from(folder)),
        None if cfg!(target_os = "macos") => home().map(|home| home.join("Library/Application Support")),
        None => home().map(|home| home.join(".local/share")),
    };
    folder.unwrap_or_else(|| PathBuf::from(".")).join("isotone")
}

#[cfg(test)]
mod tests;
