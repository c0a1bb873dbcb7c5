//! Sleep against the sessions of the day that follows: how long, when and how regularly an athlete slept, beside how long
//! the next sessions were, how far a heartbeat carried and how fast the heart beat.
//!
//! Every measure is compared with what is usual around that day (the median of four weeks), so that a season's trend is no
//! finding. The effect is the median of all slopes between two days (Theil–Sen) with its distribution-free interval, the
//! strength is Spearman's rank correlation with the interval of Bonett and Wright. With fewer days than [`LEAST_DAYS`]
//! nothing is said. It is what goes together, not what causes what.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use units::Duration;

use crate::worded::worded;
use crate::{Event, SleepRole, SportFamily, Workout};

/// Fewer days that have both a night and a session before it say nothing: with these, the interval of a correlation is
/// still ± 0.36 wide.
pub const LEAST_DAYS: usize = 30;
/// Of a longer history the latest days count: two years.
const MOST_DAYS: usize = 730;
/// What is usual is the median of this many days before and after.
const AROUND: i64 = 14;
/// The usual time of sleep is learned from this many nights before, and at least so many of them.
const NIGHTS_BEFORE: std::ops::RangeInclusive<usize> = 5..=14;
/// The two-sided 95 % point of the normal distribution.
const Z_95: f64 = 1.959_964;
/// The same for nine comparisons at once (Bonferroni: 1 − 0.05/9).
const Z_95_OF_NINE: f64 = 2.773_036;

/// Sources of the method, by their names in the register.
pub const SOURCES: [&str; 3] = ["theil-1950", "sen-1968", "bonett-wright-2000"];

/// What is looked at of a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfNight {
    /// How long the athlete slept.
    Asleep,
    /// The middle of the main sleep, on the local clock.
    Midpoint,
    /// How far the middle lay from the usual one of the two weeks before, either way.
    Irregularity,
}

/// What is looked at of the sessions of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfSessions {
    /// How long they were, together.
    Time,
    /// How far a heartbeat carried, against the athlete's usual in the same sport.
    DistancePerBeat,
    /// How fast the heart beat, against the athlete's usual in the same sport.
    HeartRate,
}

/// One measure of nights beside one of the sessions after them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Of the night.
    pub night: OfNight,
    /// Of the sessions.
    pub sessions: OfSessions,
    /// How many days have both.
    pub days: usize,
    /// By how much the natural logarithm of the sessions' measure is greater for one hour more of the night's: 0.02 is
    /// 2 %.
    pub per_hour: Interval,
    /// Spearman's rank correlation, −1 to 1.
    pub correlation: Interval,
    /// Whether the effect differs from none even with all nine comparisons in mind.
    pub clear: bool,
}

/// A value and the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The value.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What sleep and sessions say together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rested {
    /// Nights that are known.
    pub nights: usize,
    /// Days that have a session after a known night.
    pub days: usize,
    /// How many of those are needed before anything is said.
    pub needed: usize,
    /// The links; empty while there are too few days.
    pub links: Vec<Link>,
}

/// Looks at sleep beside the sessions of the following day. `zone` is where the athlete lives.
pub fn rested(events: &[Event], zone: &TimeZone) -> Rested {
    let nights = nights(events, zone);
    let sessions = sessions(events, &nights, zone);
    let days = nights.keys().filter(|day| sessions.contains_key(day)).count();
    let mut links = Vec::new();
    if days >= LEAST_DAYS {
        for (night, of_night) in night_measures(&nights) {
            for (measure, of_sessions) in session_measures(&sessions) {
                links.extend(link(night, &of_night, measure, &of_sessions));
            }
        }
    }
    Rested { nights: nights.len(), days, needed: LEAST_DAYS, links }
}

/// A night that is known.
struct Night {
    asleep: f64,
    /// Hours after midnight of the day of waking; less than nothing before it.
    midpoint: f64,
    ended: jiff::Timestamp,
}

fn nights(events: &[Event], zone: &TimeZone) -> BTreeMap<Date, Night> {
    let mut nights: BTreeMap<Date, Night> = BTreeMap::new();
    for event in events {
        let Some(sleep) = event.sleep().filter(|sleep| sleep.role == SleepRole::Main) else { continue };
        let half = event.span.end.duration_since(event.span.start) / 2;
        let middle = event.span.start.checked_add(half).unwrap_or(event.span.start);
        let Ok(midnight) = zone.to_timestamp(sleep.day.at(0, 0, 0, 0)) else { continue };
        let midpoint = middle.duration_since(midnight).as_secs_f64() / 3600.0;
        let night = Night { asleep: sleep.asleep.as_hours(), midpoint, ended: event.span.end };
        // A date that happened twice has two; the longer is the night.
        match nights.get(&sleep.day) {
            Some(known) if known.asleep >= night.asleep => {}
            _ => {
                nights.insert(sleep.day, night);
            }
        }
    }
    for event in events {
        if let Some(sleep) = event.sleep().filter(|sleep| sleep.role == SleepRole::Second)
            && let Some(night) = nights.get_mut(&sleep.day)
        {
            night.asleep += sleep.asleep.as_hours();
        }
    }
    nights
}

/// The sessions of a day.
#[derive(Default)]
struct Sessions {
    hours: f64,
    /// Logarithms of metres per beat and of the heart rate, over the usual of the sport.
    per_beat: Vec<f64>,
    heart_rate: Vec<f64>,
}

fn sessions(events: &[Event], nights: &BTreeMap<Date, Night>, zone: &TimeZone) -> BTreeMap<Date, Sessions> {
    let workouts: Vec<(&Event, &Workout)> =
        events.iter().filter_map(|event| Some((event, event.workout()?))).collect();
    let mut usual: BTreeMap<SportFamily, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for (event, workout) in &workouts {
        let known = usual.entry(workout.family()).or_default();
        known.0.extend(per_beat(event, workout));
        known.1.extend(heart_rate(workout));
    }
    let usual: BTreeMap<SportFamily, (Option<f64>, Option<f64>)> = usual
        .into_iter()
        .map(|(family, (mut per_beat, mut rates))| (family, (median(&mut per_beat), median(&mut rates))))
        .collect();
    let mut days: BTreeMap<Date, Sessions> = BTreeMap::new();
    for (event, workout) in workouts {
        let day = event.span.start.to_zoned_datetime(zone.clone()).date();
        // What was done before going to bed does not follow the night.
        if nights.get(&day).is_none_or(|night| event.span.start < night.ended) {
            continue;
        }
        let sessions = days.entry(day).or_default();
        sessions.hours += length(event, workout).as_hours();
        let (beat, rate) = usual.get(&workout.family()).copied().unwrap_or_default();
        sessions.per_beat.extend(per_beat(event, workout).zip(beat).map(|(own, usual)| own - usual));
        sessions.heart_rate.extend(heart_rate(workout).zip(rate).map(|(own, usual)| own - usual));
    }
    days.retain(|_, sessions| sessions.hours > 0.0);
    days
}

fn length(event: &Event, workout: &Workout) -> Duration {
    workout.timer.unwrap_or_else(|| event.span.duration())
}

/// The logarithm of metres per beat of the heart; only where the sport goes somewhere by the athlete's own strength.
fn per_beat(event: &Event, workout: &Workout) -> Option<f64> {
    let goes = matches!(
        workout.family(),
        SportFamily::Run | SportFamily::Ride | SportFamily::Swim | SportFamily::Walk | SportFamily::Row
    );
    let beats = workout.mean_heart_rate?.as_per_min() * length(event, workout).as_minutes();
    let metres = workout.distance?.as_m();
    (goes && beats > 0.0 && metres > 0.0).then(|| (metres / beats).ln())
}

fn heart_rate(workout: &Workout) -> Option<f64> {
    workout.mean_heart_rate.map(units::Frequency::as_per_min).filter(|rate| *rate > 0.0).map(f64::ln)
}

type Series = BTreeMap<Date, f64>;

fn night_measures(nights: &BTreeMap<Date, Night>) -> [(OfNight, Series); 3] {
    let asleep = nights.iter().map(|(day, night)| (*day, night.asleep)).collect();
    let midpoint: Series = nights.iter().map(|(day, night)| (*day, night.midpoint)).collect();
    let in_order: Vec<(Date, f64)> = midpoint.iter().map(|(day, hours)| (*day, *hours)).collect();
    let irregular = |index: usize| {
        let (day, hours) = in_order[index];
        let before = &in_order[index.saturating_sub(*NIGHTS_BEFORE.end())..index];
        let mut before: Vec<f64> = before
            .iter()
            .filter(|(other, _)| apart(*other, day) <= 2 * AROUND)
            .map(|(_, hours)| *hours)
            .collect();
        let usual = median(&mut before).filter(|_| before.len() >= *NIGHTS_BEFORE.start())?;
        Some((day, (hours - usual).abs()))
    };
    let irregularity = (0..in_order.len()).filter_map(irregular).collect();
    [(OfNight::Asleep, asleep), (OfNight::Midpoint, midpoint), (OfNight::Irregularity, irregularity)]
}

fn session_measures(sessions: &BTreeMap<Date, Sessions>) -> [(OfSessions, Series); 3] {
    let means = |of: fn(&Sessions) -> &Vec<f64>| -> Series {
        sessions.iter().filter_map(|(day, sessions)| Some((*day, mean(of(sessions))?))).collect()
    };
    [
        (OfSessions::Time, sessions.iter().map(|(day, sessions)| (*day, sessions.hours.ln())).collect()),
        (OfSessions::DistancePerBeat, means(|sessions| &sessions.per_beat)),
        (OfSessions::HeartRate, means(|sessions| &sessions.heart_rate)),
    ]
}

fn link(night: OfNight, of_night: &Series, sessions: OfSessions, of_sessions: &Series) -> Option<Link> {
    let mut days: Vec<Date> = of_night.keys().filter(|day| of_sessions.contains_key(day)).copied().collect();
    if days.len() < LEAST_DAYS {
        return None;
    }
    days.drain(..days.len().saturating_sub(MOST_DAYS));
    let pairs: Vec<(f64, f64)> = days
        .iter()
        .filter_map(|day| Some((against_usual(of_night, *day)?, against_usual(of_sessions, *day)?)))
        .collect();
    let slopes = Slopes::of(&pairs)?;
    let per_hour = slopes.interval(Z_95);
    let strict = slopes.interval(Z_95_OF_NINE);
    let correlation = correlation(&pairs)?;
    let clear = strict.low > 0.0 || strict.high < 0.0;
    Some(Link { night, sessions, days: pairs.len(), per_hour, correlation, clear })
}

/// The value of a day less the median of the days around it.
fn against_usual(series: &Series, day: Date) -> Option<f64> {
    let span = jiff::Span::new().days(AROUND);
    let range = day.saturating_sub(span)..=day.saturating_add(span);
    let mut around: Vec<f64> = series.range(range).map(|(_, value)| *value).collect();
    Some(series.get(&day)? - median(&mut around)?)
}

/// All slopes between two of the pairs, the least first.
struct Slopes {
    sorted: Vec<f64>,
    pairs: f64,
}

impl Slopes {
    /// None where the first measure never changes.
    fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let mut sorted = Vec::with_capacity(pairs.len() * pairs.len() / 2);
        for (index, a) in pairs.iter().enumerate() {
            let slope = |b: &(f64, f64)| ((b.0 - a.0).abs() > 1e-9).then(|| (b.1 - a.1) / (b.0 - a.0));
            sorted.extend(pairs[index + 1..].iter().filter_map(slope));
        }
        sorted.sort_unstable_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "two years of days")]
        let pairs = pairs.len() as f64;
        (!sorted.is_empty()).then_some(Self { sorted, pairs })
    }

    /// The median slope and Sen's interval, from the variance of Kendall's S.
    fn interval(&self, z: f64) -> Interval {
        #[expect(clippy::cast_precision_loss, reason = "a quarter of a million slopes")]
        let count = self.sorted.len() as f64;
        let n = self.pairs;
        let reach = z * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
        Interval {
            value: self.at((count - 1.0) / 2.0),
            low: self.at(((count - reach) / 2.0 - 1.0).floor()),
            high: self.at(((count + reach) / 2.0).ceil()),
        }
    }

    /// The slope at this rank, from 0; between two, their mean.
    fn at(&self, rank: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a quarter of a million slopes")]
        let rank = rank.clamp(0.0, (self.sorted.len() - 1) as f64);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the list")]
        let (below, above) = (rank.floor() as usize, rank.ceil() as usize);
        f64::midpoint(self.sorted[below], self.sorted[above])
    }
}

/// Spearman's rank correlation with the 95 % interval of Bonett and Wright.
fn correlation(pairs: &[(f64, f64)]) -> Option<Interval> {
    let ranks = |of: fn(&(f64, f64)) -> f64| ranks(&pairs.iter().map(of).collect::<Vec<_>>());
    let (a, b) = (ranks(|pair| pair.0), ranks(|pair| pair.1));
    let (mean_a, mean_b) = (mean(&a)?, mean(&b)?);
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    let spread = (product(&a, mean_a, &a, mean_a) * product(&b, mean_b, &b, mean_b)).sqrt();
    if spread <= 0.0 {
        return None;
    }
    let value = (product(&a, mean_a, &b, mean_b) / spread).clamp(-0.999_999, 0.999_999);
    #[expect(clippy::cast_precision_loss, reason = "two years of days")]
    let error = ((1.0 + value * value / 2.0) / (pairs.len() as f64 - 3.0)).sqrt();
    let (low, high) = (value.atanh() - Z_95 * error, value.atanh() + Z_95 * error);
    Some(Interval { value, low: low.tanh(), high: high.tanh() })
}

/// The rank of each value, equal ones sharing theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut next = 0;
    for equal in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        #[expect(clippy::cast_precision_loss, reason = "two years of days")]
        let shared = (2 * next + equal.len() - 1) as f64 / 2.0;
        equal.iter().for_each(|index| ranks[*index] = shared);
        next += equal.len();
    }
    ranks
}

fn mean(values: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "two years of days")]
    let count = values.len() as f64;
    (count > 0.0).then(|| values.iter().sum::<f64>() / count)
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    let high = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { high } else { f64::midpoint(values[middle - 1], high) })
}

fn apart(a: Date, b: Date) -> i64 {
    a.duration_until(b).as_hours().abs() / 24
}

worded! {
    OfNight {
        Asleep = "asleep": "an hour more sleep";
        Midpoint = "midpoint": "an hour later in bed";
        Irregularity = "irregularity": "an hour farther from the usual time";
    }
}

worded! {
    OfSessions {
        Time = "time": "the length of the next sessions";
        DistancePerBeat = "distance-per-beat": "the way a heartbeat carries";
        HeartRate = "heart-rate": "the heart rate";
    }
}

impl Link {
    /// The effect and the ends of its interval, in per cent for one hour more of the night's: `+2.0 %`.
    pub fn effect(&self) -> [String; 3] {
        let Interval { value, low, high } = self.per_hour;
        [value, low, high].map(|share| format!("{:+.1} %", share.exp_m1() * 100.0).replace('-', "−"))
    }

    /// The link in a sentence.
    pub fn words(&self) -> String {
        let [effect, low, high] = self.effect();
        let verdict = if self.clear { "" } else { "; no clear link" };
        format!(
            "{} went with {effect} ({low} to {high}) in {}{verdict}",
            self.night.words(),
            self.sessions.words()
        )
    }
}
