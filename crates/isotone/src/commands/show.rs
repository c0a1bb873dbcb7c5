//! How the commands print.

use serde::Serialize;
use units::UnitSystem;

use crate::failure::Failure;

/// Prints a value as JSON for programs, in the reader's units.
pub(crate) fn json(value: &impl Serialize, system: UnitSystem) -> Result<(), Failure> {
    let mut value = serde_json::to_value(value).map_err(|error| Failure::Argument(error.to_string()))?;
    units::localise(&mut value, system);
    println!("{value:#}");
    Ok(())
}

/// Reads a typed quantity; ambiguous names are taken in the reader's system.
pub(crate) fn quantity<Q: units::Quantity>(flag: &str, text: &str, system: UnitSystem) -> Result<Q, Failure> {
    // Metric readers who type `fl oz` have a US bottle in hand.
    units::parse_in(text, system).map_err(|error| Failure::Argument(format!("--{flag}: {error}")))
}

/// The same, where the flag may be absent.
pub(crate) fn optional<Q: units::Quantity>(
    flag: &str,
    text: Option<&str>,
    system: UnitSystem,
) -> Result<Option<Q>, Failure> {
    text.map(|text| quantity(flag, text, system)).transpose()
}
