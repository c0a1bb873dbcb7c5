//! Settings: units, zone and nominal times, the body, conditions, diet, and the language.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::AthleteRecord;
use fuel::{Condition, Restriction};
use physiology::Sex;
use units::{Quantity, UnitSystem, VolumeRate};

use super::form::{Field, Form};
use super::show::of_body;
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
    /// The group that was saved last.
    saved: String,
    groups: Vec<Group>,
}

/// Settings that belong together: closed, it says what is set.
struct Group {
    /// Its name in addresses and texts.
    key: &'static str,
    title: String,
    lead: String,
    /// What is set, in a line.
    now: String,
    open: bool,
    fields: Vec<Field>,
    /// Boxes to tick: the list they are in; of each its code, words, and whether it holds.
    list: &'static str,
    boxes: Vec<(String, String, bool)>,
    /// What to do about stored words that are unknown.
    unknown: Vec<String>,
}

impl Group {
    fn of(key: &'static str, language: Language, now: &[String], fields: Vec<Field>) -> Self {
        let said = now.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
        Self {
            key,
            title: language.t_of("settings", key),
            lead: String::new(),
            now: if said.is_empty() { language.t("settings-nothing") } else { said },
            open: fields.iter().any(|field| !field.wrong.is_empty()),
            fields,
            list: "",
            boxes: Vec::new(),
            unknown: Vec::new(),
        }
    }

    fn ticked(key: &'static str, language: Language, boxes: Vec<(String, String, bool)>) -> Self {
        let on: Vec<&str> = boxes.iter().filter(|(.., on)| *on).map(|(_, words, _)| words.as_str()).collect();
        let group = Self::of(key, language, &[on.join(", ")], Vec::new());
        Self { list: key, lead: language.t(&format!("settings-{key}-lead")), boxes, ..group }
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let saved = super::form::value_of(&asked, "saved").unwrap_or_default().to_owned();
    let mut settings = Settings::of(&app, &record, &Form::empty(language).for_athlete(&record));
    for group in &mut settings.groups {
        group.open |= group.key == saved;
    }
    page(&Settings { saved, ..settings })
}

pub(crate) async fn save(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::Form(sent): axum::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let group = saved_group(&sent);
    let typed = super::form::as_meant(sent);
    // Boxes that are not ticked are not sent: the lists of the form stand for all.
    let of = |list: &str| -> Vec<String> {
        typed.iter().filter(|(name, _)| name == list).map(|(_, value)| value.clone()).collect()
    };
    let emptied = typed.iter().any(|(name, value)| name == "tested_drinking_rate" && value.trim().is_empty());
    let lists = ["conditions", "without"];
    let is_of_athlete = |name: &str| !lists.contains(&name) && name != "group";
    let rest = typed.iter().filter(|(name, _)| is_of_athlete(name)).cloned();
    let ticked = lists.map(|list| (list.to_owned(), of(list).join(",")));
    // A zone may be told by a city.
    let rest = rest.map(|(name, value)| match engine::named_place(&value).filter(|_| name == "zone") {
        Some(city) => (name, city.zone.to_owned()),
        None => (name, value),
    });
    let changes = match Fields::typed(rest.chain(ticked), record.units).spoken(language).athlete() {
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
        Ok(_) => Ok(Redirect::to(&format!("/a/{athlete}/settings?saved={group}#{group}")).into_response()),
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

/// The group whose button was pressed: its own, or the one beside a field that says what was likely meant. Whichever it is, all
/// that was typed is saved.
fn saved_group(sent: &[(String, String)]) -> &'static str {
    let pressed = super::form::value_of(sent, "group");
    let likely = sent.iter().find_map(|(name, _)| name.strip_prefix("likely-"));
    let of_field = |field: &str| match field {
        "name" | "units" => "you",
        "zone" | "bedtime" | "rise" => "days",
        _ => "body",
    };
    let pressed = pressed.and_then(|key| GROUPS.into_iter().find(|known| *known == key));
    pressed.or(likely.map(of_field)).unwrap_or(GROUPS[0])
}

/// The groups, in the order of the page.
const GROUPS: [&str; 5] = ["you", "days", "body", "conditions", "without"];

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
        let you = vec![
            form.field("name").default(record.name.clone()).required(),
            form.choice("units", "units", &units).default(system.name()),
        ];
        let days = vec![
            form.field("zone").default(record.zone.clone()).required(),
            form.field("bedtime").default(clock(record.bedtime)).required(),
            form.field("rise").default(clock(record.rise)).required(),
        ];
        let body = vec![
            body_mass(form, record),
            form.field("height").default(height).example("1.78 m"),
            form.choice("sex", "sex", &["", "female", "male"]).default(sex),
            form.field("born").default(record.born.map(|year| year.to_string()).unwrap_or_default()),
            form.choice("heat_acclimated", "yes", &["false", "true"]).default(yes_no(record.heat_acclimated)),
            form.choice("trained_gut", "yes", &["false", "true"]).default(yes_no(record.trained_gut)),
            form.choice("reads_packs", "yes", &["false", "true"]).default(yes_no(record.reads_packs)),
            form.choice("hides_body_numbers", "yes", &["false", "true"])
                .default(yes_no(record.hides_body_numbers)),
            form.choice("salty_sweat", "yes", &["false", "true"]).default(yes_no(record.salty_sweat)),
            form.field("tested_drinking_rate").default(tested).example(rate.display(system)),
        ];
        let conditions = Condition::ALL.into_iter().map(|condition| {
            let code = code(condition);
            let words = language.t_of("condition", &code);
            (code, words, record.conditions.contains(&condition))
        });
        let hours = language
            .with("from", clock(record.rise))
            .with("until", clock(record.bedtime))
            .t("settings-awake");
        let mass = of_body(record, || language.quantity(record.body_mass, system));
        let height = record.height.map(|height| language.quantity(height, system)).unwrap_or_default();
        let said_sex = if sex.is_empty() { String::new() } else { language.t_of("sex", sex) };
        let born = record.born.map(|year| year.to_string()).unwrap_or_default();
        let unrecognised = record.unrecognised_foods();
        let without = Group::ticked("without", language, foods(record, language));
        let unknown: Vec<String> =
            unrecognised.map(|word| language.with("word", word).t("settings-without-unrecognised")).collect();
        Self {
            frame: Frame::of(app, record, language, "settings"),
            id: record.id.clone(),
            alert: form.alert(),
            saved: String::new(),
            groups: vec![
                Group::of(
                    "you",
                    language,
                    &[record.name.clone(), language.t_of("units", system.name())],
                    you,
                ),
                Group {
                    lead: language.t("settings-days-lead"),
                    ..Group::of("days", language, &[record.zone.clone(), hours], days)
                },
                Group::of("body", language, &[mass, height, said_sex, born], body),
                Group::ticked("conditions", language, conditions.collect()),
                Group { open: !unknown.is_empty(), unknown, ..without },
            ],
        }
    }
}

/// The mass as it is, to be changed; an empty field that keeps what is stored, for whoever does not want to see it.
fn body_mass(form: &Form, record: &AthleteRecord) -> Field {
    let field = form.field("body_mass");
    if record.hides_body_numbers {
        field
    } else {
        // As exact as it is stored: it is sent again with whatever else is saved.
        let mass = super::prefill::quantity("body_mass", record.body_mass, record.units);
        field.default(mass).required()
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
