//! What was weighed, as it arrived: an append-only list of events, from which everything else is worked out on reading.
//! An event is stored before it is judged; a judgement never deletes one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Span, Stored};
use team::weighing::{Side, Urine, Verdict, Weights, judge};
use units::{Mass, Volume};

use super::drinks::Drinks;
use super::member::MemberRecord;
use super::session::SquadSession;

/// What an event says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum What {
    /// A body weight.
    Body {
        /// Before or after.
        side: Side,
        /// The mass.
        mass: Mass,
        /// Where it comes from: `keypad`, `bluetooth`, `serial`, `wedge`.
        source: String,
        /// The line or bytes of the scale.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raw: Option<String>,
    },
    /// A bottle on the bottle scale.
    Bottle {
        /// The bottle's label.
        bottle: String,
        /// Its mass.
        mass: Mass,
        /// It is handed out; otherwise it is given back.
        handed_out: bool,
    },
    /// What was drunk, said instead of weighed.
    Drunk {
        /// Its mass.
        mass: Mass,
    },
    /// Urine between the weighings; without an amount it is not known.
    Urine {
        /// The volume.
        #[serde(default)]
        volume: Option<Volume>,
    },
    /// Food eaten between the weighings.
    Food {
        /// Its mass.
        mass: Mass,
    },
    /// Urine specific gravity.
    Gravity {
        /// The value.
        value: f64,
    },
    /// The athlete reports symptoms.
    Symptoms,
    /// The athlete is not weighed. No reason is asked for.
    Skipped,
    /// Clothes and kit worn on the scale, weighed apart: they are taken off the body weight of that side.
    Clothes {
        /// Before or after.
        side: Side,
        /// Their mass.
        mass: Mass,
    },
    /// Another event of the session was this athlete's: found later that two had swapped numbers or bottles.
    Moved {
        /// The other event.
        event: String,
        /// Why.
        reason: String,
    },
    /// Another event of the session is wrong and does not count. It stays stored.
    Void {
        /// The other event.
        event: String,
        /// Why.
        reason: String,
    },
}

impl What {
    /// The event that this one corrects, with the reason.
    pub fn corrects(&self) -> Option<(&str, &str)> {
        match self {
            Self::Moved { event, reason } | Self::Void { event, reason } => Some((event, reason)),
            _ => None,
        }
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KioskEvent {
    /// Its name, made by who sent it: sent again it is the same event.
    pub id: String,
    /// The session.
    pub session: String,
    /// The athlete.
    pub athlete: String,
    /// When, by the sender's clock set right.
    pub at: Timestamp,
    /// When it arrived.
    pub received: Timestamp,
    /// By which kiosk or account.
    pub by: String,
    /// What it says.
    pub what: What,
    /// The anchor of its session, by which it is found.
    pub anchor: Timestamp,
}

impl Stored for KioskEvent {
    const COLLECTION: &'static str = "weighings";

    fn id(&self) -> String {
        self.id.clone()
    }

    /// An instant of the second after the session's anchor, by athlete: so that the events of one athlete are read without
    /// those of ninety. Corrections, which are about two athletes, are at the anchor itself.
    fn span(&self) -> Option<Span> {
        let at = match self.what.corrects() {
            Some(_) => self.anchor,
            None => place_of(self.anchor, &self.athlete),
        };
        Some(Span::between(at, at))
    }
}

/// How long after a session's anchor its events are found.
pub(super) const EVENTS_WITHIN: SignedDuration = SignedDuration::from_secs(1);

/// The instant at which an athlete's events of a session are found.
pub(super) fn place_of(anchor: Timestamp, athlete: &str) -> Timestamp {
    // FNV-1a: the same in every version of the program.
    let hash = athlete.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let micros = i64::try_from(1 + hash % 999_998).unwrap_or(1);
    anchor.checked_add(SignedDuration::from_micros(micros)).unwrap_or(anchor)
}

/// What the events of one athlete in one session come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// The weights that count, without clothes.
    pub weights: Weights,
    /// At least so much was drunk, also where the whole is not known.
    pub drunk_least: Mass,
    /// When the weight before was taken.
    pub in_at: Option<Timestamp>,
    /// When the weight after was taken.
    pub out_at: Option<Timestamp>,
    /// A weight before that was asked about, and none that counts has come since.
    pub asked_before: Option<Mass>,
    /// The same of a weight after.
    pub asked_after: Option<Mass>,
    /// A weight counts although it is far from what is usual, there are two that count, or a bottle was shared.
    pub in_doubt: bool,
    /// A bottle was shared: what was drunk is not known.
    pub shared_bottle: bool,
    /// The athlete reports symptoms.
    pub symptoms: bool,
    /// When the last ones were reported.
    pub symptoms_at: Option<Timestamp>,
    /// Urine specific gravity.
    pub gravity: Option<f64>,
    /// The athlete is not weighed.
    pub skipped: bool,
    /// The verdict on each body weight, by the event's name.
    pub verdicts: BTreeMap<String, Verdict>,
}

/// The bottles that were given back by another athlete than they were handed out to: each with both athletes.
fn shared_bottles<'a>(events: &'a [Cow<'_, KioskEvent>]) -> BTreeSet<(&'a str, &'a str)> {
    let mut holders: BTreeMap<&str, &str> = BTreeMap::new();
    let mut sharing = BTreeSet::new();
    for event in events {
        let What::Bottle { bottle, handed_out, .. } = &event.what else { continue };
        let athlete = event.athlete.as_str();
        if *handed_out {
            holders.insert(bottle, athlete);
        } else if let Some(holder) = holders.remove(bottle.as_str())
            && holder != athlete
        {
            sharing.extend([(holder, bottle.as_str()), (athlete, bottle.as_str())]);
        }
    }
    sharing
}

/// The events in the order of time, as the corrections among them leave them: moved to the right athlete, void ones gone.
fn corrected(events: &[KioskEvent]) -> Vec<Cow<'_, KioskEvent>> {
    let mut events: Vec<Cow<'_, KioskEvent>> = events.iter().map(Cow::Borrowed).collect();
    events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let voided: BTreeSet<&str> = events
        .iter()
        .filter_map(|event| match &event.what {
            What::Void { event, .. } => Some(event.as_str()),
            _ => None,
        })
        .collect();
    let mut corrections: Vec<(Timestamp, String, Option<String>)> = events
        .iter()
        .filter(|event| !voided.contains(event.id.as_str()))
        .filter_map(|event| {
            let to = matches!(event.what, What::Moved { .. }).then(|| event.athlete.clone());
            event.what.corrects().map(|(of, _)| (event.received, of.to_owned(), to))
        })
        .collect();
    // The last word counts.
    corrections.sort_by_key(|(received, ..)| *received);
    for (_, of, to) in corrections {
        let Some(place) = events.iter().position(|event| event.id == of) else { continue };
        match to {
            Some(athlete) if events[place].what.corrects().is_none() => {
                events[place].to_mut().athlete = athlete;
            }
            Some(_) => {}
            None => drop(events.remove(place)),
        }
    }
    events
}

/// Works out what the events of a session come to, by athlete.
pub(super) fn fold(
    events: &[KioskEvent],
    members: &[MemberRecord],
    session: &SquadSession,
) -> BTreeMap<String, Folded> {
    let events = corrected(events);
    let sharing = shared_bottles(&events);
    let mut by_athlete: BTreeMap<&str, Vec<&KioskEvent>> = BTreeMap::new();
    for event in &events {
        by_athlete.entry(&event.athlete).or_default().push(event);
    }
    let of_member = |member: &MemberRecord| {
        let own = by_athlete.get(member.athlete.as_str())?;
        Some((member.athlete.clone(), fold_one(own, member, session, &sharing)))
    };
    members.iter().filter_map(of_member).collect()
}

fn fold_one(
    events: &[&KioskEvent],
    member: &MemberRecord,
    session: &SquadSession,
    sharing: &BTreeSet<(&str, &str)>,
) -> Folded {
    let mut folded = Folded::default();
    let mut expectation = member.expectation(session);
    let mut asked: [Option<Mass>; 2] = [None, None];
    let mut clothes = [Mass::ZERO; 2];
    let mut drinks = Drinks::default();
    let mut urine: Option<f64> = None;
    let mut urine_unknown = false;
    for event in events {
        match &event.what {
            What::Body { side, mass, .. } => {
                let slot = &mut asked[usize::from(*side == Side::Out)];
                let verdict = judge(*side, *mass, &expectation, *slot);
                folded.verdicts.insert(event.id.clone(), verdict);
                if verdict == Verdict::Asked {
                    *slot = Some(*mass);
                    continue;
                }
                *slot = None;
                folded.in_doubt |= verdict == Verdict::Unexpected;
                let (weight, at) = match side {
                    Side::In => (&mut folded.weights.before, &mut folded.in_at),
                    Side::Out => (&mut folded.weights.after, &mut folded.out_at),
                };
                folded.in_doubt |=
                    weight.is_some_and(|known| (known.as_kg() - mass.as_kg()).abs() > 0.1 + 1e-9);
                (*weight, *at) = (Some(*mass), Some(event.at));
                if *side == Side::In {
                    expectation.before = Some(*mass);
                }
                folded.skipped = false;
            }
            What::Bottle { bottle, mass, handed_out } => {
                if sharing.contains(&(member.athlete.as_str(), bottle.as_str())) {
                    folded.shared_bottle = true;
                    folded.in_doubt = true;
                }
                drinks.weighed(bottle, event.at, *mass, *handed_out);
            }
            What::Drunk { mass } => drinks.said(*mass),
            What::Urine { volume: Some(volume) } => {
                urine = Some(urine.unwrap_or(0.0) + volume.as_l());
                // An amount is the answer to an earlier "don't know".
                urine_unknown = false;
            }
            What::Urine { volume: None } => urine_unknown = true,
            What::Food { mass } => folded.weights.food += *mass,
            What::Gravity { value } => folded.gravity = Some(*value),
            What::Symptoms => (folded.symptoms, folded.symptoms_at) = (true, Some(event.at)),
            What::Skipped => folded.skipped = true,
            What::Clothes { side, mass } => clothes[usize::from(*side == Side::Out)] = *mass,
            What::Moved { .. } | What::Void { .. } => {}
        }
    }
    [folded.asked_before, folded.asked_after] = asked;
    folded.weights.urine = match (urine, urine_unknown) {
        (Some(litres), false) => Urine::Known(Volume::from_l(litres)),
        _ => Urine::Unknown,
    };
    let [before, after] = clothes;
    folded.weights.before = folded.weights.before.map(|mass| mass - before);
    folded.weights.after = folded.weights.after.map(|mass| mass - after);
    let shared = |bottle: &str| sharing.contains(&(member.athlete.as_str(), bottle));
    (folded.weights.drunk, folded.drunk_least) = drinks.drunk(shared);
    folded
}
