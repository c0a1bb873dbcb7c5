//! `isotone demo`: the server on a simulated athlete and squad.

use std::net::SocketAddr;
use std::sync::Arc;

use connect::providers::{Internet, Settings, build};
use engine::{Connections, Engine, Keyring, SystemRandomness};
use jiff::{SignedDuration, Timestamp};
use providers::{AT_GARMIN, AT_STRAVA, AT_WITHINGS, Simulator, World, garmin, strava};
use tokio::net::TcpListener;

use crate::commands::serve;
use crate::config::{Config, reachable};
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone demo`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The address to listen on [default: 127.0.0.1:8737]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// Simulate Strava, Garmin and a Withings scale as well, so that the demo athlete can connect them without an account
    #[arg(long)]
    pub(crate) providers: bool,
}

pub(crate) async fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    // The folder goes when the demo ends.
    let folder = tempfile::Builder::new().prefix("isotone-demo-").tempdir()?;
    let engine = open::engine_in(folder.path())?;
    engine.fill_demo(&config.zone).await?;
    if !arguments.providers {
        let engine = open::with_messages(open::with_calendars(engine, config), config).await?;
        return serve::serve(config, engine, true, None).await;
    }
    let listen = free(config.listen)?;
    let public = config.public_url.clone().unwrap_or_else(|| format!("http://{}", reachable(listen)));
    let config = Config { listen, public_url: Some(public), ..config.clone() };
    let engine = simulated(engine, &config).await?;
    let engine = open::with_messages(open::with_calendars(engine, &config), &config).await?;
    serve::serve(&config, engine, true, None).await
}

/// The same address with a port that is free, where the system was to choose one: providers have to know it before.
fn free(listen: SocketAddr) -> Result<SocketAddr, Failure> {
    if listen.port() != 0 {
        return Ok(listen);
    }
    Ok(std::net::TcpListener::bind(listen)?.local_addr()?)
}

/// The same with simulated providers, which answer on a port of their own and tell of what happens on their page.
async fn simulated(engine: Engine, config: &Config) -> Result<Engine, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let simulator = Simulator::new(past(Timestamp::now()), &base).map_err(Failure::Argument)?;
    let wrong = |error: &dyn std::fmt::Display| Failure::Argument(format!("connections: {error}"));
    let mut known = Vec::new();
    let all = [
        ("strava", at_strava(&simulator)),
        ("garmin", at_garmin(&simulator)),
        ("withings", at_withings(&simulator)),
    ];
    for (name, settings) in all {
        known.push(build(name, &settings).map_err(|error| wrong(&error))?);
    }
    let web = Internet::new().map_err(|error| wrong(&error))?;
    let keys = Keyring::read(&Keyring::new_key(&SystemRandomness)?)?;
    let connections = Connections::new(known, Arc::new(web), keys).reached_at(config.public_url.clone());
    let engine = engine.with_connections(connections);
    // Garmin's address for notices is typed on a page of Garmin's.
    let public = config.public_url.clone().unwrap_or_default();
    simulator.world().garmin.callback = Some(format!("{public}{}", engine.hook("garmin").await?));
    println!("Simulated providers answer at {base}");
    tokio::spawn(simulator.serve(listener));
    Ok(engine)
}

/// What the athlete did before connecting: a month of runs, each on the watch and on Strava.
fn past(now: Timestamp) -> World {
    let mut world = World::new(now, 1);
    for days in (2..30).step_by(3) {
        let start = now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now);
        let summary = format!("{}", start.as_second());
        let run = garmin::run(&summary, start, 2700);
        world.garmin.sync(AT_GARMIN, "activities", run, &mut world.seed);
        world.strava.record(AT_STRAVA, strava::Activity::run(start, 2700));
    }
    world.withings.weigh(
        AT_WITHINGS,
        now.saturating_sub(SignedDuration::from_hours(30)).unwrap_or(now),
        61_300,
        0,
    );
    world
}

fn settings(client: &str, secret: &str, options: &[(&str, String)]) -> Settings {
    Settings {
        client: Some(client.to_owned()),
        secret: Some(secret.to_owned()),
        options: options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    }
}

fn at_strava(simulator: &Simulator) -> Settings {
    let world = simulator.world();
    let options = [
        ("authorize_url", simulator.at("/strava/oauth/authorize")),
        ("token_url", simulator.at("/strava/oauth/token")),
        ("api_url", simulator.at("/strava/api/v3")),
        ("revoke_url", simulator.at("/strava/oauth/deauthorize")),
    ];
    settings(&world.strava.client, &world.strava.secret, &options)
}

fn at_garmin(simulator: &Simulator) -> Settings {
    let world = simulator.world();
    let options = [
        ("authorize_url", simulator.at("/garmin/oauth2Confirm")),
        ("token_url", simulator.at("/garmin/oauth/token")),
        ("api_url", simulator.at("/garmin")),
    ];
    settings(&world.garmin.client, &world.garmin.secret, &options)
}

fn at_withings(simulator: &Simulator) -> Settings {
    let world = simulator.world();
    let options = [
        ("authorize_url", simulator.at("/withings/oauth2_user/authorize2")),
        ("api_url", simulator.at("/withings")),
    ];
    settings(&world.withings.client, &world.withings.secret, &options)
}
