//! Reminders: what an athlete wants to hear, where, and what was sent; the private address of the calendar.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use connect::notify::{Address, Answer, new_webhook_secret};
use engine::{Channel, DeadLetter, Error, Hears, NewChannel};
use jiff::Timestamp;
use jiff::civil::Time;
use reminders::{Kind, Quiet, Settings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Who;
use crate::{App, Problem};

/// Hours of the day in which nothing is sent, by the athlete's clock.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuietView {
    /// From this time of day.
    #[schema(value_type = String, example = "22:30:00")]
    from: Time,
    /// Until this time of day.
    #[schema(value_type = String, example = "06:30:00")]
    until: Time,
}

impl From<Quiet> for QuietView {
    fn from(Quiet { from, until }: Quiet) -> Self {
        Self { from, until }
    }
}

impl From<QuietView> for Quiet {
    fn from(QuietView { from, until }: QuietView) -> Self {
        Self { from, until }
    }
}

/// Whether each of these kinds is wanted, by their codes.
pub(super) fn wanted(settings: &Settings, kinds: &[Kind]) -> BTreeMap<String, bool> {
    kinds.iter().map(|kind| (kind.code().to_owned(), settings.wants(*kind))).collect()
}

/// The choice among these kinds.
pub(super) fn chosen(choice: BTreeMap<String, bool>, kinds: &[Kind]) -> Result<BTreeMap<Kind, bool>, Error> {
    let kind = |(code, wanted): (String, bool)| {
        let codes = || kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
        let expected = || Error::field("kinds", format!("there is no kind '{code}': write {}", codes()));
        let known = kinds.iter().find(|kind| kind.code() == code);
        Ok((*known.ok_or_else(expected)?, wanted))
    };
    choice.into_iter().map(kind).collect()
}

/// What an athlete wants to hear.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReminderSettingsView {
    /// Whether each kind is wanted: `drink-before`, `weigh-before`, `during`, `weigh-after`, `after`, `before-sleep`, `pack`,
    /// `forecast`, `reconnect`, `duplicate`. Kinds left out are as usual.
    kinds: BTreeMap<String, bool>,
    /// When nothing is sent; never quiet where absent.
    #[serde(default)]
    quiet: Option<QuietView>,
    /// The most messages of a local day, 1 to 50.
    #[schema(minimum = 1, maximum = 50, example = 12)]
    daily_limit: u8,
    /// Whether what quiet hours held back comes afterwards, as one message, where it is still of use.
    digest: bool,
    /// The time of day to pack for tomorrow.
    #[schema(value_type = String, example = "19:00:00")]
    pack_at: Time,
}

impl ReminderSettingsView {
    fn of(settings: &Settings) -> Self {
        Self {
            kinds: wanted(settings, &Kind::CHOICES),
            quiet: settings.quiet.map(QuietView::from),
            daily_limit: settings.daily_limit,
            digest: settings.digest,
            pack_at: settings.pack_at,
        }
    }

    fn settings(self) -> Result<Settings, Error> {
        Ok(Settings {
            kinds: chosen(self.kinds, &Kind::CHOICES)?,
            quiet: self.quiet.map(Quiet::from),
            daily_limit: self.daily_limit,
            digest: self.digest,
            pack_at: self.pack_at,
        })
    }
}

/// What an athlete wants to hear.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/reminders", tag = "reminders", params(("athlete" = String, Path)),
    responses((status = 200, body = ReminderSettingsView), (status = 404, body = Problem))
)]
pub(crate) async fn settings(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<ReminderSettingsView>, Problem> {
    Ok(Json(ReminderSettingsView::of(&app.engine.reminder_settings(&athlete).await?)))
}

/// Chooses what an athlete wants to hear.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}/reminders", tag = "reminders", params(("athlete" = String, Path)),
    request_body = ReminderSettingsView,
    responses(
        (status = 200, body = ReminderSettingsView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn choose(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: axum::body::Bytes,
) -> Result<Json<ReminderSettingsView>, Problem> {
    app.engine.athlete(&athlete).await?;
    let wanted: ReminderSettingsView =
        serde_json::from_slice(&body).map_err(|error| Error::field("reminders", error))?;
    app.engine.put_reminder_settings(&athlete, wanted.settings()?).await?;
    Ok(Json(ReminderSettingsView::of(&app.engine.reminder_settings(&athlete).await?)))
}

/// Where messages arrive. Secrets are not shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChannelView {
    /// Its name in addresses.
    id: String,
    /// What its owner calls it.
    label: String,
    /// `push`, `ntfy`, `mail`, `fcm`, `apns` or `webhook`.
    #[schema(example = "webhook")]
    kind: &'static str,
    /// The host, or an e-mail address.
    address: String,
    /// Whether amounts, times and names are shown.
    details: bool,
    /// `messages`, `changes` or `both`.
    #[schema(example = "messages")]
    hears: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it last took a message.
    #[schema(value_type = Option<String>, format = DateTime)]
    accepted: Option<Timestamp>,
    /// When it last said that it showed one.
    #[schema(value_type = Option<String>, format = DateTime)]
    shown: Option<Timestamp>,
    /// What went wrong last and has not been put right.
    trouble: Option<String>,
    /// The secret of a webhook, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_…")]
    secret: Option<String>,
}

impl ChannelView {
    /// A channel that was just added, with the secret that was made for it.
    pub(super) fn of(channel: Channel, secret: Option<String>) -> Self {
        Self {
            kind: channel.address.kind(),
            address: channel.address.shown(),
            id: channel.id,
            label: channel.label,
            details: channel.details,
            hears: channel.hears.name(),
            created: channel.created,
            accepted: channel.accepted,
            shown: channel.shown,
            trouble: channel.trouble,
            secret,
        }
    }
}

/// Channels as they are answered with.
pub(super) fn channels_seen(channels: Vec<Channel>) -> Json<Vec<ChannelView>> {
    Json(channels.into_iter().map(|channel| ChannelView::of(channel, None)).collect())
}

/// The channels of an athlete, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/channels", tag = "reminders", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<ChannelView>), (status = 404, body = Problem))
)]
pub(crate) async fn channels(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<ChannelView>>, Problem> {
    Ok(channels_seen(app.engine.channels(&athlete).await?))
}

/// A channel to be added: an ntfy topic, an e-mail address, a webhook, or an app of the operator's own. Browsers subscribe on the page.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewChannelBody {
    /// `ntfy`, `mail`, `webhook`, `fcm` or `apns`.
    #[schema(example = "webhook")]
    kind: String,
    /// What its owner calls it.
    #[serde(default)]
    label: String,
    /// The address of a webhook or of an ntfy server.
    #[serde(default)]
    #[schema(example = "https://example.org/hook")]
    url: String,
    /// The topic at an ntfy server.
    #[serde(default)]
    topic: String,
    /// An access token of an ntfy server; the registration token (`fcm`) or device token (`apns`) of an app.
    #[serde(default)]
    token: Option<String>,
    /// An e-mail address.
    #[serde(default)]
    to: String,
    /// The language of its messages: `en`, `pt` or `es`.
    #[serde(default)]
    #[schema(example = "en")]
    language: Option<String>,
    /// Whether amounts, times and names are shown.
    #[serde(default)]
    details: bool,
    /// What it hears of: `messages` (reminders, also when absent), `changes` or `both`. Only webhooks hear of changes.
    #[serde(default)]
    #[schema(example = "changes")]
    hears: Option<String>,
}

impl NewChannelBody {
    /// The channel; and the secret of a webhook, which was made for it.
    fn channel(self) -> Result<(NewChannel, Option<String>), Error> {
        let mut secret = None;
        let address = match self.kind.as_str() {
            "ntfy" => Address::Ntfy { server: self.url, topic: self.topic, token: self.token },
            "mail" => Address::Mail { to: self.to },
            "webhook" => {
                let made = new_webhook_secret().map_err(|why| Error::field("secret", why))?;
                secret = Some(made.clone());
                Address::Webhook { url: self.url, secret: made, previous: None }
            }
            "fcm" => Address::Fcm { token: self.token.unwrap_or_default() },
            "apns" => Address::Apns { token: self.token.unwrap_or_default() },
            _ => return Err(Error::field("kind", "write ntfy, mail, webhook, fcm or apns")),
        };
        let language = self.language.unwrap_or_else(|| "en".to_owned());
        if crate::language::Language::of_code(&language).is_none() {
            return Err(Error::field("language", "write en, pt or es"));
        }
        let hears = match self.hears.as_deref() {
            None => Hears::default(),
            Some(name) => {
                Hears::named(name).ok_or_else(|| Error::field("hears", "write messages, changes or both"))?
            }
        };
        let (label, details) = (self.label, self.details);
        Ok((NewChannel { label, address, language, details, hears, origin: String::new() }, secret))
    }
}

/// The channel of a body; and the secret of a webhook, which was made for it.
pub(super) fn new_channel(body: &[u8]) -> Result<(NewChannel, Option<String>), Error> {
    let new: NewChannelBody = serde_json::from_slice(body).map_err(|error| Error::field("channel", error))?;
    new.channel()
}

/// Adds a channel. The secret of a webhook is shown this once.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/channels", tag = "reminders", params(("athlete" = String, Path)),
    request_body = NewChannelBody,
    responses(
        (status = 201, body = ChannelView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn add_channel(
    State(app): State<App>,
    who: Who,
    Path(athlete): Path<String>,
    body: axum::body::Bytes,
) -> Result<(StatusCode, Json<ChannelView>), Problem> {
    app.engine.athlete(&athlete).await?;
    let (channel, secret) = new_channel(&body)?;
    let account = who.account().ok().map(|account| account.id.clone());
    let channel = app.engine.add_channel(&athlete, channel, account.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(ChannelView::of(channel, secret))))
}

/// Removes a channel; it need not be there.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/channels/{channel}", tag = "reminders",
    params(("athlete" = String, Path), ("channel" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn remove_channel(
    State(app): State<App>,
    Path((athlete, channel)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.remove_channel(&athlete, &channel).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a channel said to a test message.
#[derive(Serialize, ToSchema)]
pub(crate) struct TestedView {
    /// `accepted`, `gone`, `later` or `refused`. Accepted does not mean shown.
    #[schema(example = "accepted")]
    answer: &'static str,
    /// Why it was not accepted.
    why: Option<String>,
}

impl TestedView {
    pub(super) fn of(answer: Answer) -> Self {
        let (answer, why) = match answer {
            Answer::Accepted => ("accepted", None),
            Answer::Gone => ("gone", None),
            Answer::Later { why, .. } => ("later", Some(why)),
            Answer::Refused { why } => ("refused", Some(why)),
        };
        Self { answer, why }
    }
}

/// Sends a test message, and waits for the channel's answer.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/channels/{channel}/test", tag = "reminders",
    params(("athlete" = String, Path), ("channel" = String, Path)),
    responses((status = 200, body = TestedView), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn test_channel(
    State(app): State<App>,
    Path((athlete, channel)): Path<(String, String)>,
) -> Result<Json<TestedView>, Problem> {
    Ok(Json(TestedView::of(app.engine.test_channel(&athlete, &channel).await?)))
}

/// A message, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// What it is, whatever becomes of its time and text.
    #[schema(example = "drink:p-1780394400")]
    key: String,
    /// What it is about.
    #[schema(example = "drink-before")]
    kind: &'static str,
    /// When it is or was due.
    #[schema(value_type = String, format = DateTime)]
    due: Timestamp,
    /// From then on it is of no use, and is not sent any more.
    #[schema(value_type = String, format = DateTime)]
    useless_after: Timestamp,
    /// Raised whenever somebody who read the earlier one has to be told.
    version: u32,
    /// `waiting`, `sent`, `withdrawn`, `done` (the athlete did it) or `missed` (too late, or too many).
    #[schema(example = "waiting")]
    state: &'static str,
    /// The session it is about.
    session: Option<String>,
}

impl MessageView {
    fn of(sent: engine::SentMessage) -> Self {
        Self {
            kind: sent.message.kind.code(),
            key: sent.message.key,
            due: sent.message.due,
            useless_after: sent.message.useless_after,
            version: sent.version,
            state: sent.state.code(),
            session: sent.message.facts.session,
        }
    }
}

/// Messages as they are answered with.
pub(super) fn messages_seen(messages: Vec<engine::SentMessage>) -> Json<Vec<MessageView>> {
    Json(messages.into_iter().map(MessageView::of).collect())
}

/// The messages of the last day and those to come, in the order of time.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/messages", tag = "reminders", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<MessageView>), (status = 404, body = Problem))
)]
pub(crate) async fn messages(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<MessageView>>, Problem> {
    Ok(messages_seen(app.engine.messages(&athlete).await?))
}

/// News of changes that a webhook did not take.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadLetterView {
    /// Its name, which was also its `webhook-id`.
    id: String,
    /// The channel that it was for.
    channel: String,
    /// The revision that it told.
    revision: u64,
    /// When the change happened.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// When it was given up.
    #[schema(value_type = String, format = DateTime)]
    ended: Timestamp,
    /// How often it was tried.
    tries: u32,
    /// What was said to the last try.
    why: String,
}

impl DeadLetterView {
    fn of(letter: DeadLetter) -> Self {
        let DeadLetter { id, channel, revision, since, ended, tries, why } = letter;
        Self { id, channel, revision, since, ended, tries, why }
    }
}

/// News of changes that webhooks did not take, the oldest first; the last hundred.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/dead-letters", tag = "reminders", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<DeadLetterView>), (status = 404, body = Problem))
)]
pub(crate) async fn dead_letters(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<DeadLetterView>>, Problem> {
    let letters = app.engine.dead_letters(&athlete).await?;
    Ok(Json(letters.into_iter().map(DeadLetterView::of).collect()))
}

/// Takes a dead letter out of the list, and tells its webhook of the present revision.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/dead-letters/{letter}/retry", tag = "reminders",
    params(("athlete" = String, Path), ("letter" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn retry_dead_letter(
    State(app): State<App>,
    Path((athlete, letter)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.remove_dead_letter(&athlete, &letter, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a dead letter out of the list.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/dead-letters/{letter}", tag = "reminders",
    params(("athlete" = String, Path), ("letter" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn delete_dead_letter(
    State(app): State<App>,
    Path((athlete, letter)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.remove_dead_letter(&athlete, &letter, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
