//! A sweat patch: from what it took up to the local sweating rate and sodium, and what they say of the whole body.
//!
//! Local is not whole body. The rate goes through the athlete's own ratio as soon as one weigh-in shows it, through the
//! population's wide one before; sodium through the map of the body site. A full channel is a lower bound and stays one.

use evidence::{Estimate, Receipt};
use serde::{Deserialize, Serialize};
use units::{
    Area, ChlorideConcentration, Duration, Interval, LocalSweatingRate, Quantity, SodiumConcentration,
    Volume, VolumeRate,
};

use crate::site::OBSERVED_LOCAL_SODIUM;
use crate::{Athlete, Model, Reading, Site};

/// What a patch measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatchTest {
    /// Where it sat.
    #[serde(default)]
    pub site: Site,
    /// The skin that sweats into it.
    pub inlet_area: Area,
    /// How long sweat entered it.
    pub sweating: Duration,
    /// The sweat it took up; a full channel is a bound.
    #[serde(default)]
    pub volume: Option<Reading<Volume>>,
    /// Its chloride, by the colour of the assay.
    #[serde(default)]
    pub chloride: Option<Reading<ChlorideConcentration>>,
    /// Its sodium, where a laboratory measured it; it goes before the chloride.
    #[serde(default)]
    pub sodium: Option<Reading<SodiumConcentration>>,
}

/// A doubt about a patch, with what to do better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatchFlag {
    /// The channel was full.
    Full,
    /// Sweat entered for less than half an hour.
    Short,
    /// Sodium beyond what the maps were made from.
    SodiumOutsideObserved,
    /// The assay was beyond its limits.
    AssayLimit,
    /// No ratio of local to whole-body rate is known for the site.
    SiteWithoutRate,
    /// A local rate beyond anything observed on a forearm.
    ImplausibleRate,
}

impl PatchFlag {
    /// Its name in documents and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::SodiumOutsideObserved => "sodium-outside-observed",
            Self::AssayLimit => "assay-limit",
            Self::SiteWithoutRate => "site-without-rate",
            Self::ImplausibleRate => "implausible-rate",
        }
    }

    /// What it means and what to do, in words.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Full => {
                "The channel was full: the rate is at least this much. Photograph the patch earlier next time."
            }
            Self::Short => {
                "Sweat entered the patch for less than 30 minutes: the start weighs heavily. Wear it for an hour."
            }
            Self::SodiumOutsideObserved => {
                "Sodium outside 12.6 to 104.8 mmol/L, where the site's map was made: taken at the nearest observed value."
            }
            Self::AssayLimit => {
                "The colour is at the assay's limit: the concentration is a bound, not a value."
            }
            Self::SiteWithoutRate => {
                "No ratio of local to whole-body rate is published for this site: only its sodium is used."
            }
            Self::ImplausibleRate => {
                "A local rate above 5 mg/cm²/min: check the minutes of sweating and the patch."
            }
        }
    }
}

/// A patch that cannot be assessed, and what can.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PatchTestError {
    /// Nothing was read.
    #[error("the patch shows neither a volume nor a concentration: give at least one")]
    Nothing,
    /// Too short or too long.
    #[error("{0} of sweating cannot be used: write a time from 5 minutes to 12 hours")]
    Sweating(Duration),
    /// An inlet that cannot be.
    #[error("an inlet of {0} cannot be: write an area from 0.02 to 50 cm²")]
    InletArea(Area),
    /// A volume, concentration or uncertainty that cannot be.
    #[error("{what} cannot be: write {accepted}")]
    Amount {
        /// The field.
        field: &'static str,
        /// What was given.
        what: String,
        /// What can be.
        accepted: &'static str,
    },
}

impl PatchTestError {
    /// The field at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Nothing => "volume",
            Self::Sweating(_) => "sweating",
            Self::InletArea(_) => "inlet_area",
            Self::Amount { field, .. } => field,
        }
    }
}

/// What a patch shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatchResult {
    /// Where it sat.
    pub site: Site,
    /// The local sweating rate.
    pub local_rate: Option<Reading<LocalSweatingRate>>,
    /// The local sodium.
    pub local_sodium: Option<Reading<SodiumConcentration>>,
    /// Whether the sodium was mapped from chloride.
    pub by_chloride: bool,
    /// The whole-body rate that the population's ratio makes of it; nothing for a bound.
    pub rate: Option<Estimate<VolumeRate>>,
    /// The whole-body sodium by the map of the site; nothing for a bound.
    pub sodium: Option<Estimate<SodiumConcentration>>,
    /// Doubts about the patch.
    pub flags: Vec<PatchFlag>,
    /// How each number was made, parents first.
    pub receipts: Vec<Receipt>,
}

impl PatchTest {
    /// Checks every field.
    ///
    /// # Errors
    /// All that cannot be.
    pub fn check(&self) -> Result<(), Vec<PatchTestError>> {
        let mut errors = Vec::new();
        if self.volume.is_none() && self.chloride.is_none() && self.sodium.is_none() {
            errors.push(PatchTestError::Nothing);
        }
        if !(5.0..=720.0).contains(&self.sweating.as_minutes()) {
            errors.push(PatchTestError::Sweating(self.sweating));
        }
        if !(0.02..=50.0).contains(&self.inlet_area.as_cm2()) {
            errors.push(PatchTestError::InletArea(self.inlet_area));
        }
        let mut amount = |field, reading: Option<(f64, f64, String)>, most: f64, accepted| {
            if let Some((value, uncertainty, what)) = reading {
                let sensible = value > 0.0 && value <= most && (0.0..=most).contains(&uncertainty);
                if !sensible {
                    errors.push(PatchTestError::Amount { field, what, accepted });
                }
            }
        };
        let volume = self.volume.map(|reading| plain(&reading, Volume::as_ml));
        amount("volume", volume, 50.0, "a volume above 0 and up to 50 mL, with its uncertainty");
        let chloride = self.chloride.map(|reading| plain(&reading, ChlorideConcentration::as_mmol_per_l));
        amount(
            "chloride",
            chloride,
            200.0,
            "a concentration above 0 and up to 200 mmol/L, with its uncertainty",
        );
        let sodium = self.sodium.map(|reading| plain(&reading, SodiumConcentration::as_mmol_per_l));
        amount("sodium", sodium, 200.0, "a concentration above 0 and up to 200 mmol/L, with its uncertainty");
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// V / (A · t).
    fn local_rate(&self) -> Option<Reading<LocalSweatingRate>> {
        let over = self.inlet_area.as_cm2() * self.sweating.as_minutes();
        self.volume.map(|reading| {
            reading.map(|volume| LocalSweatingRate::from_mg_per_cm2_min(volume.as_ul() / over))
        })
    }

    fn local_sodium(&self, model: &Model) -> Option<Reading<SodiumConcentration>> {
        let patch = &model.patch;
        let from_chloride = |reading: Reading<ChlorideConcentration>| {
            let slope = patch.chloride_slope.value;
            let map = |chloride: ChlorideConcentration, intercept: f64| {
                SodiumConcentration::from_mmol_per_l(slope * chloride.as_mmol_per_l() + intercept)
            };
            let intercept = patch.chloride_intercept.value;
            match reading {
                Reading::Value { value, uncertainty } => {
                    Reading::value(map(value, intercept), map(uncertainty, 0.0))
                }
                Reading::AtLeast { bound } => Reading::AtLeast { bound: map(bound, intercept) },
                Reading::AtMost { bound } => Reading::AtMost { bound: map(bound, intercept) },
            }
        };
        self.sodium.or_else(|| self.chloride.map(from_chloride))
    }

    fn flags(
        &self,
        rate: Option<&Reading<LocalSweatingRate>>,
        sodium: Option<&Reading<SodiumConcentration>>,
    ) -> Vec<PatchFlag> {
        let (least, most) = OBSERVED_LOCAL_SODIUM;
        let outside = |reading: &Reading<SodiumConcentration>| {
            !(least..=most).contains(&reading.read().as_mmol_per_l())
        };
        let raised = [
            (rate.is_some_and(|rate| matches!(rate, Reading::AtLeast { .. })), PatchFlag::Full),
            (self.sweating < Duration::from_minutes(30.0), PatchFlag::Short),
            (sodium.is_some_and(outside), PatchFlag::SodiumOutsideObserved),
            (sodium.is_some_and(Reading::is_bound), PatchFlag::AssayLimit),
            (rate.is_some() && !self.site.entry().rate, PatchFlag::SiteWithoutRate),
            (rate.is_some_and(|rate| rate.read().as_mg_per_cm2_min() > 5.0), PatchFlag::ImplausibleRate),
        ];
        raised.into_iter().filter(|(raised, _)| *raised).map(|(_, flag)| flag).collect()
    }
}

fn plain<Q: Quantity>(reading: &Reading<Q>, number: impl Fn(Q) -> f64) -> (f64, f64, String) {
    let uncertainty = match reading {
        Reading::Value { uncertainty, .. } => number(*uncertainty),
        _ => 0.0,
    };
    (number(reading.read()), uncertainty, reading.read().display(units::UnitSystem::Metric))
}

/// Works out what a patch says of the local sweat, and of the whole body by the population's maps.
///
/// # Errors
/// Every field that cannot be; nothing is guessed for it.
pub fn assess(
    patch: &PatchTest,
    athlete: &Athlete,
    model: &Model,
) -> Result<PatchResult, Vec<PatchTestError>> {
    patch.check()?;
    let local_rate = patch.local_rate();
    let local_sodium = patch.local_sodium(model);
    let by_chloride = patch.sodium.is_none();
    let flags = patch.flags(local_rate.as_ref(), local_sodium.as_ref());
    let mut result = PatchResult {
        site: patch.site,
        local_rate,
        local_sodium,
        by_chloride,
        rate: None,
        sodium: None,
        flags,
        receipts: Vec::new(),
    };
    if let Some(log_sd) =
        result.log_rate_sd(model).filter(|_| local_rate.is_some_and(|rate| !rate.is_bound()))
        && let Some(log_rate) = result.log_whole_body_rate(athlete, model)
    {
        let sd = log_sd.hypot(model.patch.ratio_sd.value);
        result.rate = Some(log_normal(log_rate, sd, VolumeRate::from_l_per_h));
    }
    if let Some(Reading::Value { value, .. }) = local_sodium {
        let median = patch.site.whole_body_sodium(value).as_mmol_per_l();
        let sd = result.log_sodium_sd(model).hypot(result.persistent_sodium_sd(model));
        result.sodium = Some(log_normal(median.ln(), sd, SodiumConcentration::from_mmol_per_l));
    }
    result.receipts = receipts(patch, &result, model);
    Ok(result)
}

impl PatchResult {
    /// A local rate that was worked out elsewhere, as tables of paired tests hold them.
    pub fn of_local_rate(site: Site, local_rate: Reading<LocalSweatingRate>) -> Self {
        Self {
            site,
            local_rate: Some(local_rate),
            local_sodium: None,
            by_chloride: false,
            rate: None,
            sodium: None,
            flags: Vec::new(),
            receipts: Vec::new(),
        }
    }

    /// The logarithm of the whole-body rate (L/h) that the population's ratio makes of the local one.
    pub(crate) fn log_whole_body_rate(&self, athlete: &Athlete, model: &Model) -> Option<f64> {
        let local = self.local_rate.filter(|_| self.site.entry().rate)?.read();
        Some(log_whole_body(local, athlete, model))
    }

    /// The log-SD of that rate from reading, minutes and day, without the athlete's ratio.
    pub(crate) fn log_rate_sd(&self, model: &Model) -> Option<f64> {
        let relative = match self.local_rate? {
            Reading::Value { value, uncertainty } => uncertainty / value,
            _ => 0.0,
        };
        Some(model.patch.exponent.value * relative.hypot(model.patch.day_sd.value))
    }

    /// The log-SD of a whole-body sodium from this patch: assay and day.
    pub(crate) fn log_sodium_sd(&self, model: &Model) -> f64 {
        let relative = match self.local_sodium {
            Some(Reading::Value { value, uncertainty }) => uncertainty / value,
            _ => 0.0,
        };
        relative.hypot(log_sd_of_cv(model.sodium.day_cv.value))
    }

    /// The log-SD that stays with this athlete at this site and assay however often it is repeated.
    pub(crate) fn persistent_sodium_sd(&self, model: &Model) -> f64 {
        let map = if self.by_chloride { model.patch.chloride_map_sd.value } else { 0.0 };
        self.site.log_sd(model.sodium.mean.value).hypot(map)
    }
}

/// The logarithm of the whole-body rate (L/h) that the population's ratio makes of a local one.
pub(crate) fn log_whole_body(local: LocalSweatingRate, athlete: &Athlete, model: &Model) -> f64 {
    let patch = &model.patch;
    let reference = LocalSweatingRate::from_mg_per_cm2_min(patch.reference_flux.value);
    let at_reference = reference * athlete.surface_area() * patch.ratio.value;
    let relative = (local / reference).max(1e-6);
    at_reference.as_l_per_h().ln() + patch.exponent.value * relative.ln()
}

/// The log-SD of a log-normal of this coefficient of variation.
pub(crate) fn log_sd_of_cv(cv: f64) -> f64 {
    (cv * cv).ln_1p().sqrt()
}

fn log_normal<Q: Quantity>(mean: f64, sd: f64, of: impl Fn(f64) -> Q) -> Estimate<Q> {
    let [i50, i80, i95] = [0.674_490, 1.281_552, 1.959_964]
        .map(|z| Interval { low: of((mean - z * sd).exp()), high: of((mean + z * sd).exp()) });
    Estimate { median: of(mean.exp()), i50, i80, i95 }
}

fn receipts(patch: &PatchTest, result: &PatchResult, model: &Model) -> Vec<Receipt> {
    let mut receipts = Vec::new();
    if let (Some(volume), Some(local)) = (patch.volume, result.local_rate) {
        let bound = if local.is_bound() { "The channel was full: this is a lower bound." } else { "" };
        let mut receipt = Receipt::of("Local sweating rate", "patch-test.local-rate", "V / (A · t)")
            .input("sweat in the patch", volume.read())
            .input("inlet area", patch.inlet_area)
            .input("time of sweating", patch.sweating)
            .words("body site", patch.site.entry().words.as_str())
            .source("isotone");
        if !bound.is_empty() {
            receipt = receipt.note(bound);
        }
        let local_receipt = receipt.result(local.read());
        if let Some(rate) = &result.rate {
            let whole = Receipt::of(
                "Whole-body sweating rate from the patch",
                "patch-test.whole-body-rate",
                "ratio · A_D · 0.6 · reference · (local / reference)^exponent",
            )
            .computed("local rate", local.read(), &local_receipt.id)
            .words(
                "ratio",
                format!("{:.2}, log-SD {:.2}", model.patch.ratio.value, model.patch.ratio_sd.value),
            )
            .words("exponent", format!("{:.2}", model.patch.exponent.value))
            .words("model", model.version.as_str())
            .sources(["baker-2022", "relf-2019", "isotone"])
            .note("One weigh-in on the same day turns the population's ratio into the athlete's own.")
            .result_estimate(rate);
            receipts.push(local_receipt);
            receipts.push(whole);
        } else {
            receipts.push(local_receipt);
        }
    }
    if let (Some(local), Some(sodium)) = (result.local_sodium, &result.sodium) {
        let entry = patch.site.entry();
        let mut receipt = Receipt::of(
            "Whole-body sweat sodium from the patch",
            "patch-test.sodium",
            format!("{:.2} · local + {:.2} mmol/L", entry.slope, entry.intercept),
        );
        receipt = match (patch.sodium, patch.chloride) {
            (None, Some(chloride)) => receipt
                .input("local chloride", chloride.read())
                .words("sodium from chloride", format!("× {:.2}", model.patch.chloride_slope.value))
                .source("lara-2016"),
            _ => receipt,
        };
        receipts.push(
            receipt
                .input("local sodium", local.read())
                .words("body site", entry.words.as_str())
                .words("model", model.version.as_str())
                .source(entry.source.clone())
                .source("baker-2020-regional")
                .note(entry.note.as_str())
                .result_estimate(sodium),
        );
    }
    receipts
}
