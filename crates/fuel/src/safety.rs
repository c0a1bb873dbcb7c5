//! The safety rules, numbered as in the documentation, applied after all others. No preference reaches them.

use units::{Caffeine, CarbohydrateRate, Quantity, SodiumRate, Temperature, VolumeRate};

use crate::rules::{caffeine, hydration};
use crate::{Condition, Flag, Person, Range, Session};

/// Air temperature from which a plan speaks of heat, where no WBGT is known.
const HOT: Temperature = Temperature::from_celsius(30.0);
/// WBGT of 90 °F, from which activity is modified or suspended.
const HOT_WBGT: Temperature = Temperature::from_celsius(32.2);
/// Carbohydrate per hour, by default and for a trained gut (rule 11).
const CARBOHYDRATE: CarbohydrateRate = CarbohydrateRate::from_g_per_h(90.0);
const CARBOHYDRATE_TRAINED: CarbohydrateRate = CarbohydrateRate::from_g_per_h(120.0);
/// Sodium per litre drunk and per hour (rule 12).
const SODIUM_MG_PER_L: f64 = 1100.0;
const SODIUM: SodiumRate = SodiumRate::from_mg_per_h(1500.0);
/// Longer sessions and lighter people are at risk of drinking too much (rule 3).
const LONG_HOURS: f64 = 4.0;
const LIGHT_KG: f64 = 55.0;

/// What may be had in an hour of a session.
#[derive(Clone, Copy)]
pub(crate) struct Hourly {
    pub(crate) fluid: Range<VolumeRate>,
    pub(crate) sodium: Range<SodiumRate>,
    pub(crate) carbohydrate: Range<CarbohydrateRate>,
}

/// Rule 8: conditions with which no amount of fluid or sodium is given.
pub(crate) fn refuses_numbers(person: &Person) -> bool {
    person.conditions.iter().any(|condition| condition.refuses_numbers())
}

/// Rules 1, 2, 9, 11, 12: the limits of an hour, whatever the rules before them said.
pub(crate) fn limit_hour(person: &Person, session: &Session, hourly: Hourly) -> Hourly {
    // 1. Never more than is sweated, never more than the gut takes.
    let mut fluid = hourly.fluid.at_most(hydration::cap(person, session.duration));
    if let Some(rate) = session.sweat_rate {
        fluid = fluid.at_most(rate.median);
    }
    // 2. Whoever gained mass stops drinking.
    if session.gained_mass() {
        fluid = Range::none();
    }
    // 12. Sodium comes with fluid, in no stronger drink than the strongest that is usual.
    let with_fluid = SodiumRate::from_mg_per_h(SODIUM_MG_PER_L * fluid.max.as_l_per_h());
    let mut sodium = hourly.sodium.at_most(SODIUM.min(with_fluid));
    // 9. No sodium is added where a condition forbids it.
    if person.conditions.iter().any(|condition| condition.restricts_sodium()) {
        sodium = Range::none();
    }
    // 11. Carbohydrate stays below what guts take.
    let most = if person.trained_gut && !person.is_minor() { CARBOHYDRATE_TRAINED } else { CARBOHYDRATE };
    Hourly { fluid, sodium, carbohydrate: hourly.carbohydrate.at_most(most) }
}

/// Rules 5, 6: caffeine. Nobody under 18 or of unknown age, pregnant, lactating or with high blood pressure is given
/// any; nobody more than a day's dose, or a dose too near to bed.
pub(crate) fn limit_caffeine(person: &Person, taken: Caffeine, dose: Caffeine) -> Caffeine {
    let adult = person.age_years.is_some_and(|age| age >= 18.0);
    let advised_against = [Condition::PregnantOrLactating, Condition::Hypertension, Condition::Diuretic]
        .iter()
        .any(|condition| person.has(*condition));
    if !adult || advised_against {
        return Caffeine::ZERO;
    }
    let left = (caffeine::DAY - taken).max(Caffeine::ZERO);
    dose.min(Caffeine::from_mg(200.0)).min(left)
}

/// What must be said of a person and a session, whatever the amounts.
pub(crate) fn flags(person: &Person, session: &Session) -> Vec<Flag> {
    let hot = session
        .wbgt
        .map_or_else(|| session.air_temperature.is_some_and(|air| air >= HOT), |wbgt| wbgt >= HOT_WBGT);
    let long = session.duration.as_hours() > LONG_HOURS;
    let light = person.body_mass.as_kg() < LIGHT_KG && session.duration.as_hours() >= 2.0;
    let restricted = person.conditions.iter().any(|condition| condition.restricts_sodium());
    let medicine = [Condition::Diuretic, Condition::AceInhibitor, Condition::Lithium];
    let raised = [
        (refuses_numbers(person), Flag::RefusedNumericPlan),
        (session.gained_mass(), Flag::StopDrinking),
        (session.gained_mass(), Flag::EahWarn),
        (hot, Flag::Heat),
        (long || light || person.has(Condition::Nsaid), Flag::EahRisk),
        (person.is_minor(), Flag::MinorNoCaffeine),
        (person.is_minor(), Flag::NoSupplements),
        (restricted, Flag::NoAddedSodium),
        (medicine.iter().any(|condition| person.has(*condition)), Flag::Clinician),
        (person.is_older(), Flag::ScheduledSips),
        (person.has(Condition::InsulinTreated), Flag::OwnCarePlan),
        (person.has(Condition::PregnantOrLactating), Flag::PregnancyCaffeine),
    ];
    raised.into_iter().filter(|(raised, _)| *raised).map(|(_, flag)| flag).collect()
}

#[cfg(test)]
mod tests {
    use evidence::Estimate;
    use jiff::Timestamp;
    use units::{Duration, Mass};

    use super::*;
    use crate::Intensity;

    fn session() -> Session {
        Session {
            id: "s".into(),
            title: "Run".into(),
            start: Timestamp::UNIX_EPOCH,
            duration: Duration::from_hours(2.0),
            intensity: Intensity::Hard,
            strength: false,
            sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(0.7))),
            sweat_sodium: None,
            air_temperature: None,
            wbgt: None,
            mass_gained: false,
            done: None,
        }
    }

    /// Rules that went mad ask for ten times too much; the limits hold.
    fn mad() -> Hourly {
        Hourly {
            fluid: Range::of(VolumeRate::from_l_per_h(5.0), VolumeRate::from_l_per_h(10.0)),
            sodium: Range::of(SodiumRate::from_mg_per_h(5e3), SodiumRate::from_mg_per_h(1e4)),
            carbohydrate: Range::of(
                CarbohydrateRate::from_g_per_h(300.0),
                CarbohydrateRate::from_g_per_h(600.0),
            ),
        }
    }

    fn adult() -> Person {
        Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(70.0)) }
    }

    #[test]
    fn rule_01_never_more_than_sweat_nor_than_the_gut_takes() {
        assert_eq!(limit_hour(&adult(), &session(), mad()).fluid.max.as_l_per_h(), 0.7);
        let unknown = Session { sweat_rate: None, ..session() };
        assert_eq!(limit_hour(&adult(), &unknown, mad()).fluid.max.as_l_per_h(), 1.0);
        let boastful = Person { tested_drinking_rate: Some(VolumeRate::from_l_per_h(3.0)), ..adult() };
        assert_eq!(limit_hour(&boastful, &unknown, mad()).fluid.max.as_l_per_h(), 1.2);
        let long = Session { duration: Duration::from_hours(5.0), ..unknown };
        assert_eq!(limit_hour(&boastful, &long, mad()).fluid.max.as_l_per_h(), 0.8);
    }

    #[test]
    fn rule_02_mass_gained_stops_drinking() {
        let gained = Session { mass_gained: true, ..session() };
        let limited = limit_hour(&adult(), &gained, mad());
        assert_eq!(limited.fluid, Range::none());
        assert_eq!(limited.sodium, Range::none(), "and no sodium without fluid (rule 12)");
        assert!(flags(&adult(), &gained).contains(&Flag::StopDrinking));
    }

    #[test]
    fn rule_05_caffeine_is_for_adults_only_and_within_a_day() {
        let dose = Caffeine::from_mg(500.0);
        assert_eq!(limit_caffeine(&adult(), Caffeine::ZERO, dose).as_mg(), 200.0);
        assert_eq!(limit_caffeine(&adult(), Caffeine::from_mg(350.0), dose).as_mg(), 50.0);
        assert_eq!(limit_caffeine(&adult(), Caffeine::from_mg(900.0), dose).as_mg(), 0.0);
        for age in [Some(17.9), None] {
            let person = Person { age_years: age, ..adult() };
            assert_eq!(limit_caffeine(&person, Caffeine::ZERO, dose).as_mg(), 0.0);
        }
        let pregnant = Person { conditions: vec![Condition::PregnantOrLactating], ..adult() };
        assert_eq!(limit_caffeine(&pregnant, Caffeine::ZERO, dose).as_mg(), 0.0);
    }

    #[test]
    fn rule_09_no_sodium_is_added_with_these_conditions() {
        for condition in
            [Condition::Hypertension, Condition::Diuretic, Condition::AceInhibitor, Condition::Lithium]
        {
            let person = Person { conditions: vec![condition], ..adult() };
            assert_eq!(limit_hour(&person, &session(), mad()).sodium, Range::none(), "{condition:?}");
        }
    }

    #[test]
    fn rule_11_a_trained_gut_raises_the_ceiling_and_a_minor_cannot() {
        assert_eq!(limit_hour(&adult(), &session(), mad()).carbohydrate.max.as_g_per_h(), 90.0);
        let trained = Person { trained_gut: true, ..adult() };
        assert_eq!(limit_hour(&trained, &session(), mad()).carbohydrate.max.as_g_per_h(), 120.0);
        let minor = Person { age_years: Some(16.0), ..trained };
        assert_eq!(limit_hour(&minor, &session(), mad()).carbohydrate.max.as_g_per_h(), 90.0);
    }

    #[test]
    fn rule_12_sodium_is_never_stronger_than_a_strong_drink() {
        let limited = limit_hour(&adult(), &session(), mad());
        assert!(limited.sodium.max.as_mg_per_h() <= 0.7 * 1100.0 + 1e-9);
    }

    #[test]
    fn rule_03_who_may_drink_too_much_is_told_so() {
        let at_risk = |person: &Person, hours: f64| {
            let session = Session { duration: Duration::from_hours(hours), ..session() };
            flags(person, &session).contains(&Flag::EahRisk)
        };
        let light = Person { body_mass: Mass::from_kg(50.0), ..adult() };
        let medicated = Person { conditions: vec![Condition::Nsaid], ..adult() };
        assert!(!at_risk(&adult(), 2.0));
        assert!(at_risk(&adult(), 4.5) && at_risk(&light, 2.0) && at_risk(&medicated, 2.0));
    }

    #[test]
    fn rule_04_salt_is_not_sold_as_protection() {
        assert!(Flag::EahRisk.words().contains("Salt does not protect from over-drinking"));
    }

    #[test]
    fn rule_08_these_conditions_belong_to_a_clinician_whatever_else_is_wished() {
        for condition in [
            Condition::KidneyDisease,
            Condition::HeartFailure,
            Condition::Cirrhosis,
            Condition::AdrenalDisease,
            Condition::FluidLimit,
        ] {
            let person = Person { conditions: vec![condition], trained_gut: true, ..adult() };
            assert!(refuses_numbers(&person), "{condition:?}");
            assert!(flags(&person, &session()).contains(&Flag::RefusedNumericPlan), "{condition:?}");
        }
    }

    #[test]
    fn rules_10_and_13_send_to_the_care_plan_and_to_a_guardian() {
        let insulin = Person { conditions: vec![Condition::InsulinTreated], ..adult() };
        assert!(flags(&insulin, &session()).contains(&Flag::OwnCarePlan));
        let minor = Person { age_years: Some(17.9), ..adult() };
        assert!(flags(&minor, &session()).contains(&Flag::NoSupplements));
        assert!(!flags(&adult(), &session()).contains(&Flag::NoSupplements));
    }

    #[test]
    fn rule_17_heat_comes_before_fuel() {
        let in_heat = |wbgt: f64| {
            let session = Session { wbgt: Some(Temperature::from_celsius(wbgt)), ..session() };
            flags(&adult(), &session).contains(&Flag::Heat)
        };
        assert!(in_heat(32.3) && !in_heat(25.0));
    }
}
