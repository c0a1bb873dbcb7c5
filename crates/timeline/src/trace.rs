//! What a recording measured, thinned out to tell it from another.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Position, Span};

/// Seconds between two values of a trace.
pub const EVERY: i64 = 10;
/// No trace is longer: a day of values.
const MOST: usize = 8640;
/// Parts of a degree that positions are kept in: about a metre.
const PARTS_OF_DEGREE: f64 = 100_000.0;
/// Fewer common values than these say nothing (five minutes).
const FEWEST: usize = 30;
/// How alike two series must be to be one recording: two sensors on one athlete reach 0.75 (heart) to 0.98 (power).
const IDENTICAL: f64 = 0.995;
/// How alike positions, and powers, of two devices are on one workout.
const SAME_WAY: f64 = 0.99;
const SAME_EFFORT: f64 = 0.9;
/// How far the clocks of two devices on one workout may lie apart, in values.
const SKEW: i64 = 12;
/// How far a clock that nobody set may be off, in values: ten minutes.
const LATE: i64 = 60;
/// Farther apart than this, m, for most of the time, two devices are not with one athlete.
const APART: f64 = 1000.0;

/// One measured series: the means of successive [`EVERY`] seconds, in whole units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Channel(Vec<Option<i32>>);

/// What a recording measured: one value every ten seconds from its first on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// When the first value was.
    pub start: Timestamp,
    /// Beats in a minute.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub heart_rate: Channel,
    /// Watts.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub power: Channel,
    /// Turns or steps in a minute.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub cadence: Channel,
    /// Centimetres in a second.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub speed: Channel,
    /// Decimetres above the sea. Absent in documents written before it was read.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub altitude: Channel,
    /// Hundred-thousandths of a degree north.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub latitude: Channel,
    /// Hundred-thousandths of a degree east.
    #[serde(default, skip_serializing_if = "Channel::is_empty")]
    pub longitude: Channel,
}

/// One sample of a recording. Absent fields were not measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Beats in a minute.
    pub heart_rate: Option<f64>,
    /// Watts.
    pub power: Option<f64>,
    /// Turns or steps in a minute.
    pub cadence: Option<f64>,
    /// Metres in a second.
    pub speed: Option<f64>,
    /// Metres above the sea.
    pub altitude: Option<f64>,
    /// Where.
    pub position: Option<Position>,
}

impl Trace {
    /// Where the recording was `index` values after its start.
    fn position(&self, index: i64) -> Option<Position> {
        let degrees = |channel: &Channel| channel.at(index).map(|parts| parts / PARTS_OF_DEGREE);
        Some(Position { latitude: degrees(&self.latitude)?, longitude: degrees(&self.longitude)? })
    }

    /// How alike two traces are if they are one recording under two stamps, counted from their own starts: the least
    /// correlation of the heart rate and of the best other channel. `None` when they are not, or say too little.
    pub(crate) fn identity(&self, other: &Self) -> Option<f64> {
        (-3..=3).filter_map(|lag| self.identity_at(other, lag)).max_by(f64::total_cmp)
    }

    fn identity_at(&self, other: &Self, lag: i64) -> Option<f64> {
        let alike = |a: &Channel, b: &Channel| a.correlation(b, lag).filter(|r| *r >= IDENTICAL);
        let heart = alike(&self.heart_rate, &other.heart_rate)?;
        let others = [
            alike(&self.latitude, &other.latitude),
            alike(&self.longitude, &other.longitude),
            alike(&self.power, &other.power),
            alike(&self.speed, &other.speed),
            alike(&self.cadence, &other.cadence),
        ];
        others.into_iter().flatten().max_by(f64::total_cmp).map(|other| other.min(heart))
    }

    /// How alike the two run from their own starts on, by any channel that both have; `None` when they have none.
    pub(crate) fn likeness(&self, other: &Self) -> Option<f64> {
        let pairs = [
            (&self.heart_rate, &other.heart_rate),
            (&self.speed, &other.speed),
            (&self.power, &other.power),
            (&self.latitude, &other.latitude),
        ];
        let best = |(a, b): (&Channel, &Channel)| {
            (-3..=3).filter_map(|lag| a.correlation(b, lag)).max_by(f64::total_cmp)
        };
        pairs.into_iter().filter_map(best).max_by(f64::total_cmp)
    }

    /// How alike the athlete's effort was, whatever the way: heart, speed or power. The way alone is the same on every
    /// day that it is run.
    pub(crate) fn effort_likeness(&self, other: &Self) -> Option<f64> {
        let pairs =
            [(&self.heart_rate, &other.heart_rate), (&self.speed, &other.speed), (&self.power, &other.power)];
        let best = |(a, b): (&Channel, &Channel)| {
            (-3..=3).filter_map(|lag| a.correlation(b, lag)).max_by(f64::total_cmp)
        };
        pairs.into_iter().filter_map(best).max_by(f64::total_cmp)
    }

    /// Whether two devices, each by its own clock, went the same way or saw the same effort.
    pub(crate) fn accompanies(&self, other: &Self, with_positions: bool) -> Option<f64> {
        let apart = self.values_until(other.start);
        let best = |a: &Channel, b: &Channel, enough: f64| {
            let lags = (-SKEW..=SKEW).filter_map(|lag| a.correlation(b, lag - apart));
            lags.max_by(f64::total_cmp).filter(|r| *r >= enough)
        };
        let way = || {
            let north = best(&self.latitude, &other.latitude, SAME_WAY)?;
            Some(north.min(best(&self.longitude, &other.longitude, SAME_WAY)?))
        };
        with_positions.then(way).flatten().or_else(|| best(&self.power, &other.power, SAME_EFFORT))
    }

    /// Whether two devices were more than a kilometre apart for most of the time that both know.
    pub(crate) fn is_elsewhere(&self, other: &Self) -> bool {
        self.is_elsewhere_by(self.values_until(other.start), other)
    }

    /// Whether both went the same way if one of the clocks is off by up to ten minutes, and then how alike the hearts beat;
    /// 0 where one of them is unknown.
    pub(crate) fn same_way_later(&self, other: &Self) -> Option<f64> {
        let apart = self.values_until(other.start);
        let way = |by: &i64| {
            let north = self.latitude.correlation(&other.latitude, -by).filter(|r| *r >= SAME_WAY)?;
            let east = self.longitude.correlation(&other.longitude, -by).filter(|r| *r >= SAME_WAY)?;
            (!self.is_elsewhere_by(*by, other)).then_some((north.min(east), *by))
        };
        let ways = (apart - LATE..=apart + LATE).filter_map(|by| way(&by));
        let (_, by) = ways.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let heart = |by: i64| self.heart_rate.correlation(&other.heart_rate, -by);
        Some((by - 2..=by + 2).filter_map(heart).max_by(f64::total_cmp).unwrap_or(0.0))
    }

    /// Whether both were mostly more than a kilometre apart if the other started this many values after this one.
    fn is_elsewhere_by(&self, apart: i64, other: &Self) -> bool {
        let length = i64::try_from(other.latitude.0.len()).unwrap_or(i64::MAX);
        let both = (0..length)
            .filter_map(|index| Some((self.position(index.saturating_add(apart))?, other.position(index)?)));
        let (mut common, mut far) = (0_u32, 0_u32);
        for (a, b) in both {
            common += 1;
            far += u32::from(a.distance(b) > APART);
        }
        common >= 6 && far * 2 > common
    }

    /// The mean of each channel over a span, with how far it went, m.
    pub(crate) fn within(&self, span: Span) -> Portion {
        let (from, to) = (self.values_until(span.start).max(0), self.values_until(span.end));
        let mean = |channel: &Channel| {
            let values: Vec<f64> = (from..to.min(channel.length())).filter_map(|i| channel.at(i)).collect();
            #[expect(clippy::cast_precision_loss, reason = "at most a day of values")]
            let count = values.len() as f64;
            (count > 0.0).then(|| (values.iter().sum::<f64>(), count))
        };
        #[expect(clippy::cast_precision_loss, reason = "ten")]
        let step = EVERY as f64;
        Portion {
            heart_rate: mean(&self.heart_rate).map(|(sum, count)| sum / count),
            power: mean(&self.power).map(|(sum, count)| sum / count),
            distance: mean(&self.speed).map(|(sum, _)| sum / 100.0 * step),
        }
    }

    /// The channels by which recordings are compared: two traces in which these are equal are one series.
    pub(crate) fn compared(&self) -> [&Channel; 6] {
        [&self.heart_rate, &self.power, &self.cadence, &self.speed, &self.latitude, &self.longitude]
    }

    /// How many values after the start this instant is.
    pub(crate) fn values_until(&self, at: Timestamp) -> i64 {
        at.duration_since(self.start).as_secs().div_euclid(EVERY)
    }
}

/// What a part of a trace says.
pub(crate) struct Portion {
    pub(crate) heart_rate: Option<f64>,
    pub(crate) power: Option<f64>,
    /// Metres.
    pub(crate) distance: Option<f64>,
}

impl Channel {
    /// The channel of these values.
    pub fn of(values: Vec<Option<i32>>) -> Self {
        Self(values)
    }

    /// The values in their order.
    pub fn values(&self) -> &[Option<i32>] {
        &self.0
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn length(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    fn at(&self, index: i64) -> Option<f64> {
        self.0.get(usize::try_from(index).ok()?).copied().flatten().map(f64::from)
    }

    /// The values from this one on; all where it lies before the first.
    fn from(&self, index: i64) -> &[Option<i32>] {
        let index = usize::try_from(index.max(0)).unwrap_or(usize::MAX);
        self.0.get(index..).unwrap_or_default()
    }

    /// Pearson's correlation of this channel with another that is `lag` values ahead; `None` when fewer than five
    /// minutes are common, or either does not change.
    fn correlation(&self, other: &Self, lag: i64) -> Option<f64> {
        let (ours, theirs) = (self.from(lag.saturating_neg()), other.from(lag));
        let both = ours.iter().zip(theirs).filter_map(|(a, b)| Some((f64::from((*a)?), f64::from((*b)?))));
        let (mut count, mut a, mut b, mut aa, mut bb, mut ab) = (0_usize, 0.0, 0.0, 0.0, 0.0, 0.0);
        // Relative to the first pair, or the squares of positions would swallow their changes.
        let mut origin = None;
        for (x, y) in both {
            let (x0, y0) = *origin.get_or_insert((x, y));
            let (x, y): (f64, f64) = (x - x0, y - y0);
            count += 1;
            a += x;
            b += y;
            aa += x * x;
            bb += y * y;
            ab += x * y;
        }
        if count < FEWEST {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most a day of values")]
        let n = count as f64;
        let spread = (n * aa - a * a) * (n * bb - b * b);
        (spread > 0.0).then(|| (n * ab - a * b) / spread.sqrt())
    }
}

/// Written as the first value and the steps from value to value, which are short.
impl Serialize for Channel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut last = 0_i32;
        serializer.collect_seq(self.0.iter().map(|value| {
            value.map(|value| i64::from(value) - i64::from(std::mem::replace(&mut last, value)))
        }))
    }
}

impl<'de> Deserialize<'de> for Channel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let steps = Vec::<Option<i64>>::deserialize(deserializer)?;
        let mut last = 0_i64;
        let values = steps.into_iter().map(|step| {
            let Some(step) = step else { return Ok(None) };
            last = last.saturating_add(step);
            i32::try_from(last).map(Some).map_err(serde::de::Error::custom)
        });
        values.collect::<Result<_, _>>().map(Self)
    }
}

/// A trace in the making. Samples may come in any number a second; what steps back before the first is left out.
#[derive(Clone, Debug, Default)]
pub struct TraceBuilder {
    start: Option<Timestamp>,
    bins: Vec<[Mean; 7]>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: u32,
}

impl TraceBuilder {
    /// Adds a sample.
    pub fn add(&mut self, at: Timestamp, sample: &Sample) {
        let start = *self.start.get_or_insert(at);
        let since = at.duration_since(start).as_secs();
        let Some(index) = usize::try_from(since.div_euclid(EVERY)).ok().filter(|index| *index < MOST) else {
            return;
        };
        if self.bins.len() <= index {
            self.bins.resize(index + 1, [Mean::default(); 7]);
        }
        let values = [
            sample.heart_rate,
            sample.power,
            sample.cadence,
            sample.speed.map(|speed| speed * 100.0),
            sample.position.map(|position| position.latitude * PARTS_OF_DEGREE),
            sample.position.map(|position| position.longitude * PARTS_OF_DEGREE),
            sample.altitude.map(|metres| metres * 10.0),
        ];
        for (mean, value) in self.bins[index].iter_mut().zip(values) {
            if let Some(value) = value.filter(|value| value.is_finite()) {
                mean.sum += value;
                mean.count = mean.count.saturating_add(1);
            }
        }
    }

    /// The trace of all samples; `None` when none of them measured anything.
    pub fn finish(self) -> Option<Trace> {
        let start = self.start?;
        let channel = |which: usize| {
            let values: Vec<Option<i32>> = self.bins.iter().map(|bin| bin[which].value()).collect();
            if values.iter().any(Option::is_some) { Channel(values) } else { Channel::default() }
        };
        let trace = Trace {
            start,
            heart_rate: channel(0),
            power: channel(1),
            cadence: channel(2),
            speed: channel(3),
            latitude: channel(4),
            longitude: channel(5),
            altitude: channel(6),
        };
        trace.channels().iter().any(|channel| !channel.is_empty()).then_some(trace)
    }
}

impl Mean {
    fn value(self) -> Option<i32> {
        let mean = self.sum / f64::from(self.count);
        let fits = self.count > 0 && mean.abs() < f64::from(i32::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "checked against the largest")]
        fits.then(|| mean.round() as i32)
    }
}

impl Trace {
    /// When the last value was.
    pub fn end(&self) -> Timestamp {
        let longest = self.channels().iter().map(|channel| channel.length()).max().unwrap_or(0);
        self.start.checked_add(SignedDuration::from_secs(longest.saturating_mul(EVERY))).unwrap_or(self.start)
    }

    fn channels(&self) -> [&Channel; 7] {
        [
            &self.heart_rate,
            &self.power,
            &self.cadence,
            &self.speed,
            &self.latitude,
            &self.longitude,
            &self.altitude,
        ]
    }
}
