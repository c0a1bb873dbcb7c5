//! Finding items by what people type, in the languages of the product's readers.

use std::sync::LazyLock;

use super::Item;

/// Folded, elided articles (`jus d'orange`) as words of their own.
fn fold(text: &str) -> String {
    crate::allergen::fold(&text.replace(['\'', '’'], " "))
}

/// What is typed, folded, and the English parts of names that it means; longer phrases first.
static MEANINGS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/catalogue/search.txt").lines();
    let pairs = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    let mut meanings: Vec<(String, Vec<String>)> = Vec::new();
    for (names, typed) in pairs {
        let names: Vec<String> = names.split('|').map(fold).collect();
        for word in typed.split(',').map(fold) {
            match meanings.iter_mut().find(|(known, _)| *known == word) {
                Some((_, known)) => known.extend(names.iter().cloned()),
                None => meanings.push((word, names.clone())),
            }
        }
    }
    meanings.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    meanings
});

/// Words that say nothing of a food.
const EMPTY: [&str; 33] = [
    "de", "da", "do", "das", "dos", "del", "des", "du", "la", "le", "les", "el", "los", "las", "au", "aux",
    "a", "com", "con", "avec", "mit", "und", "and", "e", "y", "et", "with", "of", "the", "di", "d", "l",
    "en",
];

/// What somebody searches for.
#[derive(Clone, Debug, PartialEq)]
pub struct Search(Vec<Term>);

/// One word or phrase, and what it may be called in English.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    typed: String,
    names: Vec<String>,
}

impl Search {
    /// A query as it is typed: words of English, Portuguese, Spanish, French, German, Italian or Japanese, in any case
    /// and with or without accents.
    ///
    /// ```
    /// let catalogue = fuel::Catalogue::built_in();
    /// let finds = |typed: &str, id: &str| fuel::Search::of(typed).finds(catalogue.get(id).unwrap());
    /// assert!(finds("batata doce", "sweet_potato") && finds("pao frances", "pao_frances") && finds("バナナ", "banana"));
    /// assert!(!finds("batata doce", "banana"));
    /// ```
    pub fn of(typed: &str) -> Self {
        let mut rest = format!(" {} ", fold(typed));
        let mut terms = Vec::new();
        for (word, names) in MEANINGS.iter() {
            // Words of letters are whole words; Japanese writes no blanks.
            let part = if word.is_ascii() { format!(" {word} ") } else { word.clone() };
            if rest.contains(&part) {
                rest = rest.replacen(&part, " ", 1);
                terms.push(Term { typed: word.clone(), names: names.clone() });
            }
        }
        let others = rest.split_whitespace().filter(|word| !EMPTY.contains(word));
        terms.extend(others.map(|word| Term { typed: word.to_owned(), names: Vec::new() }));
        Self(terms)
    }

    /// Whether every word of it names the item. A query without words finds everything.
    pub fn finds(&self, item: &Item) -> bool {
        let name = format!(" {}", fold(&item.name));
        let begins =
            |part: &str| [' ', '(', '/'].into_iter().any(|before| name.contains(&format!("{before}{part}")));
        // What is typed may stand anywhere in a name, where it is long enough to mean something; what it stands for
        // begins a word of it.
        let is = |term: &Term| {
            let typed = &term.typed;
            let named = if typed.len() > 3 { name.contains(typed) } else { begins(typed) };
            named || term.names.iter().any(|part| begins(part))
        };
        self.0.iter().all(is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    fn found(typed: &str) -> Vec<&'static str> {
        let query = Search::of(typed);
        Catalogue::built_in()
            .items()
            .iter()
            .filter(|item| query.finds(item))
            .map(|item| item.id.as_str())
            .collect()
    }

    #[test]
    fn common_foods_are_found_in_the_readers_languages() {
        for (id, typed) in [
            ("banana", "banana; plátano; platano; Banane; バナナ"),
            ("rice_white_cooked", "arroz; riz; Reis; riso; ごはん"),
            ("milk_whole", "leite; leche; lait; Milch; latte; 牛乳"),
            ("bread_white", "pão; pao; pan; pain; Brot; pane; パン"),
            ("potato_boiled", "batata; patata; pomme de terre; Kartoffel; じゃがいも"),
            ("sweet_potato", "batata doce; boniato; patate douce; Süßkartoffel; Sußkartoffel"),
            ("egg_boiled", "ovo; huevo; œuf; Ei; uovo; 卵"),
            ("water", "água; agua; eau; Wasser; acqua; 水"),
            ("coffee", "café; Kaffee; caffè; コーヒー"),
            ("honey", "mel; miel; Honig; はちみつ"),
            ("dates_medjool", "tâmaras; dátiles; dattes; Datteln"),
            ("orange_juice", "sumo de laranja; zumo de naranja; jus d'orange; Orangensaft; suco de laranja"),
            ("coconut_water", "água de coco; agua de coco; eau de coco; Kokoswasser"),
            ("pasta_cooked", "massa; macarrão; pâtes; Nudeln; パスタ"),
            ("ors_who", "soro; suero oral; réhydratation; 経口補水液"),
            ("gatorade_br", "isotônico; gatorade"),
            ("salt_pinch", "sal; sel; Salz; sale; 塩"),
            ("yogurt_lowfat", "iogurte; yogur; yaourt; Joghurt; ヨーグルト"),
            ("rice_salted_ball", "onigiri; おにぎり"),
            ("bread_gluten_free", "pão sem glúten; pan sin gluten; pain sans gluten"),
            ("pao_queijo", "pao de queijo; pão de queijo"),
            ("apple_spritzer", "Apfelschorle"),
        ] {
            for word in typed.split(';').map(str::trim) {
                assert!(found(word).contains(&id), "{word} does not find {id}: {:?}", found(word));
            }
        }
    }

    #[test]
    fn a_word_finds_no_more_than_it_means() {
        assert!(!found("sel").contains(&"celsius"));
        assert!(!found("eau").contains(&"coffee"));
        assert!(found("Ei").len() < 60, "{:?}", found("Ei"));
        assert_eq!(found("").len(), Catalogue::built_in().items().len());
        assert_eq!(found("qwertz"), Vec::<&str>::new());
    }
}
