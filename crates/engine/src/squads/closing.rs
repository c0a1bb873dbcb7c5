//! What a session leaves behind: weights that are usual for its athletes, and sweat tests.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use store::{Change, Owner};
use units::Mass;

use super::event::{Folded, fold};
use super::member::MemberRecord;
use super::session::{SquadSession, State};
use crate::amend::Write;
use crate::{Engine, Error, SquadRecord, owner};

/// Weights count as usual for two weeks; a day more, as sessions are found by their start.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(24 * 15);
/// The next session is near if it begins within this time: what was lost is to be drunk by then.
const SOON: SignedDuration = SignedDuration::from_hours(12);

/// The sessions around one.
pub(super) struct Around {
    /// Those that begin soon after it.
    next: Vec<SquadSession>,
    /// Earlier ones whose weights before are not noted as usual yet.
    untaken: bool,
}

impl Around {
    /// Whether an athlete trains again soon.
    pub(super) fn is_soon(&self, session: &SquadSession, athlete: &str) -> bool {
        session.next_is_soon || self.next.iter().any(|next| next.effective(athlete).is_some())
    }
}

impl Engine {
    /// The sessions around one, in one query.
    pub(super) async fn sessions_around(&self, squad: &str, session: &SquadSession) -> Result<Around, Error> {
        let from = session.time.start.saturating_sub(LOOKED_BACK).unwrap_or(session.time.start);
        let to = session.time.end.saturating_add(SOON).unwrap_or(session.time.end);
        let mut near = self.squad_sessions(squad, from, to).await?;
        near.retain(|other| other.id != session.id);
        let untaken = near.iter().any(|other| self.is_to_be_taken(other, session));
        near.retain(|other| other.time.start >= session.time.end);
        Ok(Around { next: near, untaken })
    }

    fn is_to_be_taken(&self, earlier: &SquadSession, session: &SquadSession) -> bool {
        !earlier.weights_taken && earlier.time.start < session.time.start && earlier.time.end <= self.now()
    }

    /// Notes the weights before earlier sessions as usual for their athletes, where nobody closed those: an athlete who comes
    /// lighter is seen, whether or not somebody pressed a button yesterday. Once for each session, in one commit.
    pub(super) async fn take_earlier_weights(
        &self,
        squad: &SquadRecord,
        session: &SquadSession,
        around: &Around,
    ) -> Result<(), Error> {
        if !around.untaken {
            return Ok(());
        }
        let owner = owner::squad(&squad.id)?;
        let from = session.time.start.saturating_sub(LOOKED_BACK).unwrap_or(session.time.start);
        self.transact(&owner, || async {
            let mut sessions = self.squad_sessions(&squad.id, from, session.time.start).await?;
            sessions.retain(|earlier| earlier.id != session.id && self.is_to_be_taken(earlier, session));
            let mut members = self.members(squad).await?;
            let mut changed = BTreeSet::new();
            for earlier in &mut sessions {
                let events = self.session_events(&squad.id, earlier).await?;
                if !events.is_empty() {
                    changed.extend(self.note_weights(earlier, &events, &mut members));
                }
                earlier.weights_taken = true;
            }
            let mut changes = self.rewritten(&owner, &members, &changed).await?;
            for earlier in &sessions {
                changes.push(self.of::<SquadSession>(&owner).rewrite(earlier).await?);
            }
            Ok(Write::of(changes, ()))
        })
        .await
    }

    /// Notes the weights before a session with its members. Of who left, or whose consent no longer holds, nothing is noted.
    /// Answers with those of whom that changes anything.
    fn note_weights(
        &self,
        session: &SquadSession,
        events: &[super::KioskEvent],
        members: &mut [MemberRecord],
    ) -> BTreeSet<String> {
        let folded = fold(events, members, session);
        let (now, today) = (self.now(), self.today());
        let mut changed = BTreeSet::new();
        for member in members.iter_mut() {
            if member.left.is_some() || member.weighable(now, today).is_err() {
                continue;
            }
            let one = folded.get(&member.athlete);
            let weight = one.and_then(|one| one.in_at.zip(one.weights.before));
            if member.note_weight(&session.id, weight) {
                changed.insert(member.athlete.clone());
            }
        }
        changed
    }

    /// The changes that store these athletes among the members.
    async fn rewritten(
        &self,
        owner: &Owner,
        members: &[MemberRecord],
        athletes: &BTreeSet<String>,
    ) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for member in members.iter().filter(|member| athletes.contains(&member.athlete)) {
            changes.push(self.of::<MemberRecord>(owner).rewrite(member).await?);
        }
        Ok(changes)
    }

    /// Closes a session: its weights before become what is usual for each athlete, and good balances sweat tests of those who
    /// share their profile. Answers with how many tests were made. Closing again changes nothing.
    ///
    /// # Errors
    /// When there is no such session, or the database fails.
    pub async fn close_squad_session(&self, squad: &str, id: &str) -> Result<usize, Error> {
        // Of two people who close it at once, one makes the tests.
        let closed = self.amend_session(squad, id, |session| {
            let open = session.state != State::Closed;
            session.state = State::Closed;
            Ok(open)
        });
        if !closed.await? {
            return Ok(0);
        }
        let settled = self.settle_session(squad, id, None).await;
        if settled.is_err() {
            // Whoever closes it again has what is missing made.
            self.amend_session(squad, id, |session| {
                session.state = State::Open;
                Ok(())
            })
            .await?;
        }
        settled
    }

    /// Makes a closed session's weights and sweat tests anew: of everybody, or of those about whom something came later.
    /// Answers with how many tests were made.
    pub(super) async fn settle_session(
        &self,
        squad: &str,
        id: &str,
        only: Option<&BTreeSet<String>>,
    ) -> Result<usize, Error> {
        let owner = owner::squad(squad)?;
        let record = self.squad(squad).await?;
        let (session, members, folded) = self
            .transact(&owner, || async {
                let mut session = self.squad_session(squad, id).await?;
                let events = self.session_events(squad, &session).await?;
                let mut members = self.members(&record).await?;
                let folded = fold(&events, &members, &session);
                let changed = self.note_weights(&session, &events, &mut members);
                session.weights_taken = true;
                let mut changes = self.rewritten(&owner, &members, &changed).await?;
                changes.push(self.of::<SquadSession>(&owner).rewrite(&session).await?);
                Ok(Write::of(changes, (session, members, folded)))
            })
            .await?;
        let (now, today) = (self.now(), self.today());
        let mut made = 0;
        for member in &members {
            if only.is_some_and(|only| !only.contains(&member.athlete)) {
                continue;
            }
            let holds = member.left.is_none() && member.weighable(now, today).is_ok();
            let one = folded.get(&member.athlete).filter(|_| holds);
            let test = one.and_then(|one| test_of(&session, member, one));
            let before = session.tests.get(&member.athlete);
            let after = self.put_test(&member.athlete, before, test).await?;
            made += usize::from(after.is_some() && before.is_none());
            if after.as_ref() != before {
                self.amend_session(squad, id, |session| {
                    match &after {
                        Some(test) => session.tests.insert(member.athlete.clone(), test.clone()),
                        None => session.tests.remove(&member.athlete),
                    };
                    Ok(())
                })
                .await?;
            }
        }
        Ok(made)
    }

    /// Makes a sweat test of a session, in place of the one that was made of it before. Answers with the test there is now;
    /// one that cannot be is none, and one that the athlete deleted stays deleted.
    ///
    /// # Errors
    /// When the database fails: that says nothing of the test.
    async fn put_test(
        &self,
        athlete: &str,
        before: Option<&String>,
        test: Option<crate::NewSweatTest>,
    ) -> Result<Option<String>, Error> {
        let (outcome, otherwise) = match (before, test) {
            (None, None) => return Ok(None),
            (None, Some(test)) => (self.take_sweat_test(athlete, test).await.map(|test| Some(test.id)), None),
            (Some(id), Some(test)) => {
                let changed = self.change_sweat_test(athlete, id, test).await;
                (changed.map(|test| Some(test.id)), Some(id.clone()))
            }
            // Gone already is as good.
            (Some(id), None) => (self.delete_sweat_test(athlete, id).await.map(|_| None), None),
        };
        match outcome {
            Err(error @ Error::Store(_)) => Err(error),
            Err(_) => Ok(otherwise),
            made => made,
        }
    }
}

/// The sweat test of a balance without doubt.
fn test_of(session: &SquadSession, member: &MemberRecord, one: &Folded) -> Option<crate::NewSweatTest> {
    let shares = member.consent.as_ref().is_some_and(|consent| consent.scopes.contains("profile"));
    let (before, after, drunk) = (one.weights.before?, one.weights.after?, one.weights.drunk?);
    let team::weighing::Urine::Known(urine) = one.weights.urine else { return None };
    let effective = session.effective(&member.athlete).filter(|_| shares && !one.in_doubt)?;
    Some(crate::NewSweatTest {
        event: None,
        at: Some(effective.start),
        conditions: crate::ConditionsInput {
            sport: Some(session.conditions.sport.key().to_owned()),
            duration: Some(session.conditions_of(&effective).duration),
            intensity: Some(session.intensity),
            air_temperature: Some(session.conditions.air_temperature),
            relative_humidity: Some(session.conditions.relative_humidity),
            ..crate::ConditionsInput::default()
        },
        weigh_in: Some(physiology::weigh_in::WeighIn {
            mass_before: before,
            mass_after: after,
            drunk: Some(units::Volume::from_l(drunk.as_kg())),
            food: one.weights.food,
            urine: Some(urine),
            stool: Mass::ZERO,
            clothes: physiology::weigh_in::Clothes::Clothed,
        }),
        patches: Vec::new(),
        confirmed: false,
    })
}
