//! Reading quantities as people write them: `155.2 lb`, `16.9 fl oz`, `5 ft 11 in`, `1:30:00`, `5:00 /km`.

use crate::number::{self, DecimalSign, NumberError};
use crate::{Quantity, Unit, UnitSystem, registry};

/// Why a text is not the quantity that was asked for. The message says what would be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// The text holds no number where one belongs.
    #[error("'{input}' is not a {quantity}: write a number and a unit, such as {example}")]
    NotANumber {
        /// What was typed.
        input: String,
        /// What was asked for.
        quantity: &'static str,
        /// An accepted form.
        example: &'static str,
    },
    /// `1,234` and `1.234` can be read in two ways.
    #[error("'{input}' can mean two numbers: write it without the comma or point, such as {example}")]
    Ambiguous {
        /// What was typed.
        input: String,
        /// An accepted form.
        example: &'static str,
    },
    /// `30:00` can be read in two ways.
    #[error("'{input}' can mean hours and minutes or minutes and seconds: write it such as {example}")]
    AmbiguousClock {
        /// What was typed.
        input: String,
        /// An accepted form.
        example: &'static str,
    },
    /// A number without a unit.
    #[error("'{input}' has no unit: write the {quantity} with one, such as {example}")]
    NoUnit {
        /// What was typed.
        input: String,
        /// What was asked for.
        quantity: &'static str,
        /// An accepted form.
        example: &'static str,
    },
    /// A unit of something else.
    #[error("'{unit}' measures {measures}, not {quantity}: write it such as {example}")]
    OtherQuantity {
        /// The unit that was typed.
        unit: String,
        /// What that unit measures.
        measures: &'static str,
        /// What was asked for.
        quantity: &'static str,
        /// An accepted form.
        example: &'static str,
    },
    /// Salt where sodium was asked for.
    #[error("'{input}' is salt, and salt is not sodium: 1 g of salt holds 393 mg of sodium")]
    SaltIsNotSodium {
        /// What was typed.
        input: String,
    },
    /// A unit nobody knows.
    #[error("'{unit}' is not a known unit of {quantity}: write it such as {example}")]
    UnknownUnit {
        /// The unit that was typed.
        unit: String,
        /// What was asked for.
        quantity: &'static str,
        /// An accepted form.
        example: &'static str,
    },
}

/// Reads a quantity; ambiguous names (`fl oz`, `pint`) are US customary unless they say otherwise.
///
/// # Errors
/// Names what was typed and an accepted form, when the number or the unit cannot be read.
///
/// ```
/// use units::{Duration, Length, Mass, Speed, parse};
/// assert_eq!(parse::<Mass>("11 st 4 lb")?.as_lb().round(), 158.0);
/// assert_eq!(parse::<Length>("5'11\"")?.as_cm().round(), 180.0);
/// assert_eq!(parse::<Duration>("1:30:00")?, Duration::from_minutes(90.0));
/// assert_eq!(parse::<Speed>("5:00 /km")?.as_km_per_h().round(), 12.0);
/// assert_eq!(
///     parse::<Mass>("20 fl oz").unwrap_err().to_string(),
///     "'fl oz' measures volume, not mass: write it such as 70.4 kg or 155.2 lb",
/// );
/// # Ok::<(), units::UnitError>(())
/// ```
pub fn parse<Q: Quantity>(text: &str) -> Result<Q, UnitError> {
    parse_in(text, UnitSystem::UsCustomary)
}

/// Reads a quantity; ambiguous names (`fl oz`, `pint`) are taken in the sense of `system`.
///
/// # Errors
/// As [`parse`].
pub fn parse_in<Q: Quantity>(text: &str, system: UnitSystem) -> Result<Q, UnitError> {
    parse_as(text, system, None)
}

/// Reads a quantity as [`parse_in`], written by somebody of whom the decimal sign is known.
///
/// # Errors
/// As [`parse`].
///
/// ```
/// use units::{DecimalSign, UnitSystem, Volume, parse_as};
/// let drunk: Volume = parse_as("1.500 ml", UnitSystem::Metric, Some(DecimalSign::Comma))?;
/// assert_eq!(drunk, Volume::from_l(1.5));
/// # Ok::<(), units::UnitError>(())
/// ```
pub fn parse_as<Q: Quantity>(
    text: &str,
    system: UnitSystem,
    decimals: Option<DecimalSign>,
) -> Result<Q, UnitError> {
    let plain = number::plain(text);
    let input = plain.trim();
    if let Some(base) = hours_and_minutes::<Q>(input) {
        return Ok(Q::from_base(base));
    }
    if Q::NAME == "duration" && is_open_clock(input) {
        return Err(UnitError::AmbiguousClock { input: input.to_owned(), example: Q::EXAMPLE });
    }
    if let Some(base) = clock::<Q>(input) {
        return Ok(Q::from_base(base));
    }
    let parts = split(input);
    if parts.is_empty() {
        return Err(not_a_number::<Q>(input));
    }
    let mut total = 0.0;
    let mut last_factor = f64::INFINITY;
    let mut sign = 1.0;
    for (index, (number, unit)) in parts.iter().enumerate() {
        let reading = number::read(number, decimals).map_err(|error| number_error::<Q>(error, input))?;
        let unit = find::<Q>(unit, input, system)?;
        // The parts of `5 ft 11 in` go from large to small; anything else is a slip of the pen.
        let well_formed = index == 0 || (unit.factor < last_factor && unit.zero == 0.0 && reading >= 0.0);
        if !well_formed {
            return Err(not_a_number::<Q>(input));
        }
        if index == 0 && reading.is_sign_negative() && parts.len() > 1 {
            sign = -1.0;
        }
        total += if index == 0 { unit.to_base(reading) } else { sign * unit.to_base(reading) };
        last_factor = unit.factor;
    }
    if total.is_finite() { Ok(Q::from_base(total)) } else { Err(not_a_number::<Q>(input)) }
}

/// Splits `5 ft 11 in` into `("5", "ft")`, `("11", "in")`.
fn split(input: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let mut rest = input;
    while let Some(start) = rest.find(starts_number) {
        if !rest[..start].trim().is_empty() {
            return Vec::new();
        }
        rest = &rest[start..];
        let end = number_end(rest);
        let after = &rest[end..];
        let next = next_part(after);
        parts.push((rest[..end].trim(), after[..next].trim()));
        rest = &after[next..];
    }
    if rest.trim().is_empty() { parts } else { Vec::new() }
}

fn starts_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '−' | '.')
}

/// The length of the number at the start of `text`, with `1 234.5` taken whole and a scientific exponent understood.
fn number_end(text: &str) -> usize {
    let bytes: Vec<(usize, char)> = text.char_indices().collect();
    let mut end = 0;
    for (index, &(at, c)) in bytes.iter().enumerate() {
        let next = bytes.get(index + 1).map(|&(_, next)| next);
        let exponent =
            matches!(c, 'e' | 'E') && next.is_some_and(|n| n.is_ascii_digit() || matches!(n, '-' | '+'));
        let after_exponent = matches!(c, '-' | '+') && index > 0 && matches!(bytes[index - 1].1, 'e' | 'E');
        let spacer = matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’') && is_group(&bytes[index + 1..]);
        let leading_sign = index == 0 && matches!(c, '-' | '+' | '−');
        let numeral = c.is_ascii_digit() || matches!(c, '.' | ',');
        if !(exponent || after_exponent || spacer || leading_sign || numeral) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Whether three digits follow, and no fourth: thousands that are set off.
fn is_group(letters: &[(usize, char)]) -> bool {
    letters.iter().take_while(|(_, c)| c.is_ascii_digit()).count() == 3
}

/// Whether a time has two fields of which the first may be hours or minutes: `30:00`. A single digit is hours (`1:30`).
fn is_open_clock(input: &str) -> bool {
    let two = input.split_once(':').filter(|(_, seconds)| !seconds.contains(':'));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    two.is_some_and(|(first, second)| {
        first.len() > 1 && digits(first) && digits(second) && !first.starts_with('0')
    })
}

/// `1h30` and `1 h 30`, as clocks are written in Portuguese, French and Spanish: two digits behind the hours are minutes.
fn hours_and_minutes<Q: Quantity>(input: &str) -> Option<f64> {
    let (hours, minutes) = input.split_once(['h', 'H']).filter(|_| Q::NAME == "duration")?;
    let (hours, minutes) = (hours.trim(), minutes.trim());
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let fits = (1..=3).contains(&hours.len()) && minutes.len() == 2 && digits(hours) && digits(minutes);
    let (hours, minutes): (f64, f64) = fits.then(|| Some((hours.parse().ok()?, minutes.parse().ok()?)))??;
    (minutes < 60.0).then_some(hours * 3600.0 + minutes * 60.0)
}

/// Where the next number of a compound begins, after the unit at the start of `text`.
fn next_part(text: &str) -> usize {
    let mut previous = None;
    for (at, c) in text.char_indices() {
        // `cm2`, `m^2` and `kg/m3` carry their digit as part of the unit, as does `1/min`.
        let exponent = c == '2' && matches!(previous, Some('m' | '^'));
        let inverse = c == '1' && text[at + 1..].trim_start().starts_with('/');
        if c.is_ascii_digit() && !exponent && !inverse {
            return at;
        }
        previous = Some(c);
    }
    text.len()
}

/// `1:30:00` for durations, `5:00 /km` for speeds.
fn clock<Q: Quantity>(input: &str) -> Option<f64> {
    // Runners write a pace with marks too: 5'30"/km.
    let marked = (Q::NAME == "speed").then(|| {
        let plain = input.replace(['’', '′'], "'").replace(['”', '″', '"'], "");
        plain.replacen('\'', ":", 1)
    });
    let input = marked.as_deref().unwrap_or(input);
    let (time, unit) = match input.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))) {
        Some(at) => (&input[..at], input[at..].trim()),
        None => (input, ""),
    };
    let fields: Vec<f64> =
        time.split(':').map(|f| number::read(f, Some(DecimalSign::Point)).ok()).collect::<Option<_>>()?;
    let sixties = fields.iter().skip(1).all(|&f| f < 60.0);
    match (Q::NAME, fields.as_slice(), unit) {
        ("duration", [h, m, s], "") if sixties => Some(h * 3600.0 + m * 60.0 + s),
        ("duration", [h, m], "" | "h") if sixties => Some(h * 3600.0 + m * 60.0),
        ("speed", [m, s], pace) if sixties && m * 60.0 + s > 0.0 => {
            let pace = pace.trim_start_matches("min").trim();
            let metres = match pace {
                "/km" | "per km" => 1000.0,
                "/mi" | "/mile" | "per mile" => 1609.344,
                _ => return None,
            };
            Some(metres / (m * 60.0 + s))
        }
        _ => None,
    }
}

fn find<Q: Quantity>(unit: &str, input: &str, system: UnitSystem) -> Result<&'static Unit, UnitError> {
    let spelled = normalise(unit);
    if spelled.is_empty() {
        return Err(UnitError::NoUnit { input: input.to_owned(), quantity: Q::NAME, example: Q::EXAMPLE });
    }
    if let Some(unit) = matching(Q::UNITS, &spelled, system) {
        return Ok(unit);
    }
    if spelled.ends_with("salt") && Q::NAME == "sodium" {
        return Err(UnitError::SaltIsNotSodium { input: input.to_owned() });
    }
    let (unit, quantity, example) = (unit.trim().to_owned(), Q::NAME, Q::EXAMPLE);
    match registry::measures(&spelled) {
        Some(measures) => Err(UnitError::OtherQuantity { unit, measures, quantity, example }),
        None => Err(UnitError::UnknownUnit { unit, quantity, example }),
    }
}

/// The unit with this spelling: one that belongs to `system` before one that belongs to all.
pub(crate) fn matching(units: &'static [Unit], spelled: &str, system: UnitSystem) -> Option<&'static Unit> {
    let spells = |unit: &&Unit| normalise(unit.symbol) == spelled || unit.spellings.contains(&spelled);
    let own = units.iter().filter(spells).find(|unit| unit.only_in == Some(system));
    // `imp fl oz` names its system itself and is understood everywhere.
    own.or_else(|| units.iter().filter(spells).find(|unit| unit.only_in.is_none()))
        .or_else(|| units.iter().find(spells))
}

pub(crate) fn normalise(unit: &str) -> String {
    let lower = unit.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ").replace(" /", "/").replace("/ ", "/")
}

fn number_error<Q: Quantity>(error: NumberError, input: &str) -> UnitError {
    match error {
        NumberError::NotANumber => not_a_number::<Q>(input),
        NumberError::Ambiguous => UnitError::Ambiguous { input: input.to_owned(), example: Q::EXAMPLE },
    }
}

fn not_a_number<Q: Quantity>(input: &str) -> UnitError {
    UnitError::NotANumber { input: input.to_owned(), quantity: Q::NAME, example: Q::EXAMPLE }
}
