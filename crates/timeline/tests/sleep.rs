//! The cases of sleep, by their numbers.

mod common;

use common::*;
use jiff::civil::date;
use proptest::prelude::*;
use timeline::{Choice, Flag, Matter, Observation, Role, SleepRole, Span, Stage, Standing};
use units::Duration;

/// Seven plain nights before the first day, each from 22:50 to 06:50.
fn week_before() -> Vec<Observation> {
    let day = jiff::SignedDuration::from_hours(24);
    (1..=7)
        .map(|back| {
            night(&format!("n{back}"), "watch", at("22:50") - day * (back + 1), at("6:50") - day * back)
        })
        .collect()
}

/// The events that begin on the first day or later.
fn newest(observations: &[Observation]) -> Vec<timeline::Event> {
    reconcile(observations).into_iter().filter(|event| event.span.start >= at("0:00")).collect()
}

#[test]
fn case_062_forty_minutes_awake() {
    let events = reconcile(&[sleep("a", "watch", "23:10", "27:00"), sleep("b", "watch", "27:40", "30:50")]);
    assert_eq!(names(&events), [["a", "b"]]);
    let period = events[0].sleep().cloned();
    assert_eq!(
        period.map(|sleep| (sleep.asleep, sleep.awake)),
        Some((Duration::from_minutes(420.0), Duration::from_minutes(40.0)))
    );
}

#[test]
fn case_064_two_long_sleeps() {
    let events = reconcile(&[sleep("a", "watch", "22:00", "25:30"), sleep("b", "watch", "28:00", "31:00")]);
    // The second is half an hour shorter, but lies where sleep usually lies.
    assert_eq!(roles(&events), [SleepRole::Second, SleepRole::Main]);
    assert_eq!(events[0].sleep().map(|s| s.day), events[1].sleep().map(|s| s.day));
}

#[test]
fn case_065_a_nap_is_a_nap() {
    let events =
        reconcile(&[sleep("night", "watch", "-1:00", "7:00"), sleep("nap", "watch", "14:00", "14:40")]);
    assert_eq!(roles(&events), [SleepRole::Main, SleepRole::Nap]);
}

#[test]
fn case_066_on_the_sofa_before_bed() {
    let mut all = week_before();
    all.extend([sleep("sofa", "watch", "20:30", "21:10"), sleep("bed", "watch", "22:50", "30:50")]);
    let events = newest(&all);
    assert_eq!(names(&events), [["sofa"], ["bed"]]);
    assert_eq!(events[1].sleep().map(|sleep| sleep.role), Some(SleepRole::Main));
}

#[test]
fn the_usual_night_joins_what_lies_up_to_two_hours_apart() {
    let pieces = [sleep("a", "watch", "22:00", "25:00"), sleep("b", "watch", "26:30", "30:00")];
    assert_eq!(reconcile(&pieces).len(), 1, "90 minutes at night");
    let by_day = [sleep("a", "watch", "12:00", "14:00"), sleep("b", "watch", "15:30", "17:00")];
    assert_eq!(reconcile(&by_day).len(), 2, "90 minutes by day");
}

#[test]
fn case_068_each_source_had_a_part_of_the_night() {
    let worn = |from: &str, to: &str| vec![Span::between(at(from), at(to))];
    let three = [
        sleep("watch", "watch", "22:00", "25:00").of_sleep(|s| s.worn = worn("7:00", "25:00")),
        sleep("ring", "ring", "24:30", "29:00").of_sleep(|s| s.worn = worn("24:30", "29:00")),
        sleep("phone", "phone", "28:45", "31:30"),
    ];
    let events = reconcile(&three);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].span, Span::between(at("22:00"), at("31:30")));
    assert!((minutes(&events[0]) - 570.0).abs() < 1e-9, "minutes seen twice count once");
    assert_eq!(events[0].flags, [Flag::Composite]);
}

#[test]
fn case_069_a_worn_watch_contradicts_the_phone() {
    let watch = sleep("watch", "watch", "13:00", "14:00")
        .of_sleep(|s| s.worn = vec![Span::between(at("6:00"), at("23:00"))]);
    let both = [watch, sleep("phone", "phone", "13:50", "15:00")];
    let events = reconcile(&both);
    assert_eq!(names(&events), [["watch"]]);
    assert!((minutes(&events[0]) - 60.0).abs() < 1e-9);
    assert!(
        matches!(&questions(&both)[..], [q] if q.observation == "phone" && q.matter == Matter::Contradicted { by: "watch".into() })
    );
}

#[test]
fn case_070_a_tentative_night_is_replaced() {
    let tentative =
        sleep("night", "garmin", "22:00", "29:28").of_sleep(|s| s.standing = Standing::Tentative).revision(1);
    let settled = sleep("night", "garmin", "22:00", "31:00").revision(2);
    assert_eq!(reconcile(std::slice::from_ref(&tentative))[0].flags, [Flag::Tentative]);
    let events = reconcile(&[tentative, settled]);
    assert_eq!((names(&events), events[0].flags.len()), (vec![vec!["night"]], 0));
    assert!((minutes(&events[0]) - 540.0).abs() < 1e-9);
}

#[test]
fn case_072_growing_prefixes_count_once() {
    let pieces = [
        sleep("a", "watch", "23:00", "24:05"),
        sleep("b", "watch", "23:00", "25:18"),
        sleep("c", "watch", "23:00", "30:40"),
    ];
    let events = reconcile(&pieces);
    assert_eq!(names(&events), [["c", "b", "a"]]);
    assert!((minutes(&events[0]) - 460.0).abs() < 1e-9);
}

#[test]
fn case_073_sent_again_every_hour() {
    let hourly: Vec<Observation> = (0..8).map(|_| sleep("night", "watch", "23:00", "31:00")).collect();
    assert_eq!(reconcile(&hourly), reconcile(&hourly[..1]));
}

#[test]
fn case_074_two_apps_write_the_same_night() {
    let staged = |id, device, from, to| {
        sleep(id, device, from, to).of_sleep(|s| s.stages = vec![stage(Stage::Core, from, to)])
    };
    let events =
        reconcile(&[staged("a", "watch", "23:00", "31:00"), staged("b", "autosleep", "22:50", "30:55")]);
    assert_eq!(events.len(), 1);
    assert!(minutes(&events[0]) <= 490.0, "one chosen, edges filled, nothing doubled");
}

#[test]
fn case_076_the_named_stage_wins_over_plain_asleep() {
    let night = sleep("night", "watch", "23:00", "31:00").of_sleep(|s| {
        s.stages = vec![
            stage(Stage::Asleep, "23:00", "31:00"),
            stage(Stage::Core, "23:00", "27:00"),
            stage(Stage::Awake, "27:00", "27:20"),
            stage(Stage::Deep, "27:20", "29:00"),
        ];
    });
    let events = reconcile(&[night]);
    let period = events[0].sleep().cloned();
    assert_eq!(period.as_ref().and_then(|sleep| sleep.deep), Some(Duration::from_minutes(100.0)));
    assert_eq!(period.as_ref().map(|sleep| sleep.awake), Some(Duration::from_minutes(20.0)));
    assert!((minutes(&events[0]) - 460.0).abs() < 1e-9);
}

#[test]
fn case_078_holes_between_stages_are_unknown_not_asleep() {
    let night = sleep("night", "watch", "23:00", "31:00").of_sleep(|s| {
        s.stages = vec![stage(Stage::Deep, "23:00", "25:00"), stage(Stage::Core, "26:00", "31:00")];
    });
    let events = reconcile(&[night]);
    assert!((minutes(&events[0]) - 420.0).abs() < 1e-9);
    assert_eq!(events[0].sleep().map(|sleep| sleep.awake), Some(Duration::ZERO));
}

#[test]
fn case_080_a_rotating_shift() {
    let mut all = week_before();
    // Monday's night, then a night shift and sleep on Tuesday.
    all.extend([sleep("monday", "watch", "-1:00", "7:00"), sleep("tuesday", "watch", "33:00", "40:00")]);
    let events = reconcile(&all);
    let of = |id: &str| events.iter().find(|event| event.id == id).and_then(|event| event.sleep().cloned());
    assert_eq!(of("monday").map(|s| (s.role, s.day)), Some((SleepRole::Main, date(2026, 6, 1))));
    assert_eq!(of("tuesday").map(|s| (s.role, s.day)), Some((SleepRole::Main, date(2026, 6, 2))));
}

#[test]
fn case_081_an_hour_before_a_long_time_awake() {
    let events =
        reconcile(&[sleep("short", "watch", "23:50", "24:40"), sleep("long", "watch", "27:00", "32:00")]);
    assert_eq!(roles(&events), [SleepRole::Nap, SleepRole::Main]);
    assert_eq!(events[0].sleep().map(|s| s.day), events[1].sleep().map(|s| s.day));
}

#[test]
fn case_082_fourteen_hours_in_one() {
    let events = reconcile(&[sleep("long", "watch", "22:00", "36:00")]);
    assert_eq!(events.len(), 1);
    assert!((minutes(&events[0]) - 840.0).abs() < 1e-9);
}

#[test]
fn case_084_a_provider_may_call_a_long_sleep_a_nap() {
    let nap = sleep("nap", "whoop", "13:00", "16:20").of_sleep(|s| s.nap = true);
    let events = reconcile(&[sleep("night", "whoop", "-1:00", "6:00"), nap]);
    assert_eq!(roles(&events), [SleepRole::Main, SleepRole::Second], "the length decides, not the name");
}

#[test]
fn case_085_parents_of_a_newborn() {
    let pieces = [
        ("22:00", "22:50"),
        ("23:30", "24:40"),
        ("25:20", "26:00"),
        ("26:50", "28:10"),
        ("28:40", "30:00"),
        ("31:15", "32:30"),
    ];
    let pieces: Vec<Observation> =
        pieces.iter().enumerate().map(|(i, (from, to))| sleep(&i.to_string(), "watch", from, to)).collect();
    let events = reconcile(&pieces);
    assert_eq!((events.len(), events[0].links.len()), (1, 6));
    assert_eq!(
        events[0].sleep().map(|s| s.awake),
        Some(Duration::from_minutes(40.0 + 40.0 + 50.0 + 30.0 + 75.0))
    );
}

#[test]
fn case_086_asleep_during_yoga() {
    let yoga = file("yoga", "yoga", "22:00", "22:40");
    let night = sleep("night", "watch", "22:10", "30:00");
    let events = reconcile(&[yoga, night]);
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].flags, [Flag::OnsetDuringWorkout]);
    assert_eq!(events[1].span.start, at("22:10"));
}

#[test]
fn time_in_bed_is_no_sleep_where_sleep_was_seen() {
    let bed = sleep("bed", "phone", "22:00", "31:00").of_sleep(|s| s.in_bed = true);
    let slept = sleep("night", "watch", "22:30", "30:30");
    let events = reconcile(&[bed.clone(), slept]);
    assert_eq!(names(&events), [["night", "bed"]]);
    assert_eq!(events[0].links[1].role, Role::InBed);
    assert!((minutes(&events[0]) - 480.0).abs() < 1e-9);
    assert!(events[0].sleep().is_some_and(|s| (s.efficiency - 480.0 / 540.0).abs() < 1e-9));
    assert_eq!(reconcile(&[bed])[0].flags, [Flag::InBedOnly], "better than nothing, and said so");
}

#[test]
fn a_source_that_was_not_worn_is_filled_without_limit_and_one_of_which_that_is_not_known_by_an_hour() {
    let whole = sleep("phone", "phone", "22:00", "32:00");
    let part = |worn: Vec<Span>| {
        sleep("watch", "watch", "23:00", "28:00").of_sleep(|s| {
            s.stages = vec![stage(Stage::Core, "23:00", "28:00")];
            s.worn = worn;
        })
    };
    let slept = |worn| minutes(&reconcile(&[part(worn), whole.clone()])[0]);
    assert!((slept(vec![Span::between(at("8:00"), at("28:00"))]) - 540.0).abs() < 1e-9, "battery empty at 4");
    assert!((slept(vec![Span::between(at("8:00"), at("38:00"))]) - 300.0).abs() < 1e-9, "worn, and awake");
    assert!((slept(vec![]) - 420.0).abs() < 1e-9, "an hour at each edge");
}

#[test]
fn the_athlete_joins_splits_and_chooses() {
    let two = [sleep("a", "watch", "22:00", "25:30"), sleep("b", "watch", "28:00", "31:00")];
    let same = Choice::Same { a: "a".into(), b: "b".into() };
    assert_eq!(decided(&two, &[same]).len(), 1);
    let one = [sleep("a", "watch", "22:00", "31:00")];
    let split = Choice::Split { observation: "a".into(), at: at("26:00") };
    let parts = decided(&one, &[split]);
    assert_eq!(parts.iter().map(minutes).collect::<Vec<_>>(), [240.0, 300.0]);
    let apart = Choice::NotSame { a: "a".into(), b: "b".into() };
    let close = [sleep("a", "watch", "22:00", "26:00"), sleep("b", "watch", "26:30", "31:00")];
    assert_eq!((reconcile(&close).len(), decided(&close, &[apart]).len()), (1, 2));
    let sources = [sleep("a", "watch", "22:00", "30:00"), sleep("b", "ring", "22:30", "30:30")];
    let chosen = decided(&sources, &[Choice::Use { observation: "b".into(), field: None }]);
    assert_eq!((reconcile(&sources)[0].id.as_str(), chosen[0].id.as_str()), ("a", "b"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn asleep_and_awake_never_exceed_the_span(pieces in prop::collection::vec((0..3_i64, 0..200_i64, 1..40_i64), 1..12)) {
        let pieces: Vec<Observation> = pieces
            .iter()
            .enumerate()
            .map(|(index, (device, from, length))| {
                let from = at("0:00") + jiff::SignedDuration::from_mins(from * 15);
                night(&index.to_string(), &device.to_string(), from, from + jiff::SignedDuration::from_mins(length * 15))
            })
            .collect();
        for event in reconcile(&pieces) {
            let Some(sleep) = event.sleep() else { continue };
            prop_assert!(sleep.asleep.as_minutes() <= event.span.duration().as_minutes() + 1e-6);
            prop_assert!((sleep.asleep + sleep.awake).as_minutes() <= event.span.duration().as_minutes() + 1e-6);
            prop_assert!((0.0..=1.0).contains(&sleep.efficiency));
        }
    }
}
