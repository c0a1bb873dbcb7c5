//! The register of sources: papers, standards, position statements, vendor pages, and our own decisions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The key of a source in the register, e.g. `baker-2022`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(String);

impl SourceId {
    /// A key; whether the register knows it is a matter of [`Register::get`].
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SourceId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl std::fmt::Display for SourceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far a figure was verified against its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Read in the source itself (the paper, its abstract, one of its tables, the standard's own data).
    Verified,
    /// Read in a page that quotes the source.
    Secondary,
    /// Calculated from verified figures.
    Derived,
    /// Known, but not re-read; never presented as a citation.
    Unverified,
    /// A choice of this project, open to better evidence.
    OurChoice,
}

impl Status {
    /// A short phrase for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Verified => "read in the source",
            Self::Secondary => "read in a secondary page",
            Self::Derived => "calculated from published figures",
            Self::Unverified => "not yet re-read in the source",
            Self::OurChoice => "our own choice",
        }
    }
}

/// One entry of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who and when, short: `Baker et al. 2022`.
    pub cite: String,
    /// What it is called or what it is.
    pub title: String,
    /// Where it can be read: a DOI or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How much of it was read for this project.
    pub status: Status,
    /// What to keep in mind about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// All sources, by key.
#[derive(Clone, Debug, Default)]
pub struct Register {
    sources: BTreeMap<SourceId, Source>,
}

/// Why a register file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The file is not a table of sources.
    #[error("{file}: {source}")]
    Syntax {
        /// Which file.
        file: String,
        /// What the TOML reader found.
        source: toml::de::Error,
    },
    /// Two files define the same key.
    #[error("source '{id}' is defined twice: keep one entry")]
    Twice {
        /// The key.
        id: SourceId,
    },
}

impl Register {
    /// Reads register files, `(name, text)` each.
    ///
    /// # Errors
    /// When a file is not a table of sources, or a key appears twice.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, RegisterError> {
        let mut sources = BTreeMap::new();
        for (file, text) in files {
            let table: BTreeMap<SourceId, Source> = toml::from_str(text)
                .map_err(|source| RegisterError::Syntax { file: (*file).to_owned(), source })?;
            for (id, source) in table {
                if sources.insert(id.clone(), source).is_some() {
                    return Err(RegisterError::Twice { id });
                }
            }
        }
        Ok(Self { sources })
    }

    /// The source with this key.
    pub fn get(&self, id: &SourceId) -> Option<&Source> {
        self.sources.get(id)
    }

    /// All sources in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&SourceId, &Source)> {
        self.sources.iter()
    }
}

static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    // A test reads the same files and fails the build of a broken register, so the fallback is never met.
    Register::read(FILES).unwrap_or_default()
});

const FILES: &[(&str, &str)] = &[
    ("sources/house.toml", include_str!("../sources/house.toml")),
    ("sources/physiology.toml", include_str!("../sources/physiology.toml")),
    ("sources/fuelling.toml", include_str!("../sources/fuelling.toml")),
    ("sources/timeline.toml", include_str!("../sources/timeline.toml")),
];

/// The project's own register.
pub fn register() -> &'static Register {
    &REGISTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_register_reads() {
        let register = Register::read(FILES).unwrap();
        assert!(register.get(&"isotone".into()).is_some());
    }

    #[test]
    fn a_key_defined_twice_is_refused() {
        let file = "[a]\ncite='A'\ntitle='T'\nstatus='verified'\n";
        let error = Register::read(&[("one", file), ("two", file)]).unwrap_err();
        assert_eq!(error.to_string(), "source 'a' is defined twice: keep one entry");
    }
}
