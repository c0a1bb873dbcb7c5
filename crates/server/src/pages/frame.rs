//! What every page shows around its own: the person, the tabs, the language.

use engine::AthleteRecord;

use crate::App;
use crate::access::Access;
use crate::language::{Argument, Language, Saying};

/// What every page of an athlete shows around its own.
pub(crate) struct Frame {
    pub(crate) demo: bool,
    /// People sign in here.
    pub(crate) accounts: bool,
    /// The athlete the tabs belong to: name in addresses and for people.
    pub(crate) athlete: Option<(String, String)>,
    /// The tab that is open.
    pub(crate) tab: &'static str,
    /// The language that the page speaks.
    pub(crate) language: Language,
}

impl Frame {
    /// Around a page that is nobody's own.
    pub(crate) fn plain(app: &App, language: Language) -> Self {
        Self {
            demo: app.settings.demo,
            accounts: app.settings.access == Access::Accounts,
            athlete: None,
            tab: "",
            language,
        }
    }

    /// Around a page of an athlete, with one tab open.
    pub(crate) fn of(app: &App, athlete: &AthleteRecord, language: Language, tab: &'static str) -> Self {
        Self { athlete: Some((athlete.id.clone(), athlete.name.clone())), tab, ..Self::plain(app, language) }
    }

    /// A text without arguments, for templates.
    pub(crate) fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    /// The text of one of a family, for templates: `t_of("flag", "HEAT")` is `flag-HEAT`.
    pub(crate) fn t_of(&self, family: &str, code: &str) -> String {
        self.language.t_of(family, code)
    }

    /// The open page is one of those behind the last tab.
    pub(crate) fn in_more(&self) -> bool {
        matches!(self.tab, "more" | "catalogue" | "data" | "settings")
    }

    /// Begins a text with arguments, for templates.
    pub(crate) fn with(&self, name: &'static str, value: impl Argument) -> Saying {
        self.language.with(name, value)
    }

    /// The languages to choose from: code, own name, and whether it is this page's.
    pub(crate) fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        Language::ALL.map(|language| (language.code(), language.own_name(), language == self.language))
    }
}
