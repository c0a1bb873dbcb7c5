//! Draws people and days, runs the rules, solves every need on the full catalogue, and prints how long both took.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program stops at the first oddity"
)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use evidence::Estimate;
use fuel::basket::{self, Request};
use fuel::{Band, Catalogue, Day, Intensity, Person, Phase, Plan, Session, SleepWindow, Slot, plan};
use jiff::{SignedDuration, Timestamp};
use units::{Duration, Mass, VolumeRate};

/// The allocator that the program has: a plan is many small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DAYS: u32 = 1000;

/// Numbers that look random and are the same each time (Vigna's splitmix64).
struct Draw(u64);

impl Draw {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high_half = u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap();
        low + (high - low) * f64::from(high_half) / f64::from(u32::MAX)
    }
}

fn at(hours: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH.checked_add(SignedDuration::from_secs_f64(hours * 3600.0)).unwrap()
}

fn day(draw: &mut Draw) -> Day {
    let mut session = |id: &str, from: f64, until: f64| {
        let (start, hours) = (at(draw.between(from, until)), draw.between(0.5, 4.5));
        let intensity = if draw.between(0.0, 1.0) < 0.5 { Intensity::Moderate } else { Intensity::Hard };
        Session {
            strength: draw.between(0.0, 1.0) < 0.2,
            sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(draw.between(0.3, 2.0)))),
            sweat_measured: true,
            ..Session::new(id, start, Duration::from_hours(hours), intensity)
        }
    };
    let sessions = vec![session("morning", 6.0, 10.0), session("evening", 12.0, 19.0)];
    let mass = Mass::from_kg(draw.between(45.0, 100.0));
    let person = Person { age_years: Some(draw.between(15.0, 70.0)), ..Person::of_mass(mass) };
    Day { sessions, sleep: vec![SleepWindow { bed: at(22.5), rise: at(30.5) }], ..Day::of(person) }
}

/// The needs of one session and phase are covered together; caffeine is never bought for anybody.
fn requests(plan: &Plan) -> Vec<Request> {
    let mut together: BTreeMap<(&str, Phase), Vec<Band>> = BTreeMap::new();
    for need in plan.needs.iter().filter(|need| !matches!(need.amount, Band::Caffeine(_))) {
        together.entry((&need.session, need.phase)).or_default().push(need.amount);
    }
    let slot = |phase| match phase {
        Phase::Before => Slot::Before,
        Phase::During => Slot::During,
        Phase::After | Phase::Later => Slot::After,
        Phase::BeforeSleep => Slot::Bedtime,
    };
    together.into_iter().map(|((_, phase), amounts)| Request::of(amounts, slot(phase))).collect()
}

fn report(what: &str, mut micros: Vec<f64>) {
    micros.sort_by(f64::total_cmp);
    let at = |percent: usize| micros[(micros.len() - 1) * percent / 100];
    println!("{what}: {} times, median {:.1} µs, 99th percentile {:.1} µs", micros.len(), at(50), at(99));
}

fn main() {
    let mut draw = Draw(1);
    let catalogue = Catalogue::built_in();
    let (mut plans, mut baskets) = (Vec::new(), Vec::new());
    let (mut unproven, mut infeasible) = (0, 0);
    for _ in 0..DAYS {
        let day = day(&mut draw);
        let start = Instant::now();
        let plan = plan(black_box(&day)).unwrap();
        plans.push(start.elapsed().as_secs_f64() * 1e6);
        for request in requests(&plan) {
            let start = Instant::now();
            let basket = basket::choose(black_box(&request), catalogue);
            baskets.push(start.elapsed().as_secs_f64() * 1e6);
            match basket {
                Ok(basket) => unproven += u32::from(!basket.proven),
                Err(_) => infeasible += 1,
            }
        }
    }
    report("a day's needs", plans);
    report("a basket", baskets);
    println!("baskets without proof: {unproven}; needs that no basket covers: {infeasible}");
}
