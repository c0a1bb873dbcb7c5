//! Letters with one-time links, by e-mail. They are written only where the server knows its own address: one that was taken from
//! a request could be anybody's, and the link in it would lead there.

use connect::notify::Answer;
use engine::{Account, Letter};

use crate::App;
use crate::language::Language;

/// Whether links are sent by e-mail here.
pub(crate) fn are_sent(app: &App) -> bool {
    app.settings.public_url.is_some() && app.engine.sends_mail()
}

/// A letter about the link at `path`, in the words of `about`.
async fn send(app: &App, language: Language, account: &Account, about: &str, path: &str) -> Option<Answer> {
    let public = app.settings.public_url.as_deref()?.trim_end_matches('/');
    if !app.engine.can_write_to(account) {
        return None;
    }
    let language = account.language.as_deref().and_then(Language::of_code).unwrap_or(language);
    let letter = Letter {
        subject: language.t_of("letter", &format!("{about}-subject")),
        text: language.t_of("letter", &format!("{about}-text")),
        link: format!("{public}{path}"),
        language: language.code().to_owned(),
    };
    match app.engine.write_to(account, letter).await {
        Ok(answer) => Some(answer),
        Err(error) => Some(Answer::Refused { why: error.to_string() }),
    }
}

/// Sends the link of an invitation; what became of it, in words, or nothing where none is sent.
pub(super) async fn invite(app: &App, language: Language, account: &Account, path: &str) -> Option<String> {
    Some(match send(app, language, account, "invite", path).await? {
        Answer::Accepted => language.with("login", account.login.as_str()).t("letter-sent"),
        Answer::Later { why, .. } | Answer::Refused { why } => language.with("why", why).t("letter-not-sent"),
        Answer::Gone => language.with("why", account.login.as_str()).t("letter-not-sent"),
    })
}

/// The same; whether the mail server took it.
pub(crate) async fn was_taken(app: &App, language: Language, account: &Account, path: &str) -> bool {
    send(app, language, account, "invite", path).await == Some(Answer::Accepted)
}

/// Sends a link to choose another password, where there is such an account.
pub(super) async fn forgotten(app: App, language: Language, login: String) {
    let found = app.engine.link_for_forgotten(login.trim()).await;
    let Ok(Some((account, link))) = found else {
        if let Err(error) = found {
            tracing::error!(%error, "a link to a forgotten password could not be made");
        }
        return;
    };
    let path = format!("/welcome/{}", link.expose());
    match send(&app, language, &account, "reset", &path).await {
        Some(Answer::Accepted) => {
            tracing::info!(account = account.id, "a link to a forgotten password was sent");
        }
        outcome => {
            tracing::warn!(account = account.id, ?outcome, "a link to a forgotten password was not sent");
        }
    }
}
