//! Weigh-in and weigh-out: the mass balance of a session.
//!
//! sweat = mass before − mass after + fluid + food − urine − stool − respiratory water − (CO₂ − O₂) + trapped sweat.

use evidence::{Confidence, Estimate, Receipt};
use serde::{Deserialize, Serialize};
use units::{Duration, Fraction, Interval, Mass, Quantity, Volume, VolumeRate};

use crate::respiration::Respiration;
use crate::{Athlete, ConditionsError, Intensity, SessionConditions, coefficients};

/// What the athlete wore on the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "worn")]
pub enum Clothes {
    /// Weighed nude or in dry underwear both times, skin towelled.
    #[default]
    Nude,
    /// Weighed in the clothes of the session, which hold sweat.
    Clothed,
    /// Weighed in them, and they were weighed too.
    Weighed {
        /// Mass of the dry clothes.
        before: Mass,
        /// Mass of the wet clothes.
        after: Mass,
    },
}

/// What was weighed and drunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeighIn {
    /// Body mass before.
    pub mass_before: Mass,
    /// Body mass after.
    pub mass_after: Mass,
    /// Fluid drunk in between; `None` when nobody noted it, which is not the same as none.
    #[serde(default)]
    pub drunk: Option<Volume>,
    /// Food eaten in between.
    #[serde(default)]
    pub food: Mass,
    /// Urine passed in between; `None` when nobody noted it, which is not the same as none.
    #[serde(default)]
    pub urine: Option<Volume>,
    /// Stool passed in between.
    #[serde(default)]
    pub stool: Mass,
    /// What was worn on the scale.
    #[serde(default)]
    pub clothes: Clothes,
}

/// A doubt about a test, with what to do better next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QualityFlag {
    /// Under 45 minutes.
    Short,
    /// Under 0.4 kg of sweat.
    SmallLoss,
    /// Nobody noted whether urine was passed.
    UrineUnknown,
    /// Nobody noted what was drunk.
    DrunkUnknown,
    /// Weighed in the clothes of the session.
    Clothed,
    /// Body mass rose.
    MassGained,
    /// More than 2 % of body mass was lost.
    LostOverTwoPercent,
    /// Outside everything observed in athletes.
    Implausible,
}

impl QualityFlag {
    /// Its name in documents and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::SmallLoss => "small-loss",
            Self::UrineUnknown => "urine-unknown",
            Self::DrunkUnknown => "drunk-unknown",
            Self::Clothed => "clothed",
            Self::MassGained => "mass-gained",
            Self::LostOverTwoPercent => "lost-over-two-percent",
            Self::Implausible => "implausible",
        }
    }

    /// What it means and what to do, in words.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Short => {
                "Shorter than 45 minutes: the start of sweating weighs heavily. Test over an hour or more."
            }
            Self::SmallLoss => {
                "Less than 0.4 kg of sweat: the scale's error is a large part of it. Test longer or harder."
            }
            Self::UrineUnknown => {
                "Urine was not noted: the interval is wider. Go before the first weighing, and note it."
            }
            Self::DrunkUnknown => {
                "What was drunk was not noted: none was counted, and the interval is wider. Note it next time, zero too."
            }
            Self::Clothed => {
                "Weighed in wet clothes: trapped sweat was estimated. Weigh nude and towelled dry."
            }
            Self::MassGained => {
                "Body mass rose: more was drunk than sweated. Drink less next time; see the safety notes."
            }
            Self::LostOverTwoPercent => {
                "More than 2 % of body mass was lost: plan to drink earlier next time."
            }
            Self::Implausible => {
                "Outside what has been observed in athletes (0.26 to 5.73 L/h): check the weights."
            }
        }
    }
}

/// Weights that cannot be, and what can.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeighInError {
    /// A body mass outside 20–250 kg.
    #[error("a body mass of {mass} cannot be: write one from 20 to 250 kg")]
    Mass {
        /// `mass_before` or `mass_after`.
        field: &'static str,
        /// What was given.
        mass: Mass,
    },
    /// The weights differ by more than a session can explain.
    #[error(
        "{before} before and {after} after cannot both be right: a session changes body mass by less than 12 %"
    )]
    Change {
        /// Mass before.
        before: Mass,
        /// Mass after.
        after: Mass,
    },
    /// An amount below zero or beyond a session.
    #[error("{amount} cannot be: write an amount from 0 to {most}")]
    Amount {
        /// The field.
        field: &'static str,
        /// What was given.
        amount: String,
        /// The most accepted.
        most: String,
    },
    /// The balance leaves no sweat at all.
    #[error(
        "the balance leaves no sweat ({sweat}): check the weights, and that everything drunk and passed is noted"
    )]
    NoSweat {
        /// What the balance gives.
        sweat: String,
    },
    /// The conditions cannot be used.
    #[error(transparent)]
    Conditions(#[from] ConditionsError),
}

impl WeighInError {
    /// The field at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Mass { field, .. } | Self::Amount { field, .. } => field,
            Self::Change { .. } | Self::NoSweat { .. } => "mass_after",
            Self::Conditions(error) => error.field(),
        }
    }
}

/// The mass balance alone, without breath and clothes: what was lost, drunk and eaten, less what was passed.
///
/// This is the field's simple form; [`assess`] corrects it for what left by the breath and what stayed in the clothes.
pub fn plain_balance(weigh_in: &WeighIn) -> Mass {
    let passed = Mass::of_water(weigh_in.urine.unwrap_or_default()) + weigh_in.stool;
    weigh_in.mass_before - weigh_in.mass_after
        + Mass::of_water(weigh_in.drunk.unwrap_or_default())
        + weigh_in.food
        - passed
}

/// What a weigh-in shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeighInResult {
    /// Whole-body sweating rate.
    pub rate: Estimate<VolumeRate>,
    /// Sweat lost.
    pub loss: Estimate<Volume>,
    /// The standard uncertainty of the rate.
    pub uncertainty: VolumeRate,
    /// Body mass lost, as a share of the mass before.
    pub mass_change: Fraction,
    /// Water lost by breathing.
    pub respiratory: Mass,
    /// Carbon dioxide lost beyond the oxygen taken in.
    pub metabolic: Mass,
    /// Sweat taken to be held by the clothes.
    pub trapped: Mass,
    /// Doubts about the test.
    pub flags: Vec<QualityFlag>,
    /// How each number was made, parents first.
    pub receipts: Vec<Receipt>,
}

impl WeighInResult {
    /// What to ask before the result is believed, where it shows more sweat than almost anyone loses.
    pub fn asks_about(&self) -> Option<String> {
        let asked_from = VolumeRate::from_l_per_h(coefficients().weigh_in.asked_from.value);
        (self.rate.median >= asked_from).then(|| {
            format!(
                "that is {} of sweat, more than almost anyone loses: check both weights and everything drunk and passed; \
                 if they are right, confirm them",
                self.rate.median
            )
        })
    }
}

impl WeighIn {
    /// Checks the weights and amounts, each for itself and against each other.
    ///
    /// # Errors
    /// Everything that cannot be.
    pub fn check(&self) -> Result<(), Vec<WeighInError>> {
        let mut errors = Vec::new();
        for (field, mass) in [("mass_before", self.mass_before), ("mass_after", self.mass_after)] {
            if !(20.0..=250.0).contains(&mass.as_kg()) {
                errors.push(WeighInError::Mass { field, mass });
            }
        }
        let ratio = self.mass_after / self.mass_before;
        if errors.is_empty() && !(0.88..=1.12).contains(&ratio) {
            errors.push(WeighInError::Change { before: self.mass_before, after: self.mass_after });
        }
        let mut amount = |field, value: f64, most: f64, shown: String, limit: String| {
            if !(0.0..=most).contains(&value) {
                errors.push(WeighInError::Amount { field, amount: shown, most: limit });
            }
        };
        if let Some(drunk) = self.drunk {
            let most = Volume::from_l(20.0);
            amount("drunk", drunk.as_l(), most.as_l(), drunk.to_string(), most.to_string());
        }
        if let Some(urine) = self.urine {
            let most = Volume::from_l(5.0);
            amount("urine", urine.as_l(), most.as_l(), urine.to_string(), most.to_string());
        }
        let most = Mass::from_kg(5.0);
        amount("food", self.food.as_kg(), most.as_kg(), self.food.to_string(), most.to_string());
        amount("stool", self.stool.as_kg(), most.as_kg(), self.stool.to_string(), most.to_string());
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Works out the sweating rate of a session from its mass balance.
///
/// # Errors
/// Every field that cannot be; nothing is guessed for it.
pub fn assess(
    weigh_in: &WeighIn,
    session: &SessionConditions,
    athlete: &Athlete,
) -> Result<WeighInResult, Vec<WeighInError>> {
    let mut errors = weigh_in.check().err().unwrap_or_default();
    errors.extend(session.check().err().unwrap_or_default().into_iter().map(WeighInError::from));
    if !errors.is_empty() {
        return Err(errors);
    }
    let respiration = Respiration::of(athlete, session);
    let mass_lost = weigh_in.mass_before - weigh_in.mass_after;
    let off_the_skin = plain_balance(weigh_in) - respiration.water - respiration.gas;
    let trapped = trapped(weigh_in.clothes, off_the_skin, session);
    let sweat = off_the_skin + trapped.mass;
    if sweat.as_kg() <= 0.0 {
        return Err(vec![WeighInError::NoSweat { sweat: format!("{:.2} kg", sweat.as_kg()) }]);
    }
    let sd = balance_sd(weigh_in, &respiration, trapped.sd);
    let loss = normal_estimate(sweat.as_kg(), sd.as_kg(), Volume::from_l);
    let rate = loss.map(|volume| volume / session.duration);
    let mass_change = Fraction::from_ratio(mass_lost / weigh_in.mass_before);
    let flags = flags(weigh_in, session, &rate, mass_change);
    let receipts = receipts(weigh_in, session, &respiration, &trapped, &loss, &rate);
    Ok(WeighInResult {
        rate,
        loss,
        uncertainty: Volume::of_water(sd) / session.duration,
        mass_change,
        respiratory: respiration.water,
        metabolic: respiration.gas,
        trapped: trapped.mass,
        flags,
        receipts,
    })
}

struct Trapped {
    mass: Mass,
    sd: Mass,
}

/// Sweat that stayed in the clothes and so on the scale.
fn trapped(clothes: Clothes, off_the_skin: Mass, session: &SessionConditions) -> Trapped {
    let table = &coefficients().weigh_in;
    match clothes {
        Clothes::Nude => Trapped { mass: Mass::ZERO, sd: Mass::ZERO },
        Clothes::Weighed { before, after } => Trapped { mass: after - before, sd: Mass::from_kg(0.02) },
        Clothes::Clothed => {
            let share = match session.effort {
                crate::Effort::Intensity { intensity: Intensity::Easy } => table.trapped_easy.value,
                crate::Effort::Intensity { intensity: Intensity::Hard | Intensity::Max } => {
                    table.trapped_hard.value
                }
                _ => table.trapped_moderate.value,
            };
            // The share is of all sweat, the trapped part included.
            let all = Quantity::max(off_the_skin, Mass::ZERO) / (1.0 - share);
            Trapped { mass: all * share, sd: all * table.trapped_sd.value }
        }
    }
}

fn balance_sd(weigh_in: &WeighIn, respiration: &Respiration, trapped: Mass) -> Mass {
    let table = &coefficients().weigh_in;
    let breath = (respiration.water + respiration.gas).as_kg() * table.respiration_relative_sd.value;
    let urine = if weigh_in.urine.is_none() { table.unknown_urine_sd.value } else { 0.0 };
    let drunk = if weigh_in.drunk.is_none() { table.unknown_drunk_sd.value } else { 0.0 };
    let parts = [table.weighing_sd.value, breath, urine, drunk, trapped.as_kg()];
    Mass::from_kg(parts.iter().map(|sd| sd * sd).sum::<f64>().sqrt())
}

/// Standard normal quantiles at the upper ends of the 50, 80 and 95 % intervals.
const NORMAL: [(Confidence, f64); 3] = [
    (Confidence::Half, 0.674_490),
    (Confidence::FourFifths, 1.281_552),
    (Confidence::NineteenTwentieths, 1.959_964),
];

fn normal_estimate<Q: Quantity>(mean: f64, sd: f64, of: impl Fn(f64) -> Q) -> Estimate<Q> {
    let [i50, i80, i95] =
        NORMAL.map(|(_, z)| Interval { low: of((mean - z * sd).max(0.0)), high: of(mean + z * sd) });
    Estimate { median: of(mean), i50, i80, i95 }
}

fn flags(
    weigh_in: &WeighIn,
    session: &SessionConditions,
    rate: &Estimate<VolumeRate>,
    mass_change: Fraction,
) -> Vec<QualityFlag> {
    let litres_per_hour = rate.median.as_l_per_h();
    let sweat = (rate.median * session.duration).as_l();
    let raised = [
        (session.duration < Duration::from_minutes(45.0), QualityFlag::Short),
        (sweat < 0.4, QualityFlag::SmallLoss),
        (weigh_in.urine.is_none(), QualityFlag::UrineUnknown),
        (weigh_in.drunk.is_none(), QualityFlag::DrunkUnknown),
        (weigh_in.clothes == Clothes::Clothed, QualityFlag::Clothed),
        (mass_change.as_ratio() < 0.0, QualityFlag::MassGained),
        (mass_change.as_ratio() > 0.02, QualityFlag::LostOverTwoPercent),
        (!(0.26..=5.73).contains(&litres_per_hour), QualityFlag::Implausible),
    ];
    raised.into_iter().filter(|(raised, _)| *raised).map(|(_, flag)| flag).collect()
}

fn receipts(
    weigh_in: &WeighIn,
    session: &SessionConditions,
    respiration: &Respiration,
    trapped: &Trapped,
    loss: &Estimate<Volume>,
    rate: &Estimate<VolumeRate>,
) -> Vec<Receipt> {
    let breath = respiration.water + respiration.gas;
    let equation = "before − after + drunk + food − urine − stool − breath + trapped; 1 kg is taken as 1 L";
    let mut balance = Receipt::of("Sweat lost", "sweat-test.mass-balance", equation)
        .input("mass before", weigh_in.mass_before)
        .input("mass after", weigh_in.mass_after)
        .input("food", weigh_in.food);
    balance = match weigh_in.drunk {
        Some(drunk) => balance.input("drunk", drunk),
        None => balance.words("drunk", "not noted: taken as none, interval widened by 0.4 kg"),
    };
    balance = match weigh_in.urine {
        Some(urine) => balance.input("urine", urine),
        None => balance.words("urine", "not noted: taken as none, interval widened by 0.15 kg"),
    };
    let loss = balance
        .input("stool", weigh_in.stool)
        .computed("breath", breath, &respiration.receipt.id)
        .input("trapped in clothes", trapped.mass)
        .sources(["baker-2017", "mitchell-1972", "ashrae-comfort", "baker-2017-trapped"])
        .note("The interval holds two weighings and the fluid (0.08 kg together), breath, urine and clothes.")
        .result_estimate(loss);
    let rate = Receipt::of("Whole-body sweating rate", "sweat-test.rate", "sweat lost / duration")
        .computed("sweat lost", loss_median(&loss), &loss.id)
        .input("duration", session.duration)
        .source("baker-2017")
        .result_estimate(rate);
    vec![respiration.receipt.clone(), loss, rate]
}

fn loss_median(receipt: &Receipt) -> Volume {
    match &receipt.result {
        evidence::Shown::Measure(measure) => Volume::from_l(measure.value),
        evidence::Shown::Words(_) => Volume::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use units::{Speed, Temperature};

    use super::*;
    use crate::{Effort, Setting, Sport, Sun};

    fn hour(minutes: f64) -> SessionConditions {
        SessionConditions {
            sport: Sport::Run,
            duration: Duration::from_minutes(minutes),
            effort: Effort::Pace { speed: Speed::from_km_per_h(11.0), grade: Fraction::ZERO },
            air_temperature: Temperature::from_celsius(24.0),
            relative_humidity: Fraction::from_percent(55.0),
            setting: Setting::Outdoors { wind: units::AirSpeed::ZERO, sun: Sun::Shade },
            clothing: None,
        }
    }

    fn weights(before: f64, after: f64, drunk: f64, urine: f64) -> WeighIn {
        WeighIn {
            mass_before: Mass::from_kg(before),
            mass_after: Mass::from_kg(after),
            drunk: Some(Volume::from_l(drunk)),
            food: Mass::ZERO,
            urine: Some(Volume::from_l(urine)),
            stool: Mass::ZERO,
            clothes: Clothes::Nude,
        }
    }

    /// The published worksheets leave out breath; adding it back gives their figures exactly.
    #[test]
    fn published_worksheets() {
        for (name, before, after, drunk, urine, minutes, litres) in [
            ("O16 sport council", 55.0, 53.5, 1.0, 0.5, 120.0, 2.0),
            ("O17", 73.0, 72.0, 0.5, 0.0, 60.0, 1.5),
            ("O18", 75.0, 73.5, 0.5, 0.0, 60.0, 2.0),
            ("M1 ACSM worksheet", 61.7, 60.3, 0.42, 0.09, 90.0, 1.73),
        ] {
            let athlete = Athlete::of_mass(Mass::from_kg(before));
            let result = assess(&weights(before, after, drunk, urine), &hour(minutes), &athlete).unwrap();
            let uncorrected = result.loss.median.as_l() + (result.respiratory + result.metabolic).as_kg();
            assert!((uncorrected - litres).abs() < 1e-9, "{name}: {uncorrected}");
        }
    }

    #[test]
    fn breath_is_subtracted_as_the_reference_computes_it() {
        // C1 and C2: VO₂ 2 L/min; Mitchell at 10 mmHg gives 1.292 g/min, ASHRAE eq. 50 at RQ 0.90 gives 0.7006 g/min.
        let table = &coefficients().weigh_in;
        let water = table.respiratory_water.value * 2.0 * (table.respiratory_saturation.value - 10.0);
        let gas = 2.0 * (table.carbon_dioxide_density.value * 0.9 - table.oxygen_density.value);
        assert!((water - 1.292).abs() < 5e-4 && (gas - 0.7006).abs() < 5e-4);
    }

    #[test]
    fn unknown_urine_and_wet_clothes_widen_the_interval_and_are_flagged() {
        let athlete = Athlete::of_mass(Mass::from_kg(72.4));
        let clean = assess(&weights(72.4, 71.4, 0.2, 0.0), &hour(60.0), &athlete).unwrap();
        assert_eq!(clean.flags, []);
        let unknown = WeighIn { urine: None, clothes: Clothes::Clothed, ..weights(72.4, 71.4, 0.2, 0.0) };
        let doubtful = assess(&unknown, &hour(60.0), &athlete).unwrap();
        assert_eq!(doubtful.flags, [QualityFlag::UrineUnknown, QualityFlag::Clothed]);
        assert!(doubtful.uncertainty > clean.uncertainty);
        assert!(doubtful.rate.median > clean.rate.median, "trapped sweat is sweat");
    }

    #[test]
    fn impossible_weights_name_every_field() {
        let wrong = WeighIn { drunk: Some(Volume::from_l(-1.0)), ..weights(70.0, 7.0, 0.0, 0.0) };
        let errors = assess(&wrong, &hour(60.0), &Athlete::of_mass(Mass::from_kg(70.0))).unwrap_err();
        let lines: Vec<String> = errors.iter().map(|error| format!("{}: {error}", error.field())).collect();
        assert_eq!(
            lines,
            [
                "mass_after: a body mass of 7.0 kg cannot be: write one from 20 to 250 kg",
                "drunk: -1.00 L cannot be: write an amount from 0 to 20.00 L",
            ]
        );
        let swapped =
            assess(&weights(70.0, 80.0, 0.0, 0.0), &hour(60.0), &Athlete::of_mass(Mass::from_kg(70.0)));
        assert_eq!(swapped.unwrap_err()[0].field(), "mass_after");
        let no_sweat =
            assess(&weights(70.0, 70.5, 0.0, 0.0), &hour(60.0), &Athlete::of_mass(Mass::from_kg(70.0)));
        assert!(no_sweat.unwrap_err()[0].to_string().starts_with("the balance leaves no sweat"));
    }
}
