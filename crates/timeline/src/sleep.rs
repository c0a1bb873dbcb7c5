//! Sleep: pieces joined, sources matched, periods told apart.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use units::Duration;

use crate::{
    Event, EventKind, Kind, Link, Observation, Role, Rule, Sleep, SleepPeriod, SleepRole, Source, Span, Trait,
};

/// Awake this long or less, it is one sleep.
const JOIN: Duration = Duration::from_minutes(60.0);
/// A joined sleep is never longer.
const LONGEST: Duration = Duration::from_hours(16.0);
/// Overlap, as a share of the shorter, from which two sources saw the same sleep.
const SAME: f64 = 0.5;
/// From here on a sleep that is not the longest of its day is more than a nap.
const LONG: Duration = Duration::from_hours(3.0);

/// Pieces of one source that are one sleep.
struct Episode<'a> {
    span: Span,
    asleep: Duration,
    pieces: Vec<&'a Observation>,
}

pub(crate) fn events(observations: &[&Observation], zone: &TimeZone) -> Vec<Event> {
    let mut by_source: BTreeMap<&Source, Vec<(&Observation, &Sleep)>> = BTreeMap::new();
    for observation in observations {
        if let Kind::Sleep(sleep) = &observation.kind {
            by_source.entry(&observation.source).or_default().push((observation, sleep));
        }
    }
    let mut episodes: Vec<Episode<'_>> = by_source.into_values().flat_map(join).collect();
    episodes.sort_by(|a, b| {
        let quality = |episode: &Episode<'_>| episode.pieces[0].source.quality;
        (quality(b), a.span, &a.pieces[0].id).cmp(&(quality(a), b.span, &b.pieces[0].id))
    });
    let mut events: Vec<Event> = Vec::new();
    for episode in &episodes {
        match events.iter_mut().find(|event| event.span.containment(&episode.span) >= SAME) {
            Some(event) => event.links.extend(episode.links(Role::Duplicate, Rule::S4)),
            None => events.push(episode.event()),
        }
    }
    classify(&mut events, zone);
    events
}

/// Joins the pieces of one source over short times awake.
fn join<'a>(mut pieces: Vec<(&'a Observation, &'a Sleep)>) -> Vec<Episode<'a>> {
    pieces.sort_by(|(a, _), (b, _)| (a.span, &a.id).cmp(&(b.span, &b.id)));
    let mut episodes: Vec<Episode<'a>> = Vec::new();
    for (observation, sleep) in pieces {
        let asleep = sleep.asleep.unwrap_or(observation.span.duration());
        let joined = episodes.last_mut().filter(|last| {
            last.span.gap(&observation.span) <= JOIN
                && last.span.hull(&observation.span).duration() <= LONGEST
        });
        match joined {
            Some(last) => {
                // A piece that grew from an earlier one repeats its minutes.
                let repeated = last.span.overlap(&observation.span);
                last.asleep += if asleep > repeated { asleep - repeated } else { Duration::ZERO };
                last.span = last.span.hull(&observation.span);
                last.pieces.push(observation);
            }
            None => episodes.push(Episode { span: observation.span, asleep, pieces: vec![observation] }),
        }
    }
    episodes
}

impl Episode<'_> {
    fn links(&self, first: Role, rule: Rule) -> Vec<Link> {
        let link = |(index, piece): (usize, &&Observation)| Link {
            observation: piece.id.clone(),
            source: piece.source.clone(),
            role: if index == 0 { first } else { Role::Piece },
            rule: if index == 0 { rule } else { Rule::S3 },
            score: 1.0,
        };
        self.pieces.iter().enumerate().map(link).collect()
    }

    fn event(&self) -> Event {
        Event {
            id: self.pieces[0].id.clone(),
            span: self.span,
            kind: EventKind::Sleep(SleepPeriod { asleep: self.asleep, role: SleepRole::Nap }),
            links: self.links(Role::Anchor, Rule::R0),
            simulated: self.pieces.iter().all(|piece| piece.traits.contains(&Trait::Simulated)),
        }
    }
}

/// The sleep day is the local date of waking; the longest sleep of a day is the main one.
fn classify(events: &mut [Event], zone: &TimeZone) {
    let mut longest: BTreeMap<Date, Duration> = BTreeMap::new();
    let day = |event: &Event| event.span.end.to_zoned_datetime(zone.clone()).date();
    let asleep = |event: &Event| match &event.kind {
        EventKind::Sleep(period) => period.asleep,
        EventKind::Workout(_) => Duration::ZERO,
    };
    for event in events.iter() {
        let most = longest.entry(day(event)).or_default();
        if asleep(event) > *most {
            *most = asleep(event);
        }
    }
    for event in events.iter_mut() {
        let most = longest.get(&day(event)).copied().unwrap_or_default();
        if let EventKind::Sleep(period) = &mut event.kind {
            period.role = match period.asleep {
                asleep if asleep >= most => SleepRole::Main,
                asleep if asleep >= LONG => SleepRole::Second,
                _ => SleepRole::Nap,
            };
        }
    }
}
