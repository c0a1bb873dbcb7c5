//! The shapes of answers, in the reader's units.

use engine::{AthleteRecord, PhaseBasket, SessionPlan, SweatTestRecord};
use evidence::{Estimate, Receipt};
use fuel::{Band, Need, Range};
use physiology::Prediction;
use serde::Serialize;
use units::{Measure, UnitSystem};
use utoipa::ToSchema;

/// A number with its unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Quantity {
    /// The reading.
    #[schema(example = 1.23)]
    value: f64,
    /// The unit's symbol.
    #[schema(example = "L/h")]
    unit: String,
}

pub(crate) fn quantity<Q: units::Quantity>(quantity: Q, system: UnitSystem) -> Quantity {
    let Measure { value, unit } = Measure::in_system(quantity, system);
    // Nine digits: no binary dust such as 0.30000000000000004.
    Quantity { value: format!("{value:.8e}").parse().unwrap_or(value), unit }
}

/// A range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Ends {
    /// Its lower end.
    low: Quantity,
    /// Its upper end.
    high: Quantity,
}

/// A value as it should be believed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Uncertain {
    /// As likely too high as too low.
    median: Quantity,
    /// Holds the truth in 50 of 100 cases.
    i50: Ends,
    /// Holds the truth in 80 of 100 cases.
    i80: Ends,
    /// Holds the truth in 95 of 100 cases.
    i95: Ends,
    /// The receipt.
    #[schema(example = "r-4f0c2a91d3be")]
    receipt: String,
}

fn uncertain<Q: units::Quantity>(estimate: &Estimate<Q>, receipt: &str, system: UnitSystem) -> Uncertain {
    let ends = |interval: units::Interval<Q>| Ends {
        low: quantity(interval.low, system),
        high: quantity(interval.high, system),
    };
    Uncertain {
        median: quantity(estimate.median, system),
        i50: ends(estimate.i50),
        i80: ends(estimate.i80),
        i95: ends(estimate.i95),
        receipt: receipt.to_owned(),
    }
}

/// The receipt made by this rule.
fn by_rule<'a>(receipts: &'a [Receipt], rule: &str) -> &'a str {
    receipts.iter().find(|receipt| receipt.rule == rule).map_or("", |receipt| receipt.id.as_str())
}

/// Something to know beside the numbers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Advice {
    /// Its code, stable over versions.
    #[schema(example = "CANNOT_HOLD_2PCT")]
    code: String,
    /// What it means and what to do.
    words: String,
}

impl Advice {
    /// A flag of the fuelling rules.
    pub(crate) fn of(flag: &fuel::Flag) -> Self {
        Self { code: flag.code(), words: flag.words().to_owned() }
    }
}

/// An athlete.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Athlete {
    /// The name in addresses.
    #[schema(example = "me")]
    id: String,
    /// The name for people.
    name: String,
    /// Made by the demo.
    simulated: bool,
    /// Body mass, the newest known.
    body_mass: Quantity,
    /// Height, if told.
    height: Option<Quantity>,
    /// `female` or `male`, if told.
    sex: Option<String>,
    /// Year of birth, if told.
    born: Option<i16>,
    /// Has trained in heat in the last weeks.
    heat_acclimated: bool,
    /// Conditions and medicines that change what may be advised.
    conditions: Vec<String>,
    /// Foods that baskets must not contain.
    without: Vec<String>,
    /// Items at home, by their names in the catalogue.
    pantry: Vec<String>,
    /// Items preferred.
    likes: Vec<String>,
    /// Items never wanted.
    dislikes: Vec<String>,
    /// The gut is trained to more than 90 g of carbohydrate an hour, and that is wished for.
    trained_gut: bool,
    /// The unit system read.
    #[schema(example = "metric")]
    units: String,
    /// The zone lived in.
    #[schema(example = "Europe/Lisbon")]
    zone: String,
    /// The nominal bedtime, wherever the athlete is.
    #[schema(example = "22:30:00")]
    bedtime: String,
    /// The nominal time of getting up.
    #[schema(example = "06:30:00")]
    rise: String,
}

fn name_of(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

impl Athlete {
    pub(crate) fn of(record: &AthleteRecord, system: UnitSystem) -> Self {
        Self {
            id: record.id.clone(),
            name: record.name.clone(),
            simulated: record.simulated,
            body_mass: quantity(record.body_mass, system),
            height: record.height.map(|height| quantity(height, system)),
            sex: record.sex.map(name_of),
            born: record.born,
            heat_acclimated: record.heat_acclimated,
            conditions: record.conditions.iter().map(name_of).collect(),
            without: record.without.clone(),
            pantry: record.pantry.clone(),
            likes: record.likes.clone(),
            dislikes: record.dislikes.clone(),
            trained_gut: record.trained_gut,
            units: record.units.name().to_owned(),
            zone: record.zone.clone(),
            bedtime: record.bedtime.to_string(),
            rise: record.rise.to_string(),
        }
    }
}

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
            flags: test
                .doubts()
                .into_iter()
                .map(|(code, words)| Advice { code: code.to_owned(), words: words.to_owned() })
                .collect(),
            simulated: test.simulated,
        }
    }
}

impl Patch {
    fn of(patch: &physiology::patch_test::PatchResult, system: UnitSystem) -> Self {
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

/// What a photo of a patch shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PatchReading {
    /// Its name: the hash of the photo's bytes. A sweat test takes it in as one of `patch_readings`.
    id: String,
    /// Whether the photo was kept.
    kept: bool,
    /// The layout of the patch.
    #[schema(example = "OSP-A1")]
    layout: String,
    /// Its version.
    layout_version: u32,
    /// The skin that sweats into it, where the layout says.
    collection_area: Option<Quantity>,
    /// The sweat it took up; absent where it was not read.
    volume: Option<Read>,
    /// Its chloride; absent where it was not read.
    chloride: Option<Read>,
    /// Why a part was not read, and what to do about it.
    advice: Vec<PartAdvice>,
}

/// A number read from a photo.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Read {
    /// The value, or the bound.
    value: Quantity,
    /// Its standard uncertainty; absent for a bound.
    standard_uncertainty: Option<Quantity>,
    /// `at-least` or `at-most`, where it is a bound and no value.
    bound: Option<String>,
    /// The receipt.
    #[schema(example = "r-4f0c2a91d3be")]
    receipt: String,
}

/// Why a part of a patch was not read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartAdvice {
    /// Which part: `fill` or `assay`.
    part: String,
    /// A stable code.
    #[schema(example = "glare_over_assay")]
    code: String,
    /// What to do.
    words: String,
    /// The corners that are covered, in the photo as it is looked at, where it is about those: `top`, `top_left`.
    corners: Vec<String>,
}

fn read<Q: units::Quantity>(reading: &physiology::Reading<Q>, receipt: &str, system: UnitSystem) -> Read {
    use physiology::Reading::{AtLeast, AtMost, Value};
    let (uncertainty, bound) = match reading {
        Value { uncertainty, .. } => (Some(quantity(*uncertainty, system)), None),
        AtLeast { .. } => (None, Some("at-least".to_owned())),
        AtMost { .. } => (None, Some("at-most".to_owned())),
    };
    let value = quantity(reading.read(), system);
    Read { value, standard_uncertainty: uncertainty, bound, receipt: receipt.to_owned() }
}

impl PatchReading {
    pub(crate) fn of(reading: &engine::PatchReading, system: UnitSystem) -> Self {
        let by = |rule| by_rule(&reading.receipts, rule);
        let (layout, layout_version) = reading.layout.clone();
        let advice = |advice: &engine::PatchAdvice| PartAdvice {
            part: advice.part.clone(),
            code: advice.code.clone(),
            words: advice.words.clone(),
            corners: advice.corners.iter().map(|corner| corner.code().to_owned()).collect(),
        };
        Self {
            id: reading.id.clone(),
            kept: reading.blob.is_some(),
            layout,
            layout_version,
            collection_area: reading.collection_area.map(|area| quantity(area, system)),
            volume: reading.volume.map(|volume| read(&volume, by("patch-reading.volume"), system)),
            chloride: reading.chloride.map(|chloride| read(&chloride, by("patch-reading.chloride"), system)),
            advice: reading.advice.iter().map(advice).collect(),
        }
    }
}

/// What is expected of a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Expectation {
    /// Whole-body sweating rate.
    rate: Uncertain,
    /// Sweat lost.
    loss: Uncertain,
    /// Whole-body sweat sodium.
    sodium_concentration: Uncertain,
    /// Sodium lost.
    sodium_loss: Uncertain,
    /// Body mass lost if nothing were drunk, at the median.
    undrunk_mass_loss: Quantity,
    /// What heat balance alone expects.
    expected_by_heat_balance: Quantity,
    /// How many sweat tests speak.
    tests: usize,
    /// Where the conditions leave the evidence.
    flags: Vec<Advice>,
}

impl Expectation {
    pub(crate) fn of(prediction: &Prediction, system: UnitSystem) -> Self {
        let by = |rule| by_rule(&prediction.receipts, rule);
        Self {
            rate: uncertain(&prediction.rate, by("sweat-profile.rate"), system),
            loss: uncertain(&prediction.loss, by("sweat-profile.loss"), system),
            sodium_concentration: uncertain(
                &prediction.sodium_concentration,
                by("sweat-profile.sodium"),
                system,
            ),
            sodium_loss: uncertain(&prediction.sodium_loss, by("sweat-profile.sodium-loss"), system),
            undrunk_mass_loss: quantity(prediction.undrunk_mass_loss, system),
            expected_by_heat_balance: quantity(prediction.expected, system),
            tests: prediction.tests,
            flags: prediction
                .flags
                .iter()
                .map(|flag| Advice { code: name_of(flag), words: flag.words().to_owned() })
                .collect(),
        }
    }
}

/// A need.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NeedView {
    /// Its name within the plan.
    id: String,
    /// `before`, `during`, `after` or `before-sleep`.
    phase: String,
    /// From when.
    from: String,
    /// Until when.
    until: String,
    /// `fluid`, `sodium`, `carbohydrate`, `protein` or `caffeine`.
    nutrient: String,
    /// The least that serves.
    min: Quantity,
    /// What to aim for.
    target: Quantity,
    /// The most that is safe or useful.
    max: Quantity,
    /// The rules that made it.
    rules: Vec<String>,
    /// Why, in words.
    reason: String,
    /// How sure it is: `low`, `medium` or `high`.
    confidence: String,
    /// What keeps it from being more.
    limited_by: Option<String>,
    /// The receipt.
    receipt: String,
}

impl NeedView {
    pub(crate) fn of(need: &Need, system: UnitSystem) -> Self {
        let (min, target, max) = amounts(&need.amount, system);
        Self {
            id: need.id.clone(),
            phase: name_of(need.phase),
            from: need.from.to_string(),
            until: need.until.to_string(),
            nutrient: need.amount.nutrient().name().to_owned(),
            min,
            target,
            max,
            rules: need.rules.clone(),
            reason: need.reason.to_string(),
            confidence: name_of(need.confidence),
            limited_by: need.limited_by.map(|limit| limit.to_string()),
            receipt: need.receipt.as_str().to_owned(),
        }
    }
}

fn amounts(amount: &Band, system: UnitSystem) -> (Quantity, Quantity, Quantity) {
    match amount {
        Band::Fluid(range) => ends(range, system),
        Band::Sodium(range) => ends(range, system),
        Band::Carbohydrate(range) => ends(range, system),
        Band::Protein(range) => ends(range, system),
        Band::Caffeine(range) => ends(range, system),
    }
}

fn ends<Q: units::Quantity>(range: &Range<Q>, system: UnitSystem) -> (Quantity, Quantity, Quantity) {
    (quantity(range.min, system), quantity(range.target, system), quantity(range.max, system))
}

/// A need that was met.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TakenView {
    /// The need's name.
    need: String,
    /// The planned session that it belongs to.
    session: String,
    /// `before`, `during`, `after` or `before-sleep`.
    phase: String,
    /// `fluid`, `sodium`, `carbohydrate`, `protein` or `caffeine`.
    nutrient: String,
    /// How much.
    amount: Quantity,
    /// When it was said.
    #[schema(example = "2026-06-11T07:00:00Z")]
    at: String,
}

impl TakenView {
    pub(crate) fn of(taken: &engine::Taken, system: UnitSystem) -> Self {
        use engine::Portion::{Caffeine, Carbohydrate, Fluid, Protein, Sodium};
        Self {
            need: taken.need.clone(),
            session: taken.session.clone(),
            phase: name_of(taken.phase),
            nutrient: taken.portion.nutrient().to_owned(),
            amount: match taken.portion {
                Fluid(amount) => quantity(amount, system),
                Sodium(amount) => quantity(amount, system),
                Carbohydrate(amount) => quantity(amount, system),
                Protein(amount) => quantity(amount, system),
                Caffeine(amount) => quantity(amount, system),
            },
            at: taken.at.to_string(),
        }
    }
}

/// What a whole day asks for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TotalView {
    /// `carbohydrate` or `protein`.
    nutrient: String,
    /// The least that serves.
    min: Quantity,
    /// What to aim for.
    target: Quantity,
    /// The most that is useful.
    max: Quantity,
    /// The rules that made it.
    rules: Vec<String>,
    /// Why, in words.
    reason: String,
    /// The receipt.
    receipt: String,
}

impl TotalView {
    pub(crate) fn of(total: &fuel::DailyTotal, system: UnitSystem) -> Self {
        let (min, target, max) = amounts(&total.amount, system);
        Self {
            nutrient: total.amount.nutrient().name().to_owned(),
            min,
            target,
            max,
            rules: total.rules.clone(),
            reason: total.reason.to_string(),
            receipt: total.receipt.as_str().to_owned(),
        }
    }
}

/// Servings of an item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PickView {
    /// The item's name in the catalogue.
    item: String,
    /// Its name for people.
    name: String,
    /// What one serving is.
    serving: String,
    /// How many; halves of food where whole servings do not fit.
    servings: f64,
    /// What it is there for.
    why: String,
}

/// The items for one phase.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BasketView {
    /// Which phase.
    phase: String,
    /// The items; empty when water alone does, or nothing fits.
    picks: Vec<PickView>,
    /// Plain water, for mixing and beside.
    water: Option<Quantity>,
    /// Whether fewer items were proven not to do.
    proven: bool,
    /// What to keep in mind about it.
    notes: Vec<String>,
    /// Others that would do as well, none of which shares an item with it.
    #[schema(no_recursion)]
    alternatives: Vec<BasketView>,
    /// The limits that clash, when nothing fits.
    clashes: Vec<String>,
}

impl BasketView {
    fn of(phase: &PhaseBasket, system: UnitSystem) -> Self {
        let name = name_of(phase.phase);
        match &phase.basket {
            Some(basket) => {
                let others = phase.alternatives.iter().map(|other| Self::of_basket(&name, other, system));
                let alternatives = others.collect();
                Self { alternatives, ..Self::of_basket(&name, basket, system) }
            }
            None => Self {
                phase: name,
                picks: Vec::new(),
                water: None,
                proven: false,
                notes: Vec::new(),
                alternatives: Vec::new(),
                clashes: phase.clashes.iter().map(ToString::to_string).collect(),
            },
        }
    }

    /// A basket by itself.
    pub(crate) fn of_basket(phase: &str, basket: &fuel::basket::Basket, system: UnitSystem) -> Self {
        let pick = |pick: &fuel::basket::Pick| PickView {
            item: pick.item.clone(),
            name: pick.name.clone(),
            serving: pick.serving.clone(),
            servings: pick.servings,
            why: pick.why.map(|share| share.to_string()).unwrap_or_default(),
        };
        Self {
            phase: phase.to_owned(),
            picks: basket.picks.iter().map(pick).collect(),
            water: Some(quantity(basket.water, system)),
            proven: basket.proven,
            notes: basket.notes.iter().map(ToString::to_string).collect(),
            alternatives: Vec::new(),
            clashes: Vec::new(),
        }
    }
}

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
            simulated: session.simulated,
        }
    }
}

/// A drink to mix oneself, within the session's limits, and how to sip it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BottleView {
    /// All that is to be drunk.
    fluid: Quantity,
    /// How much in each quarter of an hour.
    sip: Quantity,
    /// Sugar dissolved in it, g.
    sugar: Quantity,
    /// Table salt dissolved in it, g.
    salt_g: f64,
    /// Carbohydrate to eat beside it.
    to_eat: Quantity,
}

impl BottleView {
    fn of(bottle: &fuel::Bottle, system: UnitSystem) -> Self {
        Self {
            fluid: quantity(bottle.fluid, system),
            sip: quantity(bottle.sip, system),
            sugar: quantity(bottle.sugar, system),
            salt_g: (bottle.salt.as_g() * 10.0).round() / 10.0,
            to_eat: quantity(bottle.to_eat, system),
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
