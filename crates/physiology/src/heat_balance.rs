//! The sweating rate that heat balance expects.
//!
//! Heat produced must leave. What breath, convection and radiation do not carry must evaporate; how much sweat that
//! takes depends on how much the air lets evaporate. Sweating sets in with a time constant of ten minutes.

use serde::{Deserialize, Serialize};
use units::{
    AirSpeed, Area, Duration, Fraction, HeatFlux, Insulation, LocalSweatingRate, Power, Pressure,
    Temperature, VolumeRate,
};

use crate::humidity::{saturation_pressure, vapour_pressure};
use crate::{Athlete, MetabolicRate, SessionConditions, coefficients, metabolic_rate};

/// What goes into the balance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatInputs {
    /// Metabolic rate.
    pub metabolic: Power,
    /// External work.
    pub work: Power,
    /// Body surface area.
    pub surface_area: Area,
    /// Air temperature.
    pub air_temperature: Temperature,
    /// Mean radiant temperature.
    pub radiant_temperature: Temperature,
    /// Relative humidity.
    pub relative_humidity: Fraction,
    /// Air speed over the body.
    pub air_speed: AirSpeed,
    /// Intrinsic clothing insulation.
    pub clothing: Insulation,
    /// Speed of the limbs through their clothing.
    pub limb_speed: AirSpeed,
    /// How long.
    pub duration: Duration,
}

/// The balance with every intermediate value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatBalance {
    /// What went in.
    pub inputs: HeatInputs,
    /// Vapour pressure of the air.
    pub vapour_pressure: Pressure,
    /// Mean skin temperature.
    pub skin_temperature: Temperature,
    /// Convective heat transfer coefficient, W/(m²·K).
    pub convection: f64,
    /// Radiative heat transfer coefficient, W/(m²·K).
    pub radiation: f64,
    /// Clothing resistance in moving air, m²·K/W.
    pub clothing_resistance: f64,
    /// Heat carried by breath as warmth.
    pub respiratory_convection: HeatFlux,
    /// Heat carried by breath as vapour.
    pub respiratory_evaporation: HeatFlux,
    /// Heat carried by convection and radiation from the skin.
    pub dry: HeatFlux,
    /// Evaporation required for balance.
    pub required: HeatFlux,
    /// The same with the smooth floor.
    pub effective: HeatFlux,
    /// The greatest evaporation that the air and the clothing allow.
    pub greatest: HeatFlux,
    /// Required skin wettedness, `effective / greatest`; above 1 not all sweat evaporates.
    pub wettedness: f64,
    /// Evaporative efficiency of sweating.
    pub efficiency: f64,
    /// Sweat required per skin area.
    pub sweat_required: LocalSweatingRate,
    /// The same under the soft cap.
    pub sweat_steady: LocalSweatingRate,
    /// Mean of the onset over the duration, 0–1.
    pub onset: f64,
    /// The expected sweating rate, mean over the duration.
    pub rate: VolumeRate,
}

/// Where the equations leave the evidence behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DomainFlag {
    /// More would have to evaporate than the air takes: body temperature keeps rising.
    Uncompensable,
    /// More than 5 m/s over the body.
    HighAirSpeed,
    /// More than 700 W/m².
    HighMetabolicRate,
    /// Colder than 5 °C or hotter than 45 °C.
    ExtremeTemperature,
    /// Heat exchange in water follows different equations.
    Swimming,
    /// ISO 7933 was chosen, and these conditions lie outside its box.
    OutsideIso7933,
}

impl DomainFlag {
    /// Its name in documents and keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Uncompensable => "uncompensable",
            Self::HighAirSpeed => "high-air-speed",
            Self::HighMetabolicRate => "high-metabolic-rate",
            Self::ExtremeTemperature => "extreme-temperature",
            Self::Swimming => "swimming",
            Self::OutsideIso7933 => "outside-iso7933",
        }
    }

    /// What it means, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Uncompensable => {
                "Not all sweat can evaporate in these conditions: heat, not thirst, is the limit. Slow down, shorten, or \
                 move to a cooler time."
            }
            Self::HighAirSpeed => {
                "The air moves faster over the body than in the experiments behind the equations."
            }
            Self::HighMetabolicRate => "The effort is harder than in the experiments behind the equations.",
            Self::ExtremeTemperature => "The temperature lies outside the experiments behind the equations.",
            Self::OutsideIso7933 => {
                "ISO 7933 was made for slow work in heat: these conditions lie outside its experiments."
            }
            Self::Swimming => {
                "In water the prediction is a share of heat production, and wide: water temperature is not known."
            }
        }
    }
}

/// The balance of an athlete in a session.
pub fn expected_rate(athlete: &Athlete, session: &SessionConditions) -> HeatBalance {
    balance(&inputs(athlete, session, &metabolic_rate(athlete, session)))
}

/// What a session means as inputs of the balance.
pub(crate) fn inputs(athlete: &Athlete, session: &SessionConditions, rate: &MetabolicRate) -> HeatInputs {
    HeatInputs {
        metabolic: rate.metabolic,
        work: rate.work,
        surface_area: athlete.surface_area(),
        air_temperature: session.air_temperature,
        radiant_temperature: session.air_temperature + session.radiant_excess(),
        relative_humidity: session.relative_humidity,
        air_speed: session.air_over_body(rate.metabolic, athlete.body_mass),
        clothing: session.clothing_or_default(),
        limb_speed: AirSpeed::from_m_per_s(crate::sport_entry::sport_entry(session.sport).limb_speed),
        duration: session.duration,
    }
}

/// The choices of the balance that no law settles: they were decided on measured groups of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choices {
    /// The share of heat production that leaves as sweat however cool it is.
    pub evaporated_share: f64,
    /// The share of sweat that does not evaporate from a fully wet skin, and how late efficiency falls before that;
    /// `None` takes ISO 7933's 1 − w²/2.
    pub efficiency: Option<(f64, f64)>,
    /// The smooth upper limit of the sweating rate.
    pub greatest: LocalSweatingRate,
    /// The weight of ISO 7933's skin temperature against that of trained cyclists.
    pub standard_skin: f64,
}

impl Choices {
    /// Those in force.
    pub fn in_force() -> Self {
        let (sweating, skin) = (&coefficients().sweating, &coefficients().skin);
        Self {
            evaporated_share: sweating.evaporated_share.value,
            efficiency: Some((sweating.efficiency_loss.value, sweating.efficiency_steepness.value)),
            greatest: LocalSweatingRate::from_g_per_m2_h(sweating.greatest_rate.value),
            standard_skin: skin.standard_weight.value,
        }
    }

    /// Those of the first model (2026.11), which the reference vectors belong to.
    pub fn first() -> Self {
        Self {
            evaporated_share: 0.35,
            efficiency: None,
            greatest: LocalSweatingRate::from_g_per_m2_h(1200.0),
            standard_skin: 0.5,
        }
    }

    /// The share of sweat that evaporates before it drips: nearly all until the skin is three quarters wet, then less.
    ///
    /// Candas measured 1 − 0.42·exp(−6·(1 − w)) on resting people; bodies in motion drip a little earlier and more. It is
    /// the wettedness that balance needs: what is sweated beyond that in the cold finds dry skin.
    fn evaporative_efficiency(&self, needed: f64, wettedness: f64) -> f64 {
        match self.efficiency {
            Some((loss, steepness)) => 1.0 - loss * (-steepness * (1.0 - needed.min(1.0))).exp(),
            None => 1.0 - 0.5 * wettedness.min(1.0).powi(2),
        }
    }
}

/// Solves the balance.
///
/// The rate rises with temperature, humidity, effort and mass, without steps. One exception: in air so cool that less
/// would have to evaporate than the floor, it may fall by up to 0.2 % per kelvin, because warmer skin evaporates the
/// same share with a little less waste.
pub fn balance(inputs: &HeatInputs) -> HeatBalance {
    balance_by(inputs, &Choices::in_force())
}

/// Solves the balance with other choices.
pub fn balance_by(inputs: &HeatInputs, choices: &Choices) -> HeatBalance {
    let table = coefficients();
    let metabolic = (inputs.metabolic / inputs.surface_area).as_w_per_m2();
    let heat = ((inputs.metabolic - inputs.work) / inputs.surface_area).as_w_per_m2();
    let air = inputs.air_temperature.as_celsius();
    let vapour = vapour_pressure(inputs.air_temperature, inputs.relative_humidity);

    let exchange = &table.exchange;
    let respiratory_convection =
        exchange.respiratory_convection.value * metabolic * (exchange.expired_temperature.value - air);
    let respiratory_evaporation = exchange.respiratory_evaporation.value
        * metabolic
        * (exchange.expired_vapour_pressure.value - vapour.as_kpa());

    let skin = skin_temperature(inputs, metabolic, vapour, choices.standard_skin);
    let surface = Surface::of(inputs, skin);
    let dry = surface.dry_loss(skin, inputs);
    let required = heat - respiratory_convection - respiratory_evaporation - dry;
    let effective = floored(required, choices.evaporated_share * heat);
    let greatest = surface.greatest_evaporation(skin, vapour);

    let wettedness = effective / greatest;
    let efficiency = choices.evaporative_efficiency(required.max(0.0) / greatest, wettedness);
    let sweat_required = 3600.0 / exchange.latent_heat.value * effective / efficiency;
    let sweat_steady = capped(sweat_required, choices.greatest.as_g_per_m2_h());
    let onset = onset(inputs.duration);
    let steady = LocalSweatingRate::from_g_per_m2_h(sweat_steady);

    HeatBalance {
        inputs: *inputs,
        vapour_pressure: vapour,
        skin_temperature: skin,
        convection: surface.convection,
        radiation: surface.radiation,
        clothing_resistance: surface.resistance,
        respiratory_convection: HeatFlux::from_w_per_m2(respiratory_convection),
        respiratory_evaporation: HeatFlux::from_w_per_m2(respiratory_evaporation),
        dry: HeatFlux::from_w_per_m2(dry),
        required: HeatFlux::from_w_per_m2(required),
        effective: HeatFlux::from_w_per_m2(effective),
        greatest: HeatFlux::from_w_per_m2(greatest),
        wettedness,
        efficiency,
        sweat_required: LocalSweatingRate::from_g_per_m2_h(sweat_required),
        sweat_steady: steady,
        onset,
        rate: steady * inputs.surface_area * onset,
    }
}

/// The skin and its clothing as the air meets them.
struct Surface {
    convection: f64,
    radiation: f64,
    resistance: f64,
    area_factor: f64,
}

impl Surface {
    fn of(inputs: &HeatInputs, skin: Temperature) -> Self {
        let (exchange, clothing) = (&coefficients().exchange, &coefficients().clothing);
        let air_speed = inputs.air_speed.as_m_per_s();
        let moving = air_speed.max(exchange.still_air.value);
        let mean_kelvin = 273.15 + 0.5 * (skin.as_celsius() + inputs.radiant_temperature.as_celsius());
        let clo = inputs.clothing.as_clo();
        let wind = air_speed.min(clothing.wind_limit.value);
        let limbs = inputs.limb_speed.as_m_per_s().min(clothing.walk_limit.value);
        // ISO 7933: clothing insulates less the more air and limbs move it.
        let pumping =
            (1.044 * ((0.066 * wind - 0.398) * wind + (0.094 * limbs - 0.378) * limbs).exp()).min(1.0);
        Self {
            convection: exchange.convection_scale.value * moving.powf(exchange.convection_exponent.value),
            radiation: 4.0
                * exchange.emissivity.value
                * exchange.stefan_boltzmann.value
                * exchange.radiating_share.value
                * mean_kelvin.powi(3),
            resistance: clothing.insulation_per_clo.value * clo * pumping,
            area_factor: 1.0 + clothing.area_factor_per_clo.value * clo,
        }
    }

    fn dry_loss(&self, skin: Temperature, inputs: &HeatInputs) -> f64 {
        let both = self.convection + self.radiation;
        let operative = (self.radiation * inputs.radiant_temperature.as_celsius()
            + self.convection * inputs.air_temperature.as_celsius())
            / both;
        (skin.as_celsius() - operative) / (self.resistance + 1.0 / (self.area_factor * both))
    }

    fn greatest_evaporation(&self, skin: Temperature, vapour: Pressure) -> f64 {
        let table = coefficients();
        let lewis = table.exchange.lewis.value;
        let resistance = self.resistance / (lewis * table.clothing.permeability.value)
            + 1.0 / (lewis * self.convection * self.area_factor);
        let gradient = saturation_pressure(skin) - vapour;
        (gradient.as_kpa() / resistance).max(table.sweating.least_evaporation.value)
    }
}

/// Between the ISO 7933 equations and the skin of trained cyclists, whose skin is cooler in the cold.
fn skin_temperature(inputs: &HeatInputs, metabolic: f64, vapour: Pressure, weight: f64) -> Temperature {
    let table = &coefficients().skin;
    let air = inputs.air_temperature.as_celsius();
    let radiant = inputs.radiant_temperature.as_celsius();
    let wind = inputs.air_speed.as_m_per_s().min(coefficients().clothing.wind_limit.value);
    let standard = crate::phs::skin_in_balance(&crate::phs::SkinClimate {
        air,
        radiant,
        vapour: vapour.as_kpa(),
        wind,
        metabolic,
        clo: inputs.clothing.as_clo(),
    });
    let trained = table.trained_at_reference.value
        + table.trained_slope.value * (air - table.trained_reference.value)
        + table.radiant_slope.value * (radiant - air);
    let mixed = weight * standard + (1.0 - weight) * trained;
    Temperature::from_celsius(mixed.clamp(table.least.value, table.most.value))
}

/// However cool it is, some of the heat leaves as sweat: a soft floor under the requirement.
fn floored(required: f64, floor: f64) -> f64 {
    let softness = coefficients().sweating.floor_softness.value;
    let above = (required - floor) / softness;
    // ln(1 + e^x) without overflow.
    let soft = if above > 30.0 { above } else { above.exp().ln_1p() };
    floor + softness * soft
}

/// A smooth upper limit: sweat glands saturate gradually, so the curve has no kink.
fn capped(sweat: f64, cap: f64) -> f64 {
    let ratio = (sweat / cap).max(0.0);
    sweat / (1.0 + ratio.powi(4)).powf(0.25)
}

/// The mean of 1 − e^(−t/τ) over the duration.
fn onset(duration: Duration) -> f64 {
    let constant = coefficients().sweating.onset_minutes.value;
    let ratio = (duration.as_minutes() / constant).max(1e-6);
    1.0 - (1.0 - (-ratio).exp()) / ratio
}

impl HeatBalance {
    /// The sweating rate in water, where nothing evaporates: a share of what would carry the heat production.
    pub(crate) fn rate_in_water(&self) -> VolumeRate {
        let table = coefficients();
        let heat = (self.inputs.metabolic - self.inputs.work).as_watts();
        let grams_per_hour = 3600.0 * heat / table.exchange.latent_heat.value;
        VolumeRate::from_l_per_h(table.sweating.water_share.value * grams_per_hour / 1000.0 * self.onset)
    }

    /// Where these conditions leave the evidence.
    pub fn flags(&self) -> Vec<DomainFlag> {
        let metabolic = (self.inputs.metabolic / self.inputs.surface_area).as_w_per_m2();
        let air = self.inputs.air_temperature.as_celsius();
        let raised = [
            (self.wettedness > 1.0, DomainFlag::Uncompensable),
            (self.inputs.air_speed.as_m_per_s() > 5.0, DomainFlag::HighAirSpeed),
            (metabolic > 700.0, DomainFlag::HighMetabolicRate),
            (!(5.0..=45.0).contains(&air), DomainFlag::ExtremeTemperature),
        ];
        raised.into_iter().filter(|(raised, _)| *raised).map(|(_, flag)| flag).collect()
    }
}
