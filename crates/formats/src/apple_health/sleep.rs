//! Pieces of sleep, as many sources write them, gathered into one stretch per source and sleep.

use std::collections::BTreeMap;

use timeline::{Kind, Observation, Quality, Sleep, Source, Span, Stage, StageSpan};
use units::Duration;

/// Pieces of one source closer than this are one sleep (timeline rule 4.4.3).
const JOINED_WITHIN: Duration = Duration::from_minutes(60.0);
/// No joined sleep is longer (timeline rule 4.4.3).
const LONGEST_SLEEP: Duration = Duration::from_hours(16.0);

/// All pieces of an export, by source, time in bed apart.
#[derive(Default)]
pub(super) struct Nights(BTreeMap<String, [Vec<StageSpan>; 2]>, usize);

/// No export has more pieces of sleep: a hundred a night for twenty years.
const MOST: usize = 800_000;

impl Nights {
    /// Whether it takes no more.
    pub(super) fn is_full(&self) -> bool {
        self.1 >= MOST
    }

    pub(super) fn add(&mut self, source: &str, span: Span, value: &str) {
        let stage = match value.strip_prefix("HKCategoryValueSleepAnalysis") {
            Some("InBed") => Stage::InBed,
            // Old exports say only that; newer ones the stage.
            Some("Asleep" | "AsleepUnspecified") => Stage::Asleep,
            Some("AsleepCore") => Stage::Core,
            Some("AsleepDeep") => Stage::Deep,
            Some("AsleepREM") => Stage::Rem,
            Some("Awake") => Stage::Awake,
            _ => return,
        };
        if span.duration() > LONGEST_SLEEP {
            return;
        }
        self.1 += 1;
        let piece = StageSpan { stage, span };
        let which = usize::from(stage == Stage::InBed);
        match self.0.get_mut(source) {
            Some(known) => known[which].push(piece),
            None => self.0.entry(source.to_owned()).or_default()[which].push(piece),
        }
    }

    /// One observation per source and sleep, and one per source and time in bed.
    pub(super) fn observations(self) -> Vec<Observation> {
        let mut found = Vec::new();
        for (source, [slept, in_bed]) in self.0 {
            for stages in stretches(slept) {
                let only_awake = stages.iter().all(|piece| piece.stage == Stage::Awake);
                found.extend((!only_awake).then(|| observation(&source, stages, false)));
            }
            found.extend(stretches(in_bed).into_iter().map(|stages| observation(&source, stages, true)));
        }
        found
    }
}

/// Pieces with short gaps together.
fn stretches(mut pieces: Vec<StageSpan>) -> Vec<Vec<StageSpan>> {
    pieces.sort_unstable_by_key(|piece| (piece.span, piece.stage));
    pieces.dedup();
    let mut joined: Vec<(Span, Vec<StageSpan>)> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some((span, stretch))
                if span.gap(&piece.span) <= JOINED_WITHIN
                    && span.hull(&piece.span).duration() <= LONGEST_SLEEP =>
            {
                *span = span.hull(&piece.span);
                stretch.push(piece);
            }
            _ => joined.push((piece.span, vec![piece])),
        }
    }
    joined.into_iter().map(|(_, stretch)| stretch).collect()
}

fn observation(source: &str, stages: Vec<StageSpan>, in_bed: bool) -> Observation {
    let span = stages.iter().map(|piece| piece.span).reduce(|a, b| a.hull(&b)).unwrap_or(stages[0].span);
    let what = if in_bed { "in-bed" } else { "sleep" };
    let id = format!("{source}:{what}:{}", span.start);
    let device = Some(source.to_owned());
    let source = Source { provider: "apple-health".into(), device, quality: Quality::ProviderSummary };
    // What says no more than its span needs no stages.
    let plain = stages.len() == 1 && matches!(stages[0].stage, Stage::Asleep | Stage::InBed);
    let stages = if plain || in_bed { Vec::new() } else { stages };
    Observation::of(id, source, span, Kind::Sleep(Sleep { stages, in_bed, ..Sleep::default() }))
}
