//! The cases of duplicate workouts, by their numbers.

mod common;

use common::*;
use timeline::{
    Choice, Field, Flag, HeartRateSensor, Matter, Observation, Quality, Role, Rule, Sample, Trait,
    reconcile as all,
};
use units::{Duration, Energy, Frequency, Length};

fn runs(seed: f64) -> impl Fn(f64) -> Sample {
    move |t| Sample {
        heart_rate: Some(heart(seed)(t)),
        position: Some(way(seed)(t)),
        speed: Some(3.0 + 0.5 * (t / 60.0 + seed).sin()),
        ..Sample::default()
    }
}

#[test]
fn case_001_a_cloud_copy_is_the_same_workout() {
    let garmin = file("garmin", "running", "10:00", "11:00").distance(10.0);
    let strava = strava("strava", "Run", "10:00", "11:00").distance(10.1).named("Lunch run");
    let events = reconcile(&[strava, garmin]);
    assert_eq!(names(&events), [["garmin", "strava"]]);
    let workout = the_workout(&events[0]);
    assert_eq!(workout.name.as_deref(), Some("Lunch run"));
    assert_eq!(workout.distance, Some(Length::from_km(10.0)));
    let from =
        |field| events[0].fields.iter().find(|source| source.field == field).map(|s| s.observation.clone());
    assert_eq!((from(Field::Name), from(Field::Distance)), (Some("strava".into()), Some("garmin".into())));
}

#[test]
fn case_002_the_same_report_three_times() {
    let run = file("a", "run", "10:00", "11:00");
    assert_eq!(names(&reconcile(&[run.clone(), run.clone(), run])), [["a"]]);
}

#[test]
fn case_003_an_update_that_comes_before_its_creation() {
    let created = strava("a", "Run", "10:00", "11:00").named("Afternoon run").revision(1);
    let updated = strava("a", "Run", "10:00", "11:00").named("With Eva").revision(2);
    let late = reconcile(&[updated.clone(), created.clone()]);
    assert_eq!(late, reconcile(&[created, updated]));
    assert_eq!(the_workout(&late[0]).name.as_deref(), Some("With Eva"));
}

#[test]
fn case_004_two_watches_on_one_athlete() {
    let fenix = file("fenix", "running", "9:40:17", "10:26:29").distance(10.299).heart_rate(167.0);
    let forerunner = file("fr735", "running", "9:40:18", "10:26:29").distance(10.194).heart_rate(163.0);
    let events = reconcile(&[forerunner.clone(), fenix.clone()]);
    assert_eq!(names(&events), [["fenix", "fr735"]]);
    assert_eq!(the_workout(&events[0]).distance, Some(Length::from_km(10.299)));
    // The athlete's choice of the heart rate leaves the rest.
    let choice = Choice::Use { observation: "fr735".into(), field: Some(Field::HeartRate) };
    let chosen = decided(&[forerunner, fenix], &[choice]);
    assert_eq!(the_workout(&chosen[0]).mean_heart_rate.map(Frequency::as_per_min), Some(163.0));
    assert_eq!(the_workout(&chosen[0]).distance, Some(Length::from_km(10.299)));
}

#[test]
fn case_005_distance_from_the_app_power_from_the_pedals() {
    let head_unit = file("edge", "cycling", "13:36:45", "14:26:44").distance(0.1).power(211.0);
    let app = file("app", "virtual activity", "13:36:57", "14:27:33")
        .distance(12.793)
        .power(224.0)
        .heart_rate(150.0)
        .being(Trait::Virtual);
    let events = reconcile(&[head_unit, app.timer(50.0)]);
    assert_eq!(names(&events), [["edge", "app"]]);
    let workout = the_workout(&events[0]);
    assert_eq!(workout.distance, Some(Length::from_km(12.793)));
    assert_eq!(workout.mean_heart_rate.map(Frequency::as_per_min), Some(150.0));
    assert_eq!(workout.mean_power.map(units::Power::as_watts), Some(211.0), "from the pedals");
}

#[test]
fn case_006_the_watch_started_early_and_ended_late() {
    let computer = file("computer", "cycling", "10:04", "11:14").power(200.0).distance(35.0);
    let watch = file("watch", "ride", "10:00", "11:23").heart_rate(140.0);
    let events = reconcile(&[watch, computer.clone()]);
    assert_eq!(names(&events), [["computer", "watch"]]);
    assert_eq!(events[0].span, computer.span);
    assert!((events[0].links[1].score - 0.84).abs() < 0.01);
}

#[test]
fn case_008_lengths_from_the_watch_heart_from_the_strap() {
    let watch = file("watch", "lap swimming", "7:00", "7:45").distance(2.0);
    let strap = file("strap", "other", "6:59", "7:46")
        .heart_rate(131.0)
        .of_workout(|workout| workout.heart_rate_sensor = Some(HeartRateSensor::Strap));
    let events = reconcile(&[strap, watch]);
    assert_eq!(names(&events).len(), 1);
    let workout = the_workout(&events[0]);
    assert_eq!((workout.sport.as_str(), workout.mean_heart_rate.is_some()), ("lap swimming", true));
}

#[test]
fn case_008_a_strap_is_believed_before_light_on_the_wrist() {
    let optical = file("watch", "run", "7:00", "8:00")
        .heart_rate(150.0)
        .distance(10.0)
        .of_workout(|workout| workout.heart_rate_sensor = Some(HeartRateSensor::Optical));
    let strap = strava("app", "Run", "7:00", "8:00")
        .heart_rate(143.0)
        .of_workout(|workout| workout.heart_rate_sensor = Some(HeartRateSensor::Strap));
    let events = reconcile(&[optical, strap]);
    assert_eq!(the_workout(&events[0]).mean_heart_rate.map(Frequency::as_per_min), Some(143.0));
}

#[test]
fn case_009_the_heart_rate_of_a_swim_downloaded_later() {
    let first = file("swim", "lap swimming", "7:00", "7:45").distance(2.0);
    let again = first.clone().heart_rate(131.0).revision(1);
    let events = reconcile(&[first, again]);
    assert_eq!(names(&events), [["swim"]]);
    assert!(the_workout(&events[0]).mean_heart_rate.is_some());
}

#[test]
fn case_010_energy_from_one_source_only() {
    let energy = |kcal| move |workout: &mut timeline::Workout| workout.energy = Some(Energy::from_kcal(kcal));
    let garmin = file("garmin", "indoor cycling", "18:01:30", "18:48:30").of_workout(energy(430.0));
    let peloton = strava("peloton", "cycling", "18:00", "18:45").of_workout(energy(512.0));
    let events = reconcile(&[peloton, garmin]);
    assert_eq!(names(&events), [["garmin", "peloton"]]);
    assert_eq!(the_workout(&events[0]).energy, Some(Energy::from_kcal(430.0)));
}

#[test]
fn case_012_a_manual_entry_rounded_to_the_hour() {
    let events =
        reconcile(&[typed("typed", "run", "7:00", "8:00"), file("watch", "running", "7:03:20", "8:01:20")]);
    assert_eq!(names(&events), [["watch", "typed"]]);
    assert_eq!(events[0].links[1].rule, Rule::R2);
}

#[test]
fn case_013_a_manual_entry_of_another_time_is_asked_about() {
    let both = [typed("typed", "run", "18:00", "18:55"), file("watch", "running", "17:10", "18:05")];
    assert_eq!(reconcile(&both).len(), 2);
    let asked = questions(&both);
    assert!(matches!(&asked[..], [q] if q.matter == Matter::TypedForAnotherTime { other: "watch".into() }));
}

#[test]
fn case_014_a_manual_hike_is_an_event_but_not_for_physiology() {
    let events = reconcile(&[typed("hike", "hike", "9:00", "13:00")]);
    assert_eq!(events[0].flags, [Flag::Manual]);
}

#[test]
fn case_016_one_activity_over_two_logs() {
    let log = |id, from, to| {
        workout(id, source("hevy", Some("phone"), Quality::ProviderSummary), "strength", at(from), at(to))
    };
    let garmin = file("garmin", "strength training", "10:00", "11:00");
    let events = reconcile(&[garmin, log("upper", "10:00", "10:45"), log("core", "10:45", "11:00")]);
    assert_eq!(names(&events), [vec!["garmin", "upper"], vec!["core"]]);
    assert_eq!(events[1].flags, [Flag::Inside]);
}

#[test]
fn case_017_a_walk_noticed_by_itself_during_a_run() {
    let walk = workout("auto", source("phone", None, Quality::AutoDetected), "walk", at("7:05"), at("7:50"));
    let events = reconcile(&[walk, file("watch", "run", "7:00", "8:00")]);
    assert_eq!(names(&events), [["watch", "auto"]]);
    assert_eq!((events[0].links[1].role, events[0].links[1].rule), (Role::Evidence, Rule::R7));
    assert_eq!(the_workout(&events[0]).sport, "run");
}

#[test]
fn case_018_a_commute_by_electric_bike() {
    let events =
        reconcile(&[strava("app", "Ride", "8:00", "8:30"), file("computer", "e-bike", "8:00:20", "8:29:50")]);
    assert_eq!(events.len(), 1);
    assert_eq!(the_workout(&events[0]).sport, "e-bike");
}

#[test]
fn case_020_a_partner_on_the_same_account_merges_until_the_athlete_says_otherwise() {
    let both = [
        file("own", "run", "9:00", "9:40").measuring(runs(1.0)),
        file("partner", "run", "9:00:10", "9:40:20").measuring(runs(1.0)),
    ];
    assert_eq!(reconcile(&both).len(), 1);
    let not_same = Choice::NotSame { a: "own".into(), b: "partner".into() };
    assert_eq!(decided(&both, std::slice::from_ref(&not_same)).len(), 2);
    let same = Choice::Same { a: "own".into(), b: "partner".into() };
    assert_eq!(decided(&both, &[not_same, same]).len(), 1, "the later word counts");
}

#[test]
fn case_020_two_who_were_elsewhere_never_merge() {
    let here = file("own", "run", "9:00", "9:40").measuring(runs(1.0));
    let there = file("other", "run", "9:00", "9:40").measuring(runs(20.0));
    assert_eq!(reconcile(&[here.clone(), there.clone()]).len(), 2);
    let virtual_ride = there.being(Trait::Virtual);
    assert_eq!(reconcile(&[here, virtual_ride]).len(), 1, "virtual places say nothing");
}

#[test]
fn case_021_no_chain() {
    let chain = [
        file("a", "run", "10:00", "11:00"),
        file("b", "run", "10:25", "11:25"),
        file("c", "run", "10:50", "11:50"),
    ];
    assert_eq!(names(&reconcile(&chain)), [["a"], ["b"], ["c"]]);
    let asked: Vec<String> = questions(&chain).into_iter().map(|question| question.id).collect();
    assert_eq!(asked, ["b+a", "c+b"]);
}

#[test]
fn case_022_three_trackers() {
    let three = [
        file("a", "run", "10:00", "11:00"),
        file("b", "run", "10:02", "11:01"),
        file("c", "run", "10:05", "11:00"),
    ];
    let events = reconcile(&three);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].links.len(), 3);
}

#[test]
fn case_024_a_run_half_a_minute_after_a_walk() {
    let walk = file("walk", "walking", "9:00", "9:20").by("file", "watch");
    let run = file("run", "running", "9:20:32", "9:50").by("file", "watch");
    let events = reconcile(&[walk, run]);
    assert_eq!(names(&events), [["walk"], ["run"]]);
    assert_eq!(events[1].outing.as_deref(), Some("walk"));
}

#[test]
fn case_025_clips_that_touch() {
    let clips =
        [file("fenix", "cycling", "16:09:22", "16:10:22"), file("edge", "cycling", "16:10:15", "16:11:20")];
    assert_eq!(reconcile(&clips).len(), 2);
    assert_eq!(questions(&clips), []);
}

#[test]
fn case_028_saved_again_under_another_start() {
    let original = file("original", "run", "10:00:00", "10:09:48").distance(0.733).measuring(runs(2.0));
    let saved =
        workout("saved", source("file", None, Quality::DeviceFile), "run", at("10:03:44"), at("10:13:32"))
            .distance(0.733)
            .measuring(runs(2.0));
    let events = reconcile(&[saved, original.clone()]);
    assert_eq!(names(&events), [["original", "saved"]]);
    assert_eq!((events[0].links[1].rule, events[0].span), (Rule::R5, original.span));
}

#[test]
fn case_029_saved_again_two_hours_later() {
    let original = file("original", "run", "5:05:52", "5:29:53").distance(4.923).measuring(runs(3.0));
    let saved =
        workout("saved", source("file", None, Quality::DeviceFile), "run", at("7:05:51"), at("7:29:52"))
            .distance(4.921)
            .measuring(runs(3.0));
    let events = reconcile(&[saved.clone(), original.clone()]);
    assert_eq!(names(&events), [["original", "saved"]]);
    assert_eq!(events[0].span, original.span);
    // Without series the first position is agreement enough.
    let strip = |o: Observation| o.with(|o| o.shape = None).places((50.0, 8.0), (50.0, 8.0));
    let events = reconcile(&[strip(saved), strip(original)]);
    assert_eq!(events[0].links[1].rule, Rule::R4);
}

#[test]
fn case_030_the_same_programme_twice_a_day() {
    let session = |id: &str, from, to, laps: &[f64]| {
        file(id, "treadmill running", from, to).by("file", id).distance(8.0).heart_rate(150.0).laps(laps)
    };
    let both = [
        session("morning", "6:00", "6:45", &[600.0, 240.0, 180.0, 1680.0]),
        session("evening", "18:00", "18:45", &[600.0, 251.0, 169.0, 1680.0]),
    ];
    assert_eq!(reconcile(&both).len(), 2);
    assert!(
        matches!(&questions(&both)[..], [q] if matches!(q.matter, Matter::SameWorkout { rule: Rule::R4, .. }))
    );
}

#[test]
fn case_032_a_friends_copy_never_gives_heart_or_power() {
    let own = file("own", "ride", "9:00", "12:00").distance(80.0);
    let friend =
        strava("friend", "Ride", "9:00", "12:01").heart_rate(120.0).power(300.0).being(Trait::Companion);
    let events = reconcile(&[friend, own]);
    assert_eq!(names(&events), [["own", "friend"]]);
    assert_eq!((the_workout(&events[0]).mean_heart_rate, the_workout(&events[0]).mean_power), (None, None));
}

#[test]
fn case_033_three_copies_two_through_one_provider() {
    let garmin = |id, device| {
        workout(
            id,
            source("garmin", Some(device), Quality::ProviderDetail),
            "VirtualRide",
            at("18:00"),
            at("19:00"),
        )
    };
    let three = [
        garmin("zwift-garmin", "zwift"),
        garmin("edge", "edge"),
        strava("zwift", "VirtualRide", "18:00", "19:00"),
    ];
    let events = reconcile(&three);
    assert_eq!((events.len(), events[0].links.len()), (1, 3));
}

#[test]
fn case_034_uploaded_again_under_a_new_id() {
    let stamped = |id, to| {
        file(id, "run", "9:00", to)
            .by("garmin", "watch")
            .with(|o| o.recording = Some("watch 3950 1063".into()))
    };
    let events = reconcile(&[stamped("first", "9:40"), stamped("again", "10:00").distance(12.0)]);
    assert_eq!(names(&events), [["again", "first"]], "the richer is kept first");
    assert_eq!(events[0].links[1].rule, Rule::R1);
    let unstamped = |id, to| file(id, "run", "9:00", to).by("garmin", "watch");
    assert_eq!(
        reconcile(&[unstamped("a", "9:40"), unstamped("b", "10:00")]).len(),
        2,
        "one device, two activities"
    );
}

/// One workout stands twice at one provider: a file that was uploaded by hand beside the watch's own upload, an activity that
/// a platform copied. A device cannot do two things at once, so that it is one workout, and one event.
#[test]
fn what_stands_twice_at_one_provider_is_one_workout() {
    let run = |id, from, to| {
        workout(id, source("strava", Some("garmin fr965"), Quality::AggregatorCopy), "Run", at(from), at(to))
    };
    let first = run("strava:1", "9:00", "10:00").distance(12.0).named("Morning run");
    for again in [
        run("strava:2", "9:00", "10:00").distance(12.0),
        run("strava:2", "9:00:01", "10:00:02").distance(11.8),
        run("strava:2", "9:00", "10:00"),
        run("strava:2", "9:00:10", "10:00:12").distance(12.01),
    ] {
        let events = reconcile(&[first.clone(), again.clone()]);
        assert_eq!(names(&events), [["strava:1", "strava:2"]], "{again:?}");
        assert_eq!(events[0].links[1].rule, Rule::R1);
        // Deleted there once, it is still there; the athlete's word that they are two counts.
        assert_eq!(names(&reconcile(std::slice::from_ref(&again))), [["strava:2"]]);
        let differ = Choice::NotSame { a: "strava:1".into(), b: "strava:2".into() };
        assert_eq!(decided(&[first.clone(), again], &[differ]).len(), 2);
    }
}

#[test]
fn two_real_workouts_of_one_device_stay_two() {
    let run = |id, from, to| {
        workout(id, source("strava", Some("garmin fr965"), Quality::AggregatorCopy), "Run", at(from), at(to))
    };
    // Laps of one loop, as long as each other to the second, one after the other.
    let laps = [run("1", "9:00", "9:30").distance(6.0), run("2", "9:30", "10:00").distance(6.0)];
    assert_eq!(reconcile(&laps).len(), 2);
    // The same programme in the morning and in the evening.
    let twice = [run("1", "6:00", "7:00").distance(12.0), run("2", "18:00", "19:00").distance(12.0)];
    assert_eq!(reconcile(&twice).len(), 2);
    // A walk and a run at once: one of them is wrong, but which is not known.
    let walk = |id, from, to| {
        workout(id, source("strava", Some("garmin fr965"), Quality::AggregatorCopy), "Swim", at(from), at(to))
    };
    assert_eq!(reconcile(&[run("1", "9:00", "10:00"), walk("2", "9:00", "10:00")]).len(), 2);
    // Half of it under another name: the athlete is asked.
    let outcome = all(&[run("1", "9:00", "10:00"), run("2", "9:00", "9:40")], &[], &zone("UTC"));
    assert_eq!((outcome.events.len(), outcome.questions.len()), (2, 1));
    assert!(matches!(outcome.questions[0].matter, Matter::SameWorkout { .. }), "{:?}", outcome.questions);
}

#[test]
fn the_end_of_a_time_without_pauses_is_a_lower_bound() {
    let garmin =
        workout("push", source("garmin", None, Quality::ProviderDetail), "RUNNING", at("10:00"), at("10:50"))
            .being(Trait::EndUnsure)
            .timer(50.0);
    let copy = strava("strava", "Run", "10:00", "11:00").timer(50.0);
    let events = reconcile(&[garmin, copy.clone()]);
    assert_eq!(names(&events), [["push", "strava"]]);
    assert_eq!(events[0].span, copy.span);
}

#[test]
fn a_hidden_start_matches_nothing() {
    let hidden = strava("hidden", "Run", "0:00:01", "1:00:01").being(Trait::StartHidden);
    assert_eq!(reconcile(&[hidden, file("night", "run", "0:00", "1:00")]).len(), 2);
}

#[test]
fn a_series_that_agrees_answers_the_question() {
    // Overlap 0.6: too little for R2 alone.
    let long = file("long", "run", "9:00", "10:00").measuring(runs(4.0));
    let short = |seed: f64, by: f64| {
        file("short", "run", "9:00", "9:36")
            .measuring(move |t| Sample { position: Some(way(seed)(t + by)), ..Sample::default() })
    };
    assert_eq!(reconcile(&[long.clone(), short(4.0, 20.0)]).len(), 1);
    assert_eq!(reconcile(&[long, short(4.0, 900.0)]).len(), 2);
}

#[test]
fn the_order_of_fields_can_be_taken_back() {
    let both =
        [file("a", "run", "9:00", "10:00").timer(60.0), file("b", "run", "9:01", "10:02").distance(9.0)];
    let with = decided(&both, &[Choice::Use { observation: "b".into(), field: None }]);
    assert_eq!(
        (with[0].id.as_str(), with[0].span),
        ("a", both[1].span),
        "the name stays, time and fields change"
    );
    let undone = all(&both, &[], &jiff::tz::TimeZone::UTC).events;
    assert_eq!(undone[0].span, both[0].span);
    assert_eq!(the_workout(&undone[0]).timer, Some(Duration::from_minutes(60.0)));
}

#[test]
fn there_and_back_of_one_commute_are_two_rides() {
    let (home, work) = ((50.0, 8.0), (50.08, 8.02));
    let there = file("there", "cycling", "7:30", "7:57")
        .by("file", "a")
        .distance(9.1)
        .heart_rate(121.0)
        .places(home, work);
    let back = file("back", "cycling", "17:30", "17:57:10")
        .by("file", "b")
        .distance(9.1)
        .heart_rate(121.4)
        .places(work, home);
    assert_eq!(names(&reconcile(&[there.clone(), back.clone()])), [["there"], ["back"]]);
    assert!(questions(&[there, back]).is_empty());
}

#[test]
fn two_runs_that_are_both_called_track_are_two() {
    let run =
        |id, from, to| strava(id, "Run", from, to).with(|o| o.recording = Some("upload:track.gpx".into()));
    let both = [run("a", "7:00", "7:40"), run("b", "18:03", "18:41")];
    assert_eq!(reconcile(&both).len(), 2);
    // A provider's number in the name is an id, but not of a workout at another time.
    let push =
        |o: timeline::Observation| o.with(|o| o.recording = Some("upload:garmin_push_4031212345".into()));
    let copy = push(strava("c", "Run", "7:00", "7:40"));
    let watch = push(file("w", "running", "7:00:20", "7:20"));
    assert_eq!(reconcile(&[copy.clone(), watch]).len(), 1);
    assert_eq!(reconcile(&[copy, push(strava("d", "Run", "18:03", "18:41"))]).len(), 2);
}

#[test]
fn a_heart_rate_that_agrees_only_asks() {
    let class =
        |id, from, to| file(id, "indoor cycling", from, to).by("file", id).distance(22.0).heart_rate(142.0);
    let both = [class("first", "18:30", "19:15"), class("second", "19:30", "20:15")];
    assert_eq!(reconcile(&both).len(), 2);
    // One provider that knows both by ids of their own has nothing to ask.
    let of = |id, from, to| {
        class(id, from, to).with(|o| (o.source.provider, o.source.device) = ("garmin".into(), None))
    };
    let both = [of("first", "18:30", "19:15"), of("second", "19:30", "20:15")];
    assert!(reconcile(&both).len() == 2 && questions(&both).is_empty());
}

/// A provider's summary of a ride.
fn summary(id: &str, provider: &str, from: &str, to: &str) -> Observation {
    workout(id, source(provider, None, Quality::ProviderSummary), "cycling", at(from), at(to))
}

#[test]
fn a_copy_at_the_true_time_finds_the_other_devices_of_a_file_that_was_stamped_late() {
    let late = file("watch", "cycling", "7:35", "8:02").distance(9.1);
    let copy = summary("garmin", "garmin", "7:30", "7:57").distance(9.1);
    let phone = summary("phone", "apple-health", "7:29:20", "7:56:30").distance(9.6);
    assert_eq!(reconcile(&[late.clone(), phone.clone()]).len(), 2, "without the copy it is a question");
    assert_eq!(questions(&[late.clone(), phone.clone()]).len(), 1);
    let events = reconcile(&[late, copy, phone]);
    assert_eq!(events.iter().map(|event| event.links.len()).collect::<Vec<_>>(), [3]);
}

#[test]
fn lengths_and_distances_that_agree_answer_the_question() {
    // Overlap 0.6: too little for R2 alone.
    let one = summary("a", "garmin", "7:30", "8:00").distance(10.0);
    let other = |km: f64| summary("b", "apple-health", "7:37:30", "8:07").distance(km);
    assert_eq!(reconcile(&[one.clone(), other(10.2)]).len(), 1);
    assert_eq!(reconcile(&[one.clone(), other(11.0)]).len(), 2);
    assert_eq!(questions(&[one, other(11.0)]).len(), 1);
}

#[test]
fn what_joins_first_speaks_for_what_comes_after_it() {
    // The file under the wrong zone is the earliest and so the anchor; the treadmill gives no place to know it by.
    let run = |seconds: f64| Sample {
        heart_rate: Some(heart(3.0)(seconds)),
        speed: Some(3.0 + 0.5 * (seconds / 61.0).sin()),
        ..Sample::default()
    };
    let watch = file("watch", "treadmill running", "18:03:20", "18:43:20").distance(8.0).measuring(run);
    let resaved = watch.restamped(at("13:00")).with(|o| {
        o.id = "resaved".into();
        o.source.device = Some("export".into());
    });
    let copy = workout(
        "garmin",
        source("garmin", Some("forerunner"), Quality::ProviderSummary),
        "treadmill running",
        at("18:00"),
        at("18:40"),
    )
    .distance(8.0);
    assert_eq!(names(&reconcile(&[watch, resaved, copy])).len(), 1);
}

#[test]
fn one_way_and_one_heart_minutes_apart_is_one_athlete_and_another_heart_is_a_question() {
    let ride = |heart: fn(f64) -> f64| {
        move |t: f64| Sample {
            heart_rate: Some(heart(t)),
            position: Some(way(4.0)(3.0 * t)),
            ..Sample::default()
        }
    };
    let own: fn(f64) -> f64 = |t| heart(4.0)(t);
    let another: fn(f64) -> f64 = |t| 135.0 + 15.0 * (t / 53.0 + 1.0).sin() * (t / 211.0).cos();
    let watch = file("watch", "cycling", "9:00", "10:00").distance(20.0).measuring(ride(own));
    let other = |heart| file("other", "cycling", "9:06", "10:05:30").distance(20.2).measuring(ride(heart));
    assert_eq!(reconcile(&[watch.clone(), other(own)]).len(), 1);
    assert_eq!(reconcile(&[watch.clone(), other(another)]).len(), 2);
    assert_eq!(questions(&[watch, other(another)]).len(), 1);
}

#[test]
fn a_copy_of_a_short_recording_whose_clock_is_off_is_asked_about() {
    let watch = file("watch", "run", "19:07", "19:19").distance(3.0);
    let copy =
        workout("garmin", source("garmin", None, Quality::ProviderSummary), "run", at("19:00"), at("19:12"))
            .distance(3.0);
    assert_eq!(reconcile(&[watch.clone(), copy.clone()]).len(), 2);
    assert_eq!(questions(&[watch.clone(), copy.clone()]).len(), 1);
    assert_eq!(questions(&[watch, copy.distance(3.1)]).len(), 0, "another repeat is another workout");
}
