//! The catalogue and the pantry: find an item, say whether it is at home, liked or never wanted, add one's own.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteChanges, AthleteRecord, ItemFormat};
use fuel::{Age, Allergen, Catalogue, Item, Search, Slot, Status};
use jiff::civil::Date;
use serde::Deserialize;
use units::{Quantity, UnitSystem};

use super::form::{Field, Form, value_of};
use super::show::of_body;
use super::{Fault, Frame, Page, page};
use crate::language::Language;
use crate::{App, Problem};

mod own;

#[derive(Template)]
#[template(path = "catalogue.html")]
struct CataloguePage {
    frame: Frame,
    id: String,
    query: String,
    slot: String,
    only: String,
    country: String,
    /// The countries of which an item says that it is sold there.
    countries: BTreeSet<String>,
    slots: Vec<(&'static str, String)>,
    lists: Vec<(&'static str, String)>,
    items: Vec<Row>,
    found: usize,
    /// Links to the items before and after these.
    before: Option<String>,
    after: Option<String>,
    alert: String,
    fields: Vec<Field>,
    open: bool,
}

struct Row {
    id: String,
    name: String,
    serving: String,
    amounts: Vec<(&'static str, String)>,
    /// What it contains, may contain, and whether more is unknown.
    contents: Vec<String>,
    /// How well the figures are known, since when, and whether it can be bought.
    evidence: Vec<String>,
    source: String,
    home: bool,
    liked: bool,
    disliked: bool,
    own: bool,
}

/// What of the catalogue is shown.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    q: String,
    slot: String,
    only: String,
    country: String,
    /// How many are skipped; a text, because an address may say anything.
    from: String,
}

/// So many items stand on a page; the next are one tap away.
const MOST_SHOWN: usize = 20;

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(shown): Query<Shown>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    page(&catalogue_page(&app, &athlete, &shown, &Form::empty(language).for_athlete(&record)).await?)
}

/// `say` of an `item`: `home`, `like` or `dislike`, each said again takes it back, or `remove` of one's own; without an
/// item, `say=add` adds one's own.
pub(crate) async fn say(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let value = |name: &str| value_of(&typed, name).unwrap_or_default().to_owned();
    let item = value("item");
    match value("say").as_str() {
        "add" => match own::read(&typed, record.units, language) {
            Ok(table) => {
                if let Err(error) = app.engine.add_items(&athlete, &table, ItemFormat::of(&table)).await {
                    return refused(&app, &athlete, language, typed, error.into()).await;
                }
            }
            Err(problem) => return refused(&app, &athlete, language, typed, problem).await,
        },
        "remove" => app.engine.remove_item(&athlete, &item).await?,
        list => {
            let changes = toggled(&record, list, &item)?;
            app.engine.put_athlete(&athlete, changes, &app.settings.zone).await?;
        }
    }
    let query: String = ["q", "slot", "only", "country"]
        .into_iter()
        .filter(|name| !value(name).is_empty())
        .map(|name| format!("{name}={}&", encoded(&value(name))))
        .collect();
    let anchor = if item.is_empty() { String::new() } else { format!("#i-{}", encoded(&item)) };
    Ok(Redirect::to(&format!("/a/{athlete}/catalogue?{query}{anchor}")).into_response())
}

async fn refused(
    app: &App,
    athlete: &str,
    language: Language,
    typed: Vec<(String, String)>,
    problem: Problem,
) -> Page {
    let status = problem.status_code();
    let record = app.engine.athlete(athlete).await?;
    let form = Form::refused(language, typed, problem).for_athlete(&record);
    let page = page(&catalogue_page(app, athlete, &Shown::default(), &form).await?)?;
    Ok((status, page).into_response())
}

/// The athlete's lists with an item put on one, or taken off; what is liked is not disliked.
fn toggled(record: &AthleteRecord, list: &str, item: &str) -> Result<AthleteChanges, Fault> {
    let flip = |list: &[String]| -> Vec<String> {
        let mut set: BTreeSet<String> = list.iter().cloned().collect();
        if !set.remove(item) {
            set.insert(item.to_owned());
        }
        set.into_iter().collect()
    };
    let without = |list: &[String]| list.iter().filter(|known| *known != item).cloned().collect();
    let none = AthleteChanges::default();
    Ok(match list {
        "home" => AthleteChanges { pantry: Some(flip(&record.pantry)), ..none },
        "like" => AthleteChanges {
            likes: Some(flip(&record.likes)),
            dislikes: Some(without(&record.dislikes)),
            ..none
        },
        "dislike" => AthleteChanges {
            dislikes: Some(flip(&record.dislikes)),
            likes: Some(without(&record.likes)),
            ..none
        },
        _ => return Err(Problem::malformed("The form says nothing that the catalogue knows.").into()),
    })
}

async fn catalogue_page(
    app: &App,
    athlete: &str,
    shown: &Shown,
    form: &Form,
) -> Result<CataloguePage, Fault> {
    let language = form.language;
    let record = app.engine.athlete(athlete).await?;
    let catalogue = app.engine.catalogue(athlete).await?;
    let today = app.engine.now().to_zoned_datetime(record.time_zone()).date();
    let search = Search::of(&shown.q);
    let wanted = |item: &&Item| {
        let row = Row::of(item, &record, today, language);
        let listed = match shown.only.as_str() {
            "home" => row.home,
            "likes" => row.liked,
            "dislikes" => row.disliked,
            "own" => row.own,
            _ => true,
        };
        let when = shown.slot.is_empty() || item.slots.iter().any(|slot| slot.name() == shown.slot);
        let sold =
            shown.country.is_empty() || item.countries.is_empty() || item.countries.contains(&shown.country);
        let by_code = item.barcode.as_deref().is_some_and(|code| is_code(code, &shown.q));
        listed && when && sold && (by_code || search.finds(item))
    };
    let mut found: Vec<&Item> = catalogue.items().iter().filter(wanted).collect();
    // What is at home comes first, then what is liked.
    found.sort_by_key(|item| (!record.pantry.contains(&item.id), !record.likes.contains(&item.id)));
    let link = |from: usize| {
        let pairs =
            [("q", &shown.q), ("slot", &shown.slot), ("only", &shown.only), ("country", &shown.country)];
        let said: String = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}&", encoded(value)))
            .collect();
        format!("?{said}from={from}")
    };
    let from: usize = shown.from.parse().unwrap_or(0);
    let after = from.saturating_add(MOST_SHOWN);
    let lists = ["home", "likes", "dislikes", "own"];
    Ok(CataloguePage {
        frame: Frame::of(app, &record, language, "catalogue"),
        id: record.id.clone(),
        query: shown.q.clone(),
        slot: shown.slot.clone(),
        only: shown.only.clone(),
        country: shown.country.clone(),
        countries: catalogue.items().iter().flat_map(|item| item.countries.clone()).collect(),
        slots: Slot::ALL.map(|slot| (slot.name(), language.t_of("slot", slot.name()))).to_vec(),
        lists: lists.map(|list| (list, language.t_of("list", list))).to_vec(),
        found: found.len(),
        before: (from > 0).then(|| link(from.saturating_sub(MOST_SHOWN))),
        after: (after < found.len()).then(|| link(after)),
        items: found
            .iter()
            .skip(from)
            .take(MOST_SHOWN)
            .map(|item| Row::of(item, &record, today, language))
            .collect(),
        alert: form.alert(),
        open: !form.alert().is_empty(),
        fields: own::fields(form),
    })
}

impl Row {
    fn of(item: &Item, record: &AthleteRecord, today: Date, language: Language) -> Self {
        let on = |list: &[String]| list.contains(&item.id);
        Self {
            id: item.id.clone(),
            name: language.item_name(&item.id, &item.name),
            serving: language.serving(&item.serving),
            amounts: amounts(item, record.units, language),
            contents: contents(item, language),
            evidence: evidence(item, record, today, language),
            // Some sources quote the energy of a label.
            source: of_body(record, || item.source.clone()),
            home: on(&record.pantry),
            liked: on(&record.likes),
            disliked: on(&record.dislikes),
            own: Catalogue::built_in().get(&item.id) != Some(item),
        }
    }
}

/// What an item contains, may contain, and whether more is unknown.
fn contents(item: &Item, language: Language) -> Vec<String> {
    let words = |foods: &[Allergen]| {
        foods.iter().map(|food| language.t_of("without", food.code())).collect::<Vec<_>>().join(", ")
    };
    let mut lines = Vec::new();
    let (sure, maybe) = (words(item.contains.contains()), words(item.contains.may_contain()));
    if !sure.is_empty() {
        lines.push(language.with("foods", sure).t("catalogue-contains"));
    }
    if !maybe.is_empty() {
        lines.push(language.with("foods", maybe).t("catalogue-may-contain"));
    }
    if !item.contains.is_complete() {
        lines.push(language.t("catalogue-contents-unknown"));
    }
    lines
}

/// How well the figures of an item are known, since when, its water, and whether it can be bought.
fn evidence(item: &Item, record: &AthleteRecord, today: Date, language: Language) -> Vec<String> {
    let water = item
        .mix_with
        .map(|water| language.with("water", language.quantity(water, record.units)).t("catalogue-mix-with"));
    let checked = item.checked.map(|when| match item.age(today) {
        Age::Fresh => language.with("when", when.strftime("%Y-%m").to_string()).t("catalogue-checked"),
        Age::Ageing | Age::Stale => language.t("catalogue-old"),
    });
    let gone = (item.status == Status::Discontinued).then(|| language.t("catalogue-discontinued"));
    [water, Some(language.t_of("tier", item.tier.name())), checked, gone].into_iter().flatten().collect()
}

/// What a serving holds of the planned nutrients, where it is known and not nothing.
fn amounts(item: &Item, system: UnitSystem, language: Language) -> Vec<(&'static str, String)> {
    fn shown<Q: Quantity>(amount: Option<Q>, system: UnitSystem) -> Option<String> {
        let shown = amount.filter(|amount| amount.base() > 0.0).map(|amount| amount.display(system));
        shown.filter(|shown| !shown.starts_with("0 "))
    }
    let held = &item.nutrients;
    let all = [
        ("fluid", shown(held.fluid, system)),
        ("carbohydrate", shown(held.carbohydrate, system)),
        ("sodium", shown(held.sodium, system)),
        ("protein", shown(held.protein, system)),
        ("caffeine", shown(held.caffeine, system)),
    ];
    all.into_iter().filter_map(|(name, amount)| Some((name, language.number(&amount?)))).collect()
}

/// Text in an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            all.push(char::from(byte));
        } else {
            all.push_str(&format!("%{byte:02X}"));
        }
        all
    })
}
/// Whether this is the number below an item's bars; leading zeros are written or left out.
fn is_code(barcode: &str, typed: &str) -> bool {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = |code: &str| code.trim_start_matches('0').to_owned();
    digits.len() >= 8 && digits.chars().all(|c| c.is_ascii_digit()) && plain(&digits) == plain(barcode)
}
