//! The names by which documents are found.

use std::fmt;

/// A name that the port does not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{name}' is not a {kind}: use 1 to {most} bytes of text, none of them a control character")]
pub struct NameError {
    /// What the name was meant for.
    pub kind: &'static str,
    /// What was given.
    pub name: String,
    /// The longest accepted.
    pub most: usize,
}

/// Refuses a name that is empty, too long or holds control characters.
pub(crate) fn check(kind: &'static str, most: usize, name: &str) -> Result<(), NameError> {
    let fits = !name.is_empty() && name.len() <= most && !name.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(NameError { kind, name: name.to_owned(), most }) }
}

macro_rules! name {
    ($(#[$meta:meta])* $type:ident, $kind:literal, $most:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(String);

        impl $type {
            #[doc = concat!("Checks a name and makes it a ", $kind, ".")]
            ///
            /// # Errors
            /// When the name is empty, too long or holds control characters.
            pub fn new(name: impl Into<String>) -> Result<Self, NameError> {
                let name = name.into();
                check($kind, $most, &name)?;
                Ok(Self(name))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// Whose documents they are: `athlete:ada`, `squad:first-team`, `system`. Every key starts with it.
    Owner, "owner", 200
}

name! {
    /// The kind of a document: `observations`, `sweat-tests`.
    CollectionName, "collection", 60
}

name! {
    /// The name of a document within its owner and collection.
    DocumentId, "document id", 300
}
