//! Changing sessions that are planned: one date, those that follow, or the whole weekly series.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span as Days, Timestamp};
use serde::Deserialize;
use store::Collection;
use team::session::PlannedTime;

use super::bottles::BottlePlan;
use super::needs::SquadNeeds;
use super::session::{SquadSession, State};
use crate::amend::Write;
use crate::{ConditionsInput, Engine, Error, owner};

/// Which sessions of a weekly series a change is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// The session that is named.
    #[default]
    This,
    /// It and those after it.
    Following,
    /// All that did not begin yet.
    All,
}

/// What is to change of a session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionChanges {
    /// Its times.
    pub time: Option<PlannedTime>,
    /// What the squad calls it.
    pub title: Option<String>,
    /// Its conditions: weather that is known now, another sport or intensity. The duration is that of the times.
    pub conditions: Option<ConditionsInput>,
    /// For which sessions of its series.
    pub extent: Extent,
    /// The zone in whose clock a series is moved; UTC when absent.
    pub zone: Option<TimeZone>,
}

impl Engine {
    /// Moves a session. Athletes without times of their own follow; the others' rows are marked.
    ///
    /// # Errors
    /// When the times cannot be.
    pub async fn move_squad_session(
        &self,
        squad: &str,
        id: &str,
        time: PlannedTime,
    ) -> Result<SquadSession, Error> {
        let changes = SessionChanges { time: Some(time), ..SessionChanges::default() };
        self.change_squad_session(squad, id, changes).await
    }

    /// Changes a session, and others of its series where that is asked for: those that did not begin yet, are not closed and
    /// were not moved by themselves. Each is moved by as many days, to the same time of the clock in `zone`, also where the
    /// clocks change in between. Answers with the session that was named.
    ///
    /// # Errors
    /// When the times, the title or the conditions cannot be.
    pub async fn change_squad_session(
        &self,
        squad: &str,
        id: &str,
        changes: SessionChanges,
    ) -> Result<SquadSession, Error> {
        let owner = owner::squad(squad)?;
        let named = self.squad_session(squad, id).await?;
        if changes.title.as_ref().is_some_and(|title| !(1..=120).contains(&title.trim().chars().count())) {
            return Err(Error::field("title", "write 1 to 120 characters"));
        }
        let time = changes.time.unwrap_or(named.time);
        let minutes = time.end.duration_since(time.start).as_secs() / 60;
        if !(1..=720).contains(&minutes) {
            return Err(Error::field("end", "a squad trains from 1 minute to 12 hours at a time"));
        }
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let duration = units::Duration::from_minutes(minutes as f64);
        let zone = changes.zone.clone().unwrap_or(TimeZone::UTC);
        let weather = match changes.conditions {
            Some(typed) => {
                let intensity = typed.intensity;
                let typed = ConditionsInput { duration: Some(duration), ..typed };
                let (input, weather) = self.forecast(time.start, typed).await?;
                Some((input.resolve(None)?, intensity, weather))
            }
            None => None,
        };
        self.transact(&owner, || async {
            let named = self.squad_session(squad, id).await?;
            let mut sessions = self.of_extent(squad, &named, changes.extent).await?;
            for session in &mut sessions {
                let is_named = session.id == named.id;
                session.time = match is_named {
                    true => time,
                    false => moved_with(session.time, named.time, time, &zone)?,
                };
                session.conditions.duration = duration;
                if let Some(title) = &changes.title {
                    title.trim().clone_into(&mut session.title);
                }
                if let Some((conditions, intensity, weather)) = &weather {
                    session.conditions = *conditions;
                    session.intensity = intensity.unwrap_or(session.intensity);
                    // A forecast is of one date.
                    session.weather = weather.filter(|_| is_named);
                }
                let alone = changes.extent == Extent::This && changes.time.is_some();
                session.moved_alone |= alone && session.series.is_some();
            }
            let mut writes = Vec::new();
            for session in &sessions {
                writes.push(self.of::<SquadSession>(&owner).rewrite(session).await?);
            }
            let answer = sessions.into_iter().find(|session| session.id == id).unwrap_or(named);
            Ok(Write::of(writes, answer))
        })
        .await
    }

    /// Cancels a session, and others of its series where that is asked for. One at which somebody was weighed stays: its
    /// athletes can be said to be out. Answers with how many were cancelled.
    ///
    /// # Errors
    /// When somebody was weighed at the session that is named, or there is none.
    pub async fn cancel_squad_session(&self, squad: &str, id: &str, extent: Extent) -> Result<usize, Error> {
        let owner = owner::squad(squad)?;
        self.transact(&owner, || async {
            let named = self.squad_session(squad, id).await?;
            let mut changes = Vec::new();
            let mut cancelled = BTreeSet::new();
            for session in self.of_extent(squad, &named, extent).await? {
                if !self.session_events(squad, &session).await?.is_empty() {
                    if session.id == named.id {
                        let message = "athletes were weighed at it: say who is out instead of cancelling it";
                        return Err(Error::field("session", message));
                    }
                    continue;
                }
                changes.push(Collection::<SquadSession>::delete(&session.id)?);
                changes.push(Collection::<SquadNeeds>::delete(&session.id)?);
                changes.push(Collection::<BottlePlan>::delete(&session.id)?);
                cancelled.insert(session.id);
            }
            Ok(Write::of(changes, cancelled.len()))
        })
        .await
    }

    /// The sessions that a change is for: the one that is named, and others of its series that are still to come.
    async fn of_extent(
        &self,
        squad: &str,
        named: &SquadSession,
        extent: Extent,
    ) -> Result<Vec<SquadSession>, Error> {
        let (Some(series), false) = (&named.series, extent == Extent::This) else {
            return Ok(vec![named.clone()]);
        };
        let now = self.now();
        let from = if extent == Extent::Following { named.time.start.max(now) } else { now };
        let mut sessions = self.squad_sessions(squad, from, Timestamp::MAX).await?;
        sessions.retain(|other| {
            other.id != named.id
                && other.series.as_ref() == Some(series)
                && other.time.start >= from
                && !other.moved_alone
                && other.state == State::Open
        });
        sessions.push(named.clone());
        Ok(sessions)
    }
}

/// A time of the same series, moved as another one is: by as many days, to the same time of the clock.
fn moved_with(
    own: PlannedTime,
    before: PlannedTime,
    after: PlannedTime,
    zone: &TimeZone,
) -> Result<PlannedTime, Error> {
    let late = |_: jiff::Error| Error::field("start", "it is too far ahead");
    let civil = |at: Timestamp| at.to_zoned_datetime(zone.clone());
    let days = civil(before.start).date().until(civil(after.start).date()).map_err(late)?.get_days();
    let date = civil(own.start).date().checked_add(Days::new().days(days)).map_err(late)?;
    let start = date.to_datetime(civil(after.start).time());
    let start = zone.to_ambiguous_timestamp(start).compatible().map_err(late)?;
    let length: SignedDuration = after.end.duration_since(after.start);
    Ok(PlannedTime { start, end: start.checked_add(length).map_err(late)? })
}
