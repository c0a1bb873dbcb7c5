//! Sweat tests: taken, kept, found again.

use ::timeline::{Event, EventKind, Observation};
use evidence::{Estimate, Receipt, ReceiptId};
use jiff::Timestamp;
use physiology::patch_test::{self, PatchResult, PatchTest};
use physiology::weigh_in::{self, WeighIn, WeighInResult};
use physiology::{Athlete, LocalRatio, Model, Recording, SessionConditions, SweatTest, Weighed};
use serde::{Deserialize, Serialize};
use store::{Collection, Owner, Span, Stored};
use units::{Duration, Volume, VolumeRate};

use crate::amend::Write;
use crate::explain::StoredReceipt;
use crate::logged::{LoggedReading, ReadingKind, without_copies};
use crate::reconciliation::{StoredEvent, StoredObservation};
use crate::recorded::recorded;
use crate::signals::Happening;
use crate::{ConditionsInput, Engine, Error, FieldError, Former, PatchReading, Removal, Worn, owner};

/// A sweat test as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweatTestRecord {
    /// Its name.
    pub id: String,
    /// The workout it belongs to, if it was recorded and is shown.
    #[serde(default)]
    pub event: Option<String>,
    /// The observations behind that workout when the test was taken, the one it is called by first: events are merged and
    /// split, and the test follows its observations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workout: Vec<String>,
    /// When the session began.
    pub at: Timestamp,
    /// The body on that day; absent in documents of before it was kept.
    #[serde(default)]
    pub body: Option<Athlete>,
    /// The session's conditions.
    pub conditions: SessionConditions,
    /// What was weighed and drunk; absent for a patch alone.
    #[serde(default)]
    pub weigh_in: Option<WeighIn>,
    /// What the weights show.
    #[serde(default)]
    pub result: Option<WeighInResult>,
    /// The patches worn.
    #[serde(default)]
    pub patches: Vec<WornPatch>,
    /// The rate from everything that measured it, where a patch did.
    #[serde(default)]
    pub combined: Option<CombinedRate>,
    /// The photos that the patches were read from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scanned: Vec<Scanned>,
    /// The workout by the minute, where it was recorded: heat production and stops, as the profile explains the test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
    /// The effort was typed as a number: of the recording only the stops count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typed_effort: bool,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

/// A photo behind a sweat test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    /// The patch reading's name.
    pub reading: String,
    /// The receipts of what it showed, together with the test's other photos where there are: volume, chloride.
    pub receipts: Vec<ReceiptId>,
}

/// A patch and what it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WornPatch {
    /// What it measured.
    pub patch: PatchTest,
    /// What that shows.
    pub result: PatchResult,
}

/// A rate from scale and patch together, or from patches alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CombinedRate {
    /// The rate.
    pub rate: Estimate<VolumeRate>,
    /// How it was made.
    pub receipt: Receipt,
}

impl Scanned {
    fn receipts_of(reading: &PatchReading) -> Vec<ReceiptId> {
        // A part that was not read has an empty name, so that the order says which is which.
        let by = |rule: &str| {
            let made = reading.receipts.iter().find(|receipt| receipt.rule == rule);
            made.map_or_else(|| ReceiptId::new(""), |receipt| receipt.id.clone())
        };
        vec![by("patch-reading.volume"), by("patch-reading.chloride")]
    }
}

impl Stored for SweatTestRecord {
    const COLLECTION: &'static str = "sweat-tests";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.at, self.at))
    }
}

impl SweatTestRecord {
    /// The test as the profile takes it in; `athlete` stands in where the body on that day was not kept.
    pub fn for_profile(&self, athlete: Athlete) -> SweatTest {
        SweatTest {
            id: self.id.clone(),
            at: self.at,
            athlete: self.body.unwrap_or(athlete),
            conditions: self.conditions,
            weighed: self
                .result
                .as_ref()
                .map(|result| Weighed { rate: result.rate.median, uncertainty: result.uncertainty }),
            patches: self.patches.iter().map(|worn| worn.result.clone()).collect(),
            recording: self.recording.clone(),
        }
    }

    /// The test with the recording of its workout among these events; without one, if none of them is its workout.
    pub(crate) fn recorded_again<'a>(
        self,
        events: &[Event],
        of: impl Fn(&str) -> Option<&'a Observation>,
    ) -> Self {
        let event = events.iter().find(|event| self.event.as_ref() == Some(&event.id));
        // Somebody who gives a much shorter time means another part of the workout, or its time in motion.
        let is_meant = |event: &&Event| {
            self.conditions.duration.as_seconds() >= 0.9 * event.span.duration().as_seconds()
        };
        let whole = event.filter(is_meant).and_then(|event| recorded(event, self.conditions.sport, of));
        let recording = if self.typed_effort { whole.map(|whole| whole.pauses_only()) } else { whole };
        Self { recording, ..self }
    }

    /// Whether this event is, or was, the workout of the test.
    pub(crate) fn is_of(&self, event: &Event) -> bool {
        self.event.as_ref() == Some(&event.id) || self.workout.iter().any(|name| event.rests_on(name))
    }

    /// The test with the workout that it belongs to among these events; without one, if none of them is its.
    pub(crate) fn linked(&self, events: &[Event]) -> Self {
        // Tests taken before the observations were stored know the event, which is called by its first.
        let names = if self.workout.is_empty() { self.event.as_slice() } else { &self.workout[..] };
        if names.is_empty() {
            return self.clone();
        }
        let of = |name: &String| {
            let rests = |event: &&Event| {
                matches!(event.kind, EventKind::Workout(_)) && (event.id == *name || event.rests_on(name))
            };
            // A recording that was split stands behind both parts.
            events.iter().filter(rests).min_by_key(|event| event.span.start.duration_since(self.at).abs())
        };
        match names.iter().find_map(of) {
            Some(event) => Self { event: Some(event.id.clone()), workout: names.to_vec(), ..self.clone() },
            None => Self { event: None, workout: names.to_vec(), ..self.clone() },
        }
    }

    /// The test with what its weights and patches show worked out anew; as it is, where they are no longer accepted.
    pub(crate) fn assessed_again(&self, usual: Athlete, model: &Model) -> Self {
        let body_mass = self.weigh_in.map_or(usual.body_mass, |weigh_in| weigh_in.mass_before);
        let body = self.body.unwrap_or(Athlete { body_mass, ..usual });
        let new = NewSweatTest {
            event: self.event.clone(),
            at: Some(self.at),
            conditions: ConditionsInput::default(),
            weigh_in: self.weigh_in,
            patches: self.patches.iter().map(|worn| worn.patch).collect(),
            confirmed: true,
        };
        match measure(&new, self.id.clone(), self.at, body, self.conditions, model) {
            Ok(again) => {
                let (combined, scanned) = (self.combined.clone(), self.scanned.clone());
                let (workout, simulated) = (self.workout.clone(), self.simulated);
                let (recording, typed_effort) = (self.recording.clone(), self.typed_effort);
                let again =
                    Self { body: self.body, combined, workout, recording, typed_effort, simulated, ..again };
                again.read_from(scanned)
            }
            Err(_) => self.clone(),
        }
    }

    /// The test with the photos its patches were read from: what they showed is no longer typed in but computed.
    fn read_from(mut self, scanned: Vec<Scanned>) -> Self {
        let of = |kind: usize| {
            scanned.iter().filter_map(|photo| photo.receipts.get(kind)).find(|id| !id.as_str().is_empty())
        };
        let shown = ["sweat in the patch", "local chloride"];
        for worn in &mut self.patches {
            let inputs = worn.result.receipts.iter_mut().flat_map(|receipt| &mut receipt.inputs);
            for input in inputs {
                if let Some(kind) = shown.iter().position(|name| *name == input.name) {
                    input.receipt = of(kind).cloned();
                }
            }
        }
        self.scanned = scanned;
        self
    }

    /// Whether these are the patches of the test.
    fn has_patches(&self, patches: &[PatchTest]) -> bool {
        self.patches.len() == patches.len()
            && self.patches.iter().zip(patches).all(|(worn, patch)| worn.patch == *patch)
    }

    /// The whole-body rate that the test shows, from everything that measured it; nothing when it was only bounded, or
    /// only sodium was read.
    pub fn rate(&self) -> Option<&Estimate<VolumeRate>> {
        let weighed = self.result.as_ref().map(|result| &result.rate);
        self.combined.as_ref().map(|combined| &combined.rate).or(weighed)
    }

    /// The receipt of that rate.
    pub fn rate_receipt(&self) -> Option<&Receipt> {
        let combined = self.combined.as_ref().map(|combined| &combined.receipt);
        combined.or_else(|| self.receipts().find(|receipt| receipt.rule == "sweat-test.rate"))
    }

    /// How every number of the test was made.
    pub fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        let weighed = self.result.iter().flat_map(|result| &result.receipts);
        let patches = self.patches.iter().flat_map(|worn| &worn.result.receipts);
        weighed.chain(patches).chain(self.combined.iter().map(|combined| &combined.receipt))
    }

    /// Doubts about the test: a stable code, and what to do better.
    pub fn doubts(&self) -> Vec<(&'static str, &'static str)> {
        let weighed = self.result.iter().flat_map(|result| &result.flags);
        let worn = self.patches.iter().flat_map(|worn| &worn.result.flags);
        weighed
            .map(|flag| (flag.code(), flag.advice()))
            .chain(worn.map(|flag| (flag.code(), flag.advice())))
            .collect()
    }
}

/// A sweat test to be taken.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSweatTest {
    /// The workout it belongs to, if it was recorded.
    #[serde(default)]
    pub event: Option<String>,
    /// When the session began, where no workout says so; now, when absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// The conditions, as far as the workout does not know them.
    #[serde(default)]
    pub conditions: ConditionsInput,
    /// What was weighed and drunk, if it was.
    #[serde(default)]
    pub weigh_in: Option<WeighIn>,
    /// What patches measured, if any were worn.
    #[serde(default)]
    pub patches: Vec<PatchTest>,
    /// The weights are right although they show more sweat than almost anyone loses.
    #[serde(default)]
    pub confirmed: bool,
}

impl Engine {
    /// Takes a sweat test: works out the rate and the sodium, keeps them with their receipts, and the newest body mass.
    ///
    /// # Errors
    /// Every field that is missing or cannot be; nothing is stored then.
    pub async fn take_sweat_test(&self, athlete: &str, new: NewSweatTest) -> Result<SweatTestRecord, Error> {
        self.take(athlete, &new, &[], None).await
    }

    /// Takes a sweat test again in place of this one, which can be put back.
    ///
    /// # Errors
    /// As [`take_sweat_test`](Self::take_sweat_test); also when there is no such test.
    pub async fn change_sweat_test(
        &self,
        athlete: &str,
        id: &str,
        new: NewSweatTest,
    ) -> Result<SweatTestRecord, Error> {
        self.take(athlete, &new, &[], Some(id)).await
    }

    /// Deletes a sweat test. The profile forgets it, and the body mass if it came from it.
    ///
    /// # Errors
    /// When there is no such test, or the database fails.
    pub async fn delete_sweat_test(&self, athlete: &str, id: &str) -> Result<Removal, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let test = self.sweat_test(athlete, id).await?;
            let (removal, mut changes) =
                self.removed(&owner, Former::SweatTest(Box::new(test)), None).await?;
            changes.push(Collection::<SweatTestRecord>::delete(id)?);
            let mut masses = self.masses(&owner).await?;
            masses.forget_test(id);
            changes.extend(self.weighed_again(&owner, &masses).await?);
            Ok(Write::of(changes, removal))
        })
        .await
    }

    /// A test as it leads to its workout now.
    pub(crate) async fn linked_again(
        &self,
        owner: &Owner,
        test: &SweatTestRecord,
    ) -> Result<SweatTestRecord, Error> {
        let day = jiff::SignedDuration::from_hours(24 * 2);
        let from = test.at.checked_sub(day).unwrap_or(Timestamp::MIN);
        let to = test.at.checked_add(day).unwrap_or(Timestamp::MAX);
        let mut near: Vec<Event> = self
            .of::<StoredEvent>(owner)
            .between(from, to)
            .await?
            .into_iter()
            .map(|stored| stored.0)
            .collect();
        // Its recording may have been given another time meanwhile.
        for name in &test.workout {
            if let Some(StoredObservation(observation)) =
                self.of::<StoredObservation>(owner).get(name).await?
            {
                near.extend(self.events_of(owner, &[observation]).await?);
            }
        }
        let linked = test.linked(&near);
        let its: Vec<Event> =
            near.into_iter().filter(|event| linked.event.as_ref() == Some(&event.id)).collect();
        let observations = self.behind(owner, &its).await?;
        Ok(linked.recorded_again(&its, |name| observations.get(name)))
    }

    /// The same with what photos of one patch show beside it, by the names of their readings: the numbers are those of a
    /// patch whose volume and chloride were typed in, and their receipts lead to the photos.
    ///
    /// # Errors
    /// As [`take_sweat_test`](Self::take_sweat_test); also when the photos are of different patches, or show neither fill
    /// nor chloride.
    pub async fn take_scanned_sweat_test(
        &self,
        athlete: &str,
        mut new: NewSweatTest,
        readings: &[String],
        worn: Worn,
    ) -> Result<SweatTestRecord, Error> {
        let joined = self.patch_readings_together(athlete, readings).await?;
        let patch = joined.as_ref().map(|reading| reading.patch_test(worn)).transpose()?.flatten();
        let Some(patch) = patch else {
            return Err(Error::field(
                "photo",
                "no photo shows how much sweat or chloride there is: take another one",
            ));
        };
        new.patches.push(patch);
        let receipts = joined.as_ref().map(Scanned::receipts_of).unwrap_or_default();
        let scanned = readings.iter().map(|id| Scanned { reading: id.clone(), receipts: receipts.clone() });
        self.take(athlete, &new, &scanned.collect::<Vec<_>>(), None).await
    }

    async fn take(
        &self,
        athlete: &str,
        new: &NewSweatTest,
        scanned: &[Scanned],
        replaces: Option<&str>,
    ) -> Result<SweatTestRecord, Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || self.took(&owner, athlete, new, scanned, replaces)).await
    }

    /// What taking a test writes.
    async fn took(
        &self,
        owner: &Owner,
        athlete: &str,
        new: &NewSweatTest,
        scanned: &[Scanned],
        replaces: Option<&str>,
    ) -> Result<Write<SweatTestRecord>, Error> {
        let record = self.athlete(athlete).await?;
        let mut new = new.clone();
        let event = match &new.event {
            Some(id) => Some(self.event(athlete, id).await?),
            None => None,
        };
        // By the name that it has now, whichever it was asked for by.
        new.event = event.as_ref().map(|event| event.id.clone());
        let workout = match event.as_ref().map(|event| (&event.kind, event.span.duration())) {
            Some((EventKind::Workout(workout), elapsed)) => Some((workout, elapsed)),
            Some((EventKind::Sleep(_), _)) => {
                return Err(Error::field("event", "give a workout, not a sleep"));
            }
            None => None,
        };
        let others = self.tests_of(owner).await?;
        let replaced = match replaces {
            Some(id) => {
                let known = others.iter().find(|other| other.id == id);
                Some(known.ok_or_else(|| Error::not_found("sweat test", id))?)
            }
            // One test a workout: weighing again replaces it.
            None => event.as_ref().and_then(|event| others.iter().find(|other| other.is_of(event))),
        };
        let told = event.as_ref().map(|event| event.span.start).or(new.at);
        let at = told.or_else(|| replaced.map(|test| test.at)).unwrap_or_else(|| self.now());
        self.not_ahead("at", at)?;
        let conditions = resolve(&new, workout)?;
        let year = at.to_zoned_datetime(record.time_zone()).year();
        let usual = record.body(year);
        let body_mass = new.weigh_in.map_or(usual.body_mass, |weigh_in| weigh_in.mass_before);
        let body = Athlete { body_mass, ..usual };
        // What was logged while moving was drunk, also where nobody added it up on the scale.
        if let Some(weigh_in) = new.weigh_in.as_mut().filter(|weigh_in| weigh_in.drunk.is_none()) {
            weigh_in.drunk = self.drunk_in(owner, at, conditions.duration).await?;
        }
        let id = match replaced {
            Some(test) => test.id.clone(),
            None => free_name(at, event.as_ref(), &others),
        };
        let model = self.model_of(owner).await?;
        let scanned = match replaced {
            // The same patches as before: what they show still comes from their photos.
            Some(test) if scanned.is_empty() && test.has_patches(&new.patches) => test.scanned.clone(),
            _ => scanned.to_vec(),
        };
        let mut test = measure(&new, id, at, body, conditions, &model)?.read_from(scanned);
        test.workout = event.iter().flat_map(behind).collect();
        let events = event.as_slice();
        let observations = self.behind(owner, events).await?;
        test = test.recorded_again(events, |name| observations.get(name));
        let earlier: Vec<_> = others.iter().filter(|other| other.id != test.id).cloned().collect();
        let ratio = self.profile_of(&model, &record, &earlier).local_ratio();
        test.combined = combine(&test, body, ratio, &model);
        let mut changes = vec![Collection::put(&test)?];
        for receipt in test.receipts() {
            changes.push(Collection::put(&StoredReceipt(receipt.clone()))?);
        }
        if let Some(former) = others.iter().find(|other| other.id == test.id && **other != test) {
            let former = Former::SweatTest(Box::new(former.clone()));
            changes.extend(self.removed(owner, former, Some(&test.id)).await?.1);
        }
        let mut masses = self.masses_of(owner, record).await?;
        masses.forget_test(&test.id);
        if let Some(weigh_in) = test.weigh_in.filter(|_| !new.confirmed)
            && let Some(doubt) = masses.doubt(weigh_in.mass_before, at)
        {
            return Err(Error::field("mass_before", doubt));
        }
        masses.put_test(&test);
        changes.extend(self.weighed_again(owner, &masses).await?);
        if test.weigh_in.is_some() && replaces.is_none() {
            changes.extend(self.no_longer_begun(owner).await?);
        }
        let told = self.signal(Happening::TestTaken, athlete)?;
        Ok(Write::of(changes, test).with_jobs(told))
    }

    /// What was logged as drunk in a session; `None` when nothing was logged.
    async fn drunk_in(
        &self,
        owner: &Owner,
        start: Timestamp,
        duration: Duration,
    ) -> Result<Option<Volume>, Error> {
        let length = jiff::SignedDuration::try_from_secs_f64(duration.as_seconds()).unwrap_or_default();
        let end = start.checked_add(length).unwrap_or(Timestamp::MAX);
        let readings = self.of::<LoggedReading>(owner).between(start, end).await?;
        let drinks = without_copies(readings).into_iter().filter_map(|logged| match logged.reading {
            ReadingKind::Drink { volume } => Some(volume),
            _ => None,
        });
        Ok(drinks.reduce(|sum, volume| sum + volume))
    }

    /// All sweat tests of an athlete, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn sweat_tests(&self, athlete: &str) -> Result<Vec<SweatTestRecord>, Error> {
        self.athlete(athlete).await?;
        self.tests_of(&owner::athlete(athlete)?).await
    }

    /// The same where the athlete is known to be there.
    pub(crate) async fn tests_of(&self, owner: &Owner) -> Result<Vec<SweatTestRecord>, Error> {
        let mut tests = self.of::<SweatTestRecord>(owner).all().await?;
        tests.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(tests)
    }

    /// One sweat test.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn sweat_test(&self, athlete: &str, id: &str) -> Result<SweatTestRecord, Error> {
        let owner = owner::athlete(athlete)?;
        self.of::<SweatTestRecord>(&owner).get(id).await?.ok_or_else(|| Error::not_found("sweat test", id))
    }
}

/// The observations behind a workout, the one it is called by first.
fn behind(event: &Event) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for link in event.all_links() {
        if !names.contains(&link.observation) {
            names.push(link.observation.clone());
        }
    }
    names
}

/// The name of a test: by its time, and a number where a test of another workout has that name.
fn free_name(at: Timestamp, event: Option<&Event>, others: &[SweatTestRecord]) -> String {
    let base = format!("t-{}", at.as_second());
    let is_another = |name: &str| {
        let known = others.iter().find(|other| other.id == name);
        known.is_some_and(|known| {
            let of_another = |event: &Event| known.event.is_some() && !known.is_of(event);
            known.at.as_second() != at.as_second() || event.is_some_and(of_another)
        })
    };
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|name| !is_another(name)).unwrap_or(base)
}

/// What scale and patches show, each for itself; every fault of any of them is named at once.
fn measure(
    new: &NewSweatTest,
    id: String,
    at: Timestamp,
    body: Athlete,
    conditions: SessionConditions,
    model: &Model,
) -> Result<SweatTestRecord, Error> {
    let mut errors = Vec::new();
    if new.weigh_in.is_none() && new.patches.is_empty() {
        errors.push(FieldError::new(
            "mass_before",
            "write the body mass before and after, or what a patch shows",
        ));
    }
    let result = new.weigh_in.and_then(|weigh_in| {
        weigh_in::assess(&weigh_in, &conditions, &body)
            .map_err(|wrong| errors.extend(wrong.iter().map(|e| FieldError::new(e.field(), e))))
            .ok()
    });
    if let Some(doubt) = result.as_ref().filter(|_| !new.confirmed).and_then(WeighInResult::asks_about) {
        errors.push(FieldError::new("mass_after", doubt));
    }
    let mut patches = Vec::new();
    for patch in &new.patches {
        match patch_test::assess(patch, &body, model) {
            Ok(result) => patches.push(WornPatch { patch: *patch, result }),
            Err(wrong) => {
                errors.extend(wrong.iter().map(|e| FieldError::new(format!("patch.{}", e.field()), e)));
            }
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let (event, weigh_in) = (new.event.clone(), new.weigh_in);
    Ok(SweatTestRecord {
        id,
        event,
        workout: Vec::new(),
        at,
        body: Some(body),
        conditions,
        weigh_in,
        result,
        patches,
        combined: None,
        scanned: Vec::new(),
        recording: None,
        typed_effort: new.conditions.has_typed_effort(conditions.sport),
        simulated: false,
    })
}

/// The rate from scale and patches together, where a patch has one.
fn combine(test: &SweatTestRecord, body: Athlete, ratio: LocalRatio, model: &Model) -> Option<CombinedRate> {
    test.patches.iter().find(|worn| worn.result.rate.is_some())?;
    let rate = test.for_profile(body).combined_rate(ratio, model)?;
    let own = (ratio.log_shift.exp() * model.patch.ratio.value, ratio.log_sd);
    let mut receipt = Receipt::of(
        "Whole-body sweating rate, scale and patch together",
        "sweat-test.combined",
        "mean of the log rates, each weighted by the inverse of its variance",
    );
    if let Some(result) = &test.result {
        let made = result.receipts.iter().find(|receipt| receipt.rule == "sweat-test.rate");
        receipt = match made {
            Some(made) => receipt.computed("by the scale", result.rate.median, &made.id),
            None => receipt.input("by the scale", result.rate.median),
        };
    }
    for worn in &test.patches {
        if let Some(local) = worn.result.local_rate.filter(|rate| !rate.is_bound()) {
            receipt = receipt.input("local rate of the patch", local.read());
        }
    }
    let receipt = receipt
        .words("whole body per forearm", format!("{:.2}, log-SD {:.2}", own.0, own.1))
        .note("The ratio is the athlete's own as far as weigh-ins beside patches show it.")
        .sources(["baker-2022", "isotone"])
        .result_estimate(&rate);
    Some(CombinedRate { rate, receipt })
}

/// The conditions, with the faults of the weights named in the same answer.
fn resolve(
    new: &NewSweatTest,
    workout: Option<(&::timeline::Workout, Duration)>,
) -> Result<SessionConditions, Error> {
    let weights = new.weigh_in.map_or(Ok(()), |weigh_in| weigh_in.check());
    match (new.conditions.resolve(workout), weights) {
        (Err(Error::Invalid(mut fields)), Err(weights)) => {
            fields.extend(weights.iter().map(|error| FieldError::new(error.field(), error)));
            Err(Error::Invalid(fields))
        }
        (conditions, _) => conditions,
    }
}
