//! Sharing: who sees what of an athlete's data, until when.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use engine::{Grant, Grantee};

use super::account::day;
use super::connections::Code;
use super::form::value_of;
use super::{Frame, Page, page};
use crate::access::link_to;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "sharing.html")]
struct Sharing {
    frame: Frame,
    id: String,
    rows: Vec<Row>,
    /// Who of a squad read what: when, who, what.
    reads: Vec<(String, String, String)>,
    /// A link just made, shown this once, and its QR code.
    made: Option<(String, Option<Code>)>,
    /// The last day of a link, where none is chosen: a week from now.
    week: String,
    form: Vec<(String, String)>,
    problem: Option<Problem>,
}

struct Row {
    id: String,
    to: String,
    level: String,
    expires: String,
    alive: bool,
}

impl Sharing {
    fn was(&self, field: &str) -> &str {
        value_of(&self.form, field).unwrap_or_default()
    }

    /// With whom data can be shared: field, label and hint of each way.
    fn ways(&self) -> [(&'static str, String, String); 3] {
        let frame = &self.frame;
        [
            ("label", frame.t("access-link"), frame.t("access-link-hint")),
            ("to", frame.t("access-person"), frame.t("access-person-hint")),
            ("squad", frame.t("access-squad"), frame.t("access-squad-hint")),
        ]
    }

    /// How many shares are open.
    fn open(&self) -> usize {
        self.rows.iter().filter(|row| row.alive).count()
    }

    fn wrong(&self, field: &str) -> String {
        self.frame.language.wrong_by("access-wrong", self.problem.as_ref(), field)
    }
}

fn row(app: &App, language: Language, grant: Grant) -> Row {
    let alive = grant.is_alive(app.engine.now());
    let ends = |at| {
        let when = day(app, language, at);
        if alive {
            language.with("when", when).t("access-until")
        } else {
            language.with("when", when).t("access-since")
        }
    };
    Row {
        level: language.t_of("access-level", grant.level.name()),
        expires: grant.expires.map_or(String::new(), ends),
        alive,
        to: match grant.to {
            Grantee::Account { login, .. } => login,
            Grantee::Squad { name, .. } => language.with("name", name).t("access-practitioners"),
            Grantee::Link { label, .. } => language.with("name", label).t("access-link-for"),
        },
        id: grant.id,
    }
}

/// Reads on the page; the API has all.
const MOST_READS: usize = 100;

fn said_of(app: &App, language: Language, read: &engine::AthleteRead) -> (String, String, String) {
    let when = language.long_moment(&read.at.to_zoned_datetime(app.settings.zone.clone()));
    let who = format!("{}, {} ({})", read.who, language.t_of("team-role", read.role.name()), read.squad);
    let classes = read.classes.iter().map(|class| language.t_of("team-class", class.name()));
    let what = classes.collect::<Vec<_>>().join(", ");
    (when, who, format!("{}: {what}", language.t_of("team-action", &read.action)))
}

async fn shown(app: &App, language: Language, athlete: &str, change: impl FnOnce(&mut Sharing)) -> Page {
    let record = app.engine.athlete(athlete).await?;
    let today = app.engine.now().to_zoned_datetime(record.time_zone()).date();
    let grants = app.engine.grants(athlete).await?;
    let reads = app.engine.reads_of(athlete).await?;
    let mut whole = Sharing {
        frame: Frame::of(app, &record, language, "sharing"),
        id: record.id,
        rows: grants.into_iter().map(|grant| row(app, language, grant)).collect(),
        reads: reads.iter().take(MOST_READS).map(|read| said_of(app, language, read)).collect(),
        made: None,
        week: today.saturating_add(jiff::Span::new().days(7)).to_string(),
        form: Vec::new(),
        problem: None,
    };
    change(&mut whole);
    let status = whole.problem.as_ref().map_or(axum::http::StatusCode::OK, Problem::status_code);
    Ok((status, page(&whole)?).into_response())
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    shown(&app, language, &athlete, |_| {}).await
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let shared = match Fields::of_form(form.clone(), record.units).share(&record.time_zone()) {
        Ok((to, level, expires)) => {
            app.engine.share(&athlete, to, level, expires).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match shared {
        Ok((_, Some(secret))) => {
            let link = link_to(&app, &headers, &format!("/share/{}", secret.expose()));
            shown(&app, language, &athlete, |page| {
                let code = Code::of(&link);
                page.made = Some((link, code));
            })
            .await
        }
        Ok((_, None)) => Ok(Redirect::to(&format!("/a/{athlete}/sharing")).into_response()),
        Err(problem) => {
            shown(&app, language, &athlete, |page| {
                page.form = form;
                page.problem = Some(problem);
            })
            .await
        }
    }
}

pub(crate) async fn revoke(
    State(app): State<App>,
    language: Language,
    Path((athlete, share)): Path<(String, String)>,
) -> Page {
    match app.engine.unshare(&athlete, &share).await {
        Ok(()) => Ok(Redirect::to(&format!("/a/{athlete}/sharing")).into_response()),
        Err(error) => shown(&app, language, &athlete, |page| page.problem = Some(error.into())).await,
    }
}
