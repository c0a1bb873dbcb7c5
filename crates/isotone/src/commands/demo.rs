//! `isotone demo`: the server on a simulated athlete and squad.

use crate::commands::serve;
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone demo`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The address to listen on [default: 127.0.0.1:8737]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
}

pub(crate) async fn run(config: &Config) -> Result<(), Failure> {
    // The folder goes when the demo ends.
    let folder = tempfile::Builder::new().prefix("isotone-demo-").tempdir()?;
    let engine = open::engine_in(folder.path())?;
    engine.fill_demo(&config.zone).await?;
    let engine = open::with_messages(open::with_calendars(engine, config), config).await?;
    serve::serve(config, engine, true).await
}
