//! What the athlete says to have taken, need by need, and what a session that is over therefore left behind.

use fuel::{Band, Done, Need, Phase};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Collection, Owner, Span, Stored};
use units::{Caffeine, Carbohydrate, Protein, Quantity, Sodium, UnitSystem, Volume};

use crate::amend::Write;
use crate::day::{USUAL_DAYS, Weighings};
use crate::logged::{LoggedReading, ReadingKind, without_copies};
use crate::signals::Happening;
use crate::{Engine, Error, Former, PlannedSession, SweatTestRecord, owner};

/// An amount of one nutrient that was had.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "nutrient", content = "amount")]
pub enum Portion {
    /// Fluid.
    Fluid(Volume),
    /// Sodium.
    Sodium(Sodium),
    /// Carbohydrate.
    Carbohydrate(Carbohydrate),
    /// Protein.
    Protein(Protein),
    /// Caffeine.
    Caffeine(Caffeine),
}

impl Portion {
    /// What a need asks for: its target; of caffeine, which has none, the most that is allowed.
    pub fn of(amount: &Band) -> Self {
        match amount {
            Band::Fluid(range) => Self::Fluid(range.target),
            Band::Sodium(range) => Self::Sodium(range.target),
            Band::Carbohydrate(range) => Self::Carbohydrate(range.target),
            Band::Protein(range) => Self::Protein(range.target),
            Band::Caffeine(range) => Self::Caffeine(range.max),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let (amount, most, accepted) = match self {
            Self::Fluid(amount) => (amount.as_l(), 10.0, "10 l"),
            Self::Sodium(amount) => (amount.as_mg(), 20_000.0, "20 g"),
            Self::Carbohydrate(amount) => (amount.as_g(), 1000.0, "1 kg"),
            Self::Protein(amount) => (amount.as_g(), 500.0, "500 g"),
            Self::Caffeine(amount) => (amount.as_mg(), 1000.0, "1 g"),
        };
        if amount > 0.0 && amount <= most {
            return Ok(());
        }
        let message = format!("write more than 0 and at most {accepted}; what was not taken is taken back");
        Err(Error::field("amount", message))
    }

    /// The nutrient's name in documents.
    pub fn nutrient(&self) -> &'static str {
        match self {
            Self::Fluid(_) => "fluid",
            Self::Sodium(_) => "sodium",
            Self::Carbohydrate(_) => "carbohydrate",
            Self::Protein(_) => "protein",
            Self::Caffeine(_) => "caffeine",
        }
    }

    /// Prints the amount for people.
    pub fn display(&self, system: UnitSystem) -> String {
        match self {
            Self::Fluid(amount) => amount.display(system),
            Self::Sodium(amount) => amount.display(system),
            Self::Carbohydrate(amount) => amount.display(system),
            Self::Protein(amount) => amount.display(system),
            Self::Caffeine(amount) => amount.display(system),
        }
    }
}

/// A need that was met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// The need's name: one need is met once.
    pub need: String,
    /// The session it belongs to.
    pub session: String,
    /// When, seen from the session.
    pub phase: Phase,
    /// How much of what.
    pub portion: Portion,
    /// When it was said.
    pub at: Timestamp,
}

impl Stored for Taken {
    const COLLECTION: &'static str = "taken";

    fn id(&self) -> String {
        self.need.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.at, self.at))
    }
}

impl Engine {
    /// Says that needs of a planned session were met, by their names; names of needs that the plan does not have are
    /// refused. Saying it twice changes nothing.
    ///
    /// # Errors
    /// When there is no such athlete, session or need, or the database fails; nothing is stored then.
    pub async fn say_taken(
        &self,
        athlete: &str,
        session: &str,
        needs: &[String],
    ) -> Result<Vec<Taken>, Error> {
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let planned = self.of::<PlannedSession>(&owner).get(session).await?;
        let planned = planned.ok_or_else(|| Error::not_found("planned session", session))?;
        let date = planned.start.to_zoned_datetime(record.time_zone()).date();
        let day = self.day_plan(athlete, Some(date)).await?;
        let of_session = day.sessions.iter().filter(|plan| plan.session.id == session);
        let (known, before): (Vec<&Need>, Vec<&Taken>) =
            of_session.fold((Vec::new(), Vec::new()), |mut all, plan| {
                all.0.extend(&plan.needs);
                all.1.extend(&plan.taken);
                all
            });
        let mut taken = Vec::new();
        for name in needs {
            if before.iter().any(|taken| taken.need == *name) {
                continue;
            }
            let need = known.iter().find(|need| need.id == *name);
            let need = need.ok_or_else(|| Error::not_found("need", name.as_str()))?;
            let (session, portion) = (session.to_owned(), Portion::of(&need.amount));
            taken.push(Taken { need: name.clone(), session, phase: need.phase, portion, at: self.now() });
        }
        let changes = taken.iter().map(Collection::put).collect::<Result<Vec<_>, _>>()?;
        if !changes.is_empty() {
            self.transact(&owner, || async {
                // Cancelled meanwhile, there is nothing to take for.
                let planned = self.of::<PlannedSession>(&owner).get(session).await?;
                planned.ok_or_else(|| Error::not_found("planned session", session))?;
                let told = self.signal(Happening::NeedTaken, athlete)?;
                Ok(Write::of(changes.clone(), ()).with_jobs(told))
            })
            .await?;
        }
        Ok(taken)
    }

    /// Changes how much was taken of a need that was met.
    ///
    /// # Errors
    /// When it was not met, the amount is of another nutrient or cannot be, or the database fails.
    pub async fn change_taken(&self, athlete: &str, need: &str, portion: Portion) -> Result<Taken, Error> {
        portion.check()?;
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            let former = self.taken(athlete, need).await?;
            if former.portion.nutrient() != portion.nutrient() {
                let message =
                    format!("the need is for {}, not {}", former.portion.nutrient(), portion.nutrient());
                return Err(Error::field("amount", message));
            }
            let after = Taken { portion, ..former.clone() };
            if after == former {
                return Ok(Write::nothing(after));
            }
            let mut changes = vec![Collection::put(&after)?];
            changes.extend(self.removed(&owner, Former::Taken(former), Some(need)).await?.1);
            Ok(Write::of(changes, after))
        })
        .await
    }

    /// What was taken of a need.
    ///
    /// # Errors
    /// When it was not met, there is no such athlete, or the database fails.
    pub async fn taken(&self, athlete: &str, need: &str) -> Result<Taken, Error> {
        self.athlete(athlete).await?;
        let found = self.of::<Taken>(&owner::athlete(athlete)?).get(need).await?;
        found.ok_or_else(|| Error::not_found("need that was met", need))
    }

    /// Everything that was taken for a session.
    pub(crate) async fn taken_for(&self, owner: &Owner, session: &str) -> Result<Vec<Taken>, Error> {
        let all = self.of::<Taken>(owner).all().await?;
        Ok(all.into_iter().filter(|taken| taken.session == session).collect())
    }

    /// Takes it back that these needs were met; they need not be.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn unsay_taken(&self, athlete: &str, needs: &[String]) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            self.athlete(athlete).await?;
            let mut changes = Vec::new();
            for need in needs {
                let Some(former) = self.of::<Taken>(&owner).get(need).await? else { continue };
                changes.push(Collection::<Taken>::delete(need)?);
                changes.extend(self.removed(&owner, Former::Taken(former), None).await?.1);
            }
            Ok(Write::of(changes, ()))
        })
        .await
    }

    /// What was taken and logged around a local day.
    pub(crate) async fn had(&self, owner: &Owner, today: (Timestamp, Timestamp)) -> Result<Had, Error> {
        let days =
            |at: Timestamp, days: i64| at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(at);
        // What is ticked late, or ahead of the hour, still belongs to its session.
        let taken = self.of::<Taken>(owner).between(days(today.0, -8), days(today.1, 8)).await?;
        // The morning check compares with the mornings before.
        let from = days(today.0, -USUAL_DAYS - 1);
        let mut readings = self.of::<LoggedReading>(owner).between(from, days(today.1, 1)).await?;
        // Perhaps somebody else's.
        readings.retain(|reading| !reading.unsure);
        Ok(Had { taken, readings: without_copies(readings) })
    }
}

/// What was had and logged: needs met, drinks, weights.
#[derive(Default)]
pub(crate) struct Had {
    taken: Vec<Taken>,
    /// In the order of time.
    readings: Vec<LoggedReading>,
}

impl Had {
    /// What was taken for a session.
    pub(crate) fn of<'a>(&'a self, session: &'a str) -> impl Iterator<Item = &'a Taken> {
        self.taken.iter().filter(move |taken| taken.session == session)
    }

    /// What was logged, in the order of time.
    pub(crate) fn readings(&self) -> &[LoggedReading] {
        &self.readings
    }

    /// The body weights among it.
    pub(crate) fn weighings(&self) -> Weighings {
        Weighings::of(&self.readings)
    }

    /// Everything drunk that was logged within `from..=to`.
    fn drunk(&self, from: Timestamp, to: Timestamp) -> Vec<Volume> {
        let within = self.readings.iter().filter(|logged| from <= logged.at && logged.at <= to);
        within
            .filter_map(|logged| match logged.reading {
                ReadingKind::Drink { volume } => Some(volume),
                _ => None,
            })
            .collect()
    }

    /// Whether urine was passed since an instant, as far as it was logged.
    fn urine_passed_since(&self, from: Timestamp) -> bool {
        self.readings.iter().any(|logged| logged.at >= from && logged.reading == ReadingKind::UrinePassed)
    }

    /// The caffeine taken for a session.
    pub(crate) fn caffeine(&self, session: &str) -> Caffeine {
        let of = |taken: &Taken| match taken.portion {
            Portion::Caffeine(amount) => Some(amount),
            _ => None,
        };
        self.of(session).filter_map(of).sum()
    }

    /// What was really had in a session that is over, where anything of it is known; nothing is known of one of which
    /// nothing was said, and the plan then takes it to have gone as planned.
    pub(crate) fn done(&self, session: &PlannedSession, tests: &[SweatTestRecord]) -> Option<Done> {
        let inside = |at: Timestamp| session.start <= at && at <= session.end();
        let during: Vec<&Taken> = self.of(&session.id).filter(|taken| taken.phase == Phase::During).collect();
        let drunk = self.drunk(session.start, session.end());
        let weighed = tests.iter().find(|test| inside(test.at)).and_then(|test| test.weigh_in);
        let by_log = self.weighings().lost_in(session);
        if during.is_empty() && drunk.is_empty() && weighed.is_none() && by_log.is_none() {
            return None;
        }
        let mut done = Done {
            drunk: (!drunk.is_empty()).then(|| drunk.into_iter().sum()),
            sodium: Sodium::ZERO,
            carbohydrate: Carbohydrate::ZERO,
            caffeine: self.caffeine(&session.id),
            mass_lost: weighed.map(|weigh_in| weigh_in.mass_before - weigh_in.mass_after).or(by_log),
            urine_passed: self.urine_passed_since(session.end()),
        };
        for taken in during {
            match taken.portion {
                Portion::Fluid(amount) => {
                    done.drunk = Some(done.drunk.unwrap_or_default() + amount);
                }
                Portion::Sodium(amount) => done.sodium += amount,
                Portion::Carbohydrate(amount) => done.carbohydrate += amount,
                Portion::Protein(_) | Portion::Caffeine(_) => {}
            }
        }
        // A test says all that was drunk, what was ticked and logged included.
        if let Some(drunk) = weighed.and_then(|weigh_in| weigh_in.drunk) {
            done.drunk = Some(drunk);
        }
        Some(done)
    }
}
