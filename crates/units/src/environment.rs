//! Quantities of air and clothing: temperature, humidity, pressure, wind, insulation.

quantity! {
    /// A temperature on the Celsius scale, °C. Two temperatures do not add; their difference is a
    /// [`TemperatureDifference`].
    Temperature, "temperature", like "24 °C or 75 °F" {
        from_celsius / as_celsius: "°C" = 1.0, (Metric . 1) (Imperial . 1); "c" "celsius" "degc" "deg c" "degrees c" "degrees celsius" "ºc" "℃" "centigrade"
        from_fahrenheit / as_fahrenheit: "°F" = 0.555_555_555_555_555_6, zero 32.0, (UsCustomary . 0); "f" "fahrenheit" "degf" "deg f" "degrees f" "degrees fahrenheit" "ºf" "℉"
        from_kelvin / as_kelvin: "K" = 1.0, zero 273.15; "k" "kelvin"
    }
}

quantity! {
    /// A difference of temperatures, K.
    TemperatureDifference, "temperature difference", like "5 K" {
        from_kelvin / as_kelvin: "K" = 1.0, (Metric . 1) (UsCustomary . 1) (Imperial . 1); "k" "kelvin"
    }
}

quantity! {
    /// Pressure, kPa: water vapour in the air, the barometer.
    Pressure, "pressure", like "1.6 kPa or 1013 hPa" {
        from_kpa / as_kpa: "kPa" = 1.0, (Metric . 2) (UsCustomary . 2) (Imperial . 2); "kpa" "kilopascal"
        from_hpa / as_hpa: "hPa" = 0.1; "hpa" "mbar" "millibar"
        from_mmhg / as_mmhg: "mmHg" = 0.133_322_387_415; "mmhg" "torr"
        from_pa / as_pa: "Pa" = 0.001; "pa" "pascal"
    }
}

quantity! {
    /// Speed of the air relative to the ground or to the body, m/s.
    AirSpeed, "air speed", like "3 m/s, 10 km/h or 7 mph" {
        from_m_per_s / as_m_per_s: "m/s" = 1.0, (Metric . 1) (Imperial from 1e9 . 1); "mps" "m per s"
        from_km_per_h / as_km_per_h: "km/h" = 0.277_777_777_777_777_8; "kmh" "kph" "kmph" "km/hr"
        from_mph / as_mph: "mph" = 0.447_04, (UsCustomary . 1) (Imperial . 1); "mi/h" "miles per hour"
        from_knots / as_knots: "kn" = 0.514_444_444_444_444_5; "kt" "kts" "knot" "knots"
    }
}

quantity! {
    /// Intrinsic clothing insulation, clo (1 clo = 0.155 m²·K/W).
    Insulation, "clothing insulation", like "0.3 clo" {
        from_clo / as_clo: "clo" = 1.0, (Metric . 2) (UsCustomary . 2) (Imperial . 2);
        from_m2k_per_w / as_m2k_per_w: "m²K/W" = 6.451_612_903_225_806; "m2k/w"
    }
}

quantity! {
    /// A share of a whole, as a fraction of 1: relative humidity, cloud cover, loss of body mass.
    Fraction, "share", like "55 %" {
        from_ratio / as_ratio: "1" = 1.0;
        from_percent / as_percent: "%" = 0.01, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "percent" "pct" "% rh" "%rh"
    }
}

additive!(TemperatureDifference Pressure AirSpeed Insulation Fraction);

impl std::ops::Sub for Temperature {
    type Output = TemperatureDifference;
    fn sub(self, other: Self) -> TemperatureDifference {
        TemperatureDifference::from_kelvin(self.as_celsius() - other.as_celsius())
    }
}

impl std::ops::Add<TemperatureDifference> for Temperature {
    type Output = Self;
    fn add(self, difference: TemperatureDifference) -> Self {
        Self::from_celsius(self.as_celsius() + difference.as_kelvin())
    }
}
