//! Where: a point on the globe, and the grid cell by which weather is asked and kept.

use serde::{Deserialize, Serialize};

use super::WeatherError;

/// A point on the globe, decimal degrees (WGS 84): latitude north, longitude east.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Coordinates", into = "Coordinates")]
pub struct Place {
    latitude: f64,
    longitude: f64,
}

/// A place as it is written, before it is checked.
#[derive(Serialize, Deserialize)]
struct Coordinates {
    latitude: f64,
    longitude: f64,
}

impl Place {
    /// A place from decimal degrees: latitude from −90 to 90, longitude from −180 to 180.
    ///
    /// # Errors
    /// [`WeatherError::Place`] names the coordinate that is off the globe or no number.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, WeatherError> {
        for (name, value, limit) in [("latitude", latitude, 90.0), ("longitude", longitude, 180.0)] {
            // Written so that NaN is refused as well.
            if !(-limit..=limit).contains(&value) {
                return Err(WeatherError::Place { name, value, limit });
            }
        }
        Ok(Self { latitude, longitude })
    }

    /// Degrees north of the equator.
    pub const fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east of Greenwich.
    pub const fn longitude(self) -> f64 {
        self.longitude
    }

    /// The grid cell the place lies in.
    pub fn cell(self) -> Cell {
        let tenths = |degrees: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "at most ±1800 after the check in `new`")]
            let tenths = (degrees * Cell::PER_DEGREE).round() as i16;
            tenths
        };
        let longitude = tenths(self.longitude);
        // 180° east and west are one meridian.
        Cell { latitude: tenths(self.latitude), longitude: if longitude == 1800 { -1800 } else { longitude } }
    }
}

impl TryFrom<Coordinates> for Place {
    type Error = WeatherError;

    fn try_from(at: Coordinates) -> Result<Self, WeatherError> {
        Self::new(at.latitude, at.longitude)
    }
}

impl From<Place> for Coordinates {
    fn from(place: Place) -> Self {
        Self { latitude: place.latitude, longitude: place.longitude }
    }
}

/// A grid cell of 0.1° (about 11 km north to south): as fine as the models behind the weather, and as near as an
/// athlete's whereabouts leave the server. In mountains the valley and the summit share a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    latitude: i16,
    longitude: i16,
}

impl Cell {
    /// Cells in a degree.
    const PER_DEGREE: f64 = 10.0;

    /// The middle of the cell.
    pub fn centre(self) -> Place {
        Place {
            latitude: f64::from(self.latitude) / Self::PER_DEGREE,
            longitude: f64::from(self.longitude) / Self::PER_DEGREE,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn off_the_globe_is_refused_by_name() {
        for (latitude, longitude, name) in [
            (90.1, 0.0, "latitude"),
            (f64::NAN, 0.0, "latitude"),
            (0.0, -180.5, "longitude"),
            (0.0, f64::INFINITY, "longitude"),
        ] {
            let error = Place::new(latitude, longitude).unwrap_err();
            assert!(error.to_string().starts_with(name), "{error}");
        }
        assert!(serde_json::from_str::<Place>(r#"{"latitude":91,"longitude":0}"#).is_err());
    }

    #[test]
    fn the_date_line_is_one_meridian() {
        assert_eq!(Place::new(-17.0, 180.0).unwrap().cell(), Place::new(-17.0, -180.0).unwrap().cell());
    }

    proptest! {
        #[test]
        fn a_cell_holds_its_places(latitude in -90.0..=90.0_f64, longitude in -179.9..=179.9_f64) {
            let place = Place::new(latitude, longitude).unwrap();
            let centre = place.cell().centre();
            prop_assert!((centre.latitude() - latitude).abs() <= 0.05 + 1e-9);
            prop_assert!((centre.longitude() - longitude).abs() <= 0.05 + 1e-9);
            prop_assert_eq!(centre.cell(), place.cell());
        }
    }
}
