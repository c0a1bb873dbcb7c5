//! What practitioners of a squad are told, by whom it may be read, once, and not after its cause has gone.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::{
    By, Caller, ConsentGiven, Engine, KioskEntry, Method, NewChannel, SeededRandomness, SquadSettings, What,
};
use jiff::SignedDuration;
use jiff::civil::time;
use jiff::tz::TimeZone;
use reminders::{Quiet, Settings};
use serde_json::json;
use store::{Memory, Store};
use team::roster::Answers;
use team::sight::{Class, Role};
use team::weighing::Side;
use units::{Mass, Volume};

use crate::post::{self, Hand, Post, at};

struct House {
    engine: Engine,
    clock: Hand,
    post: Arc<Post>,
    squad: String,
    session: String,
    athletes: Vec<String>,
    founder: Caller,
    entries: u32,
}

/// A squad of three, a session from 16:00 to 17:30 at 22 °C.
async fn house() -> House {
    let clock = Hand::at("2026-07-01T15:30:00Z");
    let post = Arc::new(Post::default());
    let store: Arc<dyn Store> = Arc::new(Memory::default());
    let engine = post::sending(&store, &clock, &post).with_randomness(Arc::new(SeededRandomness::new(1)));
    let link = engine.set_up_link().await.unwrap().unwrap();
    let root = engine.use_link(link.expose(), "root", "corn field at dusk").await.unwrap();
    let squad = engine.found_squad(&root.id, "First").await.unwrap().id;
    let founder = met(&engine, &root.id).await;
    let roster = "No;Name;Weight (kg);DOB\n7;Ana;80;2000-01-31\n9;Bea;64;2000-01-31\n11;Cid;70;2000-01-31\n";
    let answers = Answers::default();
    engine.import_roster(&founder, &squad, roster.as_bytes(), &answers, true, &TimeZone::UTC).await.unwrap();
    let athletes = engine.squad(&squad).await.unwrap().members;
    for athlete in &athletes {
        let scopes = BTreeSet::from(["weigh".to_owned(), "profile".to_owned()]);
        let given = ConsentGiven { scopes, born: None, language: "en".into(), expires: None };
        engine.note_consent(&squad, athlete, By::Athlete, Method::Paper, given).await.unwrap();
    }
    let new = json!({"title": "Training", "start": "2026-07-01T16:00:00Z",
        "conditions": {"sport": "soccer", "duration": "90 min", "air_temperature": "22 °C"}});
    let session =
        engine.plan_squad_session(&squad, serde_json::from_value(new).unwrap()).await.unwrap().remove(0).id;
    House { engine, clock, post, squad, session, athletes, founder, entries: 0 }
}

async fn met(engine: &Engine, account: &str) -> Caller {
    let secret = engine.begin_session(account, "").await.unwrap();
    Caller::Met { person: engine.person_of_session(secret.expose()).await.unwrap(), link: None }
}

impl House {
    async fn practitioner(&self, role: Role, details: bool) -> Caller {
        let account = self.engine.add_account(role.name(), false).await.unwrap();
        self.engine.give_role(&self.squad, role.name(), Some(role)).await.unwrap();
        let caller = met(&self.engine, &account.id).await;
        let channel = NewChannel { details, ..post::mail(&format!("{}@example.org", role.name())) };
        self.engine.add_squad_channel(&caller, &self.squad, channel, &TimeZone::UTC).await.unwrap();
        caller
    }

    async fn enter(&mut self, athlete: usize, what: What) {
        self.entries += 1;
        let now = self.engine.now();
        let id = format!("e-{}", self.entries);
        let entry = KioskEntry { id, athlete: self.athletes[athlete].clone(), at: now, what };
        self.engine.squad_entries(&self.squad, &self.session, "kiosk", vec![entry]).await.unwrap();
        self.work().await;
    }

    async fn weigh(&mut self, athlete: usize, side: Side, kg: f64) {
        let mass = Mass::from_kg(kg);
        self.enter(athlete, What::Body { side, mass, source: "keypad".into(), raw: None }).await;
    }

    /// Everybody is weighed in at 15:50.
    async fn weigh_in(&mut self) {
        self.until("2026-07-01T15:50:00Z").await;
        for (athlete, kg) in [80.0, 64.0, 70.0].into_iter().enumerate() {
            self.weigh(athlete, Side::In, kg).await;
        }
    }

    async fn work(&self) {
        while self.engine.work(50).await.unwrap().done > 0 {
            self.engine.sent().await;
        }
        self.engine.sent().await;
    }

    /// Lets the clock run, a minute at a time.
    async fn until(&self, text: &str) {
        while self.engine.now() < at(text) {
            self.clock.later(SignedDuration::from_mins(1));
            self.work().await;
        }
    }

    /// What was said since the last time, as `16:20 -trainer flag:0`.
    fn told(&self) -> Vec<String> {
        let envelopes = std::mem::take(&mut *self.post.received.lock().unwrap());
        let addresses = std::mem::take(&mut *self.post.addresses.lock().unwrap());
        let mut told: Vec<String> = addresses
            .into_iter()
            .zip(envelopes)
            .map(|(to, envelope)| {
                let to = to.shown();
                let mut key = envelope.tag.split_once('/').unwrap().1.replace(&self.session, "s");
                for (place, athlete) in self.athletes.iter().enumerate() {
                    key = key.replace(athlete, &place.to_string());
                }
                let sign = if envelope.withdrawn { "-" } else { "" };
                let to = to.split('@').next().unwrap().to_owned();
                format!("{} {sign}{to} {key} {}", envelope.at.strftime("%H:%M"), envelope.body)
            })
            .map(|line| line.trim().to_owned())
            .collect();
        told.sort();
        told
    }
}

#[tokio::test]
async fn who_is_not_weighed_out_is_said_after_the_grace_to_those_who_weigh() {
    let mut house = house().await;
    for (role, details) in [(Role::Trainer, true), (Role::Coach, true), (Role::Kit, false)] {
        if role == Role::Kit {
            let account = house.engine.add_account("kit", false).await.unwrap();
            house.engine.give_role(&house.squad, "kit", Some(role)).await.unwrap();
            let kit = met(&house.engine, &account.id).await;
            assert!(house.engine.squad_reminders(&kit, &house.squad).await.unwrap().1.is_empty());
            continue;
        }
        house.practitioner(role, details).await;
    }
    house.weigh_in().await;
    house.until("2026-07-01T17:35:00Z").await;
    house.weigh(0, Side::Out, 79.2).await;
    house.until("2026-07-01T17:44:00Z").await;
    assert_eq!(house.told(), [""; 0]);
    house.until("2026-07-01T17:45:00Z").await;
    assert_eq!(house.told(), ["17:45 trainer weigh-out:s 9 Bea, 11 Cid"], "coaches do not weigh athletes");
    // One fewer is no news; when nobody is missing it is taken back, once.
    house.weigh(1, Side::Out, 63.4).await;
    assert_eq!(house.told(), [""; 0]);
    house.until("2026-07-01T17:50:00Z").await;
    house.weigh(2, Side::Out, 69.2).await;
    house.until("2026-07-01T18:30:00Z").await;
    assert_eq!(house.told(), ["17:50 -trainer weigh-out:s"]);
}

#[tokio::test]
async fn a_gain_is_said_at_once_before_all_others_and_in_quiet_hours_too() {
    let mut house = house().await;
    let trainer = house.practitioner(Role::Trainer, false).await;
    let coach = house.practitioner(Role::Coach, true).await;
    let settings = Settings {
        quiet: Some(Quiet { from: time(17, 0, 0, 0), until: time(18, 0, 0, 0) }),
        daily_limit: 1,
        ..Settings::default()
    };
    for caller in [&trainer, &coach] {
        house.engine.put_squad_reminders(caller, &house.squad, settings.clone(), Some("UTC")).await.unwrap();
    }
    house.weigh_in().await;
    house.until("2026-07-01T17:35:00Z").await;
    house.enter(1, What::Drunk { mass: Mass::from_kg(1.6) }).await;
    house.enter(1, What::Urine { volume: Some(Volume::ZERO) }).await;
    house.weigh(1, Side::Out, 64.25).await;
    assert_eq!(house.told(), ["17:35 coach flag:s:1 9 Bea", "17:35 trainer flag:s:1"]);
    // A red loss can wait for the end of the quiet hours.
    house.weigh(0, Side::Out, 77.0).await;
    assert_eq!(house.told(), [""; 0]);
    house.until("2026-07-01T18:00:00Z").await;
    let told = house.told();
    assert!(told.contains(&"18:00 coach flags:s 7 Ana".to_owned()), "{told:?}");
    // Nothing that is sent names a value of the body.
    let stored = house.engine.squad_messages(&coach, &house.squad).await.unwrap();
    assert!(stored.iter().any(|sent| sent.message.key.starts_with("flags:")));
    let text = serde_json::to_string(&stored.iter().map(|sent| &sent.message).collect::<Vec<_>>()).unwrap();
    assert!(!text.contains("kg") && !text.contains("77") && !text.contains("64.25"), "{text}");
    // The weight was wrong: the flag is taken back.
    house.weigh(1, Side::Out, 63.4).await;
    assert_eq!(house.told(), ["18:00 -coach flag:s:1", "18:00 -trainer flag:s:1"]);
}

#[tokio::test]
async fn a_role_that_is_taken_away_hears_nothing_and_leaves_no_address() {
    let mut house = house().await;
    let trainer = house.practitioner(Role::Trainer, true).await;
    house.weigh_in().await;
    house.engine.give_role(&house.squad, "trainer", None).await.unwrap();
    house.until("2026-07-01T18:00:00Z").await;
    assert_eq!(house.told(), [""; 0]);
    house.engine.give_role(&house.squad, "trainer", Some(Role::Trainer)).await.unwrap();
    assert_eq!(house.engine.squad_channels(&trainer, &house.squad).await.unwrap(), []);
    assert!(house.engine.squad_channels(&house.founder, &house.squad).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_that_is_removed_hears_nothing_more() {
    let mut house = house().await;
    let trainer = house.practitioner(Role::Trainer, true).await;
    house.weigh_in().await;
    house.engine.remove_account(&trainer.account().unwrap().id).await.unwrap();
    house.until("2026-07-01T18:00:00Z").await;
    assert_eq!(house.told(), [""; 0]);
    let record = house.engine.squad(&house.squad).await.unwrap();
    assert!(!record.practitioners.contains(&trainer.account().unwrap().id));
}

#[tokio::test]
async fn heat_that_changes_a_session_is_said_with_each_reading_that_changes_it() {
    let mut house = house().await;
    house.practitioner(Role::Coach, false).await;
    let settings = SquadSettings { policies: vec!["ghsa-2.67".into()], ..SquadSettings::default() };
    house.engine.change_squad_settings(&house.squad, settings).await.unwrap();
    house.until("2026-07-01T16:00:00Z").await;
    house.told();
    for (minute, value, told) in [
        ("16:05", 80.0, vec![]),
        ("16:10", 87.0, vec!["16:10 coach heat:s"]),
        ("16:12", 87.4, vec![]),
        ("16:30", 92.5, vec!["16:30 coach heat:s"]),
        ("16:50", 78.0, vec!["16:50 -coach heat:s"]),
    ] {
        house.until(&format!("2026-07-01T{minute}:00Z")).await;
        let reading =
            serde_json::from_value(json!({"value": value, "unit": "degF", "confirmed": true})).unwrap();
        house.engine.read_heat(&house.squad, &house.session, &house.founder, reading).await.unwrap();
        house.work().await;
        assert_eq!(house.told(), told, "{minute}");
    }
    house.until("2026-07-01T17:40:00Z").await;
    assert_eq!(house.told(), [""; 0]);
    house.entries += 1;
}

#[tokio::test]
async fn an_erased_athlete_is_named_by_no_message() {
    let mut house = house().await;
    let trainer = house.practitioner(Role::Trainer, true).await;
    house.weigh_in().await;
    house.until("2026-07-01T17:46:00Z").await;
    house.enter(1, What::Symptoms).await;
    assert_eq!(
        house.told(),
        ["17:45 trainer weigh-out:s 7 Ana, 9 Bea, 11 Cid", "17:46 trainer flag:s:1 9 Bea"]
    );
    house.engine.erase(&house.athletes[1]).await.unwrap();
    let stored = house.engine.squad_messages(&trainer, &house.squad).await.unwrap();
    let text = format!("{stored:?}");
    assert!(text.contains("7 Ana") && !text.contains("Bea") && !text.contains(&house.athletes[1]), "{text}");
}

#[tokio::test]
async fn a_message_that_tells_a_red_flag_is_in_the_squads_log() {
    let mut house = house().await;
    house.practitioner(Role::Trainer, false).await;
    house.practitioner(Role::Coach, true).await;
    house.weigh_in().await;
    house.until("2026-07-01T17:35:00Z").await;
    // A red loss: one message for all athletes with one, whose names the coach's channel alone shows.
    house.weigh(0, Side::Out, 77.0).await;
    // A gain: a message about one athlete, and named by that.
    house.enter(1, What::Drunk { mass: Mass::from_kg(1.6) }).await;
    house.enter(1, What::Urine { volume: Some(Volume::ZERO) }).await;
    house.weigh(1, Side::Out, 64.25).await;
    assert_eq!(
        house.told(),
        [
            "17:35 coach flag:s:1 9 Bea",
            "17:35 coach flags:s 7 Ana",
            "17:35 trainer flag:s:1",
            "17:35 trainer flags:s"
        ]
    );
    let log = house.engine.audit(&house.squad).await.unwrap();
    let messages = log.iter().filter(|entry| entry.action == "message");
    let mut told: Vec<String> = messages
        .inspect(|entry| assert_eq!(entry.classes, [Class::Flag]))
        .map(|entry| {
            let athlete = house.athletes.iter().position(|athlete| *athlete == entry.of).unwrap();
            format!("{} {athlete}", entry.role.name())
        })
        .collect();
    told.sort();
    assert_eq!(told, ["coach 0", "coach 1", "trainer 1"]);
    assert_eq!(house.engine.check_audit(&house.squad).await.unwrap(), Ok(log.len()));
    let reads = house.engine.reads_of(&house.athletes[0]).await.unwrap();
    let who: Vec<&str> =
        reads.iter().filter(|read| read.action == "message").map(|read| read.who.as_str()).collect();
    assert_eq!(who, ["coach"], "the athlete sees who was told");
    // That a flag is taken back tells nobody of one.
    house.weigh(1, Side::Out, 63.4).await;
    assert!(house.told().iter().any(|line| line.contains("-trainer flag:s:1")));
    let after = house.engine.audit(&house.squad).await.unwrap();
    assert_eq!(after.len(), log.len());
}

#[tokio::test]
async fn an_operator_lists_and_tests_the_channels_of_all_practitioners() {
    let mut house = house().await;
    house.practitioner(Role::Trainer, false).await;
    house.practitioner(Role::Coach, true).await;
    let channels = house.engine.every_squad_channel(&house.squad).await.unwrap();
    let of: Vec<&str> = channels.iter().map(|(login, _)| login.as_str()).collect();
    assert_eq!(of, ["coach", "trainer"]);
    for (_, channel) in &channels {
        let said = house.engine.test_any_squad_channel(&house.squad, &channel.id).await.unwrap();
        assert_eq!(said, connect::notify::Answer::Accepted);
    }
    assert_eq!(house.told(), ["15:30 coach test None []", "15:30 trainer test"]);
    house.weigh_in().await;
    house.until("2026-07-01T17:45:00Z").await;
    let log = house.engine.every_squad_message(&house.squad).await.unwrap();
    assert!(log.iter().any(|(login, sent)| login == "trainer" && sent.message.key.starts_with("weigh-out")));
    assert!(log.iter().all(|(login, _)| login == "trainer"), "{log:?}");
    // Without a role there is nothing to test.
    house.engine.give_role(&house.squad, "coach", None).await.unwrap();
    let left = house.engine.every_squad_channel(&house.squad).await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(house.engine.test_any_squad_channel(&house.squad, &channels[0].1.id).await.is_err());
    house.entries += 1;
}
