//! Bottles of a session: planned from what everybody needs, stored with the names of the bottles, shown by role.
//!
//! The plan itself is [`fuel::bottles`]. It is stored, not worked out on reading: labels that are printed stay true until
//! somebody plans again, and a plan whose needs have changed since says so.

mod lists;
mod wishes;

use std::collections::BTreeMap;

use fuel::bottles::{Bottles, Drinker, Plan, Request, Score, plan};
use fuel::{Catalogue, Item, Presence, Range};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Collection, Stored};
use team::sight::{Class, Role, sees};
use units::{Carbohydrate, Sodium, Volume};

use super::member::{MemberRecord, OF_AGE};
use super::needs::SessionNeeds;
use super::session::SquadSession;
use super::view::{BottleRow, BottleStep, BottleStepView, BottleView, OneBottle, SessionView};
use crate::access::fresh_name;
use crate::amend::Write;
use crate::{Caller, Engine, Error, SquadRecord, owner};

pub use lists::{CrateView, CratedBottle, Product, Purchase, RecipeView};
use lists::{crates, recipes_of, shopping};
pub use wishes::{BottleWishes, bottled_products};
use wishes::{USUAL_BOTTLE, checked, items, of_items, of_sugar_and_salt};

/// Names of the recipes that are mixed, as they stand on labels.
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];
/// The name of plain water on labels.
pub const WATER: &str = "W";
/// A plan of bottles as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct BottlePlan {
    session: String,
    made: Timestamp,
    by: String,
    wishes: BottleWishes,
    request: Request,
    plan: Plan,
    /// How good the best plan is with one recipe, two, and so on up to four.
    steps: Vec<Score>,
    /// The names of each athlete's bottles, in the order of the plan.
    names: BTreeMap<String, Vec<String>>,
}

impl Stored for BottlePlan {
    const COLLECTION: &'static str = "squad-bottles";

    fn id(&self) -> String {
        self.session.clone()
    }
}

impl BottlePlan {
    /// Takes an athlete out of it. Whether the athlete was in it.
    pub(super) fn forget(&mut self, athlete: &str) -> bool {
        let before = self.request.drinkers.len();
        self.request.drinkers.retain(|one| one.athlete != athlete);
        self.plan.athletes.retain(|one| one.athlete != athlete);
        self.names.remove(athlete);
        self.request.drinkers.len() != before
    }

    /// The names of an athlete's bottles.
    pub(super) fn names_of(&self, athlete: &str) -> Vec<String> {
        self.names.get(athlete).cloned().unwrap_or_default()
    }

    /// Whether an athlete's bottles are no longer what the athlete may have: nothing may be advised any more, or less, or what
    /// is in them is to be avoided since. Such bottles get no label and are shown to nobody until somebody plans again.
    fn is_unsafe_now(&self, one: &Bottles, now: &Request) -> bool {
        let Some(may) = now.drinkers.iter().find(|may| may.athlete == one.athlete) else { return true };
        let (mut bottles, mut carbohydrate, mut sodium) = (one.water, 0.0, 0.0);
        for (place, count) in &one.mixed {
            let Some(recipe) = self.request.recipes.get(*place) else { return true };
            let litres = f64::from(count * one.fill) / 1000.0;
            bottles += count;
            carbohydrate += litres * f64::from(recipe.carbohydrate);
            sodium += litres * f64::from(recipe.sodium);
        }
        // A gram and ten milligrams: amounts are rounded where they are asked for.
        bottles * one.fill > may.fluid_most
            || carbohydrate > f64::from(may.carbohydrate_most) + 1.0
            || sodium > f64::from(may.sodium_most) + 10.0
            || one.mixed.iter().any(|(place, _)| may.avoids.contains(place))
    }

    /// The letter of a recipe on labels.
    fn letter(&self, place: usize) -> &'static str {
        let at = self.plan.recipes.iter().position(|of| *of == place);
        at.and_then(|at| LETTERS.get(at)).copied().unwrap_or("?")
    }

    /// The bottles of one athlete, mixed ones first.
    fn of(&self, one: &Bottles) -> Vec<OneBottle> {
        let mixed = one.mixed.iter().flat_map(|(place, count)| {
            std::iter::repeat_n(self.letter(*place), usize::try_from(*count).unwrap_or(0))
        });
        let water = std::iter::repeat_n(WATER, usize::try_from(one.water).unwrap_or(0));
        let names = self.names.get(&one.athlete).map(Vec::as_slice).unwrap_or_default();
        mixed
            .chain(water)
            .zip(names)
            .map(|(recipe, id)| OneBottle { id: id.clone(), recipe: recipe.to_owned() })
            .collect()
    }
}

/// The bottles of a session as a role sees them.
#[derive(Clone, Debug, Serialize)]
pub struct BottleSheet {
    /// The squad.
    pub squad: String,
    /// Its name.
    pub name: String,
    /// The session.
    pub session: SessionView,
    /// The role it is shown to.
    pub role: Role,
    /// The squad's units.
    pub units: units::UnitSystem,
    /// When they were planned; nothing is planned when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<Timestamp>,
    /// What somebody needs has changed since: plan again.
    pub changed_since: bool,
    /// What was wished; the usual when nothing is planned.
    pub wishes: BottleWishes,
    /// The volume of a bottle.
    pub bottle: Volume,
    /// What is mixed.
    pub recipes: Vec<RecipeView>,
    /// What each athlete gets, in the order of the shirts.
    pub rows: Vec<BottleView>,
    /// What one recipe more would bring: the best plan with one recipe, two, three, four.
    pub steps: Vec<BottleStepView>,
    /// What to buy.
    pub shopping: Vec<Purchase>,
    /// What stands in which crate.
    pub crates: Vec<CrateView>,
    /// Bottles in all.
    pub bottles: usize,
    /// What they hold in all.
    pub volume: Volume,
}

/// A label of a bottle. No mass, no loss, no sodium: what a passer-by may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BottleLabel {
    /// The bottle's name, which says nothing by itself.
    pub id: String,
    /// The shirt number.
    pub number: Option<u16>,
    /// The athlete's name.
    pub name: String,
    /// The recipe's letter.
    pub recipe: String,
    /// The place of the recipe among those mixed, for its colour and pattern; water has none.
    pub place: Option<usize>,
    /// Fill it to this line, mL.
    pub fill_ml: u32,
    /// Of how many, mL.
    pub bottle_ml: u32,
    /// Which of the athlete's bottles it is, and of how many.
    pub of: (usize, usize),
    /// Allergens and the like that are in it.
    pub contains: Vec<String>,
}

impl Engine {
    /// Plans the bottles of a session anew. Bottles that an athlete had before keep their names.
    ///
    /// # Errors
    /// When a wish cannot be, nobody takes part, or the database fails.
    pub async fn plan_bottles(
        &self,
        caller: &Caller,
        squad: &str,
        session: &str,
        wishes: BottleWishes,
    ) -> Result<BottleSheet, Error> {
        let (record, _) = self.squad_for(caller, squad).await?;
        let found = self.squad_session(squad, session).await?;
        let wishes = checked(&record, wishes)?;
        let members = self.present_members(&record).await?;
        let request = self.bottle_request(&record, &found, &members, &wishes).await?;
        if request.drinkers.is_empty() {
            return Err(Error::field("session", "nobody takes part in it: add members or change who does"));
        }
        let wrong = |error: fuel::bottles::RequestError| Error::field(error.field, error.message);
        let best = plan(&request).map_err(wrong)?;
        let steps: Vec<Score> = (1..=LETTERS.len())
            .map(|recipes_most| plan(&Request { recipes_most, ..request.clone() }).map(|plan| plan.score))
            .collect::<Result<_, _>>()
            .map_err(wrong)?;
        let owner = owner::squad(squad)?;
        let by = caller.signature().to_owned();
        self.transact(&owner, || async {
            let before = self.of::<BottlePlan>(&owner).get(session).await?;
            let mut names = BTreeMap::new();
            for one in &best.athletes {
                let count: u32 = one.mixed.iter().map(|(_, count)| count).sum::<u32>() + one.water;
                let mut own = before.as_ref().map(|plan| plan.names_of(&one.athlete)).unwrap_or_default();
                for _ in own.len()..usize::try_from(count).unwrap_or(0) {
                    own.push(fresh_name(&*self.randomness, "b-")?);
                }
                names.insert(one.athlete.clone(), own);
            }
            let stored = BottlePlan {
                session: session.to_owned(),
                made: self.now(),
                by: by.clone(),
                wishes: wishes.clone(),
                request: request.clone(),
                plan: best.clone(),
                steps: steps.clone(),
                names,
            };
            Ok(Write::of(vec![Collection::put(&stored)?], ()))
        })
        .await?;
        self.bottles(caller, squad, session).await
    }

    /// The bottles of a session as the caller's role sees them.
    ///
    /// # Errors
    /// When there is no such squad or session, or the database fails.
    pub async fn bottles(&self, caller: &Caller, squad: &str, session: &str) -> Result<BottleSheet, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let rules = record.settings.sight;
        let found = self.squad_session(squad, session).await?;
        let members = self.present_members(&record).await?;
        let plan = self.of::<BottlePlan>(&owner::squad(squad)?).get(session).await?;
        let wishes = match &plan {
            Some(plan) => plan.wishes.clone(),
            None => checked(&record, BottleWishes::default())?,
        };
        let now = self.bottle_request(&record, &found, &members, &wishes).await?;
        let needs = self.needs_in(&record, &found, &members).await?;
        let seen = sees(role, Class::Allotment, rules);
        if plan.is_some() && sees(role, Class::Sodium, rules) {
            self.note_read(caller, &record, role, "bottles", session, &[Class::Sodium]).await?;
        }
        let catalogue = Catalogue::built_in();
        let (recipes, shopping, crates) = match plan.as_ref().filter(|_| seen) {
            Some(plan) => {
                let recipes = recipes_of(plan, catalogue);
                let shopping = shopping(&recipes);
                (recipes, shopping, crates(plan, &members))
            }
            None => (Vec::new(), Vec::new(), Vec::new()),
        };
        let full: Vec<BottleRow> = members
            .iter()
            .map(|member| row(member, plan.as_ref(), needs.get(&member.athlete), &now))
            .collect();
        let bottles = full.iter().filter_map(|row| row.bottles.as_ref()).map(Vec::len).sum();
        let litres: f64 = full.iter().filter_map(|row| row.fluid).map(Volume::as_l).sum();
        let steps = plan.as_ref().map(|plan| plan.steps.as_slice()).unwrap_or_default();
        Ok(BottleSheet {
            squad: record.id,
            name: record.name,
            session: SessionView::of(&found),
            role,
            units: record.settings.units,
            made: plan.as_ref().map(|plan| plan.made),
            changed_since: plan.as_ref().is_some_and(|plan| plan.request.drinkers != now.drinkers),
            bottle: Volume::from_ml(f64::from(wishes.bottle_ml.unwrap_or(USUAL_BOTTLE))),
            wishes,
            recipes,
            rows: full.into_iter().map(|row| row.project(role, rules)).collect(),
            steps: steps.iter().map(|score| step(*score).project(role, rules)).collect(),
            shopping,
            crates,
            bottles: if seen { bottles } else { 0 },
            volume: Volume::from_l(if seen { litres } else { 0.0 }),
        })
    }

    /// The labels of a session's bottles, in the order of the shirts. Printing them is noted.
    ///
    /// # Errors
    /// When nothing is planned, the role does not see bottles, or the database fails.
    pub async fn bottle_labels(
        &self,
        caller: &Caller,
        squad: &str,
        session: &str,
    ) -> Result<Vec<BottleLabel>, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let plan = self.of::<BottlePlan>(&owner::squad(squad)?).get(session).await?;
        let plan = plan
            .filter(|_| sees(role, Class::Allotment, record.settings.sight))
            .ok_or_else(|| Error::field("session", "plan the bottles first"))?;
        let found = self.squad_session(squad, session).await?;
        let members = self.present_members(&record).await?;
        let now = self.bottle_request(&record, &found, &members, &plan.wishes).await?;
        self.note_read(caller, &record, role, "labels", session, &[Class::Allotment]).await?;
        let recipes = recipes_of(&plan, Catalogue::built_in());
        let mut labels = Vec::new();
        for member in &members {
            let own = plan.plan.athletes.iter().find(|one| one.athlete == member.athlete);
            let Some(one) = own.filter(|one| !plan.is_unsafe_now(one, &now)) else { continue };
            let own = plan.of(one);
            let count = own.len();
            labels.extend(own.into_iter().enumerate().map(|(index, bottle)| {
                BottleLabel {
                    id: bottle.id,
                    number: member.number,
                    name: member.name.clone(),
                    place: LETTERS.iter().position(|letter| *letter == bottle.recipe),
                    contains: recipes
                        .iter()
                        .find(|recipe| recipe.name == bottle.recipe)
                        .map(|recipe| recipe.contains.clone())
                        .unwrap_or_default(),
                    recipe: bottle.recipe,
                    fill_ml: one.fill,
                    bottle_ml: plan.request.bottle,
                    of: (index + 1, count),
                }
            }));
        }
        Ok(labels)
    }

    /// The plan of a session's bottles, where there is one.
    pub(super) async fn bottle_plan(
        &self,
        squad: &str,
        session: &SquadSession,
    ) -> Result<Option<BottlePlan>, Error> {
        Ok(self.of::<BottlePlan>(&owner::squad(squad)?).get(&session.id).await?)
    }

    /// The members who did not leave, in the order of the shirts.
    pub(super) async fn present_members(&self, record: &SquadRecord) -> Result<Vec<MemberRecord>, Error> {
        let mut members = self.members(record).await?;
        members.retain(|member| member.left.is_none());
        members.sort_by(|a, b| {
            (a.number.unwrap_or(u16::MAX), &a.name).cmp(&(b.number.unwrap_or(u16::MAX), &b.name))
        });
        Ok(members)
    }

    /// What the planner is asked: everybody who takes part and of whom an amount may be said.
    async fn bottle_request(
        &self,
        record: &SquadRecord,
        session: &SquadSession,
        members: &[MemberRecord],
        wishes: &BottleWishes,
    ) -> Result<Request, Error> {
        let needs = self.needs_in(record, session, members).await?;
        let items = items(wishes)?;
        let mut drinkers = Vec::new();
        for member in members {
            let Some(own) = needs.get(&member.athlete).filter(|own| !own.no_amounts) else { continue };
            if session.effective(&member.athlete).is_none() {
                continue;
            }
            let Some(fluid) = own.fluid else { continue };
            let mut avoids = Vec::new();
            if !items.is_empty() {
                let athlete = self.athlete(&member.athlete).await?;
                let minor = is_minor(member, athlete.born, self.today().year());
                let must_avoid = |(place, item): (usize, &&Item)| {
                    let known_free = athlete
                        .without
                        .iter()
                        .all(|restriction| item.contains.of_restriction(restriction) == Presence::Absent);
                    (!known_free || minor && item.class != fuel::Class::Food).then_some(place)
                };
                avoids = items.iter().enumerate().filter_map(must_avoid).collect();
            }
            drinkers.push(drinker(&member.athlete, fluid, own, wishes.bottles_most, avoids));
        }
        let recipes = if items.is_empty() { of_sugar_and_salt() } else { of_items(&items) };
        let bottle = wishes.bottle_ml.unwrap_or(USUAL_BOTTLE);
        Ok(Request { recipes, drinkers, bottle, recipes_most: wishes.recipes_most })
    }
}

/// A minor, for all that is known; without any date of birth nobody is taken for one.
fn is_minor(member: &MemberRecord, born: Option<i16>, year: i16) -> bool {
    let born = member.born.map(jiff::civil::Date::year).or(born);
    born.is_some_and(|born| year - born <= OF_AGE)
}

/// An amount that was checked to be small, as the whole number nearest to it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn whole(amount: f64) -> u32 {
    amount.round().clamp(0.0, 20_000.0) as u32
}

/// The same, never above the amount.
fn at_most(amount: f64) -> u32 {
    whole((amount + 1e-6).floor())
}

fn drinker(
    athlete: &str,
    fluid: Range<Volume>,
    own: &SessionNeeds,
    bottles_most: u32,
    avoids: Vec<usize>,
) -> Drinker {
    let carbohydrate = own.carbohydrate.unwrap_or_else(Range::none);
    let sodium = own.sodium.unwrap_or_else(Range::none);
    Drinker {
        athlete: athlete.to_owned(),
        fluid_least: at_most(fluid.min.as_ml()),
        fluid_most: at_most(fluid.max.as_ml()),
        fluid_target: at_most(fluid.target.as_ml()),
        carbohydrate_wanted: at_most(carbohydrate.target.as_g()).min(2000),
        carbohydrate_most: at_most(carbohydrate.max.as_g()).min(2000),
        sodium_least: at_most(sodium.min.as_mg()),
        sodium_most: at_most(sodium.max.as_mg()),
        bottles_most,
        avoids,
    }
}

fn ml(amount: u32) -> Volume {
    Volume::from_ml(f64::from(amount))
}

fn row(
    member: &MemberRecord,
    plan: Option<&BottlePlan>,
    needs: Option<&SessionNeeds>,
    now: &Request,
) -> BottleRow {
    let own = plan.and_then(|plan| {
        let place = plan.plan.athletes.iter().position(|one| one.athlete == member.athlete)?;
        Some((plan, plan.plan.athletes.get(place)?, plan.request.drinkers.get(place)?))
    });
    let who = BottleRow {
        athlete: Some(member.athlete.clone()),
        number: member.number,
        name: Some(member.name.clone()),
        ..BottleRow::default()
    };
    let Some((plan, one, asked)) = own else {
        let why = match needs {
            Some(needs) if needs.no_amounts => "no-amounts",
            Some(needs) if needs.problem.is_some() => "no-needs",
            Some(needs) if needs.fluid.is_some() => "not-planned",
            _ => "not-in-session",
        };
        return BottleRow { why: plan.map(|_| vec![why]), ..who };
    };
    if plan.is_unsafe_now(one, now) {
        let why = match needs {
            Some(needs) if needs.no_amounts => "no-amounts",
            _ => "plan-again",
        };
        return BottleRow { why: Some(vec![why]), ..who };
    }
    let bottles = plan.of(one);
    let fill = if bottles.is_empty() { 0 } else { one.fill };
    let total = fill * u32::try_from(bottles.len()).unwrap_or(0);
    let mut why = Vec::new();
    if asked.fluid_most == 0 {
        why.push("nothing-needed");
    } else if one.under {
        why.push("below-least");
    }
    if !bottles.is_empty() && one.fill < plan.request.bottle {
        why.push("fill-line");
    }
    if one.eat > 0 {
        why.push("eat");
    }
    if asked.fluid_most > 0 && one.mixed.is_empty() {
        why.push("water-alone");
    }
    if !asked.avoids.is_empty() {
        why.push("avoids");
    }
    BottleRow {
        bottles: Some(bottles),
        fill: (fill > 0).then(|| ml(fill)),
        fluid: Some(ml(total)),
        fluid_least: Some(ml(asked.fluid_least)),
        fluid_most: Some(ml(asked.fluid_most)),
        eat: (one.eat > 0).then(|| Carbohydrate::from_g(f64::from(one.eat))),
        sodium_short: (one.sodium_short > 0).then(|| Sodium::from_mg(f64::from(one.sodium_short))),
        why: (!why.is_empty()).then_some(why),
        ..who
    }
}

fn step(score: Score) -> BottleStep {
    BottleStep {
        recipes: Some(score.recipes),
        below_least: Some(score.under),
        to_eat: Some(Carbohydrate::from_g(f64::from(score.carbohydrate_short))),
        sodium_short: Some(Sodium::from_mg(f64::from(score.sodium_short))),
        bottles: Some(score.bottles),
    }
}
