//! Tables of coefficients as typed values: one struct a section, read from TOML.

/// Declares a struct of sections of [`Coefficient`](crate::Coefficient)s, read from TOML, with an iterator over all of
/// them by dotted name. The crate that uses it depends on `serde`.
#[macro_export]
macro_rules! coefficient_table {
    (
        $(#[$table_meta:meta])*
        pub struct $table:ident { $($(#[$plain_meta:meta])* $plain:ident: $plain_type:ty,)* }
        $($(#[$meta:meta])* $section:ident: $type:ident { $($field:ident)+ })+
    ) => {
        $(#[$table_meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $table {
            $($(#[$plain_meta])* pub $plain: $plain_type,)*
            $($(#[$meta])* pub $section: $type,)+
        }

        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $type {
                $(#[doc = concat!("`", stringify!($field), "` of the table, with its meaning, unit and source.")]
                pub $field: $crate::Coefficient,)+
            }
        )+

        impl $table {
            /// Every coefficient with its dotted name, for the documentation and for checks.
            pub fn iter(&self) -> impl Iterator<Item = (String, &$crate::Coefficient)> {
                [$($((concat!(stringify!($section), ".", stringify!($field)).to_owned(), &self.$section.$field),)+)+]
                    .into_iter()
            }
        }
    };
}
