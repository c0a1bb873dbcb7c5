//! The numbered cases of the reconciliation rules that the present rules answer, and what must hold of any history.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use timeline::{Event, EventKind, Kind, Observation, Quality, Sleep, SleepRole, Source, Span, Workout};
use units::{Duration, Length};

fn reconcile(observations: &[Observation]) -> Vec<Event> {
    timeline::reconcile(observations, &TimeZone::UTC)
}

/// A time of day on one day, `h:mm` or `h:mm:ss`; hours beyond 24 are the next day.
fn at(time: &str) -> Timestamp {
    let parts: Vec<i64> = time.split(':').map(|part| part.parse().expect("a number")).collect();
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts.get(2).copied().unwrap_or(0);
    Timestamp::from_second(1_780_000_000 / 86_400 * 86_400 + seconds).expect("a time")
}

fn workout(id: &str, device: &str, quality: Quality, sport: &str, from: &str, to: &str) -> Observation {
    Observation {
        id: id.to_owned(),
        revision: 0,
        source: Source { provider: "p".into(), device: Some(device.to_owned()), quality },
        span: Span::between(at(from), at(to)),
        kind: Kind::Workout(Workout { sport: sport.to_owned(), ..Workout::default() }),
        traits: vec![],
    }
}

fn file(id: &str, sport: &str, from: &str, to: &str) -> Observation {
    workout(id, id, Quality::DeviceFile, sport, from, to)
}

fn sleep(id: &str, device: &str, from: &str, to: &str) -> Observation {
    Observation {
        kind: Kind::Sleep(Sleep::default()),
        ..workout(id, device, Quality::DeviceFile, "", from, to)
    }
}

fn names(events: &[Event]) -> Vec<Vec<&str>> {
    events.iter().map(|event| event.links.iter().map(|link| link.observation.as_str()).collect()).collect()
}

#[test]
fn case_001_a_cloud_copy_is_the_same_workout() {
    let garmin = file("garmin", "running", "10:00", "11:00");
    let strava = workout("strava", "cloud", Quality::AggregatorCopy, "Run", "10:00", "11:00");
    assert_eq!(names(&reconcile(&[strava, garmin])), [["garmin", "strava"]]);
}

#[test]
fn case_002_the_same_report_three_times() {
    let run = file("a", "run", "10:00", "11:00");
    assert_eq!(names(&reconcile(&[run.clone(), run.clone(), run])), [["a"]]);
}

#[test]
fn case_005_distance_is_no_veto_and_fills_what_is_missing() {
    let mut head_unit = file("edge", "cycling", "13:36:45", "14:26:44");
    let mut app = workout("app", "app", Quality::ProviderDetail, "VirtualRide", "13:36:57", "14:27:33");
    if let Kind::Workout(w) = &mut head_unit.kind {
        w.distance = None;
    }
    if let Kind::Workout(w) = &mut app.kind {
        w.distance = Some(Length::from_km(12.793));
    }
    let events = reconcile(&[head_unit, app]);
    assert_eq!(names(&events), [["edge", "app"]]);
    assert!(matches!(&events[0].kind, EventKind::Workout(w) if w.distance == Some(Length::from_km(12.793))));
}

#[test]
fn case_006_the_watch_started_early_and_ended_late() {
    let computer = file("computer", "cycling", "10:04", "11:14");
    let watch = file("watch", "ride", "10:00", "11:23");
    assert_eq!(reconcile(&[computer, watch]).len(), 1);
}

#[test]
fn case_012_a_manual_entry_rounded_to_the_hour() {
    let manual = workout("typed", "phone", Quality::Manual, "run", "7:00", "8:00");
    let device = file("watch", "running", "7:03:20", "8:01:20");
    assert_eq!(names(&reconcile(&[manual, device])), [["watch", "typed"]]);
}

#[test]
fn case_013_a_manual_entry_of_another_time() {
    let manual = workout("typed", "phone", Quality::Manual, "run", "18:00", "18:55");
    let device = file("watch", "running", "17:10", "18:05");
    assert_eq!(reconcile(&[manual, device]).len(), 2);
}

#[test]
fn case_021_no_chain() {
    let chain = [
        file("a", "run", "10:00", "11:00"),
        file("b", "run", "10:25", "11:25"),
        file("c", "run", "10:50", "11:50"),
    ];
    assert_eq!(reconcile(&chain).len(), 3);
}

#[test]
fn case_022_three_trackers() {
    let three = [
        file("a", "run", "10:00", "11:00"),
        file("b", "run", "10:02", "11:01"),
        file("c", "run", "10:05", "11:00"),
    ];
    assert_eq!(names(&reconcile(&three)), [["a", "b", "c"]]);
}

#[test]
fn case_024_and_025_neighbours_stay_apart() {
    let walk = workout("walk", "watch", Quality::DeviceFile, "walking", "9:00", "9:20");
    let run = workout("run", "watch", Quality::DeviceFile, "running", "9:20:32", "9:50");
    assert_eq!(reconcile(&[walk, run]).len(), 2);
    let clips =
        [file("fenix", "cycling", "16:09:22", "16:10:22"), file("edge", "cycling", "16:10:15", "16:11:20")];
    assert_eq!(reconcile(&clips).len(), 2);
}

#[test]
fn case_062_forty_minutes_awake() {
    let pieces = [sleep("a", "watch", "23:10", "27:00"), sleep("b", "watch", "27:40", "30:50")];
    let events = reconcile(&pieces);
    assert_eq!(names(&events), [["a", "b"]]);
    assert!(matches!(events[0].kind, EventKind::Sleep(p) if p.asleep == Duration::from_minutes(420.0)));
}

#[test]
fn case_064_two_long_sleeps() {
    let events = reconcile(&[sleep("a", "watch", "22:00", "25:30"), sleep("b", "watch", "28:00", "31:00")]);
    let roles: Vec<SleepRole> = events
        .iter()
        .filter_map(|e| if let EventKind::Sleep(p) = e.kind { Some(p.role) } else { None })
        .collect();
    assert_eq!(roles, [SleepRole::Main, SleepRole::Second]);
}

#[test]
fn case_065_a_nap_is_a_nap() {
    let events =
        reconcile(&[sleep("night", "watch", "-1:00", "7:00"), sleep("nap", "watch", "14:00", "14:40")]);
    let roles: Vec<SleepRole> = events
        .iter()
        .filter_map(|e| if let EventKind::Sleep(p) = e.kind { Some(p.role) } else { None })
        .collect();
    assert_eq!(roles, [SleepRole::Main, SleepRole::Nap]);
}

#[test]
fn case_072_growing_prefixes_count_once() {
    let pieces = [
        sleep("a", "watch", "23:00", "24:05"),
        sleep("b", "watch", "23:00", "25:18"),
        sleep("c", "watch", "23:00", "30:40"),
    ];
    let events = reconcile(&pieces);
    assert_eq!(events.len(), 1);
    assert!(matches!(events[0].kind, EventKind::Sleep(p) if p.asleep == Duration::from_minutes(460.0)));
}

fn histories() -> impl Strategy<Value = Vec<Observation>> {
    let one = (0..12u8, 0..3u64, 0..40i64, 1..20i64, 0..3usize, 0..4usize, any::<bool>()).prop_map(
        |(id, revision, start, length, device, sport, asleep)| {
            let quality = [Quality::Manual, Quality::ProviderSummary, Quality::DeviceFile][device];
            let start = start * 300;
            let span = Span {
                start: Timestamp::from_second(start).expect("a time"),
                end: Timestamp::from_second(start + length * 300).expect("a time"),
            };
            let sport = ["run", "ride", "other", "treadmill_running"][sport].to_owned();
            let kind = if asleep {
                Kind::Sleep(Sleep::default())
            } else {
                Kind::Workout(Workout { sport, ..Workout::default() })
            };
            let source = Source { provider: "p".into(), device: Some(device.to_string()), quality };
            Observation { id: format!("{id}"), revision, source, span, kind, traits: vec![] }
        },
    );
    prop::collection::vec(one, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn case_097_any_order_and_any_repetition_give_the_same_events(
        (history, shuffled) in histories().prop_flat_map(|history| {
            let mut twice = history.clone();
            twice.extend(history.iter().take(history.len() / 2).cloned());
            (Just(history), Just(twice).prop_shuffle())
        })
    ) {
        prop_assert_eq!(reconcile(&history), reconcile(&shuffled));
    }

    #[test]
    fn every_observation_is_linked_exactly_once(history in histories()) {
        let events = reconcile(&history);
        let mut linked: Vec<&str> = names(&events).concat();
        linked.sort_unstable();
        let mut all: Vec<&str> = history.iter().map(|observation| observation.id.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        prop_assert_eq!(linked, all);
    }
}
