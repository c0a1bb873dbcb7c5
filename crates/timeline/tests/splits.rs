//! The cases of splits, pauses and multisport, by their numbers.

mod common;

use common::*;
use timeline::{Choice, Observation, Role, Rule, Span};
use units::{Duration, Length};

fn watch(id: &str, sport: &str, from: &str, to: &str) -> Observation {
    file(id, sport, from, to).by("file", "watch")
}

/// A triathlon of one watch: the whole and its five parts.
fn triathlon() -> Vec<Observation> {
    let leg = |id, sport, from, to| watch(id, sport, from, to).with(|o| o.parent = Some("race".into()));
    vec![
        watch("race", "multisport", "7:00", "12:00"),
        leg("swim", "open water swimming", "7:00", "7:40"),
        leg("t1", "transition", "7:40", "7:44"),
        leg("bike", "cycling", "7:44", "10:20"),
        leg("t2", "transition", "10:20", "10:23"),
        leg("run", "running", "10:23", "12:00"),
    ]
}

#[test]
fn case_036_a_pause_in_one_file_is_kept() {
    let pause = Span::between(at("10:30"), at("11:15"));
    let ride = watch("ride", "cycling", "9:00", "12:00").timer(135.0).of_workout(|w| w.pauses = vec![pause]);
    let events = reconcile(&[ride]);
    assert_eq!(events[0].span.duration(), Duration::from_hours(3.0));
    assert_eq!(the_workout(&events[0]).timer, Some(Duration::from_minutes(135.0)));
    assert_eq!(the_workout(&events[0]).pauses, [pause]);
}

#[test]
fn case_037_stopped_and_restarted_at_the_cafe() {
    let out = watch("out", "cycling", "9:00", "10:30").places((50.0, 8.0), (50.2, 8.1));
    let back = watch("back", "cycling", "10:55", "12:00").places((50.2005, 8.1), (50.0, 8.0));
    let events = reconcile(&[back.clone(), out.clone()]);
    assert_eq!(names(&events), [["out"], ["back"]]);
    assert!(events.iter().all(|event| event.outing.as_deref() == Some("out")));
    let elsewhere = back.clone().places((50.3, 8.1), (50.0, 8.0));
    assert!(reconcile(&[elsewhere, out.clone()]).iter().all(|event| event.outing.is_none()), "too far apart");
    let fused = decided(&[out, back], &[Choice::Same { a: "out".into(), b: "back".into() }]);
    assert_eq!(fused.len(), 1, "the athlete may fuse");
}

#[test]
fn case_038_the_other_device_recorded_the_outing_in_one() {
    let parts = [
        watch("out", "cycling", "9:00", "10:30").distance(30.0),
        watch("back", "cycling", "10:55", "12:00").distance(20.0),
    ];
    let whole = file("computer", "cycling", "9:00", "12:00").distance(50.0);
    let events = reconcile(&[parts[0].clone(), parts[1].clone(), whole]);
    assert_eq!(names(&events), [vec!["out", "computer"], vec!["back"]]);
    assert_eq!((events[0].links[1].role, events[0].links[1].rule), (Role::Cover, Rule::R8));
    assert!(events.iter().all(|event| event.outing.as_deref() == Some("out")));
    let total: f64 = events.iter().filter_map(|event| the_workout(event).distance).map(Length::as_km).sum();
    assert!((total - 50.0).abs() < 1e-9);
}

#[test]
fn case_040_warm_up_track_session_and_cool_down() {
    let three = [
        watch("warm-up", "running", "18:00", "18:15"),
        watch("track", "track running", "18:18", "18:50"),
        watch("cool-down", "running", "18:53", "19:05"),
    ];
    let events = reconcile(&three);
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event.outing.as_deref() == Some("warm-up")));
}

#[test]
fn case_041_a_triathlon_is_one_event_with_five_legs() {
    let events = reconcile(&triathlon());
    assert_eq!(names(&events), [["race"]]);
    let legs: Vec<&str> = events[0].legs.iter().map(|leg| leg.workout.sport.as_str()).collect();
    assert_eq!(legs, ["open water swimming", "transition", "cycling", "transition", "running"]);
    assert!(events[0].legs.iter().all(|leg| leg.links[0].rule == Rule::R1));
}

#[test]
fn case_042_three_separate_copies_are_the_legs() {
    let mut all = triathlon();
    all.extend([
        strava("s-swim", "Swim", "7:00", "7:40"),
        strava("s-bike", "Ride", "7:44", "10:20"),
        strava("s-run", "Run", "10:23", "12:00"),
    ]);
    let events = reconcile(&all);
    assert_eq!(events.len(), 1);
    let legs: Vec<Vec<&str>> = events[0]
        .legs
        .iter()
        .map(|leg| leg.links.iter().map(|link| link.observation.as_str()).collect())
        .collect();
    assert_eq!(
        legs,
        [vec!["swim", "s-swim"], vec!["t1"], vec!["bike", "s-bike"], vec!["t2"], vec!["run", "s-run"]]
    );
    assert_eq!(events[0].legs[0].links[1].rule, Rule::R6);
}

#[test]
fn case_044_stopped_in_the_transition() {
    let cut: Vec<Observation> = triathlon().into_iter().take(5).collect();
    let events = reconcile(&cut);
    assert_eq!((events.len(), events[0].legs.len()), (1, 4));
}

#[test]
fn case_045_a_brick_without_multisport_mode() {
    let events =
        reconcile(&[watch("bike", "cycling", "9:00", "10:00"), watch("run", "running", "10:04", "10:30")]);
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.outing.as_deref() == Some("bike")));
}

#[test]
fn split_here_makes_two_events_of_one_recording_and_its_copies_cover_them() {
    let long = watch("long", "running", "9:00", "10:00").distance(10.0);
    let copy = strava("copy", "Run", "9:00", "10:00");
    let split = Choice::Split { observation: "long".into(), at: at("9:40") };
    let events = decided(&[long.clone(), copy.clone()], std::slice::from_ref(&split));
    assert_eq!(names(&events), [vec!["long", "copy"], vec!["long"]]);
    assert_eq!(events[0].links[1].role, Role::Cover);
    assert_eq!((events[0].span.end, events[1].span.start), (at("9:40"), at("9:40")));
    assert_eq!(the_workout(&events[1]).distance, None, "what is known of the whole only is not divided");
    assert_eq!(reconcile(&[long, copy]).len(), 1, "taken back, it is one again");
}

#[test]
fn a_split_recording_keeps_what_its_trace_says_of_each_part() {
    let run = watch("run", "running", "9:00", "10:00").measuring(|t| timeline::Sample {
        speed: Some(if t < 2400.0 { 3.0 } else { 2.0 }),
        heart_rate: Some(if t < 2400.0 { 150.0 } else { 120.0 }),
        ..timeline::Sample::default()
    });
    let events = decided(&[run], &[Choice::Split { observation: "run".into(), at: at("9:40") }]);
    let metres: Vec<f64> =
        events.iter().map(|event| the_workout(event).distance.map_or(0.0, Length::as_m)).collect();
    assert_eq!(metres, [7200.0, 2400.0]);
}
