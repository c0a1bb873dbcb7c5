//! What the rules leave to the athlete, and what the athlete decided, in the reader's language.

use engine::AthleteRecord;
use timeline::{Choice, Matter, Question};

use crate::language::Language;
use crate::pages::show::long_when;

/// A question, and the two observations that an answer is about.
pub(super) struct Asked {
    pub(super) when: String,
    pub(super) words: String,
    pub(super) observation: String,
    pub(super) other: String,
    /// When it may have begun, where its clock was wrong: as the form sends it, and as it is read.
    pub(super) proposal: Option<(String, String)>,
    /// It can only be accepted as it is.
    pub(super) aside: bool,
}

/// A question as the page puts it.
pub(super) fn asked(question: &Question, athlete: &AthleteRecord, language: Language) -> Asked {
    let open = Asked {
        when: long_when(question.span.start, athlete, language),
        words: String::new(),
        observation: question.observation.clone(),
        other: String::new(),
        proposal: None,
        aside: false,
    };
    match &question.matter {
        Matter::SameWorkout { other, rule, score } => {
            let said = language.with("rule", language.t_of("rule", rule.code()));
            let words = said.with("percent", percent(*score)).t("asked-same-workout");
            Asked { words, other: other.clone(), ..open }
        }
        Matter::TypedForAnotherTime { other } => {
            Asked { words: language.t("asked-typed"), other: other.clone(), ..open }
        }
        Matter::Misstamped { why, proposal } => {
            let why = language.t_of("misstamp", why.code());
            let proposal = proposal.map(|start| (start.to_string(), long_when(start, athlete, language)));
            Asked { words: language.with("why", why).t("asked-misstamped"), proposal, aside: true, ..open }
        }
        Matter::Contradicted { by } => {
            Asked { words: language.t("asked-contradicted"), other: by.clone(), ..open }
        }
        Matter::Discarded { .. } => Asked { words: language.t("asked-discarded"), aside: true, ..open },
    }
}

/// A share without decimals, such as `93`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// A decision in words.
pub(super) fn decided(choice: &Choice, athlete: &AthleteRecord, language: Language) -> String {
    match choice {
        Choice::Same { a, b } => language.with("a", a).with("b", b).t("decided-same"),
        Choice::NotSame { a, b } => language.with("a", a).with("b", b).t("decided-not-same"),
        Choice::Split { observation, at } => {
            let said = language.with("observation", observation);
            said.with("when", long_when(*at, athlete, language)).t("decided-split")
        }
        Choice::Use { observation, field: Some(field) } => {
            let said = language.with("observation", observation);
            said.with("field", language.t_of("event-field", field.code())).t("decided-use-field")
        }
        Choice::Use { observation, field: None } => {
            language.with("observation", observation).t("decided-use")
        }
        Choice::Discard { observation } => language.with("observation", observation).t("decided-discard"),
        Choice::Restamp { observation, start } => {
            let said = language.with("observation", observation);
            said.with("when", long_when(*start, athlete, language)).t("decided-restamp")
        }
        Choice::Accept { observation } => language.with("observation", observation).t("decided-accept"),
    }
}
