//! The team: members, roster import with a dry run, consent links, roles.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use engine::{By, ConsentGiven, MemberChanges, Method, RosterOutcome};
use team::roster::{Answers, DateOrder, Doubt, Fate, MassUnit, Question};
use team::sight::Role;

use super::connections::Code;
use super::form::value_of;
use super::{Fault, Frame, Page, page, refused};
use crate::access::{Who, link_to};
use crate::api::name_of;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "squad_team.html")]
struct Team {
    frame: Frame,
    id: String,
    name: String,
    rows: Vec<Row>,
    /// The roster that was tried: what becomes of each row.
    tried: Option<Tried>,
    typed: String,
    /// A link just made: whose, the address, its QR code.
    link: Option<(String, String, Code)>,
    problem: String,
    roles: Vec<(&'static str, String)>,
    accounts: bool,
}

struct Row {
    id: String,
    number: String,
    name: String,
    groups: String,
    consent: String,
    consented: bool,
    archived: bool,
    minor: bool,
}

struct Tried {
    lines: Vec<(usize, String, String, &'static str)>,
    summary: String,
    ask_unit: bool,
    ask_order: bool,
    ask_numbers: bool,
    ready: bool,
}

fn tried(outcome: &RosterOutcome, language: Language) -> Tried {
    let fate = |fate: &Fate| match fate {
        Fate::New => "new",
        Fate::Changed(_) => "changed",
        Fate::Same(_) => "same",
        Fate::Asked => "asked",
        Fate::Refused => "refused",
    };
    let doubt = |doubt: &Doubt| match doubt {
        Doubt::NoName => language.t("team-doubt-no-name"),
        Doubt::ImpossibleDate(text) => language.with("given", text.clone()).t("team-doubt-date"),
        Doubt::ImpossibleNumber(text) => language.with("given", text.clone()).t("team-doubt-number"),
        Doubt::ImpossibleMass(text) => language.with("given", text.clone()).t("team-doubt-mass"),
        Doubt::NumberShared(number) => language.with("given", number.to_string()).t("team-doubt-shared"),
        Doubt::RowTwice(line) => language.with("given", line.to_string()).t("team-doubt-twice"),
    };
    let lines = outcome
        .rows
        .iter()
        .map(|row| {
            let doubts: Vec<String> = row.row.doubts.iter().map(doubt).collect();
            let mut said = vec![language.t_of("team-fate", fate(&row.fate))];
            said.extend(doubts);
            let shape = match row.fate {
                Fate::New | Fate::Changed(_) | Fate::Same(_) => "ok",
                Fate::Asked => "unknown",
                Fate::Refused => "stop",
            };
            (row.row.line, row.row.name.clone(), said.join(" "), shape)
        })
        .collect();
    let changes = outcome.count("new") + outcome.count("changed");
    Tried {
        lines,
        summary: language
            .with("new", outcome.count("new"))
            .with("changed", outcome.count("changed"))
            .with("asked", outcome.count("asked"))
            .with("refused", outcome.count("refused"))
            .t("team-roster-summary"),
        ask_unit: outcome.questions.contains(&Question::MassUnit),
        ask_order: outcome.questions.contains(&Question::DateOrder),
        ask_numbers: outcome.count("asked") > 0,
        ready: outcome.questions.is_empty() && changes > 0,
    }
}

async fn team(app: &App, language: Language, who: &Who, squad: &str) -> Result<Team, Fault> {
    let (record, role) = app.engine.squad_for(&who.0, squad).await?;
    let members = app.engine.members_seen(&who.0, squad).await?;
    let today = app.engine.now().to_zoned_datetime(app.settings.zone.clone()).date();
    let frame = Frame::of_squad(app, (&record.id, &record.name, role), language, "team");
    let rows = members
        .iter()
        .map(|member| Row {
            id: member.athlete().cloned().unwrap_or_default(),
            number: member.number().map_or(String::new(), ToString::to_string),
            name: member.name().cloned().unwrap_or_default(),
            groups: member.groups().map_or(String::new(), |groups| groups.join(", ")),
            consented: member.consent().is_none(),
            consent: match member.consent() {
                Some(why) => language.t_of("team-consent", &name_of(why)),
                None => {
                    language.with("days", member.consent_days().copied().unwrap_or(0)).t("team-consent-days")
                }
            },
            archived: member.archived().is_some(),
            minor: member.born().is_some_and(|born| today.year() - born.year() <= 18),
        })
        .collect();
    Ok(Team {
        accounts: frame.accounts,
        frame,
        id: record.id,
        name: record.name,
        rows,
        tried: None,
        typed: String::new(),
        link: None,
        problem: String::new(),
        roles: Role::ALL.iter().map(|role| (role.name(), language.t_of("team-role", role.name()))).collect(),
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
) -> Page {
    page(&team(&app, language, &who, &squad).await?)
}

pub(crate) async fn say(
    State(app): State<App>,
    language: Language,
    who: Who,
    headers: HeaderMap,
    Path(squad): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Page {
    let value = |name: &str| value_of(&typed, name).unwrap_or_default();
    let outcome = act(&app, &who, &squad, &value).await;
    let back = || Ok(Redirect::to(&format!("/squads/{squad}/team")).into_response());
    match outcome {
        Ok(Done::Changed) => back(),
        Ok(Done::Roster(outcome)) if outcome.stored => back(),
        Ok(Done::Roster(outcome)) => {
            let mut shown = team(&app, language, &who, &squad).await?;
            shown.tried = Some(tried(&outcome, language));
            value("roster").clone_into(&mut shown.typed);
            page(&shown)
        }
        Ok(Done::Link(name, secret)) => {
            let mut shown = team(&app, language, &who, &squad).await?;
            let address = link_to(&app, &headers, &format!("/consent/{secret}"));
            shown.link = Code::of(&address).map(|code| (name, address, code));
            page(&shown)
        }
        Err(error) => {
            let problem = Problem::from(error);
            let status = problem.status_code();
            let mut shown = team(&app, language, &who, &squad).await?;
            shown.problem = refused(&problem, language);
            value("roster").clone_into(&mut shown.typed);
            Ok((status, page(&shown)?).into_response())
        }
    }
}

/// What a form of the page did.
enum Done {
    Changed,
    Roster(RosterOutcome),
    /// A link for this person.
    Link(String, String),
}

async fn act<'a>(
    app: &App,
    who: &Who,
    squad: &str,
    value: &impl Fn(&str) -> &'a str,
) -> Result<Done, engine::Error> {
    let member = value("member");
    match value("act") {
        "link" | "guardian-link" => {
            let by = if value("act") == "link" { By::Athlete } else { By::Guardian };
            let record = app.engine.squad(squad).await?;
            let name = app.engine.member(&record, member).await?.name;
            let secret = app.engine.consent_link(squad, member, by).await?;
            Ok(Done::Link(name, secret.expose().to_owned()))
        }
        "paper" => {
            let given = ConsentGiven {
                scopes: ["weigh", "profile"].map(str::to_owned).into_iter().collect(),
                born: value("born").parse().ok(),
                ..ConsentGiven::default()
            };
            app.engine.note_consent(squad, member, By::Athlete, Method::Paper, given).await?;
            Ok(Done::Changed)
        }
        "archive" | "return" => {
            let archived = Some(value("act") == "archive");
            app.engine
                .change_member(squad, member, MemberChanges { archived, ..MemberChanges::default() })
                .await?;
            Ok(Done::Changed)
        }
        "role" => {
            app.engine.give_role(squad, value("login"), Role::named(value("role"))).await?;
            Ok(Done::Changed)
        }
        _ => {
            let answers = Answers {
                mass_unit: match value("mass_unit") {
                    "kg" => Some(MassUnit::Kg),
                    "lb" => Some(MassUnit::Lb),
                    _ => None,
                },
                date_order: match value("date_order") {
                    "day-first" => Some(DateOrder::DayFirst),
                    "month-first" => Some(DateOrder::MonthFirst),
                    _ => None,
                },
                without_shared_numbers: value("without_shared_numbers") == "yes",
            };
            let store = value("act") == "store";
            let zone = &app.settings.zone;
            let bytes = value("roster").as_bytes();
            let outcome = app.engine.import_roster(&who.0, squad, bytes, &answers, store, zone).await?;
            Ok(Done::Roster(outcome))
        }
    }
}
