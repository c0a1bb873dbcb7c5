//! The caller's account: sessions and API tokens.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::{NewToken, Scope};
use jiff::Timestamp;
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use crate::access::Who;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

/// An account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// Its name in documents.
    id: String,
    /// The name to sign in with.
    #[schema(example = "ada@example.org")]
    login: String,
    /// Looks after this instance.
    admin: bool,
    /// The language that the person reads: `en`, `pt` or `es`; that of the browser, if absent.
    language: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
}

impl AccountView {
    pub(crate) fn of(account: &engine::Account) -> Self {
        Self {
            id: account.id.clone(),
            login: account.login.clone(),
            admin: account.admin,
            language: account.language.clone(),
            created: account.created,
        }
    }
}

/// The account of the caller.
#[utoipa::path(
    get, path = "/api/v1/account", tag = "account",
    responses((status = 200, body = AccountView), (status = 404, body = Problem))
)]
pub(crate) async fn get(who: Who) -> Result<Json<AccountView>, Problem> {
    Ok(Json(AccountView::of(who.account()?)))
}

/// Changes to the account.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct AccountBody {
    /// The language that the person reads: `en`, `pt`, `es`, or `browser` for that of the browser.
    #[schema(example = "pt")]
    language: String,
}

/// Changes the account of the caller.
#[utoipa::path(
    put, path = "/api/v1/account", tag = "account", request_body = AccountBody,
    responses(
        (status = 200, body = AccountView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn put(State(app): State<App>, who: Who, body: Bytes) -> Result<Json<AccountView>, Problem> {
    let account = who.account()?;
    let mut fields = Fields::of_json(&body, UnitSystem::Metric)?;
    let mut choices: Vec<(&str, Option<Language>)> =
        Language::ALL.iter().map(|language| (language.code(), Some(*language))).collect();
    choices.push(("browser", None));
    let language = fields.needed("language").and_then(|_| fields.choice("language", &choices));
    fields.finish(None)?;
    let code = language.flatten().map(Language::code);
    Ok(Json(AccountView::of(&app.engine.set_language(&account.id, code).await?)))
}

/// A new password.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct PasswordBody {
    /// The one that holds now.
    old_password: String,
    /// The new one: 12 characters or more.
    password: String,
}

/// Changes the password of the caller, and ends every other session.
#[utoipa::path(
    post, path = "/api/v1/account/password", tag = "account", request_body = PasswordBody,
    responses(
        (status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn password(State(app): State<App>, who: Who, body: Bytes) -> Result<StatusCode, Problem> {
    let account = who.account()?;
    let mut fields = Fields::of_json(&body, UnitSystem::Metric)?;
    let (old, new) = (fields.needed("old_password"), fields.needed("password"));
    fields.finish(None)?;
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    app.change_password(account, &old, &new, who.session()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A passkey. Browsers make them on the account page.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeyView {
    /// Its name.
    id: String,
    /// What its person calls it.
    label: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was last used.
    #[schema(value_type = Option<String>, format = DateTime)]
    seen: Option<Timestamp>,
    /// Whether it is kept in several places.
    backed_up: bool,
}

/// The caller's passkeys, the newest first.
#[utoipa::path(
    get, path = "/api/v1/account/passkeys", tag = "account",
    responses((status = 200, body = Vec<PasskeyView>), (status = 404, body = Problem))
)]
pub(crate) async fn passkeys(State(app): State<App>, who: Who) -> Result<Json<Vec<PasskeyView>>, Problem> {
    let passkeys = app.engine.passkeys(&who.account()?.id).await?.into_iter();
    let view = |passkey: engine::Passkey| PasskeyView {
        id: passkey.id,
        label: passkey.label,
        created: passkey.created,
        seen: passkey.seen,
        backed_up: passkey.backed_up,
    };
    Ok(Json(passkeys.map(view).collect()))
}

/// Removes a passkey, at once, unless nothing else would let the person in.
#[utoipa::path(
    delete, path = "/api/v1/account/passkeys/{passkey}", tag = "account", params(("passkey" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn revoke_passkey(
    State(app): State<App>,
    Path(passkey): Path<String>,
    who: Who,
) -> Result<StatusCode, Problem> {
    app.engine.revoke_passkey(&who.account()?.id, &passkey).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An identity at a provider that the account is linked with. Links are made on the account page.
#[derive(Serialize, ToSchema)]
pub(crate) struct IdentityView {
    /// Its name.
    id: String,
    /// The provider.
    issuer: String,
    /// The provider's name for the person.
    subject: String,
    /// What the provider called the person.
    called: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
}

/// What the caller's account is linked with, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/account/identities", tag = "account",
    responses((status = 200, body = Vec<IdentityView>), (status = 404, body = Problem))
)]
pub(crate) async fn identities(State(app): State<App>, who: Who) -> Result<Json<Vec<IdentityView>>, Problem> {
    let identities = app.engine.identities(&who.account()?.id).await?.into_iter();
    let view = |identity: engine::Identity| IdentityView {
        id: identity.id,
        issuer: identity.issuer,
        subject: identity.subject,
        called: identity.called,
        created: identity.created,
    };
    Ok(Json(identities.map(view).collect()))
}

/// Undoes a link with an identity, unless nothing else would let the person in.
#[utoipa::path(
    delete, path = "/api/v1/account/identities/{identity}", tag = "account", params(("identity" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn unlink(
    State(app): State<App>,
    Path(identity): Path<String>,
    who: Who,
) -> Result<StatusCode, Problem> {
    app.engine.unlink_identity(&who.account()?.id, &identity).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Its name.
    id: String,
    /// The device, as its browser calls itself.
    device: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was last used, to a quarter of an hour.
    #[schema(value_type = String, format = DateTime)]
    seen: Timestamp,
    /// Whether it is the one that asks.
    current: bool,
}

/// Where the caller is signed in.
#[utoipa::path(
    get, path = "/api/v1/account/sessions", tag = "account",
    responses((status = 200, body = Vec<SessionView>), (status = 404, body = Problem))
)]
pub(crate) async fn sessions(State(app): State<App>, who: Who) -> Result<Json<Vec<SessionView>>, Problem> {
    let sessions = app.engine.sessions(&who.account()?.id).await?;
    let view = |session: engine::Session| SessionView {
        current: who.session() == Some(&session.id),
        id: session.id,
        device: session.device,
        created: session.created,
        seen: session.seen,
    };
    Ok(Json(sessions.into_iter().map(view).collect()))
}

/// Ends a session; it need not be there.
#[utoipa::path(
    delete, path = "/api/v1/account/sessions/{session}", tag = "account", params(("session" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    Path(session): Path<String>,
    who: Who,
) -> Result<StatusCode, Problem> {
    app.engine.end_session(&who.account()?.id, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An API token; the token itself is shown once, when it is made.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// Its name.
    id: String,
    /// What it is for.
    label: String,
    /// What it may be used for: `read`, `plan`, `write`, `own`, `admin`.
    #[schema(value_type = Vec<String>)]
    scopes: Vec<&'static str>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// Until when; until it is revoked, if absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<Timestamp>,
    /// When it was last used, to a quarter of an hour.
    #[schema(value_type = Option<String>, format = DateTime)]
    seen: Option<Timestamp>,
    /// The token, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "iso_…")]
    token: Option<String>,
}

impl TokenView {
    fn of(token: &engine::Token, secret: Option<&engine::Secret>) -> Self {
        Self {
            id: token.id.clone(),
            label: token.label.clone(),
            scopes: token.scopes.iter().map(|scope| scope.name()).collect(),
            created: token.created,
            expires: token.expires,
            seen: token.seen,
            token: secret.map(|secret| secret.expose().to_owned()),
        }
    }
}

/// The caller's API tokens, the newest first.
#[utoipa::path(
    get, path = "/api/v1/account/tokens", tag = "account",
    responses((status = 200, body = Vec<TokenView>), (status = 404, body = Problem))
)]
pub(crate) async fn tokens(State(app): State<App>, who: Who) -> Result<Json<Vec<TokenView>>, Problem> {
    let tokens = app.engine.tokens(&who.account()?.id).await?;
    Ok(Json(tokens.iter().map(|token| TokenView::of(token, None)).collect()))
}

/// A token to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct TokenBody {
    /// What it is for.
    #[schema(example = "kitchen display")]
    label: String,
    /// What it may be used for: `read`, `plan`, `write`, `own`, `admin`.
    #[schema(example = json!(["read"]))]
    scopes: Vec<String>,
    /// Until when, as an instant; until it is revoked, if absent.
    #[schema(example = "2027-01-01T00:00:00Z")]
    expires: Option<String>,
}

/// Makes an API token, and shows it, once.
#[utoipa::path(
    post, path = "/api/v1/account/tokens", tag = "account", request_body = TokenBody,
    responses(
        (status = 201, body = TokenView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn make_token(
    State(app): State<App>,
    who: Who,
    body: Bytes,
) -> Result<(StatusCode, Json<TokenView>), Problem> {
    let account = who.account()?;
    let new = Fields::of_json(&body, UnitSystem::Metric)?.token(&app.settings.zone)?;
    let (token, secret) = app.engine.make_token(account, new).await?;
    Ok((StatusCode::CREATED, Json(TokenView::of(&token, Some(&secret)))))
}

/// Revokes an API token, at once.
#[utoipa::path(
    delete, path = "/api/v1/account/tokens/{token}", tag = "account", params(("token" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn revoke_token(
    State(app): State<App>,
    Path(token): Path<String>,
    who: Who,
) -> Result<StatusCode, Problem> {
    app.engine.revoke_token(&who.account()?.id, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Fields {
    /// An API token to be made.
    pub(crate) fn token(mut self, zone: &jiff::tz::TimeZone) -> Result<NewToken, Problem> {
        let label = self.needed("label");
        let names = self.list("scopes").unwrap_or_default();
        let expires = self.end("expires", zone);
        let mut scopes = std::collections::BTreeSet::new();
        for name in names {
            match Scope::ALL.into_iter().find(|scope| scope.name() == name) {
                Some(scope) => {
                    scopes.insert(scope);
                }
                None => {
                    let known = Scope::ALL.map(Scope::name).join(", ");
                    self.refuse("scopes", format!("'{name}' is not one of {known}"));
                }
            }
        }
        self.finish(None)?;
        Ok(NewToken { label: label.unwrap_or_default(), scopes, expires })
    }

    /// The end of something: an instant, or the last day it holds for.
    pub(crate) fn end(&mut self, name: &str, zone: &jiff::tz::TimeZone) -> Option<Timestamp> {
        let text = self.text(name)?;
        let day = text.parse::<jiff::civil::Date>().ok().filter(|_| !text.contains(['T', ' ', ':']));
        match day {
            Some(day) => {
                let next = day.tomorrow().ok().and_then(|next| zone.to_timestamp(next.at(0, 0, 0, 0)).ok());
                if next.is_none() {
                    self.refuse(name, format!("'{text}' is too far away: leave it out for no end"));
                }
                next
            }
            None => self.instant(name, zone),
        }
    }
}
