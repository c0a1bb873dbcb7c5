//! Forms: fields with their label, hint, what was typed, and what was wrong with it beside them.

use engine::AthleteRecord;
use jiff::civil::{DateTime, Time};
use units::{Mass, UnitSystem};

use super::fault;
use crate::Problem;
use crate::language::Language;
use crate::measure::{self, Kind};

/// A field as the template writes it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    pub(crate) example: String,
    pub(crate) wrong: String,
    pub(crate) required: bool,
    /// What can be chosen, where it is a choice: value and words.
    pub(crate) choices: Vec<(String, String)>,
    /// How it is typed.
    kind: Kind,
    /// The unit that a number alone is read in, shown beside it.
    pub(crate) unit: &'static str,
    /// What was likely meant, where what was typed cannot be: as the form sends it.
    pub(crate) likely: String,
    /// The list of suggestions on the page that it takes from.
    pub(crate) list: &'static str,
    /// Whose decimal sign its numbers have.
    language: Language,
}

impl Field {
    /// The type of its input. What was typed and is not of that type is shown as it is: a browser would drop it.
    pub(crate) fn input(&self) -> &'static str {
        let typed = self.value.as_str();
        match self.kind {
            Kind::Moment if typed.is_empty() || typed.parse::<DateTime>().is_ok() => "datetime-local",
            Kind::Clock if typed.is_empty() || typed.parse::<Time>().is_ok() => "time",
            _ => "text",
        }
    }

    /// The keyboard that a phone shows for it.
    pub(crate) fn keyboard(&self) -> &'static str {
        match self.kind {
            Kind::Number => "decimal",
            Kind::Count => "numeric",
            _ => "text",
        }
    }

    /// What stands in it: a number without the unit that is shown beside it, a moment as browsers write it.
    pub(crate) fn shown(&self) -> String {
        let plain = self.value.trim();
        match self.kind {
            Kind::Moment if plain.parse::<DateTime>().is_ok() => plain.replace(' ', "T"),
            Kind::Number => plain
                .strip_suffix(self.unit)
                .map(str::trim_end)
                .filter(|number| self.is_number(number))
                .unwrap_or(&self.value)
                .to_owned(),
            _ => self.value.clone(),
        }
    }

    /// The same for the example.
    pub(crate) fn hinted(&self) -> String {
        let plain = self.example.trim();
        let bare = plain.strip_suffix(self.unit).map(str::trim_end).filter(|_| !self.unit.is_empty());
        bare.filter(|number| self.is_number(number)).unwrap_or(plain).to_owned()
    }

    fn is_number(&self, text: &str) -> bool {
        measure::bare(text, self.language.decimals()).is_some()
    }

    /// A value that the program writes, as the reader writes numbers.
    fn written(&self, value: String) -> String {
        if self.kind == Kind::Number { self.language.number(&value) } else { value }
    }

    /// It has to be filled in.
    pub(crate) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Its unit is chosen beside it, and not shown.
    pub(crate) fn without_unit(self) -> Self {
        Self { unit: "", ..self }
    }

    /// What it looks like when filled in.
    pub(crate) fn example(self, example: impl Into<String>) -> Self {
        Self { example: self.written(example.into()), ..self }
    }

    /// What stands in it where nothing was typed yet.
    pub(crate) fn default(self, value: impl Into<String>) -> Self {
        if self.value.is_empty() { Self { value: self.written(value.into()), ..self } } else { self }
    }

    /// With suggestions from a list of the page.
    pub(crate) fn listed(self, list: &'static str) -> Self {
        Self { list, ..self }
    }

    /// One of these, instead of free text.
    pub(crate) fn one_of(self, choices: Vec<(String, String)>) -> Self {
        Self { choices, ..self }
    }
}

/// What was typed into a form, and what came of it.
pub(crate) struct Form {
    pub(crate) language: Language,
    typed: Vec<(String, String)>,
    /// The program filled it in: its numbers are not yet as the reader writes them.
    filled: bool,
    problem: Option<Problem>,
    system: UnitSystem,
    /// What the athlete weighs, to tell what was likely meant.
    usual: Option<Mass>,
}

/// What was typed into a field, where the form sent it.
pub(super) fn value_of<'a>(typed: &'a [(String, String)], name: &str) -> Option<&'a str> {
    typed.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
}

impl Form {
    /// A form that nothing was typed into yet.
    pub(crate) fn empty(language: Language) -> Self {
        let typed = Vec::new();
        Self { language, typed, filled: false, problem: None, system: UnitSystem::Metric, usual: None }
    }

    /// A form that begins with these values.
    pub(crate) fn begun(language: Language, typed: Vec<(String, String)>) -> Self {
        Self { typed, filled: true, ..Self::empty(language) }
    }

    /// A form as it was typed into an address.
    pub(crate) fn typed(language: Language, typed: Vec<(String, String)>) -> Self {
        Self { typed, ..Self::empty(language) }
    }

    /// A form that was sent and refused.
    pub(crate) fn refused(language: Language, typed: Vec<(String, String)>, mut problem: Problem) -> Self {
        for error in &mut problem.errors {
            if let Some(field) = field_at_fault(&error.field, &typed) {
                error.field = field;
            }
        }
        Self { typed, problem: Some(problem), ..Self::empty(language) }
    }

    /// The same for an athlete: in their units, with what they weigh.
    #[must_use]
    pub(crate) fn for_athlete(self, athlete: &AthleteRecord) -> Self {
        Self {
            system: athlete.units,
            usual: (!athlete.hides_body_numbers).then_some(athlete.body_mass),
            ..self
        }
    }

    /// What was typed into a field.
    pub(crate) fn was(&self, name: &str) -> &str {
        value_of(&self.typed, name).unwrap_or_default()
    }

    /// What is wrong with a field, in the reader's language: in English as the core said it, otherwise what the field
    /// accepts.
    pub(crate) fn wrong(&self, name: &str) -> String {
        self.wrong_by("accepted", name)
    }

    /// The same, by what another family of texts says of the field.
    pub(crate) fn wrong_by(&self, family: &str, name: &str) -> String {
        let wrong = self.language.wrong_by(family, self.problem.as_ref(), name);
        units_of_reader(&wrong, self.system, self.language)
    }

    /// Whether any field of these was refused.
    pub(crate) fn any_wrong(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.wrong(name).is_empty())
    }

    /// What went wrong as a whole, for the head of the form.
    pub(crate) fn alert(&self) -> String {
        match &self.problem {
            None => String::new(),
            Some(problem) if problem.errors.is_empty() => fault::detail(problem, self.language),
            Some(_) => self.language.t("form-mend"),
        }
    }

    /// The status that the page answers with.
    pub(crate) fn status(&self) -> axum::http::StatusCode {
        self.problem.as_ref().map_or(axum::http::StatusCode::OK, Problem::status_code)
    }

    /// A field for an amount, by its name in documents.
    pub(crate) fn field(&self, name: &'static str) -> Field {
        let label = self.language.t_of("field", name);
        self.field_by("accepted", name, label, self.language.known("hint", name).unwrap_or_default())
    }

    /// The same, where another family of texts says what it accepts, under a label of its own.
    pub(crate) fn field_by(&self, family: &str, name: &'static str, label: String, hint: String) -> Field {
        let (kind, unit) = measure::measure(name, self.system);
        let wrong = self.wrong_by(family, name);
        Field {
            kind,
            unit,
            likely: match wrong.is_empty() {
                true => String::new(),
                false => self.language.number(&self.likely(name, unit)),
            },
            name,
            label,
            hint,
            value: match kind {
                Kind::Number if self.filled => self.language.number(self.was(name)),
                _ => self.was(name).to_owned(),
            },
            example: String::new(),
            wrong,
            required: false,
            choices: Vec::new(),
            list: "",
            language: self.language,
        }
    }

    /// What was likely meant by what cannot be: a slipped decimal sign, or another unit.
    fn likely(&self, name: &str, unit: &str) -> String {
        let number: String =
            self.was(name).chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        let number = measure::bare(&number, self.language.decimals());
        let Some(typed) = number.and_then(|number| number.parse::<f64>().ok()) else {
            return String::new();
        };
        match name {
            "body_mass" | "mass_before" | "mass_after" => self.likely_mass(typed, unit),
            "air_temperature" | "wbgt" if unit == "°C" && (56.0..=131.0).contains(&typed) => {
                format!("{typed} °F")
            }
            "drunk" | "drink" | "urine" if measure::is_under_a_sip(typed, unit) => format!("{typed} L"),
            "height" if unit == "cm" && (1.0..=2.5).contains(&typed) => format!("{typed} m"),
            // Seconds, where minutes are asked.
            "duration" | "patch_time" if (2161.0..=86_400.0).contains(&typed) => {
                format!("{:.0} min", typed / 60.0)
            }
            _ => String::new(),
        }
    }

    fn likely_mass(&self, typed: f64, unit: &str) -> String {
        let Some(usual) = self.usual else { return String::new() };
        let to_unit = if unit == "kg" { 1.0 } else { Mass::from_kg(1.0).as_lb() };
        let usual = usual.as_kg() * to_unit;
        let other = if unit == "kg" { 1.0 / Mass::from_kg(1.0).as_lb() } else { Mass::from_kg(1.0).as_lb() };
        let guesses = [10.0, 0.1, 0.01, other, 1.0].map(|factor| typed * factor);
        let close = |guess: &&f64| (**guess / usual - 1.0).abs() < 0.12;
        guesses.iter().find(close).map(|guess| format!("{guess:.1} {unit}")).unwrap_or_default()
    }

    /// A choice between the codes of a family of texts.
    pub(crate) fn choice(&self, name: &'static str, family: &'static str, codes: &[&str]) -> Field {
        let of = |code: &&str| ((*code).to_owned(), self.language.t_of(family, code));
        self.field(name).one_of(codes.iter().map(of).collect())
    }
}

/// The field of a form behind a fault of what several fields say together; nothing where the fault names its field.
fn field_at_fault(fault: &str, typed: &[(String, String)]) -> Option<String> {
    let among: &[&str] = match fault {
        "effort" => &["power", "speed", "heart_rate", "met", "intensity"],
        "setting" => &["wind", "fan", "sun"],
        _ => return fault.strip_prefix("patch.").map(|field| format!("patch_{field}")),
    };
    let is_filled = |name: &&&str| value_of(typed, name).is_some_and(|value| !value.trim().is_empty());
    among.iter().find(is_filled).or(among.last()).map(|name| (*name).to_owned())
}

/// What a form sends, with what was likely meant in place of what was typed where the reader chose it: `likely-<field>`. A
/// field that was typed anew since, which is no longer what it `was-`, is what the reader means.
pub(crate) fn as_meant(typed: Vec<(String, String)>) -> Vec<(String, String)> {
    let (asides, typed): (Typed, Typed) =
        typed.into_iter().partition(|(name, _)| name.starts_with("likely-") || name.starts_with("was-"));
    let aside = |kind: &str, field: &str| {
        let of = |name: &str| name.strip_prefix(kind).is_some_and(|rest| rest == field);
        asides.iter().find(|(name, _)| of(name)).map(|(_, value)| value.clone())
    };
    typed
        .into_iter()
        .map(|(name, value)| {
            let stands = aside("was-", &name).is_none_or(|was| was == value);
            let likely = aside("likely-", &name).filter(|_| stands);
            (name, likely.unwrap_or(value))
        })
        .collect()
}

type Typed = Vec<(String, String)>;

/// A message with its metric amounts in the reader's units: `20 to 250 kg` becomes `44 to 551 lb`.
fn units_of_reader(message: &str, system: UnitSystem, language: Language) -> String {
    if system == UnitSystem::Metric {
        return message.to_owned();
    }
    let mut words: Vec<String> = message.split(' ').map(str::to_owned).collect();
    for at in 1..words.len() {
        let (unit, tail) = words[at].split_at(words[at].trim_end_matches([',', '.', ';', ':', ')']).len());
        let Some((to, convert)) = customary(unit) else { continue };
        let tail = tail.to_owned();
        // A range has its unit only once: the number before "to" is of the same.
        let mut first = at - 1;
        if at >= 3 && matches!(words[at - 2].as_str(), "to" | "a" | "and" | "y" | "e") {
            first = at - 3;
        }
        let numbers: Vec<usize> = if first == at - 1 { vec![at - 1] } else { vec![at - 3, at - 1] };
        let mut changed = false;
        for index in numbers {
            let number = measure::bare(&words[index], language.decimals());
            let Some(number) = number.and_then(|number| number.parse::<f64>().ok()) else { continue };
            let converted = convert(number);
            let decimals = usize::from(converted.abs() < 20.0 && converted.fract().abs() > 0.05);
            words[index] = language.number(&format!("{converted:.decimals$}"));
            changed |= index == at - 1;
        }
        if changed {
            words[at] = format!("{to}{tail}");
        }
    }
    words.join(" ")
}

type Convert = fn(f64) -> f64;

fn customary(unit: &str) -> Option<(&'static str, Convert)> {
    Some(match unit {
        "kg" => ("lb", |kg| Mass::from_kg(kg).as_lb()),
        "°C" => ("°F", |celsius| celsius * 1.8 + 32.0),
        "mL" => ("fl oz", |ml| ml / 29.573_529_562_5),
        "L" => ("fl oz", |l| l * 1000.0 / 29.573_529_562_5),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_in_the_readers_units() {
        let us = |message| units_of_reader(message, UnitSystem::UsCustomary, Language::English);
        assert_eq!(
            us("Write −30 to 55 °C with a unit, such as 24 °C."),
            "Write -22 to 131 °F with a unit, such as 75 °F."
        );
        assert_eq!(us("from 20 to 250 kg, such as"), "from 44 to 551 lb, such as");
        assert_eq!(units_of_reader("24 °C", UnitSystem::Metric, Language::English), "24 °C");
        let of_brazil =
            units_of_reader("por exemplo 70,4 kg.", UnitSystem::UsCustomary, Language::Portuguese);
        assert_eq!(of_brazil, "por exemplo 155 lb.");
    }

    #[test]
    fn a_weight_that_cannot_be_is_asked_about_with_what_was_likely_meant() {
        let form = |typed: &str| {
            let typed = vec![("mass_after".to_owned(), typed.to_owned())];
            let fault = engine::FieldError::new("mass_after", "too little");
            let form = Form::refused(Language::English, typed, Problem::invalid(vec![fault]));
            Form { usual: Some(Mass::from_kg(61.0)), ..form }.field("mass_after").likely
        };
        assert_eq!(form("6.04"), "60.4 kg");
        assert_eq!(form("604"), "60.4 kg");
        assert_eq!(form("133.2"), "60.4 kg");
        assert_eq!(form("three"), "");
        assert_eq!(form("💧"), "");
    }

    #[test]
    fn numbers_of_the_program_have_the_readers_decimal_sign_and_typed_ones_stay_as_they_are() {
        let filled =
            vec![("mass_before".to_owned(), "61.25 kg".to_owned()), ("place".into(), "38.72, -9.14".into())];
        let form = Form::begun(Language::Portuguese, filled);
        assert_eq!(form.field("mass_before").shown(), "61,25");
        assert_eq!(form.field("place").shown(), "38.72, -9.14", "no number of the reader's");
        assert_eq!(form.field("height").default("1.78 m").example("1.71 m").hinted(), "1,71 m");
        assert_eq!(form.field("height").default("1.78 m").shown(), "1,78 m");
        let typed = vec![("mass_before".to_owned(), "1.250".to_owned())];
        let fault = engine::FieldError::new("mass_before", "too much");
        let refused = Form::refused(Language::Portuguese, typed, Problem::invalid(vec![fault]));
        assert_eq!(refused.field("mass_before").shown(), "1.250", "as it was typed");
    }

    #[test]
    fn a_fault_of_several_fields_stands_beside_the_one_that_was_typed() {
        let typed = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let at = |fault, pairs: &[(&str, &str)]| field_at_fault(fault, &typed(pairs)).unwrap_or_default();
        assert_eq!(at("effort", &[("power", ""), ("speed", "61 km/h")]), "speed");
        assert_eq!(at("effort", &[]), "intensity");
        assert_eq!(at("setting", &[("fan", "90 m/s")]), "fan");
        assert_eq!(at("patch.volume", &[]), "patch_volume");
        assert_eq!(at("duration", &[]), "");
    }

    #[test]
    fn what_was_likely_meant_takes_the_place_of_what_was_typed() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = vec![pair("mass_after", "6.04"), pair("likely-mass_after", "60.4 kg"), pair("drunk", "0")];
        assert_eq!(as_meant(sent), [pair("mass_after", "60.4 kg"), pair("drunk", "0")]);
        let anew = vec![
            pair("mass_after", "60.1"),
            pair("was-mass_after", "6.04"),
            pair("likely-mass_after", "60.4 kg"),
        ];
        assert_eq!(as_meant(anew), [pair("mass_after", "60.1")]);
    }
}
