//! intervals.icu: a key that is typed, original files, the diary, planned workouts.

use ::providers::fit_run;
use ::providers::intervals::run;
use engine::{ConnectionState, Leave};
use jiff::Timestamp;
use serde_json::json;

use crate::house::{House, ME, at};

const KEY: &str = "1l0nlqjq3j1obdhg08rz5rfhx";

fn morning() -> Timestamp {
    at("2026-11-29T05:00:00Z")
}

fn planned(id: u64, start: &str, name: &str, minutes: u32) -> serde_json::Value {
    json!({"id": id, "category": "WORKOUT", "start_date_local": start, "name": name, "type": "Run",
           "moving_time": minutes * 60, "updated": "2026-11-20T10:00:00.000+00:00"})
}

async fn connected() -> House {
    let house = House::new().await;
    {
        let athlete = &mut *house.web.world();
        let athlete = athlete.intervals.athlete(KEY);
        athlete.record("i55", run(morning(), 1800), Some(fit_run(morning(), 1800)));
        athlete.write("2026-11-28", json!({"weight": 70.5}));
        athlete.write("2026-11-29", json!({"weight": 70.5, "tempWeight": true}));
        athlete.plan(vec![planned(1, "2026-12-02T17:00:00", "Threshold 3x10", 75)]);
    }
    house.engine.connect_with_key(ME, "intervals", KEY).await.unwrap();
    house.pass(12).await;
    house
}

async fn sessions(house: &House) -> Vec<String> {
    let sessions = house.engine.planned_sessions(ME, Timestamp::MIN, Timestamp::MAX).await.unwrap();
    sessions.into_iter().map(|session| format!("{} {}", session.start, session.title)).collect()
}

#[tokio::test]
async fn activities_come_with_their_file_and_planned_workouts_are_planned() {
    let house = connected().await;
    assert_eq!(house.lengths().await, [1800.0]);
    let why = house.engine.why(ME, &house.events().await[0].id).await.unwrap();
    let mut sources: Vec<&str> = why.observations.iter().map(|o| o.source.provider.as_str()).collect();
    sources.sort_unstable();
    assert_eq!(sources, ["file", "intervals"], "the summary and the file that was uploaded");
    assert_eq!(house.masses().await, ["70.5?"], "a diary says neither who nor when");
    assert_eq!(sessions(&house).await, ["2026-12-02T17:00:00Z Threshold 3x10"]);
    assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
}

#[tokio::test]
async fn a_workout_that_is_moved_or_taken_off_the_calendar_is_so_here_within_the_hour() {
    let house = connected().await;
    let moved = vec![
        planned(1, "2026-12-03T06:30:00", "Threshold 3x10", 75),
        planned(2, "2026-12-05T08:00:00", "Long run", 120),
    ];
    house.web.world().intervals.athlete(KEY).plan(moved);
    house.pass_hours(2).await;
    assert_eq!(
        sessions(&house).await,
        ["2026-12-03T06:30:00Z Threshold 3x10", "2026-12-05T08:00:00Z Long run"]
    );
    house.web.world().intervals.athlete(KEY).plan(vec![]);
    house.pass_hours(2).await;
    assert_eq!(
        sessions(&house).await,
        Vec::<String>::new(),
        "an empty calendar says that nothing is planned"
    );
}

/// Trap 30: nothing tells of a deletion; the list shows it.
#[tokio::test]
async fn an_activity_that_vanishes_from_the_list_goes() {
    let house = connected().await;
    house.web.world().intervals.athlete(KEY).delete("i55");
    house.pass_hours(3).await;
    assert_eq!(house.lengths().await, Vec::<f64>::new());
}

#[tokio::test]
async fn what_strava_does_not_let_pass_is_left_out_and_spoils_nothing() {
    let house = connected().await;
    let blank = json!({"source": "STRAVA", "_note": "STRAVA activities are not available via the API"});
    house.web.world().intervals.athlete(KEY).record("14", blank, None);
    let later = at("2026-11-29T17:00:00Z");
    house.web.world().intervals.athlete(KEY).record("i56", run(later, 2400), None);
    house.pass_hours(2).await;
    assert_eq!(house.lengths().await, [1800.0, 2400.0]);
    assert_eq!(house.trouble().await, None);
}

#[tokio::test]
async fn a_key_that_was_changed_asks_for_the_new_one_and_deletes_nothing() {
    let house = connected().await;
    house.web.world().intervals.change_key(KEY, "another0key0another0key");
    house.pass_hours(8).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert_eq!(house.lengths().await, [1800.0]);
    let wrong = house.engine.connect_with_key(ME, "intervals", "wrong0wrong0wrong0").await.unwrap_err();
    assert!(wrong.to_string().contains("does not accept this key"), "{wrong}");
    house.engine.connect_with_key(ME, "intervals", "another0key0another0key").await.unwrap();
    house.pass(5).await;
    assert_eq!((house.state().await, house.trouble().await), (ConnectionState::Active, None));
    assert_eq!(house.lengths().await, [1800.0]);
}

/// Disconnecting with the data deletes what came this way, not the file that the athlete gave as well.
#[tokio::test]
async fn a_file_that_the_athlete_gave_too_stays_when_the_connection_goes() {
    for before in [false, true] {
        let house = House::new().await;
        let file = fit_run(morning(), 1800);
        if before {
            house.engine.import_recording(ME, "run.fit", &file).await.unwrap();
        }
        house.web.world().intervals.athlete(KEY).record("i55", run(morning(), 1800), Some(file.clone()));
        house.web.world().intervals.athlete(KEY).plan(vec![planned(1, "2026-12-02T17:00:00", "Easy", 40)]);
        house.engine.connect_with_key(ME, "intervals", KEY).await.unwrap();
        house.pass(12).await;
        if !before {
            assert!(house.engine.import_recording(ME, "run.fit", &file).await.unwrap().known);
        }
        assert_eq!(house.lengths().await, [1800.0]);
        house.engine.disconnect(ME, "intervals", Leave::Delete).await.unwrap();
        house.work().await;
        assert_eq!(house.lengths().await, [1800.0], "given before: {before}");
        let why = house.engine.why(ME, &house.events().await[0].id).await.unwrap();
        assert!(why.observations.iter().all(|o| o.source.provider == "file"));
        assert_eq!(sessions(&house).await, Vec::<String>::new());
        assert_eq!(house.engine.sources(ME).await.unwrap().len(), 1);
        assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
    }
}
