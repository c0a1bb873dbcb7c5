//! Main sleep, second sleep, nap; and the day they belong to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use units::Duration;

use super::episode::Episode;
use super::habit::Habit;
use super::night::Night;
use super::{SleepPeriod, SleepRole, Stage, Standing, stages};
use crate::decision::Decisions;
use crate::prepare::original;
use crate::{Event, EventKind, Flag, Link, Role, Rule, Span, Trait};

/// From here on a sleep that is not the main one of its day is more than a nap.
const LONG: Duration = Duration::from_hours(3.0);
/// What being at the usual time counts for at most, minutes of sleep; full up to two hours off, none from five.
const BONUS: f64 = 90.0;
const FULL_BONUS: f64 = 120.0;
const NO_BONUS: f64 = 300.0;
/// Two long sleeps of one date whose wakings lie this far apart are of two days: the date happened twice.
const TWO_DAYS: Duration = Duration::from_hours(18.0);

/// The events of these nights.
pub(super) fn events(
    nights: &[Night<'_>],
    workouts: &[Span],
    habit: &Habit<'_>,
    decisions: &Decisions<'_>,
) -> Vec<Event> {
    let mut events: Vec<Event> =
        nights.iter().map(|night| event(night, workouts, habit, decisions)).collect();
    let mut days: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        if let Some(period) = event.sleep() {
            days.entry(period.day).or_default().push(index);
        }
    }
    for of_day in days.into_values() {
        let repeated = repeats(&of_day, &events);
        let parts = if repeated { of_day.iter().map(|index| vec![*index]).collect() } else { vec![of_day] };
        for part in parts {
            let main = main_of(&part, nights, &events, habit);
            for index in part {
                assign_role(&mut events[index], index == main, repeated);
            }
        }
    }
    events
}

fn assign_role(event: &mut Event, main: bool, repeated: bool) {
    if repeated {
        event.flags.push(Flag::RepeatedDate);
    }
    if let EventKind::Sleep(period) = &mut event.kind {
        period.role = match period.asleep {
            _ if main => SleepRole::Main,
            asleep if asleep >= LONG => SleepRole::Second,
            _ => SleepRole::Nap,
        };
    }
}

/// Whether the date of these sleeps happened twice, as it does for those who fly east over the date line.
fn repeats(of_day: &[usize], events: &[Event]) -> bool {
    let long = |index: &&usize| events[**index].sleep().is_some_and(|period| period.asleep >= LONG);
    let mut ends = of_day.iter().filter(long).map(|index| events[*index].span);
    let Some(first) = ends.next() else { return false };
    ends.any(|span| first.end_distance(&span) >= TWO_DAYS)
}

/// The one with the most sleep, counting how near it is to the usual middle of the night.
fn main_of(of_day: &[usize], nights: &[Night<'_>], events: &[Event], habit: &Habit<'_>) -> usize {
    if let [alone] = of_day {
        return *alone;
    }
    let worth = |index: usize| {
        let asleep = events[index].sleep().map_or(0.0, |period| period.asleep.as_minutes());
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let off = habit.off_the_middle(nights[index].best.span, nights[index].best.offset) as f64;
        asleep + BONUS * ((NO_BONUS - off) / (NO_BONUS - FULL_BONUS)).clamp(0.0, 1.0)
    };
    let better = |a: &usize, b: &usize| worth(*a).total_cmp(&worth(*b)).then(b.cmp(a));
    of_day.iter().copied().max_by(better).unwrap_or_default()
}

fn event(night: &Night<'_>, workouts: &[Span], habit: &Habit<'_>, decisions: &Decisions<'_>) -> Event {
    let best = &night.best;
    let in_bed = night
        .others
        .iter()
        .filter(|other| other.in_bed)
        .map(|other| other.span.duration())
        .chain([best.span.duration()])
        .reduce(|a, b| if a > b { a } else { b })
        .unwrap_or(Duration::ZERO);
    let asleep = if best.in_bed { best.span.duration() } else { best.asleep() };
    let awake = stages::sum(&stages::inside(&best.stages, best.span), |stage| stage == Stage::Awake);
    let gaps = stages::holes(&spans(best), best.span);
    let of = |which: Stage| best.staged.then(|| stages::sum(&best.stages, |stage| stage == which));
    let during_workout =
        workouts.iter().any(|workout| workout.start <= best.span.start && workout.end > best.span.start);
    let flags = [
        (Flag::Composite, night.composite),
        (Flag::Tentative, best.standing == Standing::Tentative),
        (Flag::InBedOnly, best.in_bed),
        (Flag::OnsetDuringWorkout, during_workout),
        (Flag::Ambiguous, best.pieces.iter().any(|piece| piece.is(Trait::Ambiguous))),
    ];
    Event {
        id: best.pieces[0].id.clone(),
        span: best.span,
        kind: EventKind::Sleep(SleepPeriod {
            asleep,
            awake: awake_between(best, awake, &gaps),
            efficiency: if in_bed > Duration::ZERO { (asleep / in_bed).min(1.0) } else { 0.0 },
            deep: of(Stage::Deep),
            rem: of(Stage::Rem),
            role: SleepRole::Nap,
            day: habit.day(best.span.end, best.offset),
        }),
        links: links(night, decisions),
        fields: Vec::new(),
        legs: Vec::new(),
        outing: None,
        flags: flags.into_iter().filter_map(|(flag, set)| set.then_some(flag)).collect(),
        simulated: best.pieces.iter().all(|piece| piece.is(Trait::Simulated)),
    }
}

fn spans(episode: &Episode<'_>) -> Vec<Span> {
    episode.stages.iter().map(|stage| stage.span).collect()
}

/// Awake as the stages say, and between pieces; a hole inside one observation is unknown, not awake.
fn awake_between(best: &Episode<'_>, staged: Duration, holes: &[Span]) -> Duration {
    let between = |hole: &&Span| {
        !best.pieces.iter().any(|piece| piece.span.start <= hole.start && piece.span.end >= hole.end)
    };
    let gaps = holes.iter().filter(between).fold(Duration::ZERO, |sum, hole| sum + hole.duration());
    match best.counted {
        // Without stages, what is not asleep in the span is awake.
        Some(counted) if best.span.duration() > counted => best.span.duration() - counted,
        _ => staged + gaps,
    }
}

fn links(night: &Night<'_>, decisions: &Decisions<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |episode: &Episode<'_>, first: Role, rule: Rule, score: f64| {
        for (index, piece) in episode.pieces.iter().enumerate() {
            let (role, rule, score) =
                if index == 0 { (first, rule, score) } else { (Role::Piece, Rule::S3, 1.0) };
            let role = if episode.in_bed && !night.best.in_bed { Role::InBed } else { role };
            links.push(Link {
                observation: original(&piece.id).to_owned(),
                source: piece.source.clone(),
                span: Some(piece.span),
                role,
                rule,
                score,
            });
        }
    };
    add(&night.best, Role::Anchor, Rule::R0, 1.0);
    for other in &night.others {
        let same = night.best.pieces.iter().any(|best| {
            other.pieces.iter().any(|piece| decisions.are_same(original(&best.id), original(&piece.id)))
        });
        let rule = if same { Rule::Athlete } else { Rule::S4 };
        add(other, Role::Duplicate, rule, night.best.span.containment(&other.span));
    }
    links
}
