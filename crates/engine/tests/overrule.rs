//! What the athlete says to the timeline holds, through the use cases; and whose records are whose.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use engine::{AthleteChanges, Engine, Error, FixedClock, Hints, Overrule, ReadingKind, TypedEntry};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::Memory;
use timeline::{Event, Rule};
use units::{Duration, Mass, Volume};

async fn engine() -> Engine {
    let clock = FixedClock("2026-11-24T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
    for athlete in ["me", "you"] {
        let new = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
        engine.put_athlete(athlete, new, &TimeZone::UTC).await.unwrap();
    }
    engine
}

async fn events(engine: &Engine) -> Vec<Event> {
    assert_eq!(engine.replay("me").await.unwrap().differences, [], "a rebuild gives the same");
    engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap()
}

/// A run of an hour on a device, as a TCX file.
fn run(device: &str, hour: u32, minute: u32) -> String {
    format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\"><Id>2026-06-01T{hour:02}:{minute:02}:00Z</Id>
         <Lap StartTime=\"2026-06-01T{hour:02}:{minute:02}:00Z\"><TotalTimeSeconds>3000</TotalTimeSeconds>
         <DistanceMeters>10000</DistanceMeters></Lap>
         <Creator><Name>{device}</Name><UnitId>7</UnitId></Creator></Activity></Activities></TrainingCenterDatabase>"
    )
}

fn strava(id: u64, start: &str, elapsed: u32) -> String {
    format!(
        "{{\"id\":{id},\"start_date\":\"{start}\",\"elapsed_time\":{elapsed},\"moving_time\":{elapsed},
          \"sport_type\":\"Run\",\"name\":\"Lunch run\",\"distance\":10010.0}}"
    )
}

async fn import(engine: &Engine, name: &str, bytes: &str) {
    engine.import_recording("me", name, bytes.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn case_020_a_split_merge_stays_split_until_taken_back() {
    let engine = engine().await;
    import(&engine, "a.tcx", &run("Watch", 10, 0)).await;
    import(&engine, "b.tcx", &run("Computer", 10, 2)).await;
    let [both] = &events(&engine).await[..] else { panic!("one event") };
    let observation = both.links[1].observation.clone();
    let made = engine.overrule("me", &both.id, Overrule::NotSame { observation }).await.unwrap();
    assert_eq!(events(&engine).await.len(), 2);
    // Something else comes in the neighbourhood: the word holds.
    import(&engine, "c.json", &strava(5, "2026-06-01T10:00:30Z", 3000)).await;
    assert_eq!(events(&engine).await.len(), 2);
    engine.undecide("me", &made[0].id).await.unwrap();
    let [one] = &events(&engine).await[..] else { panic!("one event again") };
    assert_eq!(one.links.len(), 3);
    let why = engine.why("me", &one.id).await.unwrap();
    assert_eq!((why.observations.len(), why.decisions.len()), (3, 0));
}

#[tokio::test]
async fn case_089_and_093_a_provider_is_withdrawn() {
    let engine = engine().await;
    import(&engine, "a.tcx", &run("Watch", 10, 0)).await;
    import(&engine, "b.json", &strava(5, "2026-06-01T10:00:00Z", 3000)).await;
    import(&engine, "c.json", &strava(6, "2026-06-02T10:00:00Z", 3000)).await;
    assert_eq!(engine.withdraw("me", "strava").await.unwrap(), 2);
    let [left] = &events(&engine).await[..] else { panic!("the watch's own stays") };
    assert_eq!(left.workout().unwrap().name, None, "the name falls back");
    // Scanned again, it does not come back.
    import(&engine, "c.json", &strava(6, "2026-06-02T10:00:00Z", 3000)).await;
    import(&engine, "d.json", &strava(6, "2026-06-02T10:00:00Z", 3001)).await;
    assert_eq!(events(&engine).await.len(), 1);
}

#[tokio::test]
async fn case_026_one_file_by_three_ways_is_one_observation() {
    use std::io::Write as _;
    let engine = engine().await;
    let file = run("Watch", 10, 0);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(file.as_bytes()).unwrap();
    import(&engine, "mail.tcx", &file).await;
    let by_export =
        engine.import_recording("me", "activities/1.tcx.gz", &packed.finish().unwrap()).await.unwrap();
    assert_eq!(by_export.report.observations.len(), 1);
    let [event] = &events(&engine).await[..] else { panic!("one event") };
    assert_eq!(event.links.len(), 1);
}

#[tokio::test]
async fn case_092_a_typed_workout_gives_way_to_the_watch() {
    let engine = engine().await;
    let entry = TypedEntry {
        what: "run".into(),
        start: "2026-06-01T10:00:00Z".parse().unwrap(),
        duration: Duration::from_hours(1.0),
        distance: None,
        title: Some("Park".into()),
    };
    engine.enter("me", &entry).await.unwrap();
    let typed = events(&engine).await[0].id.clone();
    import(&engine, "late.tcx", &run("Watch", 10, 3)).await;
    let [event] = &events(&engine).await[..] else { panic!("one event") };
    assert_ne!(event.id, typed, "it is named after the watch now");
    assert_eq!(&engine.event("me", &typed).await.unwrap(), event, "and a link from before leads to it");
    assert!(matches!(engine.event("me", "nothing").await, Err(Error::NotFound { .. })));
    assert_eq!(event.links.iter().map(|link| link.rule).collect::<Vec<_>>(), [Rule::R0, Rule::R2]);
    assert_eq!(event.workout().unwrap().name.as_deref(), Some("Park"));
    let tomorrow = TypedEntry { start: "2026-11-25T10:00:00Z".parse().unwrap(), ..entry };
    assert!(
        matches!(engine.enter("me", &tomorrow).await, Err(Error::Invalid(fields)) if fields[0].field == "start")
    );
}

const PUSH: &str = r#"{"sleeps":[
    {"userId":"sub-1","summaryId":"s1","startTimeInSeconds":1780351200,"durationInSeconds":25200,"awakeDurationInSeconds":600,
     "sleepLevelsMap":{"light":[{"startTimeInSeconds":1780351200,"endTimeInSeconds":1780377240}]},"validation":"AUTO_FINAL"},
    {"userId":"sub-2","summaryId":"s1","startTimeInSeconds":1780351200,"durationInSeconds":20000}]}"#;

#[tokio::test]
async fn case_096_an_account_of_one_athlete_is_not_anothers() {
    let engine = engine().await;
    let of = |account: &str| Hints { account: Some(account.to_owned()), ..Hints::default() };
    let unsaid = engine.import_recording("me", "push.json", PUSH.as_bytes()).await;
    assert!(unsaid.unwrap_err().to_string().contains("2 users"));
    engine.import_with("me", "push.json", PUSH.as_bytes(), &of("sub-1")).await.unwrap();
    let refused = engine.import_with("you", "push.json", PUSH.as_bytes(), &of("sub-1")).await.unwrap_err();
    assert!(refused.to_string().contains("belongs to another athlete"), "{refused}");
    assert_eq!(
        engine.events("you", Timestamp::MIN, Timestamp::MAX).await.unwrap(),
        [],
        "nothing is half-stored"
    );
    engine.import_with("you", "push.json", PUSH.as_bytes(), &of("sub-2")).await.unwrap();
    // Case 77: the length leaves out time awake; the end is that of the last stage.
    let [night] = &events(&engine).await[..] else { panic!("one night") };
    assert_eq!(night.span.end.as_second(), 1_780_377_240);
}

#[tokio::test]
async fn case_094_a_permission_taken_back_stops_what_comes_and_leaves_what_came() {
    let engine = engine().await;
    let hints = Hints { account: Some("sub-1".to_owned()), ..Hints::default() };
    engine.import_with("me", "push.json", PUSH.as_bytes(), &hints).await.unwrap();
    let change = r#"{"userPermissionsChange":[{"userId":"sub-1","permissions":["ACTIVITY_EXPORT"],"changeTimeInSeconds":1780400000}]}"#;
    let imported = engine.import_recording("me", "change.json", change.as_bytes()).await.unwrap();
    assert!(imported.report.notes[0].contains("ACTIVITY_EXPORT from now on"));
    assert_eq!(events(&engine).await.len(), 1);
}

#[tokio::test]
async fn case_101_a_backfill_while_live_recordings_arrive_gives_the_same_as_one_by_one() {
    let mixed = engine().await;
    let file = |day: u32| run("Watch", 10, 0).replace("2026-06-01", &format!("2026-06-{day:02}"));
    let copy = |day: u32| strava(u64::from(day), &format!("2026-06-{day:02}T10:01:00Z"), 3000);
    let backfill = async {
        for day in 1..=12 {
            import(&mixed, "old.tcx", &file(day)).await;
        }
    };
    let live = async {
        for day in (1..=12).rev() {
            import(&mixed, "new.json", &copy(day)).await;
        }
    };
    tokio::join!(backfill, live);
    let in_order = engine().await;
    for day in 1..=12 {
        import(&in_order, "old.tcx", &file(day)).await;
        import(&in_order, "new.json", &copy(day)).await;
    }
    assert_eq!(events(&mixed).await, events(&in_order).await);
    assert_eq!(events(&mixed).await.len(), 12);
}

#[tokio::test]
async fn readings_are_kept_from_files_and_typed_in() {
    let engine = engine().await;
    let export = r#"<HealthData><Record type="HKQuantityTypeIdentifierBodyMass" unit="kg" value="70.4" sourceName="Scale"
        startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 07:00:00 +0200"/></HealthData>"#;
    let imported = engine.import_recording("me", "export.xml", export.as_bytes()).await.unwrap();
    assert_eq!(imported.readings, 1);
    engine.log_reading("me", None, ReadingKind::Drink { volume: Volume::from_ml(500.0) }).await.unwrap();
    let wrong = engine.log_reading("me", None, ReadingKind::Fatigue { score: 9 }).await.unwrap_err();
    assert!(matches!(wrong, Error::Invalid(fields) if fields[0].field == "score"));
    assert_eq!(engine.readings("me", Timestamp::MIN, Timestamp::MAX).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_calendar_becomes_planned_sessions() {
    let engine = engine().await;
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Long run\\, easy\r\nDTSTART;TZID=Europe/Berlin:\
        20261201T063000\r\nDURATION:PT1H30M\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Holiday\r\n\
        DTSTART;VALUE=DATE:20261224\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let imported = engine.import_recording("me", "plan.ics", calendar.as_bytes()).await.unwrap();
    assert_eq!(imported.planned, 1);
    let planned = engine.planned_sessions("me", Timestamp::MIN, Timestamp::MAX).await.unwrap();
    assert_eq!(
        (planned[0].title.as_str(), planned[0].start.to_string().as_str()),
        ("Long run, easy", "2026-12-01T05:30:00Z")
    );
    assert_eq!(planned[0].conditions.duration, Duration::from_hours(1.5));
}
