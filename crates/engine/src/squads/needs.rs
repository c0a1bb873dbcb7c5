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
    /// What they were worked out from, by athlete.
    #[serde(default)]
    facts: BTreeMap<String, Facts>,
    /// By athlete.
    pub athletes: BTreeMap<String, SessionNeeds>,
}

impl Stored for SquadNeeds {
    const COLLECTION: &'static str = "squad-needs";

    fn id(&self) -> String {
        self.session.clone()
    }
}

/// What an athlete's needs depend on besides the session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Facts {
    /// Whether the sweat profile is shared with the squad.
    shares: bool,
    /// A hash of the athlete's record: conditions, medication, body mass, what is avoided.
    hash: String,
}

impl SquadNeeds {
    /// Takes an athlete out of it. Whether the athlete was in it.
    pub(super) fn forget(&mut self, athlete: &str) -> bool {
        let facts = self.facts.remove(athlete).is_some();
        self.athletes.remove(athlete).is_some() || facts
    }
}

/// Needs of a session to come are worked out again after so long: profiles and the weather change.
const FRESH: SignedDuration = SignedDuration::from_hours(12);
/// So long after a session its needs are looked after: until then a card may be in somebody's hand.
const WATCHED: SignedDuration = SignedDuration::from_hours(12);
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
        let mut known = self.of::<SquadNeeds>(&owner).get(&session.id).await?;
        if known.as_ref().is_some_and(|known| known.stamp == stamp && now > session.time.end + WATCHED) {
            // Nobody drinks by it any more.
            return Ok(known.map(|known| known.athletes).unwrap_or_default());
        }
        let facts: Vec<_> = members.iter().map(|member| self.facts_of(&squad.id, member)).collect();
        let facts: BTreeMap<String, Facts> = stream::iter(facts).buffered(AT_ONCE).collect().await;
        let started = now > session.time.start;
        known =
            known.filter(|known| known.stamp == stamp && (started || now.duration_since(known.made) < FRESH));
        let changed = |member: &&MemberRecord| {
            let same = |known: &SquadNeeds| known.facts.get(&member.athlete) == facts.get(&member.athlete);
            !known.as_ref().is_some_and(same)
        };
        let shared = |facts: &BTreeMap<String, Facts>, athlete: &str| {
            facts.get(athlete).is_some_and(|facts| facts.shares)
        };
        let anew: Vec<_> = members
            .iter()
            .filter(changed)
            .map(|member| async {
                let shares = shared(&facts, &member.athlete);
                (member.athlete.clone(), self.needs_of(session, &member.athlete, shares).await)
            })
            .collect();
        if anew.is_empty()
            && let Some(known) = known
        {
            return Ok(known.athletes);
        }
        let anew: BTreeMap<String, SessionNeeds> = stream::iter(anew).buffered(AT_ONCE).collect().await;
        let made = known.as_ref().map_or(now, |known| known.made);
        let (mut athletes, before) = known.map(|known| (known.athletes, known.facts)).unwrap_or_default();
        for (athlete, needs) in anew {
            match athletes.get_mut(&athlete) {
                // What was foreseen stays what was foreseen; that no amount may be advised holds at once.
                Some(foreseen) if started && shared(&before, &athlete) == shared(&facts, &athlete) => {
                    foreseen.no_amounts |= needs.no_amounts;
                }
                _ => drop(athletes.insert(athlete, needs)),
            }
        }
        let needs = SquadNeeds { session: session.id.clone(), stamp, made, facts, athletes };
        self.commit(&owner, vec![Collection::put(&needs)?]).await?;
        Ok(needs.athletes)
    }

    async fn facts_of(&self, squad: &str, member: &MemberRecord) -> (String, Facts) {
        let athlete = &member.athlete;
        let record = match self.athlete(athlete).await {
            Ok(record) => format!("{record:?}"),
            Err(error) => error.to_string(),
        };
        let shares = self.shares_profile(squad, member).await;
        (athlete.clone(), Facts { shares, hash: hex(&Sha256::digest(record.as_bytes())) })
    }

    /// Whether what the athlete's tests say may be used for a squad. Who consented to less gets a plan by what is usual: tests
    /// made in another squad are none of this one's business. Where nobody asked for consent, sharing with other squads alone
    /// is a no, and so is not knowing.
    async fn shares_profile(&self, squad: &str, member: &MemberRecord) -> bool {
        if let Some(consent) = &member.consent {
            let holds = member.weighable(self.now(), self.today()).is_ok();
            return holds && consent.scopes.contains("profile");
        }
        let Ok(grants) = self.grants(&member.athlete).await else { return false };
        let mut squads = grants.iter().filter_map(|grant| match &grant.to {
            crate::Grantee::Squad { id, .. } => Some(id == squad),
            _ => None,
        });
        let mut own = squads.clone();
        squads.next().is_none() || own.any(|own| own)
    }

    async fn needs_of(&self, session: &SquadSession, athlete: &str, shares: bool) -> SessionNeeds {
        let Some(effective) = session.effective(athlete) else { return SessionNeeds::default() };
        let (id, start) = (format!("p-{}", effective.start.as_second()), effective.start);
        let conditions = session.conditions_of(&effective);
        let own = PlannedSession {
            weather: session.weather,
            simulated: session.simulated,
            ..PlannedSession::of(id, &session.title, start, conditions, session.intensity)
        };
        let plan = match self.outline_with(athlete, own, shares).await {
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
