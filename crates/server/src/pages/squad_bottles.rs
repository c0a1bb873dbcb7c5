//! The bottles of a squad's session: what is mixed, who gets what and why, what to buy, labels.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{BottleSheet, BottleStepView, BottleView, BottleWishes, RecipeView};
use serde::Deserialize;
use team::sight::{Power, may};
use units::UnitSystem;

use super::drawing::Bottle;
use super::form::value_of;
use super::squad::litres;
use super::{Fault, Frame, Page, page, refused};
use crate::access::Who;
use crate::language::Language;
use crate::pdf::labels::SHEETS;
use crate::{App, Problem};

/// A bottle in a crate: three cells of its row.
type InCrate = (String, String, String);

#[derive(Template)]
#[template(path = "squad_bottles.html")]
struct Sheet {
    frame: Frame,
    id: String,
    name: String,
    session: String,
    title: String,
    when: String,
    headline: String,
    /// Something is planned.
    planned: bool,
    changed_since: bool,
    may_plan: bool,
    may_see: bool,
    recipes: Vec<Recipe>,
    rows: Vec<Row>,
    /// Those without a bottle, and why.
    without: Vec<(String, String)>,
    /// Recipes, athletes below their least, to eat, sodium short, bottles; and whether it is this plan.
    steps: Vec<(u32, String, String, String, String, bool)>,
    shows_sodium: bool,
    shopping: Vec<(String, String)>,
    crates: Vec<(usize, Vec<InCrate>)>,
    sheets: Vec<(&'static str, usize)>,
    wishes: BottleWishes,
    bottle_ml: u32,
    products: Vec<(String, String, bool)>,
    problem: String,
}

struct Recipe {
    name: &'static str,
    strength: String,
    mix: String,
    bottles: String,
    contains: String,
}

struct Row {
    number: String,
    name: String,
    drawing: String,
    bottles: Vec<String>,
    fill: String,
    fluid: String,
    why: String,
}

#[derive(Deserialize)]
pub(crate) struct Which {
    session: Option<String>,
}

async fn session_of(app: &App, squad: &str, which: Which) -> Result<String, Fault> {
    match which.session {
        Some(session) => Ok(session),
        None => {
            let session = app.engine.present_session(squad).await?;
            Ok(session.ok_or_else(|| engine::Error::field("session", "plan a session first"))?.id)
        }
    }
}

fn of_sheet(app: &App, sheet: &BottleSheet, language: Language) -> Sheet {
    let system = sheet.units;
    let start = sheet.session.start.to_zoned_datetime(app.settings.zone.clone());
    let (rows, without): (Vec<&BottleView>, Vec<&BottleView>) =
        sheet.rows.iter().partition(|row| row.bottles().is_some_and(|own| !own.is_empty()));
    let reasons = |row: &BottleView| {
        let codes = row.why().map(Vec::as_slice).unwrap_or_default();
        let mut said: Vec<String> = codes
            .iter()
            .map(|code| match (*code, row.eat()) {
                ("eat", Some(eat)) => {
                    language.with("amount", language.quantity(*eat, system)).t("team-why-eat-amount")
                }
                _ => language.t_of("team-why", code),
            })
            .collect();
        if let Some(short) = row.sodium_short() {
            said.push(language.with("amount", language.quantity(*short, system)).t("team-why-sodium"));
        }
        said.join(" ")
    };
    let named = |row: &BottleView| {
        let number = row.number().map_or(String::new(), ToString::to_string);
        format!("{number} {}", row.name().map_or("", String::as_str)).trim().to_owned()
    };
    let planned = sheet.made.is_some();
    let headline = match planned {
        true => language
            .with("count", sheet.bottles)
            .with("amount", language.quantity(sheet.volume, system))
            .t("team-bottles-headline"),
        false => language.t("team-bottles-none"),
    };
    let chosen = |id: &str| sheet.wishes.items.iter().any(|item| item == id);
    Sheet {
        frame: Frame::of_squad(app, (&sheet.squad, &sheet.name, sheet.role), language, "bottles"),
        id: sheet.squad.clone(),
        name: sheet.name.clone(),
        session: sheet.session.id.clone(),
        title: sheet.session.title.clone(),
        when: language.moment_near(&start, &app.engine.now().to_zoned_datetime(app.settings.zone.clone())),
        headline,
        planned,
        changed_since: sheet.changed_since,
        may_plan: may(sheet.role, Power::Bottles),
        may_see: team::sight::sees(
            sheet.role,
            team::sight::Class::Allotment,
            team::sight::SightRules::default(),
        ),
        recipes: sheet.recipes.iter().map(|recipe| mixed(recipe, system, language)).collect(),
        rows: rows
            .iter()
            .enumerate()
            .map(|(index, row)| line(index, row, sheet, reasons(row), language))
            .collect(),
        without: without.iter().filter(|_| planned).map(|row| (named(row), reasons(row))).collect(),
        shows_sodium: sheet.steps.iter().any(|step| step.sodium_short().is_some()),
        steps: sheet
            .steps
            .iter()
            .enumerate()
            .map(|(index, each)| step(index, each, sheet, language))
            .collect(),
        shopping: sheet
            .shopping
            .iter()
            .map(|buy| {
                let what = match &buy.name {
                    Some(name) => name.clone(),
                    None => language.t_of("team-buy", &buy.item),
                };
                let amount = buy.amount.map_or(String::new(), |mass| grams(mass, language));
                let packs = language.with("count", buy.packs);
                let packs =
                    packs.t_of("team-packs", if buy.name.is_some() { "servings" } else { "kilograms" });
                (what, format!("{amount} ({packs})"))
            })
            .collect(),
        crates: sheet
            .crates
            .iter()
            .map(|each| {
                let bottles = each.bottles.iter().map(|bottle| {
                    let number = bottle.number.map_or(String::new(), |number| number.to_string());
                    (number, bottle.name.clone(), bottle.recipe.clone())
                });
                (each.number, bottles.collect())
            })
            .collect(),
        sheets: SHEETS.iter().map(|sheet| (sheet.name, sheet.holds())).collect(),
        bottle_ml: sheet.wishes.bottle_ml.unwrap_or_default(),
        products: engine::bottled_products()
            .into_iter()
            .map(|item| (item.id.clone(), language.item_name(&item.id, &item.name), chosen(&item.id)))
            .collect(),
        wishes: sheet.wishes.clone(),
        problem: String::new(),
    }
}

/// An amount on a scale: whole grams, tenths below 100 g.
fn grams(mass: units::Mass, language: Language) -> String {
    let grams = mass.as_g();
    let printed = if grams < 99.95 { format!("{grams:.1} g") } else { format!("{grams:.0} g") };
    language.number(&printed)
}

fn mixed(recipe: &RecipeView, system: UnitSystem, language: Language) -> Recipe {
    let volume = litres(recipe.volume, system, language);
    let mix = match (&recipe.product, recipe.sugar, recipe.salt) {
        (Some(product), ..) => language
            .with("product", product.name.clone())
            .with("servings", language.number(&trimmed(product.servings)))
            .with("mass", product.mass.map_or(String::new(), |mass| grams(mass, language)))
            .with("volume", volume)
            .t("team-mix-product"),
        (None, Some(sugar), Some(salt)) => language
            .with("sugar", grams(sugar, language))
            .with("salt", grams(salt, language))
            .with("volume", volume)
            .t("team-mix-sugar"),
        (None, ..) => String::new(),
    };
    Recipe {
        name: recipe.name,
        strength: language
            .with("carbohydrate", recipe.carbohydrate_g_per_l)
            .with("sodium", recipe.sodium_mg_per_l)
            .t("team-recipe-strength"),
        mix,
        bottles: language.with("count", recipe.bottles).t("team-recipe-bottles"),
        contains: recipe
            .contains
            .iter()
            .map(|food| language.t_of("without", food))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn trimmed(number: f64) -> String {
    if number.fract().abs() < 1e-9 { format!("{number:.0}") } else { format!("{number:.1}") }
}

fn line(index: usize, row: &BottleView, sheet: &BottleSheet, why: String, language: Language) -> Row {
    let system = sheet.units;
    let fill = row.fill().map_or(0.0, |fill| fill.as_ml());
    let name = format!("bottle-{index}");
    let drawing = Bottle {
        holds: sheet.bottle.as_ml(),
        filled: fill,
        left: fill,
        lines: &[],
        class: "tiny",
        name: &name,
    };
    Row {
        number: row.number().map_or(String::new(), ToString::to_string),
        name: row.name().cloned().unwrap_or_default(),
        drawing: drawing.svg(),
        bottles: row
            .bottles()
            .map(|own| own.iter().map(|bottle| bottle.recipe.clone()).collect())
            .unwrap_or_default(),
        fill: row.fill().map_or(String::new(), |fill| language.quantity(*fill, system)),
        fluid: row.fluid().map_or(String::new(), |fluid| language.quantity(*fluid, system)),
        why,
    }
}

fn step(
    index: usize,
    step: &BottleStepView,
    sheet: &BottleSheet,
    language: Language,
) -> (u32, String, String, String, String, bool) {
    let system = sheet.units;
    let count = |value: Option<&u32>| value.map_or(String::new(), ToString::to_string);
    (
        u32::try_from(index + 1).unwrap_or(0),
        count(step.below_least()),
        step.to_eat().map_or(String::new(), |eat| language.quantity(*eat, system)),
        step.sodium_short().map_or(String::new(), |short| language.quantity(*short, system)),
        count(step.bottles()),
        sheet.wishes.recipes_most == index + 1,
    )
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Query(which): Query<Which>,
) -> Page {
    let session = session_of(&app, &squad, which).await?;
    let sheet = app.engine.bottles(&who.0, &squad, &session).await?;
    page(&of_sheet(&app, &sheet, language))
}

/// What was wished in the form; a field that is no number is left as `u32::MAX`, which is refused by its name.
fn wishes(typed: &[(String, String)]) -> BottleWishes {
    let number = |name: &str, usual: u32| match value_of(typed, name).map(str::trim) {
        None | Some("") => usual,
        Some(text) => text.parse().unwrap_or(u32::MAX),
    };
    let usual = BottleWishes::default();
    let counted = |name: &str, usual: usize| {
        usize::try_from(number(name, u32::try_from(usual).unwrap_or(u32::MAX))).unwrap_or(usize::MAX)
    };
    BottleWishes {
        recipes_most: counted("recipes_most", usual.recipes_most),
        bottle_ml: value_of(typed, "bottle_ml")
            .filter(|text| !text.trim().is_empty())
            .map(|_| number("bottle_ml", 0)),
        bottles_most: number("bottles_most", usual.bottles_most),
        spare_percent: number("spare_percent", usual.spare_percent),
        crate_holds: counted("crate_holds", usual.crate_holds),
        items: typed.iter().filter(|(name, _)| name == "item").map(|(_, id)| id.clone()).collect(),
    }
}

pub(crate) async fn plan(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Query(which): Query<Which>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Page {
    let session = session_of(&app, &squad, which).await?;
    match app.engine.plan_bottles(&who.0, &squad, &session, wishes(&typed)).await {
        Ok(_) => Ok(Redirect::to(&format!("/squads/{squad}/bottles?session={session}")).into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let status = problem.status_code();
            let sheet = app.engine.bottles(&who.0, &squad, &session).await?;
            let mut shown = of_sheet(&app, &sheet, language);
            shown.problem = refused(&problem, language);
            Ok((status, page(&shown)?).into_response())
        }
    }
}
