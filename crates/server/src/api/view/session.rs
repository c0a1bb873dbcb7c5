//! Planned sessions, and with them what they need.

use engine::SessionPlan;
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::advice::Advice;
use super::amount::{Quantity, quantity};
use super::basket::{BasketView, BottleView};
use super::expectation::Expectation;
use super::need::{NeedView, TakenView};

/// A planned session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Planned {
    /// Its name.
    #[schema(example = "p-1780000000")]
    id: String,
    /// What the athlete calls it.
    title: String,
    /// When it starts.
    start: String,
    /// The sport.
    sport: String,
    /// How hard it is meant to be.
    intensity: String,
    /// How long.
    duration: Quantity,
    /// The temperature of the air.
    air_temperature: Quantity,
    /// The relative humidity.
    relative_humidity: Quantity,
    /// Where the weather comes from.
    #[schema(example = "forecast")]
    weather: String,
    /// Who said it, where somebody has to be named.
    #[schema(example = "Open-Meteo.com")]
    weather_source: Option<&'static str>,
    /// When it was asked for.
    #[schema(value_type = Option<String>, format = DateTime)]
    weather_issued: Option<String>,
    /// Made by the demo.
    simulated: bool,
}

impl Planned {
    pub(crate) fn of(session: &engine::PlannedSession, system: UnitSystem) -> Self {
        let conditions = &session.conditions;
        Self {
            id: session.id.clone(),
            title: session.title.clone(),
            start: session.start.to_string(),
            sport: conditions.sport.key().to_owned(),
            intensity: session.intensity.name().to_owned(),
            duration: quantity(conditions.duration, system),
            air_temperature: quantity(conditions.air_temperature, system),
            relative_humidity: quantity(conditions.relative_humidity, system),
            weather: session.weather.map_or("typed", |source| source.words()).to_owned(),
            weather_source: session.weather.and_then(|source| source.named()),
            weather_issued: session.weather.map(|source| source.issued_at.to_string()),
            simulated: session.simulated,
        }
    }
}

/// A session with what it needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SessionPlanView {
    /// The session.
    session: Planned,
    /// What it will take out of the athlete.
    prediction: Expectation,
    /// What to have, and when.
    needs: Vec<NeedView>,
    /// What the athlete says to have taken of it.
    taken: Vec<TakenView>,
    /// Items that cover the needs.
    baskets: Vec<BasketView>,
    /// A drink to mix oneself.
    bottle: Option<BottleView>,
    /// What to know beside the numbers.
    flags: Vec<Advice>,
}

impl SessionPlanView {
    pub(crate) fn of(plan: &SessionPlan, system: UnitSystem) -> Self {
        Self {
            session: Planned::of(&plan.session, system),
            prediction: Expectation::of(&plan.prediction, system),
            needs: plan.needs.iter().map(|need| NeedView::of(need, system)).collect(),
            taken: plan.taken.iter().map(|taken| TakenView::of(taken, system)).collect(),
            baskets: plan.baskets.iter().map(|basket| BasketView::of(basket, system)).collect(),
            bottle: plan.bottle.as_ref().map(|bottle| BottleView::of(bottle, system)),
            flags: plan.flags.iter().map(Advice::of).collect(),
        }
    }
}
