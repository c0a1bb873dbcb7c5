//! Wiring: the log, the database, the use cases.

use std::path::Path;
use std::sync::Arc;

use engine::{Engine, SystemClock};
use store::Sqlite;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::failure::Failure;

/// Starts the log, on the error output.
pub(crate) fn logging(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let _ = match config.log_format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// The use cases on the person's own data.
pub(crate) fn engine(config: &Config) -> Result<Engine, Failure> {
    engine_in(&config.data)
}

/// The use cases on the data in a folder, which is made when it is missing.
pub(crate) fn engine_in(folder: &Path) -> Result<Engine, Failure> {
    let shown = folder.display().to_string();
    std::fs::create_dir_all(folder).map_err(|source| Failure::File { path: shown.clone(), source })?;
    let store = Sqlite::open(&folder.join("isotone.db"))
        .map_err(|source| Failure::Store { folder: shown, source })?;
    Ok(Engine::new(Arc::new(store), Arc::new(SystemClock)))
}
