//! The rules for two observations: one workout, two, or a question.

use units::Duration;

use super::compared::Compared;
use super::entry::Entry;
use super::veto;
use crate::{Quality, Rule, Span, Trait, Workout};

/// Overlap (as a share of the union) from which two spans are one workout. Real duplicates lie at 0.89 and above, real
/// neighbours at 0.11 and below.
const OVERLAP: f64 = 0.70;
/// Overlap from which it is worth asking. Three trackers in a chain overlap by 0.41 pairwise and are asked about.
const ASK: f64 = 0.40;
/// Overlap from which a series, or the figures, that agree answer the question.
const NEARLY: f64 = 0.50;
/// By how much lengths and distances may then differ: two devices on one athlete are nearer than this, and one athlete
/// does not train twice at once.
const AGREED_DURATION: f64 = 0.05;
const AGREED_DISTANCE: f64 = 0.03;
/// Starts, and ends, that differ by no more than this, s, are the same to a clock that counts seconds.
const TOGETHER: f64 = 2.0;
/// Copies of one recording whose starts differ by more than this, s, bear different stamps.
const SAME_STAMP: f64 = 20.0;
/// Two sensors on one athlete's heart agree to about 0.75.
const ONE_HEART: f64 = 0.7;
/// How far a clock that nobody set may be off.
const CLOCK_OFF: Duration = Duration::from_minutes(10.0);
/// Containment from which a span inside another is the same workout, if its ends lie close.
pub(super) const CONTAINMENT: f64 = 0.85;
/// How far ends may drift under containment.
const DRIFT: Duration = Duration::from_minutes(15.0);
/// How far starts may lie apart where a span is not to be trusted.
const NEAR_START: Duration = Duration::from_minutes(3.0);
/// By how much durations, and by how much distances, may then differ.
pub(super) const NEAR_DURATION: f64 = 0.15;
const NEAR_DISTANCE: f64 = 0.10;
/// Zones differ by quarters of an hour, and by no more than 26 hours.
const QUARTER: f64 = 900.0;
const FARTHEST_ZONE: f64 = 26.0 * 3600.0;
/// No zone is farther from UTC: beyond it only a series or laps are proof, for places and heart rates recur every day.
const FARTHEST_FROM_UTC: f64 = 14.0 * 3600.0;
/// How far from a quarter a shifted start may lie, s.
const SHIFT_SLACK: f64 = 60.0;
/// By how much the duration and the distance of a shifted copy may differ.
const SHIFTED_DURATION: f64 = 0.02;
const SHIFTED_DISTANCE: f64 = 0.01;
/// How alike a shifted copy must run.
const SHIFTED_LIKENESS: f64 = 0.95;
/// How near to each other a shifted copy must begin, m.
const SHIFTED_PLACE: f64 = 200.0;
/// Recordings that begin farther apart than this, m, are no shifted copies of each other.
const SHIFTED_AWAY: f64 = 1000.0;
/// How near to each other the durations, s or as a share, and the distances of a copy are. Two laps of one loop on one day
/// are farther apart.
const COPIED_SECONDS: f64 = 5.0;
const COPIED_DURATION: f64 = 0.002;
const COPIED_DISTANCE: f64 = 0.003;
/// A lap that the athlete's way made is no whole minute, as a programme's are; by how much it may come near one, s.
const WHOLE_MINUTE: f64 = 1.5;
/// By how much the durations of one recording under two stamps may differ.
const SERIES_DURATION: f64 = 0.02;

/// What the rules say of two observations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// They are one workout.
    Same(Rule, f64),
    /// They may be.
    Ask(Rule, f64),
    /// They are two.
    Different,
}

/// What the rules say of two workouts. Symmetric.
pub(super) fn verdict<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> Verdict {
    if is_same_recording(a, b) {
        return Verdict::Same(Rule::R1, 1.0);
    }
    if a.is(Trait::StartHidden) || b.is(Trait::StartHidden) || veto::sports_differ(a, b) {
        return Verdict::Different;
    }
    if veto::one_device(a, b) {
        // A device records one workout at a time, unless this is the same one saved again.
        return match same_series(a, b, compared) {
            Some(likeness) => Verdict::Same(Rule::R5, likeness),
            None if is_saved_twice(a, b) => Verdict::Same(Rule::R1, 1.0),
            None => at_once(a, b),
        };
    }
    let overlap = overlaps(a, b);
    if let Verdict::Same(rule, score) = overlap {
        return if veto::elsewhere(a, b, compared) {
            by_another_clock(a, b, rule, score, compared)
        } else {
            overlap
        };
    }
    if let Some(score) = starts_near(a, b) {
        return Verdict::Same(Rule::R3, score);
    }
    if let Some(likeness) = same_series(a, b, compared) {
        return Verdict::Same(Rule::R5, likeness);
    }
    match overlap {
        Verdict::Ask(rule, score) if score >= NEARLY => match accompanies(a, b, compared) {
            _ if veto::elsewhere(a, b, compared) => match by_another_clock(a, b, rule, score, compared) {
                Verdict::Different => overlap,
                same => same,
            },
            Some(likeness) => Verdict::Same(Rule::R5, likeness),
            None if figures_agree(a, b) => Verdict::Same(rule, score),
            None => overlap,
        },
        Verdict::Ask(..) => overlap,
        _ => shifted(a, b, compared),
    }
}

/// Whether one device has the same recording under two names: it was uploaded again, or by two ways. No device records two
/// workouts at once, so that what begins and ends together is no second one, whatever a platform made of its distance; where
/// ends differ by seconds, the distance has to be the same too.
fn is_saved_twice(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let begins = a.span.start_distance(&b.span).as_seconds();
    let ends = a.span.end_distance(&b.span).as_seconds();
    let together = begins <= TOGETHER && ends <= TOGETHER;
    together || begins <= SAME_STAMP && has_figures_of_a_copy(a, b)
}

/// What to say of two recordings of one device at the same time that are not the same: one of them cannot be, but which, the
/// athlete knows. What a device noticed by itself runs beside what it records.
fn at_once(a: &Entry<'_>, b: &Entry<'_>) -> Verdict {
    let by_itself = [a, b].iter().any(|entry| entry.source.quality == Quality::AutoDetected);
    match overlaps(a, b) {
        Verdict::Same(rule, score) | Verdict::Ask(rule, score) if score >= ASK && !by_itself => {
            Verdict::Ask(rule, score)
        }
        _ => Verdict::Different,
    }
}

/// What to say of two spans that overlap while the two were in different places: one clock may be off. The same way some
/// minutes later with the same heart is one athlete; with another heart, or an unknown one, it may be a friend behind.
fn by_another_clock<'a>(
    a: &Entry<'a>,
    b: &Entry<'a>,
    rule: Rule,
    score: f64,
    compared: &Compared<'a>,
) -> Verdict {
    match compared.same_way_later(a, b) {
        Some(heart) if heart >= ONE_HEART && figures_agree(a, b) => Verdict::Same(rule, score),
        Some(_) => Verdict::Ask(rule, score),
        None => Verdict::Different,
    }
}

/// Whether lengths and distances are near enough to be those of one workout.
fn figures_agree(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    alike(a.span.duration().as_seconds(), b.span.duration().as_seconds(), AGREED_DURATION)
        && distances(a.workout, b.workout).is_some_and(|(x, y)| alike(x, y, AGREED_DISTANCE))
}

/// Whether lengths and distances are the same: those of one recording and its copy. Two laps of one loop on one day, and
/// two devices on one athlete, are farther apart.
pub(super) fn has_figures_of_a_copy(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let lasts = (a.span.duration().as_seconds(), b.span.duration().as_seconds());
    let same_length = (lasts.0 - lasts.1).abs() <= COPIED_SECONDS || alike(lasts.0, lasts.1, COPIED_DURATION);
    same_length && distances(a.workout, b.workout).is_some_and(|(x, y)| alike(x, y, COPIED_DISTANCE))
}

/// Whether both are one recording under two stamps: what one of the two clocks says is wrong.
pub(super) fn is_restamped_copy<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> bool {
    let hidden = a.is(Trait::StartHidden) || b.is(Trait::StartHidden);
    if hidden || a.span.start_distance(&b.span).as_seconds() <= SAME_STAMP || veto::sports_differ(a, b) {
        return false;
    }
    let overlaps = a.span.intersection_over_union(&b.span) >= NEARLY;
    is_same_recording(a, b)
        || overlaps && !veto::one_device(a, b) && has_figures_of_a_copy(a, b)
        || same_series(a, b, compared).is_some()
}

/// Whether a short recording may have a copy whose clock is off by so much that they hardly overlap. Parts of one training
/// that were recorded one by one look the same, so it is only worth a question.
pub(super) fn is_late_copy(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    a.span.start_distance(&b.span) <= CLOCK_OFF
        && a.span.overlap(&b.span) > Duration::ZERO
        && has_figures_of_a_copy(a, b)
        && !is_one_account(a, b)
        && !veto::sports_differ(a, b)
        && !veto::one_device(a, b)
}

/// Rule R1: the same stamp or handed-on id. The name of an uploaded file is an id only where it carries a provider's token,
/// and then only of recordings whose times overlap: phones call every export `track.gpx`.
pub(super) fn is_same_recording(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    if a.recording.as_deref() == Some(&b.id) || b.recording.as_deref() == Some(&a.id) {
        return true;
    }
    let Some(name) = a.recording.as_deref().filter(|_| a.recording == b.recording) else { return false };
    let Some(upload) = name.strip_prefix("upload:") else { return true };
    has_token(upload) && a.spans().any(|x| b.spans().any(|y| x.overlap(&y) > Duration::ZERO))
}

/// Whether a file's name carries a provider's id: a long number (`garmin_push_4031212345`) or a long hexadecimal one (a
/// UUID), which no person types. Dates are shorter runs of digits.
fn has_token(name: &str) -> bool {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let longest = |is_part: fn(char) -> bool| {
        stem.split(|c| !is_part(c)).filter(|run| run.chars().any(|c| c.is_ascii_digit())).map(str::len).max()
    };
    longest(|c| c.is_ascii_digit()).is_some_and(|run| run >= 9 && run != 14)
        || longest(|c| c.is_ascii_hexdigit() || c == '-')
            .is_some_and(|run| run >= 32 && stem.chars().any(|c| c.is_ascii_hexdigit()))
}

/// Rule R2, over every span that either has or had.
fn overlaps(a: &Entry<'_>, b: &Entry<'_>) -> Verdict {
    let mut found = Verdict::Different;
    for x in a.spans() {
        for y in b.spans() {
            let seen = overlap(x, y);
            let better = match (seen, found) {
                (Verdict::Same(_, new), Verdict::Same(_, old))
                | (Verdict::Ask(_, new), Verdict::Ask(_, old)) => new > old,
                (Verdict::Same(..), _) | (Verdict::Ask(..), Verdict::Different) => true,
                _ => false,
            };
            if better {
                found = seen;
            }
        }
    }
    found
}

fn overlap(a: Span, b: Span) -> Verdict {
    let union = a.intersection_over_union(&b);
    let contained = a.containment(&b) >= CONTAINMENT;
    let close_ends = a.start_distance(&b) <= DRIFT && a.end_distance(&b) <= DRIFT;
    if union >= OVERLAP || contained && close_ends {
        Verdict::Same(Rule::R2, union)
    } else if union >= ASK || contained {
        Verdict::Ask(Rule::R2, union)
    } else {
        Verdict::Different
    }
}

/// Rule R3: where one end is not to be trusted, starts and durations decide.
fn starts_near(a: &Entry<'_>, b: &Entry<'_>) -> Option<f64> {
    let unsure = |o: &Entry<'_>| {
        o.source.quality == Quality::Manual || o.is(Trait::Truncated) || o.is(Trait::EndUnsure)
    };
    let (x, y) = (a.workout()?, b.workout()?);
    if !unsure(a) && !unsure(b) {
        return None;
    }
    let start = a.span.start_distance(&b.span);
    let long = lengths(a, x).any(|length| lengths(b, y).any(|other| alike(length, other, NEAR_DURATION)));
    let far = distances(x, y).is_some_and(|(x, y)| !alike(x, y, NEAR_DISTANCE));
    (start <= NEAR_START && long && !far).then(|| 1.0 - start / NEAR_START)
}

/// Elapsed, and without pauses.
fn lengths<'a>(o: &Entry<'_>, workout: &'a Workout) -> impl Iterator<Item = f64> + use<'a> {
    let elapsed = o.span.duration().as_seconds();
    std::iter::once(elapsed).chain(workout.timer.map(Duration::as_seconds))
}

fn distances(a: &Workout, b: &Workout) -> Option<(f64, f64)> {
    Some((a.distance?.as_m(), b.distance?.as_m()))
}

pub(super) fn alike(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.max(b)
}

/// Rule R5: the same series under other stamps. Only of recordings as long as each other: neighbours by the clock are
/// told apart by rule R2.
pub(super) fn same_series<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> Option<f64> {
    if may_be_same_series(a, b) { compared.identity(a, b) } else { None }
}

/// Whether it is worth comparing the series of the two.
fn may_be_same_series(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    a.trace().is_some()
        && b.trace().is_some()
        && a.span.start_distance(&b.span).as_seconds() <= FARTHEST_ZONE
        && alike(a.span.duration().as_seconds(), b.span.duration().as_seconds(), SERIES_DURATION)
}

/// In the band of questions, a way or an effort that agrees by the clock.
fn accompanies<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> Option<f64> {
    let real = !a.is(Trait::Virtual) && !b.is(Trait::Virtual);
    compared.accompanies(a, b, real)
}

/// Rule R4: a clock off by quarters of an hour, with one more agreement and nothing that speaks against it.
fn shifted<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> Verdict {
    if !may_be_shifted(a, b) {
        return Verdict::Different;
    }
    let likeness = compared.likeness(a, b);
    let laps = a.shape.as_ref().zip(b.shape.as_ref()).and_then(|(a, b)| same_laps(&a.laps, &b.laps));
    let place = starts_apart(a, b);
    let score = likeness.unwrap_or(0.9).clamp(0.0, 1.0);
    let against = likeness.is_some_and(|r| r < SHIFTED_LIKENESS) || laps == Some(false);
    if against {
        return Verdict::Ask(Rule::R4, score.min(0.5));
    }
    // Positions on a loop agree by chance on two days, and nearly the same distance twice on one: they need the figures of
    // a copy. A mean heart rate, and indoors a programme's series, come again every day: they only ask.
    let near = a.span.start_distance(&b.span).as_seconds() <= FARTHEST_FROM_UTC;
    let copied = near && has_figures_of_a_copy(a, b);
    let effort = compared.effort_likeness(a, b);
    let agrees = effort.is_some_and(|r| r >= SHIFTED_LIKENESS) && place.is_some()
        || laps == Some(true) && a.shape.as_ref().is_some_and(|shape| are_of_the_way(&shape.laps))
        || copied && place.is_some_and(|metres| metres <= SHIFTED_PLACE);
    if agrees { Verdict::Same(Rule::R4, score) } else { Verdict::Ask(Rule::R4, score) }
}

/// Whether one provider delivered both under two ids: it knows itself when each was.
fn is_one_account(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    a.source.provider == b.source.provider && !matches!(a.source.provider.as_str(), "file" | "typed")
}

/// Whether laps are those of a way and not of a programme: at least two are no whole minutes.
fn are_of_the_way(laps: &[Duration]) -> bool {
    let odd = |lap: &&Duration| {
        let rest = lap.as_seconds() % 60.0;
        rest.min(60.0 - rest) > WHOLE_MINUTE
    };
    laps.iter().filter(odd).count() >= 2
}

/// How far from each other the two began, m.
fn starts_apart(a: &Entry<'_>, b: &Entry<'_>) -> Option<f64> {
    let (a, b) = a.shape.as_ref().zip(b.shape.as_ref())?;
    Some(a.first?.distance(b.first?))
}

/// Whether starts, places, durations and distances are those of one workout under two zones.
pub(super) fn may_be_shifted(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let apart = a.span.start_distance(&b.span).as_seconds();
    let quarters = (apart / QUARTER).round();
    let (Some(x), Some(y)) = (a.workout(), b.workout()) else { return false };
    quarters >= 1.0
        && apart <= FARTHEST_ZONE
        && (apart - quarters * QUARTER).abs() <= SHIFT_SLACK
        && alike(a.span.duration().as_seconds(), b.span.duration().as_seconds(), SHIFTED_DURATION)
        && distances(x, y).is_none_or(|(x, y)| alike(x, y, SHIFTED_DISTANCE))
        && !is_one_account(a, b)
        && starts_apart(a, b).is_none_or(|metres| metres <= SHIFTED_AWAY)
}

/// Whether the laps are the same to the second; `None` when one side has not more than one.
fn same_laps(a: &[Duration], b: &[Duration]) -> Option<bool> {
    if a.len() < 2 || b.len() < 2 {
        return None;
    }
    let near = |(a, b): (&Duration, &Duration)| (a.as_seconds() - b.as_seconds()).abs() <= 1.5;
    Some(a.len() == b.len() && a.iter().zip(b).all(near))
}
