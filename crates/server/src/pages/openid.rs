//! Sign-in by an identity provider: the way there, and the way back.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::{Account, Returned};
use serde::Deserialize;

use super::passkeys::own_site;
use super::sign_in::{Next, asks_for_accounts, local, refused_by_provider, signed_in};
use super::{Page, sign_in};
use crate::App;
use crate::access::Who;
use crate::access::cookie::Cookie;
use crate::access::is_https;
use crate::language::Language;

/// Where the provider sends browsers back to.
const RETURN: &str = "/sign-in/openid/return";

/// Sends a person to the provider, in order to sign in.
pub(crate) async fn begin(
    State(app): State<App>,
    language: Language,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Page {
    asks_for_accounts(&app)?;
    let next = local(query.next.as_deref().unwrap_or("/")).to_owned();
    sent(&app, language, &headers, &next, None).await
}

/// Sends a person who is signed in to the provider, in order to link the account. Only from the account page: whoever could
/// send somebody this way from elsewhere might have them link an account that is not theirs.
pub(crate) async fn link(State(app): State<App>, language: Language, who: Who, headers: HeaderMap) -> Page {
    if headers.get("sec-fetch-site").is_none_or(|site| site != "same-origin") {
        return Ok(Redirect::to("/account#openid").into_response());
    }
    sent(&app, language, &headers, "/account", Some(who.account()?)).await
}

async fn sent(
    app: &App,
    language: Language,
    headers: &HeaderMap,
    next: &str,
    link: Option<&Account>,
) -> Page {
    let redirect = format!("{}{RETURN}", own_site(app, headers)?);
    match app.engine.send_to_provider(&redirect, link).await {
        Ok(errand) => {
            let kept = format!("{}.{}", errand.secret, URL_SAFE_NO_PAD.encode(next));
            let mut answer = Redirect::to(&errand.address).into_response();
            // What is in the address is for the provider alone.
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(sign_in::with_cookie(answer, Cookie::Errand.set(&kept, is_https(app, headers))))
        }
        Err(error @ engine::Error::Denied(_)) => refused_by_provider(app, language, &error),
        Err(error) => Err(error.into()),
    }
}

/// With what a browser comes back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    state: String,
    code: String,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// The way back.
pub(crate) async fn back(
    State(app): State<App>,
    language: Language,
    who: Who,
    Query(answer): Query<Answer>,
    headers: HeaderMap,
) -> Page {
    asks_for_accounts(&app)?;
    let https = is_https(&app, &headers);
    let kept = Cookie::Errand.read(&headers, https).unwrap_or_default();
    let (secret, next) = kept.rsplit_once('.').unwrap_or_default();
    let next = URL_SAFE_NO_PAD.decode(next).ok().and_then(|next| String::from_utf8(next).ok());
    let entered = entered(&app, &headers, &who, secret, answer).await;
    let answer: Response = match entered {
        Ok(account) => {
            let to = Redirect::to(local(next.as_deref().unwrap_or("/"))).into_response();
            // Whoever came back to link an account is signed in already.
            let known = who.0.account().is_some_and(|known| known.id == account.id);
            if known { to } else { signed_in(&app, &account, &headers, to).await? }
        }
        Err(error @ engine::Error::Denied(_)) => refused_by_provider(&app, language, &error)?,
        Err(error) => return Err(error.into()),
    };
    Ok(sign_in::with_cookie(answer, Cookie::Errand.clear(https)))
}

async fn entered(
    app: &App,
    headers: &HeaderMap,
    who: &Who,
    secret: &str,
    answer: Answer,
) -> Result<Account, engine::Error> {
    if let Some(error) = answer.error {
        let described = answer.error_description.unwrap_or_default();
        let first = |text: &str| text.chars().take(300).collect::<String>();
        tracing::warn!(
            error = first(&error),
            described = first(&described),
            "the identity provider sent a person back with an error"
        );
        // What stands there is anybody's text: it is not repeated to people.
        return Err(engine::Error::Denied("The identity provider let nobody in.".to_owned()));
    }
    let here = own_site(app, headers).map_err(|problem| engine::Error::Denied(problem.detail))?;
    let returned =
        Returned { secret: secret.to_owned(), state: answer.state, code: answer.code, issuer: answer.iss };
    app.engine.return_from_provider(&format!("{here}{RETURN}"), &returned, who.0.account()).await
}

/// Undoes a link with an identity.
pub(crate) async fn unlink(
    State(app): State<App>,
    axum::extract::Path(identity): axum::extract::Path<String>,
    who: Who,
) -> Page {
    app.engine.unlink_identity(&who.account()?.id, &identity).await?;
    Ok(Redirect::to("/account#openid").into_response())
}

/// What the sign-in page says of the provider, if there is one.
pub(super) fn name(app: &App) -> String {
    app.engine.provider().map(|provider| provider.name.clone()).unwrap_or_default()
}
