//! FIT's clock.

use jiff::{SignedDuration, Timestamp};
use units::Duration;

/// Seconds from the Unix epoch to FIT's, 1989-12-31T00:00:00Z.
const FIT_EPOCH: i64 = 631_065_600;
/// Times below this are seconds since the device was switched on, not dates.
const FIRST_DATE: f64 = 268_435_456.0;

/// The instant; none where the device did not know the date.
pub(super) fn instant(fit_seconds: f64) -> Option<Timestamp> {
    // A damaged definition may give any type to a field that is a u32 by the profile.
    if !(FIRST_DATE..=f64::from(u32::MAX)).contains(&fit_seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is within a u32")]
    let seconds = fit_seconds as i64;
    Timestamp::from_second(FIT_EPOCH + seconds).ok()
}

/// The instant this much later.
pub(super) fn after(start: Timestamp, length: Duration) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "under five days")]
    let millis = (length.as_seconds() * 1000.0).round() as i64;
    start.checked_add(SignedDuration::from_millis(millis)).ok()
}
