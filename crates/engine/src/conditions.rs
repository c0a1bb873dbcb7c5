//! Session conditions put together from what a workout recorded and what a person typed.

use ::timeline::Workout;
use physiology::{Effort, Intensity, SessionConditions, Setting, Sport, Sun};
use serde::Deserialize;
use units::{AirSpeed, Duration, Fraction, Temperature};

use crate::{Error, FieldError};

/// What a person typed of a session's conditions; what is absent comes from the workout, or from a stated default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionsInput {
    /// The sport, as people and devices name it.
    pub sport: Option<String>,
    /// How long.
    pub duration: Option<Duration>,
    /// How hard.
    pub intensity: Option<Intensity>,
    /// The temperature of the air.
    pub air_temperature: Option<Temperature>,
    /// The relative humidity; 50 % when not told.
    pub relative_humidity: Option<Fraction>,
    /// The wind as forecast; a light one of 1.5 m/s when not told.
    pub wind: Option<AirSpeed>,
    /// The sun; shade when not told, but for the heat: that is then of full sun by day.
    pub sun: Option<Sun>,
    /// The wet-bulb globe temperature, where somebody measured it; worked out from air, wind and sun otherwise.
    pub wbgt: Option<Temperature>,
    /// Indoors or out; as the sport usually is when not told.
    pub indoors: Option<bool>,
    /// Where, as `38.72, -9.14`: a planned session's weather is then asked instead of typed.
    pub place: Option<String>,
}

const USUAL_HUMIDITY: Fraction = Fraction::from_ratio(0.5);
const USUAL_WIND: AirSpeed = AirSpeed::from_m_per_s(1.5);

impl ConditionsInput {
    /// The conditions, with what a workout recorded filling what was not typed.
    ///
    /// # Errors
    /// Every field that is missing or cannot be.
    pub fn resolve(&self, workout: Option<(&Workout, Duration)>) -> Result<SessionConditions, Error> {
        let mut errors = Vec::new();
        let sport = match (&self.sport, workout) {
            (Some(name), _) => {
                name.parse::<Sport>().map_err(|error| errors.push(FieldError::new("sport", error))).ok()
            }
            (None, Some((workout, _))) => Some(workout.sport.parse().unwrap_or(Sport::Other)),
            (None, None) => {
                errors.push(FieldError::new("sport", "write one such as run, ride or soccer"));
                None
            }
        };
        let duration = self.duration.or(workout.map(|(_, elapsed)| elapsed));
        if duration.is_none() {
            errors.push(FieldError::new("duration", "write one such as 1 h 30 min"));
        }
        if self.air_temperature.is_none() {
            let message = "write the temperature of the air, such as 24 °C or 75 °F (a watch's own sensor is warmed by the skin)";
            errors.push(FieldError::new("air_temperature", message));
        }
        let (Some(sport), Some(duration), Some(air_temperature)) = (sport, duration, self.air_temperature)
        else {
            return Err(Error::Invalid(errors));
        };
        let setting = if self.indoors.unwrap_or(sport.is_indoor()) {
            Setting::Indoors { fan: None }
        } else {
            Setting::Outdoors { wind: self.wind.unwrap_or(USUAL_WIND), sun: self.sun.unwrap_or_default() }
        };
        let conditions = SessionConditions {
            sport,
            duration,
            effort: self.effort(sport, workout),
            air_temperature,
            relative_humidity: self.relative_humidity.unwrap_or(USUAL_HUMIDITY),
            setting,
            clothing: None,
        };
        if let Err(wrong) = conditions.check() {
            errors.extend(wrong.iter().map(|error| FieldError::new(error.field(), error)));
        }
        if errors.is_empty() { Ok(conditions) } else { Err(Error::Invalid(errors)) }
    }

    /// The best that is known of the effort: power, pace on foot, heart rate, then how it felt.
    fn effort(&self, sport: Sport, workout: Option<(&Workout, Duration)>) -> Effort {
        let felt = Effort::felt(self.intensity.unwrap_or(Intensity::Moderate));
        let Some((workout, elapsed)) = workout else { return felt };
        let moving = workout.timer.filter(|timer| timer.as_seconds() > 0.0).unwrap_or(elapsed);
        let speed = workout
            .distance
            .map(|distance| distance / moving)
            .filter(|s| (0.2..=25.0).contains(&s.as_m_per_s()));
        let on_foot = matches!(sport, Sport::Run | Sport::Treadmill | Sport::Walk | Sport::Hike);
        match (workout.mean_power, speed, workout.mean_heart_rate) {
            (Some(power), speed, _) if !on_foot && (10.0..=700.0).contains(&power.as_watts()) => {
                Effort::Power { power, speed }
            }
            (_, Some(speed), _) if on_foot => Effort::Pace { speed, grade: Fraction::ZERO },
            (_, speed, Some(rate)) if (60.0..=220.0).contains(&rate.as_per_min()) => {
                Effort::HeartRate { rate, speed }
            }
            _ => felt,
        }
    }
}
