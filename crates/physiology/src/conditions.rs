//! The conditions of a session: what is done, how hard, for how long, in what air.

use serde::{Deserialize, Serialize};
use units::{
    AirSpeed, Duration, Fraction, Frequency, Insulation, Mass, Power, Speed, Temperature,
    TemperatureDifference,
};

use crate::{Sport, coefficients};

/// How hard a session is, as people plan it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intensity {
    /// Conversation is easy.
    Easy,
    /// Conversation in sentences.
    Moderate,
    /// Conversation in words.
    Hard,
    /// A race or a test.
    Max,
}

impl Intensity {
    /// All, from easy to max.
    pub const ALL: [Self; 4] = [Self::Easy, Self::Moderate, Self::Hard, Self::Max];

    /// The name in documents, forms and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Moderate => "moderate",
            Self::Hard => "hard",
            Self::Max => "max",
        }
    }

    /// The share of the sport's usual MET.
    pub(crate) fn share_of_met(self) -> f64 {
        let table = &coefficients().metabolism;
        match self {
            Self::Easy => table.intensity_easy.value,
            Self::Moderate => table.intensity_moderate.value,
            Self::Hard => table.intensity_hard.value,
            Self::Max => table.intensity_max.value,
        }
    }
}

impl std::str::FromStr for Intensity {
    type Err = ConditionsError;

    fn from_str(name: &str) -> Result<Self, ConditionsError> {
        let typed = name.trim().to_lowercase();
        let found = Self::ALL
            .into_iter()
            .find(|intensity| intensity.name() == typed || (typed == "race" && *intensity == Self::Max));
        found.ok_or_else(|| ConditionsError::Intensity(name.to_owned()))
    }
}

/// What is known of the effort, from the best evidence to the least.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Effort {
    /// Mean mechanical power.
    Power {
        /// The mean power on the pedals or the flywheel.
        power: Power,
        /// The mean speed, where it makes wind.
        #[serde(default)]
        speed: Option<Speed>,
    },
    /// Mean speed on foot and mean grade.
    Pace {
        /// The mean speed.
        speed: Speed,
        /// Rise per distance, 0 on the level.
        #[serde(default)]
        grade: Fraction,
    },
    /// Mean heart rate.
    HeartRate {
        /// The mean heart rate.
        rate: Frequency,
        /// The mean speed, where it makes wind.
        #[serde(default)]
        speed: Option<Speed>,
    },
    /// A multiple of the metabolic rate at rest, as the Compendium and machines in a gym give it.
    Met {
        /// The multiple, 1 at rest.
        met: f64,
        /// The mean speed, where it makes wind.
        #[serde(default)]
        speed: Option<Speed>,
    },
    /// Worked out minute by minute from a recording's streams; see [`crate::segments`].
    Streams {
        /// Mean metabolic rate.
        metabolic: Power,
        /// Mean external work.
        work: Power,
        /// The mean speed, where it makes wind.
        #[serde(default)]
        speed: Option<Speed>,
        /// Whether the metabolic rate comes from heart rate.
        #[serde(default)]
        by_heart_rate: bool,
    },
    /// How it felt or is meant to feel.
    Intensity {
        /// The intensity.
        intensity: Intensity,
    },
}

impl Effort {
    /// An effort planned by feel.
    pub fn felt(intensity: Intensity) -> Self {
        Self::Intensity { intensity }
    }

    /// The mean speed, where it was measured or is planned as a number.
    pub fn speed(&self) -> Option<Speed> {
        match *self {
            Self::Pace { speed, .. } => Some(speed),
            Self::Power { speed, .. }
            | Self::HeartRate { speed, .. }
            | Self::Streams { speed, .. }
            | Self::Met { speed, .. } => speed,
            Self::Intensity { .. } => None,
        }
    }
}

/// How much the sun adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sun {
    /// Shade, night, or a closed sky.
    #[default]
    Shade,
    /// Sun through thin cloud.
    ThinCloud,
    /// Sun and cloud in turn.
    PartlySunny,
    /// A clear sky and a high sun.
    FullSun,
    /// Worked out from measured or forecast radiation; see [`crate::solar::Sunlight::radiant_excess`].
    Radiation {
        /// How much warmer the surroundings radiate than the air is.
        excess: TemperatureDifference,
    },
}

impl Sun {
    /// All that people say in words, from shade to full sun.
    pub const ALL: [Self; 4] = [Self::Shade, Self::ThinCloud, Self::PartlySunny, Self::FullSun];

    /// The name in documents, forms and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shade => "shade",
            Self::ThinCloud => "thin-cloud",
            Self::PartlySunny => "partly-sunny",
            Self::FullSun => "full-sun",
            Self::Radiation { .. } => "radiation",
        }
    }

    /// How much warmer the surroundings radiate than the air is.
    pub fn radiant_excess(self) -> TemperatureDifference {
        let table = &coefficients().air;
        TemperatureDifference::from_kelvin(match self {
            Self::Shade => 0.0,
            Self::ThinCloud => table.radiant_thin_cloud.value,
            Self::PartlySunny => table.radiant_partly_sunny.value,
            Self::FullSun => table.radiant_full_sun.value,
            Self::Radiation { excess } => excess.as_kelvin(),
        })
    }
}

/// Where the session takes place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "place")]
pub enum Setting {
    /// Outdoors.
    Outdoors {
        /// The wind as forecast, 10 m above ground.
        #[serde(default)]
        wind: AirSpeed,
        /// The sun.
        #[serde(default)]
        sun: Sun,
    },
    /// Indoors.
    Indoors {
        /// The air that a fan moves over the body, if there is one.
        #[serde(default)]
        fan: Option<AirSpeed>,
    },
}

impl Setting {
    /// The air that moves: the wind as forecast, or a fan.
    pub(crate) fn air(self) -> AirSpeed {
        match self {
            Self::Outdoors { wind, .. } => wind,
            Self::Indoors { fan } => fan.unwrap_or_default(),
        }
    }
}

/// A session and its conditions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionConditions {
    /// The sport.
    pub sport: Sport,
    /// How long it lasts.
    pub duration: Duration,
    /// How hard it is.
    pub effort: Effort,
    /// The air temperature (of the air, not of a device on the wrist).
    pub air_temperature: Temperature,
    /// The relative humidity.
    pub relative_humidity: Fraction,
    /// Where it takes place.
    pub setting: Setting,
    /// Clothing; what the sport usually wears when not told.
    #[serde(default)]
    pub clothing: Option<Insulation>,
}

/// Conditions that the models do not take, and what they take.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConditionsError {
    /// No such intensity.
    #[error("'{0}' is not an intensity: write easy, moderate, hard or max")]
    Intensity(String),
    /// Too short or too long.
    #[error("a duration of {0} cannot be used: write one from 5 minutes to 36 hours")]
    Duration(Duration),
    /// Too cold or too hot for the equations.
    #[error("an air temperature of {0} is outside the models: write one from -30 °C to 55 °C")]
    Temperature(Temperature),
    /// Not a humidity.
    #[error("a relative humidity of {0} cannot be: write one from 0 % to 100 %")]
    Humidity(Fraction),
    /// A storm.
    #[error("an air speed of {0} cannot be used: write one from 0 to 30 m/s")]
    Wind(AirSpeed),
    /// More sun than there is.
    #[error("surroundings radiating {} K warmer than the air cannot be: write one from 0 to 80 K", .0.as_kelvin())]
    Radiant(TemperatureDifference),
    /// More than anybody keeps up for so long.
    #[error(
        "{asked:.0} mL/kg/min of oxygen for {duration} is more than anybody keeps up (about {most:.0}): check power, pace, grade, duration and body mass"
    )]
    TooHard {
        /// The oxygen uptake that the effort asks for, mL/(kg·min).
        asked: f64,
        /// The most that is kept up for so long.
        most: f64,
        /// For how long.
        duration: Duration,
    },
    /// An effort that cannot be kept up, or none.
    #[error("{0}: write {1}")]
    Effort(String, &'static str),
    /// Clothing that cannot be.
    #[error("clothing of {0} cannot be used: write 0 to 3 clo")]
    Clothing(Insulation),
}

impl ConditionsError {
    /// The field at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Intensity(_) | Self::Effort(..) | Self::TooHard { .. } => "effort",
            Self::Duration(_) => "duration",
            Self::Temperature(_) => "air_temperature",
            Self::Humidity(_) => "relative_humidity",
            Self::Wind(_) | Self::Radiant(_) => "setting",
            Self::Clothing(_) => "clothing",
        }
    }
}

impl SessionConditions {
    /// A session by feel in still, shaded air, outdoors or indoors as the sport usually is.
    pub fn planned(
        sport: Sport,
        duration: Duration,
        intensity: Intensity,
        air_temperature: Temperature,
        relative_humidity: Fraction,
    ) -> Self {
        let setting = if sport.is_indoor() {
            Setting::Indoors { fan: None }
        } else {
            Setting::Outdoors { wind: AirSpeed::from_m_per_s(1.5), sun: Sun::Shade }
        };
        let effort = Effort::felt(intensity);
        Self { sport, duration, effort, air_temperature, relative_humidity, setting, clothing: None }
    }

    /// Checks that the models take these conditions.
    ///
    /// # Errors
    /// All conditions that they do not take.
    pub fn check(&self) -> Result<(), Vec<ConditionsError>> {
        let mut errors = Vec::new();
        let mut refuse = |fits: bool, error: ConditionsError| {
            if !fits {
                errors.push(error);
            }
        };
        let between = |value: f64, low: f64, high: f64| (low..=high).contains(&value);
        refuse(
            between(self.duration.as_minutes(), 5.0, 36.0 * 60.0),
            ConditionsError::Duration(self.duration),
        );
        let air = self.air_temperature;
        refuse(between(air.as_celsius(), -30.0, 55.0), ConditionsError::Temperature(air));
        let humidity = self.relative_humidity;
        refuse(between(humidity.as_ratio(), 0.0, 1.0), ConditionsError::Humidity(humidity));
        let moved = self.setting.air();
        refuse(between(moved.as_m_per_s(), 0.0, 30.0), ConditionsError::Wind(moved));
        let excess = self.radiant_excess();
        refuse(between(excess.as_kelvin(), 0.0, 80.0), ConditionsError::Radiant(excess));
        if let Some(clothing) = self.clothing {
            refuse(between(clothing.as_clo(), 0.0, 3.0), ConditionsError::Clothing(clothing));
        }
        if let Err(error) = self.effort.check() {
            errors.push(error);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The clothing worn: as told, else what the sport usually wears, and outdoors in the cold a layer more.
    pub fn clothing_or_default(&self) -> Insulation {
        let table = &coefficients().clothing;
        let below = match self.setting {
            Setting::Outdoors { .. } => table.cold_below.value - self.air_temperature.as_celsius(),
            Setting::Indoors { .. } => 0.0,
        };
        let layer = table.cold_layer.value * below.max(0.0);
        self.clothing.unwrap_or(Insulation::from_clo(crate::sport_entry::sport_entry(self.sport).clo + layer))
    }

    /// The air speed over the body: outdoors the athlete's own and the wind's, indoors the limbs' and a fan's, at right
    /// angles. Metabolic rate and body mass tell how fast a treadmill runs where its speed is not known.
    pub fn air_over_body(&self, metabolic: Power, body_mass: Mass) -> AirSpeed {
        let table = &coefficients().air;
        AirSpeed::from_m_per_s(match self.setting {
            Setting::Indoors { fan } => {
                let limbs = self.limbs_indoors(metabolic, body_mass).max(table.indoor_limb_motion.value);
                limbs.hypot(fan.unwrap_or_default().as_m_per_s())
            }
            Setting::Outdoors { wind, .. } => {
                let own = self.own_speed();
                let met = own.hypot(table.wind_at_body.value * wind.as_m_per_s());
                if self.sport == Sport::Ride { table.cycling_shelter.value * met } else { met }
            }
        })
    }

    /// The air that passes an athlete who stands still: the wind, or a fan.
    pub(crate) fn air_past_a_standing_body(&self) -> AirSpeed {
        match self.setting {
            Setting::Indoors { fan } => fan.unwrap_or_default(),
            Setting::Outdoors { wind, .. } => {
                AirSpeed::from_m_per_s(coefficients().air.wind_at_body.value * wind.as_m_per_s())
            }
        }
    }

    /// The air that the limbs move indoors, m/s.
    fn limbs_indoors(&self, metabolic: Power, body_mass: Mass) -> f64 {
        let table = &coefficients().air;
        match self.sport {
            Sport::Run | Sport::Treadmill | Sport::Walk | Sport::Hike => {
                let belt = self.effort.speed().map(Speed::as_m_per_s);
                table.belt_share.value
                    * belt.unwrap_or_else(|| crate::metabolic::speed_on_foot(metabolic, body_mass))
            }
            Sport::Ride | Sport::IndoorRide => table.pedalling.value,
            sport => crate::sport_entry::sport_entry(sport).own_air,
        }
    }

    /// The athlete's own speed through the air, m/s.
    fn own_speed(&self) -> f64 {
        let usual = match self.effort {
            // A harder effort is a faster one: speed goes with power on foot, with its cube root against the air.
            Effort::Intensity { intensity } if self.sport == Sport::Ride => intensity.share_of_met().cbrt(),
            Effort::Intensity { intensity } => intensity.share_of_met(),
            _ => 1.0,
        };
        self.effort
            .speed()
            .map_or(usual * crate::sport_entry::sport_entry(self.sport).own_air, Speed::as_m_per_s)
    }

    /// How much warmer the surroundings radiate than the air is.
    pub fn radiant_excess(&self) -> TemperatureDifference {
        match self.setting {
            Setting::Outdoors { sun, .. } => sun.radiant_excess(),
            Setting::Indoors { .. } => TemperatureDifference::ZERO,
        }
    }
}

impl Effort {
    pub(crate) fn check(&self) -> Result<(), ConditionsError> {
        let fits = |fits: bool, what: &dyn Fn() -> String, accepted| {
            if fits { Ok(()) } else { Err(ConditionsError::Effort(what(), accepted)) }
        };
        let speed_fits = |speed: Speed| {
            let sensible = (0.2..=25.0).contains(&speed.as_m_per_s());
            fits(sensible, &|| format!("a mean speed of {speed} cannot be used"), "one from 0.2 to 25 m/s")
        };
        match *self {
            Self::Power { power, speed } => {
                let sensible = (10.0..=700.0).contains(&power.as_watts());
                fits(
                    sensible,
                    &|| format!("a mean power of {power} cannot be used"),
                    "one from 10 to 700 W",
                )?;
                speed.map_or(Ok(()), speed_fits)
            }
            Self::Pace { speed, grade } => {
                let sensible = grade.as_ratio().abs() <= 0.45;
                fits(
                    sensible,
                    &|| format!("a mean grade of {grade} cannot be used"),
                    "one from -45 % to 45 %",
                )?;
                speed_fits(speed)
            }
            Self::HeartRate { rate, speed } => {
                let sensible = (60.0..=220.0).contains(&rate.as_per_min());
                fits(
                    sensible,
                    &|| format!("a mean heart rate of {rate} cannot be used"),
                    "one from 60 to 220 bpm",
                )?;
                speed.map_or(Ok(()), speed_fits)
            }
            Self::Met { met, speed } => {
                fits(
                    (1.0..=25.0).contains(&met),
                    &|| format!("{met} MET cannot be used"),
                    "one from 1 to 25",
                )?;
                speed.map_or(Ok(()), speed_fits)
            }
            Self::Streams { metabolic, work, speed, .. } => {
                let sensible = (30.0..=3500.0).contains(&metabolic.as_watts());
                fits(
                    sensible,
                    &|| format!("a metabolic rate of {metabolic} cannot be used"),
                    "one from 30 to 3500 W",
                )?;
                let part = (-0.4..=0.4).contains(&(work / metabolic));
                fits(
                    part,
                    &|| format!("external work of {work} cannot be used"),
                    "less than 40 % of the metabolic rate",
                )?;
                speed.map_or(Ok(()), speed_fits)
            }
            Self::Intensity { .. } => Ok(()),
        }
    }
}
