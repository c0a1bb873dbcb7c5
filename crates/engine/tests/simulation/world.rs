//! Two instances over one store, two athletes, three accounts.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use engine::{AthleteChanges, Caller, Engine, Level, Person, SeededRandomness, Via};
use jiff::tz::TimeZone;
use units::Mass;

use crate::interleaved::Interleaved;
use crate::ledger::Ledger;
use crate::schedule::Ticking;

/// The logins: the owner of both athletes, and two who are shared with.
pub(crate) const ACCOUNTS: [&str; 3] = ["owner", "coach", "friend"];

pub(crate) struct World {
    pub(crate) store: Arc<Interleaved>,
    pub(crate) clock: Arc<Ticking>,
    pub(crate) engines: [Engine; 2],
    /// The athlete who stays, and the one who may be erased.
    pub(crate) athletes: [String; 2],
    pub(crate) ledgers: RefCell<BTreeMap<String, Ledger>>,
}

impl World {
    pub(crate) async fn new(seed: u64) -> Rc<Self> {
        let store = Arc::new(Interleaved::default());
        let clock = Arc::new(Ticking::from("2026-06-11T12:00:00Z".parse().unwrap()));
        let instance = |number: u64| {
            let randomness = SeededRandomness::new(seed.wrapping_mul(4).wrapping_add(number << 40));
            Engine::new(store.clone(), clock.clone()).with_randomness(Arc::new(randomness))
        };
        let engines = [instance(1), instance(2)];
        for login in ACCOUNTS {
            engines[0].add_account(login, false).await.unwrap();
        }
        let owner = caller(&engines[0], "owner").await;
        let mut athletes = Vec::new();
        let mut ledgers = BTreeMap::new();
        for name in ["Ada", "Bob"] {
            let facts = AthleteChanges {
                name: Some(name.into()),
                body_mass: Some(Mass::from_kg(70.0)),
                ..AthleteChanges::default()
            };
            let id = engines[0].create_athlete(&owner, facts, &TimeZone::UTC).await.unwrap().id;
            let shares = BTreeMap::from([("owner", Some(Level::Own))]);
            ledgers.insert(id.clone(), Ledger { shares, ..Ledger::default() });
            athletes.push(id);
        }
        let athletes = [athletes.remove(0), athletes.remove(0)];
        Rc::new(Self { store, clock, engines, athletes, ledgers: RefCell::new(ledgers) })
    }

    /// Writes something down that was answered with success.
    pub(crate) fn note(&self, athlete: &str, note: impl FnOnce(&mut Ledger)) {
        note(self.ledgers.borrow_mut().get_mut(athlete).unwrap());
    }

    pub(crate) fn is_erased(&self, athlete: &str) -> bool {
        self.ledgers.borrow()[athlete].erased
    }

    /// Works off all jobs, those too that wait for a second try.
    pub(crate) async fn work_off(&self) {
        for _ in 0..8 {
            for engine in &self.engines {
                while engine.work(10).await.unwrap().done > 0 {}
            }
            self.clock.tick(3600);
        }
        assert!(self.engines[0].poisoned_jobs().await.unwrap().is_empty());
    }
}

/// Somebody who signed in.
pub(crate) async fn caller(engine: &Engine, login: &str) -> Caller {
    let account = engine.account_by_login(login).await.unwrap().unwrap();
    let via = Via::Session { id: "s".into() };
    Caller::Met { person: Some(Person { account, via }), link: None }
}
