//! What people say of their clothing and of the air that a fan moves.

use units::{AirSpeed, Insulation, Quantity, UnitSystem};

/// A word or a quantity that is neither.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{typed}' is not known: write {accepted}")]
pub struct KitError {
    typed: String,
    accepted: String,
}

/// Sets of clothing and their insulation, clo: what is worn over the whole body (sports policy of Sports Medicine
/// Australia as in pythermalcomfort, and ISO 9920's garments).
const CLOTHING: [(&str, f64); 6] = [
    ("swimwear", 0.1),
    ("singlet", 0.2),
    ("shirt-and-shorts", 0.3),
    ("long-sleeves", 0.6),
    ("winter", 0.9),
    ("padded", 1.1),
];

/// Moving air indoors, m/s over the body.
const FANS: [(&str, f64); 3] = [("none", 0.0), ("fan", 2.0), ("strong-fan", 4.0)];

/// The words for sets of clothing that [`clothing_worn`] takes, for forms and translators.
pub fn clothing_words() -> impl Iterator<Item = &'static str> {
    CLOTHING.into_iter().map(|(word, _)| word)
}

/// The words for moving air that [`fan_air`] takes, for forms and translators.
pub fn fan_words() -> impl Iterator<Item = &'static str> {
    FANS.into_iter().map(|(word, _)| word)
}

/// The insulation of a set of clothing, or one written as such.
///
/// # Errors
/// When it is neither.
///
/// ```
/// use physiology::clothing_worn;
/// assert_eq!(clothing_worn("Long sleeves").unwrap().as_clo(), 0.6);
/// assert_eq!(clothing_worn("0.5 clo").unwrap().as_clo(), 0.5);
/// assert!(clothing_worn("a tuxedo").is_err());
/// ```
pub fn clothing_worn(text: &str) -> Result<Insulation, KitError> {
    read(text, &CLOTHING, Insulation::from_clo)
}

/// The air that a fan moves over the body, or a speed.
///
/// # Errors
/// When it is neither.
///
/// ```
/// assert_eq!(physiology::fan_air("strong fan").unwrap().as_m_per_s(), 4.0);
/// assert_eq!(physiology::fan_air("1.5 m/s").unwrap().as_m_per_s(), 1.5);
/// ```
pub fn fan_air(text: &str) -> Result<AirSpeed, KitError> {
    read(text, &FANS, AirSpeed::from_m_per_s)
}

fn read<Q: Quantity>(text: &str, words: &[(&str, f64)], of: impl Fn(f64) -> Q) -> Result<Q, KitError> {
    let bare = |word: &str| word.trim().to_lowercase().replace([' ', '_'], "-");
    let typed = bare(text);
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == typed) {
        return Ok(of(*value));
    }
    units::parse_in(text, UnitSystem::Metric).map_err(|_| {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        KitError {
            typed: text.trim().to_owned(),
            accepted: format!("{} or the {} such as {}", names.join(", "), Q::NAME, Q::EXAMPLE),
        }
    })
}
