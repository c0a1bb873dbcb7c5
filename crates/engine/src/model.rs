//! The model of the sweat profile that this instance uses, and what says how good it is.

use std::sync::Arc;

use jiff::Timestamp;
use physiology::Model;
use physiology::refit::{self, AthleteTests, FitReport};
use physiology::validation::{
    Ageing, Calibration, Hindcast, MeasuredScores, OracleResult, Recovery, SodiumScore, against_own_tests,
    ageing, calibration, oracles, published_groups, published_sodium, recovery, score_measured, score_sodium,
};
use serde::{Deserialize, Serialize};
use store::{Collection, Owner, Stored};
use tokio::sync::Mutex;

use crate::blocking::Blocking;
use crate::{AthleteRecord, Caller, Engine, Error, Grant, Grantee, owner};

/// The model in use, of this instance or of a squad, stored as the text of its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ModelRecord {
    file: String,
    /// When it was put in place; absent in documents written before this field existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

impl ModelRecord {
    fn read(&self) -> Result<Arc<Model>, Error> {
        Model::read(&self.file)
            .map(Arc::new)
            .map_err(|error| Error::field("model", format!("{error}; run `isotone model use --standard`")))
    }
}

impl Stored for ModelRecord {
    const COLLECTION: &'static str = "model";

    fn id(&self) -> String {
        "in-use".to_owned()
    }
}

/// What was measured of one athlete against what was expected, test by test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnTests {
    /// The athlete.
    pub athlete: String,
    /// Made by the demo.
    pub simulated: bool,
    /// The tests.
    pub tests: Vec<Hindcast>,
}

/// How good the numbers are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// The version of the model in use.
    pub model: String,
    /// Figures of the sources, reproduced.
    pub oracles: Vec<OracleResult>,
    /// Published groups of people, predicted without a test.
    pub measured: MeasuredScores,
    /// Their published sweat sodium, predicted without a measurement.
    pub sodium: SodiumScore,
    /// Simulated athletes, by number of tests.
    pub calibration: Vec<Calibration>,
    /// Simulated athletes long after the last of many tests.
    pub ageing: Vec<Ageing>,
    /// Whether a refit finds what the tests were made with.
    pub recovery: Option<Recovery>,
    /// This instance's own tests against what the tests before them led to expect.
    pub own: Vec<OwnTests>,
}

/// What simulations of one size show. They depend on nothing of this instance.
#[derive(Debug)]
struct Simulations {
    calibration: Vec<Calibration>,
    ageing: Vec<Ageing>,
    recovery: Option<Recovery>,
}

impl Simulations {
    fn of(size: ValidationSize) -> Self {
        Self {
            calibration: [0, 1, 2, 3, 5].map(|tests| calibration(tests, size.athletes, size.seed)).to_vec(),
            ageing: ageing(size.athletes, size.seed),
            recovery: (size.refits > 0).then(|| recovery(size.refits, size.seed)),
        }
    }
}

/// The simulations that were asked for last: a page that many look at is worked out once.
#[derive(Debug, Default)]
pub(crate) struct LastSimulations(Mutex<Option<(ValidationSize, Arc<Simulations>)>>);

impl LastSimulations {
    /// Those of this size, off the threads that answer requests; who asks meanwhile waits for them.
    async fn of(&self, size: ValidationSize) -> Result<Arc<Simulations>, Error> {
        let mut last = self.0.lock().await;
        match &*last {
            Some((known, simulations)) if *known == size => Ok(Arc::clone(simulations)),
            _ => {
                let simulated = Blocking::at_once(1).run(move || Simulations::of(size)).await?;
                let simulations = Arc::new(simulated);
                *last = Some((size, Arc::clone(&simulations)));
                Ok(simulations)
            }
        }
    }
}

/// How large a validation is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidationSize {
    /// Simulated athletes for each number of tests.
    pub athletes: usize,
    /// Simulated studies to be refitted; none leaves that part out.
    pub refits: usize,
    /// Where the random draws begin.
    pub seed: u64,
}

impl Engine {
    /// The model in use: the one that was put in place, or the one that comes with the program.
    ///
    /// # Errors
    /// When the database fails, or the stored model can no longer be read.
    pub async fn model(&self) -> Result<Arc<Model>, Error> {
        let owner = owner::instance()?;
        match self.of::<ModelRecord>(&owner).get("in-use").await? {
            None => Ok(Model::standard()),
            Some(record) => record.read(),
        }
    }

    /// The model in use for an athlete: that of a squad to which they consented and whose practitioner put one in place, the
    /// newest where there are several; the instance's otherwise.
    ///
    /// # Errors
    /// As [`model`](Self::model).
    pub(crate) async fn model_of(&self, athlete: &Owner) -> Result<Arc<Model>, Error> {
        let mut newest: Option<ModelRecord> = None;
        for squad in self.squads_consented_to(athlete).await? {
            let record = self.of::<ModelRecord>(&owner::squad(&squad)?).get("in-use").await?;
            newest = record.into_iter().chain(newest).max_by_key(|record| record.at);
        }
        match newest {
            Some(record) => record.read(),
            None => self.model().await,
        }
    }

    /// The squads that an athlete consented to.
    async fn squads_consented_to(&self, athlete: &Owner) -> Result<Vec<String>, Error> {
        let grants = self.of::<Grant>(athlete).all().await?;
        let squad = |grant: Grant| match grant.to {
            Grantee::Squad { ref id, .. } if grant.is_alive(self.now()) => Some(id.clone()),
            _ => None,
        };
        Ok(grants.into_iter().filter_map(squad).collect())
    }

    /// The model that a squad's practitioner put in place for its members; `None` where they go by the instance's.
    ///
    /// # Errors
    /// When there is no such squad, the database fails, or the stored model can no longer be read.
    pub async fn squad_model(&self, squad: &str) -> Result<Option<Arc<Model>>, Error> {
        self.squad(squad).await?;
        let record = self.of::<ModelRecord>(&owner::squad(squad)?).get("in-use").await?;
        record.map(|record| record.read()).transpose()
    }

    /// Puts a fitted model in place for the members of a squad who consented to it: it becomes what is expected of a member
    /// without tests, and every receipt names it. Without a file the members go by the instance's model again.
    ///
    /// # Errors
    /// When there is no such squad, the file is no fitted model, its fit does worse on members it never saw than the model
    /// it began with, or the database fails.
    pub async fn use_squad_model(&self, squad: &str, file: Option<&str>) -> Result<Arc<Model>, Error> {
        self.squad(squad).await?;
        let owner = owner::squad(squad)?;
        let Some(file) = file else {
            if self.of::<ModelRecord>(&owner).get("in-use").await?.is_some() {
                self.commit(&owner, vec![Collection::<ModelRecord>::delete("in-use")?]).await?;
            }
            return self.model().await;
        };
        let model = Model::read(file).map_err(|error| Error::field("model", error))?;
        let gain = model.report.as_ref().and_then(FitReport::gain);
        if gain.is_none_or(|gain| gain < 0.0) {
            let message = "this model does not foretell the tests of members it never saw better than the one in use: \
                           fit one with `isotone model fit --squad NAME` when there are more tests";
            return Err(Error::field("model", message));
        }
        let record = ModelRecord { file: file.to_owned(), at: Some(self.now()) };
        self.commit(&owner, vec![Collection::put(&record)?]).await?;
        Ok(Arc::new(model))
    }

    /// Puts a model file in place for every prediction from now on.
    ///
    /// # Errors
    /// When it is no model file, or the database fails.
    pub async fn use_model(&self, file: &str) -> Result<Arc<Model>, Error> {
        let model = Model::read(file).map_err(|error| Error::field("model", error))?;
        let change = Collection::put(&ModelRecord { file: file.to_owned(), at: Some(self.now()) })?;
        self.commit(&owner::instance()?, vec![change]).await?;
        Ok(Arc::new(model))
    }

    /// Goes back to the model that comes with the program.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_standard_model(&self) -> Result<Arc<Model>, Error> {
        let gone = Collection::<ModelRecord>::delete("in-use")?;
        self.commit(&owner::instance()?, vec![gone]).await?;
        Ok(Model::standard())
    }

    /// Fits a model to the tests of this instance's athletes, those of the demo left out, or to those of a squad's
    /// members who consented to it: what they have in common becomes what is expected of a member without tests (empirical Bayes). Only parameters leave
    /// it, no test.
    ///
    /// # Errors
    /// When the tests cannot settle it, there is no such squad, or the database fails.
    pub async fn fit_model(&self, squad: Option<&str>, folds: usize, version: &str) -> Result<Model, Error> {
        let members = match squad {
            Some(squad) => Some(self.squad(squad).await?.members),
            None => None,
        };
        let meant = |record: &AthleteRecord| match &members {
            Some(members) => members.contains(&record.id),
            None => !record.simulated,
        };
        let mut athletes = Vec::new();
        for record in self.athletes().await?.into_iter().filter(meant) {
            if let (Some(squad), false) = (squad, record.simulated) {
                let consented = self.squads_consented_to(&owner::athlete(&record.id)?).await?;
                if !consented.iter().any(|known| known == squad) {
                    continue;
                }
            }
            let now = self.now().to_zoned_datetime(record.time_zone());
            let body = record.body(now.year());
            let tests = self.sweat_tests(&record.id).await?;
            let tests = tests.iter().map(|test| test.for_profile(body)).collect();
            athletes.push(AthleteTests { athlete: record.id, tests });
        }
        let standard = Model::standard();
        refit::fit(&standard, &athletes, folds, version).map_err(|error| Error::field("tests", error))
    }

    /// How good the numbers are: sources reproduced, simulations, and the tests of those whom the caller may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn validate(&self, caller: &Caller, size: ValidationSize) -> Result<Validation, Error> {
        let model = self.model().await?;
        let mut own = Vec::new();
        for record in self.athletes_of(caller).await? {
            let body = record.body(self.now().to_zoned_datetime(record.time_zone()).year());
            let tests = self.sweat_tests(&record.id).await?;
            let tests: Vec<_> = tests.iter().map(|test| test.for_profile(body)).collect();
            let its = self.model_of(&owner::athlete(&record.id)?).await?;
            let judged = against_own_tests(&its, body, &tests);
            if !judged.is_empty() {
                own.push(OwnTests { athlete: record.name, simulated: record.simulated, tests: judged });
            }
        }
        let simulations = self.simulations.of(size).await?;
        Ok(Validation {
            model: model.version.clone(),
            oracles: oracles(),
            measured: score_measured(&model, published_groups()),
            sodium: score_sodium(&model, published_sodium()),
            calibration: simulations.calibration.clone(),
            ageing: simulations.ageing.clone(),
            recovery: simulations.recovery.clone(),
            own,
        })
    }
}
