//! Reminders in words, in the reader's language.

use engine::{Act, Saying, Wording, Words};
use jiff::Timestamp;
use reminders::{Facts, Kind, Message, What};
use units::{Interval, Volume};

use crate::language::Language;

/// Says reminders with the texts of the pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts;

impl Wording for Texts {
    fn say(&self, saying: &Saying<'_>) -> Words {
        let language = Language::of_code(saying.language).unwrap_or_default();
        match saying.what {
            What::Message(message) => Words {
                title: language.t_of("notify-title", message.kind.code()),
                body: body(language, saying, message),
            },
            What::Withdrawn { shown, .. } if Kind::OF_SQUADS.contains(&shown.kind) => Words {
                title: language.t("notify-title-squad-withdrawn"),
                body: match &shown.facts.title {
                    Some(title) if saying.details => {
                        let what = language.t_of("notify-withdrawn", shown.kind.code());
                        language.with("title", title.as_str()).with("what", what).t("notify-squad-about")
                    }
                    _ => language.t_of("notify-withdrawn", shown.kind.code()),
                },
            },
            What::Withdrawn { shown, later } => {
                let title = language.t("notify-title-withdrawn");
                let body = match &shown.facts.title {
                    Some(name) if saying.details => {
                        let start = later.as_ref().and_then(|later| later.facts.start);
                        let moved = start.filter(|start| Some(*start) != shown.facts.start);
                        match moved {
                            Some(start) => {
                                let when = moment(language, saying, start);
                                language.with("title", name.as_str()).with("time", when).t("notify-moved")
                            }
                            None if later.is_none() => {
                                language.with("title", name.as_str()).t("notify-cancelled")
                            }
                            None => language.t("notify-body-withdrawn"),
                        }
                    }
                    _ => language.t("notify-body-withdrawn"),
                };
                Words { title, body }
            }
        }
    }

    fn button(&self, language: &str, act: Act) -> String {
        Language::of_code(language).unwrap_or_default().t_of("notify-button", act.code())
    }
}

fn body(language: Language, saying: &Saying<'_>, message: &Message) -> String {
    let general = language.t_of("notify-body", message.kind.code());
    if !saying.details {
        return general;
    }
    let Facts { title, start, fluid_ml, change_ml, provider, kinds, people, heat, .. } = &message.facts;
    if let Some(name) = provider {
        return language.with("name", name.as_str()).t("notify-provider");
    }
    if !kinds.is_empty() {
        return kinds
            .iter()
            .map(|kind| language.t_of("notify-title", kind.code()))
            .collect::<Vec<_>>()
            .join(" · ");
    }
    let (Some(title), Some(start)) = (title.as_deref(), *start) else { return general };
    if let Some(demand) = heat {
        let action = language.t_of("team-heat", &demand.action);
        let what =
            language.with("policy", demand.policy.as_str()).with("action", action).t("notify-detail-heat");
        return language.with("title", title).with("what", what).t("notify-squad-about");
    }
    if !people.is_empty() {
        let names = listed(people);
        let what = language.with("names", names).t_of("notify-detail", message.kind.code());
        return language.with("title", title).with("what", what).t("notify-squad-about");
    }
    let time = moment(language, saying, start);
    let about = || language.with("title", title).with("time", time.clone()).t("notify-about");
    let units = saying.units;
    let volume = |ml: u32| Volume::from_l(f64::from(ml) / 1000.0);
    match (message.kind, fluid_ml, change_ml) {
        (Kind::DrinkBefore, Some((least, most)), _) => {
            let amount = language.interval(&Interval { low: volume(*least), high: volume(*most) }, units);
            language
                .with("amount", amount)
                .with("title", title)
                .with("time", time)
                .t("notify-detail-drink-before")
        }
        (Kind::After, Some((least, most)), _) => {
            let amount = language.interval(&Interval { low: volume(*least), high: volume(*most) }, units);
            language.with("amount", amount).with("title", title).t("notify-detail-after")
        }
        (Kind::Forecast, _, Some(change)) => {
            let amount = language.quantity(volume(change.unsigned_abs()), units);
            if *change > 0 {
                language.with("amount", amount).with("title", title).with("time", time).t("notify-more")
            } else {
                language.with("amount", amount).with("title", title).with("time", time).t("notify-less")
            }
        }
        (Kind::Pack, ..) if !saying.items.is_empty() => format!("{}\n{}", about(), saying.items.join("\n")),
        _ => format!("{} {general}", about()),
    }
}

/// More names than these do not fit on a lock screen.
const MOST_NAMES: usize = 8;

/// The first names, and how many more there are.
fn listed(people: &[String]) -> String {
    let mut names = people.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
    if people.len() > MOST_NAMES {
        names.push_str(&format!(", +{}", people.len() - MOST_NAMES));
    }
    names
}

fn moment(language: Language, saying: &Saying<'_>, at: Timestamp) -> String {
    language.clock(&at.to_zoned_datetime(saying.zone.clone()))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use reminders::HeatDemand;
    use units::UnitSystem;

    use super::*;

    fn message(kind: Kind) -> Message {
        let start: Timestamp = "2027-06-02T10:00:00Z".parse().unwrap();
        let facts = Facts {
            title: Some("Rodagem".into()),
            start: Some(start),
            fluid_ml: Some((300, 500)),
            change_ml: Some(-400),
            people: if Kind::OF_SQUADS.contains(&kind) { vec!["7 Rodagem".into()] } else { Vec::new() },
            ..Facts::default()
        };
        Message { key: "k".into(), kind, due: start, useless_after: start, facts }
    }

    fn said(what: &What, language: &str, details: bool) -> Words {
        let (zone, units) = (&TimeZone::UTC, UnitSystem::Metric);
        Texts.say(&Saying { language, zone, units, what, details, items: &[] })
    }

    #[test]
    fn trap_31_no_kind_shows_a_digit_or_a_name_unless_details_are_wanted() {
        for kind in Kind::all() {
            for language in Language::ALL {
                let withdrawn = What::Withdrawn { shown: message(kind), later: None };
                for what in [What::Message(message(kind)), withdrawn] {
                    let words = said(&what, language.code(), false);
                    let all = format!("{} {}", words.title, words.body);
                    assert!(!all.contains("notify-") && !words.body.is_empty(), "{all}");
                    assert!(!all.contains("Rodagem") && !all.chars().any(|c| c.is_ascii_digit()), "{all}");
                }
            }
        }
    }

    #[test]
    fn details_say_how_much_and_when_in_the_readers_language() {
        let drink = What::Message(message(Kind::DrinkBefore));
        let english = said(&drink, "en", true).body;
        assert!(english.contains("Rodagem at 10:00") && english.contains("mL"), "{english}");
        let portuguese = said(&What::Message(message(Kind::Forecast)), "pt", true).body;
        assert!(portuguese.contains("menos") && portuguese.contains("10:00"), "{portuguese}");
    }

    #[test]
    fn a_moved_session_says_its_new_time() {
        let mut later = message(Kind::DrinkBefore);
        later.facts.start = Some("2027-06-02T13:00:00Z".parse().unwrap());
        let moved = What::Withdrawn { shown: message(Kind::DrinkBefore), later: Some(later) };
        assert_eq!(said(&moved, "en", true).body, "Rodagem is now at 13:00.");
    }

    #[test]
    fn practitioners_read_whom_it_is_about_and_no_measured_value() {
        let mut flags = message(Kind::SeeTrainer);
        flags.facts.people = (1..=10).map(|number| format!("{number} Ana")).collect();
        let english = said(&What::Message(flags.clone()), "en", true);
        assert_eq!(english.title, "Athletes need you");
        assert!(
            english.body.starts_with("Rodagem: ") && english.body.contains("8 Ana, +2"),
            "{}",
            english.body
        );
        let mut heat = message(Kind::Heat);
        let demand = HeatDemand { policy: "ACSM".into(), band: "red".into(), action: "modify".into() };
        (heat.facts.people, heat.facts.heat) = (Vec::new(), Some(demand));
        assert_eq!(said(&What::Message(heat.clone()), "en", true).body, "Rodagem: ACSM: Train less.");
        for language in Language::ALL {
            for message in [&flags, &heat] {
                let words = said(&What::Message(message.clone()), language.code(), true).body;
                assert!(
                    !words.contains("kg") && !words.contains('%') && !words.contains("notify-"),
                    "{words}"
                );
                let taken_back = What::Withdrawn { shown: message.clone(), later: None };
                let words = said(&taken_back, language.code(), true).body;
                assert!(words.starts_with("Rodagem: ") && !words.contains("Ana"), "{words}");
            }
        }
    }
}
