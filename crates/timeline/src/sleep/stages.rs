//! Stretches of stages, none over another.

use jiff::Timestamp;
use units::Duration;

use super::{Sleep, Stage, StageSpan};
use crate::{Observation, Span};

/// The stages of an observation; one unnamed stretch where it tells none.
pub(super) fn of(observation: &Observation, sleep: &Sleep) -> Vec<StageSpan> {
    let whole = if sleep.in_bed { Stage::InBed } else { Stage::Asleep };
    let mut stages: Vec<StageSpan> =
        sleep.stages.iter().copied().filter(|piece| piece.span.start < piece.span.end).collect();
    if stages.is_empty() {
        stages.push(StageSpan { stage: whole, span: observation.span });
    }
    stages
}

/// Overlaps clipped: at each instant the deepest stage counts (deep over rem over core over awake over asleep).
pub(super) fn clipped(mut pieces: Vec<StageSpan>) -> Vec<StageSpan> {
    pieces.sort_by_key(|piece| (piece.span, piece.stage));
    let apart = pieces.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    if apart {
        return pieces;
    }
    let mut cuts: Vec<Timestamp> =
        pieces.iter().flat_map(|piece| [piece.span.start, piece.span.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut clipped: Vec<StageSpan> = Vec::new();
    let mut first = 0;
    for cut in cuts.windows(2) {
        let span = Span { start: cut[0], end: cut[1] };
        while first < pieces.len() && pieces[first].span.end <= span.start {
            first += 1;
        }
        let deepest = pieces[first..]
            .iter()
            .take_while(|piece| piece.span.start < span.end)
            .filter(|piece| piece.span.end > span.start)
            .map(|piece| piece.stage)
            .max();
        match (deepest, clipped.last_mut()) {
            (Some(stage), Some(last)) if last.stage == stage && last.span.end == span.start => {
                last.span.end = span.end;
            }
            (Some(stage), _) => clipped.push(StageSpan { stage, span }),
            (None, _) => {}
        }
    }
    clipped
}

/// The parts of these stages inside a span.
pub(super) fn inside(pieces: &[StageSpan], span: Span) -> Vec<StageSpan> {
    pieces
        .iter()
        .filter(|piece| piece.span.start < span.end && piece.span.end > span.start)
        .map(|piece| StageSpan {
            stage: piece.stage,
            span: Span { start: piece.span.start.max(span.start), end: piece.span.end.min(span.end) },
        })
        .collect()
}

/// The sum of the lengths of the stretches that are in the stages asked for.
pub(super) fn sum(pieces: &[StageSpan], of: impl Fn(Stage) -> bool) -> Duration {
    pieces
        .iter()
        .filter(|piece| of(piece.stage))
        .fold(Duration::ZERO, |sum, piece| sum + piece.span.duration())
}

/// From the first falling asleep to the last waking.
pub(super) fn asleep_span(pieces: &[StageSpan]) -> Option<Span> {
    let mut asleep = pieces.iter().filter(|piece| piece.stage.is_asleep());
    let first = asleep.next()?;
    let end = asleep.map(|piece| piece.span.end).max().unwrap_or(first.span.end);
    Some(Span { start: first.span.start, end: end.max(first.span.end) })
}

/// The parts of `span` that no stretch of `covered` (sorted) covers.
pub(super) fn holes(covered: &[Span], span: Span) -> Vec<Span> {
    let mut holes = Vec::new();
    let mut at = span.start;
    for stretch in covered {
        if stretch.start > at && at < span.end {
            holes.push(Span { start: at, end: stretch.start.min(span.end) });
        }
        at = at.max(stretch.end);
    }
    if at < span.end {
        holes.push(Span { start: at, end: span.end });
    }
    holes
}
