//! A3: who is at risk of drinking too much.

use crate::{Condition, Person, Session, numbers};

/// Long sessions, light people in sessions that are not short, and medicines with which water is held back.
pub(crate) fn at_risk(person: &Person, session: &Session) -> bool {
    let risk = &numbers().risk;
    let hours = session.duration.as_hours();
    let light = person.body_mass.as_kg() < risk.light.value && hours >= risk.light_hours.value;
    hours > risk.long.value || light || person.any(Condition::holds_water)
}
