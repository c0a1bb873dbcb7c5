//! A simulated athlete whose tests come one after another: what a first, a third and a fifth test do to the band.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use physiology::weigh_in::{self, WeighIn};
use physiology::{Model, Random, SimulatedAthlete, simulation};
use units::{Mass, Volume};

use crate::{AthleteRecord, ProfileView, SweatTestRecord};

/// How many tests a simulated athlete takes, and how many days lie between two of them.
const TESTS: i64 = 5;
const DAYS_BETWEEN: i64 = 9;

/// The profile of an athlete drawn with this seed, five tests old.
pub fn simulated_profile(seed: u64, now: Timestamp) -> ProfileView {
    let mut random = Random::seeded(seed);
    let truth = SimulatedAthlete::draw(&mut random);
    let body = truth.athlete;
    let mut record = AthleteRecord::new("simulated", "Simulated athlete", body.body_mass, &TimeZone::UTC);
    (record.height, record.sex, record.simulated) = (body.height, body.sex, true);
    let first = now.saturating_sub(SignedDuration::from_hours(24 * DAYS_BETWEEN * TESTS)).unwrap_or(now);
    let tests = (0..TESTS).filter_map(|number| {
        let at =
            first.saturating_add(SignedDuration::from_hours(24 * DAYS_BETWEEN * number)).unwrap_or(first);
        test(&truth, at, &mut random)
    });
    let tests = tests.collect();
    ProfileView::of(&Model::standard(), record, tests, &[], now)
}

/// A session weighed with a scale's error.
fn test(truth: &SimulatedAthlete, at: Timestamp, random: &mut Random) -> Option<SweatTestRecord> {
    let conditions = simulation::session(random);
    let sweat = truth.sweat(&conditions, random) * conditions.duration;
    let hours = conditions.duration.as_hours();
    let drunk = Volume::from_l(0.5 * hours);
    let before = truth.athlete.body_mass;
    let lost = sweat.as_l() + BREATH_KG_PER_HOUR * hours - drunk.as_l();
    let weigh_in = WeighIn {
        mass_before: before,
        mass_after: before - Mass::from_kg(lost + random.normal(0.0, SCALE_SD_KG)),
        drunk: Some(drunk),
        urine: Some(Volume::from_l(0.0)),
        ..WeighIn::default()
    };
    let result = weigh_in::assess(&weigh_in, &conditions, &truth.athlete).ok()?;
    Some(SweatTestRecord {
        id: format!("t-{}", at.as_second()),
        event: None,
        workout: Vec::new(),
        at,
        body: Some(truth.athlete),
        conditions,
        weigh_in: Some(weigh_in),
        result: Some(result),
        patches: Vec::new(),
        combined: None,
        scanned: Vec::new(),
        recording: None,
        typed_effort: false,
        simulated: true,
    })
}

const SCALE_SD_KG: f64 = 0.07;
const BREATH_KG_PER_HOUR: f64 = 0.11;
