//! What was weighed, as it arrived: an append-only list of events, from which everything else is worked out on reading.
//! An event is stored before it is judged; a judgement never deletes one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Span, Stored};
use team::weighing::{Side, Urine, Verdict, Weights, judge};
use units::{Mass, Volume};

use super::member::MemberRecord;

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

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.anchor, self.anchor))
    }
}

/// What the events of one athlete in one session come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// The weights that count.
    pub weights: Weights,
    /// When the weight before was taken.
    pub in_at: Option<Timestamp>,
    /// When the weight after was taken.
    pub out_at: Option<Timestamp>,
    /// A weight counts although it is far from what is usual, there are two that count, or a bottle was shared.
    pub in_doubt: bool,
    /// A bottle was shared: what was drunk is not known.
    pub shared_bottle: bool,
    /// The athlete reports symptoms.
    pub symptoms: bool,
    /// Urine specific gravity.
    pub gravity: Option<f64>,
    /// The athlete is not weighed.
    pub skipped: bool,
    /// The verdict on each body weight, by the event's name.
    pub verdicts: BTreeMap<String, Verdict>,
}

/// The bottles that were given back by another athlete than they were handed out to, with both.
fn shared_bottles<'a>(events: &[&'a KioskEvent]) -> Vec<&'a str> {
    let mut holders: BTreeMap<&str, &str> = BTreeMap::new();
    let mut sharing = Vec::new();
    for event in events {
        let What::Bottle { bottle, handed_out, .. } = &event.what else { continue };
        match holders.get(bottle.as_str()) {
            Some(holder) if *holder != event.athlete && !handed_out => {
                sharing.push(*holder);
                sharing.push(event.athlete.as_str());
            }
            _ => {
                holders.insert(bottle, &event.athlete);
            }
        }
    }
    sharing
}

/// Works out what the events of a session come to, by athlete.
pub(super) fn fold(
    events: &[KioskEvent],
    members: &[MemberRecord],
    anchor: Timestamp,
) -> BTreeMap<String, Folded> {
    let mut events: Vec<&KioskEvent> = events.iter().collect();
    events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let sharing = shared_bottles(&events);
    let mut by_athlete: BTreeMap<&str, Vec<&KioskEvent>> = BTreeMap::new();
    for event in &events {
        by_athlete.entry(&event.athlete).or_default().push(event);
    }
    let mut folded: BTreeMap<String, Folded> = BTreeMap::new();
    for member in members {
        let Some(own) = by_athlete.get(member.athlete.as_str()) else { continue };
        let mut one = fold_one(own, member, anchor);
        if sharing.contains(&member.athlete.as_str()) {
            one.shared_bottle = true;
            one.in_doubt = true;
            one.weights.drunk = None;
        }
        folded.insert(member.athlete.clone(), one);
    }
    folded
}

fn fold_one(events: &[&KioskEvent], member: &MemberRecord, anchor: Timestamp) -> Folded {
    let mut folded = Folded::default();
    let mut expectation = member.expectation(anchor);
    let mut asked: [Option<Mass>; 2] = [None, None];
    let mut bottles: Option<f64> = None;
    let mut said: Option<f64> = None;
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
            What::Bottle { mass, handed_out, .. } => {
                let sign = if *handed_out { 1.0 } else { -1.0 };
                bottles = Some(bottles.unwrap_or(0.0) + sign * mass.as_kg());
            }
            What::Drunk { mass } => said = Some(said.unwrap_or(0.0) + mass.as_kg()),
            What::Urine { volume } => {
                folded.weights.urine = match (folded.weights.urine, volume) {
                    (Urine::Known(known), Some(more)) => {
                        Urine::Known(Volume::from_l(known.as_l() + more.as_l()))
                    }
                    (Urine::Unknown, Some(volume)) => Urine::Known(*volume),
                    (_, None) => Urine::Unknown,
                };
            }
            What::Food { mass } => folded.weights.food += *mass,
            What::Gravity { value } => folded.gravity = Some(*value),
            What::Symptoms => folded.symptoms = true,
            What::Skipped => folded.skipped = true,
        }
    }
    folded.weights.drunk = match (bottles, said) {
        (None, None) => None,
        // A bottle that came back heavier was filled by somebody else: at least nothing was drunk of it.
        (bottles, said) => Some(Mass::from_kg(bottles.unwrap_or(0.0).max(0.0) + said.unwrap_or(0.0))),
    };
    folded
}
