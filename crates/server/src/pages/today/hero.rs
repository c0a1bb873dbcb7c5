//! The one sentence of Today: what to do now.

use engine::{AthleteRecord, SessionPlan};
use fuel::{Nutrient, Phase};
use jiff::{SignedDuration, Timestamp};
use units::UnitSystem;

use super::acts::{Act, Amount};
use crate::language::{Language, Toward};
use crate::pages::drawing::Bottle;
use crate::pages::icons;
use crate::pages::show::{clock_near, time};

/// A window that opens within this time is what comes next.
const SOON: SignedDuration = SignedDuration::from_hours(3);

/// What a glass and a bottle hold, in millilitres, for the buttons beside the whole amount; in ounces where these are read.
const USUAL_ML: [f64; 2] = [100.0, 200.0];
const USUAL_FL_OZ: [f64; 2] = [4.0, 8.0];

/// The raised part of the page.
pub(crate) struct Hero {
    /// Its ground: a nutrient or a state.
    pub(crate) class: &'static str,
    pub(crate) icon: String,
    pub(crate) eyebrow: String,
    /// The sentence before, in and after its number.
    pub(crate) before: String,
    pub(crate) number: String,
    pub(crate) unit: &'static str,
    pub(crate) after: String,
    pub(crate) lines: Vec<String>,
    /// The limit, said louder than the rest.
    pub(crate) limit: String,
    pub(crate) picture: String,
    pub(crate) take: Option<Take>,
    /// Where else it leads: address and words.
    pub(crate) link: Option<(String, String)>,
}

/// The buttons that say it was had.
pub(crate) struct Take {
    pub(crate) session: String,
    pub(crate) needs: Vec<String>,
    /// The words of the main button.
    pub(crate) all: String,
    /// Smaller amounts of the first need: as the form sends them, and in words.
    pub(crate) parts: Vec<(String, String)>,
    /// The half of everything.
    pub(crate) half: bool,
    /// The unit of an amount that is typed.
    pub(crate) unit: &'static str,
    /// What was had of it before, with the needs that would be undone.
    pub(crate) had: Option<(String, Vec<String>)>,
}

/// What the sentence is chosen from.
pub(crate) struct Situation<'a> {
    pub(crate) athlete: &'a AthleteRecord,
    pub(crate) language: Language,
    pub(crate) now: Timestamp,
    pub(crate) plans: &'a [SessionPlan],
    pub(crate) acts: &'a [Act],
    /// Sweat was tested.
    pub(crate) tested: bool,
    /// Something was planned for today.
    pub(crate) any_today: bool,
}

impl Hero {
    fn plain(class: &'static str, icon: &str, eyebrow: String, sentence: String) -> Self {
        Self {
            class,
            icon: icons::small(icon),
            eyebrow,
            before: sentence,
            number: String::new(),
            unit: "",
            after: String::new(),
            lines: Vec::new(),
            limit: String::new(),
            picture: String::new(),
            take: None,
            link: None,
        }
    }

    /// The first of these that holds: a refusal or a stop; in a session what to drink next; an open window with something that
    /// has to be had, the earliest deadline first; an open one with nothing that has to; what opens soon; the test that teaches
    /// most; rest, or all done. The window it is about comes with it.
    pub(crate) fn of<'a>(at: &'a Situation<'a>) -> (Self, Option<&'a Act>) {
        if let Some(hero) = at.stop() {
            return (hero, None);
        }
        let open = || at.acts.iter().filter(|act| act.is_open(at.now) && !act.is_had());
        let running = open().find(|act| act.phase == Phase::During);
        if let Some(act) = running {
            return (at.during(act), Some(act));
        }
        if let Some(act) = open().filter(|act| act.is_due()).min_by_key(|act| act.deadline()) {
            return (at.now_due(act), Some(act));
        }
        if let Some(act) = open().filter(|act| act.phase != Phase::Later).min_by_key(|act| act.until) {
            return (at.to_thirst(act), Some(act));
        }
        let soon = |act: &&Act| at.now < act.from && act.from < at.now + SOON && !act.is_had();
        if let Some(act) = at.acts.iter().filter(soon).min_by_key(|act| act.from) {
            return (at.next(act), Some(act));
        }
        if !at.tested {
            return (at.first(), None);
        }
        (at.rest(), None)
    }

    /// The whole sentence, for the page's title.
    pub(crate) fn sentence(&self) -> String {
        let number =
            if self.unit.is_empty() { self.number.clone() } else { format!("{} {}", self.number, self.unit) };
        [self.before.as_str(), &number, &self.after]
            .map(str::trim)
            .join(" ")
            .trim()
            .replace(" .", ".")
            .replace("  ", " ")
    }
}

impl Situation<'_> {
    fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    fn clock(&self, at: Timestamp) -> String {
        clock_near(at, self.now, self.athlete, self.language)
    }

    fn stop(&self) -> Option<Hero> {
        let of = |plan: &SessionPlan| {
            let flag = plan
                .flags
                .iter()
                .find(|flag| flag.is_stop() && **flag != fuel::Flag::EahWarn && **flag != fuel::Flag::Heat);
            flag.map(|flag| (plan.clone(), *flag))
        };
        let (plan, flag) = self.plans.iter().find_map(of)?;
        let eyebrow = format!("{}, {}", self.language.title(&plan.session), self.clock(plan.session.start));
        let sentence = self.language.known("hero-stop", &flag.code()).unwrap_or_else(|| self.t("hero-look"));
        let mut hero = Hero::plain("stop", "stop", eyebrow, sentence);
        hero.lines = vec![self.language.t_of("flag", &flag.code())];
        Some(hero)
    }

    /// In a session: how much of the bottle by the next half hour.
    fn during(&self, act: &Act) -> Hero {
        let plan = self.plans.iter().find(|plan| plan.session.id == act.session);
        let fluid = act.amount(Nutrient::Fluid);
        let (Some(plan), Some(fluid)) = (plan, fluid.filter(|fluid| fluid.is_needed())) else {
            return self.to_thirst(act);
        };
        let (start, end) = (plan.session.start, plan.session.end());
        let half_hours = self.now.duration_since(start).as_secs() / 1800 + 1;
        let by = (start + SignedDuration::from_secs(1800 * half_hours)).min(end);
        let share = by.duration_since(start).as_secs_f64() / end.duration_since(start).as_secs_f64().max(1.0);
        let sum = fluid.target.base() * share;
        let behind = (sum - fluid.had).max(0.0);
        let mut hero = if behind <= 0.03 * fluid.target.base() {
            Hero::plain("ok", "ok", String::new(), self.t("hero-on-time"))
        } else {
            let portion = fluid.target.of_same(behind);
            self.drink("drink", &portion, &self.clock(by))
        };
        hero.eyebrow = self.language.with("session", act.of.as_str()).t("hero-during");
        hero.picture = self.bottle(fluid, Some((sum, self.clock(by))));
        hero.limit = self.limit(fluid);
        if !act.food.is_empty() {
            hero.lines.push(act.food.clone());
        }
        hero.take = Some(self.take(act, fluid, behind));
        hero
    }

    /// What has to be had in an open window.
    fn now_due(&self, act: &Act) -> Hero {
        let due: Vec<&Amount> =
            act.amounts.iter().filter(|amount| amount.is_needed() && !amount.is_had()).collect();
        let by = self.clock(act.deadline());
        let named = |nutrient: Nutrient| due.iter().find(|amount| amount.nutrient == nutrient).copied();
        let (carb, protein, fluid) =
            (named(Nutrient::Carbohydrate), named(Nutrient::Protein), named(Nutrient::Fluid));
        let mut hero = match (carb, protein, fluid) {
            (Some(carb), protein, _) => self.eat(act, carb, protein, &by),
            (None, _, Some(fluid)) => {
                let mut hero = self.drink("drink", &fluid.target.of_same(fluid.left()), &by);
                hero.picture = self.bottle(fluid, None);
                hero.limit = self.limit(fluid);
                hero.lines.push(self.language.reason(fluid.reason, self.athlete.units));
                hero.take = Some(self.take(act, fluid, fluid.left()));
                hero
            }
            (None, Some(protein), None) => self.eat(act, protein, None, &by),
            (None, None, None) => match due.first() {
                Some(amount) => self.eat(act, amount, None, &by),
                None => self.rest(),
            },
        };
        hero.eyebrow = self.eyebrow(act, "now");
        hero
    }

    /// What may be had in an open window, and does not have to.
    fn to_thirst(&self, act: &Act) -> Hero {
        let mut hero = match act.amount(Nutrient::Fluid) {
            Some(fluid) if !fluid.is_had() => {
                let mut hero = Hero::plain("fluid", "fluid", String::new(), self.t("hero-thirst"));
                let plenty = self.language.with("amount", fluid.aim(self.athlete, self.language).words());
                hero.lines = vec![plenty.t("hero-plenty")];
                hero.limit = self.limit(fluid);
                hero.take = Some(self.take(act, fluid, fluid.left()));
                hero
            }
            _ => {
                let mut hero = Hero::plain("rest", "meal", String::new(), self.t("hero-if-you-like"));
                hero.lines = self.amounts_in_words(act);
                hero.take = act.amounts.first().map(|amount| self.take(act, amount, amount.left()));
                hero
            }
        };
        hero.eyebrow = self.eyebrow(act, "now");
        if act.amount(Nutrient::Fluid).is_some() && !act.food.is_empty() && act.phase != Phase::Before {
            hero.lines.push(act.food.clone());
        }
        hero
    }

    /// What opens within some hours.
    fn next(&self, act: &Act) -> Hero {
        let at = self.clock(act.from);
        let fluid = act.amount(Nutrient::Fluid);
        let carb = act.amount(Nutrient::Carbohydrate).filter(|carb| carb.is_needed());
        let mut hero = match (carb, fluid) {
            (Some(carb), _) => {
                let mut hero = self.sentence("next-eat", "carb", "carb", &carb.target, &at);
                hero.lines = vec![act.food.clone()];
                hero
            }
            (None, Some(fluid)) if fluid.is_needed() => {
                let mut hero = self.sentence("next-drink", "fluid", "fluid", &fluid.target, &at);
                hero.picture = self.bottle(fluid, None);
                hero.limit = self.limit(fluid);
                hero
            }
            _ => {
                let said = self.language.with("session", act.of.as_str()).with("time", at.as_str());
                let mut hero = Hero::plain("rest", act.sport, String::new(), said.t("hero-next"));
                hero.lines = self.amounts_in_words(act);
                hero
            }
        };
        hero.eyebrow = self.eyebrow(act, "next");
        hero
    }

    /// Nothing was tested: two weights are what helps most.
    fn first(&self) -> Hero {
        let mut hero = Hero::plain("rest", "scale", self.t("hero-welcome"), self.t("hero-first"));
        hero.lines = vec![self.t("hero-first-how")];
        hero.link = Some(("test".to_owned(), self.t("hero-weigh")));
        hero
    }

    fn rest(&self) -> Hero {
        let ahead =
            self.acts.iter().filter(|act| act.from > self.now && !act.is_had()).min_by_key(|act| act.from);
        let mut hero = if self.any_today
            && ahead.is_none_or(|act| act.from > self.now + SignedDuration::from_hours(8))
        {
            Hero::plain("ok", "ok", time(self.now, self.athlete, self.language), self.t("hero-done"))
        } else if let Some(act) = ahead {
            return self.next(act);
        } else {
            Hero::plain("rest", "sleep", self.t("hero-rest-day"), self.t("hero-rest"))
        };
        if let Some(act) = ahead {
            let what = self.amounts_in_words(act).join(", ");
            let said = self.language.with("what", what).with("session", act.of.as_str());
            hero.lines.push(said.with("time", self.clock(act.from)).t("hero-then"));
        } else if !self.any_today {
            hero.lines.push(self.t("hero-rest-how"));
        }
        hero.link = Some(("plan".to_owned(), self.t("hero-see-plan")));
        hero
    }

    fn eyebrow(&self, act: &Act, when: &str) -> String {
        let window = self.language.t_of("hero-window", act.phase.name());
        let said = self.language.with("session", act.of.as_str()).with("window", window);
        said.t_of("hero-eyebrow", when)
    }

    fn limit(&self, amount: &Amount) -> String {
        self.language.with("most", amount.at_most(self.athlete, self.language)).t("hero-most")
    }

    fn drink(&self, key: &'static str, portion: &engine::Portion, by: &str) -> Hero {
        self.sentence(key, "fluid", "fluid", portion, by)
    }

    fn eat(&self, act: &Act, main: &Amount, protein: Option<&Amount>, by: &str) -> Hero {
        let (class, icon) = match main.nutrient {
            Nutrient::Protein => ("protein", "protein"),
            Nutrient::Fluid => ("fluid", "fluid"),
            _ => ("carb", "carb"),
        };
        let key = match main.nutrient {
            Nutrient::Protein => "eat-protein",
            Nutrient::Sodium => "eat-sodium",
            _ if protein.is_some() => "eat-both",
            _ => "eat",
        };
        let too = protein.map(|protein| {
            self.language.measured(
                &protein.target.of_same(protein.left()),
                Toward::Nearest,
                self.athlete.units,
            )
        });
        let amount =
            self.language.amount(&main.target.of_same(main.left()), Toward::Nearest, self.athlete.units);
        let said =
            self.language.with("amount", "\u{1}").with("protein", too.unwrap_or_default()).with("time", by);
        let mut hero = self.split(&said.t_of("hero", key), amount, class, icon);
        if !act.food.is_empty() {
            hero.lines.push(act.food.clone());
        }
        if let Some(fluid) = act.amount(Nutrient::Fluid).filter(|fluid| !fluid.is_had()) {
            let said = self.language.with("amount", fluid.aim(self.athlete, self.language).words());
            hero.lines
                .push(said.with("most", fluid.at_most(self.athlete, self.language)).t("hero-and-drink"));
        }
        hero.take = Some(self.take(act, main, main.left()));
        hero
    }

    /// A sentence with an amount and a time in it.
    fn sentence(
        &self,
        key: &'static str,
        class: &'static str,
        icon: &str,
        portion: &engine::Portion,
        by: &str,
    ) -> Hero {
        let amount = self.language.amount(portion, Toward::Nearest, self.athlete.units);
        // One message a language: where its number stands is the language's own.
        let said = self.language.with("amount", "\u{1}").with("time", by).t_of("hero", key);
        self.split(&said, amount, class, icon)
    }

    fn split(&self, said: &str, amount: crate::language::Amount, class: &'static str, icon: &str) -> Hero {
        let (before, after) = said.split_once('\u{1}').unwrap_or((said, ""));
        let mut hero = Hero::plain(class, icon, String::new(), before.trim_end().to_owned());
        (hero.number, hero.unit, hero.after) = (amount.number, amount.unit, after.trim_start().to_owned());
        hero
    }

    fn amounts_in_words(&self, act: &Act) -> Vec<String> {
        let named = |amount: &Amount| {
            let words = amount.aim(self.athlete, self.language).words();
            format!("{words} {}", self.language.t_of("nutrient", amount.nutrient.name()))
        };
        let some =
            act.amounts.iter().filter(|amount| amount.nutrient != Nutrient::Caffeine && !amount.is_had());
        let all: Vec<String> = some.map(named).collect();
        if all.is_empty() { Vec::new() } else { vec![all.join(", ")] }
    }

    fn take(&self, act: &Act, amount: &Amount, main: f64) -> Take {
        let fluid = amount.nutrient == Nutrient::Fluid;
        let words = self.language.measured(&amount.target.of_same(main), Toward::Nearest, self.athlete.units);
        let ounces = self.athlete.units != UnitSystem::Metric;
        let sizes = if ounces { USUAL_FL_OZ } else { USUAL_ML };
        let unit = crate::measure::measure("drink", self.athlete.units).1;
        let part = |size: f64| (format!("{size:.0} {unit}"), format!("{size:.0} {unit}"));
        let had = act.amounts.iter().any(|amount| amount.had > 0.0).then(|| {
            let said = self.language.measured(
                &amount.target.of_same(amount.had),
                Toward::Nearest,
                self.athlete.units,
            );
            (said, act.had_needs())
        });
        let all = match (fluid, amount.had > 0.0) {
            (true, false) => "had-all",
            (true, true) => "had-rest",
            (false, _) => "ate-all",
        };
        Take {
            session: act.session.clone(),
            needs: if fluid { vec![amount.need.clone()] } else { act.open_needs() },
            all: self.language.with("amount", words).t_of("hero", all),
            parts: if fluid { sizes.map(part).to_vec() } else { Vec::new() },
            half: !fluid,
            unit: if fluid { unit } else { "g" },
            had,
        }
    }

    /// The bottle of an amount: filled with all of it, with what was drunk gone; or with a line to be at by a time.
    fn bottle(&self, fluid: &Amount, line: Option<(f64, String)>) -> String {
        let engine::Portion::Fluid(target) = fluid.target else { return String::new() };
        let ml = target.as_ml();
        let had = in_ml(fluid.had);
        let holds = [500.0, 750.0, 1000.0, 1500.0].into_iter().find(|holds| *holds >= ml).unwrap_or(ml);
        let left = (ml - had).max(0.0);
        let lines = match line {
            Some((sum, by)) => vec![((ml - in_ml(sum)).max(0.0), by)],
            None => {
                let words = self.language.amount(
                    &fluid.target.of_same(fluid.left()),
                    Toward::Nearest,
                    self.athlete.units,
                );
                vec![(left, words.number)]
            }
        };
        Bottle { holds, filled: ml, left, lines: &lines, class: "", name: "bottle-now" }.svg()
    }
}

/// Millilitres of a volume in its base unit.
fn in_ml(base: f64) -> f64 {
    <units::Volume as units::Quantity>::from_base(base).as_ml()
}
