//! Random people and days, the same for the same seed.

use evidence::Estimate;
use fuel::{
    CaffeineDose, Condition, Day, Done, Intensity, LocalDay, MorningCheck, Person, Session, SleepWindow,
};
use jiff::{SignedDuration, Timestamp};
use units::{Caffeine, Duration, Interval, Mass, SodiumConcentration, Temperature, Volume, VolumeRate};

/// Numbers that look random (Vigna's splitmix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let half = u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap_or(0);
        f64::from(half) / (f64::from(u32::MAX) + 1.0)
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    pub(crate) fn chance(&mut self, of: f64) -> bool {
        self.share() < of
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a short list"
        )]
        let index = (self.share() * all.len() as f64) as usize;
        all[index.min(all.len() - 1)]
    }
}

pub(crate) fn at(hours: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs_f64(hours * 3600.0)
}

pub(crate) fn person(draw: &mut Draw) -> Person {
    let age_years = match draw.share() {
        known if known < 0.1 => None,
        known if known < 0.3 => Some(draw.between(8.0, 18.0)),
        _ => Some(draw.between(18.0, 85.0)),
    };
    let young = age_years.is_some_and(|age| age < 13.0);
    let mass = if young { draw.between(25.0, 65.0) } else { draw.between(40.0, 140.0) };
    let conditions = match draw.share() {
        none if none < 0.6 => Vec::new(),
        one if one < 0.9 => vec![draw.pick(&Condition::ALL)],
        _ => vec![draw.pick(&Condition::ALL), draw.pick(&Condition::ALL)],
    };
    Person {
        age_years,
        conditions,
        trained_gut: draw.chance(0.2),
        tested_drinking_rate: draw.chance(0.2).then(|| VolumeRate::from_l_per_h(draw.between(0.3, 3.0))),
        salty_sweat: draw.chance(0.2),
        heat_acclimated: draw.chance(0.3),
        ..Person::of_mass(Mass::from_kg(mass))
    }
}

/// A sweating rate with log-normal spread, as a profile states it.
fn sweat(draw: &mut Draw, hours: f64) -> Estimate<VolumeRate> {
    // Nobody keeps the highest rates up for many hours.
    let most = if hours < 3.0 {
        2.4
    } else if hours < 8.0 {
        1.4
    } else {
        0.8
    };
    let (median, sd) = (draw.between(0.15, most), draw.between(0.05, 0.5));
    let around = |z: f64| Interval {
        low: VolumeRate::from_l_per_h(median * f64::exp(-z * sd)),
        high: VolumeRate::from_l_per_h(median * f64::exp(z * sd)),
    };
    Estimate {
        median: VolumeRate::from_l_per_h(median),
        i50: around(0.674),
        i80: around(1.2816),
        i95: around(1.96),
    }
}

fn done(draw: &mut Draw, hours: f64) -> Done {
    Done {
        drunk: draw.chance(0.7).then(|| Volume::from_l(draw.between(0.0, 0.9) * hours)),
        mass_lost: draw.chance(0.6).then(|| Mass::from_kg(draw.between(-0.2, 1.1) * hours)),
        urine_passed: draw.chance(0.5),
        caffeine: Caffeine::from_mg(if draw.chance(0.2) { draw.between(0.0, 300.0) } else { 0.0 }),
        ..Done::default()
    }
}

pub(crate) fn session(draw: &mut Draw, id: usize, start: f64) -> Session {
    let hours = match draw.share() {
        short if short < 0.7 => draw.between(0.2, 3.0),
        long if long < 0.95 => draw.between(3.0, 8.0),
        _ => draw.between(8.0, 26.0),
    };
    let intensity = draw.pick(&[Intensity::Easy, Intensity::Moderate, Intensity::Hard, Intensity::Max]);
    Session {
        strength: draw.chance(0.2),
        sweat_rate: draw.chance(0.9).then(|| sweat(draw, hours)),
        sweat_measured: draw.chance(0.5),
        sweat_sodium: draw
            .chance(0.8)
            .then(|| Estimate::exact(SodiumConcentration::from_mg_per_l(draw.between(300.0, 1800.0)))),
        air_temperature: draw.chance(0.5).then(|| Temperature::from_celsius(draw.between(-5.0, 42.0))),
        wbgt: draw.chance(0.5).then(|| Temperature::from_celsius(draw.between(-5.0, 38.0))),
        mass_gained: draw.chance(0.03),
        done: draw.chance(0.3).then(|| done(draw, hours)),
        ..Session::new(&format!("s{id}"), at(start), Duration::from_hours(hours), intensity)
    }
}

/// A day from hour 0 to 24 with sessions from the evening before to the day after, some of them at one time.
pub(crate) fn day(seed: u64) -> Day {
    let draw = &mut Draw(seed);
    let person = person(draw);
    let count = draw.pick(&[0, 1, 1, 1, 2, 2, 3, 4]);
    let mut sessions: Vec<Session> = Vec::new();
    for id in 0..count {
        let start = match sessions.last() {
            // Close to the one before, before its end at times.
            Some(last) if draw.chance(0.5) => {
                let end = last.end().duration_since(at(0.0)).as_secs_f64() / 3600.0;
                end + draw.between(-0.7, 9.0)
            }
            _ => draw.between(-6.0, 40.0),
        };
        sessions.push(session(draw, id, start));
    }
    let (bed, rise) = (draw.between(20.5, 25.0), draw.between(4.5, 9.5));
    let nights = if draw.chance(0.9) { -1..3 } else { 0..0 };
    let sleep = nights
        .map(f64::from)
        .map(|day| SleepWindow { bed: at(24.0 * day + bed), rise: at(24.0 * (day + 1.0) + rise) })
        .collect();
    let caffeine = (0..draw.pick(&[0, 0, 1, 2]))
        .map(|_| CaffeineDose {
            at: at(draw.between(-12.0, 24.0)),
            amount: Caffeine::from_mg(draw.between(0.0, 250.0)),
        })
        .collect();
    Day {
        today: draw.chance(0.9).then(|| LocalDay { start: at(0.0), end: at(24.0) }),
        sessions,
        sleep,
        caffeine,
        morning: MorningCheck {
            mass_down: draw.chance(0.3),
            dark_urine: draw.chance(0.3),
            thirsty: draw.chance(0.3),
        },
        loading_for: draw.chance(0.1).then(|| at(draw.between(20.0, 70.0))),
        ..Day::of(person)
    }
}
