//! Water vapour in the air.

use units::{Fraction, Pressure, Temperature};

use crate::coefficients;

/// Saturation vapour pressure over water (Tetens), −20 to 60 °C.
///
/// ```
/// use units::Temperature;
/// let at_30 = physiology::humidity::saturation_pressure(Temperature::from_celsius(30.0));
/// assert!((at_30.as_kpa() - 4.2410).abs() < 5e-4);
/// ```
pub fn saturation_pressure(temperature: Temperature) -> Pressure {
    let (celsius, table) = (temperature.as_celsius(), &coefficients().vapour);
    let exponent = table.saturation_slope.value * celsius / (celsius + table.saturation_offset.value);
    Pressure::from_kpa(table.saturation_scale.value * exponent.exp())
}

/// Vapour pressure of air of this temperature and relative humidity.
pub fn vapour_pressure(temperature: Temperature, relative_humidity: Fraction) -> Pressure {
    saturation_pressure(temperature) * relative_humidity.as_ratio()
}

/// Wet-bulb temperature by Stull's approximation: sea level, 5–99 % relative humidity, −20 to 50 °C.
pub fn wet_bulb_stull(temperature: Temperature, relative_humidity: Fraction) -> Temperature {
    let (t, rh) = (temperature.as_celsius(), relative_humidity.as_percent());
    Temperature::from_celsius(
        t * (0.151_977 * (rh + 8.313_659).sqrt()).atan() + (t + rh).atan() - (rh - 1.676_331).atan()
            + 0.003_918_38 * rh.powf(1.5) * (0.023_101 * rh).atan()
            - 4.686_035,
    )
}

/// WBGT from temperature and humidity alone (Australian Bureau of Meteorology): assumes moderately high sun and light
/// wind, and so reads high indoors and under cloud.
pub fn wbgt_simple(temperature: Temperature, relative_humidity: Fraction) -> Temperature {
    let t = temperature.as_celsius();
    let vapour_hpa = relative_humidity.as_ratio() * 6.105 * (17.27 * t / (237.7 + t)).exp();
    Temperature::from_celsius(0.567 * t + 0.393 * vapour_hpa + 3.94)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_vectors_of_the_reference() {
        // T °C, RH %, vapour pressure kPa, Stull wet bulb °C, simple WBGT °C (thermofeel 2.3.0).
        for (t, rh, pa, tw, wbgt) in [
            (10.0, 50.0, 0.6137, 5.10, 12.02),
            (20.0, 80.0, 1.8697, 17.53, 22.61),
            (25.0, 50.0, 1.5831, 18.00, 24.32),
            (30.0, 70.0, 2.9687, 25.60, 32.58),
            (35.0, 60.0, 3.3720, 28.49, 36.99),
            (40.0, 20.0, 1.4744, 22.70, 32.39),
        ] {
            let (temperature, humidity) = (Temperature::from_celsius(t), Fraction::from_percent(rh));
            assert!((vapour_pressure(temperature, humidity).as_kpa() - pa).abs() < 2e-4, "Pa at {t}/{rh}");
            assert!((wet_bulb_stull(temperature, humidity).as_celsius() - tw).abs() < 0.01, "Tw at {t}/{rh}");
            assert!(
                (wbgt_simple(temperature, humidity).as_celsius() - wbgt).abs() < 0.01,
                "WBGT at {t}/{rh}"
            );
        }
    }
}
