//! The pages: server-rendered, one file and one template each.

mod account;
mod add;
pub(crate) mod as_text;
pub(crate) mod assets;
mod begin;
mod catalogue;
mod chart;
mod connections;
mod consent;
mod data;
mod drawing;
mod fault;
mod feed;
mod form;
mod frame;
mod home;
pub(crate) mod icons;
mod imports;
mod kiosk;
mod language;
pub(crate) mod letters;
mod log;
mod more;
mod notices;
mod notifications;
mod openid;
mod passkeys;
mod places;
mod plan;
mod prefill;
mod profile;
mod race;
mod receipt;
mod removed;
mod scan;
mod session;
mod settings;
mod sharing;
mod show;
pub(crate) mod sign_in;
mod squad;
mod squad_bottles;
mod squad_heat;
pub(crate) mod squad_report;
mod squad_sessions;
mod squad_team;
mod sweat_test;
mod taken;
mod timeline;
mod today;
mod trends;
mod users;
pub(crate) mod validation;
mod what_if;
mod words;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

pub(crate) use fault::{Fault, in_words};
pub(crate) use frame::Frame;

use crate::language::Language;
use crate::{App, Problem};

/// The routes of the pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/assets/{name}", get(assets::asset))
        .route("/manifest.webmanifest", get(assets::manifest))
        .route("/sw.js", get(assets::worker))
        .route("/offline", get(assets::offline))
        .route("/offline/kept", get(assets::kept))
        .route("/language", post(language::choose))
        .route("/athletes", post(home::begin))
        .route("/teams", post(home::found))
        .route("/a/{athlete}", get(today::show))
        .route("/a/{athlete}/taken", post(taken::say))
        .route("/a/{athlete}/what-if", get(what_if::show))
        .route("/a/{athlete}/race", get(race::show))
        .route("/a/{athlete}/catalogue", get(catalogue::show).post(catalogue::say))
        .route("/a/{athlete}/settings", get(settings::show).post(settings::save))
        .route("/a/{athlete}/more", get(more::show))
        .route("/a/{athlete}/add", get(add::show))
        .route("/a/{athlete}/timeline", get(timeline::show).post(timeline::say))
        .route("/a/{athlete}/timeline/{event}", get(timeline::event::show))
        .route("/a/{athlete}/trends", get(trends::show))
        .route("/a/{athlete}/begin", get(begin::show).post(begin::save))
        .route("/places", get(places::suggest))
        .route("/a/{athlete}/data", get(data::show))
        .route("/a/{athlete}/data/erase", post(data::erase))
        .route("/a/{athlete}/imports", get(imports::show).post(imports::submit))
        .route("/a/{athlete}/imports/{import}", get(imports::files).post(imports::say))
        .route("/a/{athlete}/log", get(log::show).post(log::submit))
        .route("/a/{athlete}/removed", get(removed::show).post(removed::say))
        .route("/a/{athlete}/profile", get(profile::show))
        .route("/a/{athlete}/plan", get(plan::show).post(plan::submit))
        .route("/a/{athlete}/test", get(sweat_test::form).post(sweat_test::submit))
        .route("/a/{athlete}/tests/{test}", get(sweat_test::result))
        .route("/a/{athlete}/scan", get(scan::form).post(scan::submit))
        .route("/a/{athlete}/scan/photo", post(scan::look))
        .route("/a/{athlete}/scan/{reading}", get(scan::drawn))
        .route("/a/{athlete}/receipts/{receipt}", get(receipt::show))
        .route("/validation", get(validation::show))
        .route("/squads/{squad}", get(squad::show))
        .route("/squads/{squad}/team", get(squad_team::show).post(squad_team::say))
        .route("/squads/{squad}/sessions", get(squad_sessions::show).post(squad_sessions::plan))
        .route("/squads/{squad}/sessions/{session}/close", post(squad_sessions::close))
        .route("/squads/{squad}/heat", get(squad_heat::show).post(squad_heat::say))
        .route("/squads/{squad}/notifications", get(notifications::show).post(notifications::save))
        .route("/squads/{squad}/notifications/channels", post(notifications::add))
        .route("/squads/{squad}/notifications/channels/{channel}", post(notifications::change))
        .route("/squads/{squad}/notifications/seen", post(notifications::seen))
        .route("/squads/{squad}/season", get(squad_report::season))
        .route("/squads/{squad}/bottles", get(squad_bottles::show).post(squad_bottles::plan))
        .route("/squads/{squad}/kiosk", post(kiosk::open))
        .route("/kiosk/{token}", get(kiosk::show))
        .route("/consent/{link}", get(consent::show).post(consent::say))
        .route("/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/sign-in/forgotten", post(sign_in::forgotten))
        .route("/sign-in/openid", get(openid::begin))
        .route("/sign-in/openid/return", get(openid::back))
        .route("/account/openid", get(openid::link))
        .route("/account/identities/{identity}/revoke", post(openid::unlink))
        .route("/sign-in/passkey/options", post(passkeys::question))
        .route("/sign-in/passkey", post(passkeys::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/welcome/{link}", get(sign_in::welcome).post(sign_in::enter))
        .route("/share/{link}", get(sign_in::share))
        .route("/account", get(account::show))
        .route("/account/password", post(account::password))
        .route("/account/passkeys/options", post(passkeys::options))
        .route("/account/passkeys", post(passkeys::register))
        .route("/account/passkeys/{passkey}/revoke", post(passkeys::revoke))
        .route("/account/tokens", post(account::make_token))
        .route("/account/tokens/{token}/revoke", post(account::revoke_token))
        .route("/account/sessions/{session}/end", post(account::end_session))
        .route("/squads", post(account::found_squad))
        .route("/a/{athlete}/connections", get(connections::show))
        .route("/a/{athlete}/connections/{provider}/connect", get(connections::begin))
        .route("/a/{athlete}/connections/{provider}/key", post(connections::key))
        .route("/a/{athlete}/connections/{provider}/disconnect", post(connections::disconnect))
        .route("/a/{athlete}/devices", post(connections::add_device))
        .route("/a/{athlete}/devices/{device}/remove", post(connections::remove_device))
        .route("/a/{athlete}/calendars", post(connections::add_calendar))
        .route("/a/{athlete}/calendars/{calendar}/remove", post(connections::remove_calendar))
        .route("/connections/{provider}/return", get(connections::back))
        .route("/connections/{provider}/notices/{hook}", get(notices::hear).post(notices::hear))
        .route("/upload/{token}", post(notices::upload))
        .route("/a/{athlete}/notifications", get(notifications::show).post(notifications::save))
        .route("/a/{athlete}/notifications/channels", post(notifications::add))
        .route("/a/{athlete}/notifications/channels/{channel}", post(notifications::change))
        .route("/a/{athlete}/notifications/seen", post(notifications::seen))
        .route("/a/{athlete}/notifications/calendar", post(notifications::calendar))
        .route("/calendar/{address}", get(feed::show))
        .route("/a/{athlete}/sharing", get(sharing::show).post(sharing::submit))
        .route("/a/{athlete}/sharing/{share}/revoke", post(sharing::revoke))
        .route("/users", get(users::show).post(users::add))
        .route("/users/{user}/link", post(users::link))
        .route("/users/{user}/remove", post(users::remove))
        .route("/squads/{squad}/scan", get(scan::squad))
}

/// A page, or the problem that stood in its way.
pub(crate) type Page = Result<Response, Fault>;

/// A rendered template as an answer.
pub(crate) fn page(template: &impl Template) -> Page {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            let detail = "The page could not be made. The server's log says why.";
            let problem =
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "page", "Something went wrong", detail);
            Err(Fault::of(problem))
        }
    }
}

/// What was refused on a page of a squad, in the reader's language: the first field that is wrong, or what happened.
pub(crate) fn refused(problem: &Problem, language: Language) -> String {
    match problem.errors.first() {
        Some(error) => language.refusal("team-refused", error),
        None => fault::detail(problem, language),
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
    if uri.path().starts_with("/api/") { problem.into_response() } else { Fault::of(problem).into_response() }
}
