//! One reading of several photos of one patch: what a reflection hid in one is seen in the other, and together they are
//! surer.

use super::reading::{Concentration, FillReading, Front, Outcome, Reading};
use super::refusal::Refusal;

/// Why photos cannot be of one patch at one time.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Disagreement {
    /// There is nothing to combine.
    #[error("no photo was given: give two or more of the same patch")]
    Nothing,
    /// Different kinds of patches.
    #[error("the photos show different kinds of patches: give photos of one patch")]
    Layout,
    /// One photo says empty or full, the other says something else.
    #[error(
        "one photo shows a front, another an empty or a full channel: give photos of one patch, taken together"
    )]
    State,
    /// The fronts are further apart than their uncertainties allow.
    #[error("the fronts of the photos lie {apart_mm:.1} mm apart: give photos of one patch, taken together")]
    Front {
        /// How far, mm.
        apart_mm: f64,
    },
    /// The concentrations are further apart than their uncertainties allow.
    #[error("the photos differ by {apart:.0} mmol/L: give photos of one patch, taken together")]
    Concentration {
        /// How far, mmol/L.
        apart: f64,
    },
}

/// Readings this many standard uncertainties apart are not of one thing.
const APART: f64 = 5.0;
/// And this much is always forgiven, mm: the front moves while one takes photos.
const MOVES_MM: f64 = 0.3;
/// What the print and the chips do to all photos alike does not average out: no mean is surer than this part of the
/// surest.
const SHARED: f64 = 0.7;

/// Combines readings of photos of one patch, each weighted by its certainty. What one photo refuses is taken from the
/// others.
///
/// # Errors
/// Why the photos cannot be of one patch at one time.
pub fn combine(readings: &[Reading]) -> Result<Reading, Disagreement> {
    let first = readings.first().ok_or(Disagreement::Nothing)?;
    let kind = |reading: &Reading| (reading.layout_id.clone(), reading.layout_version);
    if readings.iter().any(|reading| kind(reading) != kind(first)) {
        return Err(Disagreement::Layout);
    }
    let fill = fill(readings)?;
    let assay = assay(readings)?;
    // The photo with the best view stands for how the photos were.
    let best = readings.iter().min_by(|a, b| a.quality.geometry_mm.total_cmp(&b.quality.geometry_mm));
    Ok(Reading {
        fill,
        assay,
        assay_fill: readings.iter().map(|reading| reading.assay_fill).fold(0.0, f64::max),
        quality: best.unwrap_or(first).quality.clone(),
        ..first.clone()
    })
}

/// The mean of values by their uncertainties, its own, and how far apart the two are that are furthest, in standard
/// deviations and as they are.
struct Mean {
    value: f64,
    sd: f64,
    apart_sd: f64,
    apart: f64,
}

fn mean(values: &[(f64, f64)]) -> Mean {
    let weight = |sd: f64| 1.0 / (sd * sd).max(1e-12);
    let total: f64 = values.iter().map(|(_, sd)| weight(*sd)).sum();
    let value = values.iter().map(|(v, sd)| weight(*sd) * v).sum::<f64>() / total;
    let surest = values.iter().map(|(_, sd)| *sd).fold(f64::INFINITY, f64::min);
    // Readings that scatter by more than they say make the mean less sure (Birge).
    let scatter = values.iter().map(|(v, sd)| ((v - value) / sd).powi(2)).sum::<f64>();
    let birge = (scatter / (values.len() as f64 - 1.0).max(1.0)).sqrt().max(1.0);
    let (mut apart, mut apart_sd) = (0.0_f64, 0.0_f64);
    for (index, (a, sa)) in values.iter().enumerate() {
        for (b, sb) in &values[index + 1..] {
            apart = apart.max((a - b).abs());
            apart_sd = apart_sd.max((a - b).abs() / sa.hypot(*sb));
        }
    }
    let sd = if values.len() == 1 { surest } else { (birge / total.sqrt()).max(SHARED * surest) };
    Mean { value, sd, apart_sd, apart }
}

fn refused(refusals: impl Iterator<Item = Option<Refusal>>) -> Refusal {
    refusals.flatten().next().unwrap_or(Refusal::NoPatch)
}

fn fill(readings: &[Reading]) -> Result<Outcome<FillReading>, Disagreement> {
    let read: Vec<&FillReading> = readings.iter().filter_map(|reading| reading.fill.value()).collect();
    let Some(first) = read.first() else {
        return Ok(Outcome::Refused(refused(readings.iter().map(|reading| reading.fill.refusal()))));
    };
    let fronts: Vec<&Front> = read
        .iter()
        .filter_map(|fill| match fill {
            FillReading::Filled(front) => Some(front),
            FillReading::NotFilled | FillReading::Overfilled { .. } => None,
        })
        .collect();
    if fronts.is_empty() {
        return if read.iter().all(|fill| fill == first) {
            Ok(Outcome::Read((*first).clone()))
        } else {
            Err(Disagreement::State)
        };
    }
    if fronts.len() < read.len() {
        return Err(Disagreement::State);
    }
    let front = mean(&fronts.iter().map(|f| (f.front_mm, f.front_uncertainty_mm)).collect::<Vec<_>>());
    if front.apart_sd > APART && front.apart > MOVES_MM {
        return Err(Disagreement::Front { apart_mm: front.apart });
    }
    let volume = mean(&fronts.iter().map(|f| (f.volume_ul, f.volume_uncertainty_ul)).collect::<Vec<_>>());
    let surest = fronts.iter().min_by(|a, b| a.volume_uncertainty_ul.total_cmp(&b.volume_uncertainty_ul));
    Ok(Outcome::Read(FillReading::Filled(Front {
        front_mm: front.value,
        front_uncertainty_mm: front.sd,
        volume_ul: volume.value,
        volume_uncertainty_ul: volume.sd,
        bubbles: surest.map(|front| front.bubbles.clone()).unwrap_or_default(),
    })))
}

fn assay(readings: &[Reading]) -> Result<Outcome<Concentration>, Disagreement> {
    let read: Vec<&Concentration> = readings.iter().filter_map(|reading| reading.assay.value()).collect();
    if read.is_empty() {
        return Ok(Outcome::Refused(refused(readings.iter().map(|reading| reading.assay.refusal()))));
    }
    let mean = mean(&read.iter().map(|c| (c.value, c.standard_uncertainty)).collect::<Vec<_>>());
    if mean.apart_sd > APART {
        return Err(Disagreement::Concentration { apart: mean.apart });
    }
    Ok(Outcome::Read(Concentration {
        value: mean.value,
        standard_uncertainty: mean.sd,
        distance: read.iter().map(|c| c.distance).fold(f64::INFINITY, f64::min),
    }))
}
