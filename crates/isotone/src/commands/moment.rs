//! Times as people type them.

use engine::AthleteRecord;
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::failure::Failure;

/// An instant, or a civil time in the athlete's zone.
pub(crate) fn parse(flag: &str, text: &str, athlete: &AthleteRecord) -> Result<Timestamp, Failure> {
    let civil = || text.parse::<DateTime>().ok().and_then(|time| athlete.time_zone().to_timestamp(time).ok());
    let time = text.parse::<Timestamp>().ok().or_else(civil).ok_or_else(|| {
        Failure::Argument(format!("--{flag}: '{text}' is not a time: write it such as 2026-06-11 07:00"))
    })?;
    Ok(engine::check_instant(flag, time)?)
}
