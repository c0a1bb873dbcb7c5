//! The file of a policy, and the band of a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndexKind {
    /// Wet-bulb globe temperature.
    Wbgt,
    /// Heat index, as the US weather service defines it.
    HeatIndex,
    /// Air temperature in the shade.
    AirTemperature,
    /// A level that the body publishes itself.
    Typed,
    /// A level worked out from the weather and the sport by the body's model, ISO 7933.
    Model,
}

/// The unit of a policy's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Degrees Fahrenheit.
    #[serde(rename = "degF")]
    Fahrenheit,
    /// Degrees Celsius.
    #[serde(rename = "degC")]
    Celsius,
    /// A level without unit.
    Level,
}

impl Unit {
    /// A value of this unit in another; `None` between temperatures and levels.
    pub fn convert(self, value: f64, to: Self) -> Option<f64> {
        match (self, to) {
            (Self::Celsius, Self::Fahrenheit) => Some(value * 1.8 + 32.0),
            (Self::Fahrenheit, Self::Celsius) => Some((value - 32.0) / 1.8),
            (from, to) if from == to => Some(value),
            _ => None,
        }
    }

    /// Its symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Fahrenheit => "°F",
            Self::Celsius => "°C",
            Self::Level => "",
        }
    }
}

/// What a band demands, in the order of strictness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The body says nothing of this. That is never shown as safe.
    NotCovered,
    /// As usual.
    Normal,
    /// Watch those at risk, rest and drink more often.
    Watch,
    /// Breaks are to be made.
    Break,
    /// Train less: shorter, lighter, with less equipment.
    Modify,
    /// Move it to another time.
    Reschedule,
    /// No training, no match.
    Stop,
}

/// Breaks in each hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Each so many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// So many minutes in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_min: Option<u32>,
    /// After so many minutes of play.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_min: Option<u32>,
}

/// What may be worn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    /// The sport, `*` for all.
    pub sport: String,
    /// What may be worn.
    pub allow: Vec<String>,
    /// What may stay on when the heat rises during the session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub if_rising_keep: Vec<String>,
}

/// Where a band begins: one value, or one for each value of the axis or each index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Bound {
    One(f64),
    By(BTreeMap<String, f64>),
}

impl Bound {
    fn at(&self, key: &str) -> Option<f64> {
        match self {
            Self::One(value) => Some(*value),
            Self::By(values) => values.get(key).copied(),
        }
    }
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its name in the file.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<Bound>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) above: Option<Bound>,
    /// What it demands.
    pub action: Action,
    /// Breaks in each hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
    /// The longest session, in minutes practised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_session_min: Option<u32>,
    /// Conditioning that is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditioning: Option<String>,
    /// What may be worn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equipment: Vec<Equipment>,
    /// What it says, by language, in our own words.
    #[serde(default)]
    pub say: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duty {
    #[serde(default)]
    from: Option<f64>,
    #[serde(default)]
    above: Option<f64>,
    need: Vec<String>,
}

/// What a policy is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applies {
    /// `practice`, `conditioning`, `contest`.
    pub activity: Vec<String>,
    /// Sports, `*` for all.
    pub sports: Vec<String>,
}

/// What the table is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// What is measured; the first one where any of several will do.
    pub kind: IndexKind,
    /// Others of which the worse one counts.
    #[serde(default)]
    pub any_of: Vec<IndexKind>,
    /// The unit of the table.
    pub unit: Unit,
    /// Readings are rounded half up to it.
    pub resolution: f64,
    /// Indices that the body refuses.
    #[serde(default)]
    pub refuse: Vec<IndexKind>,
    /// What the table depends on besides: `acclimatised`, `region`.
    #[serde(default)]
    pub axis: Option<String>,
}

/// How the body wants it measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// `on-site` or `forecast`.
    #[serde(rename = "where", default)]
    pub place: Option<String>,
    /// So many minutes before the start.
    #[serde(default)]
    pub first_before_start_min: Option<u32>,
    /// Again after so many minutes.
    #[serde(default)]
    pub every_min: Option<u32>,
    /// A forecast may decide.
    #[serde(default)]
    pub forecast_decides: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    value: f64,
    #[serde(default)]
    unit: Option<Unit>,
    #[serde(default)]
    index: Option<IndexKind>,
    #[serde(default)]
    axis: Option<String>,
    band: String,
}

/// A heat policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    schema: u32,
    /// Its name in settings and the log.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who publishes it.
    pub body: String,
    /// Its edition.
    pub version: String,
    /// The year since which it holds.
    #[serde(default)]
    pub adopted: Option<u16>,
    /// Where it was read.
    pub url: String,
    /// `seen` when the table was read at that address.
    pub evidence: String,
    /// Copies that differ.
    #[serde(default)]
    pub conflicts: Vec<String>,
    /// What the body says nothing of. That is never shown as safe.
    #[serde(default)]
    pub silent: Vec<String>,
    /// What it is for.
    pub applies: Applies,
    /// What the table is over.
    pub index: Index,
    /// How it is measured.
    #[serde(default)]
    pub measure: Measure,
    /// The rows, from cool to hot.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
    #[serde(rename = "duty", default)]
    duties: Vec<Duty>,
    #[serde(rename = "case", default)]
    cases: Vec<Case>,
    /// The hash of the file, for the log.
    #[serde(skip)]
    pub hash: String,
}

/// Why a file is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Form(String),
    /// Its rows cannot be.
    #[error("band '{band}': {reason}")]
    Band {
        /// The row.
        band: String,
        /// What is wrong.
        reason: String,
    },
    /// There are none to check it by.
    #[error("the file has no [[case]]: write at least three readings with the band that each falls in")]
    NoCases,
    /// One of its own cases comes out otherwise.
    #[error("the file fails its own case: {value} should be '{expected}', and is '{found}'")]
    Case {
        /// The reading.
        value: String,
        /// The band it names.
        expected: String,
        /// The band it falls in.
        found: String,
    },
}

/// Half a resolution, a hair less: 86.95 is not exact in binary.
const HALF: f64 = 0.5 + 1e-7;

impl Policy {
    /// Reads a policy and holds it to its own cases.
    ///
    /// # Errors
    /// When the form, the rows or a case is wrong.
    pub fn read(text: &str) -> Result<Self, PolicyError> {
        let mut policy: Self =
            toml::from_str(text).map_err(|error| PolicyError::Form(error.message().to_owned()))?;
        if policy.schema != 1 {
            return Err(PolicyError::Form(format!("schema {} is not known, only 1", policy.schema)));
        }
        policy.hash = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        policy.check_bands()?;
        policy.check_cases()?;
        Ok(policy)
    }

    fn check_bands(&self) -> Result<(), PolicyError> {
        let wrong = |band: &Band, reason: &str| {
            Err(PolicyError::Band { band: band.id.clone(), reason: reason.to_owned() })
        };
        if self.index.resolution.is_nan() || self.index.resolution <= 0.0 {
            return Err(PolicyError::Form("the resolution of the index has to be above 0".to_owned()));
        }
        let Some(first) = self.bands.first() else {
            return Err(PolicyError::Form("there is no [[band]]".to_owned()));
        };
        if first.from.is_some() || first.above.is_some() {
            return wrong(first, "the first band begins below everything: leave out 'from' and 'above'");
        }
        for (index, band) in self.bands.iter().enumerate().skip(1) {
            let bound = match (&band.from, &band.above) {
                (Some(bound), None) | (None, Some(bound)) => bound,
                _ => return wrong(band, "write either 'from' or 'above': without it the table has a hole"),
            };
            if self.bands[..index].iter().any(|before| before.id == band.id) {
                return wrong(band, "the id is there twice");
            }
            let keys: Vec<String> = match bound {
                Bound::One(_) => vec![String::new()],
                Bound::By(values) => values.keys().cloned().collect(),
            };
            for key in keys {
                let own = bound.at(&key);
                let before = self.bands[..index].iter().rev().find_map(|before| {
                    before.from.as_ref().or(before.above.as_ref()).and_then(|bound| bound.at(&key))
                });
                if before.is_some_and(|before| own <= Some(before)) {
                    return wrong(band, "it begins below the one before it");
                }
            }
        }
        Ok(())
    }

    fn check_cases(&self) -> Result<(), PolicyError> {
        if self.cases.len() < 3 {
            return Err(PolicyError::NoCases);
        }
        for case in &self.cases {
            let unit = case.unit.unwrap_or(self.index.unit);
            let kind = case.index.unwrap_or(self.index.kind);
            let found = self.band_of(kind, case.value, unit, case.axis.as_deref());
            let found = found.map_or("not covered", |band| self.bands[band].id.as_str());
            if found != case.band {
                return Err(PolicyError::Case {
                    value: format!("{} {}", case.value, unit.symbol()),
                    expected: case.band.clone(),
                    found: found.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// How many cases the file is held to.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// Whether the body says nothing of training indoors.
    pub fn is_silent_indoors(&self) -> bool {
        self.silent.iter().any(|what| what.to_lowercase().starts_with("indoor"))
    }

    /// Whether readings of this index count.
    pub fn takes(&self, kind: IndexKind) -> bool {
        kind == self.index.kind || self.index.any_of.contains(&kind)
    }

    /// A value in the publisher's unit, rounded half up to its resolution; `None` between temperatures and levels.
    pub fn rounded(&self, value: f64, unit: Unit) -> Option<f64> {
        let value = unit.convert(value, self.index.unit)?;
        let steps = (value / self.index.resolution + HALF).floor();
        // Through whole numbers: 0.1 × 869 is not 86.9.
        let per_unit = (1.0 / self.index.resolution).round();
        Some(if per_unit >= 1.0 { steps / per_unit } else { steps * self.index.resolution })
    }

    /// The band that a value falls in, counted from 0; `None` where the policy does not cover it.
    pub fn band_of(&self, kind: IndexKind, value: f64, unit: Unit, axis: Option<&str>) -> Option<usize> {
        if !self.takes(kind) {
            return None;
        }
        let value = self.rounded(value, unit)?;
        let key = match (&self.index.axis, axis) {
            (Some(_), None) => return None,
            (Some(_), Some(axis)) => axis.to_owned(),
            (None, _) => serde_name(kind).to_owned(),
        };
        if self.index.axis.is_some() && !self.knows(&key) {
            return None;
        }
        let reached = |band: &Band| match (&band.from, &band.above) {
            (Some(from), _) => from.at(&key).is_some_and(|from| value >= from - 1e-9),
            (_, Some(above)) => above.at(&key).is_some_and(|above| value > above + 1e-9),
            (None, None) => true,
        };
        let band = self.bands.iter().rposition(reached)?;
        (self.bands[band].action != Action::NotCovered).then_some(band)
    }

    /// Whether any row names this value of the axis.
    fn knows(&self, key: &str) -> bool {
        let names = |bound: &Bound| matches!(bound, Bound::By(values) if values.contains_key(key));
        self.bands.iter().filter_map(|band| band.from.as_ref().or(band.above.as_ref())).any(names)
    }

    /// What has to be there at a value.
    pub fn duties_at(&self, value: f64, unit: Unit) -> Vec<&str> {
        let Some(value) = self.rounded(value, unit) else { return Vec::new() };
        let due = |duty: &&Duty| {
            duty.from.is_some_and(|from| value >= from - 1e-9)
                || duty.above.is_some_and(|above| value > above + 1e-9)
        };
        self.duties.iter().filter(due).flat_map(|duty| &duty.need).map(String::as_str).collect()
    }

    /// Where training ends, in the publisher's unit.
    pub fn stop_line(&self, kind: IndexKind, axis: Option<&str>) -> Option<f64> {
        let key = axis.unwrap_or_else(|| serde_name(kind));
        let stop = self.bands.iter().find(|band| band.action == Action::Stop)?;
        stop.from.as_ref().or(stop.above.as_ref())?.at(key)
    }
}

fn serde_name(kind: IndexKind) -> &'static str {
    match kind {
        IndexKind::Wbgt => "wbgt",
        IndexKind::HeatIndex => "heat-index",
        IndexKind::AirTemperature => "air-temperature",
        IndexKind::Typed => "typed",
        IndexKind::Model => "model",
    }
}
