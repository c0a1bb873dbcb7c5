//! Apple Health's export: each thing once, from the source that saw it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use formats::{Decoded, Reading, decode};
use timeline::{Kind, Quality};

fn export(content: &str) -> Decoded {
    let file = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE HealthData [<!ATTLIST Workout x CDATA]><HealthData>{content}</HealthData>"
    );
    decode("export.xml", file.as_bytes()).unwrap()
}

fn sleep(source: &str, value: &str, from: &str, to: &str) -> String {
    format!(
        r#"<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="{source}" startDate="2026-05-0{from} +0200"
        endDate="2026-05-0{to} +0200" value="HKCategoryValueSleepAnalysis{value}"/>"#
    )
}

#[test]
fn a_workout_has_its_statistics_and_no_name_of_a_person() {
    let decoded = export(
        r#"<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="50" durationUnit="min"
        sourceName="Ada’s Watch" startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 08:00:00 +0200">
        <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="6" unit="mi"/>
        <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="150" maximum="171" unit="count/min"/>
        <MetadataEntry key="HKWasUserEntered" value="0"/></Workout>"#,
    );
    let [observation] = decoded.observations.as_slice() else { panic!("one workout") };
    assert_eq!(observation.span.start.to_string(), "2026-05-01T05:00:00Z");
    assert_eq!(observation.source.quality, Quality::ProviderSummary);
    assert!(!format!("{observation:?}").contains("Ada"));
    let Kind::Workout(workout) = &observation.kind else { panic!("a workout") };
    assert_eq!((workout.sport.as_str(), workout.timer.unwrap().as_minutes()), ("Running", 50.0));
    assert!((workout.distance.unwrap().as_miles() - 6.0).abs() < 1e-9);
    assert_eq!(workout.max_heart_rate.unwrap().as_per_min(), 171.0);
}

#[test]
fn case_076_the_minutes_of_old_and_new_stages_count_once() {
    let decoded = export(
        &[
            sleep("Watch", "Asleep", "1 23:00:00", "2 03:00:00"),
            sleep("Watch", "AsleepCore", "1 23:00:00", "2 02:00:00"),
            sleep("Watch", "AsleepDeep", "2 03:40:00", "2 06:40:00"),
            sleep("Phone", "InBed", "1 22:30:00", "2 07:00:00"),
        ]
        .concat(),
    );
    let events = timeline::reconcile(&decoded.observations, &[], &jiff::tz::TimeZone::UTC).events;
    let [night] = events.as_slice() else { panic!("one night: {events:?}") };
    let sleep = night.sleep().unwrap();
    assert_eq!(sleep.asleep.as_hours(), 7.0);
    assert_eq!(sleep.deep.unwrap().as_hours(), 3.0);
    assert_eq!(night.span.duration().as_minutes(), 460.0);
    assert!((sleep.efficiency - 7.0 / 8.5).abs() < 1e-9, "of the time in bed that the phone saw");
}

#[test]
fn time_in_bed_counts_where_nothing_saw_sleep() {
    let decoded = export(&sleep("Phone", "InBed", "1 22:30:00", "2 07:00:00"));
    let Kind::Sleep(sleep) = &decoded.observations[0].kind else { panic!("sleep") };
    assert!(sleep.in_bed);
}

#[test]
fn body_mass_and_drinks_are_read_once() {
    let mass = r#"<Record type="HKQuantityTypeIdentifierBodyMass" unit="lb" value="154"
        startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 07:00:00 +0200"/>"#;
    let drink = r#"<Record type="HKQuantityTypeIdentifierDietaryWater" unit="fl_oz_us" value="16.9"
        startDate="2026-05-01 08:00:00 +0200" endDate="2026-05-01 08:00:00 +0200"/>"#;
    let decoded = export(&format!("{mass}{drink}<Correlation>{mass}</Correlation>"));
    let [Reading::BodyMass { mass, .. }, Reading::Drink { volume, .. }] = decoded.readings.as_slice() else {
        panic!("{:?}", decoded.readings)
    };
    assert!((mass.as_lb() - 154.0).abs() < 1e-9);
    assert!((volume.as_us_fl_oz() - 16.9).abs() < 1e-9);
}

#[test]
fn the_public_exports_are_read() {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/recordings/apple-health");
    if !folder.is_dir() {
        println!("skipped: the public recordings (../shared) are absent");
        return;
    }
    for (file, workouts) in [
        ("dogsheep/export.xml", 1),
        ("grll/export.xml", 2),
        ("paulstaab/export.xml", 8),
        ("tdda/export6s3sample.xml", 1),
    ] {
        let decoded = decode("export.xml", &std::fs::read(folder.join(file)).unwrap()).unwrap();
        let is_workout = |kind: &Kind| matches!(kind, Kind::Workout(_));
        let found = decoded.observations.iter().filter(|observation| is_workout(&observation.kind)).count();
        assert_eq!(found, workouts, "{file}: {decoded:?}");
    }
}
