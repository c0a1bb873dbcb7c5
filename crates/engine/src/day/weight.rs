//! What the logged body weights say: the body mass at rest, and what a session took off.

use jiff::{SignedDuration, Timestamp};
use units::Mass;

use super::MOST_CHANGE;
use crate::{AthleteRecord, LoggedReading, PlannedSession, ReadingKind};

/// How long before a session a weighing still counts as the one before it.
const BEFORE: SignedDuration = SignedDuration::from_hours(4);
/// How long after a session a weighing counts as the one after it, and not as a body mass at rest.
const AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How long a body is not yet back at its mass at rest.
pub(crate) const RECOVERY: SignedDuration = SignedDuration::from_hours(4);

/// Body weights in the order of time.
pub(crate) struct Weighings(Vec<(Timestamp, Mass)>);

impl Weighings {
    pub(crate) fn of(readings: &[LoggedReading]) -> Self {
        let mass = |logged: &LoggedReading| match logged.reading {
            ReadingKind::BodyMass { mass } => Some((logged.at, mass)),
            _ => None,
        };
        Self(readings.iter().filter_map(mass).collect())
    }

    /// The newest body mass at rest up to an instant, where it is newer than the one in the record and plausible beside it.
    pub(crate) fn resting(
        &self,
        sessions: &[PlannedSession],
        record: &AthleteRecord,
        until: Timestamp,
    ) -> Option<Mass> {
        let newer = |at: Timestamp| record.body_mass_at.is_none_or(|known| at >= known);
        let (_, mass) =
            self.0.iter().rev().find(|(at, _)| *at <= until && newer(*at) && is_resting(sessions, *at))?;
        is_plausible(*mass, record.body_mass).then_some(*mass)
    }

    /// The body mass that a session took off, where it was weighed before and after. Negative when mass rose.
    pub(crate) fn lost_in(&self, session: &PlannedSession) -> Option<Mass> {
        let end = session.end();
        let before = self.before(session)?;
        let after = self.0.iter().find(|(at, _)| *at >= end && at.duration_since(end) <= AFTER)?;
        is_plausible(after.1, before.1).then(|| before.1 - after.1)
    }

    /// Whether a weighing during a session, or soon after it, is above the one before it.
    pub(crate) fn gained_in(&self, session: &PlannedSession) -> bool {
        let Some((_, before)) = self.before(session) else { return false };
        let until = session.end().saturating_add(AFTER).unwrap_or(Timestamp::MAX);
        let within = self.0.iter().filter(|(at, _)| *at > session.start && *at <= until);
        within.into_iter().any(|(_, mass)| *mass > before && is_plausible(*mass, before))
    }

    fn before(&self, session: &PlannedSession) -> Option<(Timestamp, Mass)> {
        let start = session.start;
        let near = |(at, _): &&(Timestamp, Mass)| *at <= start && start.duration_since(*at) <= BEFORE;
        self.0.iter().rev().find(near).copied()
    }
}

/// Whether a body at this instant is at rest: in no session, and not yet to recover from one.
pub(crate) fn is_resting(sessions: &[PlannedSession], at: Timestamp) -> bool {
    sessions.iter().all(|session| {
        at < session.start || at > session.end().saturating_add(RECOVERY).unwrap_or(Timestamp::MAX)
    })
}

/// Whether two weighings can be of one person.
pub(crate) fn is_plausible(mass: Mass, known: Mass) -> bool {
    let ratio = mass / known;
    (1.0 - MOST_CHANGE.as_ratio()..=1.0 + MOST_CHANGE.as_ratio()).contains(&ratio)
}
