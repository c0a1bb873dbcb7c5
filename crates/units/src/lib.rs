//! Typed quantities: inside they cannot be mixed up, at the edge any usual spelling is understood.
//!
//! Each quantity is a newtype over `f64` in one fixed unit (the first of its table), with named constructors
//! and accessors, so that a body mass never meets a volume and salt never passes for sodium:
//!
//! ```
//! use units::{Duration, Mass, Quantity, SodiumConcentration, UnitSystem, Volume, parse};
//!
//! let before: Mass = parse("155.2 lb")?;
//! let after = Mass::from_kg(69.4);
//! let lost = Volume::of_water(before - after) + parse("20 fl oz")?;
//! let rate = lost / Duration::from_minutes(70.0);
//! assert_eq!(rate.display(UnitSystem::Metric), "1.36 L/h");
//!
//! // mg/L and mmol/L meet only because the substance is part of the type.
//! let sodium = SodiumConcentration::from_mg_per_l(900.0) * lost;
//! assert_eq!(sodium.display(UnitSystem::Metric), "1430 mg");
//! # Ok::<(), units::UnitError>(())
//! ```
//!
//! Own types rather than `uom`: the product needs a score of quantities, a dozen products between them, and
//! parsing, printing and three unit systems for each; with `uom` only the first of these comes for free, and its
//! type errors and compile time are paid everywhere.

#[macro_use]
mod quantity;
mod body;
mod environment;
mod interval;
mod number;
mod nutrient;
mod parse;
mod product;
mod registry;
mod system;
mod unit;
mod wire;

pub use body::{
    Area, Energy, Frequency, HeatFlux, Length, LocalSweatingRate, Mass, Power, Speed, Volume, VolumeRate,
};
pub use environment::{AirSpeed, Fraction, Insulation, Pressure, Temperature, TemperatureDifference};
pub use interval::Interval;
pub use number::DecimalSign;
pub use nutrient::{
    Caffeine, Carbohydrate, CarbohydrateRate, ChlorideConcentration, Duration, Fat, Fibre, Potassium,
    Protein, Salt, Sodium, SodiumConcentration, SodiumRate, Substance,
};
pub use parse::{UnitError, parse, parse_as, parse_in};
pub use quantity::Quantity;
pub use system::UnitSystem;
pub use unit::Unit;
pub use wire::{Measure, localise};
