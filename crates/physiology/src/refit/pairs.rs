//! Paired tests as a table: one line a test, whole body beside patch.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use units::{
    AirSpeed, DecimalSign, Duration, Fraction, Frequency, Length, LocalSweatingRate, Mass, Power, Quantity,
    Speed, Temperature, UnitSystem, VolumeRate,
};

use crate::patch_test::PatchResult;
use crate::{
    Athlete, Effort, Intensity, Reading, SessionConditions, Setting, Sex, Sport, Sun, SweatTest, Weighed,
};

/// The tests of one athlete.
#[derive(Clone, Debug, PartialEq)]
pub struct AthleteTests {
    /// Who; any name that is the same on every line of one athlete.
    pub athlete: String,
    /// The tests.
    pub tests: Vec<SweatTest>,
}

/// A line that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PairsError {
    /// Not a table of this kind.
    #[error("the table cannot be read: {0}")]
    Table(String),
    /// A field of a line.
    #[error("line {line}, {field}: {problem}")]
    Field {
        /// The line, the header being line 1.
        line: usize,
        /// The column.
        field: &'static str,
        /// What is wrong and what can be.
        problem: String,
    },
}

/// A line as it is written: quantities with their units, or bare numbers in the unit named here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    athlete: String,
    #[serde(default)]
    sex: String,
    body_mass: String,
    #[serde(default)]
    height: String,
    sport: String,
    duration: String,
    #[serde(default)]
    power: String,
    #[serde(default)]
    speed: String,
    #[serde(default)]
    heart_rate: String,
    #[serde(default)]
    intensity: String,
    air_temperature: String,
    relative_humidity: String,
    #[serde(default)]
    wind: String,
    #[serde(default)]
    sun: String,
    #[serde(default)]
    indoors: String,
    whole_body_rate: String,
    #[serde(default)]
    whole_body_uncertainty: String,
    #[serde(default)]
    site: String,
    #[serde(default)]
    local_rate: String,
    #[serde(default)]
    local_uncertainty: String,
}

/// Reads paired tests from CSV with a header. Columns: `athlete`, `body_mass`, `sport`, `duration`, `air_temperature`,
/// `relative_humidity`, `whole_body_rate`; and where known `sex`, `height`, one of `power`, `speed`, `heart_rate` or
/// `intensity`, `wind`, `sun`, `indoors`, `whole_body_uncertainty`, `site`, `local_rate`, `local_uncertainty`.
///
/// # Errors
/// All lines that cannot be used, each with its column and what can be; nothing is guessed for them.
///
/// ```
/// let table = "athlete,body_mass,sport,duration,speed,air_temperature,relative_humidity,whole_body_rate,local_rate\n\
///              anna,61 kg,run,60 min,10 km/h,25 °C,50 %,0.9 L/h,1.1 mg/cm²/min\n\
///              anna,61 kg,run,75 min,11 km/h,31 °C,60 %,1.4 L/h,\n";
/// let athletes = physiology::refit::read_pairs(table).unwrap();
/// assert_eq!(athletes.len(), 1);
/// assert_eq!(athletes[0].tests.len(), 2);
/// assert_eq!(athletes[0].tests[0].patches.len(), 1);
/// ```
pub fn read_pairs(text: &str) -> Result<Vec<AthleteTests>, Vec<PairsError>> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(false).from_reader(text.as_bytes());
    let mut athletes: BTreeMap<String, Vec<SweatTest>> = BTreeMap::new();
    let mut errors = Vec::new();
    for (index, line) in reader.deserialize::<Line>().enumerate() {
        let number = index + 2;
        match line {
            Err(error) => errors.push(PairsError::Table(error.to_string())),
            Ok(line) => match line.test(number) {
                Ok(test) => athletes.entry(line.athlete.clone()).or_default().push(test),
                Err(problems) => errors.extend(problems),
            },
        }
    }
    if athletes.is_empty() && errors.is_empty() {
        errors.push(PairsError::Table("there is no line beside the header".to_owned()));
    }
    if errors.is_empty() {
        Ok(athletes.into_iter().map(|(athlete, tests)| AthleteTests { athlete, tests }).collect())
    } else {
        Err(errors)
    }
}

/// Reads the fields of a line, and keeps what is wrong with any of them.
struct Fields {
    line: usize,
    problems: Vec<PairsError>,
}

impl Fields {
    fn wrong(&mut self, field: &'static str, problem: impl std::fmt::Display) {
        self.problems.push(PairsError::Field { line: self.line, field, problem: problem.to_string() });
    }

    fn optional<Q: Quantity>(&mut self, field: &'static str, text: &str) -> Option<Q> {
        if text.is_empty() {
            return None;
        }
        match units::parse_as(text, UnitSystem::Metric, Some(DecimalSign::Point)) {
            Ok(quantity) => Some(quantity),
            Err(problem) => {
                self.wrong(field, problem);
                None
            }
        }
    }

    fn required<Q: Quantity>(&mut self, field: &'static str, text: &str) -> Option<Q> {
        if text.is_empty() {
            self.wrong(field, "is empty");
        }
        self.optional(field, text)
    }

    fn named<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        field: &'static str,
        text: &str,
    ) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        text.parse().map_err(|problem: T::Err| self.wrong(field, problem)).ok()
    }
}

/// What a weighing is taken to be uncertain by where the table does not say: two weighings and the fluid.
const USUAL_WEIGHING_KG: f64 = 0.08;
/// What a local rate is taken to be uncertain by where the table does not say.
const USUAL_LOCAL_ERROR: f64 = 0.05;

impl Line {
    fn test(&self, line: usize) -> Result<SweatTest, Vec<PairsError>> {
        let mut fields = Fields { line, problems: Vec::new() };
        let athlete = self.body(&mut fields);
        let conditions = self.conditions(&mut fields);
        let rate: Option<VolumeRate> = fields.required("whole_body_rate", &self.whole_body_rate);
        let said: Option<VolumeRate> =
            fields.optional("whole_body_uncertainty", &self.whole_body_uncertainty);
        let patch = self.patch(&mut fields);
        let (Some(athlete), Some(conditions), Some(rate)) = (athlete, conditions, rate) else {
            return Err(fields.problems);
        };
        if !(0.01..=8.0).contains(&rate.as_l_per_h()) {
            fields.wrong("whole_body_rate", "write a rate from 0.01 to 8 L/h");
        }
        for problem in conditions.check().err().unwrap_or_default() {
            fields.wrong(problem.field(), &problem);
        }
        if let Err(problem) = athlete.check() {
            fields.wrong("body_mass", problem);
        }
        if !fields.problems.is_empty() {
            return Err(fields.problems);
        }
        let usual = VolumeRate::from_l_per_h(USUAL_WEIGHING_KG / conditions.duration.as_hours());
        let weighed = Weighed { rate, uncertainty: said.unwrap_or(usual) };
        let id = format!("line-{line}");
        let mut test = SweatTest::weighed(id, Timestamp::UNIX_EPOCH, athlete, conditions, weighed);
        test.patches.extend(patch);
        Ok(test)
    }

    fn body(&self, fields: &mut Fields) -> Option<Athlete> {
        let sex = match self.sex.to_lowercase().as_str() {
            "" => None,
            "f" | "female" | "woman" => Some(Sex::Female),
            "m" | "male" | "man" => Some(Sex::Male),
            _ => {
                fields.wrong("sex", "write female or male, or leave it empty");
                None
            }
        };
        let body_mass: Mass = fields.required("body_mass", &self.body_mass)?;
        let height: Option<Length> = fields.optional("height", &self.height);
        Some(Athlete { sex, height, ..Athlete::of_mass(body_mass) })
    }

    fn conditions(&self, fields: &mut Fields) -> Option<SessionConditions> {
        let sport: Option<Sport> = fields.named("sport", &self.sport);
        let duration: Option<Duration> = fields.required("duration", &self.duration);
        let air: Option<Temperature> = fields.required("air_temperature", &self.air_temperature);
        let humidity: Option<Fraction> = fields.required("relative_humidity", &self.relative_humidity);
        let wind: Option<AirSpeed> = fields.optional("wind", &self.wind);
        let effort = self.effort(fields);
        let sun = Sun::ALL.into_iter().find(|sun| sun.name() == self.sun);
        if sun.is_none() && !self.sun.is_empty() {
            fields.wrong("sun", "write shade, thin-cloud, partly-sunny or full-sun");
        }
        let (Some(sport), Some(duration), Some(air), Some(humidity)) = (sport, duration, air, humidity)
        else {
            if self.sport.is_empty() {
                fields.wrong("sport", "is empty");
            }
            return None;
        };
        let planned = SessionConditions::planned(sport, duration, Intensity::Moderate, air, humidity);
        let indoors = matches!(self.indoors.to_lowercase().as_str(), "1" | "true" | "yes");
        let setting = match (indoors, planned.setting) {
            (true, _) => Setting::Indoors { fan: wind },
            (false, Setting::Outdoors { wind: usual, .. }) => {
                Setting::Outdoors { wind: wind.unwrap_or(usual), sun: sun.unwrap_or_default() }
            }
            (false, inside) => inside,
        };
        Some(SessionConditions { setting, effort: effort.unwrap_or(planned.effort), ..planned })
    }

    /// The best evidence that the line has: power, heart rate, pace, or how it felt.
    fn effort(&self, fields: &mut Fields) -> Option<Effort> {
        let speed: Option<Speed> = fields.optional("speed", &self.speed);
        if let Some(power) = fields.optional::<Power>("power", &self.power) {
            return Some(Effort::Power { power, speed });
        }
        if let Some(rate) = fields.optional::<Frequency>("heart_rate", &self.heart_rate) {
            return Some(Effort::HeartRate { rate, speed });
        }
        let felt: Option<Intensity> = fields.named("intensity", &self.intensity);
        speed.map(|speed| Effort::Pace { speed, grade: Fraction::ZERO }).or(felt.map(Effort::felt))
    }

    fn patch(&self, fields: &mut Fields) -> Option<PatchResult> {
        let site = fields.named("site", &self.site).unwrap_or_default();
        let said: Option<LocalSweatingRate> = fields.optional("local_uncertainty", &self.local_uncertainty);
        let value: LocalSweatingRate = fields.optional("local_rate", &self.local_rate)?;
        if !(0.01..=20.0).contains(&value.as_mg_per_cm2_min()) {
            fields.wrong("local_rate", "write a rate from 0.01 to 20 mg/cm²/min");
        }
        let uncertainty = said.unwrap_or(value * USUAL_LOCAL_ERROR);
        Some(PatchResult::of_local_rate(site, Reading::value(value, uncertainty)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_with_its_line() {
        let table = "athlete,body_mass,sport,duration,air_temperature,relative_humidity,whole_body_rate,sun\n\
                     a,61 kg,run,60 min,25 °C,50 %,0.9 L/h,shade\n\
                     b,heavy,quidditch,60 min,25 °C,50 %,90 L/h,night\n";
        let errors = read_pairs(table).unwrap_err();
        let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(said.iter().all(|line| line.starts_with("line 3, ")), "{said:?}");
        for field in ["body_mass", "sport", "sun"] {
            assert!(said.iter().any(|line| line.contains(field)), "{field}: {said:?}");
        }
        assert!(read_pairs("athlete\n").unwrap_err()[0].to_string().contains("no line"));
    }
}
