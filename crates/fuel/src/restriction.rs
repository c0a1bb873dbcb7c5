//! What an athlete must not eat: one allergen, or a diet that people name with one word.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::allergen::{Allergen, fold};

/// Something an athlete does not eat: one allergen, or a group of them that people name with one word.
///
/// It is stored as its code. A stored word of before the vocabulary was closed stays readable: a synonym becomes its
/// code, any other word [`Unrecognised`](Self::Unrecognised), which excludes every item until the athlete replaces it.
///
/// ```
/// use fuel::{Allergen, Restriction};
///
/// let dairy: Restriction = "Lácteos".parse().unwrap();
/// assert_eq!(dairy, Restriction::Allergen(Allergen::Milk));
/// assert!(dairy.excludes(Some(&[Allergen::Gluten, Allergen::Milk])));
/// assert!(dairy.excludes(None), "what an item contains is unknown, so it may be milk");
/// assert!("mlik".parse::<Restriction>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Restriction {
    /// One allergen.
    Allergen(Allergen),
    /// Crustaceans and molluscs.
    Shellfish,
    /// Fish, crustaceans and molluscs.
    Seafood,
    /// No meat, fish or shellfish.
    Vegetarian,
    /// Nothing from animals.
    Vegan,
    /// No pork and no alcohol, and no meat, whose slaughter no row knows.
    Halal,
    /// No pork, crustaceans or molluscs, and no meat, whose slaughter no row knows.
    Kosher,
    /// A stored word that the vocabulary does not know. No item is known to be free of it.
    Unrecognised(String),
}

const SHELLFISH: [Allergen; 2] = [Allergen::Crustaceans, Allergen::Molluscs];
const SEAFOOD: [Allergen; 3] = [Allergen::Fish, Allergen::Crustaceans, Allergen::Molluscs];
const VEGETARIAN: [Allergen; 5] =
    [Allergen::Meat, Allergen::Pork, Allergen::Fish, Allergen::Crustaceans, Allergen::Molluscs];
const VEGAN: [Allergen; 8] = [
    Allergen::Meat,
    Allergen::Pork,
    Allergen::Fish,
    Allergen::Crustaceans,
    Allergen::Molluscs,
    Allergen::Egg,
    Allergen::Milk,
    Allergen::Honey,
];

const HALAL: [Allergen; 3] = [Allergen::Pork, Allergen::Alcohol, Allergen::Meat];
const KOSHER: [Allergen; 4] = [Allergen::Pork, Allergen::Crustaceans, Allergen::Molluscs, Allergen::Meat];

impl Restriction {
    /// All that can be chosen: each allergen, then the groups.
    pub fn all() -> impl Iterator<Item = Self> {
        Allergen::ALL.into_iter().map(Self::Allergen).chain(Self::GROUPS)
    }

    const GROUPS: [Self; 6] =
        [Self::Shellfish, Self::Seafood, Self::Vegetarian, Self::Vegan, Self::Halal, Self::Kosher];

    /// The code in documents and the API; of an unrecognised word the word itself.
    pub fn code(&self) -> &str {
        match self {
            Self::Allergen(allergen) => allergen.code(),
            Self::Shellfish => "shellfish",
            Self::Seafood => "seafood",
            Self::Vegetarian => "vegetarian",
            Self::Vegan => "vegan",
            Self::Halal => "halal",
            Self::Kosher => "kosher",
            Self::Unrecognised(word) => word,
        }
    }

    const fn synonyms(&self) -> &'static [&'static str] {
        match self {
            Self::Allergen(allergen) => allergen.synonyms(),
            Self::Shellfish => &["marisco", "mariscos", "fruits de mer", "meeresfruchte", "frutti di mare"],
            Self::Seafood => &["frutos do mar", "peixe e marisco", "frutos del mar", "pescado y marisco"],
            Self::Vegetarian => &[
                "vegetarians",
                "veggie",
                "vegetariano",
                "vegetariana",
                "vegetarien",
                "vegetarienne",
                "vegetarisch",
            ],
            Self::Vegan => &["plant based", "vegano", "vegana", "vegetalien", "vegetalienne"],
            Self::Halal => &["hallal", "muslim"],
            Self::Kosher => &["kasher", "casher", "koscher", "jewish"],
            Self::Unrecognised(_) => &[],
        }
    }

    /// The allergens it stands for; none for an unrecognised word.
    pub const fn allergens(&self) -> &[Allergen] {
        match self {
            Self::Allergen(allergen) => std::slice::from_ref(allergen),
            Self::Shellfish => &SHELLFISH,
            Self::Seafood => &SEAFOOD,
            Self::Vegetarian => &VEGETARIAN,
            Self::Vegan => &VEGAN,
            Self::Halal => &HALAL,
            Self::Kosher => &KOSHER,
            Self::Unrecognised(_) => &[],
        }
    }

    /// Whether an item that contains these allergens must not be eaten; `None` is unknown contents, which may be anything.
    pub fn excludes(&self, contains: Option<&[Allergen]>) -> bool {
        match (self, contains) {
            (Self::Unrecognised(_), _) | (_, None) => true,
            (known, Some(contains)) => known.allergens().iter().any(|allergen| contains.contains(allergen)),
        }
    }

    /// Whether the vocabulary knows it.
    pub const fn is_recognised(&self) -> bool {
        !matches!(self, Self::Unrecognised(_))
    }
}

impl FromStr for Restriction {
    type Err = UnknownFood;

    /// Reads a code or a synonym, with or without the words around it: `vegan`, `gluten-free`, `sin lactosa`.
    fn from_str(word: &str) -> Result<Self, UnknownFood> {
        let folded = fold(word);
        let bare = bare(&folded);
        let named = |restriction: &Self| {
            [folded.as_str(), bare]
                .into_iter()
                .any(|word| restriction.code() == word || restriction.synonyms().contains(&word))
        };
        Self::all().find(named).ok_or_else(|| UnknownFood { word: word.to_owned() })
    }
}

impl fmt::Display for Restriction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Allergen> for Restriction {
    fn from(allergen: Allergen) -> Self {
        Self::Allergen(allergen)
    }
}

impl From<String> for Restriction {
    /// Reads a stored word; a word that the vocabulary does not know is kept as it is.
    fn from(word: String) -> Self {
        word.parse().unwrap_or(Self::Unrecognised(word))
    }
}

impl From<Restriction> for String {
    fn from(restriction: Restriction) -> Self {
        restriction.code().to_owned()
    }
}

/// A word that the vocabulary does not know. The message lists the codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{word}' is not a food that Isotone knows: write one of {}", codes())]
pub struct UnknownFood {
    /// The word as it was written.
    pub word: String,
}

fn codes() -> String {
    Restriction::all().map(|restriction| restriction.code().to_owned()).collect::<Vec<_>>().join(", ")
}

/// The food in `no milk`, `sem leite`, `gluten free`, `alergia a leche`.
fn bare(folded: &str) -> &str {
    const BEFORE: [&str; 14] = [
        "no ",
        "without ",
        "sem ",
        "sin ",
        "sans ",
        "ohne ",
        "senza ",
        "alergia a ",
        "alergia ao ",
        "alergia a la ",
        "alergia al ",
        "alergico a ",
        "alergica a ",
        "allergy to ",
    ];
    const AFTER: [&str; 4] = [" free", " allergy", " intolerance", " intolerant"];
    let before = BEFORE.iter().filter_map(|prefix| folded.strip_prefix(prefix)).min_by_key(|rest| rest.len());
    let rest = before.unwrap_or(folded);
    AFTER.iter().find_map(|suffix| rest.strip_suffix(suffix)).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(word: &str) -> Restriction {
        word.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn codes_and_synonyms_are_read_in_several_languages_whatever_their_case_and_accents() {
        for (words, allergen) in [
            (
                &["milk", "Milk", "DAIRY", "lactose", "lácteos", "Laticínios", "leche", "LEITE"][..],
                Allergen::Milk,
            ),
            (
                &["wheat", "Barley", "trigo", "cevada", "gluten-free", "sem glúten", "sin gluten"],
                Allergen::Gluten,
            ),
            (&["cacahuetes", "amendoim", "Peanuts", "alergia al maní"], Allergen::Peanut),
            (&["frutos secos", "tree_nuts", "Amêndoas", "nueces"], Allergen::Nuts),
            (&["tahini", "sésamo", "ajonjolí", "gergelim"], Allergen::Sesame),
            (&["sulfites", "sulfitos", "SO2"], Allergen::Sulphites),
            (&["gambas", "camarão", "shrimp"], Allergen::Crustaceans),
            (&["Eier", "œufs", "huevo", "ovos"], Allergen::Egg),
            (&["amendoa\u{302}s", " almonds "], Allergen::Nuts),
        ] {
            for word in words {
                assert_eq!(read(word), Restriction::Allergen(allergen), "{word}");
            }
        }
        assert_eq!(read("Vegana"), Restriction::Vegan);
        assert_eq!(read("mariscos"), Restriction::Shellfish);
    }

    #[test]
    fn a_word_outside_the_vocabulary_is_refused_with_the_list() {
        for word in ["mlik", "", "  ", "kiwi", "free", "no "] {
            let error = word.parse::<Restriction>().unwrap_err().to_string();
            assert!(error.contains("gluten, crustaceans") && error.contains("vegan"), "{error}");
        }
    }

    #[test]
    fn no_word_stands_for_two_foods_and_every_synonym_is_written_folded() {
        let mut seen = BTreeMap::new();
        for restriction in Restriction::all() {
            for word in restriction.synonyms().iter().copied().chain([restriction.code()]) {
                assert_eq!(fold(word), word);
                assert_eq!(seen.insert(word.to_owned(), restriction.clone()), None, "{word} stands twice");
                assert_eq!(read(word), restriction);
            }
        }
    }

    #[test]
    fn a_stored_word_of_before_stays_readable_and_excludes_everything() {
        let stored: Vec<Restriction> = serde_json::from_str(r#"["Milk", "dairy", "kiwi"]"#).unwrap();
        let milk = Restriction::Allergen(Allergen::Milk);
        assert_eq!(stored, [milk.clone(), milk, Restriction::Unrecognised("kiwi".into())]);
        assert!(stored[2].excludes(Some(&[])) && stored[2].excludes(None));
        assert_eq!(serde_json::to_string(&stored).unwrap(), r#"["milk","milk","kiwi"]"#);
    }

    #[test]
    fn a_diet_excludes_each_of_its_foods_and_what_is_unknown() {
        assert!(Restriction::Vegan.excludes(Some(&[Allergen::Honey])));
        assert!(!Restriction::Vegetarian.excludes(Some(&[Allergen::Egg, Allergen::Milk])));
        assert!(Restriction::Vegetarian.excludes(Some(&[Allergen::Egg, Allergen::Meat])));
        assert!(Restriction::all().all(|restriction| restriction.excludes(None)));
        assert!(Restriction::all().all(|restriction| !restriction.excludes(Some(&[]))));
    }
}
