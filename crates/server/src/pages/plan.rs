//! The plan: the coming week at a glance, one day in full, and a form for one more session.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, DayPlan};
use jiff::SignedDuration;
use jiff::civil::Date;
use physiology::{Intensity, Sport, Sun};

use super::form::{Field, Form};
use super::session::SessionCard;
use super::show::time;
use super::{Fault, Frame, Page, icons, page};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "plan.html")]
struct Plan {
    frame: Frame,
    id: String,
    /// The one day that is shown in full, in words; the coming week when empty.
    day: String,
    cards: Vec<SessionCard>,
    totals: Vec<Total>,
    /// The day cannot be planned.
    unplanned: bool,
    days: Vec<Day>,
    alert: String,
    fields: Vec<Field>,
    /// What a phone can leave for later.
    more: Vec<Field>,
    more_open: bool,
}

impl Plan {
    /// The page that a tap on it comes back to.
    fn back(&self) -> &'static str {
        "plan"
    }
}

/// What the day as a whole asks for.
struct Total {
    nutrient: &'static str,
    name: String,
    amount: String,
    reason: String,
    receipt: String,
}

/// A day of the week with its sessions in one line each.
struct Day {
    date: String,
    words: String,
    sessions: Vec<Line>,
}

struct Line {
    id: String,
    icon: String,
    time: String,
    title: String,
    facts: String,
    fluid: String,
    stop: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Page {
    let date = asked.iter().find(|(name, _)| name == "date").and_then(|(_, date)| date.parse().ok());
    page(&plan_page(&app, &athlete, date, Form::begun(language, asked)).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    if let Some((_, session)) = typed.iter().find(|(name, _)| name == "cancel") {
        app.engine.cancel_session(&athlete, session).await?;
        return Ok(Redirect::to(&format!("/a/{athlete}/plan")).into_response());
    }
    let new = Fields::of_form(typed.clone(), record.units).planned_session(&record.time_zone());
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
            let form = Form::refused(language, typed, problem);
            let page = page(&plan_page(&app, &athlete, None, form).await?)?;
            Ok((status, page).into_response())
        }
    }
}

async fn plan_page(app: &App, athlete: &str, only: Option<Date>, form: Form) -> Result<Plan, Fault> {
    let language = form.language;
    let record = app.engine.athlete(athlete).await?;
    let now = app.engine.now();
    let today = now.to_zoned_datetime(record.time_zone()).date();
    let (mut cards, mut totals, mut days, mut unplanned) = (Vec::new(), Vec::new(), Vec::new(), false);
    if let Some(date) = only {
        let day = app.engine.day_plan(athlete, Some(date)).await?;
        cards.extend(day.sessions.iter().map(|plan| SessionCard::of(plan, &record, language, now)));
        unplanned = day.problem.is_some();
        totals.extend(day.totals.iter().map(|total| of_total(total, &record, language)));
    } else {
        let end = now + SignedDuration::from_hours(24 * 8);
        let ahead = app.engine.planned_sessions(athlete, now, end).await?;
        let mut dates: Vec<Date> =
            ahead.iter().map(|session| session.start.to_zoned_datetime(record.time_zone()).date()).collect();
        dates.dedup();
        for date in dates {
            days.push(of_day(&app.engine.day_outline(athlete, date).await?, &record, language));
        }
    }
    let tomorrow = today.saturating_add(jiff::Span::new().days(1));
    let more = ["title", "air_temperature", "relative_humidity", "sun", "wbgt"];
    Ok(Plan {
        frame: Frame::of(app, &record, language, "plan"),
        id: record.id.clone(),
        day: only.map(|date| language.long_day(date)).unwrap_or_default(),
        cards,
        totals,
        unplanned,
        days,
        alert: form.alert(),
        more_open: form.any_wrong(&more),
        fields: fields(&form, &tomorrow.to_string()),
        more: more_fields(&form, &record),
    })
}

fn fields(form: &Form, tomorrow: &str) -> Vec<Field> {
    let intensities = Intensity::ALL.map(Intensity::name);
    let sports: Vec<&str> = Sport::ALL.iter().map(|sport| sport.key()).collect();
    vec![
        form.choice("sport", "sport", &sports).default("run"),
        form.field("start").default(format!("{tomorrow} 07:00")).required(),
        form.field("duration").example("1 h 30 min").required(),
        form.choice("intensity", "intensity", &intensities).default("moderate"),
        form.field("place").example("38.72, -9.14"),
    ]
}

fn more_fields(form: &Form, record: &AthleteRecord) -> Vec<Field> {
    let suns: Vec<&str> = std::iter::once("").chain(Sun::ALL.map(Sun::name)).collect();
    let warm = if record.units == units::UnitSystem::UsCustomary { "75 °F" } else { "24 °C" };
    vec![
        form.field("air_temperature").example(warm),
        form.field("relative_humidity").example("55 %"),
        form.choice("sun", "sun", &suns),
        form.field("wbgt").example(warm),
        form.field("title"),
    ]
}

fn of_total(total: &fuel::DailyTotal, record: &AthleteRecord, language: Language) -> Total {
    let nutrient = total.amount.nutrient().name();
    Total {
        nutrient,
        name: language.t_of("nutrient", nutrient),
        amount: language.band(&total.amount, record.units),
        reason: language.reason(total.reason, record.units),
        receipt: total.receipt.to_string(),
    }
}

fn of_day(day: &DayPlan, record: &AthleteRecord, language: Language) -> Day {
    let line = |plan: &engine::SessionPlan| {
        let (conditions, prediction) = (&plan.session.conditions, &plan.prediction);
        let during = plan.needs.iter().find(|need| {
            need.phase == fuel::Phase::During && need.amount.nutrient() == fuel::Nutrient::Fluid
        });
        let air = language.quantity(conditions.air_temperature, record.units);
        let rate = language.quantity(prediction.rate.median, record.units);
        Line {
            id: plan.session.id.clone(),
            icon: icons::icon(icons::of_sport(conditions.sport)),
            time: time(plan.session.start, record, language),
            title: language.title(&plan.session),
            facts: format!("{} · {air} · {rate}", conditions.duration.in_words()),
            fluid: during.map(|need| language.band(&need.amount, record.units)).unwrap_or_default(),
            stop: plan.flags.iter().any(|flag| flag.is_stop()),
        }
    };
    Day {
        date: day.date.to_string(),
        words: language.day(day.date),
        sessions: day.sessions.iter().map(line).collect(),
    }
}
