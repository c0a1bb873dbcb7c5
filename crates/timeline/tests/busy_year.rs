//! Years of a busy athlete: commutes, doubles, classes, repeats saved one by one, several trackers, wrong clocks. What the
//! rules merge is compared with what really was one workout;
//! `cargo test -p isotone-timeline --test busy_year -- --nocapture` prints the figures of every year and each pair missed.
//!
//! A pair that was not merged counts as missed even where the athlete is asked about it. Every missed pair must be one that
//! is asked about: what no rule can join safely is the athlete's to say, and is never lost in silence.

#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "figures of a simulation")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::*;
use jiff::{SignedDuration, Timestamp};
use timeline::{Kind, Observation, Position, Quality, Sample, Shape, TraceBuilder, Trait};

/// How many years, each another athlete's.
const YEARS: u64 = 24;
/// Places.
const HOME: (f64, f64) = (50.0, 8.0);
const WORK: (f64, f64) = (50.08, 8.02);
const TRACK: (f64, f64) = (50.02, 8.05);

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

/// One workout of a plan: when it starts, in minutes of the day, how long it lasts, how far and how hard it is.
#[derive(Clone, Copy)]
struct Plan(&'static str, f64, f64, f64, f64);

fn year(random: &mut Random) -> Vec<Truth> {
    let mut all = Vec::new();
    for day in 0..365_i64 {
        let mut add = |random: &mut Random, plan: Plan, places, programme: bool| {
            let Plan(sport, minute, minutes, km, beats) = plan;
            let start = Timestamp::from_second(MONDAY + day * 86_400 + (minute * 60.0) as i64).unwrap();
            let minutes = random.about(minutes, if programme { 0.0 } else { minutes * 0.02 });
            let km = if programme { km } else { random.about(km, km * 0.004) };
            all.push(Truth { sport, start, minutes, km, beats: random.about(beats, 1.0), places, programme });
        };
        let around = |place| Some((place, place));
        if day % 7 < 5 {
            let (there, back) = (random.about(450.0, 8.0), random.about(1050.0, 12.0));
            add(random, Plan("cycling", there, 27.0, 9.1, 121.0), Some((HOME, WORK)), false);
            add(random, Plan("cycling", back, 27.4, 9.1, 121.0), Some((WORK, HOME)), false);
        }
        match day % 7 {
            // Repeats on the track, each saved by itself.
            0 => {
                for repeat in 0..3 {
                    let minute = 1140.0 + 14.0 * f64::from(repeat);
                    add(random, Plan("running", minute, 12.0, 3.0, 165.0), around(TRACK), false);
                }
            }
            // The same loop before and after work.
            1 => {
                let (early, late) = (random.about(360.0, 4.0), random.about(1140.0, 6.0));
                add(random, Plan("running", early, 41.0, 8.0, 148.0), around(HOME), false);
                add(random, Plan("running", late, 41.0, 8.0, 148.0), around(HOME), false);
            }
            // Two classes, a quarter of an hour between them, a programme each.
            2 => {
                add(random, Plan("indoor cycling", 1110.0, 45.0, 22.0, 142.0), None, true);
                add(random, Plan("indoor cycling", 1170.0, 45.0, 22.0, 142.5), None, true);
            }
            // The treadmill's programme in the morning and in the evening.
            3 => {
                add(random, Plan("treadmill running", 360.0, 40.0, 8.0, 150.0), None, true);
                add(random, Plan("treadmill running", 1080.0, 40.0, 8.0, 150.4), None, true);
            }
            // A run, half an hour later a swim; a walk at noon.
            4 => {
                add(random, Plan("running", 1140.0, 30.0, 6.0, 150.0), around(HOME), false);
                add(random, Plan("lap swimming", 1200.0, 40.0, 2.0, 130.0), None, false);
                add(random, Plan("walking", 735.0, 25.0, 2.0, 95.0), around(WORK), false);
            }
            // A long ride, and a run as soon as the shoes are changed.
            5 => {
                add(random, Plan("cycling", 540.0, 190.0, 82.0, 138.0), around(HOME), false);
                add(random, Plan("running", 738.0, 20.0, 4.0, 150.0), around(HOME), false);
            }
            _ => add(random, Plan("running", 500.0, 105.0, 20.0, 140.0), around(HOME), false),
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

/// Where the athlete is after this share of a way: the same way every day, there and back, or a loop as long as it is.
fn on_the_way(truth: &Truth, places: ((f64, f64), (f64, f64)), share: f64) -> Position {
    let (from, to) = places;
    let turn = share * std::f64::consts::TAU;
    // Degrees of latitude of 111.2 km; at 50 degrees north those of longitude are shorter.
    let radius = if from == to { truth.km / std::f64::consts::TAU / 111.2 } else { 0.002 };
    Position {
        latitude: from.0 + (to.0 - from.0) * share + radius * (1.0 - turn.cos()),
        longitude: from.1 + (to.1 - from.1) * share + radius * turn.sin() / 0.643,
    }
}

/// How one device recorded a workout: when it was started and stopped, and what it measures beside the truth.
#[derive(Clone, Copy)]
struct Recording {
    /// Seconds after the athlete set off.
    pressed: f64,
    /// Seconds.
    lasted: f64,
    /// A share of the distance.
    far: f64,
    /// Beats that its mean is off by.
    beats: f64,
    /// How far its own sensors wander from the truth, 0 for the device that defines it.
    sensors: f64,
    /// Whose heart it is: the athlete's 0, a friend's 1.
    heart: u64,
}

impl Recording {
    /// The device on the wrist, by which the truth is made.
    fn own(truth: &Truth) -> Self {
        Self { pressed: 0.0, lasted: truth.minutes * 60.0, far: 1.0, beats: 0.0, sensors: 0.0, heart: 0 }
    }

    /// Another device's: started a little earlier or later, with sensors of its own.
    fn other(random: &mut Random, truth: &Truth) -> Self {
        Self {
            pressed: random.about(0.0, 40.0),
            lasted: truth.minutes * 60.0 + random.about(0.0, 30.0),
            far: random.about(1.0, 0.012),
            beats: random.about(0.0, 3.0),
            sensors: 1.0,
            heart: 0,
        }
    }

    /// A friend's, who rides the same way a kilometre or more behind and uploads to the same account.
    fn friend(random: &mut Random, truth: &Truth) -> Self {
        let behind = 260.0 + 280.0 * random.unit();
        Self { pressed: behind, beats: 9.0, heart: 1, ..Self::other(random, truth) }
    }

    fn seen(self, truth: &Truth, number: usize, by: &str) -> Observation {
        let (quality, device) = match by {
            "watch" | "computer" | "friend" => (Quality::DeviceFile, Some(by)),
            "garmin" => (Quality::ProviderSummary, Some("forerunner 955")),
            "apple-health" => (Quality::ProviderSummary, Some("healthkit ab12")),
            _ => (Quality::AggregatorCopy, None),
        };
        let provider = if quality == Quality::DeviceFile { "file" } else { by };
        let start = truth.start + SignedDuration::from_secs(self.pressed as i64);
        let end = start + SignedDuration::from_secs(self.lasted as i64);
        let source = source(provider, device, quality);
        let mut seen = workout(&format!("{by}-{number}"), source, truth.sport, start, end)
            .distance(truth.km * self.far)
            .heart_rate(truth.beats + self.beats)
            .laps(&laps(truth, number));
        if let Some((first, last)) = truth.places {
            seen = seen.places(first, last);
        }
        if quality == Quality::DeviceFile { self.measuring(seen, truth, number) } else { seen }
    }

    /// With its series: what really happened at each instant, as its own sensors see it.
    fn measuring(self, seen: Observation, truth: &Truth, number: usize) -> Observation {
        let (pulse, pace) = (wandering(number as u64, 1), wandering(number as u64, 2));
        let (light, drift) = (wandering(number as u64, 3 + 4 * self.heart), wandering(number as u64, 4));
        let other = wandering(number as u64, 5);
        // A friend is on the same hills, but not at the same time.
        let late = if self.heart == 0 { 0.0 } else { self.pressed };
        let whole = truth.minutes * 60.0;
        let mut trace = TraceBuilder::default();
        for second in (0..self.lasted as i64).step_by(10) {
            let t = second as f64 + self.pressed - late;
            let pace = pace(t);
            let speed = if truth.programme { 3.0 + (t / 300.0).floor() % 2.0 } else { 3.0 + 0.5 * pace };
            let position = truth.places.map(|places| {
                let at = on_the_way(truth, places, (t / whole).clamp(0.0, 1.0) + 0.01 * pace);
                Position { latitude: at.latitude + 3e-5 * self.sensors * drift(t), ..at }
            });
            // Two sensors on one heart reach a correlation of about 0.75, two hearts on one hill about 0.5.
            let heart = if self.heart == 0 { 12.0 * pulse(t) } else { 6.0 * pulse(t) + 7.0 * other(t) };
            let sample = Sample {
                heart_rate: Some(truth.beats + self.beats + heart + 10.0 * self.sensors * light(t)),
                speed: Some(speed + 0.1 * self.sensors * drift(t)),
                position,
                ..Sample::default()
            };
            trace.add(seen.span.start + SignedDuration::from_secs(second), &sample);
        }
        seen.with(|o| o.shape.get_or_insert_with(Box::<Shape>::default).trace = trace.finish())
    }
}

fn laps(truth: &Truth, number: usize) -> Vec<f64> {
    if truth.programme {
        return vec![300.0; (truth.minutes / 5.0) as usize];
    }
    let mean = truth.minutes * 60.0 / truth.km;
    (0..truth.km as usize).map(|lap| mean * (1.0 + 0.05 * (lap as f64 + number as f64).sin())).collect()
}

/// With a clock that is off by up to seven minutes, as in case 56.
fn late(random: &mut Random, file: &Observation) -> Observation {
    let seconds = 30.0 + 390.0 * random.unit();
    let sign = if random.chance(0.5) { 1 } else { -1 };
    file.restamped(file.span.start + SignedDuration::from_secs(sign * seconds as i64))
}

/// Observations with the number of the workout that each is of.
fn observed(random: &mut Random, year: &[Truth]) -> Vec<(Observation, usize)> {
    let mut all = Vec::new();
    for (number, truth) in year.iter().enumerate() {
        // Some recordings come by one way only: a watch in the morning, a phone in the evening.
        let only = random.chance(0.2);
        let watch = !only || random.chance(0.5);
        let own = Recording::own(truth);
        if watch {
            let mut file = own.seen(truth, number, "watch");
            // Once a month a file comes under the wrong zone as well.
            if random.chance(0.02) {
                let hours = if random.chance(0.5) { 2 } else { -5 };
                let mut copy = file.restamped(file.span.start + SignedDuration::from_hours(hours));
                copy.id = format!("resaved-{number}");
                copy.source.device = Some("export".into());
                all.push((copy, number));
            }
            if random.chance(0.01) {
                file = late(random, &file);
            }
            all.push((file, number));
        }
        if !only && random.chance(0.9) {
            let mut summary = own.seen(truth, number, "garmin");
            summary.traits.push(Trait::EndUnsure);
            all.push((summary, number));
        }
        if !watch || random.chance(0.7) {
            let phone = Recording::other(random, truth);
            let mut copy = if watch { own } else { phone }.seen(truth, number, "strava");
            let name = if watch {
                format!("garmin_push_{}", 4_000_000_000_u64 + number as u64)
            } else {
                "track.gpx".into()
            };
            copy.recording = Some(format!("upload:{name}"));
            all.push((copy, number));
        }
        if truth.sport == "cycling" && !only && random.chance(0.4) {
            let mut file = Recording::other(random, truth).seen(truth, number, "computer");
            if random.chance(0.01) {
                file = late(random, &file);
            }
            all.push((file, number));
        }
        // Twice a year a friend's file: another workout, which no rule may take for the athlete's.
        if truth.sport == "cycling" && random.chance(0.003) {
            let friend = Recording::friend(random, truth).seen(truth, number, "friend");
            all.push((friend, year.len() + number));
        }
        if !only && random.chance(0.15) {
            all.push((Recording::other(random, truth).seen(truth, number, "apple-health"), number));
        }
    }
    all
}

/// What the rules make of one year.
#[derive(Default)]
struct Outcome {
    workouts: usize,
    observations: usize,
    questions: usize,
    /// Pairs of one workout in one event.
    right: usize,
    /// Pairs of two workouts in one event.
    wrong: Vec<String>,
    /// Pairs of one workout in two events, with a question between these.
    asked: Vec<String>,
    /// Pairs of one workout in two events of which nothing is asked.
    lost: Vec<String>,
    /// Events of several recordings whose start is more than two minutes off.
    mistimed: Vec<String>,
}

impl Outcome {
    fn of(seed: u64) -> Self {
        let random = &mut Random(seed);
        let year = year(random);
        let observed = observed(random, &year);
        let truth: BTreeMap<&str, usize> =
            observed.iter().map(|(o, number)| (o.id.as_str(), *number)).collect();
        let all: Vec<Observation> = observed.iter().map(|(observation, _)| observation.clone()).collect();
        let made = timeline::reconcile(&all, &[], &jiff::tz::TimeZone::UTC);
        let mut outcome = Self {
            workouts: year.len(),
            observations: observed.len(),
            questions: made.questions.len(),
            ..Self::default()
        };
        let mut event_of: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, event) in made.events.iter().enumerate() {
            let links: Vec<&str> = event.links.iter().map(|link| link.observation.as_str()).collect();
            let began = year.get(truth[links[0]]).map(|truth| truth.start);
            let off = began.map_or(0, |began| event.span.start.duration_since(began).as_secs().abs());
            if links.len() > 1 && off > 120 {
                outcome.mistimed.push(format!("{seed}: {links:?} by {off} s"));
            }
            for (place, a) in links.iter().enumerate() {
                event_of.insert(a, index);
                for b in &links[place + 1..] {
                    if truth[a] == truth[b] {
                        outcome.right += 1;
                    } else {
                        outcome.wrong.push(format!("{seed}: {a} with {b}"));
                    }
                }
            }
        }
        let asked: BTreeSet<(usize, usize)> = made
            .questions
            .iter()
            .filter_map(|question| match question.about()[..] {
                [a, b] => Some((event_of[a].min(event_of[b]), event_of[a].max(event_of[b]))),
                _ => None,
            })
            .collect();
        let spans: BTreeMap<&str, &Observation> = all.iter().map(|o| (o.id.as_str(), o)).collect();
        for (place, (a, number)) in observed.iter().enumerate() {
            for (b, _) in observed[place + 1..].iter().filter(|(_, other)| other == number) {
                let (x, y) = (event_of[a.id.as_str()], event_of[b.id.as_str()]);
                if x == y {
                    continue;
                }
                let (a, b) = (spans[a.id.as_str()], spans[b.id.as_str()]);
                let overlap = a.span.intersection_over_union(&b.span);
                let told = format!("{seed}: {} and {} ({}, overlap {overlap:.2})", a.id, b.id, sport(a));
                let list = if asked.contains(&(x.min(y), x.max(y))) {
                    &mut outcome.asked
                } else {
                    &mut outcome.lost
                };
                list.push(told);
            }
        }
        outcome
    }

    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong.len()).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.asked.len() + self.lost.len()).max(1) as f64
    }

    fn print(&self, name: &str) {
        println!(
            "{name}: {} workouts, {} observations, {} pairs merged rightly, precision {:.5}, recall {:.5}, \
             {} missed and asked about, {} missed, {} questions, {} events at a wrong time",
            self.workouts,
            self.observations,
            self.right,
            self.precision(),
            self.recall(),
            self.asked.len(),
            self.lost.len(),
            self.questions,
            self.mistimed.len(),
        );
    }
}

fn sport(observation: &Observation) -> &str {
    match &observation.kind {
        Kind::Workout(workout) => &workout.sport,
        Kind::Sleep(_) => "sleep",
    }
}

#[test]
fn merges_of_busy_years_are_precise_and_complete() {
    let mut all = Outcome::default();
    for seed in 20_261_130..20_261_130 + YEARS {
        let year = Outcome::of(seed);
        year.print(&seed.to_string());
        all.workouts += year.workouts;
        all.observations += year.observations;
        all.questions += year.questions;
        all.right += year.right;
        all.wrong.extend(year.wrong);
        all.asked.extend(year.asked);
        all.lost.extend(year.lost);
        all.mistimed.extend(year.mistimed);
    }
    all.print("all years");
    println!("merged wrongly: {:#?}\nasked about: {:#?}\nlost: {:#?}", all.wrong, all.asked, all.lost);
    println!("at a wrong time: {:#?}", all.mistimed);
    assert!(all.precision() >= 0.999, "merged wrongly: {:#?}", all.wrong);
    assert!(all.recall() >= 0.999, "not merged: {:#?} {:#?}", all.asked, all.lost);
    assert!(all.lost.is_empty(), "neither merged nor asked about: {:#?}", all.lost);
}
