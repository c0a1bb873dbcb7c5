//! The demo: one athlete over more than a year and a squad of twenty-five, twelve of them over eight weeks, made by the
//! program's own models plus noise.
//!
//! Deterministic: the same date gives the same people, workouts, tests and plans. Everything is marked as simulated.

use ::timeline::{Kind, Observation, Quality, Sleep, Source, Span, Trait, Workout, reconcile};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::weigh_in::{Clothes, WeighIn, assess};
use physiology::{
    Effort, Intensity, Model, Random, SessionConditions, Setting, SimulatedAthlete, Sport, Sun, patch_test,
};
use store::{Change, Collection};
use units::{AirSpeed, Area, Duration, Fraction, Frequency, Mass, Speed, Temperature, Volume, VolumeRate};

use crate::explain::StoredReceipt;
use crate::reconciliation::{StoredEvent, StoredObservation};
use crate::{AthleteRecord, Engine, Error, PlannedSession, SquadRecord, SweatTestRecord, WornPatch, owner};

mod history;

/// The demo's athlete.
pub const ATHLETE: &str = "ada";
/// The demo's squad.
pub const SQUAD: &str = "harbour";

const WEEKS: i64 = 8;

/// The last minutes are left free: a workout that has not ended is not told as done, and a run that a visitor lets end on
/// the simulated watch is an event of its own.
const FREE: f64 = 90.0;

/// The squad's players: name in documents, name for people.
const PLAYERS: [(&str, &str); 12] = [
    ("bruna", "Bruna Alves"),
    ("caio", "Caio Duarte"),
    ("dilan", "Dilan Kaya"),
    ("emre", "Emre Aydin"),
    ("femi", "Femi Okafor"),
    ("goran", "Goran Horvat"),
    ("hana", "Hana Novak"),
    ("ines", "Inês Ramos"),
    ("jonas", "Jonas Berg"),
    ("kofi", "Kofi Mensah"),
    ("lena", "Lena Vogel"),
    ("mateo", "Mateo Ruiz"),
];

/// The rest of the squad: athletes of whom nothing but the body is known.
const RESERVES: [(&str, &str); 13] = [
    ("nadia", "Nadia Costa"),
    ("oskar", "Oskar Lund"),
    ("pilar", "Pilar Ortega"),
    ("quim", "Quim Ferrer"),
    ("rosa", "Rosa Pires"),
    ("sami", "Sami Haddad"),
    ("tess", "Tess Moore"),
    ("umut", "Umut Demir"),
    ("vera", "Vera Lima"),
    ("wanda", "Wanda Nowak"),
    ("xavi", "Xavi Soler"),
    ("yara", "Yara Santos"),
    ("zoran", "Zoran Ilić"),
];

/// A session of the weekly routine.
struct Routine {
    weekday: Weekday,
    hour: i8,
    minutes: f64,
    sport: Sport,
    intensity: Intensity,
    title: &'static str,
    /// Weigh before and after in these weeks.
    weighed: &'static [i64],
}

const fn session(
    weekday: Weekday,
    hour: i8,
    minutes: f64,
    sport: Sport,
    intensity: Intensity,
    title: &'static str,
    weighed: &'static [i64],
) -> Routine {
    Routine { weekday, hour, minutes, sport, intensity, title, weighed }
}

const ADA: &[Routine] = &[
    session(Weekday::Monday, 18, 50.0, Sport::Gym, Intensity::Moderate, "Strength", &[]),
    session(Weekday::Tuesday, 7, 55.0, Sport::Run, Intensity::Hard, "Intervals", &[5]),
    session(Weekday::Tuesday, 17, 75.0, Sport::IndoorRide, Intensity::Moderate, "Trainer ride", &[]),
    session(Weekday::Thursday, 7, 65.0, Sport::Run, Intensity::Moderate, "Tempo run", &[1]),
    session(Weekday::Saturday, 9, 170.0, Sport::Ride, Intensity::Moderate, "Long ride", &[3]),
    session(Weekday::Sunday, 8, 105.0, Sport::Run, Intensity::Easy, "Long run", &[6]),
];

const SOCCER: &[Routine] = &[
    session(Weekday::Tuesday, 18, 85.0, Sport::Soccer, Intensity::Moderate, "Training", &[2, 6]),
    session(Weekday::Thursday, 18, 90.0, Sport::Soccer, Intensity::Hard, "Training", &[4]),
    session(Weekday::Saturday, 15, 95.0, Sport::Soccer, Intensity::Max, "Match", &[]),
];

impl Engine {
    /// Fills an empty store with the demo.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_demo(&self, zone: &TimeZone) -> Result<(), Error> {
        let today = self.now().to_zoned_datetime(zone.clone()).date();
        let mut ada = Life::new(ATHLETE, "Ada Lindqvist", ADA, zone, today);
        ada.record.height = Some(units::Length::from_cm(171.0));
        self.live(&ada).await?;
        for (index, (id, name)) in PLAYERS.iter().enumerate() {
            let mut player = Life::new(id, name, SOCCER, zone, today);
            // Every third player has not been tested yet: the board must show that too.
            player.tested = index % 3 != 2;
            self.live(&player).await?;
        }
        let squad = SquadRecord {
            id: SQUAD.to_owned(),
            name: "Harbour FC".to_owned(),
            members: PLAYERS
                .iter()
                .map(|(id, _)| *id)
                .chain(RESERVES.iter().map(|(id, _)| *id))
                .map(str::to_owned)
                .collect(),
            practitioners: Vec::new(),
            settings: crate::SquadSettings {
                policies: vec!["ghsa-2.67".to_owned()],
                reason: "To plan what each of you drinks in the heat.".to_owned(),
                ..crate::SquadSettings::default()
            },
            simulated: true,
        };
        for (id, name) in RESERVES {
            let life = Life::new(id, name, &[], zone, today);
            self.commit_new(&owner::athlete(id)?, vec![Collection::put(&life.record)?]).await?;
        }
        self.commit_new(&owner::squad(SQUAD)?, vec![Collection::put(&squad)?]).await?;
        self.fill_demo_session(SQUAD).await
    }

    /// Eight weeks of workouts and nights, and the week to come.
    async fn live(&self, life: &Life<'_>) -> Result<(), Error> {
        let mut random = Random::seeded(SimulatedAthlete::seed(&life.record.id, Timestamp::UNIX_EPOCH));
        let (mut observations, mut changes) = match life.record.id == ATHLETE {
            true => life.history()?,
            false => (Vec::new(), Vec::new()),
        };
        for day in -7 * WEEKS..=0 {
            let date = life.today.saturating_add(jiff::Span::new().days(day));
            observations.extend(life.night(date, &mut random));
            let week = (day + 7 * WEEKS) / 7;
            for routine in life.routines.iter().filter(|routine| routine.weekday == date.weekday()) {
                let Some(start) = life.start(date, routine) else { continue };
                let over = after(start, Duration::from_minutes(routine.minutes + FREE)) <= self.now();
                if !over || !random.chance(0.9) {
                    continue;
                }
                let conditions = life.conditions(routine, day, start);
                let observation = life.workout(routine, start, &conditions, &mut random);
                if life.tested && routine.weighed.contains(&week) {
                    changes.extend(life.test(&observation, start, &conditions, &mut random)?);
                }
                observations.push(observation);
            }
        }
        changes.extend(life.planned(self.now())?);
        for event in reconcile(&observations, &[], &life.zone).events {
            changes.push(Collection::put(&StoredEvent(event))?);
        }
        for observation in observations {
            changes.push(Collection::put(&StoredObservation(observation))?);
        }
        changes.push(Collection::put(&life.record)?);
        self.commit_new(&owner::athlete(&life.record.id)?, changes).await
    }
}

/// A simulated athlete's eight weeks.
struct Life<'a> {
    record: AthleteRecord,
    truth: SimulatedAthlete,
    routines: &'a [Routine],
    zone: TimeZone,
    today: Date,
    tested: bool,
}

impl<'a> Life<'a> {
    fn new(id: &str, name: &str, routines: &'a [Routine], zone: &TimeZone, today: Date) -> Self {
        let mut random = Random::seeded(SimulatedAthlete::seed(name, Timestamp::UNIX_EPOCH));
        let truth = SimulatedAthlete::draw(&mut random);
        #[expect(clippy::cast_possible_truncation, reason = "an age")]
        let born = truth.athlete.age_years.map(|age| today.year() - age as i16);
        let record = AthleteRecord {
            simulated: true,
            height: truth.athlete.height,
            sex: truth.athlete.sex,
            born,
            ..AthleteRecord::new(id, name, truth.athlete.body_mass, zone)
        };
        Self { record, truth, routines, zone: zone.clone(), today, tested: true }
    }

    fn start(&self, date: Date, routine: &Routine) -> Option<Timestamp> {
        self.zone.to_timestamp(date.at(routine.hour, 0, 0, 0)).ok()
    }

    /// Eight weeks that grow warmer, the seasons before them, and weather around both.
    fn conditions(&self, routine: &Routine, day: i64, start: Timestamp) -> SessionConditions {
        // One weather for all who train at that hour.
        let mut random = Random::seeded(SimulatedAthlete::seed("weather", start));
        #[expect(clippy::cast_precision_loss, reason = "days of eight weeks")]
        let camp = 17.0 + 9.0 * ((day + 7 * WEEKS) as f64 / (7 * WEEKS) as f64);
        let season = history::of_the_season(start.to_zoned_datetime(self.zone.clone()).date());
        // A camp in the warmth: it never gets colder than outside of it.
        let season = if day < -7 * WEEKS { season } else { season.max(camp) };
        let warmth = season + if routine.hour >= 15 { 4.0 } else { -2.0 } + random.normal(0.0, 3.0);
        let indoors = if routine.sport.is_indoor() { 20.0 } else { warmth.clamp(0.0, 36.0) };
        let humidity = random.uniform(40.0, 75.0);
        let planned = SessionConditions::planned(
            routine.sport,
            Duration::from_minutes(routine.minutes),
            routine.intensity,
            Temperature::from_celsius((indoors * 2.0).round() / 2.0),
            Fraction::from_percent(humidity.round()),
        );
        match (routine.sport, routine.intensity) {
            (Sport::Run, intensity) => SessionConditions { effort: pace(intensity), ..planned },
            _ => planned,
        }
    }

    fn source(&self, device: &str) -> Source {
        Source { provider: "simulated".into(), device: Some(device.to_owned()), quality: Quality::DeviceFile }
    }

    fn workout(
        &self,
        routine: &Routine,
        start: Timestamp,
        conditions: &SessionConditions,
        random: &mut Random,
    ) -> Observation {
        let duration = conditions.duration * random.uniform(0.95, 1.05);
        let speed = match conditions.effort {
            Effort::Pace { speed, .. } => Some(speed),
            _ if routine.sport == Sport::Ride => Some(Speed::from_km_per_h(random.normal(27.0, 1.5))),
            _ => None,
        };
        let heart_rate = match routine.intensity {
            Intensity::Easy => 132.0,
            Intensity::Moderate => 145.0,
            Intensity::Hard => 158.0,
            Intensity::Max => 166.0,
        };
        let workout = Workout {
            sport: routine.sport.key().to_owned(),
            name: Some(routine.title.to_owned()),
            timer: Some(duration),
            distance: speed.map(|speed| speed * duration),
            mean_heart_rate: Some(Frequency::from_per_min(random.normal(heart_rate, 4.0).round())),
            ..Workout::default()
        };
        let id = format!("simulated:{}:{}", self.record.id, start.as_second());
        let span = Span::between(start, after(start, duration));
        let of = Observation::of(id, self.source("watch"), span, Kind::Workout(workout));
        Observation { traits: vec![Trait::Simulated], ..of }
    }

    /// What the scale shows: the athlete's true sweat of the day, read with the scale's error.
    fn test(
        &self,
        workout: &Observation,
        start: Timestamp,
        conditions: &SessionConditions,
        random: &mut Random,
    ) -> Result<Vec<Change>, Error> {
        let conditions = SessionConditions { duration: workout.span.duration(), ..*conditions };
        let truth_rate = self.truth.sweat(&conditions, random);
        let sweat = truth_rate * conditions.duration;
        let drunk = Volume::from_ml(
            (conditions.duration.as_hours() * random.uniform(300.0, 600.0) / 50.0).round() * 50.0,
        );
        let before = self.record.body_mass.as_kg() + random.normal(0.0, 0.4);
        let breath = 0.11 * conditions.duration.as_hours();
        let after = before - sweat.as_l() - breath + drunk.as_l() + random.normal(0.0, 0.05);
        let tenth = |kg: f64| Mass::from_kg((kg * 10.0).round() / 10.0);
        let weigh_in = WeighIn {
            mass_before: tenth(before),
            mass_after: tenth(after),
            drunk: Some(drunk),
            food: Mass::ZERO,
            urine: Some(Volume::ZERO),
            stool: Mass::ZERO,
            clothes: Clothes::Nude,
        };
        // A draw that no scale would show is simply not kept.
        let Ok(result) = assess(&weigh_in, &conditions, &self.truth.athlete) else { return Ok(Vec::new()) };
        let patches = self.worn_patch(&conditions, truth_rate, random);
        let mut changes = Vec::new();
        let of_patches = patches.iter().flat_map(|worn: &WornPatch| &worn.result.receipts);
        for receipt in result.receipts.iter().chain(of_patches) {
            changes.push(Collection::put(&StoredReceipt(receipt.clone()))?);
        }
        let test = SweatTestRecord {
            id: format!("t-{}", start.as_second()),
            event: Some(workout.id.clone()),
            workout: vec![workout.id.clone()],
            at: start,
            body: Some(self.truth.athlete),
            conditions,
            weigh_in: Some(weigh_in),
            result: Some(result),
            patches,
            combined: None,
            scanned: Vec::new(),
            recording: None,
            typed_effort: false,
            simulated: true,
        };
        changes.push(Collection::put(&test)?);
        Ok(changes)
    }

    /// Every third test or so a patch is worn too.
    fn worn_patch(
        &self,
        conditions: &SessionConditions,
        rate: VolumeRate,
        random: &mut Random,
    ) -> Vec<WornPatch> {
        if !random.chance(0.4) {
            return Vec::new();
        }
        let model = Model::standard();
        let (inlet, capacity) = (Area::from_cm2(0.5), Volume::from_ul(110.0));
        let patch = self.truth.wear_patch(&model, conditions, rate, inlet, capacity, random);
        let result = patch_test::assess(&patch, &self.truth.athlete, &model);
        result.ok().map(|result| WornPatch { patch, result }).into_iter().collect()
    }

    fn night(&self, date: Date, random: &mut Random) -> Option<Observation> {
        let bed = self.zone.to_timestamp(date.yesterday().ok()?.at(22, 45, 0, 0)).ok()?;
        let start = after(bed, Duration::from_minutes(random.normal(10.0, 25.0).clamp(-60.0, 120.0)));
        let length = Duration::from_hours(random.normal(7.4, 0.7).clamp(4.5, 9.5));
        let sleep = Sleep { asleep: Some(length * random.uniform(0.88, 0.96)), ..Sleep::default() };
        let id = format!("simulated:{}:sleep:{date}", self.record.id);
        let span = Span::between(start, after(start, length));
        let of = Observation::of(id, self.source("watch"), span, Kind::Sleep(sleep));
        Some(Observation { traits: vec![Trait::Simulated], ..of })
    }

    /// The routine of the coming week, in a forecast.
    fn planned(&self, now: Timestamp) -> Result<Vec<Change>, Error> {
        let (mut changes, mut taken) = (Vec::new(), Vec::new());
        for day in 0..=7 {
            let date = self.today.saturating_add(jiff::Span::new().days(day));
            for routine in self.routines.iter().filter(|routine| routine.weekday == date.weekday()) {
                let Some(start) = self.start(date, routine).filter(|start| *start > now) else { continue };
                let conditions = self.conditions(routine, 0, start);
                let planned = simulated(routine.title, start, conditions, routine.intensity);
                changes.push(Collection::put(&planned)?);
                if day == 0 {
                    taken.push(planned);
                }
            }
        }
        for planned in self.hot_day(now, &taken) {
            changes.push(Collection::put(&planned)?);
        }
        Ok(changes)
    }

    /// What makes the first day worth looking at: a run in the heat and a ride after it, as far as the day still has room.
    fn hot_day(&self, now: Timestamp, taken: &[PlannedSession]) -> Vec<PlannedSession> {
        if self.record.id != ATHLETE {
            return Vec::new();
        }
        let hour = SignedDuration::from_hours(1);
        let Ok(from) = now.round(jiff::Unit::Hour) else { return Vec::new() };
        let wanted = [
            (2, 60.0, Sport::Run, Intensity::Moderate, "Run in the heat"),
            (6, 60.0, Sport::IndoorRide, Intensity::Easy, "Easy spin"),
        ];
        let mut added: Vec<PlannedSession> = Vec::new();
        for (ahead, minutes, sport, intensity, title) in wanted {
            let start = from.saturating_add(hour * ahead).unwrap_or(from);
            let civil = start.to_zoned_datetime(self.zone.clone());
            let routine = session(civil.weekday(), civil.hour(), minutes, sport, intensity, title, &[]);
            let mild = self.conditions(&routine, 0, start);
            let hot = SessionConditions {
                air_temperature: Temperature::from_celsius(31.0),
                relative_humidity: Fraction::from_percent(55.0),
                setting: Setting::Outdoors { wind: AirSpeed::from_m_per_s(1.5), sun: Sun::PartlySunny },
                ..mild
            };
            let conditions = if sport.is_indoor() { mild } else { hot };
            let planned = simulated(title, start, conditions, intensity);
            let today = civil.date() == self.today && (6..=20).contains(&civil.hour());
            // An hour between two, or it would be one day too full to plan.
            let near = |other: &PlannedSession| {
                other.start < planned.end() + hour && planned.start < other.end() + hour
            };
            let free = !taken.iter().chain(&added).any(near);
            if today && free && taken.len() + added.len() < 2 {
                added.push(planned);
            }
        }
        added
    }
}

fn pace(intensity: Intensity) -> Effort {
    let km_per_h = match intensity {
        Intensity::Easy => 9.8,
        Intensity::Moderate => 11.2,
        Intensity::Hard => 12.4,
        Intensity::Max => 13.2,
    };
    Effort::Pace { speed: Speed::from_km_per_h(km_per_h), grade: Fraction::ZERO }
}

fn after(instant: Timestamp, duration: Duration) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "hours of one day")]
    let seconds = duration.as_seconds() as i64;
    instant.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// A session of the demo: its sun is known.
fn simulated(
    title: &str,
    start: Timestamp,
    conditions: SessionConditions,
    intensity: Intensity,
) -> PlannedSession {
    let id = format!("p-{}", start.as_second());
    PlannedSession {
        sun_unknown: false,
        simulated: true,
        ..PlannedSession::of(id, title, start, conditions, intensity)
    }
}
