//! The faces over HTTP: the JSON API with its OpenAPI document, and the pages. No rules of its own: what is shown comes
//! from [`engine`].

mod access;
mod api;
mod conditional;
mod cursor;
mod fields;
mod guard;
mod idempotency;
#[cfg(test)]
mod inert;
mod language;
mod operations;
mod pages;
mod problem;
mod remembered;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use engine::Engine;
use jiff::tz::TimeZone;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::TimeoutLayer;

use access::Limits;

pub use access::Access;
pub use operations::Operations;
pub use pages::validation::report as validation_report;
pub use problem::{FieldProblem, Problem};

/// What the handlers share. Every layer of every request holds one: a clone counts one reference.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What an [`App`] leads to.
pub struct Shared {
    engine: Engine,
    settings: Settings,
    limits: Limits,
    stop: watch::Sender<bool>,
    remembered: remembered::Remembered,
    operations: Operations,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// How this server was started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Show on every page that the people are simulated.
    pub demo: bool,
    /// The zone of athletes who have not said theirs.
    pub zone: TimeZone,
    /// The largest upload accepted, in bytes.
    pub max_upload: usize,
    /// The host names that it answers to beside those of this machine; `None` when it answers to any.
    pub hosts: Option<Vec<String>>,
    /// Whether people are asked who they are.
    pub access: Access,
    /// Whether what `X-Forwarded-For` and `X-Forwarded-Proto` say is a reverse proxy's word.
    pub behind_proxy: bool,
    /// How many requests a minute each caller has; `None` when they are not counted.
    pub requests_per_minute: Option<u32>,
}

impl Settings {
    /// A server as small as it gets: not a demo, uploads of up to a megabyte, any name, no proxy, nothing counted; athletes who
    /// have not said their zone live in UTC.
    pub fn of(access: Access) -> Self {
        Self {
            demo: false,
            zone: TimeZone::UTC,
            max_upload: 1 << 20,
            hosts: None,
            access,
            behind_proxy: false,
            requests_per_minute: None,
        }
    }
}

impl App {
    /// An application over these use cases.
    pub fn new(engine: Engine, settings: Settings) -> Self {
        Self(Arc::new(Shared {
            engine,
            settings,
            limits: Limits::default(),
            stop: watch::Sender::new(false),
            remembered: remembered::Remembered::default(),
            operations: Operations::default(),
        }))
    }

    /// What the server has done, where its jobs are counted too.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// Ends the answers that would go on as long as the server does.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }
}

/// The OpenAPI document of the API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api::described(api::routes().split_for_parts().1)
}

/// All routes.
pub fn router(app: App) -> Router {
    let (api, document) = api::routes().split_for_parts();
    let max_upload = app.settings.max_upload;
    // The first of a stack is asked first. A stack is one layer to the router: it clones all that is inside each layer for
    // every request.
    let api = api.route_layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(app.clone(), remembered::while_unchanged))
            .layer(from_fn_with_state(app.clone(), conditional::conditional))
            .layer(from_fn_with_state(app.clone(), idempotency::once)),
    );
    Router::new()
        .merge(api)
        .merge(api::docs::routes(api::described(document)))
        .merge(pages::routes())
        .route_layer(from_fn_with_state(app.clone(), access::gate))
        .fallback(pages::not_found)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), operations::observe))
                .layer(CompressionLayer::new().compress_when(worth_compressing()))
                .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(60)))
                .layer(from_fn_with_state(app.clone(), guard::guard))
                .layer(DefaultBodyLimit::max(max_upload)),
        )
        .with_state(app)
}

/// An archive is compressed already.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("application/zip"))
}
