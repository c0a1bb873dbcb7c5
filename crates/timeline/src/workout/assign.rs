//! From observations to workouts: each observation to the one event it fits best.

use std::collections::BTreeMap;

use super::compared::Compared;
use super::copies::Copies;
use super::cover::{self, Cover};
use super::entry::Entry;
use super::pair::{CONTAINMENT, Verdict, is_late_copy, verdict};
use super::relation::{LONGEST_REACH, may_be_mistyped};
use super::{legs, merge, outing, related, veto};
use crate::decision::Decisions;
use crate::{Event, Flag, Matter, Quality, Question, Role, Rule};

/// How well two fit of which a copy of one recording with a clock that is off is all that speaks for it.
const LATE_COPY: f64 = 0.5;

/// The workouts of these observations, and the questions they leave.
pub(crate) fn workouts(entries: &[Entry<'_>], decisions: &Decisions<'_>) -> (Vec<Event>, Vec<Question>) {
    compare(entries, decisions, &Compared::default())
}

fn compare<'a>(
    entries: &[Entry<'a>],
    decisions: &Decisions<'_>,
    compared: &Compared<'a>,
) -> (Vec<Event>, Vec<Question>) {
    let (mut events, mut questions) = (Vec::new(), Vec::new());
    for component in components(entries, decisions, compared) {
        settle(component, decisions, compared, &mut events, &mut questions);
    }
    (events, questions)
}

/// The entries in sets that cannot matter to each other.
pub(crate) fn components<'a>(
    entries: &[Entry<'a>],
    decisions: &Decisions<'_>,
    compared: &Compared<'a>,
) -> Vec<Vec<Entry<'a>>> {
    let mut sorted: Vec<(jiff::Timestamp, jiff::Timestamp, Entry<'a>)> = entries
        .iter()
        .map(|entry| {
            let hull = entry.spans().fold(entry.span, |hull, span| hull.hull(&span));
            (hull.start, hull.end, *entry)
        })
        .collect();
    sorted.sort_by(|a, b| (a.0, &a.2.id).cmp(&(b.0, &b.2.id)));
    let mut sets = Sets::of(sorted.len());
    for (index, (start, end, entry)) in sorted.iter().enumerate() {
        let reach = later(*start, LONGEST_REACH).max(later(*end, jiff::SignedDuration::from_mins(30)));
        for (other, (from, _, next)) in sorted.iter().enumerate().skip(index + 1) {
            if *from > reach {
                break;
            }
            if related(entry, next, compared) {
                sets.join(index, other);
            }
        }
    }
    if !decisions.same.is_empty() {
        let places: BTreeMap<&str, usize> =
            sorted.iter().enumerate().map(|(index, (.., entry))| (entry.id.as_str(), index)).collect();
        for (a, b) in &decisions.same {
            if let (Some(a), Some(b)) = (places.get(a), places.get(b)) {
                sets.join(*a, *b);
            }
        }
    }
    sets.collect(sorted.into_iter().map(|(.., entry)| entry))
}

fn later(at: jiff::Timestamp, by: jiff::SignedDuration) -> jiff::Timestamp {
    at.checked_add(by).unwrap_or(jiff::Timestamp::MAX)
}

/// Sets that grow together.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub(super) fn find(&mut self, index: usize) -> usize {
        let mut root = index;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The items of each set, sets and items in the order given.
    pub(super) fn collect<T>(mut self, items: impl Iterator<Item = T>) -> Vec<Vec<T>> {
        let mut place: Vec<Option<usize>> = vec![None; self.0.len()];
        let mut sets: Vec<Vec<T>> = Vec::new();
        for (index, item) in items.enumerate() {
            let root = self.find(index);
            let set = *place[root].get_or_insert_with(|| {
                sets.push(Vec::new());
                sets.len() - 1
            });
            sets[set].push(item);
        }
        sets
    }
}

/// An observation in a group, and why.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) entry: Entry<'a>,
    pub(super) role: Role,
    pub(super) rule: Rule,
    pub(super) score: f64,
}

/// The observations of one workout, the anchor first. Others are compared with the anchor only, so that a chain of
/// overlapping recordings never grows into one long event.
pub(super) struct Group<'a> {
    pub(super) members: Vec<Member<'a>>,
}

fn settle<'a>(
    component: Vec<Entry<'a>>,
    decisions: &Decisions<'_>,
    compared: &Compared<'a>,
    events: &mut Vec<Event>,
    questions: &mut Vec<Question>,
) {
    if let ([alone], true) = (component.as_slice(), decisions.discarded.is_empty()) {
        events.push(merge::event(&Group::of(&[*alone]), &[], decisions));
        return;
    }
    let entries = without_discarded(component, decisions, compared, questions);
    let parents = legs::parents(&entries);
    let wholes: Vec<Entry<'a>> = entries
        .iter()
        .zip(&parents)
        .filter(|(_, parent)| parent.is_none())
        .map(|(entry, _)| *entry)
        .collect();
    let covers = cover::covers(&wholes);
    let is_cover = |index: usize| covers.iter().any(|cover| cover.cover == index);
    let uncovered: Vec<Entry<'a>> =
        wholes.iter().enumerate().filter(|(index, _)| !is_cover(*index)).map(|(_, entry)| *entry).collect();
    let groups = gather(&uncovered, decisions, compared);
    ask(&groups, decisions, compared, questions);
    let first = events.len();
    for group in &groups {
        let of_group = |index: &usize| parents[*index].is_some_and(|parent| group.holds(&entries[parent].id));
        let legs: Vec<Entry<'a>> = (0..entries.len()).filter(of_group).map(|index| entries[index]).collect();
        events.push(merge::event(group, &gather(&legs, decisions, compared), decisions));
    }
    let places = outing::Places::of(&groups);
    outing::group(&mut events[first..], &places, &links_of(&covers, &wholes));
    mark_inside(&mut events[first..]);
}

/// The covers with the names of their parts.
fn links_of<'a>(covers: &[Cover], wholes: &[Entry<'a>]) -> Vec<(Member<'a>, Vec<&'a str>)> {
    let link = |cover: &Cover| {
        let parts = cover.parts.iter().map(|part| wholes[*part].observation.id.as_str()).collect();
        let entry = wholes[cover.cover];
        (Member { entry, role: Role::Cover, rule: Rule::R8, score: cover.score.min(1.0) }, parts)
    };
    covers.iter().map(link).collect()
}

/// Takes out what the athlete discarded, and late copies of it.
fn without_discarded<'a>(
    component: Vec<Entry<'a>>,
    decisions: &Decisions<'_>,
    compared: &Compared<'a>,
    questions: &mut Vec<Question>,
) -> Vec<Entry<'a>> {
    if decisions.discarded.is_empty() {
        return component;
    }
    let (discarded, kept): (Vec<_>, Vec<_>) =
        component.into_iter().partition(|entry| decisions.discarded.contains(entry.id.as_str()));
    let copied = |entry: &Entry<'a>| {
        discarded
            .iter()
            .find(|gone| is_copy(gone, entry, compared) && !decisions.accepted.contains(entry.id.as_str()))
    };
    let mut left = Vec::new();
    for entry in kept {
        match copied(&entry) {
            Some(original) => questions.push(Question::new(
                &entry.id,
                entry.span,
                Matter::Discarded { copy_of: original.id.clone() },
            )),
            None => left.push(entry),
        }
    }
    left
}

/// Whether it is the same recording once more, not another device's own.
fn is_copy<'a>(discarded: &Entry<'a>, entry: &Entry<'a>, compared: &Compared<'a>) -> bool {
    let apart = discarded.span.start_distance(&entry.span).as_seconds();
    let longer = (discarded.span.duration().as_seconds() - entry.span.duration().as_seconds()).abs();
    let same_times = apart <= 2.0 && longer <= 2.0 && !discarded.source.is_other_device(&entry.source);
    same_times
        || matches!(verdict(discarded, entry, compared), Verdict::Same(Rule::R1 | Rule::R4 | Rule::R5, _))
}

/// Each entry to the group that it fits best, one of each device to a group.
fn gather<'a>(entries: &[Entry<'a>], decisions: &Decisions<'_>, compared: &Compared<'a>) -> Vec<Group<'a>> {
    let facts = Facts { copies: &Copies::among(entries, compared), decisions, compared };
    let mut left = bundles(entries, decisions);
    let mut groups: Vec<Group<'a>> = Vec::new();
    while !left.is_empty() {
        let mut waiting: Vec<Vec<Entry<'a>>> = Vec::new();
        for bundle in left {
            // Of all groups: what joined one in an earlier round may speak for it.
            if groups.iter().any(|group| group.takes(&bundle, facts).is_some()) {
                waiting.push(bundle);
            } else {
                groups.push(Group::of(&bundle));
            }
        }
        left = assign(waiting, &mut groups, facts);
    }
    groups
}

/// What is known beside two observations when they are compared.
#[derive(Clone, Copy)]
struct Facts<'f, 'a, 'd> {
    copies: &'f Copies<'a>,
    decisions: &'f Decisions<'d>,
    compared: &'f Compared<'a>,
}

/// What the athlete called the same, together; everything else by itself. The best first.
fn bundles<'a>(entries: &[Entry<'a>], decisions: &Decisions<'_>) -> Vec<Vec<Entry<'a>>> {
    let mut sorted = entries.to_vec();
    sorted.sort_by(Entry::by_rank);
    if decisions.same.is_empty() {
        return sorted.into_iter().map(|entry| vec![entry]).collect();
    }
    let mut sets = Sets::of(sorted.len());
    let place = |id: &str| sorted.iter().position(|entry| entry.id == id);
    for (a, b) in &decisions.same {
        let (Some(a), Some(b)) = (place(a), place(b)) else { continue };
        let (x, y) = (sets.find(a), sets.find(b));
        let of = |root: usize, sets: &mut Sets| {
            (0..sorted.len()).filter(|i| sets.find(*i) == root).collect::<Vec<_>>()
        };
        let (xs, ys) = (of(x, &mut sets), of(y, &mut sets));
        let split = xs.iter().any(|x| ys.iter().any(|y| decisions.differ(&sorted[*x].id, &sorted[*y].id)));
        if !split {
            sets.join(a, b);
        }
    }
    sets.collect(sorted.into_iter())
}

/// Gives each bundle to the group with the best score that takes it; returns those that none takes any more.
fn assign<'a>(
    waiting: Vec<Vec<Entry<'a>>>,
    groups: &mut [Group<'a>],
    facts: Facts<'_, 'a, '_>,
) -> Vec<Vec<Entry<'a>>> {
    let mut pairs: Vec<(usize, usize, Rule, f64)> = Vec::new();
    for (index, bundle) in waiting.iter().enumerate() {
        for (place, group) in groups.iter().enumerate() {
            pairs.extend(group.takes(bundle, facts).map(|(rule, score)| (index, place, rule, score)));
        }
    }
    // What was noticed by itself comes last, whatever it fits.
    pairs.sort_by(|a, b| {
        let last = |rule: Rule| rule == Rule::R7;
        last(a.2).cmp(&last(b.2)).then(b.3.total_cmp(&a.3)).then((a.0, a.1).cmp(&(b.0, b.1)))
    });
    let mut assigned = vec![false; waiting.len()];
    for (index, place, ..) in pairs {
        if assigned[index] {
            continue;
        }
        // Others may have joined the group since.
        if let Some((rule, score)) = groups[place].takes(&waiting[index], facts) {
            groups[place].add(&waiting[index], rule, score);
            assigned[index] = true;
        }
    }
    waiting.into_iter().zip(assigned).filter(|(_, assigned)| !assigned).map(|(bundle, _)| bundle).collect()
}

impl<'a> Group<'a> {
    /// The first of the bundle is the anchor.
    fn of(bundle: &[Entry<'a>]) -> Self {
        let mut group = Self { members: Vec::new() };
        group.add(bundle, Rule::R0, 1.0);
        group
    }

    fn add(&mut self, bundle: &[Entry<'a>], rule: Rule, score: f64) {
        for (index, entry) in bundle.iter().enumerate() {
            let role = match rule {
                _ if self.members.is_empty() => Role::Anchor,
                Rule::R7 => Role::Evidence,
                _ => Role::Duplicate,
            };
            let (rule, score) = if index == 0 { (rule, score) } else { (Rule::Athlete, 1.0) };
            self.members.push(Member { entry: *entry, role, rule, score });
        }
    }

    pub(super) fn anchor(&self) -> &Entry<'a> {
        &self.members[0].entry
    }

    pub(super) fn holds(&self, observation: &str) -> bool {
        self.members.iter().any(|member| member.entry.id == observation)
    }

    /// Whether the bundle is of this workout: by which rule, and how well it fits.
    fn takes(&self, bundle: &[Entry<'a>], facts: Facts<'_, 'a, '_>) -> Option<(Rule, f64)> {
        let entry = bundle.first()?;
        let differ = |a: &Entry<'_>, b: &Entry<'_>| facts.decisions.differ(&a.id, &b.id);
        let said = |member: &Member<'_>| bundle.iter().any(|entry| differ(&member.entry, entry));
        if self.members.iter().any(said) {
            return None;
        }
        match self.verdict(entry, facts) {
            Verdict::Same(rule, score) => {
                let certain = matches!(rule, Rule::R1 | Rule::R5);
                let clash = |member: &Member<'_>| {
                    veto::sports_differ(&member.entry, entry)
                        || !certain && veto::one_device(&member.entry, entry)
                };
                (!self.members.iter().any(clash)).then_some((rule, score))
            }
            _ => self.noticed(entry),
        }
    }

    /// What the rules say of the anchor and the entry. Copies of either's own recording under another stamp speak for it
    /// too: a clock that is wrong must not part a recording from the others of its workout.
    fn verdict(&self, entry: &Entry<'a>, facts: Facts<'_, 'a, '_>) -> Verdict {
        let anchor = self.anchor();
        let by_anchor = verdict(anchor, entry, facts.compared);
        if matches!(by_anchor, Verdict::Same(..)) {
            return by_anchor;
        }
        let own = |member: &&Member<'_>| matches!(member.rule, Rule::R1 | Rule::R5);
        let copies = self.members.iter().skip(1).filter(own).map(|member| &member.entry);
        let of_anchor = copies.chain(facts.copies.of(anchor)).map(|copy| (copy, entry));
        let of_entry = facts.copies.of(entry).iter().map(|copy| (anchor, copy));
        of_anchor
            .chain(of_entry)
            .filter(|(a, b)| a.id != b.id && !facts.decisions.differ(&a.id, &b.id))
            .map(|(a, b)| verdict(a, b, facts.compared))
            .find(|of| matches!(of, Verdict::Same(..)))
            .unwrap_or(by_anchor)
    }

    /// Whether a copy of one recording may be in the other group, by a clock that is off.
    fn has_late_copy(&self, other: &Self) -> bool {
        let is_copy = |a: &Member<'_>| other.members.iter().any(|b| is_late_copy(&a.entry, &b.entry));
        self.members.iter().any(is_copy)
    }

    /// Rule R7: noticed by itself while this was recorded on purpose.
    fn noticed(&self, entry: &Entry<'_>) -> Option<(Rule, f64)> {
        let by_itself = |entry: &Entry<'_>| entry.source.quality == Quality::AutoDetected;
        let inside = self.anchor().span.overlap(&entry.span) / entry.span.duration();
        (by_itself(entry) && !by_itself(self.anchor()) && inside >= CONTAINMENT)
            .then_some((Rule::R7, inside.min(1.0)))
    }
}

/// What nearly fits is asked about, once for each pair of events.
fn ask<'a>(
    groups: &[Group<'a>],
    decisions: &Decisions<'_>,
    compared: &Compared<'a>,
    questions: &mut Vec<Question>,
) {
    for (index, group) in groups.iter().enumerate() {
        for other in &groups[index + 1..] {
            let (a, b) = (group.anchor(), other.anchor());
            if decisions.settles(&a.id, &b.id) {
                continue;
            }
            let matter = match verdict(a, b, compared) {
                Verdict::Ask(rule, score) => Matter::SameWorkout { other: a.id.clone(), rule, score },
                Verdict::Different if may_be_mistyped(a, b) => {
                    Matter::TypedForAnotherTime { other: a.id.clone() }
                }
                Verdict::Different if group.has_late_copy(other) => {
                    Matter::SameWorkout { other: a.id.clone(), rule: Rule::R4, score: LATE_COPY }
                }
                _ => continue,
            };
            questions.push(Question::new(&b.id, b.span, matter));
        }
    }
}

fn mark_inside(events: &mut [Event]) {
    let spans: Vec<crate::Span> = events.iter().map(|event| event.span).collect();
    for (index, event) in events.iter_mut().enumerate() {
        let length = event.span.duration();
        let inside = spans.iter().enumerate().any(|(other, span)| {
            other != index && span.duration() > length && span.overlap(&event.span) / length >= CONTAINMENT
        });
        if inside {
            event.flags.push(Flag::Inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::{Kind, Observation, Position, Sample, Shape, Source, Span, TraceBuilder, Workout};

    /// An hour's recording that starts this many hours after the first, over this distance.
    fn recording(hour: i64, km: f64, sample: impl Fn(f64) -> Sample) -> Observation {
        let start = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour);
        let source = Source { provider: "file".to_owned(), device: None, quality: Quality::DeviceFile };
        let workout = Workout { distance: Some(units::Length::from_km(km)), ..Workout::default() };
        let span = Span::between(start, start + SignedDuration::from_hours(1));
        let mut trace = TraceBuilder::default();
        for second in 0..3600_i32 {
            trace.add(start + SignedDuration::from_secs(second.into()), &sample(second.into()));
        }
        let first = Some(Position { latitude: 50.0, longitude: 8.0 });
        let shape = Shape { first, trace: trace.finish(), ..Shape::default() };
        let kind = Kind::Workout(workout);
        Observation { shape: Some(Box::new(shape)), ..Observation::of(hour.to_string(), source, span, kind) }
    }

    /// A heart and a way that wander; the seed tells one hour from another.
    fn ride(seed: f64) -> impl Fn(f64) -> Sample {
        move |t| Sample {
            heart_rate: Some(140.0 + 20.0 * (t / (200.0 + seed)).sin() + 10.0 * (t * seed / 500.0).cos()),
            position: Some(Position { latitude: 50.0 + t / 3e4, longitude: 8.0 + (t / 400.0).sin() / 100.0 }),
            ..Sample::default()
        }
    }

    /// A way without a heart, which leaves it to rule R4.
    fn way(t: f64) -> Sample {
        Sample { heart_rate: None, ..ride(0.0)(t) }
    }

    /// How many events these recordings are, and how often two series were compared for it.
    fn work(recordings: &[Observation]) -> (usize, usize) {
        let entries: Vec<Entry<'_>> = recordings.iter().filter_map(Entry::of).collect();
        let compared = Compared::default();
        let (events, _) = compare(&entries, &Decisions::default(), &compared);
        (events.len(), compared.count())
    }

    #[test]
    fn one_series_under_hundreds_of_stamps_is_compared_with_itself_once() {
        let hours = |every: i64| -> Vec<Observation> {
            (0..300).map(|number| recording(every * number, 10.0, ride(0.0))).collect()
        };
        for every in [1, 7, 24] {
            let (events, compared) = work(&hours(every));
            assert!(events < 300, "copies are merged");
            assert_eq!(compared, 1, "every {every} h");
        }
        let ways: Vec<Observation> = (0..300).map(|number| recording(7 * number, 10.0, way)).collect();
        let (events, compared) = work(&ways);
        assert!(events < 300, "shifted copies are merged");
        assert!(compared <= 3, "{compared} comparisons");
    }

    #[test]
    fn hundreds_of_recordings_are_compared_with_their_neighbours_only() {
        let own = |number: u8| {
            let km = 5.0 * 1.02_f64.powi(number.into());
            recording(10 * i64::from(number), km, ride(number.into()))
        };
        let all: Vec<Observation> = (0..100).map(own).collect();
        let (events, compared) = work(&all);
        assert_eq!(events, 100);
        // Two of these lie within the 26 hours after each.
        assert!(compared <= 2 * 100, "{compared} comparisons");
    }
}
