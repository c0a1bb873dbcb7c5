//! A squad's sessions: planned for everybody at once.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{NewSquadSession, SquadSession};
use jiff::SignedDuration;
use team::sight::{Power, may};
use units::UnitSystem;

use super::form::value_of;
use super::{Fault, Frame, Page, page, refused};
use crate::access::Who;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "squad_sessions.html")]
struct Sessions {
    frame: Frame,
    id: String,
    name: String,
    /// Id, title, when, closed.
    rows: Vec<(String, String, String, bool)>,
    typed: Vec<(String, String)>,
    problems: Vec<String>,
    sports: Vec<(&'static str, String)>,
    plans: bool,
    weighs: bool,
}

impl Sessions {
    fn was(&self, field: &str) -> &str {
        value_of(&self.typed, field).unwrap_or_default()
    }

    /// The session that is next or under way, and when.
    fn next(&self) -> Option<String> {
        let (_, title, when, _) = self.rows.iter().find(|(.., closed)| !closed)?;
        Some(format!("{title}, {when}"))
    }
}

async fn sessions(app: &App, language: Language, who: &Who, squad: &str) -> Result<Sessions, Fault> {
    let (record, role) = app.engine.squad_for(&who.0, squad).await?;
    let now = app.engine.now();
    let (back, ahead) = (SignedDuration::from_hours(24 * 14), SignedDuration::from_hours(24 * 60));
    let row = |session: SquadSession| {
        let start = session.time.start.to_zoned_datetime(app.settings.zone.clone());
        let closed = session.state == engine::SquadSessionState::Closed;
        let when = language.moment_near(&start, &now.to_zoned_datetime(app.settings.zone.clone()));
        (session.id, session.title, when, closed)
    };
    let all = app.engine.squad_sessions(squad, now - back, now + ahead).await?;
    Ok(Sessions {
        frame: Frame::of_squad(app, (&record.id, &record.name, role), language, "sessions"),
        id: record.id,
        name: record.name,
        rows: all.into_iter().map(row).collect(),
        typed: Vec::new(),
        problems: Vec::new(),
        sports: physiology::Sport::ALL.iter().map(|sport| (sport.key(), language.sport(*sport))).collect(),
        plans: may(role, Power::Plan),
        weighs: may(role, Power::Weigh),
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
) -> Page {
    page(&sessions(&app, language, &who, &squad).await?)
}

pub(crate) async fn plan(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Page {
    let weeks = value_of(&typed, "weeks").and_then(|value| value.parse().ok());
    let asked = typed.iter().filter(|(name, _)| name != "weeks").cloned();
    let planned = match Fields::of_form(asked, UnitSystem::Metric).planned_session(&app.settings.zone) {
        Ok(new) => {
            let new = NewSquadSession {
                title: new.title,
                start: new.start,
                conditions: new.conditions,
                weeks,
                zone: Some(app.settings.zone.clone()),
            };
            app.engine.plan_squad_session(&squad, new).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match planned {
        Ok(_) => Ok(Redirect::to(&format!("/squads/{squad}/sessions")).into_response()),
        Err(problem) => {
            let status = problem.status_code();
            let mut shown = sessions(&app, language, &who, &squad).await?;
            shown.problems = match problem.errors.is_empty() {
                true => vec![refused(&problem, language)],
                false => problem.errors.iter().map(|error| language.refusal("team-refused", error)).collect(),
            };
            shown.typed = typed;
            Ok((status, page(&shown)?).into_response())
        }
    }
}

/// Closes a session: weights become what is usual, good balances sweat tests.
pub(crate) async fn close(State(app): State<App>, Path((squad, session)): Path<(String, String)>) -> Page {
    app.engine.close_squad_session(&squad, &session).await?;
    Ok(Redirect::to(&format!("/squads/{squad}/sessions")).into_response())
}
