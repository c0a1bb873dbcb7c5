//! How long a prediction, a minute-by-minute course and the validation simulation take: `cargo bench -p isotone-physiology`.

use divan::{Bencher, black_box};
use jiff::{SignedDuration, Timestamp};
use physiology::recording::{Recording, Sample};
use physiology::segments::{Segment, course};
use physiology::validation::calibration;
use physiology::{
    Athlete, Effort, Foresight, Random, SessionConditions, SimulatedAthlete, Sport, SweatProfile, SweatTest,
    Weighed, simulation,
};
use units::{Duration, Fraction, Frequency, Length, Mass, Speed, VolumeRate};

fn main() {
    divan::main();
}

fn tested(tests: usize) -> (SweatProfile, SessionConditions) {
    let mut random = Random::seeded(20);
    let truth = SimulatedAthlete::draw(&mut random);
    let tests: Vec<SweatTest> = (0..tests)
        .map(|n| {
            let session = simulation::session(&mut random);
            let rate = truth.sweat(&session, &mut random);
            let weighed = Weighed { rate, uncertainty: VolumeRate::from_l_per_h(0.08) };
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(48 * i64::try_from(n).unwrap_or(0));
            SweatTest::weighed(n.to_string(), at, truth.athlete, session, weighed)
        })
        .collect();
    let profile = SweatProfile::from_tests(truth.athlete, &tests, Timestamp::UNIX_EPOCH);
    (profile, simulation::session(&mut random))
}

/// The numbers of a prediction.
#[divan::bench(args = [0, 5, 20, 50])]
fn prediction(bencher: Bencher<'_, '_>, tests: usize) {
    let (profile, session) = tested(tests);
    bencher.bench(|| profile.outline(black_box(&session), Foresight::Known));
}

/// A prediction in a forecast, with the receipts of every number.
#[divan::bench(args = [0, 20])]
fn prediction_with_receipts(bencher: Bencher<'_, '_>, tests: usize) {
    let (profile, session) = tested(tests);
    bencher.bench(|| profile.predict(black_box(&session), Foresight::day_ahead()));
}

/// Building the profile itself.
#[divan::bench(args = [5, 20, 50])]
fn profile_from_tests(bencher: Bencher<'_, '_>, tests: usize) {
    let (profile, _) = tested(tests);
    let (athlete, tests) = (*profile.athlete(), profile.tests().to_vec());
    bencher.bench(|| SweatProfile::from_tests(athlete, black_box(&tests), Timestamp::UNIX_EPOCH));
}

/// Three hours at one-minute steps, every minute another pace and grade.
#[divan::bench]
fn three_hours_by_the_minute(bencher: Bencher<'_, '_>) {
    let (_, session) = tested(0);
    let minutes: Vec<Segment> = (0..180)
        .map(|minute| Segment {
            duration: Duration::from_minutes(1.0),
            effort: Some(Effort::Pace {
                speed: Speed::from_km_per_h(10.0 + 2.0 * f64::from(minute).sin()),
                grade: Fraction::from_percent(3.0 * f64::from(minute).cos()),
            }),
        })
        .collect();
    let athlete = Athlete::of_mass(Mass::from_kg(70.0));
    bencher.bench(|| course(&athlete, black_box(&session), &minutes));
}

/// A year of recordings, 200 of an hour at one sample a second, each with a stop: from samples to estimates.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn a_year_of_recordings(bencher: Bencher<'_, '_>) {
    let (profile, session) = tested(20);
    let session = SessionConditions { sport: Sport::Run, duration: Duration::from_hours(1.0), ..session };
    let samples: Vec<Sample> = (0..3600)
        .map(|second| {
            let at = f64::from(second);
            let stands = (1000..1300).contains(&second);
            Sample {
                at: Duration::from_seconds(at),
                speed: Some(Speed::from_km_per_h(if stands { 0.0 } else { 11.0 + 2.0 * (at / 70.0).sin() })),
                altitude: Some(Length::from_m(100.0 + 40.0 * (at / 300.0).sin())),
                heart_rate: Some(Frequency::from_per_min(150.0)),
                power: None,
            }
        })
        .collect();
    bencher.bench(|| {
        for _ in 0..200 {
            let recording = Recording::of(Sport::Run, session.duration, black_box(&samples), &[]);
            black_box(profile.estimate_outline(&session, recording.as_ref(), Foresight::Known));
        }
    });
}

/// The simulation of the validation report: 3,000 athletes for each of five numbers of tests.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn validation_simulation() -> Vec<physiology::validation::Calibration> {
    [0, 1, 2, 3, 5].map(|tests| calibration(tests, 3000, black_box(1))).to_vec()
}
