//! Isotone: from a sweat test and real days to what to drink and eat, and when.

// First: its macros stand in for the standard library's in all that follows.
#[macro_use]
mod output;

mod commands;
mod config;
mod failure;
mod folder;
mod layouts;
mod logs;
mod open;
#[cfg_attr(feature = "otel", path = "telemetry/on.rs")]
#[cfg_attr(not(feature = "otel"), path = "telemetry/off.rs")]
mod telemetry;
mod watch;
mod watched;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use config::{Config, Layer};
use failure::Failure;
use telemetry::Telemetry;

/// A quarter of a plan's time went to the system's allocator, and the one of static binaries is slower still.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Over the flags that every command takes, after its own.
const EVERYWHERE: &str = "For every command";

/// From a sweat test and real days to what to drink and eat, and when.
///
/// Files and two body weights are enough: no account elsewhere is needed. Education and planning for healthy people; no
/// diagnosis.
#[derive(Parser)]
#[command(version = env!("BUILT_AS"), about, max_term_width = 100)]
struct Arguments {
    /// The configuration file [default: isotone.toml in the current folder, when there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    config: Option<PathBuf>,
    /// The folder that holds the data
    #[arg(long, global = true, value_name = "FOLDER", help_heading = EVERYWHERE)]
    data: Option<PathBuf>,
    /// Units to print and to read ambiguous names in: metric, us-customary or imperial
    #[arg(long, global = true, value_name = "SYSTEM", help_heading = EVERYWHERE)]
    units: Option<String>,
    /// The zone the athlete lives in, such as Europe/Lisbon
    #[arg(long, global = true, value_name = "ZONE", help_heading = EVERYWHERE)]
    zone: Option<String>,
    /// What to log: error, warn, info, debug, or levels by part such as warn,server=debug
    #[arg(long, global = true, value_name = "LEVEL", help_heading = EVERYWHERE)]
    log: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server on a simulated athlete and squad, kept only while it runs
    Demo(commands::demo::Arguments),
    /// Start the server on your own data
    Serve(commands::serve::Arguments),
    /// Take a sweat test: a recording and two body weights
    Test(commands::test::Arguments),
    /// What to drink and eat around the next session
    Plan(commands::plan::Arguments),
    /// A race leg by leg, with what the aid stations offer
    Race(commands::race::Arguments),
    /// The fewest items that cover typed amounts; items of your own
    Basket(commands::basket::Arguments),
    /// The project's items: check them, compare them with a release of public data
    Catalogue(commands::catalogue::Arguments),
    /// How a number was made
    Explain(commands::explain::Arguments),
    /// Take in recordings and calendars: files, folders, addresses
    Import(commands::import::Arguments),
    /// Imports under way in the server: list, show, cancel, resume
    Imports(commands::imports::Arguments),
    /// Calendars that the server follows: list, add, remove
    Calendar(commands::calendar::Arguments),
    /// What happened, day by day
    Timeline(commands::timeline::Arguments),
    /// Type in what no device recorded: weight, drinks, motivation, fatigue, a workout, sleep
    Log(commands::log::Arguments),
    /// Delete something you typed: a sweat test, a reading, a workout, a planned session
    Delete(commands::removed::Delete),
    /// Put back what you deleted or changed in the last 30 days
    Undo(commands::removed::Undo),
    /// How you are expected to sweat, cold to hot
    Profile(commands::profile::Arguments),
    /// Tell who you are: height, sex, year of birth, conditions, what not to eat
    Athlete(commands::athlete::Arguments),
    /// How good the numbers are: sources reproduced, simulations, your own tests
    Validate(commands::validate::Arguments),
    /// Where the numbers come from: sources and coefficients
    Sources(commands::sources::Arguments),
    /// The model of the sweat profile: fit it, show it, put one in place
    #[command(subcommand)]
    Model(commands::model::Command),
    /// Sweat patches: read photos, print sheets, check layouts
    #[command(subcommand)]
    Patch(commands::patch::Command),
    /// Everything of an athlete as one archive that other programs read too
    Export(commands::export::Arguments),
    /// Erase an athlete for good
    Erase(commands::export::Erase),
    /// Write a verified copy of the database, while it is used
    Backup(commands::backup::Arguments),
    /// Put a backup in an empty data folder
    Restore(commands::backup::File),
    /// Copy everything to another database, PostgreSQL or embedded
    Move(commands::backup::To),
    /// Look at everything an operator should know, and say what to do
    Doctor,
    /// Replay what came in, and compare with what is kept
    Rebuild(commands::rebuild::Arguments),
    /// Providers that athletes connect, and the keys that seal what they give
    #[command(subcommand)]
    Connections(commands::connections::Arguments),
    /// Reminders: where they arrive, whether a channel works, what was sent
    Notify(commands::notify::Arguments),
    /// Answer an assistant (Model Context Protocol) on standard input and output
    Mcp(commands::mcp::Arguments),
    /// Jobs that wait for a person, and recurring ones
    Jobs(commands::jobs::Arguments),
    /// Fill the database with simulated athletes, and say how large and how fast it is
    Simulate(commands::simulate::Arguments),
    /// Accounts: who can sign in
    #[command(subcommand)]
    User(commands::user::Command),
    /// Look at the configuration
    #[command(subcommand)]
    Config(commands::config::Command),
    /// Ask the server of this configuration whether it is ready; for health checks of containers
    Health,
    /// Print the OpenAPI document
    Openapi,
    /// Print the completions of a shell, such as bash
    Completions(commands::reference::Shell),
    /// Write the manual pages into a folder
    Man(commands::reference::Folder),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("isotone: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// The variables of the environment, without those that are no UTF-8: none of ours is, and `std::env::vars` panics at them.
fn readable_environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    // What describes the program needs no configuration that is good.
    match &arguments.command {
        Command::Completions(shell) => return commands::reference::completions(Arguments::command(), shell),
        Command::Man(into) => return commands::reference::manual(Arguments::command(), into),
        Command::Config(commands::config::Command::Init { file }) => return commands::config::init(file),
        _ => {}
    }
    let mut flags = Layer {
        data: arguments.data,
        log: arguments.log,
        units: arguments.units,
        zone: arguments.zone,
        ..Layer::default()
    };
    flags.listen = match &arguments.command {
        Command::Demo(of) => of.listen.clone(),
        Command::Serve(of) => of.listen.clone(),
        _ => None,
    };
    let config = Config::read(arguments.config.as_deref(), readable_environment(), flags)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let telemetry = match &arguments.command {
        Command::Serve(_) => Telemetry::start(&config, runtime.handle())?,
        _ => None,
    };
    logs::start(&config, telemetry.as_ref().map(Telemetry::layer));
    runtime.block_on(async {
        match arguments.command {
            Command::Demo(arguments) => commands::demo::run(&config, &arguments).await,
            Command::Serve(_) => commands::serve::run(&config, telemetry).await,
            Command::Test(of) => commands::test::run(&config, of).await,
            Command::Plan(of) => commands::plan::run(&config, of).await,
            Command::Race(of) => commands::race::run(&config, of).await,
            Command::Basket(of) => commands::basket::run(&config, of).await,
            Command::Catalogue(of) => commands::catalogue::run(&of),
            Command::Explain(of) => commands::explain::run(&config, of).await,
            Command::Import(of) => commands::import::run(&config, of).await,
            Command::Imports(of) => commands::imports::run(&config, of).await,
            Command::Calendar(of) => commands::calendar::run(&config, of).await,
            Command::Timeline(of) => commands::timeline::run(&config, of).await,
            Command::Log(of) => commands::log::run(&config, of).await,
            Command::Delete(of) => commands::removed::delete(&config, of).await,
            Command::Undo(of) => commands::removed::undo(&config, of).await,
            Command::Profile(of) => commands::profile::run(&config, of).await,
            Command::Athlete(of) => commands::athlete::run(&config, of).await,
            Command::Validate(of) => commands::validate::run(&config, of).await,
            Command::Sources(of) => commands::sources::run(&config, &of),
            Command::Model(of) => commands::model::run(&config, of).await,
            Command::Patch(of) => commands::patch::run(&config, &of),
            Command::Export(of) => commands::export::export(&config, of).await,
            Command::Erase(of) => commands::export::erase(&config, of).await,
            Command::Backup(of) => commands::backup::backup(&config, of).await,
            Command::Restore(of) => commands::backup::restore(&config, &of),
            Command::Move(of) => commands::backup::move_data(&config, of).await,
            Command::Doctor => commands::doctor::run(&config).await,
            Command::Rebuild(of) => commands::rebuild::run(&config, of).await,
            Command::Connections(of) => commands::connections::run(&config, of).await,
            Command::Notify(of) => commands::notify::run(&config, of).await,
            Command::Mcp(of) => commands::mcp::run(&config, of).await,
            Command::Jobs(of) => commands::jobs::run(&config, of).await,
            Command::Simulate(of) => commands::simulate::run(&config, of).await,
            Command::User(of) => commands::user::run(&config, of).await,
            Command::Config(of) => commands::config::run(&config, &of),
            Command::Health => commands::health::run(&config),
            Command::Openapi => commands::config::openapi(),
            Command::Completions(_) | Command::Man(_) => Ok(()),
        }
    })
}
