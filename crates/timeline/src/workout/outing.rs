//! Rule R9: workouts that follow each other on one outing stay workouts, in a group.

use units::Duration;

use super::assign::{Group, Member, Sets};
use super::merge;
use crate::prepare::original;
use crate::{Event, Position};

/// The gap in an outing of one sport.
const GAP: Duration = Duration::from_minutes(30.0);
/// The gap between two sports.
const CHANGE: Duration = Duration::from_minutes(10.0);
/// How far the end of one may lie from the start of the next, m.
const APART: f64 = 200.0;
/// Neighbours may overlap by the clocks of two devices.
const OVERLAP: Duration = Duration::from_minutes(1.0);

/// Where each event began and ended, as far as known.
pub(super) struct Places(Vec<(Option<Position>, Option<Position>)>);

impl Places {
    pub(super) fn of(groups: &[Group<'_>]) -> Self {
        let place = |group: &Group<'_>| {
            let shapes = || group.members.iter().filter_map(|member| member.entry.shape.as_ref());
            (shapes().find_map(|shape| shape.first), shapes().find_map(|shape| shape.last))
        };
        Self(groups.iter().map(place).collect())
    }
}

/// Names the outing of each event, and hangs each cover on the first of its parts.
pub(super) fn group(events: &mut [Event], places: &Places, covers: &[(Member<'_>, Vec<&str>)]) {
    if events.len() < 2 {
        return;
    }
    let mut sets = Sets::of(events.len());
    for (index, event) in events.iter().enumerate() {
        for (other, next) in events.iter().enumerate() {
            let follows = (event.span, &event.id) < (next.span, &next.id);
            if follows && is_one_outing(event, next, places.0[index].1.zip(places.0[other].0)) {
                sets.join(index, other);
            }
        }
    }
    for (cover, parts) in covers {
        let covered: Vec<usize> = (0..events.len())
            .filter(|index| parts.iter().any(|part| events[*index].rests_on(original(part))))
            .collect();
        covered.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        if let Some(first) = covered.into_iter().min_by_key(|index| events[*index].span) {
            events[first].links.push(merge::link(cover));
        }
    }
    for outing in sets.collect(0..events.len()).into_iter().filter(|outing| outing.len() > 1) {
        let first = outing.iter().min_by_key(|index| (events[**index].span, events[**index].id.clone()));
        let Some(name) = first.map(|first| events[*first].id.clone()) else { continue };
        for index in outing {
            events[index].outing = Some(name.clone());
        }
    }
}

fn is_one_outing(event: &Event, next: &Event, join: Option<(Position, Position)>) -> bool {
    let (Some(a), Some(b)) = (event.workout(), next.workout()) else { return false };
    let gap = event.span.gap(&next.span);
    let far = join.is_some_and(|(end, start)| end.distance(start) > APART);
    let allowed = if a.family() == b.family() { GAP } else { CHANGE };
    gap <= allowed && event.span.overlap(&next.span) <= OVERLAP && !far
}
