//! The heat level of Sports Medicine Australia's policy of 2025: ISO 7933:2023 for one athlete in what a sport is played in.
//!
//! The medium level begins at the air temperature at which 850 g are sweated in three quarters of an hour, the extreme one
//! where core temperature reaches 40 °C, the high one half-way. Source: sma-2025, by an open implementation of the
//! policy's authors.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use sport::Sport;
use units::{AirSpeed, Duration, Fraction, HeatFlux, Insulation, Length, Mass, Quantity, Temperature};

use crate::SessionConditions;
use crate::phs::{Edition, Phs, Posture, Strain};

evidence::coefficient_table! {
    /// The numbers of the policy.
    pub struct SportsHeatTable {
        /// What each activity is done in.
        activities: BTreeMap<String, Activity>,
    }
    /// Where levels begin.
    limits: SportsHeatLimits {
        sweat sweat_minutes core low_ends medium_most high_least high_most extreme_least extreme_most beyond
    }
    /// The athlete of the model.
    subject: SportsHeatSubject { body_mass height met permeability reflective_share reflection }
}

static TABLE: LazyLock<SportsHeatTable> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/sports-heat.toml")).expect("data/sports-heat.toml")
});

/// What an activity is done in.
#[derive(Clone, Debug, PartialEq, serde::Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Clothing, clo.
    pub clo: f64,
    /// Metabolic rate, MET.
    pub met: f64,
    /// The air that the activity itself moves, m/s.
    pub air: f64,
    /// How long it goes on without a break, minutes.
    pub minutes: u32,
    /// The sports of this kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sports: Vec<Sport>,
}

impl Activity {
    /// The activity of this name: `soccer`.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLE.activities.get(name)
    }

    /// The activity that a sport is of; `None` for one that the policy does not cover.
    pub fn of_sport(sport: Sport) -> Option<&'static Self> {
        TABLE.activities.values().find(|activity| activity.sports.contains(&sport))
    }
}

/// The air and its radiation on the field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Air temperature.
    pub air_temperature: Temperature,
    /// Mean radiant temperature.
    pub radiant_temperature: Temperature,
    /// Relative humidity.
    pub relative_humidity: Fraction,
    /// Wind at the body; the activity's own air counts where it is more.
    pub wind: AirSpeed,
}

impl Field {
    /// The field of a session, by its air, its wind and its sun.
    pub fn of_session(conditions: &SessionConditions) -> Self {
        Self {
            air_temperature: conditions.air_temperature,
            radiant_temperature: conditions.air_temperature + conditions.radiant_excess(),
            relative_humidity: conditions.relative_humidity,
            wind: conditions.air_past_a_standing_body(),
        }
    }
}

/// The air temperatures at which levels begin, and the level of the field's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SportsHeat {
    /// From 1 (low) over 2 (medium), 3 (high) and 4 (extreme) to 4.9, in tenths.
    pub level: f64,
    /// Where the medium level begins.
    pub medium: Temperature,
    /// Where the high level begins.
    pub high: Temperature,
    /// Where the extreme level begins.
    pub extreme: Temperature,
}

/// The level of an activity on a field. `None` where ISO 7933 cannot be asked at all: air above 55 °C or radiation above 130 °C.
///
/// ```
/// use physiology::sports_heat::{Activity, Field, sports_heat};
/// use units::{AirSpeed, Fraction, Temperature};
/// let field = Field {
///     air_temperature: Temperature::from_celsius(33.0),
///     radiant_temperature: Temperature::from_celsius(60.0),
///     relative_humidity: Fraction::from_percent(40.0),
///     wind: AirSpeed::from_m_per_s(1.0),
/// };
/// let soccer = Activity::named("soccer").unwrap();
/// assert_eq!(sports_heat(soccer, &field).unwrap().level, 2.3);
/// ```
pub fn sports_heat(activity: &Activity, field: &Field) -> Option<SportsHeat> {
    let limits = &TABLE.limits;
    let air = field.air_temperature.as_celsius();
    if air < limits.low_ends.value {
        let [medium, high, extreme] = [&limits.low_ends, &limits.high_least, &limits.extreme_least]
            .map(|of| Temperature::from_celsius(of.value));
        return Some(SportsHeat { level: 1.0, medium, high, extreme });
    }
    strain(activity, field, air)?;
    let minutes = f64::from(activity.minutes);
    let sweat = |strain: &Strain| {
        let loss = strain.water_loss.as_g();
        loss / minutes * limits.sweat_minutes.value - limits.sweat.value
    };
    let core = |strain: &Strain| strain.core_temperature.as_celsius() - limits.core.value;
    let medium = begins(activity, field, sweat).unwrap_or(limits.medium_most.value);
    let extreme = begins(activity, field, core).unwrap_or(limits.extreme_most.value);
    let high = f64::midpoint(medium, extreme).clamp(limits.high_least.value, limits.high_most.value);
    let extreme = extreme.clamp(limits.extreme_least.value, limits.extreme_most.value);
    // Where core temperature is at its limit before much is sweated, the stricter level counts from there on.
    let high = high.min(extreme);
    let medium = medium.clamp(limits.low_ends.value, limits.medium_most.value).min(high);
    let level = level(air, [medium, high, extreme]);
    let [medium, high, extreme] = [medium, high, extreme].map(Temperature::from_celsius);
    Some(SportsHeat { level, medium, high, extreme })
}

/// The level in tenths, downwards.
fn level(air: f64, [medium, high, extreme]: [f64; 3]) -> f64 {
    let limits = &TABLE.limits;
    // The policy rounds the extreme limit before it counts from it.
    let extreme = ((extreme * 10.0).round() / 10.0).min(limits.extreme_most.value);
    let share = |from: f64, to: f64| (air - from) / (to - from);
    let level = if air >= extreme {
        4.0 + 0.9 * (air - extreme) / limits.beyond.value
    } else if air >= high {
        3.0 + share(high, extreme)
    } else if air >= medium {
        2.0 + share(medium, high)
    } else {
        1.0 + share(limits.low_ends.value, medium)
    };
    ((level + 1e-9) * 10.0).floor().min(49.0) / 10.0
}

/// The air temperature at which something of the strain, rising with it, passes zero; `None` where it does not.
fn begins(activity: &Activity, field: &Field, of: impl Fn(&Strain) -> f64) -> Option<f64> {
    let at = |air: f64| strain(activity, field, air).map(|strain| of(&strain));
    [(0.0, 36.0), (20.0, 50.0)].into_iter().find_map(|(mut low, mut high)| {
        if at(low)? > 0.0 || at(high)? < 0.0 {
            return None;
        }
        for _ in 0..30 {
            let middle = f64::midpoint(low, high);
            if at(middle)? < 0.0 { low = middle } else { high = middle }
        }
        Some(high)
    })
}

/// What ISO 7933 expects of the activity in this air, with the humidity and radiation of the field.
fn strain(activity: &Activity, field: &Field, air: f64) -> Option<Strain> {
    let subject = &TABLE.subject;
    let air_temperature = Temperature::from_celsius(air);
    let phs = Phs {
        edition: Edition::Iso2023,
        body_mass: Mass::from_kg(subject.body_mass.value),
        height: Length::from_m(subject.height.value),
        acclimatised: true,
        posture: Posture::Standing,
        walking: None,
        metabolic: HeatFlux::from_w_per_m2(activity.met * subject.met.value),
        work: HeatFlux::ZERO,
        air_temperature,
        radiant_temperature: field.radiant_temperature,
        vapour_pressure: crate::humidity::vapour_pressure(air_temperature, field.relative_humidity),
        air_speed: field.wind.max(AirSpeed::from_m_per_s(activity.air)),
        clothing: Insulation::from_clo(activity.clo),
        permeability: subject.permeability.value,
        reflective_share: subject.reflective_share.value,
        reflection: subject.reflection.value,
        drinks: true,
        duration: Duration::from_minutes(f64::from(activity.minutes)),
    };
    phs.strain().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_source_and_every_sport_one_activity() {
        for (name, number) in TABLE.iter() {
            assert!(evidence::register().get(&number.source).is_some(), "{name}");
        }
        for &sport in Sport::ALL {
            let of = TABLE.activities.values().filter(|activity| activity.sports.contains(&sport));
            assert!(of.count() <= 1, "{sport}");
        }
    }

    /// Air, radiant temperature, humidity, wind → level, and where medium, high and extreme begin: pythermalcomfort 4.8.1,
    /// which the policy's authors keep. It prints tenths, and its body surface is 0.2 % smaller than that of Du Bois.
    #[test]
    fn the_levels_of_the_open_implementation() {
        #[rustfmt::skip]
        let table = [
            ("soccer", [28.0, 28.0, 50.0, 1.0], 1.4, [34.5, 38.5, 39.9]),
            ("soccer", [33.0, 60.0, 40.0, 1.0], 2.3, [32.1, 34.9, 37.7]),
            ("running", [35.0, 65.0, 40.0, 1.5], 3.3, [31.1, 34.1, 37.1]),
            ("cricket", [30.0, 55.0, 50.0, 1.0], 2.5, [28.0, 31.7, 35.3]),
            ("tennis", [30.0, 55.0, 75.0, 0.8], 3.6, [24.6, 27.8, 31.0]),
            ("cycling", [38.0, 70.0, 20.0, 2.0], 3.0, [34.5, 38.0, 41.3]),
            ("walking", [36.0, 36.0, 30.0, 0.2], 2.3, [34.5, 39.0, 43.5]),
            ("sailing", [31.0, 50.0, 60.0, 4.0], 2.8, [28.9, 31.4, 33.9]),
            ("mountain-biking", [27.0, 45.0, 85.0, 0.5], 1.5, [30.0, 31.5, 33.0]),
            ("netball", [41.0, 41.0, 20.0, 0.3], 3.4, [34.5, 39.0, 43.5]),
            ("rugby", [24.0, 24.0, 95.0, 0.1], 1.1, [29.0, 29.6, 30.2]),
            ("equestrian", [33.0, 70.0, 60.0, 1.0], 3.6, [28.1, 31.0, 33.9]),
            ("golf", [44.0, 80.0, 15.0, 2.0], 4.0, [34.5, 39.0, 43.5]),
            ("tennis", [22.0, 60.0, 80.0, 1.0], 1.0, [23.0, 25.0, 26.0]),
            ("rowing", [29.0, 60.0, 90.0, 0.1], 2.6, [27.9, 29.7, 31.6]),
            ("fishing", [35.0, 70.0, 70.0, 0.5], 4.9, [23.0, 26.3, 29.6]),
        ];
        for (name, [air, radiant, humidity, wind], level, begin) in table {
            let field = Field {
                air_temperature: Temperature::from_celsius(air),
                radiant_temperature: Temperature::from_celsius(radiant),
                relative_humidity: Fraction::from_percent(humidity),
                wind: AirSpeed::from_m_per_s(wind),
            };
            let found = sports_heat(Activity::named(name).unwrap(), &field).unwrap();
            let begins = [found.medium, found.high, found.extreme].map(Temperature::as_celsius);
            for (own, theirs) in begins.into_iter().zip(begin) {
                assert!((own - theirs).abs() < 0.11, "{name} at {air}: {begins:?}, theirs {begin:?}");
            }
            assert_eq!(found.level, level, "{name} at {air}: {begins:?}");
        }
    }

    #[test]
    fn hotter_moister_air_is_never_a_lower_level() {
        let soccer = Activity::named("soccer").unwrap();
        let of = |air: f64, humidity: f64| {
            let field = Field {
                air_temperature: Temperature::from_celsius(air),
                radiant_temperature: Temperature::from_celsius(air + 20.0),
                relative_humidity: Fraction::from_percent(humidity),
                wind: AirSpeed::from_m_per_s(1.0),
            };
            sports_heat(soccer, &field).unwrap().level
        };
        for humidity in [20.0, 50.0, 80.0] {
            let levels: Vec<f64> = (20..46).map(|air| of(f64::from(air), humidity)).collect();
            assert!(levels.is_sorted(), "{humidity} %: {levels:?}");
        }
        for air in [26.0, 30.0, 34.0] {
            let levels: Vec<f64> = (2..10).map(|tens| of(air, f64::from(tens) * 10.0)).collect();
            assert!(levels.is_sorted(), "{air} °C: {levels:?}");
        }
    }
}
