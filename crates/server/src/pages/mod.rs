//! The pages: server-rendered, one file and one template each.

mod assets;
mod athlete;
mod chart;
mod home;
mod plan;
mod profile;
mod receipt;
mod show;
mod squad;
mod sweat_test;
mod timeline;
mod today;
pub(crate) mod validation;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::{App, Problem};

/// The routes of the pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/assets/{name}", get(assets::asset))
        .route("/manifest.webmanifest", get(assets::manifest))
        .route("/a/{athlete}", get(today::show))
        .route("/a/{athlete}/timeline", get(timeline::show).post(timeline::say))
        .route("/a/{athlete}/profile", get(profile::show))
        .route("/a/{athlete}/plan", get(plan::show).post(plan::submit))
        .route("/a/{athlete}/test", get(sweat_test::form).post(sweat_test::submit))
        .route("/a/{athlete}/tests/{test}", get(sweat_test::result))
        .route("/a/{athlete}/receipts/{receipt}", get(receipt::show))
        .route("/athletes", post(athlete::create))
        .route("/validation", get(validation::show))
        .route("/squads/{squad}", get(squad::show))
}

/// What every page of an athlete shows around its own.
pub(crate) struct Frame {
    pub(crate) demo: bool,
    /// The athlete the tabs belong to: name in addresses and for people.
    pub(crate) athlete: Option<(String, String)>,
    /// The tab that is open.
    pub(crate) tab: &'static str,
}

impl Frame {
    pub(crate) fn plain(app: &App) -> Self {
        Self { demo: app.settings.demo, athlete: None, tab: "" }
    }

    pub(crate) fn of(app: &App, athlete: &engine::AthleteRecord, tab: &'static str) -> Self {
        Self { demo: app.settings.demo, athlete: Some((athlete.id.clone(), athlete.name.clone())), tab }
    }
}

/// A page, or the problem that stood in its way.
pub(crate) type Page = Result<Response, Fault>;

/// A problem shown as a page.
pub(crate) struct Fault(Problem);

impl<E: Into<Problem>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    problem: Problem,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = self.0.status_code();
        let frame = Frame { demo: false, athlete: None, tab: "" };
        let page = ProblemPage { frame, problem: self.0 }.render().unwrap_or_default();
        (status, Html(page)).into_response()
    }
}

/// A rendered template as an answer.
pub(crate) fn page(template: &impl Template) -> Page {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            let detail = "The page could not be made. The server's log says why.";
            let problem =
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "page", "Something went wrong", detail);
            Err(Fault(problem))
        }
    }
}

/// Any other address.
pub(crate) async fn not_found(uri: axum::http::Uri) -> Response {
    let problem = Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "There is nothing here",
        format!("'{}' is not an address of this server.", uri.path()),
    );
    if uri.path().starts_with("/api/") { problem.into_response() } else { Fault(problem).into_response() }
}
