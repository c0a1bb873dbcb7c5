//! The language of an answer: which one the reader wants, and how texts, numbers and dates are said in it.
//!
//! The texts stand in `texts/<language>/*.ftl` (Fluent) and are part of the program. A page says them with
//! `frame.t("today-title")`, with arguments as `frame.with("count", 3).t("today-tests")`, and those named by a code of the
//! core as `frame.t_of("flag", "HEAT")`. A test holds every language to the same messages and variables.

mod amount;
mod calendar;
mod number;
mod texts;

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use unic_langid::LanguageIdentifier;

use crate::{FieldProblem, Problem};

pub(crate) use amount::{Amount, Toward};
pub(crate) use texts::{Argument, Saying};

/// The cookie that holds a language which the reader chose.
pub(crate) const COOKIE: &str = "language";

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// English, which every text falls back to.
    #[default]
    English,
    /// Portuguese.
    Portuguese,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::English, Self::Portuguese, Self::Spanish];

    /// The code in `<html lang>`, the cookie and the folder of texts.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt",
            Self::Spanish => "es",
        }
    }

    /// What its speakers call it.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Portuguese => "Português",
            Self::Spanish => "Español",
        }
    }

    /// The language of a code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language of a request's parts: the account's, where the gate found one that says so; else what the headers ask for.
    fn of_parts(parts: &Parts) -> Self {
        parts.extensions.get::<Self>().copied().unwrap_or_else(|| Self::of_request(&parts.headers))
    }

    /// The language that a request asks for: the one chosen before, else the best of what the browser accepts.
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        chosen(text(header::COOKIE)).unwrap_or_else(|| accepted(text(header::ACCEPT_LANGUAGE)))
    }

    /// A text without arguments.
    pub(crate) fn t(self, key: &str) -> String {
        Saying::of(self).t(key)
    }

    /// What is wrong with a field: in English as the core said it, otherwise what this family of texts says of the field.
    pub(crate) fn refusal(self, family: &str, error: &FieldProblem) -> String {
        self.instead(family, &error.field, &error.message)
    }

    /// What is wrong with a field of a form that was refused, said as [`Self::refusal`] says it; nothing where nothing is.
    pub(crate) fn wrong_by(self, family: &str, problem: Option<&Problem>, field: &str) -> String {
        let mut errors = problem.into_iter().flat_map(|problem| &problem.errors);
        let error = errors.find(|error| error.field == field);
        error.map_or_else(String::new, |error| self.refusal(family, error))
    }

    /// What was said in English, or the text of one of a family in its place: other languages say it less exactly, where they
    /// say it at all.
    pub(crate) fn instead(self, family: &str, code: &str, english: &str) -> String {
        let known = match self {
            Self::English => None,
            other => other.known(family, code),
        };
        known.unwrap_or_else(|| english.to_owned())
    }

    /// The text of one of a family: `t_of("flag", "HEAT")` is `flag-HEAT`.
    pub(crate) fn t_of(self, family: &str, code: &str) -> String {
        Saying::of(self).t_of(family, code)
    }

    /// The text of one of a family, where there is one.
    pub(crate) fn known(self, family: &str, code: &str) -> Option<String> {
        Saying::of(self).known(family, code)
    }

    /// Which of these codes was typed by its word in a family of texts: `Corrida` is `run`.
    pub(crate) fn code_of(
        self,
        family: &str,
        codes: impl IntoIterator<Item = &'static str>,
        typed: &str,
    ) -> Option<&'static str> {
        let word = typed.trim().to_lowercase();
        codes.into_iter().find(|code| self.t_of(family, code).to_lowercase() == word)
    }

    /// Begins a text with arguments.
    pub(crate) fn with(self, name: &'static str, value: impl Argument) -> Saying {
        Saying::of(self).with(name, value)
    }

    fn identifier(self) -> LanguageIdentifier {
        self.code().parse().unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of_parts(parts))
    }
}

fn chosen(cookies: &str) -> Option<Language> {
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, code)| Language::of_code(code))
}

/// The best of `pt-BR, es;q=0.8`: the highest weight that we speak, the first of equals.
fn accepted(header: &str) -> Language {
    let mut best = (0.0, Language::default());
    for part in header.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or_default();
        let weight = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f64>);
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        if let (Some(language), Ok(weight)) = (Language::of_code(&primary), weight)
            && weight > best.0
        {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asked(accept: &'static str, cookie: &'static str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        Language::of_request(&headers)
    }

    #[test]
    fn the_language_is_the_best_that_the_browser_accepts() {
        for (accept, language) in [
            ("", Language::English),
            ("pt-BR,pt;q=0.9,en;q=0.8", Language::Portuguese),
            ("es-419", Language::Spanish),
            ("de-DE, es;q=0.7, en;q=0.3", Language::Spanish),
            ("de, fr", Language::English),
            ("en;q=0.2, pt;q=0.9", Language::Portuguese),
            ("\u{7f}", Language::English),
        ] {
            let header = HeaderValue::from_bytes(accept.as_bytes());
            let mut headers = HeaderMap::new();
            headers.extend(header.ok().map(|value| (header::ACCEPT_LANGUAGE, value)));
            assert_eq!(Language::of_request(&headers), language, "{accept}");
        }
    }

    #[test]
    fn a_language_chosen_before_goes_before_the_browsers() {
        assert_eq!(asked("pt", "a=b; language=es"), Language::Spanish);
        assert_eq!(asked("pt", "language=xx"), Language::Portuguese);
    }
}
