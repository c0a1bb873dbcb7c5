//! What a few observations can change: the same as a rebuild of everything, at a cost that does not grow with the
//! athlete's history.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::decision::Decisions;
use crate::prepare::{original, prepare};
use crate::reconcile::sleeps;
use crate::workout::entry::Entry;
use crate::workout::{Compared, LONGEST_REACH, components, related, workouts};
use crate::{Choice, Decision, Event, Observation, Question, Reconciled, Span, sleep};

/// How much farther a range grows than it must, at first. Half a day from a night's edge there is no other night, which
/// would make it grow again.
const MORE: SignedDuration = SignedDuration::from_hours(12);
/// Sleeps farther apart than this are not joined.
const SLEEP_GAP: SignedDuration = SignedDuration::from_hours(2);
/// The days around a sleep in which its role can change.
const ROLES: SignedDuration = SignedDuration::from_hours(2 * 24);
/// The days after a sleep in which it teaches the habit, and a few more for its zone.
const TAUGHT: SignedDuration = SignedDuration::from_hours((sleep::LOOK_BACK_DAYS + 3) * 24);
/// The farthest that a sleep begins before a workout that it overlaps.
const LONG_SLEEP: SignedDuration = SignedDuration::from_hours(16);

/// The observations that a change can matter to.
///
/// Give it every version, before and after, of what changed; read what [`range`](Self::range) asks for, until
/// [`is_enough`](Self::is_enough); then [`settle`](Self::settle).
#[derive(Clone, Debug)]
pub struct Neighbourhood<'a> {
    /// Every version of what changed, also as the athlete put its clock right.
    changed: Vec<Observation>,
    decisions: &'a [Decision],
    zone: &'a TimeZone,
    range: Span,
    /// How much farther the range grows next than it must: always an odd number of half days.
    more: SignedDuration,
}

/// What the neighbourhood comes to, and which events and questions it takes the place of.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The events and questions of the neighbourhood.
    pub reconciled: Reconciled,
    observations: BTreeSet<String>,
    sleeps: Option<Span>,
}

impl<'a> Neighbourhood<'a> {
    /// The neighbourhood of what changed: every version of each observation, before and after. `None` when nothing did.
    pub fn of(changed: &[Observation], decisions: &'a [Decision], zone: &'a TimeZone) -> Option<Self> {
        // Every time that the athlete ever gave it: an earlier word may have put it there.
        let restamped = |changed: &Observation| {
            decisions.iter().flat_map(|decision| decision.choice.versions(changed)).collect::<Vec<_>>()
        };
        let mut changed = changed.to_vec();
        changed.extend(changed.iter().flat_map(restamped).collect::<Vec<_>>());
        let reach = changed.iter().map(Observation::reach).reduce(|a, b| a.hull(&b))?;
        Some(Self { changed, decisions, zone, range: around(reach, LONGEST_REACH + SLEEP_GAP), more: MORE })
    }

    /// The stretch of time of which all observations are needed: those whose [reach](Observation::reach) touches it,
    /// with those that any decision names.
    pub fn range(&self) -> Span {
        self.range
    }

    /// Whether these observations of the [range](Self::range) are enough; if not, the range has grown.
    pub fn is_enough(&mut self, observations: &[Observation]) -> bool {
        let decisions = Decisions::of(self.decisions);
        let ready = prepare(observations, &decisions, &mut Vec::new());
        let mut needed = self.range;
        for component in self.touched(&ready, &decisions) {
            for entry in component {
                needed = needed.hull(&around(entry.reach(), LONGEST_REACH));
            }
        }
        if let Some(window) = self.sleeps(&ready) {
            needed =
                needed.hull(&Span { start: earlier(window.start, TAUGHT), end: later(window.end, ROLES) });
            // No chain of sleeps may be cut by the edge of what is known; what lies beyond it is no part of one.
            let slept = ready.iter().filter(|observation| observation.sleep().is_some());
            let at_edge = slept.map(|sleep| around(sleep.reach(), SLEEP_GAP));
            needed = at_edge.filter(|reach| touches(*reach, self.range)).fold(needed, |a, b| a.hull(&b));
        }
        let enough = needed == self.range;
        if !enough {
            // More than that at each side, and more each time, or a long chain would be followed link by link and all of
            // it be read for each.
            let more = self.more;
            let start =
                if needed.start < self.range.start { earlier(needed.start, more) } else { needed.start };
            let end = if needed.end > self.range.end { later(needed.end, more) } else { needed.end };
            self.range = Span { start, end };
            self.more = more.saturating_add(more).saturating_add(MORE);
        }
        enough
    }

    /// The events and questions of the neighbourhood, of observations that are enough.
    pub fn settle(&self, observations: &[Observation]) -> Settled {
        let decisions = Decisions::of(self.decisions);
        let mut questions = Vec::new();
        let ready = prepare(observations, &decisions, &mut questions);
        let mut names: BTreeSet<String> = self.changed.iter().map(|changed| changed.id.clone()).collect();
        questions.retain(|question| names.contains(&question.observation));
        let touched: Vec<Entry<'_>> = self.touched(&ready, &decisions).into_iter().flatten().collect();
        names.extend(touched.iter().map(|entry| original(&entry.id).to_owned()));
        let (mut events, asked) = workouts(&touched, &decisions);
        questions.extend(asked);
        let window = self.sleeps(&ready);
        if let Some(window) = window {
            let entries: Vec<Entry<'_>> =
                ready.iter().filter_map(|observation| Entry::of(observation)).collect();
            let (slept, asked) = sleeps(&ready, &entries, &decisions, self.zone);
            events.extend(slept.into_iter().filter(|event| holds(window, event.span.end)));
            questions.extend(asked.into_iter().filter(|question| holds(window, question.span.end)));
        }
        let reconciled = Reconciled { events, questions }.in_order();
        Settled { reconciled, observations: names, sleeps: window }
    }

    /// The sets of workouts that what changed is or was related to.
    fn touched<'r>(
        &'r self,
        ready: &'r [Cow<'_, Observation>],
        decisions: &Decisions<'_>,
    ) -> Vec<Vec<Entry<'r>>> {
        let compared = Compared::default();
        let changed: Vec<Entry<'r>> = self.changed.iter().filter_map(Entry::of).collect();
        let names: BTreeSet<&str> = self.changed.iter().map(|changed| changed.id.as_str()).collect();
        let entries: Vec<Entry<'r>> = ready.iter().filter_map(|observation| Entry::of(observation)).collect();
        // What the athlete called the same as it stands by it, however far.
        let said = |entry: &Entry<'_>| {
            decisions
                .same
                .iter()
                .any(|(a, b)| *a == entry.id && names.contains(b) || *b == entry.id && names.contains(a))
        };
        let is_touched = |entry: &Entry<'r>| {
            names.contains(original(&entry.id))
                || changed.iter().any(|changed| related(changed, entry, &compared))
                || said(entry)
        };
        let mut sets = components(&entries, decisions, &compared);
        sets.retain(|set| set.iter().any(is_touched));
        sets
    }

    /// The stretch in whose sleeps something can change: the role of those near, the habit of those after.
    fn sleeps(&self, ready: &[Cow<'_, Observation>]) -> Option<Span> {
        let chains = chains(ready.iter().map(AsRef::as_ref).chain(&self.changed));
        let window = |changed: &Observation| {
            let reach = changed.reach();
            if changed.sleep().is_some() {
                let chain = chains.iter().find(|chain| touches(**chain, reach)).copied().unwrap_or(reach);
                return Some(Span { start: earlier(chain.start, ROLES), end: later(chain.end, TAUGHT) });
            }
            // A workout matters to a sleep that begins during it.
            let near = around(reach, LONG_SLEEP);
            let chain =
                chains.iter().filter(|chain| touches(**chain, near)).copied().reduce(|a, b| a.hull(&b))?;
            Some(around(chain, ROLES))
        };
        self.changed.iter().filter_map(window).reduce(|a, b| a.hull(&b))
    }
}

impl Settled {
    /// Whether the event, known from before, is one of the neighbourhood's: it stays only if it is among the new ones.
    pub fn replaces(&self, event: &Event) -> bool {
        match event.workout() {
            Some(_) => event.all_links().any(|link| self.observations.contains(&link.observation)),
            None => self.sleeps.is_some_and(|window| holds(window, event.span.end)),
        }
    }

    /// The same for a question.
    pub fn replaces_question(&self, question: &Question) -> bool {
        if question.sleep {
            return self.sleeps.is_some_and(|window| holds(window, question.span.end));
        }
        self.observations.contains(original(&question.observation))
    }
}

impl Choice {
    /// The other versions of an observation between which this decision, made or taken back, chooses: what to give to
    /// [`Neighbourhood::of`] beside the observation itself.
    pub fn versions(&self, observation: &Observation) -> Option<Observation> {
        match self {
            Self::Restamp { observation: id, start } if *id == observation.id => {
                Some(observation.restamped(*start))
            }
            _ => None,
        }
    }
}

/// Sleeps that follow each other closely, as stretches in the order of time.
fn chains<'o>(observations: impl Iterator<Item = &'o Observation>) -> Vec<Span> {
    let slept = observations.filter(|observation| observation.sleep().is_some());
    let mut reaches: Vec<Span> = slept.map(Observation::reach).collect();
    reaches.sort_unstable();
    let mut chains: Vec<Span> = Vec::new();
    for reach in reaches {
        match chains.last_mut() {
            Some(last) if reach.start <= later(last.end, SLEEP_GAP) => last.end = last.end.max(reach.end),
            _ => chains.push(reach),
        }
    }
    chains
}

fn holds(window: Span, at: Timestamp) -> bool {
    window.start <= at && at <= window.end
}

fn touches(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn around(span: Span, by: SignedDuration) -> Span {
    Span { start: earlier(span.start, by), end: later(span.end, by) }
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
