//! Notices a second: `notices DATABASE_URL [PER_SECOND] [SECONDS] [ATHLETES]`. Prints how long each took until it was answered,
//! which is when it is stored.
//!
//! A server of this process takes notices of a simulated Strava over HTTP, at a steady pace whatever it answers (a slow answer
//! delays no other), about activities of many athletes. The database has to be empty; `bench/store/instances` shows how one is
//! started.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect::providers::{Settings, build};
use engine::{AthleteChanges, Connections, Engine, Keyring, Returning, SystemClock};
use jiff::tz::TimeZone;
use providers::{Loopback, STRAVA, World};
use server::{App, Peer};
use store::Postgres;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use units::Mass;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Connections over which notices come, as from a provider's own pool.
const LINES: usize = 64;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("notices: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[String]) -> Outcome<()> {
    let url = arguments.first().ok_or("say 'notices DATABASE_URL [PER_SECOND] [SECONDS] [ATHLETES]'")?;
    let number = |at: usize, or: u64| arguments.get(at).map_or(Ok(or), |text| text.parse::<u64>());
    let (rate, seconds, athletes) = (number(1, 2000)?, number(2, 10)?, number(3, 500)?);
    let (engine, hook) = with_athletes(url, athletes).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = App::new(engine, server::Settings::of(server::Access::Open));
    let router = server::router(app).into_make_service_with_connect_info::<Peer>();
    tokio::spawn(axum::serve(server::PatientListener::new(listener), router).into_future());
    let mut lines = Vec::new();
    for _ in 0..LINES {
        lines.push(Arc::new(Mutex::new(TcpStream::connect(address).await?)));
    }
    let (begun, count) = (Instant::now(), rate * seconds);
    let mut sent = Vec::new();
    for notice in 0..count {
        let due = begun + Duration::from_secs_f64(notice as f64 / rate as f64);
        tokio::time::sleep_until(due.into()).await;
        let body = format!(
            r#"{{"object_type":"activity","object_id":{},"aspect_type":"create","owner_id":{},"event_time":1}}"#,
            9_000_000_000_u64 + notice,
            1 + notice % athletes
        );
        let request = format!(
            "POST {hook} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let line = Arc::clone(&lines[usize::try_from(notice)? % LINES]);
        // Measured from when it was due: what waits for a line waits for us.
        sent.push(tokio::spawn(async move {
            let status = ask(&mut *line.lock().await, &request).await;
            (due.elapsed(), status)
        }));
    }
    let (mut times, mut refused) = (Vec::new(), 0_u32);
    for answer in sent {
        let (took, status) = answer.await?;
        times.push(took);
        refused += u32::from(!status.is_ok_and(|status| status == 200));
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{count} notices in {took:.1} s ({:.0} a second), {refused} refused: median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, worst {:.1} ms",
        count as f64 / took,
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
    Ok(())
}

/// Sends a request and reads its answer; the status.
async fn ask(line: &mut TcpStream, request: &str) -> std::io::Result<u16> {
    line.write_all(request.as_bytes()).await?;
    let (mut read, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = line.read(&mut chunk).await?;
        read.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0));
            }
        }
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// An engine with athletes who have connected a simulated Strava, and the address for its notices.
async fn with_athletes(url: &str, athletes: u64) -> Outcome<(Engine, String)> {
    let web = Loopback::to(World::new(jiff::Timestamp::now(), 1));
    let options = [
        ("authorize_url", format!("{STRAVA}/oauth/authorize")),
        ("token_url", format!("{STRAVA}/oauth/token")),
        ("api_url", format!("{STRAVA}/api/v3")),
        ("revoke_url", format!("{STRAVA}/oauth/deauthorize")),
    ];
    let settings = Settings {
        client: Some("4711".to_owned()),
        secret: Some("strava-secret".to_owned()),
        options: options.map(|(name, value)| (name.to_owned(), value)).into(),
    };
    let keys = Keyring::read("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")?;
    let connections = Connections::new([build("strava", &settings)?], Arc::new(web.clone()), keys);
    let store = Arc::new(Postgres::connect(url, 16).await?);
    let engine = Engine::new(store, Arc::new(SystemClock)).with_connections(connections);
    for number in 1..=athletes {
        let (name, redirect) = (format!("a{number}"), "https://isotone.test/connections/strava/return");
        let changes = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
        engine.put_athlete(&name, changes, &TimeZone::UTC).await?;
        let errand = engine.begin_consent(&name, "strava", "bench", redirect).await?;
        let back = {
            let world = &mut *web.world();
            world.strava.consent(&errand.address, number, &["read", "activity:read_all"], &mut world.seed)
        };
        let field = |name: &str| {
            let query = back.split_once('?').map_or("", |(_, query)| query);
            let pair = query.split('&').find_map(|pair| pair.split_once('=').filter(|(of, _)| *of == name));
            pair.map(|(_, value)| value.to_owned())
        };
        let returning = Returning {
            state: field("state").unwrap_or_default(),
            code: field("code"),
            scope: field("scope"),
        };
        engine.finish_consent("strava", "bench", &returning).await?;
    }
    let hook = engine.hook("strava").await?;
    Ok((engine, hook))
}
