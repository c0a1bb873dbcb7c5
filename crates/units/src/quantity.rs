//! What every quantity can do, and the macro that declares one from its table of units.

use crate::{Unit, UnitSystem};

/// A typed quantity: one `f64` in a fixed base unit.
pub trait Quantity: Copy + PartialOrd + Sized {
    /// What is measured, in words: `body mass`, `volume`.
    const NAME: &'static str;
    /// The units understood; the first is the base unit.
    const UNITS: &'static [Unit];
    /// An accepted spelling, for error messages.
    const EXAMPLE: &'static str;

    /// The quantity of `value` base units.
    fn from_base(value: f64) -> Self;

    /// The value in base units.
    fn base(self) -> f64;

    /// The unit in which `system` customarily states this magnitude, and the decimals it is given with.
    fn customary(self, system: UnitSystem) -> (&'static Unit, usize) {
        let (unit, printed) = crate::unit::customary(Self::UNITS, self.base(), system);
        (unit, printed.map_or(2, |printed| printed.decimals))
    }

    /// Prints the value in the customary unit of `system`, for people.
    fn display(self, system: UnitSystem) -> String {
        let (unit, decimals) = self.customary(system);
        let number = crate::number::fixed(unit.of_base(self.base()), decimals);
        format!("{number} {}", unit.symbol)
    }

    /// The larger of two.
    #[must_use]
    fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// The smaller of two.
    #[must_use]
    fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }
}

/// Declares a quantity: its documentation, base unit and table of units with constructor and accessor names.
macro_rules! quantity {
    (
        $(#[$meta:meta])*
        $name:ident, $words:literal, like $example:literal {
            $( $from:ident / $as:ident : $symbol:literal = $factor:expr $(, zero $zero:expr)?
               $(, $(($system:ident $(from $min:literal)? . $decimals:literal))+ )?
               $(, only $only:ident)?
               ; $($spelling:literal)* )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// None of it.
            pub const ZERO: Self = Self(0.0);

            $(
                #[doc = concat!("A value in ", $symbol, ".")]
                pub const fn $from(value: f64) -> Self {
                    Self((value - (0.0 $(+ $zero)?)) * $factor)
                }

                #[doc = concat!("The value in ", $symbol, ".")]
                pub const fn $as(self) -> f64 {
                    self.0 / $factor + (0.0 $(+ $zero)?)
                }
            )+

            /// Whether the value is a finite number.
            pub const fn is_finite(self) -> bool {
                self.0.is_finite()
            }
        }

        impl $crate::Quantity for $name {
            const NAME: &'static str = $words;
            const EXAMPLE: &'static str = $example;
            const UNITS: &'static [$crate::Unit] = &[$(
                $crate::Unit {
                    symbol: $symbol,
                    spellings: &[$($spelling),*],
                    factor: $factor,
                    zero: 0.0 $(+ $zero)?,
                    printed: &[$($($crate::unit::Printed {
                        system: $crate::UnitSystem::$system,
                        from: 0.0 $(+ $min)?,
                        decimals: $decimals,
                    }),+)?],
                    only_in: quantity!(@only $($only)?),
                }
            ),+];

            fn from_base(value: f64) -> Self {
                Self(value)
            }

            fn base(self) -> f64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            /// Prints in metric units; [`Quantity::display`](crate::Quantity::display) takes the system.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::Quantity::display(*self, $crate::UnitSystem::Metric))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnitError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::serialize(*self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
    (@only) => { None };
    (@only $only:ident) => { Some($crate::UnitSystem::$only) };
}

/// Gives a quantity the arithmetic of a vector space: sums, differences, scaling and the ratio of two.
macro_rules! additive {
    ($($name:ident)+) => {$(
        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl std::ops::AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl std::ops::Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl std::ops::Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl std::ops::Mul<$name> for f64 {
            type Output = $name;
            fn mul(self, quantity: $name) -> $name {
                $name(self * quantity.0)
            }
        }

        impl std::ops::Div<f64> for $name {
            type Output = Self;
            fn div(self, divisor: f64) -> Self {
                Self(self.0 / divisor)
            }
        }

        impl std::ops::Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self(0.0), |total, item| total + item)
            }
        }
    )+};
}
