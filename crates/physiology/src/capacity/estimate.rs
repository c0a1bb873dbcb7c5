//! Aerobic capacity from an athlete's own recordings: best efforts, and heart rate beside heat production.

use serde::{Deserialize, Serialize};
use units::Frequency;

use super::AerobicCapacity;
use crate::recording::{Evidence, Recording};
use crate::{Athlete, Sport, coefficients};

/// A capacity that follows from recordings, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityEstimate {
    /// Its median.
    pub capacity: AerobicCapacity,
    /// Its log-SD.
    pub log_sd: f64,
    /// How many recordings speak.
    pub recordings: usize,
}

/// What one recording says of aerobic capacity, whatever the athlete weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FitnessEvidence {
    /// Metabolic rates are W/kg (on foot), not W (from power).
    pub per_kilogram: bool,
    /// The greatest metabolic rate that its best stretch shows at least. What was not recorded counts as rest, so that a
    /// gap never makes it larger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The mean metabolic rate, and the heart rate, 1/min, of the minutes that have both, warm-up left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<(f64, f64)>,
    /// The highest heart rate over a minute, 1/min.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest_heart_rate: Option<f64>,
}

/// Best efforts are sought over so many minutes.
const STRETCHES: [usize; 5] = [5, 10, 20, 30, 60];
/// The heart lags behind the effort in the first minutes.
const WARM_UP: usize = 5;
/// Fewer minutes of heart rate beside an effort say nothing.
const LEAST_TOGETHER: usize = 15;
/// How far the best effort that was seen lies from capacity, on the log scale: economy, pace by satellite, the day.
const BEST_SD: f64 = 0.10;
/// What one recording's heart rate says: the day, its drift.
const DAY_SD: f64 = 0.10;
/// What all of them share: economy and the equation; with a greatest heart rate by age, that too.
const SHARED_SD: f64 = 0.09;
const BY_AGE_SD: f64 = 0.13;

impl FitnessEvidence {
    /// Of a recording whose effort is known from power or pace; `None` otherwise, or when it is too short.
    pub fn of(sport: Sport, recording: &Recording) -> Option<Self> {
        let minutes = recording.metabolic_by_minute(sport)?;
        let per_kilogram = recording.evidence(sport) == Evidence::Pace;
        let rates: Vec<f64> =
            minutes.iter().map(|minute| minute.rate.unwrap_or(0.0) * minute.moving).collect();
        let best = |length: &usize| {
            let best = rates.windows(*length).map(|part| part.iter().sum::<f64>()).reduce(f64::max)?;
            #[expect(clippy::cast_precision_loss, reason = "at most an hour")]
            let (mean, share) = (best / *length as f64, share_kept_up(*length as f64));
            Some(mean / share)
        };
        let at_least = STRETCHES.iter().filter_map(best).reduce(f64::max).filter(|rate| *rate > 0.0);
        let both: Vec<(f64, f64)> = minutes
            .iter()
            .skip(WARM_UP)
            .filter(|minute| minute.moving >= 0.99)
            .filter_map(|minute| minute.rate.zip(minute.heart_rate))
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "minutes of a recording")]
        let together = (both.len() >= LEAST_TOGETHER).then(|| {
            let (rate, beats) = both.iter().fold((0.0, 0.0), |sum, both| (sum.0 + both.0, sum.1 + both.1));
            (rate / both.len() as f64, beats / both.len() as f64)
        });
        let highest_heart_rate = minutes.iter().filter_map(|minute| minute.heart_rate).reduce(f64::max);
        (at_least.is_some() || together.is_some()).then_some(Self {
            per_kilogram,
            at_least,
            together,
            highest_heart_rate,
        })
    }

    /// Oxygen uptake of a metabolic rate of this recording, mL/(kg·min).
    fn oxygen(&self, rate: f64, athlete: &Athlete) -> f64 {
        let per_kg = if self.per_kilogram { rate } else { rate / athlete.body_mass.as_kg() };
        per_kg * 60.0 / coefficients().metabolism.joules_per_ml_oxygen.value
    }
}

/// The share of capacity that people keep up for so many minutes (daniels-gilbert-1979).
pub(super) fn share_kept_up(minutes: f64) -> f64 {
    0.8 + 0.189_439_3 * (-0.012_778 * minutes).exp() + 0.298_955_8 * (-0.193_260_5 * minutes).exp()
}

impl CapacityEstimate {
    /// The ends of the interval that holds four athletes in five with such recordings.
    ///
    /// ```
    /// use physiology::{AerobicCapacity, CapacityEstimate};
    /// let capacity = AerobicCapacity::from_ml_per_kg_min(50.0);
    /// let (low, high) = CapacityEstimate { capacity, log_sd: 0.1, recordings: 5 }.i80();
    /// assert!((low.as_ml_per_kg_min() - 44.0).abs() < 0.1);
    /// assert!((high.as_ml_per_kg_min() - 56.8).abs() < 0.1);
    /// ```
    pub fn i80(&self) -> (AerobicCapacity, AerobicCapacity) {
        let (median, reach) = (self.capacity.as_ml_per_kg_min(), (1.281_552 * self.log_sd).exp());
        let of = AerobicCapacity::from_ml_per_kg_min;
        (of(median / reach), of(median * reach))
    }

    /// The capacity of an athlete as their recordings show it, between what is usual of people of that sex and what the
    /// recordings say. A best effort counts upwards, once a second recording confirms it. Heart rate counts
    /// where the greatest one is known, or the age. `None` when the recordings say nothing that was not believed before.
    ///
    /// Fewer recordings move it less from what is usual, and leave it wider.
    pub fn of(athlete: &Athlete, recordings: &[FitnessEvidence]) -> Option<Self> {
        let table = &coefficients().metabolism;
        let unknown = Athlete { capacity: None, capacity_estimate: None, ..*athlete };
        let usual = unknown.capacity_or_default().as_ml_per_kg_min().ln();
        let prior = table.capacity_sd.value.powi(2);
        let mut seen: Vec<Seen> = by_heart_rate(athlete, recordings, usual).into_iter().collect();
        let mut best: Vec<f64> = recordings
            .iter()
            .filter_map(|one| Some(one.oxygen(one.at_least?, athlete)))
            .filter(|oxygen| AerobicCapacity::from_ml_per_kg_min(*oxygen).check().is_ok())
            .collect();
        best.sort_by(|a, b| b.total_cmp(a));
        // One alone may be a ride that was called a run. People train below what they can: it counts upwards only.
        let shown = best.get(1).map(|second| Seen { value: second.ln() - usual, variance: BEST_SD.powi(2) });
        let by_heart = believed(&seen, prior).value;
        seen.extend(shown.filter(|shown| shown.value > by_heart));
        if seen.is_empty() {
            return None;
        }
        let Seen { value: moved, variance } = believed(&seen, prior);
        let says = moved.abs() > 0.01 || variance < 0.95 * prior;
        let capacity = AerobicCapacity::from_ml_per_kg_min((usual + moved).exp().clamp(15.0, 95.0));
        says.then(|| Self { capacity, log_sd: variance.sqrt(), recordings: recordings.len() })
    }
}

/// ln(capacity / the usual one), and its variance.
#[derive(Clone, Copy, Debug)]
struct Seen {
    value: f64,
    variance: f64,
}

/// What is believed after seeing these, each weighted by the inverse of its variance, the usual one too.
fn believed(seen: &[Seen], prior: f64) -> Seen {
    let precision = 1.0 / prior + seen.iter().map(|one| 1.0 / one.variance).sum::<f64>();
    let sum: f64 = seen.iter().map(|one| one.value / one.variance).sum();
    Seen { value: sum / precision, variance: 1.0 / precision }
}

/// The capacity at which heart rate and heat production agree (swain-1994).
fn by_heart_rate(athlete: &Athlete, recordings: &[FitnessEvidence], usual: f64) -> Option<Seen> {
    let hr = &coefficients().heart_rate;
    let (greatest, shared) = greatest_heart_rate(athlete, recordings)?;
    let mut seen: Vec<f64> = recordings
        .iter()
        .filter_map(|one| {
            let (rate, beats) = one.together?;
            let share = beats / greatest;
            let oxygen = one.oxygen(rate, athlete) / ((share - hr.share_offset.value) / hr.share_slope.value);
            let fits =
                (0.55..=0.97).contains(&share) && AerobicCapacity::from_ml_per_kg_min(oxygen).check().is_ok();
            fits.then(|| oxygen.ln() - usual)
        })
        .collect();
    seen.sort_by(f64::total_cmp);
    let middle = seen.len() / 2;
    let value = match seen.len() {
        0 => return None,
        count if count % 2 == 1 => seen[middle],
        _ => 0.5 * (seen[middle - 1] + seen[middle]),
    };
    #[expect(clippy::cast_precision_loss, reason = "a year of recordings")]
    let variance = shared * shared + DAY_SD * DAY_SD / seen.len() as f64;
    Some(Seen { value, variance })
}

/// The greatest heart rate that is usual at an age, 10 to 90 years; `None` outside (Tanaka 2001).
///
/// ```
/// let at_forty = physiology::greatest_heart_rate_by_age(40.0).unwrap();
/// assert!((at_forty.as_per_min() - 180.0).abs() < 1e-9);
/// assert_eq!(physiology::greatest_heart_rate_by_age(7.0), None);
/// ```
pub fn greatest_heart_rate_by_age(age_years: f64) -> Option<Frequency> {
    (10.0..=90.0).contains(&age_years).then(|| Frequency::from_per_min(208.0 - 0.7 * age_years))
}

/// The greatest heart rate, and what follows from it shares as an error. By age (Tanaka 2001) it is raised to what a second
/// recording confirms.
fn greatest_heart_rate(athlete: &Athlete, recordings: &[FitnessEvidence]) -> Option<(f64, f64)> {
    if let Some(greatest) = athlete.greatest_heart_rate {
        return Some((greatest.as_per_min(), SHARED_SD));
    }
    let by_age = greatest_heart_rate_by_age(athlete.age_years?)?.as_per_min();
    let mut highest: Vec<f64> = recordings.iter().filter_map(|one| one.highest_heart_rate).collect();
    highest.sort_by(|a, b| b.total_cmp(a));
    let confirmed = highest.get(1).copied().unwrap_or(0.0).min(220.0);
    Some((by_age.max(confirmed), BY_AGE_SD))
}

#[cfg(test)]
mod tests {
    use units::{Duration, Mass, Power, Speed};

    use super::*;
    use crate::Sex;
    use crate::recording::Sample;

    fn man() -> Athlete {
        Athlete {
            sex: Some(Sex::Male),
            age_years: Some(35.0),
            greatest_heart_rate: Some(Frequency::from_per_min(185.0)),
            ..Athlete::of_mass(Mass::from_kg(70.0))
        }
    }

    fn run(minutes: u32, sample: impl Fn(u32) -> Sample) -> FitnessEvidence {
        let samples: Vec<Sample> = (0..60 * minutes)
            .map(|second| Sample { at: Duration::from_seconds(f64::from(second)), ..sample(second) })
            .collect();
        let length = Duration::from_minutes(f64::from(minutes));
        let recording = Recording::of(Sport::Run, length, &samples, &[]).unwrap();
        FitnessEvidence::of(Sport::Run, &recording).unwrap()
    }

    fn at(kmh: f64, beats: f64) -> impl Fn(u32) -> Sample {
        move |_| Sample {
            speed: Some(Speed::from_km_per_h(kmh)),
            heart_rate: Some(Frequency::from_per_min(beats)),
            ..Sample::default()
        }
    }

    fn estimate(athlete: &Athlete, recordings: &[FitnessEvidence]) -> CapacityEstimate {
        CapacityEstimate::of(athlete, recordings).unwrap()
    }

    #[test]
    fn the_fit_and_the_unfit_are_told_apart_by_heart_rate() {
        // At 139 of 185 beats Swain has 60 % of capacity; 6.8 km/h takes 22 mL/(kg·min), 13 km/h takes 47.
        let unfit = estimate(&man(), &[run(45, at(6.8, 139.0)); 6]);
        let fit = estimate(&man(), &[run(45, at(13.0, 139.0)); 6]);
        assert!((35.0..45.0).contains(&unfit.capacity.as_ml_per_kg_min()), "{unfit:?}");
        assert!((62.0..80.0).contains(&fit.capacity.as_ml_per_kg_min()), "{fit:?}");
        assert!(fit.log_sd < 0.12 && fit.recordings == 6);
    }

    #[test]
    fn a_race_counts_once_it_is_confirmed_and_only_upwards() {
        let silent = |kmh| move |_| Sample { speed: Some(Speed::from_km_per_h(kmh)), ..Sample::default() };
        // Ten kilometres in 35 minutes: the tables give 60.
        let (race, jog) = (run(35, silent(17.14)), run(60, silent(8.0)));
        assert_eq!(CapacityEstimate::of(&man(), &[race, jog, jog]), None);
        let shown = estimate(&man(), &[race, race, jog]);
        assert!((57.0..66.0).contains(&shown.capacity.as_ml_per_kg_min()), "{shown:?}");
        assert_eq!(CapacityEstimate::of(&man(), &[jog; 9]), None, "a jog does not make anybody unfit");
    }

    #[test]
    fn less_information_never_moves_it_further_nor_makes_it_surer() {
        let usual = 50.0_f64;
        for kmh in [8.0, 12.0, 15.0] {
            let one = run(45, at(kmh, 145.0));
            let mut before: Option<CapacityEstimate> = None;
            for count in 1..=8 {
                let now = CapacityEstimate::of(&man(), &vec![one; count]);
                if let (Some(before), Some(now)) = (before, now) {
                    let off = |estimate: CapacityEstimate| {
                        (estimate.capacity.as_ml_per_kg_min() / usual).ln().abs()
                    };
                    assert!(off(now) >= off(before) - 1e-9 && now.log_sd <= before.log_sd + 1e-9);
                }
                before = now.or(before);
            }
        }
        // Without the greatest heart rate and without an age, heart rate says nothing.
        let nobody = Athlete { greatest_heart_rate: None, age_years: None, ..man() };
        assert_eq!(CapacityEstimate::of(&nobody, &[run(45, at(8.0, 139.0)); 6]), None);
        let by_age = Athlete { greatest_heart_rate: None, ..man() };
        let one = [run(45, at(8.0, 139.0)); 6];
        assert!(estimate(&by_age, &one).log_sd > estimate(&man(), &one).log_sd);
    }

    #[test]
    fn a_gap_never_makes_a_best_effort_better() {
        let whole = run(40, at(15.0, 170.0)).at_least.unwrap();
        let gap = run(40, |second| {
            let lost = (600..900).contains(&second);
            Sample { speed: (!lost).then(|| Speed::from_km_per_h(15.0)), ..at(15.0, 170.0)(second) }
        });
        assert!(gap.at_least.unwrap() <= whole);
    }

    #[test]
    fn power_is_by_the_body_that_makes_it() {
        let samples: Vec<Sample> = (0..2400)
            .map(|second| Sample {
                at: Duration::from_seconds(f64::from(second)),
                power: Some(Power::from_watts(300.0)),
                ..Sample::default()
            })
            .collect();
        let ride = Recording::of(Sport::Ride, Duration::from_minutes(40.0), &samples, &[]).unwrap();
        let ride = FitnessEvidence::of(Sport::Ride, &ride).unwrap();
        let of = |kg| estimate(&Athlete { body_mass: Mass::from_kg(kg), ..man() }, &[ride; 2]);
        assert!(of(60.0).capacity > of(80.0).capacity);
        // 300 W for 40 min at 70 kg: 60 mL/(kg·min) at 93 % of capacity.
        assert!((58.0..70.0).contains(&of(70.0).capacity.as_ml_per_kg_min()), "{:?}", of(70.0));
    }
}
