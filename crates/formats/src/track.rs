//! What the points of a recording say together.

use jiff::Timestamp;
use sport::{Sport, SportFamily};
use timeline::{Position, Sample, Shape, Span, TraceBuilder, Workout};
use units::{Duration, Frequency, Length, Power, Temperature};

use crate::holes::Holes;

/// No workout lasts longer; a span that does is a clock gone wrong.
pub(crate) const LONGEST: Duration = Duration::from_days(5.0);

/// No recording has its first point so many metres after its start.
const GOES_ON: f64 = 1000.0;

/// A file that is whole, but says of no workout when it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWorkout {
    /// It has no points with times.
    #[error(
        "the {format} file has no points with times (a route or an empty track): give a recorded activity"
    )]
    Untimed {
        /// Its format.
        format: &'static str,
    },
    /// All its points have the same time.
    #[error(
        "the {format} file's points all have the same time, so it says of no workout how long it was: give a recorded activity"
    )]
    Instant {
        /// Its format.
        format: &'static str,
    },
    /// Its times cannot be.
    #[error("the {format} file runs over {days} days, as no workout does: correct its times")]
    TooLong {
        /// Its format.
        format: &'static str,
        /// Days from first to last.
        days: i64,
    },
}

/// One point of a recording. Absent fields were not recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) time: Option<Timestamp>,
    /// Latitude and longitude, degrees.
    pub(crate) position: Option<(f64, f64)>,
    /// Metres since the start, as the device counts them.
    pub(crate) distance: Option<f64>,
    /// Metres above the sea.
    pub(crate) altitude: Option<f64>,
    /// Beats in a minute.
    pub(crate) heart_rate: Option<f64>,
    /// Watts.
    pub(crate) power: Option<f64>,
    /// Turns or steps in a minute.
    pub(crate) cadence: Option<f64>,
    /// Degrees Celsius at the device.
    pub(crate) temperature: Option<f64>,
}

/// What the points seen so far say: its size does not grow with them beyond a day of thinned values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    span: Option<Span>,
    first: Option<Position>,
    /// The last position, and whether the way from there was recorded.
    last: Option<(Position, bool)>,
    /// The last point of which time and distance are known, for the speed.
    counted_at: Option<(Timestamp, f64)>,
    trace: TraceBuilder,
    travelled: f64,
    counted: f64,
    /// What the device counted at the first point.
    counted_from: Option<f64>,
    heart_rate: Mean,
    max_heart_rate: f64,
    power: Mean,
    temperature: Mean,
    holes: Holes,
}

impl Track {
    pub(crate) fn add(&mut self, point: &Point) {
        if let Some(time) = point.time {
            // Clocks step back; the earliest and the latest count, not the first and the last.
            let now = Span { start: time, end: time };
            self.span = Some(self.span.map_or(now, |span| span.hull(&now)));
        }
        let before = self.travelled;
        let here =
            point.position.filter(on_earth).map(|(latitude, longitude)| Position { latitude, longitude });
        if let Some(here) = here {
            self.first.get_or_insert(here);
            self.travelled += self.last.filter(|last| last.1).map_or(0.0, |last| last.0.distance(here));
            self.last = Some((here, true));
        }
        if let Some(at) = point.time {
            self.holes.step(at, self.travelled - before);
            let sample = Sample {
                heart_rate: point.heart_rate.filter(|rate| *rate > 0.0),
                power: point.power,
                cadence: point.cadence,
                speed: self.speed(at, point),
                altitude: point.altitude,
                position: here,
            };
            self.trace.add(at, &sample);
        }
        self.counted = self.counted.max(point.distance.unwrap_or(0.0));
        self.counted_from = self.counted_from.or(point.distance);
        if let Some(rate) = point.heart_rate.filter(|rate| *rate > 0.0) {
            self.heart_rate.add(rate);
            self.max_heart_rate = self.max_heart_rate.max(rate);
        }
        point.power.filter(|watts| *watts >= 0.0).into_iter().for_each(|watts| self.power.add(watts));
        point.temperature.into_iter().for_each(|celsius| self.temperature.add(celsius));
    }

    /// The way between what came and what comes was not recorded.
    pub(crate) fn interrupt(&mut self) {
        self.last = self.last.map(|(last, _)| (last, false));
        self.counted_at = None;
        self.holes.interrupt();
    }

    /// Metres that the device counted. A leg of a triathlon may go on from those of the legs before it: then its own are
    /// those since its first point, as its positions say too where it has any.
    fn counted(&self) -> f64 {
        let since = self.counted - self.counted_from.unwrap_or(0.0);
        let off = |metres: f64| (metres - self.travelled).abs();
        let goes_on = self.counted_from.is_some_and(|from| from > GOES_ON)
            && (self.travelled <= 0.0 || off(since) < off(self.counted));
        if goes_on { since } else { self.counted }
    }

    /// Metres in a second since the last point.
    fn speed(&mut self, at: Timestamp, point: &Point) -> Option<f64> {
        let metres = point.distance.or((self.travelled > 0.0).then_some(self.travelled))?;
        let (before, from) = self.counted_at.replace((at, metres))?;
        let seconds = at.duration_since(before).as_secs_f64();
        (seconds > 0.0 && metres >= from).then(|| (metres - from) / seconds)
    }

    /// What tells it from another recording.
    pub(crate) fn shape(&self, laps: Vec<Duration>) -> Option<Box<Shape>> {
        let last = self.last.map(|(last, _)| last);
        let shape = Shape { laps, first: self.first, last, trace: self.trace.clone().finish() };
        (shape != Shape::default()).then(|| Box::new(shape))
    }

    /// From the earliest to the latest time.
    pub(crate) fn span(&self) -> Option<Span> {
        self.span
    }

    /// What can be said of the workout. The distance is the device's own count, else that along the positions; the
    /// straight line over a pause is not part of it.
    pub(crate) fn workout(&self, sport: &str) -> Workout {
        let pauses = self.holes.pauses(self.travelled);
        let across: f64 = pauses.iter().map(|pause| pause.metres).sum();
        let metres = if self.counted > 0.0 { self.counted() } else { self.travelled - across };
        let paused = pauses.iter().map(|pause| pause.span.duration()).fold(Duration::ZERO, |a, b| a + b);
        let timer = self.span.map(|span| span.duration() - paused);
        Workout {
            sport: sport.to_owned(),
            timer: timer.filter(|timer| !pauses.is_empty() && *timer > Duration::ZERO),
            pauses: pauses.iter().map(|pause| pause.span).collect(),
            distance: (metres > 0.0).then(|| Length::from_m(metres)),
            mean_heart_rate: self.heart_rate.mean().map(Frequency::from_per_min),
            max_heart_rate: self.heart_rate.mean().map(|_| Frequency::from_per_min(self.max_heart_rate)),
            mean_power: self.power.mean().filter(|watts| *watts > 0.0).map(Power::from_watts),
            device_temperature: self.temperature.mean().map(Temperature::from_celsius),
            ..Workout::default()
        }
    }
}

/// A span that a workout can have, or why not.
pub(crate) fn plausible(span: Option<Span>, format: &'static str) -> Result<Span, NoWorkout> {
    let span = span.ok_or(NoWorkout::Untimed { format })?;
    if span.start >= span.end {
        return Err(NoWorkout::Instant { format });
    }
    let days = span.end.duration_since(span.start).as_hours() / 24;
    if span.duration() > LONGEST { Err(NoWorkout::TooLong { format, days }) } else { Ok(span) }
}

/// The first of January 1990. Nothing was recorded before; a device without a date writes the day on which its clock begins
/// (1970, 1980).
const FIRST: i64 = 631_152_000;

/// An instant as XML files write it; one without a zone is UTC, as the formats' schemas say. None where the device did not
/// know the date.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let zoned = text.parse::<Timestamp>().ok();
    let utc = || jiff::tz::TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::DateTime>().ok()?).ok();
    zoned.or_else(utc).or_else(|| loosely(text)).filter(|at| at.as_second() >= FIRST)
}

/// The same of programs that leave zeros out or write slashes: `2026-10-3T7:05:00Z`, `2026/10/03 07:05:00`.
fn loosely(text: &str) -> Option<Timestamp> {
    let plain = text.trim().trim_end_matches(['Z', 'z']).replace('/', "-").replacen(' ', "T", 1);
    let read = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f", plain).ok()?.to_datetime().ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(read).ok()
}

/// The sport's name; where a file names none, or one that says nothing (`Other`), what its title names (`Running 10/3/26 9:00
/// am`, `Morning Ride`).
pub(crate) fn sport_of(kind: &str, title: Option<&str>) -> String {
    let kind = if kind.is_empty() { "generic" } else { kind };
    let says_nothing = sport::named(kind)
        .is_none_or(|named| named.sport == Sport::Other && named.family == SportFamily::Other);
    let titled = title.filter(|_| says_nothing).and_then(sport::named);
    match titled {
        Some(named) if named.indoor && !named.sport.is_indoor() => format!("indoor {}", named.sport.key()),
        Some(named) if named.sport != Sport::Other => named.sport.key().to_owned(),
        _ => kind.to_owned(),
    }
}

/// A finite number.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Reads numbers, and remembers whether any of them was written with a decimal comma.
#[derive(Default)]
pub(crate) struct Numbers {
    pub(crate) with_commas: bool,
}

impl Numbers {
    pub(crate) const COMMAS: &'static str =
        "its numbers are written with decimal commas, which the format does not have; they were read as such";

    /// A finite number; `48,137` is 48.137, as nothing in a recording has thousands set off.
    pub(crate) fn read(&mut self, text: &str) -> Option<f64> {
        number(text).or_else(|| {
            let (whole, decimals) = text.split_once(',')?;
            let decimals = decimals.trim_end();
            let plain = !decimals.is_empty() && decimals.bytes().all(|digit| digit.is_ascii_digit());
            let read = number(&format!("{whole}.{decimals}")).filter(|_| plain)?;
            self.with_commas = true;
            Some(read)
        })
    }
}

/// A mean in the making.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    pub(crate) fn add(&mut self, value: f64) {
        self.sum += value;
        self.count = self.count.saturating_add(1);
    }

    pub(crate) fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }
}

/// A mean in the making of values that hold for different times.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TimedMean {
    sum: f64,
    seconds: f64,
}

impl TimedMean {
    pub(crate) fn add(&mut self, value: f64, seconds: f64) {
        if seconds > 0.0 {
            self.sum += value * seconds;
            self.seconds += seconds;
        }
    }

    pub(crate) fn mean(self) -> Option<f64> {
        (self.seconds > 0.0).then(|| self.sum / self.seconds)
    }
}

/// Devices without a fix write the point where the equator meets Greenwich, or worse.
pub(crate) fn on_earth(position: &(f64, f64)) -> bool {
    *position != (0.0, 0.0) && position.0.abs() <= 90.0 && position.1.abs() <= 180.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_111_km_and_one_of_longitude_half_that_at_60_degrees() {
        let at = |latitude, longitude| Position { latitude, longitude };
        assert!((at(0.0, 0.0).distance(at(1.0, 0.0)) - 111_195.0).abs() < 1.0);
        assert!((at(60.0, 10.0).distance(at(60.0, 11.0)) - 55_597.0).abs() < 5.0);
    }

    #[test]
    fn times_without_a_zone_are_utc() {
        assert_eq!(instant("2010-04-02T08:26:48"), instant("2010-04-02T10:26:48+02:00"));
        for text in ["2010-4-2T8:26:48Z", "2010/04/02 08:26:48", "2010-04-02T10:26:48+0200"] {
            assert_eq!(instant(text), instant("2010-04-02T08:26:48Z"), "{text}");
        }
        assert_eq!(instant("yesterday"), None);
    }
}
