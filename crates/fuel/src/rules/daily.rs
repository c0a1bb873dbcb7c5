//! C5 and the totals of a day: carbohydrate by how much is trained, loading before a long race, protein by body mass.

use evidence::{Receipt, ReceiptId};
use serde::Serialize;
use units::{Carbohydrate, Duration, Protein};

use crate::day::between;
use crate::{Band, Condition, Day, Intensity, Plan, Range, Reason, Session, numbers};

/// What a whole day asks for, meals and all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DailyTotal {
    /// How much of what.
    pub amount: Band,
    /// The rules that made it.
    pub rules: Vec<String>,
    /// Why.
    pub reason: Reason,
    /// The receipt of the amount.
    pub receipt: ReceiptId,
}

/// Writes the totals of the day into its plan.
pub(crate) fn totals(day: &Day, plan: &mut Plan) {
    let (numbers, protein) = (&numbers().day, &numbers().protein);
    let of_day = |session: &&Session| day.today.is_none_or(|today| today.contains(session.start));
    let sessions: Vec<&Session> = day.sessions.iter().filter(of_day).collect();
    let (per_kg, rules, reason): ((f64, f64), &[&str], Reason) = if loads(day, &sessions) {
        ((numbers.loading_least.value, numbers.loading_most.value), &["C5"], Reason::DayLoading)
    } else {
        let (range, reason) = by_training(&sessions);
        (range, &["C"], reason)
    };
    let kg = day.person.body_mass.as_kg();
    let carbohydrate = Range::of(Carbohydrate::from_g(per_kg.0 * kg), Carbohydrate::from_g(per_kg.1 * kg))
        .at_most(Carbohydrate::from_g(numbers.most.value));
    write(
        day,
        plan,
        Band::Carbohydrate(carbohydrate),
        rules,
        reason,
        &["brainscape-loading", "gssi-carbohydrate"],
    );
    let grams = |per_kg: f64| Protein::from_g(per_kg * kg);
    let amount = Range::of(grams(protein.day_least.value), grams(protein.day_most.value));
    let reason = Reason::DayProtein;
    write(day, plan, Band::Protein(amount), &["P"], reason, &["issn-protein"]);
}

/// A race of more than ninety minutes within two days, not the day of the race itself. Nobody under 18 loads; with
/// insulin or low energy availability the clinician's plan holds.
fn loads(day: &Day, sessions: &[&Session]) -> bool {
    let person = &day.person;
    let own_plan = person.has(Condition::InsulinTreated) || person.has(Condition::LowEnergy);
    let Some(race) = day.loading_for.filter(|_| !person.is_minor() && !own_plan) else { return false };
    let loading = Duration::from_hours(numbers().day.loading_hours.value);
    let first = sessions.iter().map(|session| session.start).min();
    let from = first.or(day.today.map(|today| today.start));
    let ahead = from.map_or(loading, |from| between(from, race));
    ahead > Duration::ZERO && ahead <= loading
}

/// Grams per kg by the hours trained, and why. Easy hours count for less.
fn by_training(sessions: &[&Session]) -> ((f64, f64), Reason) {
    let numbers = &numbers().day;
    let hours: f64 = sessions
        .iter()
        .map(|session| match session.intensity {
            Intensity::Easy => session.duration.as_hours() * numbers.easy_weight.value,
            _ => session.duration.as_hours(),
        })
        .sum();
    if hours >= numbers.very_long_from.value {
        ((numbers.very_long_least.value, numbers.very_long_most.value), Reason::DayVeryLong)
    } else if hours > numbers.long_from.value {
        ((numbers.long_least.value, numbers.long_most.value), Reason::DayLong)
    } else if hours >= numbers.hour_from.value {
        ((numbers.hour_least.value, numbers.hour_most.value), Reason::DayHour)
    } else {
        ((numbers.light_least.value, numbers.light_most.value), Reason::DayLight)
    }
}

fn write(day: &Day, plan: &mut Plan, amount: Band, rules: &[&str], reason: Reason, sources: &[&str]) {
    let (low, target, high) = crate::plan::ends(&amount);
    let nutrient = amount.nutrient().name();
    let receipt = Receipt::of(format!("{nutrient} of the day"), rules.join(" "), reason.to_string())
        .input("body mass", day.person.body_mass)
        .input("least", low)
        .input("most", high)
        .sources(sources.iter().copied())
        .note("Meals included. Stores are refilled in part within a day; nobody is told that they are full.")
        .result(target);
    plan.totals.push(DailyTotal {
        amount,
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        reason,
        receipt: receipt.id.clone(),
    });
    plan.receipts.push(receipt);
}
