//! Random races, and what must hold of each.

use evidence::Estimate;
use fuel::basket::Request;
use fuel::{AidStation, Catalogue, Intensity, Leg, Nutrient, Slot, race};
use units::{Duration, Temperature, VolumeRate};

use super::invariants::amount;
use super::random::{Draw, at, person};

fn leg(draw: &mut Draw, index: usize) -> Leg {
    let hours = if draw.chance(0.8) { draw.between(0.1, 3.0) } else { draw.between(3.0, 8.0) };
    Leg {
        name: format!("leg {index}"),
        duration: Duration::from_hours(hours),
        intensity: draw.pick(&[Intensity::Moderate, Intensity::Hard, Intensity::Max]),
        sweat_rate: draw
            .chance(0.9)
            .then(|| Estimate::exact(VolumeRate::from_l_per_h(draw.between(0.1, 2.5)))),
        sweat_measured: draw.chance(0.5),
        sweat_sodium: None,
        air_temperature: None,
        wbgt: draw.chance(0.5).then(|| Temperature::from_celsius(draw.between(5.0, 36.0))),
        closed: draw.chance(0.3),
        // Only water: what a basket holds is tried elsewhere, and would take most of the time here.
        from: AidStation { offers: vec!["water".to_owned()], carry: None },
    }
}

/// Every sentence that the plan of a random race breaks.
pub(crate) fn broken(seed: u64) -> Vec<String> {
    let draw = &mut Draw(seed ^ 0x5eed);
    let person = person(draw);
    let legs: Vec<Leg> = (0..draw.pick(&[1, 2, 3, 4])).map(|index| leg(draw, index)).collect();
    let wishes = Request::of(Vec::new(), Slot::During);
    let Ok(plan) = race(&person, at(7.0), &legs, Catalogue::built_in(), &wishes) else { return Vec::new() };
    let whole: f64 = legs.iter().map(|leg| leg.duration.as_hours()).sum();
    let mut broken = Vec::new();
    for (leg, planned) in legs.iter().zip(&plan.legs) {
        let hours = leg.duration.as_hours();
        if leg.closed && !planned.needs.is_empty() {
            broken.push("race: something is had on a closed leg".to_owned());
        }
        for need in &planned.needs {
            let rate = amount(need)[2] / hours;
            let limit = match need.amount.nutrient() {
                Nutrient::Fluid => {
                    let gut = match person.tested_drinking_rate {
                        _ if whole > 4.0 => 800.0,
                        Some(_) => 1200.0,
                        None => 1000.0,
                    };
                    f64::min(gut, leg.sweat_rate.map_or(800.0, |rate| rate.median.as_ml_per_h()))
                }
                Nutrient::Carbohydrate if person.is_child() => 30.0,
                Nutrient::Carbohydrate if person.is_minor() => 60.0,
                Nutrient::Carbohydrate if person.trained_gut => 120.0,
                Nutrient::Carbohydrate => 90.0,
                Nutrient::Sodium => 1500.0,
                _ => f64::INFINITY,
            };
            if rate > limit + 1e-6 {
                broken.push(format!("race: {} {rate} an hour, at most {limit}", need.id));
            }
        }
    }
    broken
}
