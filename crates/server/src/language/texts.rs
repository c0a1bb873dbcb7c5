//! The texts of each language, and the saying of one with its arguments.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::Language;

/// The files of texts, each there in every language. A new one is named here, once.
macro_rules! files {
    ($language:literal, $($name:literal)+) => {
        [$(include_str!(concat!("../../texts/", $language, "/", $name, ".ftl"))),+]
    };
    ($($name:literal)+) => {
        fn files(language: Language) -> [&'static str; [$($name),+].len()] {
            match language {
                Language::English => files!("en", $($name)+),
                Language::Portuguese => files!("pt", $($name)+),
                Language::Spanish => files!("es", $($name)+),
            }
        }
    };
}

files! {
    "access"
    "calendar"
    "catalogue"
    "connections"
    "data"
    "fields"
    "form"
    "frame"
    "home"
    "imports"
    "log"
    "more"
    "plan"
    "problem"
    "profile"
    "race"
    "reasons"
    "receipt"
    "removed"
    "scan"
    "session"
    "settings"
    "test"
    "timeline"
    "today"
    "trends"
    "validation"
    "what-if"
    "words"
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language.identifier()]);
    // The marks guard texts of mixed direction, which these languages are not; they would stand in titles and forms.
    bundle.set_use_isolating(false);
    for file in files(language) {
        // What cannot be read is left out; a test refuses it before it is ever built in.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(file.to_owned());
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(?errors, language = language.code(), "texts are there twice");
        }
    }
    bundle
}

fn bundle_of(language: Language) -> &'static Bundle {
    match language {
        Language::English => &BUNDLES[0],
        Language::Portuguese => &BUNDLES[1],
        Language::Spanish => &BUNDLES[2],
    }
}

/// What a text can be given.
pub(crate) trait Argument {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

macro_rules! arguments {
    ($($kind:ty)+) => {$(
        impl Argument for $kind {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(self.to_owned())
            }
        }
    )+};
}

arguments! { str String usize u8 u32 u64 i64 }

impl<A: Argument + ?Sized> Argument for &A {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

/// A text that is about to be said, with its arguments. Numbers given as numbers choose the plural; numbers with decimals
/// and units are given as text, already in the language's form.
pub(crate) struct Saying {
    language: Language,
    arguments: FluentArgs<'static>,
}

impl Saying {
    pub(super) fn of(language: Language) -> Self {
        Self { language, arguments: FluentArgs::new() }
    }

    /// One argument more.
    pub(crate) fn with(mut self, name: &'static str, value: impl Argument) -> Self {
        self.arguments.set(name, value.value());
        self
    }

    /// The text; in English where this language lacks it, and its key where no language has it.
    pub(crate) fn t(&self, key: &str) -> String {
        let languages = [self.language, Language::English];
        languages.into_iter().find_map(|language| self.in_language(language, key)).unwrap_or_else(|| {
            tracing::error!(key, "there is no such text");
            key.to_owned()
        })
    }

    /// The text of one of a family: `t_of("flag", "HEAT")` is `flag-HEAT`.
    pub(crate) fn t_of(&self, family: &str, code: &str) -> String {
        self.t(&format!("{family}-{code}"))
    }

    /// The text of one of a family, where there is one.
    pub(crate) fn known(&self, family: &str, code: &str) -> Option<String> {
        let key = format!("{family}-{code}");
        [self.language, Language::English].into_iter().find_map(|language| self.in_language(language, &key))
    }

    fn in_language(&self, language: Language, key: &str) -> Option<String> {
        let bundle = bundle_of(language);
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&self.arguments), &mut errors).into_owned();
        for error in errors {
            tracing::error!(key, %error, "a text lacks an argument");
        }
        Some(text)
    }
}
