//! Lengths of time as iCalendar writes them.

use jiff::SignedDuration;

/// `PT1H45M`, `P0DT1H45M0S`, `P1W`, `-PT15M`.
pub(super) fn length(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix(['P', 'p'])?;
    let (mut seconds, mut number, mut after_t, mut any) = (0_i64, None::<i64>, false, false);
    for c in rest.chars() {
        if let Some(digit) = c.to_digit(10) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
            continue;
        }
        if c.eq_ignore_ascii_case(&'T') && number.is_none() {
            after_t = true;
            continue;
        }
        let unit = match (c.to_ascii_uppercase(), after_t) {
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.take()?.checked_mul(unit)?)?;
        any = true;
    }
    let whole = any && number.is_none();
    whole.then(|| SignedDuration::from_secs(if negative { -seconds } else { seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_weeks_and_signs_are_read() {
        for (text, minutes) in [
            ("PT1H45M", 105),
            ("P0DT1H45M0S", 105),
            ("P1DT1H", 1500),
            ("P1W", 10_080),
            ("+PT90M", 90),
            ("-PT15M", -15),
            ("PT5400S", 90),
        ] {
            assert_eq!(length(text), Some(SignedDuration::from_mins(minutes)), "{text}");
        }
        for text in ["", "P", "PT", "1H", "P1H", "PT1", "PT1X", "PT99999999999999999999H"] {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
