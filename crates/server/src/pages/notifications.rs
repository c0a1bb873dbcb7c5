//! Notifications: where reminders arrive, which ones, when not; and the calendar's address.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use connect::notify::{Address, Answer, new_webhook_secret};
use engine::{AthleteRecord, Channel, Error, Hears, NewChannel, SentMessage};
use jiff::Timestamp;
use jiff::civil::Time;
use reminders::{Kind, Quiet, Settings};

use super::form::value_of;
use super::passkeys::own_site;
use super::show::{long_when, when};
use super::{Frame, Page, page};
use crate::access::{Who, link_to};
use crate::language::Language;
use crate::{App, Problem};

/// How many messages are listed.
const LISTED: usize = 20;
/// The server that a topic is offered for.
pub(super) const NTFY: &str = "https://ntfy.sh";

#[derive(Template)]
#[template(path = "notifications.html")]
struct Notifications {
    frame: Frame,
    id: String,
    zone: String,
    /// The public key that browsers subscribe with; empty where there are no pushes.
    push_key: String,
    mail: bool,
    channels: Vec<Row>,
    /// Code, words, and whether it is wanted.
    kinds: Vec<(&'static str, String, bool)>,
    quiet: (String, String),
    limit: u8,
    pack_at: String,
    digest: bool,
    /// Since when the calendar has an address.
    feed: String,
    recent: Vec<(String, String, String)>,
    /// A topic that nobody can guess.
    topic: String,
    ntfy: &'static str,
    /// Something that is shown this once: a title, what to do with it, and the text.
    made: Option<(String, String, String)>,
    notice: String,
    problem: Option<Problem>,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) kind: String,
    /// The hash that a browser knows itself by.
    pub(super) lines: Vec<String>,
    pub(super) trouble: String,
    pub(super) details: bool,
}

pub(super) fn row(channel: Channel, when: impl Fn(Timestamp) -> String, language: Language) -> Row {
    let mut lines = Vec::new();
    match (channel.accepted, channel.shown) {
        (_, Some(shown)) => {
            lines.push(language.with("when", when(shown)).t("notifications-shown"));
        }
        (Some(accepted), None) => {
            lines.push(language.with("when", when(accepted)).t("notifications-accepted"));
            if channel.address.kind() == "push" {
                lines.push(language.t("notifications-never-shown"));
            }
        }
        (None, None) => lines.push(language.t("notifications-never")),
    }
    Row {
        kind: language.t_of("notifications-kind", channel.address.kind()),
        trouble: channel
            .trouble
            .map(|why| language.with("why", why).t("notifications-trouble"))
            .unwrap_or_default(),
        id: channel.id,
        label: channel.label,
        lines,
        details: channel.details,
    }
}

fn listed(
    messages: Vec<SentMessage>,
    record: &AthleteRecord,
    language: Language,
) -> Vec<(String, String, String)> {
    let skip = messages.len().saturating_sub(LISTED);
    let of = |sent: SentMessage| {
        let state = language.t_of("notifications-state", sent.state.code());
        (
            when(sent.message.due, record, language),
            language.t_of("notify-title", sent.message.kind.code()),
            state,
        )
    };
    messages.into_iter().skip(skip).map(of).collect()
}

async fn shown(
    app: &App,
    language: Language,
    athlete: &str,
    change: impl FnOnce(&mut Notifications) + Send,
) -> Page {
    let engine = &app.engine;
    let record = engine.athlete(athlete).await?;
    let settings = engine.reminder_settings(athlete).await?;
    let channels = engine.channels(athlete).await?;
    let messages = engine.messages(athlete).await?;
    let feed = engine.feed(athlete).await?;
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    let mut whole = Notifications {
        frame: Frame::of(app, &record, language, "notifications"),
        zone: record.zone.clone(),
        push_key: engine.push_key().unwrap_or_default().to_owned(),
        mail: engine.channel_kinds().contains(&"mail"),
        channels: channels
            .into_iter()
            .map(|channel| row(channel, |at| long_when(at, &record, language), language))
            .collect(),
        kinds: Kind::CHOICES
            .map(|kind| {
                (kind.code(), language.t_of("notifications-choice", kind.code()), settings.wants(kind))
            })
            .to_vec(),
        quiet: settings.quiet.map(|quiet| (clock(quiet.from), clock(quiet.until))).unwrap_or_default(),
        limit: settings.daily_limit,
        pack_at: clock(settings.pack_at),
        digest: settings.digest,
        feed: feed.map(|feed| long_when(feed.created, &record, language)).unwrap_or_default(),
        recent: listed(messages, &record, language),
        topic: engine.fresh_topic()?,
        ntfy: NTFY,
        made: None,
        notice: String::new(),
        problem: None,
        id: record.id,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(StatusCode::OK, Problem::status_code);
    let mut answer = (status, page(&whole)?).into_response();
    // Secrets are shown once, and no cache has them.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

async fn refused(app: &App, language: Language, athlete: &str, error: impl Into<Problem>) -> Page {
    let problem = error.into();
    shown(app, language, athlete, |page| page.problem = Some(problem)).await
}

fn back_to(athlete: &str, saved: bool) -> Page {
    let query = if saved { "?saved" } else { "" };
    Ok(Redirect::to(&format!("/a/{athlete}/notifications{query}")).into_response())
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Page {
    let saved = asked.iter().any(|(name, _)| name == "saved");
    shown(&app, language, &athlete, |page| {
        if saved {
            page.notice = language.t("notifications-saved");
        }
    })
    .await
}

/// The first value of a field, without spaces around it; nothing where it is empty.
pub(super) fn value<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    value_of(form, name).map(str::trim).filter(|value| !value.is_empty())
}

/// Saves which reminders are wanted, and when.
pub(crate) async fn save(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    match settings(&form, &Kind::CHOICES) {
        Ok(settings) => match app.engine.put_reminder_settings(&athlete, settings).await {
            Ok(()) => back_to(&athlete, true),
            Err(error) => refused(&app, language, &athlete, error).await,
        },
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// The choices of a form, among these kinds.
pub(super) fn settings(form: &[(String, String)], kinds: &[Kind]) -> Result<Settings, Error> {
    let time = |name: &str| -> Result<Option<Time>, Error> {
        let expected = || Error::field(name, "write a time of day such as 22:30");
        value(form, name).map(|text| text.parse().map_err(|_| expected())).transpose()
    };
    let quiet = match (time("quiet_from")?, time("quiet_until")?) {
        (Some(from), Some(until)) => Some(Quiet { from, until }),
        (None, None) => None,
        _ => return Err(Error::field("quiet_until", "write both times, or neither")),
    };
    let limit = value(form, "daily_limit").unwrap_or("12").parse();
    let wanted = |kind: Kind| form.iter().any(|(name, value)| name == "kind" && value == kind.code());
    Ok(Settings {
        kinds: kinds.iter().map(|kind| (*kind, wanted(*kind))).collect(),
        quiet,
        daily_limit: limit.map_err(|_| Error::field("daily_limit", "write a number from 1 to 50"))?,
        digest: value(form, "digest").is_some(),
        pack_at: time("pack_at")?.unwrap_or(Settings::default().pack_at),
    })
}

/// The channel of a form; and the secret of a webhook, which was made for it.
pub(super) fn new_channel(
    form: &[(String, String)],
    language: Language,
    origin: String,
) -> Result<(NewChannel, Option<String>), Error> {
    let of = |name: &str| value(form, name).unwrap_or_default().to_owned();
    let mut secret = None;
    let address = match of("kind").as_str() {
        "push" => {
            Address::Push { endpoint: of("endpoint"), p256dh: of("p256dh"), auth: of("auth"), key: of("key") }
        }
        "ntfy" => Address::Ntfy {
            server: of("server"),
            topic: of("topic"),
            token: value(form, "token").map(str::to_owned),
        },
        "mail" => Address::Mail { to: of("to") },
        "webhook" => {
            let made = new_webhook_secret().map_err(|why| Error::field("secret", why))?;
            secret = Some(made.clone());
            Address::Webhook { url: of("url"), secret: made, previous: None }
        }
        _ => return Err(Error::field("kind", "write push, ntfy, mail or webhook")),
    };
    let new = NewChannel {
        label: of("label"),
        address,
        language: language.code().to_owned(),
        details: value(form, "details").is_some(),
        hears: Hears::default(),
        origin,
    };
    Ok((new, secret))
}

/// What a channel said to a test message, in words.
pub(super) fn tested(answer: Answer, language: Language) -> String {
    match answer {
        Answer::Accepted => language.t("notifications-tested"),
        Answer::Gone => language.with("why", "410").t("notifications-test-failed"),
        Answer::Later { why, .. } | Answer::Refused { why } => {
            language.with("why", why).t("notifications-test-failed")
        }
    }
}

/// Adds a channel: a browser that subscribed, a topic, an address.
pub(crate) async fn add(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(athlete): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let (new, secret) = match new_channel(&form, language, own_site(&app, &headers)?) {
        Ok(new) => new,
        Err(error) => return refused(&app, language, &athlete, error).await,
    };
    let account = who.account().ok().map(|account| account.id.clone());
    // A browser whose subscription changed takes its earlier one along.
    if let Some(old) = value(&form, "old") {
        app.engine.forget_browser(&athlete, old).await?;
    }
    match (app.engine.add_channel(&athlete, new, account.as_deref()).await, secret) {
        (Ok(_), None) => back_to(&athlete, true),
        (Ok(_), Some(secret)) => {
            let (title, what) = (language.t("notifications-secret"), language.t("notifications-secret-once"));
            shown(&app, language, &athlete, |page| page.made = Some((title, what, secret))).await
        }
        (Err(error), _) => refused(&app, language, &athlete, error).await,
    }
}

pub(crate) async fn remove(
    State(app): State<App>,
    language: Language,
    Path((athlete, channel)): Path<(String, String)>,
) -> Page {
    match app.engine.remove_channel(&athlete, &channel).await {
        Ok(()) => back_to(&athlete, true),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// Shows amounts and times on a channel, or hides them.
pub(crate) async fn details(
    State(app): State<App>,
    language: Language,
    Path((athlete, channel)): Path<(String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    match app.engine.show_details(&athlete, &channel, value(&form, "details").is_some()).await {
        Ok(()) => back_to(&athlete, true),
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

pub(crate) async fn test(
    State(app): State<App>,
    language: Language,
    Path((athlete, channel)): Path<(String, String)>,
) -> Page {
    match app.engine.test_channel(&athlete, &channel).await {
        Ok(answer) => {
            let notice = tested(answer, language);
            shown(&app, language, &athlete, |page| page.notice = notice).await
        }
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}

/// A browser says that it showed a message.
pub(crate) async fn seen(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    app.engine.browser_showed(&athlete, value(&form, "endpoint").unwrap_or_default()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes the calendar's address anew, or ends it.
pub(crate) async fn calendar(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    if value(&form, "end").is_some() {
        return match app.engine.end_feed(&athlete).await {
            Ok(()) => back_to(&athlete, true),
            Err(error) => refused(&app, language, &athlete, error).await,
        };
    }
    match app.engine.make_feed(&athlete, value(&form, "windows").is_some(), language.code()).await {
        Ok(secret) => {
            let address = link_to(&app, &headers, &format!("/calendar/{}.ics", secret.expose()));
            let (title, what) =
                (language.t("notifications-calendar"), language.t("notifications-calendar-once"));
            shown(&app, language, &athlete, |page| page.made = Some((title, what, address))).await
        }
        Err(error) => refused(&app, language, &athlete, error).await,
    }
}
