//! How each number of a prediction was made.

use evidence::Receipt;
use units::{Duration, Fraction};

use super::{Foresight, Prediction, SweatProfile};
use crate::heat_balance::HeatBalance;
use crate::recording::Evidence;
use crate::{
    HeatModel, MetabolicRate, Model, Reading, Recording, SessionConditions, SodiumPrior, SweatTest,
    metabolic_rate,
};

impl SweatProfile {
    /// Heat balance, rate, loss, sodium, sodium loss.
    pub(super) fn receipts(
        &self,
        session: &SessionConditions,
        recording: Option<&Recording>,
        foresight: Foresight,
        balance: &HeatBalance,
        prediction: &Prediction,
    ) -> Vec<Receipt> {
        let metabolic = metabolic_rate(&self.athlete, session);
        let physics = of_balance(self.model.heat, session, recording, balance, &metabolic, prediction);
        let rate = self.of_rate(foresight, &physics, prediction);
        let loss = Receipt::of("Expected sweat loss", "sweat-profile.loss", "rate × duration")
            .computed("sweating rate", prediction.rate.median, &rate.id)
            .input("duration", session.duration)
            .source("isotone")
            .result_estimate(&prediction.loss);
        let sodium = self.of_sodium(session, prediction);
        let sodium_loss = Receipt::of(
            "Expected sodium loss",
            "sweat-profile.sodium-loss",
            "sweat loss × sweat sodium × 22.99 mg/mmol",
        )
        .computed("sweat loss", prediction.loss.median, &loss.id)
        .computed("sweat sodium", prediction.sodium_concentration.median, &sodium.id)
        .source("barnes-2019")
        .result_estimate(&prediction.sodium_loss);
        vec![physics, rate, loss, sodium, sodium_loss]
    }

    fn of_rate(&self, foresight: Foresight, physics: &Receipt, prediction: &Prediction) -> Receipt {
        let mut receipt = Receipt::of(
            "Expected sweating rate",
            "sweat-profile.rate",
            format!(
                "log rate = athlete + {:.2}·log(heat balance) + what the tests add; Student-t interval",
                self.model.rate.slope.value
            ),
        )
        .computed("heat balance", prediction.expected, &physics.id)
        .words("sweat tests", tests_in_words(&self.tests));
        for test in &self.tests {
            if let Some(weighed) = test.weighed {
                receipt = receipt.input(format!("test {}", test.id), weighed.rate);
            }
            for patch in &test.patches {
                if let Some(local) = patch.local_rate {
                    let bound = if local.is_bound() { ", at least" } else { "" };
                    receipt = receipt.input(format!("test {}, patch{bound}", test.id), local.read());
                }
            }
        }
        if self.model.version != Model::standard().version {
            receipt = receipt.words("fitted model", self.model.version.as_str());
        }
        if let Foresight::Forecast { temperature_sd } = foresight {
            let kelvin = temperature_sd.as_kelvin();
            receipt = receipt.note(format!(
                "The weather is a forecast: its error (SD {kelvin:.1} K, with humidity and wind) is part of the interval."
            ));
        }
        if self.tests.is_empty() {
            receipt = receipt.note(
                "No sweat test yet: this is what people of this size sweat, not what this athlete does.",
            );
        }
        receipt
            .sources(["isotone", "gagnon-2013", "smartwatch-sweat-2025", "smith-2021"])
            .result_estimate(&prediction.rate)
    }

    fn of_sodium(&self, session: &SessionConditions, prediction: &Prediction) -> Receipt {
        let prior = SodiumPrior::of(session.sport, &self.model);
        let mut receipt = Receipt::of(
            "Expected sweat sodium",
            "sweat-profile.sodium",
            "log sodium = sport + flow + acclimation + what patches of this athlete add (person, site, assay, day)",
        )
        .words("sport", session.sport.words())
        .input("median of the sport", prior.median);
        for test in &self.tests {
            for patch in &test.patches {
                if let Some(local) = patch.local_sodium {
                    let bound = match local {
                        Reading::Value { .. } => "",
                        Reading::AtLeast { .. } => ", at least",
                        Reading::AtMost { .. } => ", at most",
                    };
                    let name =
                        format!("test {}, {}{bound}", test.id, patch.site.entry().words.to_lowercase());
                    receipt = receipt.input(name, local.read()).source(patch.site.entry().source.clone());
                }
            }
        }
        if self.sodium.measurements() == 0 {
            receipt =
                receipt.note("Sodium was not measured: the interval is that of athletes of this sport.");
        }
        receipt
            .source(prior.source)
            .sources(["baker-2016", "taylor-2013", "buono-2007"])
            .note("Within a person sodium rises with flow; the sources disagree by a factor of three on how much.")
            .result_estimate(&prediction.sodium_concentration)
    }
}

fn tests_in_words(tests: &[SweatTest]) -> String {
    match tests.len() {
        0 => "none".to_owned(),
        1 => "1 test".to_owned(),
        n => format!("{n} tests"),
    }
}

/// What is known of the effort by the minute, in words.
fn recording_in_words(recording: &Recording, session: &SessionConditions) -> String {
    let by = match recording.evidence(session.sport) {
        Evidence::Power => "power",
        Evidence::Pace => "pace and grade",
        Evidence::HeartRate => "heart rate",
        Evidence::Session => "the session's effort",
    };
    let whole = |duration: Duration| duration.as_minutes().round();
    let (moved, rested) = (whole(recording.in_motion()), whole(recording.at_rest()));
    format!("{moved} min in motion by {by}, {rested} min at rest")
}

const BY_THE_MINUTE: &str = "Worked out for each minute of the recording: the rate tends towards what the minute asks for, \
    with a time constant of 10 min, and in a stop towards that of standing still. Metabolic rate, air and evaporation are \
    the means in motion.";

fn of_balance(
    heat: HeatModel,
    session: &SessionConditions,
    recording: Option<&Recording>,
    balance: &HeatBalance,
    metabolic: &MetabolicRate,
    prediction: &Prediction,
) -> Receipt {
    let (rule, equation) = match heat {
        HeatModel::Partitional => (
            "heat-balance.expected",
            "E_req = M − W − breath − dry; S = E_req/(λ·r) under a soft cap, × onset over the duration",
        ),
        HeatModel::Iso7933 => (
            "heat-balance.iso-7933",
            "ISO 7933:2004 predicted heat strain, minute by minute; sweat is its water loss less the breath's",
        ),
    };
    let mut receipt = Receipt::of("Sweating rate by heat balance", rule, equation)
        .words("sport", session.sport.words())
        .input("metabolic rate", balance.inputs.metabolic)
        .words("metabolic rate by", metabolic.equation)
        .input("external work", balance.inputs.work)
        .input("body surface", balance.inputs.surface_area)
        .input("air temperature", balance.inputs.air_temperature)
        .input("radiant temperature", balance.inputs.radiant_temperature)
        .input("relative humidity", balance.inputs.relative_humidity)
        .input("air over the body", balance.inputs.air_speed)
        .input("clothing", balance.inputs.clothing)
        .input("duration", session.duration)
        .input("evaporation required", balance.required)
        .input("evaporation possible", balance.greatest)
        .input("required skin wettedness", Fraction::from_ratio(balance.wettedness))
        .sources([
            "gagnon-2013",
            "ashrae-comfort",
            "parsons-2014",
            "iso-7933-2004",
            metabolic.source,
            "isotone",
        ]);
    if let Some(recording) = recording {
        receipt = receipt.words("recording", recording_in_words(recording, session)).note(BY_THE_MINUTE);
    }
    prediction
        .flags
        .iter()
        .fold(receipt, |receipt, flag| receipt.note(flag.words()))
        .result(prediction.expected)
}
