//! What a policy demands now, after the readings of a session.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::policy::{Action, Policy};
use super::reading::{Origin, Reading};

/// A lower band needs a fresh reading on the field at least so many minutes after the one that set the higher.
const BEFORE_FALLING: SignedDuration = SignedDuration::from_mins(15);

/// Why a policy says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotCovered {
    /// There is no reading yet.
    NoReading,
    /// The policy does not cover the value, the index, or the kind of athletes.
    ByPolicy,
}

/// What holds now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// The band, counted from 0, or why there is none. No band is never shown as safe.
    pub band: Result<usize, NotCovered>,
    /// The value that set it, in the publisher's unit, rounded.
    pub value: Option<f64>,
    /// When it was read.
    pub since: Option<Timestamp>,
    /// What has to be there.
    pub duties: Vec<String>,
    /// Minutes practised.
    pub used_min: u32,
    /// Minutes that may still be practised, where the band limits them.
    pub left_min: Option<u32>,
    /// Stop now: the band says so, or its minutes are used up.
    pub stop: bool,
    /// The last reading is older than the policy allows: read the meter.
    pub measure: bool,
}

/// Judges the readings of a session up to `now`. Rising applies at once, also by a forecast; falling needs a fresh reading
/// on the field. Limits count the minutes practised in all bands.
pub fn judge(
    policy: &Policy,
    axis: Option<&str>,
    readings: &[Reading],
    practised: &[(Timestamp, Timestamp)],
    now: Timestamp,
) -> Judgement {
    let mut readings: Vec<&Reading> = readings.iter().filter(|reading| reading.at <= now).collect();
    readings.sort_by_key(|reading| reading.at);
    let mut current: Option<(usize, &Reading)> = None;
    let mut last_on_site: Option<Timestamp> = None;
    let mut unknown = NotCovered::NoReading;
    for reading in readings {
        if reading.origin == Origin::OnSite {
            last_on_site = Some(reading.at);
        }
        let Some(band) = policy.band_of(reading.kind, reading.value, reading.unit, axis) else {
            unknown = NotCovered::ByPolicy;
            continue;
        };
        let falls = current.is_some_and(|(now, set_by)| {
            let early = reading.at.duration_since(set_by.at) < BEFORE_FALLING;
            band < now && (reading.origin == Origin::Forecast || early)
        });
        if !falls {
            current = Some((band, reading));
        }
    }
    let used_min = minutes(practised, now);
    let every = policy.measure.every_min.map(|minutes| SignedDuration::from_mins(i64::from(minutes)));
    let measure = match (last_on_site, every) {
        (Some(last), Some(every)) => now.duration_since(last) > every,
        (None, _) => !policy.measure.forecast_decides,
        (Some(_), None) => false,
    };
    let Some((band, set_by)) = current else {
        return Judgement {
            band: Err(unknown),
            value: None,
            since: None,
            duties: Vec::new(),
            used_min,
            left_min: None,
            stop: false,
            measure,
        };
    };
    let row = &policy.bands[band];
    let left_min = row.max_session_min.map(|most| most.saturating_sub(used_min));
    Judgement {
        band: Ok(band),
        value: policy.rounded(set_by.value, set_by.unit),
        since: Some(set_by.at),
        duties: policy.duties_at(set_by.value, set_by.unit).into_iter().map(str::to_owned).collect(),
        used_min,
        left_min,
        stop: row.action == Action::Stop || left_min == Some(0),
        measure,
    }
}

fn minutes(practised: &[(Timestamp, Timestamp)], now: Timestamp) -> u32 {
    let seconds: i64 =
        practised.iter().map(|(start, end)| (*end).min(now).duration_since(*start).as_secs().max(0)).sum();
    u32::try_from(seconds / 60).unwrap_or(u32::MAX)
}
