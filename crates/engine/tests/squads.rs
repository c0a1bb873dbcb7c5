//! Squads over a store: who sees what, weighings stored once and never lost, consent, the log.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use engine::{
    Account, By, Caller, Clock, ConditionsInput, ConsentGiven, Engine, Error, KioskEntry, Method,
    NewSquadSession, SeededRandomness, SquadSession, What,
};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::Memory;
use team::roster::Answers;
use team::sight::{Class, Role, SightRules, sees};
use team::weighing::{Side, Verdict};
use units::{Duration, Mass, Temperature, Volume};

struct MovedClock(Mutex<Timestamp>);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct Club {
    engine: Engine,
    clock: Arc<MovedClock>,
    squad: String,
    founder: Caller,
    athletes: Vec<String>,
}

const ROSTER: &str = "No;Name;Weight (kg);DOB\n1;Ada A;82,4;2000-01-31\n2;Bea B;64,2;2000-01-31\n3;Cid C;95,1;2000-01-31\n\
    4;Dan D;71;2000-01-31\n5;Eva E;58;2000-01-31\n6;Fay F;77;2000-01-31\n";

impl Club {
    async fn new() -> Self {
        let clock = Arc::new(MovedClock(Mutex::new("2026-07-01T15:30:00Z".parse().unwrap())));
        let engine = Engine::new(Arc::new(Memory::default()), clock.clone())
            .with_randomness(Arc::new(SeededRandomness::new(1)));
        let link = engine.set_up_link().await.unwrap().unwrap();
        let root = engine.use_link(link.expose(), "root", "corn field at dusk").await.unwrap();
        let squad = engine.found_squad(&root.id, "First").await.unwrap().id;
        let mut club =
            Self { founder: caller(&engine, &root).await, engine, clock, squad, athletes: Vec::new() };
        let stored = club.roster(ROSTER, true).await;
        assert!(stored.stored && stored.count("new") == 6);
        let squad = club.engine.squad(&club.squad).await.unwrap();
        club.athletes = squad.members;
        for athlete in &club.athletes {
            club.engine
                .note_consent(&club.squad, athlete, By::Athlete, Method::Paper, consent(2000))
                .await
                .unwrap();
        }
        club
    }

    async fn roster(&self, text: &str, store: bool) -> engine::RosterOutcome {
        let (bytes, answers, zone) = (text.as_bytes(), Answers::default(), TimeZone::UTC);
        self.engine.import_roster(&self.founder, &self.squad, bytes, &answers, store, &zone).await.unwrap()
    }

    async fn session(&self) -> SquadSession {
        let new = NewSquadSession {
            title: Some("Training".into()),
            start: "2026-07-01T16:00:00Z".parse().unwrap(),
            conditions: ConditionsInput {
                sport: Some("soccer".into()),
                duration: Some(Duration::from_minutes(90.0)),
                air_temperature: Some(Temperature::from_celsius(33.0)),
                ..ConditionsInput::default()
            },
            weeks: None,
        };
        self.engine.plan_squad_session(&self.squad, new).await.unwrap().remove(0)
    }

    async fn person(&self, role: Role) -> Caller {
        let account = self.engine.add_account(role.name(), false).await.unwrap();
        self.engine.give_role(&self.squad, role.name(), Some(role)).await.unwrap();
        caller(&self.engine, &account).await
    }

    fn wait(&self, minutes: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_mins(minutes);
    }
}

async fn caller(engine: &Engine, account: &Account) -> Caller {
    let secret = engine.begin_session(&account.id, "").await.unwrap();
    Caller::Met { person: engine.person_of_session(secret.expose()).await.unwrap(), link: None }
}

fn consent(year: i16) -> ConsentGiven {
    ConsentGiven {
        scopes: BTreeSet::from(["weigh".to_owned()]),
        born: Some(date(year, 1, 31)),
        language: "pt".into(),
        expires: None,
    }
}

fn body(id: &str, athlete: &str, side: Side, kg: f64, at: Timestamp) -> KioskEntry {
    let what = What::Body { side, mass: Mass::from_kg(kg), source: "keypad".into(), raw: None };
    KioskEntry { id: id.into(), athlete: athlete.into(), at, what }
}

/// Scenario T3: six athletes come back.
async fn came_back(club: &Club, session: &SquadSession) {
    let rows = [
        (82.40, Some(80.90), 1.5, Some(0.0)),
        (64.20, Some(64.45), 1.6, Some(0.0)),
        (95.10, Some(92.05), 0.6, Some(0.3)),
        (71.00, Some(69.50), 0.4, None),
        (58.00, Some(58.25), 0.2, Some(0.0)),
        (77.0, None, 0.0, Some(0.0)),
    ];
    let mut entries = Vec::new();
    let at = club.engine.now();
    for (index, (before, after, drunk, urine)) in rows.into_iter().enumerate() {
        let athlete = &club.athletes[index];
        let entry =
            |id: &str, what| KioskEntry { id: format!("{id}-{index}"), athlete: athlete.clone(), at, what };
        entries.push(body(&format!("in-{index}"), athlete, Side::In, before, at));
        entries.push(entry("drunk", What::Drunk { mass: Mass::from_kg(drunk) }));
        if let Some(litres) = urine {
            entries.push(entry("urine", What::Urine { volume: Some(Volume::from_l(litres)) }));
        }
        if let Some(after) = after {
            entries.push(body(
                &format!("out-{index}"),
                athlete,
                Side::Out,
                after,
                at + SignedDuration::from_secs(1),
            ));
        }
    }
    let stored = club.engine.squad_entries(&club.squad, &session.id, "test", entries).await.unwrap();
    assert!(stored.iter().all(|entry| entry.stored), "{stored:?}");
}

#[tokio::test]
async fn t3_the_board_is_in_the_order_of_need_and_coaches_see_no_kilograms() {
    let club = Club::new().await;
    club.engine
        .change_squad_settings(
            &club.squad,
            engine::SquadSettings { policies: vec!["ghsa-2.67".into()], ..Default::default() },
        )
        .await
        .unwrap();
    let session = club.session().await;
    let heat = engine::NewHeatReading {
        value: Some(90.5),
        unit: Some(team::heat::Unit::Fahrenheit),
        ..Default::default()
    };
    club.engine.read_heat(&club.squad, &session.id, "test", heat).await.unwrap();
    club.wait(150);
    came_back(&club, &session).await;
    let trainer = club.person(Role::Trainer).await;
    let board = club.engine.board(&trainer, &club.squad, Some(&session.id)).await.unwrap();
    let order: String = board.rows.iter().map(|row| row.name().unwrap().chars().next().unwrap()).collect();
    assert_eq!(order, "BCFEDA");
    assert_eq!((board.attending, board.weighed_in, board.weighed_out), (6, 6, 5));
    let gained = &board.rows[0];
    assert_eq!(gained.mass_after().unwrap().as_kg(), 64.45, "a gain is stored");
    assert_eq!(gained.attention(), Some(&"stop-drinking"));

    // Every role: each field is there where the role sees its class, and absent otherwise.
    let mut cells = 0;
    for role in Role::ALL {
        let person = if role == Role::Trainer { trainer.clone() } else { club.person(role).await };
        let board = club.engine.board(&person, &club.squad, Some(&session.id)).await.unwrap();
        let json = serde_json::to_value(&board).unwrap();
        let members =
            serde_json::to_value(club.engine.members_seen(&person, &club.squad).await.unwrap()).unwrap();
        for (rows, fields) in [(&json["rows"], engine::FIELDS), (&members, engine::MEMBER_FIELDS)] {
            for (field, class) in fields {
                cells += 1;
                let there = rows.as_array().unwrap().iter().any(|row| row.get(*field).is_some());
                assert!(!there || sees(role, *class, SightRules::default()), "{role:?} sees {field}");
            }
            for row in rows.as_array().unwrap() {
                for name in row.as_object().unwrap().keys() {
                    assert!(fields.iter().any(|(field, _)| field == name), "{name} has no class");
                }
            }
        }
        let text = format!("{json}{members}");
        if !sees(role, Class::Mass, SightRules::default()) {
            for weight in ["82.4", "80.9", "64.2", "64.45", "95.1", "92.05", "69.5", "58.25"] {
                assert!(!text.contains(weight), "{role:?} reads {weight}");
            }
        }
    }
    println!("{} roles, {cells} cells", Role::ALL.len());
    let coach = club.engine.board(&club.founder, &club.squad, None).await.unwrap();
    assert_eq!(coach.role, Role::Scientist, "who started the squad");
    let log = club.engine.audit(&club.squad).await.unwrap();
    assert!(log.iter().any(|entry| entry.action == "board" && entry.classes.contains(&Class::Mass)));
    assert!(log.iter().all(|entry| entry.role != Role::Coach), "a coach reads nothing that is logged");
    assert_eq!(club.engine.check_audit(&club.squad).await.unwrap(), Ok(log.len()));
}

#[tokio::test]
async fn t4_a_doubtful_weight_does_not_count_until_it_is_read_twice() {
    let club = Club::new().await;
    let (seven, other) = (&club.athletes[0], &club.athletes[1]);
    // Yesterday's session makes 82.4 kg the usual weight of the one, 64.1 kg of the other.
    let before = club.session().await;
    let at = club.engine.now();
    let usual = vec![body("a", seven, Side::In, 82.4, at), body("b", other, Side::In, 64.1, at)];
    club.engine.squad_entries(&club.squad, &before.id, "test", usual).await.unwrap();
    club.engine.close_squad_session(&club.squad, &before.id).await.unwrap();
    club.wait(24 * 60);
    let new = NewSquadSession {
        title: None,
        start: club.engine.now(),
        conditions: ConditionsInput {
            sport: Some("soccer".into()),
            duration: Some(Duration::from_minutes(60.0)),
            air_temperature: Some(Temperature::from_celsius(20.0)),
            ..ConditionsInput::default()
        },
        weeks: None,
    };
    let session = club.engine.plan_squad_session(&club.squad, new).await.unwrap().remove(0);
    let send = async |id: &str, athlete: &str, kg: f64| {
        club.wait(1);
        let entry = body(id, athlete, Side::In, kg, club.engine.now());
        let sent = club.engine.squad_entries(&club.squad, &session.id, "test", vec![entry]).await.unwrap();
        sent[0].verdict.unwrap()
    };
    let weighed = async || {
        let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
        board.weighed_in
    };
    assert_eq!(send("w1", seven, 64.3).await, Verdict::Asked);
    assert_eq!(weighed().await, 0, "it does not count");
    assert_eq!(send("w2", other, 64.3).await, Verdict::Accepted);
    assert_eq!(send("w3", seven, 79.9).await, Verdict::Asked);
    assert_eq!(send("w4", seven, 79.9).await, Verdict::Unexpected);
    assert_eq!(weighed().await, 2);
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let flags = board.rows[0].flags().unwrap();
    assert_eq!(flags[0].code, team::flag::Code::Carry);
    assert_eq!(flags[0].urgency, team::flag::Urgency::Red);
}

#[tokio::test]
async fn two_offline_kiosks_are_merged_exactly_once_whatever_their_clocks_say() {
    let club = Club::new().await;
    let session = club.session().await;
    let (_, one) = club.engine.open_kiosk(&club.squad, &session.id, "Door").await.unwrap();
    let (two, second) = club.engine.open_kiosk(&club.squad, &session.id, "Gate").await.unwrap();
    let bundle = club.engine.kiosk_bundle(one.expose()).await.unwrap();
    assert_eq!(bundle.athletes.len(), 6);
    // The second tablet is a year behind.
    let now = club.engine.now();
    let wrong = now - SignedDuration::from_hours(24 * 365);
    let first = vec![body("d1", &club.athletes[0], Side::In, 82.4, now)];
    let later = vec![
        body("g1", &club.athletes[1], Side::In, 64.2, wrong - SignedDuration::from_mins(5)),
        body("g2", &club.athletes[0], Side::In, 82.5, wrong - SignedDuration::from_mins(1)),
    ];
    for _ in 0..3 {
        club.engine.kiosk_entries(one.expose(), now, first.clone()).await.unwrap();
        let stored = club.engine.kiosk_entries(second.expose(), wrong, later.clone()).await.unwrap();
        assert!(stored.iter().all(|entry| entry.stored));
    }
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    assert_eq!(board.weighed_in, 2);
    let ada = board.rows.iter().find(|row| row.name().unwrap() == "Ada A").unwrap();
    assert_eq!(
        ada.mass_before().unwrap().as_kg(),
        82.4,
        "both are near; the one that was typed later counts"
    );

    club.engine.close_kiosk(&club.squad, &two.id).await.unwrap();
    let refused = club.engine.kiosk_entries(second.expose(), wrong, later).await;
    assert!(matches!(refused, Err(Error::NotFound { .. })), "a closed kiosk sends nothing");
    club.wait(25 * 60);
    let expired = club.engine.kiosk_bundle(one.expose()).await;
    assert!(matches!(expired, Err(Error::NotFound { .. })), "a kiosk works for a day");
}

#[tokio::test]
async fn entries_that_cannot_be_are_refused_each_by_itself() {
    let club = Club::new().await;
    let session = club.session().await;
    let now = club.engine.now();
    let entries = vec![
        body("ok", &club.athletes[0], Side::In, 82.4, now),
        body("heavy", &club.athletes[0], Side::In, 8240.0, now),
        body("bad id!", &club.athletes[0], Side::In, 82.4, now),
        body("nobody", "a-nobody", Side::In, 82.4, now),
    ];
    let stored = club.engine.squad_entries(&club.squad, &session.id, "test", entries).await.unwrap();
    let kept: Vec<bool> = stored.iter().map(|entry| entry.stored).collect();
    assert_eq!(kept, [true, false, false, false]);
    assert!(stored[1..].iter().all(|entry| entry.refused.is_some()));
}

#[tokio::test]
async fn consent_is_needed_holds_until_it_is_withdrawn_and_takes_two_for_minors() {
    let club = Club::new().await;
    let session = club.session().await;
    let athlete = &club.athletes[0];
    let at = club.engine.now();
    let weigh = vec![body("a", athlete, Side::In, 82.4, at)];
    club.engine.squad_entries(&club.squad, &session.id, "test", weigh).await.unwrap();
    let link = club.engine.consent_link(&club.squad, athlete, By::Athlete).await.unwrap();
    club.engine.withdraw_consent(link.expose()).await.unwrap();
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let row = board.rows.iter().find(|row| row.athlete() == Some(athlete)).unwrap();
    assert_eq!((row.mass_before(), row.weighing()), (None, Some(&"none")), "at once");
    assert_eq!(row.consent(), Some(&engine::WhyNot::Withdrawn));
    let (_, kiosk) = club.engine.open_kiosk(&club.squad, &session.id, "").await.unwrap();
    let listed = club.engine.kiosk_bundle(kiosk.expose()).await.unwrap();
    assert!(!listed.athletes.iter().any(|one| one.athlete == *athlete));

    // A girl of sixteen: her own word and a guardian's.
    let asked = club.engine.consent(link.expose(), consent(2010)).await.unwrap();
    assert_eq!(asked.missing, Some(engine::WhyNot::GuardianNeeded));
    let guardian = club.engine.consent_link(&club.squad, athlete, By::Guardian).await.unwrap();
    let asked = club.engine.consent(guardian.expose(), consent(2010)).await.unwrap();
    assert_eq!(asked.missing, None);
    assert_eq!(asked.consent.unwrap().given.len(), 2);
    // Ten or younger: never.
    let other = &club.athletes[1];
    let link = club.engine.consent_link(&club.squad, other, By::Athlete).await.unwrap();
    let asked = club.engine.consent(link.expose(), consent(2016)).await.unwrap();
    assert_eq!(asked.missing, Some(engine::WhyNot::TooYoung));
}

#[tokio::test]
async fn t1_a_dry_run_stores_nothing_and_an_import_is_repeated_without_effect() {
    let club = Club::new().await;
    let more = "No;Name;DOB\n7;Gil G;2001-02-03\n1;Ada A;2000-01-31\n";
    let tried = club.roster(more, false).await;
    assert_eq!((tried.count("new"), tried.count("same"), tried.stored), (1, 1, false));
    assert_eq!(
        club.engine.squad(&club.squad).await.unwrap().members.len(),
        6,
        "nothing is stored before yes"
    );
    assert_eq!(club.roster(more, true).await.count("new"), 1);
    assert_eq!(club.roster(more, true).await.count("new"), 0);
    assert_eq!(club.engine.squad(&club.squad).await.unwrap().members.len(), 7);
}

#[tokio::test]
async fn coaches_do_not_reach_whole_athletes_and_the_last_manager_stays() {
    let club = Club::new().await;
    let coach = club.person(Role::Coach).await;
    let trainer = club.person(Role::Trainer).await;
    let athlete = &club.athletes[0];
    club.engine
        .share(athlete, engine::NewGrant::Squad(club.squad.clone()), engine::Level::Read, None)
        .await
        .unwrap();
    let granted = async |caller: &Caller| club.engine.standing(caller, athlete).await.unwrap().granted;
    assert_eq!(granted(&coach).await, None);
    assert_eq!(granted(&trainer).await, Some(engine::Level::Read));
    club.engine.give_role(&club.squad, "trainer", None).await.unwrap();
    assert_eq!(granted(&trainer).await, None);
    let alone = club.engine.give_role(&club.squad, "root", None).await;
    assert!(matches!(alone, Err(Error::Invalid(_))), "{alone:?}");
}

#[tokio::test]
async fn erasure_takes_an_athlete_out_of_the_squad_and_keeps_the_log_whole() {
    let club = Club::new().await;
    let session = club.session().await;
    let athlete = club.athletes[0].clone();
    let at = club.engine.now();
    let weigh = vec![body("a", &athlete, Side::In, 82.4, at)];
    club.engine.squad_entries(&club.squad, &session.id, "test", weigh).await.unwrap();
    club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    club.engine.erase(&athlete).await.unwrap();
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    assert_eq!((board.rows.len(), board.weighed_in), (5, 0));
    assert!(club.engine.check_audit(&club.squad).await.unwrap().is_ok());
}
