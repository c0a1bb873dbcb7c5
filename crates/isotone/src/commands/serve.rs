//! `isotone serve`: the server on the person's own data.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use engine::{Engine, Secret};
use server::{Access, App, PatientListener, Peer, Settings};
use tokio::net::TcpListener;
use tokio::sync::watch::{Receiver, channel};

use crate::commands::backup;
use crate::config::{Config, reachable};
use crate::failure::Failure;
use crate::telemetry::Telemetry;
use crate::{open, watch, worker};

/// How long a load balancer is given to notice that the server is about to stop.
const NOTICE: Duration = Duration::from_secs(3);

/// How long requests and jobs under way may take once the server stops; what takes longer is cut off. Kubernetes waits
/// half a minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// When subscriptions are looked at first, and how often then; a provider may remove one without a word.
const FIRST_LISTEN: Duration = Duration::from_secs(1);
const LISTEN_EVERY: Duration = Duration::from_secs(24 * 3600);
/// When one that could not be arranged is tried again.
const LISTEN_AGAIN: Duration = Duration::from_secs(600);

/// The flags of `isotone serve`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The address to listen on, such as 0.0.0.0:8737 or localhost:8737 [default: 127.0.0.1:8737]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
}

pub(crate) async fn run(config: &Config, telemetry: Option<Telemetry>) -> Result<(), Failure> {
    let engine = open::with_messages(open::engine(config).await?, config).await?;
    serve(config, engine, false, telemetry).await
}

/// Serves until asked to stop, then lets requests under way finish.
pub(crate) async fn serve(
    config: &Config,
    engine: Engine,
    demo: bool,
    telemetry: Option<Telemetry>,
) -> Result<(), Failure> {
    let max_upload = usize::try_from(config.max_upload_mb << 20).unwrap_or(usize::MAX);
    let listener = TcpListener::bind(config.listen).await.map_err(|source| Failure::File {
        path: format!("{} (is another server running there? --listen takes another address)", config.listen),
        source,
    })?;
    let address = listener.local_addr()?;
    let access = if demo { Access::Open } else { config.access };
    let settings = Settings {
        demo,
        zone: config.zone.clone(),
        max_upload,
        hosts: config.names(),
        origins: config.cross_origins.clone(),
        access,
        behind_proxy: config.behind_proxy,
        requests_per_minute: config.requests_per_minute.filter(|_| access == Access::Accounts),
        public_url: config.public_url.clone(),
        sub_path: config.sub_path.as_str().into(),
    };
    let set_up = if access == Access::Accounts { engine.set_up_link().await? } else { None };
    let asked_to_stop = asked_to_stop()?;
    announce(address, config, demo, set_up.as_ref());
    let app = App::new(engine.clone(), settings);
    let messages = engine.clone();
    let (stop, stopping) = channel(false);
    let work = worker::work(engine.clone(), app.clone(), stopping.clone());
    // On a thread of its own: an import computes for seconds, and no request waits for it.
    let runtime = tokio::runtime::Handle::current();
    let working = tokio::task::spawn_blocking(move || runtime.block_on(work));
    if let Some(folder) = config.backups.clone().filter(|_| !demo) {
        tokio::spawn(backup::daily(config.clone(), folder, stopping.clone()));
    }
    if config.public_url.is_some() {
        tokio::spawn(listen(engine.clone(), stopping.clone()));
    }
    let watched = config.watch.clone().filter(|_| !demo);
    let watched = watched.map(|path| watch::Folder { path, athlete: config.watch_athlete.clone() });
    let watching = watched.map(|folder| watch::spawn(engine, folder, stopping.clone())).transpose()?;
    let router = server::router(app.clone());
    let router = telemetry.iter().fold(router, |router, telemetry| telemetry.beneath(router));
    let router = router.into_make_service_with_connect_info::<Peer>();
    let reporting = telemetry.map(|telemetry| tokio::spawn(telemetry.report(app.clone(), stopping.clone())));
    let mut asked = stopping.clone();
    let serving = axum::serve(PatientListener::new(listener), router).with_graceful_shutdown(async move {
        // An error says that the sender has gone, which is a reason to stop too.
        let _ = asked.wait_for(|stop| *stop).await;
    });
    let serving = tokio::spawn(serving.into_future());
    asked_to_stop.await;
    app.operations().drain();
    if !address.ip().is_loopback() {
        tokio::time::sleep(NOTICE).await;
    }
    // Whoever listens is told; nobody may.
    let _ = stop.send(true);
    app.stop();
    let under_way = async {
        let _ = working.await;
        messages.sent().await;
        if let Some(watching) = watching {
            let _ = watching.await;
        }
        let served = serving.await;
        if let Some(reporting) = reporting {
            let _ = reporting.await;
        }
        served
    };
    match tokio::time::timeout(PATIENCE, under_way).await {
        Ok(ended) => ended.map_err(std::io::Error::other)??,
        Err(_) => tracing::warn!("requests that took longer than {} s were cut off", PATIENCE.as_secs()),
    }
    tracing::info!("stopped");
    Ok(())
}

/// Makes sure, now and every day, that providers send their notices here. A provider asks this server while it is being
/// asked, so this begins when the server answers.
async fn listen(engine: Engine, mut stopping: Receiver<bool>) {
    let mut wait = FIRST_LISTEN;
    loop {
        if tokio::time::timeout(wait, stopping.wait_for(|stop| *stop)).await.is_ok() {
            return;
        }
        wait = match engine.listen().await {
            Ok(failed) if failed.is_empty() => LISTEN_EVERY,
            Ok(failed) => {
                for (provider, error) in failed {
                    tracing::warn!(
                        provider,
                        error,
                        "it does not send notices here yet; lists are read meanwhile"
                    );
                }
                LISTEN_AGAIN
            }
            Err(error) => {
                tracing::warn!(%error, "subscriptions wait for the database");
                LISTEN_AGAIN
            }
        };
    }
}

fn announce(address: SocketAddr, config: &Config, demo: bool, set_up: Option<&Secret>) {
    // The port may have been chosen by the system.
    let config = &Config { listen: address, ..config.clone() };
    let here = format!("http://{}{}", reachable(address), config.sub_path);
    let mut lines = vec![format!("Isotone answers at {here}")];
    let mut line = |what: &str, at: String| lines.push(format!("  {what:<14} {at}"));
    let public = config.link("");
    if public != here {
        line("for people", public);
    }
    if demo {
        line("the athlete", config.link(&format!("/a/{}", engine::demo::ATHLETE)));
        line("the squad", config.link(&format!("/squads/{}", engine::demo::SQUAD)));
        line("the API", config.link("/api/docs"));
        lines.push("Everybody in it is simulated, and nothing is kept. Stop it with Ctrl-C.".to_owned());
    } else {
        let data =
            if config.database.is_some() { "PostgreSQL".into() } else { config.data.display().to_string() };
        line("your data", data);
        if let Some(folder) = &config.watch {
            line("watched", folder.display().to_string());
        }
        line("the API", config.link("/api/docs"));
    }
    if let Some(link) = set_up {
        lines.push(format!("  set it up      {}", config.link(&format!("/welcome/{}", link.expose()))));
        lines.push("                 once, within two days: it makes the first account".to_owned());
    }
    if !address.ip().is_loopback() && (demo || config.access == Access::Open) {
        let note =
            "it answers beyond this machine and asks nobody who they are: keep it in a network you trust";
        lines.push(format!("  note           {note}"));
    }
    // Whoever reads this may have gone: that is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

/// A future that ends when the process is asked to stop. The signals are listened for from this call on, so that one which
/// arrives before the future is awaited is not missed.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// A future that ends when the process is asked to stop.
#[cfg(not(unix))]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without the signal there is nobody to wait for: the process ends as the system ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
