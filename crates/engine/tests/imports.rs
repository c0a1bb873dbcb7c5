//! Imports of many files: read in the background, the newest first, stopped and resumed, with what came of each.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod interleaved;

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use connect::calendar::{CalendarError, Calendars, Fetched, Fetching, Validators};
use engine::{
    AthleteChanges, Came, Clock, Engine, Error, FixedClock, Hints, Import, ImportState, StagedFile,
};
use interleaved::Interleaved;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::Memory;
use tokio::task::JoinSet;
use units::Mass;

async fn engine() -> Engine {
    let clock = FixedClock("2026-11-24T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
    let me = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    engine.put_athlete("me", me, &TimeZone::UTC).await.unwrap();
    engine
}

/// A track of ten minutes on this day of 2026.
fn track(day: u32) -> Vec<u8> {
    let date = jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day)));
    format!(
        "<gpx><trk><type>running</type><trkseg><trkpt lat=\"50\" lon=\"8\"><time>{date}T06:00:00Z</time></trkpt>\
         <trkpt lat=\"50.02\" lon=\"8\"><time>{date}T06:10:00Z</time></trkpt></trkseg></trk></gpx>"
    )
    .into_bytes()
}

async fn staged(engine: &Engine, files: Vec<(String, Vec<u8>)>) -> Vec<StagedFile> {
    let mut staged = Vec::new();
    for (name, bytes) in files {
        staged.push(engine.stage("me", &name, bytes).await.unwrap());
    }
    staged
}

async fn begun(engine: &Engine, files: Vec<(String, Vec<u8>)>) -> Import {
    let files = staged(engine, files).await;
    engine.begin_import("me", files, Hints::default()).await.unwrap()
}

async fn work_off(engine: &Engine) {
    while engine.work(10).await.unwrap().done > 0 {}
}

async fn events(engine: &Engine) -> usize {
    engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap().len()
}

#[tokio::test]
async fn every_file_has_its_outcome_and_the_newest_name_comes_first() {
    let engine = engine().await;
    let files = vec![
        ("2026-01-02.gpx".to_owned(), track(2)),
        ("2026-01-05.gpx".to_owned(), track(5)),
        ("2026-01-03.gpx".to_owned(), b"not a track".to_vec()),
        ("copy of 2026-01-02.gpx".to_owned(), track(2)),
    ];
    let import = begun(&engine, files).await;
    assert_eq!((import.state, import.files, import.done), (ImportState::Running, 4, 0));
    assert_eq!(events(&engine).await, 0, "nothing is read before it is answered for");
    work_off(&engine).await;
    let import = engine.import("me", &import.id).await.unwrap();
    let counts = import.counts;
    assert_eq!((import.state, import.progress()), (ImportState::Finished, 1.0));
    assert_eq!((counts.read, counts.known, counts.refused), (2, 1, 1));
    let files = engine.import_files("me", &import.id, 0, 10).await.unwrap();
    let told: Vec<(String, Came)> =
        files.into_iter().map(|file| (file.name, file.outcome.unwrap().came)).collect();
    let told: Vec<(&str, Came)> = told.iter().map(|(name, came)| (name.as_str(), *came)).collect();
    assert_eq!(
        told,
        [
            ("copy of 2026-01-02.gpx", Came::Read),
            ("2026-01-05.gpx", Came::Read),
            ("2026-01-03.gpx", Came::Refused),
            ("2026-01-02.gpx", Came::Known),
        ]
    );
    assert_eq!(events(&engine).await, 2);
}

#[tokio::test]
async fn an_archive_is_opened_and_its_parts_are_files_of_the_import() {
    let engine = engine().await;
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for day in 1..=120 {
        archive.start_file(format!("activities/{day:03}.gpx"), plain).unwrap();
        archive.write_all(&track(day)).unwrap();
    }
    archive.start_file("media/photo.jpg", plain).unwrap();
    archive.write_all(&[0xFF, 0xD8]).unwrap();
    let archive = archive.finish().unwrap().into_inner();
    let import = begun(&engine, vec![("export.zip".to_owned(), archive)]).await;
    // A turn reads some, and leaves the next turn behind.
    assert_eq!(engine.work(1).await.unwrap().done, 1);
    let under_way = engine.import("me", &import.id).await.unwrap();
    assert_eq!((under_way.files, under_way.counts.unpacked, under_way.counts.left_out), (121, 1, 1));
    assert!(under_way.done > 1 && under_way.done < 121, "{} done", under_way.done);
    work_off(&engine).await;
    let done = engine.import("me", &import.id).await.unwrap();
    assert_eq!((done.state, done.counts.read), (ImportState::Finished, 120));
    let first = engine.import_files("me", &import.id, 1, 1).await.unwrap().remove(0);
    assert_eq!(first.name, "export.zip/activities/120.gpx");
    assert_eq!(events(&engine).await, 120);
    assert_eq!(engine.replay("me").await.unwrap().differences, []);
}

#[tokio::test]
async fn an_import_is_stopped_and_goes_on_where_it_was() {
    let engine = engine().await;
    let files = (1..=80).map(|day| (format!("{day:03}.gpx"), track(day))).collect();
    let import = begun(&engine, files).await;
    engine.work(1).await.unwrap();
    let stopped = engine.cancel_import("me", &import.id).await.unwrap();
    let done = stopped.done;
    assert!(done > 0 && done < 80);
    work_off(&engine).await;
    let waiting = engine.import("me", &import.id).await.unwrap();
    assert_eq!((waiting.state, waiting.done, waiting.left()), (ImportState::Cancelled, done, None));
    // Stopped and resumed twice before a worker looks: turns of before are void, no file is counted twice.
    engine.resume_import("me", &import.id).await.unwrap();
    engine.cancel_import("me", &import.id).await.unwrap();
    engine.resume_import("me", &import.id).await.unwrap();
    work_off(&engine).await;
    let finished = engine.import("me", &import.id).await.unwrap();
    assert_eq!((finished.state, finished.done, finished.counts.read), (ImportState::Finished, 80, 80));
    assert_eq!(events(&engine).await, 80);
    let again = engine.resume_import("me", &import.id).await.unwrap_err().to_string();
    assert!(again.contains("finished"), "{again}");
}

#[tokio::test]
async fn imports_are_listed_the_newest_first_and_an_empty_one_is_refused() {
    let engine = engine().await;
    let first = begun(&engine, vec![("1.gpx".to_owned(), track(1))]).await;
    let second = begun(&engine, vec![("2.gpx".to_owned(), track(2))]).await;
    assert_ne!(first.id, second.id, "both began in one second");
    assert_eq!(engine.imports("me").await.unwrap().len(), 2);
    let nothing = engine.begin_import("me", Vec::new(), Hints::default()).await.unwrap_err();
    assert!(nothing.to_string().contains("give 1 to"), "{nothing}");
}

#[tokio::test]
async fn an_entry_that_its_calendar_moves_stays_one_planned_session() {
    let engine = engine().await;
    let calendar = |hour: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:long-run@coach\r\nSUMMARY:Long run\r\nDTSTART:20261128T{hour}0000Z\r\n\
             DURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    for hour in ["07", "09"] {
        engine.import_recording("me", "plan.ics", calendar(hour).as_bytes()).await.unwrap();
    }
    let planned = engine.planned_sessions("me", Timestamp::MIN, Timestamp::MAX).await.unwrap();
    let starts: Vec<String> = planned.iter().map(|session| session.start.to_string()).collect();
    assert_eq!(starts, ["2026-11-28T09:00:00Z"]);
}

#[test]
fn the_method_of_what_is_said_of_sleep_is_in_the_register() {
    for source in timeline::RESTED_SOURCES {
        assert!(evidence::register().get(&evidence::SourceId::new(source)).is_some(), "{source}");
    }
}

#[tokio::test]
async fn imports_that_begin_at_once_lose_no_file() {
    let clock = FixedClock("2026-11-24T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Interleaved::default()), Arc::new(clock));
    let me = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    engine.put_athlete("me", me, &TimeZone::UTC).await.unwrap();
    let mut at_once = JoinSet::new();
    for upload in 0..20 {
        let engine = engine.clone();
        let files = (1..=5).map(|file| (format!("{file}.gpx"), track(5 * upload + file))).collect();
        at_once.spawn(async move { begun(&engine, files).await });
    }
    let uploads = at_once.join_all().await;
    work_off(&engine).await;
    let mut read = 0;
    for upload in &uploads {
        let import = engine.import("me", &upload.id).await.unwrap();
        assert_eq!((import.state, import.files), (ImportState::Finished, 5), "{}", import.id);
        read += import.counts.read;
    }
    assert_eq!((read, events(&engine).await), (100, 100));
}

/// A recording that a provider calls by a name of this many letters.
fn strava(letters: usize) -> Vec<u8> {
    let id = "x".repeat(letters);
    format!(
        r#"{{"id": "{id}", "type": "Run", "start_date": "2026-01-09T06:00:00Z", "elapsed_time": 600, "moving_time": 600}}"#
    )
    .into_bytes()
}

#[tokio::test]
async fn a_file_that_cannot_be_stored_is_reported_and_the_rest_goes_on() {
    let engine = engine().await;
    let files = vec![
        ("1.gpx".to_owned(), track(1)),
        ("2.json".to_owned(), strava(400)),
        ("3.gpx".to_owned(), track(3)),
    ];
    let import = begun(&engine, files).await;
    work_off(&engine).await;
    let import = engine.import("me", &import.id).await.unwrap();
    assert_eq!((import.state, import.counts.read, import.counts.refused), (ImportState::Finished, 2, 1));
    let refused = engine.import_files("me", &import.id, 1, 1).await.unwrap().remove(0).outcome.unwrap();
    assert!(refused.notes[0].contains("it cannot be stored"), "{:?}", refused.notes);
    assert!(refused.notes[0].len() < 200, "{:?}", refused.notes);
    let alone = engine.import_recording("me", "2.json", &strava(400)).await.unwrap_err();
    assert!(matches!(alone, Error::CannotKeep(_)), "{alone:?}");
}

/// An archive of these files.
fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn archives_in_archives_are_opened_three_deep() {
    let engine = engine().await;
    let mut nested = archive(&[("inside.gpx".to_owned(), track(9))]);
    for level in 1..=4 {
        nested = archive(&[("nested.zip".to_owned(), nested), (format!("{level}.gpx"), track(level))]);
    }
    let import = begun(&engine, vec![("export.zip".to_owned(), nested)]).await;
    work_off(&engine).await;
    let import = engine.import("me", &import.id).await.unwrap();
    let counts = import.counts;
    assert_eq!(import.state, ImportState::Finished);
    assert_eq!((counts.unpacked, counts.read, counts.refused), (3, 3, 1), "{import:?}");
    let files = engine.import_files("me", &import.id, 0, 100).await.unwrap();
    let refused = files.iter().find(|file| file.outcome.as_ref().unwrap().came == Came::Refused).unwrap();
    assert_eq!(refused.name, "export.zip/nested.zip/nested.zip/nested.zip");
    assert!(refused.outcome.as_ref().unwrap().notes[0].contains("3 archives"), "{refused:?}");
}

/// A zip archive of these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn strava_s_export_gives_titles_to_recordings_and_what_was_typed() {
    let engine = engine().await;
    let list = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time,Distance\n\
        11,\"Jan 2, 2026, 6:00:00 AM\",\"Round the lake, easy\",Run,600,2.22,activities/12.gpx,600,2224\n\
        12,\"Jan 3, 2026, 6:00:00 PM\",Gym,Weight Training,3600,,,,\n";
    let archive = zipped(&[
        ("activities.csv", list.as_bytes()),
        ("activities/12.gpx", &track(1)),
        ("routes/13.gpx", &track(1)),
        ("bikes.csv", b"Bike Name\nRed"),
        ("media/1.jpg", b"picture"),
    ]);
    let import = begun(&engine, vec![("export_1.zip".to_owned(), archive)]).await;
    work_off(&engine).await;
    let counts = engine.import("me", &import.id).await.unwrap().counts;
    assert_eq!((counts.unpacked, counts.read, counts.refused, counts.left_out), (1, 2, 0, 3));
    let events = engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap();
    let titles: Vec<Option<&str>> = events
        .iter()
        .map(|event| match &event.kind {
            timeline::EventKind::Workout(workout) => workout.name.as_deref(),
            _ => None,
        })
        .collect();
    assert_eq!(titles, [Some("Round the lake, easy"), Some("Gym")]);
    assert_eq!(events[0].links.len(), 2, "the row and the recording are one run");
}

#[tokio::test]
async fn garmin_s_export_is_opened_to_the_recordings_in_its_archives() {
    let engine = engine().await;
    let recordings = zipped(&[("a.gpx", &track(1)), ("b.gpx", &track(2))]);
    let nights = r#"[{"calendarDate": "2026-01-02", "sleepStartTimestampGMT": "2026-01-01T22:00:00.0",
        "sleepEndTimestampGMT": "2026-01-02T05:00:00.0", "deepSleepSeconds": 5400, "lightSleepSeconds": 16200}]"#;
    let archive = zipped(&[
        ("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", &recordings),
        ("DI_CONNECT/DI-Connect-Wellness/1_sleepData.json", nights.as_bytes()),
        ("DI_CONNECT/DI-Connect-Aggregator/UDSFile_1.json", b"[]"),
        ("customer_data/customer.json", b"{}"),
    ]);
    let import = begun(&engine, vec![("export.zip".to_owned(), archive)]).await;
    work_off(&engine).await;
    let counts = engine.import("me", &import.id).await.unwrap().counts;
    assert_eq!((counts.unpacked, counts.read, counts.refused, counts.left_out), (2, 3, 0, 2));
    assert_eq!(events(&engine).await, 3);
}

/// A clock that is moved by hand.
struct MovedClock(Mutex<Timestamp>);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A platform's calendar: what it answers with, and what it was asked.
#[derive(Default)]
struct Platform {
    answers: Mutex<Vec<Result<Fetched, CalendarError>>>,
    asked: Mutex<Vec<Validators>>,
}

impl Calendars for Platform {
    fn check(&self, address: &str) -> Result<String, CalendarError> {
        Ok(address.replacen("webcal://", "https://", 1))
    }

    fn fetch<'a>(&'a self, _: &'a str, known: &'a Validators) -> Fetching<'a> {
        self.asked.lock().unwrap().push(known.clone());
        let answer = self.answers.lock().unwrap().remove(0);
        Box::pin(async { answer })
    }
}

fn feed(titles: &[&str], etag: &str) -> Result<Fetched, CalendarError> {
    let entry = |title: &&str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{title}\r\nDTSTART:20261205T080000Z\r\nDURATION:PT1H\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        )
    };
    let entries: String = titles.iter().map(entry).collect();
    let bytes = format!("BEGIN:VCALENDAR\r\n{entries}END:VCALENDAR\r\n").into_bytes();
    Ok(Fetched::Changed {
        bytes,
        validators: Validators { etag: Some(etag.to_owned()), last_modified: None },
    })
}

#[tokio::test]
async fn a_calendar_that_is_followed_is_looked_at_again_and_says_how_it_is() {
    let clock = Arc::new(MovedClock(Mutex::new("2026-11-24T08:00:00Z".parse().unwrap())));
    let platform = Arc::new(Platform::default());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::clone(&clock) as Arc<dyn Clock>)
        .with_calendars(Arc::clone(&platform) as Arc<dyn Calendars>);
    let me = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    engine.put_athlete("me", me, &TimeZone::UTC).await.unwrap();
    let unreachable = || Err(CalendarError::Unreachable("the answer was 503".to_owned()));
    platform.answers.lock().unwrap().extend([
        feed(&["Run", "Ride"], "one"),
        Ok(Fetched::Unchanged),
        unreachable(),
        Ok(Fetched::Changed { bytes: b"<html>".to_vec(), validators: Validators::default() }),
        feed(&["Ride"], "two"),
        feed(&[], "three"),
    ]);
    let titles = async || -> Vec<String> {
        let planned = engine.planned_sessions("me", Timestamp::MIN, Timestamp::MAX).await.unwrap();
        let mut titles: Vec<String> = planned.into_iter().map(|session| session.title).collect();
        titles.sort();
        titles
    };
    let now = async || engine.subscriptions("me").await.unwrap().remove(0);
    let wait = |hours: i64| {
        let mut at = clock.0.lock().unwrap();
        *at += jiff::SignedDuration::from_hours(hours);
    };

    let followed = engine.subscribe("me", "webcal://plans.example.org/feed/secret.ics").await.unwrap();
    assert_eq!(followed.host(), "plans.example.org");
    let again = engine.subscribe("me", "https://plans.example.org/feed/secret.ics").await.unwrap();
    assert_eq!(again.id, followed.id, "the same address is one subscription");
    work_off(&engine).await;
    assert_eq!(titles().await, ["Ride", "Run"]);
    assert_eq!((now().await.planned, now().await.problem), (2, None));

    wait(6);
    work_off(&engine).await;
    let asked: Vec<Option<String>> =
        platform.asked.lock().unwrap().iter().map(|known| known.etag.clone()).collect();
    assert_eq!(asked, [None, Some("one".to_owned())]);

    // A server that does not answer, or with something else, changes no plan, and is asked again sooner, then later.
    wait(6);
    work_off(&engine).await;
    assert_eq!((now().await.failures, titles().await.len()), (1, 2));
    assert!(now().await.problem.unwrap().contains("503"));
    wait(1);
    work_off(&engine).await;
    assert_eq!(now().await.failures, 2);
    assert!(now().await.problem.unwrap().contains("something else than a calendar"));

    wait(1);
    work_off(&engine).await;
    assert_eq!(titles().await, ["Ride"], "what the platform took out is no longer planned");
    assert_eq!((now().await.failures, now().await.problem), (0, None));
    wait(6);
    work_off(&engine).await;
    assert_eq!(titles().await, [""; 0], "an empty calendar plans nothing");
    assert!(engine.unsubscribe("me", &followed.id).await.is_ok());
    wait(24);
    work_off(&engine).await;
    assert_eq!(platform.asked.lock().unwrap().len(), 6, "nobody asks any more");
    assert!(matches!(engine.unsubscribe("me", &followed.id).await, Err(Error::NotFound { .. })));
}
