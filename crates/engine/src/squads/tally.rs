//! A session's numbers for the season, by athlete: worked out once from its weighings, and again when one of them changes.
//!
//! A season of ninety athletes has some fifty thousand weighings; it is read from some three hundred of these. A tally is
//! removed by the commit that stores another weighing of its session.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Collection, Commit, Span, Stored};
use team::flag::{Situation, Urgency, flags};
use team::weighing::Urine;
use units::{Duration, Mass, VolumeRate};

use super::event::{Folded, fold};
use super::member::MemberRecord;
use super::needs::SquadNeeds;
use super::session::SquadSession;
use crate::requests::hex;
use crate::{Engine, Error, owner};

/// What a session says of one athlete. Who may see it is decided where it is read: consent may end later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tallied {
    /// The change of body mass, as a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) change: Option<f64>,
    /// The sweating rate of a balance without doubt, L/h.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rate: Option<f64>,
    /// The rate that was foreseen, L/h.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) foreseen: Option<f64>,
    /// There was a red or amber flag.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) flagged: bool,
}

/// The numbers of a session, of those of whom anything was noted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tally {
    session: String,
    stamp: String,
    /// The anchor of its session, by which it is found.
    anchor: Timestamp,
    /// By athlete.
    pub(super) athletes: BTreeMap<String, Tallied>,
}

impl Stored for Tally {
    const COLLECTION: &'static str = "squad-tallies";

    fn id(&self) -> String {
        self.session.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.anchor, self.anchor))
    }
}

/// A tally is stored this long after its session: before that, weighings and corrections still come.
const STORED_AFTER: SignedDuration = SignedDuration::from_hours(24);

impl Engine {
    /// The tallies of sessions, in their order. Those that are missing are worked out, and stored once the session is over.
    pub(super) async fn tallies(
        &self,
        squad: &str,
        sessions: &[SquadSession],
        members: &[MemberRecord],
    ) -> Result<Vec<Tally>, Error> {
        let owner = owner::squad(squad)?;
        // Before anything is read: what is worked out is stored only if nothing was committed since.
        let revision = self.revision_of(&owner).await?;
        let anchors = || sessions.iter().map(|session| session.anchor);
        let Some((first, last)) = anchors().min().zip(anchors().max()) else { return Ok(Vec::new()) };
        let mut known: BTreeMap<String, Tally> = BTreeMap::new();
        for tally in self.of::<Tally>(&owner).between(first, last + SignedDuration::from_secs(1)).await? {
            known.insert(tally.session.clone(), tally);
        }
        let mut tallies = Vec::with_capacity(sessions.len());
        let mut changes = Vec::new();
        for session in sessions {
            let stamp = stamp(session);
            if let Some(tally) = known.remove(&session.id).filter(|tally| tally.stamp == stamp) {
                tallies.push(tally);
                continue;
            }
            let events = self.session_events(squad, session).await?;
            let needs = match events.is_empty() {
                true => None,
                false => self.of::<SquadNeeds>(&owner).get(&session.id).await?,
            };
            let folded = fold(&events, members, session);
            let athletes = folded.into_iter().map(|(athlete, one)| {
                let tallied = tallied(session, &athlete, &one, needs.as_ref());
                (athlete, tallied)
            });
            let tally = Tally {
                session: session.id.clone(),
                stamp,
                anchor: session.anchor,
                athletes: athletes.collect(),
            };
            if self.now().duration_since(session.time.end) > STORED_AFTER {
                changes.push(Collection::put(&tally)?);
            }
            tallies.push(tally);
        }
        if !changes.is_empty() {
            match self.deliver(Commit::of(owner, changes).at(revision)).await {
                // Somebody was faster: the next reader works them out again.
                Ok(_) | Err(store::StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(tallies)
    }
}

/// What a tally depends on besides the weighings.
fn stamp(session: &SquadSession) -> String {
    let text = format!("{:?} {:?}", session.time, session.deviations);
    hex(&Sha256::digest(text.as_bytes()))
}

fn tallied(session: &SquadSession, athlete: &str, one: &Folded, needs: Option<&SquadNeeds>) -> Tallied {
    let trained = session.effective(athlete).map_or(0, |effective| effective.minutes());
    let balance = one.weights.balance(Duration::from_minutes(f64::from(trained)));
    let raised = flags(&Situation {
        weights: one.weights,
        balance,
        drunk_least: one.drunk_least,
        symptoms: one.symptoms,
        gravity: one.gravity,
        attends: true,
        ..Situation::default()
    });
    let certain = one.weights.drunk.is_some() && one.weights.urine != Urine::Unknown && !one.in_doubt;
    let good = balance.filter(|balance| certain && balance.sweat > Mass::ZERO);
    let foreseen = needs.and_then(|needs| needs.athletes.get(athlete)?.rate);
    Tallied {
        change: one.weights.change().map(|(_, share)| share.as_ratio()),
        rate: good.map(|balance| balance.rate.as_l_per_h()),
        foreseen: foreseen.map(VolumeRate::as_l_per_h),
        flagged: raised.iter().any(|flag| flag.urgency != Urgency::Grey),
    }
}
