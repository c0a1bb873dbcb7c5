//! `isotone explain`: the receipt behind a number.

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone explain`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The receipt's name, such as r-4f0c2a91d3be
    receipt: String,
    /// Whose number it is
    #[arg(long, default_value = ME)]
    athlete: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let receipt = open::engine(config).await?.explain(&arguments.athlete, &arguments.receipt).await?;
    if arguments.json {
        return show::json(&receipt, config.units);
    }
    println!("{}", receipt.localised(config.units));
    Ok(())
}
