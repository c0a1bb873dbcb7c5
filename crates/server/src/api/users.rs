//! Accounts, for administrators. They open nobody's data.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::{Account, Secret};
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::account::AccountView;
use crate::access::{Access, Who};
use crate::fields::Fields;
use crate::language::Language;
use crate::pages::letters;
use crate::{App, Problem};

/// An account and the link by which its person chooses a password.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invited {
    /// The account.
    account: AccountView,
    /// The path of the link, which works once within two days.
    #[schema(example = "/welcome/…")]
    path: String,
    /// Whether it was sent to the login by e-mail too. It is where the login is an address, and the server sends mail and has a
    /// `public_url`.
    mailed: bool,
}

/// Accounts are made on servers that have them.
pub(crate) fn with_accounts(app: &App) -> Result<(), Problem> {
    if app.settings.access == Access::Accounts {
        return Ok(());
    }
    let detail = "This server is open to whoever reaches it, and has no accounts.";
    Err(Problem::new(StatusCode::NOT_FOUND, "no-accounts", "There are no accounts here", detail))
}

/// All accounts.
#[utoipa::path(
    get, path = "/api/v1/users", tag = "account",
    responses((status = 200, body = Vec<AccountView>), (status = 404, body = Problem))
)]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Vec<AccountView>>, Problem> {
    with_accounts(&app)?;
    Ok(Json(app.engine.accounts().await?.iter().map(AccountView::of).collect()))
}

/// An account to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct UserBody {
    /// The name to sign in with: an e-mail address or any word.
    #[schema(example = "ben@example.org")]
    login: String,
    /// Whether the person looks after this instance too.
    admin: Option<bool>,
}

/// Makes an account, and the link by which its person chooses a password. It takes an administrator in session: no token does.
#[utoipa::path(
    post, path = "/api/v1/users", tag = "account", request_body = UserBody,
    responses(
        (status = 201, body = Invited), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn add(
    State(app): State<App>,
    who: Who,
    language: Language,
    body: Bytes,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    with_accounts(&app)?;
    let (login, admin) = Fields::of_json(&body, UnitSystem::Metric)?.user()?;
    let account = app.engine.add_account(&login, admin).await?;
    let link = app.engine.invite(&account.id).await?;
    tracing::info!(by = who.0.name(), account = account.id, admin, "an account was made");
    Ok((StatusCode::CREATED, Json(invited(&app, language, &account, &link).await)))
}

/// The answer with a link, which is sent by e-mail too where that can be.
async fn invited(app: &App, language: Language, account: &Account, link: &Secret) -> Invited {
    let path = format!("/welcome/{}", link.expose());
    let mailed = letters::was_taken(app, language, account, &path).await;
    let path = format!("{}{path}", app.settings.sub_path);
    Invited { account: AccountView::of(account), path, mailed }
}

/// A new link by which the person of an account chooses a password; an older one is worth nothing then. It
/// takes an administrator in session: no token does.
#[utoipa::path(
    post, path = "/api/v1/users/{user}/link", tag = "account", params(("user" = String, Path)),
    responses((status = 201, body = Invited), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn link(
    State(app): State<App>,
    who: Who,
    language: Language,
    Path(user): Path<String>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    with_accounts(&app)?;
    let account = app.engine.account(&user).await?;
    tracing::warn!(by = who.0.name(), account = account.id, "a link to choose a password was made");
    let link = app.engine.invite(&user).await?;
    Ok((StatusCode::CREATED, Json(invited(&app, language, &account, &link).await)))
}

/// Removes an account with its sessions and tokens. The athletes it owned stay.
#[utoipa::path(
    delete, path = "/api/v1/users/{user}", tag = "account", params(("user" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn remove(State(app): State<App>, Path(user): Path<String>) -> Result<StatusCode, Problem> {
    with_accounts(&app)?;
    app.engine.remove_account(&user).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Fields {
    /// An account to be made: the name to sign in with, and whether it is an administrator's.
    pub(crate) fn user(mut self) -> Result<(String, bool), Problem> {
        let login = self.needed("login");
        let admin = self.choice("admin", &[("true", true), ("on", true), ("false", false)]);
        self.finish(None)?;
        Ok((login.unwrap_or_default(), admin.unwrap_or(false)))
    }
}
