//! All quantities side by side, to say what a unit measures when it was given for something else.

use crate::{
    AirSpeed, Area, CarbohydrateRate, Duration, Energy, Fraction, Frequency, HeatFlux, Insulation, Length,
    LocalSweatingRate, Mass, Power, Pressure, Quantity, SodiumConcentration, SodiumRate, Speed, Temperature,
    Unit, UnitSystem, Volume, VolumeRate, parse,
};

/// Every measurable with units of its own; nutrients share the units of mass and are left out.
const QUANTITIES: &[(&str, &[Unit])] = &[
    (Mass::NAME, Mass::UNITS),
    (Volume::NAME, Volume::UNITS),
    (VolumeRate::NAME, VolumeRate::UNITS),
    (Length::NAME, Length::UNITS),
    (Speed::NAME, Speed::UNITS),
    (Temperature::NAME, Temperature::UNITS),
    (Duration::NAME, Duration::UNITS),
    (Power::NAME, Power::UNITS),
    (Energy::NAME, Energy::UNITS),
    (Fraction::NAME, Fraction::UNITS),
    (Frequency::NAME, Frequency::UNITS),
    (Pressure::NAME, Pressure::UNITS),
    (AirSpeed::NAME, AirSpeed::UNITS),
    (Area::NAME, Area::UNITS),
    (HeatFlux::NAME, HeatFlux::UNITS),
    (Insulation::NAME, Insulation::UNITS),
    (LocalSweatingRate::NAME, LocalSweatingRate::UNITS),
    (SodiumConcentration::NAME, SodiumConcentration::UNITS),
    (SodiumRate::NAME, SodiumRate::UNITS),
    (CarbohydrateRate::NAME, CarbohydrateRate::UNITS),
];

/// What a unit of this (normalised) spelling measures.
pub(crate) fn measures(spelled: &str) -> Option<&'static str> {
    QUANTITIES
        .iter()
        .find(|(_, units)| parse::matching(units, spelled, UnitSystem::Metric).is_some())
        .map(|(name, _)| *name)
}

/// The quantity whose base unit has this symbol, and whose values therefore change with the reader's unit system.
pub(crate) fn with_base_symbol(symbol: &str) -> Option<&'static [Unit]> {
    QUANTITIES.iter().map(|(_, units)| *units).find(|units| units[0].symbol == symbol)
}
