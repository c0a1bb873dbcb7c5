//! Figures that the sources give, beside what our functions give.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use units::{
    AirSpeed, Energy, HeatFlux, Insulation, Length, LocalSweatingRate, Mass, Pressure, SodiumConcentration,
    Speed, Substance, Temperature, Volume, VolumeRate,
};

use crate::phs::{Edition, Phs, Posture, Walking};
use crate::regressions::Regression;
use crate::weigh_in::{WeighIn, plain_balance};
use crate::{Athlete, Site, humidity, respiration, sodium_follows, solar};

/// A figure of a source: which function, its inputs, what the source says, and how closely.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Oracle {
    id: String,
    function: String,
    inputs: Vec<f64>,
    expected: f64,
    tolerance: f64,
    source: String,
}

/// A figure, and what our function gives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OracleResult {
    /// Its id in the reference.
    pub id: String,
    /// The function, with the order of its inputs.
    pub function: String,
    /// The inputs.
    pub inputs: Vec<f64>,
    /// What the source says.
    pub expected: f64,
    /// How closely ours must agree.
    pub tolerance: f64,
    /// What ours gives; not a number where the function is unknown.
    pub found: f64,
    /// Whether it agrees.
    pub agrees: bool,
    /// The source.
    pub source: String,
}

#[derive(Deserialize)]
struct File {
    oracle: Vec<Oracle>,
}

static ORACLES: LazyLock<Vec<Oracle>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str::<File>(include_str!("../../data/oracles.toml")).expect("data/oracles.toml").oracle
});

/// Every figure with what our functions give.
pub fn oracles() -> Vec<OracleResult> {
    ORACLES.iter().map(judge).collect()
}

fn judge(oracle: &Oracle) -> OracleResult {
    let found = found(&oracle.function, &oracle.inputs).unwrap_or(f64::NAN);
    OracleResult {
        id: oracle.id.clone(),
        function: oracle.function.clone(),
        inputs: oracle.inputs.clone(),
        expected: oracle.expected,
        tolerance: oracle.tolerance,
        found,
        agrees: (found - oracle.expected).abs() <= oracle.tolerance,
        source: oracle.source.clone(),
    }
}

/// What our function gives; `None` for a function or a number of inputs that the table should not hold.
fn found(function: &str, inputs: &[f64]) -> Option<f64> {
    let name = function.split('(').next().unwrap_or(function);
    if let Some(site) = name.strip_prefix("whole-body sodium, ") {
        let local = SodiumConcentration::from_mmol_per_l(*inputs.first()?);
        return Some(site.parse::<Site>().ok()?.whole_body_sodium(local).as_mmol_per_l());
    }
    match (name, inputs) {
        ("salt", [sodium, chloride]) => Some(
            (Substance::Sodium.mg_per_mmol() * sodium + Substance::Chloride.mg_per_mmol() * chloride)
                / 1000.0,
        ),
        ("sodium loss", [rate, sodium]) => {
            let lost = SodiumConcentration::from_mmol_per_l(*sodium) * VolumeRate::from_l_per_h(*rate);
            Some(lost.as_mg_per_h())
        }
        ("breath by energy", [kcal]) => Some(respiration::mass_by_energy(Energy::from_kcal(*kcal)).as_kg()),
        ("surface", [kg, m]) => Some(body(*kg, *m).surface_area().as_m2()),
        ("weigh-in", [before, after, drunk, urine, hours]) => {
            let weighed = WeighIn {
                mass_before: Mass::from_kg(*before),
                mass_after: Mass::from_kg(*after),
                drunk: Some(Volume::from_l(*drunk)),
                urine: Some(Volume::from_l(*urine)),
                ..WeighIn::default()
            };
            Some(plain_balance(&weighed).as_kg() / hours)
        }
        ("respiratory water", [oxygen, mmhg]) => Some(
            respiration::water_per_minute(VolumeRate::from_l_per_min(*oxygen), Pressure::from_mmhg(*mmhg))
                .as_g(),
        ),
        ("gas exchange", [oxygen, quotient]) => {
            Some(respiration::gas_per_minute(VolumeRate::from_l_per_min(*oxygen), *quotient).as_g())
        }
        ("Shapiro", [required, greatest]) => regression(Regression::Shapiro, *required, *greatest),
        ("Shapiro corrected", [required, greatest]) => {
            regression(Regression::ShapiroCorrected, *required, *greatest)
        }
        ("piecewise", [required, greatest]) => regression(Regression::Piecewise, *required, *greatest),
        ("piecewise cool", [required, greatest]) => {
            regression(Regression::PiecewiseCool, *required, *greatest)
        }
        ("piecewise field", [required, greatest]) => {
            regression(Regression::PiecewiseField, *required, *greatest)
        }
        ("local ratio", [local, rate, kg, m]) => {
            let uniform = LocalSweatingRate::from_mg_per_cm2_min(*local) * body(*kg, *m).surface_area();
            Some(rate / uniform.as_l_per_h())
        }
        ("local flux", [grams]) => Some(LocalSweatingRate::from_g_per_m2_h(*grams).as_mg_per_cm2_min()),
        ("evaporation alone", [watts]) => {
            let latent = crate::coefficients().exchange.latent_heat.value;
            Some(watts * 3600.0 / latent / 1000.0)
        }
        ("sodium follows", [minutes]) => Some(sodium_follows(units::Duration::from_minutes(*minutes))),
        ("saturation pressure", [celsius]) => {
            Some(humidity::saturation_pressure(Temperature::from_celsius(*celsius)).as_kpa())
        }
        ("clear sky", [degrees]) => Some(solar::clear_sky(*degrees).as_w_per_m2()),
        ("ISO 7933", [air, radiant, kpa, wind, metabolic, clo, sits, acclimatised, walk]) => {
            annex_f([*air, *radiant, *kpa, *wind, *metabolic, *clo], *sits > 0.0, *acclimatised > 0.0, *walk)
        }
        _ => None,
    }
}

fn body(kg: f64, m: f64) -> Athlete {
    Athlete { height: Some(Length::from_m(m)), ..Athlete::of_mass(Mass::from_kg(kg)) }
}

fn regression(regression: Regression, required: f64, greatest: f64) -> Option<f64> {
    let rate = regression.rate(HeatFlux::from_w_per_m2(required), HeatFlux::from_w_per_m2(greatest))?;
    Some(rate.as_g_per_m2_h())
}

/// The water loss of a case of Annex F, g: 480 min, 75 kg, 1.80 m, drinking.
fn annex_f(numbers: [f64; 6], sits: bool, acclimatised: bool, walk: f64) -> Option<f64> {
    let [air, radiant, kpa, wind, metabolic, clo] = numbers;
    let walking = (walk > 0.0).then(|| Walking { speed: Speed::from_m_per_s(walk), wind_angle: Some(90.0) });
    let phs = Phs {
        edition: Edition::Iso2004,
        body_mass: Mass::from_kg(75.0),
        height: Length::from_m(1.80),
        acclimatised,
        posture: if sits { Posture::Sitting } else { Posture::Standing },
        walking,
        metabolic: HeatFlux::from_w_per_m2(metabolic),
        work: HeatFlux::from_w_per_m2(0.0),
        air_temperature: Temperature::from_celsius(air),
        radiant_temperature: Temperature::from_celsius(radiant),
        vapour_pressure: Pressure::from_kpa(kpa),
        air_speed: AirSpeed::from_m_per_s(wind),
        clothing: Insulation::from_clo(clo),
        permeability: 0.38,
        reflective_share: 0.54,
        reflection: 0.97,
        drinks: true,
        duration: units::Duration::from_minutes(480.0),
    };
    Some(phs.strain().ok()?.water_loss.as_g())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_every_source_is_reproduced() {
        let wrong: Vec<String> = oracles()
            .iter()
            .filter(|oracle| !oracle.agrees)
            .map(|o| {
                format!(
                    "{} {} {:?}: {}, not {} ± {}",
                    o.id, o.function, o.inputs, o.found, o.expected, o.tolerance
                )
            })
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
        assert!(oracles().len() > 50);
    }

    #[test]
    fn every_source_is_in_the_register() {
        for oracle in ORACLES.iter() {
            assert!(evidence::register().get(&oracle.source.as_str().into()).is_some(), "{}", oracle.source);
        }
    }
}
