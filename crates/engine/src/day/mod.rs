//! Builds the day that the fuelling rules plan, from what is stored of an athlete. Nothing else builds one.
//!
//! Plans, what-ifs, races, boards and the API read the [`Surroundings`] of a local date and ask them for the
//! [`fuel::Day`]. Every input of the rules is therefore set here or nowhere; `tests/inputs.rs` lists them.

mod morning;
mod nights;
mod session;
mod weight;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use physiology::{Intensity, Prediction, SweatProfile};
use units::{Duration, Fraction, SodiumConcentration};

pub use morning::MorningCheck;
pub(crate) use morning::USUAL_DAYS;
pub(crate) use session::intensity_of;
pub(crate) use weight::{RECOVERY, Weighings, is_plausible, is_resting};

use crate::scenario::FixedSweat;
use crate::taken::Had;
use crate::{
    AthleteRecord, Engine, Error, FieldError, LoggedReading, PlannedSession, ReadingKind, SweatTestRecord,
    owner,
};

/// Everything stored of an athlete that bears on the plan of one local date.
pub(crate) struct Surroundings {
    /// The athlete's name in addresses.
    pub(crate) athlete: String,
    /// The athlete, with the newest body mass.
    pub(crate) record: AthleteRecord,
    /// The local date.
    pub(crate) date: Date,
    /// The local day: from midnight to midnight.
    pub(crate) today: (Timestamp, Timestamp),
    /// What is known of the athlete's sweat.
    pub(crate) profile: SweatProfile,
    /// The sweat tests, in the order of time.
    pub(crate) tests: Vec<SweatTestRecord>,
    /// What was taken and logged.
    pub(crate) had: Had,
    /// The planned sessions from the day before to three days after.
    pub(crate) planned: Vec<PlannedSession>,
    /// The sweat that a scenario fixes, by session.
    fixed_sweat: Arc<BTreeMap<String, FixedSweat>>,
    /// Nothing but the athlete counts.
    empty: bool,
    /// Nobody sees the numbers: their receipts are not kept.
    pub(crate) unseen: bool,
    /// Plans of days past count what was really had.
    now: Timestamp,
}

/// A session with what is expected of it.
pub(crate) struct Expected {
    /// The session.
    pub(crate) session: PlannedSession,
    /// What it will take out of the athlete.
    pub(crate) prediction: Prediction,
}

/// Sweat from here on is salty (`fuel::Person::salty_sweat`).
const SALTY: SodiumConcentration = SodiumConcentration::from_mmol_per_l(60.0);

impl Engine {
    /// What is stored of an athlete around a local date; around today when `None`.
    ///
    /// # Errors
    /// When there is no such athlete, the date does not exist, or the database fails.
    pub(crate) async fn surroundings(
        &self,
        athlete: &str,
        date: Option<Date>,
    ) -> Result<Surroundings, Error> {
        let mut record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let zone = record.time_zone();
        let now = self.now();
        let date = date.unwrap_or_else(|| now.to_zoned_datetime(zone.clone()).date());
        let today = local_day(crate::check_date("date", date)?, &zone)?;
        // The days next to it count too: an evening session reaches into the next morning.
        let near = (today.0 - SignedDuration::from_hours(24), today.0 + SignedDuration::from_hours(96));
        let planned = self.of::<PlannedSession>(&owner).between(near.0, near.1).await?;
        let had = self.had(&owner, today).await?;
        if let Some(mass) = had.weighings().resting(&planned, &record, now.min(today.1)) {
            record.body_mass = mass;
        }
        let tests = self.tests_of(&owner).await?;
        let profile = self.profile_of(&self.model_of(&owner).await?, &record, &tests);
        let fixed_sweat = Arc::clone(&self.fixed_sweat);
        Ok(Surroundings {
            athlete: athlete.to_owned(),
            record,
            date,
            today,
            profile,
            tests,
            had,
            planned,
            fixed_sweat,
            empty: false,
            unseen: false,
            now,
        })
    }
}

impl Surroundings {
    /// The sessions that bear on each other: from the day before to the day after.
    pub(crate) fn near(&self) -> impl Iterator<Item = PlannedSession> {
        let until = self.today.0 + SignedDuration::from_hours(48);
        self.planned.iter().filter(move |session| session.start < until).cloned()
    }

    /// What a session is expected to take, with the receipts of every number.
    pub(crate) fn expect(&self, session: PlannedSession) -> Expected {
        let mut prediction = self.profile.predict(&session.conditions, session.foresight());
        if let Some(fixed) = self.fixed_sweat.get(&session.id) {
            fixed.replace(&mut prediction, session.conditions.duration);
        }
        Expected { session, prediction }
    }

    /// The same on an otherwise empty day: nothing else planned, nothing taken, no night.
    pub(crate) fn emptied(self) -> Self {
        Self { had: Had::default(), planned: Vec::new(), empty: true, ..self }
    }

    /// The day as the rules take it, with these sessions.
    pub(crate) fn day(&self, sessions: &[Expected]) -> fuel::Day {
        fuel::Day {
            today: Some(fuel::LocalDay { start: self.today.0, end: self.today.1 }),
            sessions: sessions.iter().map(|expected| self.session(expected)).collect(),
            sleep: if self.empty { Vec::new() } else { nights::around(&self.record, self.date) },
            // What a session allows counts towards the next ones whether it was taken or not; what is over counts as taken.
            caffeine: self.caffeine_logged(),
            morning: morning::signs(&self.had, &self.record, self.date),
            loading_for: self.loading_for(),
            ..fuel::Day::of(self.person())
        }
    }

    pub(crate) fn person(&self) -> fuel::Person {
        let person = self.record.person(self.date.year());
        fuel::Person { salty_sweat: person.salty_sweat || self.measured_salty(), ..person }
    }

    /// Whether patches showed sweat above 60 mmol/L; an unmeasured estimate never says so.
    fn measured_salty(&self) -> bool {
        let worn = self.tests.iter().flat_map(|test| &test.patches);
        let sodium: Vec<f64> = worn
            .filter_map(|worn| worn.result.sodium.as_ref())
            .map(|sodium| sodium.median.as_mmol_per_l())
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "a count of patches")]
        let mean = sodium.iter().sum::<f64>() / sodium.len() as f64;
        // NaN, of no patch, is not above.
        mean > SALTY.as_mmol_per_l()
    }

    /// The caffeine logged, whatever it was in; the rules know which is of the local day.
    fn caffeine_logged(&self) -> Vec<fuel::CaffeineDose> {
        let dose = |logged: &LoggedReading| match logged.reading {
            ReadingKind::Caffeine { amount } => Some(fuel::CaffeineDose { at: logged.at, amount }),
            _ => None,
        };
        let near = self.today.0 - SignedDuration::from_hours(24);
        self.had.readings().iter().filter(|logged| logged.at >= near).filter_map(dose).collect()
    }

    /// The start of a race of more than ninety minutes after this date, to load for; the rules decide whether it is near.
    fn loading_for(&self) -> Option<Timestamp> {
        let zone = self.record.time_zone();
        let race = |session: &&PlannedSession| {
            session.intensity == Intensity::Max
                && session.conditions.duration > Duration::from_minutes(90.0)
                && session.start.to_zoned_datetime(zone.clone()).date() > self.date
        };
        self.planned.iter().find(race).map(|session| session.start)
    }
}

/// A local day, from midnight to midnight.
fn local_day(date: Date, zone: &jiff::tz::TimeZone) -> Result<(Timestamp, Timestamp), Error> {
    let midnight = |date: Date| {
        let zoned = date.to_zoned_datetime(zone.clone());
        zoned
            .map(|zoned| zoned.timestamp())
            .map_err(|error| Error::Invalid(vec![FieldError::new("date", error)]))
    };
    let tomorrow = date.tomorrow().map_err(|error| Error::Invalid(vec![FieldError::new("date", error)]))?;
    Ok((midnight(date)?, midnight(tomorrow)?))
}

/// The share of body mass by which two weighings of one person may differ within weeks; more is a typing error, another
/// unit, or another person on the scale.
pub(crate) const MOST_CHANGE: Fraction = Fraction::from_ratio(0.12);
