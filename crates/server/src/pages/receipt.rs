//! The receipt behind a number.

use askama::Template;
use axum::extract::{Path, State};
use evidence::register;

use super::words::slug;
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    frame: Frame,
    id: String,
    title: String,
    result: String,
    intervals: Vec<(u8, String)>,
    /// The widest interval, in a sentence.
    /// The least and the most, of an amount that has both.
    between: String,
    surely: String,
    rule: String,
    equation: String,
    inputs: Vec<(String, String, String)>,
    sources: Vec<Cited>,
    notes: Vec<String>,
    model: String,
    name: String,
}

struct Cited {
    cite: String,
    title: String,
    link: String,
    status: String,
    note: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path((athlete, receipt)): Path<(String, String)>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let receipt = app.engine.explain(&athlete, &receipt).await?.localised(record.units);
    let cited = |id: &evidence::SourceId| match register().get(id) {
        Some(source) => Cited {
            cite: source.cite.clone(),
            title: source.title.clone(),
            link: source.link.clone().unwrap_or_default(),
            status: language.t_of("status", &slug(source.status.words())),
            note: source.note.clone().unwrap_or_default(),
        },
        None => Cited {
            cite: id.to_string(),
            title: String::new(),
            link: String::new(),
            status: String::new(),
            note: String::new(),
        },
    };
    let said = |name: &str, value: String| {
        let hidden = record.hides_body_numbers && is_of_body(name, &value);
        if hidden { "–".to_owned() } else { language.number(&in_hours(plain_zero(value))) }
    };
    let input = |input: &evidence::Input| {
        let from = input.receipt.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = language.known("input", &slug(&input.name)).unwrap_or_else(|| input.name.clone());
        (name, said(&input.name, input.value.to_string()), from)
    };
    let intervals: Vec<(u8, String)> = receipt
        .intervals
        .iter()
        .map(|(percent, low, high)| (*percent, said(&receipt.title, format!("{low} – {high}"))))
        .collect();
    page(&ReceiptPage {
        frame: Frame::of(&app, &record, language, ""),
        id: record.id.clone(),
        title: language.known("receipt-title", &slug(&receipt.rule)).unwrap_or_else(|| receipt.title.clone()),
        result: said(&receipt.title, receipt.result.to_string()),
        between: match ["least", "most"].map(|end| value_of(&receipt.inputs, end)) {
            [Some(least), Some(most)] => {
                let ends_of = if least.starts_with("0 ") { "most" } else { "both" };
                let ends = language.with("least", said(&receipt.title, least));
                ends.with("most", said(&receipt.title, most)).t_of("receipt-between", ends_of)
            }
            _ => String::new(),
        },
        surely: intervals
            .iter()
            .filter(|(percent, _)| *percent >= 95)
            .map(|(_, interval)| language.with("interval", interval.as_str()).t("receipt-surely"))
            .next_back()
            .unwrap_or_default(),
        intervals,
        rule: receipt.rule.clone(),
        equation: receipt.equation.clone(),
        inputs: receipt.inputs.iter().map(input).collect(),
        sources: receipt.sources.iter().map(cited).collect(),
        notes: receipt.notes.clone(),
        model: receipt.model.clone(),
        name: receipt.id.to_string(),
    })
}

/// Nothing is nothing, with however many digits it was kept.
fn plain_zero(value: String) -> String {
    match value.split_once(' ') {
        Some((number, unit)) if number.bytes().all(|digit| matches!(digit, b'0' | b'.')) => {
            format!("0 {unit}")
        }
        _ => value,
    }
}

/// What a receipt says of an input of this name.
fn value_of(inputs: &[evidence::Input], name: &str) -> Option<String> {
    inputs.iter().find(|input| input.name == name).map(|input| input.value.to_string())
}

/// Two hours and more, which a receipt counts in minutes, in hours.
fn in_hours(value: String) -> String {
    let minutes = value.strip_suffix(" min").and_then(|number| number.parse::<f64>().ok());
    match minutes {
        Some(minutes) if minutes >= 120.0 => units::Duration::from_minutes(minutes).in_words(),
        _ => value,
    }
}

/// Whether a line of a receipt is a mass of the body, a share of it or an energy.
fn is_of_body(name: &str, value: &str) -> bool {
    let units = [" kg", " lb", " st", " kcal", " kJ"];
    name.to_lowercase().contains("mass") || units.iter().any(|unit| value.ends_with(unit))
}
