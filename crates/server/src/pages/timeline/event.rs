//! One workout in full: its traces, time in zones, laps, what it cost, and where it comes from.

use askama::Template;
use axum::extract::{Path, State};
use engine::AthleteRecord;
use jiff::SignedDuration;
use physiology::greatest_heart_rate_by_age;
use timeline::{Channel, Event, Observation, Span, Trace};
use units::{Duration, Frequency, Length, Speed, UnitSystem};

use super::days::{Known, Row, dated, row};
use crate::App;
use crate::access::Seen;
use crate::language::Language;
use crate::pages::chart::{Plot, levels};
use crate::pages::{Frame, Page, page};

/// Seconds between two values of a trace.
#[expect(clippy::cast_precision_loss, reason = "ten")]
const EVERY: f64 = timeline::EVERY as f64;
/// More points than these are not told apart on a screen.
const MOST_POINTS: usize = 240;
/// More laps than these are not listed.
const MOST_LAPS: usize = 60;
/// The lower ends of zones 2 to 5, as shares of the greatest heart rate: the usual five zones (Edwards 1993).
const ZONES: [f64; 4] = [0.6, 0.7, 0.8, 0.9];
/// A change of the heart rate between the halves that is worth a word, beats a minute.
const DRIFT: f64 = 4.0;
/// The heart settles in the first minutes: they tell nothing of a drift.
const SETTLING: f64 = 10.0;

#[derive(Template)]
#[template(path = "event.html")]
struct Detail {
    frame: Frame,
    id: String,
    /// What was found, in a sentence.
    said: String,
    when: String,
    event: Row,
    curves: Vec<Curve>,
    /// The tone, share in hundredths, where it begins, and words of each zone.
    zones: Vec<(usize, f64, f64, String)>,
    /// Of what the zones are shares.
    zones_of: String,
    laps: Vec<[String; 4]>,
    /// The receipts of the sweat and the sodium that it was likely to cost.
    receipts: Option<(String, String)>,
}

/// A trace as it is drawn.
struct Curve {
    title: String,
    about: String,
    svg: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Seen(engine): Seen,
    language: Language,
    Path((athlete, event)): Path<(String, String)>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let why = engine.why(&athlete, &event).await?;
    let event = why.event;
    let today = app.engine.now().to_zoned_datetime(record.time_zone()).date();
    let tests = app.engine.sweat_tests(&athlete).await?;
    let expected = app.engine.expected_loss(&athlete, &event).await?;
    let receipts = expected.as_ref().and_then(|expected| match &expected.receipts[..] {
        [sweat, sodium] => Some((sweat.to_string(), sodium.to_string())),
        _ => None,
    });
    let expected = expected.map(|expected| (event.id.clone(), expected)).into_iter().collect();
    let readings = app.engine.readings(&athlete, event.span.start, event.span.end).await?;
    let known =
        Known { athlete: &record, language, today, expected: &expected, tests: &tests, readings: &readings };
    let shown = row(&event, &known);
    let recorded = richest(&why.observations);
    let trace = recorded.and_then(|(_, trace)| trace);
    let traced = trace.map(|trace| Traced { trace, event: &event, record: &record, language });
    let begun = event.span.start.to_zoned_datetime(record.time_zone());
    let greatest = greatest(&record, begun.year());
    let zones = traced.as_ref().zip(greatest).map(|(traced, (rate, _))| traced.zones(rate));
    page(&Detail {
        frame: Frame::of(&app, &record, language, "timeline"),
        id: record.id.clone(),
        said: traced.as_ref().and_then(Traced::finding).unwrap_or_else(|| {
            language.with("what", shown.title.as_str()).with("time", shown.duration.as_str()).t("event-plain")
        }),
        when: format!("{}, {}", dated(begun.date(), today, language), shown.detail),
        curves: traced.as_ref().map(Traced::curves).unwrap_or_default(),
        zones: zones.unwrap_or_default(),
        zones_of: greatest.map_or_else(String::new, |(rate, own)| {
            let said = language.with("rate", format!("{:.0}", rate.as_per_min()));
            said.t_of("event-zones-by", if own { "own" } else { "age" })
        }),
        laps: recorded
            .map(|(observation, trace)| laps(observation, trace, &record, language))
            .unwrap_or_default(),
        event: shown,
        receipts,
    })
}

/// The observation with the most to draw, and its trace.
fn richest(observations: &[Observation]) -> Option<(&Observation, Option<&Trace>)> {
    let trace = |observation: &Observation| -> usize {
        let trace = observation.shape.as_ref().and_then(|shape| shape.trace.as_ref());
        trace.map_or(0, |trace| {
            let channels = [&trace.heart_rate, &trace.speed, &trace.power];
            channels.into_iter().map(|channel| channel.values().iter().flatten().count()).sum()
        })
    };
    let best = observations.iter().max_by_key(|observation| trace(observation))?;
    Some((best, best.shape.as_ref().and_then(|shape| shape.trace.as_ref())))
}

/// The greatest heart rate, and whether it is the athlete's own: else what is usual at that age.
fn greatest(record: &AthleteRecord, year: i16) -> Option<(Frequency, bool)> {
    let by_age = || {
        let age = f64::from(year) - f64::from(record.born?);
        Some((greatest_heart_rate_by_age(age)?, false))
    };
    record.greatest_heart_rate.map(|rate| (rate, true)).or_else(by_age)
}

/// A trace within its workout.
struct Traced<'a> {
    trace: &'a Trace,
    event: &'a Event,
    record: &'a AthleteRecord,
    language: Language,
}

impl Traced<'_> {
    /// The values of a channel while the workout lasted: minutes since its start, and the value.
    fn points(&self, channel: &Channel) -> Vec<(f64, f64)> {
        let ahead = self.trace.start.duration_since(self.event.span.start).as_secs_f64();
        let length = self.event.span.duration().as_minutes();
        let mut at = ahead / 60.0;
        let mut points = Vec::new();
        for value in channel.values() {
            if let Some(value) = value.filter(|_| (0.0..=length).contains(&at)) {
                points.push((at, f64::from(value)));
            }
            at += EVERY / 60.0;
        }
        points
    }

    /// What the heart rate did, in a sentence.
    fn finding(&self) -> Option<String> {
        let settled: Vec<f64> = self
            .points(&self.trace.heart_rate)
            .into_iter()
            .filter(|(at, _)| *at >= SETTLING)
            .map(|(_, rate)| rate)
            .collect();
        if settled.len() < 60 {
            return None;
        }
        let (first, second) = settled.split_at(settled.len() / 2);
        let change = mean(second)? - mean(first)?;
        let said = self.language.with("rate", format!("{:.0}", mean(&settled)?));
        let said = said.with("change", format!("{:.0}", change.abs()));
        Some(match change {
            change if change >= DRIFT => said.t_of("event-heart", "rises"),
            change if change <= -DRIFT => said.t_of("event-heart", "falls"),
            _ => said.t_of("event-heart", "steady"),
        })
    }

    fn curves(&self) -> Vec<Curve> {
        let metric = self.record.units == UnitSystem::Metric;
        let (speed_of, speed_unit) = if metric { (0.036, "km/h") } else { (0.036 * 0.621_371, "mph") };
        [
            self.curve("heart-rate", &self.trace.heart_rate, 1.0, "/min"),
            self.curve("speed", &self.trace.speed, speed_of, speed_unit),
            self.curve("power", &self.trace.power, 1.0, "W"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn curve(&self, key: &'static str, channel: &Channel, factor: f64, unit: &str) -> Option<Curve> {
        let points: Vec<(f64, f64)> =
            self.points(channel).into_iter().map(|(at, value)| (at, value * factor)).collect();
        if points.len() < 12 {
            return None;
        }
        let points = thinned(&points);
        let values = || points.iter().map(|(_, value)| *value);
        let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
        let language = self.language;
        let whole = |value: f64| language.number(&format!("{value:.0}"));
        let levels = levels(if key == "heart-rate" { low } else { 0.0 }, high.max(1.0));
        let named: Vec<(f64, String)> = levels.iter().map(|level| (*level, whole(*level))).collect();
        let ends = (levels.first().copied()?, levels.last().copied()?);
        let length = self.event.span.duration().as_minutes();
        let marks: Vec<(f64, String)> = (0..=3)
            .map(|part| {
                let at = (length * f64::from(part) / 3.0).round();
                let words = if part == 0 { "0".to_owned() } else { Duration::from_minutes(at).in_words() };
                (at, words)
            })
            .collect();
        let about = language.with("low", whole(low)).with("high", whole(high)).with("unit", unit);
        let about = about.t("event-curve-about");
        let title = language.t_of("event-curve", key);
        let plot = Plot::new((0.0, length), ends, &format!("{title}. {about}"));
        Some(Curve { title, about, svg: plot.lines(&named).marks(&marks).line(&points).svg() })
    }

    /// The time in each of five zones.
    fn zones(&self, greatest: Frequency) -> Vec<(usize, f64, f64, String)> {
        let mut seconds = [0.0_f64; 5];
        for (_, rate) in self.points(&self.trace.heart_rate) {
            let share = rate / greatest.as_per_min();
            seconds[ZONES.iter().filter(|low| share >= **low).count()] += EVERY;
        }
        let all: f64 = seconds.iter().sum();
        if all < 60.0 {
            return Vec::new();
        }
        let mut from = 0.0;
        let zone = |(index, seconds): (usize, f64)| {
            let share = 100.0 * seconds / all;
            let begins = from;
            from += share;
            let time = Duration::from_minutes((seconds / 60.0).round()).in_words();
            let said = self.language.with("zone", index + 1).with("time", time);
            (index + 1, share, begins, said.t("event-zone"))
        };
        seconds.into_iter().enumerate().map(zone).collect()
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "at most a day of values")]
    let count = values.len() as f64;
    (count > 0.0).then(|| values.iter().sum::<f64>() / count)
}

/// The means of successive groups, so that no more points are left than can be told apart.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let group = points.len().div_ceil(MOST_POINTS).max(1);
    let middle = |points: &[(f64, f64)]| {
        let (at, values): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        Some((mean(&at)?, mean(&values)?))
    };
    points.chunks(group).filter_map(middle).collect()
}

/// The laps of a recording: number, time, pace or speed, heart rate.
fn laps(
    observation: &Observation,
    trace: Option<&Trace>,
    record: &AthleteRecord,
    language: Language,
) -> Vec<[String; 4]> {
    let laps = observation.shape.as_ref().map(|shape| shape.laps.as_slice()).unwrap_or_default();
    if laps.len() < 2 {
        return Vec::new();
    }
    let on_foot = match &observation.kind {
        timeline::Kind::Workout(workout) => {
            workout.sport.parse::<physiology::Sport>().is_ok_and(physiology::Sport::is_on_foot)
        }
        timeline::Kind::Sleep(_) => false,
    };
    let mut start = observation.span.start;
    let lap = |(index, length): (usize, &Duration)| {
        let seconds = SignedDuration::try_from_secs_f64(length.as_seconds()).unwrap_or_default();
        let end = start.checked_add(seconds).unwrap_or(start);
        let within = Span { start, end };
        start = end;
        let of = |channel: fn(&Trace) -> &Channel| {
            trace.and_then(|trace| mean_within(trace, channel(trace), within))
        };
        let speed = of(|trace| &trace.speed).map(|speed| Speed::from_m_per_s(speed / 100.0));
        [
            (index + 1).to_string(),
            clock(length.as_seconds()),
            speed.map(|speed| paced(speed, on_foot, record.units, language)).unwrap_or_default(),
            of(|trace| &trace.heart_rate).map(|rate| format!("{rate:.0}")).unwrap_or_default(),
        ]
    };
    laps.iter().take(MOST_LAPS).enumerate().map(lap).collect()
}

fn mean_within(trace: &Trace, channel: &Channel, within: Span) -> Option<f64> {
    let index = |at: jiff::Timestamp| {
        usize::try_from(at.duration_since(trace.start).as_secs() / timeline::EVERY).unwrap_or(0)
    };
    let values = channel.values();
    let (from, to) = (index(within.start).min(values.len()), index(within.end).min(values.len()));
    let values: Vec<f64> = values.get(from..to)?.iter().flatten().map(|value| f64::from(*value)).collect();
    mean(&values)
}

/// `5:07`, or `1:02:09`.
fn clock(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a lap")]
    let all = seconds.round().max(0.0) as u64;
    match all / 3600 {
        0 => format!("{}:{:02}", all / 60, all % 60),
        hours => format!("{hours}:{:02}:{:02}", all % 3600 / 60, all % 60),
    }
}

/// A pace on foot, a speed otherwise.
fn paced(speed: Speed, on_foot: bool, system: UnitSystem, language: Language) -> String {
    if !on_foot || speed.as_m_per_s() < 0.3 {
        return language.quantity(speed, system);
    }
    let (length, unit) = match system {
        UnitSystem::Metric => (Length::from_km(1.0), "km"),
        _ => (Length::from_m(1609.344), "mi"),
    };
    format!("{} /{unit}", clock((length / speed).as_seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paces_are_said_as_runners_say_them() {
        let five = Speed::from_km_per_h(12.0);
        assert_eq!(paced(five, true, UnitSystem::Metric, Language::English), "5:00 /km");
        assert_eq!(paced(five, true, UnitSystem::UsCustomary, Language::English), "8:03 /mi");
        assert_eq!(clock(3729.4), "1:02:09");
    }

    #[test]
    fn a_long_trace_is_thinned_to_what_can_be_seen() {
        let points: Vec<(f64, f64)> = (0..8640).map(|at| (f64::from(at), f64::from(at % 10))).collect();
        let thin = thinned(&points);
        assert!(thin.len() <= MOST_POINTS, "{}", thin.len());
        assert!(thin.iter().all(|(_, value)| (4.0..=5.0).contains(value)), "means stay what they are");
    }
}
