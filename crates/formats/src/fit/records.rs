//! The second-by-second records of a FIT file.

use jiff::Timestamp;
use timeline::{Position, Sample, Shape, Span, TraceBuilder};
use units::Duration;

use super::message::{Message, TIMESTAMP};
use super::time::instant;
use crate::track::{Mean, on_earth};

const RECORD: u16 = 20;
/// Semicircles to degrees: 2^31 of them are 180°.
const SEMICIRCLE: f64 = 180.0 / 2_147_483_648.0;
/// A hole this long parts one recording from another.
const HOLE: i64 = 3600;

/// One record.
pub(super) struct Record {
    pub(super) at: Timestamp,
    sample: Sample,
    /// Metres since the start.
    pub(super) distance: Option<f64>,
    temperature: Option<f64>,
}

/// The records of a file, in its order, those without a date left out.
pub(super) fn records(messages: &[Message]) -> Vec<Record> {
    messages.iter().filter(|message| message.number == RECORD).filter_map(Record::of).collect()
}

impl Record {
    fn of(message: &Message) -> Option<Self> {
        let at = message.field(TIMESTAMP).and_then(instant)?;
        let degrees = |field| message.field(field).map(|semicircles| semicircles * SEMICIRCLE);
        let position = degrees(0).zip(degrees(1)).filter(on_earth);
        let sample = Sample {
            heart_rate: message.field(3).filter(|rate| *rate > 0.0),
            power: message.field(7),
            cadence: message.field(4),
            speed: message.scaled(73, 1000.0).or(message.scaled(6, 1000.0)),
            position: position.map(|(latitude, longitude)| Position { latitude, longitude }),
        };
        Some(Self { at, sample, distance: message.scaled(5, 100.0), temperature: message.field(13) })
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
    let (mut max_heart_rate, mut distance) = (0.0_f64, 0.0_f64);
    for record in inside() {
        trace.add(record.at, &record.sample);
        if let Some(rate) = record.sample.heart_rate {
            heart.add(rate);
            max_heart_rate = max_heart_rate.max(rate);
        }
        record.sample.power.into_iter().for_each(|watts| power.add(watts));
        record.temperature.into_iter().for_each(|celsius| temperature.add(celsius));
        distance = distance.max(record.distance.unwrap_or(0.0));
    }
    let positions = || inside().filter_map(|record| record.sample.position);
    let (first, last) = (positions().next(), positions().next_back());
    Summary {
        shape: Shape { laps, first, last, trace: trace.finish() },
        distance,
        heart_rate: heart.mean(),
        max_heart_rate,
        power: power.mean().filter(|watts| *watts > 0.0),
        temperature: temperature.mean(),
    }
}
