//! The red flags of a squad, and the order in which its athletes need somebody.

use std::cmp::{Ordering, Reverse};

use serde::{Deserialize, Serialize};
use units::{Fraction, Mass, Volume};

use crate::weighing::{Balance, Urine, Weights, may_be_gain};

/// How urgent a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// The data are in doubt; nobody is in danger by that.
    Grey,
    /// Somebody should look today.
    Amber,
    /// Somebody should act now.
    Red,
}

/// What a flag is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The athlete is heavier after the session: more was drunk than lost.
    Gain,
    /// The athlete reports symptoms.
    Symptoms,
    /// Body mass was lost.
    Loss,
    /// Weighed before and not after, in heat.
    NoOut,
    /// The athlete comes to the session lighter than usual.
    Carry,
    /// The urine is concentrated.
    Urine,
    /// The data are in doubt.
    Data,
}

/// A flag of one athlete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// What it is about.
    pub code: Code,
    /// How urgent it is.
    pub urgency: Urgency,
}

/// What flags are raised from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Situation {
    /// The weights of the session.
    pub weights: Weights,
    /// Their balance, where there are both and a time trained. Flags are raised from the weights, with or without it.
    pub balance: Option<Balance>,
    /// At least so much was drunk, also where the whole is not known: a bottle was shared, lost or filled unseen.
    pub drunk_least: Mass,
    /// A weight before that was asked about and not read again.
    pub asked_before: Option<Mass>,
    /// A weight after that was asked about and not read again. It does not count; a possible gain is not passed over.
    pub asked_after: Option<Mass>,
    /// Yesterday's morning weight or the last weight before a session.
    pub last_before: Option<Mass>,
    /// The median of the weights before sessions in the last seven days, if there are three or more.
    pub week_median: Option<Mass>,
    /// The athlete reports symptoms.
    pub symptoms: bool,
    /// The band of the heat policy, counted from 0 for the coolest.
    pub heat_band: usize,
    /// Minutes since the athlete's session ended; negative before.
    pub minutes_since_end: i64,
    /// Urine specific gravity.
    pub gravity: Option<f64>,
    /// The athlete takes part in the session.
    pub attends: bool,
    /// A weight was stored as unexpected, or a bottle was shared.
    pub data_in_doubt: bool,
}

/// A gain above this is no error of the scale.
const GAIN_MASS: f64 = 0.1;
const GAIN_SHARE: f64 = 0.002;
/// A gain of this share, or with this much drunk, is red.
const RED_GAIN_SHARE: f64 = 0.01;
const RED_GAIN_DRUNK: f64 = 1.0;
const LOSS: f64 = 0.02;
const RED_LOSS: f64 = 0.03;
/// A loss of this share is weighed again and checked before anybody drinks by it.
const CLINICAL_LOSS: f64 = 0.05;
const CARRY_MASS: f64 = 1.0;
const CARRY_SHARE: f64 = 0.02;
const RED_CARRY_SHARE: f64 = 0.03;
/// Urine specific gravity of concentrated urine.
const GRAVITY: f64 = 1.020;
/// How long somebody may take to the scale in heat, minutes.
pub const TO_THE_SCALE_MIN: i64 = 30;
const HOT_BAND: usize = 2;
/// Thresholds are met by weights that were read to 0.05 kg; sums of them are not exact in binary.
const READ: f64 = 1e-9;

/// The flags of an athlete, most urgent first.
pub fn flags(situation: &Situation) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut raise = |code, urgency| flags.push(Flag { code, urgency });
    if situation.symptoms {
        raise(Code::Symptoms, Urgency::Red);
    }
    let change = situation.weights.change();
    let mut gained = false;
    if let Some((mass, share)) = change {
        let (share, mass) = (share.as_ratio(), mass.as_kg());
        // What is not known of the drinks never makes a gain look safer.
        let drunk = situation.weights.drunk.unwrap_or(Mass::ZERO).as_kg();
        let drunk = drunk.max(situation.drunk_least.as_kg());
        let drunk = drunk.max(situation.weights.drunk_by_the_scales().as_kg());
        gained = mass > GAIN_MASS + READ || share > GAIN_SHARE + READ;
        if gained {
            let red = share >= RED_GAIN_SHARE - READ || drunk > RED_GAIN_DRUNK + READ || situation.symptoms;
            raise(Code::Gain, if red { Urgency::Red } else { Urgency::Amber });
        }
        if share <= -RED_LOSS + READ {
            raise(Code::Loss, Urgency::Red);
        } else if share <= -LOSS + READ {
            raise(Code::Loss, Urgency::Amber);
        }
    }
    if !gained && may_be_gain(situation.weights.before, situation.asked_after) {
        raise(Code::Gain, if situation.symptoms { Urgency::Red } else { Urgency::Amber });
    }
    if let Some(carry) = carry(situation) {
        raise(Code::Carry, carry);
    }
    let in_without_out =
        situation.attends && situation.weights.before.is_some() && situation.weights.after.is_none();
    if in_without_out && situation.heat_band >= HOT_BAND && situation.minutes_since_end >= TO_THE_SCALE_MIN {
        raise(Code::NoOut, Urgency::Red);
    }
    if situation.gravity.is_some_and(|gravity| gravity >= GRAVITY) {
        raise(Code::Urine, Urgency::Amber);
    }
    let both = change.is_some();
    let asked = situation.asked_before.is_some() || situation.asked_after.is_some();
    let after_alone = situation.weights.after.is_some() && situation.weights.before.is_none();
    let unknown = situation.weights.urine == Urine::Unknown || situation.weights.drunk.is_none();
    if situation.data_in_doubt || asked || after_alone || (both && unknown) {
        raise(Code::Data, Urgency::Grey);
    }
    flags.sort_by_key(|flag| place(*flag));
    flags
}

fn carry(situation: &Situation) -> Option<Urgency> {
    let before = situation.weights.before?.as_kg();
    let share_of = |known: Option<Mass>| known.map_or(0.0, |known| before / known.as_kg() - 1.0);
    if share_of(situation.last_before) <= -RED_CARRY_SHARE + READ {
        return Some(Urgency::Red);
    }
    let lighter = situation.last_before.map_or(0.0, |last| last.as_kg() - before);
    let amber = lighter > CARRY_MASS + READ || share_of(situation.week_median) <= -CARRY_SHARE + READ;
    amber.then_some(Urgency::Amber)
}

/// The place of a flag in the order of need.
fn place(flag: Flag) -> u8 {
    match (flag.code, flag.urgency) {
        (Code::Gain | Code::Symptoms, Urgency::Red) => 0,
        (Code::Loss, Urgency::Red) => 1,
        (Code::NoOut, _) => 2,
        (Code::Carry, Urgency::Red) => 3,
        (Code::Gain | Code::Symptoms, _) => 4,
        (Code::Carry, _) => 5,
        (Code::Loss, _) => 6,
        (Code::Urine, _) => 7,
        (Code::Data, _) => 8,
    }
}

/// What the order of a board depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The flags.
    pub flags: Vec<Flag>,
    /// Body mass after against before.
    pub change: Option<Fraction>,
    /// Minutes since the athlete was due at the scale.
    pub waiting_min: i64,
    /// The shirt number.
    pub number: Option<u16>,
    /// The name, for those without a number.
    pub name: String,
}

/// Who comes first: red gain or symptoms, red loss, not weighed out in heat, red carry, then the amber ones in the same order,
/// urine, data, nobody's need. Among equals the larger change, then who has waited longer, then the number.
pub fn by_need(a: &Need, b: &Need) -> Ordering {
    let first = |need: &Need| need.flags.iter().map(|flag| place(*flag)).min().unwrap_or(u8::MAX);
    let size = |need: &Need| need.change.map_or(0.0, |change| change.as_ratio().abs());
    first(a)
        .cmp(&first(b))
        // Whose first flag is the same and who is not flagged are sorted by more than it.
        .then_with(|| if first(a) == u8::MAX { Ordering::Equal } else { size(b).total_cmp(&size(a)) })
        .then_with(|| Reverse(a.waiting_min).cmp(&Reverse(b.waiting_min)))
        .then_with(|| a.number.unwrap_or(u16::MAX).cmp(&b.number.unwrap_or(u16::MAX)))
        .then_with(|| a.name.cmp(&b.name))
}

/// The order in which those who see no amounts see a board: by number. An order by loss would tell them the losses.
pub fn by_number(a: &Need, b: &Need) -> Ordering {
    let number = |need: &Need| need.number.unwrap_or(u16::MAX);
    number(a).cmp(&number(b)).then_with(|| a.name.cmp(&b.name))
}

/// What to drink after a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DrinkCard {
    /// Stop drinking until urine was passed; the trainer is told.
    Stop,
    /// Between these amounts, over no less than so many hours.
    Drink {
        /// The least.
        least: Volume,
        /// The most.
        most: Volume,
        /// The fastest that it may be drunk, in whole hours.
        over_hours: u32,
    },
    /// To thirst.
    ToThirst,
    /// No amount: a loss of 5 % is weighed again and looked at first.
    WeighAgain,
}

/// The share of a deficit that is drunk before the next session, if that is near.
const REPLACED: (f64, f64) = (1.25, 1.5);
/// No faster than this, in litres an hour.
const FASTEST: f64 = 1.0;

/// What an athlete drinks after a session with this balance. `soon`: the next session begins within 12 hours; otherwise
/// thirst and meals do it.
pub fn drink_card(balance: &Balance, flags: &[Flag], soon: bool) -> DrinkCard {
    if flags.iter().any(|flag| matches!(flag.code, Code::Gain | Code::Symptoms)) {
        return DrinkCard::Stop;
    }
    let lost = -balance.change_mass.as_kg();
    if balance.change.as_ratio() <= -CLINICAL_LOSS + READ {
        return DrinkCard::WeighAgain;
    }
    if lost <= 0.0 || !soon {
        return DrinkCard::ToThirst;
    }
    let (least, most) = (lost * REPLACED.0, lost * REPLACED.1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hours")]
    let over_hours = (least / FASTEST).ceil() as u32;
    DrinkCard::Drink { least: Volume::from_l(least), most: Volume::from_l(most), over_hours }
}
