//! Accounts, for administrators.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use units::UnitSystem;

use super::account::day;
use super::form::value_of;
use super::{Frame, Page, letters, page};
use crate::access::link_to;
use crate::api::users::with_accounts;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "users.html")]
struct Users {
    frame: Frame,
    rows: Vec<Row>,
    /// Whom the link just made is for, and the link, shown this once.
    made: Option<(String, String)>,
    /// What became of the letter with it; empty where none was written.
    mailed: String,
    login: String,
    problem: Option<Problem>,
}

struct Row {
    id: String,
    login: String,
    role: String,
    since: String,
}

impl Users {
    fn wrong(&self) -> String {
        let errors = self.problem.iter().flat_map(|problem| &problem.errors);
        errors.map(|error| self.frame.language.refusal("access-wrong", error)).collect::<Vec<_>>().join(" ")
    }
}

async fn shown(app: &App, language: Language, change: impl FnOnce(&mut Users)) -> Page {
    with_accounts(app)?;
    let row = |account: engine::Account| Row {
        role: match (account.admin, account.has_password()) {
            (_, false) => language.t("access-role-invited"),
            (true, true) => language.t("access-role-admin"),
            (false, true) => String::new(),
        },
        since: day(app, language, account.created),
        id: account.id,
        login: account.login,
    };
    let mut rows: Vec<Row> = app.engine.accounts().await?.into_iter().map(row).collect();
    rows.sort_by(|a, b| a.login.cmp(&b.login));
    let mut whole = Users {
        frame: Frame::plain(app, language),
        rows,
        made: None,
        mailed: String::new(),
        login: String::new(),
        problem: None,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(axum::http::StatusCode::OK, Problem::status_code);
    Ok((status, page(&whole)?).into_response())
}

pub(crate) async fn show(State(app): State<App>, language: Language) -> Page {
    shown(&app, language, |_| {}).await
}

async fn with_link(app: &App, language: Language, headers: &HeaderMap, account: &engine::Account) -> Page {
    let link = app.engine.invite(&account.id).await?;
    let path = format!("/welcome/{}", link.expose());
    let mailed = letters::invite(app, language, account, &path).await;
    let link = link_to(app, headers, &path);
    shown(app, language, |page| {
        page.made = Some((account.login.clone(), link));
        page.mailed = mailed.unwrap_or_default();
    })
    .await
}

pub(crate) async fn add(
    State(app): State<App>,
    language: Language,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    with_accounts(&app)?;
    let login = value_of(&form, "login").unwrap_or_default().to_owned();
    let added = match Fields::of_form(form, UnitSystem::Metric).user() {
        Ok((login, admin)) => app.engine.add_account(&login, admin).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match added {
        Ok(account) => with_link(&app, language, &headers, &account).await,
        Err(problem) => {
            shown(&app, language, |page| {
                page.login = login;
                page.problem = Some(problem);
            })
            .await
        }
    }
}

pub(crate) async fn link(
    State(app): State<App>,
    language: Language,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> Page {
    with_accounts(&app)?;
    let account = app.engine.account(&user).await?;
    with_link(&app, language, &headers, &account).await
}

pub(crate) async fn remove(State(app): State<App>, language: Language, Path(user): Path<String>) -> Page {
    with_accounts(&app)?;
    match app.engine.remove_account(&user).await {
        Ok(_) => Ok(Redirect::to("/users").into_response()),
        Err(error) => shown(&app, language, |page| page.problem = Some(error.into())).await,
    }
}
