//! What moving air and a moving body make of clothing.

use super::{Edition, Phs, TABLE};

/// Clothing in moving air.
pub(super) struct Clothing {
    /// Growth of the clothed surface.
    pub(super) area_factor: f64,
    /// Insulation of the clothing itself, m²·K/W.
    pub(super) insulation: f64,
    /// Evaporative resistance of clothing and air, m²·kPa/W.
    pub(super) evaporative: f64,
    /// Air speed relative to the body, m/s.
    pub(super) air: f64,
}

impl Clothing {
    pub(super) fn of(phs: &Phs) -> Self {
        let table = &TABLE.clothing;
        let clo = phs.clothing.as_clo();
        let growth = match phs.edition {
            Edition::Iso2004 => table.area_2004.value,
            Edition::Iso2023 => table.area_2023.value,
        };
        let area_factor = 1.0 + growth * clo;
        let per_clo = crate::coefficients().clothing.insulation_per_clo.value;
        let still = clo * per_clo + table.boundary.value / area_factor;
        let (air, walk) = movement(phs);
        let (clothed, nude) = corrections(air, walk);
        let all = if clo <= table.dressed_clo.value {
            ((table.dressed_clo.value - clo) * nude + clo * clothed) / table.dressed_clo.value
        } else {
            clothed
        };
        let total = still * all;
        let permeable = (table.permeability_square.value * all - table.permeability_slope.value) * all
            + table.permeability_offset.value;
        let permeability = (phs.permeability * permeable).min(table.greatest_permeability.value);
        // Very thin clothing in fast air would come out with less than nothing; a hundredth of a clo is left.
        let insulation = (total - nude * table.boundary.value / area_factor).max(0.01 * per_clo);
        Self { area_factor, insulation, evaporative: total / permeability / table.lewis.value, air }
    }
}

/// Air speed relative to the body, and the body's own movement.
fn movement(phs: &Phs) -> (f64, f64) {
    let table = &TABLE.clothing;
    let wind = phs.air_speed.as_m_per_s();
    match phs.walking {
        Some(walking) => {
            let walk = walking.speed.as_m_per_s();
            let met = match walking.wind_angle {
                Some(degrees) => (wind - walk * degrees.to_radians().cos()).abs(),
                None => wind.max(walk),
            };
            (met, walk)
        }
        None => {
            let moved = table.walk_by_metabolic.value * (phs.metabolic.as_w_per_m2() - table.walk_rest.value);
            (wind, moved.min(table.walk_most.value))
        }
    }
}

/// How much clothing, and the air around the nude body, insulate compared with still air.
fn corrections(air: f64, walk: f64) -> (f64, f64) {
    let table = &TABLE.clothing;
    let (held, walk) = (air.min(table.air_limit.value), walk.min(table.walk_limit.value));
    let clothed = table.pump_scale.value
        * ((table.pump_air_square.value * held - table.pump_air.value) * held
            + (table.pump_walk_square.value * walk - table.pump_walk.value) * walk)
            .exp();
    // The standard leaves the air speed free here; its parabola turns at 5 m/s, one of the reasons for the flag.
    let nude = ((table.nude_air_square.value * air - table.nude_air.value) * air
        + (table.nude_walk_square.value * walk - table.nude_walk.value) * walk)
        .exp();
    (clothed.min(1.0), nude.min(1.0))
}
