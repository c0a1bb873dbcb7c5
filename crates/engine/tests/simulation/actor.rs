//! What an actor does: one random use case after another, on whichever instance answers.

use std::rc::Rc;

use engine::{
    AthleteChanges, ConditionsInput, Engine, Error, Hints, Level, NewGrant, NewPlannedSession, NewSweatTest,
    Overrule, ReadingKind, TypedEntry,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::weigh_in::WeighIn;
use units::{Duration, Length, Mass, Temperature, Volume};

use crate::schedule::Random;
use crate::world::World;

/// One of several who use the same data at once.
pub(crate) struct Actor {
    pub(crate) world: Rc<World>,
    pub(crate) number: usize,
    pub(crate) random: Random,
    /// How much this actor does.
    pub(crate) deeds: usize,
    /// Whether this actor erases an athlete at some point.
    pub(crate) erases: bool,
    /// So many names were used.
    pub(crate) used: i64,
    /// What of the actor's own is there: readings, entries, tests, sessions, removals.
    pub(crate) own: Own,
}

#[derive(Default)]
pub(crate) struct Own {
    readings: Vec<(String, String)>,
    entries: Vec<(String, String, TypedEntry)>,
    tests: Vec<(String, String)>,
    sessions: Vec<(String, String)>,
    decisions: Vec<(String, String)>,
}

const ZONES: [&str; 3] = ["Pacific/Auckland", "America/New_York", "Europe/Lisbon"];

impl Actor {
    pub(crate) async fn live(mut self) {
        let erases_at = self.random.below(self.deeds);
        for deed in 0..self.deeds {
            let athlete = self.world.athletes[self.random.below(2)].clone();
            let engine = self.world.engines[self.random.below(2)].clone();
            self.world.clock.tick(1);
            if self.erases && deed == erases_at {
                let bob = self.world.athletes[1].clone();
                engine.erase(&bob).await.unwrap();
                self.world.note(&bob, |ledger| ledger.erased = true);
                continue;
            }
            let was_erased = self.world.is_erased(&athlete);
            match self.act(&engine, &athlete).await {
                Ok(nothing_done) => assert!(
                    nothing_done || !was_erased,
                    "actor {} was answered with success for an erased athlete",
                    self.number
                ),
                // Erased meanwhile, or somebody else undid what this was about.
                Err(Error::NotFound { .. } | Error::Invalid(_)) => {}
                Err(error) => panic!("actor {}: {error}", self.number),
            }
        }
    }

    /// One use case; whether there was nothing to do.
    async fn act(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        match self.random.below(16) {
            0 => self.import(engine, athlete).await?,
            1 => self.import_later(engine, athlete).await?,
            2 => self.log(engine, athlete).await?,
            3 => return self.change_reading(engine, athlete).await,
            4 => return self.delete_reading(engine, athlete).await,
            5 => self.enter(engine, athlete).await?,
            6 => return self.delete_entry(engine, athlete).await,
            7 => self.edit(engine, athlete).await?,
            8 => self.plan(engine, athlete).await?,
            9 => return self.take(engine, athlete).await,
            10 => return self.cancel(engine, athlete).await,
            11 => return self.merge(engine, athlete).await,
            12 => return self.test(engine, athlete).await,
            13 => return self.delete_test(engine, athlete).await,
            14 => return self.share(engine, athlete).await,
            _ => {
                engine.work(1).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A time of this actor's own, on one of a few days so that recordings of several actors meet.
    fn time(&mut self) -> Timestamp {
        self.used += 1;
        let day = SignedDuration::from_hours(24 * (1 + self.used % 3));
        let second = SignedDuration::from_secs(120 * self.used + i64::try_from(self.number).unwrap());
        "2026-06-08T06:00:00Z".parse::<Timestamp>().unwrap() - day + second
    }

    fn track(&mut self) -> Vec<u8> {
        let start = self.time();
        let end = start + SignedDuration::from_mins(10);
        format!(
            "<gpx><trk><type>running</type><trkseg><trkpt lat=\"50\" lon=\"8\"><time>{start}</time></trkpt>\
             <trkpt lat=\"50.02\" lon=\"8\"><time>{end}</time></trkpt></trkseg></trk></gpx>"
        )
        .into_bytes()
    }

    async fn import(&mut self, engine: &Engine, athlete: &str) -> Result<(), Error> {
        let track = self.track();
        let imported = engine.import_recording(athlete, "run.gpx", &track).await?;
        self.world.note(athlete, |ledger| {
            ledger.reports.insert(imported.report.id);
        });
        Ok(())
    }

    async fn import_later(&mut self, engine: &Engine, athlete: &str) -> Result<(), Error> {
        let mut files = Vec::new();
        for name in ["a.gpx", "b.gpx"] {
            let track = self.track();
            files.push(engine.stage(athlete, name, track).await?);
        }
        let import = engine.begin_import(athlete, files, Hints::default()).await?;
        self.world.note(athlete, |ledger| {
            ledger.imports.insert(import.id, 2);
        });
        Ok(())
    }

    fn reading(&mut self) -> ReadingKind {
        let some = f64::from(u32::try_from(self.random.below(20)).unwrap());
        if self.random.below(2) == 0 {
            ReadingKind::Drink { volume: Volume::from_ml(100.0 + some) }
        } else {
            ReadingKind::BodyMass { mass: Mass::from_kg(66.0 + some / 4.0) }
        }
    }

    async fn log(&mut self, engine: &Engine, athlete: &str) -> Result<(), Error> {
        let (at, reading) = (self.time(), self.reading());
        let logged = engine.log_reading(athlete, Some(at), reading).await?;
        self.own.readings.push((athlete.to_owned(), logged.id.clone()));
        self.world.note(athlete, |ledger| drop(ledger.readings.insert(logged.id, format!("{reading:?}"))));
        Ok(())
    }

    async fn change_reading(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let Some(index) =
            self.one_of(|own| own.readings.iter().map(|(of, _)| of.as_str()).collect(), athlete)
        else {
            return Ok(true);
        };
        let (id, reading) = (self.own.readings[index].1.clone(), self.reading());
        let after = engine.change_reading(athlete, &id, None, reading).await?;
        self.own.readings[index].1.clone_from(&after.id);
        self.world.note(athlete, |ledger| {
            ledger.readings.remove(&id);
            ledger.readings.insert(after.id, format!("{reading:?}"));
        });
        Ok(false)
    }

    async fn delete_reading(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let Some(index) =
            self.one_of(|own| own.readings.iter().map(|(of, _)| of.as_str()).collect(), athlete)
        else {
            return Ok(true);
        };
        let id = self.own.readings[index].1.clone();
        let removal = engine.delete_reading(athlete, &id).await?;
        let mut was = None;
        self.world.note(athlete, |ledger| was = ledger.readings.remove(&id));
        if self.random.below(2) == 0 {
            self.own.readings.remove(index);
            return Ok(false);
        }
        engine.undo(athlete, &removal.id).await?;
        self.world.note(athlete, |ledger| drop(was.map(|was| ledger.readings.insert(id, was))));
        Ok(false)
    }

    async fn enter(&mut self, engine: &Engine, athlete: &str) -> Result<(), Error> {
        let minutes = 5 + self.random.below(10);
        let entry = TypedEntry {
            what: "running".into(),
            start: self.time(),
            duration: Duration::from_minutes(f64::from(u32::try_from(minutes).unwrap())),
            distance: None,
            title: None,
        };
        engine.enter(athlete, &entry).await?;
        let id = format!("typed:running:{}", entry.start);
        let end = entry.start + SignedDuration::from_mins(i64::try_from(minutes).unwrap());
        self.own.entries.push((athlete.to_owned(), id.clone(), entry));
        self.world.note(athlete, |ledger| drop(ledger.entries.insert(id, end.to_string())));
        Ok(())
    }

    async fn delete_entry(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let Some(index) =
            self.one_of(|own| own.entries.iter().map(|(of, ..)| of.as_str()).collect(), athlete)
        else {
            return Ok(true);
        };
        let (_, id, entry) = &self.own.entries[index];
        let (id, mut entry) = (id.clone(), entry.clone());
        if self.random.below(2) == 0 {
            entry.duration = Duration::from_minutes(20.0);
            engine.change_entry(athlete, &id, &entry).await?;
            let end = (entry.start + SignedDuration::from_mins(20)).to_string();
            self.world.note(athlete, |ledger| drop(ledger.entries.insert(id, end)));
            return Ok(false);
        }
        let removal = engine.delete_entry(athlete, &id).await?;
        let mut was = None;
        self.world.note(athlete, |ledger| was = ledger.entries.remove(&id));
        if self.random.below(2) == 0 {
            self.own.entries.remove(index);
            return Ok(false);
        }
        engine.undo(athlete, &removal.id).await?;
        self.world.note(athlete, |ledger| drop(was.map(|was| ledger.entries.insert(id, was))));
        Ok(false)
    }

    /// A field of this actor's own.
    async fn edit(&mut self, engine: &Engine, athlete: &str) -> Result<(), Error> {
        let some = self.random.below(40);
        let number = i16::try_from(some).unwrap();
        let mut changes = AthleteChanges::default();
        let field = match self.number {
            0 => {
                changes.zone = Some(ZONES[some % ZONES.len()].to_owned());
                ("zone", changes.zone.clone().unwrap())
            }
            1 => {
                changes.name = Some(format!("Kim {some}"));
                ("name", changes.name.clone().unwrap())
            }
            2 => {
                changes.born = Some(1960 + number);
                ("born", format!("{:?}", changes.born))
            }
            3 => {
                changes.height = Some(Length::from_cm(160.0 + f64::from(number)));
                ("height", format!("{:?}", changes.height))
            }
            _ => {
                changes.trained_gut = Some(some.is_multiple_of(2));
                ("trained_gut", (some.is_multiple_of(2)).to_string())
            }
        };
        engine.put_athlete(athlete, changes, &TimeZone::UTC).await?;
        self.world.note(athlete, |ledger| drop(ledger.fields.insert(field.0, field.1)));
        Ok(())
    }

    async fn plan(&mut self, engine: &Engine, athlete: &str) -> Result<(), Error> {
        self.used += 1;
        let ahead = SignedDuration::from_hours(24 + 8 * self.used);
        let own = SignedDuration::from_hours(2 * i64::try_from(self.number).unwrap());
        let new = NewPlannedSession {
            title: Some(format!("session {}", self.used)),
            start: "2026-06-11T12:00:00Z".parse::<Timestamp>().unwrap() + ahead + own,
            conditions: warm_run(),
        };
        let known = self.one_of(|own| own.sessions.iter().map(|(of, _)| of.as_str()).collect(), athlete);
        let session = if let Some(index) = known.filter(|_| self.used % 3 == 0) {
            let id = self.own.sessions[index].1.clone();
            engine.change_session(athlete, &id, new).await?
        } else {
            let session = engine.plan_session(athlete, new).await?;
            self.own.sessions.push((athlete.to_owned(), session.id.clone()));
            session
        };
        self.world.note(athlete, |ledger| drop(ledger.sessions.insert(session.id, session.title)));
        Ok(())
    }

    async fn take(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let Some(index) =
            self.one_of(|own| own.sessions.iter().map(|(of, _)| of.as_str()).collect(), athlete)
        else {
            return Ok(true);
        };
        let id = self.own.sessions[index].1.clone();
        let sessions = engine.planned_sessions(athlete, Timestamp::MIN, Timestamp::MAX).await?;
        let Some(session) = sessions.into_iter().find(|session| session.id == id) else { return Ok(true) };
        let zone = engine.athlete(athlete).await?.time_zone();
        let day = engine.day_plan(athlete, Some(session.start.to_zoned_datetime(zone).date())).await?;
        let plan = day.sessions.iter().find(|plan| plan.session.id == id);
        let Some(need) = plan.and_then(|plan| plan.needs.first()) else { return Ok(true) };
        let taken = engine.say_taken(athlete, &id, std::slice::from_ref(&need.id)).await?;
        self.world.note(athlete, |ledger| {
            for taken in taken {
                ledger.taken.insert(taken.need, taken.session);
            }
        });
        Ok(false)
    }

    async fn cancel(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let Some(index) =
            self.one_of(|own| own.sessions.iter().map(|(of, _)| of.as_str()).collect(), athlete)
        else {
            return Ok(true);
        };
        let id = self.own.sessions[index].1.clone();
        let Some(removal) = engine.cancel_session(athlete, &id).await? else { return Ok(true) };
        let (mut title, mut taken) = (None, Vec::new());
        self.world.note(athlete, |ledger| {
            title = ledger.sessions.remove(&id);
            taken = ledger.taken.extract_if(.., |_, session| *session == id).collect();
        });
        if self.random.below(2) == 0 {
            self.own.sessions.remove(index);
            return Ok(false);
        }
        engine.undo(athlete, &removal.id).await?;
        self.world.note(athlete, |ledger| {
            ledger.sessions.extend(title.map(|title| (id, title)));
            ledger.taken.extend(taken);
        });
        Ok(false)
    }

    /// Two events are the same; or that was a mistake.
    async fn merge(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        if let Some(index) =
            self.one_of(|own| own.decisions.iter().map(|(of, _)| of.as_str()).collect(), athlete)
            && self.random.below(2) == 0
        {
            let (_, id) = self.own.decisions.remove(index);
            engine.undecide(athlete, &id).await?;
            self.world.note(athlete, |ledger| {
                ledger.decisions.remove(&id);
            });
            return Ok(false);
        }
        let events = engine.events(athlete, Timestamp::MIN, Timestamp::MAX).await?;
        let (Some(one), Some(other)) = (self.random.one(&events), self.random.one(&events)) else {
            return Ok(true);
        };
        if one.id == other.id {
            return Ok(true);
        }
        let made = engine.overrule(athlete, &one.id, Overrule::Same { other: other.id.clone() }).await?;
        for decision in made {
            self.own.decisions.push((athlete.to_owned(), decision.id.clone()));
            self.world.note(athlete, |ledger| {
                ledger.decisions.insert(decision.id);
            });
        }
        Ok(false)
    }

    /// A sweat test; of a workout by one actor alone, since a second one would take its place.
    async fn test(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let events = engine.events(athlete, Timestamp::MIN, Timestamp::MAX).await?;
        let event = self.random.one(&events).filter(|_| self.number == 1).map(|event| event.id.clone());
        let loss = f64::from(u32::try_from(self.random.below(5)).unwrap());
        let new = NewSweatTest {
            at: event.is_none().then(|| self.time()),
            event,
            conditions: warm_run(),
            weigh_in: Some(WeighIn {
                mass_before: Mass::from_kg(70.0),
                mass_after: Mass::from_kg(69.4 - 0.1 * loss),
                ..WeighIn::default()
            }),
            patches: Vec::new(),
            confirmed: false,
        };
        let test = engine.take_sweat_test(athlete, new).await?;
        let own = (athlete.to_owned(), test.id.clone());
        if !self.own.tests.contains(&own) {
            self.own.tests.push(own);
        }
        let shown = format!("{:?}", test.weigh_in);
        self.world.note(athlete, |ledger| drop(ledger.tests.insert(test.id, shown)));
        Ok(false)
    }

    async fn delete_test(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let Some(index) = self.one_of(|own| own.tests.iter().map(|(of, _)| of.as_str()).collect(), athlete)
        else {
            return Ok(true);
        };
        let id = self.own.tests[index].1.clone();
        let removal = engine.delete_sweat_test(athlete, &id).await?;
        let mut was = None;
        self.world.note(athlete, |ledger| was = ledger.tests.remove(&id));
        if self.random.below(2) == 0 {
            self.own.tests.remove(index);
            return Ok(false);
        }
        engine.undo(athlete, &removal.id).await?;
        self.world.note(athlete, |ledger| drop(was.map(|was| ledger.tests.insert(id, was))));
        Ok(false)
    }

    /// Shares with, or takes back from, whom this actor alone answers for.
    async fn share(&mut self, engine: &Engine, athlete: &str) -> Result<bool, Error> {
        let account = match self.number {
            0 => "coach",
            1 => "friend",
            _ => return Ok(true),
        };
        let granted = self.world.ledgers.borrow()[athlete].shares.get(account).copied().flatten();
        if granted.is_some() && self.random.below(2) == 0 {
            let grants = engine.grants(athlete).await?;
            let login = |grant: &&engine::Grant| matches!(&grant.to, engine::Grantee::Account { login, .. } if login == account);
            let Some(grant) = grants.iter().find(login) else { return Ok(true) };
            engine.unshare(athlete, &grant.id).await?;
            self.world.note(athlete, |ledger| {
                ledger.shares.insert(account, None);
            });
            return Ok(false);
        }
        let level = [Level::Read, Level::Plan, Level::Coach][self.random.below(3)];
        engine.share(athlete, NewGrant::Account(account.into()), level, None).await?;
        self.world.note(athlete, |ledger| {
            ledger.shares.insert(account, Some(level));
        });
        Ok(false)
    }

    /// The place of one of the actor's own things that is of this athlete.
    fn one_of(&mut self, owners: impl Fn(&Own) -> Vec<&str>, athlete: &str) -> Option<usize> {
        let owners = owners(&self.own);
        let places: Vec<usize> = (0..owners.len()).filter(|place| owners[*place] == athlete).collect();
        self.random.one(&places).copied()
    }
}

fn warm_run() -> ConditionsInput {
    ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(1.0)),
        air_temperature: Some(Temperature::from_celsius(28.0)),
        ..ConditionsInput::default()
    }
}
