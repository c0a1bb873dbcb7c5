//! The table of coefficients as typed values. A number in an equation is always one of these.

use std::sync::LazyLock;

evidence::coefficient_table! {
    /// Every coefficient of the equations, by section, as read from `data/coefficients.toml`.
    pub struct Table {}
    /// Size of the body.
    body: Body { area_scale area_mass_exponent area_height_exponent default_height_male default_height_female default_age }
    /// Heat exchange of skin and breath with the air.
    exchange: Exchange {
        respiratory_convection expired_temperature respiratory_evaporation expired_vapour_pressure convection_scale
        convection_exponent still_air emissivity radiating_share stefan_boltzmann lewis latent_heat
    }
    /// What clothing does to it.
    clothing: Clothing { insulation_per_clo area_factor_per_clo permeability wind_limit walk_limit cold_layer cold_below }
    /// Mean skin temperature.
    skin: Skin { standard_weight trained_at_reference trained_reference trained_slope radiant_slope least most }
    /// From the evaporation required to the sweat produced.
    sweating: Sweating {
        evaporated_share floor_softness efficiency_loss efficiency_steepness water_share least_evaporation greatest_rate
        onset_minutes
    }
    /// Heat production.
    metabolism: Metabolism {
        cycling_efficiency running_rest running_horizontal running_vertical walking_horizontal walking_vertical
        joules_per_ml_oxygen watts_per_met_kg standing_met oxygen_energy respiratory_exchange_ratio heart_rate_sd own_heart_rate_sd
        pace_sd power_sd met_sd word_sd word_of_capacity_sd capacity_sd female_capacity reference_capacity intensity_easy
        intensity_moderate intensity_hard intensity_max
    }
    /// Air and sun around the body.
    air: Air {
        wind_at_body cycling_shelter belt_share pedalling indoor_limb_motion radiant_thin_cloud radiant_partly_sunny radiant_full_sun
    }
    /// The sun on the body.
    sun: SunTable {
        solar_constant haurwitz_scale haurwitz_depth cloud_most cloud_exponent ground_albedo skin_absorption
        radiative_conductance projected_scale projected_linear projected_square
    }
    /// The instruments of the wet-bulb globe temperature.
    wet_bulb_globe: WetBulbGlobeTable {
        globe_diameter globe_albedo wick_diameter wick_length wick_albedo emissivity ground_albedo ground_emissivity
        least_wind least_cosine greatest_direct weight_wet_bulb weight_globe
    }
    /// The heat index of the US National Weather Service, in °F and %.
    heat_index: HeatIndexTable {
        mild_offset mild_air mild_humidity whole_from offset air humidity air_humidity air_square humidity_square
        air_square_humidity air_humidity_square squares
    }
    /// Water vapour.
    vapour: Vapour { saturation_scale saturation_slope saturation_offset }
    /// Heart rate to energy.
    heart_rate: HeartRate {
        share_offset share_slope male_offset male_beat male_kg male_year female_offset female_beat female_kg female_year
    }
    /// The cost of running on a grade, per metre and kilogram.
    grade: Grade { fifth fourth third second first level gravity }
    /// Mass balance of a weigh-in.
    weigh_in: WeighIn {
        respiratory_water respiratory_saturation carbon_dioxide_density oxygen_density weighing_sd unknown_urine_sd
        unknown_drunk_sd asked_from
        respiration_relative_sd breath_per_kcal trapped_easy trapped_moderate trapped_hard trapped_sd
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/coefficients.toml")).expect("data/coefficients.toml")
});

/// The coefficients in force.
pub fn coefficients() -> &'static Table {
    &TABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_coefficient_is_finite_and_its_source_is_in_the_register() {
        for (name, coefficient) in coefficients().iter() {
            assert!(coefficient.value.is_finite(), "{name}");
            assert!(
                evidence::register().get(&coefficient.source).is_some(),
                "{name}: {}",
                coefficient.source
            );
        }
    }
}
