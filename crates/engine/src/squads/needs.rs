//! What a session takes out of each athlete, and what to drink: worked out for everybody in one pass, stored with the
//! session, and again when the plan, a deviation or the squad changes.

use std::collections::BTreeMap;

use fuel::{Band, Phase, Range};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Collection, Stored};
use units::{Carbohydrate, Interval, Sodium, SodiumConcentration, Volume, VolumeRate};

use super::member::MemberRecord;
use super::session::SquadSession;
use crate::requests::hex;
use crate::{Engine, Error, PlannedSession, SquadRecord, owner};

/// What one athlete needs in a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionNeeds {
    /// The sweating rate to expect, if there is a prediction.
    #[serde(default)]
    pub rate: Option<VolumeRate>,
    /// Four in five.
    #[serde(default)]
    pub rate_80: Option<Interval<VolumeRate>>,
    /// Sweat sodium, four in five.
    #[serde(default)]
    pub sodium_80: Option<Interval<SodiumConcentration>>,
    /// Fluid during the session.
    #[serde(default)]
    pub fluid: Option<Range<Volume>>,
    /// Carbohydrate during the session.
    #[serde(default)]
    pub carbohydrate: Option<Range<Carbohydrate>>,
    /// Sodium during the session.
    #[serde(default)]
    pub sodium: Option<Range<Sodium>>,
    /// No amount may be advised.
    #[serde(default)]
    pub no_amounts: bool,
    /// Why there are no needs, where they could not be worked out.
    #[serde(default)]
    pub problem: Option<String>,
}

/// What everybody needs in a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SquadNeeds {
    session: String,
    stamp: String,
    made: Timestamp,
    /// By athlete.
    pub athletes: BTreeMap<String, SessionNeeds>,
}

impl Stored for SquadNeeds {
    const COLLECTION: &'static str = "squad-needs";

    fn id(&self) -> String {
        self.session.clone()
    }
}

/// Needs of a session to come are worked out again after so long: profiles and the weather change.
const FRESH: SignedDuration = SignedDuration::from_hours(12);
/// Members worked out at once.
const AT_ONCE: usize = 8;

impl Engine {
    /// What each of these members needs in a session; those who left are not among them.
    ///
    /// # Errors
    /// When the database fails; what cannot be worked out for one athlete is said in that row.
    pub(super) async fn needs_in(
        &self,
        squad: &SquadRecord,
        session: &SquadSession,
        members: &[MemberRecord],
    ) -> Result<BTreeMap<String, SessionNeeds>, Error> {
        let owner = owner::squad(&squad.id)?;
        let stamp = stamp(session, members);
        let now = self.now();
        if let Some(known) = self.of::<SquadNeeds>(&owner).get(&session.id).await? {
            let fresh = now > session.time.start || now.duration_since(known.made) < FRESH;
            if known.stamp == stamp && fresh {
                return Ok(known.athletes);
            }
        }
        let all: Vec<_> = members
            .iter()
            .map(|member| async { (member.athlete.clone(), self.needs_of(session, &member.athlete).await) })
            .collect();
        let athletes: BTreeMap<String, SessionNeeds> = stream::iter(all).buffered(AT_ONCE).collect().await;
        let needs = SquadNeeds { session: session.id.clone(), stamp, made: now, athletes };
        self.commit(&owner, vec![Collection::put(&needs)?]).await?;
        Ok(needs.athletes)
    }

    async fn needs_of(&self, session: &SquadSession, athlete: &str) -> SessionNeeds {
        let Some(effective) = session.effective(athlete) else { return SessionNeeds::default() };
        let (id, start) = (format!("p-{}", effective.start.as_second()), effective.start);
        let conditions = session.conditions_of(&effective);
        let own = PlannedSession {
            weather: session.weather,
            simulated: session.simulated,
            ..PlannedSession::of(id, &session.title, start, conditions, session.intensity)
        };
        let plan = match self.outline_with(athlete, own).await {
            Ok(plan) => plan,
            Err(error) => {
                return SessionNeeds { problem: Some(error.to_string()), ..SessionNeeds::default() };
            }
        };
        let mut needs = SessionNeeds {
            rate: Some(plan.prediction.rate.median),
            rate_80: Some(plan.prediction.rate.i80),
            sodium_80: Some(plan.prediction.sodium_concentration.i80),
            no_amounts: plan.flags.iter().any(|flag| {
                matches!(
                    flag,
                    fuel::Flag::RefusedNumericPlan | fuel::Flag::StopDrinking | fuel::Flag::EahWarn
                )
            }),
            ..SessionNeeds::default()
        };
        for need in plan.needs.iter().filter(|need| need.phase == Phase::During) {
            match need.amount {
                Band::Fluid(range) => needs.fluid = Some(range),
                Band::Carbohydrate(range) => needs.carbohydrate = Some(range),
                Band::Sodium(range) => needs.sodium = Some(range),
                Band::Protein(_) | Band::Caffeine(_) => {}
            }
        }
        needs
    }
}

/// What the needs depend on and that changes with the plan or the squad.
fn stamp(session: &SquadSession, members: &[MemberRecord]) -> String {
    let athletes: Vec<&str> = members.iter().map(|member| member.athlete.as_str()).collect();
    let text = format!(
        "{:?} {:?} {:?} {:?} {athletes:?}",
        session.time, session.conditions, session.intensity, session.deviations
    );
    hex(&Sha256::digest(text.as_bytes()))
}
