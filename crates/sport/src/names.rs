//! From a name to the sport.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::{Sport, SportFamily, words};

/// What a name says: the sport, its family, and whether it is done indoors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The sport as the models know it; [`Sport::Other`] for sports that they do not tell apart.
    pub sport: Sport,
    /// Its family, which can be known where the sport is `Other` (alpine skiing, golf).
    pub family: SportFamily,
    /// Whether the sport is done indoors, by itself or as the name says (`indoor rowing`).
    pub indoor: bool,
}

/// The sport that a name or a title means: a key, a platform's code, a device's name, a title somebody typed in one of
/// the languages of the table. `None` where no whole word of it names a sport.
///
/// Words that mean a sport only as a platform's code (`training`, `track`) count only when they are the whole name.
///
/// ```
/// use sport::{Sport, named};
/// assert_eq!(named("street_running").unwrap().sport, Sport::Run);
/// let walk = named("treadmill walking").unwrap();
/// assert_eq!((walk.sport, walk.indoor), (Sport::Walk, true));
/// assert_eq!(named("Carrera 10 km").unwrap().sport, Sport::Run);
/// assert_eq!(named("Brick: 90 min ride + 20 min run").unwrap().sport, Sport::Triathlon);
/// assert_eq!(named("Brunch with Ann"), None);
/// assert_eq!(named("Training: budget tool"), None);
/// ```
pub fn named(name: &str) -> Option<Named> {
    let words = words(name);
    let named = TABLE.whole.get(words.concat().as_str()).copied().or_else(|| resolve(&words))?;
    Some(moved_indoors(named, is_inside(&words)))
}

/// One row of the table of names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    sport: Option<Sport>,
    #[serde(default)]
    family: Option<SportFamily>,
    #[serde(default)]
    indoor: bool,
    #[serde(default)]
    weak: bool,
    /// The words only sound like a sport.
    #[serde(default)]
    not: bool,
    /// The words say that it is done indoors.
    #[serde(default)]
    inside: bool,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    name: Vec<Row>,
}

/// What a phrase means.
#[derive(Clone, Copy)]
enum Meaning {
    Sport { named: Named, weak: bool },
    NoSport,
}

struct Phrase {
    words: Vec<String>,
    meaning: Meaning,
    /// The phrase names a place indoors beside a sport (`treadmill`).
    inside: bool,
}

struct Table {
    /// Whole names without blanks.
    whole: HashMap<String, Named>,
    /// Phrases by their first word, the longest first.
    phrases: HashMap<String, Vec<Phrase>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    let file: File = toml::from_str(include_str!("../data/names.toml")).expect("data/names.toml");
    Table::of(&file)
});

impl Table {
    fn of(file: &File) -> Self {
        let mut table = Self { whole: HashMap::new(), phrases: HashMap::new() };
        for sport in Sport::ALL {
            let family = file.name.iter().find(|row| row.sport == Some(*sport) && !row.weak);
            let family = family.and_then(|row| row.family).unwrap_or(SportFamily::Other);
            let family = if *sport == Sport::Other { SportFamily::Other } else { family };
            let family = match sport {
                Sport::Treadmill => SportFamily::Run,
                Sport::IndoorRide => SportFamily::Ride,
                _ => family,
            };
            let named = Named { sport: *sport, family, indoor: sport.is_indoor() };
            table.whole.insert(words(sport.key()).concat(), named);
        }
        for row in &file.name {
            let named = row.sport.zip(row.family).map(|(sport, family)| Named {
                sport,
                family,
                indoor: row.indoor || sport.is_indoor(),
            });
            let meaning = match named {
                _ if row.not || row.inside => Meaning::NoSport,
                Some(named) => Meaning::Sport { named, weak: row.weak },
                None => Meaning::NoSport,
            };
            for name in &row.words {
                let words = words(name);
                let Some(first) = words.first().cloned() else { continue };
                // A place indoors that stands alone means its own sport; beside another sport it only moves that indoors.
                let inside = row.inside || row.weak && row.indoor;
                table.phrases.entry(first).or_default().push(Phrase { words, meaning, inside });
            }
            for name in row.exact.iter().chain(&row.words) {
                if let Some(named) = named {
                    table.whole.entry(words(name).concat()).or_insert(named);
                }
            }
        }
        for phrases in table.phrases.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        table
    }
}

/// The sport that words name together: each stretch of them is read as the longest phrase that it is.
fn resolve(words: &[String]) -> Option<Named> {
    let (mut strong, mut weak) = (Vec::<Named>::new(), None::<Named>);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let mut met = phrases_from(word).filter(|phrase| words[at..].starts_with(&phrase.words)).peekable();
        let longest = met.peek().map_or(1, |phrase| phrase.words.len());
        for phrase in met.take_while(|phrase| phrase.words.len() == longest) {
            match phrase.meaning {
                Meaning::Sport { named, weak: false } => strong.push(named),
                Meaning::Sport { named, weak: true } => weak = weak.or(Some(named)),
                Meaning::NoSport => {}
            }
        }
        at += longest;
    }
    together(&strong).or(weak)
}

/// Phrases that begin with the word, the longest first.
fn phrases_from(word: &str) -> impl Iterator<Item = &'static Phrase> {
    TABLE.phrases.get(word).into_iter().flatten()
}

/// Whether any of the words says that it is done indoors.
fn is_inside(words: &[String]) -> bool {
    (0..words.len()).any(|at| {
        phrases_from(&words[at]).any(|phrase| phrase.inside && words[at..].starts_with(&phrase.words))
    })
}

/// What several sports in one name mean.
fn together(named: &[Named]) -> Option<Named> {
    let first = *named.first()?;
    let is = |family: SportFamily| named.iter().any(|named| named.family == family);
    let several = Named { sport: Sport::Triathlon, family: SportFamily::Multisport, indoor: false };
    if is(SportFamily::Multisport) {
        return Some(several);
    }
    // What is listed as no sport of ours (horse riding) counts before a word inside it, and strength is the lesser part
    // of a run with strength.
    let endurance = |named: &&Named| {
        use SportFamily::{Ride, Row, Run, Ski, Swim, Walk};
        matches!(named.family, Run | Ride | Swim | Walk | Row | Ski)
    };
    if named.iter().any(|named| named.family == SportFamily::Other) || !endurance(&&first) {
        return Some(first);
    }
    let kinds: Vec<Named> = named.iter().filter(endurance).copied().collect();
    let on_foot = kinds.iter().all(|named| matches!(named.family, SportFamily::Run | SportFamily::Walk));
    if on_foot {
        // Walking between stretches of running is a run.
        let run = kinds.iter().find(|named| named.family == SportFamily::Run);
        return Some(run.copied().unwrap_or(first));
    }
    let one = kinds.iter().all(|named| named.family == first.family);
    Some(if one { first } else { several })
}

fn moved_indoors(named: Named, indoor: bool) -> Named {
    let sport = match (named.sport, indoor) {
        (Sport::Run, true) => Sport::Treadmill,
        (Sport::Ride, true) => Sport::IndoorRide,
        (sport, _) => sport,
    };
    Named { sport, indoor: named.indoor || indoor, ..named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_phrase_means_two_sports() {
        for (first, phrases) in &TABLE.phrases {
            for (index, phrase) in phrases.iter().enumerate() {
                let Meaning::Sport { named, .. } = phrase.meaning else { continue };
                for other in phrases[index + 1..].iter().filter(|other| other.words == phrase.words) {
                    let Meaning::Sport { named: twice, .. } = other.meaning else { continue };
                    assert_eq!(named, twice, "{first}: {:?}", phrase.words);
                }
            }
        }
    }
}
