//! `isotone doctor`: what an operator should know, each line with what to do about it.

use std::path::Path;
use std::time::{Duration, Instant};

use engine::Engine;
use jiff::SignedDuration;
use store::Store;

use crate::commands::backup::{dates_in, is_of_the_future};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// A database that takes longer to answer makes every page slow.
const SLOW: Duration = Duration::from_millis(50);

/// Clocks further apart than this lease jobs to two workers.
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(30);

/// A self-check that is older than this did not run last night.
const OLD_CHECK: SignedDuration = SignedDuration::from_hours(50);

/// What was found, and how bad it is.
enum Finding {
    Fine(String),
    Warning(String),
    Fault(String),
}
use Finding::{Fault, Fine, Warning};

pub(crate) async fn run(config: &Config) -> Result<(), Failure> {
    let mut findings = vec![configuration(config)];
    findings.extend(config.backups.as_deref().and_then(backups));
    match &config.database {
        Some(url) => server(url, &mut findings).await,
        None => file(config, &mut findings).await,
    }
    match open::engine(config).await {
        Ok(engine) => {
            // What cannot be read is a finding, not the end of the examination.
            let read = inside(&engine, &mut findings).await;
            let told = messages(&engine, config, &mut findings).await;
            findings.extend([read, told].into_iter().filter_map(Result::err).map(|no| Fault(no.to_string())));
        }
        Err(failure) => findings.push(Fault(failure.to_string())),
    }
    let mut faults = 0;
    for finding in findings {
        match finding {
            Fine(text) => println!("ok       {text}"),
            Warning(text) => println!("warning  {text}"),
            Fault(text) => {
                faults += 1;
                println!("FAULT    {text}");
            }
        }
    }
    if faults == 0 { Ok(()) } else { Err(Failure::Argument(format!("{faults} faults, see above"))) }
}

fn configuration(config: &Config) -> Finding {
    if config.listen.ip().is_loopback() || !config.hosts.is_empty() {
        return Fine(format!("configuration: listens on {}", config.listen));
    }
    Warning(format!("configuration: listens on {} and answers to any name: set hosts", config.listen))
}

/// Backups that were written while the clock was wrong: none of them is removed before its date.
fn backups(folder: &Path) -> Option<Finding> {
    let newest = dates_in(folder).ok()?.into_iter().max()?;
    is_of_the_future(newest).then(|| {
        Warning(format!(
            "{}: a backup is dated {newest}, in the future: the clock was wrong when it was written. Check the clock, and move that file away",
            folder.display()
        ))
    })
}

async fn file(config: &Config, findings: &mut Vec<Finding>) {
    let file = open::database_file(&config.data);
    if !file.exists() {
        findings.push(Warning(format!("{} is not there yet: the first command makes it", file.display())));
        return;
    }
    let store = match open::sqlite(&config.data) {
        Ok(store) => store,
        Err(failure) => return findings.push(Fault(failure.to_string())),
    };
    findings.push(match store.check().await {
        Ok(bytes) => Fine(format!("{}: whole, {:.1} MB", file.display(), bytes as f64 / 1e6)),
        Err(error) => Fault(format!("{}: {error}: restore a backup", file.display())),
    });
    findings.push(answering(&store).await);
}

async fn server(url: &str, findings: &mut Vec<Finding>) {
    let store = match open::postgres(url).await {
        Ok(store) => store,
        Err(failure) => return findings.push(Fault(failure.to_string())),
    };
    match store.server().await {
        Ok(server) => {
            let (name, size) = (server.version, server.bytes as f64 / 1e6);
            findings
                .push(Fine(format!("PostgreSQL {name}: {size:.1} MB, {} connections", server.connections)));
            let apart = server.clock.duration_since(jiff::Timestamp::now());
            findings.push(if apart.abs() > CLOCKS_APART {
                Fault(format!("its clock is {} s off this machine's: set both by NTP", apart.as_secs()))
            } else {
                Fine("its clock agrees with this machine's".to_owned())
            });
            for worker in &server.workers {
                findings.push(match worker.answers {
                    true => Fine(format!("the worker {} answers", worker.address)),
                    false => Fault(format!(
                        "the worker {} does not answer: what lies on it cannot be read or changed; start it, or look why the \
                         coordinator does not reach it",
                        worker.address
                    )),
                });
            }
            if !server.durable {
                let advice = "set fsync and synchronous_commit on, or a crash loses what was acknowledged";
                findings.push(Fault(format!("PostgreSQL does not keep its promises: {advice}")));
            }
        }
        Err(error) => findings.push(Fault(error.to_string())),
    }
    findings.push(answering(&store).await);
}

/// How long the database takes to say where an owner stands, at best of five.
async fn answering(store: &dyn Store) -> Finding {
    let Ok(owner) = store::Owner::new("instance:self") else { return Fine(String::new()) };
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        if let Err(error) = store.revision(&owner).await {
            return Fault(error.to_string());
        }
        best = best.min(begun.elapsed());
    }
    let text = format!("the database answers in {:.2} ms", best.as_secs_f64() * 1e3);
    if best > SLOW { Warning(format!("{text}: move it nearer to this machine")) } else { Fine(text) }
}

/// A reminder that waits longer than this says that no worker runs.
const OVERDUE: SignedDuration = SignedDuration::from_mins(5);

async fn messages(engine: &Engine, config: &Config, findings: &mut Vec<Finding>) -> Result<(), Failure> {
    match engine.oldest_overdue().await? {
        Some((due, athlete)) if engine.now().duration_since(due) > OVERDUE => findings.push(Fault(format!(
            "a reminder of {athlete} was due {due} and was not sent: is a server running?"
        ))),
        _ => findings.push(Fine("no reminder is overdue".to_owned())),
    }
    if open::push_contact(config).is_none() {
        let advice = "Apple devices take no push without one: set public_url, or mail_from, to a public name";
        findings.push(Warning(format!("pushes name no contact; {advice}")));
    }
    Ok(())
}

async fn inside(engine: &Engine, findings: &mut Vec<Finding>) -> Result<(), Failure> {
    let waiting = engine.poisoned_jobs().await?.len();
    findings.push(match waiting {
        0 => Fine("no job waits for a person".to_owned()),
        _ => Warning(format!("{waiting} jobs wait for a person: isotone jobs lists them")),
    });
    let queues = engine.provider_queues().await?;
    for provider in engine.provider_health().await? {
        let name = provider.name;
        if let Some(queue) = queues.get(provider.id) {
            findings.push(queued(name, queue, engine.now()));
        }
        if let Some(why) = provider.blocked {
            findings.push(Fault(format!("{name} refuses this server: {why}")));
        } else if let Some(until) = provider.closed {
            findings.push(Warning(format!(
                "{name} takes no requests until {until}: more athletes than its limits?"
            )));
        } else {
            let windows: Vec<String> = provider
                .windows
                .iter()
                .map(|window| format!("{} of {} in {} s", window.used, window.limit, window.seconds))
                .collect();
            findings.push(Fine(format!("{name}: {} requests", windows.join(", "))));
        }
    }
    for squad in engine.squads().await? {
        findings.push(match engine.check_audit(&squad.id).await? {
            Ok(0) => continue,
            Ok(entries) => {
                Fine(format!("log of {}: {entries} entries, each follows the one before it", squad.name))
            }
            Err(fault) => Fault(format!(
                "log of {}: entry {}: {}: compare a backup",
                squad.name, fault.entry, fault.reason
            )),
        });
    }
    findings.push(match engine.last_self_check().await? {
        None => Warning("no self-check has run yet: it runs at night while the server is up".to_owned()),
        Some(check) if engine.now().duration_since(check.due) > OLD_CHECK => {
            Warning(format!("the last self-check was due {}: is a server running?", check.due))
        }
        Some(check) if check.differences > 0 => {
            let (count, due) = (check.differences, check.due);
            Fault(format!("the self-check of {due} found {count} differences: isotone rebuild shows them"))
        }
        Some(check) if !check.failed.is_empty() => Warning(format!(
            "the self-check of {} could not check {} athletes",
            check.due,
            check.failed.len()
        )),
        Some(check) => {
            Fine(format!("self-check of {}: {} athletes, no difference", check.due, check.athletes))
        }
    });
    Ok(())
}

/// What waits for a provider longer than this is late.
const LATE: SignedDuration = SignedDuration::from_mins(15);

/// The connections with a provider, and what waits for them.
fn queued(name: &str, queue: &engine::ProviderQueue, now: jiff::Timestamp) -> Finding {
    let engine::ProviderQueue { active, needs_consent, waiting, oldest } = *queue;
    let words =
        format!("{name}: {active} connected, {needs_consent} have to connect again, {waiting} waiting");
    match oldest.map(|oldest| now.duration_since(oldest)).filter(|late| *late > LATE) {
        Some(late) => {
            Warning(format!("{words}, the first for {} min: is the server running?", late.as_mins()))
        }
        None => Fine(words),
    }
}
