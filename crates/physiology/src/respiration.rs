//! What leaves by the breath: water, and more carbon dioxide than oxygen comes in.

use evidence::Receipt;
use units::{Energy, Mass, Power, Pressure, VolumeRate};

use crate::humidity::vapour_pressure;
use crate::{Athlete, Effort, SessionConditions, coefficients, metabolic_rate};

/// Mass lost by breathing over a session.
pub(crate) struct Respiration {
    /// Water; all of it together with the gas where only the energy is known.
    pub(crate) water: Mass,
    /// Carbon dioxide beyond the oxygen taken in.
    pub(crate) gas: Mass,
    pub(crate) receipt: Receipt,
}

/// Water lost by breathing per minute (Mitchell 1972): 0.019·VO₂·(44 − Pa), g/min; nothing where the air is as moist as
/// the breath.
///
/// ```
/// use units::{Pressure, VolumeRate};
/// let water = physiology::respiration::water_per_minute(VolumeRate::from_l_per_min(2.0), Pressure::from_mmhg(10.0));
/// assert!((water.as_g() - 1.292).abs() < 1e-9);
/// ```
pub fn water_per_minute(oxygen: VolumeRate, vapour: Pressure) -> Mass {
    let table = &coefficients().weigh_in;
    let gradient = (table.respiratory_saturation.value - vapour.as_mmhg()).max(0.0);
    Mass::from_g(table.respiratory_water.value * oxygen.as_l_per_min() * gradient)
}

/// Carbon dioxide lost beyond the oxygen taken in, per minute (ASHRAE eq. 50): VO₂·(1.977·RQ − 1.429), g/min.
///
/// ```
/// let gas = physiology::respiration::gas_per_minute(units::VolumeRate::from_l_per_min(2.0), 0.90);
/// assert!((gas.as_g() - 0.7006).abs() < 5e-5);
/// ```
pub fn gas_per_minute(oxygen: VolumeRate, respiratory_quotient: f64) -> Mass {
    let table = &coefficients().weigh_in;
    let per_litre = table.carbon_dioxide_density.value * respiratory_quotient - table.oxygen_density.value;
    Mass::from_g(oxygen.as_l_per_min() * per_litre)
}

/// Water and gas together by the energy turned over alone (Cheuvront & Montain 2017): 0.20 g/kcal.
///
/// ```
/// let breath = physiology::respiration::mass_by_energy(units::Energy::from_kcal(3000.0));
/// assert!((breath.as_kg() - 0.60).abs() < 1e-9);
/// ```
pub fn mass_by_energy(energy: Energy) -> Mass {
    Mass::from_g(coefficients().weigh_in.breath_per_kcal.value * energy.as_kcal())
}

/// The oxygen that a metabolic rate takes, at a respiratory exchange ratio.
fn oxygen_uptake(metabolic: Power, exchange_ratio: f64) -> VolumeRate {
    let joules_per_litre = (0.23 * exchange_ratio + 0.77) * coefficients().metabolism.oxygen_energy.value;
    VolumeRate::from_l_per_min(metabolic.as_watts() * 60.0 / joules_per_litre)
}

impl Respiration {
    /// By oxygen uptake and humidity where the effort was measured, by energy alone where it was only felt: an uptake
    /// made up from a table of sports would lend the longer equation a precision that it does not have.
    pub(crate) fn of(athlete: &Athlete, session: &SessionConditions) -> Self {
        let rate = metabolic_rate(athlete, session);
        let receipt = |equation: &str| {
            Receipt::of("Mass lost by breathing", "sweat-test.respiration", equation)
                .input("metabolic rate", rate.metabolic)
                .words("metabolic rate by", rate.equation)
        };
        if matches!(session.effort, Effort::Intensity { .. }) {
            let joules = rate.metabolic.as_watts() * session.duration.as_seconds();
            let energy = Energy::from_kj(joules / 1000.0);
            let water = mass_by_energy(energy);
            let receipt = receipt("0.20 g/kcal, water and gas together")
                .input("energy", energy)
                .input("duration", session.duration)
                .sources(["cheuvront-montain-2017", rate.source])
                .note("The effort was not measured: the short form is used, and is uncertain by a quarter.")
                .result(water);
            return Self { water, gas: Mass::ZERO, receipt };
        }
        let exchange_ratio = coefficients().metabolism.respiratory_exchange_ratio.value;
        let oxygen = oxygen_uptake(rate.metabolic, exchange_ratio);
        let vapour = vapour_pressure(session.air_temperature, session.relative_humidity);
        let minutes = session.duration.as_minutes();
        let water = water_per_minute(oxygen, vapour) * minutes;
        let gas = gas_per_minute(oxygen, exchange_ratio) * minutes;
        let receipt = receipt("0.019·VO₂·(44 − Pa) + VO₂·(1.977·RER − 1.429), g/min; VO₂ = M / (0.977 · 21 166 J/L)")
            .input("oxygen uptake", oxygen)
            .input("vapour pressure of the air", vapour)
            .input("duration", session.duration)
            .sources(["mitchell-1972", "ashrae-comfort", rate.source])
            .note("Respiratory exchange ratio 0.90 is assumed; the share of water and gas is uncertain by a quarter.")
            .result(water + gas);
        Self { water, gas, receipt }
    }
}
