//! H and A: fluid before, during and after.

use units::{Mass, Quantity, Volume, VolumeRate};

use super::gap::Gap;
use crate::safety::at_risk;
use crate::{Condition, MorningCheck, Person, Range, Session, numbers};

/// H1, H2: before. Five to seven mL/kg, and three to five more when the morning check says so; children from four.
/// What the night left of a deficit counts in the upper end (A10).
pub(crate) fn before(person: &Person, morning: MorningCheck, carried: Volume) -> Range<Volume> {
    let before = &numbers().before;
    let (low, high) = match (person.is_child(), morning.is_dry()) {
        (true, _) => (before.child_least.value, before.fluid_most.value),
        (false, false) => (before.fluid_least.value, before.fluid_most.value),
        (false, true) => (before.dry_least.value, before.dry_most.value),
    };
    let per_kg = |ml: f64| Volume::from_ml(ml * person.body_mass.as_kg());
    let range = Range::of(per_kg(low), per_kg(high));
    Range { max: range.max.max(carried), ..range }
}

/// The drinking rate during a session.
pub(crate) struct During {
    pub(crate) rate: Range<VolumeRate>,
    /// H6: 2 % cannot be held.
    pub(crate) cannot_hold: bool,
    /// H4: nothing is known of the sweat.
    pub(crate) unknown: bool,
}

/// H0, H3, H4, H6: during. From what keeps the loss under 2 % up to the ceiling that the safety layer sets; `carried` is
/// the deficit at the start. The cautious end of the prediction asks for the least, and where nobody weighed the
/// athlete the target stays below it too.
pub(crate) fn during(person: &Person, session: &Session, carried: Volume, ceiling: VolumeRate) -> During {
    let numbers = &numbers().drinking;
    let Some(sweat) = session.sweat_rate else {
        let usual = Range::of(
            VolumeRate::from_l_per_h(numbers.unknown_least.value),
            VolumeRate::from_l_per_h(numbers.unknown_most.value),
        );
        let rate = Range { min: VolumeRate::ZERO, ..usual.at_most(ceiling) };
        return During { rate, cannot_hold: false, unknown: true };
    };
    let duration = session.duration;
    let tolerated = Volume::of_water(person.body_mass * numbers.tolerated_loss.value) - carried;
    let holding = |rate: VolumeRate| ((rate * duration - tolerated) / duration).max(VolumeRate::ZERO);
    let least_sweat = sweat.i80.low.min(sweat.median).max(VolumeRate::ZERO);
    let floor = holding(least_sweat);
    let cannot_hold = holding(sweat.median) > ceiling;
    let offered = match person.is_child() && session.sweat_measured {
        true => VolumeRate::from_l_per_h(numbers.child_offer.value).min(least_sweat),
        false => VolumeRate::ZERO,
    };
    let min = match cannot_hold {
        true => floor.min(ceiling * numbers.offered_share.value),
        false => floor.max(offered).min(ceiling),
    };
    let band = Range::of(min, ceiling);
    let target = if session.sweat_measured { band.target } else { band.target.min(least_sweat.max(min)) };
    During { rate: Range { target, ..band }, cannot_hold, unknown: false }
}

/// What a session took out of a person, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Deficit {
    /// A1: the scale says so; what was burnt is taken off.
    Weighed(Volume),
    /// A2: predicted. `least` is by the 10th percentile of sweat, `likely` by the median.
    Predicted { least: Volume, likely: Volume },
}

impl Deficit {
    /// A1, A2: after a session in which `drunk` was had.
    pub(crate) fn of(session: &Session, drunk: Volume) -> Self {
        let after = &numbers().after;
        if let Some(lost) = session.done.and_then(|done| done.mass_lost) {
            let hours = session.duration.as_hours();
            let burnt =
                if hours > after.substrate_from.value { after.substrate_per_hour.value * hours } else { 0.0 };
            return Self::Weighed(Volume::of_water(lost - Mass::from_kg(burnt)).max(Volume::ZERO));
        }
        let lost = |rate: VolumeRate| (rate * session.duration - drunk).max(Volume::ZERO);
        match session.sweat_rate {
            Some(rate) => {
                Self::Predicted { least: lost(rate.i80.low.min(rate.median)), likely: lost(rate.median) }
            }
            None => Self::Predicted { least: Volume::ZERO, likely: Volume::ZERO },
        }
    }

    /// What may safely be counted as missing.
    pub(crate) fn cautious(self) -> Volume {
        match self {
            Self::Weighed(lost) => lost,
            Self::Predicted { least, .. } => least,
        }
    }

    /// Whether the scale says so.
    pub(crate) fn weighed(self) -> bool {
        matches!(self, Self::Weighed(_))
    }
}

/// A3 to A6, A12: after, until the next session or the next day, before the limits of hours and windows. Nothing is
/// required of a loss that nobody weighed. `carried` is what earlier sessions left.
pub(crate) fn after(
    person: &Person,
    session: &Session,
    deficit: Deficit,
    carried: Volume,
    gap: Gap,
) -> Range<Volume> {
    let after = &numbers().after;
    let risk = at_risk(person, session);
    let careful = risk || person.any(Condition::restricts_sodium);
    let up_to = |most: Volume| Range::of(Volume::ZERO, most);
    if person.is_child() {
        let ml = after.child_per_hour.value * person.body_mass.as_kg() * session.duration.as_hours();
        let lost = match deficit {
            Deficit::Weighed(lost) => lost,
            Deficit::Predicted { likely, .. } => likely,
        };
        return up_to(Volume::from_ml(ml).min(lost));
    }
    let from_to = |lost: Volume, low: f64, high: f64| Range {
        max: lost * high + carried,
        ..Range::of(lost * low, lost * high)
    };
    match (gap, deficit) {
        (Gap::Continued, _) => Range::none(),
        (Gap::Open, _) => up_to(deficit.cautious() + carried),
        (_, Deficit::Weighed(lost)) if careful => up_to(lost + carried),
        (Gap::Overnight, Deficit::Weighed(lost)) => from_to(lost, 1.0, after.overnight.value),
        (Gap::Overnight, Deficit::Predicted { least, .. }) => up_to(least + carried),
        (_, Deficit::Weighed(lost)) if person.is_minor() => from_to(lost, 1.0, after.overnight.value),
        (_, Deficit::Weighed(lost)) => from_to(lost, after.soon_least.value, after.soon_most.value),
        (_, Deficit::Predicted { likely, .. }) => up_to(likely + carried),
    }
}
