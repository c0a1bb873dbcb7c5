//! Searching what happened, in words: `hot`, `over 2 h`, `tested`, `run july`.

use jiff::civil::Date;

use crate::language::Language;

/// What a search asks for; everything has to fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Search {
    hot: bool,
    cold: bool,
    tested: bool,
    over_minutes: Option<f64>,
    under_minutes: Option<f64>,
    over_km: Option<f64>,
    month: Option<i8>,
    year: Option<i16>,
    words: Vec<String>,
}

/// A workout as the search sees it.
pub(crate) struct Found<'a> {
    pub(crate) date: Date,
    pub(crate) minutes: f64,
    pub(crate) km: Option<f64>,
    /// The temperature of the air in °C, where it is known.
    pub(crate) air: Option<f64>,
    pub(crate) tested: bool,
    /// Its name, its sport in the reader's words and as it was recorded.
    pub(crate) text: &'a str,
}

/// From here on it is hot; below the other it is cold.
const HOT: f64 = 25.0;
const COLD: f64 = 8.0;

const OVER: [&str; 9] = ["over", ">", "more", "longer", "mais", "más", "mas", "acima", "+"];
const UNDER: [&str; 8] = ["under", "<", "less", "shorter", "menos", "below", "abaixo", "bajo"];
/// Words that carry nothing by themselves.
const IDLE: [&str; 16] =
    ["than", "de", "do", "que", "the", "in", "a", "an", "and", "on", "em", "en", "e", "y", "of", "com"];

impl Search {
    /// Reads what was typed.
    pub(crate) fn read(typed: &str, language: Language) -> Self {
        let mut search = Self::default();
        let typed = typed.to_lowercase().replace('>', " > ").replace('<', " < ");
        let mut tokens = typed.split([' ', ',', ';']).filter(|token| !token.is_empty()).peekable();
        let mut over = None;
        while let Some(token) = tokens.next() {
            if OVER.contains(&token) {
                over = Some(true);
            } else if UNDER.contains(&token) {
                over = Some(false);
            } else if let Some((number, unit)) = measured(token) {
                let unit =
                    if unit.is_empty() { tokens.next_if(|next| is_unit(next)).unwrap_or("") } else { unit };
                search.measure(number, unit, over.take());
            } else if ["hot", "warm", "heat", "quente", "calor", "caliente", "caluroso"].contains(&token) {
                search.hot = true;
            } else if ["cold", "cool", "frio", "fria", "frío", "fría"].contains(&token) {
                search.cold = true;
            } else if ["tested", "test", "weighed", "testado", "teste", "pesado", "prueba", "medido"]
                .contains(&token)
            {
                search.tested = true;
            } else if let Some(month) = month(token, language) {
                search.month = Some(month);
            } else if !IDLE.contains(&token) {
                search.words.push(token.to_owned());
            }
        }
        search
    }

    fn measure(&mut self, number: f64, unit: &str, over: Option<bool>) {
        let minutes = match unit {
            "h" | "hour" | "hours" | "hora" | "horas" => number * 60.0,
            "min" | "minutes" | "minutos" => number,
            "km" => {
                self.over_km = Some(number);
                return;
            }
            "mi" | "miles" => {
                self.over_km = Some(number * 1.609_344);
                return;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a year")]
            _ if (1970.0..2200.0).contains(&number) => {
                self.year = Some(number as i16);
                return;
            }
            _ if over.is_some() => number * 60.0,
            _ => return,
        };
        if over == Some(false) {
            self.under_minutes = Some(minutes);
        } else {
            self.over_minutes = Some(minutes);
        }
    }

    /// Nothing is asked for.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Only what was tested is asked for, whatever else.
    pub(crate) fn asks_for_tests(&self) -> bool {
        self.tested
    }

    /// Whether a workout is what is asked for.
    pub(crate) fn fits(&self, found: &Found<'_>) -> bool {
        let text = found.text.to_lowercase();
        (!self.hot || found.air.is_some_and(|air| air >= HOT))
            && (!self.cold || found.air.is_some_and(|air| air <= COLD))
            && (!self.tested || found.tested)
            && self.over_minutes.is_none_or(|least| found.minutes >= least)
            && self.under_minutes.is_none_or(|most| found.minutes <= most)
            && self.over_km.is_none_or(|least| found.km.is_some_and(|km| km >= least))
            && self.month.is_none_or(|month| found.date.month() == month)
            && self.year.is_none_or(|year| found.date.year() == year)
            && self.words.iter().all(|word| text.contains(word) || text.contains(word.trim_end_matches('s')))
    }
}

/// A number at the beginning of a word, and what follows it: `2h` is 2 and `h`.
fn measured(token: &str) -> Option<(f64, &str)> {
    let end = token.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(token.len());
    let number = token[..end].parse().ok()?;
    let unit = &token[end..];
    (unit.is_empty() || is_unit(unit)).then_some((number, unit))
}

fn is_unit(word: &str) -> bool {
    ["h", "hour", "hours", "hora", "horas", "min", "minutes", "minutos", "km", "mi", "miles"].contains(&word)
}

fn month(token: &str, language: Language) -> Option<i8> {
    let named = |language: Language| {
        (1..=12_i8).find(|month| {
            let name = language.t_of("calendar-month", &month.to_string()).to_lowercase();
            name == token
                || (token.chars().count() >= 3 && name.starts_with(token) && token != "mar" && token != "mai")
        })
    };
    named(language).or_else(|| named(Language::English))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn run(minutes: f64, air: Option<f64>) -> Found<'static> {
        Found {
            date: date(2026, 7, 9),
            minutes,
            km: Some(10.0),
            air,
            tested: false,
            text: "Long run Run corrida",
        }
    }

    #[test]
    fn words_find_what_they_say() {
        let fits = |typed: &str, found: &Found<'_>| Search::read(typed, Language::English).fits(found);
        let hot = run(130.0, Some(29.0));
        for typed in [
            "hot",
            "hot run july",
            "over 2 h",
            "over 2h",
            ">2 h",
            "long",
            "runs",
            "2026",
            "over 8 km",
            "under 3 h",
            "",
        ] {
            assert!(fits(typed, &hot), "{typed}");
        }
        for typed in ["cold", "tested", "over 3 h", "august", "ride", "2025", "over 20 km", "under 1 h"] {
            assert!(!fits(typed, &hot), "{typed}");
        }
        assert!(!fits("hot", &run(60.0, None)), "what nobody knows is not hot");
        assert!(Search::read("quente mais de 2 h julho", Language::Portuguese).fits(&hot));
        assert!(Search::read("calor más de 2 horas julio", Language::Spanish).fits(&hot));
        assert!(Search::read("", Language::English).is_empty());
    }

    #[test]
    fn nonsense_finds_nothing_and_breaks_nothing() {
        for typed in ["💧💧", "' OR 1=1", "over", "> >", "..", "9999999999999999 h", "\u{202e}nur"] {
            let _ = Search::read(typed, Language::English).fits(&run(60.0, None));
        }
        let long = "x".repeat(10_000);
        assert!(!Search::read(&long, Language::English).fits(&run(60.0, None)));
    }
}
