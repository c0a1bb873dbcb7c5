//! What must hold of every plan. The numbers are those of the guidance, written again: a rule that is lost in the code is
//! found here.

use fuel::{Band, Condition, Day, Flag, Need, Nutrient, Phase, Plan, Session};
use jiff::{SignedDuration, Timestamp};

/// Sums of rates may miss by so much, for rounding.
const ROUNDING: f64 = 1e-6;

/// Least, target and most in mL, mg or g.
pub(crate) fn amount(need: &Need) -> [f64; 3] {
    match &need.amount {
        Band::Fluid(r) => [r.min.as_ml(), r.target.as_ml(), r.max.as_ml()],
        Band::Sodium(r) => [r.min.as_mg(), r.target.as_mg(), r.max.as_mg()],
        Band::Carbohydrate(r) => [r.min.as_g(), r.target.as_g(), r.max.as_g()],
        Band::Protein(r) => [r.min.as_g(), r.target.as_g(), r.max.as_g()],
        Band::Caffeine(r) => [r.min.as_mg(), r.target.as_mg(), r.max.as_mg()],
    }
}

fn hours(from: Timestamp, until: Timestamp) -> f64 {
    until.duration_since(from).as_secs_f64() / 3600.0
}

fn shift(at: Timestamp, hours: f64) -> Timestamp {
    at + SignedDuration::from_secs_f64(hours * 3600.0)
}

/// Adds what a plan breaks.
type Check = fn(&Day, &Plan, &mut Vec<String>);

/// Every sentence that a plan breaks.
pub(crate) fn broken(day: &Day, plan: &Plan) -> Vec<String> {
    let mut broken = Vec::new();
    let checks: [(&str, Check); 13] = [
        ("bands", bands),
        ("refused", refused),
        ("during", during),
        ("clock hour", clock_hour),
        ("rest", at_rest),
        ("four hours", four_hours),
        ("day", whole_day),
        ("loss", loss),
        ("minors", minors),
        ("caffeine", caffeine),
        ("conditions", conditions),
        ("gained", gained),
        ("salted", salted),
    ];
    for (name, check) in checks {
        let mut said = Vec::new();
        check(day, plan, &mut said);
        broken.extend(said.into_iter().map(|what| format!("{name}: {what}")));
    }
    broken
}

fn of(plan: &Plan, nutrient: Nutrient) -> impl Iterator<Item = &Need> {
    plan.needs.iter().filter(move |need| need.amount.nutrient() == nutrient)
}

fn session<'a>(day: &'a Day, need: &Need) -> &'a Session {
    day.sessions.iter().find(|session| session.id == need.session).unwrap_or(&day.sessions[0])
}

fn resting(need: &Need) -> bool {
    need.phase != Phase::During
}

fn restricted(day: &Day) -> bool {
    day.person
        .conditions
        .iter()
        .any(|of| matches!(of, Condition::Hypertension | Condition::Diuretic | Condition::AceInhibitor))
}

/// Guidance: longer than 4 h, light, or a medicine that holds water.
fn at_risk(day: &Day, session: &Session) -> bool {
    let medicine = day.person.conditions.iter().any(|of| {
        matches!(
            of,
            Condition::Nsaid
                | Condition::Ssri
                | Condition::Diuretic
                | Condition::Desmopressin
                | Condition::Carbamazepine
        )
    });
    let hours = session.duration.as_hours();
    medicine || hours > 4.0 || (day.person.body_mass.as_kg() < 55.0 && hours >= 2.0)
}

fn bands(_: &Day, plan: &Plan, broken: &mut Vec<String>) {
    for need in &plan.needs {
        let [min, target, max] = amount(need);
        if !(0.0 <= min && min <= target + ROUNDING && target <= max + ROUNDING && max.is_finite()) {
            broken.push(format!("{} {min} {target} {max}", need.id));
        }
        if need.until < need.from && need.phase != Phase::After {
            broken.push(format!("{} ends before it begins", need.id));
        }
    }
}

fn refused(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let clinician = day.person.conditions.iter().any(|of| {
        matches!(
            of,
            Condition::KidneyDisease
                | Condition::HeartFailure
                | Condition::Cirrhosis
                | Condition::AdrenalDisease
                | Condition::FluidLimit
                | Condition::Lithium
        )
    });
    if clinician && !(plan.needs.is_empty() && plan.totals.is_empty()) {
        broken.push("numbers with a condition that belongs to a clinician".to_owned());
    }
    if clinician
        && day.sessions.iter().any(|s| !plan.flags.contains(&(s.id.clone(), Flag::RefusedNumericPlan)))
    {
        broken.push("no word of it".to_owned());
    }
}

fn during(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    for need in plan.needs.iter().filter(|need| need.phase == Phase::During) {
        let of = session(day, need);
        let (time, most) = (of.duration.as_hours(), amount(need)[2]);
        let rate = most / time;
        let limit = match need.amount.nutrient() {
            Nutrient::Fluid => {
                let gut = match day.person.tested_drinking_rate {
                    _ if time > 4.0 => 800.0,
                    Some(_) => 1200.0,
                    None => 1000.0,
                };
                let sweat = of.sweat_rate.map_or(800.0, |rate| match !of.sweat_measured && time > 4.0 {
                    true => rate.i80.low.as_ml_per_h().min(rate.median.as_ml_per_h()),
                    false => rate.median.as_ml_per_h(),
                });
                f64::min(gut, sweat)
            }
            Nutrient::Sodium => 1500.0,
            Nutrient::Carbohydrate if day.person.trained_gut => 120.0,
            Nutrient::Carbohydrate => 90.0,
            _ => f64::INFINITY,
        };
        if rate > limit + ROUNDING {
            broken.push(format!("{} {rate} an hour, at most {limit}", need.id));
        }
    }
}

/// At every moment the rates of all sessions together stay below what one gut takes.
fn clock_hour(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    for (nutrient, limit) in [
        (Nutrient::Fluid, if day.person.tested_drinking_rate.is_some() { 1200.0 } else { 1000.0 }),
        (Nutrient::Carbohydrate, if day.person.trained_gut { 120.0 } else { 90.0 }),
    ] {
        let needs: Vec<&Need> = of(plan, nutrient).filter(|need| need.phase == Phase::During).collect();
        for start in needs.iter().map(|need| need.from) {
            let now = needs.iter().filter(|need| need.from <= start && start < need.until);
            let rate: f64 = now.map(|need| amount(need)[2] / hours(need.from, need.until)).sum();
            // Windows end at whole milliseconds.
            if rate > limit * (1.0 + 1e-5) {
                broken.push(format!("{rate} of {nutrient:?} an hour at {start}"));
            }
        }
    }
}

fn at_rest(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let kg = day.person.body_mass.as_kg();
    for need in of(plan, Nutrient::Fluid).filter(|need| resting(need)) {
        let (most, time, of) = (amount(need)[2], hours(need.from, need.until), session(day, need));
        let weighed = of.done.is_some_and(|done| done.mass_lost.is_some());
        let litre = if weighed { f64::min(1000.0, 12.0 * kg) } else { f64::min(800.0, 10.0 * kg) };
        let urine = of.done.is_some_and(|done| done.urine_passed);
        let hourly = match at_risk(day, of) && !urine {
            true => f64::min(500.0, 6.0 * kg),
            false => litre,
        };
        if most > hourly * time + ROUNDING {
            broken.push(format!("{} {most} mL in {time} h", need.id));
        }
        for sleep in &day.sleep {
            let last = shift(sleep.bed, -1.0);
            if need.from >= last
                && need.until <= sleep.bed
                && need.until > need.from
                && most > 250.0 + ROUNDING
            {
                broken.push(format!("{} {most} mL in the hour before bed", need.id));
            }
            let late = sleep.bed <= need.from && need.from < sleep.rise && need.phase == Phase::After;
            if late && most > 250.0 + ROUNDING {
                broken.push(format!("{} {most} mL at night", need.id));
            }
            if need.from < sleep.rise && need.until > sleep.bed && need.phase != Phase::Before && !late {
                broken.push(format!("{} is asleep", need.id));
            }
        }
        if need.phase != Phase::After && need.from > need.until {
            broken.push(format!("{} {} to {}", need.id, need.from, need.until));
        }
    }
}

/// The most that any stretch of `span` hours holds, of needs taken evenly over their windows.
fn most_within(needs: &[&Need], span: f64) -> f64 {
    let ends = needs.iter().flat_map(|need| [need.from, need.until]);
    let starts: Vec<Timestamp> = ends.flat_map(|end| [end, shift(end, -span)]).collect();
    let held = |start: Timestamp| -> f64 {
        let end = shift(start, span);
        needs
            .iter()
            .map(|need| {
                let time = hours(need.from, need.until);
                let shared = hours(need.from.max(start), need.until.min(end)).max(0.0);
                if time > 0.0 { amount(need)[2] * shared / time } else { 0.0 }
            })
            .sum()
    };
    starts.into_iter().map(held).fold(0.0, f64::max)
}

fn four_hours(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let kg = day.person.body_mass.as_kg();
    let weighed = day.sessions.iter().any(|of| of.done.is_some_and(|done| done.mass_lost.is_some()));
    let limit = match (restricted(day), weighed) {
        (true, _) => 1000.0,
        (_, true) => f64::min(3000.0, 40.0 * kg),
        (_, false) => f64::min(1500.0, 20.0 * kg),
    };
    let needs: Vec<&Need> = of(plan, Nutrient::Fluid).filter(|need| resting(need)).collect();
    let most = most_within(&needs, 4.0);
    if most > limit + 1e-3 {
        broken.push(format!("{most} mL in four hours at rest, at most {limit}"));
    }
}

fn whole_day(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let planned = |need: &&Need| need.phase != Phase::During || session(day, need).done.is_none();
    let needs: Vec<&Need> = of(plan, Nutrient::Fluid).filter(planned).collect();
    let limit = f64::min(11_400.0, 150.0 * day.person.body_mass.as_kg());
    // During a session its own hours rule; what is drunk at rest keeps the day's limit.
    let during: f64 = needs.iter().filter(|need| !resting(need)).map(|need| amount(need)[2]).sum();
    let most = most_within(&needs, 24.0);
    if most > f64::max(limit, during) + 1e-3 {
        broken.push(format!("{most} mL in 24 h, at most {limit}"));
    }
}

/// Nothing is drunk beyond what is lost but what the rules allow before a session, and one and a half times a weighed loss.
fn loss(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let mut lost = 0.0;
    let mut planned = 0.0;
    for of_day in &day.sessions {
        let sweat =
            of_day.sweat_rate.map_or(0.0, |rate| rate.median.as_ml_per_h()) * of_day.duration.as_hours();
        let weighed = of_day.done.and_then(|done| done.mass_lost).map(|lost| lost.as_kg() * 1000.0);
        lost += weighed.map_or(sweat, |weighed| f64::max(sweat, 1.5 * weighed.max(0.0)));
        for need in of(plan, Nutrient::Fluid).filter(|need| need.session == of_day.id) {
            planned += match need.phase {
                Phase::During if of_day.sweat_rate.is_none() => 0.0,
                Phase::During => amount(need)[1],
                Phase::Before | Phase::BeforeSleep => 0.0,
                Phase::After | Phase::Later => amount(need)[2],
            };
        }
    }
    if planned > lost + 1e-3 {
        broken.push(format!("{planned} mL for a loss of {lost} mL"));
    }
}

fn minors(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    if !day.person.is_minor() {
        return;
    }
    let (child, kg) = (day.person.is_child(), day.person.body_mass.as_kg());
    for need in &plan.needs {
        let (most, time) = (amount(need)[2], session(day, need).duration.as_hours());
        let limit = match (need.amount.nutrient(), need.phase) {
            (Nutrient::Caffeine, _) => 0.0,
            (Nutrient::Carbohydrate, Phase::During) => time * if child { 30.0 } else { 60.0 },
            (Nutrient::Fluid, Phase::During) if child => time * f64::min(750.0, 13.0 * kg),
            (Nutrient::Fluid, Phase::After | Phase::Later) if child => {
                // M0: a child's hours of exercise are those of the whole block.
                4.0 * kg * day.sessions.iter().map(|of| of.duration.as_hours()).sum::<f64>()
            }
            _ => f64::INFINITY,
        };
        if most > limit + ROUNDING {
            broken.push(format!("{} {most}, at most {limit}", need.id));
        }
        // What was never tried on them is not asked of them.
        let required = match (need.amount.nutrient(), need.phase) {
            (Nutrient::Carbohydrate, Phase::During) => time * if child { 0.0 } else { 30.0 },
            _ => f64::INFINITY,
        };
        if amount(need)[0] > required + ROUNDING {
            broken.push(format!("{} asks for {}, at most {required}", need.id, amount(need)[0]));
        }
    }
    let most = plan.totals.iter().filter(|total| total.rules.contains(&"C5".to_owned()));
    if most.count() > 0 {
        broken.push("loading under 18".to_owned());
    }
}

fn caffeine(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let Some(today) = day.today else { return };
    let of_today = |at: Timestamp| today.start <= at && at < today.end;
    let taken: f64 =
        day.caffeine.iter().filter(|dose| of_today(dose.at)).map(|dose| dose.amount.as_mg()).sum();
    let had: f64 = day
        .sessions
        .iter()
        .filter(|of| of_today(of.start))
        .filter_map(|of| Some(of.done?.caffeine.as_mg()))
        .sum();
    let needs: Vec<&Need> = of(plan, Nutrient::Caffeine).collect();
    let planned: f64 =
        needs.iter().filter(|need| of_today(session(day, need).start)).map(|need| amount(need)[2]).sum();
    if planned > (400.0 - taken - had).max(0.0) + ROUNDING {
        broken.push(format!("{planned} mg beside {} mg taken", taken + had));
    }
    for need in needs {
        let dose = amount(need)[2];
        if dose > f64::min(200.0, 3.0 * day.person.body_mass.as_kg()) + ROUNDING || amount(need)[1] > 0.0 {
            broken.push(format!("a dose of {dose} mg"));
        }
        if !day.person.age_years.is_some_and(|age| age >= 18.0) {
            broken.push("caffeine under 18 or at an unknown age".to_owned());
        }
        for sleep in &day.sleep {
            let ahead = hours(need.from, sleep.bed);
            let cut_off = f64::clamp(4.54 + 0.0398 * dose, 6.0, 14.0);
            if (1.0..24.0).contains(&ahead) && ahead < cut_off - 1e-3 {
                broken.push(format!("{dose} mg {ahead} h before bed"));
            }
        }
    }
}

fn conditions(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    let no_loading =
        day.person.conditions.iter().any(|of| matches!(of, Condition::InsulinTreated | Condition::LowEnergy));
    if no_loading && plan.totals.iter().any(|total| total.rules.contains(&"C5".to_owned())) {
        broken.push("a loading figure beside insulin".to_owned());
    }
    let none =
        [Condition::PregnantOrLactating, Condition::Hypertension, Condition::Diuretic, Condition::Arrhythmia];
    if none.iter().any(|of| day.person.has(*of)) && of(plan, Nutrient::Caffeine).next().is_some() {
        broken.push("caffeine with a condition that speaks against it".to_owned());
    }
    let refused = |flag: &(String, Flag)| flag.1 == Flag::RefusedNumericPlan;
    if !restricted(day) || plan.flags.iter().any(refused) {
        return;
    }
    for need in &plan.needs {
        let (most, time) = (amount(need)[2], hours(need.from, need.until));
        let limit = match (need.amount.nutrient(), resting(need)) {
            (Nutrient::Sodium, false) => 0.0,
            (Nutrient::Sodium, true) => 600.0,
            (Nutrient::Fluid, true) => 500.0 * time,
            _ => f64::INFINITY,
        };
        if most > limit + ROUNDING {
            broken.push(format!("{} {most}, at most {limit}", need.id));
        }
    }
    for of_day in day.sessions.iter().filter(|of| of.done.is_none()) {
        let zero = |need: &Need| need.session == of_day.id && need.phase == Phase::During;
        if !of(plan, Nutrient::Sodium).any(zero) {
            broken.push(format!("no limit of sodium during {}", of_day.id));
        }
    }
}

fn gained(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    for of_day in day.sessions.iter().filter(|of| of.gained_mass()) {
        let drinks = |need: &&Need| {
            need.session == of_day.id && need.amount.nutrient() == Nutrient::Fluid && amount(need)[2] > 0.0
        };
        if let Some(need) = plan.needs.iter().find(drinks) {
            broken.push(format!("{} after gaining mass", need.id));
        }
        let told = plan.flags.contains(&(of_day.id.clone(), Flag::StopDrinking));
        if !told {
            broken.push("no word of it".to_owned());
        }
    }
}

/// Guidance: more than half a litre after a session, at once or with the next meals, comes with sodium.
fn salted(day: &Day, plan: &Plan, broken: &mut Vec<String>) {
    for fluid in of(plan, Nutrient::Fluid).filter(|need| matches!(need.phase, Phase::After | Phase::Later)) {
        let [_, _, most] = amount(fluid);
        let with = |need: &&Need| need.session == fluid.session && need.phase == fluid.phase;
        let sodium = of(plan, Nutrient::Sodium).find(with).map_or(0.0, |need| amount(need)[2]);
        if most > 500.0 && sodium <= 0.0 && !restricted(day) {
            broken.push(format!("{most:.0} mL {:?} without sodium", fluid.phase));
        }
    }
}
