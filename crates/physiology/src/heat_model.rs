//! Which heat balance the profile starts from.

use serde::{Deserialize, Serialize};
use units::{HeatFlux, Length, Quantity, Temperature, VolumeRate};

use crate::phs::{Edition, Phs, Posture};
use crate::{Athlete, HeatBalance};

/// The physics under the profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeatModel {
    /// The partitional heat balance of [`crate::heat_balance`], made for athletes in their own airflow.
    #[default]
    Partitional,
    /// ISO 7933:2004, for slow work in heat. Outside its box it is flagged, and inputs that it cannot take at all are
    /// taken at the nearest it can.
    #[serde(rename = "iso-7933", alias = "iso7933")]
    Iso7933,
}

impl HeatModel {
    /// The sweating rate that this model expects, mean over the duration, from the inputs of a heat balance.
    pub fn expected(self, athlete: &Athlete, balance: &HeatBalance) -> VolumeRate {
        match self {
            Self::Partitional => balance.rate,
            Self::Iso7933 => {
                let phs = standard_case(athlete, balance);
                // Every input was brought into the range that the check accepts; a refusal would fall back to our own.
                phs.strain().map_or(balance.rate, |strain| strain.sweat_loss() / phs.duration)
            }
        }
    }
}

/// The inputs of a heat balance as the standard takes them.
pub(crate) fn standard_case(athlete: &Athlete, balance: &HeatBalance) -> Phs {
    let inputs = &balance.inputs;
    let within = |celsius: f64, low: f64, high: f64| Temperature::from_celsius(celsius.clamp(low, high));
    let metabolic = (inputs.metabolic / inputs.surface_area).as_w_per_m2().clamp(30.0, 1200.0);
    let work = (inputs.work / inputs.surface_area).as_w_per_m2().clamp(-200.0, metabolic);
    let minutes = inputs.duration.as_minutes().round().clamp(1.0, 1440.0);
    Phs {
        edition: Edition::Iso2004,
        body_mass: Quantity::max(athlete.body_mass, units::Mass::from_kg(20.0)),
        height: Length::from_m(athlete.height_or_default().as_m().clamp(1.0, 2.5)),
        acclimatised: athlete.heat_acclimated,
        posture: Posture::Standing,
        walking: None,
        metabolic: HeatFlux::from_w_per_m2(metabolic),
        work: HeatFlux::from_w_per_m2(work),
        air_temperature: within(inputs.air_temperature.as_celsius(), -10.0, 60.0),
        radiant_temperature: within(inputs.radiant_temperature.as_celsius(), -20.0, 130.0),
        vapour_pressure: balance.vapour_pressure,
        air_speed: units::AirSpeed::from_m_per_s(inputs.air_speed.as_m_per_s().clamp(0.0, 30.0)),
        clothing: units::Insulation::from_clo(inputs.clothing.as_clo().clamp(0.01, 3.0)),
        permeability: 0.38,
        reflective_share: 0.54,
        reflection: 0.97,
        drinks: true,
        duration: units::Duration::from_minutes(minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    #[test]
    fn the_standard_is_chosen_by_its_number_with_and_without_a_hyphen() {
        for name in ["iso-7933", "iso7933"] {
            let file =
                Model::standard().write().replace("heat = \"partitional\"", &format!("heat = \"{name}\""));
            let model = Model::read(&file).unwrap();
            assert_eq!(model.heat, HeatModel::Iso7933);
            assert!(model.write().contains("heat = \"iso-7933\""));
        }
    }
}
