//! What an athlete shares, with whom, until when.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::{Grant, Grantee, Level, NewGrant, Secret};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::fields::Fields;
use crate::{App, Problem};

/// A share.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShareView {
    /// Its name.
    id: String,
    /// `account`, `squad` or `link`.
    #[schema(example = "link")]
    kind: &'static str,
    /// The person's sign-in name, the squad's name, or what the link is for.
    to: String,
    /// `read`, `plan`, `coach` or `own`.
    #[schema(example = "read")]
    level: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// Until when; until it is revoked, if absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<Timestamp>,
    /// Whether it holds now.
    alive: bool,
    /// The path of the link, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/share/…")]
    path: Option<String>,
}

impl ShareView {
    fn of(app: &App, grant: &Grant, secret: Option<&Secret>) -> Self {
        let (kind, to) = match &grant.to {
            Grantee::Account { login, .. } => ("account", login),
            Grantee::Squad { name, .. } => ("squad", name),
            Grantee::Link { label, .. } => ("link", label),
        };
        Self {
            id: grant.id.clone(),
            kind,
            to: to.clone(),
            level: grant.level.name(),
            created: grant.created,
            expires: grant.expires,
            alive: grant.is_alive(app.engine.now()),
            path: secret.map(|secret| format!("{}/share/{}", app.settings.sub_path, secret.expose())),
        }
    }
}

/// Who may do what with the athlete's data: owners first, expired shares too.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/shares", tag = "athletes", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<ShareView>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<ShareView>>, Problem> {
    app.engine.athlete(&athlete).await?;
    let grants = app.engine.grants(&athlete).await?;
    Ok(Json(grants.iter().map(|grant| ShareView::of(&app, grant, None)).collect()))
}

/// A share to be made: exactly one of `to`, `squad` and `label`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct ShareBody {
    /// The sign-in name of a person.
    to: Option<String>,
    /// The code of a squad: consent that its practitioners see the data.
    squad: Option<String>,
    /// Whom a link is for; the link is made, and shown once.
    #[schema(example = "physiotherapist")]
    label: Option<String>,
    /// `read`, `plan`, `coach`, or `own` for a person.
    #[schema(example = "read")]
    level: String,
    /// Until when: an instant, or the last day.
    #[schema(example = "2126-06-30")]
    expires: Option<String>,
}

/// Shares the athlete's data. A second share with the same person or squad takes the place of the first.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/shares", tag = "athletes", params(("athlete" = String, Path)),
    request_body = ShareBody,
    responses(
        (status = 201, body = ShareView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn share(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<ShareView>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let (to, level, expires) = Fields::of_json(&body, record.units)?.share(&record.time_zone())?;
    let (grant, secret) = app.engine.share(&athlete, to, level, expires).await?;
    Ok((StatusCode::CREATED, Json(ShareView::of(&app, &grant, secret.as_ref()))))
}

/// Revokes a share, at once.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/shares/{share}", tag = "athletes",
    params(("athlete" = String, Path), ("share" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    Path((athlete, share)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.unshare(&athlete, &share).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Fields {
    /// A share to be made: with whom, how much, until when.
    pub(crate) fn share(
        mut self,
        zone: &jiff::tz::TimeZone,
    ) -> Result<(NewGrant, Level, Option<Timestamp>), Problem> {
        let mut found: Vec<NewGrant> = Vec::new();
        found.extend(self.text("to").map(NewGrant::Account));
        found.extend(self.text("squad").map(NewGrant::Squad));
        found.extend(self.text("label").map(NewGrant::Link));
        let level = self.choice("level", &Level::ALL.map(|level| (level.name(), level)));
        if level.is_none() && !self.is_refused() {
            self.refuse("level", format!("write one of {}", Level::ALL.map(Level::name).join(", ")));
        }
        let expires = self.end("expires", zone);
        if found.len() != 1 {
            self.refuse(
                "to",
                "write a sign-in name, or the code of a squad, or whom a link is for: one of them",
            );
        }
        self.finish(None)?;
        match (found.pop(), level) {
            (Some(to), Some(level)) => Ok((to, level, expires)),
            _ => Err(Problem::malformed("The share says nothing: give its fields.")),
        }
    }
}
