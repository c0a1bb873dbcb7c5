//! C5 and the totals of a day: carbohydrate by how much is trained, loading before a long race, protein by body mass.

use evidence::{Receipt, ReceiptId};
use jiff::Timestamp;
use serde::Serialize;
use units::{Carbohydrate, Duration, Protein};

use crate::day::between;
use crate::{Band, Day, Intensity, Plan, Range, Reason};

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

/// The longest before a race that loading begins.
const LOADING: Duration = Duration::from_hours(48.0);

/// Writes the totals of the day into its plan.
pub(crate) fn totals(day: &Day, plan: &mut Plan) {
    let first = day.sessions.iter().map(|session| session.start).min();
    let trained = day.sessions.iter().fold(Duration::ZERO, |sum, session| sum + session.duration);
    let (per_kg, rules, reason): ((f64, f64), &[&str], Reason) = if loads(day, first) {
        ((10.0, 12.0), &["C5"], Reason::DayLoading)
    } else {
        let (range, reason) = by_training(day, trained);
        (range, &["C"], reason)
    };
    let kg = day.person.body_mass.as_kg();
    let carbohydrate = Range::of(Carbohydrate::from_g(per_kg.0 * kg), Carbohydrate::from_g(per_kg.1 * kg));
    write(
        day,
        plan,
        Band::Carbohydrate(carbohydrate),
        rules,
        reason,
        &["brainscape-loading", "gssi-carbohydrate"],
    );
    let protein = Range::of(Protein::from_g(1.4 * kg), Protein::from_g(2.0 * kg));
    let reason = Reason::DayProtein;
    write(day, plan, Band::Protein(protein), &["P"], reason, &["issn-protein"]);
}

/// A race of more than ninety minutes within two days, not the day of the race itself; nobody under 18 loads.
fn loads(day: &Day, first: Option<Timestamp>) -> bool {
    let Some(race) = day.loading_for.filter(|_| !day.person.is_minor()) else { return false };
    let ahead = first.map_or(LOADING, |first| between(first, race));
    ahead > Duration::ZERO && ahead <= LOADING
}

/// Grams per kg by the hours trained, and why.
fn by_training(day: &Day, trained: Duration) -> ((f64, f64), Reason) {
    let easy = day.sessions.iter().all(|session| session.intensity == Intensity::Easy);
    match trained.as_hours() {
        hours if hours >= 4.0 => ((8.0, 12.0), Reason::DayVeryLong),
        hours if hours > 1.25 => ((6.0, 10.0), Reason::DayLong),
        hours if hours >= 0.75 && !easy => ((5.0, 7.0), Reason::DayHour),
        _ => ((3.0, 5.0), Reason::DayLight),
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
