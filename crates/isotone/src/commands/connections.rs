//! `isotone connections`: the providers of this server, and the keys that seal what they give.

use engine::{Keyring, SystemRandomness};

use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// What `isotone connections` does.
#[derive(clap::Subcommand)]
pub(crate) enum Arguments {
    /// Show the providers, their budgets and the addresses for their settings
    Show,
    /// Print a new key, for connection_key
    NewKey,
    /// Seal every stored token anew with the first key; makes that key where keys are in a file
    Reseal,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    match arguments {
        Arguments::Show => show(config).await,
        Arguments::NewKey => {
            println!("{}", Keyring::new_key(&SystemRandomness)?);
            Ok(())
        }
        Arguments::Reseal => reseal(config).await,
    }
}

async fn show(config: &Config) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let health = engine.provider_health().await?;
    if health.is_empty() {
        println!("no provider is set up: docs/connections.md says how");
    }
    for provider in health {
        println!("{}: {} requests ever", provider.name, provider.requests);
        for window in provider.windows {
            println!("  {:>6} s  {} of {} requests used", window.seconds, window.used, window.limit);
        }
        if let Some(until) = provider.closed {
            println!("  asked to be left alone until {until}");
        }
        if let Some(why) = provider.blocked {
            println!("  refuses this server: {why}");
        }
        let public = config.public_url.as_deref().unwrap_or("https://YOUR-SERVER");
        println!("  athletes come back to  {public}/connections/{}/return", provider.id);
        println!("  notices are sent to    {public}{}", engine.hook(provider.id).await?);
    }
    Ok(())
}

/// With keys in a file a new one is put before the others, everything is sealed anew, and the others are removed.
async fn reseal(config: &Config) -> Result<(), Failure> {
    let path = open::connection_key_file(config);
    let in_file = config.connection_key.is_none() && config.database.is_none();
    let mut fresh = None;
    if in_file {
        open::connection_keys(config)?;
        let known = std::fs::read_to_string(&path)
            .map_err(|source| Failure::File { path: path.display().to_string(), source })?;
        let key = Keyring::new_key(&SystemRandomness)?;
        open::write_secret(&path, &format!("{key}\n{known}"))?;
        fresh = Some(key);
    }
    let count = open::engine(config).await?.reseal_secrets().await?;
    if let Some(key) = fresh {
        open::write_secret(&path, &format!("{key}\n"))?;
    }
    println!("{count} secrets are sealed with the new key; restart running servers");
    Ok(())
}
