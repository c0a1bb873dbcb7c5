//! The weather of a session: the mean of its hours.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use units::{AirSpeed, Duration, Fraction, HeatFlux, Interval, Temperature};

use super::{HourlyWeather, Kind, Origin, Radiation, Spread, WeatherError};

/// The longest stretch between two stamps that is still interpolated, s.
const STEP: f64 = 3600.0;
/// The normal quantile of the upper end of an 80 % interval.
const Z_80: f64 = 1.281_551_565_544_600_4;

/// Mean weather over a session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conditions {
    /// Mean air temperature.
    pub air_temperature: Temperature,
    /// Mean relative humidity, 0 to 1.
    pub relative_humidity: Fraction,
    /// Mean wind 10 m above ground.
    pub wind: AirSpeed,
    /// Mean cloud cover; `None` when an hour does not say.
    pub cloud_cover: Option<Fraction>,
    /// Mean solar radiation; `None` when an hour does not say.
    pub radiation: Option<Radiation>,
    /// The highest probability of precipitation in any hour; `None` when no hour says.
    pub precipitation_probability: Option<Fraction>,
    /// The least sure kind among the hours.
    pub kind: Kind,
    /// Who said the least sure of the hours.
    pub origin: Origin,
    /// When the oldest of the hours was issued.
    pub issued_at: Timestamp,
    /// The widest spread among the hours: their errors go together, so that averaging does not narrow them.
    pub spread: Spread,
}

impl Conditions {
    /// The range in which the air temperature lies with a probability of 80 %.
    pub fn air_temperature_80(&self) -> Interval<Temperature> {
        let half = self.spread.air_temperature * Z_80;
        Interval { low: self.air_temperature + -half, high: self.air_temperature + half }
    }
}

/// The mean weather from `start` for `duration`. Values at the stamps are interpolated linearly; radiation is taken from
/// the hour that ends at its stamp.
///
/// # Errors
/// [`WeatherError::Duration`] unless the duration is above zero and finite; [`WeatherError::Gap`] when the hours leave a
/// part of the session uncovered, or lie more than an hour apart.
pub fn conditions_over(
    hours: &[HourlyWeather],
    start: Timestamp,
    duration: Duration,
) -> Result<Conditions, WeatherError> {
    let end = duration.as_seconds();
    if !(end > 0.0 && end.is_finite()) {
        return Err(WeatherError::Duration { seconds: end });
    }
    let mut hours: Vec<_> = hours.iter().collect();
    hours.sort_by_key(|hour| hour.at);
    let pieces: Vec<Piece<'_>> =
        hours.windows(2).filter_map(|pair| Piece::new(pair[0], pair[1], start, end)).collect();
    if let Some(gap) = first_gap(&pieces, end) {
        let at = SignedDuration::try_from_secs_f64(gap).ok().and_then(|gap| start.checked_add(gap).ok());
        return Err(WeatherError::Gap { at: at.unwrap_or(start) });
    }
    let mean = |value: &dyn Fn(&Piece<'_>) -> f64| {
        pieces.iter().map(|piece| value(piece) * (piece.to - piece.from)).sum::<f64>() / end
    };
    let flux = |part: fn(&Radiation) -> HeatFlux| {
        HeatFlux::from_w_per_m2(mean(&|piece| {
            piece.later.radiation.as_ref().map_or(0.0, |sun| part(sun).as_w_per_m2())
        }))
    };
    let used = || pieces.iter().flat_map(|piece| [piece.earlier, piece.later]);
    let Some(worst) = used().map(HourlyWeather::spread).reduce(Spread::wider) else {
        return Err(WeatherError::Gap { at: start });
    };
    Ok(Conditions {
        air_temperature: Temperature::from_celsius(mean(&|p| {
            p.at_middle(|hour| hour.air_temperature.as_celsius())
        })),
        relative_humidity: Fraction::from_ratio(mean(&|p| {
            p.at_middle(|hour| hour.relative_humidity.as_ratio())
        })),
        wind: AirSpeed::from_m_per_s(mean(&|p| p.at_middle(|hour| hour.wind.as_m_per_s()))),
        cloud_cover: used().all(|hour| hour.cloud_cover.is_some()).then(|| {
            Fraction::from_ratio(mean(&|p| {
                p.at_middle(|hour| hour.cloud_cover.map_or(0.0, Fraction::as_ratio))
            }))
        }),
        radiation: pieces.iter().all(|piece| piece.later.radiation.is_some()).then(|| Radiation {
            shortwave: flux(|sun| sun.shortwave),
            direct: flux(|sun| sun.direct),
            diffuse: flux(|sun| sun.diffuse),
        }),
        precipitation_probability: pieces
            .iter()
            .filter_map(|piece| piece.later.precipitation_probability)
            .reduce(units::Quantity::max),
        kind: used().map(|hour| hour.kind).min().unwrap_or(Kind::Climatology),
        origin: used()
            .min_by_key(|hour| (hour.kind, hour.origin))
            .map_or(Origin::Climatology, |hour| hour.origin),
        issued_at: used().map(|hour| hour.issued_at).min().unwrap_or(start),
        spread: worst,
    })
}

/// The part of the session between two stamps; all times in seconds after its start.
struct Piece<'a> {
    earlier: &'a HourlyWeather,
    later: &'a HourlyWeather,
    from: f64,
    to: f64,
    /// How far the middle of the part lies from the earlier stamp to the later, 0 to 1.
    middle: f64,
}

impl<'a> Piece<'a> {
    fn new(earlier: &'a HourlyWeather, later: &'a HourlyWeather, start: Timestamp, end: f64) -> Option<Self> {
        let [a, b] = [earlier, later].map(|hour| hour.at.duration_since(start).as_secs_f64());
        let (from, to) = (a.max(0.0), b.min(end));
        (from < to && b - a <= STEP).then(|| Self {
            earlier,
            later,
            from,
            to,
            middle: ((from + to) / 2.0 - a) / (b - a),
        })
    }

    /// The interpolated value in the middle of the part, which is its mean over the part.
    fn at_middle(&self, value: impl Fn(&HourlyWeather) -> f64) -> f64 {
        let (earlier, later) = (value(self.earlier), value(self.later));
        earlier + (later - earlier) * self.middle
    }
}

/// The first moment of `0..end` that no piece covers. Neighbours share a stamp, so that their ends are equal exactly.
fn first_gap(pieces: &[Piece<'_>], end: f64) -> Option<f64> {
    let covered =
        pieces.iter().fold(0.0, |covered, piece| if piece.from <= covered { piece.to } else { covered });
    (covered < end).then_some(covered)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hour(at: &str, celsius: f64, shortwave: f64) -> HourlyWeather {
        HourlyWeather {
            at: at.parse().unwrap(),
            air_temperature: Temperature::from_celsius(celsius),
            relative_humidity: Fraction::from_percent(50.0),
            wind: AirSpeed::from_m_per_s(2.0),
            cloud_cover: Some(Fraction::from_ratio(0.25)),
            radiation: Some(Radiation {
                shortwave: HeatFlux::from_w_per_m2(shortwave),
                direct: HeatFlux::from_w_per_m2(shortwave * 0.75),
                diffuse: HeatFlux::from_w_per_m2(shortwave * 0.25),
            }),
            precipitation_probability: Some(Fraction::from_percent(celsius)),
            kind: Kind::Forecast,
            origin: Origin::OpenMeteo,
            issued_at: "2026-07-18T06:00:00Z".parse().unwrap(),
        }
    }

    fn morning() -> Vec<HourlyWeather> {
        vec![
            hour("2026-07-18T08:00:00Z", 16.0, 300.0),
            hour("2026-07-18T09:00:00Z", 20.0, 400.0),
            hour("2026-07-18T10:00:00Z", 22.0, 600.0),
        ]
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn values_interpolate_and_radiation_belongs_to_the_hour_that_ends_at_the_stamp() {
        let ride =
            conditions_over(&morning(), at("2026-07-18T08:30:00Z"), Duration::from_hours(1.0)).unwrap();
        // 18 → 20 °C over the first half hour, 20 → 21 °C over the second.
        assert!((ride.air_temperature.as_celsius() - 19.75).abs() < 1e-9);
        // Half an hour at 400 W/m², half at 600: the 300 of the hour before 08:00 do not enter.
        let sun = ride.radiation.unwrap();
        assert!((sun.shortwave.as_w_per_m2() - 500.0).abs() < 1e-9);
        assert!((sun.direct.as_w_per_m2() - 375.0).abs() < 1e-9);
        assert_eq!(ride.precipitation_probability, Some(Fraction::from_percent(22.0)));
    }

    #[test]
    fn one_unsure_hour_makes_the_session_unsure() {
        let mut hours = morning();
        hours[1].kind = Kind::Climatology;
        hours[2].cloud_cover = None;
        hours[2].radiation = None;
        let ride = conditions_over(&hours, at("2026-07-18T08:30:00Z"), Duration::from_hours(1.0)).unwrap();
        assert_eq!(ride.kind, Kind::Climatology);
        assert_eq!(ride.spread, Spread::of(Kind::Climatology, SignedDuration::ZERO));
        assert_eq!((ride.cloud_cover, ride.radiation), (None, None));
        let band = ride.air_temperature_80();
        assert!((band.high - band.low).as_kelvin() > 15.0, "{band:?}");
    }

    #[test]
    fn a_gap_is_named_and_never_bridged() {
        let (half_past, hour_and_half) = (at("2026-07-18T08:30:00Z"), Duration::from_hours(1.5));
        let without = |index: usize| {
            let mut hours = morning();
            hours.remove(index);
            conditions_over(&hours, half_past, hour_and_half)
        };
        assert_eq!(without(0), Err(WeatherError::Gap { at: half_past }));
        assert_eq!(without(1), Err(WeatherError::Gap { at: half_past }));
        assert_eq!(without(2), Err(WeatherError::Gap { at: at("2026-07-18T09:00:00Z") }));
        assert_eq!(conditions_over(&[], half_past, hour_and_half), Err(WeatherError::Gap { at: half_past }));
        for seconds in [0.0, -60.0, f64::INFINITY] {
            let error = conditions_over(&morning(), half_past, Duration::from_seconds(seconds)).unwrap_err();
            assert_eq!(error, WeatherError::Duration { seconds });
        }
    }

    proptest! {
        #[test]
        fn the_mean_lies_between_the_hours_in_any_order(from in 0..7100_i64, share in 0.001..=1.0_f64) {
            let start = at("2026-07-18T08:00:00Z") + SignedDuration::from_secs(from);
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let length = Duration::from_seconds((7200 - from) as f64 * share);
            let mut hours = morning();
            let mean = conditions_over(&hours, start, length).unwrap();
            prop_assert!((16.0..=22.0).contains(&mean.air_temperature.as_celsius()));
            prop_assert!((399.999..=600.001).contains(&mean.radiation.unwrap().shortwave.as_w_per_m2()));
            hours.reverse();
            prop_assert_eq!(conditions_over(&hours, start, length).unwrap(), mean);
        }
    }
}
