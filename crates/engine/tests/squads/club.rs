//! A club of six athletes over a store in memory.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use engine::{
    Account, By, Caller, Clock, ConditionsInput, ConsentGiven, Engine, KioskEntry, Method, NewSquadSession,
    SeededRandomness, SquadSession, What,
};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::Memory;
use team::roster::Answers;
use team::sight::Role;
use team::weighing::Side;
use units::{Duration, Mass, Temperature, Volume};

pub(crate) struct MovedClock(pub(crate) Mutex<Timestamp>);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct Club {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<MovedClock>,
    pub(crate) squad: String,
    pub(crate) founder: Caller,
    pub(crate) athletes: Vec<String>,
}

const ROSTER: &str = "No;Name;Weight (kg);DOB\n1;Ada A;82,4;2000-01-31\n2;Bea B;64,2;2000-01-31\n3;Cid C;95,1;2000-01-31\n\
    4;Dan D;71;2000-01-31\n5;Eva E;58;2000-01-31\n6;Fay F;77;2000-01-31\n";

impl Club {
    pub(crate) async fn new() -> Self {
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

    pub(crate) async fn roster(&self, text: &str, store: bool) -> engine::RosterOutcome {
        let (bytes, answers, zone) = (text.as_bytes(), Answers::default(), TimeZone::UTC);
        self.engine.import_roster(&self.founder, &self.squad, bytes, &answers, store, &zone).await.unwrap()
    }

    pub(crate) async fn session(&self) -> SquadSession {
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
            zone: None,
        };
        self.engine.plan_squad_session(&self.squad, new).await.unwrap().remove(0)
    }

    pub(crate) async fn person(&self, role: Role) -> Caller {
        let account = self.engine.add_account(role.name(), false).await.unwrap();
        self.engine.give_role(&self.squad, role.name(), Some(role)).await.unwrap();
        caller(&self.engine, &account).await
    }

    pub(crate) fn wait(&self, minutes: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_mins(minutes);
    }
}

async fn caller(engine: &Engine, account: &Account) -> Caller {
    let secret = engine.begin_session(&account.id, "").await.unwrap();
    Caller::Met { person: engine.person_of_session(secret.expose()).await.unwrap(), link: None }
}

pub(crate) fn consent(year: i16) -> ConsentGiven {
    ConsentGiven {
        scopes: BTreeSet::from(["weigh".to_owned()]),
        born: Some(date(year, 1, 31)),
        language: "pt".into(),
        expires: None,
    }
}

pub(crate) fn body(id: &str, athlete: &str, side: Side, kg: f64, at: Timestamp) -> KioskEntry {
    let what = What::Body { side, mass: Mass::from_kg(kg), source: "keypad".into(), raw: None };
    KioskEntry { id: id.into(), athlete: athlete.into(), at, what }
}

/// Scenario T3: six athletes come back.
pub(crate) async fn came_back(club: &Club, session: &SquadSession) {
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
