//! Access: consent, one refresh at a time, and what is at rest.

use std::sync::Arc;

use ::providers::Misbehaviour;
use engine::{ConnectionState, Keyring, Leave, Returning};
use jiff::SignedDuration;

use crate::house::{ALL, AT_STRAVA, House, ME, SESSION, at, returning};
use ::providers::strava::Activity;

const REDIRECT: &str = "https://isotone.test/connections/strava/return";

/// Trap 4: a state that was not begun in this browser links nobody, and one that was used links nobody again.
#[tokio::test]
async fn a_consent_belongs_to_the_browser_that_began_it_and_is_used_once() {
    let house = House::new().await;
    let errand = house.engine.begin_consent(ME, "strava", SESSION, REDIRECT).await.unwrap();
    let back = {
        let world = &mut *house.web.world();
        world.strava.consent(&errand.address, AT_STRAVA, &ALL, &mut world.seed)
    };
    let elsewhere = house.engine.finish_consent("strava", "browser-2", &returning(&back)).await;
    assert!(elsewhere.unwrap_err().to_string().contains("not begun in this browser"));
    assert!(house.engine.connections(ME).await.unwrap().is_empty());
    let late = house.engine.finish_consent("strava", SESSION, &returning(&back)).await;
    assert!(late.is_err(), "it was shown once, if by somebody else");

    house.connect(&ALL).await;
    let made_up = Returning { state: "x".into(), code: Some("y".into()), scope: None };
    assert!(house.engine.finish_consent("strava", SESSION, &made_up).await.is_err());
}

#[tokio::test]
async fn a_consent_that_was_left_open_for_too_long_or_declined_connects_nothing() {
    let house = House::new().await;
    let errand = house.engine.begin_consent(ME, "strava", SESSION, REDIRECT).await.unwrap();
    let back = {
        let world = &mut *house.web.world();
        world.strava.consent(&errand.address, AT_STRAVA, &ALL, &mut world.seed)
    };
    house.forward(SignedDuration::from_mins(61));
    assert!(house.engine.finish_consent("strava", SESSION, &returning(&back)).await.is_err());

    let errand = house.engine.begin_consent(ME, "strava", SESSION, REDIRECT).await.unwrap();
    let mut declined = returning(&errand.address);
    declined.code = None;
    let error = house.engine.finish_consent("strava", SESSION, &declined).await.unwrap_err();
    assert!(error.to_string().contains("You did not allow it"), "{error}");
}

/// Trap 9: one account at a provider belongs to one athlete here.
#[tokio::test]
async fn an_account_is_connected_by_one_athlete() {
    let house = House::new().await;
    house.connect(&ALL).await;
    let zone = jiff::tz::TimeZone::UTC;
    house.engine.put_athlete("bob", crate::house::somebody(), &zone).await.unwrap();
    let error = house.connect_as("bob", AT_STRAVA, &ALL).await.unwrap_err();
    assert!(error.to_string().contains("connected by another athlete"), "{error}");
    // The consent that bob gave has replaced ada's tokens at Strava: hers is refused, and she is asked, not deleted.
    house.connect_as("bob", 2, &ALL).await.unwrap();
}

/// Trap 7: connecting again goes on where it was; nothing is lost or there twice.
#[tokio::test]
async fn connecting_again_loses_nothing() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.settle().await;
    let before = house.events().await;
    assert_eq!(before.len(), 1);
    // The refresh token dies, and with it the connection.
    house
        .web
        .world()
        .faults
        .always("/oauth/token", Misbehaviour::Status(400, r#"{"message":"Bad Request"}"#.into()));
    house.pass_hours(30).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert_eq!(house.events().await, before, "nothing is deleted");
    house.web.world().faults.clear();
    // Meanwhile another activity is recorded, of which no notice is believed.
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-12-01T05:00:00Z"), 2400));
    house.settle().await;
    house.connect(&ALL).await;
    house.pass(20).await;
    assert_eq!(house.lengths().await, [1800.0, 2400.0]);
    assert_eq!(house.events().await[0], before[0]);
    assert_eq!(house.trouble().await, None);
}

/// Trap 1: a burst of notices and a poll want the token at once. One refreshes; nobody takes the other's success for the
/// end of the access.
#[tokio::test]
async fn two_instances_never_refresh_one_token_together() {
    let house = House::new().await;
    house.connect(&ALL).await;
    let begun = [20, 22, 24].map(|day| at(&format!("2026-11-{day}T05:00:00Z")));
    let ids = begun.map(|begun| house.web.world().strava.record(AT_STRAVA, Activity::run(begun, 600)));
    house.settle().await;
    for race in 0..races() {
        house.forward(SignedDuration::from_hours(7));
        for id in ids {
            house.web.world().strava.rename(AT_STRAVA, id, &format!("Run {race}"));
        }
        house.deliver().await;
        let instances: Vec<_> = (0..4).map(|seed| house.beside(100 + seed)).collect();
        let at_once = instances.iter().map(|engine| engine.work(50));
        for worked in futures(at_once).await {
            assert!(worked.unwrap().failed.is_empty());
        }
        house.pass(1).await;
        assert_eq!(house.state().await, ConnectionState::Active, "race {race}");
    }
    assert_eq!(house.web.most_refreshes_at_once(), 1);
    assert_eq!(house.asked("/oauth/token"), 1 + races(), "one for each time that the token had ended");
}

/// How many races are run; ISOTONE_RACES asks for more.
fn races() -> usize {
    std::env::var("ISOTONE_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// All of them at once, each a step at a time.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = all.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        let mut waiting = false;
        for (future, done) in &mut all {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(output) => *done = Some(output),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(all.iter_mut().filter_map(|(_, done)| done.take()).collect())
    })
    .await
}

/// Trap 3: the answer to a refresh is lost with its new token. The athlete is asked to connect again; nothing loops.
#[tokio::test]
async fn a_rotated_token_that_was_lost_asks_the_athlete_and_does_not_loop() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.forward(SignedDuration::from_hours(7));
    house.web.world().faults.next(1, "/oauth/token", Misbehaviour::Cut);
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.settle().await;
    assert_eq!(house.state().await, ConnectionState::Active);
    house.pass_hours(6).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    let refreshes = house.asked("/oauth/token");
    house.pass_hours(48).await;
    assert_eq!(house.asked("/oauth/token"), refreshes, "nothing is asked any more");
    house.connect(&ALL).await;
    house.pass(20).await;
    assert_eq!(house.lengths().await, [1800.0]);
}

/// Trap 2: two refreshes succeed, as the first one's lease ran out while its answer was on its way, and the older answer comes
/// last. The newer pair stays; a bare 400 for ever is repeated twice and then asks the athlete.
#[tokio::test]
async fn of_two_refreshes_that_succeed_the_newer_pair_stays() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.forgives_reuse = true;
    house.forward(SignedDuration::from_hours(7));
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.deliver().await;
    let gate = house.web.hold("/oauth/token");
    let engine = house.engine.clone();
    let slow = tokio::spawn(async move { engine.work(1).await });
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    house.web.hold("nothing more is held");
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-28T05:00:00Z"), 2400));
    house.forward(SignedDuration::from_secs(61));
    house.settle().await;
    assert_eq!(house.asked("/oauth/token"), 3, "one exchange and two refreshes");
    gate.add_permits(1);
    slow.await.unwrap().unwrap();
    house.pass(5).await;
    assert_eq!(house.lengths().await, [2400.0, 1800.0]);
    assert_eq!((house.asked("/oauth/token"), house.state().await), (3, ConnectionState::Active));

    house.web.world().faults.always("/oauth/token", Misbehaviour::Status(400, String::new()));
    house.pass_hours(30).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert_eq!(house.asked("/oauth/token"), 6, "three times, and no more");
}

/// Trap 2: a bare 400 may be a mistake: it is repeated, spaced, before the athlete is asked.
#[tokio::test]
async fn a_single_refusal_is_repeated_before_anybody_is_asked() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.forward(SignedDuration::from_hours(7));
    house.web.world().faults.next(2, "/oauth/token", Misbehaviour::Status(400, String::new()));
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.settle().await;
    house.pass(60).await;
    assert_eq!((house.state().await, house.trouble().await), (ConnectionState::Active, None));
    assert_eq!(house.lengths().await, [1800.0]);
}

/// Access tokens that end before their time are renewed on the spot.
#[tokio::test]
async fn a_token_that_was_cut_short_is_renewed_at_once() {
    let house = House::new().await;
    house.connect(&ALL).await;
    {
        let world = &mut *house.web.world();
        world.strava.cut_short(AT_STRAVA, &mut world.seed);
        world.strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    }
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
}

/// Tokens are sealed at rest, and in no archive.
#[tokio::test]
async fn tokens_are_readable_neither_in_the_database_nor_in_an_archive() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let owner = store::Owner::new(format!("athlete:{ME}")).unwrap();
    let whole = store::Whole::read(&*house.store, &owner).await.unwrap();
    let body = |collection: &str| {
        let found = whole.documents.iter().find(|(of, _)| of.as_str() == collection);
        found.map(|(_, document)| document.body.read::<serde_json::Value>().unwrap())
    };
    let secret = body("connection-secrets").unwrap();
    let sealed = secret["refresh"].as_str().unwrap();
    assert!(sealed.len() > 60 && sealed.contains('.'), "{sealed}");
    // The simulator's tokens are 32 hexadecimal digits: none stands anywhere.
    let token_like = |text: &str| text.len() == 32 && text.chars().all(|c| c.is_ascii_hexdigit());
    let text = secret.to_string();
    assert!(!text.split('"').any(token_like), "{text}");

    let mut archive = Vec::new();
    house.engine.export(ME, &mut archive).await.unwrap();
    let text = String::from_utf8_lossy(&archive);
    for collection in ["connection-secrets", "connections.jsonl", "connection-work", "pending-consents"] {
        assert!(!text.contains(collection), "{collection} is in the archive");
    }
}

/// With a new key before the old one, everything is sealed anew, and the old one can be thrown away.
#[tokio::test]
async fn keys_are_rotated() {
    let house = House::new().await;
    house.connect(&ALL).await;
    let old = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let new = Keyring::new_key(&engine::SystemRandomness).unwrap();
    let with = |keys: &str| {
        let strava = connect::providers::build("strava", &crate::house::settings()).unwrap();
        let keys = Keyring::read(keys).unwrap();
        let connections = engine::Connections::new([strava], Arc::new(house.web.clone()), keys);
        house.engine.clone().with_connections(connections)
    };
    let both = with(&format!("{new}\n{old}"));
    assert_eq!(both.reseal_secrets().await.unwrap(), 1);
    assert_eq!(both.reseal_secrets().await.unwrap(), 0, "it is done once");
    let only_new = with(&new);
    house.forward(SignedDuration::from_hours(7));
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.deliver().await;
    while only_new.work(10).await.unwrap().done > 0 {}
    assert_eq!(house.lengths().await, [1800.0]);
    assert!(with(old).reseal_secrets().await.is_err(), "the old key alone opens nothing any more");
}

/// Trap 6: the provider does not answer when it is told of the end. It is told again, and what it sends meanwhile is
/// answered and stored nowhere.
#[tokio::test]
async fn an_end_that_the_provider_did_not_hear_is_told_again() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.web.world().faults.next(3, "/oauth/deauthorize", Misbehaviour::Page(502));
    house.engine.disconnect(ME, "strava", Leave::Delete).await.unwrap();
    house.work().await;
    assert_eq!(house.state().await, ConnectionState::Leaving);
    assert!(house.web.world().strava.has_access(AT_STRAVA));
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.settle().await;
    assert!(house.events().await.is_empty());
    house.pass(30).await;
    assert_eq!(house.state().await, ConnectionState::Ended);
    assert!(!house.web.world().strava.has_access(AT_STRAVA), "the access has ended there too");
}
