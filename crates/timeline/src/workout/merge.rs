//! Which field of a workout comes from where.

use jiff::Timestamp;
use units::Duration;

use super::assign::{Group, Member};
use super::pair;
use crate::decision::Decisions;
use crate::prepare::original;
use crate::{
    Event, EventKind, Field, FieldSource, Flag, HeartRateSensor, Leg, Link, Quality, Role, Rule, Span,
    SportFamily, Trait, Workout,
};

/// How far starts lie apart by one clock: nobody presses two buttons at once.
const ONE_CLOCK: Duration = Duration::from_minutes(2.0);

/// The event of a group, with its legs.
pub(super) fn event(group: &Group<'_>, legs: &[Group<'_>], decisions: &Decisions<'_>) -> Event {
    let anchor = group.anchor();
    let members = in_order(group, decisions);
    let (workout, fields) = merged(&members, decisions);
    let mut legs: Vec<Leg> = legs.iter().map(|leg| leg_of(leg, group, decisions)).collect();
    legs.sort_by_key(|leg| leg.span);
    Event {
        id: anchor.id.clone(),
        span: span(&members, decisions),
        kind: EventKind::Workout(workout),
        links: group.members.iter().map(link).collect(),
        fields,
        legs,
        outing: None,
        flags: flags(&members),
        simulated: group.members.iter().all(|member| member.entry.is(Trait::Simulated)),
    }
}

pub(super) fn link(member: &Member<'_>) -> Link {
    Link {
        observation: original(&member.entry.id).to_owned(),
        source: member.entry.source.clone(),
        span: Some(member.entry.span),
        role: member.role,
        rule: member.rule,
        score: member.score,
    }
}

fn leg_of(leg: &Group<'_>, whole: &Group<'_>, decisions: &Decisions<'_>) -> Leg {
    let members = in_order(leg, decisions);
    let links = leg.members.iter().map(|member| {
        let named = member.entry.parent.as_ref().is_some_and(|parent| whole.holds(parent));
        let rule = if named { Rule::R1 } else { Rule::R6 };
        Link { role: Role::Leg, rule, ..link(member) }
    });
    Leg { span: span(&members, decisions), workout: merged(&members, decisions).0, links: links.collect() }
}

/// The members that speak for the event: what the athlete prefers first, then the anchor, then by their rank.
fn in_order<'g, 'a>(group: &'g Group<'a>, decisions: &Decisions<'_>) -> Vec<&'g Member<'a>> {
    let mut members: Vec<&Member<'a>> =
        group.members.iter().filter(|member| member.role != Role::Evidence).collect();
    if members.len() > 1 {
        members[1..].sort_by(|a, b| a.entry.by_rank(&b.entry));
        members.sort_by_key(|member| std::cmp::Reverse(decisions.preference_for_all(&member.entry.id)));
    }
    members
}

/// The first member's time. Where that knows only the time without pauses, another's end is the better one; where most
/// bear another clock out, it is moved there.
fn span(members: &[&Member<'_>], decisions: &Decisions<'_>) -> Span {
    let first = members[0].entry;
    let sure = members.iter().find(|member| !member.entry.is(Trait::EndUnsure));
    let span = match sure {
        Some(sure) if first.is(Trait::EndUnsure) => {
            Span { end: sure.entry.span.end.max(first.span.end), ..first.span }
        }
        _ => first.span,
    };
    let said = decisions.preference_for_all(&first.id) > 0 || decisions.restamped.contains_key(&*first.id);
    let moved = start_by_most(members).filter(|_| !said).and_then(|start| {
        let end = span.end.checked_add(start.duration_since(span.start)).ok()?;
        Some(Span { start, end })
    });
    moved.unwrap_or(span)
}

/// When most members say that it began, if copies of the first one's recording say another time than it does: a file that
/// was saved under another stamp, or read in a wrong zone.
fn start_by_most(members: &[&Member<'_>]) -> Option<Timestamp> {
    let (first, others) = members.split_first()?;
    let votes = |one: &Member<'_>| {
        let near = |other: &&&Member<'_>| one.entry.span.start_distance(&other.entry.span) <= ONE_CLOCK;
        members.iter().filter(near).count()
    };
    let copies = others.iter().filter(|other| pair::has_figures_of_a_copy(&first.entry, &other.entry));
    let best = copies.rev().max_by_key(|copy| votes(copy))?;
    (votes(best) > votes(first)).then_some(best.entry.span.start)
}

fn flags(members: &[&Member<'_>]) -> Vec<Flag> {
    let first = members[0].entry;
    let all = |which: Trait| members.iter().all(|member| member.entry.is(which));
    let flags = [
        (Flag::Truncated, all(Trait::Truncated)),
        (Flag::SpanConflict, first.is(Trait::SpanConflict)),
        (Flag::Ambiguous, first.is(Trait::Ambiguous)),
        (Flag::Manual, members.iter().all(|member| member.entry.source.quality == Quality::Manual)),
    ];
    flags.into_iter().filter_map(|(flag, set)| set.then_some(flag)).collect()
}

/// Each field from the observation that knows it best.
fn merged(members: &[&Member<'_>], decisions: &Decisions<'_>) -> (Workout, Vec<FieldSource>) {
    let mut merge = Merge { members, decisions, fields: Vec::with_capacity(6) };
    let indoors =
        members.iter().any(|member| member.entry.workout.is_indoor() || member.entry.is(Trait::Virtual));
    let plain = |_: &Member<'_>| 0;
    // Own heart, own legs: a companion's copy says nothing of them. A strap sees the heart better than light does.
    let own = |member: &Member<'_>| !member.entry.is(Trait::Companion);
    let heart = |member: &Member<'_>| {
        u8::from(member.entry.workout.heart_rate_sensor != Some(HeartRateSensor::Strap))
    };
    // Indoors the trainer counts; outdoors the satellites do.
    let distance = |member: &Member<'_>| {
        let virtual_or_indoor = member.entry.workout.is_indoor() || member.entry.is(Trait::Virtual);
        let located = member.entry.shape.as_ref().is_some_and(|shape| shape.first.is_some());
        u8::from(if indoors { !virtual_or_indoor } else { !located })
    };
    // The athlete edits titles where friends see them.
    let title = |member: &Member<'_>| u8::from(member.entry.source.provider != "strava");
    let sport = merge.take(Field::Sport, plain, |member| {
        let known = member.entry.family != SportFamily::Other;
        known.then(|| member.entry.workout.sport.clone())
    });
    let beats = merge.take(Field::HeartRate, heart, |member| {
        let workout = member.entry.workout;
        let rate = workout.mean_heart_rate.filter(|_| own(member))?;
        Some((rate, workout.max_heart_rate, workout.heart_rate_sensor))
    });
    let pauses = merge.take(Field::Pauses, plain, |member| {
        Some(member.entry.workout.pauses.clone()).filter(|pauses| !pauses.is_empty())
    });
    let workout = Workout {
        sport: sport.unwrap_or_else(|| members[0].entry.workout.sport.clone()),
        name: merge.take(Field::Name, title, |member| member.entry.workout.name.clone()),
        timer: merge.take(Field::Timer, plain, |member| member.entry.workout.timer),
        distance: merge.take(Field::Distance, distance, |member| member.entry.workout.distance),
        ascent: merge.take(Field::Ascent, plain, |member| member.entry.workout.ascent),
        mean_heart_rate: beats.map(|(mean, ..)| mean),
        max_heart_rate: beats.and_then(|(_, max, _)| max),
        heart_rate_sensor: beats.and_then(|(.., sensor)| sensor),
        mean_power: merge
            .take(Field::Power, plain, |member| member.entry.workout.mean_power.filter(|_| own(member))),
        energy: merge.take(Field::Energy, plain, |member| member.entry.workout.energy),
        device_temperature: merge
            .take(Field::DeviceTemperature, plain, |member| member.entry.workout.device_temperature),
        pauses: pauses.unwrap_or_default(),
    };
    (workout, merge.fields)
}

struct Merge<'g, 'a, 'd> {
    members: &'g [&'g Member<'a>],
    decisions: &'d Decisions<'d>,
    fields: Vec<FieldSource>,
}

impl Merge<'_, '_, '_> {
    /// The field from the member that the athlete prefers for it, then from the one of the least `order`, then from the
    /// first that has it.
    fn take<T>(
        &mut self,
        field: Field,
        order: impl Fn(&Member<'_>) -> u8,
        get: impl Fn(&Member<'_>) -> Option<T>,
    ) -> Option<T> {
        let best = |(index, member): (usize, &&Member<'_>)| {
            let value = get(member)?;
            let preferred = self.decisions.preference(&member.entry.id, field);
            Some(((std::cmp::Reverse(preferred), order(member), index), value))
        };
        let ((.., index), value) =
            self.members.iter().enumerate().filter_map(best).min_by_key(|(rank, _)| *rank)?;
        self.fields
            .push(FieldSource { field, observation: original(&self.members[index].entry.id).to_owned() });
        Some(value)
    }
}
