//! What must hold of any history.

mod common;

use std::collections::BTreeMap;

use common::*;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use timeline::{
    Choice, Decision, Event, Kind, Matter, Neighbourhood, Observation, Quality, Question, Reconciled, Sample,
    Sleep, Source, Span, Stage, StageSpan, Standing, Trait, Workout, merge_revisions, reconcile,
};
use units::Length;

static UTC: TimeZone = TimeZone::UTC;

const SPORTS: [&str; 6] = ["run", "ride", "other", "treadmill running", "multisport", "walk"];
const QUALITIES: [Quality; 4] =
    [Quality::Manual, Quality::AutoDetected, Quality::ProviderSummary, Quality::DeviceFile];
const TRAITS: [Trait; 6] = [
    Trait::Truncated,
    Trait::EndUnsure,
    Trait::Ambiguous,
    Trait::StartHidden,
    Trait::Deleted,
    Trait::Companion,
];

prop_compose! {
    /// Something observed within some days, so that much of it meets.
    fn observations(days: i64)(
        (name, revision) in (0..12_u8, 0..3_u64),
        (quarter, seconds, length) in (0..days * 96, prop::sample::select(vec![0_i64, 1, 40, 400]), 1..16_i64),
        (device, sport, distance) in (0..4_usize, 0..SPORTS.len(), prop::option::of(1..4_u8)),
        (slept, staged, worn) in (prop::bool::weighted(0.35), any::<bool>(), prop::option::of(0..20_i64)),
        which in prop::option::weighted(0.15, 0..TRAITS.len()),
        (recording, parent) in (prop::option::weighted(0.1, 0..3_u8), prop::option::weighted(0.1, 0..12_u8)),
        (traced, received) in (prop::option::weighted(0.2, 0..3_u8), prop::option::weighted(0.3, 0..4_i64)),
    ) -> Observation {
        let start = at("0:00") + SignedDuration::from_mins(15 * quarter) + SignedDuration::from_secs(seconds);
        let length = SignedDuration::from_mins(if slept { 30 * length } else { 15 * length });
        let span = Span::between(start, start + length);
        let source = Source {
            provider: ["file", "strava"][device % 2].to_owned(),
            device: (device > 0).then(|| device.to_string()),
            quality: QUALITIES[device],
        };
        let kind = if slept { Kind::Sleep(sleep_of(span, staged, worn)) } else {
            Kind::Workout(Workout {
                sport: SPORTS[sport].to_owned(),
                distance: distance.map(|km| Length::from_km(f64::from(km))),
                ..Workout::default()
            })
        };
        let mut made = Observation::of(format!("o{name}"), source, span, kind).revision(revision);
        made.traits.extend(which.map(|which| TRAITS[which]));
        made.recording = recording.map(|recording| format!("r{recording}"));
        made.parent = parent.map(|parent| format!("o{parent}")).filter(|parent| *parent != made.id);
        made.received = received.map(|days| at("48:00") + SignedDuration::from_hours(24 * days));
        match traced {
            Some(seed) if !slept => made.measuring(|t| Sample {
                heart_rate: Some(heart(f64::from(seed))(t)),
                position: Some(way(f64::from(seed) * 10.0)(t)),
                ..Sample::default()
            }),
            _ => made,
        }
    }
}

fn sleep_of(span: Span, staged: bool, worn: Option<i64>) -> Sleep {
    let half = span.start + SignedDuration::from_secs(span.end.duration_since(span.start).as_secs() / 2);
    let stages = [
        (Stage::Core, Span { start: span.start, end: half }),
        (Stage::Awake, Span { start: half, end: span.end }),
    ];
    Sleep {
        stages: stages
            .into_iter()
            .filter(|_| staged)
            .map(|(stage, span)| StageSpan { stage, span })
            .collect(),
        worn: worn
            .map(|halves| Span { start: span.start, end: span.end + SignedDuration::from_mins(30 * halves) })
            .into_iter()
            .collect(),
        standing: if staged { Standing::Final } else { Standing::Tentative },
        ..Sleep::default()
    }
}

fn choices() -> impl Strategy<Value = Choice> {
    let name = || (0..12_u8).prop_map(|name| format!("o{name}"));
    prop_oneof![
        (name(), name()).prop_map(|(a, b)| Choice::Same { a, b }),
        (name(), name()).prop_map(|(a, b)| Choice::NotSame { a, b }),
        name().prop_map(|observation| Choice::Discard { observation }),
        name().prop_map(|observation| Choice::Use { observation, field: None }),
        (name(), 0..400_i64).prop_map(|(observation, quarter)| Choice::Split {
            observation,
            at: at("0:00") + SignedDuration::from_mins(15 * quarter),
        }),
        (name(), 0..400_i64).prop_map(|(observation, quarter)| Choice::Restamp {
            observation,
            start: at("0:00") + SignedDuration::from_mins(15 * quarter),
        }),
    ]
}

fn histories(days: i64) -> impl Strategy<Value = (Vec<Observation>, Vec<Decision>)> {
    let choices = prop_oneof![Just(Vec::new()), prop::collection::vec(choices(), 0..4)];
    (prop::collection::vec(observations(days), 0..20), choices)
        .prop_map(|(history, choices)| (history, decisions(&choices)))
}

fn of(history: &[Observation], decisions: &[Decision]) -> Reconciled {
    reconcile(history, decisions, &UTC)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn case_097_any_order_and_any_repetition_give_the_same_events(
        ((history, decisions), shuffled) in histories(4).prop_flat_map(|(history, decisions)| {
            let mut twice = history.clone();
            twice.extend(history.iter().take(history.len() / 2).cloned());
            (Just((history, decisions)), Just(twice).prop_shuffle())
        })
    ) {
        prop_assert_eq!(of(&history, &decisions), of(&shuffled, &decisions));
    }

    #[test]
    fn every_observation_is_linked_once_or_put_aside_with_a_reason((history, _) in histories(4)) {
        let made = of(&history, &[]);
        let mut seen: Vec<&str> =
            made.events.iter().flat_map(Event::all_links).map(|link| link.observation.as_str()).collect();
        seen.extend(made.questions.iter().filter(|question| question.sleep || matches!(question.matter, Matter::Misstamped { .. })).map(|question| question.observation.as_str()));
        seen.sort_unstable();
        let mut all: Vec<String> = by_name(&history)
            .into_iter()
            .filter(|(_, newest)| !newest.is(Trait::Deleted))
            .map(|(name, _)| name)
            .collect();
        all.sort_unstable();
        prop_assert_eq!(seen, all);
    }

    #[test]
    fn no_event_holds_two_of_one_device((history, _) in histories(4)) {
        for event in of(&history, &[]).events.iter().filter(|event| event.workout().is_some()) {
            let mut devices: Vec<_> = event
                .links
                .iter()
                .filter(|link| link.source.device.is_some() && link.rule == timeline::Rule::R2)
                .map(|link| (&link.source.provider, &link.source.device))
                .collect();
            let count = devices.len();
            devices.sort_unstable();
            devices.dedup();
            prop_assert_eq!(count, devices.len());
        }
    }

    #[test]
    fn incremental_equals_rebuild((history, decisions) in histories(30)) {
        let mut kept = Kept::default();
        for observation in &history {
            kept.observe(observation, &[]);
        }
        prop_assert_eq!(&kept.reconciled(), &of(&history, &[]));
        // Decisions one by one, and taken back one by one.
        for count in (1..=decisions.len()).chain((0..decisions.len()).rev()) {
            let last = &decisions[count.min(decisions.len() - 1)];
            let last = if count == 0 { &decisions[0] } else { last };
            let choice = if kept.decided < count { &decisions[count - 1].choice } else { &last.choice };
            kept.decide(choice, &decisions[..count]);
            prop_assert_eq!(&kept.reconciled(), &of(&history, &decisions[..count]));
        }
        // And more reports under decisions.
        kept.decide_all(&decisions);
        let mut all = history.clone();
        for observation in history.iter().rev().take(3) {
            let later = observation.span.start + SignedDuration::from_hours(26);
            let moved = Observation { revision: 7, ..observation.restamped(later) };
            kept.observe(&moved, &decisions);
            all.push(moved);
            prop_assert_eq!(&kept.reconciled(), &of(&all, &decisions));
        }
    }
}

/// The newest revision of each, with what the older ones add.
fn by_name(history: &[Observation]) -> BTreeMap<String, Observation> {
    let mut names: BTreeMap<String, Vec<Observation>> = BTreeMap::new();
    for observation in history {
        names.entry(observation.id.clone()).or_default().push(observation.clone());
    }
    names.into_iter().filter_map(|(name, revisions)| Some((name, merge_revisions(&revisions)?))).collect()
}

/// What a store holds: observations by name, and events and questions as neighbourhoods left them.
#[derive(Default)]
struct Kept {
    observations: BTreeMap<String, Observation>,
    events: Vec<Event>,
    questions: Vec<Question>,
    decided: usize,
    /// How often a range was read.
    reads: usize,
}

impl Kept {
    fn observe(&mut self, observation: &Observation, decisions: &[Decision]) {
        let before = self.observations.get(&observation.id).cloned();
        let revisions: Vec<Observation> = before.iter().cloned().chain([observation.clone()]).collect();
        let Some(after) = merge_revisions(&revisions) else { return };
        self.observations.insert(after.id.clone(), after.clone());
        let changed: Vec<Observation> = before.into_iter().chain([after]).collect();
        self.settle(&changed, decisions);
    }

    fn decide(&mut self, choice: &Choice, decisions: &[Decision]) {
        self.decided = decisions.len();
        let changed: Vec<Observation> = choice
            .about()
            .into_iter()
            .filter_map(|name| self.observations.get(name))
            .flat_map(|observation| [Some(observation.clone()), choice.versions(observation)])
            .flatten()
            .collect();
        self.settle(&changed, decisions);
    }

    fn decide_all(&mut self, decisions: &[Decision]) {
        for count in self.decided..decisions.len() {
            self.decide(&decisions[count].choice, &decisions[..=count]);
        }
    }

    fn settle(&mut self, changed: &[Observation], decisions: &[Decision]) {
        let Some(mut near) = Neighbourhood::of(changed, decisions, &UTC) else { return };
        let loaded = loop {
            let loaded = self.load(near.range(), decisions);
            self.reads += 1;
            if near.is_enough(&loaded) {
                break loaded;
            }
        };
        let settled = near.settle(&loaded);
        self.events.retain(|event| !settled.replaces(event));
        self.questions.retain(|question| !settled.replaces_question(question));
        self.events.extend(settled.reconciled.events);
        self.questions.extend(settled.reconciled.questions);
    }

    fn load(&self, range: Span, decisions: &[Decision]) -> Vec<Observation> {
        let named: Vec<&str> = decisions.iter().flat_map(|decision| decision.choice.about()).collect();
        let touches = |o: &Observation| o.reach().start <= range.end && o.reach().end >= range.start;
        self.observations.values().filter(|o| touches(o) || named.contains(&o.id.as_str())).cloned().collect()
    }

    fn reconciled(&self) -> Reconciled {
        let (mut events, mut questions) = (self.events.clone(), self.questions.clone());
        events.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
        questions.sort_by(|a, b| (a.span, &a.id).cmp(&(b.span, &b.id)));
        Reconciled { events, questions }
    }
}

#[test]
fn a_neighbourhood_does_not_grow_with_the_history() {
    let night = |day: i64| {
        let from = at("22:30") + SignedDuration::from_hours(24 * day);
        night(&format!("n{day}"), "watch", from, from + SignedDuration::from_hours(8))
    };
    // Whoever loads by another index gives it more than it asked for.
    let range = |days: i64, more: SignedDuration| {
        let changed = [night(0)];
        let history: Vec<Observation> = (-days..=0).map(night).collect();
        let mut near = Neighbourhood::of(&changed, &[], &UTC)?;
        loop {
            let range = near.range();
            let touches =
                |o: &&Observation| o.reach().start <= range.end + more && o.reach().end >= range.start - more;
            let loaded: Vec<Observation> = history.iter().filter(touches).cloned().collect();
            if near.is_enough(&loaded) {
                return Some(near.range());
            }
        }
    };
    let exact = range(60, SignedDuration::ZERO);
    assert_eq!(exact, range(3650, SignedDuration::ZERO));
    assert_eq!(exact, range(3650, SignedDuration::from_hours(36)));
    assert!(exact.is_some_and(|span| span.duration().as_days() < 60.0));
}

#[test]
fn a_chain_of_copies_is_read_a_few_times_however_long() {
    // An hour's ride saved under a new stamp every seven hours: one chain of copies through a quarter of a year.
    let copies: Vec<Observation> = (0..300)
        .map(|number| {
            let start = at("6:00") + SignedDuration::from_hours(7 * number);
            let source = source("file", None, Quality::DeviceFile);
            let ride = workout(
                &format!("w{number:03}"),
                source,
                "ride",
                start,
                start + SignedDuration::from_hours(1),
            );
            ride.measuring(|t| Sample {
                heart_rate: Some(heart(3.0)(t)),
                position: Some(way(1.0)(t)),
                ..Sample::default()
            })
        })
        .collect();
    let mut kept = Kept::default();
    let (last, before) =
        copies.split_last().map_or((&[][..], &[][..]), |(last, rest)| (std::slice::from_ref(last), rest));
    kept.observations.extend(before.iter().map(|copy| (copy.id.clone(), copy.clone())));
    let known = of(before, &[]);
    (kept.events, kept.questions) = (known.events, known.questions);
    kept.observe(&last[0], &[]);
    assert_eq!(kept.reconciled(), of(&copies, &[]));
    // 2,100 hours by steps that double, where steps of half a day would read it 61 times.
    assert!(kept.reads <= 8, "read {} times", kept.reads);
}

/// An instant far from everything.
#[test]
fn the_ends_of_time_are_no_trouble() {
    let edge = |id: &str, at: Timestamp| {
        Observation::of(
            id,
            source("file", None, Quality::DeviceFile),
            Span { start: at, end: at },
            Kind::Workout(Workout::default()),
        )
    };
    let all = [edge("first", Timestamp::MIN), edge("last", Timestamp::MAX)];
    let made = of(&all, &[]);
    assert_eq!(made.events.len(), 2);
    let Some(near) = Neighbourhood::of(&all, &[], &UTC) else { return };
    assert_eq!(near.settle(&all).reconciled, made);
}
