//! Tests that grow old: whether the interval still holds what it promises months after the last of them.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use units::Fraction;

use super::calibration::weighed_test;
use crate::simulation::{self, SimulatedAthlete};
use crate::{Foresight, Model, Random, SweatProfile, SweatTest};

/// Predictions this long after the last of many tests.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ageing {
    /// Months since the last test.
    pub months: u32,
    /// How many weekly tests each athlete had.
    pub tests: usize,
    /// The share of truths inside the 80 % interval.
    pub inside: Fraction,
    /// The mean ratio of the interval's ends.
    pub width: f64,
}

/// Weekly tests of each simulated athlete.
const TESTS: usize = 20;
/// Months after the last of them.
const MONTHS: [u32; 5] = [0, 3, 6, 12, 24];
const DAYS_PER_MONTH: f64 = 30.44;

/// Simulates athletes who change as the model believes people do: twenty weekly tests, then none for a while.
pub fn ageing(athletes: usize, seed: u64) -> Vec<Ageing> {
    MONTHS.map(|months| after(months, athletes, seed)).to_vec()
}

fn after(months: u32, athletes: usize, seed: u64) -> Ageing {
    let model = Model::standard();
    let (mut inside, mut width) = (0_usize, 0.0);
    for index in 0..athletes {
        let mut random = Random::seeded(seed ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut truth = SimulatedAthlete::draw_from(&model, &mut random);
        let mut tests: Vec<SweatTest> = Vec::new();
        for week in 0..TESTS {
            let at = day(7.0 * as_number(week));
            tests.push(SweatTest { at, ..weighed_test(&model, &truth, week, &mut random).0 });
            if week + 1 < TESTS {
                truth.age(&model, 7.0, &mut random);
            }
        }
        let gap = f64::from(months) * DAYS_PER_MONTH;
        truth.age(&model, gap, &mut random);
        let session = simulation::session(&mut random);
        let sweat = truth.sweat_by(&model, &session, &mut random);
        let now = day(7.0 * as_number(TESTS - 1) + gap);
        let i80 =
            SweatProfile::from_tests(truth.athlete, &tests, now).outline(&session, Foresight::Known).rate.i80;
        inside += usize::from(i80.low <= sweat && sweat <= i80.high);
        width += i80.high / i80.low;
    }
    let count = as_number(athletes.max(1));
    Ageing {
        months,
        tests: TESTS,
        inside: Fraction::from_ratio(as_number(inside) / count),
        width: width / count,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of athletes and tests")]
fn as_number(count: usize) -> f64 {
    count as f64
}

fn day(days: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs_f64(days * 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_truths_in_five_lie_inside_however_old_the_tests_are() {
        let table = ageing(1500, 7);
        for row in &table {
            let share = row.inside.as_percent();
            println!("{} months: {share:.1} % inside, ends {:.2} apart", row.months, row.width);
            assert!((76.0..=84.0).contains(&share), "{} months: {share:.1} %", row.months);
        }
        assert!(table.windows(2).all(|pair| pair[0].width < pair[1].width), "old tests say less");
    }
}
