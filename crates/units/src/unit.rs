//! One unit of one quantity.

use crate::UnitSystem;

/// A unit: how it is written, how it converts, and where it is the customary choice for printing.
#[derive(Debug)]
pub struct Unit {
    /// The symbol that is printed, e.g. `kg`.
    pub symbol: &'static str,
    /// Further spellings understood on input, lower case, without spaces around `/`.
    pub spellings: &'static [&'static str],
    /// One of this unit in the quantity's base unit.
    pub factor: f64,
    /// The reading of this unit at the base unit's zero point (32 for °F, otherwise 0).
    pub zero: f64,
    /// Where this unit is printed: the system, from which magnitude (in base units) on, with how many decimals.
    pub printed: &'static [Printed],
    /// Set when the spellings belong to one system's reading of an ambiguous name (`fl oz`, `pint`).
    pub only_in: Option<UnitSystem>,
}

/// Where a unit is the customary choice.
#[derive(Clone, Copy, Debug)]
pub struct Printed {
    /// The system in which the unit is customary.
    pub system: UnitSystem,
    /// The smallest magnitude, in base units, for which it is chosen.
    pub from: f64,
    /// Digits after the decimal point.
    pub decimals: usize,
}

impl Unit {
    /// Converts a reading in this unit to the base unit.
    pub fn to_base(&self, reading: f64) -> f64 {
        (reading - self.zero) * self.factor
    }

    /// Converts a value in the base unit to a reading in this unit.
    pub fn of_base(&self, base: f64) -> f64 {
        base / self.factor + self.zero
    }
}

/// The unit in which `system` customarily states a magnitude: of those that begin at or below it the one that begins
/// latest, else the smallest.
pub(crate) fn customary(
    units: &'static [Unit],
    base: f64,
    system: UnitSystem,
) -> (&'static Unit, Option<Printed>) {
    let printed = || {
        let of = move |unit: &'static Unit| {
            let here = unit.printed.iter().copied().filter(move |printed| printed.system == system);
            here.map(move |printed| (unit, printed))
        };
        units.iter().flat_map(of)
    };
    let begins = |entry: &(&Unit, Printed)| entry.1.from;
    let reached = printed().filter(|entry| base.abs() >= entry.1.from);
    let chosen = reached.max_by(|a, b| begins(a).total_cmp(&begins(b)));
    let smallest = || printed().min_by(|a, b| begins(a).total_cmp(&begins(b)));
    match chosen.or_else(smallest) {
        Some((unit, printed)) => (unit, Some(printed)),
        None => (&units[0], None),
    }
}
