//! Every language has every text that the pages say, with the same variables, and none that nobody says.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

const LANGUAGES: [&str; 3] = ["en", "pt", "es"];

/// The messages of a language: key → variables.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn variables(pattern: &Pattern<String>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| variables(&variant.value, into));
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inline {
            into.insert(id.name.clone());
        }
    }
}

fn messages(language: &str) -> Messages {
    let mut messages = Messages::new();
    for file in files_in(&root().join("texts").join(language), "ftl") {
        let text = std::fs::read_to_string(&file).unwrap();
        let resource = fluent_syntax::parser::parse(text)
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.display()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let (key, mut used) = (message.id.name, BTreeSet::new());
            variables(&message.value.unwrap(), &mut used);
            let before = messages.insert(key.clone(), used);
            assert!(before.is_none(), "{language}: {key} is there twice");
        }
    }
    messages
}

#[test]
fn every_language_has_the_same_texts_with_the_same_variables() {
    let english = messages("en");
    for language in LANGUAGES {
        let other = messages(language);
        let lacking: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            lacking.is_empty() && surplus.is_empty(),
            "{language} lacks {lacking:?}, only it has {surplus:?}"
        );
        for (key, variables) in &english {
            assert_eq!(&other[key], variables, "{language}: the variables of {key}");
        }
    }
}

#[test]
fn every_file_of_texts_is_built_in() {
    let code = std::fs::read_to_string(root().join("src/language/texts.rs")).unwrap();
    for file in files_in(&root().join("texts/en"), "ftl") {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(code.contains(&format!("    \"{name}\"\n")), "name {name} in files! of texts.rs");
    }
}

/// What the pages say: keys, and families of which a code chooses.
struct Said {
    keys: BTreeMap<String, BTreeSet<String>>,
    families: BTreeSet<String>,
}

/// The text between the quotes that follow `before`, at every place where it stands.
fn quoted<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    source.match_indices(before).filter_map(move |(at, _)| {
        let rest = source[at + before.len()..].trim_start().strip_prefix('"')?;
        Some((at, &rest[..rest.find('"')?]))
    })
}

fn said() -> Said {
    let mut said = Said { keys: BTreeMap::new(), families: BTreeSet::new() };
    let sources = files_in(&root().join("templates"), "html");
    for file in sources.into_iter().chain(files_in(&root().join("src"), "rs")) {
        let source = std::fs::read_to_string(&file).unwrap();
        // Documentation shows how texts are said; it says none.
        let source: String =
            source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let mut last = 0;
        for (at, key) in quoted(&source, ".t(") {
            let given = quoted(&source[last..at], "with(").map(|(_, name)| name.to_owned()).collect();
            said.keys
                .entry(key.to_owned())
                .and_modify(|known: &mut BTreeSet<_>| *known = &*known & &given)
                .or_insert(given);
            last = at;
        }
        for before in
            [".t_of(", ".known(", ".refusal(", ".instead(", ".wrong_by(", ".field_by(", ".discreet("]
        {
            said.families.extend(quoted(&source, before).map(|(_, family)| family.to_owned()));
        }
        // A choice names the family of its options right after the field, as does a word that is read as a code.
        for (at, name) in quoted(&source, ".choice(").chain(quoted(&source, ".coded(")) {
            let rest = &source[at..];
            let after = rest.find(name).map_or("", |at| &rest[at + name.len()..]);
            let second = after.strip_prefix("\",").and_then(|after| after.trim_start().strip_prefix('"'));
            said.families.extend(second.and_then(|family| family.split('"').next()).map(str::to_owned));
        }
    }
    said
}

#[test]
fn every_text_that_is_said_is_there_with_its_arguments() {
    let english = messages("en");
    let said = said();
    for (key, given) in &said.keys {
        let variables = english.get(key).unwrap_or_else(|| panic!("no language has {key}"));
        let lacking: Vec<_> = variables.difference(given).collect();
        assert!(lacking.is_empty(), "{key} is said without {lacking:?}");
    }
    for family in &said.families {
        let prefix = format!("{family}-");
        assert!(english.keys().any(|key| key.starts_with(&prefix)), "no text begins with {prefix}");
    }
}

#[test]
fn no_text_is_there_that_nobody_says() {
    let said = said();
    let idle: Vec<String> = messages("en")
        .into_keys()
        .filter(|key| !said.keys.contains_key(key))
        .filter(|key| !said.families.iter().any(|family| key.starts_with(&format!("{family}-"))))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

/// Pages that are in English on purpose: the description of the API is for who writes programs, and the command line writes
/// the report of how good the numbers are.
const ENGLISH: [&str; 2] = ["api_docs.html", "validation_report.html"];

/// Names, and examples of what can be typed, that are the same in every language.
const NAMES: [&str; 5] = ["Isotone", "API", "isotone demo", "Kim, 64 kg&#10;Robin, 71 kg", "run"];

/// What stands in a template beside expressions and tags, and in the attributes that people read.
fn own_words(template: &str) -> Vec<String> {
    let mut rest = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<script", "</script>")] {
        while let Some(from) = rest.find(open) {
            let until = rest[from..].find(close).map_or(rest.len(), |length| from + length + close.len());
            rest.replace_range(from..until, " ");
        }
    }
    let mut words = Vec::new();
    for piece in rest.split('<').map(|piece| piece.split_once('>').unwrap_or(("", piece))) {
        let (tag, text) = piece;
        words.push(text.to_owned());
        for name in ["placeholder", "aria-label", "title", "alt", "data-busy"] {
            let attribute = tag.split_once(&format!(" {name}=\"")).map(|(_, after)| after);
            words.extend(attribute.and_then(|after| after.split('"').next()).map(str::to_owned));
        }
    }
    words
}

/// A word of three letters at least; an example such as `1 h 30 min` or `12 km` is read in every language.
fn speaks(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    words
        .into_iter()
        .any(|word| word.chars().count() > 2 && word != "min" && word != "nbsp" && word != "middot")
}

#[test]
fn no_template_has_words_of_its_own() {
    assert!(
        own_words("<p>Drop it{{ x }}</p><input title=\"A file\">").iter().filter(|text| speaks(text)).count()
            == 2
    );
    for file in files_in(&root().join("templates"), "html") {
        let name = file.file_name().unwrap().to_str().unwrap();
        if ENGLISH.contains(&name) {
            continue;
        }
        let words = own_words(&std::fs::read_to_string(&file).unwrap());
        let own = words.iter().flat_map(|text| text.split('·')).map(str::trim);
        let own: Vec<&str> = own.filter(|text| speaks(text) && !NAMES.contains(text)).collect();
        assert!(own.is_empty(), "{name} says {own:?}: let it say a text of texts/");
    }
}

/// Words of the core that forms take, which a reader of another language must never have to type or read.
fn codes() -> BTreeSet<&'static str> {
    let sports = physiology::Sport::ALL.iter().map(|sport| sport.key());
    let efforts = physiology::Intensity::ALL.map(physiology::Intensity::name);
    let suns = physiology::Sun::ALL.map(physiology::Sun::name);
    let kit = physiology::fan_words().chain(physiology::clothing_words());
    sports.chain(efforts).chain(suns).chain(kit).chain(["true", "false", "null"]).collect()
}

/// Codes that are words of Portuguese or Spanish too.
const OF_BOTH: [&str; 0] = [];

#[test]
fn no_other_language_says_a_code_of_the_core() {
    for language in ["pt", "es"] {
        for file in files_in(&root().join("texts").join(language), "ftl") {
            let text = std::fs::read_to_string(&file).unwrap();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let Some((key, words)) = line.split_once(" = ") else { continue };
                let said = words.split(|c: char| !c.is_alphanumeric() && c != '-');
                let code = said.filter(|word| !OF_BOTH.contains(word)).find(|word| codes().contains(word));
                assert_eq!(code, None, "{language}: {key} says a code instead of a word: {words}");
            }
        }
    }
}

#[test]
fn every_kind_of_problem_is_said_in_every_language() {
    let english = messages("en");
    let mut kinds = 0;
    for file in files_in(&root().join("src"), "rs") {
        let source = std::fs::read_to_string(&file).unwrap();
        for (at, _) in source.match_indices("StatusCode::") {
            // `Problem::new(StatusCode::FORBIDDEN, "denied", …)`, on one line or several.
            let before = source[..at].trim_end();
            if !(before.ends_with("Problem::new(") || before.ends_with("Self::new(")) {
                continue;
            }
            let rest = source[at..].split_once(',').map_or("", |(_, rest)| rest.trim_start());
            let Some(kind) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
            kinds += 1;
            for part in ["title", "detail"] {
                let key = format!("problem-{part}-{kind}");
                assert!(english.contains_key(&key), "{}: no text {key}", file.display());
            }
        }
    }
    assert!(kinds > 20, "the kinds are found: {kinds}");
}
