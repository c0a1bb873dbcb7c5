//! What was answered with success, and must therefore be there.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Action, Caller, Engine, ImportState, Level, Verdict, may};
use jiff::Timestamp;
use store::{Owner, Store};

use crate::world::{ACCOUNTS, World};

/// What an actor was told of one athlete. Every name in it is written by one actor alone, so that the last word counts.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) reports: BTreeSet<String>,
    /// Imports, and how many files each was given.
    pub(crate) imports: BTreeMap<String, usize>,
    /// Readings, entries, tests, sessions and needs that are there, each with a word that says its content.
    pub(crate) readings: BTreeMap<String, String>,
    pub(crate) entries: BTreeMap<String, String>,
    pub(crate) tests: BTreeMap<String, String>,
    pub(crate) sessions: BTreeMap<String, String>,
    pub(crate) taken: BTreeMap<String, String>,
    pub(crate) decisions: BTreeSet<String>,
    /// Fields of the athlete.
    pub(crate) fields: BTreeMap<&'static str, String>,
    /// Who may how much, by account.
    pub(crate) shares: BTreeMap<&'static str, Option<Level>>,
    pub(crate) erased: bool,
}

impl Ledger {
    /// Compares with what an instance shows of the athlete.
    pub(crate) async fn check(&self, world: &World, athlete: &str) {
        let engine = &world.engines[0];
        if self.erased {
            return is_gone(world, athlete).await;
        }
        let (from, to) = (Timestamp::MIN, Timestamp::MAX);
        for (id, given) in &self.imports {
            let import = engine.import(athlete, id).await.unwrap();
            assert_eq!((import.state, import.files), (ImportState::Finished, *given), "{import:?}");
            let files = engine.import_files(athlete, id, 0, 100).await.unwrap();
            assert!(files.iter().all(|file| file.outcome.is_some()), "{files:?}");
        }
        let owner = Owner::new(format!("athlete:{athlete}")).unwrap();
        let reports =
            world.store.list(&owner, &store::CollectionName::new("reports").unwrap()).await.unwrap();
        let there: BTreeSet<&str> = reports.iter().map(|report| report.id.as_str()).collect();
        assert!(self.reports.iter().all(|report| there.contains(report.as_str())), "{:?}", self.reports);

        let readings = engine.readings(athlete, from, to).await.unwrap();
        let readings = readings.into_iter().map(|reading| (reading.id, format!("{:?}", reading.reading)));
        assert_eq!(readings.collect::<BTreeMap<_, _>>(), self.readings, "readings");
        let entries = engine.entries(athlete, from, to).await.unwrap();
        let entries = entries.into_iter().map(|entry| (entry.id, format!("{}", entry.span.end)));
        assert_eq!(entries.collect::<BTreeMap<_, _>>(), self.entries, "typed entries");
        let tests = engine.sweat_tests(athlete).await.unwrap();
        let shown = tests.iter().map(|test| (test.id.clone(), format!("{:?}", test.weigh_in)));
        assert_eq!(shown.collect::<BTreeMap<_, _>>(), self.tests, "sweat tests");
        for event in tests.iter().filter_map(|test| test.event.as_ref()) {
            engine.event(athlete, event).await.unwrap();
        }
        let sessions = engine.planned_sessions(athlete, from, to).await.unwrap();
        let sessions = sessions.into_iter().map(|session| (session.id, session.title));
        assert_eq!(sessions.collect::<BTreeMap<_, _>>(), self.sessions, "planned sessions");
        for need in self.taken.keys() {
            engine.taken(athlete, need).await.unwrap();
        }
        let taken = world.store.list(&owner, &store::CollectionName::new("taken").unwrap()).await.unwrap();
        assert_eq!(taken.len(), self.taken.len(), "what was taken for a cancelled session is gone too");
        let decisions = engine.decisions(athlete).await.unwrap();
        let decisions: BTreeSet<String> = decisions.into_iter().map(|decision| decision.id).collect();
        assert_eq!(decisions, self.decisions, "decisions");
        self.check_fields(engine, athlete).await;
        self.check_shares(engine, athlete).await;
        let replayed = engine.replay(athlete).await.unwrap();
        assert_eq!(replayed.differences, [], "what is derived is what a rebuild derives");
    }

    async fn check_fields(&self, engine: &Engine, athlete: &str) {
        let record = engine.athlete(athlete).await.unwrap();
        for (field, value) in &self.fields {
            let shown = match *field {
                "name" => record.name.clone(),
                "born" => format!("{:?}", record.born),
                "height" => format!("{:?}", record.height),
                "trained_gut" => record.trained_gut.to_string(),
                "zone" => record.zone.clone(),
                other => unreachable!("{other}"),
            };
            assert_eq!(shown, *value, "{field} of {athlete}");
        }
    }

    /// The table: whoever was granted a level may do what takes that level or less, and nobody else anything.
    async fn check_shares(&self, engine: &Engine, athlete: &str) {
        for account in ACCOUNTS {
            let caller = crate::world::caller(engine, account).await;
            let standing = engine.standing(&caller, athlete).await.unwrap();
            let granted = self.shares.get(account).copied().flatten();
            for level in Level::ALL {
                let verdict = may(&caller, Action::Athlete(level), standing);
                let table = if granted >= Some(level) {
                    Verdict::Granted
                } else if granted.is_some() {
                    Verdict::TooLittle { needed: level }
                } else {
                    Verdict::Hidden
                };
                assert_eq!(verdict, table, "{account} and {level:?} of {athlete}");
            }
        }
    }
}

/// Nothing of an erased athlete is anywhere.
async fn is_gone(world: &World, athlete: &str) {
    let owner = Owner::new(format!("athlete:{athlete}")).unwrap();
    let left = world.store.holdings(&owner).await.unwrap();
    assert_eq!(left, store::Holdings::default(), "an erased athlete left something");
    assert!(!world.store.owners().await.unwrap().contains(&owner));
    for engine in &world.engines {
        assert!(engine.athlete(athlete).await.is_err());
        for account in ACCOUNTS {
            let caller = crate::world::caller(engine, account).await;
            let standing = engine.standing(&caller, athlete).await.unwrap();
            assert_eq!(standing.granted, None, "{account}");
            let Caller::Met { .. } = caller else { continue };
            let seen = engine.athletes_of(&caller).await.unwrap();
            assert!(seen.iter().all(|seen| seen.id != athlete), "{account} sees an erased athlete");
        }
    }
}
