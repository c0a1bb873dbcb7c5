//! What is said of an event by code; the English words stand beside the code, other languages go by it.

/// Gives an enumeration without fields all its members, their codes and their words.
macro_rules! worded {
    ($name:ident { $($variant:ident = $code:literal: $words:literal;)+ }) => {
        impl $name {
            /// Every one, for who puts them into other languages.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in documents and keys of texts.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// It in words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

pub(crate) use worded;
