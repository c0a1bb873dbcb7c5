//! The parameters of the sweat profile, as chosen from the literature or fitted to paired tests.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::HeatModel;
use crate::refit::FitReport;

/// Which within-person rise of sweat sodium with flow is taken: the sources disagree by a factor of three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowSlope {
    /// Between the ends of a review's range (Taylor 2013): the weaker rise, the default.
    #[default]
    Review,
    /// From low to high intensity in one group (Holmes 2016): the stronger rise.
    Intensity,
}

evidence::coefficient_table! {
    /// The parameters of the sweat profile, by section, as read from a model file.
    pub struct Model {
        /// The version, stamped on receipts.
        version: String,
        /// How sodium rises with flow.
        flow: FlowSlope,
        /// The physics that the profile starts from.
        #[serde(default)]
        heat: HeatModel,
        /// How it was fitted; absent in the model that comes with the program.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        report: Option<FitReport>,
    }
    /// The sweating rate.
    rate: RateModel {
        level slope slope_sd athlete_sd sport_sd condition_sd day_sd drift_sd drift_days degrees_of_freedom female_shift
        acclimated_shift acclimated_shift_sd scale_temperature scale_wettedness scale_log_metabolic scale_log_air
        scale_clothing greatest_wettedness forecast_temperature_sd forecast_humidity_sd forecast_wind_sd
        forecast_radiant_sd weighing_sd
    }
    /// From a patch to the whole body.
    patch: PatchModel {
        ratio ratio_sd exponent reference_flux day_sd sweating_minutes_sd chloride_slope chloride_intercept
        chloride_map_sd
    }
    /// Sweat sodium.
    sodium: SodiumModel {
        mean mean_endurance mean_american_football mean_basketball mean_soccer mean_baseball person_cv drift_cv day_cv
        flow_review flow_intensity flow_half_time reference_rate rate_endurance rate_american_football rate_basketball
        rate_soccer rate_baseball reference_area acclimated_shift acclimated_shift_sd
    }
}

/// A model file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Not a model file.
    #[error("this is not a model file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A parameter that makes no sense.
    #[error("parameter '{name}' of the model file is {value}: write {accepted}")]
    Parameter {
        /// Its dotted name.
        name: String,
        /// What the file says.
        value: f64,
        /// What can be.
        accepted: &'static str,
    },
}

const STANDARD_FILE: &str = include_str!("../data/model.toml");

/// Parameters of earlier versions that have no meaning any more.
const RETIRED: [(&str, &str); 2] = [("rate", "ageing_sd"), ("rate", "swimming_rate")];

/// A model file of an earlier version with what has been added since, at the standard's values.
fn of_today(mut own: toml::Table) -> toml::Table {
    let standard: toml::Table = toml::from_str(STANDARD_FILE).unwrap_or_default();
    for (section, parameters) in &standard {
        let (toml::Value::Table(parameters), Some(toml::Value::Table(stored))) =
            (parameters, own.get_mut(section))
        else {
            continue;
        };
        for (name, parameter) in parameters {
            stored.entry(name).or_insert_with(|| parameter.clone());
        }
    }
    for (section, name) in RETIRED {
        if let Some(toml::Value::Table(stored)) = own.get_mut(section) {
            stored.remove(name);
        }
    }
    own
}

static STANDARD: LazyLock<Arc<Model>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program and a test reads it")]
    Arc::new(Model::read(STANDARD_FILE).expect("data/model.toml"))
});

impl Model {
    /// The model that comes with the program.
    pub fn standard() -> Arc<Self> {
        Arc::clone(&STANDARD)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the text is no model file, or a parameter makes no sense.
    pub fn read(text: &str) -> Result<Self, ModelError> {
        let model: Self = of_today(toml::from_str(text)?).try_into()?;
        for (name, parameter) in model.iter() {
            let positive = name.ends_with("_sd")
                || name.ends_with("_cv")
                || name.contains(".scale_")
                || name.ends_with("_days")
                || name.contains("mean")
                || ["patch.ratio", "patch.exponent", "patch.reference_flux"].contains(&name.as_str());
            let fits = parameter.value.is_finite() && (!positive || parameter.value > 0.0);
            if !fits || parameter.value.abs() > 1e4 {
                let accepted = if positive { "a number above zero" } else { "a finite number" };
                return Err(ModelError::Parameter { name, value: parameter.value, accepted });
            }
        }
        Ok(model)
    }

    /// The model as a file, with unit, meaning, source and status of every parameter.
    pub fn write(&self) -> String {
        // A table of plain strings and numbers has no form that TOML lacks.
        toml::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_a_source_in_the_register() {
        for (name, parameter) in Model::standard().iter() {
            assert!(evidence::register().get(&parameter.source).is_some(), "{name}: {}", parameter.source);
        }
    }

    #[test]
    fn a_model_survives_its_file() {
        let model = Model::standard();
        assert_eq!(Model::read(&model.write()).unwrap(), *model);
    }

    #[test]
    fn a_model_file_of_an_earlier_version_is_still_read() {
        let mut file: toml::Table = toml::from_str(STANDARD_FILE).unwrap();
        let toml::Value::Table(rate) = &mut file["rate"] else { panic!("a section") };
        let drift = rate.remove("drift_sd").unwrap();
        rate.remove("drift_days");
        rate.insert("ageing_sd".to_owned(), drift.clone());
        rate.insert("swimming_rate".to_owned(), drift);
        assert_eq!(Model::read(&toml::to_string(&file).unwrap()).unwrap(), *Model::standard());
    }

    #[test]
    fn a_model_that_makes_no_sense_is_refused_by_name() {
        let mut model = (*Model::standard()).clone();
        model.rate.day_sd.value = -0.1;
        let error = Model::read(&model.write()).unwrap_err().to_string();
        assert_eq!(error, "parameter 'rate.day_sd' of the model file is -0.1: write a number above zero");
        assert!(Model::read("version = 1").is_err());
    }
}
