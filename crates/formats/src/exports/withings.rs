//! `weight.csv` of a Withings export: body masses, with the local time of the account. Samples: the test data of several
//! public readers of this export.

use jiff::tz::TimeZone;
use units::Mass;

use super::table::{Table, local_in};
use super::{TableError, some};
use crate::{Decoded, Reading};

const FORMAT: &str = "Withings export";
const WHAT: &str = "a list of body masses of Withings";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(table: &Table, zone: &TimeZone) -> Option<Result<Decoded, TableError>> {
    let [date, mass] = [table.header().first()?, table.header().get(1)?];
    let fat = table.header().get(2).is_some_and(|name| name.contains('('));
    let unit = mass.strip_suffix(')').and_then(|name| name.rsplit_once('('))?;
    let named = ["weight", "poids", "gewicht", "peso"].contains(&unit.0.trim());
    if date != "date" && date != "datum" && date != "fecha" && date != "data" || !named || !fat {
        return None;
    }
    let kg: fn(f64) -> Mass = match unit.1.trim() {
        "kg" => Mass::from_kg,
        "lb" | "lbs" => Mass::from_lb,
        _ => {
            let why = "its unit of mass is not known: set the account to kg, and export again";
            return Some(Err(TableError::Unclear { what: WHAT, why }));
        }
    };
    let readings = table.rows().filter_map(|row| {
        let at = local_in(row.at(0)?, zone)?;
        let mass = kg(row.positive_at(1)?);
        MASSES.contains(&mass.as_kg()).then_some(Reading::BodyMass { at, mass })
    });
    let readings = readings.collect();
    Some(some(Decoded { readings, ..Decoded::of(FORMAT) }, WHAT))
}
