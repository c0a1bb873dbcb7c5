//! Settings: units, zone and nominal times, the body, conditions, diet, and the language.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::AthleteRecord;
use fuel::{Condition, Restriction};
use physiology::Sex;
use units::{Quantity, UnitSystem, VolumeRate};

use super::form::{Field, Form};
use super::{Frame, Page, page};
use crate::App;
use crate::fields::Fields;
use crate::language::Language;

#[derive(Template)]
#[template(path = "settings.html")]
struct Settings {
    frame: Frame,
    id: String,
    alert: String,
    saved: bool,
    you: Vec<Field>,
    days: Vec<Field>,
    body: Vec<Field>,
    /// Code, words, and whether it holds.
    conditions: Vec<(String, String, bool)>,
    without: Vec<(String, String, bool)>,
    /// What to do about each stored word that is not a known food.
    unrecognised: Vec<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let saved = asked.iter().any(|(name, _)| name == "saved");
    page(&Settings { saved, ..Settings::of(&app, &record, &Form::empty(language).for_athlete(&record)) })
}

pub(crate) async fn save(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let typed = super::form::as_meant(typed);
    // Boxes that are not ticked are not sent: the lists of the form stand for all.
    let of = |list: &str| -> Vec<String> {
        typed.iter().filter(|(name, _)| name == list).map(|(_, value)| value.clone()).collect()
    };
    let emptied = typed.iter().any(|(name, value)| name == "tested_drinking_rate" && value.trim().is_empty());
    let lists = ["conditions", "without"];
    let rest = typed.iter().filter(|(name, _)| !lists.contains(&name.as_str())).cloned();
    let ticked = lists.map(|list| (list.to_owned(), of(list).join(",")));
    // A zone may be told by a city.
    let rest = rest.map(|(name, value)| match engine::named_place(&value).filter(|_| name == "zone") {
        Some(city) => (name, city.zone.to_owned()),
        None => (name, value),
    });
    let changes = match Fields::typed(rest.chain(ticked), record.units).athlete() {
        Ok(changes) => engine::AthleteChanges {
            conditions: changes.conditions.or(Some(Vec::new())),
            without: changes.without.or(Some(Vec::new())),
            // A rate that was wiped out of its field is taken back.
            tested_drinking_rate: if emptied { Some(VolumeRate::ZERO) } else { changes.tested_drinking_rate },
            ..changes
        },
        Err(problem) => {
            let status = problem.status_code();
            let form = Form::refused(language, typed, problem).for_athlete(&record);
            let page = page(&Settings::of(&app, &record, &form))?;
            return Ok((status, page).into_response());
        }
    };
    match app.engine.put_athlete(&athlete, changes, &app.settings.zone).await {
        Ok(_) => Ok(Redirect::to(&format!("/a/{athlete}/settings?saved#main")).into_response()),
        Err(error) => {
            let problem = crate::Problem::from(error);
            let status = problem.status_code();
            let page = page(&Settings::of(
                &app,
                &record,
                &Form::refused(language, typed, problem).for_athlete(&record),
            ))?;
            Ok((status, page).into_response())
        }
    }
}

impl Settings {
    fn of(app: &App, record: &AthleteRecord, form: &Form) -> Self {
        let language = form.language;
        let system = record.units;
        let yes_no = |yes: bool| if yes { "true" } else { "false" };
        let units = UnitSystem::ALL.map(UnitSystem::name);
        let sex = record.sex.map_or("", |sex| match sex {
            Sex::Female => "female",
            Sex::Male => "male",
        });
        let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
        let rate = VolumeRate::from_l_per_h(1.1);
        let tested = record.tested_drinking_rate.map(|rate| rate.display(system)).unwrap_or_default();
        let height = record.height.map(|height| height.display(system)).unwrap_or_default();
        Self {
            frame: Frame::of(app, record, language, "settings"),
            id: record.id.clone(),
            alert: form.alert(),
            saved: false,
            you: vec![
                form.field("name").default(record.name.clone()).required(),
                form.choice("units", "units", &units).default(system.name()),
            ],
            days: vec![
                form.field("zone").default(record.zone.clone()).required(),
                form.field("bedtime").default(clock(record.bedtime)).required(),
                form.field("rise").default(clock(record.rise)).required(),
            ],
            body: vec![
                body_mass(form, record),
                form.field("height").default(height).example("1.78 m"),
                form.choice("sex", "sex", &["", "female", "male"]).default(sex),
                form.field("born").default(record.born.map(|year| year.to_string()).unwrap_or_default()),
                form.choice("heat_acclimated", "yes", &["false", "true"])
                    .default(yes_no(record.heat_acclimated)),
                form.choice("trained_gut", "yes", &["false", "true"]).default(yes_no(record.trained_gut)),
                form.choice("reads_packs", "yes", &["false", "true"]).default(yes_no(record.reads_packs)),
                form.choice("hides_body_numbers", "yes", &["false", "true"])
                    .default(yes_no(record.hides_body_numbers)),
                form.choice("salty_sweat", "yes", &["false", "true"]).default(yes_no(record.salty_sweat)),
                form.field("tested_drinking_rate").default(tested).example(rate.display(system)),
            ],
            conditions: Condition::ALL
                .into_iter()
                .map(|condition| {
                    let code = code(condition);
                    let words = language.t_of("condition", &code);
                    (code, words, record.conditions.contains(&condition))
                })
                .collect(),
            without: foods(record, language),
            unrecognised: record
                .unrecognised_foods()
                .map(|word| language.with("word", word).t("settings-without-unrecognised"))
                .collect(),
        }
    }
}

/// The mass as it is, to be changed; an empty field that keeps what is stored, for whoever does not want to see it.
fn body_mass(form: &Form, record: &AthleteRecord) -> Field {
    let field = form.field("body_mass");
    if record.hides_body_numbers {
        field
    } else {
        field.default(record.body_mass.display(record.units)).required()
    }
}

/// Each food that can be left out, then the record's own words that the vocabulary does not know: code, words, ticked.
fn foods(record: &AthleteRecord, language: Language) -> Vec<(String, String, bool)> {
    let known = Restriction::all().map(|food| {
        let words = language.t_of("without", food.code());
        (food.code().to_owned(), words, record.without.contains(&food))
    });
    let unknown = record.unrecognised_foods().map(|word| (word.to_owned(), word.to_owned(), true));
    known.chain(unknown).collect()
}

/// The name of a condition in documents.
fn code(condition: Condition) -> String {
    serde_json::to_value(condition).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_and_food_can_be_chosen_in_every_language() {
        for language in Language::ALL {
            for key in Condition::ALL.map(|condition| format!("condition-{}", code(condition))) {
                assert_ne!(language.t(&key), key);
            }
            for food in Restriction::all() {
                let key = format!("without-{food}");
                assert_ne!(language.t(&key), key);
            }
        }
    }
}
