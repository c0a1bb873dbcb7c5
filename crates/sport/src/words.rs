//! Names as words: lower case, without accents, CamelCase taken apart, Japanese and Chinese by script.

/// The words of a name, lower case and without accents. Japanese writes no blanks; its words part where the script changes.
///
/// ```
/// assert_eq!(sport::words("EBikeRide"), ["e", "bike", "ride"]);
/// assert_eq!(sport::words("cross_country_skiing-WS"), ["cross", "country", "skiing", "ws"]);
/// assert_eq!(sport::words("Natação"), ["natacao"]);
/// assert_eq!(sport::words("室内ランニング"), ["室内", "ランニング"]);
/// ```
pub fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().filter(|c| !is_combining(*c)).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, &c) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| letters.get(before));
        let next = letters.get(index + 1);
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_uppercase() && next.is_some_and(|next| next.is_lowercase())
            });
        let other_script = before.is_some_and(|before| script(*before) != script(c));
        if (begins || other_script || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            c.to_lowercase().for_each(|lower| push_plain(&mut word, lower));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The scripts between which words part; all that are written with blanks are one.
#[derive(PartialEq)]
enum Script {
    Spaced,
    Han,
    Hiragana,
    Katakana,
}

fn script(c: char) -> Script {
    match c {
        '\u{3040}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Script::Katakana,
        '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Script::Han,
        _ => Script::Spaced,
    }
}

/// Marks that a decomposed accent is written with.
fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Adds a lower-case letter without its accent.
fn push_plain(word: &mut String, c: char) {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ś' | 'š' => 's',
        'ù'..='ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return word.push_str("ss"),
        'æ' => return word.push_str("ae"),
        'œ' => return word.push_str("oe"),
        other => other,
    };
    word.push(plain);
}
