//! A mixed load against running instances: `load SECONDS CLIENTS URL…`. Prints how long each kind of request took.
//!
//! Each client goes to the instances in turn, as a load balancer sends it. `bench/store/instances` starts three on
//! one PostgreSQL server and runs this against them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Agent;

/// Athletes who are looked at and written for.
const ATHLETES: u64 = 200;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ask {
    Plan,
    Timeline,
    Profile,
    Upload,
    Test,
    Change,
}

/// Of twenty requests, so many of each: people look more often than they write.
const MIX: [(Ask, u64); 6] = [
    (Ask::Plan, 8),
    (Ask::Timeline, 5),
    (Ask::Profile, 2),
    (Ask::Upload, 3),
    (Ask::Test, 1),
    (Ask::Change, 1),
];

/// How long the answers took, and what went wrong.
#[derive(Default)]
struct Seen {
    times: BTreeMap<Ask, Vec<Duration>>,
    errors: Vec<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match &arguments[..] {
        [seconds, clients, urls @ ..] if !urls.is_empty() => run(seconds, clients, urls),
        _ => Err("say 'load SECONDS CLIENTS URL…'".into()),
    };
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(errors) => {
            eprintln!("load: {errors} errors");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(seconds: &str, clients: &str, urls: &[String]) -> Outcome<usize> {
    let (length, clients) = (Duration::from_secs(seconds.parse()?), clients.parse::<u64>()?);
    for number in 0..ATHLETES {
        introduce(&urls[number as usize % urls.len()], number)?;
    }
    let begun = Instant::now();
    let mut all = Seen::default();
    std::thread::scope(|scope| {
        let work = |client| scope.spawn(move || ask_for(length, client, urls));
        for client in (0..clients).map(work).collect::<Vec<_>>() {
            match client.join() {
                Ok(seen) => {
                    all.errors.extend(seen.errors);
                    for (ask, times) in seen.times {
                        all.times.entry(ask).or_default().extend(times);
                    }
                }
                Err(_) => all.errors.push("a client ended".to_owned()),
            }
        }
    });
    tell(all, begun.elapsed())
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .new_agent()
}

fn introduce(url: &str, number: u64) -> Outcome<()> {
    let of = format!("{url}/api/v1/athletes/load-{number}");
    agent().put(&of).send_json(json!({"body_mass": "71.5 kg", "height": "178 cm"}))?;
    let planned = json!({"start": "2126-06-11 07:00", "sport": "run", "duration": "1 h 30 min",
                         "air_temperature": "27 °C", "relative_humidity": "60 %"});
    agent().post(format!("{of}/planned-sessions")).send_json(planned)?;
    Ok(())
}

fn ask_for(length: Duration, client: u64, urls: &[String]) -> Seen {
    let (agent, mut seen) = (agent(), Seen::default());
    let begun = Instant::now();
    let mut n = 0;
    while begun.elapsed() < length {
        n += 1;
        let ask = drawn(client, n);
        let url = &urls[((client + n) as usize) % urls.len()];
        let athlete = (client * 31 + n * 7) % ATHLETES;
        let asked = Instant::now();
        match request(&agent, url, athlete, ask, client, n) {
            Ok(status) if (200..300).contains(&status) => {
                seen.times.entry(ask).or_default().push(asked.elapsed());
            }
            Ok(status) => seen.errors.push(format!("{ask:?} answered {status}")),
            Err(error) => seen.errors.push(format!("{ask:?}: {error}")),
        }
    }
    seen
}

/// The mix in an order that differs from client to client.
fn drawn(client: u64, n: u64) -> Ask {
    let mut ticket = (n * 7 + client * 3) % MIX.iter().map(|(_, share)| share).sum::<u64>();
    for (ask, share) in MIX {
        match ticket.checked_sub(share) {
            Some(rest) => ticket = rest,
            None => return ask,
        }
    }
    Ask::Plan
}

fn request(agent: &Agent, url: &str, athlete: u64, ask: Ask, client: u64, n: u64) -> Outcome<u16> {
    let of = format!("{url}/api/v1/athletes/load-{athlete}");
    let mut answer = match ask {
        Ask::Plan => agent.get(format!("{of}/plan?date=2126-06-11")).call()?,
        Ask::Timeline => agent.get(format!("{of}/timeline")).call()?,
        Ask::Profile => agent.get(format!("{of}/sweat-profile")).call()?,
        Ask::Upload => {
            let (kind, body) = form(&recording(client * 100_000 + n));
            agent.post(format!("{of}/recordings")).header("content-type", kind).send(body.as_bytes())?
        }
        Ask::Test => agent.post(format!("{of}/sweat-tests")).send_json(test(n))?,
        Ask::Change => agent.put(&of).send_json(json!({"height": "178 cm"}))?,
    };
    let status = answer.status().as_u16();
    // The answer counts when all of it is there.
    answer.body_mut().read_to_vec()?;
    Ok(status)
}

fn test(n: u64) -> Value {
    json!({"sport": "run", "duration": "70 min", "air_temperature": "24 °C", "mass_before": "71.5 kg",
           "mass_after": format!("{:.1} kg", 70.2 + (n % 5) as f64 * 0.1), "drunk": "0.3 l"})
}

/// Half an hour of running, a different half hour for each number.
fn recording(number: u64) -> String {
    let start = jiff::Timestamp::UNIX_EPOCH
        + jiff::SignedDuration::from_secs(1_700_000_000 + number.cast_signed() * 1801);
    let mut track = String::new();
    for minute in 0..=30 {
        let time = start + jiff::SignedDuration::from_mins(minute);
        // Writing to a string does not fail.
        let _ = write!(
            track,
            "<Trackpoint><Time>{time}</Time><DistanceMeters>{}</DistanceMeters></Trackpoint>",
            minute * 190
        );
    }
    format!(
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"Running\"><Id>{start}</Id><Lap StartTime=\"{start}\">\
         <TotalTimeSeconds>1800</TotalTimeSeconds><Track>{track}</Track></Lap></Activity></Activities>\
         </TrainingCenterDatabase>"
    )
}

fn form(file: &str) -> (&'static str, String) {
    let body = format!(
        "--isotone\r\ncontent-disposition: form-data; name=\"file\"; filename=\"run.tcx\"\r\n\
         content-type: application/octet-stream\r\n\r\n{file}\r\n--isotone--\r\n"
    );
    ("multipart/form-data; boundary=isotone", body)
}

fn tell(all: Seen, took: Duration) -> Outcome<usize> {
    let count: usize = all.times.values().map(Vec::len).sum();
    println!("{:<10} {:>8} {:>9} {:>9} {:>9}", "request", "answers", "p50 ms", "p99 ms", "worst ms");
    let everything: Vec<Duration> = all.times.values().flatten().copied().collect();
    let rows = all.times.into_iter().map(|(ask, times)| (format!("{ask:?}").to_lowercase(), times));
    for (name, mut times) in rows.chain([("all".to_owned(), everything)]) {
        times.sort_unstable();
        let at = |share: f64| {
            let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
            times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
        };
        println!("{name:<10} {:>8} {:>9.1} {:>9.1} {:>9.1}", times.len(), at(0.5), at(0.99), at(1.0));
    }
    println!("{:.0} answers/s, {} errors", count as f64 / took.as_secs_f64(), all.errors.len());
    for error in all.errors.iter().take(5) {
        println!("  {error}");
    }
    Ok(all.errors.len())
}
