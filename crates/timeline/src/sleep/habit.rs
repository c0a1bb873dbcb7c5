//! When the athlete usually sleeps, learned from the two weeks before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use units::Duration;

use super::episode::LONGEST;
use crate::{Observation, Span};

/// How many days back the habit is learned from.
pub(crate) const LOOK_BACK_DAYS: i64 = 14;
/// Fewer nights than these teach nothing.
const FEWEST_NIGHTS: usize = 5;
/// Pieces this close are one sleep whatever the habit: what it is learned from cannot depend on it.
const CERTAIN: Duration = Duration::from_minutes(60.0);
/// What teaches is at least a long sleep.
const LONG: Duration = Duration::from_hours(3.0);
/// The window goes this far beyond the usual onset and waking, minutes.
const MARGIN: i64 = 90;
/// Without a habit: 21:00 to 10:00, with the middle at 03:30. Minutes after noon.
const DEFAULT: Usual = Usual { onset: 9 * 60, wake: 22 * 60, middle: 15 * 60 + 30 };
const DEFAULT_MARGIN: i64 = 0;
/// Who usually sleeps around the middle of the day (08:00 to 20:00) is a day sleeper: minutes after noon.
const DAY_MIDDLE: (i64, i64) = (8 * 60, 20 * 60);
/// A day sleeper's day turns at 18:00.
const DAY_TURNS: i64 = 18 * 60;
const DAY: i64 = 24 * 60;

/// Onset, waking and middle of the usual night, in minutes after the noon before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Usual {
    onset: i64,
    wake: i64,
    middle: i64,
}

/// The athlete's nights, and what they teach of any day.
pub(super) struct Habit<'a> {
    zone: &'a TimeZone,
    /// The longest sleep of each day.
    nights: BTreeMap<Date, (Duration, Usual)>,
}

impl<'a> Habit<'a> {
    pub(super) fn of(pieces: &[&Observation], zone: &'a TimeZone) -> Self {
        let mut habit = Self { zone, nights: BTreeMap::new() };
        for (span, offset) in certain_sleeps(pieces) {
            let day = habit.local(span.end, offset).date();
            let usual = habit.usual(span, offset);
            let longest = habit.nights.entry(day).or_insert((span.duration(), usual));
            let better = (span.duration(), usual.onset) > (longest.0, longest.1.onset);
            if better {
                *longest = (span.duration(), usual);
            }
        }
        habit
    }

    /// The local date of waking. For a day sleeper the day turns at 18:00.
    pub(super) fn day(&self, waking: Timestamp, offset: Option<i32>) -> Date {
        let local = self.local(waking, offset);
        let date = local.date();
        let late = i64::from(local.hour()) * 60 + i64::from(local.minute()) >= DAY_TURNS;
        let sleeps_by_day = || {
            self.learned(date).is_some_and(|usual| {
                let middle = (usual.middle + DAY / 2).rem_euclid(DAY);
                (DAY_MIDDLE.0..DAY_MIDDLE.1).contains(&middle)
            })
        };
        if late && sleeps_by_day() { date.tomorrow().unwrap_or(date) } else { date }
    }

    /// Whether at least half of the span lies in the usual night before its end.
    pub(super) fn is_at_night(&self, span: Span, offset: Option<i32>) -> bool {
        let day = self.day(span.end, offset);
        let (usual, margin) = self.learned(day).map_or((DEFAULT, DEFAULT_MARGIN), |usual| (usual, MARGIN));
        let local = self.usual(span, offset);
        let (from, to) = (usual.onset - margin, usual.wake + margin);
        // The window recurs every day: a piece may lie in that of the day before or after.
        let inside = (-1..=1)
            .map(|days| {
                let (from, to) = (from + days * DAY, to + days * DAY);
                local.wake.min(to) - local.onset.max(from)
            })
            .max()
            .unwrap_or(0);
        inside * 2 >= local.wake - local.onset
    }

    /// Minutes between the middle of the span and the usual middle of the night.
    pub(super) fn off_the_middle(&self, span: Span, offset: Option<i32>) -> i64 {
        let usual = self.learned(self.day(span.end, offset)).unwrap_or(DEFAULT);
        let off = (self.usual(span, offset).middle - usual.middle).rem_euclid(DAY);
        off.min(DAY - off)
    }

    /// What the two weeks before the day teach.
    fn learned(&self, day: Date) -> Option<Usual> {
        let from = day.checked_sub(jiff::Span::new().days(LOOK_BACK_DAYS)).ok()?;
        let nights: Vec<Usual> = self.nights.range(from..day).map(|(_, (_, usual))| *usual).collect();
        let median = |of: fn(&Usual) -> i64| {
            let mut values: Vec<i64> = nights.iter().map(of).collect();
            values.sort_unstable();
            values[values.len() / 2]
        };
        (nights.len() >= FEWEST_NIGHTS).then(|| Usual {
            onset: median(|usual| usual.onset),
            wake: median(|usual| usual.wake),
            middle: median(|usual| usual.middle),
        })
    }

    /// Minutes of onset, waking and middle after the noon before the onset.
    fn usual(&self, span: Span, offset: Option<i32>) -> Usual {
        let end = self.local(span.end, offset);
        let length = span.end.duration_since(span.start).as_secs() / 60;
        let wake_of_day = i64::from(end.hour()) * 60 + i64::from(end.minute());
        let onset = (wake_of_day - length - DAY / 2).rem_euclid(DAY);
        Usual { onset, wake: onset + length, middle: onset + length / 2 }
    }

    fn local(&self, at: Timestamp, offset: Option<i32>) -> jiff::civil::DateTime {
        match offset.and_then(|seconds| Offset::from_seconds(seconds).ok()) {
            Some(offset) => offset.to_datetime(at),
            None => self.zone.to_datetime(at),
        }
    }
}

/// Long sleeps that are certain without a habit: pieces of one source with short gaps.
fn certain_sleeps(pieces: &[&Observation]) -> Vec<(Span, Option<i32>)> {
    let mut sorted: Vec<&&Observation> =
        pieces.iter().filter(|piece| piece.sleep().is_some_and(|sleep| !sleep.in_bed)).collect();
    sorted.sort_by(|a, b| (&a.source, a.span, &a.id).cmp(&(&b.source, b.span, &b.id)));
    let mut sleeps: Vec<(&Observation, Span, Option<i32>)> = Vec::new();
    for piece in sorted {
        let offset = piece.offsets.map(|offsets| offsets.end);
        match sleeps.last_mut() {
            Some((last, span, zone))
                if last.source == piece.source
                    && span.gap(&piece.span) <= CERTAIN
                    && span.hull(&piece.span).duration() <= LONGEST =>
            {
                *span = span.hull(&piece.span);
                *zone = offset;
            }
            _ => sleeps.push((piece, piece.span, offset)),
        }
    }
    sleeps
        .into_iter()
        .filter(|(_, span, _)| span.duration() >= LONG)
        .map(|(_, span, offset)| (span, offset))
        .collect()
}
