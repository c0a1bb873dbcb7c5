//! Real recordings of one workout, through the import: what the rules state is what comes of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::sync::Arc;

use engine::{AthleteChanges, Engine, FixedClock, Hints};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::Memory;
use timeline::{Event, Field, Rule};
use units::Mass;

fn recordings() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/recordings");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the public recordings (../shared) are absent");
    None
}

async fn engine() -> Engine {
    let clock = FixedClock("2026-11-24T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
    let me = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    engine.put_athlete("me", me, &TimeZone::UTC).await.unwrap();
    engine
}

async fn import(engine: &Engine, folder: &std::path::Path, file: &str, start: Option<&str>) {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    let hints = Hints { start: start.map(|start| start.parse().unwrap()), ..Hints::default() };
    let name = file.rsplit('/').next().unwrap();
    engine.import_with("me", name, &bytes, &hints).await.unwrap();
}

/// The events of these files, in both orders of arrival; a replay finds no difference.
async fn events(files: &[(&str, Option<&str>)]) -> Option<Vec<Event>> {
    let folder = recordings()?;
    let mut made = Vec::new();
    for backwards in [false, true] {
        let engine = engine().await;
        let mut order: Vec<_> = files.to_vec();
        if backwards {
            order.reverse();
        }
        for (file, start) in order {
            import(&engine, &folder, file, start).await;
        }
        assert_eq!(engine.replay("me").await.unwrap().differences, []);
        let events = engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap();
        // A second run changes nothing.
        for (file, start) in files {
            import(&engine, &folder, file, *start).await;
        }
        assert_eq!(engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap(), events);
        made.push(events);
    }
    assert_eq!(made[0], made[1], "the order of arrival does not matter");
    made.pop()
}

fn files<'a>(names: &[&'a str]) -> Vec<(&'a str, Option<&'a str>)> {
    names.iter().map(|name| (*name, None)).collect()
}

fn rules(event: &Event) -> Vec<Rule> {
    event.links.iter().map(|link| link.rule).collect()
}

fn find(folder: &str, name: &str) -> Option<String> {
    let base = recordings()?;
    let mut left = vec![base.join(folder)];
    while let Some(path) = left.pop() {
        for entry in std::fs::read_dir(path).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                left.push(entry);
            } else if entry.file_name().is_some_and(|found| found == name) {
                return Some(entry.strip_prefix(&base).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    unreachable!("{name} is in {folder}")
}

async fn named(names: &[&str]) -> Option<Vec<Event>> {
    let found: Option<Vec<String>> = names.iter().map(|name| find("", name)).collect();
    let found = found?;
    events(&files(&found.iter().map(String::as_str).collect::<Vec<_>>())).await
}

#[tokio::test]
async fn group_a_two_watches_are_one_run() {
    let Some(events) =
        named(&["Fenix-3-with-runscribe-v1-38.fit", "FR735XT-with-performance-condition.fit"]).await
    else {
        return;
    };
    assert_eq!(events.len(), 1);
    assert_eq!(rules(&events[0]), [Rule::R0, Rule::R2]);
}

#[tokio::test]
async fn group_b_head_unit_and_trainer_app_are_one_ride() {
    let Some(events) = named(&["Favero.fit", "MyWhoosh.fit"]).await else { return };
    assert_eq!(events.len(), 1);
    let workout = events[0].workout().unwrap();
    assert!((workout.distance.unwrap().as_km() - 12.793).abs() < 0.01, "from the app");
    assert!((workout.mean_power.unwrap().as_watts() - 211.0).abs() < 1.5, "from the pedals");
    let from =
        |field| events[0].fields.iter().find(|source| source.field == field).unwrap().observation.clone();
    assert!(from(Field::HeartRate).contains("mywhoosh") && from(Field::Power).contains("garmin"));
}

#[tokio::test]
async fn group_d_clips_that_touch_stay_two() {
    let Some(events) = named(&["garmin-fenix-5-bike.fit", "garmin-edge-820-bike.fit"]).await else { return };
    assert_eq!(events.iter().map(|event| event.links.len()).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn group_e1_saved_again_a_second_off_is_one() {
    let Some(events) = named(&["Fr955v19.28andStryd.fit", "Fr955v19.28andStryd-saved.fit"]).await else {
        return;
    };
    assert_eq!(events.len(), 1);
}

#[tokio::test]
async fn group_e3_saved_again_two_hours_off_is_one_at_its_first_time() {
    let Some(events) = named(&["3386684871.fit", "3386684871-saved.fit"]).await else { return };
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].span.start.to_string(), "2019-02-16T05:05:52Z");
    assert!(matches!(rules(&events[0])[..], [Rule::R0, Rule::R4 | Rule::R5]));
}

#[tokio::test]
async fn groups_f1_and_f4_are_one_ride_each_in_three_formats() {
    for three in [
        ["2020-06-01-16-52-40.fit", "activity_5039744860.gpx", "activity_5039744860.tcx"],
        ["3939576645.fit", "3939576645.gpx", "6791039036.tcx"],
    ] {
        let Some(events) = named(&three).await else { return };
        assert_eq!((events.len(), events[0].links.len()), (1, 3), "{three:?}");
        assert!(events[0].id.starts_with("fit:"), "the device's own file names it");
    }
}

#[tokio::test]
async fn group_f3_the_streams_of_a_race_are_the_race() {
    let fit = find("files-fit", "18360138543_ACTIVITY_Osaka_Marathon_2025.fit");
    let streams =
        find("strava/streams", "74d893f7-1349-4b2c-ac5f-60246396b8b1_local_strava_Osaka_Marathon_2025.json");
    let (Some(fit), Some(streams)) = (fit, streams) else { return };
    // Streams say nothing of when they began; the athlete says it, here as the FIT file has it.
    let Some(events) = events(&[(&fit, None), (&streams, Some("2025-02-24T00:15:21Z"))]).await else {
        return;
    };
    assert_eq!((events.len(), events[0].links.len()), (1, 2));
    // With a zone read wrongly (nine hours) they are known by their series.
    let Some(shifted) = self::events(&[(&fit, None), (&streams, Some("2025-02-24T09:15:21Z"))]).await else {
        return;
    };
    assert_eq!(shifted.len(), 1, "{:?}", shifted.iter().map(rules).collect::<Vec<_>>());
    assert_eq!(shifted[0].span.start.to_string(), "2025-02-24T00:15:21Z");
}

#[tokio::test]
async fn group_f6_a_leg_belongs_to_its_triathlon() {
    let Some(events) = named(&["4623204522.fit", "4623204522-1.gpx"]).await else { return };
    assert_eq!((events.len(), events[0].legs.len()), (1, 5));
    let swim = &events[0].legs[0];
    assert_eq!(swim.links.iter().map(|link| link.rule).collect::<Vec<_>>(), [Rule::R1, Rule::R6]);
    let km: f64 =
        events[0].legs.iter().filter_map(|leg| leg.workout.distance).map(units::Length::as_km).sum();
    assert!(
        (km - events[0].workout().unwrap().distance.unwrap().as_km()).abs() < 0.01,
        "nothing counted twice"
    );
}

#[tokio::test]
async fn group_f8_a_swim_and_its_copy_are_one_with_the_strap_s_heart_rate() {
    let Some(events) = named(&["GarminHRMswim.FIT", "GarminHRMswim.tcx"]).await else { return };
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].workout().unwrap().sport, "lap swimming");
    assert!(events[0].workout().unwrap().mean_heart_rate.is_some());
}

#[tokio::test]
async fn group_g1_warm_up_track_and_cool_down_are_three_on_one_outing() {
    let name = |name| find("strava/streams", name);
    let (Some(up), Some(track), Some(down)) = (
        name("strava_17497731832_warm_up.json"),
        name("strava_17497955000_track_workout.json"),
        name("strava_17498168651_warm_down.json"),
    ) else {
        return;
    };
    // The streams have no dates; these starts lie minutes apart, as the athlete's did.
    let three = [
        (up.as_str(), Some("2026-02-24T17:30:00Z")),
        (track.as_str(), Some("2026-02-24T18:10:00Z")),
        (down.as_str(), Some("2026-02-24T18:45:00Z")),
    ];
    let Some(events) = events(&three).await else { return };
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event.links.len() == 1));
    let ends: Vec<_> = events.iter().map(|event| (event.span.start, event.span.end)).collect();
    assert!(
        events.iter().all(|event| event.outing == events[0].outing && event.outing.is_some()),
        "{ends:?}"
    );
}

#[tokio::test]
async fn group_g3_four_sessions_on_the_velodrome_are_four_on_one_outing() {
    let Some(events) = named(&[
        "activity_769724393.tcx",
        "activity_769724412.tcx",
        "activity_769724425.tcx",
        "activity_769724442.tcx",
    ])
    .await
    else {
        return;
    };
    assert_eq!(events.len(), 4);
    assert!(events.iter().all(|event| event.outing.as_deref() == Some(events[0].id.as_str())));
}

#[tokio::test]
async fn group_h1_with_and_without_records_of_the_pause_is_one_run() {
    let Some(events) = named(&["6909950168.fit", "6909950168-no-pause-records.fit"]).await else { return };
    assert_eq!(events.len(), 1);
}
