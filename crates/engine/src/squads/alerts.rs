//! What practitioners are told by message: the board's red flags, who was not weighed out, what heat changes. Like everything that
//! leaves this folder it passes the role's projection first.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use reminders::{Alert, HeatDemand, HeatWord, Kind};
use team::flag::{Need, TO_THE_SCALE_MIN};
use team::heat::Action;
use team::sight::{Class, Power, Role, SightRules, may, sees};

use super::board::{Found, veiled};
use super::event::fold;
use super::heat::HeatNow;
use super::member::MemberRecord;
use super::session::{SquadSession, State};
use super::view::Row;
use crate::{Engine, Error, SquadRecord};

/// How far back a session may have begun for its messages to matter, and how far ahead one may begin.
const BACK: SignedDuration = SignedDuration::from_hours(24);
const AHEAD: SignedDuration = SignedDuration::from_hours(36);
/// A policy that a forecast decides takes it into account from this long before a session.
const FORECAST: SignedDuration = SignedDuration::from_hours(24);

/// The kinds of messages for a role. A flag is for who sees flags. Whoever takes no part in weighing athletes is not told who avoided
/// the scale: coaches above all.
pub fn message_kinds(role: Role, rules: SightRules) -> Vec<Kind> {
    let is_for = |kind: &Kind| match kind {
        Kind::StopDrinking | Kind::SeeTrainer => sees(role, Class::Flag, rules),
        Kind::Heat => may(role, Power::Heat),
        Kind::WeighOut => {
            sees(role, Class::Attendance, rules) && (may(role, Power::Weigh) || role == Role::Helper)
        }
        _ => false,
    };
    Kind::OF_SQUADS.into_iter().filter(is_for).collect()
}

/// A session that messages may be about, before it is projected.
pub(crate) struct Watched {
    session: SquadSession,
    rows: Vec<(Need, Row)>,
    heat: Option<HeatWord>,
    /// When the last weighing of each athlete arrived.
    arrived: BTreeMap<String, Timestamp>,
    /// When something changes by the clock alone.
    next: Option<Timestamp>,
}

impl Watched {
    /// When something of it changes by the clock alone.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// What a role may be told of it.
    pub(crate) fn seen_by(&self, role: Role, rules: SightRules) -> reminders::SquadSession {
        let kinds = message_kinds(role, rules);
        let mut seen = reminders::SquadSession {
            id: self.session.id.clone(),
            title: self.session.title.clone(),
            start: self.session.time.start,
            end: self.session.time.end,
            heat: self.heat.clone().filter(|_| kinds.contains(&Kind::Heat)),
            ..reminders::SquadSession::default()
        };
        let mut rows: Vec<(Need, Row)> =
            self.rows.iter().map(|row| veiled(row.clone(), role, rules)).collect();
        rows.sort_by(|(a, _), (b, _)| team::flag::by_number(a, b));
        for (_, row) in rows {
            let Some(athlete) = row.athlete else { continue };
            let name = row.name.unwrap_or_default();
            let name = row.number.map_or(name.clone(), |number| format!("{number} {name}"));
            let end = row.end.unwrap_or(self.session.time.end);
            let waits = row.weighing == Some("in") && self.session.state == State::Open;
            if waits && kinds.contains(&Kind::WeighOut) {
                seen.not_weighed_out.push((name.clone(), end));
            }
            // Nothing of an athlete arrived for the scale that was never stepped on.
            let since = self.arrived.get(&athlete).copied().unwrap_or(end);
            let alert = Alert { athlete, name, since };
            match row.attention {
                Some("stop-drinking") if kinds.contains(&Kind::StopDrinking) => {
                    seen.stop_drinking.push(alert);
                }
                Some("see-trainer") if kinds.contains(&Kind::SeeTrainer) => seen.see_trainer.push(alert),
                _ => {}
            }
        }
        seen
    }
}

/// What the strictest policy changes of a session.
fn heat_word(heat: &[HeatNow], now: Timestamp) -> Option<HeatWord> {
    let strictest = heat.iter().max_by_key(|heat| (heat.judgement.stop, heat.action))?;
    let action = match strictest.action {
        _ if strictest.judgement.stop => "stop",
        Action::NotCovered | Action::Normal => return None,
        Action::Watch => "watch",
        Action::Break => "break",
        Action::Modify => "modify",
        Action::Reschedule => "reschedule",
        Action::Stop => "stop",
    };
    let demand = HeatDemand {
        policy: strictest.title.clone(),
        band: strictest.band.clone().unwrap_or_default(),
        action: action.to_owned(),
    };
    Some(HeatWord { demand, since: strictest.judgement.since.unwrap_or(now) })
}

impl Engine {
    /// The sessions of a squad that messages may be about now.
    pub(crate) async fn watched_sessions(&self, record: &SquadRecord) -> Result<Vec<Watched>, Error> {
        let now = self.now();
        let (from, to) = (now.saturating_sub(BACK).unwrap_or(now), now.saturating_add(AHEAD).unwrap_or(now));
        let sessions = self.squad_sessions(&record.id, from, to).await?;
        let mut members = match sessions.is_empty() {
            true => return Ok(Vec::new()),
            false => self.members(record).await?,
        };
        members.retain(|member| member.left.is_none());
        let mut watched = Vec::new();
        for session in sessions {
            let events = self.session_events(&record.id, &session).await?;
            let mut arrived: BTreeMap<String, Timestamp> = BTreeMap::new();
            for event in &events {
                let last = arrived.entry(event.athlete.clone()).or_insert(event.received);
                *last = event.received.max(*last);
            }
            let heat = self.heat_now(record, &session).await?;
            let band = heat.iter().map(HeatNow::hot_band).max().unwrap_or(0);
            let folded = fold(&events, &members, &session);
            let row = |member: &MemberRecord| {
                let folded = folded.get(&member.athlete);
                self.row(member, Some(&session), Found { folded, heat_band: band, ..Found::default() })
            };
            let rows: Vec<(Need, Row)> = members.iter().map(row).collect();
            let next = self.next_by_the_clock(&session, &rows, &heat);
            watched.push(Watched { heat: heat_word(&heat, now), session, rows, arrived, next });
        }
        Ok(watched)
    }

    /// When a policy's minutes are used up, a forecast begins to count, or an athlete has been on the way to the scale for too long.
    fn next_by_the_clock(
        &self,
        session: &SquadSession,
        rows: &[(Need, Row)],
        heat: &[HeatNow],
    ) -> Option<Timestamp> {
        let now = self.now();
        let after = |at: Timestamp, minutes: i64| at.saturating_add(SignedDuration::from_mins(minutes)).ok();
        let scale = rows.iter().filter(|(_, row)| row.weighing == Some("in"));
        let scale = scale.filter_map(|(_, row)| after(row.end?, TO_THE_SCALE_MIN));
        let used_up = heat.iter().filter_map(|heat| {
            let left = heat.judgement.left_min?;
            after(session.time.start, i64::from(heat.judgement.used_min) + i64::from(left))
        });
        let forecast = session.time.start.saturating_sub(FORECAST).ok();
        scale.chain(used_up).chain(forecast).filter(|at| *at > now).min()
    }
}
