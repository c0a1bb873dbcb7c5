//! The first page: three doors, and who is already here.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use units::{Mass, UnitSystem};

use super::form::{Field, Form, value_of};
use super::{Fault, Frame, Page, page};
use crate::access::Who;
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    athletes: Vec<(String, String)>,
    squads: Vec<(String, String, usize)>,
    me: Vec<Field>,
    me_alert: String,
    team: Vec<Field>,
    members: String,
    members_wrong: String,
    team_alert: String,
}

pub(crate) async fn show(State(app): State<App>, language: Language, who: Who) -> Page {
    page(&home(&app, &who, &Form::empty(language), &Form::empty(language)).await?)
}

async fn home(app: &App, who: &Who, me: &Form, team: &Form) -> Result<Home, Fault> {
    let language = me.language;
    let squads = app.engine.squads_of(&who.0).await?;
    let in_squad = |id: &String| squads.iter().any(|squad| squad.members.contains(id));
    let athletes = app.engine.athletes_of(&who.0).await?;
    let alone = athletes.into_iter().filter(|athlete| !in_squad(&athlete.id));
    let units = UnitSystem::ALL.map(UnitSystem::name);
    Ok(Home {
        frame: Frame::plain(app, language),
        athletes: alone.map(|athlete| (athlete.id, athlete.name)).collect(),
        squads: squads
            .iter()
            .map(|squad| (squad.id.clone(), squad.name.clone(), squad.members.len()))
            .collect(),
        me: vec![
            me.field("name").required(),
            me.field("body_mass").example("70.4 kg").without_unit().required(),
            me.choice("units", "units", &units).default("metric"),
        ],
        me_alert: me.alert(),
        team: vec![team.field("team").required()],
        members: team.was("members").to_owned(),
        members_wrong: team.wrong("members"),
        team_alert: team.alert(),
    })
}

/// A new athlete: a name and a body mass are enough.
pub(crate) async fn begin(
    State(app): State<App>,
    language: Language,
    who: Who,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let made = match Fields::typed(typed.clone(), units_chosen(&typed)).spoken(language).athlete() {
        Err(problem) => Err(problem),
        Ok(changes) => {
            app.engine.create_athlete(&who.0, changes, &app.settings.zone).await.map_err(Problem::from)
        }
    };
    match made {
        // A fragment of its own, or the browser would keep that of the form.
        Ok(record) => Ok(Redirect::to(&format!("/a/{}/begin#main", record.id)).into_response()),
        Err(problem) => {
            let status = problem.status_code();
            let form = Form::refused(language, typed, problem);
            Ok((status, page(&home(&app, &who, &form, &Form::empty(language)).await?)?).into_response())
        }
    }
}

/// A new squad: a name, and a line for each athlete with a name and a body mass.
pub(crate) async fn found(
    State(app): State<App>,
    language: Language,
    who: Who,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let value = |name: &str| value_of(&typed, name).unwrap_or_default().to_owned();
    let (name, zone) = (value("team"), &app.settings.zone);
    let founded = match members(&value("members")) {
        Err(problem) => Err(problem),
        Ok(members) => app
            .engine
            .gather_squad(&who.0, &name, &members, zone, UnitSystem::Metric)
            .await
            .map_err(Problem::from),
    };
    match founded {
        Ok(squad) => Ok(Redirect::to(&format!("/squads/{}#main", squad.id)).into_response()),
        Err(problem) => {
            let status = problem.status_code();
            let form = Form::refused(language, typed, problem);
            Ok((status, page(&home(&app, &who, &Form::empty(language), &form).await?)?).into_response())
        }
    }
}

/// `Kim Example, 64 kg`, one athlete a line; every line that is not so is named.
fn members(text: &str) -> Result<Vec<(String, Mass)>, Problem> {
    let (mut members, mut wrong) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let read = line.split_once([',', ';', '\t']).and_then(|(name, mass)| {
            Some((name.trim().to_owned(), units::parse_in::<Mass>(mass, UnitSystem::UsCustomary).ok()?))
        });
        match read {
            Some(member) => members.push(member),
            None => wrong.push(format!("'{line}'")),
        }
    }
    if wrong.is_empty() {
        return Ok(members);
    }
    let message = format!("{}: write name, mass such as Kim Example, 64 kg", wrong.join("; "));
    Err(Problem::invalid(vec![engine::FieldError::new("members", message)]))
}

/// The units that the form chose: a mass typed without one is in these.
fn units_chosen(typed: &[(String, String)]) -> UnitSystem {
    value_of(typed, "units").and_then(UnitSystem::named).unwrap_or_default()
}
