//! A planned session with its needs, ready for a template.

use engine::{AthleteRecord, DayPlan, Portion, SessionPlan, Taken};
use fuel::{Flag, Limit, Need, Phase};
use jiff::Timestamp;
use units::UnitSystem;

use super::icons;
use super::show::{Figure, clock_near, foreseen, time, time_near, when, window};
use super::today::acts::{self, Act, Glyph};
use crate::language::Language;
use crate::measure;

mod basket;
mod helping;

use basket::Items;
pub(super) use basket::{Pick, notes, picks};

/// A session with its needs.
pub(crate) struct SessionCard {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) icon: String,
    pub(crate) sport: String,
    pub(crate) when: String,
    /// The same without its date.
    pub(crate) clock: String,
    pub(crate) duration: String,
    pub(crate) weather: String,
    pub(crate) date: String,
    pub(crate) rate: Figure,
    pub(crate) loss: Figure,
    pub(crate) sodium: Figure,
    pub(crate) tests: usize,
    pub(crate) flags: Vec<FlagLine>,
    pub(crate) phases: Vec<PhaseCard>,
    /// What was taken of needs that the plan no longer has: name and words.
    pub(crate) gone: Vec<(String, String)>,
    pub(crate) bottle: Option<Recipe>,
}

/// Something to know beside the numbers.
pub(crate) struct FlagLine {
    pub(crate) stop: bool,
    pub(crate) words: String,
}

/// The needs of one phase.
pub(crate) struct PhaseCard {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) window: String,
    /// When it opens.
    pub(crate) at: String,
    /// When it closes; of the session itself, how long it is open.
    pub(crate) by: String,
    /// Its amounts in one line.
    pub(crate) amounts: Vec<Glyph>,
    /// The foods that hold them, in one line.
    pub(crate) food: String,
    /// The present lies in its window.
    pub(crate) now: bool,
    pub(crate) needs: Vec<NeedLine>,
    /// Those not yet taken that one tap on the phase takes.
    pub(crate) open: Vec<String>,
    /// Those of which anything was had.
    pub(crate) had: Vec<String>,
    pub(crate) items: Option<Items>,
    pub(crate) clash: String,
}

impl PhaseCard {
    /// Everything that one tap takes was taken.
    pub(crate) fn is_done(&self) -> bool {
        self.open.is_empty() && self.needs.iter().any(|need| need.taken)
    }
}

/// One need.
pub(crate) struct NeedLine {
    pub(crate) id: String,
    pub(crate) nutrient: &'static str,
    pub(crate) name: String,
    pub(crate) amount: String,
    pub(crate) aim: String,
    pub(crate) reason: String,
    pub(crate) limit: String,
    pub(crate) receipt: String,
    pub(crate) taken: bool,
    /// Nothing has to be taken.
    pub(crate) optional: bool,
    /// The unit that a part of it is typed in.
    pub(crate) unit: &'static str,
    /// What was noted of it, as it is typed.
    pub(crate) noted: String,
}

/// A drink to mix oneself, and how it is sipped.
pub(crate) struct Recipe {
    pub(crate) sip: String,
    pub(crate) water: String,
    pub(crate) sugar: String,
    pub(crate) salt: String,
    pub(crate) to_eat: String,
    /// Sip by sip: when, and how much is drunk by then.
    pub(crate) sips: Vec<(String, String)>,
}

impl SessionCard {
    /// How many flags stand behind a summary: all but the first and the stops.
    pub(crate) fn more_flags(&self) -> usize {
        self.flags.iter().skip(1).filter(|flag| !flag.stop).count()
    }

    /// The sessions of a day.
    pub(crate) fn of_day(
        day: &DayPlan,
        athlete: &AthleteRecord,
        language: Language,
        now: Timestamp,
    ) -> Vec<Self> {
        day.sessions.iter().map(|plan| Self::of(plan, athlete, language, now)).collect()
    }

    fn of(plan: &SessionPlan, athlete: &AthleteRecord, language: Language, now: Timestamp) -> Self {
        let (system, prediction) = (athlete.units, &plan.prediction);
        let (conditions, receipts) = (&plan.session.conditions, &prediction.receipts);
        let domain = prediction
            .flags
            .iter()
            .map(|flag| FlagLine { stop: false, words: language.t_of("domain", flag.code()) });
        let gone = plan.taken.iter().filter(|taken| plan.needs.iter().all(|need| need.id != taken.need));
        Self {
            id: plan.session.id.clone(),
            title: language.title(&plan.session),
            sport: language.sport(conditions.sport),
            when: assumed(
                when(plan.session.start, athlete, language),
                plan,
                engine::Assumed::Start,
                language,
            ),
            clock: assumed(
                time(plan.session.start, athlete, language),
                plan,
                engine::Assumed::Start,
                language,
            ),
            duration: assumed(conditions.duration.in_words(), plan, engine::Assumed::Duration, language),
            icon: icons::icon(icons::of_sport(conditions.sport)),
            date: plan.session.start.to_zoned_datetime(athlete.time_zone()).date().to_string(),
            weather: weather(plan, athlete, language),
            rate: foreseen(&prediction.rate, receipts, "sweat-profile.rate", system, language),
            loss: foreseen(&prediction.loss, receipts, "sweat-profile.loss", system, language),
            sodium: foreseen(
                &prediction.sodium_loss,
                receipts,
                "sweat-profile.sodium-loss",
                system,
                language,
            ),
            tests: prediction.tests,
            flags: flags(&plan.flags, athlete, language).chain(domain).collect(),
            phases: {
                let acts = acts::acts(plan, athlete, language);
                let of = |phase: Phase| acts.iter().find(|act| act.phase == phase);
                let card = |phase| PhaseCard::of(phase, plan, of(phase), athlete, language, now);
                Phase::ALL.into_iter().filter_map(card).collect()
            },
            gone: gone.map(|taken| (taken.need.clone(), taken_words(taken, system, language))).collect(),
            bottle: recipe(plan, athlete, language),
        }
    }
}

/// The flags of the rules in words.
pub(crate) fn flags(
    flags: &[Flag],
    athlete: &AthleteRecord,
    language: Language,
) -> impl Iterator<Item = FlagLine> {
    let words = move |flag: &Flag| language.discreet("flag", &flag.code(), athlete);
    flags.iter().map(move |flag| FlagLine { stop: flag.is_stop(), words: words(flag) })
}

/// A value, and that it was assumed where a calendar did not say it.
fn assumed(value: String, plan: &SessionPlan, what: engine::Assumed, language: Language) -> String {
    match plan.session.assumed.contains(&what) {
        true => format!("{value} ({})", language.t_of("assumed", what.words())),
        false => value,
    }
}

fn weather(plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> String {
    let (conditions, system) = (&plan.session.conditions, athlete.units);
    let air = language
        .with("temperature", language.quantity(conditions.air_temperature, system))
        .with("humidity", language.quantity(conditions.relative_humidity, system))
        .t("session-air");
    if plan.session.assumed.contains(&engine::Assumed::Weather) {
        return format!("{air} ({})", language.t_of("assumed", "weather"));
    }
    match plan.session.weather {
        Some(source) => {
            let kind = language.t_of("weather", source.code());
            let from = source.named().map(|name| {
                let when = when(source.issued_at, athlete, language);
                language.with("source", name).with("when", when).t("connections-weather-from")
            });
            format!("{air} ({})", from.map_or(kind.clone(), |from| format!("{kind}, {from}")))
        }
        None => air,
    }
}

fn taken_words(taken: &Taken, system: UnitSystem, language: Language) -> String {
    let nutrient = language.t_of("nutrient", taken.portion.nutrient());
    let phase = language.t_of("phase", taken.phase.name());
    format!("{phase}: {}, {nutrient}", language.portion(&taken.portion, system))
}

fn recipe(plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> Option<Recipe> {
    let (bottle, system) = (plan.bottle.as_ref()?, athlete.units);
    let grams = |grams: f64, decimals: usize| language.number(&format!("{grams:.decimals$} g"));
    let sips = (1..=bottle.sips).map(|sip| {
        let at = plan.session.start.saturating_add(jiff::SignedDuration::from_mins(15 * i64::from(sip)));
        let at = at.unwrap_or(plan.session.start).min(plan.session.end());
        (
            time_near(at, plan.session.start, athlete, language),
            language.quantity(bottle.sip * f64::from(sip), system),
        )
    });
    Some(Recipe {
        sip: language.quantity(bottle.sip, system),
        water: language.quantity(bottle.fluid, system),
        sugar: grams(bottle.sugar.as_g(), 0),
        salt: grams(bottle.salt.as_g(), 1),
        to_eat: if bottle.to_eat.as_g() >= 1.0 { grams(bottle.to_eat.as_g(), 0) } else { String::new() },
        sips: sips.collect(),
    })
}

impl PhaseCard {
    fn of(
        phase: Phase,
        plan: &SessionPlan,
        act: Option<&Act>,
        athlete: &AthleteRecord,
        language: Language,
        now: Timestamp,
    ) -> Option<Self> {
        let needs: Vec<&Need> = plan.needs.iter().filter(|need| need.phase == phase).collect();
        let first = needs.first()?;
        let until = needs.iter().map(|need| need.until).max().unwrap_or(first.until);
        let basket = plan.baskets.iter().find(|basket| basket.phase == phase);
        let lines: Vec<NeedLine> =
            needs.iter().map(|need| NeedLine::of(need, plan, athlete.units, language)).collect();
        let clashes = basket.iter().flat_map(|basket| &basket.clashes).map(|clash| language.clash(clash));
        Some(Self {
            name: phase.name(),
            title: language.t_of("phase", phase.name()),
            window: window((first.from, until), plan.session.start, athlete, language),
            at: time_near(first.from, plan.session.start, athlete, language),
            by: match phase {
                Phase::During => window((first.from, until), plan.session.start, athlete, language),
                _ => language.with("time", clock_near(until, first.from, athlete, language)).t("today-by"),
            },
            amounts: act.map(|act| act.glyphs(athlete, language)).unwrap_or_default(),
            food: act.map(|act| act.foods(language)).unwrap_or_default(),
            had: act.map(Act::had_needs).unwrap_or_default(),
            now: first.from <= now && now < until,
            // What is only allowed is taken by itself, never along with the rest.
            open: lines
                .iter()
                .filter(|line| !line.taken && line.nutrient != "caffeine")
                .map(|line| line.id.clone())
                .collect(),
            needs: lines,
            items: basket.and_then(|basket| Items::of(basket, athlete.units, language)),
            clash: clashes.collect::<Vec<_>>().join("; "),
        })
    }
}

/// The unit that an amount is typed in.
fn unit_of(portion: &Portion, system: UnitSystem) -> &'static str {
    match portion {
        Portion::Fluid(_) => measure::measure("drink", system).1,
        Portion::Sodium(_) | Portion::Caffeine(_) => "mg",
        Portion::Carbohydrate(_) | Portion::Protein(_) => "g",
    }
}

/// An amount as it is typed, without its unit.
fn noted(portion: &Portion, system: UnitSystem, language: Language) -> String {
    match portion {
        Portion::Fluid(volume) => {
            let typed = super::prefill::quantity("drink", *volume, system);
            language.number(typed.split(' ').next().unwrap_or_default())
        }
        Portion::Sodium(amount) => format!("{:.0}", amount.as_mg()),
        Portion::Caffeine(amount) => format!("{:.0}", amount.as_mg()),
        Portion::Carbohydrate(amount) => format!("{:.0}", amount.as_g()),
        Portion::Protein(amount) => format!("{:.0}", amount.as_g()),
    }
}

/// Limits that the reason does not say already.
fn tells_more(limit: &Limit) -> bool {
    matches!(limit, Limit::Gut | Limit::MassGained)
}

impl NeedLine {
    fn of(need: &Need, plan: &SessionPlan, system: UnitSystem, language: Language) -> Self {
        let nutrient = need.amount.nutrient().name();
        let taken = plan.taken.iter().find(|taken| taken.need == need.id);
        let aim = engine::Portion::of(&need.amount);
        Self {
            id: need.id.clone(),
            nutrient,
            name: language.t_of("nutrient", nutrient),
            amount: match taken {
                // Of a part, how much is still to come is said too.
                Some(taken) if taken.portion.base() < 0.92 * aim.base() => {
                    let nearest = crate::language::Toward::Nearest;
                    let had = language.measured(&taken.portion, nearest, system);
                    let aim = language.measured(&aim, nearest, system);
                    language.with("had", had).with("aim", aim).t("session-part")
                }
                Some(taken) => language.portion(&taken.portion, system),
                None => language.band(&need.amount, system),
            },
            aim: language.measured(&aim, crate::language::Toward::Nearest, system),
            reason: language.reason(need.reason, system),
            limit: need.limited_by.filter(tells_more).map(|limit| language.limit(limit)).unwrap_or_default(),
            receipt: need.receipt.to_string(),
            taken: taken.is_some(),
            optional: nutrient == "caffeine",
            unit: unit_of(&aim, system),
            noted: taken.map(|taken| noted(&taken.portion, system, language)).unwrap_or_default(),
        }
    }
}
