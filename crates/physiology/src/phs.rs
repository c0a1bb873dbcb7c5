//! ISO 7933 Predicted Heat Strain: the standard's own model, minute by minute, beside ours.
//!
//! It holds for work in heat: 15–50 °C, air up to 3 m/s, 100–450 W/m², 0.1–1 clo. Athletes in their own airflow leave
//! that box, which is why it is a second model and not the first; [`Phs::flags`] says when. Sources: iso-7933-2004,
//! iso-7933-2023.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use units::{
    AirSpeed, Duration, HeatFlux, Insulation, Length, LocalSweatingRate, Mass, Pressure, Quantity, Speed,
    Temperature, Volume,
};

mod clothing;
mod minute;

use clothing::Clothing;
use minute::{Climate, State};
pub(crate) use minute::{SkinClimate, skin_in_balance};

evidence::coefficient_table! {
    /// The standard's numbers.
    pub struct PhsTable {}
    /// The body's heat and water.
    body: PhsBody {
        specific_heat first_skin first_core first_skin_weight least_skin_weight skin_weight_slope core_by_metabolic
        core_at_rest core_minutes skin_minutes sweat_minutes rectal_by_core rectal_by_rectal rectal_offset
        rectal_minutes rectal_limit loss_mean_2004 loss_most_2004 loss_drinking_2023 loss_dry_2023
        loss_without_drink_2004
    }
    /// Clothing in moving air.
    clothing: PhsClothing {
        area_2004 area_2023 boundary lewis greatest_permeability pump_scale pump_air_square pump_air pump_walk_square
        pump_walk nude_air_square nude_air nude_walk_square nude_walk dressed_clo permeability_square
        permeability_slope permeability_offset walk_by_metabolic walk_rest walk_most air_limit walk_limit emissivity
    }
    /// Breath, convection and radiation.
    exchange: PhsExchange {
        expired_offset expired_air expired_vapour breath_convection breath_evaporation breath_offset breath_air
        breath_vapour natural forced_slow forced_slope forced_fast stefan_boltzmann radiating_standing
        radiating_sitting radiating_crouching
    }
    /// Skin temperature.
    skin: PhsSkin {
        clothed_offset clothed_air clothed_radiant clothed_vapour clothed_wind clothed_metabolic clothed_rectal
        nude_offset nude_air nude_radiant nude_vapour nude_wind nude_rectal nude_clo
    }
    /// Sweating.
    sweating: PhsSweating {
        rest least_2004 most_2004 acclimatised_2004 most_2023 acclimatised_2023 wettedness wettedness_acclimatised
        overwhelmed least_efficiency grams_per_watt_hour grams_area
    }
}

static TABLE: LazyLock<PhsTable> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/phs.toml")).expect("data/phs.toml")
});

/// Which edition of the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Edition {
    /// ISO 7933:2004, whose Annex F this reproduces to the gram.
    #[default]
    #[serde(rename = "2004")]
    Iso2004,
    /// ISO 7933:2023.
    #[serde(rename = "2023")]
    Iso2023,
}

/// How the body is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Posture {
    /// Standing or walking.
    #[default]
    Standing,
    /// Sitting.
    Sitting,
    /// Crouching.
    Crouching,
}

/// Walking, and which way the wind meets it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walking {
    /// The speed.
    pub speed: Speed,
    /// The angle between the walk and the wind, degrees; `None` when the walk goes every way.
    pub wind_angle: Option<f64>,
}

/// Who works how in which climate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phs {
    /// The edition.
    pub edition: Edition,
    /// Body mass.
    pub body_mass: Mass,
    /// Height.
    pub height: Length,
    /// Acclimatised to heat.
    pub acclimatised: bool,
    /// Posture.
    pub posture: Posture,
    /// Walking, if known; otherwise the movement that the metabolic rate suggests.
    pub walking: Option<Walking>,
    /// Metabolic rate.
    pub metabolic: HeatFlux,
    /// External work.
    pub work: HeatFlux,
    /// Air temperature.
    pub air_temperature: Temperature,
    /// Mean radiant temperature.
    pub radiant_temperature: Temperature,
    /// Vapour pressure of the air.
    pub vapour_pressure: Pressure,
    /// Air speed.
    pub air_speed: AirSpeed,
    /// Clothing.
    pub clothing: Insulation,
    /// Static moisture permeability index of the clothing (0.38 for woven).
    pub permeability: f64,
    /// Share of the body covered by reflective clothing (0.54 in the standard's cases).
    pub reflective_share: f64,
    /// Emissivity of that clothing in 2004 (0.97: not reflective), its reflection in 2023 (0.42).
    pub reflection: f64,
    /// Drinks freely.
    pub drinks: bool,
    /// How long, in whole minutes.
    pub duration: Duration,
}

/// What the model predicts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strain {
    /// Water lost, breath included, as the standard counts it.
    pub water_loss: Mass,
    /// Of that, water lost by breathing.
    pub breath_loss: Mass,
    /// Sweating at the end.
    pub sweating: HeatFlux,
    /// Rectal temperature at the end.
    pub rectal_temperature: Temperature,
    /// Core temperature at the end.
    pub core_temperature: Temperature,
    /// Skin temperature at the end.
    pub skin_temperature: Temperature,
    /// Time until rectal temperature reaches 38 °C; the whole duration when it does not.
    pub heat_limit: Duration,
    /// Time until the water loss that a mean subject may reach; the whole duration when it is not reached.
    pub water_limit_mean: Duration,
    /// The same, protecting 95 of 100.
    pub water_limit_most: Duration,
}

/// Where the inputs leave the standard's box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhsFlag {
    /// Air temperature outside 15–50 °C.
    AirTemperature,
    /// Radiant temperature below the air's, or more than 60 K above.
    RadiantTemperature,
    /// Vapour pressure above 4.5 kPa.
    VapourPressure,
    /// Air faster than 3 m/s.
    AirSpeed,
    /// Metabolic rate outside 100–450 W/m² (56–250 in 2023).
    MetabolicRate,
    /// Clothing outside 0.1–1.0 clo.
    Clothing,
}

/// An input that the model cannot take at all.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} of {given} cannot be used in ISO 7933: write {accepted}")]
pub struct PhsError {
    /// The field.
    pub field: &'static str,
    /// What was given.
    pub given: String,
    /// What can be.
    pub accepted: &'static str,
}

impl Phs {
    /// The inputs that leave the standard's box; the model still computes, but no experiment stands behind it there.
    pub fn flags(&self) -> Vec<PhsFlag> {
        let air = self.air_temperature.as_celsius();
        let excess = self.radiant_temperature.as_celsius() - air;
        let (least, most) = match self.edition {
            Edition::Iso2004 => (100.0, 450.0),
            Edition::Iso2023 => (56.0, 250.0),
        };
        let inside = |value: f64, low: f64, high: f64| (low..=high).contains(&value);
        [
            (inside(air, 15.0, 50.0), PhsFlag::AirTemperature),
            (inside(excess, 0.0, 60.0), PhsFlag::RadiantTemperature),
            (inside(self.vapour_pressure.as_kpa(), 0.0, 4.5), PhsFlag::VapourPressure),
            (inside(self.air_speed.as_m_per_s(), 0.0, 3.0), PhsFlag::AirSpeed),
            (inside(self.metabolic.as_w_per_m2(), least, most), PhsFlag::MetabolicRate),
            (inside(self.clothing.as_clo(), 0.1, 1.0), PhsFlag::Clothing),
        ]
        .into_iter()
        .filter(|(inside, _)| !inside)
        .map(|(_, flag)| flag)
        .collect()
    }

    /// Refuses what would make the equations meaningless.
    ///
    /// # Errors
    /// All fields that cannot be used.
    pub fn check(&self) -> Result<(), Vec<PhsError>> {
        let mut errors = Vec::new();
        let mut need = |fits: bool, field, given: String, accepted| {
            if !fits {
                errors.push(PhsError { field, given, accepted });
            }
        };
        let metric = units::UnitSystem::Metric;
        let inside = |value: f64, low: f64, high: f64| (low..=high).contains(&value);
        let (mass, height) = (self.body_mass, self.height);
        need(inside(mass.as_kg(), 20.0, 250.0), "body_mass", mass.display(metric), "20 to 250 kg");
        need(inside(height.as_m(), 1.0, 2.5), "height", height.display(metric), "1.0 to 2.5 m");
        let flux = self.metabolic;
        need(inside(flux.as_w_per_m2(), 30.0, 1200.0), "metabolic", flux.display(metric), "30 to 1200 W/m²");
        let work = self.work;
        need(
            inside(work.as_w_per_m2(), -200.0, flux.as_w_per_m2()),
            "work",
            work.display(metric),
            "less than the metabolic rate",
        );
        let air = self.air_temperature;
        need(inside(air.as_celsius(), -10.0, 60.0), "air_temperature", air.display(metric), "-10 to 60 °C");
        let radiant = self.radiant_temperature;
        need(
            inside(radiant.as_celsius(), -20.0, 130.0),
            "radiant_temperature",
            radiant.display(metric),
            "-20 to 130 °C",
        );
        let vapour = self.vapour_pressure;
        need(inside(vapour.as_kpa(), 0.0, 8.0), "vapour_pressure", vapour.display(metric), "0 to 8 kPa");
        let wind = self.air_speed;
        need(inside(wind.as_m_per_s(), 0.0, 30.0), "air_speed", wind.display(metric), "0 to 30 m/s");
        let clothing = self.clothing;
        need(inside(clothing.as_clo(), 0.01, 3.0), "clothing", clothing.display(metric), "0.01 to 3 clo");
        need(
            inside(self.permeability, 0.05, 1.0),
            "permeability",
            self.permeability.to_string(),
            "0.05 to 1",
        );
        let minutes = self.duration.as_minutes();
        need(inside(minutes, 1.0, 1440.0), "duration", self.duration.display(metric), "1 min to 24 h");
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Runs the model.
    ///
    /// # Errors
    /// All fields that cannot be used; inputs that merely leave the standard's box are flagged instead.
    pub fn strain(&self) -> Result<Strain, Vec<PhsError>> {
        self.check()?;
        let climate = Climate::of(self);
        let mut state = State::at_start();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above: 1 to 1440"
        )]
        let minutes = self.duration.as_minutes().round() as u32;
        let mut limits = Limits::of(self, minutes);
        for minute in 1..=minutes {
            state.step(&climate, self, minute);
            limits.note(minute, state.rectal, climate.grams(state.water));
        }
        if self.edition == Edition::Iso2004 && !self.drinks {
            limits.most *= TABLE.body.loss_without_drink_2004.value;
            limits.mean = limits.most;
        }
        Ok(Strain {
            water_loss: Mass::from_g(climate.grams(state.water)),
            breath_loss: Mass::from_g(climate.grams(climate.breath_evaporation * f64::from(minutes))),
            sweating: HeatFlux::from_w_per_m2(state.sweating),
            rectal_temperature: Temperature::from_celsius(state.rectal),
            core_temperature: Temperature::from_celsius(state.core),
            skin_temperature: Temperature::from_celsius(state.skin),
            heat_limit: Duration::from_minutes(limits.heat),
            water_limit_mean: Duration::from_minutes(limits.mean),
            water_limit_most: Duration::from_minutes(limits.most),
        })
    }

    fn surface_area(&self) -> units::Area {
        let athlete = crate::Athlete { height: Some(self.height), ..crate::Athlete::of_mass(self.body_mass) };
        athlete.surface_area()
    }
}

impl Strain {
    /// Sweat alone: the standard's water loss less the breath's.
    pub fn sweat_loss(&self) -> Volume {
        Volume::of_water(self.water_loss - self.breath_loss)
    }

    /// The sweating at the end as a mass per skin area.
    pub fn sweating_flux(&self) -> LocalSweatingRate {
        let sweating = &TABLE.sweating;
        let grams =
            self.sweating.as_w_per_m2() * sweating.grams_per_watt_hour.value / sweating.grams_area.value;
        LocalSweatingRate::from_g_per_m2_h(grams)
    }
}

/// The first minute at which each limit was passed.
struct Limits {
    heat: f64,
    mean: f64,
    most: f64,
    grams_mean: f64,
    grams_most: f64,
    end: f64,
}

impl Limits {
    fn of(phs: &Phs, minutes: u32) -> Self {
        let body = &TABLE.body;
        let (mean, most) = match phs.edition {
            Edition::Iso2004 => (body.loss_mean_2004.value, body.loss_most_2004.value),
            Edition::Iso2023 if phs.drinks => (body.loss_drinking_2023.value, body.loss_drinking_2023.value),
            Edition::Iso2023 => (body.loss_dry_2023.value, body.loss_dry_2023.value),
        };
        let (end, grams) = (f64::from(minutes), phs.body_mass.as_g());
        Self { heat: end, mean: end, most: end, grams_mean: mean * grams, grams_most: most * grams, end }
    }

    fn note(&mut self, minute: u32, rectal: f64, grams: f64) {
        let now = f64::from(minute);
        let first = |limit: &mut f64, passed: bool| {
            if passed && *limit >= self.end {
                *limit = now;
            }
        };
        first(&mut self.heat, rectal >= TABLE.body.rectal_limit.value);
        first(&mut self.mean, grams >= self.grams_mean);
        first(&mut self.most, grams >= self.grams_most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_source_in_the_register() {
        for (name, number) in TABLE.iter() {
            assert!(evidence::register().get(&number.source).is_some(), "{name}");
        }
    }
}
