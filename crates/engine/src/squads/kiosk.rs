//! Kiosks: a page that may send weights to one session and read nothing of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection};
use team::sight::{Class, sees};
use team::weighing::{Side, Verdict, accepted};

use super::event::{EVENTS_WITHIN, Folded, KioskEvent, What, fold, place_of};
use super::member::MemberRecord;
use super::session::{SquadSession, State};
use super::tally::Tally;
use crate::access::{Secret, SecretHash, fresh_name, release_key, reserve_key};
use crate::amend::Write;
use crate::{Caller, Engine, Error, SquadRecord, owner};

/// A kiosk of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kiosk {
    /// Its name.
    pub id: String,
    /// What the squad calls it: `Door`, `Tablet 2`.
    pub label: String,
    /// The session it weighs.
    pub session: String,
    /// Until when it works.
    pub expires: Timestamp,
    /// The hash of its secret.
    hash: String,
}

impl store::Stored for Kiosk {
    const COLLECTION: &'static str = "kiosks";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// Unique keys: hashes of kiosks' secrets.
pub(crate) const KIOSKS: &str = "kiosk";

/// A kiosk works for a day at most.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// Entries in one message.
const MOST_ENTRIES: usize = 500;
/// So many members are read each by itself, without reading the whole squad.
const READ_APART: usize = 8;

/// What a kiosk page needs to work without a network: names, numbers, and the range of weights that is not asked about. No
/// weight, no history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KioskBundle {
    /// The squad's name.
    pub squad: String,
    /// The session's title.
    pub session: String,
    /// Its start.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// The server's time, to set the kiosk's clock right.
    pub now: Timestamp,
    /// Until when the kiosk works.
    pub expires: Timestamp,
    /// The squad's units: a number that is typed is in kg and g, or in lb and oz.
    pub units: units::UnitSystem,
    /// Who is weighed.
    pub athletes: Vec<KioskAthlete>,
}

/// An athlete at a kiosk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KioskAthlete {
    /// The athlete.
    pub athlete: String,
    /// The shirt number.
    pub number: Option<u16>,
    /// The name.
    pub name: String,
    /// Weighed in already.
    pub weighed_in: bool,
    /// Weighed out already.
    pub weighed_out: bool,
    /// Said to be not weighed.
    pub skipped: bool,
    /// The weights before that are not asked about, in grams.
    pub range_in: Option<(u32, u32)>,
    /// The weights after that are not asked about, in grams.
    pub range_out: Option<(u32, u32)>,
    /// The names of the athlete's bottles, as their labels hold them.
    pub bottles: Vec<String>,
}

/// Who sends entries.
#[derive(Clone, Copy, Debug)]
enum Sender<'a> {
    /// A kiosk, which may add and nothing else.
    Kiosk(&'a str),
    /// A person or program that may weigh for the squad.
    Practitioner(&'a str),
}

impl<'a> Sender<'a> {
    fn name(&self) -> &'a str {
        match self {
            Self::Kiosk(name) | Self::Practitioner(name) => name,
        }
    }
}

/// What a kiosk sends.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskEntry {
    /// Its name, made by the kiosk.
    pub id: String,
    /// The athlete.
    pub athlete: String,
    /// When it was typed, by the kiosk's clock.
    pub at: Timestamp,
    /// What it says.
    pub what: What,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stored {
    /// The entry.
    pub id: String,
    /// It is stored: now, or when it was sent before. Otherwise `refused` says why.
    pub stored: bool,
    /// What becomes of a weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Why it is not stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl Engine {
    /// Opens a kiosk for a session. Its secret is shown once.
    ///
    /// # Errors
    /// When there is no such session.
    pub async fn open_kiosk(
        &self,
        squad: &str,
        session: &str,
        label: &str,
    ) -> Result<(Kiosk, Secret), Error> {
        if label.chars().count() > 60 {
            return Err(Error::field("label", "write 60 characters or fewer"));
        }
        self.squad_session(squad, session).await?;
        let owner = owner::squad(squad)?;
        let secret = Secret::new(&*self.randomness, "")?;
        let kiosk = Kiosk {
            id: fresh_name(&*self.randomness, "k-")?,
            label: label.trim().to_owned(),
            session: session.to_owned(),
            expires: self.now() + LONGEST,
            hash: secret.hash().as_str().to_owned(),
        };
        let changes = vec![Collection::put(&kiosk)?, reserve_key(KIOSKS, &kiosk.hash, &kiosk.id)?];
        self.commit(&owner, changes).await?;
        Ok((kiosk, secret))
    }

    /// The kiosks of a squad that work now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kiosks(&self, squad: &str) -> Result<Vec<Kiosk>, Error> {
        let now = self.now();
        let all = self.of::<Kiosk>(&owner::squad(squad)?).all().await?;
        Ok(all.into_iter().filter(|kiosk| now < kiosk.expires).collect())
    }

    /// Closes a kiosk at once. What it has not sent yet stays on the tablet.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn close_kiosk(&self, squad: &str, id: &str) -> Result<(), Error> {
        let owner = owner::squad(squad)?;
        self.transact(&owner, || async {
            let kiosk = self.of::<Kiosk>(&owner).get(id).await?;
            let kiosk = kiosk.ok_or_else(|| Error::not_found("kiosk", id))?;
            let changes = vec![Collection::<Kiosk>::delete(id)?, release_key(KIOSKS, &kiosk.hash)?];
            Ok(Write::of(changes, ()))
        })
        .await
    }

    /// The kiosk of a secret, with its squad.
    ///
    /// # Errors
    /// When the kiosk was closed or has expired.
    pub async fn kiosk(&self, secret: &str) -> Result<(String, Kiosk), Error> {
        let gone = || Error::not_found("kiosk", "of this address");
        let found = self.holder("squad", KIOSKS, SecretHash::of(secret).as_str()).await?;
        let (owner, id) = found.ok_or_else(gone)?;
        let kiosk = self.of::<Kiosk>(&owner).get(id.as_str()).await?;
        let kiosk = kiosk.filter(|kiosk| self.now() < kiosk.expires).ok_or_else(gone)?;
        let squad = owner::name_in(&owner, "squad").unwrap_or_default().to_owned();
        Ok((squad, kiosk))
    }

    /// What a kiosk's page needs.
    ///
    /// # Errors
    /// When the kiosk was closed or has expired.
    pub async fn kiosk_bundle(&self, secret: &str) -> Result<KioskBundle, Error> {
        let (squad, kiosk) = self.kiosk(secret).await?;
        let record = self.squad(&squad).await?;
        let session = self.squad_session(&squad, &kiosk.session).await?;
        let around = self.sessions_around(&squad, &session).await?;
        self.take_earlier_weights(&record, &session, &around).await?;
        let members = self.members(&record).await?;
        let events = self.session_events(&squad, &session).await?;
        let folded = fold(&events, &members, &session);
        let plan = self.bottle_plan(&squad, &session).await?;
        let bottles = |member: &MemberRecord| {
            plan.as_ref().map(|plan| plan.names_of(&member.athlete)).unwrap_or_default()
        };
        let (now, today) = (self.now(), self.today());
        let mut athletes: Vec<KioskAthlete> = members
            .iter()
            .filter(|member| member.left.is_none() && member.weighable(now, today).is_ok())
            .filter(|member| session.effective(&member.athlete).is_some())
            .filter(|member| !session.deviations.get(&member.athlete).is_some_and(|row| row.not_weighed))
            .map(|member| KioskAthlete {
                bottles: bottles(member),
                ..of_kiosk(member, folded.get(&member.athlete), &session)
            })
            .collect();
        athletes.sort_by(|a, b| {
            (a.number.unwrap_or(u16::MAX), &a.name).cmp(&(b.number.unwrap_or(u16::MAX), &b.name))
        });
        Ok(KioskBundle {
            squad: record.name,
            units: record.settings.units,
            session: session.title,
            start: session.time.start,
            end: session.time.end,
            now,
            expires: kiosk.expires,
            athletes,
        })
    }

    /// Stores what a kiosk sends, each entry once, and answers with what becomes of each. `sent_at` is the kiosk's clock when
    /// it sent them: entries are dated by the server's.
    ///
    /// # Errors
    /// When the kiosk was closed or has expired; nothing is stored then, and the tablet keeps its queue.
    pub async fn kiosk_entries(
        &self,
        secret: &str,
        sent_at: Timestamp,
        entries: Vec<KioskEntry>,
    ) -> Result<Vec<Stored>, Error> {
        let (squad, kiosk) = self.kiosk(secret).await?;
        let session = self.squad_session(&squad, &kiosk.session).await?;
        self.store_entries(&squad, &session, Sender::Kiosk(&kiosk.id), sent_at, entries).await
    }

    /// The same for a person or program that may weigh for the squad.
    ///
    /// # Errors
    /// When there is no such session, or too many entries.
    pub async fn squad_entries(
        &self,
        squad: &str,
        session: &str,
        by: &str,
        entries: Vec<KioskEntry>,
    ) -> Result<Vec<Stored>, Error> {
        let session = self.squad_session(squad, session).await?;
        self.store_entries(squad, &session, Sender::Practitioner(by), self.now(), entries).await
    }

    async fn store_entries(
        &self,
        squad: &str,
        session: &SquadSession,
        by: Sender<'_>,
        sent_at: Timestamp,
        entries: Vec<KioskEntry>,
    ) -> Result<Vec<Stored>, Error> {
        if entries.len() > MOST_ENTRIES {
            return Err(Error::field("entries", format!("send {MOST_ENTRIES} at most at a time")));
        }
        let record = self.squad(squad).await?;
        let athletes: BTreeSet<&str> = entries.iter().map(|entry| entry.athlete.as_str()).collect();
        let members = self.members_among(&record, &athletes).await?;
        let owner = owner::squad(squad)?;
        let now = self.now();
        let off = now.duration_since(sent_at);
        let today = self.today();
        // What a correction names has to be there; others do not need the whole session.
        let corrects = entries.iter().any(|entry| entry.what.corrects().is_some());
        let known_events = match corrects {
            true => self.session_events(squad, session).await?,
            false => Vec::new(),
        };
        let mut answers = Vec::with_capacity(entries.len());
        let mut changes: Vec<Change> = Vec::new();
        let mut touched: BTreeSet<String> = BTreeSet::new();
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).filter(|id| is_name(id)).collect();
        let known = self.of::<KioskEvent>(&owner).present(&ids).await?;
        for (place, entry) in entries.iter().enumerate() {
            // Typed in the same moment by one clock, they stay in the order in which they were typed.
            let step = SignedDuration::from_micros(i64::try_from(place).unwrap_or(0));
            let at = entry.at.checked_add(off).unwrap_or(now).min(now);
            let refused =
                refusal(entry, at, &members, today).or_else(|| correction_refused(entry, &by, &known_events));
            answers.push(Stored {
                id: entry.id.clone(),
                stored: refused.is_none(),
                verdict: None,
                refused: refused.clone(),
            });
            if refused.is_some() {
                continue;
            }
            touched.insert(entry.athlete.clone());
            let corrected = entry.what.corrects().map(|(of, _)| of);
            let source = known_events.iter().find(|other| Some(other.id.as_str()) == corrected);
            touched.extend(source.map(|source| source.athlete.clone()));
            if known.contains(&entry.id) {
                continue;
            }
            let event = KioskEvent {
                id: entry.id.clone(),
                session: session.id.clone(),
                athlete: entry.athlete.clone(),
                at: at.checked_add(step).unwrap_or(at),
                received: now,
                by: by.name().to_owned(),
                what: entry.what.clone(),
                anchor: session.anchor,
            };
            changes.push(Collection::put(&event)?);
        }
        if !changes.is_empty() {
            changes.push(Collection::<Tally>::delete(&session.id)?);
            self.commit(&owner, changes).await?;
        }
        // Also of what was stored before: it is sent again where this did not come to its end.
        if !touched.is_empty() {
            self.open_again(squad, session, &touched).await?;
        }
        // Judged after it is stored, each by the athlete's own events.
        let folded = match members.len() {
            0 => BTreeMap::new(),
            1 => {
                let events = self.events_of_athlete(squad, session, &members[0].athlete).await?;
                fold(&events, &members, session)
            }
            _ => fold(&self.session_events(squad, session).await?, &members, session),
        };
        for (answer, entry) in answers.iter_mut().zip(&entries) {
            answer.verdict = folded.get(&entry.athlete).and_then(|one| one.verdicts.get(&entry.id)).copied();
        }
        Ok(answers)
    }

    /// What came of these athletes after a session was closed, or after its weights were taken over as usual, is taken over too.
    async fn open_again(
        &self,
        squad: &str,
        session: &SquadSession,
        athletes: &BTreeSet<String>,
    ) -> Result<(), Error> {
        match session.state {
            State::Closed => self.settle_session(squad, &session.id, Some(athletes)).await.map(drop),
            State::Open if session.weights_taken => {
                self.amend_session(squad, &session.id, |session| {
                    session.weights_taken = false;
                    Ok(())
                })
                .await
            }
            State::Open => Ok(()),
        }
    }

    /// Those of these athletes who are members, those who left included.
    async fn members_among(
        &self,
        record: &SquadRecord,
        athletes: &BTreeSet<&str>,
    ) -> Result<Vec<MemberRecord>, Error> {
        if athletes.len() > READ_APART {
            let mut members = self.members(record).await?;
            members.retain(|member| athletes.contains(member.athlete.as_str()));
            return Ok(members);
        }
        let mut members = Vec::with_capacity(athletes.len());
        for athlete in athletes {
            match self.member(record, athlete).await {
                Ok(member) if member.left.is_some() || record.members.contains(&member.athlete) => {
                    members.push(member);
                }
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(members)
    }

    /// The events of a session, one query.
    pub(super) async fn session_events(
        &self,
        squad: &str,
        session: &SquadSession,
    ) -> Result<Vec<KioskEvent>, Error> {
        let after = session.anchor + EVENTS_WITHIN;
        let mut events = self.of::<KioskEvent>(&owner::squad(squad)?).between(session.anchor, after).await?;
        events.retain(|event| event.session == session.id);
        Ok(events)
    }

    /// The events of a session by which the weights of one athlete are judged, without those of everybody else.
    async fn events_of_athlete(
        &self,
        squad: &str,
        session: &SquadSession,
        athlete: &str,
    ) -> Result<Vec<KioskEvent>, Error> {
        let owner = owner::squad(squad)?;
        let weighings = self.of::<KioskEvent>(&owner);
        let one = SignedDuration::from_micros(1);
        // At the anchor are corrections, and all events of sessions that began before events had places by athlete.
        let mut events = weighings.between(session.anchor, session.anchor + one).await?;
        events.retain(|event| event.session == session.id);
        if events.iter().any(|event| event.what.corrects().is_some()) {
            return self.session_events(squad, session).await;
        }
        let place = place_of(session.anchor, athlete);
        events.extend(weighings.between(place, place + one).await?);
        events.retain(|event| event.session == session.id && event.athlete == athlete);
        Ok(events)
    }

    /// What was weighed and noted in a session, as it arrived, in the order of time: for those who record and correct it.
    ///
    /// # Errors
    /// When there is no such session, the caller's role does not see masses, or the database fails.
    pub async fn weighings(
        &self,
        caller: &Caller,
        squad: &str,
        session: &str,
    ) -> Result<Vec<KioskEvent>, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        if !sees(role, Class::Mass, record.settings.sight) {
            return Err(Error::not_found("session", session));
        }
        let found = self.squad_session(squad, session).await?;
        let (now, today) = (self.now(), self.today());
        let members = self.members(&record).await?;
        let shown = |athlete: &str| {
            let member = members.iter().find(|member| member.athlete == athlete);
            member.is_some_and(|member| member.weighable(now, today).is_ok())
        };
        let mut events = self.session_events(squad, &found).await?;
        events.retain(|event| shown(&event.athlete));
        events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        self.note_read(caller, &record, role, "weighings", session, &[Class::Mass]).await?;
        Ok(events)
    }

    /// Today, where nobody's zone is asked for.
    pub(super) fn today(&self) -> jiff::civil::Date {
        self.now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
    }
}

fn of_kiosk(member: &MemberRecord, folded: Option<&Folded>, session: &SquadSession) -> KioskAthlete {
    let mut expectation = member.expectation(session);
    expectation.before = folded.and_then(|one| one.weights.before);
    let range = |side| accepted(side, &expectation).map(|(least, most)| (grams(least), grams(most)));
    KioskAthlete {
        athlete: member.athlete.clone(),
        number: member.number,
        name: member.name.clone(),
        weighed_in: folded.is_some_and(|one| one.weights.before.is_some()),
        weighed_out: folded.is_some_and(|one| one.weights.after.is_some()),
        skipped: folded.is_some_and(|one| one.skipped),
        range_in: range(Side::In),
        range_out: range(Side::Out),
        bottles: Vec::new(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a body mass in grams")]
fn grams(mass: units::Mass) -> u32 {
    (mass.as_kg() * 1000.0).round() as u32
}

fn is_name(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Why an entry cannot be stored.
fn refusal(
    entry: &KioskEntry,
    at: Timestamp,
    members: &[MemberRecord],
    today: jiff::civil::Date,
) -> Option<String> {
    if !is_name(&entry.id) {
        return Some("the id is 1 to 64 letters, digits, - or _".to_owned());
    }
    let member = members.iter().find(|member| member.athlete == entry.athlete);
    let Some(member) = member else { return Some("there is no such member".to_owned()) };
    // A tablet that was offline sends later: what counts is when the athlete stood on the scale. Withdrawal holds for all times.
    if member.left.is_some_and(|left| left <= at) {
        return Some("the athlete has left the squad: take them back first".to_owned());
    }
    // Nobody needs to consent to being weighed to say that they are unwell or stay off the scale, or to have an error undone.
    let about_weights = !matches!(entry.what, What::Symptoms | What::Skipped | What::Void { .. });
    if about_weights && member.weighable(at, today).is_err() {
        return Some("consent to being weighed is missing".to_owned());
    }
    let between = |mass: &units::Mass, least: f64, most: f64| {
        let kg = mass.as_kg();
        (!(least..=most).contains(&kg)).then(|| format!("{kg} kg cannot be: write {least} to {most} kg"))
    };
    match &entry.what {
        What::Body { mass, .. } => between(mass, 15.0, 250.0),
        What::Bottle { mass, bottle, .. } if (1..=80).contains(&bottle.chars().count()) => {
            between(mass, 0.0, 5.0)
        }
        What::Bottle { .. } => Some("the bottle's label has 1 to 80 characters".to_owned()),
        What::Drunk { mass } | What::Food { mass } | What::Clothes { mass, .. } => between(mass, 0.0, 10.0),
        What::Urine { volume: Some(volume) } => between(&units::Mass::from_kg(volume.as_l()), 0.0, 3.0),
        What::Gravity { value } => {
            (!(1.0..=1.05).contains(value)).then(|| "a specific gravity is 1.000 to 1.050".to_owned())
        }
        What::Moved { reason, .. } | What::Void { reason, .. } => {
            let written = (3..=500).contains(&reason.trim().chars().count());
            (!written).then(|| "write the reason, in 3 to 500 characters".to_owned())
        }
        What::Urine { volume: None } | What::Symptoms | What::Skipped => None,
    }
}

/// Why a correction cannot be stored.
fn correction_refused(entry: &KioskEntry, by: &Sender<'_>, events: &[KioskEvent]) -> Option<String> {
    let (of, _) = entry.what.corrects()?;
    if let Sender::Kiosk(_) = by {
        return Some(
            "a kiosk adds and corrects nothing: do it in the squad's pages or by the API".to_owned(),
        );
    }
    let found = events.iter().find(|event| event.id == of);
    match (&entry.what, found) {
        (_, None) => Some(format!("this session has no event '{of}'")),
        (What::Moved { .. }, Some(event)) if event.what.corrects().is_some() => {
            Some("a correction is not moved: make it void".to_owned())
        }
        (What::Void { .. }, Some(event)) if event.athlete != entry.athlete => {
            Some("the event is another athlete's".to_owned())
        }
        _ => None,
    }
}
