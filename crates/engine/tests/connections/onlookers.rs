//! What others than the athlete see of data that an agreement lets only the athlete see.

use ::providers::garmin::run;
use ::providers::strava::Activity;
use jiff::Timestamp;

use crate::house::{ALL, AT_STRAVA, House, ME, at};

const GARMIN_USER: &str = "g-1";

#[tokio::test]
async fn others_see_neither_strava_s_events_nor_what_strava_adds_to_others() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.connect_garmin(GARMIN_USER, &["ACTIVITY_EXPORT", "HEALTH_EXPORT", "HISTORICAL_DATA_EXPORT"]).await;
    house.pass(2).await;
    let (both, alone) = (at("2026-11-29T05:00:00Z"), at("2026-11-28T05:00:00Z"));
    {
        let world = &mut *house.web.world();
        world.garmin.sync(GARMIN_USER, "activities", run("101", both, 1800), &mut world.seed);
        world.strava.record(AT_STRAVA, Activity::run(both, 1800).with("name", "My secret hill".into()));
        world.strava.record(AT_STRAVA, Activity::run(alone, 2400));
    }
    house.settle().await;
    let own = house.events().await;
    assert_eq!(own.len(), 2);
    let others = house.engine.for_onlookers();
    let seen = others.events(ME, Timestamp::MIN, Timestamp::MAX).await.unwrap();
    assert_eq!(seen.len(), 1, "what Strava alone tells of is left out");
    assert_eq!(seen[0].span.start, both);
    let text = format!("{seen:?}");
    assert!(!text.contains("secret hill") && !text.contains("strava"), "{text}");
    for event in &own {
        match others.why(ME, &event.id).await {
            Ok(why) => assert!(!format!("{why:?}").contains("strava"), "{why:?}"),
            Err(error) => assert!(error.to_string().contains("no event"), "{error}"),
        }
    }
    let sources = others.sources(ME).await.unwrap();
    assert!(sources.iter().all(|source| source.format != "Strava"), "{sources:?}");
    assert_eq!(house.engine.sources(ME).await.unwrap().len(), 2);
    assert_eq!(others.first_events(ME, Timestamp::MIN, Timestamp::MAX, 10).await.unwrap(), seen);
}
