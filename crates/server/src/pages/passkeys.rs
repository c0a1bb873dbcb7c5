//! Passkeys: the questions that the page's script puts to the browser, and what is done with the answers. Nothing of it
//! goes without a script, since browsers hand passkeys to nothing else.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::{NewPasskey, PasskeySignIn, Site};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Page;
use super::sign_in::{asks_for_accounts, local, signed_in};
use crate::access::{Who, is_https};
use crate::guard::name_of;
use crate::{App, Problem};

/// Bytes, as scripts write them.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Base64(Vec<u8>);

impl TryFrom<String> for Base64 {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        URL_SAFE_NO_PAD.decode(text).map(Self)
    }
}

/// A passkey that the browser made.
#[derive(Deserialize)]
struct Made {
    label: String,
    client_data: Base64,
    attestation: Base64,
}

/// What the browser answers to the question of a sign-in.
#[derive(Deserialize)]
struct Answered {
    credential: Base64,
    user: Base64,
    client_data: Base64,
    authenticator_data: Base64,
    signature: Base64,
    #[serde(default)]
    next: String,
}

fn read<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::malformed(format!("The body is not as it should be: {error}.")))
}

/// Where the browser thinks it is. A server that answers to any name believes it: passkeys are bound to the name they were
/// made under, and the browser signs which page asked.
pub(super) fn site(app: &App, headers: &HeaderMap) -> Result<Site, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host.is_empty() {
        return Err(Problem::malformed("The request has no header Host."));
    }
    let scheme = if is_https(app, headers) { "https" } else { "http" };
    Ok(Site { origin: format!("{scheme}://{host}"), host: name_of(host).to_owned() })
}

/// Where this server begins for the browser, without a `/` at the end: its origin and the folder that a proxy gives it.
pub(super) fn own_site(app: &App, headers: &HeaderMap) -> Result<String, Problem> {
    Ok(format!("{}{}", site(app, headers)?.origin, app.settings.sub_path))
}

/// What the browser needs in order to make a passkey.
pub(crate) async fn options(
    State(app): State<App>,
    who: Who,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    Ok(Json(app.engine.passkey_registration(who.account()?, &site(&app, &headers)?).await?))
}

/// Keeps a passkey that the browser made.
pub(crate) async fn register(
    State(app): State<App>,
    who: Who,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let Made { label, client_data, attestation } = read(&body)?;
    let new = NewPasskey { label, client_data: client_data.0, attestation: attestation.0 };
    let made = app.engine.register_passkey(&who.account()?.id, &site(&app, &headers)?, &new).await?;
    Ok((StatusCode::CREATED, Json(json!({"id": made.id}))))
}

pub(crate) async fn revoke(State(app): State<App>, Path(passkey): Path<String>, who: Who) -> Page {
    app.engine.revoke_passkey(&who.account()?.id, &passkey).await?;
    Ok(Redirect::to("/account#passkeys").into_response())
}

/// What the browser needs in order to find a passkey of this server.
pub(crate) async fn question(State(app): State<App>, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    asks_for_accounts(&app)?;
    Ok(Json(app.engine.passkey_question(&site(&app, &headers)?).await?))
}

/// Lets a person in by a passkey, and says where to go. Wrong answers are not counted: a signature cannot be guessed, and
/// whoever counted them could lock the owner of a passkey out.
pub(crate) async fn sign_in(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    asks_for_accounts(&app)?;
    let (parts, body) = request.into_parts();
    let body =
        axum::body::to_bytes(body, MOST).await.map_err(|_| Problem::malformed("The body is too large."))?;
    let given: Answered = read(&body)?;
    let answer = PasskeySignIn {
        credential: given.credential.0,
        user: given.user.0,
        client_data: given.client_data.0,
        authenticator_data: given.authenticator_data.0,
        signature: given.signature.0,
    };
    let account = app.engine.sign_in_with_passkey(&site(&app, &parts.headers)?, &answer).await?;
    let to = Json(json!({"to": local(&given.next)})).into_response();
    Ok(signed_in(&app, &account, &parts.headers, to).await?)
}

/// No answer of an authenticator is longer.
const MOST: usize = 64 << 10;
