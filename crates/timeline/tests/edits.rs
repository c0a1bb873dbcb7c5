//! The cases of edits, deletes, lateness and identity, by their numbers.

mod common;

use common::*;
use timeline::{Choice, Event, Flag, Matter, Observation, Quality, Rule, Trait};

fn garmin() -> Observation {
    file("garmin", "running", "10:00", "11:00").distance(10.0).heart_rate(150.0)
}

fn copy() -> Observation {
    strava("strava", "Run", "10:00", "11:00").named("Lunch run")
}

#[test]
fn case_088_a_new_name_changes_the_name_only() {
    let before = reconcile(&[garmin(), copy()]);
    let after = reconcile(&[garmin(), copy(), copy().named("With Eva").revision(1)]);
    let renamed = |event: &Event| {
        let mut event = event.clone();
        if let timeline::EventKind::Workout(workout) = &mut event.kind {
            workout.name = Some("With Eva".to_owned());
        }
        event
    };
    assert_eq!(after, before.iter().map(renamed).collect::<Vec<_>>());
}

#[test]
fn case_089_one_copy_deleted() {
    let events = reconcile(&[garmin(), copy(), copy().deleted()]);
    assert_eq!(names(&events), [["garmin"]]);
    assert_eq!(the_workout(&events[0]).name, None, "the name falls back");
    assert_eq!(copy().deleted().workout().and_then(|workout| workout.name.clone()), None, "and is not kept");
}

#[test]
fn case_090_both_deleted_and_scanned_again() {
    let gone = [garmin().deleted(), copy().deleted()];
    assert_eq!(reconcile(&gone), []);
    let scanned = [garmin(), copy(), gone[0].clone(), gone[1].clone()];
    assert_eq!(reconcile(&scanned), []);
}

#[test]
fn case_092_the_watch_synced_nine_days_later() {
    let entry = typed("typed", "run", "10:00", "11:00").distance(10.5);
    assert_eq!(reconcile(std::slice::from_ref(&entry))[0].flags, [Flag::Manual]);
    let events = reconcile(&[entry, garmin()]);
    assert_eq!(names(&events), [["garmin", "typed"]]);
    assert_eq!(events[0].flags, []);
    assert_eq!(the_workout(&events[0]).distance.map(units::Length::as_km), Some(10.0));
}

#[test]
fn r3_near_starts_where_an_end_is_not_to_be_trusted() {
    // Typed as 50 minutes; the watch ran on to 58 (overlap 0.80 of the union would do, so the start is moved too).
    let entry = typed("typed", "run", "10:02:30", "10:52:30");
    let watch = file("watch", "run", "10:00", "10:58").timer(51.0);
    let events = reconcile(&[entry, watch]);
    assert_eq!(events.len(), 1);
    let unsure =
        workout("push", source("garmin", None, Quality::ProviderDetail), "run", at("10:01"), at("10:31"))
            .being(Trait::EndUnsure)
            .timer(30.0);
    let paused = file("watch", "run", "10:00", "11:30").timer(31.0);
    let events = reconcile(&[unsure, paused]);
    assert_eq!((events.len(), events[0].links[1].rule), (1, Rule::R3));
}

#[test]
fn case_093_what_came_through_a_provider_is_withdrawn() {
    let mut all = vec![garmin(), copy(), strava("only", "Ride", "15:00", "16:00")];
    let withdrawn: Vec<Observation> =
        all.iter().filter(|o| o.source.provider == "strava").map(Observation::deleted).collect();
    all.extend(withdrawn);
    assert_eq!(names(&reconcile(&all)), [["garmin"]]);
}

#[test]
fn case_098_the_whole_export_again() {
    let export = |days: i64| -> Vec<Observation> {
        (0..days)
            .map(|day| {
                let from = at("22:30") + jiff::SignedDuration::from_hours(24 * day);
                night(&format!("hk:{from}"), "watch", from, from + jiff::SignedDuration::from_hours(8))
            })
            .collect()
    };
    let mut twice = export(200);
    twice.extend(export(230));
    assert_eq!(reconcile(&twice), reconcile(&export(230)));
}

#[test]
fn case_100_split_stays_split_when_one_side_is_updated() {
    let apart = Choice::NotSame { a: "garmin".into(), b: "strava".into() };
    let updated = copy().named("Still mine").revision(3);
    assert_eq!(decided(&[garmin(), copy(), updated], &[apart]).len(), 2);
}

#[test]
fn case_102_a_discarded_recording_absorbs_its_copies_only() {
    let discard = Choice::Discard { observation: "garmin".into() };
    let late_copy = strava("copy", "Run", "10:00:01", "11:00");
    let other_watch = file("other", "running", "10:02", "11:01");
    let made = timeline::reconcile(
        &[garmin(), late_copy, other_watch],
        &decisions(&[discard]),
        &jiff::tz::TimeZone::UTC,
    );
    assert_eq!(names(&made.events), [["other"]]);
    assert!(
        matches!(&made.questions[..], [q] if q.observation == "copy" && q.matter == Matter::Discarded { copy_of: "garmin".into() })
    );
    // Two watches started within a second are two recordings.
    let twin = file("twin", "running", "10:00:01", "11:00");
    assert_eq!(decided(&[garmin(), twin], &[Choice::Discard { observation: "garmin".into() }]).len(), 1);
}

#[test]
fn case_104_a_month_of_one_recording_waits_and_merges_with_nothing() {
    let month = file("month", "cycling", "0:00", "648:00").with(|o| o.received = Some(at("700:00")));
    let ride = file("ride", "cycling", "10:00", "12:00");
    let made = timeline::reconcile(&[month, ride], &[], &jiff::tz::TimeZone::UTC);
    assert_eq!(names(&made.events), [["ride"]]);
    assert_eq!(made.questions.len(), 1);
}

#[test]
fn case_105_a_broken_file_and_later_the_whole() {
    let broken = file("fit", "generic", "10:00", "10:40").being(Trait::Truncated);
    assert_eq!(reconcile(std::slice::from_ref(&broken))[0].flags, [Flag::Truncated]);
    let whole = file("fit", "running", "10:00", "11:00").distance(10.0).revision(1);
    let events = reconcile(&[whole, broken]);
    assert_eq!((names(&events), events[0].flags.len()), (vec![vec!["fit"]], 0));
    // Under another name it is the same start on the same device.
    let renamed =
        workout("copy", source("file", None, Quality::DeviceFile), "generic", at("10:00"), at("10:52"))
            .being(Trait::Truncated);
    assert_eq!(reconcile(&[garmin(), renamed]).len(), 1);
}

#[test]
fn case_106_a_recording_whose_times_disagree_says_so() {
    let ride = file("ride", "cycling", "9:00", "17:36").being(Trait::SpanConflict);
    let events = reconcile(&[ride, file("evening", "cycling", "18:00", "20:00")]);
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].flags, [Flag::SpanConflict]);
}
