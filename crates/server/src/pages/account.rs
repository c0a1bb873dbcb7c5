//! The account: password, where one is signed in, API tokens, squads.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::Scope;
use jiff::Timestamp;
use units::UnitSystem;

use super::form::value_of;
use super::{Frame, Page, page};
use crate::access::Who;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    login: String,
    admin: bool,
    sessions: Vec<SessionRow>,
    passkeys: Vec<PasskeyRow>,
    /// The identity provider by which people can sign in too; empty where there is none.
    provider: String,
    /// What the account is linked with there: name in documents, what it is called, since when.
    identities: Vec<(String, String, String)>,
    tokens: Vec<TokenRow>,
    scopes: Vec<(&'static str, String)>,
    squads: Vec<(String, String)>,
    /// Athletes whose sharing the person decides about: name in addresses, name for people.
    athletes: Vec<(String, String)>,
    /// A token just made, shown this once.
    made: String,
    /// What was done just now.
    done: String,
    problem: Option<Problem>,
}

struct SessionRow {
    id: String,
    device: String,
    seen: String,
    current: bool,
}

struct PasskeyRow {
    id: String,
    label: String,
    backed_up: bool,
    created: String,
    seen: String,
}

struct TokenRow {
    id: String,
    label: String,
    scopes: String,
    expires: String,
    seen: String,
}

impl AccountPage {
    fn wrong(&self, field: &str) -> String {
        self.frame.language.wrong_by("access-wrong", self.problem.as_ref(), field)
    }
}

/// A day, for people.
pub(super) fn day(app: &App, language: Language, at: Timestamp) -> String {
    let there = at.to_zoned_datetime(app.settings.zone.clone());
    format!("{} {}, {}", language.day(there.date()), there.year(), language.clock(&there))
}

async fn shown(app: &App, language: Language, who: &Who, change: impl FnOnce(&mut AccountPage)) -> Page {
    let account = app.engine.account(&who.account()?.id).await?;
    let (sessions, tokens) = app.engine.entries_of(&account.id).await?;
    let session = |session: engine::Session| SessionRow {
        current: who.session() == Some(&session.id),
        id: session.id,
        device: session.device,
        seen: day(app, language, session.seen),
    };
    let passkey = |passkey: engine::Passkey| PasskeyRow {
        id: passkey.id,
        label: passkey.label,
        backed_up: passkey.backed_up,
        created: day(app, language, passkey.created),
        seen: passkey.seen.map_or_else(|| language.t("access-never"), |at| day(app, language, at)),
    };
    let token = |token: engine::Token| TokenRow {
        id: token.id,
        label: token.label,
        scopes: token.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(", "),
        expires: token
            .expires
            .map_or_else(|| language.t("access-until-revoked"), |at| day(app, language, at)),
        seen: token.seen.map_or_else(|| language.t("access-never"), |at| day(app, language, at)),
    };
    let offered = Scope::ALL.into_iter().filter(|scope| account.admin || *scope != Scope::Admin);
    let mut whole = AccountPage {
        frame: Frame::plain(app, language),
        login: account.login.clone(),
        admin: account.admin,
        sessions: sessions.into_iter().map(session).collect(),
        passkeys: app.engine.passkeys(&account.id).await?.into_iter().map(passkey).collect(),
        provider: super::openid::name(app),
        identities: app
            .engine
            .identities(&account.id)
            .await?
            .into_iter()
            .map(|identity| (identity.id, identity.called, day(app, language, identity.created)))
            .collect(),
        tokens: tokens.into_iter().map(token).collect(),
        scopes: offered.map(|scope| (scope.name(), language.t_of("access-scope", scope.name()))).collect(),
        squads: app.engine.squads_of(&who.0).await?.into_iter().map(|squad| (squad.id, squad.name)).collect(),
        athletes: app
            .engine
            .athletes_of(&who.0)
            .await?
            .into_iter()
            .map(|athlete| (athlete.id, athlete.name))
            .collect(),
        made: String::new(),
        done: String::new(),
        problem: None,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(axum::http::StatusCode::OK, Problem::status_code);
    Ok((status, page(&whole)?).into_response())
}

pub(crate) async fn show(State(app): State<App>, language: Language, who: Who) -> Page {
    shown(&app, language, &who, |_| {}).await
}

pub(crate) async fn password(
    State(app): State<App>,
    language: Language,
    who: Who,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let field = |name: &str| value_of(&form, name).unwrap_or_default();
    let account = who.account()?;
    let changed = app.change_password(account, field("old_password"), field("password"), who.session()).await;
    match changed {
        Ok(()) => shown(&app, language, &who, |page| page.done = language.t("access-password-changed")).await,
        Err(problem) => shown(&app, language, &who, |page| page.problem = Some(problem)).await,
    }
}

pub(crate) async fn make_token(
    State(app): State<App>,
    language: Language,
    who: Who,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let scopes: Vec<&str> =
        form.iter().filter(|(name, _)| name == "scopes").map(|(_, value)| value.as_str()).collect();
    let scopes = ("scopes".to_owned(), scopes.join(","));
    let rest = form.iter().filter(|(name, _)| name != "scopes").cloned();
    let fields = Fields::of_form(rest.chain([scopes]), UnitSystem::Metric);
    let made = match fields.token(&app.settings.zone) {
        Ok(new) => app.engine.make_token(who.account()?, new).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match made {
        Ok((_, secret)) => shown(&app, language, &who, |page| page.made = secret.expose().to_owned()).await,
        Err(problem) => shown(&app, language, &who, |page| page.problem = Some(problem)).await,
    }
}

pub(crate) async fn revoke_token(State(app): State<App>, Path(token): Path<String>, who: Who) -> Page {
    app.engine.revoke_token(&who.account()?.id, &token).await?;
    Ok(Redirect::to("/account#tokens").into_response())
}

pub(crate) async fn end_session(State(app): State<App>, Path(session): Path<String>, who: Who) -> Page {
    app.engine.end_session(&who.account()?.id, &session).await?;
    Ok(Redirect::to("/account#sessions").into_response())
}

pub(crate) async fn found_squad(
    State(app): State<App>,
    language: Language,
    who: Who,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let name = value_of(&form, "name").unwrap_or_default();
    match app.engine.found_squad(&who.account()?.id, name).await {
        Ok(_) => Ok(Redirect::to("/account#squads").into_response()),
        Err(error) => shown(&app, language, &who, |page| page.problem = Some(error.into())).await,
    }
}
