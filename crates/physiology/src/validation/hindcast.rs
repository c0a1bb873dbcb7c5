//! Each measured test against what the profile expected of it from the tests before.

use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use units::{Interval, VolumeRate};

use crate::{Athlete, Foresight, LocalRatio, Model, SweatProfile, SweatTest};

/// One test that could have been foreseen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hindcast {
    /// The test.
    pub test: String,
    /// When it was taken.
    pub at: Timestamp,
    /// How many tests came before it.
    pub earlier: usize,
    /// What was expected.
    pub expected: VolumeRate,
    /// The 80 % interval of that.
    pub i80: Interval<VolumeRate>,
    /// What was measured.
    pub measured: VolumeRate,
    /// Whether the measurement lay inside.
    pub inside: bool,
}

/// What the profile expected of each test of an athlete from the tests before it.
pub fn against_own_tests(model: &Arc<Model>, athlete: Athlete, tests: &[SweatTest]) -> Vec<Hindcast> {
    let mut tests = tests.to_vec();
    tests.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let hindcast = |index: usize| {
        let (earlier, test) = (&tests[..index], &tests[index]);
        let body = Athlete { body_mass: test.athlete.body_mass, ..athlete };
        let profile = SweatProfile::with_model(Arc::clone(model), body, earlier, test.at);
        let measured = test.combined_rate(LocalRatio::of_population(model), model)?.median;
        let recording = test.recording.as_ref();
        let rate = profile.estimate_outline(&test.conditions, recording, Foresight::Known).rate;
        let inside = rate.i80.low <= measured && measured <= rate.i80.high;
        Some(Hindcast {
            test: test.id.clone(),
            at: test.at,
            earlier: index,
            expected: rate.median,
            i80: rate.i80,
            measured,
            inside,
        })
    };
    (0..tests.len()).filter_map(hindcast).collect()
}
