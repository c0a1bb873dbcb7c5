//! News of an athlete's data, or a squad's, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use engine::{Action, Caller, Level, Verdict, may};
use futures_util::Stream;
use futures_util::stream::unfold;
use team::sight::Power;

use crate::access::Who;
use crate::{App, Problem};

/// A stream that nothing happens on is ended after so long; browsers come back by themselves.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// A comment is sent so often, so that proxies do not think the connection dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Whose news a stream tells.
pub(super) enum Of {
    Athlete(String),
    Squad(String),
}

struct Listener {
    app: App,
    caller: Arc<Caller>,
    of: Of,
    /// The revision that the client knows.
    known: u64,
}

/// An event `change` with the new revision, whenever something of the athlete's changes; the first comes at once and says
/// where things stand, unless `Last-Event-ID` names that revision. Then ask for what you show, with `If-None-Match`.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/changes", tag = "athletes",
    params(
        ("athlete" = String, Path),
        ("Last-Event-ID" = Option<String>, Header, description = "The last revision seen")
    ),
    responses(
        (status = 200, content_type = "text/event-stream", body = String,
         description = "`event: change`, `id` and `data` the revision"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn changes(
    State(app): State<App>,
    Path(athlete): Path<String>,
    who: Who,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(news(app, who, Of::Athlete(athlete), &headers))
}

/// The stream of new revisions, from the one that the client saw last.
pub(super) fn news(
    app: App,
    who: Who,
    of: Of,
    headers: &HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    // No revision is the highest number: without one that was seen, where things stand is news.
    let listener = Listener { app, caller: who.0, of, known: seen.unwrap_or(u64::MAX) };
    let news = unfold(listener, |mut listener| async move {
        let revision = listener.next().await?;
        let event = Event::default().event("change").id(revision.to_string()).data(revision.to_string());
        Some((Ok(event), listener))
    });
    Sse::new(news).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))
}

impl Listener {
    /// The next revision; nothing when the server stops, the wait grows long, or the caller may no longer read.
    async fn next(&mut self) -> Option<u64> {
        let mut stopping = self.app.stop.subscribe();
        let revision = tokio::select! {
            changed = tokio::time::timeout(LONGEST_WAIT, self.changed()) => changed.ok()?.ok()?,
            _ = stopping.wait_for(|stopping| *stopping) => return None,
        };
        if !self.may_still_read().await.ok()? {
            return None;
        }
        self.known = revision;
        Some(revision)
    }

    async fn changed(&self) -> Result<u64, engine::Error> {
        match &self.of {
            Of::Athlete(athlete) => self.app.engine.changed(athlete, self.known).await,
            Of::Squad(squad) => self.app.engine.squad_changed(squad, self.known).await,
        }
    }

    async fn may_still_read(&self) -> Result<bool, engine::Error> {
        let engine = &self.app.engine;
        let caller = engine.renewed(&self.caller).await?;
        let (action, standing) = match &self.of {
            Of::Athlete(athlete) => (Action::Athlete(Level::Read), engine.standing(&caller, athlete).await?),
            Of::Squad(squad) => (Action::Squad(Power::Look), engine.standing_in_squad(&caller, squad).await?),
        };
        Ok(may(&caller, action, standing) == Verdict::Granted)
    }
}
