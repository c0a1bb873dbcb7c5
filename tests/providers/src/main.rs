//! Simulated providers behind a port, for programs under test.
//!
//! ```text
//! isotone-providers [--listen ADDRESS] [--seed NUMBER] [--fault WHAT@PATH[*TIMES]]...
//! ```
//!
//! `WHAT` is one of `429`, `429+14` (with `Retry-After`), a status, `html`, `half`, `cut`, `unreachable`, `wrong-json`,
//! `slow`; `PATH` is a part of the addresses that it meets. Everything follows from the seed and what is asked.

use jiff::Timestamp;
use providers::{Misbehaviour, Simulator, World};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    if let Err(words) = run(std::env::args().skip(1)).await {
        eprintln!("{words}");
        std::process::exit(2);
    }
}

async fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut listen, mut seed, mut faults) = ("127.0.0.1:8738".to_owned(), 1, Vec::new());
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--listen" => listen = value,
            "--seed" => seed = value.parse().map_err(|_| "--seed: write a number such as 7".to_owned())?,
            "--fault" => faults.push(fault(&value)?),
            _ => return Err(format!("there is no {name}: use --listen, --seed or --fault")),
        }
    }
    let listener = TcpListener::bind(&listen).await.map_err(|error| format!("{listen}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let simulator = Simulator::new(World::new(Timestamp::now(), seed), &format!("http://{address}"))?;
    for (what, path, times) in faults {
        match times {
            Some(times) => simulator.world().faults.next(times, &path, what),
            None => simulator.world().faults.always(&path, what),
        }
    }
    println!("simulated providers answer at http://{address}");
    simulator.serve(listener).await.map_err(|error| error.to_string())
}

/// `429@/api/v3*3`.
fn fault(text: &str) -> Result<(Misbehaviour, String, Option<u32>), String> {
    let wrong = || format!("--fault {text}: write WHAT@PATH or WHAT@PATH*TIMES, such as 429@/api/v3*3");
    let (what, rest) = text.split_once('@').ok_or_else(wrong)?;
    let (path, times) = match rest.rsplit_once('*') {
        Some((path, times)) => (path, Some(times.parse().map_err(|_| wrong())?)),
        None => (rest, None),
    };
    let what = Misbehaviour::named(what).ok_or_else(|| {
        format!("--fault {text}: there is no {what}: use one of {}", Misbehaviour::NAMES.join(", "))
    })?;
    Ok((what, path.to_owned(), times))
}
