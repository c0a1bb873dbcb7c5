//! A plan as plain text: for the clipboard, for other programs, and as a QR code.

use std::collections::BTreeMap;
use std::fmt::Write;

use engine::{AthleteRecord, DayPlan};
use jiff::Timestamp;
use units::{UnitSystem, Volume};

use super::connections::Code;
use super::session::{FlagLine, SessionCard};
use crate::language::Language;

/// A longer text makes a QR code too fine for a phone to read from a screen, bytes.
const MOST_CODED: usize = 900;

/// A text, ready for the template `as_text.html`.
pub(super) struct AsText {
    /// What it is called where it is shared.
    pub(super) title: String,
    /// The text.
    pub(super) text: String,
    /// Where it can be had without a script; nowhere when empty.
    pub(super) link: String,
    /// What the code holds, in words.
    pub(super) coded: String,
    /// The text as a QR code, or the items to pack where the whole is too long.
    pub(super) code: Option<Code>,
}

impl AsText {
    /// A text with the items to pack that it ends with.
    pub(super) fn of(title: String, text: String, list: &[String], link: String, language: Language) -> Self {
        let list = list.join("\n");
        let (coded, code) = if text.len() <= MOST_CODED {
            (language.t("plan-text-code"), Code::of(&text))
        } else if !list.is_empty() && list.len() <= MOST_CODED {
            (language.t("plan-text-code-list"), Code::of(&list))
        } else {
            (String::new(), None)
        };
        Self { title, text, link, coded, code }
    }
}

/// The plan of a day as plain text.
pub(crate) fn of_day(day: &DayPlan, athlete: &AthleteRecord, language: Language, now: Timestamp) -> String {
    let cards = SessionCard::of_day(day, athlete, language, now);
    of_cards(day, &cards, athlete.units, language).0
}

/// The plan of a day, whose sessions make these cards, as plain text, and the items to pack for it.
pub(super) fn of_cards(
    day: &DayPlan,
    cards: &[SessionCard],
    units: UnitSystem,
    language: Language,
) -> (String, Vec<String>) {
    let mut text = format!("{}\n", language.long_day(day.date));
    if day.problem.is_some() {
        line(&mut text, "! ", &language.t("plan-unplanned"));
    }
    if cards.is_empty() {
        line(&mut text, "", &language.t("plan-nothing"));
    }
    for card in cards {
        let head = [&card.title, &card.when, &card.duration, &card.weather].map(String::as_str);
        let _ = writeln!(text, "\n{}", one_line(&head.join(" · ")));
        flags(&mut text, &card.flags);
        for phase in &card.phases {
            let _ = writeln!(text, "{} ({})", phase.title, phase.window);
            for need in &phase.needs {
                let done = if need.taken { " ✓" } else { "" };
                let _ = writeln!(text, "- {}: {}{done}", need.name, need.amount);
            }
            if !phase.clash.is_empty() {
                line(&mut text, "! ", &phase.clash);
            }
        }
    }
    let list = to_pack(day, units, language);
    pack(&mut text, &list, language);
    (text, list)
}

/// Adds the items to pack, and what a plan is and is not.
pub(super) fn pack(text: &mut String, list: &[String], language: Language) {
    if !list.is_empty() {
        let _ = writeln!(text, "\n{}", language.t("plan-text-pack"));
        list.iter().for_each(|item| line(text, "- ", item));
    }
    let _ = writeln!(text, "\n{}", language.t("plan-text-disclaimer"));
}

/// Adds what to know beside the numbers.
pub(super) fn flags(text: &mut String, flags: &[FlagLine]) {
    flags.iter().for_each(|flag| line(text, if flag.stop { "! " } else { "" }, &flag.words));
}

/// Adds a line: whatever people typed stays on it.
pub(super) fn line(text: &mut String, before: &str, words: &str) {
    let _ = writeln!(text, "{before}{}", one_line(words));
}

fn one_line(words: &str) -> String {
    words.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// The items of a day's baskets, each once, and the water.
fn to_pack(day: &DayPlan, system: UnitSystem, language: Language) -> Vec<String> {
    let mut servings: BTreeMap<(&str, &str, &str), f64> = BTreeMap::new();
    let mut water = Volume::ZERO;
    let baskets =
        day.sessions.iter().flat_map(|plan| &plan.baskets).filter_map(|basket| basket.basket.as_ref());
    for basket in baskets {
        water += basket.water;
        for pick in &basket.picks {
            let item = (pick.name.as_str(), pick.serving.as_str(), pick.item.as_str());
            *servings.entry(item).or_default() += pick.servings;
        }
    }
    let mut list: Vec<String> = servings
        .into_iter()
        .map(|((name, serving, id), count)| language.helping(count, serving, id, name))
        .collect();
    if water > Volume::ZERO {
        list.push(language.with("amount", language.quantity(water, system)).t("basket-water"));
    }
    list
}
