//! How quickly notices of providers are stored, and how long a day of many athletes with four sources each takes, with simulated
//! providers and PostgreSQL. `connections URL ATHLETES RATE SECONDS`; `bench/connections/run` starts a server for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect::providers::{Provider, Settings, SettingsError, build};
use engine::{
    AthleteChanges, Clock, Connections, Engine, Incoming, Keyring, Returning, SystemClock, SystemRandomness,
};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use providers::garmin::{self, GARMIN};
use providers::others::OTHERS;
use providers::strava::Activity;
use providers::withings::WITHINGS;
use providers::{Loopback, STRAVA, Told, World};
use serde_json::json;
use store::Store;
use tokio::task::JoinSet;
use units::Mass;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Tasks that set up and deliver.
const TASKS: usize = 16;
/// Jobs side by side, as a server does them.
const AT_ONCE: usize = 16;
/// How long a worker waits for what may become due.
const PATIENCE: Duration = Duration::from_millis(50);
/// What the providers take: as for an application that was reviewed for so many athletes.
const LIMITS: [u32; 2] = [200_000, 1_000_000];
/// Nothing is due any more when nothing was for so long.
const IDLE: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("connections: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[String]) -> Outcome<()> {
    let [url, athletes, rate, seconds] = arguments else {
        return Err("say 'connections URL ATHLETES RATE SECONDS', such as 16000 2000 20".into());
    };
    let (athletes, rate, seconds): (u64, u64, u64) = (athletes.parse()?, rate.parse()?, seconds.parse()?);
    let bench = Bench::new(url).await?;
    let begun = Instant::now();
    bench.each(athletes, Bench::connect).await?;
    println!("{athletes} athletes connected four sources each in {:.0} s", begun.elapsed().as_secs_f64());
    println!("their past, which is empty, was read in {:.0} s", bench.work_off().await?);
    bench.notices(athletes, rate, seconds).await?;
    println!("what they told of was worked off in {:.0} s", bench.work_off().await?);
    let before = bench.asked();
    let begun = Instant::now();
    bench.each(athletes, Bench::live_a_day).await?;
    let delivered = begun.elapsed().as_secs_f64();
    let worked = bench.work_off().await?;
    let (asked, over) = (bench.asked() - before, bench.web.world().strava.over());
    println!(
        "a day of {athletes} athletes: {delivered:.0} s to take it in, {worked:.0} s to work it off, {asked} requests, {over} beyond the budget"
    );
    let health = bench.engine.provider_health().await?;
    for provider in health {
        let used: Vec<String> =
            provider.windows.iter().map(|window| format!("{} of {}", window.used, window.limit)).collect();
        println!("  {}: {}", provider.id, used.join(", "));
    }
    Ok(())
}

#[derive(Clone)]
struct Bench {
    engine: Engine,
    web: Loopback,
    hooks: Arc<BTreeMap<&'static str, String>>,
}

impl Bench {
    async fn new(url: &str) -> Outcome<Self> {
        let mut world = World::new(SystemClock.now(), 1);
        world.strava.limits = LIMITS;
        let web = Loopback::to(world);
        let store: Arc<dyn Store> = Arc::new(store::Postgres::connect(url, 20).await?);
        let key = Keyring::read(&Keyring::new_key(&SystemRandomness)?)?;
        let connections = Connections::new(registered()?, Arc::new(web.clone()), key)
            .reached_at(Some("https://isotone.test".to_owned()));
        let engine = Engine::new(store, Arc::new(SystemClock)).with_connections(connections);
        let failed = engine.listen().await?;
        if !failed.is_empty() {
            return Err(format!("{failed:?}").into());
        }
        let mut hooks = BTreeMap::new();
        for provider in ["strava", "garmin", "withings", "polar"] {
            let hook = engine.hook(provider).await?;
            hooks.insert(provider, hook.rsplit('/').next().unwrap_or_default().to_owned());
        }
        web.world().garmin.callback = Some(format!("https://isotone.test{}", engine.hook("garmin").await?));
        Ok(Self { engine, web, hooks: Arc::new(hooks) })
    }

    fn asked(&self) -> usize {
        self.web.world().asked.len()
    }

    /// Does the same for every athlete, some at a time.
    async fn each<F>(&self, athletes: u64, what: impl Fn(Self, u64) -> F) -> Outcome<()>
    where
        F: Future<Output = Outcome<()>> + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        for number in 1..=athletes {
            if tasks.len() >= TASKS
                && let Some(done) = tasks.join_next().await
            {
                done??;
            }
            self.web.world().now = SystemClock.now();
            tasks.spawn(what(self.clone(), number));
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        Ok(())
    }

    async fn connect(self, number: u64) -> Outcome<()> {
        let (athlete, user) = (format!("a{number}"), number.to_string());
        let changes = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
        self.engine.put_athlete(&athlete, changes, &TimeZone::UTC).await?;
        for (path, answer) in [
            ("/v3/users", json!({})),
            ("/v3/exercises", json!([])),
            ("/v3/users/sleep", json!({"nights": []})),
        ] {
            self.web.world().others.lay("polar", &user, path, &answer);
        }
        for provider in ["strava", "garmin", "withings", "polar"] {
            let redirect = format!("https://isotone.test/connections/{provider}/return");
            let errand = self.engine.begin_consent(&athlete, provider, "bench", &redirect).await?;
            let back = {
                let world = &mut *self.web.world();
                let (address, seed) = (&errand.address, &mut world.seed);
                match provider {
                    "strava" => {
                        let scopes = ["read", "activity:read", "activity:read_all"];
                        world.strava.consent(address, number, &scopes, seed)
                    }
                    "garmin" => {
                        world.garmin.consent(address, &user, &["ACTIVITY_EXPORT", "HEALTH_EXPORT"], seed)
                    }
                    "withings" => world.withings.consent(address, &user, world.now, seed),
                    _ => world.others.consent(address, provider, &user, seed),
                }
            };
            self.engine.finish_consent(provider, "bench", &returning(&back)).await?;
        }
        Ok(())
    }

    /// A run on the watch, told by Garmin, Strava and Polar, and a weighing.
    async fn live_a_day(self, number: u64) -> Outcome<()> {
        let user = number.to_string();
        let told = {
            let world = &mut *self.web.world();
            let start = world.now - SignedDuration::from_hours(2);
            world.strava.record(number, Activity::run(start, 1800));
            world.garmin.sync(&user, "activities", garmin::run(&user, start, 1800), &mut world.seed);
            world.withings.weigh(&user, start, 70_000, 0);
            let exercise = json!({"id": "day", "sport": "RUNNING", "start_time": start.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                                  "start_time_utc_offset": 0, "duration": "PT30M"});
            world.others.lay("polar", &user, "/v3/exercises/day", &exercise);
            let polar = json!({"event": "EXERCISE", "user_id": number, "entity_id": "day"}).to_string();
            let mut told = world.take_told();
            told.push(Told { provider: "polar", to: String::new(), headers: vec![], body: polar });
            told
        };
        for notice in told {
            self.hear(&notice).await?;
        }
        Ok(())
    }

    async fn hear(&self, told: &Told) -> Outcome<()> {
        let hook = self.hooks.get(told.provider).cloned().unwrap_or_default();
        let incoming = Incoming {
            method: "POST".to_owned(),
            hook,
            query: Vec::new(),
            headers: told.headers.clone(),
            body: told.body.clone().into_bytes(),
        };
        let answered = self.engine.hear(told.provider, &incoming).await?;
        if answered.status == 200 { Ok(()) } else { Err(format!("status {}", answered.status).into()) }
    }

    /// Sends notices at a rate, whether or not the earlier ones are answered, and prints how long they take.
    async fn notices(&self, athletes: u64, rate: u64, seconds: u64) -> Outcome<()> {
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for number in 0..rate * seconds {
            let due = begun + Duration::from_micros(number * 1_000_000 / rate);
            tokio::time::sleep_until(due.into()).await;
            let (bench, owner) = (self.clone(), number % athletes + 1);
            tasks.spawn(async move {
                let body = json!({"object_type": "activity", "object_id": 7_000_000_000 + owner, "aspect_type": "update",
                                  "owner_id": owner, "updates": {}});
                let told =
                    Told { provider: "strava", to: String::new(), headers: vec![], body: body.to_string() };
                bench.hear(&told).await?;
                Outcome::Ok(due.elapsed())
            });
        }
        let mut took = Vec::new();
        while let Some(done) = tasks.join_next().await {
            took.push(done??);
        }
        let whole = begun.elapsed().as_secs_f64();
        took.sort_unstable();
        let at = |share: usize| took.get(took.len() * share / 1000).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
        #[expect(clippy::cast_precision_loss, reason = "thousands")]
        let per_second = took.len() as f64 / whole;
        println!(
            "{} notices at {rate}/s were stored at {per_second:.0}/s: p50 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms",
            took.len(),
            at(500),
            at(990),
            at(999)
        );
        Ok(())
    }

    /// Works until nothing is due, as a server does: some jobs side by side, on one thread. Says how long that took, s.
    async fn work_off(&self) -> Outcome<f64> {
        let (bench, runtime) = (self.clone(), tokio::runtime::Handle::current());
        tokio::task::spawn_blocking(move || runtime.block_on(bench.work())).await?
    }

    async fn work(self) -> Outcome<f64> {
        let begun = Instant::now();
        let mut last = begun;
        let mut worker = self.engine.worker(AT_ONCE);
        while last.elapsed() < IDLE {
            self.web.world().now = SystemClock.now();
            let worked = worker.turn(PATIENCE).await?;
            if let Some((job, error)) = worked.failed.first() {
                return Err(format!("{} {}: {error}", job.kind, job.body).into());
            }
            if worked.done + worked.overtaken > 0 {
                last = Instant::now();
            } else if worker.is_idle() {
                tokio::time::sleep(PATIENCE).await;
            }
        }
        Ok(last.duration_since(begun).as_secs_f64())
    }
}

fn registered() -> Result<Vec<Arc<dyn Provider>>, SettingsError> {
    let registered = |name: &str, client: &str, secret: &str, options: &[(&str, String)]| {
        let options = options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        build(name, &Settings { client: Some(client.into()), secret: Some(secret.into()), options })
    };
    let [quarter, day] = LIMITS;
    let (one, two) = (("limits", quarter.to_string()), ("limits", format!("{quarter},{day}")));
    Ok(vec![
        registered(
            "strava",
            "4711",
            "strava-secret",
            &[
                ("authorize_url", format!("{STRAVA}/oauth/authorize")),
                ("token_url", format!("{STRAVA}/oauth/token")),
                ("api_url", format!("{STRAVA}/api/v3")),
                two.clone(),
            ],
        )?,
        registered(
            "garmin",
            "garmin-client",
            "garmin-secret",
            &[
                ("authorize_url", format!("{GARMIN}/oauth2Confirm")),
                ("token_url", format!("{GARMIN}/oauth/token")),
                ("api_url", GARMIN.to_owned()),
                one.clone(),
            ],
        )?,
        registered(
            "withings",
            "withings-client",
            "withings-secret",
            &[("api_url", WITHINGS.to_owned()), one],
        )?,
        registered(
            "polar",
            "client",
            "secret",
            &[("api_url", format!("{OTHERS}/polar")), ("token_url", format!("{OTHERS}/polar/token")), two],
        )?,
    ])
}

/// What a browser that is sent to this address shows the server.
fn returning(address: &str) -> Returning {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let fields: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let of = |name: &str| fields.get(name).map(|&value| value.to_owned());
    Returning { state: of("state").unwrap_or_default(), code: of("code"), scope: of("scope") }
}
