//! What an item contains, may contain, and is known to be free of.

use serde::{Deserialize, Serialize};

use crate::{Allergen, Restriction};

/// What is known of an item's ingredients, one food of the vocabulary at a time.
///
/// A food that is neither contained nor possible nor assessed is unknown, and unknown is never read as absent.
///
/// ```
/// use fuel::{Allergen, Contents, Presence};
///
/// let bread = Contents::read("gluten", "milk", "").unwrap();
/// assert_eq!(bread.presence(Allergen::Gluten), Presence::Contained);
/// assert_eq!(bread.presence(Allergen::Milk), Presence::Possible);
/// assert_eq!(bread.presence(Allergen::Sesame), Presence::Unknown);
/// let rice = Contents::read("", "", "all").unwrap();
/// assert_eq!(rice.presence(Allergen::Sesame), Presence::Absent);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Contents {
    /// What is in it.
    contains: Vec<Allergen>,
    /// What may be in it: traces, or an ingredient of some makers.
    may_contain: Vec<Allergen>,
    /// What the ingredients were looked through for.
    assessed: Vec<Allergen>,
}

/// Whether an item contains a food.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It is not in it.
    Absent,
    /// Nothing is known.
    Unknown,
    /// The pack or the kind of food says that it may be in it.
    Possible,
    /// It is in it.
    Contained,
}

/// The fourteen of Regulation (EU) No 1169/2011, Annex II.
const EU: [Allergen; 14] = [
    Allergen::Gluten,
    Allergen::Crustaceans,
    Allergen::Egg,
    Allergen::Fish,
    Allergen::Peanut,
    Allergen::Soy,
    Allergen::Milk,
    Allergen::Nuts,
    Allergen::Celery,
    Allergen::Mustard,
    Allergen::Sesame,
    Allergen::Sulphites,
    Allergen::Lupin,
    Allergen::Molluscs,
];
/// What United States labels declare (FALCPA 2004, FASTER 2021). Wheat is among them, barley and rye are not, so gluten
/// is not settled by it.
const US: [Allergen; 8] = [
    Allergen::Milk,
    Allergen::Egg,
    Allergen::Fish,
    Allergen::Crustaceans,
    Allergen::Nuts,
    Allergen::Peanut,
    Allergen::Soy,
    Allergen::Sesame,
];
/// What Japanese labels must declare, without wheat and walnut, which are parts of gluten and nuts.
const JAPAN: [Allergen; 5] =
    [Allergen::Crustaceans, Allergen::Egg, Allergen::Milk, Allergen::Buckwheat, Allergen::Peanut];
/// What rows and own items were looked through for before the vocabulary had more.
const FIRST_EIGHT: [Allergen; 8] = [
    Allergen::Gluten,
    Allergen::Egg,
    Allergen::Fish,
    Allergen::Peanut,
    Allergen::Soy,
    Allergen::Milk,
    Allergen::Nuts,
    Allergen::Meat,
];

impl Contents {
    /// Nothing is known.
    pub const fn unknown() -> Self {
        Self { contains: Vec::new(), may_contain: Vec::new(), assessed: Vec::new() }
    }

    /// Reads the three columns of a table: what it contains, what it may contain, and what the ingredients were looked
    /// through for: `all` where all ingredients are known, `eu`, `us` or `jp` for what labels there declare, or foods and
    /// diets by name. Lists are separated by semicolons; `none` in the first column means that nothing of the vocabulary
    /// is in it, `?` that nothing is known.
    ///
    /// # Errors
    /// Names the word that is not in the vocabulary.
    pub fn read(contains: &str, may_contain: &str, assessed: &str) -> Result<Self, String> {
        let all = contains.trim().eq_ignore_ascii_case("none");
        let contains = if all || contains.trim() == "?" { Vec::new() } else { foods(contains)? };
        let may_contain = foods(may_contain)?;
        let mut looked_for = if all { Allergen::ALL.to_vec() } else { Vec::new() };
        for word in words(assessed) {
            match word.to_lowercase().as_str() {
                "all" => looked_for.extend(Allergen::ALL),
                "eu" => looked_for.extend(EU),
                "us" => looked_for.extend(US),
                "jp" => looked_for.extend(JAPAN),
                _ => looked_for.extend(restriction(word)?.allergens()),
            }
        }
        Ok(Self::of(contains, may_contain, looked_for))
    }

    /// What is known from a list of contained and possible foods, and of those that were looked for.
    pub fn of(
        mut contains: Vec<Allergen>,
        mut may_contain: Vec<Allergen>,
        mut assessed: Vec<Allergen>,
    ) -> Self {
        // Pork is meat, whatever a list leaves out.
        if contains.contains(&Allergen::Pork) {
            contains.push(Allergen::Meat);
        }
        for list in [&mut contains, &mut may_contain, &mut assessed] {
            list.sort_unstable();
            list.dedup();
        }
        may_contain.retain(|food| !contains.contains(food));
        Self { contains, may_contain, assessed }
    }

    /// Whether it contains one food.
    pub fn presence(&self, food: Allergen) -> Presence {
        if self.contains.contains(&food) {
            Presence::Contained
        } else if self.may_contain.contains(&food) {
            Presence::Possible
        } else if self.assessed.contains(&food) {
            Presence::Absent
        } else {
            Presence::Unknown
        }
    }

    /// The worst of what is known about the foods of a restriction. A stored word that the vocabulary does not know is
    /// unknown in every item.
    pub fn of_restriction(&self, restriction: &Restriction) -> Presence {
        if !restriction.is_recognised() {
            return Presence::Unknown;
        }
        let of_each = restriction.allergens().iter().map(|food| self.presence(*food));
        of_each.max().unwrap_or(Presence::Unknown)
    }

    /// What is in it.
    pub fn contains(&self) -> &[Allergen] {
        &self.contains
    }

    /// What may be in it.
    pub fn may_contain(&self) -> &[Allergen] {
        &self.may_contain
    }

    /// Whether all ingredients are known.
    pub fn is_complete(&self) -> bool {
        Allergen::ALL.iter().all(|food| self.presence(*food) != Presence::Unknown)
    }
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(';').map(str::trim).filter(|word| !word.is_empty() && *word != "?")
}

fn foods(list: &str) -> Result<Vec<Allergen>, String> {
    words(list).map(|word| word.parse::<Allergen>().map_err(|error| error.to_string())).collect()
}

fn restriction(word: &str) -> Result<Restriction, String> {
    word.parse::<Restriction>().map_err(|error| error.to_string())
}

/// The forms in which contents are stored.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Now {
        #[serde(default)]
        contains: Vec<Allergen>,
        #[serde(default)]
        may_contain: Vec<Allergen>,
        #[serde(default)]
        assessed: Vec<Allergen>,
    },
    /// A list of words: the whole contents, as far as the first vocabulary went.
    Words(Vec<String>),
    Unknown,
}

impl From<Stored> for Contents {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Now { contains, may_contain, assessed } => Self::of(contains, may_contain, assessed),
            Stored::Words(words) => {
                let read: Option<Vec<Allergen>> = words.iter().map(|word| word.parse().ok()).collect();
                // A word that cannot be read may be anything: then nothing is known to be absent.
                let known = words.iter().filter_map(|word| word.parse().ok()).collect();
                let assessed = read.map_or_else(Vec::new, |_| FIRST_EIGHT.to_vec());
                Self::of(known, Vec::new(), assessed)
            }
            Stored::Unknown => Self::unknown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_the_vocabulary_are_refused_and_synonyms_are_read() {
        assert_eq!(
            Contents::read("Leche; trigo", "", "").unwrap().contains(),
            [Allergen::Gluten, Allergen::Milk]
        );
        assert!(Contents::read("mlik", "", "").unwrap_err().contains("mlik"));
        assert!(Contents::read("", "", "everything").is_err());
    }

    #[test]
    fn a_list_from_the_united_states_says_nothing_of_barley() {
        let label = Contents::read("", "", "us").unwrap();
        assert_eq!(label.presence(Allergen::Milk), Presence::Absent);
        assert_eq!(label.presence(Allergen::Gluten), Presence::Unknown);
        assert_eq!(label.of_restriction(&Restriction::Vegan), Presence::Unknown);
        let vegan = Contents::read("", "", "vegan").unwrap();
        assert_eq!(vegan.of_restriction(&Restriction::Vegan), Presence::Absent);
    }

    #[test]
    fn contents_stored_before_the_closed_vocabulary_are_read_and_claim_no_more_than_they_knew() {
        let old: Contents = serde_json::from_str(r#"["milk", "gluten"]"#).unwrap();
        assert_eq!(old.presence(Allergen::Milk), Presence::Contained);
        assert_eq!(old.presence(Allergen::Egg), Presence::Absent);
        assert_eq!(old.presence(Allergen::Sesame), Presence::Unknown);
        let odd: Contents = serde_json::from_str(r#"["milk", "kiwi"]"#).unwrap();
        assert_eq!(
            (odd.presence(Allergen::Milk), odd.presence(Allergen::Egg)),
            (Presence::Contained, Presence::Unknown)
        );
        assert_eq!(serde_json::from_str::<Contents>("null").unwrap(), Contents::unknown());
        let now = Contents::read("milk", "soy", "eu").unwrap();
        assert_eq!(serde_json::from_str::<Contents>(&serde_json::to_string(&now).unwrap()).unwrap(), now);
    }

    #[test]
    fn pork_is_meat() {
        let ham = Contents::read("ham", "", "").unwrap();
        assert_eq!(ham.of_restriction(&Restriction::Vegetarian), Presence::Contained);
        assert_eq!(ham.of_restriction(&Restriction::Halal), Presence::Contained);
    }
}
