//! How good a reader is: readings beside the truth, by level.

use std::collections::BTreeMap;
use std::fmt;

use crate::read::reading::{FillReading, Reading};
use crate::read::refusal::Refusal;
use crate::render::{Expected, Truth};

/// A photo whose truth is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The name of its file.
    pub file: String,
    /// Its level: `easy`, `realistic`, `hard`, `gate`.
    pub level: String,
    /// What is true of it.
    pub truth: Truth,
}

/// The columns that a table of truths has, and which [`cases`] needs.
pub const COLUMNS: &str = "file,set,expect_fill,expect_assay,fill_mm,volume_ul,chloride_mM,assay_fill";

/// A line of a table of truths.
pub fn row(file: &str, level: &str, truth: &Truth) -> String {
    let Truth { fill, assay, front_mm, volume_ul, chloride, assay_fill, .. } = truth;
    format!(
        "{file},{level},{},{},{front_mm:.4},{volume_ul:.4},{chloride:.4},{assay_fill:.4}",
        word(*fill),
        word(*assay)
    )
}

fn word(expected: Expected) -> &'static str {
    match expected {
        Expected::Value => "value",
        Expected::NotFilled => "not_filled",
        Expected::Overfilled => "overfilled",
        Expected::Refusal => "reject",
        Expected::Any => "any",
    }
}

/// Reads a table of truths: a line of column names, then a line for each photo.
///
/// # Errors
/// Which column or value is missing.
pub fn cases(csv: &str) -> Result<Vec<Case>, String> {
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| {
        names.iter().position(|n| *n == name).ok_or_else(|| format!("the truth has no column '{name}'"))
    };
    let [file, level, fill, assay] = ["file", "set", "expect_fill", "expect_assay"].map(column);
    let [front, volume, chloride, full] = ["fill_mm", "volume_ul", "chloride_mM", "assay_fill"].map(column);
    let (file, level, fill, assay) = (file?, level?, fill?, assay?);
    let (front, volume, chloride, full) = (front?, volume?, chloride?, full?);
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            let number = |at: usize| {
                cell(at).parse::<f64>().map_err(|_| format!("'{}' is no number in: {line}", cell(at)))
            };
            let truth = Truth {
                fill: expected(cell(fill))?,
                assay: expected(cell(assay))?,
                front_mm: number(front)?,
                volume_ul: number(volume)?,
                chloride: number(chloride)?,
                assay_fill: number(full)?,
                corners: Vec::new(),
            };
            Ok(Case { file: cell(file).to_owned(), level: cell(level).to_owned(), truth })
        })
        .collect()
}

fn expected(word: &str) -> Result<Expected, String> {
    match word {
        "value" => Ok(Expected::Value),
        "not_filled" => Ok(Expected::NotFilled),
        "overfilled" => Ok(Expected::Overfilled),
        "reject" => Ok(Expected::Refusal),
        "any" => Ok(Expected::Any),
        other => {
            Err(format!("'{other}' cannot be expected: write value, not_filled, overfilled, reject or any"))
        }
    }
}

/// All readings of a level.
#[derive(Clone, Debug, Default)]
pub struct Level {
    photos: usize,
    wanted_fill: usize,
    refused_fill: usize,
    wanted_assay: usize,
    refused_assay: usize,
    front: Vec<f64>,
    volume: Vec<f64>,
    front_sigmas: Vec<f64>,
    chloride: Vec<f64>,
    chloride_sigmas: Vec<f64>,
    silent_fill: Vec<String>,
    silent_assay: Vec<String>,
    refusals: BTreeMap<&'static str, usize>,
    milliseconds: Vec<f64>,
}

/// A front off by more of the channel than this is a wrong answer.
const GROSS: f64 = 0.01;

/// Readings beside their truths.
#[derive(Clone, Debug, Default)]
pub struct Score {
    levels: BTreeMap<String, Level>,
    length_mm: f64,
}

impl Score {
    /// For patches with a channel of this length, mm.
    pub fn new(length_mm: f64) -> Self {
        Self { levels: BTreeMap::new(), length_mm }
    }

    /// Adds a reading.
    pub fn add(&mut self, case: &Case, reading: &Result<Reading, Refusal>, milliseconds: f64) {
        let gross = GROSS * self.length_mm;
        let level = self.levels.entry(case.level.clone()).or_default();
        level.photos += 1;
        level.milliseconds.push(milliseconds);
        level.fill(case, reading, gross);
        level.assay(case, reading);
    }

    /// Wrong answers that were not refused, over all levels.
    pub fn silent(&self) -> usize {
        self.levels.values().map(|level| level.silent_fill.len() + level.silent_assay.len()).sum()
    }

    /// The level of this name.
    pub fn level(&self, name: &str) -> Option<&Level> {
        self.levels.get(name)
    }
}

impl Level {
    fn fill(&mut self, case: &Case, reading: &Result<Reading, Refusal>, gross: f64) {
        let truth = &case.truth;
        let wanted = matches!(truth.fill, Expected::Value | Expected::NotFilled | Expected::Overfilled);
        self.wanted_fill += usize::from(wanted);
        let outcome = match reading {
            Ok(reading) => reading.fill.value().ok_or_else(|| reading.fill.refusal()),
            Err(refusal) => Err(Some(*refusal)),
        };
        let fill = match outcome {
            Ok(fill) => fill,
            Err(refusal) => {
                self.refused_fill += usize::from(wanted);
                if let Some(refusal) = refusal.filter(|_| wanted) {
                    *self.refusals.entry(refusal.code()).or_default() += 1;
                }
                return;
            }
        };
        let fits = match (truth.fill, fill) {
            (Expected::NotFilled, FillReading::NotFilled)
            | (Expected::Overfilled, FillReading::Overfilled { .. })
            | (Expected::Any, _) => true,
            (Expected::Value, FillReading::Filled(front)) => {
                let off = front.front_mm - truth.front_mm;
                self.front.push(off.abs());
                self.volume.push((front.volume_ul - truth.volume_ul).abs());
                self.front_sigmas.push(off.abs() / front.front_uncertainty_mm);
                off.abs() <= gross
            }
            _ => false,
        };
        if !fits {
            self.silent_fill.push(case.file.clone());
        }
    }

    fn assay(&mut self, case: &Case, reading: &Result<Reading, Refusal>) {
        let truth = &case.truth;
        let wanted = truth.assay == Expected::Value;
        self.wanted_assay += usize::from(wanted);
        let outcome = match reading {
            Ok(reading) => reading.assay.value().ok_or_else(|| reading.assay.refusal()),
            Err(refusal) => Err(Some(*refusal)),
        };
        match outcome {
            Ok(value) if wanted => {
                let off = (value.value - truth.chloride).abs();
                self.chloride.push(off);
                self.chloride_sigmas.push(off / value.standard_uncertainty);
            }
            Ok(_) if matches!(truth.assay, Expected::NotFilled | Expected::Refusal) => {
                self.silent_assay.push(case.file.clone());
            }
            Ok(_) => {}
            Err(refusal) => {
                self.refused_assay += usize::from(wanted);
                if let Some(refusal) = refusal.filter(|_| wanted) {
                    *self.refusals.entry(refusal.code()).or_default() += 1;
                }
            }
        }
    }

    /// Errors of the front, mm, at this part of all of them: 0.5 is the median.
    pub fn front_mm(&self, part: f64) -> f64 {
        quantile(&self.front, part)
    }

    /// Root mean square error of the volume, µL.
    pub fn volume_rmse_ul(&self) -> f64 {
        rms(&self.volume)
    }

    /// Root mean square error of chloride, mmol/L.
    pub fn chloride_rmse(&self) -> f64 {
        rms(&self.chloride)
    }

    /// Errors of chloride, mmol/L, at this part of all of them.
    pub fn chloride(&self, part: f64) -> f64 {
        quantile(&self.chloride, part)
    }

    /// The part of fills that were wanted and refused.
    pub fn fill_refused(&self) -> f64 {
        self.refused_fill as f64 / self.wanted_fill.max(1) as f64
    }

    /// The part of chloride values that were wanted and refused.
    pub fn chloride_refused(&self) -> f64 {
        self.refused_assay as f64 / self.wanted_assay.max(1) as f64
    }

    /// The part of fronts, then of chloride values, within two of their standard uncertainties.
    pub fn coverage(&self) -> [f64; 2] {
        [&self.front_sigmas, &self.chloride_sigmas]
            .map(|sigmas| sigmas.iter().filter(|s| **s <= 2.0).count() as f64 / sigmas.len().max(1) as f64)
    }
}

fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (part * sorted.len() as f64) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

fn rms(values: &[f64]) -> f64 {
    (values.iter().map(|v| v * v).sum::<f64>() / values.len().max(1) as f64).sqrt()
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, level) in &self.levels {
            let of = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
            let percent = 100.0 / self.length_mm;
            let [fill, chloride] = level.coverage();
            writeln!(f, "{name}, {} photos", level.photos)?;
            // Of what nobody wants read there is no error.
            if level.wanted_fill > 0 {
                writeln!(
                    f,
                    "  fill      {} wanted, {} refused ({:.1} %); error median {:.3} mm, p95 {:.3} mm, max {:.3} mm ({:.4}, {:.4}, {:.4} % of the channel)",
                    level.wanted_fill,
                    level.refused_fill,
                    of(level.refused_fill, level.wanted_fill),
                    level.front_mm(0.5),
                    level.front_mm(0.95),
                    level.front_mm(1.0),
                    percent * level.front_mm(0.5),
                    percent * level.front_mm(0.95),
                    percent * level.front_mm(1.0),
                )?;
                writeln!(
                    f,
                    "  volume    error median {:.4} µL, p95 {:.4} µL, RMSE {:.4} µL",
                    quantile(&level.volume, 0.5),
                    quantile(&level.volume, 0.95),
                    level.volume_rmse_ul(),
                )?;
            }
            if level.wanted_assay > 0 {
                writeln!(
                    f,
                    "  chloride  {} wanted, {} refused ({:.1} %); error median {:.2}, p95 {:.2}, max {:.2}, RMSE {:.2} mmol/L",
                    level.wanted_assay,
                    level.refused_assay,
                    of(level.refused_assay, level.wanted_assay),
                    level.chloride(0.5),
                    level.chloride(0.95),
                    level.chloride(1.0),
                    level.chloride_rmse(),
                )?;
            }
            if level.wanted_fill + level.wanted_assay > 0 {
                writeln!(
                    f,
                    "  within 2 standard uncertainties: fill {:.1} %, chloride {:.1} %",
                    100.0 * fill,
                    100.0 * chloride
                )?;
            }
            let silent =
                |files: &[String]| if files.is_empty() { "none".to_owned() } else { files.join(" ") };
            writeln!(
                f,
                "  silent wrong answers: fill {}, chloride {}",
                silent(&level.silent_fill),
                silent(&level.silent_assay)
            )?;
            let reasons: Vec<String> =
                level.refusals.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
            writeln!(
                f,
                "  refusals  {}",
                if reasons.is_empty() { "none".to_owned() } else { reasons.join(", ") }
            )?;
            writeln!(
                f,
                "  time      median {:.1} ms, p95 {:.1} ms",
                quantile(&level.milliseconds, 0.5),
                quantile(&level.milliseconds, 0.95)
            )?;
        }
        Ok(())
    }
}
