//! Nights: the episodes of all sources that are one sleep, one source for its stages, others where that has none.

use units::Duration;

use super::episode::{Episode, apart, joins, said_same};
use super::habit::Habit;
use super::stages;
use super::{Stage, StageSpan};
use crate::decision::Decisions;
use crate::{Matter, Observation, Question, Span};

/// Overlap, as a share of the shorter, from which two sources saw the same sleep.
const SAME: f64 = 0.5;
/// Where it is not known whether the best source was worn: holes from here on are filled, and edges up to there.
const HOLE: Duration = Duration::from_minutes(10.0);
const EDGE: Duration = Duration::from_minutes(60.0);
/// Farther apart, two sleeps are not compared.
const HALF_DAY: Duration = Duration::from_hours(12.0);
/// Worn and awake for this share of what another source calls sleep contradicts it.
const CONTRADICTED: f64 = 0.5;

/// One sleep.
pub(super) struct Night<'a> {
    /// The best source's episode; its stages are those of the night, with what others filled in.
    pub(super) best: Episode<'a>,
    /// What other sources saw of it.
    pub(super) others: Vec<Episode<'a>>,
    /// Parts of it come from other sources.
    pub(super) composite: bool,
}

/// Takes out what the athlete discarded, and copies of it with the same times from the same source or none known.
pub(super) fn without_discarded<'a>(
    observations: &[&'a Observation],
    decisions: &Decisions<'_>,
    questions: &mut Vec<Question>,
) -> Vec<&'a Observation> {
    if decisions.discarded.is_empty() {
        return observations.to_vec();
    }
    let is_discarded = |piece: &&&Observation| decisions.discarded.contains(piece.id.as_str());
    let gone: Vec<&Observation> = observations.iter().filter(is_discarded).copied().collect();
    let mut left = Vec::new();
    for piece in observations.iter().filter(|piece| !is_discarded(piece)) {
        let copied = gone.iter().find(|gone| {
            gone.span.start_distance(&piece.span).as_seconds() <= 2.0
                && gone.span.end_distance(&piece.span).as_seconds() <= 2.0
                && !gone.source.is_other_device(&piece.source)
        });
        match copied.filter(|_| !decisions.accepted.contains(piece.id.as_str())) {
            Some(gone) => questions.push(Question::new(
                &piece.id,
                piece.span,
                Matter::Discarded { copy_of: gone.id.clone() },
            )),
            None => left.push(*piece),
        }
    }
    left
}

/// The nights of these episodes.
pub(super) fn nights<'a>(
    mut episodes: Vec<Episode<'a>>,
    decisions: &Decisions<'_>,
    habit: &Habit<'_>,
    questions: &mut Vec<Question>,
) -> Vec<Night<'a>> {
    episodes.sort_by(|a, b| preference(b, decisions).total_cmp_to(&preference(a, decisions), a, b));
    let mut nights: Vec<Night<'a>> = Vec::new();
    for episode in episodes {
        let same = nights.iter_mut().find(|night| {
            near(&night.best.span, &episode.span)
                && night.best.span.containment(&episode.span) >= SAME
                && !apart(&night.best, &episode, decisions)
        });
        match same {
            Some(night) => night.fill(episode),
            None => nights.push(Night { best: episode, others: Vec::new(), composite: false }),
        }
    }
    nights.sort_by(|a, b| (a.best.span, &a.best.pieces[0].id).cmp(&(b.best.span, &b.best.pieces[0].id)));
    adjacent(nights, decisions, habit, questions)
}

fn near(a: &Span, b: &Span) -> bool {
    a.gap(b) <= HALF_DAY
}

/// How much a source is preferred for a sleep: the athlete's choice, sleep over time in bed, how settled it is, stages,
/// quality, and how much it saw.
#[derive(PartialEq, PartialOrd)]
struct Preference(usize, bool, super::Standing, bool, crate::Quality, f64);

fn preference(episode: &Episode<'_>, decisions: &Decisions<'_>) -> Preference {
    let chosen =
        episode.pieces.iter().map(|piece| decisions.preference_for_all(&piece.id)).max().unwrap_or(0);
    let quality = episode.pieces[0].source.quality;
    let asleep = episode.asleep().as_seconds();
    Preference(chosen, !episode.in_bed, episode.standing, episode.staged, quality, asleep)
}

impl Preference {
    fn total_cmp_to(&self, other: &Self, a: &Episode<'_>, b: &Episode<'_>) -> std::cmp::Ordering {
        let by_name = || (a.span, &a.pieces[0].id).cmp(&(b.span, &b.pieces[0].id));
        self.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal).then_with(by_name)
    }
}

/// Neighbours of different sources with a short gap are one sleep, unless the better one was worn and saw the athlete
/// awake.
fn adjacent<'a>(
    nights: Vec<Night<'a>>,
    decisions: &Decisions<'_>,
    habit: &Habit<'_>,
    questions: &mut Vec<Question>,
) -> Vec<Night<'a>> {
    let mut joined: Vec<Night<'a>> = Vec::new();
    for night in nights {
        let Some(last) = joined.last_mut() else {
            joined.push(night);
            continue;
        };
        let said = said_same(&last.best, &night.best, decisions);
        let near = !is_one_source(&last.best, &night.best) && joins(&last.best, &night.best, habit);
        if !near && !said || apart(&last.best, &night.best, decisions) {
            joined.push(night);
        } else if said {
            last.absorb(night, decisions);
        } else if contradicts(&last.best, &night.best) || contradicts(&night.best, &last.best) {
            set_aside(&mut joined, night, decisions, questions);
        } else {
            last.absorb(night, decisions);
        }
    }
    joined
}

fn is_one_source(a: &Episode<'_>, b: &Episode<'_>) -> bool {
    let (a, b) = (&a.pieces[0].source, &b.pieces[0].source);
    a.provider == b.provider && a.device == b.device
}

/// Whether the first was worn, and awake, for most of what the second alone calls sleep.
fn contradicts(worn: &Episode<'_>, claimed: &Episode<'_>) -> bool {
    if worn.worn.is_empty() {
        return false;
    }
    let alone = stages::holes(&[worn.span], claimed.span);
    let length = alone.iter().fold(Duration::ZERO, |sum, span| sum + span.duration());
    let seen = alone
        .iter()
        .fold(Duration::ZERO, |sum, span| worn.worn.iter().fold(sum, |sum, worn| sum + worn.overlap(span)));
    length > Duration::ZERO && seen / length >= CONTRADICTED
}

/// Of two that contradict each other, the one whose source is not worn, or less preferred, is no sleep of its own if
/// they overlap.
fn set_aside<'a>(
    joined: &mut Vec<Night<'a>>,
    night: Night<'a>,
    decisions: &Decisions<'_>,
    questions: &mut Vec<Question>,
) {
    let Some(last) = joined.last_mut() else { return };
    if last.best.span.overlap(&night.best.span) <= Duration::ZERO {
        joined.push(night);
        return;
    }
    let later_is_better = preference(&night.best, decisions) > preference(&last.best, decisions);
    let later_wins = match (contradicts(&last.best, &night.best), contradicts(&night.best, &last.best)) {
        (true, false) => false,
        (false, true) => true,
        _ => later_is_better,
    };
    let (kept, aside) = if later_wins {
        let aside = std::mem::replace(last, night);
        (&*last, aside)
    } else {
        (&*last, night)
    };
    for piece in aside.best.pieces.iter().chain(aside.others.iter().flat_map(|other| &other.pieces)) {
        let by = kept.best.pieces[0].id.clone();
        questions.push(Question::new(&piece.id, piece.span, Matter::Contradicted { by }));
    }
}

impl<'a> Night<'a> {
    /// Takes in another source's view of the same sleep.
    fn fill(&mut self, other: Episode<'a>) {
        if !other.in_bed {
            let holes = self.fillable(&other);
            self.take_stages(&other, &holes);
        }
        self.others.push(other);
    }

    /// Where the other may say more: all of it where the best source was not worn; nothing where it was; holes and
    /// edges within limits where that is not known.
    fn fillable(&self, other: &Episode<'a>) -> Vec<Span> {
        let best = &self.best;
        if !best.worn.is_empty() {
            let mut known: Vec<Span> =
                best.stages.iter().map(|stage| stage.span).chain(best.worn.clone()).collect();
            known.sort_unstable();
            return stages::holes(&known, other.span);
        }
        if best.counted.is_some() {
            // Its time asleep is a count over the whole: there is no telling which minutes it left out.
            return Vec::new();
        }
        let known: Vec<Span> = best.stages.iter().map(|stage| stage.span).collect();
        let reach = Span {
            start: before(best.span.start, EDGE).max(other.span.start),
            end: after(best.span.end, EDGE).min(other.span.end),
        };
        if reach.start >= reach.end {
            return Vec::new();
        }
        let inner = |hole: &Span| hole.start >= best.span.start && hole.end <= best.span.end;
        stages::holes(&known, reach)
            .into_iter()
            .filter(|hole| !inner(hole) || hole.duration() > HOLE)
            .collect()
    }

    fn take_stages(&mut self, other: &Episode<'a>, holes: &[Span]) {
        let more: Vec<StageSpan> = holes
            .iter()
            .flat_map(|hole| stages::inside(&other.stages, *hole))
            .filter(|piece| piece.stage != Stage::InBed)
            .collect();
        if more.iter().all(|piece| !piece.stage.is_asleep()) {
            return;
        }
        self.composite = true;
        self.best.stages.extend(more);
        self.best.stages = stages::clipped(std::mem::take(&mut self.best.stages));
        if let Some(span) = stages::asleep_span(&self.best.stages) {
            if span.end > self.best.span.end {
                self.best.offset = other.offset;
            }
            self.best.span = self.best.span.hull(&span);
        }
    }

    /// Takes in a neighbour as a whole; minutes that both saw count once, as the better one saw them.
    fn absorb(&mut self, mut night: Night<'a>, decisions: &Decisions<'_>) {
        if preference(&night.best, decisions) > preference(&self.best, decisions) {
            std::mem::swap(self, &mut night);
        }
        let counted = self.best.counted.is_some() || night.best.counted.is_some();
        let total = counted.then(|| {
            let repeated = self.best.span.overlap(&night.best.span);
            let both = self.best.asleep() + night.best.asleep();
            if both > repeated { both - repeated } else { Duration::ZERO }
        });
        let holes = stages::holes(&[self.best.span], night.best.span);
        let end = night.best.span.end;
        self.take_stages(&night.best, &holes);
        self.best.counted = total;
        if end >= self.best.span.end {
            self.best.offset = night.best.offset;
        }
        self.composite = true;
        self.others.push(night.best);
        self.others.extend(night.others);
    }
}

fn before(at: jiff::Timestamp, by: Duration) -> jiff::Timestamp {
    jiff::SignedDuration::try_from_secs_f64(by.as_seconds())
        .ok()
        .and_then(|by| at.checked_sub(by).ok())
        .unwrap_or(at)
}

fn after(at: jiff::Timestamp, by: Duration) -> jiff::Timestamp {
    jiff::SignedDuration::try_from_secs_f64(by.as_seconds())
        .ok()
        .and_then(|by| at.checked_add(by).ok())
        .unwrap_or(at)
}
