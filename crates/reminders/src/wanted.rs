//! From a situation to messages.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::quiet::instant;
use crate::{Facts, Kind, Message, Notice, Phase, Session, Settings, Situation, Window};

/// How long before a session to weigh oneself.
const WEIGH_BEFORE: SignedDuration = SignedDuration::from_mins(30);
/// A weight later than this after a session no longer tells what the session took.
const WEIGH_AFTER: SignedDuration = SignedDuration::from_mins(60);
/// Drinking after a session is said after the weighing.
const AFTER_WEIGHING: SignedDuration = SignedDuration::from_mins(15);
/// Packing is of use for so long.
const PACKING: SignedDuration = SignedDuration::from_hours(4);
/// The time between two sips, and how long one is of use.
const SIP_EVERY: SignedDuration = SignedDuration::from_mins(20);
const SIP_USEFUL: SignedDuration = SignedDuration::from_mins(8);
/// No session has more sips than this.
const MOST_SIPS: usize = 36;
/// How long a notice that is no session's is of use.
const NOTICE_USEFUL: SignedDuration = SignedDuration::from_hours(48);

/// What a situation calls for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The messages, in the order of their keys.
    pub messages: Vec<Message>,
    /// The keys of messages that are not wanted any more because the athlete did what they ask for.
    pub done: BTreeSet<String>,
}

impl Wanted {
    /// What of it somebody with these settings hears, in the order of keys.
    pub(crate) fn heard_by(mut self, settings: &Settings, zone: &TimeZone) -> Self {
        self.messages.retain(|message| settings.wants(message.kind));
        self.keep_quiet(settings, zone);
        self.messages.sort_by(|a, b| a.key.cmp(&b.key));
        self.messages.dedup_by(|a, b| a.key == b.key);
        self
    }

    /// Takes out what would be said in quiet hours. What is still of use afterwards is said then: one message as itself,
    /// several as one.
    fn keep_quiet(&mut self, settings: &Settings, zone: &TimeZone) {
        let messages = &mut self.messages;
        let Some(quiet) = settings.quiet else { return };
        let mut held: BTreeMap<Timestamp, Vec<Message>> = BTreeMap::new();
        messages.retain_mut(|message| match quiet.end_at(message.due, zone) {
            None => true,
            Some(_) if message.kind.breaks_quiet() => true,
            Some(end) => {
                if settings.digest && message.is_useful_at(end) {
                    held.entry(end).or_default().push(message.clone());
                }
                false
            }
        });
        for (end, mut of_night) in held {
            if of_night.len() == 1
                && let Some(message) = of_night.pop()
            {
                messages.push(Message { due: end, ..message });
                continue;
            }
            let date = end.to_zoned_datetime(zone.clone()).date();
            let kinds: BTreeSet<Kind> = of_night.iter().map(|message| message.kind).collect();
            let useless_after = of_night.iter().map(|message| message.useless_after).max().unwrap_or(end);
            let needs = of_night.iter().flat_map(|message| message.facts.needs.clone()).collect();
            let facts = Facts { kinds: kinds.into_iter().collect(), needs, ..Facts::default() };
            let key = format!("digest:{date}");
            messages.push(Message { key, kind: Kind::Digest, due: end, useless_after, facts });
        }
    }
}

impl Situation {
    /// What the situation calls for: messages that will be due, that are, and those of the last hours.
    pub fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        for session in &self.sessions {
            before(session, &mut wanted);
            during(session, &mut wanted);
            after(session, &mut wanted);
            forecast(session, &mut wanted);
        }
        self.pack(&mut wanted);
        for notice in &self.notices {
            wanted.messages.push(of_notice(notice));
        }
        wanted.heard_by(&self.settings, &self.zone)
    }

    /// One message for each evening before a day with sessions.
    fn pack(&self, wanted: &mut Wanted) {
        let local = |at: Timestamp| at.to_zoned_datetime(self.zone.clone()).date();
        let mut days: BTreeMap<jiff::civil::Date, Vec<&Session>> = BTreeMap::new();
        for session in &self.sessions {
            days.entry(local(session.start)).or_default().push(session);
        }
        for (day, mut sessions) in days {
            let evening =
                day.yesterday().ok().and_then(|eve| instant(eve, self.settings.pack_at, &self.zone));
            let Some(due) = evening else { continue };
            sessions.sort_by_key(|session| session.start);
            let first = sessions[0];
            let facts = about(first);
            let useless_after = (due + PACKING).min(first.start);
            if due < useless_after {
                wanted.messages.push(Message {
                    key: format!("pack:{day}"),
                    kind: Kind::Pack,
                    due,
                    useless_after,
                    facts,
                });
            }
        }
    }
}

fn about(session: &Session) -> Facts {
    Facts {
        session: Some(session.id.clone()),
        title: Some(session.title.clone()),
        start: Some(session.start),
        ..Facts::default()
    }
}

fn of_window(session: &Session, windows: &[&Window]) -> Facts {
    let open = || windows.iter().filter(|window| !window.taken);
    let sum =
        |pick: fn((u32, u32)) -> u32| open().filter_map(|window| window.fluid_ml).map(pick).sum::<u32>();
    let fluid =
        open().any(|window| window.fluid_ml.is_some()).then(|| (sum(|range| range.0), sum(|range| range.1)));
    let needs = open().flat_map(|window| window.needs.clone()).collect();
    Facts { fluid_ml: fluid, needs, ..about(session) }
}

/// A message over the windows of a phase: from the first to the last instant of them.
fn of_phase(session: &Session, phase: Phase, kind: Kind, key: &str, wanted: &mut Wanted) {
    let windows: Vec<&Window> = session.windows.iter().filter(|window| window.phase == phase).collect();
    let (Some(from), Some(until)) =
        (windows.iter().map(|window| window.from).min(), windows.iter().map(|window| window.until).max())
    else {
        return;
    };
    let key = format!("{key}:{}", session.id);
    if windows.iter().all(|window| window.taken) {
        wanted.done.insert(key);
        return;
    }
    let due = if kind == Kind::After { from + AFTER_WEIGHING } else { from };
    let until = if kind == Kind::DrinkBefore { until.min(session.start) } else { until };
    if due < until {
        let facts = of_window(session, &windows);
        wanted.messages.push(Message { key, kind, due, useless_after: until, facts });
    }
}

fn before(session: &Session, wanted: &mut Wanted) {
    of_phase(session, Phase::Before, Kind::DrinkBefore, "drink", wanted);
    let key = format!("weigh-before:{}", session.id);
    if session.weighed_before {
        wanted.done.insert(key);
        return;
    }
    let due = session.start - WEIGH_BEFORE;
    let facts = about(session);
    wanted.messages.push(Message { key, kind: Kind::WeighBefore, due, useless_after: session.start, facts });
}

/// Sips in even steps, not at the very end.
fn during(session: &Session, wanted: &mut Wanted) {
    let windows: Vec<&Window> = session
        .windows
        .iter()
        .filter(|window| window.phase == Phase::During && window.fluid_ml.is_some())
        .collect();
    let first = windows.iter().map(|window| window.from.max(session.start)).min();
    let Some(first) = first else { return };
    if windows.iter().all(|window| window.taken) {
        wanted.done.extend((1..=MOST_SIPS).map(|sip| format!("sip:{}:{sip}", session.id)));
        return;
    }
    let mut due = first + SIP_EVERY;
    for sip in 1..=MOST_SIPS {
        if due + SIP_USEFUL >= session.end {
            break;
        }
        let key = format!("sip:{}:{sip}", session.id);
        let facts = about(session);
        wanted.messages.push(Message {
            key,
            kind: Kind::During,
            due,
            useless_after: due + SIP_USEFUL,
            facts,
        });
        due += SIP_EVERY;
    }
}

fn after(session: &Session, wanted: &mut Wanted) {
    let key = format!("weigh-after:{}", session.id);
    if session.weighed_after {
        wanted.done.insert(key);
    } else {
        let useless_after = session.end + WEIGH_AFTER;
        let facts = about(session);
        wanted.messages.push(Message { key, kind: Kind::WeighAfter, due: session.end, useless_after, facts });
    }
    of_phase(session, Phase::After, Kind::After, "after", wanted);
    of_phase(session, Phase::BeforeSleep, Kind::BeforeSleep, "sleep", wanted);
}

fn forecast(session: &Session, wanted: &mut Wanted) {
    let Some((at, change)) = session.forecast_changed else { return };
    if at >= session.start {
        return;
    }
    let facts = Facts { change_ml: Some(change), ..about(session) };
    let key = format!("forecast:{}", session.id);
    wanted.messages.push(Message { key, kind: Kind::Forecast, due: at, useless_after: session.start, facts });
}

fn of_notice(notice: &Notice) -> Message {
    match notice {
        Notice::Reconnect { provider, name, since } => Message {
            key: format!("reconnect:{provider}"),
            kind: Kind::Reconnect,
            due: *since,
            useless_after: *since + NOTICE_USEFUL,
            facts: Facts { provider: Some(name.clone()), ..Facts::default() },
        },
        Notice::Duplicate { question, at } => Message {
            key: format!("duplicate:{question}"),
            kind: Kind::Duplicate,
            due: *at,
            useless_after: *at + NOTICE_USEFUL,
            facts: Facts::default(),
        },
    }
}
