//! Reminders through the use cases: what is planned is said at its minute, once, and not after it was cancelled.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use connect::notify::{Address, Answer, Envelope, News};
use connect::signals::{Delivering, Signal, Sink};
use connect::weather::{HourRange, HourlyWeather, Hours, Origin, Place, Weather, WeatherError};
use engine::{
    AthleteChanges, Clock, ConditionsInput, Engine, Error, Hears, Keyring, MessageState, NewChannel,
    NewPlannedSession, ReadingKind, SeededRandomness,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use reminders::{Kind, Settings};
use serde_json::json;
use store::{CollectionName, Commit, Memory, NewJob, Owner, Store};
use units::{AirSpeed, Duration, Fraction, Mass, Temperature};

use crate::post::{self, Hand, Post, at, sending as house};

impl Post {
    /// What was told, as `11:30 drink:p-1`; with `-` before the key, it was taken back.
    fn told(&self) -> Vec<String> {
        let word = |letter: &Envelope| {
            let sign = if letter.withdrawn { "-" } else { "" };
            format!("{} {sign}{}", letter.at.strftime("%H:%M"), letter.tag.split_once('/').unwrap().1)
        };
        self.received.lock().unwrap().iter().map(word).collect()
    }
}

fn mail() -> NewChannel {
    post::mail("ada@example.org")
}

fn run(start: &str) -> NewPlannedSession {
    let conditions = ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(1.5)),
        air_temperature: Some(Temperature::from_celsius(26.0)),
        ..ConditionsInput::default()
    };
    NewPlannedSession { title: Some("Long run".into()), start: at(start), conditions }
}

async fn with_athlete(engine: &Engine) {
    let changes = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    engine.put_athlete("ada", changes, &TimeZone::UTC).await.unwrap();
}

/// Lets the workers of all instances look every minute until `until`.
async fn live(engines: &[&Engine], clock: &Hand, until: &str) {
    let until = at(until);
    while clock.now() < until {
        let now = clock.now();
        for engine in engines {
            let worked = engine.work(50).await.unwrap();
            assert!(worked.failed.is_empty(), "{:?}", worked.failed);
            engine.sent().await;
        }
        clock.set(now + SignedDuration::from_mins(1));
    }
}

struct House {
    engine: Engine,
    clock: Hand,
    post: Arc<Post>,
    store: Arc<dyn Store>,
}

async fn ready() -> House {
    let (clock, post) = (Hand::at("2027-06-02T05:00:00Z"), Arc::new(Post::default()));
    let store: Arc<dyn Store> = Arc::new(Memory::default());
    let engine = house(&store, &clock, &post);
    with_athlete(&engine).await;
    engine.add_channel("ada", mail(), None).await.unwrap();
    House { engine, clock, post, store }
}

#[tokio::test]
async fn a_planned_session_is_said_at_its_minutes_and_each_thing_once() {
    let House { engine, clock, post, .. } = ready().await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T16:00:00Z").await;
    let told = post.told();
    let session =
        engine.planned_sessions("ada", at("2027-06-02T00:00:00Z"), at("2027-06-03T00:00:00Z")).await.unwrap();
    let id = &session[0].id;
    let find = |key: &str| told.iter().filter(|line| line.contains(key)).cloned().collect::<Vec<_>>();
    assert_eq!(find("weigh-before"), [format!("11:30 weigh-before:{id}")]);
    assert_eq!(find("weigh-after"), [format!("13:30 weigh-after:{id}")]);
    assert_eq!(find("drink:").len(), 1, "{told:?}");
    assert_eq!(find("after:").len(), 2, "weighing and drinking: {told:?}");
    let states = engine.messages("ada").await.unwrap();
    assert!(states.iter().any(|message| message.state == MessageState::Sent));
}

/// A provider's backlog after an outage, due for a day: what is of use for minutes goes before what may wait.
#[tokio::test]
async fn trap_64_a_backlog_of_other_work_keeps_no_reminder_waiting() {
    let House { engine, clock, post, store } = ready().await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T11:29:00Z").await;
    let work = |n: u32| {
        let body = json!({"work": format!("strava/activity/{n}"), "run": 1});
        NewJob { kind: "connection".into(), due: at("2027-06-01T12:00:00Z"), body }
    };
    let mut backlog = Commit::of(Owner::new("athlete:ada").unwrap(), Vec::new());
    backlog.jobs = (0..500).map(work).collect();
    store.commit(backlog).await.unwrap();
    clock.set(at("2027-06-02T11:30:00Z"));
    assert_eq!(engine.work(4).await.unwrap().done, 4);
    engine.sent().await;
    let told = post.told();
    assert!(told.iter().any(|line| line.starts_with("11:30 weigh-before:")), "{told:?}");
    assert!(engine.work(600).await.unwrap().done >= 496, "and the backlog is worked off");
}

#[tokio::test]
async fn a_cancelled_session_is_never_said_and_one_said_already_is_taken_back() {
    let House { engine, clock, post, .. } = ready().await;
    let session = engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T07:00:00Z").await;
    engine.cancel_session("ada", &session.id).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T16:00:00Z").await;
    assert!(post.told().is_empty(), "{:?}", post.told());

    let later = engine.plan_session("ada", run("2027-06-02T21:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T20:40:00Z").await;
    let before = post.told().len();
    assert!(before >= 1);
    engine.cancel_session("ada", &later.id).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T23:59:00Z").await;
    let told = post.told();
    assert!(told[before..].iter().all(|line| line.contains(" -")), "{told:?}");
    assert!(told.len() > before, "what was said is taken back: {told:?}");
}

#[tokio::test]
async fn what_the_athlete_did_is_not_asked_for() {
    let House { engine, clock, post, .. } = ready().await;
    let session = engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    let plan = engine.session_plan("ada", &session.id).await.unwrap();
    let before: Vec<String> = plan
        .needs
        .iter()
        .filter(|need| need.phase == fuel::Phase::Before)
        .map(|need| need.id.clone())
        .collect();
    engine.say_taken("ada", &session.id, &before).await.unwrap();
    clock.set(at("2027-06-02T11:00:00Z"));
    engine.log_reading("ada", None, ReadingKind::BodyMass { mass: Mass::from_kg(70.1) }).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T12:30:00Z").await;
    assert!(post.told().is_empty(), "{:?}", post.told());
}

#[tokio::test]
async fn trap_2_and_3_two_instances_that_replan_at_once_send_once() {
    let House { engine, clock, post, store } = ready().await;
    let other = house(&store, &clock, &post);
    let (one, two) = tokio::join!(
        engine.plan_session("ada", run("2027-06-02T12:00:00Z")),
        other.log_reading("ada", None, ReadingKind::Thirst { score: 3 })
    );
    one.unwrap();
    two.unwrap();
    while clock.now() < at("2027-06-02T14:00:00Z") {
        let (one, two) = tokio::join!(engine.work(50), other.work(50));
        assert!(one.unwrap().failed.is_empty() && two.unwrap().failed.is_empty());
        engine.sent().await;
        other.sent().await;
        clock.set(clock.now() + SignedDuration::from_mins(1));
    }
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for letter in post.received.lock().unwrap().iter() {
        *count.entry(letter.id.clone()).or_default() += 1;
    }
    assert!(count.len() >= 3 && count.values().all(|count| *count == 1), "{count:?}");
}

#[tokio::test]
async fn trap_4_an_instance_that_dies_while_sending_is_followed_by_the_same_message() {
    let House { engine, clock, post, store } = ready().await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T11:30:00Z").await;
    let before = post.told().len();
    // It claims and sends, and dies before it can note what came of it: its runtime is gone.
    let dying = house(&store, &clock, &post);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async { dying.work(1).await.unwrap() });
        runtime.shutdown_background();
    })
    .join()
    .unwrap();
    clock.set(clock.now() + SignedDuration::from_mins(2));
    live(&[&engine], &clock, "2027-06-02T11:40:00Z").await;
    let letters = post.received.lock().unwrap()[before..].to_vec();
    assert!(!letters.is_empty());
    assert!(
        letters.iter().all(|letter| letter.id == letters[0].id && letter.tag == letters[0].tag),
        "{letters:?}"
    );
}

#[tokio::test]
async fn trap_13_only_a_channel_that_says_so_is_gone() {
    let House { engine, clock, post, .. } = ready().await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    let later = || Answer::Later { after: None, why: "429".into() };
    post.answers.lock().unwrap().extend([later(), later(), Answer::Refused { why: "400".into() }]);
    live(&[&engine], &clock, "2027-06-02T11:32:00Z").await;
    assert_eq!(engine.channels("ada").await.unwrap().len(), 1);
    post.answers.lock().unwrap().push_back(Answer::Gone);
    live(&[&engine], &clock, "2027-06-02T13:35:00Z").await;
    assert!(engine.channels("ada").await.unwrap().is_empty());
    assert_eq!(engine.message_counts().gone, 1);
}

#[tokio::test]
async fn trap_31_a_channel_without_details_shows_no_digit() {
    let House { engine, clock, post, .. } = ready().await;
    engine
        .add_channel(
            "ada",
            NewChannel { details: true, address: Address::Mail { to: "b@example.org".into() }, ..mail() },
            None,
        )
        .await
        .unwrap();
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T14:00:00Z").await;
    let letters = post.received.lock().unwrap();
    let (with, without): (Vec<&Envelope>, Vec<&Envelope>) =
        letters.iter().partition(|letter| !letter.body.is_empty());
    assert!(!with.is_empty() && with.len() == without.len());
    for letter in without {
        let data = letter.data.to_string();
        assert!(!data.contains("fluid") && !data.contains("Long run"), "{data}");
    }
}

#[tokio::test]
async fn trap_8_an_athlete_who_changes_zones_is_told_by_the_new_one() {
    let House { engine, clock, post, .. } = ready().await;
    engine.plan_session("ada", run("2027-06-03T12:00:00Z")).await.unwrap();
    engine.work(50).await.unwrap();
    // At noon UTC it is the 4th in Auckland, and seven in the evening of the 3rd is 07:00 UTC.
    let zone = AthleteChanges { zone: Some("Pacific/Auckland".into()), ..AthleteChanges::default() };
    engine.put_athlete("ada", zone, &TimeZone::UTC).await.unwrap();
    live(&[&engine], &clock, "2027-06-03T08:00:00Z").await;
    let told = post.told();
    let pack: Vec<&String> = told.iter().filter(|line| line.contains("pack:")).collect();
    assert_eq!(pack, ["07:00 pack:2027-06-04"], "{told:?}");
}

#[tokio::test]
async fn an_account_that_lost_its_right_hears_nothing() {
    let House { engine, clock, post, .. } = ready().await;
    engine.remove_channel("ada", &engine.channels("ada").await.unwrap()[0].id).await.unwrap();
    engine.add_channel("ada", mail(), Some("u-gone")).await.unwrap();
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T14:00:00Z").await;
    assert!(post.told().is_empty());
}

#[tokio::test]
async fn kinds_and_limits_are_chosen_and_checked() {
    let House { engine, clock, post, .. } = ready().await;
    let mut settings = engine.reminder_settings("ada").await.unwrap();
    for kind in Kind::CHOICES {
        settings.kinds.insert(kind, kind == Kind::WeighBefore);
    }
    engine.put_reminder_settings("ada", settings).await.unwrap();
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T16:00:00Z").await;
    assert_eq!(post.told().len(), 1, "{:?}", post.told());
    let none = Settings { daily_limit: 0, ..Settings::default() };
    let refused = engine.put_reminder_settings("ada", none).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn trap_20_the_same_address_again_is_one_channel() {
    let House { engine, .. } = ready().await;
    for _ in 0..30 {
        engine.add_channel("ada", mail(), None).await.unwrap();
    }
    assert_eq!(engine.channels("ada").await.unwrap().len(), 1);
    for n in 0..19 {
        let other = NewChannel { address: Address::Mail { to: format!("{n}@example.org") }, ..mail() };
        engine.add_channel("ada", other, None).await.unwrap();
    }
    let refused = engine.add_channel(
        "ada",
        NewChannel { address: Address::Mail { to: "x@example.org".into() }, ..mail() },
        None,
    );
    assert!(matches!(refused.await, Err(Error::Invalid(_))));
}

fn browser() -> NewChannel {
    let address = Address::Push {
        endpoint: "https://push.example/1".into(),
        p256dh: "p".into(),
        auth: "a".into(),
        key: "k".into(),
    };
    NewChannel { address, ..mail() }
}

#[tokio::test]
async fn trap_41_a_browser_that_tells_of_itself_again_keeps_what_was_chosen_for_it() {
    let House { engine, clock, .. } = ready().await;
    let first = engine.add_channel("ada", browser(), None).await.unwrap();
    engine.show_details("ada", &first.id, true).await.unwrap();
    engine.browser_showed("ada", "https://push.example/1").await.unwrap();
    clock.later(SignedDuration::from_hours(1));
    let again = NewChannel { language: "pt".into(), ..browser() };
    engine.add_channel("ada", again, None).await.unwrap();
    let stored =
        || async { engine.channels("ada").await.unwrap().into_iter().find(|one| one.id == first.id) };
    let known = stored().await.unwrap();
    assert!(known.details && known.created == first.created && known.shown.is_some(), "{known:?}");
    // Trap 54: it speaks the language that its page has now.
    assert_eq!(known.language, "pt");
    // Somebody else at the same browser chooses anew.
    engine.add_channel("ada", browser(), Some("u-2")).await.unwrap();
    assert!(!stored().await.unwrap().details);
}

#[tokio::test]
async fn trap_11_a_worker_that_stands_still_is_seen() {
    let House { engine, clock, .. } = ready().await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    engine.work(50).await.unwrap();
    assert_eq!(engine.oldest_overdue().await.unwrap(), None);
    clock.set(at("2027-06-02T11:50:00Z"));
    let (due, athlete) = engine.oldest_overdue().await.unwrap().unwrap();
    assert_eq!(athlete, "ada");
    assert!(due <= at("2027-06-02T11:30:00Z"));
}

#[tokio::test]
async fn nobody_listens_and_no_job_is_made() {
    let (clock, post) = (Hand::at("2027-06-02T05:00:00Z"), Arc::new(Post::default()));
    let store: Arc<dyn Store> = Arc::new(Memory::default());
    let engine = house(&store, &clock, &post);
    with_athlete(&engine).await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    assert_eq!(engine.work(50).await.unwrap().done, 0);
}

#[tokio::test]
async fn trap_16_the_push_key_is_made_once_and_stays() {
    let House { engine, store, clock, post } = ready().await;
    let key = engine.push_keys(None).await.unwrap().public();
    assert_eq!(house(&store, &clock, &post).push_keys(None).await.unwrap().public(), key);
}

#[tokio::test]
async fn trap_37_a_calendars_address_can_be_changed_and_ended() {
    let House { engine, .. } = ready().await;
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    assert!(engine.feed("ada").await.unwrap().is_none());
    let first = engine.make_feed("ada", false, "en").await.unwrap();
    let (_, _, entries) = engine.feed_behind(first.expose()).await.unwrap().unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].plan.is_some());
    let second = engine.make_feed("ada", true, "pt").await.unwrap();
    assert!(engine.feed_behind(first.expose()).await.unwrap().is_none());
    assert!(engine.feed_behind(second.expose()).await.unwrap().is_some());
    engine.end_feed("ada").await.unwrap();
    assert!(engine.feed_behind(second.expose()).await.unwrap().is_none());
}

#[tokio::test]
async fn many_changes_of_a_plan_are_looked_at_once() {
    let House { engine, clock, store, .. } = ready().await;
    for hour in 10..15 {
        engine.plan_session("ada", run(&format!("2027-06-0{}T12:00:00Z", hour - 7))).await.unwrap();
    }
    let outbox = || async {
        let (owner, name) = (Owner::new("athlete:ada").unwrap(), CollectionName::new("outbox").unwrap());
        store.page(&owner, &name, None, 1).await.unwrap().into_iter().next()
    };
    engine.work(1).await.unwrap();
    let first = outbox().await.unwrap();
    let rest = engine.work(50).await.unwrap();
    assert!(rest.done >= 4 && rest.failed.is_empty(), "{rest:?}");
    assert_eq!(
        outbox().await.unwrap().body.as_str(),
        first.body.as_str(),
        "the other jobs found nothing to do"
    );
    // What is due is claimed all the same.
    clock.set(at("2027-06-03T11:30:00Z"));
    engine.work(50).await.unwrap();
    assert_ne!(outbox().await.unwrap().body.as_str(), first.body.as_str());
}

#[tokio::test]
async fn secrets_of_channels_and_the_push_key_are_sealed_at_rest() {
    let House { engine, clock, post, store } = ready().await;
    let secret = connect::notify::new_webhook_secret().unwrap();
    let hook = |url: &str| NewChannel {
        address: Address::Webhook { url: url.into(), secret: secret.clone(), previous: None },
        ..mail()
    };
    let ntfy = NewChannel {
        address: Address::Ntfy {
            server: "https://ntfy.sh".into(),
            topic: "isotone-0123456789abcdef0123456789abcdef".into(),
            token: Some("tk_sesame".into()),
        },
        ..mail()
    };
    // Stored before there was a key.
    let old = engine.add_channel("ada", hook("https://example.org/old"), None).await.unwrap();
    let open_key = engine.push_keys(None).await.unwrap().public();

    let key = Keyring::new_key(&SeededRandomness::new(1)).unwrap();
    let sealing = house(&store, &clock, &post).with_seal(Arc::new(Keyring::read(&key).unwrap()));
    let new = sealing.add_channel("ada", hook("https://example.org/new"), None).await.unwrap();
    sealing.add_channel("ada", ntfy, None).await.unwrap();
    assert_eq!(sealing.push_keys(None).await.unwrap().public(), open_key, "the same key, sealed now");
    assert_eq!(sealing.reseal_secrets().await.unwrap(), 1, "the one from before");

    let mut stored = String::new();
    for owner in store.owners().await.unwrap() {
        for name in ["channels", "push-key"] {
            let name = CollectionName::new(name).unwrap();
            for document in store.page(&owner, &name, None, 100).await.unwrap() {
                stored.push_str(document.body.as_str());
            }
        }
    }
    assert!(stored.contains("sealed"), "{stored}");
    assert!(!stored.contains(&secret) && !stored.contains("tk_sesame"), "{stored}");
    for channel in [&old.id, &new.id] {
        assert_eq!(sealing.test_channel("ada", channel).await.unwrap(), Answer::Accepted);
    }
    let sent = post.addresses.lock().unwrap().clone();
    let opened =
        |address: &Address| matches!(address, Address::Webhook { secret: sent, .. } if *sent == secret);
    assert_eq!(sent.iter().filter(|address| opened(address)).count(), 2, "{sent:?}");

    let renewed = sealing.renew_webhook_secret("ada", &new.id).await.unwrap();
    sealing.test_channel("ada", &new.id).await.unwrap();
    let last = post.addresses.lock().unwrap().pop().unwrap();
    assert!(
        matches!(&last, Address::Webhook { secret: now, previous: Some(before), .. } if *now == renewed && *before == secret)
    );

    // Without the key nothing is sent with a wrong signature, and the push key is not replaced.
    let other = Keyring::new_key(&SeededRandomness::new(2)).unwrap();
    let locked = house(&store, &clock, &post).with_seal(Arc::new(Keyring::read(&other).unwrap()));
    assert!(locked.push_keys(None).await.unwrap_err().is_of_field("connection_key"));
    assert!(locked.test_channel("ada", &new.id).await.is_err());
    assert_eq!(sealing.push_keys(None).await.unwrap().public(), open_key);
    locked.renew_push_key().await.unwrap();
    assert_ne!(locked.push_keys(None).await.unwrap().public(), open_key);
}

#[tokio::test]
async fn a_program_hears_of_changes_and_what_it_does_not_take_can_be_sent_again() {
    let House { engine, clock, post, .. } = ready().await;
    let secret = connect::notify::new_webhook_secret().unwrap();
    let address = Address::Webhook { url: "https://example.org/hook".into(), secret, previous: None };
    let hook = NewChannel { address, hears: Hears::Changes, ..mail() };
    engine.add_channel("ada", hook, None).await.unwrap();
    let refused = engine.add_channel("ada", NewChannel { hears: Hears::Both, ..mail() }, None).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "a person is told nothing of revisions");
    live(&[&engine], &clock, "2027-06-02T05:05:00Z").await;
    assert!(post.news.lock().unwrap().is_empty(), "nothing changed yet");

    // Several changes before the worker looks are told once.
    engine.plan_session("ada", run("2027-06-03T12:00:00Z")).await.unwrap();
    let second = engine.plan_session("ada", run("2027-06-04T12:00:00Z")).await.unwrap();
    let revision = engine.revision("ada").await.unwrap();
    live(&[&engine], &clock, "2027-06-02T05:10:00Z").await;
    let told: Vec<News> = std::mem::take(&mut *post.news.lock().unwrap());
    assert!((1..=2).contains(&told.len()), "{told:?}");
    assert!(told[0].data["revision"].as_u64().unwrap() >= revision, "{told:?}");
    assert_eq!(told[0].kind, "athlete.changed");
    assert!(!told[0].data.to_string().contains("Long run"), "it says that something changed, not what");

    // A program that is down for two days.
    let down = || Answer::Later { after: None, why: "503".into() };
    post.answers_to_news.lock().unwrap().extend((0..8).map(|_| down()));
    engine.cancel_session("ada", &second.id).await.unwrap();
    live(&[&engine], &clock, "2027-06-04T05:00:00Z").await;
    let tried: Vec<News> = std::mem::take(&mut *post.news.lock().unwrap());
    let letters = engine.dead_letters("ada").await.unwrap();
    assert_eq!(letters.len(), 1, "{tried:?}");
    assert!(letters[0].why == "503" && letters[0].tries == 8, "{letters:?}");
    assert!(tried.iter().all(|news| news.id == tried[0].id), "the same name at every try");
    assert!(tried[0].sent < tried[7].sent && tried[0].at == tried[7].at);

    engine.remove_dead_letter("ada", &letters[0].id, true).await.unwrap();
    assert!(engine.dead_letters("ada").await.unwrap().is_empty());
    live(&[&engine], &clock, "2027-06-04T05:05:00Z").await;
    assert_eq!(post.news.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn many_changes_in_a_moment_share_one_look() {
    let House { engine, clock, store, .. } = ready().await;
    let owner = Owner::new("athlete:ada").unwrap();
    let revision = async || store.revision(&owner).await.unwrap().unwrap().get();
    engine.plan_session("ada", run("2027-06-02T12:00:00Z")).await.unwrap();
    engine.work(50).await.unwrap();
    let before = revision().await;
    for second in 1..=8 {
        clock.set(at("2027-06-02T05:00:00Z") + SignedDuration::from_secs(second));
        engine.log_reading("ada", None, ReadingKind::Thirst { score: 3 }).await.unwrap();
        assert!(engine.work(50).await.unwrap().failed.is_empty());
    }
    assert_eq!(revision().await - before, 8 + 1, "the changes, and the job of the one look");
    clock.set(at("2027-06-02T05:00:10Z"));
    engine.work(50).await.unwrap();
    assert_eq!(revision().await - before, 8 + 2);
    clock.set(at("2027-06-02T05:00:11Z"));
    engine.work(50).await.unwrap();
    assert_eq!(revision().await - before, 8 + 2, "there is nothing left to look at");
}

#[tokio::test]
async fn a_change_that_was_put_off_is_told_within_seconds() {
    let House { engine, clock, post, .. } = ready().await;
    engine.work(50).await.unwrap();
    clock.set(at("2027-06-02T05:00:01Z"));
    // Quiet hours would hold it.
    let settings = Settings { quiet: None, ..Settings::default() };
    engine.put_reminder_settings("ada", settings).await.unwrap();
    engine.work(50).await.unwrap();
    engine.plan_session("ada", run("2027-06-02T05:20:00Z")).await.unwrap();
    engine.work(50).await.unwrap();
    engine.sent().await;
    assert!(post.told().is_empty());
    clock.set(at("2027-06-02T05:00:11Z"));
    engine.work(50).await.unwrap();
    engine.sent().await;
    assert!(!post.told().is_empty());
}

/// A forecast of one temperature, which the test changes; `None` is out of reach.
struct Sky(Arc<Mutex<Option<f64>>>, Hand);

impl Weather for Sky {
    fn hours(&self, _: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        let celsius = *self.0.lock().unwrap();
        let issued_at = self.1.now();
        let hour = move |at: Timestamp, celsius: f64| HourlyWeather {
            at,
            air_temperature: Temperature::from_celsius(celsius),
            relative_humidity: Fraction::from_ratio(0.5),
            wind: AirSpeed::from_m_per_s(2.0),
            cloud_cover: Some(Fraction::from_ratio(0.5)),
            radiation: None,
            precipitation_probability: None,
            kind: connect::weather::Kind::Forecast,
            origin: Origin::OpenMeteo,
            issued_at,
        };
        Box::pin(async move {
            let celsius = celsius.ok_or(WeatherError::NoData)?;
            Ok(HourRange::covering(from, to)?.hours().map(|at| hour(at, celsius)).collect())
        })
    }
}

#[tokio::test]
async fn a_forecast_that_changes_the_plan_is_told_once() {
    let (clock, post) = (Hand::at("2027-06-01T08:00:00Z"), Arc::new(Post::default()));
    let store: Arc<dyn Store> = Arc::new(Memory::default());
    let celsius = Arc::new(Mutex::new(Some(12.0)));
    let sky = Arc::new(Sky(Arc::clone(&celsius), clock.clone()));
    let engine = house(&store, &clock, &post).with_weather(sky);
    with_athlete(&engine).await;
    engine.add_channel("ada", mail(), None).await.unwrap();
    let mut ride = run("2027-06-04T12:00:00Z");
    ride.conditions.air_temperature = None;
    ride.conditions.place = Some("Lisbon".into());
    ride.conditions.relative_humidity = Some(Fraction::from_ratio(0.7));
    ride.conditions.duration = Some(Duration::from_hours(3.0));
    let session = engine.plan_session("ada", ride).await.unwrap();
    let forecasts = || post.told().into_iter().filter(|line| line.contains("forecast:")).collect::<Vec<_>>();

    *celsius.lock().unwrap() = Some(13.0);
    live(&[&engine], &clock, "2027-06-02T20:00:00Z").await;
    assert!(forecasts().is_empty(), "{:?}", forecasts());
    let asked = engine.planned_session("ada", &session.id).await.unwrap();
    let is = |session: &engine::PlannedSession, celsius: f64| {
        (session.conditions.air_temperature.as_celsius() - celsius).abs() < 1e-6
    };
    assert!(is(&asked, 13.0), "it was asked again: {asked:?}");
    assert_eq!(asked.conditions.relative_humidity, Fraction::from_ratio(0.7), "what was typed stays");

    *celsius.lock().unwrap() = Some(32.0);
    live(&[&engine], &clock, "2027-06-03T20:00:00Z").await;
    assert_eq!(forecasts().len(), 1, "{:?}", post.told());
    let told = engine.planned_session("ada", &session.id).await.unwrap();
    assert!(told.forecast_changed.unwrap().1 >= 300, "{told:?}");

    *celsius.lock().unwrap() = None;
    live(&[&engine], &clock, "2027-06-04T12:30:00Z").await;
    assert_eq!(forecasts().len(), 1, "{:?}", post.told());
    let kept = engine.planned_session("ada", &session.id).await.unwrap();
    assert!(is(&kept, 32.0), "a forecast out of reach changes nothing: {kept:?}");
}

/// A sink that notes what comes, and answers as it is told.
#[derive(Default)]
struct Noted {
    signals: Mutex<Vec<Signal>>,
    answers: Mutex<VecDeque<Answer>>,
}

impl Sink for Noted {
    fn deliver<'a>(&'a self, signal: &'a Signal) -> Delivering<'a> {
        self.signals.lock().unwrap().push(signal.clone());
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Answer::Accepted);
        Box::pin(async move { answer })
    }
}

#[tokio::test]
async fn trap_34_signals_are_told_again_under_the_same_name_and_dropped_after_a_day() {
    let House { engine, clock, .. } = ready().await;
    // Nobody asked: nothing is told.
    engine.plan_session("ada", run("2027-06-03T12:00:00Z")).await.unwrap();
    let sink = Arc::new(Noted::default());
    let engine = engine.with_signals(Arc::clone(&sink) as _).await.unwrap();
    let later = || Answer::Later { after: None, why: "503".into() };
    sink.answers.lock().unwrap().extend([later(), later()]);
    let session = engine.plan_session("ada", run("2027-06-04T12:00:00Z")).await.unwrap();
    live(&[&engine], &clock, "2027-06-02T06:00:00Z").await;
    let told = std::mem::take(&mut *sink.signals.lock().unwrap());
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|signal| *signal == told[0]), "the same at every try: {told:?}");
    assert_eq!(told[0].event, "Session Planned");
    assert!(!told[0].person.contains("ada"), "{told:?}");

    sink.answers.lock().unwrap().extend((0..200).map(|_| later()));
    engine.cancel_session("ada", &session.id).await.unwrap();
    engine.plan_viewed("ada").await.unwrap();
    live(&[&engine], &clock, "2027-06-04T06:00:00Z").await;
    let told = std::mem::take(&mut *sink.signals.lock().unwrap());
    assert!(told.iter().any(|signal| signal.event == "Plan Viewed"), "{told:?}");
    sink.answers.lock().unwrap().clear();
    live(&[&engine], &clock, "2027-06-04T12:00:00Z").await;
    assert!(sink.signals.lock().unwrap().is_empty(), "they were dropped");
    assert!(engine.poisoned_jobs().await.unwrap().is_empty(), "and wait for no person");
}
