//! The gate: every request to a route passes it before its handler runs.

use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use engine::{Action, Caller, Level, Standing, Verdict, may};

use super::cookie::Cookie;
use super::limit::Allowance;
use super::policy::{self, Known};
use super::{Access, address, is_https};
use crate::language::Language;
use crate::pages::Fault;
use crate::{App, Problem};

/// Answers for the routes: who is asking, how often, and whether they may.
pub(crate) async fn gate(
    State(app): State<App>,
    route: MatchedPath,
    params: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let for_programs = is_api(request.uri().path());
    let action = match policy::of(request.method().as_str(), route.as_str()) {
        Known::Takes(action) => action,
        Known::OtherMethod => return wrong_method(route.as_str()),
        Known::Nothing => return shown(no_policy(route.as_str()), for_programs),
    };
    let Ok(params) = params else {
        return shown(Problem::malformed("The address holds an escape that is no UTF-8."), for_programs);
    };
    let (caller, by_cookie) = match recognised(&app, request.headers()).await {
        Ok(found) => found,
        Err(problem) => return shown(problem, for_programs),
    };
    if by_cookie && changes(request.method()) && !from_own_page(request.headers()) {
        return shown(not_from_a_page(), for_programs);
    }
    let allowance = rationed(&app, &caller, &request, route.as_str());
    if let Some(wait) = allowance.and_then(|allowance| allowance.wait) {
        return with_allowance(shown(too_often(wait), for_programs), allowance);
    }
    let answer = match judged(&app, &caller, action, &params).await {
        Ok((Verdict::Granted, onlooker, level)) => {
            if onlooker {
                request.extensions_mut().insert(Onlooker);
            }
            let language = caller.account().and_then(|account| account.language.as_deref());
            let language = language.and_then(Language::of_code);
            if let Some(language) = language {
                request.extensions_mut().insert(language);
            }
            request.extensions_mut().insert(Arc::new(caller));
            let mut answer = super::reach::with(level, next.run(request)).await;
            if let Some(language) = language {
                answer.extensions_mut().insert(language);
            }
            private(&mut answer, action);
            answer
        }
        Ok((verdict, ..)) => refused(verdict, &request, &params),
        Err(problem) => shown(problem, for_programs),
    };
    if for_programs { with_allowance(answer, allowance) } else { answer }
}

pub(crate) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

pub(crate) fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Who is asking, and whether a cookie says so: cookies are sent by browsers on behalf of whatever page asks them to.
async fn recognised(app: &App, headers: &HeaderMap) -> Result<(Caller, bool), Problem> {
    if app.settings.access == Access::Open {
        return Ok((Caller::Open, false));
    }
    if let Some(given) = headers.get(header::AUTHORIZATION) {
        let token = given.to_str().ok().and_then(|text| text.split_once(' '));
        let token =
            token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        let person = match token {
            Some(token) => app.engine.person_of_token(token).await?,
            None => None,
        };
        let person = person.ok_or_else(|| {
            let detail =
                "This token is not known here: it was revoked, has expired, or belongs to another server.";
            Problem::new(StatusCode::UNAUTHORIZED, "unknown-token", "Who are you?", detail)
        })?;
        return Ok((Caller::Met { person: Some(person), link: None }, false));
    }
    let https = is_https(app, headers);
    let person = match Cookie::Session.read(headers, https) {
        Some(token) => app.engine.person_of_session(token).await?,
        None => None,
    };
    let link = match Cookie::Share.read(headers, https) {
        Some(token) => app.engine.shared_link(token).await?,
        None => None,
    };
    let by_cookie = person.is_some() || link.is_some();
    Ok((Caller::Met { person, link }, by_cookie))
}

/// A caller who may see an athlete's data without owning it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Onlooker;

/// What comes of a request, whether it is about an athlete's data and the caller's own right is less than the athlete's, and
/// how far that right reaches.
async fn judged(
    app: &App,
    caller: &Caller,
    action: Action,
    params: &RawPathParams,
) -> Result<(Verdict, bool, Level), Problem> {
    let standing = match action {
        Action::Athlete(_) => app.engine.standing(caller, named(params, "athlete")).await?,
        Action::Squad(_) => app.engine.standing_in_squad(caller, named(params, "squad")).await?,
        _ => Standing::default(),
    };
    let onlooker = matches!(action, Action::Athlete(_)) && standing.is_onlooker(caller);
    let granted = |level: &Level| may(caller, Action::Athlete(*level), standing) == Verdict::Granted;
    let level = match action {
        Action::Athlete(_) => Level::ALL.into_iter().rfind(granted).unwrap_or(Level::Read),
        _ => Level::Own,
    };
    Ok((may(caller, action, standing), onlooker, level))
}

fn named<'a>(params: &'a RawPathParams, name: &str) -> &'a str {
    params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

/// A page of this server, by the browser's own word. The origin, where one is sent, was compared already.
fn from_own_page(headers: &HeaderMap) -> bool {
    let same = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    same || headers.contains_key(header::ORIGIN)
}

fn rationed(app: &App, caller: &Caller, request: &Request, route: &str) -> Option<Allowance> {
    let limit = app.settings.requests_per_minute?;
    // Load balancers and browsers fetch these by themselves.
    if matches!(
        route,
        "/health" | "/ready" | "/metrics" | "/assets/{name}" | "/manifest.webmanifest" | "/sw.js"
    ) {
        return None;
    }
    let from = || address(request.headers(), request.extensions(), app.settings.behind_proxy);
    let name = match caller.name() {
        Some(name) => name.to_owned(),
        None => from().map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
    };
    Some(app.limits.request(&name, limit, app.engine.now()))
}

/// Puts the caller's allowance into the headers of the answer.
fn with_allowance(mut answer: Response, allowance: Option<Allowance>) -> Response {
    let Some(allowance) = allowance else { return answer };
    for (name, value) in [
        ("ratelimit-limit", u64::from(allowance.limit)),
        ("ratelimit-remaining", u64::from(allowance.remaining)),
        ("ratelimit-reset", allowance.reset),
    ] {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    if let Some(wait) = allowance.wait {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    answer
}

/// What is somebody's own is kept by no cache between here and them.
fn private(answer: &mut Response, action: Action) {
    if action != Action::Visit {
        let headers = answer.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
        headers.append(header::VARY, HeaderValue::from_static("Cookie, Authorization"));
    }
}

fn refused(verdict: Verdict, request: &Request, params: &RawPathParams) -> Response {
    let path = request.uri().path();
    if verdict == Verdict::SignIn && !is_api(path) {
        let back = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
        // A form that was sent without a session is not sent again by itself.
        let back = if changes(request.method()) { "/" } else { back };
        return Redirect::to(&crate::pages::sign_in::address(back)).into_response();
    }
    let problem = match verdict {
        Verdict::SignIn | Verdict::Granted => {
            let detail =
                "Send an API token in the header Authorization: Bearer iso_…, or sign in on the pages.";
            Problem::new(StatusCode::UNAUTHORIZED, "sign-in", "Who are you?", detail)
        }
        Verdict::Hidden => hidden(params),
        Verdict::TooLittle { needed } => {
            let level = needed.name();
            let detail =
                format!("This takes a share of '{level}'; yours allows less. Ask the athlete for one.");
            Problem::new(StatusCode::FORBIDDEN, "too-little", "This was not shared with you", detail)
        }
        Verdict::OutOfScope => {
            let detail = "Your account may do this, this token may not: make one with a wider scope.";
            Problem::new(StatusCode::FORBIDDEN, "out-of-scope", "Not with this token", detail)
        }
        Verdict::Forbidden => {
            let detail = "This is for a person who has signed in on the pages, or for an administrator.";
            Problem::new(StatusCode::FORBIDDEN, "forbidden", "This is not yours to do", detail)
        }
    };
    shown(problem, is_api(path))
}

/// The same answer as for what does not exist.
fn hidden(params: &RawPathParams) -> Problem {
    let (what, id) = match named(params, "squad") {
        "" => ("athlete", named(params, "athlete")),
        squad => ("squad", squad),
    };
    engine::Error::not_found(what, id).into()
}

fn shown(problem: Problem, for_programs: bool) -> Response {
    let unknown = problem.status == 401;
    let mut answer = if for_programs { problem.into_response() } else { Fault::of(problem).into_response() };
    if unknown {
        let ask = HeaderValue::from_static("Bearer realm=\"isotone\"");
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn wrong_method(route: &str) -> Response {
    let allowed = policy::methods(route);
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "This address takes other methods",
        format!("It takes {allowed}."),
    );
    let mut answer = problem.into_response();
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer
}

fn no_policy(route: &str) -> Problem {
    tracing::error!(route, "the route has no row in access/policy.rs: it is answered to nobody");
    let detail = format!("Nobody has said yet who may use {route}.");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "no-policy", "This is not open yet", detail)
}

fn not_from_a_page() -> Problem {
    let detail =
        "A change by cookie has to come from a page of this server. Programs send an API token instead.";
    Problem::new(StatusCode::FORBIDDEN, "cross-origin", "Another site's page may not do this", detail)
}

pub(crate) fn too_often(wait: u64) -> Problem {
    let detail = format!("Too many requests: try again in {wait} s.");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-often", "Not so fast", detail)
}
