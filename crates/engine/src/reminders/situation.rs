//! From an athlete's documents to what reminders are derived from.

use std::collections::BTreeSet;

use fuel::{Band, Need, Phase};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use reminders::{Notice, Session, Settings, Situation, Window};
use store::Owner;

use crate::connections::{Connection, ConnectionState};
use crate::reconciliation::StoredQuestion;
use crate::{AthleteRecord, Engine, Error, PlannedSession, ReadingKind, SessionPlan};

/// How far back a session may have started for its messages to matter.
const BACK: SignedDuration = SignedDuration::from_hours(40);
/// How far ahead sessions are looked at. The outbox is looked at again long before.
const AHEAD: SignedDuration = SignedDuration::from_hours(54);
/// A weight before a session is no older than this, and one after it no later.
const WEIGHED_BEFORE: SignedDuration = SignedDuration::from_hours(4);
const WEIGHED_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Questions about what was longer ago are not asked by message.
const QUESTIONS: SignedDuration = SignedDuration::from_hours(48);
/// Less fluid than this is no reason to be called, mL.
const LEAST_FLUID: u32 = 50;

impl Engine {
    /// What bears on an athlete's messages now.
    pub(super) async fn situation(
        &self,
        owner: &Owner,
        record: &AthleteRecord,
        settings: Settings,
    ) -> Result<Situation, Error> {
        let now = self.now();
        let zone = record.time_zone();
        let planned = self.of::<PlannedSession>(owner).between(before(now, BACK), after(now, AHEAD)).await?;
        let dates: BTreeSet<Date> =
            planned.iter().map(|session| session.start.to_zoned_datetime(zone.clone()).date()).collect();
        let mut sessions = Vec::new();
        for date in dates {
            sessions.extend(self.sessions_of_day(record, date).await?);
        }
        let mut notices = Vec::new();
        for connection in self.of::<Connection>(owner).all().await? {
            notices.extend(self.reconnect(&connection));
        }
        let questions =
            self.of::<StoredQuestion>(owner).between(before(now, QUESTIONS), after(now, AHEAD)).await?;
        notices.extend(questions.into_iter().map(|stored| {
            let at = stored.0.span.end;
            Notice::Duplicate { question: stored.0.id, at }
        }));
        Ok(Situation { sessions, notices, ..Situation::of(settings, zone) })
    }

    async fn sessions_of_day(&self, record: &AthleteRecord, date: Date) -> Result<Vec<Session>, Error> {
        let mut around = self.surroundings(&record.id, Some(date)).await?;
        around.unseen = true;
        let masses: Vec<Timestamp> = around
            .had
            .readings()
            .iter()
            .filter(|logged| matches!(logged.reading, ReadingKind::BodyMass { .. }))
            .map(|logged| logged.at)
            .chain(around.tests.iter().filter(|test| test.weigh_in.is_some()).map(|test| test.at))
            .collect();
        let day = self.plan_around(&around, false).await?;
        Ok(day.sessions.iter().map(|plan| session(plan, &masses)).collect())
    }

    fn reconnect(&self, connection: &Connection) -> Option<Notice> {
        if connection.state != ConnectionState::NeedsConsent {
            return None;
        }
        let since = connection.trouble.as_ref()?.since;
        let about = self.providers().find(|provider| provider.about().id == connection.provider);
        let name =
            about.map_or_else(|| connection.provider.clone(), |provider| provider.about().name.to_owned());
        Some(Notice::Reconnect { provider: connection.provider.clone(), name, since })
    }
}

fn session(plan: &SessionPlan, masses: &[Timestamp]) -> Session {
    let (start, end) = (plan.session.start, plan.session.end());
    let weighed = |from: Timestamp, until: Timestamp| masses.iter().any(|at| from <= *at && *at <= until);
    // A weigh-in typed as a test has both weights.
    let tested = weighed(start, after(end, WEIGHED_AFTER));
    let windows = plan.needs.iter().filter_map(|need| {
        let taken = plan.taken.iter().any(|taken| taken.need == need.id);
        window(need, taken)
    });
    Session {
        id: plan.session.id.clone(),
        title: plan.session.title.clone(),
        start,
        end,
        windows: windows.collect(),
        weighed_before: weighed(before(start, WEIGHED_BEFORE), start) || tested,
        weighed_after: weighed(end, after(end, WEIGHED_AFTER)) || tested,
        forecast_changed: plan.session.forecast_changed,
    }
}

/// The window of a need that a message may be about. Caffeine is allowed, never asked for; meals before a session are the
/// plan's matter, drinking is the message's.
fn window(need: &Need, taken: bool) -> Option<Window> {
    let phase = match (need.phase, need.amount) {
        (_, Band::Caffeine(_)) | (Phase::Later, _) => return None,
        (Phase::Before, Band::Fluid(_)) => reminders::Phase::Before,
        (Phase::During, Band::Fluid(_)) => reminders::Phase::During,
        (Phase::Before | Phase::During, _) => return None,
        (Phase::After, _) => reminders::Phase::After,
        (Phase::BeforeSleep, _) => reminders::Phase::BeforeSleep,
    };
    let fluid_ml = match need.amount {
        Band::Fluid(range) => {
            // Rounded as bottles are, so that no change is told that nobody could follow.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "litres of a day, never negative"
            )]
            let ml =
                |volume: units::Volume| ((volume.as_l() * 100.0).round().clamp(0.0, 10_000.0) as u32) * 10;
            Some((ml(range.min), ml(range.max))).filter(|(_, most)| *most >= LEAST_FLUID)
        }
        _ => None,
    };
    if fluid_ml.is_none() && matches!(need.amount, Band::Fluid(_)) {
        return None;
    }
    Some(Window { phase, from: need.from, until: need.until, fluid_ml, needs: vec![need.id.clone()], taken })
}

fn before(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}

fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}
