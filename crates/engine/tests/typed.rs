//! What a person typed is deleted, changed and put back, and what is derived follows: a rebuild finds nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use engine::{
    AthleteChanges, ConditionsInput, Engine, Error, FixedClock, NewPlannedSession, NewSweatTest, Portion,
    ReadingKind, SweatTestRecord, TypedEntry,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::weigh_in::WeighIn;
use store::Memory;
use units::{Duration, Mass, Temperature, Volume};

const NOW: &str = "2026-06-11T12:00:00Z";

fn at(hours: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

async fn engine() -> Engine {
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(at(0))));
    let me = AthleteChanges {
        body_mass: Some(Mass::from_kg(70.0)),
        born: Some(1990),
        ..AthleteChanges::default()
    };
    engine.put_athlete("me", me, &TimeZone::UTC).await.unwrap();
    engine
}

async fn nothing_drifts(engine: &Engine) {
    assert_eq!(engine.replay("me").await.unwrap().differences, []);
}

async fn mass(engine: &Engine) -> f64 {
    engine.athlete("me").await.unwrap().body_mass.as_kg()
}

fn run(hours: i64) -> TypedEntry {
    TypedEntry {
        what: "running".into(),
        start: at(hours),
        duration: Duration::from_minutes(60.0),
        distance: None,
        title: None,
    }
}

/// The watch's recording of that run, twenty seconds later.
fn track(hours: i64) -> Vec<u8> {
    let start = at(hours) + SignedDuration::from_secs(20);
    let end = start + SignedDuration::from_mins(60);
    format!(
        "<gpx><trk><type>running</type><trkseg><trkpt lat=\"50\" lon=\"8\"><time>{start}</time></trkpt>\
         <trkpt lat=\"50.1\" lon=\"8\"><time>{end}</time></trkpt></trkseg></trk></gpx>"
    )
    .into_bytes()
}

fn warm_run() -> ConditionsInput {
    ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(1.0)),
        air_temperature: Some(Temperature::from_celsius(28.0)),
        ..ConditionsInput::default()
    }
}

fn weighed(before: f64) -> NewSweatTest {
    let weigh_in = WeighIn {
        mass_before: Mass::from_kg(before),
        mass_after: Mass::from_kg(before - 0.8),
        ..WeighIn::default()
    };
    NewSweatTest {
        event: None,
        at: Some(at(-24)),
        conditions: warm_run(),
        weigh_in: Some(weigh_in),
        patches: Vec::new(),
        confirmed: false,
    }
}

async fn tests(engine: &Engine) -> Vec<SweatTestRecord> {
    engine.sweat_tests("me").await.unwrap()
}

#[tokio::test]
async fn a_test_follows_its_workout_through_a_merge_and_is_corrected_not_doubled() {
    let engine = engine().await;
    let typed = engine.enter("me", &run(-24)).await.unwrap().remove(0);
    let of = |event: String| NewSweatTest { event: Some(event), at: None, ..weighed(70.0) };
    let test = engine.take_sweat_test("me", of(typed.id.clone())).await.unwrap();
    let recorded = engine.import_recording("me", "run.gpx", &track(-24)).await.unwrap().events.remove(0);
    assert_ne!(recorded.id, typed.id, "the recording is believed before what was typed");
    let [followed] = tests(&engine).await.try_into().unwrap();
    assert_eq!(followed.event.as_ref(), Some(&recorded.id));
    nothing_drifts(&engine).await;
    let corrected = engine.take_sweat_test("me", of(recorded.id.clone())).await.unwrap();
    assert_eq!(corrected.id, test.id);
    assert_eq!(tests(&engine).await.len(), 1);
    // The recording discarded, the test is of no workout that is shown; taken back, it is again.
    let made = engine.overrule("me", &recorded.id, engine::Overrule::Discard).await.unwrap();
    assert_eq!(tests(&engine).await[0].event, None);
    nothing_drifts(&engine).await;
    for decision in made {
        engine.undecide("me", &decision.id).await.unwrap();
    }
    assert_eq!(tests(&engine).await[0].event.as_ref(), Some(&recorded.id));
    nothing_drifts(&engine).await;
}

#[tokio::test]
async fn a_test_is_deleted_changed_and_put_back_with_the_body_mass_that_came_from_it() {
    let engine = engine().await;
    let later = AthleteChanges {
        body_mass: Some(Mass::from_kg(71.0)),
        body_mass_at: Some(at(-48)),
        ..AthleteChanges::default()
    };
    engine.put_athlete("me", later, &TimeZone::UTC).await.unwrap();
    let test = engine.take_sweat_test("me", weighed(72.4)).await.unwrap();
    assert_eq!(mass(&engine).await, 72.4);
    let removal = engine.delete_sweat_test("me", &test.id).await.unwrap();
    assert_eq!((tests(&engine).await.len(), mass(&engine).await), (0, 71.0));
    nothing_drifts(&engine).await;
    engine.undo("me", &removal.id).await.unwrap();
    assert_eq!((tests(&engine).await, mass(&engine).await), (vec![test.clone()], 72.4));
    nothing_drifts(&engine).await;
    engine.change_sweat_test("me", &test.id, weighed(73.0)).await.unwrap();
    assert_eq!((tests(&engine).await.len(), mass(&engine).await), (1, 73.0));
    let [change] = engine.removals("me").await.unwrap().try_into().unwrap();
    assert_eq!(change.replaced_by.as_ref(), Some(&test.id));
    engine.undo("me", &change.id).await.unwrap();
    assert_eq!((tests(&engine).await, mass(&engine).await), (vec![test], 72.4));
    nothing_drifts(&engine).await;
    let again = engine.undo("me", &change.id).await.unwrap_err();
    assert!(matches!(again, Error::NotFound { .. }), "{again:?}");
}

#[tokio::test]
async fn the_newest_mass_counts_and_a_test_of_long_ago_does_not_set_it() {
    let engine = engine().await;
    let long_ago = NewSweatTest { at: Some(at(-24 * 365 * 11)), ..weighed(61.0) };
    engine.take_sweat_test("me", long_ago).await.unwrap();
    assert_eq!(mass(&engine).await, 70.0);
    let kg = |kg| ReadingKind::BodyMass { mass: Mass::from_kg(kg) };
    let logged = engine.log_reading("me", Some(at(-1)), kg(69.0)).await.unwrap();
    assert_eq!(mass(&engine).await, 70.0, "the profile was typed after it");
    let minute = SignedDuration::from_secs(50);
    engine.change_reading("me", &logged.id, Some(at(0) + minute), kg(69.0)).await.unwrap();
    assert_eq!(mass(&engine).await, 69.0, "fifty seconds ahead is now: clocks differ");
    nothing_drifts(&engine).await;
    let typed = AthleteChanges { body_mass: Some(Mass::from_kg(68.0)), ..AthleteChanges::default() };
    engine.put_athlete("me", typed, &TimeZone::UTC).await.unwrap();
    assert_eq!(mass(&engine).await, 68.0, "what is typed into the profile now counts now");
    nothing_drifts(&engine).await;
}

#[tokio::test]
async fn a_weighing_far_from_the_mass_known_is_asked_about() {
    let engine = engine().await;
    let newest = |before, confirmed| NewSweatTest { at: None, confirmed, ..weighed(before) };
    let asked = engine.take_sweat_test("me", newest(55.0, false)).await.unwrap_err().to_string();
    assert!(asked.contains("far from the 70.0 kg known"), "{asked}");
    engine.take_sweat_test("me", newest(55.0, true)).await.unwrap();
    assert_eq!(mass(&engine).await, 55.0);
    let kg = |kg| ReadingKind::BodyMass { mass: Mass::from_kg(kg) };
    let asked = engine.log_reading("me", None, kg(70.0)).await.unwrap_err().to_string();
    assert!(asked.contains("far from the 55.0 kg known"), "{asked}");
}

#[tokio::test]
async fn a_weighing_after_a_session_is_logged_but_is_no_mass_at_rest() {
    let engine = engine().await;
    planned(&engine, -3).await;
    let minute = SignedDuration::from_secs(50);
    let wet = ReadingKind::BodyMass { mass: Mass::from_kg(69.0) };
    let logged = engine.log_reading("me", Some(at(0) + minute), wet).await.unwrap();
    assert!(logged.after_exercise);
    assert_eq!(mass(&engine).await, 70.0);
    nothing_drifts(&engine).await;
}

#[tokio::test]
async fn what_has_not_happened_yet_is_refused() {
    let engine = engine().await;
    let in_2062 = NewSweatTest { at: Some(at(24 * 365 * 36)), ..weighed(70.0) };
    let refused = engine.take_sweat_test("me", in_2062).await.unwrap_err().to_string();
    assert!(refused.contains("future"), "{refused}");
    let drink = ReadingKind::Drink { volume: Volume::from_ml(300.0) };
    engine.log_reading("me", Some(at(0) + SignedDuration::from_secs(61)), drink).await.unwrap_err();
    engine.enter("me", &run(1)).await.unwrap_err();
}

#[tokio::test]
async fn a_typed_workout_is_changed_deleted_and_put_back() {
    let engine = engine().await;
    engine.enter("me", &run(-24)).await.unwrap();
    let [entry] = engine.entries("me", Timestamp::MIN, Timestamp::MAX).await.unwrap().try_into().unwrap();
    let moved = engine.change_entry("me", &entry.id, &run(-30)).await.unwrap().remove(0);
    assert_eq!(moved.span.start, at(-30));
    let events = async || engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap();
    assert_eq!(events().await.len(), 1);
    nothing_drifts(&engine).await;
    let [change] = engine.removals("me").await.unwrap().try_into().unwrap();
    engine.undo("me", &change.id).await.unwrap();
    assert_eq!(events().await[0].span.start, at(-24));
    assert_eq!(events().await.len(), 1);
    nothing_drifts(&engine).await;
    let removal = engine.delete_entry("me", &entry.id).await.unwrap();
    assert_eq!(events().await, []);
    nothing_drifts(&engine).await;
    engine.undo("me", &removal.id).await.unwrap();
    assert_eq!(events().await.len(), 1);
    nothing_drifts(&engine).await;
    let recorded = engine.import_recording("me", "run.gpx", &track(-48)).await.unwrap();
    let refused = engine.delete_entry("me", &recorded.report.observations[0]).await.unwrap_err().to_string();
    assert!(refused.contains("only what was typed"), "{refused}");
}

#[tokio::test]
async fn typing_the_same_again_leaves_nothing_to_undo() {
    let engine = engine().await;
    let drink = ReadingKind::Drink { volume: Volume::from_ml(300.0) };
    for _ in 0..2 {
        engine.enter("me", &run(-24)).await.unwrap();
        engine.log_reading("me", Some(at(-1)), drink).await.unwrap();
    }
    assert_eq!(engine.removals("me").await.unwrap(), []);
}

#[tokio::test]
async fn a_move_to_another_zone_leaves_nothing_for_a_rebuild() {
    let engine = engine().await;
    for night in 1..6 {
        let sleep =
            TypedEntry { what: "sleep".into(), duration: Duration::from_hours(7.5), ..run(-24 * night - 13) };
        let nap =
            TypedEntry { what: "nap".into(), duration: Duration::from_hours(1.0), ..run(-24 * night + 2) };
        engine.enter("me", &sleep).await.unwrap();
        engine.enter("me", &nap).await.unwrap();
    }
    engine.import_recording("me", "run.gpx", &track(-24)).await.unwrap();
    for zone in ["Pacific/Auckland", "America/Los_Angeles", "UTC"] {
        let moved = AthleteChanges { zone: Some(zone.into()), ..AthleteChanges::default() };
        engine.put_athlete("me", moved, &TimeZone::UTC).await.unwrap();
        nothing_drifts(&engine).await;
    }
}

async fn planned(engine: &Engine, hours: i64) -> engine::PlannedSession {
    let new = NewPlannedSession { title: None, start: at(hours), conditions: warm_run() };
    engine.plan_session("me", new).await.unwrap()
}

async fn all_planned(engine: &Engine) -> Vec<engine::PlannedSession> {
    engine.planned_sessions("me", Timestamp::MIN, Timestamp::MAX).await.unwrap()
}

#[tokio::test]
async fn a_session_planned_again_after_cancelling_shows_nothing_as_taken() {
    let engine = engine().await;
    let session = planned(&engine, 2).await;
    let date = at(2).to_zoned_datetime(TimeZone::UTC).date();
    let day = async || engine.day_plan("me", Some(date)).await.unwrap().sessions.remove(0);
    let fluid = |need: &&fuel::Need| need.amount.nutrient() == fuel::Nutrient::Fluid;
    let need = day().await.needs.iter().find(fluid).unwrap().id.clone();
    engine.say_taken("me", &session.id, std::slice::from_ref(&need)).await.unwrap();
    let amount = Portion::Fluid(Volume::from_ml(123.0));
    engine.change_taken("me", &need, amount).await.unwrap();
    assert_eq!(day().await.taken[0].portion, amount);
    let removal = engine.cancel_session("me", &session.id).await.unwrap().unwrap();
    let again = planned(&engine, 2).await;
    assert_eq!((again.id, day().await.taken.len()), (session.id, 0));
    engine.undo("me", &removal.id).await.unwrap();
    assert_eq!(day().await.taken[0].portion, amount);
    let other = engine.change_taken("me", &need, Portion::Fluid(Volume::from_l(11.0))).await.unwrap_err();
    assert!(other.to_string().contains("at most 10 l"), "{other}");
}

#[tokio::test]
async fn a_moved_session_keeps_its_name_and_one_planned_at_its_old_start_takes_another() {
    let engine = engine().await;
    let session = planned(&engine, 2).await;
    let later = NewPlannedSession { title: None, start: at(5), conditions: warm_run() };
    let moved = engine.change_session("me", &session.id, later).await.unwrap();
    assert_eq!((moved.id, moved.start), (session.id.clone(), at(5)));
    assert_ne!(planned(&engine, 2).await.id, session.id);
    assert_eq!(all_planned(&engine).await.len(), 2);
}

/// A calendar with one entry, of this version, at this hour.
fn calendar(sequence: u32, hour: u32, more: &str) -> Vec<u8> {
    format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:long-run@coach\r\nSUMMARY:Long run\r\nDTSTAMP:20260601T1{sequence}0000Z\r\n\
         SEQUENCE:{sequence}\r\nDTSTART:20260613T{hour:02}0000Z\r\nDURATION:PT2H\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn of_two_versions_of_a_calendar_the_newer_counts_in_whichever_order_they_are_read() {
    let engine = engine().await;
    let read = async |bytes: Vec<u8>| {
        engine.import_recording("me", "plan.ics", &bytes).await.unwrap();
        all_planned(&engine).await.iter().map(|session| session.start.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(read(calendar(2, 9, "")).await, ["2026-06-13T09:00:00Z"]);
    assert_eq!(read(calendar(1, 7, "")).await, ["2026-06-13T09:00:00Z"]);
    assert_eq!(read(calendar(3, 10, "STATUS:CANCELLED\r\n")).await, [] as [String; 0]);
    assert_eq!(
        read(calendar(2, 9, "LOCATION:Park\r\n")).await,
        [] as [String; 0],
        "older than the cancellation"
    );
    assert_eq!(read(calendar(4, 11, "")).await, ["2026-06-13T11:00:00Z"]);
    let id = all_planned(&engine).await.remove(0).id;
    engine.cancel_session("me", &id).await.unwrap();
    assert_eq!(
        read(calendar(4, 11, "LOCATION:Park\r\n")).await,
        [] as [String; 0],
        "the athlete cancelled it"
    );
    assert_eq!(read(calendar(5, 12, "")).await, ["2026-06-13T12:00:00Z"]);
}

#[tokio::test]
async fn what_the_athlete_cancelled_or_put_back_stays_so_when_the_calendar_is_read_again() {
    let engine = engine().await;
    let named = |planned: &str| {
        String::from_utf8(calendar(1, 9, planned))
            .unwrap()
            .replace("BEGIN:VEVENT", "X-WR-CALNAME:Coach\r\nBEGIN:VEVENT")
    };
    let read = async |text: String| {
        engine.import_recording("me", "plan.ics", text.as_bytes()).await.unwrap();
        all_planned(&engine).await.len()
    };
    assert_eq!(read(named("")).await, 1);
    let id = all_planned(&engine).await.remove(0).id;
    let removal = engine.cancel_session("me", &id).await.unwrap().unwrap();
    assert_eq!(read(named("")).await, 0, "the same bytes");
    assert_eq!(read(named("LOCATION:Park\r\n")).await, 0, "another copy of the same version");
    engine.undo("me", &removal.id).await.unwrap();
    assert_eq!(read(named("LOCATION:Bay\r\n")).await, 1);
    assert_eq!(read(named("STATUS:CANCELLED\r\n")).await, 1, "no newer version than the athlete's word");
    let newer = named("STATUS:CANCELLED\r\n").replace("SEQUENCE:1", "SEQUENCE:2");
    assert_eq!(read(newer).await, 0);
    let gone = engine.removals("me").await.unwrap().remove(0);
    engine.undo("me", &gone.id).await.unwrap();
    let newer = named("STATUS:CANCELLED\r\nLOCATION:Bay\r\n").replace("SEQUENCE:1", "SEQUENCE:2");
    assert_eq!(read(newer).await, 1, "put back against this very version");
}

/// A run at this speed, m/s, recorded every ten seconds with its heart rate; in the middle the watch was stopped for so
/// many minutes.
fn recorded_run(start: Timestamp, minutes: i64, stopped: i64, speed: f64, beats: u32) -> Vec<u8> {
    let mut points = String::new();
    let mut metres = 0.0;
    for step in 0..=minutes * 6 {
        let pause = if step > minutes * 3 { stopped * 60 } else { 0 };
        let time = start + SignedDuration::from_secs(step * 10 + pause);
        let latitude = 50.0 + metres / 111_195.0;
        points += &format!(
            "<trkpt lat=\"{latitude:.7}\" lon=\"8\"><ele>100</ele><time>{time}</time><extensions><hr>{beats}</hr></extensions></trkpt>"
        );
        metres += 10.0 * speed;
    }
    format!("<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>").into_bytes()
}

/// What the next run is expected to take, L/h.
async fn next(engine: &Engine) -> f64 {
    let session = ConditionsInput { speed: Some(units::Speed::from_m_per_s(2.8)), ..warm_run() };
    let session = session.resolve(None).unwrap();
    let foresight = physiology::Foresight::Known;
    engine.predict("me", &session, foresight).await.unwrap().rate.median.as_l_per_h()
}

#[tokio::test]
async fn a_test_is_explained_by_its_recording_and_a_stop_does_not_bias_the_next_prediction() {
    let engine = engine().await;
    let before = next(&engine).await;
    let track = recorded_run(at(-24), 60, 40, 2.8, 150);
    let event = engine.import_recording("me", "run.gpx", &track).await.unwrap().events.remove(0);
    // As much as an hour's run takes, and a tenth of a litre in the stop.
    let lost = before + 0.1 + 0.12;
    let weigh_in = WeighIn {
        mass_before: Mass::from_kg(70.0),
        mass_after: Mass::from_kg(70.0 - lost),
        ..WeighIn::default()
    };
    let conditions = ConditionsInput { duration: None, sport: None, ..warm_run() };
    let new = NewSweatTest {
        event: Some(event.id.clone()),
        at: None,
        conditions,
        weigh_in: Some(weigh_in),
        ..weighed(70.0)
    };
    let test = engine.take_sweat_test("me", new).await.unwrap();
    let recording = test.recording.as_ref().unwrap();
    assert!((recording.at_rest().as_minutes() - 40.0).abs() < 1.5, "{:?}", recording.at_rest());
    assert!((next(&engine).await / before - 1.0).abs() < 0.08, "{before} and {}", next(&engine).await);
    nothing_drifts(&engine).await;
    // Without its recording, the test is one of a whole 100 min of running.
    engine.overrule("me", &event.id, engine::Overrule::Discard).await.unwrap();
    assert_eq!(tests(&engine).await[0].recording, None);
    assert!(next(&engine).await < 0.88 * before, "{before} and {}", next(&engine).await);
    nothing_drifts(&engine).await;
}

#[tokio::test]
async fn every_past_workout_has_an_estimate_with_its_receipt() {
    let engine = engine().await;
    let mut lost = Vec::new();
    for (day, stopped) in [(-24, 0), (-72, 40)] {
        let track = recorded_run(at(day), 60, stopped, 2.8, 150);
        let event = engine.import_recording("me", "run.gpx", &track).await.unwrap().events.remove(0);
        let expected = engine.expected_loss("me", &event).await.unwrap().unwrap();
        assert!(expected.sodium.i80.low < expected.sodium.median && expected.assumed);
        assert!((expected.in_motion.unwrap().as_minutes() - 60.0).abs() < 2.0);
        for receipt in &expected.receipts {
            engine.explain("me", receipt.as_str()).await.unwrap();
        }
        assert_eq!(expected.receipts.len(), 2);
        let listed = engine.expected_losses("me", std::slice::from_ref(&event)).await.unwrap();
        assert_eq!(listed[&event.id].loss, expected.loss);
        lost.push(expected.loss.median.as_l());
    }
    assert!(lost[1] > lost[0] && lost[1] < lost[0] + 0.35, "the stop costs little: {lost:?}");
}

#[tokio::test]
async fn a_word_is_a_share_of_the_capacity_that_the_recordings_show() {
    let engine = engine().await;
    let easy = AthleteChanges {
        greatest_heart_rate: Some(units::Frequency::from_per_min(185.0)),
        ..AthleteChanges::default()
    };
    engine.put_athlete("me", easy, &TimeZone::UTC).await.unwrap();
    let unknown = engine.athlete("me").await.unwrap();
    assert_eq!(unknown.capacity_estimate, None);
    for day in 1..=5 {
        let track = recorded_run(at(-24 * day), 45, 0, 3.6, 139);
        engine.import_recording("me", "run.gpx", &track).await.unwrap();
    }
    let known = engine.athlete("me").await.unwrap();
    let estimate = known.capacity_estimate.unwrap();
    assert!((62.0..80.0).contains(&estimate.capacity.as_ml_per_kg_min()), "{estimate:?}");
    assert_eq!(estimate.recordings, 5);
    nothing_drifts(&engine).await;
    // One's own counts before it, and is not stored over.
    let own = AthleteChanges {
        capacity: Some(physiology::AerobicCapacity::from_ml_per_kg_min(58.0)),
        ..AthleteChanges::default()
    };
    engine.put_athlete("me", own, &TimeZone::UTC).await.unwrap();
    assert_eq!(engine.athlete("me").await.unwrap().capacity_estimate, None);
    // Recordings taken away say nothing any more.
    let events = engine.events("me", at(-24 * 6), at(0)).await.unwrap();
    for event in events {
        engine.overrule("me", &event.id, engine::Overrule::Discard).await.unwrap();
    }
    nothing_drifts(&engine).await;
}
