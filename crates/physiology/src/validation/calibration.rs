//! Simulated athletes with known truth: how near the predictions are, and whether the intervals hold it.

use jiff::Timestamp;
use serde::Serialize;
use units::{Fraction, VolumeRate};

use crate::simulation::{self, SimulatedAthlete};
use crate::{Foresight, Model, Random, SessionConditions, SweatProfile, SweatTest, Weighed};

/// How predictions after this many tests compare with the simulated truth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// How many tests each athlete had.
    pub tests: usize,
    /// How many athletes were simulated.
    pub athletes: usize,
    /// Mean absolute relative error of the median.
    pub error: Fraction,
    /// The same of heat balance alone.
    pub error_of_physics: Fraction,
    /// The same of taking the last test as it stands.
    pub error_of_last_test: Option<Fraction>,
    /// Shares of truths inside the 50, 80 and 95 % intervals.
    pub inside: [Fraction; 3],
    /// Shares of truths below the predicted 10, 20 … 90 % quantiles.
    pub below: [Fraction; 9],
    /// Predicted medians and truths of the first athletes, for a plot.
    pub pairs: Vec<(VolumeRate, VolumeRate)>,
}

/// How many pairs are kept for the plot.
const PLOTTED: usize = 300;

/// Simulates athletes with `tests` weighed sessions each, in random weather, and one more to be predicted.
pub fn calibration(tests: usize, athletes: usize, seed: u64) -> Calibration {
    let model = Model::standard();
    let mut sums = Sums::default();
    let mut pairs = Vec::new();
    for index in 0..athletes {
        let own = seed ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ ((tests as u64) << 56);
        let mut random = Random::seeded(own);
        let truth = SimulatedAthlete::draw_from(&model, &mut random);
        let taken: Vec<SweatTest> =
            (0..tests).map(|n| weighed_test(&model, &truth, n, &mut random).0).collect();
        let session = simulation::session(&mut random);
        let sweat = truth.sweat(&session, &mut random);
        let profile = SweatProfile::from_tests(truth.athlete, &taken, Timestamp::UNIX_EPOCH);
        sums.add(&profile, &session, sweat, taken.last().and_then(|test| test.weighed));
        if pairs.len() < PLOTTED {
            pairs.push((profile.outline(&session, Foresight::Known).rate.median, sweat));
        }
    }
    sums.of(tests, athletes, pairs)
}

/// A session weighed with the usual error, and the sweating rate that was true.
pub(super) fn weighed_test(
    model: &Model,
    truth: &SimulatedAthlete,
    number: usize,
    random: &mut Random,
) -> (SweatTest, VolumeRate) {
    let conditions = simulation::session(random);
    let rate = truth.sweat_by(model, &conditions, random);
    let sd = WEIGHING_SD_KG / conditions.duration.as_hours();
    let seen = (rate.as_l_per_h() + random.normal(0.0, sd)).max(0.02);
    let weighed = Weighed { rate: VolumeRate::from_l_per_h(seen), uncertainty: VolumeRate::from_l_per_h(sd) };
    let id = number.to_string();
    (SweatTest::weighed(id, Timestamp::UNIX_EPOCH, truth.athlete, conditions, weighed), rate)
}

/// Two weighings and the fluid together.
const WEIGHING_SD_KG: f64 = 0.08;

#[derive(Default)]
struct Sums {
    error: f64,
    physics: f64,
    last: f64,
    inside: [usize; 3],
    below: [usize; 9],
}

impl Sums {
    fn add(
        &mut self,
        profile: &SweatProfile,
        session: &SessionConditions,
        sweat: VolumeRate,
        last: Option<Weighed>,
    ) {
        let prediction = profile.outline(session, Foresight::Known);
        let relative = |said: VolumeRate| (said / sweat - 1.0).abs();
        self.error += relative(prediction.rate.median);
        self.physics += relative(prediction.expected);
        self.last += last.map_or(0.0, |weighed| relative(weighed.rate));
        let intervals = [prediction.rate.i50, prediction.rate.i80, prediction.rate.i95];
        for (count, interval) in self.inside.iter_mut().zip(intervals) {
            *count += usize::from(interval.low <= sweat && sweat <= interval.high);
        }
        let probability = profile.cumulative(session, sweat);
        for (tenth, count) in (1..).zip(&mut self.below) {
            *count += usize::from(probability < f64::from(tenth) / 10.0);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of athletes")]
    fn of(self, tests: usize, athletes: usize, pairs: Vec<(VolumeRate, VolumeRate)>) -> Calibration {
        let count = athletes.max(1) as f64;
        let share = |hits: usize| Fraction::from_ratio(hits as f64 / count);
        Calibration {
            tests,
            athletes,
            error: Fraction::from_ratio(self.error / count),
            error_of_physics: Fraction::from_ratio(self.physics / count),
            error_of_last_test: (tests > 0).then(|| Fraction::from_ratio(self.last / count)),
            inside: self.inside.map(share),
            below: self.below.map(share),
            pairs,
        }
    }
}
