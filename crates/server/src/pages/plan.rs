//! The plan: the coming week at a glance, one day in full, and a form for one more session.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, DayPlan, Portion};
use jiff::SignedDuration;
use jiff::civil::Date;
use physiology::{Intensity, Sport, Sun};

use super::form::{Field, Form, as_meant, value_of};
use super::show::time;
use super::{Fault, Frame, Page, icons, page, prefill};
use crate::fields::Fields;
use crate::language::{Language, Toward};
use crate::{App, Problem};

mod day;
mod headline;

#[derive(Template)]
#[template(path = "plan.html")]
struct Plan {
    frame: Frame,
    id: String,
    days: Vec<Day>,
    /// The day that asks most, in a sentence.
    hardest: String,
    /// How many sessions and hours the week has.
    load: String,
    alert: String,
    /// The session that is changed, by its name.
    edit: String,
    /// The change that was made last, which one tap undoes.
    undo: String,
    /// The form is unfolded: something is typed in it.
    open: bool,
    fields: Vec<Field>,
    /// What a phone can leave for later.
    more: Vec<Field>,
    more_open: bool,
    /// How hard it is, in numbers.
    effort: Vec<Field>,
    effort_open: bool,
}

/// A day of the week with its sessions in one line each.
struct Day {
    date: String,
    words: String,
    /// Its hours as a strip.
    strip: String,
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
    if let Some(date) = value_of(&asked, "date").and_then(|date| date.parse().ok()) {
        let page = day::show(&app, language, &athlete, date).await?;
        app.engine.plan_viewed(&athlete).await?;
        return Ok(page);
    }
    let asked = match value_of(&asked, "edit") {
        Some(id) => {
            let record = app.engine.athlete(&athlete).await?;
            prefill::session(&app.engine.planned_session(&athlete, id).await?, &record)
        }
        None => asked,
    };
    let plan = plan_page(&app, &athlete, Form::begun(language, asked)).await?;
    app.engine.plan_viewed(&athlete).await?;
    page(&plan)
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    if let Some(session) = value_of(&typed, "cancel") {
        let removal = app.engine.cancel_session(&athlete, session).await?;
        let undo = removal.map(|removal| format!("?undo={}", removal.id)).unwrap_or_default();
        return Ok(Redirect::to(&format!("/a/{athlete}/plan{undo}")).into_response());
    }
    let typed = as_meant(typed);
    let (edit, rest): (Vec<_>, Vec<_>) = typed.iter().cloned().partition(|(name, _)| name == "edit");
    let edit = edit.into_iter().map(|(_, id)| id).find(|id| !id.is_empty());
    let new = Fields::typed(rest, record.units).spoken(language).planned_session(&record.time_zone());
    let planned = match (new, edit) {
        (Ok(new), Some(id)) => app.engine.change_session_in_any_air(&athlete, &id, new).await,
        (Ok(new), None) => app.engine.plan_session_in_any_air(&athlete, new).await,
        (Err(problem), _) => return refused(&app, &athlete, Form::refused(language, typed, problem)).await,
    };
    let planned = planned.map_err(Problem::from);
    match planned {
        Ok(session) => {
            let date = session.start.to_zoned_datetime(record.time_zone()).date();
            // A fragment of its own, or the browser would keep the form's and scroll down to it.
            Ok(Redirect::to(&format!("/a/{athlete}/plan?date={date}#main")).into_response())
        }
        Err(problem) => refused(&app, &athlete, Form::refused(language, typed, problem)).await,
    }
}

/// The page with what was typed and what is wrong with it.
async fn refused(app: &App, athlete: &str, form: Form) -> Page {
    let status = form.status();
    let page = page(&plan_page(app, athlete, form).await?)?;
    Ok((status, page).into_response())
}

async fn plan_page(app: &App, athlete: &str, form: Form) -> Result<Plan, Fault> {
    let language = form.language;
    let record = app.engine.athlete(athlete).await?;
    let form = form.for_athlete(&record);
    let now = app.engine.now();
    let today = now.to_zoned_datetime(record.time_zone()).date();
    let end = now + SignedDuration::from_hours(24 * 8);
    let ahead = app.engine.planned_sessions(athlete, now, end).await?;
    let mut dates: Vec<Date> =
        ahead.iter().map(|session| session.start.to_zoned_datetime(record.time_zone()).date()).collect();
    dates.dedup();
    let mut outlines = Vec::new();
    for date in dates {
        outlines.push(app.engine.day_outline(athlete, date).await?);
    }
    let tomorrow = today.saturating_add(jiff::Span::new().days(1));
    let edit = form.was("edit").to_owned();
    // What was typed once is seen while it is changed.
    let open = |names: &[&str]| {
        form.any_wrong(names) || !edit.is_empty() && names.iter().any(|name| !form.was(name).is_empty())
    };
    let more = ["title", "air_temperature", "relative_humidity", "wind", "sun", "wbgt", "indoors"];
    Ok(Plan {
        frame: Frame::of(app, &record, language, "plan"),
        id: record.id.clone(),
        hardest: hardest(&outlines, &record, language),
        load: load(&outlines, language),
        days: outlines.iter().map(|day| of_day(day, &record, language, now)).collect(),
        alert: form.alert(),
        undo: form.was("undo").to_owned(),
        open: ["sport", "start", "duration", "edit"].iter().any(|name| !form.was(name).is_empty())
            || !form.alert().is_empty(),
        more_open: open(&more),
        fields: fields(&form, &tomorrow.to_string()),
        more: more_fields(&form, &record),
        effort: effort_fields(&form),
        effort_open: open(&EFFORT),
        edit,
    })
}

/// A day from half an hour before getting up to half an hour after going to bed.
fn strip(day: &DayPlan, record: &AthleteRecord, language: Language, now: jiff::Timestamp) -> String {
    let awake = record.awake(day.date);
    let half = SignedDuration::from_mins(30);
    super::chart::of_week(&day.sessions, record, language, (awake.0 - half, awake.1 + half), now, awake)
}

fn fields(form: &Form, tomorrow: &str) -> Vec<Field> {
    let intensities = Intensity::ALL.map(Intensity::name);
    let sports: Vec<&str> = Sport::ALL.iter().map(|sport| sport.key()).collect();
    vec![
        form.choice("sport", "sport", &sports).default("run"),
        form.field("start").default(format!("{tomorrow} 07:00")).required(),
        form.field("duration").example("1 h 30 min").required(),
        form.choice("intensity", "intensity", &intensities).default("moderate"),
        form.field("place").example("Lisbon, PT"),
    ]
}

/// What says how hard a session is, better than a word does.
pub(super) const EFFORT: [&str; 7] = ["power", "speed", "grade", "heart_rate", "met", "fan", "clothing"];

/// Fields for the effort, each of which may stay empty.
pub(super) fn effort_fields(form: &Form) -> Vec<Field> {
    EFFORT.map(|name| form.field(name)).into()
}

fn more_fields(form: &Form, record: &AthleteRecord) -> Vec<Field> {
    let suns: Vec<&str> = std::iter::once("").chain(Sun::ALL.map(Sun::name)).collect();
    let warm = if record.units == units::UnitSystem::UsCustomary { "75 °F" } else { "24 °C" };
    vec![
        form.field("air_temperature").example(warm),
        form.field("relative_humidity").example("55 %"),
        form.field("wind"),
        form.choice("sun", "sun", &suns),
        form.choice("indoors", "indoors", &["", "false", "true"]),
        form.field("wbgt").example(warm),
        form.field("title"),
    ]
}

/// The day that asks most to drink and eat on the way, in a sentence. What need not be had is said as the most of it.
fn hardest(days: &[DayPlan], record: &AthleteRecord, language: Language) -> String {
    let during = |day: &DayPlan, nutrient| -> Vec<fuel::Band> {
        let needs = day.sessions.iter().flat_map(|plan| &plan.needs);
        let needs =
            needs.filter(|need| need.phase == fuel::Phase::During && need.amount.nutrient() == nutrient);
        needs.map(|need| need.amount).collect()
    };
    let sum = |bands: &[fuel::Band], of: fn(&fuel::Band) -> Portion| -> f64 {
        bands.iter().map(|band| of(band).base()).sum()
    };
    let fluid = |day: &DayPlan| sum(&during(day, fuel::Nutrient::Fluid), Portion::most);
    let Some(day) = days.iter().max_by(|one, other| fluid(one).total_cmp(&fluid(other))) else {
        return String::new();
    };
    let said = |nutrient| {
        let bands = during(day, nutrient);
        let first = bands.first()?;
        let measured = |of: fn(&fuel::Band) -> Portion, toward| {
            language.measured(&of(first).of_same(sum(&bands, of)), toward, record.units)
        };
        let words = match sum(&bands, Portion::least) > 0.0 {
            true => measured(Portion::of, Toward::Nearest),
            false => language.with("most", measured(Portion::most, Toward::Less)).t("amount-up-to"),
        };
        // A number and its unit stay on one line.
        Some(words.replace(' ', "\u{a0}"))
    };
    // The coming days have a weekday twice.
    let is_another = |other: &DayPlan| other.date != day.date && other.date.weekday() == day.date.weekday();
    let weekday = match days.iter().any(is_another) {
        true => language.day(day.date),
        false => {
            language.t_of("calendar-weekday-long", &day.date.weekday().to_monday_one_offset().to_string())
        }
    };
    match (said(fuel::Nutrient::Fluid), said(fuel::Nutrient::Carbohydrate)) {
        (Some(fluid), Some(carb)) => {
            language.with("day", weekday).with("fluid", fluid).with("carb", carb).t("plan-hardest")
        }
        (Some(fluid), None) => language.with("day", weekday).with("fluid", fluid).t("plan-hardest-fluid"),
        _ => String::new(),
    }
}

/// How many sessions the week has, and how long they are together.
fn load(days: &[DayPlan], language: Language) -> String {
    let sessions = || days.iter().flat_map(|day| &day.sessions);
    let seconds: f64 = sessions().map(|plan| plan.session.conditions.duration.as_seconds()).sum();
    let time = units::Duration::from_seconds(seconds).in_words();
    language.with("time", time).with("count", sessions().count()).t("timeline-week-total")
}

/// What to drink on the way, as a bottle shows it: the aim, or the most where nothing has to be drunk.
fn to_drink(amount: &fuel::Band, record: &AthleteRecord, language: Language) -> String {
    if Portion::least(amount).base() > 0.0 {
        return language.measured(&Portion::of(amount), Toward::Nearest, record.units);
    }
    let most = language.measured(&Portion::most(amount), Toward::Less, record.units);
    language.with("most", most).t("amount-up-to")
}

fn of_day(day: &DayPlan, record: &AthleteRecord, language: Language, now: jiff::Timestamp) -> Day {
    let line = |plan: &engine::SessionPlan| {
        let conditions = &plan.session.conditions;
        let during = plan.needs.iter().find(|need| {
            need.phase == fuel::Phase::During && need.amount.nutrient() == fuel::Nutrient::Fluid
        });
        let air = language.quantity(conditions.air_temperature, record.units);
        Line {
            id: plan.session.id.clone(),
            icon: icons::icon(icons::of_sport(conditions.sport)),
            time: time(plan.session.start, record, language),
            title: language.title(&plan.session),
            // A number and its unit stay on one line.
            facts: [conditions.duration.in_words(), air].map(|fact| fact.replace(' ', "\u{a0}")).join(" · "),
            fluid: during.map(|need| to_drink(&need.amount, record, language)).unwrap_or_default(),
            stop: plan.flags.iter().any(|flag| flag.is_stop()),
        }
    };
    Day {
        date: day.date.to_string(),
        words: language.day(day.date),
        strip: strip(day, record, language, now),
        sessions: day.sessions.iter().map(line).collect(),
    }
}
