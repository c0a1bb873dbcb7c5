//! Plasma sodium by the equation of Nguyen and Kurtz, when a plan is followed to the letter and no urine passes.

use fuel::{Day, Flag, Nutrient, Phase, Plan};

use super::invariants::amount;

/// Where the true sweating rate lies in the interval of the prediction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Percentile {
    Tenth,
    Median,
    Ninetieth,
}

/// Plasma sodium (mmol/L) after all sessions and what follows them, beginning at 140, and the share of body mass lost.
///
/// The target is drunk before and during, the most afterwards. Sweat holds the session's sodium, or 45 mmol/L, and 5
/// mmol/L of potassium; drinks and food bring the targets of sodium.
pub(crate) fn after(day: &Day, plan: &Plan, at: Percentile) -> (f64, f64) {
    let mass = day.person.body_mass.as_kg();
    let water = 0.6 * mass;
    let mut total_water = water;
    let mut cations = (140.0 + 23.8) / 1.03 * water;
    for session in &day.sessions {
        let Some(rate) = session.sweat_rate else { continue };
        let rate = match at {
            Percentile::Tenth => rate.i80.low,
            Percentile::Median => rate.median,
            Percentile::Ninetieth => rate.i80.high,
        };
        let litres = rate.as_l_per_h() * session.duration.as_hours();
        let sodium = session.sweat_sodium.map_or(45.0, |sodium| sodium.median.as_mg_per_l() / 22.99);
        total_water -= litres;
        cations -= litres * (sodium + 5.0);
    }
    for need in &plan.needs {
        let [_, target, most] = amount(need);
        match (need.amount.nutrient(), need.phase) {
            (Nutrient::Fluid, Phase::After | Phase::Later) => total_water += most / 1000.0,
            (Nutrient::Fluid, _) => total_water += target / 1000.0,
            (Nutrient::Sodium, _) => cations += target / 22.99,
            _ => {}
        }
    }
    (1.03 * cations / total_water - 23.8, (water - total_water) / mass)
}

/// Days that are still to come, of which everything is known, and whose hours belong together: in a
/// pause of eight hours urine passes.
pub(crate) fn counts(day: &Day, plan: &Plan) -> bool {
    let ahead = day.sessions.iter().all(|session| session.done.is_none() && session.sweat_rate.is_some());
    let stops = [Flag::RefusedNumericPlan, Flag::StopDrinking, Flag::SessionsOverlap];
    let mut sessions: Vec<_> = day.sessions.iter().collect();
    sessions.sort_by_key(|session| session.start);
    let together =
        sessions.windows(2).all(|two| two[1].start.duration_since(two[0].end()).as_secs() < 8 * 3600);
    ahead && together && !plan.flags.iter().any(|(_, flag)| stops.contains(flag))
}
