//! What practitioners of a squad are told.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::{Facts, HeatDemand, Kind, Message, Settings, Wanted};

/// How long after the end of a session athletes may take to the scale before somebody is told.
const GRACE: SignedDuration = SignedDuration::from_mins(15);
/// A weight later than this after a session says little of it.
const WEIGH_OUT_USEFUL: SignedDuration = SignedDuration::from_hours(2);
/// A red flag is of use for so long after the session, or after it was raised.
const FLAG_USEFUL: SignedDuration = SignedDuration::from_hours(6);

/// What is known of a squad that bears on the messages of one practitioner: already without what the practitioner's role does not
/// see.
#[derive(Clone, Debug)]
pub struct SquadSituation {
    /// What the practitioner wants to hear.
    pub settings: Settings,
    /// The zone of the practitioner's quiet hours.
    pub zone: TimeZone,
    /// The sessions of yesterday to tomorrow.
    pub sessions: Vec<SquadSession>,
}

/// A squad's session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SquadSession {
    /// Its name.
    pub id: String,
    /// What the squad calls it.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The athletes who were weighed before it and not after it, each with the end of the own session. Empty once weighings are
    /// final.
    pub not_weighed_out: Vec<(String, Timestamp)>,
    /// Athletes who gained mass or report symptoms.
    pub stop_drinking: Vec<Alert>,
    /// Athletes with other red flags.
    pub see_trainer: Vec<Alert>,
    /// What heat changes, where it changes something.
    pub heat: Option<HeatWord>,
}

/// An athlete with a red flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The athlete's name in documents.
    pub athlete: String,
    /// What the squad calls the athlete.
    pub name: String,
    /// When what raised the flag arrived.
    pub since: Timestamp,
}

/// What heat changes of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatWord {
    /// What is demanded.
    pub demand: HeatDemand,
    /// Since when.
    pub since: Timestamp,
}

impl SquadSituation {
    /// What the situation calls for at `now`. An athlete who is not weighed yet is looked at again when the grace after the own
    /// session is over: see [`next`](Self::next).
    ///
    /// ```
    /// # use reminders::*;
    /// # fn at(text: &str) -> jiff::Timestamp { text.parse().unwrap() }
    /// let session = SquadSession {
    ///     id: "ss-1".into(),
    ///     start: at("2027-06-01T16:00:00Z"),
    ///     end: at("2027-06-01T17:30:00Z"),
    ///     not_weighed_out: vec![("7 Ana".into(), at("2027-06-01T17:30:00Z"))],
    ///     ..SquadSession::default()
    /// };
    /// let zone = jiff::tz::TimeZone::UTC;
    /// let squad = SquadSituation { settings: Settings::default(), zone, sessions: vec![session] };
    /// assert!(squad.wanted(at("2027-06-01T17:44:00Z")).messages.is_empty());
    /// assert_eq!(squad.next(at("2027-06-01T17:44:00Z")), Some(at("2027-06-01T17:45:00Z")));
    /// let wanted = squad.wanted(at("2027-06-01T17:45:00Z"));
    /// assert_eq!(wanted.messages[0].key, "weigh-out:ss-1");
    /// ```
    pub fn wanted(&self, now: Timestamp) -> Wanted {
        let mut wanted = Wanted::default();
        for session in &self.sessions {
            weigh_out(session, now, &mut wanted);
            for alert in &session.stop_drinking {
                let key = format!("flag:{}:{}", session.id, alert.athlete);
                wanted.messages.push(of_flags(key, Kind::StopDrinking, session, &[alert]));
            }
            if !session.see_trainer.is_empty() {
                let alerts: Vec<&Alert> = session.see_trainer.iter().collect();
                let key = format!("flags:{}", session.id);
                wanted.messages.push(of_flags(key, Kind::SeeTrainer, session, &alerts));
            }
            if let Some(HeatWord { demand, since }) = &session.heat {
                let facts = Facts { heat: Some(demand.clone()), ..about(session) };
                let key = format!("heat:{}", session.id);
                let (due, useless_after) = (*since, session.end);
                wanted.messages.push(Message { key, kind: Kind::Heat, due, useless_after, facts });
            }
        }
        wanted.heard_by(&self.settings, &self.zone)
    }

    /// The athletes whose red flag a message tells, by their names in documents. By name it tells them only `with_details`; the key
    /// of a message about one athlete names that athlete in any case.
    pub fn flags_told<'a>(
        &'a self,
        message: &'a Message,
        with_details: bool,
    ) -> impl Iterator<Item = &'a str> {
        let told = message.kind == Kind::StopDrinking || (message.kind == Kind::SeeTrainer && with_details);
        let sessions = self
            .sessions
            .iter()
            .filter(move |session| told && message.facts.session.as_deref() == Some(session.id.as_str()));
        sessions
            .flat_map(|session| session.stop_drinking.iter().chain(&session.see_trainer))
            .filter(|alert| message.facts.people.contains(&alert.name))
            .map(|alert| alert.athlete.as_str())
    }

    /// When the grace of an athlete who is not weighed yet is over next.
    pub fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let ends = self.sessions.iter().flat_map(|session| &session.not_weighed_out);
        ends.map(|(_, end)| after(*end, GRACE)).filter(|at| *at > now).min()
    }
}

fn about(session: &SquadSession) -> Facts {
    Facts {
        session: Some(session.id.clone()),
        title: Some(session.title.clone()),
        start: Some(session.start),
        ..Facts::default()
    }
}

fn weigh_out(session: &SquadSession, now: Timestamp, wanted: &mut Wanted) {
    let late = session.not_weighed_out.iter().filter(|(_, end)| after(*end, GRACE) <= now);
    let late: Vec<&(String, Timestamp)> = late.collect();
    let Some(first) = late.iter().map(|(_, end)| *end).min() else { return };
    let people = late.iter().map(|(name, _)| name.clone()).collect();
    wanted.messages.push(Message {
        key: format!("weigh-out:{}", session.id),
        kind: Kind::WeighOut,
        due: after(first, GRACE),
        useless_after: after(session.end.max(first), WEIGH_OUT_USEFUL),
        facts: Facts { people, ..about(session) },
    });
}

fn of_flags(key: String, kind: Kind, session: &SquadSession, alerts: &[&Alert]) -> Message {
    let first = alerts.iter().map(|alert| alert.since).min().unwrap_or(session.end);
    let last = alerts.iter().map(|alert| alert.since).max().unwrap_or(session.end);
    let people = alerts.iter().map(|alert| alert.name.clone()).collect();
    let useless_after = after(session.end.max(last), FLAG_USEFUL);
    Message { key, kind, due: first, useless_after, facts: Facts { people, ..about(session) } }
}

fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}
