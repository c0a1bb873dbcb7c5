//! Pieces of sleep, as many sources write them, made into one stretch per source and night.

use std::collections::BTreeMap;

use timeline::{Kind, Observation, Quality, Sleep, Source, Span};
use units::Duration;

/// Pieces of one source closer than this are one sleep (timeline rule 4.4.3).
const JOINED_WITHIN: Duration = Duration::from_minutes(60.0);
/// No joined sleep is longer (timeline rule 4.4.3).
const LONGEST_SLEEP: Duration = Duration::from_hours(16.0);

/// All pieces of an export.
#[derive(Default)]
pub(super) struct Nights {
    asleep: BTreeMap<String, Vec<Span>>,
    in_bed: BTreeMap<String, Vec<Span>>,
}

impl Nights {
    pub(super) fn add(&mut self, source: &str, span: Span, value: &str) {
        let pieces = match value.strip_prefix("HKCategoryValueSleepAnalysis") {
            Some("InBed") => &mut self.in_bed,
            // Old exports say only that; newer ones the stage.
            Some("Asleep" | "AsleepUnspecified" | "AsleepCore" | "AsleepDeep" | "AsleepREM") => {
                &mut self.asleep
            }
            _ => return,
        };
        match pieces.get_mut(source) {
            Some(known) => known.push(span),
            None => drop(pieces.insert(source.to_owned(), vec![span])),
        }
    }

    /// One stretch per source and sleep. Time in bed counts only where no source saw sleep.
    pub(super) fn observations(self) -> Vec<Observation> {
        let mut found: Vec<Observation> = Vec::new();
        for (source, pieces) in self.asleep {
            found.extend(
                stretches(pieces).into_iter().map(|(span, asleep)| observation(&source, span, Some(asleep))),
            );
        }
        let mut slept: Vec<Span> = found.iter().map(|observation| observation.span).collect();
        slept.sort();
        for (source, pieces) in self.in_bed {
            for (span, _) in stretches(pieces) {
                // No stretch is longer than a joined sleep, so one that reaches into this one starts near it.
                let from = slept.partition_point(|sleep| {
                    sleep.start < span.start && sleep.start_distance(&span) > LONGEST_SLEEP
                });
                let seen = slept[from..]
                    .iter()
                    .take_while(|sleep| sleep.start < span.end)
                    .any(|sleep| sleep.overlap(&span) > Duration::ZERO);
                found.extend((!seen).then(|| observation(&source, span, None)));
            }
        }
        found
    }
}

/// Pieces joined over short gaps, each with the time asleep in it; minutes told twice count once.
fn stretches(mut pieces: Vec<Span>) -> Vec<(Span, Duration)> {
    pieces.retain(|piece| piece.duration() <= LONGEST_SLEEP);
    pieces.sort();
    let mut joined: Vec<(Span, Duration)> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some((span, asleep))
                if span.gap(&piece) <= JOINED_WITHIN && span.hull(&piece).duration() <= LONGEST_SLEEP =>
            {
                *asleep = *asleep + piece.duration() - span.overlap(&piece);
                *span = span.hull(&piece);
            }
            _ => joined.push((piece, piece.duration())),
        }
    }
    joined
}

fn observation(source: &str, span: Span, asleep: Option<Duration>) -> Observation {
    Observation {
        id: format!("{source}:sleep:{}", span.start),
        revision: 0,
        source: Source {
            provider: "apple-health".into(),
            device: Some(source.to_owned()),
            quality: Quality::ProviderSummary,
        },
        span,
        kind: Kind::Sleep(Sleep { asleep, nap: false }),
        traits: vec![],
    }
}
