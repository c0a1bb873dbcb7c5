//! Simulated athletes: drawn from the models' own distributions, deterministic by seed.

use jiff::Timestamp;
use units::{Length, Mass, VolumeRate};

use crate::{Athlete, SessionConditions, Sex, coefficients, heat_balance};

/// A small deterministic generator (SplitMix64): the same seed gives the same draws on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator started from `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform between `low` and `high`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        low + unit * (high - low)
    }

    /// Normal with this mean and SD (Box–Muller).
    pub fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let radius = (-2.0 * self.uniform(f64::MIN_POSITIVE, 1.0).ln()).sqrt();
        mean + sd * radius * (std::f64::consts::TAU * self.uniform(0.0, 1.0)).cos()
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform(0.0, 1.0) < probability
    }
}

/// An athlete whose truth is known because it was drawn.
#[derive(Clone, Debug)]
pub struct SimulatedAthlete {
    /// The body.
    pub athlete: Athlete,
    /// The athlete's own log factor.
    level: f64,
    /// The athlete's own response to conditions.
    slope: f64,
}

impl SimulatedAthlete {
    /// Draws an athlete.
    pub fn draw(random: &mut Random) -> Self {
        let table = &coefficients().profile;
        let sex = if random.chance(0.5) { Sex::Female } else { Sex::Male };
        let (mass, height) = match sex {
            Sex::Female => (random.normal(61.0, 7.0), random.normal(1.67, 0.06)),
            Sex::Male => (random.normal(74.0, 8.0), random.normal(1.79, 0.07)),
        };
        let athlete = Athlete {
            body_mass: Mass::from_kg((mass.clamp(45.0, 110.0) * 10.0).round() / 10.0),
            height: Some(Length::from_cm((height.clamp(1.5, 2.05) * 100.0).round())),
            sex: Some(sex),
            age_years: Some(random.uniform(19.0, 48.0).floor()),
            heat_acclimated: false,
        };
        let shift = if sex == Sex::Female { table.female_shift.value } else { 0.0 };
        Self {
            athlete,
            level: shift + random.normal(0.0, table.athlete_sd.value),
            slope: random.normal(table.slope.value, table.slope_sd.value),
        }
    }

    /// What the athlete truly sweats in a session, day to day variation included.
    pub fn sweat(&self, session: &SessionConditions, random: &mut Random) -> VolumeRate {
        let expected = heat_balance::expected_rate(&self.athlete, session).rate.as_l_per_h();
        let day = random.normal(0.0, coefficients().profile.day_sd.value);
        let log = self.level + session.sport.entry().shift + self.slope * expected.max(1e-3).ln() + day;
        VolumeRate::from_l_per_h(log.exp())
    }

    /// A seed of its own for each athlete and day, so that drawing one never shifts the next.
    pub fn seed(name: &str, at: Timestamp) -> u64 {
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        hash ^ at.as_second().unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}
