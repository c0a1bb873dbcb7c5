//! What a practitioner hears of a squad, where, and what was sent. Everybody sees and changes the own alone.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::{Error, SquadReminders};
use reminders::{Kind, Quiet, Settings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reminders::{
    ChannelView, MessageView, NewChannelBody, QuietView, TestedView, channels_seen, chosen, messages_seen,
    new_channel, wanted,
};
use crate::access::Who;
use crate::{App, Problem};

/// What a practitioner wants to hear of a squad.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SquadRemindersView {
    /// Whether each kind that the role may hear is wanted: `stop-drinking`, `see-trainer`, `heat`, `weigh-out`. Kinds left out are
    /// wanted.
    kinds: BTreeMap<String, bool>,
    /// When nothing is sent but `stop-drinking`; never quiet where absent.
    #[serde(default)]
    quiet: Option<QuietView>,
    /// The most messages of a local day, 1 to 50; red flags and heat are sent beyond it.
    #[schema(minimum = 1, maximum = 50, example = 50)]
    daily_limit: u8,
    /// Whether what quiet hours held back comes afterwards, as one message, where it is still of use.
    digest: bool,
    /// The zone of the quiet hours; as it was where absent.
    #[serde(default)]
    #[schema(example = "Europe/Lisbon")]
    zone: Option<String>,
}

impl SquadRemindersView {
    fn of(chosen: &SquadReminders, kinds: &[Kind]) -> Self {
        let settings = &chosen.settings;
        Self {
            kinds: wanted(settings, kinds),
            quiet: settings.quiet.map(QuietView::from),
            daily_limit: settings.daily_limit,
            digest: settings.digest,
            zone: Some(chosen.zone.clone()),
        }
    }

    fn settings(self) -> Result<Settings, Error> {
        Ok(Settings {
            kinds: chosen(self.kinds, &Kind::OF_SQUADS)?,
            quiet: self.quiet.map(Quiet::from),
            daily_limit: self.daily_limit,
            digest: self.digest,
            ..Settings::default()
        })
    }
}

/// What the caller hears of a squad: the kinds are those that the caller's role may hear.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/reminders", tag = "squads", params(("squad" = String, Path)),
    responses((status = 200, body = SquadRemindersView), (status = 404, body = Problem))
)]
pub(crate) async fn settings(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
) -> Result<Json<SquadRemindersView>, Problem> {
    let (chosen, kinds) = app.engine.squad_reminders(&who.0, &squad).await?;
    Ok(Json(SquadRemindersView::of(&chosen, &kinds)))
}

/// Chooses what the caller hears of a squad.
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/reminders", tag = "squads", params(("squad" = String, Path)),
    request_body = SquadRemindersView,
    responses(
        (status = 200, body = SquadRemindersView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn choose(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    body: Bytes,
) -> Result<Json<SquadRemindersView>, Problem> {
    let choice: SquadRemindersView =
        serde_json::from_slice(&body).map_err(|error| Error::field("reminders", error))?;
    let zone = choice.zone.clone();
    app.engine.put_squad_reminders(&who.0, &squad, choice.settings()?, zone.as_deref()).await?;
    settings(State(app), Path(squad), who).await
}

/// The caller's channels for a squad, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/channels", tag = "squads", params(("squad" = String, Path)),
    responses((status = 200, body = Vec<ChannelView>), (status = 404, body = Problem))
)]
pub(crate) async fn channels(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
) -> Result<Json<Vec<ChannelView>>, Problem> {
    Ok(channels_seen(app.engine.squad_channels(&who.0, &squad).await?))
}

/// Adds a channel for what the caller hears of a squad: an ntfy topic, an e-mail address or a webhook. The secret of a webhook is
/// shown this once.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/channels", tag = "squads", params(("squad" = String, Path)),
    request_body = NewChannelBody,
    responses(
        (status = 201, body = ChannelView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn add_channel(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    body: Bytes,
) -> Result<(StatusCode, Json<ChannelView>), Problem> {
    let (channel, secret) = new_channel(&body)?;
    let channel = app.engine.add_squad_channel(&who.0, &squad, channel, &app.settings.zone).await?;
    Ok((StatusCode::CREATED, Json(ChannelView::of(channel, secret))))
}

/// Removes one of the caller's channels for a squad.
#[utoipa::path(
    delete, path = "/api/v1/squads/{squad}/channels/{channel}", tag = "squads",
    params(("squad" = String, Path), ("channel" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn remove_channel(
    State(app): State<App>,
    Path((squad, channel)): Path<(String, String)>,
    who: Who,
) -> Result<StatusCode, Problem> {
    app.engine.remove_squad_channel(&who.0, &squad, &channel).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test message to one of the caller's channels, and waits for its answer.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/channels/{channel}/test", tag = "squads",
    params(("squad" = String, Path), ("channel" = String, Path)),
    responses((status = 200, body = TestedView), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn test_channel(
    State(app): State<App>,
    Path((squad, channel)): Path<(String, String)>,
    who: Who,
) -> Result<Json<TestedView>, Problem> {
    Ok(Json(TestedView::of(app.engine.test_squad_channel(&who.0, &squad, &channel).await?)))
}

/// The caller's messages of the last day and those to come, in the order of time.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/messages", tag = "squads", params(("squad" = String, Path)),
    responses((status = 200, body = Vec<MessageView>), (status = 404, body = Problem))
)]
pub(crate) async fn messages(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
) -> Result<Json<Vec<MessageView>>, Problem> {
    Ok(messages_seen(app.engine.squad_messages(&who.0, &squad).await?))
}
