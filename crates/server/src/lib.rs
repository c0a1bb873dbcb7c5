//! The faces over HTTP: the JSON API with its OpenAPI document, and the pages. No rules of its own: what is shown comes
//! from [`engine`].

mod access;
mod api;
mod cors;
mod cursor;
mod etag;
mod fields;
mod guard;
mod idempotency;
mod idle;
#[cfg(test)]
mod inert;
mod language;
mod listener;
mod mcp;
mod measure;
mod operations;
mod pages;
mod panics;
mod pdf;
mod problem;
mod remembered;
mod sub_path;
mod wording;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use engine::Engine;
use jiff::tz::TimeZone;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use access::{Attempts, Guess, Limits};

pub use access::Access;
pub use cors::checked_origin;
pub use listener::{PatientListener, PatientStream, Peer};
pub use mcp::serve_on_stdio as assistant_on_stdio;
pub use operations::Operations;
pub use pages::validation::report as validation_report;
pub use problem::{FieldProblem, Problem};
pub use wording::Texts;

/// What the handlers share. Every layer of every request holds one: a clone counts one reference.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What an [`App`] leads to.
pub struct Shared {
    engine: Engine,
    settings: Settings,
    limits: Limits,
    attempts: Attempts,
    exports: Arc<api::Exports>,
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
    /// Origins whose pages may use the API with a token, such as `https://app.example.org`.
    pub origins: Vec<String>,
    /// Whether people are asked who they are.
    pub access: Access,
    /// Whether what `X-Forwarded-For` and `X-Forwarded-Proto` say is a reverse proxy's word.
    pub behind_proxy: bool,
    /// How many requests a minute each caller has; `None` when they are not counted.
    pub requests_per_minute: Option<u32>,
    /// Where people reach this server, such as `https://club.example/isotone`; links that are handed out begin with it. Without
    /// it they begin with the address of the request.
    pub public_url: Option<String>,
    /// The folder of the host that a reverse proxy gives this server, such as `/isotone`; empty at the root.
    pub sub_path: Arc<str>,
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
            origins: Vec::new(),
            access,
            behind_proxy: false,
            requests_per_minute: None,
            public_url: None,
            sub_path: "".into(),
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
            attempts: Attempts::default(),
            exports: Arc::default(),
            stop: watch::Sender::new(false),
            remembered: remembered::Remembered::default(),
            operations: Operations::default(),
        }))
    }

    /// What the server has done, where its jobs are counted too.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// Checks a password, unless too many were guessed before. The guess is counted before it is checked.
    ///
    /// # Errors
    /// Whatever the check answers; [`Guessed::TooOften`] when it was not run.
    async fn guess<T>(
        &self,
        guess: &Guess,
        check: impl Future<Output = Result<T, engine::Error>>,
    ) -> Result<T, Guessed> {
        let now = self.engine.now();
        self.attempts.reserve(guess, now).map_err(Guessed::TooOften)?;
        let checked = check.await;
        match &checked {
            Ok(_) => self.attempts.succeeded(guess, now),
            // It stays counted as a wrong one.
            Err(error) if is_wrong_password(error) => {}
            Err(_) => self.attempts.give_back(guess),
        }
        checked.map_err(Guessed::Refused)
    }

    /// Changes the password of an account in a session, whose guesses of the present one are counted by themselves.
    async fn change_password(
        &self,
        account: &engine::Account,
        old: &str,
        new: &str,
        keep: Option<&str>,
    ) -> Result<(), Problem> {
        let change = self.engine.change_password(&account.id, old, new, keep);
        Ok(self.guess(&Guess::of_session(&account.id), change).await?)
    }

    /// Ends the answers that would go on as long as the server does.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }
}

/// Whether a password was checked and is another one.
fn is_wrong_password(error: &engine::Error) -> bool {
    match error {
        engine::Error::Denied(_) => true,
        engine::Error::Invalid(fields) => fields.iter().any(|field| field.field == "old_password"),
        _ => false,
    }
}

/// Why a guess of a password came to nothing.
enum Guessed {
    /// Too many were wrong: the seconds to wait.
    TooOften(u64),
    /// What the check said.
    Refused(engine::Error),
}

impl From<Guessed> for Problem {
    fn from(guessed: Guessed) -> Self {
        match guessed {
            Guessed::TooOften(wait) => access::too_often(wait),
            Guessed::Refused(error) => error.into(),
        }
    }
}

/// The OpenAPI document of the API of a server on this machine that was told nothing else.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api::described(api::routes().split_for_parts().1, "http://127.0.0.1:8737")
}

/// Where programs find this server: where people reach it, as far as that is known; else on the host that they ask.
fn address_of(settings: &Settings) -> String {
    settings.public_url.clone().unwrap_or_else(|| format!("{}/", settings.sub_path))
}

/// The method and path of every route, as the router matches them.
pub fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    access::policy::RULES.iter().map(|rule| (rule.method, rule.route))
}

/// All routes.
pub fn router(app: App) -> Router {
    let (api, document) = api_of(&app);
    let max_upload = app.settings.max_upload;
    let sub_path = Arc::clone(&app.settings.sub_path);
    let all = Router::new()
        .merge(api.clone())
        .merge(api::docs::routes(document))
        .merge(pages::routes())
        .merge(mcp::route(&app, alone(api, &app)))
        .route_layer(from_fn_with_state(app.clone(), access::gate))
        .fallback(pages::not_found)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), operations::observe))
                .layer(from_fn(etag::of_encoding))
                .layer(CompressionLayer::new().compress_when(worth_compressing()))
                // Pages are rewritten before they are compressed.
                .layer(from_fn_with_state(Arc::clone(&sub_path), sub_path::outwards))
                .layer(from_fn(idle::limit))
                .layer(from_fn_with_state(app.clone(), cors::cors))
                .layer(from_fn_with_state(app.clone(), guard::guard))
                .layer(from_fn_with_state(app.clone(), panics::catch))
                .layer(DefaultBodyLimit::max(max_upload)),
        )
        .with_state(app);
    sub_path::below(&sub_path, all)
}

/// The routes of the API with what stands before each, and the document that describes them.
fn api_of(app: &App) -> (Router<App>, utoipa::openapi::OpenApi) {
    let (api, document) = api::routes().split_for_parts();
    let document = api::described(document, &address_of(&app.settings));
    // The first of a stack is asked first. A stack is one layer to the router: it clones all that is inside each layer for
    // every request.
    let api = api.route_layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(api::MediaTypes::of(&document), api::well_formed))
            .layer(from_fn_with_state(app.clone(), remembered::while_unchanged))
            .layer(from_fn_with_state(app.clone(), etag::conditional))
            .layer(from_fn_with_state(app.clone(), idempotency::once)),
    );
    (api, document)
}

/// The API behind its gate and nothing else, for requests from inside this process.
fn alone(api: Router<App>, app: &App) -> Router {
    api.route_layer(from_fn_with_state(app.clone(), access::gate)).with_state(app.clone())
}

/// An archive is compressed already.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("application/zip"))
}
