//! Numbers as people type and read them.

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// Nothing that looks like a number.
    NotANumber,
    /// `1,234`: a thousand and more, or a little over one?
    Ambiguous,
}

/// Reads a number with a decimal point or a decimal comma, with thousands set off by spaces, apostrophes or commas.
pub(crate) fn read(text: &str) -> Result<f64, NumberError> {
    let compact: String =
        text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')).collect();
    let normal = match (compact.matches(',').count(), compact.contains('.')) {
        (0, _) => compact,
        (1, false) => {
            let (whole, decimals) = compact.split_once(',').ok_or(NumberError::NotANumber)?;
            let digits = whole.trim_start_matches(['-', '+', '−']);
            if decimals.len() == 3 && !digits.is_empty() && digits != "0" && digits.len() <= 3 {
                return Err(NumberError::Ambiguous);
            }
            format!("{whole}.{decimals}")
        }
        _ if groups_are_thousands(&compact) => compact.replace(',', ""),
        _ => return Err(NumberError::NotANumber),
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

fn groups_are_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.trim_start_matches(['-', '+', '−']).split(',');
    let first = groups.next().unwrap_or_default();
    let commas_only_before_the_point = !text.split('.').skip(1).any(|rest| rest.contains(','));
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3) && commas_only_before_the_point
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
            ("1,234.5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("1 234.5", 1234.5),
            ("−3.5", -3.5),
            ("1e-3", 0.001),
        ] {
            assert_eq!(read(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn one_comma_and_three_digits_could_mean_either_and_is_refused() {
        assert_eq!(read("1,234"), Err(NumberError::Ambiguous));
    }

    #[test]
    fn words_infinities_and_stray_commas_are_no_numbers() {
        for text in ["", "abc", "inf", "NaN", "1,23,4", "1.2.3", "--1"] {
            assert_eq!(read(text), Err(NumberError::NotANumber), "{text}");
        }
    }

    #[test]
    fn there_is_no_negative_zero() {
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(fixed(-0.06, 1), "-0.1");
    }
}
