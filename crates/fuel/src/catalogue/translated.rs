//! What the project's own items and their servings are called in other languages than English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The names of items: by language, then by their names in documents.
static NAMES: LazyLock<ByLanguage> = LazyLock::new(|| read(include_str!("../../data/catalogue/names.csv")));
/// The phrases of servings: by language, then in English.
static SERVINGS: LazyLock<ByLanguage> =
    LazyLock::new(|| read(include_str!("../../data/catalogue/servings.csv")));

/// The most words that a phrase of a serving has.
const MOST_WORDS: usize = 3;

type ByLanguage = BTreeMap<String, BTreeMap<String, String>>;

/// A table whose head names a key and languages. A row that cannot be read is left out: its item stays English.
fn read(table: &'static str) -> ByLanguage {
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let languages: Vec<String> =
        rows.headers().map(|head| head.iter().skip(1).map(str::to_owned).collect()).unwrap_or_default();
    let mut read = ByLanguage::new();
    for row in rows.records().filter_map(Result::ok) {
        let Some(key) = row.get(0) else { continue };
        for (language, words) in languages.iter().zip(row.iter().skip(1)) {
            read.entry(language.clone()).or_default().insert(key.to_owned(), words.to_owned());
        }
    }
    read
}

/// What one of the project's own items is called in a language, by its code (`pt`). Nothing for brands, which have one name,
/// and for languages without a table.
///
/// ```
/// assert_eq!(fuel::item_name_in("bread_white", "pt"), Some("Pão branco"));
/// assert_eq!(fuel::item_name_in("maurten_gel100", "pt"), None);
/// ```
pub fn item_name_in(id: &str, language: &str) -> Option<&'static str> {
    NAMES.get(language)?.get(id).map(String::as_str)
}

/// A serving in the words of a language, phrase by phrase; words that its table lacks stay as they are.
///
/// ```
/// assert_eq!(fuel::serving_in("2 slices white bread, 1 tbsp jam", "es"), "2 rebanadas de pan blanco, 1 cucharada de mermelada");
/// ```
pub fn serving_in(serving: &str, language: &str) -> String {
    let Some(phrases) = SERVINGS.get(language) else { return serving.to_owned() };
    let mut said = String::with_capacity(serving.len());
    let mut rest = serving;
    while !rest.is_empty() {
        let begins = said.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let found = begins.then(|| (1..=MOST_WORDS).rev().find_map(|words| phrase(rest, words, phrases)));
        if let Some((length, words)) = found.flatten() {
            said.push_str(words);
            rest = &rest[length..];
        } else {
            let end = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
            said.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    said
}

/// The phrase of so many words at the beginning of a text, with its length in bytes.
fn phrase<'a>(text: &str, words: usize, phrases: &'a BTreeMap<String, String>) -> Option<(usize, &'a str)> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '-';
    let mut ends = text
        .char_indices()
        .filter(|(at, c)| !is_of_word(*c) && text[..*at].chars().next_back().is_some_and(is_of_word));
    let end = ends.nth(words - 1).map_or(text.len(), |(at, _)| at);
    phrases.get(&text[..end]).map(|said| (end, said.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    #[test]
    fn every_name_belongs_to_an_item_and_is_there_in_each_language() {
        for (language, names) in NAMES.iter() {
            assert!(names.len() > 300, "{language}");
            for (id, name) in names {
                assert!(Catalogue::built_in().get(id).is_some(), "no item {id}");
                assert!(!name.trim().is_empty(), "{id} in {language}");
            }
        }
    }

    #[test]
    fn a_food_of_no_brand_has_a_name_in_each_language() {
        let table = include_str!("../../data/catalogue/foods.csv");
        let ids = table.lines().skip(1).filter_map(|line| line.split(',').next());
        for id in ids {
            for language in ["pt", "es"] {
                assert!(item_name_in(id, language).is_some(), "{id} has no name in {language}");
            }
        }
    }

    #[test]
    fn servings_are_said_phrase_by_phrase() {
        assert_eq!(
            serving_in("1 cup rice, 1/2 cup lentils, 0.8 g salt", "pt"),
            "1 chávena de arroz, 1/2 chávena de lentilhas, 0.8 g de sal"
        );
        assert_eq!(serving_in("1 gel 40 g", "pt"), "1 gel 40 g");
        assert_eq!(
            serving_in("500 mL: half apple juice, 0.6 g salt", "es"),
            "500 mL: mitad zumo de manzana, 0.6 g de sal"
        );
        assert_eq!(serving_in("35 g in 500 mL", "pt"), "35 g em 500 mL");
        assert_eq!(serving_in("1 cup", "fr"), "1 cup");
        assert_eq!(serving_in("", "pt"), "");
    }
}
