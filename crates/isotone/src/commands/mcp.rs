//! `isotone mcp`: the tools for an assistant on this machine, on standard input and output.

use server::{Access, App, Settings, assistant_on_stdio};

use super::ME;
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone mcp`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The athlete meant when the assistant names none
    #[arg(long, value_name = "NAME", default_value = ME)]
    athlete: String,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::with_messages(open::engine(config).await?, config).await?;
    // Whoever starts the program can read the database anyway.
    let settings = Settings { zone: config.zone.clone(), ..Settings::of(Access::Open) };
    let app = App::new(engine, settings);
    let Arguments { athlete } = arguments;
    Ok(assistant_on_stdio(app, &athlete).await?)
}
