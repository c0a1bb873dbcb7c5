//! `isotone config`: the settings in force and where they came from.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::config::{Config, sample};
use crate::failure::Failure;
use crate::layouts;

/// What to do with the configuration.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Check it and print each setting with where it came from
    Check,
    /// Write a configuration file with every setting, commented out
    Init {
        /// Where to; - prints it
        #[arg(default_value = "isotone.toml")]
        file: PathBuf,
    },
}

/// Writes the sample, and never over a file that is there.
pub(crate) fn init(file: &Path) -> Result<(), Failure> {
    if file == Path::new("-") {
        print!("{}", sample());
        return Ok(());
    }
    let failed = |source| Failure::File { path: file.display().to_string(), source };
    let mut made = std::fs::File::create_new(file).map_err(failed)?;
    made.write_all(sample().as_bytes()).map_err(failed)?;
    println!(
        "{} has every setting, commented out. isotone config check prints what is in force.",
        file.display()
    );
    Ok(())
}

pub(crate) fn run(config: &Config, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Init { file } => init(file),
        Command::Check => {
            let line = |key: &str, value: String| {
                let origin = config.origins.get(key).map(ToString::to_string).unwrap_or_default();
                println!("  {key:<15} {value:<43} ({origin})");
            };
            let known = layouts::known(config.layouts.as_deref(), &[])?;
            println!("The configuration is good.\n");
            line("data", config.data.display().to_string());
            let database =
                if config.database.is_some() { "PostgreSQL (the URL is not shown)" } else { "embedded" };
            line("database", database.to_owned());
            line("listen", config.listen.to_string());
            line(
                "hosts",
                if config.hosts.is_empty() { "of this machine".to_owned() } else { config.hosts.join(", ") },
            );
            line("log", config.log.to_string());
            line("log_format", format!("{:?}", config.log_format).to_lowercase());
            line("units", config.units.name().to_owned());
            line("zone", config.zone.iana_name().unwrap_or("the system's").to_owned());
            line("weather", if config.forecasts { "open-meteo" } else { "none" }.to_owned());
            line("max_upload_mb", config.max_upload_mb.to_string());
            let access = if config.access == server::Access::Accounts { "accounts" } else { "open" };
            line("access", access.to_owned());
            line("proxy", if config.behind_proxy { "trusted" } else { "none" }.to_owned());
            line("rate_limit", config.requests_per_minute.unwrap_or(0).to_string());
            let provider = config.provider.as_ref();
            line("openid_issuer", provider.map_or("none".to_owned(), |provider| provider.issuer.clone()));
            if let Some(provider) = provider {
                line("openid_client", provider.client.clone());
                line("openid_secret", "(not shown)".to_owned());
                line("openid_name", provider.name.clone());
                let accounts = if provider.makes_accounts { "new" } else { "linked" };
                line("openid_accounts", accounts.to_owned());
            }
            let backups = config.backups.as_ref().map(|folder| folder.display().to_string());
            line("backups", backups.unwrap_or_else(|| "none by the server".to_owned()));
            let watched =
                config.watch.as_ref().map_or("none".to_owned(), |folder| folder.display().to_string());
            line("watch", watched);
            line("watch_athlete", config.watch_athlete.clone());
            let kinds: Vec<&str> = known.iter().map(|layout| layout.layout_id.as_str()).collect();
            let folder = config.layouts.as_ref().map(|folder| format!("{}: ", folder.display()));
            line("layouts", format!("{}{}", folder.unwrap_or_default(), kinds.join(", ")));
            line("public_url", config.public_url.clone().unwrap_or_else(|| "none".to_owned()));
            line("sub_path", if config.sub_path.is_empty() { "none" } else { &config.sub_path }.to_owned());
            Ok(())
        }
    }
}

/// Prints the OpenAPI document.
pub(crate) fn openapi() -> Result<(), Failure> {
    let document =
        server::openapi().to_pretty_json().map_err(|error| Failure::Argument(error.to_string()))?;
    println!("{document}");
    Ok(())
}
