//! One minute of the model.

use units::Temperature;

use super::{Clothing, Edition, Phs, Posture, TABLE};
use crate::humidity::saturation_pressure;

/// How far above radiant temperature the iteration on the clothing begins, K.
const FIRST_OFFSET: f64 = 0.1;

/// What stays the same over the exposure.
pub(super) struct Climate {
    clothing: Clothing,
    breath_convection: f64,
    pub(super) breath_evaporation: f64,
    /// Emissivity times radiating share times the Stefan–Boltzmann constant.
    radiating: f64,
    /// Convective heat transfer, forced or natural, whichever is more.
    convection: f64,
    greatest_sweating: f64,
    greatest_wettedness: f64,
    heat_capacity: f64,
    area: f64,
}

impl Climate {
    pub(super) fn of(phs: &Phs) -> Self {
        let (exchange, sweating) = (&TABLE.exchange, &TABLE.sweating);
        let clothing = Clothing::of(phs);
        let (metabolic, air) = (phs.metabolic.as_w_per_m2(), phs.air_temperature.as_celsius());
        let vapour = phs.vapour_pressure.as_kpa();
        let expired = exchange.expired_offset.value
            + exchange.expired_air.value * air
            + exchange.expired_vapour.value * vapour;
        let area = phs.surface_area().as_m2();
        let posture = match phs.posture {
            Posture::Standing => exchange.radiating_standing.value,
            Posture::Sitting => exchange.radiating_sitting.value,
            Posture::Crouching => exchange.radiating_crouching.value,
        };
        let reflecting = match phs.edition {
            Edition::Iso2004 => phs.reflection,
            Edition::Iso2023 => 1.0 - phs.reflection,
        };
        let emissivity = (1.0 - phs.reflective_share) * TABLE.clothing.emissivity.value
            + phs.reflective_share * reflecting;
        let forced = if clothing.air > 1.0 {
            exchange.forced_fast.value * clothing.air.powf(0.6)
        } else {
            exchange.forced_slow.value + exchange.forced_slope.value * clothing.air
        };
        // The annex programs settle natural convection once, before the minutes begin: 2004 from the skin at the start,
        // 2023 from the clothing where its iteration begins.
        let surface = match phs.edition {
            Edition::Iso2004 => TABLE.body.first_skin.value,
            Edition::Iso2023 => phs.radiant_temperature.as_celsius() + FIRST_OFFSET,
        };
        let natural = exchange.natural.value * (surface - air).abs().powf(0.25);
        let greatest_sweating = match (phs.edition, phs.acclimatised) {
            (Edition::Iso2004, acclimatised) => {
                let usual = ((metabolic - sweating.rest.value) * area)
                    .clamp(sweating.least_2004.value, sweating.most_2004.value);
                if acclimatised { usual * sweating.acclimatised_2004.value } else { usual }
            }
            (Edition::Iso2023, true) => sweating.acclimatised_2023.value,
            (Edition::Iso2023, false) => sweating.most_2023.value,
        };
        Self {
            breath_convection: exchange.breath_convection.value * metabolic * (expired - air),
            breath_evaporation: exchange.breath_evaporation.value
                * metabolic
                * (exchange.breath_offset.value + exchange.breath_air.value * air
                    - exchange.breath_vapour.value * vapour),
            radiating: emissivity * posture * exchange.stefan_boltzmann.value,
            convection: natural.max(forced),
            greatest_sweating,
            greatest_wettedness: if phs.acclimatised {
                sweating.wettedness_acclimatised.value
            } else {
                sweating.wettedness.value
            },
            heat_capacity: TABLE.body.specific_heat.value * phs.body_mass.as_kg() / area,
            area,
            clothing,
        }
    }

    /// Grams of water for watt-minutes per square metre evaporated.
    pub(super) fn grams(&self, watt_minutes: f64) -> f64 {
        let sweating = &TABLE.sweating;
        watt_minutes * sweating.grams_per_watt_hour.value * self.area / sweating.grams_area.value / 60.0
    }

    /// Heat lost by convection and radiation, by iteration on the temperature of the clothing.
    fn dry_loss(&self, phs: &Phs, skin: f64) -> f64 {
        let (air, radiant) = (phs.air_temperature.as_celsius(), phs.radiant_temperature.as_celsius());
        let factor = self.clothing.area_factor;
        let kelvin = |celsius: f64| celsius + 273.0;
        let mut outer = radiant + FIRST_OFFSET;
        let (convection, mut radiation) = (self.convection, 0.0);
        for _ in 0..200 {
            let apart = outer - radiant;
            // At equal temperatures the quotient is the derivative.
            radiation = self.radiating
                * if apart.abs() < 1e-9 {
                    4.0 * kelvin(radiant).powi(3)
                } else {
                    (kelvin(outer).powi(4) - kelvin(radiant).powi(4)) / apart
                };
            let conductance = 1.0 / self.clothing.insulation;
            let next = (factor * (convection * air + radiation * radiant) + skin * conductance)
                / (factor * (convection + radiation) + conductance);
            if (outer - next).abs() <= 0.001 {
                break;
            }
            outer = (outer + next) / 2.0;
        }
        factor * convection * (outer - air) + factor * radiation * (outer - radiant)
    }

    /// The sweating that the requirement asks for.
    fn required_sweating(&self, required: f64, greatest: f64) -> f64 {
        let sweating = &TABLE.sweating;
        if required <= 0.0 {
            return 0.0;
        }
        if greatest <= 0.0 {
            return self.greatest_sweating;
        }
        let wettedness = required / greatest;
        if wettedness >= sweating.overwhelmed.value {
            return self.greatest_sweating;
        }
        let efficiency = if wettedness > 1.0 {
            (2.0 - wettedness).powi(2) / 2.0
        } else {
            1.0 - wettedness * wettedness / 2.0
        };
        (required / efficiency.max(sweating.least_efficiency.value)).min(self.greatest_sweating)
    }
}

/// The body as it is after some minutes.
pub(super) struct State {
    pub(super) skin: f64,
    pub(super) core: f64,
    pub(super) rectal: f64,
    equilibrium: f64,
    skin_weight: f64,
    pub(super) sweating: f64,
    /// Water lost so far, as watt-minutes per square metre.
    pub(super) water: f64,
}

impl State {
    pub(super) fn at_start() -> Self {
        let body = &TABLE.body;
        let core = body.first_core.value;
        Self {
            skin: body.first_skin.value,
            core,
            rectal: core,
            equilibrium: core,
            skin_weight: body.first_skin_weight.value,
            sweating: 0.0,
            water: 0.0,
        }
    }

    pub(super) fn step(&mut self, climate: &Climate, phs: &Phs, minute: u32) {
        let body = &TABLE.body;
        let keeps = |minutes: f64| (-1.0 / minutes).exp();
        let metabolic = phs.metabolic.as_w_per_m2();
        let (skin_before, core_before, weight_before) = (self.skin, self.core, self.skin_weight);

        let towards = body.core_by_metabolic.value * metabolic + body.core_at_rest.value;
        let kept = keeps(body.core_minutes.value);
        let equilibrium = self.equilibrium * kept + towards * (1.0 - kept);
        let stored = climate.heat_capacity * (equilibrium - self.equilibrium) * (1.0 - weight_before);
        self.equilibrium = equilibrium;

        let target = SkinClimate::of(phs).skin(self.rectal);
        let kept =
            if phs.edition == Edition::Iso2023 && minute == 1 { 0.0 } else { keeps(body.skin_minutes.value) };
        self.skin = self.skin * kept + target * (1.0 - kept);

        let gradient =
            saturation_pressure(Temperature::from_celsius(self.skin)).as_kpa() - phs.vapour_pressure.as_kpa();
        let greatest = gradient / climate.clothing.evaporative;
        let required = metabolic
            - stored
            - phs.work.as_w_per_m2()
            - climate.breath_convection
            - climate.breath_evaporation
            - climate.dry_loss(phs, self.skin);
        let kept = keeps(body.sweat_minutes.value);
        let asked = climate.required_sweating(required, greatest);
        self.sweating = (self.sweating * kept + asked * (1.0 - kept)).max(0.0);

        // What the standard calls required is never negative in the storage either.
        let required = required.max(0.0);
        let storage = required - self.evaporated(climate, greatest.max(0.0)) + stored;
        self.warm(climate, storage, (skin_before, core_before, weight_before));
        self.water += self.sweating + climate.breath_evaporation;
    }

    fn evaporated(&self, climate: &Climate, greatest: f64) -> f64 {
        if self.sweating <= 0.0 {
            return 0.0;
        }
        let ratio = greatest / self.sweating;
        let wet = if ratio >= 0.5 { -ratio + (ratio * ratio + 2.0).sqrt() } else { 1.0 };
        wet.min(climate.greatest_wettedness) * greatest
    }

    /// Core temperature by iteration, as the weight of the skin depends on it; then rectal temperature.
    fn warm(&mut self, climate: &Climate, storage: f64, before: (f64, f64, f64)) {
        let body = &TABLE.body;
        let (skin_before, core_before, weight_before) = before;
        let mut guess = core_before;
        for _ in 0..200 {
            let weight = (body.first_skin_weight.value
                - body.skin_weight_slope.value * (guess - body.first_core.value))
                .clamp(body.least_skin_weight.value, body.first_skin_weight.value);
            let warmed = storage / climate.heat_capacity + skin_before * weight_before / 2.0
                - self.skin * weight / 2.0;
            self.core = (warmed + core_before * (1.0 - weight_before / 2.0)) / (1.0 - weight / 2.0);
            self.skin_weight = weight;
            if (self.core - guess).abs() <= 0.001 {
                break;
            }
            guess = (guess + self.core) / 2.0;
        }
        self.rectal += (body.rectal_by_core.value * self.core
            - body.rectal_by_rectal.value * self.rectal
            - body.rectal_offset.value)
            / body.rectal_minutes.value;
    }
}

/// What the skin's temperature depends on beside the body's own.
pub(crate) struct SkinClimate {
    /// Air temperature, °C.
    pub(crate) air: f64,
    /// Mean radiant temperature, °C.
    pub(crate) radiant: f64,
    /// Vapour pressure, kPa.
    pub(crate) vapour: f64,
    /// Air speed, m/s.
    pub(crate) wind: f64,
    /// Metabolic rate, W/m².
    pub(crate) metabolic: f64,
    /// Clothing, clo.
    pub(crate) clo: f64,
}

/// Skin temperature of a body whose core has settled at what its metabolic rate asks for, °C.
pub(crate) fn skin_in_balance(climate: &SkinClimate) -> f64 {
    let body = &TABLE.body;
    climate.skin(body.core_at_rest.value + body.core_by_metabolic.value * climate.metabolic)
}

impl SkinClimate {
    fn of(phs: &Phs) -> Self {
        Self {
            air: phs.air_temperature.as_celsius(),
            radiant: phs.radiant_temperature.as_celsius(),
            vapour: phs.vapour_pressure.as_kpa(),
            wind: phs.air_speed.as_m_per_s(),
            metabolic: phs.metabolic.as_w_per_m2(),
            clo: phs.clothing.as_clo(),
        }
    }

    /// The temperature towards which the skin tends at this rectal temperature.
    fn skin(&self, rectal: f64) -> f64 {
        let skin = &TABLE.skin;
        let clothed = skin.clothed_offset.value
            + skin.clothed_air.value * self.air
            + skin.clothed_radiant.value * self.radiant
            + skin.clothed_vapour.value * self.vapour
            - skin.clothed_wind.value * self.wind
            + skin.clothed_metabolic.value * self.metabolic
            + skin.clothed_rectal.value * rectal;
        let nude = skin.nude_offset.value
            + skin.nude_air.value * self.air
            + skin.nude_radiant.value * self.radiant
            + skin.nude_vapour.value * self.vapour
            - skin.nude_wind.value * self.wind
            + skin.nude_rectal.value * rectal;
        let (bare, full) = (skin.nude_clo.value, TABLE.clothing.dressed_clo.value);
        let dressed = ((self.clo - bare) / (full - bare)).clamp(0.0, 1.0);
        nude + dressed * (clothed - nude)
    }
}
