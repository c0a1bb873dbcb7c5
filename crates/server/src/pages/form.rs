//! Forms: fields with their label, hint, what was typed, and what was wrong with it beside them.

use super::fault;
use crate::Problem;
use crate::language::Language;

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
}

impl Field {
    /// It has to be filled in.
    pub(crate) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// What it looks like when filled in.
    pub(crate) fn example(self, example: impl Into<String>) -> Self {
        Self { example: example.into(), ..self }
    }

    /// What stands in it where nothing was typed yet.
    pub(crate) fn default(self, value: impl Into<String>) -> Self {
        if self.value.is_empty() { Self { value: value.into(), ..self } } else { self }
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
    problem: Option<Problem>,
}

impl Form {
    /// A form that nothing was typed into yet.
    pub(crate) fn empty(language: Language) -> Self {
        Self { language, typed: Vec::new(), problem: None }
    }

    /// A form that begins with these values.
    pub(crate) fn begun(language: Language, typed: Vec<(String, String)>) -> Self {
        Self { language, typed, problem: None }
    }

    /// A form that was sent and refused.
    pub(crate) fn refused(language: Language, typed: Vec<(String, String)>, problem: Problem) -> Self {
        Self { language, typed, problem: Some(problem) }
    }

    /// What was typed into a field.
    pub(crate) fn was(&self, name: &str) -> &str {
        self.typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// What is wrong with a field, in the reader's language: in English as the core said it, otherwise what the field
    /// accepts.
    pub(crate) fn wrong(&self, name: &str) -> String {
        self.wrong_by("accepted", name)
    }

    /// The same, by what another family of texts says of the field.
    pub(crate) fn wrong_by(&self, family: &str, name: &str) -> String {
        self.language.wrong_by(family, self.problem.as_ref(), name)
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

    /// A field for an amount, by its name in documents.
    pub(crate) fn field(&self, name: &'static str) -> Field {
        Field {
            name,
            label: self.language.t_of("field", name),
            hint: self.language.known("hint", name).unwrap_or_default(),
            value: self.was(name).to_owned(),
            example: String::new(),
            wrong: self.wrong(name),
            required: false,
            choices: Vec::new(),
        }
    }

    /// A choice between the codes of a family of texts.
    pub(crate) fn choice(&self, name: &'static str, family: &'static str, codes: &[&str]) -> Field {
        let of = |code: &&str| ((*code).to_owned(), self.language.t_of(family, code));
        self.field(name).one_of(codes.iter().map(of).collect())
    }
}
