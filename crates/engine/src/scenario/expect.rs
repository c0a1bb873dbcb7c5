//! What a scenario expects, and the judgement.

use std::fmt;

use fuel::basket::{Basket, Infeasible};
use fuel::{Band, Need, Nutrient, Phase, Range};
use serde::Deserialize;
use units::{Quantity, UnitSystem, Volume};

use super::{Outcome, Played};
use crate::{DayPlan, SessionPlan};

/// What the plan must say.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expectations {
    /// Flags, by their codes, that some session or the race raises.
    pub flags: Vec<String>,
    /// Flags that none raises.
    pub no_flags: Vec<String>,
    /// Bands.
    #[serde(rename = "need")]
    pub needs: Vec<ExpectedNeed>,
    /// Totals of the day.
    #[serde(rename = "total")]
    pub totals: Vec<ExpectedTotal>,
    /// Baskets.
    #[serde(rename = "basket")]
    pub baskets: Vec<ExpectedBasket>,
    /// Nothing is advised: these words are in the question that is asked instead.
    pub refused: Option<String>,
    /// The doubts, by their codes, that the last sweat test raises.
    pub doubts: Vec<String>,
}

/// A band of one nutrient in one phase.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedNeed {
    /// The session or leg; the first when absent.
    #[serde(default)]
    pub of: Option<String>,
    /// The phase; during when absent.
    #[serde(default)]
    pub phase: Option<Phase>,
    /// Of what.
    pub nutrient: Nutrient,
    /// There is no such need, or nothing in it.
    #[serde(default)]
    pub none: bool,
    /// The least of the band is this.
    #[serde(default)]
    pub min: Option<String>,
    /// The most of the band is this.
    #[serde(default)]
    pub max: Option<String>,
    /// The most of the band is not above this.
    #[serde(default)]
    pub at_most: Option<String>,
    /// The most of the band is not below this.
    #[serde(default)]
    pub at_least: Option<String>,
    /// The most of the band is not above what is expected to be sweated.
    #[serde(default)]
    pub not_above: Option<Sweated>,
    /// How far `min` and `max` may be off; two per cent when absent.
    #[serde(default)]
    pub tolerance: Option<String>,
    /// The amounts are by the hour of the session.
    #[serde(default)]
    pub an_hour: bool,
}

/// What is expected to be sweated in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sweated {
    /// The median.
    Median,
    /// The tenth percentile: the lower end of the four-in-five interval.
    TenthPercentile,
}

/// A total of the day.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedTotal {
    /// Of what.
    pub nutrient: Nutrient,
    /// There is none.
    #[serde(default)]
    pub none: bool,
    /// The least.
    #[serde(default)]
    pub min: Option<String>,
    /// The most.
    #[serde(default)]
    pub max: Option<String>,
    /// The most is not above this.
    #[serde(default)]
    pub at_most: Option<String>,
}

/// A basket of one phase or leg.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedBasket {
    /// The session or leg; the first when absent.
    #[serde(default)]
    pub of: Option<String>,
    /// The phase; during when absent.
    #[serde(default)]
    pub phase: Option<Phase>,
    /// Names of items, or parts of them, that neither basket nor alternatives hold.
    #[serde(default)]
    pub not: Vec<String>,
    /// Most fluid of basket and alternatives.
    #[serde(default)]
    pub fluid_at_most: Option<units::Volume>,
    /// Most sodium of basket and alternatives.
    #[serde(default)]
    pub sodium_at_most: Option<units::Sodium>,
    /// Most carbohydrate of basket and alternatives.
    #[serde(default)]
    pub carbohydrate_at_most: Option<units::Carbohydrate>,
    /// The kinds of items allowed, as the catalogue calls them: `food`, `drink`.
    #[serde(default)]
    pub only_forms: Vec<String>,
    /// A limit that is named because what can be had does not do: `fluid`.
    #[serde(default)]
    pub names_gap: Option<String>,
}

/// One expectation, what was found, and whether it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Whether that is so.
    pub holds: bool,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.holds { "ok   " } else { "WRONG" };
        write!(f, "{mark} {}: found {}", self.expected, self.found)
    }
}

impl Expectations {
    pub(super) fn judge(&self, outcome: &Outcome) -> Vec<Verdict> {
        let mut verdicts = vec![self.judge_refusal(&outcome.played)];
        if let Played::Refused(_) = &outcome.played {
            verdicts.extend(self.judge_doubts(outcome));
            return verdicts;
        }
        let raised = flags(&outcome.played);
        let list = if raised.is_empty() { "none".to_owned() } else { raised.join(" ") };
        verdicts.extend(self.flags.iter().map(|flag| Verdict {
            expected: format!("flag {flag}"),
            found: list.clone(),
            holds: raised.contains(flag),
        }));
        verdicts.extend(self.no_flags.iter().map(|flag| Verdict {
            expected: format!("no flag {flag}"),
            found: list.clone(),
            holds: !raised.contains(flag),
        }));
        verdicts.extend(self.needs.iter().flat_map(|need| need.judge(outcome)));
        if let Played::Day(day) = &outcome.played {
            verdicts.extend(self.totals.iter().flat_map(|total| total.judge(day)));
            verdicts.extend(day.sessions.iter().filter_map(one_total));
        }
        verdicts.extend(self.baskets.iter().flat_map(|basket| basket.judge(outcome)));
        verdicts.extend(self.judge_doubts(outcome));
        verdicts
    }

    fn judge_refusal(&self, played: &Played) -> Verdict {
        let question = match played {
            Played::Refused(question) => Some(question.as_str()),
            _ => None,
        };
        let found = question.unwrap_or("a plan").to_owned();
        match &self.refused {
            None => Verdict { expected: "a plan".to_owned(), holds: question.is_none(), found },
            Some(words) => Verdict {
                expected: format!("a question with '{words}'"),
                holds: question.is_some_and(|question| question.contains(words.as_str())),
                found,
            },
        }
    }

    fn judge_doubts(&self, outcome: &Outcome) -> impl Iterator<Item = Verdict> {
        let last = outcome.tests.last();
        let raised: Vec<&str> =
            last.map(|test| test.doubts().into_iter().map(|(code, _)| code).collect()).unwrap_or_default();
        self.doubts.iter().map(move |doubt| Verdict {
            expected: format!("doubt {doubt}"),
            found: raised.join(" "),
            holds: raised.contains(&doubt.as_str()),
        })
    }
}

/// The sips of a session add up to the fluid of its basket, in every scenario.
fn one_total(plan: &SessionPlan) -> Option<Verdict> {
    let during = plan.baskets.iter().find(|basket| basket.phase == Phase::During)?;
    let (basket, bottle) = (during.basket.as_ref()?, plan.bottle.as_ref()?);
    let holds = basket.fluid <= Volume::ZERO || (basket.fluid - bottle.fluid).as_ml().abs() < 0.5;
    Some(Verdict {
        expected: format!("{} of fluid in the basket is what is sipped", shown(basket.fluid).1),
        found: shown(bottle.fluid).1,
        holds,
    })
}

fn flags(played: &Played) -> Vec<String> {
    match played {
        Played::Day(day) => {
            let flags = day.sessions.iter().flat_map(|session| &session.flags);
            flags.map(|flag| flag.code()).collect()
        }
        Played::Race(race) => race.flags.iter().map(|flag| flag.code()).collect(),
        Played::Refused(_) => Vec::new(),
    }
}

impl Outcome {
    /// The needs of a session or leg, with the hours it lasts.
    fn needs_of(&self, of: Option<&str>) -> Option<(&[Need], f64)> {
        match &self.played {
            Played::Day(day) => {
                let plan = self.session(day, of)?;
                Some((&plan.needs, plan.session.conditions.duration.as_hours()))
            }
            Played::Race(race) => {
                let leg = match of {
                    None => race.legs.first(),
                    Some(name) => race.legs.iter().find(|leg| leg.name == name),
                }?;
                Some((&leg.needs, leg.until.duration_since(leg.from).as_secs_f64() / 3600.0))
            }
            Played::Refused(_) => None,
        }
    }

    /// What is expected to be sweated in a session.
    fn sweated(&self, of: Option<&str>, bound: Sweated) -> Option<units::Volume> {
        let Played::Day(day) = &self.played else { return None };
        let plan = self.session(day, of)?;
        Some(match bound {
            Sweated::Median => plan.prediction.loss.median,
            Sweated::TenthPercentile => plan.prediction.loss.i80.low,
        })
    }

    /// A session by the name that the scenario gives it; the first when it gives none.
    fn session<'a>(&self, day: &'a DayPlan, of: Option<&str>) -> Option<&'a SessionPlan> {
        match of {
            None => day.sessions.first(),
            Some(name) => {
                let id = self.names.get(name)?;
                day.sessions.iter().find(|plan| plan.session.id == *id)
            }
        }
    }

    /// The baskets of a phase or leg, the best first, and the limits that clash.
    fn baskets_of(&self, of: Option<&str>, phase: Phase) -> Option<(Vec<&Basket>, Vec<String>)> {
        match &self.played {
            Played::Day(day) => {
                let plan = self.session(day, of)?;
                let found = plan.baskets.iter().find(|basket| basket.phase == phase)?;
                let baskets = found.basket.iter().chain(&found.alternatives).collect();
                let gaps = found.basket.iter().flat_map(|basket| &basket.gaps).map(ToString::to_string);
                Some((baskets, found.clashes.iter().map(ToString::to_string).chain(gaps).collect()))
            }
            Played::Race(race) => {
                let leg = race.legs.iter().find(|leg| of.is_none_or(|name| leg.name == name))?;
                match leg.take.as_ref()? {
                    Ok(basket) => Some((vec![basket], basket.gaps.iter().map(ToString::to_string).collect())),
                    Err(Infeasible { clashes, .. }) => {
                        Some((Vec::new(), clashes.iter().map(ToString::to_string).collect()))
                    }
                }
            }
            Played::Refused(_) => None,
        }
    }
}

impl ExpectedNeed {
    fn judge(&self, outcome: &Outcome) -> Vec<Verdict> {
        let phase = self.phase.unwrap_or(Phase::During);
        let of = self.of.as_deref().map(|of| format!("{of}, ")).unwrap_or_default();
        let what = format!("{of}{} {}", phase.name(), self.nutrient.name());
        let Some((needs, hours)) = outcome.needs_of(self.of.as_deref()) else {
            return vec![Verdict { expected: what, found: "no such session".to_owned(), holds: false }];
        };
        let found = needs.iter().find(|need| need.phase == phase && need.amount.nutrient() == self.nutrient);
        let hours = if self.an_hour { hours } else { 1.0 };
        let ends = Ends::of(found.map(|need| &need.amount), self.nutrient, hours);
        let mut verdicts = Vec::new();
        let mut judge = |expected: String, holds: bool| {
            verdicts.push(Verdict {
                expected: format!("{what} {expected}"),
                found: ends.words.clone(),
                holds,
            });
        };
        if self.none {
            judge("none".to_owned(), ends.high <= 0.0);
        }
        let amount = |text: &String| parse(text, self.nutrient);
        let slack = |wanted: f64| match self.tolerance.as_ref().and_then(amount) {
            Some(tolerance) => tolerance,
            None => 0.02 * wanted.abs() + 1e-9,
        };
        if let Some(bound) = self.not_above {
            let loss = outcome.sweated(self.of.as_deref(), bound);
            let words = loss.map_or_else(|| "unknown".to_owned(), |loss| loss.display(UnitSystem::Metric));
            let most = loss.map_or(f64::NAN, |loss| loss.base() / hours);
            judge(format!("not above the sweat, {words}"), ends.high <= most * (1.0 + 1e-6));
        }
        let sides = [
            ("from", &self.min, ends.low, Side::Equal),
            ("to", &self.max, ends.high, Side::Equal),
            ("at most", &self.at_most, ends.high, Side::NotAbove),
            ("to at least", &self.at_least, ends.high, Side::NotBelow),
        ];
        for (words, text, found, side) in sides {
            let Some(text) = text else { continue };
            let Some(wanted) = amount(text) else {
                judge(format!("{words} {text}, which is no amount"), false);
                continue;
            };
            let holds = match side {
                Side::Equal => (found - wanted).abs() <= slack(wanted),
                Side::NotAbove => found <= wanted * (1.0 + 1e-6) + 1e-12,
                Side::NotBelow => found >= wanted * (1.0 - 1e-6) - 1e-12,
            };
            judge(format!("{words} {text}"), holds);
        }
        verdicts
    }
}

enum Side {
    Equal,
    NotAbove,
    NotBelow,
}

/// The ends of a band in base units, by the hour where asked.
struct Ends {
    low: f64,
    high: f64,
    words: String,
}

impl Ends {
    fn of(band: Option<&Band>, nutrient: Nutrient, hours: f64) -> Self {
        fn ends<Q: Quantity>(range: &Range<Q>) -> (f64, f64) {
            (range.min.base(), range.max.base())
        }
        let (low, high) = match band {
            None => (0.0, 0.0),
            Some(Band::Fluid(range)) => ends(range),
            Some(Band::Sodium(range)) => ends(range),
            Some(Band::Carbohydrate(range)) => ends(range),
            Some(Band::Protein(range)) => ends(range),
            Some(Band::Caffeine(range)) => ends(range),
        };
        let by_hour = band.map(|band| band.scaled(1.0 / hours).display(UnitSystem::Metric));
        let unit = if (hours - 1.0).abs() > 1e-9 { " an hour" } else { "" };
        let words =
            by_hour.map_or_else(|| format!("no {}", nutrient.name()), |words| format!("{words}{unit}"));
        Self { low: low / hours, high: high / hours, words }
    }
}

/// An amount in base units.
fn parse(text: &str, nutrient: Nutrient) -> Option<f64> {
    fn base<Q: Quantity>(text: &str) -> Option<f64> {
        units::parse_in::<Q>(text, UnitSystem::Metric).ok().map(Quantity::base)
    }
    match nutrient {
        Nutrient::Fluid => base::<units::Volume>(text),
        Nutrient::Sodium => base::<units::Sodium>(text),
        Nutrient::Carbohydrate => base::<units::Carbohydrate>(text),
        Nutrient::Protein => base::<units::Protein>(text),
        Nutrient::Caffeine => base::<units::Caffeine>(text),
    }
}

impl ExpectedTotal {
    fn judge(&self, day: &DayPlan) -> Vec<Verdict> {
        let found = day.totals.iter().find(|total| total.amount.nutrient() == self.nutrient);
        let ends = Ends::of(found.map(|total| &total.amount), self.nutrient, 1.0);
        let what = format!("{} of the day", self.nutrient.name());
        let mut verdicts = Vec::new();
        if self.none {
            let holds = ends.high <= 0.0;
            verdicts.push(Verdict { expected: format!("no {what}"), found: ends.words.clone(), holds });
        }
        for (words, text, found) in [("from", &self.min, ends.low), ("to", &self.max, ends.high)] {
            let Some(text) = text else { continue };
            let wanted = parse(text, self.nutrient).unwrap_or(f64::NAN);
            verdicts.push(Verdict {
                expected: format!("{what} {words} {text}"),
                found: ends.words.clone(),
                holds: (found - wanted).abs() <= 0.02 * wanted.abs() + 1e-9,
            });
        }
        if let Some(text) = &self.at_most {
            verdicts.push(Verdict {
                expected: format!("{what} at most {text}"),
                found: ends.words.clone(),
                holds: parse(text, self.nutrient).is_some_and(|most| ends.high <= most * (1.0 + 1e-6)),
            });
        }
        verdicts
    }
}

impl ExpectedBasket {
    fn judge(&self, outcome: &Outcome) -> Vec<Verdict> {
        let phase = self.phase.unwrap_or(Phase::During);
        let of = self.of.as_deref().map(|of| format!("{of}, ")).unwrap_or_default();
        let what = format!("{of}basket {}", phase.name());
        let Some((baskets, clashes)) = outcome.baskets_of(self.of.as_deref(), phase) else {
            let holds = self.names_gap.is_none();
            return vec![Verdict { expected: what, found: "no basket".to_owned(), holds }];
        };
        let items: Vec<&str> =
            baskets.iter().flat_map(|basket| &basket.picks).map(|pick| pick.item.as_str()).collect();
        let list = if items.is_empty() { "no items".to_owned() } else { items.join(" ") };
        let mut verdicts = Vec::new();
        let mut judge = |expected: String, found: String, holds: bool| {
            verdicts.push(Verdict { expected: format!("{what} {expected}"), found, holds });
        };
        for word in &self.not {
            judge(
                format!("without {word}"),
                list.clone(),
                !items.iter().any(|item| item.contains(word.as_str())),
            );
        }
        if !self.only_forms.is_empty() {
            let form = |id: &&str| fuel::Catalogue::built_in().get(id).map(|item| form_name(item.form));
            let other: Vec<&str> = items
                .iter()
                .copied()
                .filter(|id| form(id).is_none_or(|form| !self.only_forms.contains(&form)))
                .collect();
            judge(format!("of {} only", self.only_forms.join(" and ")), list.clone(), other.is_empty());
        }
        let mut most = |name: &str, limit: Option<(f64, String)>, of: &dyn Fn(&Basket) -> (f64, String)| {
            let Some((limit, shown)) = limit else { return };
            let worst = baskets.iter().map(|basket| of(basket)).max_by(|a, b| a.0.total_cmp(&b.0));
            let (found, words) = worst.unwrap_or((0.0, "none".to_owned()));
            judge(format!("{name} at most {shown}"), words, found <= limit * (1.0 + 1e-6) + 1e-12);
        };
        most("fluid", self.fluid_at_most.map(shown), &|basket| shown(basket.fluid));
        most("sodium", self.sodium_at_most.map(shown), &|basket| shown(basket.sodium));
        most("carbohydrate", self.carbohydrate_at_most.map(shown), &|basket| shown(basket.carbohydrate));
        if let Some(gap) = &self.names_gap {
            let found = if clashes.is_empty() { "no gap".to_owned() } else { clashes.join("; ") };
            let holds = clashes.iter().any(|clash| clash.contains(gap.as_str()));
            judge(format!("names that {gap} is missing"), found, holds);
        }
        verdicts
    }
}

fn shown<Q: Quantity>(amount: Q) -> (f64, String) {
    (amount.base(), amount.display(UnitSystem::Metric))
}

/// The name of a kind of item in the catalogue's own table.
fn form_name(form: fuel::Form) -> String {
    let name = serde_json::to_value(form).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
