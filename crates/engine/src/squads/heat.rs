//! Heat on the field: readings against the squad's policies, who was told, who decided otherwise.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Collection, Span, Stored};
use team::heat::{
    Action, Doubt, Exposure, Foreseen, IndexKind, Judgement, Meter, Origin, Policy, Reading, Unit, bias,
    check, foresee, judge, policy,
};

use super::session::SquadSession;
use crate::access::fresh_name;
use crate::{Caller, Engine, Error, SquadRecord, owner};

/// A reading as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatReading {
    /// Its name.
    pub id: String,
    /// The session.
    pub session: String,
    /// The value.
    #[serde(flatten)]
    pub reading: Reading,
    /// The meter.
    #[serde(default)]
    pub meter: Meter,
    /// How it stood.
    #[serde(default)]
    pub exposure: Exposure,
    /// Who read it.
    pub by: String,
    /// What is doubtful about it.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    pub(super) anchor: Timestamp,
}

impl Stored for HeatReading {
    const COLLECTION: &'static str = "heat-readings";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.anchor, self.anchor))
    }
}

/// A reading as it is typed: a WBGT with its unit, or three thermometers in °C.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewHeatReading {
    /// When; now when absent.
    pub at: Option<Timestamp>,
    /// What was measured; WBGT when absent.
    pub kind: Option<IndexKind>,
    /// The value.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Natural wet bulb, °C.
    pub natural_wet_bulb: Option<f64>,
    /// Globe, °C.
    pub globe: Option<f64>,
    /// Air, °C.
    pub air: Option<f64>,
    /// The meter.
    pub meter: Meter,
    /// How it stood.
    pub exposure: Exposure,
    /// The jump was seen and is right.
    pub confirmed: bool,
}

/// That somebody was told, acknowledged, or decided otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatDecision {
    /// Its name.
    pub id: String,
    /// The session.
    pub session: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// The policy, with the hash of its file.
    pub policy: String,
    /// The hash of the policy's file.
    pub hash: String,
    /// The band that held.
    pub band: String,
    /// Acknowledged; otherwise overruled for the reason.
    pub overruled: Option<String>,
    pub(super) anchor: Timestamp,
}

impl Stored for HeatDecision {
    const COLLECTION: &'static str = "heat-decisions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn span(&self) -> Option<Span> {
        Some(Span::between(self.anchor, self.anchor))
    }
}

/// What one policy says of a session now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatNow {
    /// The policy.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// The body.
    pub body: String,
    /// The hash of its file.
    pub hash: String,
    /// What holds.
    pub judgement: Judgement,
    /// The band's name.
    pub band: Option<String>,
    /// What it demands.
    pub action: Action,
    /// What it says, by language.
    pub say: std::collections::BTreeMap<String, String>,
    /// What the forecast says.
    pub foreseen: Foreseen,
    /// The unit of its values.
    pub unit: &'static str,
    /// What it is silent about.
    pub silent: Vec<String>,
    /// Acknowledged since the band was reached.
    pub acknowledged: bool,
    /// Overruled since the band was reached, and why.
    pub overruled: Option<String>,
}

impl HeatNow {
    /// How hot for the flags: 0 normal, 1 watch, 2 or more where training changes.
    pub(super) fn hot_band(&self) -> usize {
        match self.action {
            Action::NotCovered | Action::Normal => 0,
            Action::Watch => 1,
            Action::Break => 2,
            Action::Modify | Action::Reschedule | Action::Stop => 3,
        }
    }
}

/// The policies of a squad that chose none.
pub(super) const USUAL_POLICY: &str = "acsm-2007";
pub(super) const USUAL_AXIS: &str = "unacclimatised";

impl Engine {
    /// What the policies of a squad say of a session now, the strictest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heat_now(&self, squad: &SquadRecord, session: &SquadSession) -> Result<Vec<HeatNow>, Error> {
        let (readings, decisions) = self.heat_log(&squad.id, session).await?;
        Ok(self.heat_of(squad, session, &readings, &decisions))
    }

    /// What the policies of a squad say of a session now, by its readings and decisions in the order of time; the strictest
    /// first.
    pub fn heat_of(
        &self,
        squad: &SquadRecord,
        session: &SquadSession,
        readings: &[HeatReading],
        decisions: &[HeatDecision],
    ) -> Vec<HeatNow> {
        let chosen = match squad.settings.policies.as_slice() {
            [] => vec![USUAL_POLICY],
            chosen => chosen.iter().map(String::as_str).collect(),
        };
        let axis = match squad.settings.policies.is_empty() {
            true => Some(USUAL_AXIS),
            false => squad.settings.axis.as_deref(),
        };
        let values: Vec<Reading> = readings.iter().map(|reading| reading.reading.clone()).collect();
        let mut all: Vec<HeatNow> = chosen
            .into_iter()
            .filter_map(policy)
            .map(|policy| self.heat_under(policy, axis, session, &values, decisions))
            .collect();
        all.sort_by_key(|heat| (std::cmp::Reverse(heat.action), heat.policy.clone()));
        all
    }

    fn heat_under(
        &self,
        policy: &Policy,
        axis: Option<&str>,
        session: &SquadSession,
        readings: &[Reading],
        decisions: &[HeatDecision],
    ) -> HeatNow {
        let axis = axis.filter(|_| policy.index.axis.is_some());
        let now = self.now();
        let practised = [(session.time.start, session.time.end)];
        let judgement = judge(policy, axis, readings, &practised, now);
        let wbgt = physiology::wet_bulb_globe::of_session(&session.conditions).wbgt.as_celsius();
        let foreseen = foresee(policy, wbgt, bias(&[]), axis);
        let row = judgement.band.ok().and_then(|band| policy.bands.get(band));
        let since = judgement.since;
        let own = |decision: &&HeatDecision| {
            decision.policy == policy.id
                && row.is_some_and(|row| row.id == decision.band)
                && since.is_none_or(|since| decision.at >= since)
        };
        let decided: Vec<&HeatDecision> = decisions.iter().filter(own).collect();
        let action = row.map_or(Action::NotCovered, |row| row.action);
        HeatNow {
            policy: policy.id.clone(),
            title: policy.title.clone(),
            body: policy.body.clone(),
            hash: policy.hash.clone(),
            band: row.map(|row| row.id.clone()),
            action,
            say: row.map(|row| row.say.clone()).unwrap_or_default(),
            foreseen,
            unit: policy.index.unit.symbol(),
            silent: policy.silent.clone(),
            acknowledged: decided.iter().any(|decision| decision.overruled.is_none()),
            overruled: decided.iter().rev().find_map(|decision| decision.overruled.clone()),
            judgement,
        }
    }

    /// Stores a reading, and notes it in the squad's log.
    ///
    /// # Errors
    /// When it cannot be, or jumps and was not confirmed.
    pub async fn read_heat(
        &self,
        squad: &str,
        session: &str,
        by: &Caller,
        new: NewHeatReading,
    ) -> Result<HeatReading, Error> {
        let (record, role) = self.squad_for(by, squad).await?;
        let found = self.squad_session(squad, session).await?;
        let owner = owner::squad(squad)?;
        let at = new.at.unwrap_or_else(|| self.now()).min(self.now());
        let reading = match (new.value, new.natural_wet_bulb, new.globe, new.air) {
            (Some(value), None, None, None) if value.is_finite() => Reading {
                at,
                kind: new.kind.unwrap_or(IndexKind::Wbgt),
                value,
                unit: new.unit.ok_or_else(|| Error::field("unit", "write degC or degF"))?,
                origin: Origin::OnSite,
            },
            (None, Some(wet), Some(globe), Some(air)) => Reading::of_components(at, wet, globe, air),
            _ => {
                let message = "write a value with its unit, or natural_wet_bulb, globe and air in °C";
                return Err(Error::field("value", message));
            }
        };
        let after = found.anchor + jiff::SignedDuration::from_secs(1);
        let mut before = self.of::<HeatReading>(&owner).between(found.anchor, after).await?;
        before.retain(|other| other.session == session && other.reading.at <= at);
        before.sort_by_key(|other| other.reading.at);
        let last = before.last().map(|other| &other.reading);
        let doubts = check(&reading, last, &new.exposure).map_err(|error| Error::field("value", error))?;
        if doubts.contains(&Doubt::Jump) && !new.confirmed {
            let message = "this is more than 4 °C from the reading before: read again, or confirm it";
            return Err(Error::field("confirmed", message));
        }
        let stored = HeatReading {
            id: fresh_name(&*self.randomness, "h-")?,
            session: session.to_owned(),
            reading,
            meter: new.meter,
            exposure: new.exposure,
            by: by.signature().to_owned(),
            doubts,
            anchor: found.anchor,
        };
        self.commit(&owner, vec![Collection::put(&stored)?]).await?;
        self.note_read(by, &record, role, "heat", &stored.id, &[]).await?;
        Ok(stored)
    }

    /// Notes that somebody read what a policy demands, or decided otherwise for a reason.
    ///
    /// # Errors
    /// When nothing holds, or the reason is missing.
    pub async fn decide_heat(
        &self,
        squad: &str,
        session: &str,
        by: &Caller,
        policy: &str,
        overruled: Option<String>,
    ) -> Result<HeatDecision, Error> {
        let (record, role) = self.squad_for(by, squad).await?;
        let found = self.squad_session(squad, session).await?;
        let heat = self.heat_now(&record, &found).await?;
        let now = heat.into_iter().find(|heat| heat.policy == policy);
        let now = now.ok_or_else(|| Error::not_found("policy of this squad", policy))?;
        let Some(band) = now.band else {
            return Err(Error::field("policy", "it says nothing yet: read the meter first"));
        };
        let overruled = overruled.map(|reason| reason.trim().to_owned());
        if overruled.as_ref().is_some_and(|reason| !(3..=500).contains(&reason.chars().count())) {
            return Err(Error::field("overruled", "write the reason, in 3 to 500 characters"));
        }
        let decision = HeatDecision {
            id: fresh_name(&*self.randomness, "hd-")?,
            session: session.to_owned(),
            at: self.now(),
            by: by.signature().to_owned(),
            policy: policy.to_owned(),
            hash: now.hash,
            band,
            overruled,
            anchor: found.anchor,
        };
        self.commit(&owner::squad(squad)?, vec![Collection::put(&decision)?]).await?;
        self.note_read(by, &record, role, "heat-decision", &decision.id, &[]).await?;
        Ok(decision)
    }

    /// The readings and decisions of a session, in the order of time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heat_log(
        &self,
        squad: &str,
        session: &SquadSession,
    ) -> Result<(Vec<HeatReading>, Vec<HeatDecision>), Error> {
        let owner = owner::squad(squad)?;
        let after = session.anchor + jiff::SignedDuration::from_secs(1);
        let mut readings = self.of::<HeatReading>(&owner).between(session.anchor, after).await?;
        readings.retain(|reading| reading.session == session.id);
        readings.sort_by_key(|reading| reading.reading.at);
        let mut decisions = self.of::<HeatDecision>(&owner).between(session.anchor, after).await?;
        decisions.retain(|decision| decision.session == session.id);
        decisions.sort_by_key(|decision| decision.at);
        Ok((readings, decisions))
    }
}
