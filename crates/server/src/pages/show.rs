//! Numbers, times and needs as the pages show them.

use engine::{AthleteRecord, PhaseBasket, SessionPlan};
use evidence::Receipt;
use fuel::{Need, Phase};
use jiff::Timestamp;
use units::{Quantity, UnitSystem};

use crate::language::Language;

/// A number with the receipt behind it.
pub(crate) struct Figure {
    pub(crate) number: String,
    pub(crate) band: String,
    pub(crate) receipt: String,
}

impl Figure {
    /// A number with its four-in-five band and the receipt that made it.
    pub(crate) fn of<Q: Quantity>(
        estimate: &evidence::Estimate<Q>,
        receipt: &Receipt,
        system: UnitSystem,
        language: Language,
    ) -> Self {
        Self {
            number: language.quantity(estimate.median, system),
            band: language.interval(&estimate.i80, system),
            receipt: receipt.id.to_string(),
        }
    }
}

/// A number with its four-in-five band.
pub(crate) fn figure<Q: Quantity>(
    estimate: &evidence::Estimate<Q>,
    receipts: &[Receipt],
    rule: &str,
    system: UnitSystem,
    language: Language,
) -> Figure {
    let receipt = receipts.iter().find(|receipt| receipt.rule == rule);
    Figure {
        number: language.quantity(estimate.median, system),
        band: language.interval(&estimate.i80, system),
        receipt: receipt.map(|receipt| receipt.id.to_string()).unwrap_or_default(),
    }
}

/// `Tue 9 June, 07:00` in the athlete's zone.
pub(crate) fn when(instant: Timestamp, athlete: &AthleteRecord, language: Language) -> String {
    language.moment(&instant.to_zoned_datetime(athlete.time_zone()))
}

/// `07:00` in the athlete's zone.
pub(crate) fn time(instant: Timestamp, athlete: &AthleteRecord, language: Language) -> String {
    language.clock(&instant.to_zoned_datetime(athlete.time_zone()))
}

/// A session with its needs, ready for a template.
pub(crate) struct SessionCard {
    pub(crate) title: String,
    pub(crate) sport: String,
    pub(crate) when: String,
    pub(crate) duration: String,
    pub(crate) weather: String,
    pub(crate) rate: Figure,
    pub(crate) loss: Figure,
    pub(crate) sodium: Figure,
    pub(crate) tests: usize,
    pub(crate) flags: Vec<FlagLine>,
    pub(crate) phases: Vec<PhaseCard>,
}

pub(crate) struct FlagLine {
    pub(crate) stop: bool,
    pub(crate) words: String,
}

pub(crate) struct PhaseCard {
    pub(crate) title: String,
    pub(crate) window: String,
    pub(crate) needs: Vec<NeedLine>,
    pub(crate) picks: Vec<(String, String)>,
    /// Other baskets, each in one line.
    pub(crate) others: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) clash: String,
    /// Sips and a recipe, for the time of the session.
    pub(crate) bottle: String,
}

pub(crate) struct NeedLine {
    pub(crate) nutrient: &'static str,
    pub(crate) name: String,
    pub(crate) amount: String,
    pub(crate) reason: String,
    pub(crate) receipt: String,
}

impl SessionCard {
    pub(crate) fn of(plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> Self {
        let system = athlete.units;
        let prediction = &plan.prediction;
        let conditions = &plan.session.conditions;
        let receipts = &prediction.receipts;
        let domain =
            prediction.flags.iter().map(|flag| FlagLine { stop: false, words: flag.words().to_owned() });
        let flags =
            plan.flags.iter().map(|flag| FlagLine { stop: flag.is_stop(), words: flag.words().to_owned() });
        Self {
            title: plan.session.title.clone(),
            sport: conditions.sport.words().to_owned(),
            when: when(plan.session.start, athlete, language),
            duration: conditions.duration.in_words(),
            weather: format!(
                "{}, {} humidity{}",
                conditions.air_temperature.display(system),
                conditions.relative_humidity.display(system),
                plan.session.weather.map(|source| format!(" ({})", source.words())).unwrap_or_default()
            ),
            rate: figure(&prediction.rate, receipts, "sweat-profile.rate", system, language),
            loss: figure(&prediction.loss, receipts, "sweat-profile.loss", system, language),
            sodium: figure(&prediction.sodium_loss, receipts, "sweat-profile.sodium-loss", system, language),
            tests: prediction.tests,
            flags: flags.chain(domain).collect(),
            phases: [Phase::Before, Phase::During, Phase::After, Phase::BeforeSleep]
                .into_iter()
                .filter_map(|phase| PhaseCard::of(phase, plan, athlete, language))
                .collect(),
        }
    }
}

impl PhaseCard {
    fn of(phase: Phase, plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> Option<Self> {
        let needs: Vec<&Need> = plan.needs.iter().filter(|need| need.phase == phase).collect();
        let first = needs.first()?;
        let until = needs.iter().map(|need| need.until).max().unwrap_or(first.until);
        let basket = plan.baskets.iter().find(|basket| basket.phase == phase);
        Some(Self {
            title: language.t_of("phase", phase_code(phase)),
            window: format!("{}–{}", time(first.from, athlete, language), time(until, athlete, language)),
            needs: needs.iter().map(|need| NeedLine::of(need, athlete.units, language)).collect(),
            picks: basket.map(|basket| picks(basket, athlete.units)).unwrap_or_default(),
            others: basket.map(|basket| others(basket, athlete.units)).unwrap_or_default(),
            notes: basket
                .and_then(|phase| phase.basket.as_ref())
                .map(|b| b.notes.clone())
                .unwrap_or_default(),
            bottle: bottle(phase, plan, athlete.units),
            clash: basket.map(|basket| basket.clashes.join("; ")).unwrap_or_default(),
        })
    }
}

impl NeedLine {
    fn of(need: &Need, system: UnitSystem, language: Language) -> Self {
        let nutrient = need.amount.nutrient().name();
        Self {
            nutrient,
            name: language.t_of("nutrient", nutrient),
            amount: language.number(&need.amount.display(system)),
            reason: need.reason.clone(),
            receipt: need.receipt.to_string(),
        }
    }
}

/// The phase in keys of texts.
fn phase_code(phase: Phase) -> &'static str {
    match phase {
        Phase::Before => "before",
        Phase::During => "during",
        Phase::After => "after",
        Phase::BeforeSleep => "before-sleep",
    }
}

fn bottle(phase: Phase, plan: &SessionPlan, system: UnitSystem) -> String {
    let Some(bottle) = plan.bottle.as_ref().filter(|_| phase == Phase::During) else { return String::new() };
    format!(
        "In sips: about {} every 15 minutes. To mix yourself: {} water, {:.0} g sugar, {:.1} g table salt.",
        bottle.sip.display(system),
        bottle.fluid.display(system),
        bottle.sugar.as_g(),
        bottle.salt.as_g()
    )
}

fn picks(phase: &PhaseBasket, system: UnitSystem) -> Vec<(String, String)> {
    phase.basket.as_ref().map(|basket| lines(basket, system)).unwrap_or_default()
}

/// The alternatives of a phase, each in one line.
fn others(phase: &PhaseBasket, system: UnitSystem) -> Vec<String> {
    let line = |basket| {
        let parts: Vec<String> =
            lines(basket, system).into_iter().map(|(count, name)| format!("{name}, {count}")).collect();
        parts.join(" + ")
    };
    phase.alternatives.iter().map(line).filter(|line| !line.is_empty()).collect()
}

fn lines(basket: &fuel::basket::Basket, system: UnitSystem) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = basket
        .picks
        .iter()
        .map(|pick| (format!("{} × {}", pick.servings_in_words(), pick.serving), pick.name.clone()))
        .collect();
    if basket.water > units::Volume::ZERO {
        lines.push((basket.water.display(system), "Water".to_owned()));
    }
    lines
}
