//! The demo's squad in the middle of a hot session: who lost, who gained, who is not weighed yet.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use physiology::{Intensity, SessionConditions, Sport};
use store::{Change, Collection};
use team::heat::{Exposure, IndexKind, Meter, Origin, Reading, Unit};
use team::session::{Deviation, PlannedTime};
use team::weighing::Side;
use units::{Duration, Fraction, Mass, Temperature, Volume};

use super::event::{KioskEvent, What};
use super::heat::HeatReading;
use super::member::{By, Consent, Given, MemberRecord, Method, WeightBefore};
use super::session::{SquadSession, State};
use crate::{Engine, Error, owner};

/// The session began so long ago, and lasts 90 minutes.
const BEGAN: SignedDuration = SignedDuration::from_mins(62);

/// Who left early, by place in the squad: after against before, and what was drunk, in kg.
const LEFT: [(usize, f64, f64); 4] = [(3, 0.35, 1.4), (8, -2.4, 0.5), (13, -1.7, 0.6), (18, -0.7, 0.9)];

impl Engine {
    /// Gives the demo's squad numbers, consent, and a session in the heat that is under way.
    pub(crate) async fn fill_demo_session(&self, squad: &str) -> Result<(), Error> {
        let owner = owner::squad(squad)?;
        let record = self.squad(squad).await?;
        let now = self.now();
        let start = now - BEGAN;
        let session = session(start);
        let mut changes: Vec<Change> = vec![Collection::put(&session)?];
        for (index, athlete) in record.members.iter().enumerate() {
            let body = self.athlete(athlete).await?;
            let number = u16::try_from(index + 1).unwrap_or(0);
            let usual = (body.body_mass.as_kg() * 10.0).round() / 10.0;
            let member = member(athlete, &body.name, number, usual, now);
            changes.push(Collection::put(&member)?);
            // The last two are late.
            if index + 2 >= record.members.len() {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a place in a squad")]
            let before = usual + 0.1 * ((index * 7 % 9) as f64 - 4.0);
            let event = |kind: &str, minutes: i64, what: What| KioskEvent {
                id: format!("demo-{athlete}-{kind}"),
                session: session.id.clone(),
                athlete: athlete.clone(),
                at: start + SignedDuration::from_mins(minutes),
                received: start + SignedDuration::from_mins(minutes),
                by: "demo".to_owned(),
                what,
                anchor: session.anchor,
            };
            let body = |side, kg: f64| What::Body {
                side,
                mass: Mass::from_kg((kg * 20.0).round() / 20.0),
                source: "simulated".to_owned(),
                raw: None,
            };
            let minute = i64::try_from(index).unwrap_or(0) / 2;
            changes.push(Collection::put(&event("in", minute - 20, body(Side::In, before)))?);
            if let Some((_, change, drunk)) = LEFT.iter().find(|(place, ..)| *place == index) {
                changes.push(Collection::put(&event(
                    "drunk",
                    55,
                    What::Drunk { mass: Mass::from_kg(*drunk) },
                ))?);
                changes.push(Collection::put(&event(
                    "urine",
                    55,
                    What::Urine { volume: Some(Volume::ZERO) },
                ))?);
                changes.push(Collection::put(&event("out", 56, body(Side::Out, before + change)))?);
            }
        }
        let reading = HeatReading::simulated(&session, start - SignedDuration::from_mins(25));
        changes.push(Collection::put(&reading)?);
        self.commit(&owner, changes).await
    }
}

fn session(start: Timestamp) -> SquadSession {
    let end = start + SignedDuration::from_mins(90);
    let early = Deviation {
        end: Some(start + SignedDuration::from_mins(55)),
        given_for: Some(PlannedTime { start, end }),
        ..Deviation::default()
    };
    let left = ["emre", "jonas", "oskar", "tess"].map(|athlete| (athlete.to_owned(), early.clone()));
    SquadSession {
        id: "today".to_owned(),
        title: "Training".to_owned(),
        time: PlannedTime { start, end },
        anchor: start,
        conditions: SessionConditions::planned(
            Sport::Soccer,
            Duration::from_minutes(90.0),
            Intensity::Hard,
            Temperature::from_celsius(33.0),
            Fraction::from_percent(52.0),
        ),
        intensity: Intensity::Hard,
        weather: None,
        deviations: BTreeMap::from(left),
        state: State::Open,
        next_is_soon: true,
        series: None,
        moved_alone: false,
        weights_taken: false,
        tests: BTreeMap::new(),
        simulated: true,
    }
}

fn member(athlete: &str, name: &str, number: u16, usual: f64, now: Timestamp) -> MemberRecord {
    let given = Given { by: By::Athlete, method: Method::Demo, at: now, language: "en".to_owned() };
    let scopes: BTreeSet<String> = ["weigh", "profile"].map(str::to_owned).into_iter().collect();
    let consent = Consent {
        scopes,
        text_version: super::consent::TEXT_VERSION.to_owned(),
        given: vec![given],
        expires: now + SignedDuration::from_hours(24 * 200),
        withdrawn: None,
    };
    let weights = (1..=4)
        .map(|day| WeightBefore {
            at: now - SignedDuration::from_hours(24 * day),
            mass: Mass::from_kg(usual),
            session: None,
        })
        .collect();
    MemberRecord {
        number: Some(number),
        position: Some(["GK", "DF", "MF", "FW"][usize::from(number % 4)].to_owned()),
        born: Some(date(2000, 1, 15)),
        consent: Some(consent),
        weights,
        ..MemberRecord::new(athlete, name, now)
    }
}

impl HeatReading {
    fn simulated(session: &SquadSession, at: Timestamp) -> Self {
        Self {
            id: "demo-heat".to_owned(),
            session: session.id.clone(),
            reading: Reading {
                at,
                kind: IndexKind::Wbgt,
                value: 31.0,
                unit: Unit::Celsius,
                origin: Origin::OnSite,
            },
            meter: Meter { name: "simulated".to_owned(), serial: None, checked: None },
            exposure: Exposure::default(),
            by: "demo".to_owned(),
            doubts: Vec::new(),
            anchor: session.anchor,
        }
    }
}
