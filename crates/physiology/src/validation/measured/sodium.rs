//! Published sweat sodium of groups beside what is predicted without a measurement.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use units::{Duration, Fraction, Interval, Mass, SodiumConcentration, Temperature};

use super::row::{flag, sex};
use crate::gaussian::normal_cumulative;
use crate::{Athlete, Foresight, Intensity, Model, SessionConditions, Sport, SweatProfile};

/// A group whose mean sweat sodium was published. Most methods read a region and not the whole body; the figures are
/// compared as they were published.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasuredSodium {
    /// The study.
    pub study: String,
    /// Who was measured.
    pub group: String,
    /// How: forearm patch, four sites, whole body, pilocarpine.
    pub method: String,
    /// The published mean.
    pub mean: SodiumConcentration,
    /// The SD between people.
    pub sd: Option<SodiumConcentration>,
    athlete: Athlete,
    session: SessionConditions,
}

/// How near predicted sodium comes to the published groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SodiumScore {
    /// How many groups.
    pub groups: usize,
    /// Mean of predicted less measured.
    pub bias: SodiumConcentration,
    /// Mean absolute difference.
    pub error: SodiumConcentration,
    /// The share of people, drawn from each group's mean and SD, inside the 80 % interval.
    pub people_inside: Fraction,
    /// Each group with its prediction.
    pub rows: Vec<(MeasuredSodium, SodiumConcentration, Interval<SodiumConcentration>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    study: String,
    group: String,
    method: String,
    sport: String,
    sex: String,
    mass_kg: f64,
    minutes: f64,
    air_c: f64,
    humidity_pct: f64,
    acclimated: String,
    intensity: String,
    mean_mmol_l: f64,
    sd_mmol_l: Option<f64>,
}

static PUBLISHED: LazyLock<Vec<MeasuredSodium>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("../../../data/measured_sodium.csv").as_bytes());
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    reader
        .deserialize::<Line>()
        .map(|line| line.map_err(|error| error.to_string()).and_then(Line::measured))
        .collect::<Result<Vec<_>, String>>()
        .expect("data/measured_sodium.csv")
});

/// The published groups that come with the program.
pub fn published_sodium() -> &'static [MeasuredSodium] {
    &PUBLISHED
}

impl Line {
    fn measured(self) -> Result<MeasuredSodium, String> {
        let sport: Sport = self.sport.parse().map_err(|error| format!("sport: {error}"))?;
        let intensity: Intensity = self.intensity.parse().map_err(|error| format!("intensity: {error}"))?;
        Ok(MeasuredSodium {
            athlete: Athlete {
                sex: sex(&self.sex)?,
                heat_acclimated: flag("acclimated", &self.acclimated)?,
                ..Athlete::of_mass(Mass::from_kg(self.mass_kg))
            },
            session: SessionConditions::planned(
                sport,
                Duration::from_minutes(self.minutes),
                intensity,
                Temperature::from_celsius(self.air_c),
                Fraction::from_percent(self.humidity_pct),
            ),
            study: self.study,
            group: self.group,
            method: self.method,
            mean: SodiumConcentration::from_mmol_per_l(self.mean_mmol_l),
            sd: self.sd_mmol_l.map(SodiumConcentration::from_mmol_per_l),
        })
    }
}

/// Scores predicted sodium, without any measurement, on the published groups.
pub fn score_sodium(model: &Arc<Model>, groups: &[MeasuredSodium]) -> SodiumScore {
    let (mut bias, mut error, mut inside, mut spread) = (0.0, 0.0, 0.0, 0.0);
    let mut rows = Vec::new();
    for group in groups {
        let profile =
            SweatProfile::with_model(Arc::clone(model), group.athlete, &[], jiff::Timestamp::UNIX_EPOCH);
        let predicted = profile.outline(&group.session, Foresight::Known).sodium_concentration;
        let (mean, median) = (group.mean.as_mmol_per_l(), predicted.median.as_mmol_per_l());
        bias += median - mean;
        error += (median - mean).abs();
        if let Some(sd) = group.sd {
            // Sodium between people is near normal and cut off at zero.
            let below =
                |at: SodiumConcentration| normal_cumulative((at.as_mmol_per_l() - mean) / sd.as_mmol_per_l());
            inside += below(predicted.i80.high) - below(predicted.i80.low);
            spread += 1.0;
        }
        rows.push((group.clone(), predicted.median, predicted.i80));
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of groups")]
    let count = groups.len().max(1) as f64;
    SodiumScore {
        groups: groups.len(),
        bias: SodiumConcentration::from_mmol_per_l(bias / count),
        error: SodiumConcentration::from_mmol_per_l(error / count),
        people_inside: Fraction::from_ratio(inside / f64::max(spread, 1.0)),
        rows,
    }
}
