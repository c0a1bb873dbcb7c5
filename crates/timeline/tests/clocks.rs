//! The cases of clocks and zones, by their numbers.

mod common;

use common::*;
use jiff::civil::{Date, date};
use timeline::{
    Choice, Flag, Matter, Misstamp, Observation, Offsets, Quality, Rule, SleepRole, Trait, reconcile,
};
use units::Duration;

fn slept(from: &str, to: &str) -> Observation {
    night("night", "watch", instant(from), instant(to))
}

fn offsets(start: i32, end: i32) -> Option<Offsets> {
    Some(Offsets { start: start * 3600, end: end * 3600 })
}

/// The hours asleep and the day of one night in Berlin.
fn night_in_berlin(from: &str, to: &str) -> Option<(Duration, Date)> {
    let events = reconcile(&[slept(from, to)], &[], &zone("Europe/Berlin")).events;
    events[0].sleep().map(|sleep| (sleep.asleep, sleep.day))
}

#[test]
fn case_048_the_night_that_loses_an_hour() {
    let night = night_in_berlin("2026-03-28T23:00:00+01:00", "2026-03-29T07:00:00+02:00");
    assert_eq!(night, Some((Duration::from_hours(7.0), date(2026, 3, 29))));
}

#[test]
fn case_049_the_night_that_gains_an_hour() {
    let night = night_in_berlin("2026-10-24T23:00:00+02:00", "2026-10-25T07:00:00+01:00");
    assert_eq!(night, Some((Duration::from_hours(9.0), date(2026, 10, 25))));
}

#[test]
fn case_050_an_hour_that_happened_twice() {
    // 02:30 of 25 October in Berlin: 00:30Z or 01:30Z. The phone wrote no zone, the watch knows it was the later.
    let phone = workout(
        "phone",
        source("app", None, Quality::ProviderSummary),
        "run",
        instant("2026-10-25T00:30:00Z"),
        instant("2026-10-25T01:10:00Z"),
    )
    .being(Trait::Ambiguous);
    let watch = workout(
        "watch",
        source("file", Some("watch"), Quality::DeviceFile),
        "run",
        instant("2026-10-25T01:30:00Z"),
        instant("2026-10-25T02:10:00Z"),
    );
    let berlin = zone("Europe/Berlin");
    let events = reconcile(&[phone.clone(), watch.clone()], &[], &berlin).events;
    assert_eq!(names(&events), [["watch", "phone"]]);
    let alone = reconcile(&[phone], &[], &berlin).events;
    assert_eq!(alone[0].flags, [Flag::Ambiguous]);
}

#[test]
fn case_052_asleep_on_board() {
    let garmin = slept("2026-07-01T22:00:00Z", "2026-07-02T02:00:00Z").with(|o| o.offsets = offsets(2, 2));
    let oura = night("oura", "oura", instant("2026-07-01T22:05:00Z"), instant("2026-07-02T02:00:00Z"))
        .with(|o| o.offsets = offsets(-4, -4));
    let events = reconcile(&[garmin, oura], &[], &zone("Europe/Berlin")).events;
    assert_eq!(events.len(), 1);
    assert_eq!(
        events[0].sleep().map(|sleep| sleep.day),
        Some(date(2026, 7, 2)),
        "by the offset in force at the end"
    );
    let phone_switched =
        slept("2026-07-01T22:00:00Z", "2026-07-02T02:00:00Z").with(|o| o.offsets = offsets(2, -4));
    let events = reconcile(&[phone_switched], &[], &zone("Europe/Berlin")).events;
    assert_eq!(events[0].sleep().map(|sleep| sleep.day), Some(date(2026, 7, 1)));
}

#[test]
fn case_053_a_date_that_happened_twice() {
    // Auckland to Honolulu: wakes at 07:00 of 10 June in both.
    let auckland = night("nz", "watch", instant("2026-06-09T11:00:00Z"), instant("2026-06-09T19:00:00Z"))
        .with(|o| o.offsets = offsets(12, 12));
    let honolulu = night("hi", "watch", instant("2026-06-10T09:00:00Z"), instant("2026-06-10T17:00:00Z"))
        .with(|o| o.offsets = offsets(-10, -10));
    let events = reconcile(&[honolulu, auckland], &[], &zone("Pacific/Auckland")).events;
    assert_eq!(names(&events), [["nz"], ["hi"]]);
    assert_eq!(roles(&events), [SleepRole::Main, SleepRole::Main]);
    assert!(events.iter().all(|event| event.flags == [Flag::RepeatedDate]));
}

#[test]
fn case_054_a_date_that_vanished() {
    let honolulu = night("hi", "watch", instant("2026-06-10T09:00:00Z"), instant("2026-06-10T17:00:00Z"))
        .with(|o| o.offsets = offsets(-10, -10));
    let auckland = night("nz", "watch", instant("2026-06-11T11:00:00Z"), instant("2026-06-11T19:00:00Z"))
        .with(|o| o.offsets = offsets(12, 12));
    let events = reconcile(&[honolulu, auckland], &[], &zone("Pacific/Auckland")).events;
    let days: Vec<_> = events.iter().filter_map(|event| event.sleep().map(|sleep| sleep.day)).collect();
    assert_eq!(days, [date(2026, 6, 10), date(2026, 6, 12)]);
    assert_eq!(roles(&events), [SleepRole::Main, SleepRole::Main]);
}

#[test]
fn case_056_a_clock_seven_minutes_slow() {
    let satellites = file("gps", "run", "10:00", "11:00").places((50.0, 8.0), (50.0, 8.0)).distance(12.0);
    let slow = file("slow", "run", "9:53", "10:53");
    let events = common::reconcile(&[slow, satellites.clone()]);
    assert_eq!(names(&events), [["gps", "slow"]]);
    assert_eq!(events[0].span, satellites.span);
    // How far the other clock was off can be read from the link.
    let off = events[0].links[1].span.map(|span| span.start_distance(&events[0].span));
    assert_eq!(off, Some(Duration::from_minutes(7.0)));
}

#[test]
fn case_057_a_count_of_weeks_that_rolled_over() {
    let received = instant("2026-11-24T08:00:00Z");
    let stamped = workout(
        "bike",
        source("file", Some("edge"), Quality::DeviceFile),
        "cycling",
        instant("2007-04-09T16:00:00Z"),
        instant("2007-04-09T17:00:00Z"),
    )
    .with(|o| o.received = Some(received));
    let made = reconcile(std::slice::from_ref(&stamped), &[], &jiff::tz::TimeZone::UTC);
    assert_eq!(made.events, []);
    let proposal = instant("2026-11-23T16:00:00Z");
    let matter = Matter::Misstamped { why: Misstamp::WeekRollover, proposal: Some(proposal) };
    assert_eq!(made.questions.iter().map(|q| &q.matter).collect::<Vec<_>>(), [&matter]);
    // Put right, it merges as any other.
    let other = workout(
        "watch",
        source("file", Some("watch"), Quality::DeviceFile),
        "cycling",
        instant("2026-11-23T16:00:10Z"),
        instant("2026-11-23T17:00:00Z"),
    );
    let mended = decided(
        &[stamped.clone(), other],
        &[Choice::Restamp { observation: "bike".into(), start: proposal }],
    );
    assert_eq!((mended.len(), mended[0].links.len()), (1, 2));
    let right = decided(&[stamped], &[Choice::Accept { observation: "bike".into() }]);
    assert_eq!(right.len(), 1);
}

#[test]
fn case_058_stamps_of_the_future_wait_for_the_athlete() {
    let ride = file("ride", "cycling", "10:00", "11:00")
        .with(|o| o.received = Some(at("10:00") - jiff::SignedDuration::from_hours(48)));
    let made = reconcile(&[ride], &[], &jiff::tz::TimeZone::UTC);
    assert_eq!(made.events, []);
    assert!(matches!(made.questions[0].matter, Matter::Misstamped { why: Misstamp::Future, proposal: None }));
}

#[test]
fn case_060_a_local_time_read_as_utc() {
    let right = file("right", "run", "10:00", "10:45").distance(8.0).places((50.0, 8.0), (50.0, 8.0));
    let wrong = strava("wrong", "Run", "12:00", "12:45").distance(8.01).places((50.0005, 8.0), (50.0, 8.0));
    let events = common::reconcile(&[wrong, right]);
    assert_eq!(names(&events), [["right", "wrong"]]);
    assert_eq!(events[0].links[1].rule, Rule::R4);
}

#[test]
fn the_same_way_to_work_on_two_mornings_is_two_workouts() {
    // A day apart to the second, as long and as far, from the same door: every Tuesday is like that.
    let monday = file("monday", "ride", "7:00", "7:31").by("file", "a").distance(10.0);
    let tuesday = file("tuesday", "ride", "31:00", "31:31").by("file", "b").distance(10.02);
    let door = ((50.0, 8.0), (50.1, 8.0));
    let both = [monday.places(door.0, door.1), tuesday.places(door.0, door.1)];
    assert_eq!(names(&common::reconcile(&both)), [["monday"], ["tuesday"]]);
}

#[test]
fn case_061_a_country_that_gave_up_summer_time() {
    let mexico = zone("America/Mexico_City");
    let wakes = |at: &str| {
        let from = instant(at) - jiff::SignedDuration::from_hours(7);
        let events = reconcile(&[night("n", "watch", from, instant(at))], &[], &mexico).events;
        events[0].sleep().map(|sleep| sleep.day)
    };
    // 00:30 local at -5 in July 2021; the same instant of the day is 23:30 at -6 in July 2025.
    assert_eq!(wakes("2021-07-20T05:30:00Z"), Some(date(2021, 7, 20)));
    assert_eq!(wakes("2025-07-20T05:30:00Z"), Some(date(2025, 7, 19)));
}

#[test]
fn the_time_that_most_sources_bear_out_is_the_time_of_the_event() {
    // Saved again under a wrong zone, five hours early: the earliest, and so the first.
    let place = (50.0, 8.0);
    let resaved = file("resaved", "run", "5:00", "5:40").distance(8.0).places(place, place);
    let right = |id, provider| {
        workout(id, source(provider, None, Quality::ProviderSummary), "run", at("10:00"), at("10:40"))
            .distance(8.0)
            .places(place, place)
    };
    let (garmin, strava) = (right("garmin", "garmin"), right("strava", "strava"));
    let events = common::reconcile(&[resaved.clone(), garmin.clone(), strava]);
    assert_eq!(names(&events).len(), 1);
    assert_eq!(events[0].span, garmin.span);
    let two = common::reconcile(&[resaved.clone(), garmin]);
    assert_eq!(two[0].span, resaved.span, "one against one proves nothing");
}
