//! Numbers as people type and read them.

/// The sign that somebody writes before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalSign {
    /// `1.5`, and `1,500` is fifteen hundred: English.
    Point,
    /// `1,5`, and `1.500` is fifteen hundred: Portuguese, Spanish, French, German.
    Comma,
}

/// The text with digits, letters and signs as a Latin keyboard writes them (Arabic, Persian and Hindi digits, the wide forms
/// of Japanese keyboards), and fractions as decimals: `1½`, `1 1/2`.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
        let fraction = match c {
            '½' => ".5",
            '¼' => ".25",
            '¾' => ".75",
            '⅓' => ".33333333",
            '⅔' => ".66666667",
            _ => "",
        };
        if !fraction.is_empty() {
            // `1½` and `1 ½` are one and a half.
            let whole = plain.trim_end().len();
            plain.truncate(whole);
            if !plain.ends_with(|last: char| last.is_ascii_digit()) {
                plain.push('0');
            }
            plain.push_str(fraction);
            continue;
        }
        plain.push(match c {
            '٠'..='٩' => digit(0x660),
            '۰'..='۹' => digit(0x6f0),
            '०'..='९' => digit(0x966),
            '٫' => '.',
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        });
    }
    with_decimals(&plain).unwrap_or(plain)
}

/// `1 1/2 cup` and `1/2 cup` with decimals; none where no such fraction begins the text.
fn with_decimals(text: &str) -> Option<String> {
    let (before, after) = text.trim_start().split_once('/')?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    let (whole, part) = before.rsplit_once(' ').unwrap_or(("0", before));
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 3);
    let (whole, part, of) = (number(whole.trim())?, number(part)?, number(&after[..end])?);
    let rest = &after[end..];
    let fits = part > 0 && part < of && matches!(of, 2..=4) && !rest.starts_with('/');
    fits.then(|| format!("{}{rest}", f64::from(whole) + f64::from(part) / f64::from(of)))
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// Nothing that looks like a number.
    NotANumber,
    /// `1,234` and `1.234`: a thousand and more, or a little over one?
    Ambiguous,
}

/// Reads a number with a decimal point or comma, with thousands set off by spaces, apostrophes, commas or points. Which
/// sign stands before decimals is asked (an error) where the text leaves it open and `decimals` does not say.
pub(crate) fn read(text: &str, decimals: Option<DecimalSign>) -> Result<f64, NumberError> {
    let compact = without_spaces(text).ok_or(NumberError::NotANumber)?;
    let digits = compact.trim_start_matches(['-', '+', '−']);
    let signs: Vec<char> = digits.chars().filter(|c| matches!(c, ',' | '.')).collect();
    let normal = match signs[..] {
        [] => compact.clone(),
        [sign] => {
            let (whole, rest) = digits.split_once(sign).ok_or(NumberError::NotANumber)?;
            let first = compact.len() - digits.len();
            // Three digits after one to three others may be decimals or thousands; `0.250` and `1.234e3` may not.
            let open = rest.len() == 3
                && rest.bytes().all(|digit| digit.is_ascii_digit())
                && (1..=3).contains(&whole.len())
                && whole.trim_start_matches('0') == whole;
            let is_decimal = match (open, decimals) {
                (false, _) => true,
                (true, None) => return Err(NumberError::Ambiguous),
                (true, Some(DecimalSign::Point)) => sign == '.',
                (true, Some(DecimalSign::Comma)) => sign == ',',
            };
            format!("{}{whole}{}{rest}", &compact[..first], if is_decimal { "." } else { "" })
        }
        [.., last] => {
            // Several of one sign set off thousands; of two kinds the last stands before decimals.
            let thousands = if signs.iter().all(|sign| sign == &last) {
                last
            } else if last == '.' {
                ','
            } else {
                '.'
            };
            let whole = if thousands == last {
                digits
            } else {
                digits.rsplit_once(last).map_or(digits, |(whole, _)| whole)
            };
            let mut groups = whole.split(thousands);
            let first = groups.next().unwrap_or_default();
            let in_threes = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
            if !in_threes || whole.contains(last) && thousands != last {
                return Err(NumberError::NotANumber);
            }
            compact.replace(thousands, "").replace(',', ".")
        }
    };
    let normal = normal.replace('−', "-");
    if !normal.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')) {
        return Err(NumberError::NotANumber);
    }
    match normal.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(NumberError::NotANumber),
    }
}

/// The text without the blanks and apostrophes that set off thousands; none where they set off anything else.
fn without_spaces(text: &str) -> Option<String> {
    let is_spacer = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let text = text.trim();
    if !text.contains(is_spacer) {
        return Some(text.to_owned());
    }
    let unsigned = text.trim_start_matches(['-', '+', '−']).trim_start();
    let mut groups = unsigned.split(is_spacer);
    let first = groups.next()?;
    let whole = |group: &str| group.split(['.', ',']).next().unwrap_or_default().len();
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| whole(group) == 3);
    fits.then(|| text.chars().filter(|c| !is_spacer(*c)).collect())
}

/// Prints with a fixed number of decimals, without a negative zero.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.starts_with('-') && text.chars().all(|c| matches!(c, '-' | '0' | '.')) {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_points_and_commas_are_understood() {
        for (text, number) in [
            ("72.4", 72.4),
            ("72,4", 72.4),
            ("0,250", 0.25),
            ("0.250", 0.25),
            ("1,234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("1.234.567", 1_234_567.0),
            ("1 234.5", 1234.5),
            ("1 234 567", 1_234_567.0),
            ("1'500", 1500.0),
            ("−3.5", -3.5),
            ("1e-3", 0.001),
            ("1.2345", 1.2345),
        ] {
            assert_eq!(read(text, None), Ok(number), "{text}");
        }
    }

    #[test]
    fn one_sign_and_three_digits_could_mean_either_until_the_language_says() {
        for (text, as_point, as_comma) in
            [("1,234", 1234.0, 1.234), ("1.500", 1.5, 1500.0), ("-70.125", -70.125, -70_125.0)]
        {
            assert_eq!(read(text, None), Err(NumberError::Ambiguous), "{text}");
            assert_eq!(read(text, Some(DecimalSign::Point)), Ok(as_point), "{text}");
            assert_eq!(read(text, Some(DecimalSign::Comma)), Ok(as_comma), "{text}");
        }
    }

    #[test]
    fn words_infinities_and_stray_signs_are_no_numbers() {
        for text in [
            "",
            "abc",
            "inf",
            "NaN",
            "1,23,4",
            "1.2.3",
            "--1",
            "1 30",
            "1 5",
            "12 34",
            "1234 567",
            "1,234.567,8",
        ] {
            assert_eq!(read(text, None), Err(NumberError::NotANumber), "{text}");
        }
    }

    #[test]
    fn there_is_no_negative_zero() {
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(fixed(-0.06, 1), "-0.1");
    }
}
