//! Heat on the field: readings against the squad's policies, who was told, who decided otherwise.

use connect::weather::Kind;
use jiff::{SignedDuration, Timestamp};
use physiology::sports_heat::{Activity, Field, sports_heat};
use serde::{Deserialize, Serialize};
use store::{Collection, Span, Stored};
use team::heat::{
    Action, Bias, Doubt, Expected, Exposure, Foreseen, IndexKind, Judgement, Meter, NotCovered, Origin,
    Policy, Reading, Unit, bias, check, foresee, is_far_below, judge, policy,
};
use units::{AirSpeed, Fraction, Temperature, TemperatureDifference};

use super::session::SquadSession;
use crate::access::fresh_name;
use crate::amend::Write;
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

/// The forecasts and readings of a squad's field, by which forecasts for it are put right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct HeatField {
    /// The newest last, one of each session: the WBGT that was forecast and the one that was read, in °C.
    pairs: Vec<(String, f64, f64)>,
}

/// The one field of a squad.
const FIELD: &str = "field";
/// Older pairs say little of this season.
const MOST_PAIRS: usize = 60;

impl Stored for HeatField {
    const COLLECTION: &'static str = "heat-field";

    fn id(&self) -> String {
        FIELD.to_owned()
    }
}

impl HeatField {
    /// Takes in a reading; of a session the last one counts.
    fn learn(&mut self, session: &SquadSession, reading: &Reading) {
        let outdoors = matches!(session.conditions.setting, physiology::Setting::Outdoors { .. });
        let celsius = reading.unit.convert(reading.value, Unit::Celsius);
        let forecast = session.weather.is_some_and(|weather| weather.kind == Kind::Forecast);
        let Some(celsius) = celsius.filter(|_| outdoors && forecast) else { return };
        if reading.kind != IndexKind::Wbgt || reading.origin != Origin::OnSite {
            return;
        }
        self.pairs.retain(|(of, ..)| *of != session.id);
        self.pairs.push((session.id.clone(), wbgt_of(session), celsius));
        let surplus = self.pairs.len().saturating_sub(MOST_PAIRS);
        self.pairs.drain(..surplus);
    }

    fn bias(&self) -> Bias {
        let pairs: Vec<(f64, f64)> =
            self.pairs.iter().map(|(_, forecast, read)| (*forecast, *read)).collect();
        bias(&pairs)
    }
}

/// The WBGT that the weather of a session makes, in °C.
fn wbgt_of(session: &SquadSession) -> f64 {
    physiology::wet_bulb_globe::of_session(&session.conditions).wbgt.as_celsius()
}

/// What was read and decided in a session, and how forecasts of the field are off.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatLog {
    /// Readings in the order of time.
    pub readings: Vec<HeatReading>,
    /// Decisions in the order of time.
    pub decisions: Vec<HeatDecision>,
    /// How forecasts are off here.
    pub bias: Bias,
}

/// The indices that the weather of a session makes.
const WORKED_OUT: [IndexKind; 4] =
    [IndexKind::Wbgt, IndexKind::AirTemperature, IndexKind::HeatIndex, IndexKind::Model];

/// What the weather of a session makes of an index; `None` where it cannot be worked out.
fn expected(kind: IndexKind, session: &SquadSession, bias: Bias) -> Option<Expected> {
    let warmer = |off: f64| physiology::SessionConditions {
        air_temperature: session.conditions.air_temperature + TemperatureDifference::from_kelvin(off),
        ..session.conditions
    };
    let air = |off| Some(warmer(off).air_temperature.as_celsius());
    let index = |off| {
        let air = warmer(off);
        Some(physiology::heat_index::heat_index(air.air_temperature, air.relative_humidity).as_celsius())
    };
    let model = |off| {
        let air = warmer(off);
        Some(sports_heat(Activity::of_sport(air.sport)?, &Field::of_session(&air))?.level)
    };
    match kind {
        IndexKind::Wbgt => Some(Expected::wbgt(wbgt_of(session), bias)),
        IndexKind::AirTemperature => Expected::by_air(kind, Unit::Celsius, air),
        IndexKind::HeatIndex => Expected::by_air(kind, Unit::Celsius, index),
        IndexKind::Model => Expected::by_air(kind, Unit::Level, model),
        IndexKind::Typed => None,
    }
}

/// The forecast as a reading, where a policy lets it decide. It was there before the session, and before anything on the
/// field.
fn forecast_reading(policy: &Policy, session: &SquadSession, forecast: &[Expected]) -> Option<Reading> {
    let expected = forecast.iter().find(|expected| policy.index.kind == expected.kind)?;
    policy.measure.forecast_decides.then(|| Reading {
        at: session.time.start - SignedDuration::from_hours(24),
        kind: expected.kind,
        value: expected.likely,
        unit: expected.unit,
        origin: Origin::Forecast,
    })
}

/// A reading as it is typed: a WBGT with its unit, three thermometers in °C, or air and humidity.
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
    /// Relative humidity, %: with the air the heat index (`kind`), or the level of a model that a policy asks for.
    pub relative_humidity: Option<f64>,
    /// Wind at the height of the body, m/s, for that level; the forecast's when absent.
    pub wind: Option<f64>,
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
    /// What the value would demand where the policy does not cover the session: flags are raised as in that heat.
    #[serde(skip)]
    pub(super) uncovered: Action,
}

impl HeatNow {
    /// How hot for the flags: 0 normal, 1 watch, 2 or more where training changes.
    pub(super) fn hot_band(&self) -> usize {
        match self.action.max(self.uncovered) {
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
        let log = self.heat_log(&squad.id, session).await?;
        Ok(self.heat_of(squad, session, &log))
    }

    /// What the policies of a squad say of a session now, by what was read and decided; the strictest first.
    pub fn heat_of(&self, squad: &SquadRecord, session: &SquadSession, log: &HeatLog) -> Vec<HeatNow> {
        let chosen = match squad.settings.policies.as_slice() {
            [] => vec![USUAL_POLICY],
            chosen => chosen.iter().map(String::as_str).collect(),
        };
        let axis = match squad.settings.policies.is_empty() {
            true => Some(USUAL_AXIS),
            false => squad.settings.axis.as_deref(),
        };
        let values: Vec<Reading> = log.readings.iter().map(|reading| reading.reading.clone()).collect();
        let policies: Vec<&Policy> = chosen.into_iter().filter_map(policy).collect();
        // A level by the model is some two hundred runs of ISO 7933: only what a policy takes is worked out.
        let taken = |kind: &IndexKind| policies.iter().any(|policy| policy.takes(*kind));
        let forecast: Vec<Expected> = WORKED_OUT
            .into_iter()
            .filter(taken)
            .filter_map(|kind| expected(kind, session, log.bias))
            .collect();
        let mut all: Vec<HeatNow> = policies
            .iter()
            .map(|policy| self.heat_under(policy, axis, session, &forecast, &values, &log.decisions))
            .collect();
        all.sort_by_key(|heat| (std::cmp::Reverse(heat.action), heat.policy.clone()));
        all
    }

    fn heat_under(
        &self,
        policy: &Policy,
        axis: Option<&str>,
        session: &SquadSession,
        forecast: &[Expected],
        readings: &[Reading],
        decisions: &[HeatDecision],
    ) -> HeatNow {
        let axis = axis.filter(|_| policy.index.axis.is_some());
        let now = self.now();
        let practised = [(session.time.start, session.time.end)];
        let foreseen = foresee(policy, forecast, axis);
        let first = forecast_reading(policy, session, forecast);
        let readings: Vec<Reading> = first.into_iter().chain(readings.iter().cloned()).collect();
        let mut judgement = judge(policy, axis, &readings, &practised, now);
        let indoors = matches!(session.conditions.setting, physiology::Setting::Indoors { .. });
        let mut uncovered = Action::NotCovered;
        // What the body is silent about is never shown as safe, nor as forbidden in its name.
        if indoors && policy.is_silent_indoors() {
            uncovered = judgement.band.ok().map_or(uncovered, |band| policy.bands[band].action);
            judgement = Judgement {
                band: Err(NotCovered::ByPolicy),
                value: judgement.value,
                since: judgement.since,
                duties: Vec::new(),
                left_min: None,
                stop: false,
                ..judgement
            };
        }
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
            uncovered,
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
        let reading = reading_of(&new, &found, at)?;
        let after = found.anchor + SignedDuration::from_secs(1);
        let mut before = self.of::<HeatReading>(&owner).between(found.anchor, after).await?;
        before.retain(|other| other.session == session && other.reading.at <= at);
        before.sort_by_key(|other| other.reading.at);
        let last = before.last().map(|other| &other.reading);
        let mut doubts =
            check(&reading, last, &new.exposure).map_err(|error| Error::field("value", error))?;
        let weather = expected(reading.kind, &found, Bias { shift: 0.0, half: 0.0, pairs: 0 });
        if weather.is_some_and(|weather| is_far_below(&reading, weather.likely, weather.unit)) {
            doubts.push(Doubt::FarBelow);
            if !new.confirmed {
                let message =
                    "this is more than 10 °C below what the weather makes: check the unit, or confirm it";
                return Err(Error::field("confirmed", message));
            }
        }
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
        self.transact(&owner, || async {
            let mut field = self.of::<HeatField>(&owner).get(FIELD).await?.unwrap_or_default();
            field.learn(&found, &stored.reading);
            Ok(Write::of(vec![Collection::put(&stored)?, Collection::put(&field)?], ()))
        })
        .await?;
        self.note_read(by, &record, role, "heat", &stored.id, &[]).await?;
        Ok(stored)
    }

    /// Notes that somebody read what a policy demands, or decided otherwise for a reason. `seen` is the band that the person
    /// saw: a decision about one band is none about the hotter one that was reached meanwhile.
    ///
    /// # Errors
    /// When nothing holds, another band holds than was seen, or the reason is missing.
    pub async fn decide_heat(
        &self,
        squad: &str,
        session: &str,
        by: &Caller,
        policy: &str,
        seen: Option<&str>,
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
        if seen.is_some_and(|seen| seen != band) {
            let message = format!("the band is now '{band}': read what it demands, then decide again");
            return Err(Error::field("band", message));
        }
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

    /// What was read and decided in a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heat_log(&self, squad: &str, session: &SquadSession) -> Result<HeatLog, Error> {
        let owner = owner::squad(squad)?;
        let after = session.anchor + SignedDuration::from_secs(1);
        let mut readings = self.of::<HeatReading>(&owner).between(session.anchor, after).await?;
        readings.retain(|reading| reading.session == session.id);
        readings.sort_by_key(|reading| reading.reading.at);
        let mut decisions = self.of::<HeatDecision>(&owner).between(session.anchor, after).await?;
        decisions.retain(|decision| decision.session == session.id);
        decisions.sort_by_key(|decision| decision.at);
        let field = self.of::<HeatField>(&owner).get(FIELD).await?.unwrap_or_default();
        Ok(HeatLog { readings, decisions, bias: field.bias() })
    }
}

/// What was typed as a reading.
fn reading_of(new: &NewHeatReading, session: &SquadSession, at: Timestamp) -> Result<Reading, Error> {
    let on_site = |kind, value, unit| Reading { at, kind, value, unit, origin: Origin::OnSite };
    match (new.value, new.natural_wet_bulb, new.globe, new.air, new.relative_humidity) {
        (Some(value), None, None, None, None) if value.is_finite() => {
            let unit = new.unit.ok_or_else(|| Error::field("unit", "write degC or degF"))?;
            Ok(on_site(new.kind.unwrap_or(IndexKind::Wbgt), value, unit))
        }
        (None, Some(wet), Some(globe), Some(air), None) => Ok(Reading::of_components(at, wet, globe, air)),
        (None, None, None, Some(air), Some(humidity)) => {
            let (air, humidity) = air_and_humidity(air, humidity)?;
            match new.kind.unwrap_or(IndexKind::Model) {
                IndexKind::AirTemperature => {
                    Ok(on_site(IndexKind::AirTemperature, air.as_celsius(), Unit::Celsius))
                }
                IndexKind::HeatIndex => {
                    let index = physiology::heat_index::heat_index(air, humidity);
                    Ok(on_site(IndexKind::HeatIndex, index.as_celsius(), Unit::Celsius))
                }
                IndexKind::Model => {
                    let level = level_of(session, air, humidity, new.wind)?;
                    Ok(on_site(IndexKind::Model, level, Unit::Level))
                }
                IndexKind::Wbgt | IndexKind::Typed => {
                    let message = "air and humidity make air-temperature, heat-index or model";
                    Err(Error::field("kind", message))
                }
            }
        }
        _ => {
            let message = "write a value with its unit; or natural_wet_bulb, globe and air in °C; or air and relative_humidity";
            Err(Error::field("value", message))
        }
    }
}

fn air_and_humidity(air: f64, humidity: f64) -> Result<(Temperature, Fraction), Error> {
    if !(-10.0..=55.0).contains(&air) {
        return Err(Error::field("air", "write the air temperature in °C, -10 to 55"));
    }
    if !(0.0..=100.0).contains(&humidity) {
        return Err(Error::field("relative_humidity", "write a humidity of 0 to 100 %"));
    }
    Ok((Temperature::from_celsius(air), Fraction::from_percent(humidity)))
}

/// The level of Sports Medicine Australia's model in air that was measured; the sun is the session's.
fn level_of(
    session: &SquadSession,
    air: Temperature,
    humidity: Fraction,
    wind: Option<f64>,
) -> Result<f64, Error> {
    if wind.is_some_and(|wind| !(0.0..=30.0).contains(&wind)) {
        return Err(Error::field("wind", "write a wind of 0 to 30 m/s"));
    }
    let measured = physiology::SessionConditions {
        air_temperature: air,
        relative_humidity: humidity,
        ..session.conditions
    };
    let mut field = Field::of_session(&measured);
    if let Some(wind) = wind {
        field.wind = AirSpeed::from_m_per_s(wind);
    }
    let uncovered = || Error::field("kind", "the model does not cover this sport: write a WBGT");
    let activity = Activity::of_sport(session.conditions.sport).ok_or_else(uncovered)?;
    Ok(sports_heat(activity, &field).ok_or_else(uncovered)?.level)
}

#[cfg(test)]
mod tests {
    use physiology::{Intensity, SessionConditions, Sport};
    use team::session::PlannedTime;
    use units::Duration;

    use super::*;

    fn session(id: &str, weather: Option<crate::WeatherSource>) -> SquadSession {
        let start: Timestamp = "2026-07-01T16:00:00Z".parse().unwrap();
        let air = Temperature::from_celsius(30.0);
        let (hour, half) = (Duration::from_hours(1.0), Fraction::from_percent(50.0));
        SquadSession {
            id: id.to_owned(),
            title: "Training".to_owned(),
            time: PlannedTime { start, end: start + SignedDuration::from_hours(1) },
            anchor: start,
            conditions: SessionConditions::planned(Sport::Soccer, hour, Intensity::Hard, air, half),
            intensity: Intensity::Hard,
            weather,
            deviations: Default::default(),
            state: Default::default(),
            next_is_soon: false,
            series: None,
            moved_alone: false,
            weights_taken: false,
            tests: Default::default(),
            simulated: false,
        }
    }

    fn read(value: f64, kind: IndexKind) -> Reading {
        Reading { at: Timestamp::UNIX_EPOCH, kind, value, unit: Unit::Celsius, origin: Origin::OnSite }
    }

    #[test]
    fn ten_sessions_teach_how_forecasts_of_a_field_are_off() {
        let weather = crate::WeatherSource {
            kind: Kind::Forecast,
            origin: None,
            issued_at: Timestamp::UNIX_EPOCH,
            temperature_sd: TemperatureDifference::from_kelvin(1.0),
        };
        let mut field = HeatField::default();
        let forecast = wbgt_of(&session("any", None));
        for number in 0..10 {
            let session = session(&format!("s-{number}"), Some(weather));
            field.learn(&session, &read(forecast + 9.0, IndexKind::Wbgt));
            // Read again: the last one of a session counts.
            field.learn(&session, &read(forecast + 1.5, IndexKind::Wbgt));
            field.learn(&session, &read(38.0, IndexKind::AirTemperature));
            let learnt = field.bias();
            assert_eq!(learnt.pairs, number + 1);
            assert_eq!(learnt.shift > 0.0, number == 9, "nine pairs are too few");
        }
        assert!((field.bias().shift - 1.5).abs() < 1e-9);
        field.learn(&session("typed", None), &read(40.0, IndexKind::Wbgt));
        assert_eq!(field.bias().pairs, 10, "weather that somebody typed is no forecast");
        for number in 0..100 {
            field.learn(&session(&format!("t-{number}"), Some(weather)), &read(25.0, IndexKind::Wbgt));
        }
        assert_eq!(field.bias().pairs, MOST_PAIRS);
    }
}
