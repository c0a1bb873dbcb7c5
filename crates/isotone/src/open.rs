//! Wiring: the database, the use cases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use connect::calendar::PublicCalendars;
use connect::notify::{Apns, Fcm, Guard, Outside, OutsideSettings, is_accepted_contact};
use connect::openid::{OpenId, OpenIdSettings};
use connect::providers::{Internet, build};
use connect::signals::Signals;
use connect::weather::{
    CacheLimits, Cached, Climatology, Fallback, MetNorway, MetNorwaySettings, OpenMeteo, OpenMeteoSettings,
    Standby,
};
use engine::{Clock, Connections, Engine, Keyring, Provider, SystemClock, SystemRandomness};
use store::{Postgres, Sqlite, Store, StoreError, is_unfinished_copy};

use crate::config::Config;
use crate::failure::Failure;
use crate::layouts;

const SERVER: &str = "the PostgreSQL server";

/// A forecast that is older is replaced by a second source's, where that has one.
const FORECAST_AGED: jiff::SignedDuration = jiff::SignedDuration::from_hours(6);

/// How many connections one instance holds to PostgreSQL.
const CONNECTIONS: usize = 16;

/// The use cases on the person's own data: the embedded database, or the PostgreSQL server that the settings name.
pub(crate) async fn engine(config: &Config) -> Result<Engine, Failure> {
    // Before the database: a layout that is wrong opens nothing.
    let layouts = config.layouts.as_deref().map(|folder| layouts::known(Some(folder), &[])).transpose()?;
    let engine = with_seal(over(store(config).await?), config)?;
    let engine = with_connections(with_provider(engine, config)?, config)?;
    let mut engine = with_calendars(engine, config);
    if let Some(layouts) = layouts {
        engine = engine.with_patch_layouts(layouts);
    }
    if !config.forecasts {
        return Ok(engine);
    }
    let now: connect::Now = Arc::new(|| SystemClock.now());
    match OpenMeteo::new(OpenMeteoSettings::default(), Arc::clone(&now)) {
        Ok(forecast) => {
            let first = Cached::new(forecast, CacheLimits::default(), Arc::clone(&now));
            let settings = MetNorwaySettings::of(config.public_url.as_deref());
            let Ok(other) = MetNorway::new(settings, Arc::clone(&now)) else {
                return Ok(engine.with_weather(Arc::new(Fallback { first, second: Climatology })));
            };
            let other = Cached::new(other, CacheLimits::default(), Arc::clone(&now));
            let first = Standby::new(first, other, FORECAST_AGED, now);
            Ok(engine.with_weather(Arc::new(Fallback { first, second: Climatology })))
        }
        Err(error) => {
            tracing::warn!(%error, "no forecasts: the usual weather of place and season is used");
            Ok(engine)
        }
    }
}

/// The same with the identity provider of the settings, if there is one. It is asked nothing before somebody signs in by it.
fn with_provider(engine: Engine, config: &Config) -> Result<Engine, Failure> {
    let Some(settings) = &config.provider else { return Ok(engine) };
    let door = OpenId::new(OpenIdSettings {
        issuer: settings.issuer.clone(),
        client: settings.client.clone(),
        secret: settings.secret.clone(),
    })
    .map_err(|error| Failure::Argument(format!("openid_issuer: {error}")))?;
    let (name, makes_accounts) = (settings.name.clone(), settings.makes_accounts);
    Ok(engine.with_provider(Provider { door: Arc::new(door), name, makes_accounts }))
}

/// The same, fetching calendars that athletes follow. Hosts of the operator's own network that messages may be sent to may
/// serve calendars too.
pub(crate) fn with_calendars(engine: Engine, config: &Config) -> Engine {
    match PublicCalendars::new(Guard::allowing(config.messages.private.iter().cloned())) {
        Ok(calendars) => engine.with_calendars(Arc::new(calendars)),
        Err(error) => {
            tracing::warn!(%error, "no calendars can be fetched");
            engine
        }
    }
}

/// The same, sealing secrets of channels with the key that seals what providers give. Instances on PostgreSQL without one
/// leave them open, for a key of one's own each would be no key for the others.
fn with_seal(engine: Engine, config: &Config) -> Result<Engine, Failure> {
    if config.database.is_some() && config.connection_key.is_none() {
        return Ok(engine);
    }
    Ok(engine.with_seal(Arc::new(connection_keys(config)?)))
}

/// The same with the providers of the settings. Nothing is asked before somebody connects.
fn with_connections(engine: Engine, config: &Config) -> Result<Engine, Failure> {
    if config.connections.is_empty() {
        return Ok(engine);
    }
    let wrong = |error: &dyn std::fmt::Display| Failure::Argument(format!("connections: {error}"));
    let mut providers = Vec::new();
    for (name, settings) in &config.connections {
        providers.push(build(name, settings).map_err(|error| wrong(&error))?);
    }
    let web = Internet::new().map_err(|error| wrong(&error))?;
    let keys = connection_keys(config)?;
    let connections = Connections::new(providers, Arc::new(web), keys).reached_at(config.public_url.clone());
    Ok(engine.with_connections(connections))
}

/// The same, sending messages. The key for pushes is made at the first start.
pub(crate) async fn with_messages(engine: Engine, config: &Config) -> Result<Engine, Failure> {
    let keys = match engine.push_keys(push_contact(config)).await {
        Ok(keys) => Some(Arc::new(keys)),
        // Everything else goes on, and nothing is overwritten: the missing key may be found.
        Err(error) if error.is_of_field("connection_key") => {
            tracing::error!(
                %error,
                "no pushes are sent: give the earlier connection_key, or make a new push key with isotone notify new-push-key"
            );
            None
        }
        Err(error) => return Err(error.into()),
    };
    let public = keys.as_ref().map(|keys| keys.public());
    let outside = Outside::new(OutsideSettings {
        guard: Guard::allowing(config.messages.private.iter().cloned()),
        push: keys,
        push_hosts: config.messages.push_hosts.clone(),
        mail: config.messages.mail.clone(),
        fcm: config
            .messages
            .fcm
            .as_ref()
            .map(|file| Fcm::read(&file.0))
            .transpose()
            .map_err(Failure::Argument)?,
        apns: config
            .messages
            .apns
            .as_ref()
            .map(|file| Apns::read(&file.0))
            .transpose()
            .map_err(Failure::Argument)?,
    })
    .map_err(Failure::Argument)?;
    let engine = engine.with_messages(Arc::new(outside), Arc::new(server::Texts), public);
    let Some(signals) = &config.signals else { return Ok(engine) };
    let sink = Signals::new(&signals.place, signals.key.as_deref()).map_err(Failure::Argument)?;
    Ok(engine.with_signals(Arc::new(sink)).await?)
}

/// Whom push services may write to: the public address, else who mail is from; nobody where neither is one that all of them
/// take.
pub(crate) fn push_contact(config: &Config) -> Option<String> {
    let sender = config.messages.mail.as_ref().map(|mail| {
        let address =
            mail.from.rsplit_once('<').map_or(mail.from.as_str(), |(_, rest)| rest.trim_end_matches('>'));
        format!("mailto:{}", address.trim())
    });
    config.public_url.clone().into_iter().chain(sender).find(|contact| is_accepted_contact(contact))
}

/// The keys that seal what providers give: from the settings, or from a file beside the embedded database, which is made when
/// it is missing.
pub(crate) fn connection_keys(config: &Config) -> Result<Keyring, Failure> {
    let read = |text: &str| Keyring::read(text).map_err(Failure::from);
    if let Some(key) = &config.connection_key {
        return read(&key.0);
    }
    if config.database.is_some() {
        let words = "connection_key: instances on PostgreSQL share one key: make it with isotone connections new-key and \
                     give it in ISOTONE_CONNECTION_KEY or ISOTONE_CONNECTION_KEY_FILE";
        return Err(Failure::Argument(words.to_owned()));
    }
    let path = connection_key_file(config);
    match std::fs::read_to_string(&path) {
        Ok(text) => read(&text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = Keyring::new_key(&SystemRandomness)?;
            write_secret(&path, &format!("{key}\n"))?;
            read(&key)
        }
        Err(source) => Err(Failure::File { path: path.display().to_string(), source }),
    }
}

/// The file of the keys beside the embedded database.
pub(crate) fn connection_key_file(config: &Config) -> PathBuf {
    config.data.join("connection.key")
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let failed = |source| Failure::File { path: path.display().to_string(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&beside).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

/// The use cases on the embedded database in a folder, which is made when it is missing.
pub(crate) fn engine_in(folder: &Path) -> Result<Engine, Failure> {
    Ok(over(Arc::new(sqlite(folder)?)))
}

fn over(store: Arc<dyn Store>) -> Engine {
    Engine::new(store, Arc::new(SystemClock))
}

/// The database that the settings name, unless it is half a copy.
pub(crate) async fn store(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    let store = any_store(config).await?;
    let place =
        || config.database.as_ref().map_or_else(|| config.data.display().to_string(), |_| SERVER.to_owned());
    match is_unfinished_copy(&*store).await {
        Ok(false) => Ok(store),
        Ok(true) => Err(Failure::Store { place: place(), source: StoreError::UnfinishedCopy }),
        Err(source) => Err(Failure::Store { place: place(), source }),
    }
}

/// The database that the settings name, even one that a move has not filled yet.
pub(crate) async fn any_store(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    match &config.database {
        Some(url) => Ok(Arc::new(postgres(url).await?)),
        None => Ok(Arc::new(sqlite(&config.data)?)),
    }
}

/// The PostgreSQL server of this URL.
pub(crate) async fn postgres(url: &str) -> Result<Postgres, Failure> {
    let place = SERVER.to_owned();
    Postgres::connect(url, CONNECTIONS).await.map_err(|source| Failure::Store { place, source })
}

/// The embedded database in a folder.
pub(crate) fn sqlite(folder: &Path) -> Result<Sqlite, Failure> {
    let place = folder.display().to_string();
    std::fs::create_dir_all(folder).map_err(|source| Failure::File { path: place.clone(), source })?;
    Sqlite::open(&database_file(folder)).map_err(|source| Failure::Store { place, source })
}

/// The file of the embedded database in a folder.
pub(crate) fn database_file(folder: &Path) -> PathBuf {
    folder.join("isotone.db")
}
