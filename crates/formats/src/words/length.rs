//! Lengths of time in titles: `2 h Z2`, `3x10'`, `1 hora y media`.

use units::Duration;

/// No workout that is written in words lasts longer.
pub(super) const LONGEST: f64 = 36.0 * 3600.0;

/// How long a workout of this title lasts: `2 h Z2`, `1h30`, `90 min`, `45'`, `1:30 h`, and intervals (`3x10'`) as long as
/// they are together. The longest single length counts where it is more than the intervals, as it then is the whole.
pub(crate) fn duration(title: &str) -> Option<Duration> {
    let text =
        title.to_lowercase().replace(['×', '*'], "x").replace(['’', '′'], "'").replace(['”', '″'], "\"");
    let letters: Vec<char> = with_halves(&text).chars().collect();
    let (mut intervals, mut single, mut sum) = (0.0_f64, 0.0_f64, 0.0_f64);
    let mut at = 0;
    while at < letters.len() {
        let begins = letters[at].is_ascii_digit()
            && (at == 0 || !letters[at - 1].is_alphanumeric() && !matches!(letters[at - 1], '.' | ',' | ':'));
        if !begins {
            at += 1;
            continue;
        }
        let (times, after) = repeats(&letters, at);
        match length(&letters, after) {
            Some((seconds, end)) => {
                if times > 1.0 {
                    intervals += times * seconds;
                } else {
                    single = single.max(seconds);
                    sum += seconds;
                }
                at = end;
            }
            None => at += 1,
        }
    }
    // `90 min ride + 20 min run` is both; `2 h with 3x10'` is the two hours.
    let seconds = if title.contains('+') { sum + intervals } else { single.max(intervals) };
    (seconds > 0.0 && seconds <= LONGEST).then(|| Duration::from_seconds(seconds))
}

/// The same text with halves and quarters as decimals: `1½ h` is `1.5 h`, and half an hour `30 min`.
fn with_halves(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let decimals = match c {
            '½' => ".5",
            '¼' => ".25",
            '¾' => ".75",
            c => {
                plain.push(c);
                continue;
            }
        };
        if !plain.ends_with(|c: char| c.is_ascii_digit()) {
            plain.push('0');
        }
        plain.push_str(decimals);
    }
    HALF_AN_HOUR.iter().fold(plain, |text, half| text.replace(half, "30 min"))
}

/// How people write half an hour.
const HALF_AN_HOUR: [&str; 7] =
    ["half an hour", "half hour", "meia hora", "media hora", "demi-heure", "demi heure", "halbe stunde"];

/// Whether the title gives intervals: `3x10`, `8 x 400 m`.
pub(crate) fn is_structured(title: &str) -> bool {
    let letters: Vec<char> = title.to_lowercase().replace(['×', '*'], "x").chars().collect();
    let begins =
        |at: &usize| letters[*at].is_ascii_digit() && (*at == 0 || !letters[at - 1].is_alphanumeric());
    (0..letters.len()).filter(begins).any(|at| repeats(&letters, at).0 > 1.0)
}

/// `3x`, `3 x `: how often, and where what is repeated begins.
fn repeats(letters: &[char], at: usize) -> (f64, usize) {
    let Some((times, mut after)) = number(letters, at) else { return (1.0, at) };
    after = skip_blanks(letters, after);
    if letters.get(after) != Some(&'x') || !(1.0..=100.0).contains(&times) {
        return (1.0, at);
    }
    let what = skip_blanks(letters, after + 1);
    if letters.get(what).is_some_and(char::is_ascii_digit) { (times, what) } else { (1.0, at) }
}

/// A length of time, in seconds, and where it ends.
fn length(letters: &[char], at: usize) -> Option<(f64, usize)> {
    let (first, after) = number(letters, at)?;
    if letters.get(after) == Some(&':') {
        let (minutes, end) = number(letters, after + 1)?;
        // `2:30:00` has three parts, which no time of day in a title and no pace has.
        let seconds = (letters.get(end) == Some(&':')).then(|| number(letters, end + 1)).flatten();
        if let Some((seconds, end)) = seconds.filter(|(seconds, _)| minutes < 60.0 && *seconds < 60.0) {
            return Some((first * 3600.0 + minutes * 60.0 + seconds, end));
        }
        let unit = unit(letters, skip_blanks(letters, end));
        // `1:30 h`; a bare `7:30` is a time of day or a pace.
        return unit
            .filter(|unit| unit.0 >= 3600.0 && minutes < 60.0)
            .map(|(_, end)| (first * 3600.0 + minutes * 60.0, end));
    }
    let (scale, end) = unit(letters, skip_to_unit(letters, after))?;
    if scale < 3600.0 {
        return Some((first * scale, end));
    }
    let next = skip_and(letters, end);
    Some(match minutes_behind(letters, end, next) {
        Some((minutes, end)) => (first * 3600.0 + minutes * 60.0, end),
        None => (first * 3600.0, end),
    })
}

/// Words between hours and minutes.
const AND: [&str; 6] = ["and", "e", "y", "et", "und", "en"];
/// Half an hour behind hours: `1 hora y media`, `2 h e meia`.
const A_HALF: [&str; 5] = ["a half", "media", "meia", "demie", "mezza"];
/// What stands behind a number that is no length of time.
const NO_TIME: [&str; 7] = ["km", "k", "mi", "w", "x", "bpm", "rpm"];

/// Blanks, and a word between hours and minutes.
fn skip_and(letters: &[char], at: usize) -> usize {
    let next = skip_blanks(letters, at);
    if next == at {
        return at;
    }
    let (word, end) = word(letters, next);
    if AND.contains(&word.as_str()) { skip_blanks(letters, end) } else { next }
}

/// The minutes behind hours that end at `hours`: `1h30`, `1 h 30 min`, `1h 30m`, `1 h 30`, `1 hora y media`.
fn minutes_behind(letters: &[char], hours: usize, at: usize) -> Option<(f64, usize)> {
    let rest = || letters.get(at..).into_iter().flatten().take(8).collect::<String>();
    if let Some(half) = A_HALF.iter().find(|half| rest().starts_with(**half)).filter(|_| at > hours + 1) {
        return Some((30.0, at + half.chars().count()));
    }
    let (minutes, end) = number(letters, at).filter(|(minutes, _)| *minutes < 60.0)?;
    if let Some((_, end)) = unit(letters, skip_blanks(letters, end)).filter(|(scale, _)| *scale == 60.0) {
        return Some((minutes, end));
    }
    let (behind, behind_end) = word(letters, skip_blanks(letters, end));
    // Behind hours, `30m` is no way.
    if behind == "m" {
        return Some((minutes, behind_end));
    }
    let joined = at == hours;
    let bare = end == at + 2 && !NO_TIME.contains(&behind.as_str()) && behind != "s" && behind != "sec";
    let ends = !matches!(letters.get(end), Some('%' | '/' | ':' | '\'' | '"' | '-'));
    (joined || bare && ends).then_some((minutes, end))
}

/// The letters from here on, and where they end.
fn word(letters: &[char], at: usize) -> (String, usize) {
    let word: String = letters.get(at..).into_iter().flatten().take_while(|c| c.is_alphabetic()).collect();
    let end = at + word.chars().count();
    (word, end)
}

fn number(letters: &[char], at: usize) -> Option<(f64, usize)> {
    let is_part = |(offset, c): (usize, &char)| {
        c.is_ascii_digit()
            || offset > 0
                && matches!(c, '.' | ',')
                && letters.get(at + offset + 1).is_some_and(char::is_ascii_digit)
    };
    let count = letters.get(at..)?.iter().enumerate().take_while(|&(offset, c)| is_part((offset, c))).count();
    let text: String = letters[at..at + count].iter().collect();
    let number: f64 = text.replace(',', ".").parse().ok()?;
    Some((number, at + count))
}

/// A unit of time: its seconds, and where it ends.
fn unit(letters: &[char], at: usize) -> Option<(f64, usize)> {
    match letters.get(at)? {
        '\'' => return Some((60.0, at + 1)),
        '"' => return Some((1.0, at + 1)),
        _ => {}
    }
    let (word, end) = word(letters, at);
    // Japanese and Chinese write on without a blank: `60分ジョグ`.
    let cjk = [
        ("時間", 3600.0),
        ("小时", 3600.0),
        ("小時", 3600.0),
        ("分钟", 60.0),
        ("分鐘", 60.0),
        ("分", 60.0),
        ("秒", 1.0),
    ];
    if let Some((unit, seconds)) = cjk.iter().find(|(unit, _)| word.starts_with(unit)) {
        return Some((*seconds, at + unit.chars().count()));
    }
    let seconds = match word.as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" | "std" | "stunde" | "stunden" | "heure"
        | "heures" | "ora" | "ore" | "uur" | "시간" => 3600.0,
        "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" | "minuten" | "minuti" | "mn" | "분" => {
            60.0
        }
        "s" | "sec" | "secs" | "seconds" | "seg" | "sek" => 1.0,
        _ => return None,
    };
    // `1 Std. 30 Min.`
    let is_short =
        letters.get(end) == Some(&'.') && letters.get(end + 1).is_none_or(|next| !next.is_ascii_digit());
    Some((seconds, end + usize::from(is_short)))
}

/// Blanks, or the hyphen of `60-minute`, before a unit.
fn skip_to_unit(letters: &[char], at: usize) -> usize {
    let is_joint =
        letters.get(at) == Some(&'-') && letters.get(at + 1).is_some_and(|next| next.is_alphabetic());
    if is_joint { at + 1 } else { skip_blanks(letters, at) }
}

fn skip_blanks(letters: &[char], at: usize) -> usize {
    at + letters.get(at..).map_or(0, |rest| rest.iter().take_while(|c| **c == ' ').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_from_titles() {
        for (title, minutes) in [
            ("2 h Z2", 120.0),
            ("3x10' @ threshold", 30.0),
            ("Ride 1h30", 90.0),
            ("Run 1 h 15 min easy", 75.0),
            ("1:30 h Radfahren", 90.0),
            ("90 min ride + 20 min run", 110.0),
            ("Endurance 2h with 3x10' tempo", 120.0),
            ("Corrida 45 min leve", 45.0),
            ("5 x 3min VO2", 15.0),
            ("1,5 h bike", 90.0),
            ("10 × 30\" hills", 5.0),
            ("60分ジョグ", 60.0),
            ("Long run 2:30:00", 150.0),
            ("1時間30分 LSD", 90.0),
            ("Corsa 45 minuti", 45.0),
            ("Duurloop 2 uur", 120.0),
            ("Ride 1h 30m", 90.0),
            ("Footing 1 h 30", 90.0),
            ("60-minute easy run", 60.0),
            ("2-hour ride", 120.0),
            ("Lauf 1 Std. 15 Min.", 75.0),
            ("Rodaje 1 hora y media", 90.0),
            ("Corrida 1 h e 15 min", 75.0),
            ("Run 1 hour and 15 minutes", 75.0),
            ("1½ h Radfahren", 90.0),
            ("Course 1h30mn", 90.0),
            ("Meia hora de natação", 30.0),
            ("Swim 1 h 400 m", 60.0),
            ("2 h 10 x 400 m", 120.0),
            ("Ride 2 h 40 km", 120.0),
            ("Ride 3 h 30 km/h", 180.0),
        ] {
            assert_eq!(duration(title).map(Duration::as_minutes), Some(minutes), "{title}");
        }
        for title in ["Run", "Run 10 km", "8x400m", "07:30 run club", "Run 5k", "Zone 2", "", "99999999 h"] {
            assert_eq!(duration(title), None, "{title}");
        }
    }
}
