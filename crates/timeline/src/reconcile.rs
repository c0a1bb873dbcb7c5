//! From observations to events.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::decision::Decisions;
use crate::prepare::prepare;
use crate::workout::entry::Entry;
use crate::{Decision, Event, Observation, Question, Span, sleep, workout};

/// What observations and decisions come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reconciled {
    /// What happened, in the order of time.
    pub events: Vec<Event>,
    /// What the rules leave to the athlete, in the order of time.
    pub questions: Vec<Question>,
}

/// Makes the events of these observations. The same observations and decisions in any order and any number of times give
/// the same events. `zone` is where the athlete lives: where a source does not say which offset was in force, a sleep
/// belongs to the local date of waking there.
pub fn reconcile(observations: &[Observation], decisions: &[Decision], zone: &TimeZone) -> Reconciled {
    let decisions = Decisions::of(decisions);
    let mut questions = Vec::new();
    let ready = prepare(observations, &decisions, &mut questions);
    let entries: Vec<Entry<'_>> = ready.iter().filter_map(|observation| Entry::of(observation)).collect();
    let (mut events, asked) = workout::workouts(&entries, &decisions);
    questions.extend(asked);
    let (slept, asked) = sleeps(&ready, &entries, &decisions, zone);
    events.extend(slept);
    questions.extend(asked);
    Reconciled { events, questions }.in_order()
}

pub(crate) fn sleeps(
    ready: &[Cow<'_, Observation>],
    entries: &[Entry<'_>],
    decisions: &Decisions<'_>,
    zone: &TimeZone,
) -> (Vec<Event>, Vec<Question>) {
    let slept: Vec<&Observation> = ready
        .iter()
        .map(AsRef::as_ref)
        .filter(|observation: &&Observation| observation.sleep().is_some())
        .collect();
    if slept.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let shown = |entry: &&Entry<'_>| !decisions.discarded.contains(entry.id.as_str());
    let trained: Vec<Span> = entries.iter().filter(shown).map(|entry| entry.span).collect();
    sleep::sleeps(&slept, &trained, decisions, zone)
}

impl Reconciled {
    pub(crate) fn in_order(mut self) -> Self {
        self.events.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
        self.questions.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
        self
    }
}
