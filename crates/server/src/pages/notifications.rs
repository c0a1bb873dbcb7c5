//! Notifications: where messages arrive, which ones, when not. The page of an athlete, with the calendar's address, and that of a
//! practitioner of a squad, who sees the own alone.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{FromRequestParts, Path, Query, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use connect::notify::{Address, Answer, new_webhook_secret};
use engine::{Caller, Channel, Engine, Error, Hears, NewChannel, SentMessage};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use reminders::{Kind, Quiet, Settings};

use super::form::value_of;
use super::passkeys::own_site;
use super::{Frame, Page, page};
use crate::access::{Who, link_to};
use crate::language::Language;
use crate::{App, Problem};

/// How many messages are listed.
const LISTED: usize = 20;
/// The server that a topic is offered for.
const NTFY: &str = "https://ntfy.sh";

/// Whose notifications a page is about, by its address and who asks.
pub(crate) struct Whose {
    caller: Arc<Caller>,
    of: Of,
}

enum Of {
    Athlete(String),
    Squad(String),
}

impl FromRequestParts<App> for Whose {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Ok(Who(caller)) = Who::from_request_parts(parts, app).await;
        let params = RawPathParams::from_request_parts(parts, app).await;
        let named = params.ok().and_then(|params| {
            params.iter().find_map(|(name, value)| match name {
                "athlete" => Some(Of::Athlete(value.to_owned())),
                "squad" => Some(Of::Squad(value.to_owned())),
                _ => None,
            })
        });
        let of = named.ok_or_else(|| Error::not_found("page", parts.uri.path()))?;
        Ok(Self { caller, of })
    }
}

impl Whose {
    /// The address of the page.
    fn page(&self) -> String {
        match &self.of {
            Of::Athlete(athlete) => format!("/a/{athlete}/notifications"),
            Of::Squad(squad) => format!("/squads/{squad}/notifications"),
        }
    }

    async fn save(&self, app: &App, form: &[(String, String)]) -> Result<(), Error> {
        let engine = &app.engine;
        match &self.of {
            Of::Athlete(athlete) => {
                engine.put_reminder_settings(athlete, settings(form, &Kind::CHOICES)?).await
            }
            Of::Squad(squad) => {
                let (_, kinds) = engine.squad_reminders(&self.caller, squad).await?;
                let settings = settings(form, &kinds)?;
                engine.put_squad_reminders(&self.caller, squad, settings, value(form, "zone")).await
            }
        }
    }

    async fn add(&self, app: &App, new: NewChannel, old: Option<&str>) -> Result<(), Error> {
        let engine = &app.engine;
        match &self.of {
            Of::Athlete(athlete) => {
                // A browser whose subscription changed takes its earlier one along.
                if let Some(old) = old {
                    engine.forget_browser(athlete, old).await?;
                }
                let account = self.caller.account().map(|account| account.id.as_str());
                engine.add_channel(athlete, new, account).await.map(drop)
            }
            Of::Squad(squad) => {
                engine.add_squad_channel(&self.caller, squad, new, &app.settings.zone).await.map(drop)
            }
        }
    }

    async fn remove(&self, engine: &Engine, channel: &str) -> Result<(), Error> {
        match &self.of {
            Of::Athlete(athlete) => engine.remove_channel(athlete, channel).await,
            Of::Squad(squad) => engine.remove_squad_channel(&self.caller, squad, channel).await,
        }
    }

    async fn show_details(&self, engine: &Engine, channel: &str, details: bool) -> Result<(), Error> {
        match &self.of {
            Of::Athlete(athlete) => engine.show_details(athlete, channel, details).await,
            Of::Squad(squad) => engine.show_squad_details(&self.caller, squad, channel, details).await,
        }
    }

    async fn test(&self, engine: &Engine, channel: &str) -> Result<Answer, Error> {
        match &self.of {
            Of::Athlete(athlete) => engine.test_channel(athlete, channel).await,
            Of::Squad(squad) => engine.test_squad_channel(&self.caller, squad, channel).await,
        }
    }

    async fn showed(&self, engine: &Engine, endpoint: &str) -> Result<(), Error> {
        match &self.of {
            Of::Athlete(athlete) => engine.browser_showed(athlete, endpoint).await,
            Of::Squad(squad) => engine.squad_browser_showed(&self.caller, squad, endpoint).await,
        }
    }
}

#[derive(Template)]
#[template(path = "notifications.html")]
struct Notifications {
    frame: Frame,
    base: String,
    zone: String,
    /// What the page of an athlete has besides.
    own: Option<Own>,
    /// The squad's name; empty on the page of an athlete.
    squad: String,
    /// The public key that browsers subscribe with; empty where there are no pushes.
    push_key: String,
    mail: bool,
    channels: Vec<Row>,
    /// Code, words, and whether it is wanted; none where a role in a squad hears nothing.
    kinds: Vec<(&'static str, String, bool)>,
    quiet: (String, String),
    limit: u8,
    digest: bool,
    /// When, what, and what became of it.
    recent: Vec<(String, String, String)>,
    /// A topic that nobody can guess.
    topic: String,
    ntfy: &'static str,
    /// Something that is shown this once: a title, what to do with it, and the text.
    made: Option<(String, String, String)>,
    notice: String,
    problem: Option<Problem>,
}

struct Own {
    id: String,
    pack_at: String,
    /// Since when the calendar has an address; empty where it has none.
    feed: String,
}

struct Row {
    id: String,
    label: String,
    kind: String,
    /// How it went.
    lines: Vec<String>,
    trouble: String,
    details: bool,
}

fn row(channel: Channel, when: impl Fn(Timestamp) -> String, language: Language) -> Row {
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

/// What is known of whom a page is about.
struct Known {
    frame: Frame,
    squad: String,
    zone: String,
    settings: Settings,
    kinds: Vec<Kind>,
    channels: Vec<Channel>,
    messages: Vec<SentMessage>,
    own: Option<Own>,
}

impl Whose {
    async fn known(&self, app: &App, language: Language) -> Result<Known, Error> {
        let engine = &app.engine;
        match &self.of {
            Of::Athlete(athlete) => {
                let record = engine.athlete(athlete).await?;
                let settings = engine.reminder_settings(athlete).await?;
                let zone = record.time_zone();
                let since = |at: Timestamp| language.long_moment(&at.to_zoned_datetime(zone.clone()));
                let feed = engine.feed(athlete).await?.map(|feed| since(feed.created));
                let own = Own {
                    id: record.id.clone(),
                    pack_at: clock(settings.pack_at),
                    feed: feed.unwrap_or_default(),
                };
                Ok(Known {
                    frame: Frame::of(app, &record, language, "notifications"),
                    squad: String::new(),
                    zone: record.zone.clone(),
                    settings,
                    kinds: Kind::CHOICES.to_vec(),
                    channels: engine.channels(athlete).await?,
                    messages: engine.messages(athlete).await?,
                    own: Some(own),
                })
            }
            Of::Squad(squad) => {
                let (record, role) = engine.squad_for(&self.caller, squad).await?;
                let (chosen, kinds) = engine.squad_reminders(&self.caller, squad).await?;
                let of = (record.id.as_str(), record.name.as_str(), role);
                Ok(Known {
                    frame: Frame::of_squad(app, of, language, "notifications"),
                    zone: chosen.zone,
                    settings: chosen.settings,
                    kinds,
                    channels: engine.squad_channels(&self.caller, squad).await?,
                    messages: engine.squad_messages(&self.caller, squad).await?,
                    own: None,
                    squad: record.name,
                })
            }
        }
    }
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

async fn shown(
    app: &App,
    language: Language,
    whose: &Whose,
    change: impl FnOnce(&mut Notifications) + Send,
) -> Page {
    let engine = &app.engine;
    let Known { frame, squad, zone, settings, kinds, channels, messages, own } =
        whose.known(app, language).await?;
    let here = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let local = |at: Timestamp| at.to_zoned_datetime(here.clone());
    let now = local(engine.now());
    let listed = |sent: SentMessage| {
        let what = language.t_of("notify-title", sent.message.kind.code());
        let state = language.t_of("notifications-state", sent.state.code());
        (language.moment_near(&local(sent.message.due), &now), what, state)
    };
    let choice =
        |kind: Kind| (kind.code(), language.t_of("notifications-choice", kind.code()), settings.wants(kind));
    let when = |at: Timestamp| language.long_moment(&local(at));
    let skip = messages.len().saturating_sub(LISTED);
    let mut whole = Notifications {
        frame,
        base: whose.page(),
        push_key: engine.push_key().unwrap_or_default().to_owned(),
        mail: engine.channel_kinds().contains(&"mail"),
        channels: channels.into_iter().map(|channel| row(channel, when, language)).collect(),
        kinds: kinds.into_iter().map(choice).collect(),
        quiet: settings.quiet.map(|quiet| (clock(quiet.from), clock(quiet.until))).unwrap_or_default(),
        limit: settings.daily_limit,
        digest: settings.digest,
        recent: messages.into_iter().skip(skip).map(listed).collect(),
        topic: engine.fresh_topic()?,
        ntfy: NTFY,
        made: None,
        notice: String::new(),
        problem: None,
        zone,
        own,
        squad,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(StatusCode::OK, Problem::status_code);
    let mut answer = (status, page(&whole)?).into_response();
    // Secrets are shown once, and no cache has them.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// Leads back to the page, or shows it with what was wrong.
async fn answered(app: &App, language: Language, whose: &Whose, done: Result<(), Error>) -> Page {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}?saved", whose.page())).into_response()),
        Err(error) => shown(app, language, whose, |page| page.problem = Some(error.into())).await,
    }
}

/// Shows something this once: a title, what to do with it, and the text.
async fn once(app: &App, language: Language, whose: &Whose, made: (String, String, String)) -> Page {
    shown(app, language, whose, |page| page.made = Some(made)).await
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    whose: Whose,
    Query(asked): Query<Vec<(String, String)>>,
) -> Page {
    let saved = asked.iter().any(|(name, _)| name == "saved");
    shown(&app, language, &whose, |page| {
        if saved {
            page.notice = language.t("notifications-saved");
        }
    })
    .await
}

/// Saves which messages are wanted, and when.
pub(crate) async fn save(
    State(app): State<App>,
    language: Language,
    whose: Whose,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    answered(&app, language, &whose, whose.save(&app, &form).await).await
}

/// Adds a channel: a browser that subscribed, a topic, an address.
pub(crate) async fn add(
    State(app): State<App>,
    language: Language,
    whose: Whose,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let (new, secret) = match new_channel(&form, language, own_site(&app, &headers)?) {
        Ok(new) => new,
        Err(error) => return answered(&app, language, &whose, Err(error)).await,
    };
    match (whose.add(&app, new, value(&form, "old")).await, secret) {
        (Ok(()), Some(secret)) => {
            let (title, what) = (language.t("notifications-secret"), language.t("notifications-secret-once"));
            once(&app, language, &whose, (title, what, secret)).await
        }
        (added, _) => answered(&app, language, &whose, added).await,
    }
}

/// Tests or removes a channel, or lets it show details or not, as the field `act` says.
pub(crate) async fn change(
    State(app): State<App>,
    language: Language,
    whose: Whose,
    params: RawPathParams,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let channel = params.iter().find(|(name, _)| *name == "channel").map_or("", |(_, channel)| channel);
    let engine = &app.engine;
    let done = match value(&form, "act") {
        Some("remove") => whose.remove(engine, channel).await,
        Some("show") => whose.show_details(engine, channel, true).await,
        Some("hide") => whose.show_details(engine, channel, false).await,
        Some("test") => match whose.test(engine, channel).await {
            Ok(answer) => {
                let notice = tested(answer, language);
                return shown(&app, language, &whose, |page| page.notice = notice).await;
            }
            Err(error) => Err(error),
        },
        _ => Err(Error::field("act", "write test, show, hide or remove")),
    };
    answered(&app, language, &whose, done).await
}

/// A browser says that it showed a message.
pub(crate) async fn seen(
    State(app): State<App>,
    whose: Whose,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    whose.showed(&app.engine, value(&form, "endpoint").unwrap_or_default()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes the calendar's address anew, or ends it.
pub(crate) async fn calendar(
    State(app): State<App>,
    language: Language,
    whose: Whose,
    Path(athlete): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let engine = &app.engine;
    if value(&form, "end").is_some() {
        return answered(&app, language, &whose, engine.end_feed(&athlete).await).await;
    }
    match engine.make_feed(&athlete, value(&form, "windows").is_some(), language.code()).await {
        Ok(secret) => {
            let address = link_to(&app, &headers, &format!("/calendar/{}.ics", secret.expose()));
            let (title, what) =
                (language.t("notifications-calendar"), language.t("notifications-calendar-once"));
            once(&app, language, &whose, (title, what, address)).await
        }
        Err(error) => answered(&app, language, &whose, Err(error)).await,
    }
}

/// The first value of a field, without spaces around it; nothing where it is empty.
fn value<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    value_of(form, name).map(str::trim).filter(|value| !value.is_empty())
}

/// The choices of a form, among these kinds.
fn settings(form: &[(String, String)], kinds: &[Kind]) -> Result<Settings, Error> {
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
fn new_channel(
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
fn tested(answer: Answer, language: Language) -> String {
    match answer {
        Answer::Accepted => language.t("notifications-tested"),
        Answer::Gone => language.with("why", "410").t("notifications-test-failed"),
        Answer::Later { why, .. } | Answer::Refused { why } => {
            language.with("why", why).t("notifications-test-failed")
        }
    }
}
