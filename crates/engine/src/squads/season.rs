//! A season of a squad: what was measured of whom, how well it was foreseen, how often something was wrong, how hot it was. One
//! query each for sessions, their tallies, readings and members.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use team::heat::{Action, Policy};
use team::sight::{Class, Role, sees};
use units::{Fraction, Interval, VolumeRate};

use super::heat::HeatReading;
use super::member::MemberRecord;
use super::report::{median, sorted};
use super::session::SquadSession;
use super::tally::Tallied;
use super::view::{SeasonRow, SeasonView, classes};
use crate::{Caller, Engine, Error, owner};

/// A season as a role sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Season {
    /// The squad.
    pub squad: String,
    /// Its name.
    pub name: String,
    /// The role it is shown to.
    pub role: Role,
    /// The squad's units.
    pub units: units::UnitSystem,
    /// Its begin.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Sessions in it.
    pub sessions: usize,
    /// The athletes, in the order of the shirts.
    pub rows: Vec<SeasonView>,
    /// Sessions by what the squad's heat policies demanded at their hottest reading.
    pub heat: Vec<HeatSessions>,
}

/// Sessions in which a policy demanded something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatSessions {
    /// The policy.
    pub policy: String,
    /// What it demanded.
    pub action: Action,
    /// In how many sessions.
    pub sessions: usize,
}

/// Tests are counted by the air they were made in: below the first, up to the second, above it. Our choice, as whole corners of
/// what a squad trains in.
const COOL: f64 = 18.0;
const HOT: f64 = 26.0;
/// The longest season.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 750);

/// What is gathered of one athlete.
#[derive(Default)]
struct Gathered {
    sessions: usize,
    weighed: usize,
    flagged: usize,
    rates: Vec<f64>,
    changes: Vec<f64>,
    errors: Vec<f64>,
    /// Tests in cool, mild and hot air.
    air: [usize; 3],
}

impl Engine {
    /// A season of a squad as the caller's role sees it.
    ///
    /// # Errors
    /// When there is no such squad, the range cannot be, or the database fails.
    pub async fn season(
        &self,
        caller: &Caller,
        squad: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Season, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let rules = record.settings.sight;
        if to <= from || to.duration_since(from) > LONGEST {
            return Err(Error::field("to", "a season ends after it begins, and within 750 days"));
        }
        let mut sessions = self.squad_sessions(squad, from, to).await?;
        let (now, today) = (self.now(), self.today());
        // Nobody took part yet in what is still to come.
        sessions.retain(|session| session.time.start <= now);
        let members = self.present_members(&record).await?;
        let tallies = self.tallies(squad, &sessions, &members).await?;
        let anchors = || sessions.iter().map(|session| session.anchor);
        let (first, last) = (anchors().min().unwrap_or(from), anchors().max().unwrap_or(from));
        let last = last + SignedDuration::from_secs(1);
        let readings = self.of::<HeatReading>(&owner::squad(squad)?).between(first, last).await?;
        let mut gathered: BTreeMap<&str, Gathered> = BTreeMap::new();
        for member in &members {
            // Without consent there is nothing to show, whatever was stored before.
            let consents = member.weighable(now, today).is_ok();
            let one = gathered.entry(member.athlete.as_str()).or_default();
            for (session, tally) in sessions.iter().zip(&tallies) {
                one.add(session, member, tally.athletes.get(&member.athlete), consents);
            }
        }
        let seen = classes(role, rules);
        if !seen.is_empty() {
            self.note_read(caller, &record, role, "season", squad, &seen).await?;
        }
        let chosen = match record.settings.policies.as_slice() {
            [] => vec![super::heat::USUAL_POLICY],
            chosen => chosen.iter().map(String::as_str).collect(),
        };
        let axis = match record.settings.policies.is_empty() {
            true => Some(super::heat::USUAL_AXIS),
            false => record.settings.axis.as_deref(),
        };
        let rows = members.iter().map(|member| {
            let one = gathered.remove(member.athlete.as_str()).unwrap_or_default();
            // The flags of an athlete who must not see figures of the body go to those alone who see masses.
            let veiled = member.blind && !sees(role, Class::Mass, rules);
            let row = one.row(member);
            match veiled {
                true => SeasonRow { flags_per_100: None, change_median: None, ..row },
                false => row,
            }
            .project(role, rules)
        });
        Ok(Season {
            rows: rows.collect(),
            heat: chosen
                .into_iter()
                .filter_map(team::heat::policy)
                .flat_map(|policy| hot_sessions(policy, axis, &sessions, &readings))
                .collect(),
            squad: record.id,
            name: record.name,
            role,
            units: record.settings.units,
            from,
            to,
            sessions: sessions.len(),
        })
    }
}

impl Gathered {
    fn add(
        &mut self,
        session: &SquadSession,
        member: &MemberRecord,
        tallied: Option<&Tallied>,
        consents: bool,
    ) {
        // Who joined since took no part in it, unless something was noted of them.
        let joined = tallied.is_some() || session.time.end >= member.joined;
        if session.effective(&member.athlete).is_none() || !joined {
            return;
        }
        self.sessions += 1;
        let Some(tallied) = tallied.filter(|_| consents) else { return };
        self.flagged += usize::from(tallied.flagged);
        let Some(change) = tallied.change else { return };
        self.weighed += 1;
        self.changes.push(change);
        let Some(measured) = tallied.rate else { return };
        self.rates.push(measured);
        let air = session.conditions.air_temperature.as_celsius();
        let place = usize::from(air >= COOL) + usize::from(air > HOT);
        if let Some(count) = self.air.get_mut(place) {
            *count += 1;
        }
        if let Some(foreseen) = tallied.foreseen.filter(|rate| *rate > 0.0) {
            self.errors.push(measured / foreseen - 1.0);
        }
    }

    fn row(self, member: &MemberRecord) -> SeasonRow {
        let rates = sorted(self.rates.into_iter());
        let rate = VolumeRate::from_l_per_h;
        #[expect(clippy::cast_precision_loss, reason = "sessions of a season")]
        let per_100 = |count: usize| 100.0 * count as f64 / self.sessions as f64;
        let [cool, mild, hot] = self.air;
        SeasonRow {
            athlete: Some(member.athlete.clone()),
            number: member.number,
            name: Some(member.name.clone()),
            sessions: Some(self.sessions),
            weighed: Some(self.weighed),
            tests_cool: Some(cool),
            tests_mild: Some(mild),
            tests_hot: Some(hot),
            change_median: median(&sorted(self.changes.into_iter())).map(Fraction::from_ratio),
            rate_median: median(&rates).map(rate),
            rate_range: rates
                .first()
                .zip(rates.last())
                .map(|(low, high)| Interval { low: rate(*low), high: rate(*high) }),
            prediction_error: median(&sorted(self.errors.into_iter())).map(Fraction::from_ratio),
            flags_per_100: (self.sessions > 0).then(|| (per_100(self.flagged) * 10.0).round() / 10.0),
        }
    }
}

/// Sessions by what a policy demanded at their hottest reading, the mildest first.
fn hot_sessions(
    policy: &Policy,
    axis: Option<&str>,
    sessions: &[SquadSession],
    readings: &[HeatReading],
) -> Vec<HeatSessions> {
    let axis = axis.filter(|_| policy.index.axis.is_some());
    let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
    for session in sessions {
        let own = readings.iter().filter(|read| read.session == session.id).map(|read| &read.reading);
        let bands = own.filter_map(|read| policy.band_of(read.kind, read.value, read.unit, axis));
        if let Some(row) = bands.max().and_then(|band| policy.bands.get(band)) {
            *counts.entry(row.action).or_default() += 1;
        }
    }
    let one = |(action, sessions)| HeatSessions { policy: policy.id.clone(), action, sessions };
    counts.into_iter().map(one).collect()
}
