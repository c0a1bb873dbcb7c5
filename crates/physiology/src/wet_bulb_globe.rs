//! Wet-bulb globe temperature after Liljegren et al. 2008, from temperature, humidity, wind and sun.
//!
//! The heat balances of a 5 cm black globe and of a wetted wick, solved for their temperatures. Source: liljegren-2008.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use units::{AirSpeed, Fraction, HeatFlux, Pressure, Temperature};

use crate::solar::Sunlight;
use crate::{SessionConditions, coefficients};

/// The air and the sun that the instruments stand in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outdoors {
    /// Air temperature, −40 to 60 °C.
    pub air_temperature: Temperature,
    /// Relative humidity.
    pub relative_humidity: Fraction,
    /// Wind as forecast, 10 m above ground.
    pub wind: AirSpeed,
    /// Air pressure.
    pub pressure: Pressure,
    /// Radiation on the horizontal.
    pub global: HeatFlux,
    /// The share of it that is beam.
    pub direct_share: Fraction,
    /// The sun's altitude, degrees.
    pub altitude: f64,
}

/// The three temperatures and their weighted mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WetBulbGlobe {
    /// Natural wet bulb: ventilated by the wind and warmed by the sun.
    pub natural_wet_bulb: Temperature,
    /// Black globe.
    pub globe: Temperature,
    /// 0.7 · natural wet bulb + 0.2 · globe + 0.1 · air.
    pub wbgt: Temperature,
}

/// WBGT by the heat balances of globe and wick.
///
/// Outside −40 to 60 °C the inputs are taken at the nearest end, so that the answer is always finite.
///
/// ```
/// use physiology::wet_bulb_globe::{Outdoors, wbgt};
/// use units::{AirSpeed, Fraction, HeatFlux, Pressure, Temperature};
/// let air = Outdoors {
///     air_temperature: Temperature::from_celsius(30.0),
///     relative_humidity: Fraction::from_percent(60.0),
///     wind: AirSpeed::from_m_per_s(3.0),
///     pressure: Pressure::from_kpa(101.325),
///     global: HeatFlux::from_w_per_m2(800.0),
///     direct_share: Fraction::from_ratio(0.8),
///     altitude: 53.13,
/// };
/// assert!((wbgt(&air).wbgt.as_celsius() - 29.58).abs() < 0.05);
/// ```
pub fn wbgt(outdoors: &Outdoors) -> WetBulbGlobe {
    let air = Air::of(outdoors);
    let (globe, wick) = (air.globe(), air.natural_wet_bulb());
    let table = &coefficients().wet_bulb_globe;
    let celsius = |kelvin: f64| kelvin - 273.15;
    let mean = table.weight_wet_bulb.value * celsius(wick)
        + table.weight_globe.value * celsius(globe)
        + (1.0 - table.weight_wet_bulb.value - table.weight_globe.value) * celsius(air.kelvin);
    WetBulbGlobe {
        natural_wet_bulb: Temperature::from_celsius(celsius(wick)),
        globe: Temperature::from_celsius(celsius(globe)),
        wbgt: Temperature::from_celsius(mean),
    }
}

/// WBGT of a session, from its air, its wind and its sun.
///
/// A session stores its sun as radiant load (how much warmer the surroundings radiate than the air is). The radiation
/// on the horizontal is the share of a clear sky's, with the sun at 60°, that makes this load. Indoors there is no sun and
/// the air moves by the fan alone. Own motion does not count: WBGT describes the place, not the runner.
///
/// ```
/// use physiology::wet_bulb_globe::of_session;
/// use physiology::{Intensity, SessionConditions, Sport};
/// use units::{Duration, Fraction, Temperature};
/// let (air, hour) = (Temperature::from_celsius(30.0), Duration::from_hours(1.0));
/// let dry = Fraction::from_percent(10.0);
/// let shade = SessionConditions::planned(Sport::Run, hour, Intensity::Easy, air, dry);
/// assert!(of_session(&shade).wbgt.as_celsius() < 20.0);
/// ```
pub fn of_session(conditions: &SessionConditions) -> WetBulbGlobe {
    let clear = Sunlight::under_sky(Fraction::ZERO, CLEAR_ALTITUDE);
    let share = conditions.radiant_excess().as_kelvin() / clear.radiant_excess().as_kelvin();
    let global = clear.global();
    let direct = 1.0 - clear.diffuse.as_w_per_m2() / global.as_w_per_m2();
    wbgt(&Outdoors {
        air_temperature: conditions.air_temperature,
        relative_humidity: conditions.relative_humidity,
        wind: conditions.setting.air(),
        pressure: Pressure::from_kpa(SEA_LEVEL_KPA),
        global: global * share.max(0.0),
        direct_share: Fraction::from_ratio(direct),
        altitude: CLEAR_ALTITUDE,
    })
}

/// The sun's altitude, degrees, at which a session's radiant load is turned back into radiation.
const CLEAR_ALTITUDE: f64 = 60.0;
/// Air pressure at sea level, kPa.
const SEA_LEVEL_KPA: f64 = 101.325;

/// The air as the balances need it: SI, with kelvin and hectopascal.
struct Air {
    kelvin: f64,
    /// Relative humidity, 0–1.
    humidity: f64,
    /// Wind at 2 m, m/s.
    wind: f64,
    hectopascal: f64,
    global: f64,
    direct: f64,
    /// Cosine of the zenith angle.
    cosine: f64,
}

/// Gas constant of dry air, J/(kg·K).
const GAS: f64 = 8314.34 / 28.97;
/// Heat capacity of air, J/(kg·K).
const HEAT_CAPACITY: f64 = 1003.5;
const PRANDTL: f64 = HEAT_CAPACITY / (HEAT_CAPACITY + 1.25 * GAS);
/// Heat capacity of air over the ratio of the molar masses of water and air.
const PSYCHROMETRIC: f64 = HEAT_CAPACITY * 28.97 / 18.015;

impl Air {
    fn of(outdoors: &Outdoors) -> Self {
        let table = &coefficients().wet_bulb_globe;
        let cosine = outdoors.altitude.to_radians().sin();
        let global = outdoors.global.as_w_per_m2().clamp(0.0, coefficients().sun.solar_constant.value);
        // A sun at the horizon has no beam worth the name.
        let direct = if cosine <= table.least_cosine.value {
            0.0
        } else {
            outdoors.direct_share.as_ratio().clamp(0.0, table.greatest_direct.value)
        };
        let cosine = cosine.max(table.least_cosine.value);
        Self {
            kelvin: outdoors.air_temperature.as_celsius().clamp(-40.0, 60.0) + 273.15,
            humidity: outdoors.relative_humidity.as_ratio().clamp(0.0, 1.0),
            wind: wind_at_2_m(outdoors.wind.as_m_per_s().max(0.0), global),
            hectopascal: (outdoors.pressure.as_kpa() * 10.0).clamp(500.0, 1100.0),
            global,
            direct,
            cosine,
        }
    }

    /// The globe's temperature, K: the root of its balance, which falls with the temperature.
    fn globe(&self) -> f64 {
        let table = &coefficients().wet_bulb_globe;
        let albedo = table.ground_albedo.value;
        let sun = 0.5
            * self.global
            * (1.0 - table.globe_albedo.value)
            * (self.direct * (0.5 / self.cosine - 1.0) + 1.0 + albedo);
        let sigma = coefficients().exchange.stefan_boltzmann.value * table.emissivity.value;
        let around = 0.5 * (self.sky_emissivity() + table.ground_emissivity.value) * self.kelvin.powi(4);
        root(self.kelvin, |globe| {
            let h = self.sphere(0.5 * (globe + self.kelvin), table.globe_diameter.value);
            sigma * (around - globe.powi(4)) - h * (globe - self.kelvin) + sun
        })
    }

    /// The wick's temperature, K.
    fn natural_wet_bulb(&self) -> f64 {
        let table = &coefficients().wet_bulb_globe;
        let (diameter, length) = (table.wick_diameter.value, table.wick_length.value);
        let slim = 0.25 * diameter / length;
        let tangent = (1.0 - self.cosine * self.cosine).max(0.0).sqrt() / self.cosine;
        let sun = (1.0 - table.wick_albedo.value)
            * self.global
            * ((1.0 - self.direct) * (1.0 + slim)
                + self.direct * (tangent / PI + slim)
                + table.ground_albedo.value);
        let sigma = coefficients().exchange.stefan_boltzmann.value * table.emissivity.value;
        let around = 0.5 * (self.sky_emissivity() + table.ground_emissivity.value) * self.kelvin.powi(4);
        let vapour = self.vapour();
        root(self.kelvin, |wick| {
            let mean = 0.5 * (wick + self.kelvin);
            let h = self.cylinder(mean, diameter);
            let saturated = saturation(wick);
            let schmidt = viscosity(mean) / (self.density(mean) * self.diffusivity(mean));
            let evaporation = evaporation_heat(mean) / PSYCHROMETRIC * (saturated - vapour)
                / (self.hectopascal - saturated).max(1.0)
                * (PRANDTL / schmidt).powf(0.56);
            let radiation = sigma * (around - wick.powi(4)) + sun;
            self.kelvin - evaporation + radiation / h - wick
        })
    }

    fn vapour(&self) -> f64 {
        self.humidity * saturation(self.kelvin)
    }

    fn sky_emissivity(&self) -> f64 {
        0.575 * self.vapour().max(1e-6).powf(0.143)
    }

    fn density(&self, kelvin: f64) -> f64 {
        self.hectopascal * 100.0 / (GAS * kelvin)
    }

    fn diffusivity(&self, kelvin: f64) -> f64 {
        let (critical_air, critical_water): (f64, f64) = (132.0, 647.3);
        let pressures = (36.4_f64 * 218.0).cbrt();
        let temperatures = (critical_air * critical_water).powf(5.0 / 12.0);
        let masses = (1.0_f64 / 28.97 + 1.0 / 18.015).sqrt();
        let reduced = kelvin / (critical_air * critical_water).sqrt();
        3.640e-4 * reduced.powf(2.334) * pressures * temperatures * masses / (self.hectopascal / 1013.25)
            * 1e-4
    }

    fn reynolds(&self, kelvin: f64, diameter: f64) -> f64 {
        self.wind * self.density(kelvin) * diameter / viscosity(kelvin)
    }

    fn sphere(&self, kelvin: f64, diameter: f64) -> f64 {
        let nusselt = 2.0 + 0.6 * self.reynolds(kelvin, diameter).sqrt() * PRANDTL.powf(1.0 / 3.0);
        nusselt * conductivity(kelvin) / diameter
    }

    fn cylinder(&self, kelvin: f64, diameter: f64) -> f64 {
        let nusselt = 0.281 * self.reynolds(kelvin, diameter).powf(0.6) * PRANDTL.powf(0.44);
        nusselt * conductivity(kelvin) / diameter
    }
}

/// The root of a function that falls through zero within 80 K around the air temperature, by bisection to 1 mK.
fn root(kelvin: f64, balance: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (kelvin - 60.0, kelvin + 80.0);
    for _ in 0..18 {
        let middle = 0.5 * (low + high);
        if balance(middle) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Saturation vapour pressure in hPa, corrected for moist air (Buck), as the method's authors use it.
fn saturation(kelvin: f64) -> f64 {
    1.004 * 6.1121 * (17.502 * (kelvin - 273.15) / (kelvin - 32.18)).exp()
}

fn viscosity(kelvin: f64) -> f64 {
    let reduced = kelvin / 97.0;
    let omega = (reduced - 2.9) / 0.4 * -0.034 + 1.048;
    2.6693e-6 * (28.97 * kelvin).sqrt() / (3.617 * 3.617 * omega)
}

fn conductivity(kelvin: f64) -> f64 {
    (HEAT_CAPACITY + 1.25 * GAS) * viscosity(kelvin)
}

fn evaporation_heat(kelvin: f64) -> f64 {
    (313.15 - kelvin) / 30.0 * -71_100.0 + 2.4073e6
}

/// Wind at 2 m from that at 10 m, by the power law of the stability that wind and sun make (urban).
fn wind_at_2_m(wind: f64, global: f64) -> f64 {
    let table = &coefficients().wet_bulb_globe;
    let sunny = [925.0, 675.0, 175.0].iter().position(|least| global >= *least).unwrap_or(3);
    let windy = [6.0, 5.0, 3.0, 2.0].iter().position(|least| wind >= *least).map_or(0, |index| 4 - index);
    // Pasquill classes A–D by day, by wind (rows, calm first) and sun (columns, strong first).
    const CLASS: [[usize; 4]; 5] = [[0, 0, 1, 3], [0, 1, 2, 3], [1, 1, 2, 3], [2, 2, 3, 3], [2, 3, 3, 3]];
    const EXPONENT: [f64; 4] = [0.15, 0.15, 0.20, 0.25];
    let exponent = EXPONENT[CLASS[windy][sunny]];
    (wind * 0.2_f64.powf(exponent)).max(table.least_wind.value)
}

#[cfg(test)]
mod tests {
    use units::Duration;

    use super::*;
    use crate::{Intensity, Setting, Sport, Sun};

    fn session(celsius: f64, humidity: f64, sun: Sun) -> f64 {
        let (hour, air) = (Duration::from_hours(1.0), Temperature::from_celsius(celsius));
        let humidity = Fraction::from_percent(humidity);
        let planned = SessionConditions::planned(Sport::Run, hour, Intensity::Easy, air, humidity);
        let setting = Setting::Outdoors { wind: AirSpeed::from_m_per_s(1.5), sun };
        of_session(&SessionConditions { setting, ..planned }).wbgt.as_celsius()
    }

    #[test]
    fn a_session_has_the_wbgt_of_its_air_and_sun() {
        let damp = session(29.5, 95.0, Sun::FullSun);
        assert!((32.5..35.0).contains(&damp), "{damp}");
        let shade = session(29.5, 95.0, Sun::Shade);
        assert!((28.0..29.6).contains(&shade), "{shade}");
        let dry = session(30.0, 10.0, Sun::Shade);
        assert!(dry < 20.0, "{dry}");
        let suns = Sun::ALL.map(|sun| session(28.0, 50.0, sun));
        assert!(suns.windows(2).all(|pair| pair[0] < pair[1]), "more sun is more heat: {suns:?}");
    }

    #[test]
    fn computed_vectors_of_the_reference() {
        // T °C, RH %, wind at 10 m, radiation, direct share, cos Z, WBGT °C (thermofeel 2.3.0, 1013.25 hPa).
        for (t, rh, wind, global, direct, cosine, expected) in [
            (25.0, 50.0, 2.0, 800.0, 0.8, 0.8, 25.00),
            (30.0, 60.0, 1.0, 800.0, 0.8, 0.8, 31.91),
            (30.0, 60.0, 3.0, 800.0, 0.8, 0.8, 29.58),
            (35.0, 40.0, 2.0, 900.0, 0.8, 0.9, 32.13),
            (32.0, 75.0, 1.0, 600.0, 0.6, 0.7, 34.47),
        ] {
            let found = wbgt(&Outdoors {
                air_temperature: Temperature::from_celsius(t),
                relative_humidity: Fraction::from_percent(rh),
                wind: AirSpeed::from_m_per_s(wind),
                pressure: Pressure::from_kpa(101.325),
                global: HeatFlux::from_w_per_m2(global),
                direct_share: Fraction::from_ratio(direct),
                altitude: f64::asin(cosine).to_degrees(),
            });
            let found = found.wbgt.as_celsius();
            assert!((found - expected).abs() < 0.05, "{t}/{rh}/{wind}: {found}, not {expected}");
        }
    }
}
