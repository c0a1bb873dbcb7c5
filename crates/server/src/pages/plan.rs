//! The plan: the coming sessions with their needs, and a form for one more.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::Deserialize;

use super::show::SessionCard;
use super::{Frame, Page, page};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "plan.html")]
struct Plan {
    frame: Frame,
    id: String,
    /// The one day that is shown, in words; the coming week when empty.
    day: String,
    sessions: Vec<SessionCard>,
    form: Vec<(String, String)>,
    problem: Option<Problem>,
    start: String,
}

impl Plan {
    fn was(&self, field: &str) -> &str {
        self.form.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }

    fn wrong(&self, field: &str) -> &str {
        let errors = self.problem.iter().flat_map(|problem| &problem.errors);
        errors.into_iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }
}

#[derive(Deserialize)]
pub(crate) struct OfDay {
    date: Option<Date>,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(of): Query<OfDay>,
) -> Page {
    page(&plan_page(&app, &athlete, language, of.date, Vec::new(), None).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let new = Fields::of_form(form.clone(), record.units).planned_session(&record.time_zone());
    let planned = match new {
        Ok(new) => app.engine.plan_session(&athlete, new).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match planned {
        Ok(session) => {
            let date = session.start.to_zoned_datetime(record.time_zone()).date();
            // A fragment of its own, or the browser would keep the form's and scroll down to it.
            Ok(Redirect::to(&format!("/a/{athlete}/plan?date={date}#main")).into_response())
        }
        Err(problem) => {
            let status = problem.status_code();
            let page = page(&plan_page(&app, &athlete, language, None, form, Some(problem)).await?)?;
            Ok((status, page).into_response())
        }
    }
}

async fn plan_page(
    app: &App,
    athlete: &str,
    language: Language,
    only: Option<Date>,
    form: Vec<(String, String)>,
    problem: Option<Problem>,
) -> Result<Plan, super::Fault> {
    let record = app.engine.athlete(athlete).await?;
    let zone = record.time_zone();
    let now = app.engine.now();
    let ahead = app.engine.planned_sessions(athlete, now, now + SignedDuration::from_hours(24 * 8)).await?;
    let mut dates: Vec<_> =
        ahead.iter().map(|session| session.start.to_zoned_datetime(zone.clone()).date()).collect();
    dates.dedup();
    let mut sessions = Vec::new();
    for date in dates {
        let day = app.engine.day_plan(athlete, Some(date)).await?;
        let coming = day.sessions.iter().filter(|planned| planned.session.end() > now);
        sessions.extend(coming.map(|planned| SessionCard::of(planned, &record, language)));
    }
    let tomorrow = now.to_zoned_datetime(zone).date().saturating_add(jiff::Span::new().days(1));
    Ok(Plan {
        frame: Frame::of(app, &record, language, "plan"),
        id: record.id.clone(),
        day: only.map(|date| language.long_day(date)).unwrap_or_default(),
        sessions,
        form,
        problem,
        start: format!("{tomorrow} 07:00"),
    })
}
