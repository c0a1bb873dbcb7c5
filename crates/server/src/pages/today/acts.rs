//! What there is to have around the sessions of a day, in the order of time: the windows of the plan, each with what was
//! had of it already.

use engine::{AthleteRecord, Part, Portion, SessionPlan};
use fuel::{Nutrient, Phase};
use jiff::Timestamp;
use units::DecimalSign;

use crate::language::{Language, Toward};
use crate::measure;
use crate::pages::icons;
use crate::pages::session::picks;

/// A part of less than this share of what is aimed for is nothing to ask for.
const NOTHING_LEFT: f64 = 0.08;

/// One nutrient of a window.
pub(crate) struct Amount {
    pub(crate) need: String,
    pub(crate) nutrient: Nutrient,
    pub(crate) receipt: String,
    pub(crate) target: Portion,
    /// What was had of it.
    pub(crate) had: f64,
    pub(crate) least: f64,
    pub(crate) most: Portion,
    pub(crate) reason: fuel::Reason,
    pub(crate) until: Timestamp,
}

impl Amount {
    /// What is still to be had of the target, in the base unit.
    pub(crate) fn left(&self) -> f64 {
        (self.target.base() - self.had).max(0.0)
    }

    /// Nothing worth asking for is left.
    pub(crate) fn is_had(&self) -> bool {
        self.left() <= NOTHING_LEFT * self.target.base()
    }

    /// Something must be had of it: it is not only allowed.
    pub(crate) fn is_needed(&self) -> bool {
        self.least > 0.05 * self.most.base() && self.nutrient != Nutrient::Caffeine
    }

    /// The target, or what is left of it, as a person measures it.
    pub(crate) fn aim(&self, athlete: &AthleteRecord, language: Language) -> crate::language::Amount {
        let left = if self.had > 0.0 && !self.is_had() { self.left() } else { self.target.base() };
        language.amount(&self.target.of_same(left), Toward::Nearest, athlete.units)
    }

    /// The most, as a person measures it.
    pub(crate) fn at_most(&self, athlete: &AthleteRecord, language: Language) -> String {
        language.measured(&self.most, Toward::Less, athlete.units)
    }
}

/// One amount of a row: its nutrient's shape and colour, what it is in words, and its receipt.
pub(crate) struct Glyph {
    pub(crate) class: &'static str,
    pub(crate) icon: String,
    pub(crate) words: String,
    pub(crate) name: String,
    /// Its unit says what it is: the name is only for those who hear it.
    pub(crate) told_by_unit: bool,
    pub(crate) receipt: String,
}

/// A window of a session: what to have in it.
pub(crate) struct Act {
    pub(crate) session: String,
    /// What the session is called.
    pub(crate) of: String,
    pub(crate) sport: &'static str,
    pub(crate) date: String,
    pub(crate) phase: Phase,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) amounts: Vec<Amount>,
    /// The foods that hold it, in one line.
    pub(crate) food: String,
}

impl Act {
    pub(crate) fn amount(&self, nutrient: Nutrient) -> Option<&Amount> {
        self.amounts.iter().find(|amount| amount.nutrient == nutrient)
    }

    /// All of it was had.
    pub(crate) fn is_had(&self) -> bool {
        self.amounts.iter().filter(|amount| amount.nutrient != Nutrient::Caffeine).all(Amount::is_had)
    }

    /// Some of it has to be had, and was not.
    pub(crate) fn is_due(&self) -> bool {
        self.amounts.iter().any(|amount| amount.is_needed() && !amount.is_had())
    }

    /// The earliest deadline of what has to be had.
    pub(crate) fn deadline(&self) -> Timestamp {
        let due = self.amounts.iter().filter(|amount| amount.is_needed() && !amount.is_had());
        due.map(|amount| amount.until).min().unwrap_or(self.until)
    }

    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    /// What one tap says to have been had: the names of the needs that are not had yet. What is only allowed is said by itself.
    pub(crate) fn open_needs(&self) -> Vec<String> {
        let open = self.amounts.iter().filter(|amount| !amount.is_had());
        open.filter(|amount| amount.nutrient != Nutrient::Caffeine)
            .map(|amount| amount.need.clone())
            .collect()
    }

    /// Its amounts as a row shows them: what to aim for where it has to be had, otherwise the most.
    pub(crate) fn glyphs(&self, athlete: &AthleteRecord, language: Language) -> Vec<Glyph> {
        let glyph = |amount: &Amount| {
            let words = match amount.is_needed() {
                true => amount.aim(athlete, language).words(),
                false => language.with("most", amount.at_most(athlete, language)).t("amount-up-to"),
            };
            let name = amount.nutrient.name();
            Glyph {
                class: name,
                icon: icons::icon(super::icon_of(amount.nutrient)),
                // A number and its unit stay on one line.
                words: words.replace(' ', "\u{a0}"),
                name: language.t_of("nutrient-short", name),
                told_by_unit: amount.nutrient == Nutrient::Fluid,
                receipt: amount.receipt.clone(),
            }
        };
        self.amounts.iter().map(glyph).collect()
    }

    /// The foods that hold it, and that they are a wish where nothing has to be had.
    pub(crate) fn foods(&self, language: Language) -> String {
        if self.is_due() || self.is_had() || self.food.is_empty() {
            return self.food.clone();
        }
        language.with("food", self.food.as_str()).t("today-if-you-like")
    }

    /// The needs of which anything was had.
    pub(crate) fn had_needs(&self) -> Vec<String> {
        let had = self.amounts.iter().filter(|amount| amount.had > 0.0);
        had.map(|amount| amount.need.clone()).collect()
    }
}

/// The windows of a session's plan, in the order of time.
pub(crate) fn acts(plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> Vec<Act> {
    Phase::ALL.into_iter().filter_map(|phase| act(phase, plan, athlete, language)).collect()
}

fn act(phase: Phase, plan: &SessionPlan, athlete: &AthleteRecord, language: Language) -> Option<Act> {
    let needs = plan.needs.iter().filter(|need| need.phase == phase);
    let amounts: Vec<Amount> = needs
        .map(|need| Amount {
            need: need.id.clone(),
            nutrient: need.amount.nutrient(),
            receipt: need.receipt.to_string(),
            target: Portion::of(&need.amount),
            had: plan
                .taken
                .iter()
                .find(|taken| taken.need == need.id)
                .map_or(0.0, |taken| taken.portion.base()),
            least: Portion::least(&need.amount).base(),
            most: Portion::most(&need.amount),
            reason: need.reason,
            until: need.until,
        })
        // What no bottle shows is nothing to ask for.
        .filter(|amount| !language.measured(&amount.most, Toward::Less, athlete.units).starts_with("0 "))
        .collect();
    let of_phase = || plan.needs.iter().filter(|need| need.phase == phase);
    let basket = plan.baskets.iter().find(|basket| basket.phase == phase);
    let chosen = basket.and_then(|basket| basket.basket.as_ref());
    let food = chosen.map(|basket| {
        let lines = picks(basket, athlete.units, language).into_iter();
        lines.map(|pick| pick.words().to_owned()).collect::<Vec<_>>().join(", ")
    });
    (!amounts.is_empty()).then(|| Act {
        session: plan.session.id.clone(),
        of: language.title(&plan.session),
        sport: icons::of_sport(plan.session.conditions.sport),
        date: plan.session.start.to_zoned_datetime(athlete.time_zone()).date().to_string(),
        phase,
        from: of_phase().map(|need| need.from).min().unwrap_or(plan.session.start),
        until: of_phase().map(|need| need.until).max().unwrap_or(plan.session.end()),
        amounts,
        food: food.unwrap_or_default(),
    })
}

/// What a form says was had: an amount with its unit, a share such as `0.5`, or all of it.
pub(crate) fn part(
    amount: Option<&str>,
    share: Option<&str>,
    target: &Portion,
    athlete: &AthleteRecord,
    language: Language,
) -> Option<Result<Part, String>> {
    if let Some(share) = share.and_then(|share| share.trim().parse::<f64>().ok()) {
        return Some(Ok(Part::Share(share.clamp(0.0, 1.0))));
    }
    let typed = amount.map(str::trim).filter(|amount| !amount.is_empty())?;
    Some(read(typed, target, athlete, language.decimals()).map(Part::Amount))
}

fn read(typed: &str, target: &Portion, athlete: &AthleteRecord, sign: DecimalSign) -> Result<f64, String> {
    fn of<Q: units::Quantity>(
        typed: &str,
        unit: &str,
        athlete: &AthleteRecord,
        sign: DecimalSign,
    ) -> Result<f64, String> {
        let (text, decimals) = match measure::bare(typed, sign) {
            Some(number) => (format!("{number} {unit}"), DecimalSign::Point),
            None => (typed.to_owned(), sign),
        };
        units::parse_as::<Q>(&text, athlete.units, Some(decimals))
            .map(Q::base)
            .map_err(|error| error.to_string())
    }
    match target {
        Portion::Fluid(_) => {
            of::<units::Volume>(typed, measure::measure("drink", athlete.units).1, athlete, sign)
        }
        Portion::Sodium(_) => of::<units::Sodium>(typed, "mg", athlete, sign),
        Portion::Carbohydrate(_) => of::<units::Carbohydrate>(typed, "g", athlete, sign),
        Portion::Protein(_) => of::<units::Protein>(typed, "g", athlete, sign),
        Portion::Caffeine(_) => of::<units::Caffeine>(typed, "mg", athlete, sign),
    }
}
