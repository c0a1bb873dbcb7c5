//! Wiring: the database, the use cases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use connect::openid::{OpenId, OpenIdSettings};
use connect::weather::{CacheLimits, Cached, Climatology, Fallback, OpenMeteo, OpenMeteoSettings};
use engine::{Clock, Engine, Provider, SystemClock};
use store::{Postgres, Sqlite, Store};

use crate::config::Config;
use crate::failure::Failure;
use crate::layouts;

/// How many connections one instance holds to PostgreSQL.
const CONNECTIONS: usize = 16;

/// The use cases on the person's own data: the embedded database, or the PostgreSQL server that the settings name.
pub(crate) async fn engine(config: &Config) -> Result<Engine, Failure> {
    // Before the database: a layout that is wrong opens nothing.
    let layouts = config.layouts.as_deref().map(|folder| layouts::known(Some(folder), &[])).transpose()?;
    let mut engine = with_provider(over(store(config).await?), config)?;
    if let Some(layouts) = layouts {
        engine = engine.with_patch_layouts(layouts);
    }
    if !config.forecasts {
        return Ok(engine);
    }
    let now: connect::Now = Arc::new(|| SystemClock.now());
    match OpenMeteo::new(OpenMeteoSettings::default(), Arc::clone(&now)) {
        Ok(forecast) => {
            let first = Cached::new(forecast, CacheLimits::default(), now);
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

/// The use cases on the embedded database in a folder, which is made when it is missing.
pub(crate) fn engine_in(folder: &Path) -> Result<Engine, Failure> {
    Ok(over(Arc::new(sqlite(folder)?)))
}

fn over(store: Arc<dyn Store>) -> Engine {
    Engine::new(store, Arc::new(SystemClock))
}

/// The database that the settings name.
pub(crate) async fn store(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    match &config.database {
        Some(url) => Ok(Arc::new(postgres(url).await?)),
        None => Ok(Arc::new(sqlite(&config.data)?)),
    }
}

/// The PostgreSQL server of this URL.
pub(crate) async fn postgres(url: &str) -> Result<Postgres, Failure> {
    let place = "the PostgreSQL server".to_owned();
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
