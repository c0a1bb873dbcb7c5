//! The flags that say how hard a session is, what is worn and what air moves.

use engine::ConditionsInput;
use units::UnitSystem;

use crate::commands::show;
use crate::failure::Failure;

/// How hard, in what clothing and air.
#[derive(clap::Args)]
pub(crate) struct Effort {
    /// How hard, where nothing better is known: easy, moderate, hard or max
    #[arg(long)]
    pub(crate) intensity: Option<String>,
    /// Mean power
    #[arg(long, value_name = "POWER")]
    pub(crate) power: Option<String>,
    /// Mean speed or pace, such as 12km/h or 5:00/km
    #[arg(long, value_name = "SPEED")]
    pub(crate) speed: Option<String>,
    /// Mean grade of a speed on foot
    #[arg(long, value_name = "GRADE", allow_hyphen_values = true)]
    pub(crate) grade: Option<String>,
    /// Mean heart rate
    #[arg(long, value_name = "RATE")]
    pub(crate) heart_rate: Option<String>,
    /// A multiple of the metabolic rate at rest
    #[arg(long, value_name = "MET")]
    pub(crate) met: Option<f64>,
    /// Moving air indoors: none, fan, strong-fan or a speed
    #[arg(long, value_name = "AIR")]
    pub(crate) fan: Option<String>,
    /// singlet, shirt-and-shorts, long-sleeves, winter, padded, or an insulation such as 0.5clo
    #[arg(long, value_name = "CLOTHING")]
    pub(crate) clothing: Option<String>,
}

impl Effort {
    /// Whether any flag was given.
    pub(crate) fn is_told(&self) -> bool {
        self.met.is_some()
            || [
                &self.intensity,
                &self.power,
                &self.speed,
                &self.grade,
                &self.heart_rate,
                &self.fan,
                &self.clothing,
            ]
            .iter()
            .any(|flag| flag.is_some())
    }

    /// The conditions that the flags say.
    pub(crate) fn conditions(&self, system: UnitSystem) -> Result<ConditionsInput, Failure> {
        let wrong =
            |flag: &str, error: &dyn std::fmt::Display| Failure::Argument(format!("--{flag}: {error}"));
        let intensity = self.intensity.as_deref().map(str::parse).transpose();
        let fan = self.fan.as_deref().map(physiology::fan_air).transpose();
        let clothing = self.clothing.as_deref().map(physiology::clothing_worn).transpose();
        Ok(ConditionsInput {
            intensity: intensity.map_err(|error: physiology::ConditionsError| wrong("intensity", &error))?,
            power: show::optional("power", self.power.as_deref(), system)?,
            speed: show::optional("speed", self.speed.as_deref(), system)?,
            grade: show::optional("grade", self.grade.as_deref(), system)?,
            heart_rate: show::optional("heart-rate", self.heart_rate.as_deref(), system)?,
            met: self.met,
            fan: fan.map_err(|error| wrong("fan", &error))?,
            clothing: clothing.map_err(|error| wrong("clothing", &error))?,
            ..ConditionsInput::default()
        })
    }
}
