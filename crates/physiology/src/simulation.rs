//! Simulated athletes, sessions and tests, drawn from the model's own distributions and deterministic by seed.
//!
//! The demo, the validation report and load tests live on them. What holds in a simulation holds for people only as
//! far as people are like the model; that is what [`crate::refit`] is for.

use std::f64::consts::{SQRT_2, TAU};

use jiff::Timestamp;
use units::{
    Area, ChlorideConcentration, Duration, Fraction, Length, LocalSweatingRate, Mass, Power, Speed,
    Temperature, Volume, VolumeRate,
};

use crate::patch_test::{PatchTest, log_sd_of_cv};
use crate::profile::session::Session;
use crate::{
    Athlete, Effort, Intensity, Model, Random, Reading, SessionConditions, Sex, Site, SodiumPrior, Sport,
};

/// How many waves make the athlete's mismatch of conditions: enough that their sum is near the process it stands for.
const WAVES: usize = 24;

/// An athlete whose truth is known because it was drawn.
#[derive(Clone, Debug)]
pub struct SimulatedAthlete {
    /// The body.
    pub athlete: Athlete,
    /// The athlete's own log factor that lasts.
    level: f64,
    /// What training and seasons have made of it by now.
    drift: f64,
    /// The athlete's own response to heat balance, beyond everybody's.
    slope: f64,
    /// What the athlete is better or worse at, by sport.
    sports: Vec<f64>,
    /// A smooth function over conditions, as a sum of waves.
    waves: Vec<Wave>,
    /// ln(own ratio of whole-body to local rate / the population's).
    ratio: f64,
    /// ln(own whole-body sodium / the population's).
    sodium: f64,
    /// What the forearm's sodium and the assay add for this athlete.
    forearm: f64,
}

#[derive(Clone, Copy, Debug)]
struct Wave {
    frequency: [f64; 5],
    phase: f64,
}

impl SimulatedAthlete {
    /// Draws an athlete from the model that comes with the program.
    pub fn draw(random: &mut Random) -> Self {
        Self::draw_from(&Model::standard(), random)
    }

    /// Draws an athlete from a model.
    pub fn draw_from(model: &Model, random: &mut Random) -> Self {
        let rate = &model.rate;
        let athlete = body(random);
        let forearm = Site::VentralForearm.log_sd(model.sodium.mean.value);
        Self {
            athlete,
            level: random.normal(0.0, rate.athlete_sd.value),
            drift: random.normal(0.0, rate.drift_sd.value),
            slope: random.normal(0.0, rate.slope_sd.value),
            sports: Sport::ALL
                .iter()
                .map(|sport| {
                    random.normal(
                        0.0,
                        crate::sport_entry::sport_entry(*sport).shift_sd.hypot(rate.sport_sd.value),
                    )
                })
                .collect(),
            waves: (0..WAVES)
                .map(|_| Wave {
                    frequency: std::array::from_fn(|_| random.normal(0.0, 1.0)),
                    phase: random.uniform(0.0, TAU),
                })
                .collect(),
            ratio: random.normal(0.0, model.patch.ratio_sd.value),
            sodium: random.normal(
                0.0,
                log_sd_of_cv(model.sodium.person_cv.value).hypot(log_sd_of_cv(model.sodium.drift_cv.value)),
            ),
            forearm: random.normal(0.0, forearm.hypot(model.patch.chloride_map_sd.value)),
        }
    }

    /// What the athlete truly sweats in a session, day to day variation included.
    pub fn sweat(&self, session: &SessionConditions, random: &mut Random) -> VolumeRate {
        self.sweat_by(&Model::standard(), session, random)
    }

    /// The same by a model of one's own.
    pub fn sweat_by(&self, model: &Model, session: &SessionConditions, random: &mut Random) -> VolumeRate {
        let (point, _) = Session::of(model, &self.athlete, session);
        let day = random.normal(0.0, model.rate.day_sd.value);
        let sport =
            Sport::ALL.iter().position(|sport| *sport == session.sport).map_or(0.0, |i| self.sports[i]);
        let own =
            self.level + self.drift + self.slope * point.log_expected + sport + self.mismatch(model, &point);
        // What the effort was told to be is not quite what it was.
        let effort = random.normal(0.0, point.effort_sd);
        VolumeRate::from_l_per_h((point.prior + own + day + effort).exp())
    }

    /// Lets time pass: training and seasons change the athlete as the model believes they do.
    pub fn age(&mut self, model: &Model, days: f64, random: &mut Random) {
        let rate = &model.rate;
        let kept = (-days.max(0.0) / rate.drift_days.value).exp();
        let fresh = rate.drift_sd.value * (1.0 - kept * kept).sqrt();
        self.drift = kept * self.drift + random.normal(0.0, fresh);
    }

    fn mismatch(&self, model: &Model, point: &Session) -> f64 {
        let wave = |wave: &Wave| {
            let along: f64 = wave.frequency.iter().zip(&point.scaled).map(|(f, x)| f * x).sum();
            (along + wave.phase).cos()
        };
        let sum: f64 = self.waves.iter().map(wave).sum();
        #[expect(clippy::cast_precision_loss, reason = "a handful of waves")]
        let count = WAVES as f64;
        model.rate.condition_sd.value * SQRT_2 * sum / count.sqrt()
    }

    /// The local rate under a forearm patch while the whole body sweats at `rate`.
    pub fn local_rate(&self, model: &Model, rate: VolumeRate, random: &mut Random) -> LocalSweatingRate {
        let patch = &model.patch;
        let reference = LocalSweatingRate::from_mg_per_cm2_min(patch.reference_flux.value);
        let usual = (reference * self.athlete.surface_area() * patch.ratio.value).as_l_per_h();
        let log = (rate.as_l_per_h() / usual).ln() - self.ratio;
        let day = random.normal(0.0, patch.day_sd.value);
        reference * (log / patch.exponent.value + day).exp()
    }

    /// What a forearm patch of this inlet and capacity shows after the session, with a reader's errors.
    pub fn wear_patch(
        &self,
        model: &Model,
        session: &SessionConditions,
        rate: VolumeRate,
        inlet_area: Area,
        capacity: Volume,
        random: &mut Random,
    ) -> PatchTest {
        let local = self.local_rate(model, rate, random);
        let filled =
            Volume::from_ul(local.as_mg_per_cm2_min() * inlet_area.as_cm2() * session.duration.as_minutes());
        let volume = if filled >= capacity {
            Reading::AtLeast { bound: capacity }
        } else {
            let uncertainty = Volume::from_ul(0.3 + 0.03 * filled.as_ul());
            Reading::value(filled + uncertainty * random.normal(0.0, 1.0).clamp(-3.0, 3.0), uncertainty)
        };
        let day = random.normal(0.0, log_sd_of_cv(model.sodium.day_cv.value));
        let median = SodiumPrior::of(session.sport, model).median.as_mmol_per_l();
        let sodium = median * (self.sodium + self.forearm + day).exp();
        let chloride = (sodium - model.patch.chloride_intercept.value) / model.patch.chloride_slope.value;
        let read = (chloride + random.normal(0.0, READER_CHLORIDE_SD)).clamp(5.0, 110.0);
        PatchTest {
            site: Site::VentralForearm,
            inlet_area,
            sweating: session.duration,
            volume: Some(volume),
            chloride: Some(Reading::value(
                ChlorideConcentration::from_mmol_per_l(read),
                ChlorideConcentration::from_mmol_per_l(READER_CHLORIDE_SD),
            )),
            sodium: None,
        }
    }

    /// A seed of its own for each athlete and day, so that drawing one never shifts the next.
    pub fn seed(name: &str, at: Timestamp) -> u64 {
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        hash ^ at.as_second().unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// The error of a good reader of patch photos, mmol/L.
const READER_CHLORIDE_SD: f64 = 3.0;

fn body(random: &mut Random) -> Athlete {
    let sex = if random.chance(0.5) { Sex::Female } else { Sex::Male };
    let (mass, height) = match sex {
        Sex::Female => (random.normal(61.0, 7.0), random.normal(1.67, 0.06)),
        Sex::Male => (random.normal(74.0, 8.0), random.normal(1.79, 0.07)),
    };
    Athlete {
        body_mass: Mass::from_kg((mass.clamp(45.0, 110.0) * 10.0).round() / 10.0),
        height: Some(Length::from_cm((height.clamp(1.5, 2.05) * 100.0).round())),
        sex: Some(sex),
        age_years: Some(random.uniform(19.0, 48.0).floor()),
        ..Athlete::of_mass(Mass::from_kg(mass))
    }
}

/// A session as endurance athletes do them: an hour or so of running or riding in any weather from 8 to 36 °C.
pub fn session(random: &mut Random) -> SessionConditions {
    let rides = random.chance(0.35);
    let sport = if rides { Sport::Ride } else { Sport::Run };
    let air_temperature = Temperature::from_celsius(random.uniform(8.0, 36.0));
    let humidity = Fraction::from_ratio(random.uniform(0.3, 0.85));
    let duration = Duration::from_minutes(random.uniform(60.0, 90.0));
    let planned = SessionConditions::planned(sport, duration, Intensity::Moderate, air_temperature, humidity);
    let effort = if rides {
        let speed = Some(Speed::from_km_per_h(random.uniform(26.0, 33.0)));
        Effort::Power { power: Power::from_watts(random.uniform(140.0, 250.0)), speed }
    } else {
        Effort::Pace { speed: Speed::from_km_per_h(random.uniform(9.0, 13.0)), grade: Fraction::ZERO }
    };
    SessionConditions { effort, ..planned }
}
