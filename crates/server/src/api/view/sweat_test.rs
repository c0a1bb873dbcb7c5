//! Sweat tests.

use engine::SweatTestRecord;
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::advice::Advice;
use super::amount::{Quantity, Uncertain, quantity, uncertain};
use super::by_rule;

/// A sweat test.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SweatTest {
    /// Its name.
    #[schema(example = "t-1780000000")]
    id: String,
    /// When the session began.
    #[schema(example = "2026-06-10T07:00:00Z")]
    at: String,
    /// The workout it belongs to, if it was recorded.
    event: Option<String>,
    /// The sport.
    #[schema(example = "run")]
    sport: String,
    /// How long.
    duration: Quantity,
    /// The temperature of the air.
    air_temperature: Quantity,
    /// The relative humidity.
    relative_humidity: Quantity,
    /// Whole-body sweating rate, from everything that measured it; absent when a patch only bounded it.
    rate: Option<Uncertain>,
    /// What the weights show; absent for a patch alone.
    weighed: Option<Weighed>,
    /// What the patches show.
    patches: Vec<Patch>,
    /// Doubts about the test, with what to do better next time.
    flags: Vec<Advice>,
    /// Made by the demo.
    simulated: bool,
}

impl SweatTest {
    pub(crate) fn of(test: &SweatTestRecord, system: UnitSystem) -> Self {
        let receipt = test.rate_receipt().map_or("", |receipt| receipt.id.as_str());
        let weighed = test.result.as_ref().map(|result| Weighed {
            rate: uncertain(&result.rate, by_rule(&result.receipts, "sweat-test.rate"), system),
            loss: uncertain(&result.loss, by_rule(&result.receipts, "sweat-test.mass-balance"), system),
            mass_change: quantity(result.mass_change, system),
            breath: quantity(result.respiratory + result.metabolic, system),
        });
        Self {
            id: test.id.clone(),
            at: test.at.to_string(),
            event: test.event.clone(),
            sport: test.conditions.sport.key().to_owned(),
            duration: quantity(test.conditions.duration, system),
            air_temperature: quantity(test.conditions.air_temperature, system),
            relative_humidity: quantity(test.conditions.relative_humidity, system),
            rate: test.rate().map(|rate| uncertain(rate, receipt, system)),
            weighed,
            patches: test.patches.iter().map(|worn| Patch::of(&worn.result, system)).collect(),
            flags: test.doubts().into_iter().map(|(code, words)| Advice::said(code, words)).collect(),
            simulated: test.simulated,
        }
    }
}

/// What two weighings show.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Weighed {
    /// Whole-body sweating rate by the scale alone.
    rate: Uncertain,
    /// Sweat lost.
    loss: Uncertain,
    /// Body mass lost, as a share of the mass before; negative when it rose.
    mass_change: Quantity,
    /// Mass lost by breathing, water and gas.
    breath: Quantity,
}

/// What a patch shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Patch {
    /// Where it sat.
    #[schema(example = "ventral-forearm")]
    site: String,
    /// The local sweating rate; a bound where `bound` says so.
    local_rate: Option<Quantity>,
    /// The local rate is at least this: the channel was full.
    bound: bool,
    /// Local sodium.
    local_sodium: Option<Quantity>,
    /// The whole-body rate by the population's ratio.
    rate: Option<Uncertain>,
    /// Whole-body sodium by the map of the site.
    sodium: Option<Uncertain>,
}

impl Patch {
    pub(super) fn of(patch: &physiology::patch_test::PatchResult, system: UnitSystem) -> Self {
        let by = |rule| by_rule(&patch.receipts, rule);
        Self {
            site: patch.site.key().to_owned(),
            local_rate: patch.local_rate.map(|rate| quantity(rate.read(), system)),
            bound: patch.local_rate.is_some_and(|rate| rate.is_bound()),
            local_sodium: patch.local_sodium.map(|sodium| quantity(sodium.read(), system)),
            rate: patch.rate.map(|rate| uncertain(&rate, by("patch-test.whole-body-rate"), system)),
            sodium: patch.sodium.map(|sodium| uncertain(&sodium, by("patch-test.sodium"), system)),
        }
    }
}
