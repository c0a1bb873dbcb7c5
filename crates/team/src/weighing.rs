//! What two weighings of a session say, and what to ask about a doubtful one.

use serde::{Deserialize, Serialize};
use units::{Duration, Fraction, Mass, Volume, VolumeRate};

/// Before or after the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Before.
    In,
    /// After.
    Out,
}

/// Urine passed between the weighings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urine {
    /// So much; zero when none was passed.
    Known(Volume),
    /// Passed, but how much is not known, or nobody asked.
    #[default]
    Unknown,
}

impl Urine {
    /// Its mass as far as it is known: a litre weighs a kilogram.
    fn mass(self) -> Mass {
        match self {
            Self::Known(volume) => Mass::from_kg(volume.as_l()),
            Self::Unknown => Mass::ZERO,
        }
    }
}

/// The weights of one athlete in one session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// Body mass before.
    pub before: Option<Mass>,
    /// Body mass after.
    pub after: Option<Mass>,
    /// Mass of what was drunk in between; `None` when it was not weighed.
    pub drunk: Option<Mass>,
    /// Urine in between.
    pub urine: Urine,
    /// Food eaten in between.
    pub food: Mass,
}

/// The plain balance of a session: what the scales say, before anything is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Sweat and breath together: mass before − after + drunk + food − urine. Negative when more was drunk than the
    /// scales can explain; it is stored and flagged then, and no sweat test is made of it.
    pub sweat: Mass,
    /// The same over the time trained.
    pub rate: VolumeRate,
    /// Body mass after against before; negative is a loss.
    pub change: Fraction,
    /// The same as mass.
    pub change_mass: Mass,
}

impl Weights {
    /// The change of body mass between the two weights: as mass, and as a share of the weight before. Flags are raised from
    /// it. It needs no time trained, so that a gain stays visible for an athlete who was sent home or whose times are in doubt.
    pub fn change(&self) -> Option<(Mass, Fraction)> {
        let (before, after) = (self.before?, self.after?);
        let change = after - before;
        let share = || Fraction::from_ratio(change.as_kg() / before.as_kg());
        (before > Mass::ZERO).then(|| (change, share()))
    }

    /// The least that was drunk by the scales alone: nobody gains more than they drink and eat.
    pub fn drunk_by_the_scales(&self) -> Mass {
        let gained = self.change().map_or(Mass::ZERO, |(change, _)| change);
        Mass::from_kg((gained + self.urine.mass() - self.food).as_kg().max(0.0))
    }

    /// The balance, once there are both weights and a time.
    pub fn balance(&self, trained: Duration) -> Option<Balance> {
        let (change, share) = self.change()?;
        let (before, after) = (self.before?, self.after?);
        let sweat = before - after + self.drunk.unwrap_or(Mass::ZERO) + self.food - self.urine.mass();
        let hours = trained.as_hours();
        (hours > 0.0).then(|| Balance {
            sweat,
            rate: VolumeRate::from_l_per_h(sweat.as_kg() / hours),
            change: share,
            change_mass: change,
        })
    }
}

/// What is known of an athlete's mass when a weight arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expectation {
    /// The last weight before a session, if it is at most 14 days old.
    pub last_before: Option<Mass>,
    /// The weight before this session.
    pub before: Option<Mass>,
}

/// A weight before a session may differ so much from the last one.
const USUAL_DIFFERENCE: f64 = 2.0;
/// Or by this share of it, if that is more.
const USUAL_SHARE: f64 = 0.025;
/// A loss in a session above this share is asked about.
const MOST_LOSS: f64 = 0.05;
/// A gain in a session above this share is asked about.
const MOST_GAIN: f64 = 0.01;
/// A weight further above the one before is another athlete's, not a gain.
const MOST_OWN_GAIN: f64 = 0.05;
/// Two weights that differ by no more are the same weight, read twice.
const SAME: f64 = 0.1;

/// The weights that are stored without a question; `None` where nothing is known to compare with.
pub fn accepted(side: Side, expectation: &Expectation) -> Option<(Mass, Mass)> {
    match side {
        Side::In => expectation.last_before.map(|last| {
            let room = Mass::from_kg(USUAL_DIFFERENCE.max(last.as_kg() * USUAL_SHARE));
            (last - room, last + room)
        }),
        Side::Out => {
            expectation.before.map(|before| (before * (1.0 - MOST_LOSS), before * (1.0 + MOST_GAIN)))
        }
    }
}

/// What becomes of a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is stored and counts.
    Accepted,
    /// It is far from what this athlete weighs: the number is asked for again. It does not count.
    Asked,
    /// It is as far, but the same weight was read a second time for this athlete: it is stored and counts, and is marked.
    Unexpected,
}

/// Judges a weight. `asked_before` is the weight that was asked about for the same athlete just before, if any.
pub fn judge(side: Side, mass: Mass, expectation: &Expectation, asked_before: Option<Mass>) -> Verdict {
    let Some((least, most)) = accepted(side, expectation) else { return Verdict::Accepted };
    if least <= mass && mass <= most {
        return Verdict::Accepted;
    }
    match asked_before {
        Some(before) if (before.as_kg() - mass.as_kg()).abs() <= SAME + 1e-9 => Verdict::Unexpected,
        _ => Verdict::Asked,
    }
}

/// Whether a weight after the session that was asked about, and not read again, may be a gain of this athlete.
pub fn may_be_gain(before: Option<Mass>, asked: Option<Mass>) -> bool {
    let (Some(before), Some(asked)) = (before, asked) else { return false };
    asked > before * (1.0 + MOST_GAIN) && asked <= before * (1.0 + MOST_OWN_GAIN)
}
