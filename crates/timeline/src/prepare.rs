//! Observations made ready for the rules: one of each name, impossible times put aside, clocks put right, splits cut.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use units::{Duration, Frequency, Length, Power};

use crate::decision::Decisions;
use crate::{Kind, Matter, Misstamp, Observation, Question, Span, Trait};

/// Stands between the name of an observation and that of its later part.
pub(crate) const PART: &str = "~from ";
/// 1024 weeks, after which the satellites' count of weeks begins anew.
const ROLLOVER: SignedDuration = SignedDuration::from_hours(1024 * 7 * 24);
/// How long before it comes a recording with a rolled-over clock was made.
const RECENT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far in the future a clock may be: none is set better than to its zone.
const AHEAD: SignedDuration = SignedDuration::from_hours(26);
/// 1995-01-01: the first heart-rate recordings of watches.
const FIRST: i64 = 788_918_400;
/// No workout lasts longer.
const LONGEST: Duration = Duration::from_days(5.0);

/// The newest revision of each observation that counts, in the order of names; what is put aside becomes a question.
pub(crate) fn prepare<'a>(
    observations: &'a [Observation],
    decisions: &Decisions<'_>,
    questions: &mut Vec<Question>,
) -> Vec<Cow<'a, Observation>> {
    let mut ready = Vec::with_capacity(observations.len());
    for observation in newest(observations) {
        if observation.is(Trait::Deleted) {
            continue;
        }
        let observation = match decisions.restamped.get(observation.id.as_str()) {
            Some(start) => Cow::Owned(observation.restamped(*start)),
            None => observation,
        };
        let accepted = decisions.accepted.contains(observation.id.as_str());
        match misstamp(&observation).filter(|_| !accepted) {
            Some((why, proposal)) => questions.push(Question::new(
                &observation.id,
                observation.span,
                Matter::Misstamped { why, proposal },
            )),
            None => cut(observation, decisions, &mut ready),
        }
    }
    ready
}

/// Rule R0: one observation by each name, its newest revision. The spans of the others are kept with it, so that a later
/// crop does not depend on which came first.
fn newest(observations: &[Observation]) -> Vec<Cow<'_, Observation>> {
    let mut sorted: Vec<&Observation> = observations.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| newer(b, a)));
    let mut newest: Vec<Cow<'_, Observation>> = Vec::with_capacity(sorted.len());
    for observation in sorted {
        match newest.last_mut() {
            Some(last) if last.id == observation.id => {
                if let Some(merged) = with_spans_of(last, observation) {
                    *last = Cow::Owned(merged);
                }
            }
            _ => newest.push(Cow::Borrowed(observation)),
        }
    }
    newest
}

/// A later revision is newer; of two that claim the same number, the one of better quality, then the one that came later
/// (an export made again knows more), then the greater text.
fn newer(a: &Observation, b: &Observation) -> std::cmp::Ordering {
    let rank = |o: &Observation| (o.revision, o.source.quality, o.received);
    rank(a).cmp(&rank(b)).then_with(|| {
        let text = |o: &Observation| format!("{:?}", Observation { earlier: vec![], ..o.clone() });
        if a == b { std::cmp::Ordering::Equal } else { text(a).cmp(&text(b)) }
    })
}

/// The newer revision with the spans that the older one had.
fn with_spans_of(newer: &Observation, older: &Observation) -> Option<Observation> {
    let mut earlier: Vec<Span> = newer.earlier.clone();
    earlier.extend(older.earlier.iter().chain([&older.span]).filter(|span| **span != newer.span));
    earlier.sort_unstable();
    earlier.dedup();
    (earlier != newer.earlier).then(|| Observation { earlier, ..newer.clone() })
}

/// One observation of all these revisions of it, whichever order they came in.
pub fn merge_revisions(revisions: &[Observation]) -> Option<Observation> {
    newest(revisions).into_iter().next().map(Cow::into_owned)
}

/// Why the time of the observation cannot be, and when it may have been.
fn misstamp(observation: &Observation) -> Option<(Misstamp, Option<Timestamp>)> {
    let span = observation.span;
    if span.duration() > LONGEST {
        return Some((Misstamp::TooLong, None));
    }
    if let Some(received) = observation.received {
        let rolled = span.start.checked_add(ROLLOVER).ok();
        let recent = rolled.filter(|rolled| {
            let age = received.duration_since(*rolled);
            age >= -AHEAD && age <= RECENT
        });
        if recent.is_some() {
            return Some((Misstamp::WeekRollover, recent));
        }
        if span.start.duration_since(received) > AHEAD {
            return Some((Misstamp::Future, None));
        }
    }
    (span.start.as_second() < FIRST && observation.received.is_some()).then_some((Misstamp::TooEarly, None))
}

/// The observation of which this is a part.
pub(crate) fn original(id: &str) -> &str {
    id.split_once(PART).map_or(id, |(original, _)| original)
}

/// Cuts the observation where the athlete split it.
fn cut<'a>(whole: Cow<'a, Observation>, decisions: &Decisions<'_>, ready: &mut Vec<Cow<'a, Observation>>) {
    let Some(cuts) = decisions.splits.get(whole.id.as_str()) else {
        ready.push(whole);
        return;
    };
    let mut from = whole.span.start;
    let inside = cuts.iter().filter(|cut| **cut > whole.span.start && **cut < whole.span.end);
    let ends: Vec<Timestamp> = inside.copied().chain([whole.span.end]).collect();
    if ends.len() == 1 {
        ready.push(whole);
        return;
    }
    for end in ends {
        ready.push(Cow::Owned(part(&whole, Span { start: from, end })));
        from = end;
    }
}

/// The part of an observation within a span. What is only known of the whole is left out; what its trace says of the
/// part stays.
fn part(whole: &Observation, span: Span) -> Observation {
    let mut part = whole.clone();
    part.span = span;
    part.earlier = Vec::new();
    if span.start > whole.span.start {
        part.id = format!("{}{PART}{}", whole.id, span.start);
        part.recording = None;
    }
    match &mut part.kind {
        Kind::Workout(workout) => {
            let within = whole.trace().map(|trace| trace.within(span));
            let within = within.as_ref();
            workout.timer = None;
            workout.ascent = None;
            workout.energy = None;
            workout.max_heart_rate = None;
            workout.distance = within.and_then(|part| part.distance).map(Length::from_m);
            workout.mean_heart_rate = within.and_then(|part| part.heart_rate).map(Frequency::from_per_min);
            workout.mean_power = within.and_then(|part| part.power).map(Power::from_watts);
            workout.pauses.retain(|pause| pause.start < span.end && pause.end > span.start);
            part.shape = None;
        }
        Kind::Sleep(sleep) => {
            sleep.asleep = None;
            sleep.stages.retain_mut(|stage| {
                stage.span =
                    Span { start: stage.span.start.max(span.start), end: stage.span.end.min(span.end) };
                stage.span.start < stage.span.end
            });
        }
    }
    part
}
