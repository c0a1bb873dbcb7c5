//! Health, for whoever runs the server.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, Problem};

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    status: String,
    /// The version of the program.
    version: String,
    /// The version of the models.
    model: String,
}

fn ok() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: evidence::MODEL_VERSION.to_owned(),
    })
}

/// The process runs.
#[utoipa::path(get, path = "/health", tag = "operations", responses((status = 200, body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    ok()
}

/// The process runs, its database answers, and it is not about to stop.
#[utoipa::path(
    get, path = "/ready", tag = "operations",
    responses((status = 200, body = Health), (status = 503, body = Problem))
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    if app.operations.draining() {
        let detail = "It answers what is under way; ask another.";
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "draining",
            "This server is about to stop",
            detail,
        ));
    }
    app.engine.ready().await?;
    Ok(ok())
}

/// What the server has done since it started, in Prometheus' text format: how many requests to each route, how long they
/// took, jobs. Requests are counted by route and status, never by whom or about whom.
#[utoipa::path(
    get, path = "/metrics", tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain"))
)]
pub(crate) async fn metrics(
    State(app): State<App>,
) -> Result<([(HeaderName, &'static str); 1], String), Problem> {
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.exposition().await?))
}

impl App {
    /// What `/metrics` answers: everything that is counted, in Prometheus' text format.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exposition(&self) -> Result<String, engine::Error> {
        let mut text = self.operations.exposition();
        connections(self, &mut text).await?;
        messages(self, &mut text);
        Ok(text)
    }
}

/// What became of messages, and how late the last one was.
fn messages(app: &App, text: &mut String) {
    let counts = app.engine.message_counts();
    let outcomes = [
        ("accepted", counts.accepted),
        ("refused", counts.refused),
        ("later", counts.later),
        ("gone", counts.gone),
        ("missed", counts.missed),
    ];
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "# HELP isotone_messages_total Reminders of this instance; later: tried again; gone: the channel was removed; missed: too late or too many.\n# TYPE isotone_messages_total counter"
    );
    for (outcome, count) in outcomes {
        let _ = writeln!(text, "isotone_messages_total{{outcome=\"{outcome}\"}} {count}");
    }
    let _ = writeln!(
        text,
        "# HELP isotone_message_lag_seconds How late the reminder was that was claimed last.\n# TYPE isotone_message_lag_seconds gauge\nisotone_message_lag_seconds {}",
        counts.lag
    );
}

/// What providers sent, and what is left of their budgets.
async fn connections(app: &App, text: &mut String) -> Result<(), engine::Error> {
    let health = app.engine.provider_health().await?;
    if health.is_empty() {
        return Ok(());
    }
    let counts = app.engine.notice_counts();
    let mut family = |name: &str, kind: &str, help: &str, values: Vec<(String, u64)>| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in values {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let of = |outcome: &str, count: u64| (format!("{{outcome=\"{outcome}\"}}"), count);
    family(
        "isotone_notices_total",
        "counter",
        "Notices of providers to this instance; refused: not believed or unreadable; unknown: of nobody here.",
        vec![of("all", counts.all), of("refused", counts.refused), of("unknown", counts.unknown)],
    );
    let work = app.engine.connection_work_counts();
    family(
        "isotone_connection_work_total",
        "counter",
        "Work of this instance for connections; later: put off.",
        vec![of("done", work.done), of("later", work.later)],
    );
    family(
        "isotone_connection_lag_seconds",
        "gauge",
        "How late the work was that was begun last.",
        vec![(String::new(), work.lag)],
    );
    let windows = |value: fn(&engine::BudgetWindow) -> u32| {
        let of = |provider: &engine::ProviderHealth| {
            let row = |window: &engine::BudgetWindow| {
                let labels = format!("{{provider=\"{}\",seconds=\"{}\"}}", provider.id, window.seconds);
                (labels, u64::from(value(window)))
            };
            provider.windows.iter().map(row).collect::<Vec<_>>()
        };
        health.iter().flat_map(of).collect::<Vec<_>>()
    };
    family("isotone_provider_requests_used", "gauge", "Requests counted in the window.", windows(|w| w.used));
    family(
        "isotone_provider_requests_limit",
        "gauge",
        "Requests that the window takes.",
        windows(|w| w.limit),
    );
    let closed = |provider: &engine::ProviderHealth| {
        let closed = provider.closed.is_some() || provider.blocked.is_some();
        (format!("{{provider=\"{}\"}}", provider.id), u64::from(closed))
    };
    family(
        "isotone_provider_closed",
        "gauge",
        "1 while the provider takes no requests.",
        health.iter().map(closed).collect(),
    );
    Ok(())
}
