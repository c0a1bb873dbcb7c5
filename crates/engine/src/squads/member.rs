//! Members: what a squad knows of an athlete, and what the athlete consented to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Collection, Stored};
use units::Mass;

use super::session::SquadSession;
use crate::amend::Write;
use crate::{AthleteChanges, AthleteRecord, Caller, Engine, Error, SquadRecord, owner};

/// Whether a member can train. Never why not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// Trains with the others.
    #[default]
    Full,
    /// Trains with changes.
    Modified,
    /// Trains alone.
    Individual,
    /// Does not train.
    Out,
    /// Is elsewhere.
    Away,
}

/// Who consented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The athlete.
    Athlete,
    /// A parent or guardian.
    Guardian,
}

/// How consent was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// By a link on one's own phone.
    Link,
    /// On paper; somebody of the squad noted it.
    Paper,
    /// Simulated.
    Demo,
}

/// One act of consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// By whom.
    pub by: By,
    /// How.
    pub method: Method,
    /// When.
    pub at: Timestamp,
    /// In which language the text was read.
    pub language: String,
}

/// What an athlete lets a squad do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// To what: `weigh`, `profile`, `photo`, `research`.
    pub scopes: BTreeSet<String>,
    /// The text that was read.
    pub text_version: String,
    /// Who gave it.
    pub given: Vec<Given>,
    /// Until when, at most a year.
    pub expires: Timestamp,
    /// Since when it no longer holds.
    #[serde(default)]
    pub withdrawn: Option<Timestamp>,
}

/// A weight before a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeightBefore {
    /// When.
    pub at: Timestamp,
    /// The body mass.
    pub mass: Mass,
    /// Before which session; absent in documents written before this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// A member of a squad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// The athlete.
    pub athlete: String,
    /// The name the squad uses.
    pub name: String,
    /// The shirt number.
    #[serde(default)]
    pub number: Option<u16>,
    /// Numbers worn before, and until when.
    #[serde(default)]
    pub numbers: Vec<(u16, Timestamp)>,
    /// The name that another system gives the athlete.
    #[serde(default)]
    pub external: Option<String>,
    /// The position on the field.
    #[serde(default)]
    pub position: Option<String>,
    /// Groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Whether the athlete can train.
    #[serde(default)]
    pub availability: Availability,
    /// The trainer lets the athlete not train.
    #[serde(default)]
    pub must_not_train: bool,
    /// The date of birth.
    #[serde(default)]
    pub born: Option<Date>,
    /// What the athlete consented to.
    #[serde(default)]
    pub consent: Option<Consent>,
    /// Sees drink cards and nothing else; flags go to the trainer alone.
    #[serde(default)]
    pub blind: bool,
    /// Since when.
    pub joined: Timestamp,
    /// Until when; a member who left is kept for the history.
    #[serde(default)]
    pub left: Option<Timestamp>,
    /// The last weights before sessions, newest first, of two weeks.
    #[serde(default)]
    pub weights: Vec<WeightBefore>,
}

impl Stored for MemberRecord {
    const COLLECTION: &'static str = "members";

    fn id(&self) -> String {
        self.athlete.clone()
    }
}

/// Why an athlete is not weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// Ten years or younger.
    TooYoung,
    /// Nobody said the date of birth.
    BornUnknown,
    /// There is no consent to being weighed.
    NoConsent,
    /// A guardian's is missing.
    GuardianNeeded,
    /// The athlete's own is missing beside the guardian's.
    OwnNeeded,
    /// It has run out.
    Expired,
    /// It was withdrawn.
    Withdrawn,
}

/// Children of this age and younger are not weighed.
const TOO_YOUNG: i16 = 10;
/// Younger athletes need a guardian's consent beside their own.
pub(super) const OF_AGE: i16 = 18;

/// The age on a date; in the year of the eighteenth birthday an athlete of whom the year alone is known is a minor.
pub(super) fn age(born: Date, today: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!had_birthday)
}

impl MemberRecord {
    /// What messages call the athlete: number and name, as long as the number was worn.
    pub(crate) fn shown_names(&self) -> Vec<String> {
        let numbers = self.number.into_iter().chain(self.numbers.iter().map(|(number, _)| *number));
        numbers.map(|number| format!("{number} {}", self.name)).chain([self.name.clone()]).collect()
    }

    /// Another number from now on; the one before is remembered.
    pub(super) fn wear(&mut self, number: Option<u16>, now: Timestamp) {
        if number.is_some() && number != self.number {
            self.numbers.extend(self.number.map(|old| (old, now)));
            self.number = number;
        }
    }

    /// Whether another present member than `athlete` wears a number.
    fn wears_now(&self, number: u16, athlete: &str) -> bool {
        self.athlete != athlete && self.left.is_none() && self.number == Some(number)
    }

    /// Comes back to the squad. A number that somebody else wears now is remembered, and worn no more: two athletes under one
    /// number would be weighed for each other.
    pub(super) fn come_back(&mut self, now: Timestamp, worn_by_another: impl Fn(u16) -> bool) {
        if self.left.take().is_some()
            && let Some(number) = self.number.take_if(|number| worn_by_another(*number))
        {
            self.numbers.push((number, now));
        }
    }

    /// A new member.
    pub(crate) fn new(athlete: &str, name: &str, joined: Timestamp) -> Self {
        Self {
            athlete: athlete.to_owned(),
            name: name.to_owned(),
            number: None,
            numbers: Vec::new(),
            external: None,
            position: None,
            groups: Vec::new(),
            availability: Availability::Full,
            must_not_train: false,
            born: None,
            consent: None,
            blind: false,
            joined,
            left: None,
            weights: Vec::new(),
        }
    }

    /// Whether the athlete may be weighed, and shown weights of.
    ///
    /// # Errors
    /// Why not.
    pub fn weighable(&self, now: Timestamp, today: Date) -> Result<(), WhyNot> {
        let consent = self.consent.as_ref().ok_or(WhyNot::NoConsent)?;
        if consent.withdrawn.is_some() {
            return Err(WhyNot::Withdrawn);
        }
        if !consent.scopes.contains("weigh") {
            return Err(WhyNot::NoConsent);
        }
        if now >= consent.expires {
            return Err(WhyNot::Expired);
        }
        let by = |by: By| consent.given.iter().any(|given| given.by == by);
        match self.born.map(|born| age(born, today)) {
            None if consent.given.iter().any(|given| given.method == Method::Demo) => Ok(()),
            None => Err(WhyNot::BornUnknown),
            Some(age) if age <= TOO_YOUNG => Err(WhyNot::TooYoung),
            Some(age) if age < OF_AGE && !by(By::Guardian) => Err(WhyNot::GuardianNeeded),
            Some(_) if !by(By::Athlete) => Err(WhyNot::OwnNeeded),
            Some(_) => Ok(()),
        }
    }

    /// The days until consent runs out, where it holds.
    pub fn consent_days(&self, now: Timestamp) -> Option<i64> {
        let consent = self.consent.as_ref().filter(|consent| consent.withdrawn.is_none())?;
        Some(consent.expires.duration_since(now).as_hours() / 24)
    }

    /// The weights before other sessions than this one, of so many days before it, newest first. Its own weight is no usual
    /// one: held against itself, a loss would vanish when the session is closed.
    fn weights_before(&self, session: &SquadSession, days: i64) -> impl Iterator<Item = &WeightBefore> {
        let at = session.time.start;
        let own = |weight: &WeightBefore| match &weight.session {
            Some(of) => *of == session.id,
            None => session.anchor.duration_since(weight.at).abs() < OWN_WITHIN,
        };
        self.weights.iter().filter(move |weight| {
            weight.at < at && at.duration_since(weight.at).as_hours() <= days * 24 && !own(weight)
        })
    }

    /// What is known of the athlete's mass before a session.
    pub(super) fn expectation(&self, session: &SquadSession) -> team::weighing::Expectation {
        let last = self.weights_before(session, 14).next();
        team::weighing::Expectation { last_before: last.map(|weight| weight.mass), before: None }
    }

    /// The median of the weights of seven days, where there are three.
    pub(super) fn week_median(&self, session: &SquadSession) -> Option<Mass> {
        let mut week: Vec<Mass> = self.weights_before(session, 7).map(|weight| weight.mass).collect();
        week.sort_by(|a, b| a.as_kg().total_cmp(&b.as_kg()));
        (week.len() >= 3).then(|| week.get(week.len() / 2).copied()).flatten()
    }

    /// Notes the weight before a session, or that there is none any more. Whether that changes anything.
    pub(super) fn note_weight(&mut self, session: &str, weight: Option<(Timestamp, Mass)>) -> bool {
        let before = self.weights.clone();
        self.weights.retain(|known| {
            known.session.as_deref() != Some(session) && weight.is_none_or(|(at, _)| known.at != at)
        });
        if let Some((at, mass)) = weight {
            self.weights.push(WeightBefore { at, mass, session: Some(session.to_owned()) });
        }
        self.weights.sort_by_key(|weight| std::cmp::Reverse(weight.at));
        self.weights.truncate(MOST_WEIGHTS);
        self.weights != before
    }
}

/// A weight whose session is not noted belongs to the session that it was taken so near to.
const OWN_WITHIN: SignedDuration = SignedDuration::from_hours(2);
/// The weights kept of each member.
const MOST_WEIGHTS: usize = 30;

/// What is to change of a member; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberChanges {
    /// The name the squad uses.
    pub name: Option<String>,
    /// The shirt number.
    pub number: Option<u16>,
    /// The position.
    pub position: Option<String>,
    /// Groups.
    pub groups: Option<Vec<String>>,
    /// Whether the athlete can train.
    pub availability: Option<Availability>,
    /// The athlete must not train.
    pub must_not_train: Option<bool>,
    /// Sees drink cards and nothing else.
    pub blind: Option<bool>,
    /// The date of birth.
    pub born: Option<Date>,
    /// Left the squad, or came back.
    pub archived: Option<bool>,
}

impl Engine {
    /// The members of a squad, those who left included. Athletes who joined by sharing and of whom the squad noted nothing yet
    /// are there by their own names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(&self, squad: &SquadRecord) -> Result<Vec<MemberRecord>, Error> {
        let owner = owner::squad(&squad.id)?;
        let mut noted: BTreeMap<String, MemberRecord> = BTreeMap::new();
        for member in self.of::<MemberRecord>(&owner).all().await? {
            noted.insert(member.athlete.clone(), member);
        }
        for athlete in &squad.members {
            if !noted.contains_key(athlete)
                && let Ok(record) = self.athlete(athlete).await
            {
                noted.insert(athlete.clone(), MemberRecord::new(athlete, &record.name, self.now()));
            }
        }
        // Who is no longer in the record's list left, or was erased.
        noted.retain(|athlete, member| member.left.is_some() || squad.members.contains(athlete));
        Ok(noted.into_values().collect())
    }

    /// One member.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn member(&self, squad: &SquadRecord, athlete: &str) -> Result<MemberRecord, Error> {
        if let Some(member) = self.of::<MemberRecord>(&owner::squad(&squad.id)?).get(athlete).await? {
            return Ok(member);
        }
        let listed = squad.members.iter().any(|known| known == athlete);
        let record = if listed { self.athlete(athlete).await.ok() } else { None };
        let record = record.ok_or_else(|| Error::not_found("member", athlete))?;
        Ok(MemberRecord::new(athlete, &record.name, self.now()))
    }

    /// Changes a member in one place: reads it, changes it, stores it, again where somebody else was faster.
    pub(super) async fn amend_member<A>(
        &self,
        squad: &str,
        athlete: &str,
        change: impl Fn(&mut MemberRecord) -> Result<A, Error>,
    ) -> Result<A, Error> {
        let owner = owner::squad(squad)?;
        self.transact(&owner, || async {
            let record = self.squad(squad).await?;
            let mut member = self.member(&record, athlete).await?;
            let answer = change(&mut member)?;
            Ok(Write::of(vec![self.of::<MemberRecord>(&owner).rewrite(&member).await?], answer))
        })
        .await
    }

    /// Changes a member.
    ///
    /// # Errors
    /// When the number is another member's, or there is no such member.
    pub async fn change_member(
        &self,
        squad: &str,
        athlete: &str,
        changes: MemberChanges,
    ) -> Result<MemberRecord, Error> {
        let record = self.squad(squad).await?;
        let others = self.members(&record).await?;
        if let Some(number) = changes.number
            && let Some(other) = others.iter().find(|other| other.wears_now(number, athlete))
        {
            return Err(Error::field("number", format!("{number} is worn by {}: free it first", other.name)));
        }
        if changes.name.as_ref().is_some_and(|name| name.trim().is_empty() || name.chars().count() > 120) {
            return Err(Error::field("name", "write a name of 1 to 120 characters"));
        }
        let now = self.now();
        self.amend_member(squad, athlete, |member| {
            member.wear(changes.number, now);
            if let Some(name) = &changes.name {
                name.trim().clone_into(&mut member.name);
            }
            if changes.position.is_some() {
                member.position.clone_from(&changes.position);
            }
            if let Some(groups) = &changes.groups {
                member.groups.clone_from(groups);
            }
            member.availability = changes.availability.unwrap_or(member.availability);
            member.must_not_train = changes.must_not_train.unwrap_or(member.must_not_train);
            member.blind = changes.blind.unwrap_or(member.blind);
            member.born = changes.born.or(member.born);
            match changes.archived {
                // Who left already left then, not now.
                Some(true) => member.left = member.left.or(Some(now)),
                Some(false) => {
                    let shared = |worn: u16| others.iter().any(|other| other.wears_now(worn, athlete));
                    member.come_back(now, shared);
                }
                None => {}
            }
            Ok(member.clone())
        })
        .await
    }

    /// Adds a new athlete to a squad. Where there are accounts the athlete belongs to who adds it until the athlete's first
    /// sign-in.
    pub(super) async fn add_member(
        &self,
        caller: &Caller,
        squad: &str,
        member: MemberRecord,
        mass: Option<Mass>,
        zone: &jiff::tz::TimeZone,
    ) -> Result<MemberRecord, Error> {
        let facts = AthleteChanges {
            name: Some(member.name.clone()),
            body_mass: Some(mass.unwrap_or(UNKNOWN_MASS)),
            born: member.born.map(Date::year),
            ..AthleteChanges::default()
        };
        let record: AthleteRecord = self.create_athlete(caller, facts, zone).await?;
        let member = MemberRecord { athlete: record.id.clone(), ..member };
        let owner = owner::squad(squad)?;
        self.commit(&owner, vec![Collection::put(&member)?]).await?;
        self.change_members(squad, &record.id, true).await?;
        Ok(member)
    }
}

/// Of an athlete whose mass the roster does not say; the first weighing replaces it.
const UNKNOWN_MASS: Mass = Mass::from_kg(70.0);

impl Engine {
    /// Erases what a squad stored of an athlete: the member, its weighings, its needs, its bottles, its deviations, the messages
    /// that name it. The log keeps the name in documents, which says nothing once the athlete is gone.
    pub(crate) async fn forget_member(&self, squad: &store::Owner, athlete: &str) -> Result<(), Error> {
        use super::bottles::BottlePlan;
        use super::event::KioskEvent;
        use super::needs::SquadNeeds;
        use super::tally::Tally;
        self.transact(squad, || async {
            let mut changes = Vec::new();
            if self.of::<MemberRecord>(squad).get(athlete).await?.is_some() {
                changes.push(Collection::<MemberRecord>::delete(athlete)?);
            }
            for event in self.of::<KioskEvent>(squad).all().await? {
                if event.athlete == athlete {
                    changes.push(Collection::<KioskEvent>::delete(&event.id)?);
                }
            }
            for mut needs in self.of::<SquadNeeds>(squad).all().await? {
                if needs.forget(athlete) {
                    changes.push(Collection::put(&needs)?);
                }
            }
            for tally in self.of::<Tally>(squad).all().await? {
                changes.push(Collection::<Tally>::delete(&tally.id())?);
            }
            for mut plan in self.of::<BottlePlan>(squad).all().await? {
                if plan.forget(athlete) {
                    changes.push(Collection::put(&plan)?);
                }
            }
            let sessions = self.of::<SquadSession>(squad);
            for mut session in sessions.all().await? {
                let (deviated, tested) =
                    (session.deviations.remove(athlete).is_some(), session.tests.remove(athlete).is_some());
                if deviated || tested {
                    changes.push(sessions.rewrite(&session).await?);
                }
            }
            changes.extend(self.forget_in_outboxes(squad, athlete).await?);
            Ok(Write::of(changes, ()))
        })
        .await
    }
}
