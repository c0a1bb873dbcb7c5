//! Rows of one sleep stage each, gathered into nights.

use timeline::{Kind, Observation, Offsets, Quality, Sleep, Source, Span, Stage, StageSpan};
use units::Duration;

use crate::short_hash;

/// Pieces closer than this are gathered into one observation, as the timeline would join them anyhow.
const JOINED_WITHIN: Duration = Duration::from_minutes(60.0);
const LONGEST_SLEEP: Duration = Duration::from_hours(16.0);

/// One row: the device, the stage with its time, the offsets in force where they are told.
pub(super) type Piece = (String, StageSpan, Option<Offsets>);

/// The nights of each device; time in bed is an observation of its own.
pub(super) fn gathered(mut pieces: Vec<Piece>) -> Vec<Observation> {
    pieces.sort_by_key(|(device, piece, _)| {
        (device.clone(), piece.stage == Stage::InBed, piece.span, piece.stage)
    });
    pieces.dedup();
    let together = |a: &Piece, b: &Piece| {
        a.0 == b.0
            && (a.1.stage == Stage::InBed) == (b.1.stage == Stage::InBed)
            && a.1.span.gap(&b.1.span) <= JOINED_WITHIN
            && a.1.span.hull(&b.1.span).duration() <= LONGEST_SLEEP
    };
    let night = |stretch: &[Piece]| {
        let first = stretch.first()?;
        let span = stretch.iter().map(|(_, piece, _)| piece.span).fold(first.1.span, |a, b| a.hull(&b));
        let in_bed = first.1.stage == Stage::InBed;
        let stages = if in_bed { vec![] } else { stretch.iter().map(|(_, piece, _)| *piece).collect() };
        let last = stretch.last().and_then(|last| last.2);
        let offsets = first.2.zip(last).map(|(first, last)| Offsets { start: first.start, end: last.end });
        Some(slept(&first.0, span, offsets, Sleep { stages, in_bed, ..Sleep::default() }))
    };
    pieces.chunk_by(together).filter_map(night).collect()
}

/// A sleep that Apple Health knows.
pub(super) fn slept(device: &str, span: Span, offsets: Option<Offsets>, sleep: Sleep) -> Observation {
    let what = if sleep.in_bed { "in-bed" } else { "sleep" };
    let id = format!("{device}:{what}:{}", span.start);
    let source = Source {
        provider: "apple-health".into(),
        device: Some(device.to_owned()),
        quality: Quality::ProviderSummary,
    };
    Observation { offsets, ..Observation::of(id, source, span, Kind::Sleep(sleep)) }
}

/// Tells sources apart without saying whose they are, in the same words as an export of Apple Health.
pub(super) fn device(source: &str) -> String {
    format!("healthkit {}", short_hash(source.as_bytes()))
}
