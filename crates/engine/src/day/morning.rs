//! The morning check: body mass, urine colour and thirst, as logged after getting up (rule U1).

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use units::{Mass, Quantity};

use super::is_plausible;
use crate::taken::Had;
use crate::{AthleteRecord, Engine, Error, ReadingKind};

/// Less than this share of the usual morning mass points to too little water.
const USUAL_SHARE: f64 = 0.99;
/// Mornings that make a usual mass.
const LEAST_MORNINGS: usize = 3;
/// The days before that they are taken from.
pub(crate) const USUAL_DAYS: i64 = 14;
/// Darker than this on the chart of eight colours.
const DARK_FROM: u8 = 6;
/// At least this thirsty, 0 to 9.
const THIRSTY_FROM: u8 = 5;

/// What the morning check of a local date says so far.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MorningCheck {
    /// The present lies in the hours in which it counts.
    pub due: bool,
    /// The first body mass of the morning.
    pub body_mass: Option<Mass>,
    /// Colour of urine, 1 (pale) to 8 (dark).
    pub urine_colour: Option<u8>,
    /// Thirst, 0 (none) to 9.
    pub thirst: Option<u8>,
    /// Which of them point to too little water.
    pub signs: fuel::MorningCheck,
}

impl MorningCheck {
    /// Whether anything was checked.
    pub fn is_begun(&self) -> bool {
        self.body_mass.is_some() || self.urine_colour.is_some() || self.thirst.is_some()
    }
}

impl Engine {
    /// Today's morning check.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn morning_check(&self, athlete: &str) -> Result<MorningCheck, Error> {
        let (record, now) = (&self.athlete(athlete).await?, self.now());
        let zone = record.time_zone();
        let date = now.to_zoned_datetime(zone.clone()).date();
        let today = super::local_day(crate::check_date("date", date)?, &zone)?;
        let had = &self.had(&crate::owner::athlete(athlete)?, today).await?;
        let due = window(record, date).is_some_and(|(from, until)| from <= now && now < until);
        Ok(MorningCheck {
            due,
            body_mass: mass(had, record, date),
            urine_colour: colour(had, record, date),
            thirst: thirst(had, record, date),
            signs: signs(had, record, date),
        })
    }
}

/// When the morning check counts: from two hours before the nominal rise to four hours after it.
fn window(record: &AthleteRecord, date: Date) -> Option<(Timestamp, Timestamp)> {
    let rise = record.time_zone().to_timestamp(date.to_datetime(record.rise)).ok()?;
    Some((rise - SignedDuration::from_hours(2), rise + SignedDuration::from_hours(4)))
}

/// The first body mass of a morning that can be this athlete's: a scale knows the whole household.
fn mass(had: &Had, record: &AthleteRecord, date: Date) -> Option<Mass> {
    first(had, record, date, |reading| match reading {
        ReadingKind::BodyMass { mass } if is_plausible(mass, record.body_mass) => Some(mass),
        _ => None,
    })
}

fn colour(had: &Had, record: &AthleteRecord, date: Date) -> Option<u8> {
    first(had, record, date, |reading| match reading {
        ReadingKind::UrineColour { score } => Some(score),
        _ => None,
    })
}

fn thirst(had: &Had, record: &AthleteRecord, date: Date) -> Option<u8> {
    first(had, record, date, |reading| match reading {
        ReadingKind::Thirst { score } => Some(score),
        _ => None,
    })
}

/// What of the morning check points to too little water. What was not checked does not.
pub(super) fn signs(had: &Had, record: &AthleteRecord, date: Date) -> fuel::MorningCheck {
    let mass_on = |ago: i64| mass(had, record, date.saturating_sub(jiff::Span::new().days(ago)));
    fuel::MorningCheck {
        mass_down: mass_on(0).is_some_and(|mass| {
            let earlier: Vec<Mass> = (1..=USUAL_DAYS).filter_map(mass_on).collect();
            is_light(mass, &earlier)
        }),
        dark_urine: colour(had, record, date).is_some_and(|colour| colour >= DARK_FROM),
        thirsty: thirst(had, record, date).is_some_and(|thirst| thirst >= THIRSTY_FROM),
    }
}

fn is_light(mass: Mass, earlier: &[Mass]) -> bool {
    if earlier.len() < LEAST_MORNINGS {
        return false;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most fourteen mornings")]
    let usual = earlier.iter().map(|mass| mass.base()).sum::<f64>() / earlier.len() as f64;
    mass.base() < USUAL_SHARE * usual
}

fn first<T>(
    had: &Had,
    record: &AthleteRecord,
    date: Date,
    of: impl Fn(ReadingKind) -> Option<T>,
) -> Option<T> {
    let (from, until) = window(record, date)?;
    let checked = had.readings().iter().filter(|logged| from <= logged.at && logged.at < until);
    checked.filter_map(|logged| of(logged.reading)).next()
}
