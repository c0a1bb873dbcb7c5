//! Notifications of a squad: what a practitioner hears, where, and when not. Everybody sees the own alone.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use engine::SentMessage;
use jiff::civil::Time;
use reminders::Kind;

use super::notifications::{NTFY, Row, new_channel, row, settings, tested, value};
use super::passkeys::own_site;
use super::{Frame, Page, page};
use crate::access::Who;
use crate::language::Language;
use crate::{App, Problem};

/// How many messages are listed.
const LISTED: usize = 20;

#[derive(Template)]
#[template(path = "squad_notifications.html")]
struct Notifications {
    frame: Frame,
    id: String,
    name: String,
    zone: String,
    /// The public key that browsers subscribe with; empty where there are no pushes.
    push_key: String,
    mail: bool,
    channels: Vec<Row>,
    /// Code, words, and whether it is wanted; none where the role hears nothing.
    kinds: Vec<(&'static str, String, bool)>,
    quiet: (String, String),
    limit: u8,
    digest: bool,
    /// When, what, and what became of it.
    recent: Vec<(String, String, String)>,
    topic: String,
    ntfy: &'static str,
    /// Something that is shown this once: a title, what to do with it, and the text.
    made: Option<(String, String, String)>,
    notice: String,
    problem: Option<Problem>,
}

async fn shown(
    app: &App,
    language: Language,
    who: &Who,
    squad: &str,
    change: impl FnOnce(&mut Notifications) + Send,
) -> Page {
    let engine = &app.engine;
    let (record, role) = engine.squad_for(&who.0, squad).await?;
    let (chosen, kinds) = engine.squad_reminders(&who.0, squad).await?;
    let channels = engine.squad_channels(&who.0, squad).await?;
    let messages = engine.squad_messages(&who.0, squad).await?;
    let (now, zone) = (engine.now(), chosen.time_zone());
    let when = |at: jiff::Timestamp| language.long_moment(&at.to_zoned_datetime(zone.clone()));
    let near = |at: jiff::Timestamp| {
        let now = now.to_zoned_datetime(zone.clone());
        language.moment_near(&at.to_zoned_datetime(zone.clone()), &now)
    };
    let listed = |sent: SentMessage| {
        let what = language.t_of("notify-title", sent.message.kind.code());
        (near(sent.message.due), what, language.t_of("notifications-state", sent.state.code()))
    };
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    let chosen_kind = |kind: Kind| {
        (kind.code(), language.t_of("notifications-choice", kind.code()), chosen.settings.wants(kind))
    };
    let skip = messages.len().saturating_sub(LISTED);
    let mut whole = Notifications {
        frame: Frame::of_squad(app, (&record.id, &record.name, role), language, "notifications"),
        zone: chosen.zone.clone(),
        push_key: engine.push_key().unwrap_or_default().to_owned(),
        mail: engine.channel_kinds().contains(&"mail"),
        channels: channels.into_iter().map(|channel| row(channel, when, language)).collect(),
        kinds: kinds.into_iter().map(chosen_kind).collect(),
        quiet: chosen.settings.quiet.map(|quiet| (clock(quiet.from), clock(quiet.until))).unwrap_or_default(),
        limit: chosen.settings.daily_limit,
        digest: chosen.settings.digest,
        recent: messages.into_iter().skip(skip).map(listed).collect(),
        topic: engine.fresh_topic()?,
        ntfy: NTFY,
        made: None,
        notice: String::new(),
        problem: None,
        id: record.id,
        name: record.name,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(StatusCode::OK, Problem::status_code);
    let mut answer = (status, page(&whole)?).into_response();
    // Secrets are shown once, and no cache has them.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

async fn answered(
    app: &App,
    language: Language,
    who: &Who,
    squad: &str,
    done: Result<(), engine::Error>,
) -> Page {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/squads/{squad}/notifications")).into_response()),
        Err(error) => shown(app, language, who, squad, |page| page.problem = Some(error.into())).await,
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
) -> Page {
    shown(&app, language, &who, &squad, |_| {}).await
}

/// Saves which messages are wanted, and when.
pub(crate) async fn save(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let (_, kinds) = app.engine.squad_reminders(&who.0, &squad).await?;
    let done = match settings(&form, &kinds) {
        Ok(settings) => app.engine.put_squad_reminders(&who.0, &squad, settings, value(&form, "zone")).await,
        Err(error) => Err(error),
    };
    answered(&app, language, &who, &squad, done).await
}

/// Adds a channel: a browser that subscribed, a topic, an address.
pub(crate) async fn add(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let (new, secret) = match new_channel(&form, language, own_site(&app, &headers)?) {
        Ok(new) => new,
        Err(error) => return answered(&app, language, &who, &squad, Err(error)).await,
    };
    let added = app.engine.add_squad_channel(&who.0, &squad, new, &app.settings.zone).await;
    match (added, secret) {
        (Ok(_), Some(secret)) => {
            let (title, what) = (language.t("notifications-secret"), language.t("notifications-secret-once"));
            shown(&app, language, &who, &squad, |page| page.made = Some((title, what, secret))).await
        }
        (added, _) => answered(&app, language, &who, &squad, added.map(drop)).await,
    }
}

/// Tests or removes a channel, or lets it show names or not, as the field `act` says.
pub(crate) async fn change(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path((squad, channel)): Path<(String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let engine = &app.engine;
    let done = match value(&form, "act") {
        Some("remove") => engine.remove_squad_channel(&who.0, &squad, &channel).await,
        Some("show") => engine.show_squad_details(&who.0, &squad, &channel, true).await,
        Some("hide") => engine.show_squad_details(&who.0, &squad, &channel, false).await,
        Some("test") => match engine.test_squad_channel(&who.0, &squad, &channel).await {
            Ok(answer) => {
                let notice = tested(answer, language);
                return shown(&app, language, &who, &squad, |page| page.notice = notice).await;
            }
            Err(error) => Err(error),
        },
        _ => Err(engine::Error::field("act", "write test, show, hide or remove")),
    };
    answered(&app, language, &who, &squad, done).await
}

/// A browser says that it showed a message.
pub(crate) async fn seen(
    State(app): State<App>,
    who: Who,
    Path(squad): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let endpoint = value(&form, "endpoint").unwrap_or_default();
    app.engine.squad_browser_showed(&who.0, &squad, endpoint).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
