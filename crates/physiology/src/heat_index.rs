//! The heat index of the US National Weather Service: how warm moist air feels in the shade. Source: nws-heat-index.

use units::{Fraction, Temperature};

use crate::coefficients;

/// The heat index of air in the shade, from about 4 °C upwards.
///
/// ```
/// use physiology::heat_index::heat_index;
/// use units::{Fraction, Temperature};
/// let index = heat_index(Temperature::from_fahrenheit(96.0), Fraction::from_percent(50.0));
/// assert_eq!(index.as_fahrenheit().round(), 108.0);
/// ```
pub fn heat_index(air: Temperature, humidity: Fraction) -> Temperature {
    let table = &coefficients().heat_index;
    let (t, r) = (air.as_fahrenheit(), humidity.as_ratio().clamp(0.0, 1.0) * 100.0);
    let mild = table.mild_offset.value + table.mild_air.value * t + table.mild_humidity.value * r;
    if f64::midpoint(mild, t) < table.whole_from.value {
        return Temperature::from_fahrenheit(mild);
    }
    let whole = table.offset.value
        + table.air.value * t
        + table.humidity.value * r
        + table.air_humidity.value * t * r
        + table.air_square.value * t * t
        + table.humidity_square.value * r * r
        + table.air_square_humidity.value * t * t * r
        + table.air_humidity_square.value * t * r * r
        + table.squares.value * t * t * r * r;
    Temperature::from_fahrenheit(whole + adjustment(t, r))
}

/// What the service adds in moist and takes off in dry air.
fn adjustment(t: f64, r: f64) -> f64 {
    if r < 13.0 && (80.0..=112.0).contains(&t) {
        -(13.0 - r) / 4.0 * ((17.0 - (t - 95.0).abs()) / 17.0).sqrt()
    } else if r > 85.0 && (80.0..=87.0).contains(&t) {
        (r - 85.0) / 10.0 * (87.0 - t) / 5.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// °F, % → °F: the service's printed table, and its equation with the adjustments where the table does not reach.
    #[test]
    fn the_table_of_the_weather_service() {
        let table = [
            (80.0, 40.0, 80.0),
            (84.0, 80.0, 94.0),
            (90.0, 50.0, 95.0),
            (90.0, 70.0, 106.0),
            (96.0, 50.0, 108.0),
            (100.0, 40.0, 109.0),
            (104.0, 55.0, 137.0),
            (110.0, 40.0, 136.0),
            (100.0, 10.0, 94.0),
            (86.0, 95.0, 109.0),
        ];
        for (air, humidity, index) in table {
            let found = heat_index(Temperature::from_fahrenheit(air), Fraction::from_percent(humidity));
            assert_eq!(found.as_fahrenheit().round(), index, "{air} °F, {humidity} %");
        }
    }
}
