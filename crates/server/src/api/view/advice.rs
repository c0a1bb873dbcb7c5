//! What to know beside the numbers.

use serde::Serialize;
use utoipa::ToSchema;

/// Something to know beside the numbers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Advice {
    /// Its code, stable over versions.
    #[schema(example = "CANNOT_HOLD_2PCT")]
    code: String,
    /// What it means and what to do.
    words: String,
}

impl Advice {
    /// A flag of the fuelling rules.
    pub(crate) fn of(flag: &fuel::Flag) -> Self {
        Self::said(flag.code(), flag.words())
    }

    /// By its code and words.
    pub(super) fn said(code: impl Into<String>, words: &str) -> Self {
        Self { code: code.into(), words: words.to_owned() }
    }
}
