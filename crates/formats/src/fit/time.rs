//! FIT's clock.

use jiff::{SignedDuration, Timestamp};
use units::Duration;

use super::message::{File, Message, TIMESTAMP};

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

/// An instant as the format counts it; the nearest that it can say where it cannot say this one.
pub(super) fn seconds_of(at: Timestamp) -> u32 {
    let seconds = at.as_second().saturating_sub(FIT_EPOCH).max(0);
    u32::try_from(seconds).unwrap_or(u32::MAX - 1)
}

/// The instant this much later.
pub(super) fn after(start: Timestamp, length: Duration) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "under five days")]
    let millis = (length.as_seconds() * 1000.0).round() as i64;
    start.checked_add(SignedDuration::from_millis(millis)).ok()
}

/// The messages beside records whose times say when a workout was: sessions, laps, events.
const TIMED: [u16; 3] = [18, 19, 21];
/// Their start, where they have one.
const START: u8 = 2;

/// Whether the recording counts seconds since the device was switched on, and has no date at all.
pub(super) fn is_undated(file: &File<'_>) -> bool {
    let messages = timed(&file.messages).filter_map(|message| message.field(TIMESTAMP));
    let records = file.records.iter().map(|record| record.seconds).filter(|seconds| !seconds.is_nan());
    let mut times = messages.chain(records).peekable();
    times.peek().is_some() && times.all(|time| time < FIRST_DATE)
}

/// Dates an undated recording by when it began.
pub(super) fn date(file: &mut File<'_>, start: Timestamp) {
    let first = |message: &Message| {
        let start = message.field(START).filter(|_| matches!(message.number, 18 | 19));
        start.or(message.field(TIMESTAMP))
    };
    let records = file.records.iter().map(|record| record.seconds).filter(|seconds| !seconds.is_nan());
    let Some(began) = timed(&file.messages).filter_map(first).chain(records).reduce(f64::min) else { return };
    #[expect(clippy::cast_precision_loss, reason = "seconds of this era are far below 2^53")]
    let by = (start.as_second() - FIT_EPOCH) as f64 - began;
    for message in file.messages.iter_mut().filter(|message| TIMED.contains(&message.number)) {
        message.shift(TIMESTAMP, by);
        // In events this number is another field.
        if matches!(message.number, 18 | 19) {
            message.shift(START, by);
        }
    }
    file.records.iter_mut().for_each(|record| record.seconds += by);
}

fn timed(messages: &[Message]) -> impl Iterator<Item = &Message> {
    messages.iter().filter(|message| TIMED.contains(&message.number))
}
