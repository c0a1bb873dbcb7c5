//! Samples of several series, as one shape.

use jiff::Timestamp;
use timeline::{Sample, Shape, TraceBuilder};

/// The shape that samples in any order make together; nothing where they hold nothing.
pub(super) fn shape_of(mut samples: Vec<(Timestamp, Sample)>) -> Option<Box<Shape>> {
    samples.sort_by_key(|(at, _)| *at);
    let positions = || samples.iter().filter_map(|(_, sample)| sample.position);
    let (first, last) = (positions().next(), positions().next_back());
    let mut trace = TraceBuilder::default();
    samples.iter().for_each(|(at, sample)| trace.add(*at, sample));
    let shape = Shape { first, last, trace: trace.finish(), ..Shape::default() };
    (shape != Shape::default()).then(|| Box::new(shape))
}
