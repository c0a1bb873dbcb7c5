//! Rule R8: one recording over several of another device is a cover, not a workout more.

use super::entry::Entry;
use super::pair::CONTAINMENT;
use super::veto;

/// A recording that covers others.
pub(super) struct Cover {
    /// Which one, by its place among the observations.
    pub(super) cover: usize,
    /// The parts, in the order of time.
    pub(super) parts: Vec<usize>,
    /// The share of the cover that the parts fill.
    pub(super) score: f64,
}

/// The covers among these observations. A part is never a cover itself.
pub(super) fn covers(observations: &[Entry<'_>]) -> Vec<Cover> {
    let mut covers: Vec<Cover> = Vec::new();
    if observations.len() < 3 {
        return covers;
    }
    for (index, whole) in observations.iter().enumerate() {
        covers.extend(best_parts(observations, index, whole));
    }
    let parts: Vec<usize> = covers.iter().flat_map(|cover| cover.parts.clone()).collect();
    covers.retain(|cover| !parts.contains(&cover.cover));
    covers
}

/// The parts from the one source that fills the whole best.
fn best_parts(observations: &[Entry<'_>], index: usize, whole: &Entry<'_>) -> Option<Cover> {
    let inside: Vec<usize> = (0..observations.len())
        .filter(|other| *other != index && is_part(&observations[*other], whole))
        .collect();
    let by_source = |first: &usize| {
        let source = &observations[*first].source;
        let mut parts: Vec<usize> = inside
            .iter()
            .copied()
            .filter(|part| {
                let other = &observations[*part].source;
                other.provider == source.provider && other.device == source.device
            })
            .collect();
        parts.sort_by_key(|part| (observations[*part].span, &observations[*part].id));
        // Two copies of one part say no more than one.
        parts.dedup_by(|later, earlier| observations[*earlier].span.end > observations[*later].span.start);
        let filled: f64 =
            parts.iter().map(|part| observations[*part].span.overlap(&whole.span).as_seconds()).sum();
        let score = filled / whole.span.duration().as_seconds();
        (parts.len() >= 2 && score >= CONTAINMENT).then_some(Cover { cover: index, parts, score })
    };
    inside.iter().filter_map(by_source).max_by(|a, b| a.score.total_cmp(&b.score).then(b.parts.cmp(&a.parts)))
}

fn is_part(part: &Entry<'_>, whole: &Entry<'_>) -> bool {
    let shorter = part.span.duration() < whole.span.duration();
    // A better recording is not put aside for two poorer ones.
    let no_better = whole.source.quality <= part.source.quality;
    let other_source =
        part.source.provider != whole.source.provider || part.source.device != whole.source.device;
    let inside =
        part.span.overlap(&whole.span).as_seconds() >= CONTAINMENT * part.span.duration().as_seconds();
    shorter && no_better && other_source && inside && !veto::sports_differ(part, whole)
}
