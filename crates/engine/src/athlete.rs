//! Athletes: the body, the zone they live in, the units they read.

use fuel::Restriction;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use physiology::{AerobicCapacity, Athlete, CapacityEstimate, Sex};
use serde::{Deserialize, Serialize};
use store::{Collection, Expected, Owner, Revision, StoreError, Stored};
use units::{Frequency, Length, Mass, UnitSystem, VolumeRate};

use crate::amend::Write;
use crate::body_mass::just_after;
use crate::reconciliation::Timekeeper;
use crate::{Engine, Error, FieldError, Report, TypedMass, owner};

/// What is kept of an athlete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AthleteRecord {
    /// The name in addresses and documents.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
    /// Body mass: the newest at rest, typed into the profile, logged, or weighed at a sweat test.
    pub body_mass: Mass,
    /// When that was weighed or typed; absent in documents written before this field existed.
    #[serde(default)]
    pub body_mass_at: Option<Timestamp>,
    /// The body mass that was typed into the profile, and when; absent in documents written before this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_mass: Option<TypedMass>,
    /// Height.
    #[serde(default)]
    pub height: Option<Length>,
    /// Sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Year of birth.
    #[serde(default)]
    pub born: Option<i16>,
    /// Has trained in heat in the last weeks.
    #[serde(default)]
    pub heat_acclimated: bool,
    /// Aerobic capacity (VO₂max), measured or from a race: a word for the effort is a share of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<AerobicCapacity>,
    /// Aerobic capacity as the recordings of the last months show it, where none was typed. Not stored: worked out when the
    /// athlete is read.
    #[serde(skip)]
    pub capacity_estimate: Option<CapacityEstimate>,
    /// The greatest heart rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greatest_heart_rate: Option<Frequency>,
    /// Conditions and medicines that change what may be advised.
    #[serde(default)]
    pub conditions: Vec<fuel::Condition>,
    /// Foods that baskets must not contain.
    #[serde(default)]
    pub without: Vec<Restriction>,
    /// Items at home, by their names in the catalogue: they go first.
    #[serde(default)]
    pub pantry: Vec<String>,
    /// Items preferred.
    #[serde(default)]
    pub likes: Vec<String>,
    /// Items never wanted.
    #[serde(default)]
    pub dislikes: Vec<String>,
    /// The gut is trained to more than 90 g of carbohydrate an hour, and that is wished for.
    #[serde(default)]
    pub trained_gut: bool,
    /// Reads packs: items of which it is unknown whether they contain what is avoided are offered, with the ask to read.
    #[serde(default)]
    pub reads_packs: bool,
    /// Body mass, shares of it and energies stay off the athlete's own pages, and sweat tests are blind: whoever must not
    /// see the scale still gets a plan (MEM-hi, IOC consensus on relative energy deficiency, 2023).
    #[serde(default)]
    pub hides_body_numbers: bool,
    /// A drinking rate above 1 L/h that was tried in training and tolerated.
    #[serde(default)]
    pub tested_drinking_rate: Option<VolumeRate>,
    /// Sweats saltily by own account: salt on skin and clothes. Patches may show it too.
    #[serde(default)]
    pub salty_sweat: bool,
    /// The units read and typed.
    #[serde(default)]
    pub units: UnitSystem,
    /// The zone lived in, a name of the tz database.
    pub zone: String,
    /// The nominal bedtime, in whatever place the athlete is.
    #[serde(default = "default_bedtime")]
    pub bedtime: Time,
    /// The nominal time of getting up.
    #[serde(default = "default_rise")]
    pub rise: Time,
}

fn default_bedtime() -> Time {
    Time::constant(22, 30, 0, 0)
}

fn default_rise() -> Time {
    Time::constant(6, 30, 0, 0)
}

impl Stored for AthleteRecord {
    const COLLECTION: &'static str = "athlete";

    fn id(&self) -> String {
        "record".to_owned()
    }
}

/// Changes to an athlete; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AthleteChanges {
    /// The name for people.
    pub name: Option<String>,
    /// Body mass.
    pub body_mass: Option<Mass>,
    /// When it was that, where it is not now: anything newer counts before it.
    #[serde(skip)]
    pub body_mass_at: Option<Timestamp>,
    /// Height.
    pub height: Option<Length>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub born: Option<i16>,
    /// Has trained in heat in the last weeks.
    pub heat_acclimated: Option<bool>,
    /// Aerobic capacity.
    pub capacity: Option<AerobicCapacity>,
    /// The greatest heart rate.
    pub greatest_heart_rate: Option<Frequency>,
    /// Conditions and medicines.
    pub conditions: Option<Vec<fuel::Condition>>,
    /// Foods that baskets must not contain. A word outside the vocabulary is refused, unless the record has it already.
    pub without: Option<Vec<Restriction>>,
    /// Items at home.
    pub pantry: Option<Vec<String>>,
    /// Items preferred.
    pub likes: Option<Vec<String>>,
    /// Items never wanted.
    pub dislikes: Option<Vec<String>>,
    /// The gut is trained to more than 90 g of carbohydrate an hour.
    pub trained_gut: Option<bool>,
    /// Whether items of unknown contents are offered with the ask to read the pack.
    pub reads_packs: Option<bool>,
    /// Whether body mass, shares of it and energies stay off the athlete's own pages.
    pub hides_body_numbers: Option<bool>,
    /// A drinking rate that was tried in training and tolerated; none is zero.
    pub tested_drinking_rate: Option<VolumeRate>,
    /// Sweats saltily by own account.
    pub salty_sweat: Option<bool>,
    /// The units read and typed.
    pub units: Option<UnitSystem>,
    /// The zone lived in.
    pub zone: Option<String>,
    /// The nominal bedtime.
    pub bedtime: Option<Time>,
    /// The nominal time of getting up.
    pub rise: Option<Time>,
}

impl AthleteRecord {
    /// An athlete of whom only the body mass and the zone are known.
    pub fn new(id: &str, name: &str, body_mass: Mass, zone: &TimeZone) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            simulated: false,
            body_mass,
            body_mass_at: None,
            typed_mass: None,
            height: None,
            sex: None,
            born: None,
            heat_acclimated: false,
            capacity: None,
            capacity_estimate: None,
            greatest_heart_rate: None,
            conditions: Vec::new(),
            without: Vec::new(),
            pantry: Vec::new(),
            likes: Vec::new(),
            dislikes: Vec::new(),
            trained_gut: false,
            reads_packs: false,
            hides_body_numbers: false,
            tested_drinking_rate: None,
            salty_sweat: false,
            units: UnitSystem::Metric,
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            bedtime: default_bedtime(),
            rise: default_rise(),
        }
    }

    /// A new athlete of these facts, which need a body mass.
    pub(crate) fn made(id: &str, facts: AthleteChanges, zone: &TimeZone) -> Result<Self, Error> {
        let Some(mass) = facts.body_mass else {
            return Err(Error::field("body_mass", "a new athlete needs one, such as 70.4 kg"));
        };
        let mut record = Self::new(id, facts.name.as_deref().unwrap_or(id), mass, zone);
        record.apply(facts)?;
        Ok(record)
    }

    /// The same, typed at this time.
    pub(crate) fn typed_at(self, at: Timestamp) -> Self {
        let mass = self.body_mass;
        Self { typed_mass: Some(TypedMass { mass, at }), body_mass_at: Some(at), ..self }
    }

    /// The zone lived in; UTC when its name is no longer known.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// The body, for the models, in this year.
    pub fn body(&self, year: i16) -> Athlete {
        Athlete {
            body_mass: self.body_mass,
            height: self.height,
            sex: self.sex,
            age_years: self.age(year),
            heat_acclimated: self.heat_acclimated,
            capacity: self.capacity,
            capacity_estimate: self.capacity_estimate,
            greatest_heart_rate: self.greatest_heart_rate,
        }
    }

    /// The person, for the fuelling rules, in this year.
    pub fn person(&self, year: i16) -> fuel::Person {
        fuel::Person {
            age_years: self.age(year),
            conditions: self.conditions.clone(),
            trained_gut: self.trained_gut,
            heat_acclimated: self.heat_acclimated,
            tested_drinking_rate: self.tested_drinking_rate,
            salty_sweat: self.salty_sweat,
            ..fuel::Person::of_mass(self.body_mass)
        }
    }

    /// Age by the year alone, taken as the lower of the two possible: minors stay protected to the end of the year.
    fn age(&self, year: i16) -> Option<f64> {
        self.born.map(|born| (f64::from(year) - f64::from(born) - 1.0).max(0.0))
    }

    fn apply(&mut self, changes: AthleteChanges) -> Result<(), Error> {
        let mut errors = self.new_unknown_foods(changes.without.as_deref().unwrap_or_default());
        macro_rules! take {
            ($($field:ident)+) => {$( if let Some(value) = changes.$field { self.$field = value; } )+};
        }
        take!(name body_mass heat_acclimated conditions without pantry likes dislikes trained_gut reads_packs hides_body_numbers salty_sweat units zone bedtime rise);
        self.height = changes.height.or(self.height);
        self.sex = changes.sex.or(self.sex);
        self.born = changes.born.or(self.born);
        self.tested_drinking_rate = match changes.tested_drinking_rate {
            Some(rate) => Some(rate).filter(|rate| *rate > VolumeRate::ZERO),
            None => self.tested_drinking_rate,
        };
        self.capacity = changes.capacity.or(self.capacity);
        self.greatest_heart_rate = changes.greatest_heart_rate.or(self.greatest_heart_rate);
        self.without.sort();
        self.without.dedup();
        self.check(&mut errors);
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    /// Words outside the vocabulary, but for those that the record has from before the vocabulary was closed.
    fn new_unknown_foods(&self, without: &[Restriction]) -> Vec<FieldError> {
        let unknown = without.iter().filter(|food| !food.is_recognised() && !self.without.contains(food));
        unknown
            .map(|food| FieldError::new("without", fuel::UnknownFood { word: food.code().to_owned() }))
            .collect()
    }

    /// The foods to leave out that no item is known to be free of, because the vocabulary does not know the word.
    pub fn unrecognised_foods(&self) -> impl Iterator<Item = &str> {
        self.without.iter().filter(|food| !food.is_recognised()).map(Restriction::code)
    }

    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Err(error) = self.body(2000).check() {
            let field =
                if matches!(error, physiology::AthleteError::Mass(_)) { "body_mass" } else { "height" };
            errors.push(FieldError::new(field, error));
        }
        if TimeZone::get(&self.zone).is_err() {
            errors.push(FieldError::new("zone", "write a zone of the tz database such as Europe/Lisbon"));
        }
        if self.born.is_some_and(|year| !(1900..=2100).contains(&year)) {
            errors.push(FieldError::new("born", "write a year such as 1990"));
        }
        // NaN is no rate either.
        if self.tested_drinking_rate.is_some_and(|rate| !(0.1..=2.0).contains(&rate.as_l_per_h())) {
            let message =
                "write what you drank in an hour of training and tolerated, 0.1 to 2 L/h, such as 1.1 L/h";
            errors.push(FieldError::new("tested_drinking_rate", message));
        }
        if let Some(Err(error)) = self.capacity.map(AerobicCapacity::check) {
            errors.push(FieldError::new("vo2max", error));
        }
        if self.greatest_heart_rate.is_some_and(|rate| !(100.0..=230.0).contains(&rate.as_per_min())) {
            errors.push(FieldError::new("max_heart_rate", "write one from 100 to 230 bpm"));
        }
        if self.name.trim().is_empty() || self.name.chars().count() > 120 {
            errors.push(FieldError::new("name", "write a name of 1 to 120 characters"));
        }
    }
}

impl Engine {
    /// All athletes, in the order of their names in documents.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn athletes(&self) -> Result<Vec<AthleteRecord>, Error> {
        let mut athletes = Vec::new();
        for owner in self.owners_of("athlete").await? {
            athletes.extend(self.of::<AthleteRecord>(&owner).get("record").await?);
        }
        Ok(athletes)
    }

    /// One athlete.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn athlete(&self, id: &str) -> Result<AthleteRecord, Error> {
        let owner = owner::athlete(id)?;
        let found = self.of::<AthleteRecord>(&owner).get("record").await?;
        let mut record = found.ok_or_else(|| Error::NotFound {
            what: "athlete",
            id: id.to_owned(),
            hint: ": record a sweat test first, or create the athlete with a body mass",
        })?;
        if record.capacity.is_none() {
            let body = record.body(self.now().to_zoned_datetime(record.time_zone()).year());
            record.capacity_estimate = self.estimated_capacity(&owner, &body).await?;
        }
        Ok(record)
    }

    /// Makes an athlete, or changes one. A new athlete needs a body mass.
    ///
    /// # Errors
    /// Every field that cannot be; nothing is stored then.
    pub async fn put_athlete(
        &self,
        id: &str,
        changes: AthleteChanges,
        zone: &TimeZone,
    ) -> Result<AthleteRecord, Error> {
        self.put_athlete_at(id, changes, zone, None).await
    }

    /// The same, only if the athlete's documents are still at this [revision](Engine::revision).
    ///
    /// # Errors
    /// As [`put_athlete`](Engine::put_athlete); a [conflict](Error::is_conflict) when somebody else was faster.
    pub async fn put_athlete_at(
        &self,
        id: &str,
        changes: AthleteChanges,
        zone: &TimeZone,
        at: Option<u64>,
    ) -> Result<AthleteRecord, Error> {
        let owner = owner::athlete(id)?;
        if at.is_none() && self.store.revision(&owner).await?.is_none() {
            let typed = changes.body_mass_at.unwrap_or_else(|| self.now());
            let record = AthleteRecord::made(id, changes.clone(), zone)?.typed_at(typed);
            match self.commit_new(&owner, vec![Collection::put(&record)?]).await {
                // Somebody else made this athlete just now: then it is changed.
                Err(error) if error.is_conflict() => {}
                outcome => return outcome.map(|()| record),
            }
        }
        self.transact(&owner, || async {
            if let Some(at) = at {
                let actual = self.store.revision(&owner).await?;
                if actual.map_or(0, Revision::get) != at {
                    let expected = Revision::new(at).map_or(Expected::New, Expected::At);
                    return Err(StoreError::Conflict { expected, actual }.into());
                }
            }
            self.changed_athlete(&owner, id, changes.clone(), zone).await
        })
        .await
    }

    /// What changing an athlete writes: after a move to another zone also the events, whose nights and days are others.
    async fn changed_athlete(
        &self,
        owner: &Owner,
        id: &str,
        changes: AthleteChanges,
        zone: &TimeZone,
    ) -> Result<Write<AthleteRecord>, Error> {
        let Some(before) = self.of::<AthleteRecord>(owner).get("record").await? else {
            // Its partition is there already: a key of somebody who tried before.
            let record = AthleteRecord::made(id, changes, zone)?.typed_at(self.now());
            return Ok(Write::of(vec![Collection::put(&record)?], record));
        };
        let mut record = before.clone();
        let typed = changes.body_mass.filter(|mass| *mass != before.body_mass);
        let told = changes.body_mass_at;
        record.apply(changes)?;
        if let Some(mass) = typed {
            // What is typed now counts before a weighing that a faster clock put a little ahead.
            let now = before.body_mass_at.map_or(self.now(), |known| self.now().max(just_after(known)));
            let mut masses = self.masses_of(owner, before.clone()).await?;
            masses.typed(mass, told.unwrap_or(now));
            let AthleteRecord { body_mass, body_mass_at, typed_mass, .. } = masses.record();
            record = AthleteRecord { body_mass, body_mass_at, typed_mass, ..record };
        }
        let mut writes = Vec::new();
        if record.zone != before.zone {
            writes.extend(Timekeeper::of(self, owner, record.time_zone()).await?.rebuilt().await?);
            for report in
                self.of::<Report>(owner).all().await?.into_iter().filter(|report| report.zone.is_none())
            {
                let report = Report { zone: Some(before.zone.clone()), ..report };
                writes.push(self.of::<Report>(owner).rewrite(&report).await?);
            }
        }
        if record != before {
            writes.push(self.of::<AthleteRecord>(owner).rewrite(&record).await?);
        }
        Ok(Write::of(writes, record))
    }
}
