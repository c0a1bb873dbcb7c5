//! The receipt behind a number.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use units::{Measure, Quantity, UnitSystem};

use crate::{Estimate, MODEL_VERSION, SourceId};

/// The name of a receipt: a hash of what it says, so that the same computation gives the same name everywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReceiptId(String);

impl ReceiptId {
    /// Reads a receipt's name as typed.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The name as text, e.g. `r-4f0c2a91d3be`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReceiptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value as a receipt shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Shown {
    /// A quantity with its unit.
    Measure(Measure),
    /// Words, where the value is a choice or a name.
    Words(String),
}

impl Shown {
    /// A quantity.
    pub fn quantity<Q: Quantity>(quantity: Q) -> Self {
        Self::Measure(Measure::of(quantity))
    }
}

impl<Q: Quantity> From<Q> for Shown {
    fn from(quantity: Q) -> Self {
        Self::quantity(quantity)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measure(measure) => measure.fmt(f),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// One input of a computation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// What it is, in words.
    pub name: String,
    /// Its value.
    pub value: Shown,
    /// The receipt of the input, when it was itself computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptId>,
}

/// How a number was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The receipt's name.
    pub id: ReceiptId,
    /// What the number is: `Whole-body sweating rate`.
    pub title: String,
    /// The equation or rule: `sweat-test.mass-balance`, `H3`.
    pub rule: String,
    /// The equation in a form that a person can recalculate.
    pub equation: String,
    /// What went in.
    pub inputs: Vec<Input>,
    /// What came out.
    pub result: Shown,
    /// The intervals around the result, by confidence in percent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<(u8, Shown, Shown)>,
    /// The sources of the equation and its coefficients.
    pub sources: Vec<SourceId>,
    /// What a reader should keep in mind: domain left, assumption made, measurement doubtful.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The version of the models.
    pub model: String,
}

impl Receipt {
    /// Starts the receipt of `title`, made by `rule` as `equation`.
    pub fn of(
        title: impl Into<String>,
        rule: impl Into<String>,
        equation: impl Into<String>,
    ) -> ReceiptBuilder {
        ReceiptBuilder(Self {
            id: ReceiptId::new(""),
            title: title.into(),
            rule: rule.into(),
            equation: equation.into(),
            inputs: Vec::new(),
            result: Shown::Words(String::new()),
            intervals: Vec::new(),
            sources: Vec::new(),
            notes: Vec::new(),
            model: MODEL_VERSION.to_owned(),
        })
    }
}

/// A receipt being written. It ends with one of the `result…` calls, which name it.
#[derive(Clone, Debug)]
#[must_use = "a receipt is finished by one of its result calls"]
pub struct ReceiptBuilder(Receipt);

impl ReceiptBuilder {
    /// Adds an input.
    pub fn input(mut self, name: impl Into<String>, value: impl Into<Shown>) -> Self {
        self.0.inputs.push(Input { name: name.into(), value: value.into(), receipt: None });
        self
    }

    /// Adds an input that has a receipt of its own.
    pub fn computed(mut self, name: impl Into<String>, value: impl Into<Shown>, receipt: &ReceiptId) -> Self {
        let input = Input { name: name.into(), value: value.into(), receipt: Some(receipt.clone()) };
        self.0.inputs.push(input);
        self
    }

    /// Adds an input that is a choice or a name.
    pub fn words(mut self, name: impl Into<String>, words: impl Into<String>) -> Self {
        let input = Input { name: name.into(), value: Shown::Words(words.into()), receipt: None };
        self.0.inputs.push(input);
        self
    }

    /// Names a source.
    pub fn source(mut self, id: impl Into<SourceId>) -> Self {
        let id = id.into();
        if !self.0.sources.contains(&id) {
            self.0.sources.push(id);
        }
        self
    }

    /// Names several sources.
    pub fn sources<I: Into<SourceId>>(self, ids: impl IntoIterator<Item = I>) -> Self {
        ids.into_iter().fold(self, Self::source)
    }

    /// Adds something to keep in mind.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Finishes with a value with intervals.
    pub fn result_estimate<Q: Quantity>(mut self, estimate: &Estimate<Q>) -> Receipt {
        self.0.intervals = [(50, estimate.i50), (80, estimate.i80), (95, estimate.i95)]
            .map(|(percent, interval)| {
                (percent, Shown::quantity(interval.low), Shown::quantity(interval.high))
            })
            .to_vec();
        self.result(estimate.median)
    }

    /// Finishes with a value.
    pub fn result(mut self, value: impl Into<Shown>) -> Receipt {
        self.0.result = value.into();
        self.finish()
    }

    /// Finishes with words.
    pub fn result_words(mut self, words: impl Into<String>) -> Receipt {
        self.0.result = Shown::Words(words.into());
        self.finish()
    }

    fn finish(mut self) -> Receipt {
        // The text form of the fields is hashed, not their memory: the name survives a restart and another machine.
        let text = serde_json::to_vec(&self.0).unwrap_or_default();
        let digest = Sha256::digest(&text);
        let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        self.0.id = ReceiptId::new(format!("r-{hex}"));
        self.0
    }
}

impl fmt::Display for Receipt {
    /// Prints the receipt for a terminal, in metric units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} = {}", self.title, self.result)?;
        for (percent, low, high) in &self.intervals {
            writeln!(f, "  {percent} % interval   {low} to {high}")?;
        }
        writeln!(f, "  rule           {}", self.rule)?;
        writeln!(f, "  equation       {}", self.equation)?;
        for input in &self.inputs {
            let from = input.receipt.as_ref().map(|id| format!("  ({id})")).unwrap_or_default();
            writeln!(f, "  input          {} = {}{from}", input.name, input.value)?;
        }
        for source in &self.sources {
            match crate::register().get(source) {
                Some(entry) => {
                    writeln!(
                        f,
                        "  source         {} — {} ({})",
                        entry.cite,
                        entry.title,
                        entry.status.words()
                    )?;
                }
                None => writeln!(f, "  source         {source}")?,
            }
        }
        for note in &self.notes {
            writeln!(f, "  note           {note}")?;
        }
        write!(f, "  model {}, receipt {}", self.model, self.id)
    }
}

impl Receipt {
    /// The same receipt with every quantity in the units customary in `system`, for showing.
    #[must_use]
    pub fn localised(&self, system: UnitSystem) -> Self {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        units::localise(&mut value, system);
        serde_json::from_value(value).unwrap_or_else(|_| self.clone())
    }
}

#[cfg(test)]
mod tests {
    use units::{Duration, Volume};

    use super::*;

    fn receipt(volume: f64) -> Receipt {
        Receipt::of("Sweating rate", "test", "V / t")
            .input("sweat volume", Volume::from_l(volume))
            .input("duration", Duration::from_minutes(60.0))
            .source("isotone")
            .result(Volume::from_l(volume) / Duration::from_hours(1.0))
    }

    #[test]
    fn the_same_computation_has_the_same_name_and_another_has_another() {
        assert_eq!(receipt(1.0).id, receipt(1.0).id);
        assert_ne!(receipt(1.0).id, receipt(1.1).id);
    }

    #[test]
    fn a_receipt_survives_storage() {
        let text = serde_json::to_string(&receipt(1.234)).unwrap();
        assert_eq!(serde_json::from_str::<Receipt>(&text).unwrap(), receipt(1.234));
    }

    #[test]
    fn a_receipt_is_shown_in_the_readers_units() {
        let local = receipt(1.0).localised(UnitSystem::UsCustomary);
        assert_eq!(local.inputs[0].value.to_string(), "33.8 fl oz");
    }
}
