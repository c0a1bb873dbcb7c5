//! H: fluid before, during and after.

use evidence::Estimate;
use units::{Duration, Mass, Quantity, Volume, VolumeRate};

use super::gap::Gap;
use crate::{Person, Range};

/// The share of body mass that may be lost as water (ACSM 2007).
const TOLERATED_LOSS: f64 = 0.02;
/// Most drunk in an hour, by what the gut takes: up to four hours, and beyond.
const CAP: VolumeRate = VolumeRate::from_l_per_h(1.0);
const LONG_CAP: VolumeRate = VolumeRate::from_l_per_h(0.8);
const LONG: Duration = Duration::from_hours(4.0);
/// The highest drinking rate that a person may have tested.
const TESTED_CAP: VolumeRate = VolumeRate::from_l_per_h(1.2);
/// What people drink when their sweating rate is not known (H4).
const UNKNOWN: (VolumeRate, VolumeRate) = (VolumeRate::from_l_per_h(0.4), VolumeRate::from_l_per_h(0.8));
/// Where even the cap does not hold 2 %, the band is the upper fifth below the cap.
const SHARE_OF_CAP: f64 = 0.8;
/// Children are offered at least 100 mL every 20 minutes (AAP).
const CHILD_OFFER: VolumeRate = VolumeRate::from_l_per_h(0.3);

/// H1, H2: before. Five to seven mL/kg, and three to five more when the morning check says so; children from four.
pub(crate) fn before(person: &Person, markers: u8) -> Range<Volume> {
    let (low, high) = match (person.is_child(), markers >= 2) {
        (true, _) => (4.0, 7.0),
        (false, false) => (5.0, 7.0),
        (false, true) => (8.0, 12.0),
    };
    let per_kg = |ml: f64| Volume::from_ml(ml * person.body_mass.as_kg());
    Range::of(per_kg(low), per_kg(high))
}

/// The drinking rate during a session.
pub(crate) struct During {
    pub(crate) rate: Range<VolumeRate>,
    pub(crate) cannot_hold: bool,
    pub(crate) unknown: bool,
}

/// H0, H3, H4, H6: during. From what keeps the loss under 2 % up to the sweating rate or the gut, whichever is less.
/// `carried` is the deficit at the start.
pub(crate) fn during(
    person: &Person,
    duration: Duration,
    sweat: Option<&Estimate<VolumeRate>>,
    carried: Volume,
) -> During {
    let cap = cap(person, duration);
    let Some(sweat) = sweat else {
        let rate = Range::of(UNKNOWN.0, UNKNOWN.1).at_most(cap);
        return During { rate: Range { min: VolumeRate::ZERO, ..rate }, cannot_hold: false, unknown: true };
    };
    // Never above the sweating rate: above its median would be above it in every second case.
    let ceiling = sweat.median.min(cap);
    let tolerated = Volume::of_water(person.body_mass * TOLERATED_LOSS) - carried;
    // The cautious end of the prediction asks for the least.
    let floor = ((sweat.i80.low * duration - tolerated) / duration).max(VolumeRate::ZERO);
    let certain = ((sweat.median * duration - tolerated) / duration).max(VolumeRate::ZERO);
    let offered = if person.is_child() { CHILD_OFFER.min(ceiling) } else { VolumeRate::ZERO };
    let cannot_hold = certain > ceiling;
    let min = if cannot_hold { ceiling * SHARE_OF_CAP } else { floor.max(offered).min(ceiling) };
    During { rate: Range::of(min, ceiling), cannot_hold, unknown: false }
}

/// The most that may be drunk in an hour.
pub(crate) fn cap(person: &Person, duration: Duration) -> VolumeRate {
    if duration > LONG {
        return LONG_CAP;
    }
    person.tested_drinking_rate.map_or(CAP, |tested| tested.min(TESTED_CAP).max(CAP))
}

/// H5: after. How much of the deficit to drink back depends on when the next session comes.
pub(crate) fn after(
    person: &Person,
    duration: Duration,
    deficit: Volume,
    gap: Gap,
    time: Option<Duration>,
) -> Range<Volume> {
    if person.is_child() {
        let ml = 4.0 * person.body_mass.as_kg() * duration.as_hours();
        return Range::of(Volume::from_ml(ml), Volume::from_ml(ml));
    }
    let lost_share = Mass::of_water(deficit) / person.body_mass;
    let factors = match gap {
        Gap::Overnight => (1.0, 1.25),
        Gap::Open if lost_share < 0.05 => (0.0, 1.0),
        Gap::Open => (1.0, 1.25),
        _ => (1.25, 1.5),
    };
    let wanted = Range::of(deficit * factors.0, deficit * factors.1);
    match (gap, time) {
        // A litre an hour, and none in the last half hour.
        (Gap::Continued | Gap::Tournament | Gap::Merged, Some(time)) => {
            let usable = (time - Duration::from_minutes(30.0)).max(Duration::ZERO);
            wanted.at_most(CAP * usable)
        }
        (_, Some(time)) => wanted.at_most(CAP * time),
        (_, None) => wanted,
    }
}
