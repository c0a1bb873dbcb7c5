//! Session conditions put together from what a workout recorded and what a person typed.

use ::timeline::Workout;
use physiology::{Effort, Intensity, SessionConditions, Setting, Sport, Sun};
use serde::Deserialize;
use units::{AirSpeed, Duration, Fraction, Frequency, Insulation, Power, Speed, Temperature};

use crate::{Error, FieldError};

/// What a person typed of a session's conditions; what is absent comes from the workout, or from a stated default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionsInput {
    /// The sport, as people and devices name it.
    pub sport: Option<String>,
    /// How long.
    pub duration: Option<Duration>,
    /// How hard, in a word: a share of the athlete's own capacity.
    pub intensity: Option<Intensity>,
    /// Mean mechanical power.
    pub power: Option<Power>,
    /// Mean speed; on foot it tells the effort, otherwise how much air moves.
    pub speed: Option<Speed>,
    /// Mean grade of a speed on foot.
    pub grade: Option<Fraction>,
    /// Mean heart rate.
    pub heart_rate: Option<Frequency>,
    /// A multiple of the metabolic rate at rest.
    pub met: Option<f64>,
    /// The air that a fan moves over the body; it makes the session one indoors.
    pub fan: Option<AirSpeed>,
    /// Clothing; what the sport usually wears when not told.
    pub clothing: Option<Insulation>,
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
        // `indoor rowing` and `treadmill walking` say where as well as what.
        let indoors = |name: &str| sport::named(name).is_some_and(|named| named.indoor);
        let recorded_indoors = workout.is_some_and(|(workout, _)| indoors(&workout.sport));
        let typed_indoors = self.sport.as_deref().is_some_and(indoors);
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
        let indoors = self.indoors.unwrap_or(
            sport.is_indoor()
                || typed_indoors
                || self.fan.is_some()
                || self.sport.is_none() && recorded_indoors,
        );
        let setting = if indoors {
            Setting::Indoors { fan: self.fan.filter(|fan| *fan > AirSpeed::ZERO) }
        } else {
            Setting::Outdoors { wind: self.wind.unwrap_or(USUAL_WIND), sun: self.sun.unwrap_or_default() }
        };
        let conditions = SessionConditions {
            sport,
            duration,
            effort: self.typed_effort(sport, &mut errors).unwrap_or_else(|| self.effort(sport, workout)),
            air_temperature,
            relative_humidity: self.relative_humidity.unwrap_or(USUAL_HUMIDITY),
            setting,
            clothing: self.clothing,
        };
        if !indoors && self.fan.is_some() {
            errors
                .push(FieldError::new("fan", "a fan moves the air indoors: leave it out, or write indoors"));
        }
        if let Err(wrong) = conditions.check() {
            errors.extend(wrong.iter().map(|error| FieldError::new(error.field(), error)));
        }
        if errors.is_empty() { Ok(conditions) } else { Err(Error::Invalid(errors)) }
    }

    /// Whether the effort was typed as a number, so that what a recording measured does not tell it.
    pub(crate) fn has_typed_effort(&self, sport: Sport) -> bool {
        self.typed_effort(sport, &mut Vec::new()).is_some()
    }

    /// The best of the numbers that were typed: power, MET, speed on foot, heart rate.
    fn typed_effort(&self, sport: Sport, errors: &mut Vec<FieldError>) -> Option<Effort> {
        let speed = self.speed;
        if self.grade.is_some() && !(speed.is_some() && sport.is_on_foot()) {
            errors
                .push(FieldError::new("grade", "a grade needs a speed on foot: write both, or leave it out"));
        }
        if let Some(power) = self.power {
            return Some(Effort::Power { power, speed });
        }
        if let Some(met) = self.met {
            return Some(Effort::Met { met, speed });
        }
        if let (Some(speed), true) = (speed, sport.is_on_foot()) {
            return Some(Effort::Pace { speed, grade: self.grade.unwrap_or(Fraction::ZERO) });
        }
        if let Some(rate) = self.heart_rate {
            return Some(Effort::HeartRate { rate, speed });
        }
        if speed.is_some() {
            let message = "off foot a speed does not say how hard it is: write power or heart_rate beside it, or leave it out";
            errors.push(FieldError::new("speed", message));
        }
        None
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
        let on_foot = sport.is_on_foot();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> ConditionsInput {
        ConditionsInput {
            sport: Some("run".to_owned()),
            duration: Some(Duration::from_hours(1.0)),
            air_temperature: Some(Temperature::from_celsius(24.0)),
            ..ConditionsInput::default()
        }
    }

    fn field_at_fault(input: &ConditionsInput) -> String {
        match input.resolve(None) {
            Err(Error::Invalid(errors)) => errors[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_best_number_that_was_typed_is_the_effort() {
        let speed = Some(Speed::from_km_per_h(12.0));
        let pulse = Some(Frequency::from_per_min(150.0));
        let effort = |input: ConditionsInput| input.resolve(None).unwrap().effort;
        assert!(matches!(effort(ConditionsInput { speed, heart_rate: pulse, ..run() }), Effort::Pace { .. }));
        let ride = ConditionsInput { sport: Some("ride".to_owned()), speed, heart_rate: pulse, ..run() };
        assert!(matches!(effort(ride.clone()), Effort::HeartRate { speed: Some(_), .. }));
        let power = Some(Power::from_watts(200.0));
        assert!(matches!(effort(ConditionsInput { power, ..ride }), Effort::Power { speed: Some(_), .. }));
        assert!(matches!(effort(ConditionsInput { met: Some(9.0), ..run() }), Effort::Met { .. }));
        assert!(matches!(effort(run()), Effort::Intensity { .. }));
    }

    #[test]
    fn a_fan_takes_the_session_indoors_and_clothing_is_taken_over() {
        let fan = Some(AirSpeed::from_m_per_s(2.0));
        let clothing = Some(Insulation::from_clo(0.6));
        let conditions = ConditionsInput { fan, clothing, ..run() }.resolve(None).unwrap();
        assert_eq!(conditions.setting, Setting::Indoors { fan });
        assert_eq!(conditions.clothing, clothing);
    }

    #[test]
    fn what_contradicts_itself_is_asked_about() {
        let fan = Some(AirSpeed::from_m_per_s(2.0));
        assert_eq!(field_at_fault(&ConditionsInput { fan, indoors: Some(false), ..run() }), "fan");
        let grade = Some(Fraction::from_percent(5.0));
        assert_eq!(field_at_fault(&ConditionsInput { grade, ..run() }), "grade");
        let speed = Some(Speed::from_km_per_h(30.0));
        let ride = ConditionsInput { sport: Some("ride".to_owned()), speed, ..run() };
        assert_eq!(field_at_fault(&ride), "speed");
    }
}
