//! The second-by-second records of a FIT file.

use jiff::Timestamp;
use timeline::{Position, Sample, Shape, Span, TraceBuilder};
use units::Duration;

use super::message::TIMESTAMP;
use super::time::instant;
use crate::holes::Holes;
use crate::track::{Mean, on_earth};

/// Semicircles to degrees: 2^31 of them are 180°.
const SEMICIRCLE: f64 = 180.0 / 2_147_483_648.0;
/// A hole this long parts one recording from another.
const HOLE: i64 = 3600;

/// One record.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Seconds of FIT's clock, or since the device was switched on; not a number where it has none.
    pub(super) seconds: f64,
    /// When; known once the records are [`dated`].
    pub(super) at: Timestamp,
    sample: Sample,
    /// Metres since the start.
    pub(super) distance: Option<f64>,
    temperature: Option<f64>,
}

/// Gives the records their instants; those without a date are left out.
pub(super) fn dated(records: &mut Vec<Record>) {
    records.retain_mut(|record| {
        let at = instant(record.seconds);
        record.at = at.unwrap_or_default();
        at.is_some()
    });
}

impl Record {
    /// Of the fields of a message.
    pub(super) fn of(fields: &[(u8, f64)]) -> Self {
        // By number, the first value of each; numbers above the profile's stand aside.
        let mut by_number = [None; 14];
        let (mut seconds, mut speed, mut altitude) = (None, None, None);
        for &(number, value) in fields {
            let place = match number {
                TIMESTAMP => &mut seconds,
                73 => &mut speed,
                78 => &mut altitude,
                number => match by_number.get_mut(usize::from(number)) {
                    Some(place) => place,
                    None => continue,
                },
            };
            place.get_or_insert(value);
        }
        let [
            latitude,
            longitude,
            coarse_altitude,
            heart_rate,
            cadence,
            distance,
            coarse_speed,
            power,
            ..,
            temperature,
        ] = by_number;
        let degrees = |semicircles: Option<f64>| semicircles.map(|semicircles| semicircles * SEMICIRCLE);
        let position = degrees(latitude).zip(degrees(longitude)).filter(on_earth);
        let sample = Sample {
            heart_rate: heart_rate.filter(|rate| *rate > 0.0),
            power,
            cadence,
            speed: speed.or(coarse_speed).map(|speed| speed / 1000.0),
            altitude: altitude.or(coarse_altitude).map(|parts| parts / 5.0 - 500.0),
            position: position.map(|(latitude, longitude)| Position { latitude, longitude }),
        };
        Self {
            seconds: seconds.unwrap_or(f64::NAN),
            at: Timestamp::UNIX_EPOCH,
            sample,
            distance: distance.map(|centimetres| centimetres / 100.0),
            temperature,
        }
    }
}

/// The stretch that holds most of the records: a stamp far off, or a file never closed, does not make a workout longer.
pub(super) fn block<'a>(records: impl Iterator<Item = &'a Record>) -> Option<Span> {
    let mut times: Vec<Timestamp> = records.map(|record| record.at).collect();
    times.sort_unstable();
    let parts = times.chunk_by(|a, b| b.duration_since(*a).as_secs() <= HOLE);
    let most = parts.max_by_key(|part| part.len())?;
    let span = Span { start: *most.first()?, end: *most.last()? };
    (span.start < span.end).then_some(span)
}

/// What the records of a span say together.
pub(super) struct Summary {
    pub(super) shape: Shape,
    pub(super) distance: f64,
    pub(super) heart_rate: Option<f64>,
    pub(super) max_heart_rate: f64,
    pub(super) power: Option<f64>,
    pub(super) temperature: Option<f64>,
}

/// Sums up the records of a span.
pub(super) fn summary(records: &[Record], span: Span, laps: Vec<Duration>) -> Summary {
    let inside = || records.iter().filter(|record| span.start <= record.at && record.at <= span.end);
    let mut trace = TraceBuilder::default();
    let (mut heart, mut power, mut temperature) = (Mean::default(), Mean::default(), Mean::default());
    let (mut max_heart_rate, mut distance, mut travelled) = (0.0_f64, 0.0_f64, 0.0_f64);
    let mut last = None;
    for record in inside() {
        trace.add(record.at, &record.sample);
        if let Some(rate) = record.sample.heart_rate {
            heart.add(rate);
            max_heart_rate = max_heart_rate.max(rate);
        }
        record.sample.power.into_iter().for_each(|watts| power.add(watts));
        record.temperature.into_iter().for_each(|celsius| temperature.add(celsius));
        distance = distance.max(record.distance.unwrap_or(0.0));
        if let Some(here) = record.sample.position {
            travelled += last.replace(here).map_or(0.0, |last: Position| last.distance(here));
        }
    }
    // A leg counts from where the one before ended, unless the device began anew.
    let mut before =
        records.iter().filter(|record| record.at < span.start).filter_map(|record| record.distance);
    let counted_from = before.next_back().unwrap_or(0.0);
    let least = inside().filter_map(|record| record.distance).fold(f64::INFINITY, f64::min);
    let counted = if counted_from <= least { distance - counted_from } else { distance };
    let positions = || inside().filter_map(|record| record.sample.position);
    let (first, last) = (positions().next(), positions().next_back());
    Summary {
        shape: Shape { laps, first, last, trace: trace.finish() },
        distance: if distance > 0.0 { counted } else { travelled },
        heart_rate: heart.mean(),
        max_heart_rate,
        power: power.mean().filter(|watts| *watts > 0.0),
        temperature: temperature.mean(),
    }
}

/// The stops that the records of a span show by themselves: holes between them in which the athlete stood. For recordings
/// that say of no timer when it ran.
pub(super) fn stops(records: &[Record], span: Span) -> Vec<Span> {
    let (mut holes, mut all) = (Holes::default(), 0.0);
    let (mut last, mut counted) = (None, None);
    for record in records.iter().filter(|record| span.start <= record.at && record.at <= span.end) {
        let travelled = record.sample.position.and_then(|here| {
            let before: Position = last.replace(here)?;
            Some(before.distance(here))
        });
        let by_count = record.distance.and_then(|metres| Some((metres - counted.replace(metres)?).max(0.0)));
        let metres: f64 = by_count.or(travelled).unwrap_or(0.0);
        all += metres;
        holes.step(record.at, metres);
    }
    holes.pauses(all).iter().map(|hole| hole.span).collect()
}
