//! Coming in and going out: signing in, one-time links, links that athletes share, signing out.

use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, RequestExt};
use engine::Purpose;
use serde::Deserialize;

use super::{Fault, Frame, Page, letters, openid, page};
use crate::access::cookie::Cookie;
use crate::access::{Access, Guess, Who, address as address_of, is_https, too_often};
use crate::cursor::encoded;
use crate::language::Language;
use crate::{App, Guessed, Problem};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    /// Where to go afterwards.
    next: String,
    login: String,
    fault: String,
    /// Nobody has an account yet.
    fresh: bool,
    /// The identity provider by which people can sign in too; empty where there is none.
    provider: String,
    /// Whoever forgot the password is sent a link.
    mails: bool,
    /// A link was asked for just now.
    asked: bool,
}

/// The address of the sign-in page that leads back to `next`.
pub(crate) fn address(next: &str) -> String {
    if next == "/" {
        return "/sign-in".to_owned();
    }
    format!("/sign-in?next={}", encoded(next))
}

/// A path of this server, whatever was asked for: nobody is sent elsewhere after signing in.
pub(super) fn local(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    if own { next } else { "/" }
}

#[derive(Deserialize)]
pub(crate) struct Next {
    pub(super) next: Option<String>,
    /// Set after a link to a forgotten password was asked for.
    #[serde(default)]
    asked: Option<String>,
}

/// Servers that are open to everybody have nothing to sign in to.
fn asks(app: &App) -> Result<(), Redirect> {
    if app.settings.access == Access::Accounts { Ok(()) } else { Err(Redirect::to("/")) }
}

/// What asks people who they are is there on servers that do.
pub(super) fn asks_for_accounts(app: &App) -> Result<(), Problem> {
    asks(app).map_err(|_| {
        let detail = "This server is open to whoever reaches it, and has no accounts.";
        Problem::new(StatusCode::NOT_FOUND, "no-accounts", "There are no accounts here", detail)
    })
}

/// An answer with which the person of an account is signed in.
pub(super) async fn signed_in(
    app: &App,
    account: &engine::Account,
    headers: &HeaderMap,
    to: Response,
) -> Result<Response, engine::Error> {
    let session = app.engine.begin_session(&account.id, &device(headers)).await?;
    Ok(with_cookie(to, Cookie::Session.set(session.expose(), is_https(app, headers))))
}

pub(crate) async fn form(
    State(app): State<App>,
    language: Language,
    Query(query): Query<Next>,
    who: Who,
) -> Page {
    let next = local(query.next.as_deref().unwrap_or("/")).to_owned();
    if let Err(home) = asks(&app) {
        return Ok(home.into_response());
    }
    if who.0.account().is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let fresh = !app.engine.has_administrator().await?;
    page(&SignIn {
        frame: Frame::plain(&app, language),
        next,
        login: String::new(),
        fault: String::new(),
        fresh,
        provider: openid::name(&app),
        mails: letters::are_sent(&app),
        asked: query.asked.is_some(),
    })
}

/// The name and the password of a sign-in form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Credentials {
    login: String,
    password: String,
    next: String,
}

pub(crate) async fn submit(State(app): State<App>, language: Language, request: Request) -> Page {
    if let Err(home) = asks(&app) {
        return Ok(home.into_response());
    }
    let headers = request.headers().clone();
    let from = address_of(&headers, request.extensions(), app.settings.behind_proxy);
    let from = from.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
    let Form(given): Form<Credentials> = request
        .extract()
        .await
        .map_err(|_| Problem::malformed("The form was not understood: send it again."))?;
    let guess = Guess::of_login(&given.login, &from);
    match app.guess(&guess, app.engine.sign_in(&given.login, &given.password)).await {
        Ok(account) => {
            let to = Redirect::to(local(&given.next)).into_response();
            Ok(signed_in(&app, &account, &headers, to).await?)
        }
        Err(Guessed::TooOften(wait)) => {
            let fault = in_words(language, wait);
            let mut answer = again(&app, language, &given, fault, StatusCode::TOO_MANY_REQUESTS)?;
            answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
            Ok(answer)
        }
        Err(Guessed::Refused(engine::Error::Denied(_))) => {
            again(&app, language, &given, language.t("access-wrong"), StatusCode::FORBIDDEN)
        }
        Err(Guessed::Refused(error)) => Err(error.into()),
    }
}

fn again(app: &App, language: Language, given: &Credentials, fault: String, status: StatusCode) -> Page {
    let next = local(&given.next).to_owned();
    let login = given.login.clone();
    let (frame, provider) = (Frame::plain(app, language), openid::name(app));
    let mails = letters::are_sent(app);
    let shown = page(&SignIn { frame, next, login, fault, fresh: false, provider, mails, asked: false })?;
    Ok((status, shown).into_response())
}

/// The form of somebody who forgot the password.
#[derive(Deserialize)]
pub(crate) struct Forgotten {
    login: String,
}

/// Sends a link to choose another password. The answer is the same, and as quick, whether or not there is such an account.
pub(crate) async fn forgotten(
    State(app): State<App>,
    language: Language,
    Form(form): Form<Forgotten>,
) -> Page {
    if let Err(home) = asks(&app) {
        return Ok(home.into_response());
    }
    if letters::are_sent(&app) {
        tokio::spawn(letters::forgotten(app.clone(), language, form.login));
    }
    Ok(Redirect::to("/sign-in?asked=1").into_response())
}

/// The sign-in page, with why an identity provider let nobody in.
pub(super) fn refused_by_provider(app: &App, language: Language, error: &engine::Error) -> Page {
    let fault = match language {
        Language::English => error.to_string(),
        other => other.t("access-openid-failed"),
    };
    again(app, language, &Credentials::default(), fault, StatusCode::FORBIDDEN)
}

/// That a sign-in has to wait, for people.
fn in_words(language: Language, seconds: u64) -> String {
    match seconds {
        0..=90 => language.with("count", seconds.to_string()).t("access-wait-seconds"),
        more => language.with("count", more.div_ceil(60).to_string()).t("access-wait-minutes"),
    }
}

/// The device, as its browser calls itself, in words that a person knows it by.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let first = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        _ if agent.is_empty() => "an unnamed program".to_owned(),
        _ => agent.to_owned(),
    }
}

pub(super) fn with_cookie(mut answer: Response, cookie: Option<axum::http::HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

pub(crate) async fn sign_out(State(app): State<App>, who: Who, headers: HeaderMap) -> Page {
    app.engine.sign_out(&who.0).await?;
    let https = is_https(&app, &headers);
    let answer = Redirect::to("/sign-in").into_response();
    let answer = with_cookie(answer, Cookie::Session.clear(https));
    Ok(with_cookie(answer, Cookie::Share.clear(https)))
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    frame: Frame,
    /// The first account of the server.
    first: bool,
    /// The name to sign in with, where it is there already.
    known: String,
    login: String,
    problem: Option<Problem>,
}

impl Welcome {
    fn wrong(&self, field: &str) -> String {
        self.frame.language.wrong_by("access-wrong", self.problem.as_ref(), field)
    }
}

/// A one-time link: looking at it does not use it up, so that a programme that follows links does no harm.
pub(crate) async fn welcome(State(app): State<App>, language: Language, Path(link): Path<String>) -> Page {
    let (purpose, known) = app.engine.look_at_link(&link).await?;
    page(&Welcome {
        frame: Frame::plain(&app, language),
        first: purpose == Purpose::SetUp,
        known: known.unwrap_or_default(),
        login: String::new(),
        problem: None,
    })
}

pub(crate) async fn enter(
    State(app): State<App>,
    language: Language,
    Path(link): Path<String>,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Page {
    let (purpose, known) = app.engine.look_at_link(&link).await?;
    match app.engine.use_link(&link, &given.login, &given.password).await {
        Ok(account) => Ok(signed_in(&app, &account, &headers, Redirect::to("/").into_response()).await?),
        Err(error @ engine::Error::Invalid(_)) => {
            let problem = Problem::from(error);
            let status = problem.status_code();
            let shown = page(&Welcome {
                frame: Frame::plain(&app, language),
                first: purpose == Purpose::SetUp,
                known: known.unwrap_or_default(),
                login: given.login,
                problem: Some(problem),
            })?;
            Ok((status, shown).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A link that an athlete shares: this browser may see what it opens from now on, until it expires or is revoked.
pub(crate) async fn share(State(app): State<App>, Path(link): Path<String>, request: Request) -> Page {
    if let Some(limit) = app.settings.requests_per_minute {
        let from = address_of(request.headers(), request.extensions(), app.settings.behind_proxy);
        let from = from.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
        if let Some(wait) = app.limits.request(&format!("share {from}"), limit, app.engine.now()).wait {
            return Err(Fault::of(too_often(wait)));
        }
    }
    let opened = app.engine.shared_link(&link).await?.ok_or_else(|| {
        let detail = "It was revoked, or its time is over. Ask the athlete for a new one.";
        Problem::new(StatusCode::NOT_FOUND, "no-share", "This link opens nothing any more", detail)
    })?;
    let to = Redirect::to(&format!("/a/{}", opened.athlete)).into_response();
    Ok(with_cookie(to, Cookie::Share.set(&link, is_https(&app, request.headers()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site_after_signing_in() {
        for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/a\r\nx"]
        {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(local("/a/me/plan?date=2026-06-11"), "/a/me/plan?date=2026-06-11");
    }

    #[test]
    fn the_way_back_survives_the_address() {
        assert_eq!(address("/a/me?x=1&y=é"), "/sign-in?next=/a/me%3Fx%3D1%26y%3D%C3%A9");
        assert_eq!(address("/"), "/sign-in");
    }

    #[test]
    fn devices_are_called_what_their_people_call_them() {
        let named = |agent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            device(&headers)
        };
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604.1";
        assert_eq!(named(phone), "Safari on iPhone");
        let desk = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(named(desk), "Chrome on Linux");
        assert_eq!(named("curl/8.5"), "curl/8.5");
    }
}
