//! Episodes: the pieces of one source that are one sleep.

use std::collections::BTreeMap;

use jiff::Timestamp;
use units::Duration;

use super::habit::Habit;
use super::{Sleep, StageSpan, Standing, stages};
use crate::decision::Decisions;
use crate::prepare::original;
use crate::{Observation, Quality, Span};

/// Awake this long or less, it is one sleep.
const JOIN: Duration = Duration::from_minutes(60.0);
/// Awake this long or less in the usual night, it is one sleep too.
const JOIN_AT_NIGHT: Duration = Duration::from_minutes(120.0);
/// A joined sleep is never longer.
pub(super) const LONGEST: Duration = Duration::from_hours(16.0);
/// Nor is one that the athlete called the same longer than this.
const LONGEST_SAID: Duration = Duration::from_hours(24.0);

/// The pieces of one source that are one sleep.
#[derive(Clone)]
pub(super) struct Episode<'a> {
    pub(super) span: Span,
    pub(super) offset: Option<i32>,
    pub(super) stages: Vec<StageSpan>,
    /// When the source was worn; nothing if that is not known.
    pub(super) worn: Vec<Span>,
    pub(super) standing: Standing,
    pub(super) in_bed: bool,
    /// The source told stages apart.
    pub(super) staged: bool,
    /// Time asleep as the source counts it, where its stages do not say.
    pub(super) counted: Option<Duration>,
    pub(super) pieces: Vec<&'a Observation>,
    nap: bool,
}

/// The episodes of all sources.
pub(super) fn episodes<'a>(
    pieces: &[&'a Observation],
    decisions: &Decisions<'_>,
    habit: &Habit<'_>,
) -> Vec<Episode<'a>> {
    let mut by_source: BTreeMap<(&str, Option<&str>, bool), Vec<Episode<'a>>> = BTreeMap::new();
    for observation in pieces {
        let Some(sleep) = observation.sleep() else { continue };
        let key = (observation.source.provider.as_str(), observation.source.device.as_deref(), sleep.in_bed);
        by_source.entry(key).or_default().extend(Episode::of(observation, sleep));
    }
    by_source.into_values().flat_map(|pieces| joined(pieces, decisions, habit)).collect()
}

/// Joins the pieces of one source over short times awake.
fn joined<'a>(
    mut pieces: Vec<Episode<'a>>,
    decisions: &Decisions<'_>,
    habit: &Habit<'_>,
) -> Vec<Episode<'a>> {
    // The longest of those that begin together is the latest; the shorter ones were sent while it grew.
    pieces.sort_by(|a, b| {
        (a.span.start, std::cmp::Reverse(a.span.end), &a.pieces[0].id).cmp(&(
            b.span.start,
            std::cmp::Reverse(b.span.end),
            &b.pieces[0].id,
        ))
    });
    let mut episodes: Vec<Episode<'a>> = Vec::new();
    for piece in pieces {
        match episodes.last_mut() {
            Some(last) if last.span.start == piece.span.start && !apart(last, &piece, decisions) => {
                last.pieces.extend(piece.pieces);
            }
            Some(last)
                if (joins(last, &piece, habit) || said_same(last, &piece, decisions))
                    && !apart(last, &piece, decisions) =>
            {
                last.join(piece);
            }
            _ => episodes.push(piece),
        }
    }
    episodes
}

/// Whether the time awake between the two is short enough for one sleep.
pub(super) fn joins(a: &Episode<'_>, b: &Episode<'_>, habit: &Habit<'_>) -> bool {
    if a.span.hull(&b.span).duration() > LONGEST {
        return false;
    }
    let gap = a.span.gap(&b.span);
    let at_night = |episode: &Episode<'_>| {
        episode.pieces.iter().all(|piece| habit.is_at_night(piece.span, episode.offset)) && !episode.nap
    };
    gap <= JOIN || gap <= JOIN_AT_NIGHT && at_night(a) && at_night(b)
}

/// Whether the athlete said that the two are one sleep. Nobody sleeps a day.
pub(super) fn said_same(a: &Episode<'_>, b: &Episode<'_>, decisions: &Decisions<'_>) -> bool {
    let same =
        |x: &&Observation| b.pieces.iter().any(|y| decisions.are_same(original(&x.id), original(&y.id)));
    !decisions.same.is_empty() && a.span.hull(&b.span).duration() <= LONGEST_SAID && a.pieces.iter().any(same)
}

/// Whether the athlete said that the two are different, or split them.
pub(super) fn apart(a: &Episode<'_>, b: &Episode<'_>, decisions: &Decisions<'_>) -> bool {
    let differ =
        |x: &&Observation| b.pieces.iter().any(|y| decisions.differ(original(&x.id), original(&y.id)));
    let later: Timestamp = a.span.start.max(b.span.start);
    let split = |piece: &&Observation| {
        decisions
            .splits
            .get(original(&piece.id))
            .is_some_and(|cuts| cuts.iter().any(|cut| *cut <= later && *cut > a.span.start.min(b.span.start)))
    };
    let cut = !decisions.splits.is_empty() && (a.pieces.iter().any(split) || b.pieces.iter().any(split));
    cut || a.pieces.iter().any(differ)
}

impl<'a> Episode<'a> {
    fn of(observation: &'a Observation, sleep: &Sleep) -> Option<Self> {
        let all = stages::clipped(stages::of(observation, sleep));
        let asleep = stages::asleep_span(&all);
        // Time in bed before and after is no sleep; of an entry without stages all is.
        let span = if sleep.in_bed { observation.span } else { asleep? };
        Some(Self {
            span,
            offset: observation.offsets.map(|offsets| offsets.end),
            stages: all,
            worn: sorted(sleep.worn.clone()),
            standing: sleep.standing,
            in_bed: sleep.in_bed,
            staged: !sleep.stages.is_empty() && !sleep.in_bed,
            counted: sleep.asleep.filter(|_| sleep.stages.is_empty()),
            pieces: vec![observation],
            nap: sleep.nap && observation.source.quality == Quality::Manual,
        })
    }

    fn join(&mut self, piece: Self) {
        // Minutes told twice count once.
        let repeated = self.span.overlap(&piece.span);
        self.counted = match (self.counted, piece.counted) {
            (None, None) => None,
            (a, b) => {
                let of = |counted: Option<Duration>, stages: &[StageSpan]| {
                    counted.unwrap_or_else(|| stages::sum(stages, super::Stage::is_asleep))
                };
                let both = of(a, &self.stages) + of(b, &piece.stages);
                Some(if both > repeated { both - repeated } else { Duration::ZERO })
            }
        };
        self.offset = if piece.span.end >= self.span.end { piece.offset } else { self.offset };
        self.span = self.span.hull(&piece.span);
        self.stages.extend(piece.stages);
        self.stages = stages::clipped(std::mem::take(&mut self.stages));
        self.worn = sorted(std::mem::take(&mut self.worn).into_iter().chain(piece.worn).collect());
        self.standing = self.standing.min(piece.standing);
        self.staged |= piece.staged;
        self.nap |= piece.nap;
        self.pieces.extend(piece.pieces);
    }

    /// Time asleep.
    pub(super) fn asleep(&self) -> Duration {
        let staged = stages::sum(&self.stages, super::Stage::is_asleep);
        self.counted.map_or(staged, |counted| if counted < staged { counted } else { staged })
    }
}

/// Stretches in order, those that touch joined.
fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
