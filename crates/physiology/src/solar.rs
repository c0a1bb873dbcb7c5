//! The sun: where it stands, how much of it reaches the ground, and how much warmer it makes the surroundings radiate.
//!
//! Sources: solarcal (body gain), haurwitz-1945 (clear sky), kasten-czeplak-1980 (cloud), brode-utci (projected area).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{Fraction, HeatFlux, TemperatureDifference};

use crate::coefficients;

/// The sun's height over the horizon, degrees; negative at night.
///
/// Michalsky's almanac, within 0.05° from 1950 to 2050 (refraction left out). `latitude` in degrees north, `longitude`
/// in degrees east.
///
/// ```
/// // Lisbon at solar noon of midsummer: 90° − 38.72° + 23.44°.
/// let noon = "2026-06-21T12:38:00Z".parse().unwrap();
/// let altitude = physiology::solar::altitude(noon, 38.72, -9.14);
/// assert!((altitude - 74.7).abs() < 0.1, "{altitude}");
/// ```
pub fn altitude(at: Timestamp, latitude: f64, longitude: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few centuries fit")]
    let days = (at.as_millisecond() as f64 / 1000.0 - J2000_UNIX) / 86_400.0;
    let mean_longitude = (280.460 + 0.985_647_4 * days).rem_euclid(360.0);
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let ecliptic = (mean_longitude + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let obliquity = (23.439 - 0.000_000_4 * days).to_radians();
    let right_ascension = (obliquity.cos() * ecliptic.sin()).atan2(ecliptic.cos());
    let declination = (obliquity.sin() * ecliptic.sin()).asin();
    let greenwich = (18.697_374_558 + 24.065_709_824_419 * days).rem_euclid(24.0) * 15.0;
    let hour_angle = (greenwich + longitude).to_radians() - right_ascension;
    let latitude = latitude.to_radians();
    let sine = latitude.sin() * declination.sin() + latitude.cos() * declination.cos() * hour_angle.cos();
    sine.clamp(-1.0, 1.0).asin().to_degrees()
}

/// 2000-01-01 12:00 UTC, in seconds after 1970.
const J2000_UNIX: f64 = 946_728_000.0;

/// Sunlight on the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sunlight {
    /// Direct beam, on a surface that faces the sun.
    pub beam: HeatFlux,
    /// Diffuse, on the horizontal.
    pub diffuse: HeatFlux,
    /// The sun's altitude, degrees.
    pub altitude: f64,
}

impl Sunlight {
    /// From direct and diffuse radiation on the horizontal, as weather services give them.
    pub fn on_horizontal(direct: HeatFlux, diffuse: HeatFlux, altitude: f64) -> Self {
        let sine = altitude.to_radians().sin();
        // A low sun turns small errors of the horizontal into absurd beams: below 5° it is taken at 5°.
        let beam = if altitude <= 0.0 { 0.0 } else { direct.as_w_per_m2() / sine.max(LOW_SUN_SINE) };
        let beam = HeatFlux::from_w_per_m2(beam.clamp(0.0, coefficients().sun.solar_constant.value));
        let diffuse = HeatFlux::from_w_per_m2(diffuse.as_w_per_m2().max(0.0));
        Self { beam, diffuse, altitude }
    }

    /// Under a sky of this cloud cover, where nobody measured (Haurwitz; Kasten & Czeplak). A fifth of a clear sky's
    /// beam is diffuse; clouds take the beam first.
    pub fn under_sky(cloud: Fraction, altitude: f64) -> Self {
        let clear = clear_sky(altitude).as_w_per_m2();
        let total = clear * cloud_share(cloud);
        let beam_share = CLEAR_BEAM_SHARE * (1.0 - cloud.as_ratio().clamp(0.0, 1.0));
        let direct = HeatFlux::from_w_per_m2(total * beam_share);
        Self::on_horizontal(direct, HeatFlux::from_w_per_m2(total * (1.0 - beam_share)), altitude)
    }

    /// Radiation on the horizontal.
    pub fn global(&self) -> HeatFlux {
        self.beam * self.altitude.to_radians().sin().max(0.0) + self.diffuse
    }

    /// How much warmer the surroundings of a standing person radiate than the air is (SolarCal, ASHRAE 55 app. C).
    ///
    /// The body is taken to turn in every direction, as on a loop: the projected area is its mean over azimuth.
    pub fn radiant_excess(&self) -> TemperatureDifference {
        let sun = &coefficients().sun;
        let sine = self.altitude.to_radians().sin().max(0.0);
        let (beam, diffuse) = (self.beam.as_w_per_m2(), self.diffuse.as_w_per_m2());
        let reflected = sun.ground_albedo.value * (beam * sine + diffuse);
        let received = 0.5 * diffuse + projected_area(self.altitude) * beam + 0.5 * reflected;
        // ERF = (α/0.95)·f_eff·received and ΔTr = ERF/(h_r·f_eff): the effective area cancels.
        let excess = sun.skin_absorption.value / coefficients().exchange.emissivity.value * received
            / sun.radiative_conductance.value;
        TemperatureDifference::from_kelvin(excess.max(0.0))
    }
}

/// sin 5°.
const LOW_SUN_SINE: f64 = 0.087_155_7;
/// The share of a clear sky's radiation that is beam.
const CLEAR_BEAM_SHARE: f64 = 0.85;

/// Radiation on the horizontal under a clear sky (Haurwitz).
///
/// ```
/// let at_30 = physiology::solar::clear_sky(30.0);
/// assert!((at_30.as_w_per_m2() - 489.8).abs() < 0.1);
/// ```
pub fn clear_sky(altitude: f64) -> HeatFlux {
    let sun = &coefficients().sun;
    let cosine = altitude.to_radians().sin();
    if cosine <= 0.0 {
        return HeatFlux::from_w_per_m2(0.0);
    }
    HeatFlux::from_w_per_m2(sun.haurwitz_scale.value * cosine * (-sun.haurwitz_depth.value / cosine).exp())
}

/// The share of clear-sky radiation that clouds let through (Kasten & Czeplak).
pub fn cloud_share(cloud: Fraction) -> f64 {
    let sun = &coefficients().sun;
    1.0 - sun.cloud_most.value * cloud.as_ratio().clamp(0.0, 1.0).powf(sun.cloud_exponent.value)
}

/// The share of a standing body's surface that a beam from this altitude meets.
fn projected_area(altitude: f64) -> f64 {
    let sun = &coefficients().sun;
    let bent = altitude.max(0.0);
    let angle = bent * (sun.projected_linear.value - bent * bent / sun.projected_square.value);
    (sun.projected_scale.value * angle.to_radians().cos()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloud_takes_what_the_reference_computed() {
        // Altitude, eighths of cloud, global radiation W/m².
        for (altitude, eighths, flux) in [
            (30.0, 0.0, 489.8),
            (30.0, 4.0, 455.0),
            (30.0, 8.0, 122.5),
            (60.0, 0.0, 890.3),
            (60.0, 4.0, 827.1),
            (60.0, 8.0, 222.6),
        ] {
            let found = clear_sky(altitude).as_w_per_m2() * cloud_share(Fraction::from_ratio(eighths / 8.0));
            assert!((found - flux).abs() < 0.1, "{altitude}° under {eighths}/8: {found}, not {flux}");
        }
    }

    #[test]
    fn the_ground_reflects_what_the_reference_computed() {
        // 60°, 900 W/m² of beam, a fifth diffuse: ERF rises from 170.5 to 273.0 W/m² between albedo 0.2 and 0.6, which is
        // (0.7/0.95)·0.725·½·0.4·(900·sin 60° + 180).
        let light = Sunlight {
            beam: HeatFlux::from_w_per_m2(900.0),
            diffuse: HeatFlux::from_w_per_m2(180.0),
            altitude: 60.0,
        };
        let rise = 0.7 / 0.95 * 0.725 * 0.5 * 0.4 * light.global().as_w_per_m2();
        assert!((rise - (273.0 - 170.5)).abs() < 0.1, "{rise}");
    }

    #[test]
    fn a_high_sun_warms_as_the_quick_rule_says_and_none_at_night() {
        let noon = Sunlight::under_sky(Fraction::ZERO, 50.0).radiant_excess().as_kelvin();
        assert!((30.0..=45.0).contains(&noon), "{noon}");
        let overcast = Sunlight::under_sky(Fraction::from_ratio(1.0), 50.0).radiant_excess().as_kelvin();
        assert!(overcast < 0.45 * noon, "{overcast} under a closed sky, {noon} under a clear one");
        assert_eq!(Sunlight::under_sky(Fraction::ZERO, -5.0).radiant_excess().as_kelvin(), 0.0);
    }

    #[test]
    fn the_sun_rises_smoothly_through_the_horizon() {
        let excess = |altitude: f64| {
            Sunlight::under_sky(Fraction::from_ratio(0.3), altitude).radiant_excess().as_kelvin()
        };
        let steps: Vec<f64> = (-20..=300).map(|step| excess(f64::from(step) / 10.0)).collect();
        assert!(steps.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.5), "no steps");
    }
}
