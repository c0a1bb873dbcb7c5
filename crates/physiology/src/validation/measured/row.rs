//! A measured group as a line of a table.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use units::{AirSpeed, Duration, Fraction, Frequency, Length, Mass, Power, Speed, Temperature, VolumeRate};

use crate::{Athlete, Effort, Intensity, SessionConditions, Setting, Sex, Sport, Sun, coefficients};

/// A group of people, or one person, whose mean sweating rate was measured in one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasuredGroup {
    /// The study; rows of one study are left out together.
    pub study: String,
    /// Who was measured.
    pub group: String,
    /// Where it was published.
    pub link: String,
    /// What was assumed because it was not published.
    pub assumed: String,
    /// How far the row was read: A, everything important; C, much assumed.
    pub grade: String,
    /// The mean body.
    pub athlete: Athlete,
    /// The session as a word for the effort and the weather describe it.
    pub by_word: SessionConditions,
    /// The session with the published effort and air; the same as `by_word` where neither was published.
    pub by_effort: SessionConditions,
    /// Whether the effort is known as a number.
    pub effort_known: bool,
    /// How many people; 1 where it was not published.
    pub people: f64,
    /// The mean measured rate.
    pub rate: VolumeRate,
    /// The SD between people.
    pub sd: Option<VolumeRate>,
    /// Whether the rate is plain mass loss, with what left by the breath.
    pub plain_mass_loss: bool,
    /// Whether the rate is a lower bound, because drinks were not added.
    pub lower_bound: bool,
}

/// A line that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct MeasuredError {
    /// The line, the header being line 1.
    pub line: usize,
    /// What is wrong, and what is expected.
    pub problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    study: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    assumed: String,
    sport: String,
    #[serde(default)]
    sex: String,
    mass_kg: f64,
    #[serde(default)]
    height_m: Option<f64>,
    minutes: f64,
    air_c: f64,
    #[serde(default)]
    humidity_pct: Option<f64>,
    #[serde(default)]
    sun: String,
    #[serde(default)]
    wind_m_s: Option<f64>,
    #[serde(default)]
    indoors: String,
    #[serde(default)]
    air_over_body_m_s: Option<f64>,
    #[serde(default)]
    acclimated: String,
    #[serde(default)]
    intensity: String,
    #[serde(default)]
    speed_km_h: Option<f64>,
    #[serde(default)]
    power_w: Option<f64>,
    #[serde(default)]
    heart_rate: Option<f64>,
    #[serde(default)]
    oxygen_ml_kg_min: Option<f64>,
    #[serde(default)]
    metabolic_w: Option<f64>,
    #[serde(default)]
    work_share: Option<f64>,
    #[serde(default)]
    people: Option<f64>,
    rate_l_h: f64,
    #[serde(default)]
    sd_l_h: Option<f64>,
    #[serde(default)]
    plain_mass_loss: String,
    #[serde(default)]
    lower_bound: String,
}

/// Reads measured groups or people from CSV with a header. Columns: `study`, `sport`, `mass_kg`, `minutes`, `air_c`,
/// `rate_l_h`; and where known `group`, `sex`, `height_m`, `humidity_pct`, `sun`, `wind_m_s`, `indoors` (yes),
/// `air_over_body_m_s`, `acclimated` (yes), `intensity`, one of `power_w`, `speed_km_h`, `oxygen_ml_kg_min`,
/// `metabolic_w` (the last two with `work_share`) or `heart_rate`, `people`, `sd_l_h`, `plain_mass_loss` (yes),
/// `lower_bound` (yes), `link`, `grade`, `assumed`.
///
/// # Errors
/// Every line that cannot be used, with what is expected.
///
/// ```
/// use physiology::validation::read_measured;
/// let table = "study,sport,mass_kg,minutes,air_c,speed_km_h,rate_l_h\nmine,run,70,60,24,11,1.2\n";
/// assert_eq!(read_measured(table).unwrap().len(), 1);
/// let errors = read_measured("study,sport,mass_kg,minutes,air_c,rate_l_h\nmine,run,7,60,24,1.2\n").unwrap_err();
/// assert_eq!(errors[0].line, 2);
/// let errors = read_measured("study,sport,weight\nmine,run,70\nmine,run,71\n").unwrap_err();
/// assert!(errors.len() == 1 && errors[0].problem.contains("unknown column `weight`"), "{errors:?}");
/// ```
pub fn read_measured(text: &str) -> Result<Vec<MeasuredGroup>, Vec<MeasuredError>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let (mut groups, mut errors) = (Vec::new(), Vec::new());
    if let Some(problem) = unknown_column(&mut reader) {
        return Err(vec![MeasuredError { line: 1, problem }]);
    }
    for (index, line) in reader.deserialize::<Line>().enumerate() {
        let read = line.map_err(|error| error.to_string()).and_then(Line::group);
        match read {
            Ok(group) => groups.push(group),
            Err(problem) => errors.push(MeasuredError { line: index + 2, problem }),
        }
    }
    if groups.is_empty() && errors.is_empty() {
        errors.push(MeasuredError { line: 1, problem: "there is no line below the header".to_owned() });
    }
    if errors.is_empty() { Ok(groups) } else { Err(errors) }
}

/// The first column of the header that is none of a measured table's, said once instead of for every line.
fn unknown_column(reader: &mut csv::Reader<&[u8]>) -> Option<String> {
    let unknown = |name: &str| {
        let (header, value) = (csv::StringRecord::from(vec![name]), csv::StringRecord::from(vec![""]));
        let problem = value.deserialize::<Line>(Some(&header)).err()?.to_string();
        let (_, unknown) = problem.split_once("unknown field ")?;
        Some(format!("unknown column {unknown}"))
    };
    reader.headers().ok()?.iter().find_map(unknown)
}

static PUBLISHED: LazyLock<Vec<MeasuredGroup>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    read_measured(include_str!("../../../data/measured.csv")).expect("data/measured.csv")
});

/// The published groups that come with the program.
pub fn published_groups() -> &'static [MeasuredGroup] {
    &PUBLISHED
}

/// Reads `yes`, `no` or nothing.
pub(super) fn flag(name: &str, text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "" | "no" | "false" => Ok(false),
        "yes" | "true" => Ok(true),
        _ => Err(format!("{name}: '{text}' is neither yes nor no")),
    }
}

pub(super) fn sex(text: &str) -> Result<Option<Sex>, String> {
    match text.to_lowercase().as_str() {
        "" => Ok(None),
        "male" | "m" => Ok(Some(Sex::Male)),
        "female" | "f" => Ok(Some(Sex::Female)),
        _ => Err(format!("sex: '{text}' is not known: write male, female or nothing")),
    }
}

const USUAL_HUMIDITY_PCT: f64 = 50.0;
const USUAL_WIND: f64 = 1.5;

impl Line {
    fn group(self) -> Result<MeasuredGroup, String> {
        let sport: Sport = self.sport.parse().map_err(|error| format!("sport: {error}"))?;
        let athlete = Athlete {
            height: self.height_m.map(Length::from_m),
            sex: sex(&self.sex)?,
            heat_acclimated: flag("acclimated", &self.acclimated)?,
            ..Athlete::of_mass(Mass::from_kg(self.mass_kg))
        };
        athlete.check().map_err(|error| error.to_string())?;
        let by_word = self.by_word(sport)?;
        let effort = self.effort(&athlete);
        let mut by_effort = SessionConditions { effort: effort.unwrap_or(by_word.effort), ..by_word };
        if let (Some(air), Setting::Indoors { .. }) = (self.air_over_body_m_s, by_word.setting) {
            by_effort.setting = Setting::Indoors { fan: Some(AirSpeed::from_m_per_s(air)) };
        }
        for session in [&by_word, &by_effort] {
            session
                .check()
                .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
        }
        if !(0.01..=8.0).contains(&self.rate_l_h) {
            return Err(format!("rate_l_h: {} cannot be: write one from 0.01 to 8", self.rate_l_h));
        }
        if self.sd_l_h.is_some_and(|sd| !(0.0..=4.0).contains(&sd)) {
            return Err("sd_l_h: write one from 0 to 4".to_owned());
        }
        Ok(MeasuredGroup {
            athlete,
            by_word,
            by_effort,
            effort_known: effort.is_some(),
            people: self.people.unwrap_or(1.0),
            rate: VolumeRate::from_l_per_h(self.rate_l_h),
            sd: self.sd_l_h.filter(|sd| *sd > 0.0).map(VolumeRate::from_l_per_h),
            plain_mass_loss: flag("plain_mass_loss", &self.plain_mass_loss)?,
            lower_bound: flag("lower_bound", &self.lower_bound)?,
            study: self.study,
            group: self.group,
            link: self.link,
            assumed: self.assumed,
            grade: self.grade,
        })
    }

    fn by_word(&self, sport: Sport) -> Result<SessionConditions, String> {
        let intensity = match self.intensity.as_str() {
            "" => Intensity::Moderate,
            word => word.parse().map_err(|error| format!("intensity: {error}"))?,
        };
        let mut session = SessionConditions::planned(
            sport,
            Duration::from_minutes(self.minutes),
            intensity,
            Temperature::from_celsius(self.air_c),
            Fraction::from_percent(self.humidity_pct.unwrap_or(USUAL_HUMIDITY_PCT)),
        );
        session.setting = if flag("indoors", &self.indoors)? || sport.is_indoor() {
            Setting::Indoors { fan: None }
        } else {
            let wind = AirSpeed::from_m_per_s(self.wind_m_s.unwrap_or(USUAL_WIND));
            Setting::Outdoors { wind, sun: self.sun()? }
        };
        Ok(session)
    }

    fn sun(&self) -> Result<Sun, String> {
        let named = Sun::ALL.into_iter().find(|sun| sun.name() == self.sun);
        match named {
            Some(sun) => Ok(sun),
            None if self.sun.is_empty() => Ok(Sun::Shade),
            None => Err(format!(
                "sun: '{}' is not known: write shade, thin-cloud, partly-sunny or full-sun",
                self.sun
            )),
        }
    }

    /// The effort as a number, from the best evidence to the least.
    fn effort(&self, athlete: &Athlete) -> Option<Effort> {
        let speed = self.speed_km_h.map(Speed::from_km_per_h);
        let kg = athlete.body_mass.as_kg();
        let by_oxygen = self
            .oxygen_ml_kg_min
            .map(|oxygen| oxygen * kg * coefficients().metabolism.joules_per_ml_oxygen.value / 60.0);
        if let Some(metabolic) = self.metabolic_w.or(by_oxygen).map(Power::from_watts) {
            let work = metabolic * self.work_share.unwrap_or(0.0);
            return Some(Effort::Streams { metabolic, work, speed, by_heart_rate: false });
        }
        if let Some(power) = self.power_w.map(Power::from_watts) {
            return Some(Effort::Power { power, speed });
        }
        if let Some(speed) = speed {
            return Some(Effort::Pace { speed, grade: Fraction::ZERO });
        }
        let rate = self.heart_rate.map(Frequency::from_per_min)?;
        Some(Effort::HeartRate { rate, speed: None })
    }
}
