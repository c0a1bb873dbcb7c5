//! The products between quantities that the domain uses, and no others.

use crate::{
    Area, Carbohydrate, CarbohydrateRate, Duration, Energy, HeatFlux, Length, LocalSweatingRate, Mass, Power,
    Quantity, Sodium, SodiumConcentration, SodiumRate, Speed, Volume, VolumeRate,
};

/// Declares `$a × $b = $c` in base units scaled by `$scale`, with both orders and both quotients.
macro_rules! product {
    ($($a:ident * $b:ident = $c:ident, $scale:expr;)+) => {$(
        impl std::ops::Mul<$b> for $a {
            type Output = $c;
            fn mul(self, other: $b) -> $c {
                $c::from_base(self.base() * other.base() * $scale)
            }
        }

        impl std::ops::Mul<$a> for $b {
            type Output = $c;
            fn mul(self, other: $a) -> $c {
                other * self
            }
        }

        impl std::ops::Div<$a> for $c {
            type Output = $b;
            fn div(self, divisor: $a) -> $b {
                $b::from_base(self.base() / (divisor.base() * $scale))
            }
        }

        impl std::ops::Div<$b> for $c {
            type Output = $a;
            fn div(self, divisor: $b) -> $a {
                $a::from_base(self.base() / (divisor.base() * $scale))
            }
        }
    )+};
}

const HOURS_PER_SECOND: f64 = 1.0 / 3600.0;

product! {
    VolumeRate * Duration = Volume, HOURS_PER_SECOND;
    SodiumRate * Duration = Sodium, HOURS_PER_SECOND;
    CarbohydrateRate * Duration = Carbohydrate, HOURS_PER_SECOND;
    Speed * Duration = Length, 1.0;
    HeatFlux * Area = Power, 1.0;
    Power * Duration = Energy, 0.001;
    SodiumConcentration * Volume = Sodium, crate::Substance::Sodium.mg_per_mmol();
    SodiumConcentration * VolumeRate = SodiumRate, crate::Substance::Sodium.mg_per_mmol();
    // 1 mg·cm⁻²·min⁻¹ over 1 m² is 600 g/h, that is 0.6 L/h of sweat.
    LocalSweatingRate * Area = VolumeRate, 0.6;
}

/// Sweat and dilute drinks are weighed as if they were water: 1 kg is taken as 1 L, as in every published
/// mass-balance sweat test (the error is under 1 %).
impl Volume {
    /// The volume of this mass of water.
    pub fn of_water(mass: Mass) -> Self {
        Self::from_l(mass.as_kg())
    }
}

impl Mass {
    /// The mass of this volume of water.
    pub fn of_water(volume: Volume) -> Self {
        Self::from_kg(volume.as_l())
    }
}
