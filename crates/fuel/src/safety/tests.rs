//! Each rule against amounts that are ten times too large: every one must bind by itself. A rule that is taken out of its
//! table, or that always answers nothing, fails here by its name.

use evidence::Estimate;
use jiff::{SignedDuration, Timestamp};
use units::{Caffeine, Carbohydrate, Duration, Interval, Mass, Sodium, Temperature, Volume, VolumeRate};

use super::*;
use crate::{Done, Flag, Intensity, SleepWindow};

fn at(hours: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs_f64(hours * 3600.0)
}

fn adult(kg: f64) -> Person {
    Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(kg)) }
}

/// A session of a weighed athlete, which ends at hour 0 and takes 2 L an hour with certainty.
fn session(hours: f64) -> Session {
    Session {
        sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(2.0))),
        sweat_measured: true,
        ..Session::new("s", at(-hours), Duration::from_hours(hours), Intensity::Hard)
    }
}

fn weighed(session: Session, kg: f64) -> Session {
    Session { done: Some(Done { mass_lost: Some(Mass::from_kg(kg)), ..Done::default() }), ..session }
}

/// The limit of one rule, and why; nothing where it sets none.
struct Case {
    day: Day,
    session: Session,
    phase: Phase,
    window: (f64, f64),
    leads_to: Option<f64>,
    salted: bool,
    fluid: Option<f64>,
    caffeine: Vec<CaffeineDose>,
    ledger: Ledger,
}

impl Case {
    fn of(person: Person, session: Session, phase: Phase, window: (f64, f64)) -> Self {
        Self {
            day: Day::of(person),
            session,
            phase,
            window,
            leads_to: None,
            salted: false,
            fluid: None,
            caffeine: Vec::new(),
            ledger: Ledger::default(),
        }
    }

    fn during(person: Person, session: Session) -> Self {
        let window = (-session.duration.as_hours(), 0.0);
        Self::of(person, session, Phase::During, window)
    }

    fn after(person: Person, session: Session, hours: f64) -> Self {
        Self::of(person, session, Phase::After, (0.0, hours))
    }

    fn sleeping(mut self, bed: f64, rise: f64) -> Self {
        self.day.sleep.push(SleepWindow { bed: at(bed), rise: at(rise) });
        self
    }

    fn limit<Q: Quantity>(&self, rules: &[Rule<Q>], id: &str) -> Option<(f64, Limit)> {
        let rule = rules.iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("rule {id} is gone"));
        let situation = Situation {
            day: &self.day,
            session: &self.session,
            whole: &self.session,
            phase: self.phase,
            from: at(self.window.0),
            until: at(self.window.1),
            leads_to: self.leads_to.map(at),
            salted: self.salted,
            beside: Beside { fluid: self.fluid.map(Volume::from_ml) },
            ledger: &self.ledger,
            caffeine: &self.caffeine,
        };
        (rule.limit)(&situation).map(|bound| (bound.most.base(), bound.why))
    }

    fn fluid(&self, id: &str) -> Option<(f64, Limit)> {
        self.limit(FLUID, id).map(|(litres, why)| ((litres * 1000.0).round(), why))
    }
}

#[test]
fn s1_sweat_is_the_ceiling_and_a_loose_one_is_kept_low() {
    let known = Case::during(adult(70.0), session(2.0));
    assert_eq!(known.fluid("S1 sweat"), Some((4000.0, Limit::Sweat)));
    let loose = Estimate {
        i80: Interval { low: VolumeRate::from_l_per_h(0.5), high: VolumeRate::from_l_per_h(1.4) },
        ..Estimate::exact(VolumeRate::from_l_per_h(0.9))
    };
    let of = |hours: f64, sweat_measured: bool| {
        let session = Session { sweat_rate: Some(loose), sweat_measured, ..session(hours) };
        Case::during(adult(70.0), session).fluid("S1 sweat")
    };
    // 0.5 L/h for 2 h, and 1 % of 70 kg.
    assert_eq!(of(2.0, false), Some((1700.0, Limit::SweatUncertain)));
    assert_eq!(
        of(24.0, false),
        Some((12_000.0, Limit::SweatUncertain)),
        "long and unmeasured: the 10th percentile"
    );
    assert_eq!(of(24.0, true), Some((12_350.0, Limit::SweatUncertain)), "long and measured: 0.5 % above it");
    let unknown = |hours| Session { sweat_rate: None, ..session(hours) };
    assert_eq!(Case::during(adult(70.0), unknown(2.0)).fluid("S1 sweat").unwrap().0, 1600.0);
    assert_eq!(Case::during(adult(70.0), unknown(5.0)).fluid("S1 sweat").unwrap().0, 2500.0);
    assert_eq!(Case::after(adult(70.0), session(2.0), 4.0).fluid("S1 sweat"), None);
}

#[test]
fn s1_the_gut_takes_a_litre_an_hour_less_in_long_sessions_and_a_little_more_when_tried() {
    let of = |hours, tested: Option<f64>| {
        let person = Person { tested_drinking_rate: tested.map(VolumeRate::from_l_per_h), ..adult(70.0) };
        Case::during(person, session(hours)).fluid("S1 gut").unwrap()
    };
    assert_eq!(of(2.0, None), (2000.0, Limit::Gut));
    assert_eq!(of(2.0, Some(3.0)).0, 2400.0);
    assert_eq!(of(2.0, Some(0.4)).0, 2000.0);
    assert_eq!(of(5.0, Some(3.0)).0, 4000.0);
}

#[test]
fn s1_two_sessions_at_one_time_share_one_gut() {
    let mut case = Case::during(adult(70.0), session(2.0));
    assert_eq!(case.fluid("S1 clock hour"), None);
    let other = Session { start: at(-1.0), ..session(2.0) };
    case.ledger.done(&other, Volume::from_l(1.4), None);
    assert_eq!(case.fluid("S1 clock hour"), Some((600.0, Limit::Overlap)));
    let mut eating = Case::during(adult(70.0), session(2.0));
    let food = Range::of(Carbohydrate::ZERO, Carbohydrate::from_g(120.0));
    eating.ledger.enter(Phase::During, at(-1.0), at(1.0), &crate::Band::Carbohydrate(food));
    assert_eq!(eating.limit(CARBOHYDRATE, "S11 clock hour").unwrap().1, Limit::Overlap);
    assert!(
        (eating.limit(CARBOHYDRATE, "S11 clock hour").unwrap().0 - Carbohydrate::from_g(60.0).base()).abs()
            < 1e-9
    );
}

#[test]
fn a12_and_a13_limit_children_and_long_sessions_with_high_blood_pressure() {
    let child = Person { age_years: Some(12.0), ..adult(40.0) };
    assert_eq!(Case::during(child.clone(), session(2.0)).fluid("A12 during"), Some((1040.0, Limit::Youth)));
    let heavy = Person { body_mass: Mass::from_kg(65.0), ..child.clone() };
    assert_eq!(Case::during(heavy, session(2.0)).fluid("A12 during").unwrap().0, 1500.0);
    assert_eq!(Case::during(adult(70.0), session(2.0)).fluid("A12 during"), None);
    let pressed = Person { conditions: vec![Condition::Hypertension], ..adult(80.0) };
    assert_eq!(
        Case::during(pressed.clone(), session(8.0)).fluid("A13 during"),
        Some((4000.0, Limit::Condition))
    );
    assert_eq!(Case::during(pressed.clone(), session(2.0)).fluid("A13 during"), None);
    // At rest: half a litre an hour, one litre in four hours; a child ten millilitres per kilogram an hour.
    assert_eq!(
        Case::after(pressed.clone(), session(2.0), 2.0).fluid("A7 hour"),
        Some((1000.0, Limit::Condition))
    );
    assert_eq!(Case::after(pressed, session(2.0), 4.0).fluid("A8"), Some((1000.0, Limit::Condition)));
    assert_eq!(Case::after(child, session(1.0), 1.0).fluid("A7 hour").unwrap().0, 400.0);
}

#[test]
fn s2_mass_gained_stops_drinking() {
    let said = flags::flags(&adult(70.0), &weighed(session(2.0), -0.3));
    assert!(said.contains(&Flag::StopDrinking) && said.contains(&Flag::EahWarn), "{said:?}");
    let gained = Session { mass_gained: true, ..session(2.0) };
    for phase in [Phase::Before, Phase::During, Phase::After, Phase::Later] {
        let case = Case::of(adult(70.0), gained.clone(), phase, (0.0, 4.0));
        assert_eq!(case.fluid("S2"), Some((0.0, Limit::MassGained)), "{phase:?}");
    }
    assert_eq!(Case::after(adult(70.0), weighed(session(2.0), -0.3), 4.0).fluid("S2").unwrap().0, 0.0);
    assert_eq!(Case::after(adult(70.0), session(2.0), 4.0).fluid("S2"), None);
}

#[test]
fn s4_no_more_than_keeps_plasma_sodium_up() {
    // 3 L of sweat with 45 mmol/L of sodium, and water with 400 mg/L: (3.3 / 1.03 × 42 + 3 × (155.8 - 50)) / (155.8 - 17.4).
    let sweats = Session { sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(1.0))), ..session(3.0) };
    let (most, why) = Case::during(adult(70.0), sweats.clone()).fluid("S4").unwrap();
    assert!((most - 3266.0).abs() < 5.0 && why == Limit::PlasmaSodium, "{most}");
    let dry = Session { sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(0.1))), ..session(3.0) };
    assert!(
        Case::during(adult(70.0), dry).fluid("S4").unwrap().0 < 1300.0,
        "little sweat leaves little room"
    );
    // What was drunk in the session counts afterwards.
    let mut after = Case::after(adult(70.0), sweats.clone(), 4.0);
    after.ledger.done(&sweats, Volume::from_l(3.0), None);
    assert!(after.fluid("S4").unwrap().0 < 400.0);
    assert_eq!(Case::of(adult(70.0), sweats, Phase::Before, (-8.0, -5.0)).fluid("S4"), None);
}

#[test]
fn a7_by_the_hour_by_risk_and_by_the_scale() {
    let hour = |person: Person, session: Session, salted: bool| {
        Case { salted, ..Case::after(person, session, 1.0) }.fluid("A7 hour").unwrap()
    };
    assert_eq!(hour(adult(85.0), session(2.0), false), (800.0, Limit::HourAtRest));
    assert_eq!(hour(adult(70.0), session(2.0), false).0, 700.0);
    assert_eq!(hour(adult(70.0), weighed(session(2.0), 1.7), true).0, 840.0);
    assert_eq!(hour(adult(85.0), session(4.5), false).0, 500.0, "longer than four hours");
    assert_eq!(hour(adult(50.0), session(2.0), false).0, 300.0, "light");
    for medicine in [Condition::Nsaid, Condition::Ssri, Condition::Desmopressin, Condition::Carbamazepine] {
        let person = Person { conditions: vec![medicine], ..adult(85.0) };
        assert_eq!(hour(person, session(1.0), false).0, 500.0, "{medicine:?}");
    }
    let passed = weighed(session(4.5), 4.3);
    let passed = Session { done: passed.done.map(|done| Done { urine_passed: true, ..done }), ..passed };
    assert_eq!(hour(adult(85.0), passed, false).0, 800.0, "urine has passed");
    let sips = Case { leads_to: Some(1.0), ..Case::after(adult(85.0), session(2.0), 1.0) };
    assert_eq!(sips.fluid("A7 sips"), Some((550.0, Limit::Sips)), "150 mL, and half an hour");
    assert_eq!(Case::after(adult(85.0), session(2.0), 1.0).fluid("A7 sips"), None);
}

#[test]
fn a8_and_a9_hold_in_any_four_and_twenty_four_hours() {
    let four = |person: Person, session: Session| Case::after(person, session, 4.0).fluid("A8").unwrap();
    assert_eq!(four(adult(85.0), session(2.0)), (1500.0, Limit::FourHours));
    assert_eq!(four(adult(60.0), session(2.0)).0, 1200.0);
    assert_eq!(four(adult(85.0), session(4.5)).0, 1000.0);
    assert_eq!(four(adult(85.0), weighed(session(4.5), 4.3)).0, 3000.0);
    assert_eq!(four(adult(70.0), weighed(session(2.0), 4.3)).0, 2800.0);
    let mut drunk = Case::after(adult(85.0), session(2.0), 2.0);
    let earlier = Range::of(Volume::ZERO, Volume::from_l(1.2));
    drunk.ledger.enter(Phase::Before, at(-2.0), at(0.0), &crate::Band::Fluid(earlier));
    assert_eq!(drunk.fluid("A8").unwrap().0, 300.0, "1.2 L two hours ago count");
    let mut long = Case::after(adult(70.0), session(12.0), 4.0);
    assert_eq!(long.fluid("A9"), Some((10_500.0, Limit::WholeDay)));
    long.ledger.done(&session(12.0), Volume::from_l(9.6), None);
    assert_eq!(long.fluid("A9").unwrap().0, 900.0);
}

#[test]
fn a10_little_before_bed_and_no_flood_on_rising() {
    let late = Case::after(adult(85.0), session(2.0), 1.0).sleeping(1.0, 9.0);
    assert_eq!(late.fluid("A10 bed"), Some((250.0, Limit::Bedtime)));
    let evening = Case::after(adult(85.0), session(2.0), 3.0).sleeping(3.0, 11.0);
    assert_eq!(evening.fluid("A10 bed").unwrap().0, 1850.0);
    let morning = Case::of(adult(85.0), session(2.0), Phase::Later, (9.0, 11.0)).sleeping(1.0, 9.0);
    assert_eq!(morning.fluid("A10 rising"), Some((1300.0, Limit::Rising)));
    assert_eq!(Case::after(adult(85.0), session(2.0), 1.0).sleeping(9.0, 17.0).fluid("A10 bed"), None);
}

#[test]
fn s9_s12_and_n2_limit_sodium() {
    let mg = |case: &Case, id: &str| case.limit(SODIUM, id).map(|(grams, why)| ((grams * 1e3).round(), why));
    let base = Sodium::from_mg(1.0).base();
    let mg = |case: &Case, id: &str| mg(case, id).map(|(value, why)| ((value / (base * 1e3)).round(), why));
    let with_fluid = Case { fluid: Some(500.0), ..Case::during(adult(70.0), session(2.0)) };
    assert_eq!(mg(&with_fluid, "S12 litre"), Some((550.0, Limit::SodiumPerLitre)));
    assert_eq!(mg(&with_fluid, "S12 hour"), Some((3000.0, Limit::SodiumPerLitre)));
    assert_eq!(mg(&with_fluid, "S9"), None);
    let sodium = units::SodiumConcentration::from_mg_per_l(500.0);
    let salty = Session { sweat_sodium: Some(Estimate::exact(sodium)), ..session(2.0) };
    assert_eq!(mg(&Case::during(adult(70.0), salty), "N2"), Some((2000.0, Limit::SodiumLost)));
    for condition in [Condition::Hypertension, Condition::Diuretic, Condition::AceInhibitor] {
        let person = Person { conditions: vec![condition], ..adult(70.0) };
        assert_eq!(mg(&Case::during(person.clone(), session(2.0)), "S9"), Some((0.0, Limit::Condition)));
        assert_eq!(mg(&Case::after(person, session(2.0), 4.0), "S9").unwrap().0, 600.0, "an ordinary meal");
    }
}

#[test]
fn s11_s13_and_the_lead_limit_carbohydrate() {
    let g = |case: &Case, id: &str| {
        let gram = Carbohydrate::from_g(1.0).base();
        case.limit(CARBOHYDRATE, id).map(|(value, why)| ((value / gram).round(), why))
    };
    assert_eq!(g(&Case::during(adult(70.0), session(2.0)), "S11"), Some((180.0, Limit::Gut)));
    let trained = Person { trained_gut: true, ..adult(70.0) };
    assert_eq!(g(&Case::during(trained.clone(), session(2.0)), "S11").unwrap().0, 240.0);
    let youth = Person { age_years: Some(16.0), ..trained };
    assert_eq!(g(&Case::during(youth.clone(), session(2.0)), "S11").unwrap().0, 180.0);
    assert_eq!(g(&Case::during(youth, session(2.0)), "S13"), Some((120.0, Limit::Youth)));
    let child = Person { age_years: Some(10.0), ..adult(35.0) };
    assert_eq!(g(&Case::during(child, session(2.0)), "S13").unwrap().0, 60.0);
    assert_eq!(g(&Case::during(adult(70.0), session(2.0)), "S13"), None);
    // Ten minutes before the start.
    let late = Case::of(adult(60.0), session(2.0), Phase::Before, (-2.0 - 1.0 / 6.0, -2.0));
    assert_eq!(g(&late, "C2 lead"), Some((10.0, Limit::Lead)));
}

#[test]
fn s5_and_s6_limit_caffeine() {
    let mg = |case: &Case, id: &str| {
        let of =
            |rules| case.limit(rules, id).map(|(value, _)| (value / Caffeine::from_mg(1.0).base()).round());
        if id == "S6" { of(CAFFEINE_NEAR_BED) } else { of(CAFFEINE) }
    };
    let before = |person: Person| Case::of(person, session(2.0), Phase::Before, (-3.0, -2.0));
    assert_eq!(mg(&before(adult(70.0)), "S5 dose"), Some(200.0));
    assert_eq!(mg(&before(adult(50.0)), "S5 dose"), Some(150.0));
    assert_eq!(mg(&before(adult(70.0)), "S5 person"), None);
    for age_years in [Some(17.9), None] {
        assert_eq!(mg(&before(Person { age_years, ..adult(70.0) }), "S5 person"), Some(0.0));
    }
    for condition in [
        Condition::PregnantOrLactating,
        Condition::Hypertension,
        Condition::Diuretic,
        Condition::Arrhythmia,
        Condition::Lithium,
    ] {
        let person = Person { conditions: vec![condition], ..adult(70.0) };
        assert_eq!(mg(&before(person), "S5 person"), Some(0.0), "{condition:?}");
    }
    let dose = |hour: f64, mg: f64| CaffeineDose { at: at(hour), amount: Caffeine::from_mg(mg) };
    let mut taken = before(adult(70.0));
    taken.caffeine = vec![dose(-3.0, 350.0)];
    assert_eq!(mg(&taken, "S5 day"), Some(50.0));
    // Yesterday's is not today's.
    taken.day.today = Some(crate::LocalDay { start: at(-2.5), end: at(21.5) });
    assert_eq!(mg(&taken, "S5 day"), Some(400.0));
    // The cut-off of K2, an hour before the start counted: 50 mg 6.5 h, 100 mg 8.5 h, 200 mg 12.5 h before bed.
    for (hours, most) in
        [(4.9, Some(0.0)), (5.53, Some(50.0)), (7.52, Some(100.0)), (11.5, Some(200.0)), (13.5, None)]
    {
        let case = before(adult(70.0)).sleeping(-2.0 + hours, 20.0);
        assert_eq!(mg(&case, "S6"), most, "{hours} h");
    }
}

#[test]
fn s8_these_conditions_belong_to_a_clinician_whatever_else_is_wished() {
    for condition in [
        Condition::KidneyDisease,
        Condition::HeartFailure,
        Condition::Cirrhosis,
        Condition::AdrenalDisease,
        Condition::FluidLimit,
        Condition::Lithium,
    ] {
        let person = Person { conditions: vec![condition], trained_gut: true, ..adult(70.0) };
        assert!(refuses_numbers(&person), "{condition:?}");
        assert!(flags::flags(&person, &session(1.0)).contains(&Flag::RefusedNumericPlan), "{condition:?}");
    }
}

#[test]
fn s3_s10_s13_and_a4_raise_their_words() {
    let said = |person: &Person, session: &Session, flag: Flag| flags::flags(person, session).contains(&flag);
    let with = |condition| Person { conditions: vec![condition], ..adult(70.0) };
    assert!(!said(&adult(70.0), &session(2.0), Flag::EahRisk));
    assert!(
        said(&adult(70.0), &session(4.5), Flag::EahRisk) && said(&adult(50.0), &session(2.0), Flag::EahRisk)
    );
    for (condition, flag) in [
        (Condition::Ssri, Flag::EahRisk),
        (Condition::Diuretic, Flag::EahRisk),
        (Condition::InsulinTreated, Flag::OwnCarePlan),
        (Condition::Sglt2Inhibitor, Flag::KetoneRisk),
        (Condition::CysticFibrosis, Flag::SaltLoss),
        (Condition::Arrhythmia, Flag::NoCaffeineHeart),
        (Condition::LowEnergy, Flag::EnergyFirst),
        (Condition::PregnantOrLactating, Flag::PregnancyCaffeine),
        (Condition::Hypertension, Flag::NoAddedSodium),
        (Condition::AceInhibitor, Flag::Clinician),
    ] {
        assert!(said(&with(condition), &session(1.0), flag), "{condition:?}");
        assert!(!said(&adult(70.0), &session(1.0), flag), "{flag:?} for everybody");
    }
    let minor = Person { age_years: Some(17.9), ..adult(70.0) };
    assert!(
        said(&minor, &session(1.0), Flag::NoSupplements)
            && !said(&adult(70.0), &session(1.0), Flag::NoSupplements)
    );
    assert!(said(&minor, &session(1.0), Flag::MinorNoCaffeine));
    let older = Person { age_years: Some(70.0), ..adult(70.0) };
    assert!(said(&older, &session(1.0), Flag::ScheduledSips));
    assert!(!said(&adult(70.0), &session(1.0), Flag::ScheduledSips));
    let hot = Session { wbgt: Some(Temperature::from_celsius(31.0)), ..session(1.0) };
    assert!(said(&with(Condition::PregnantOrLactating), &hot, Flag::PregnancyHeat));
    assert!(!said(&adult(70.0), &hot, Flag::PregnancyHeat));
    assert!(said(&adult(70.0), &weighed(session(2.0), 3.6), Flag::WeighAgain));
    assert!(said(&adult(70.0), &weighed(session(2.0), 5.0), Flag::MedicalHelp));
    assert!(Flag::EahRisk.words().contains("Salt does not protect from over-drinking"));
}

#[test]
fn s17_heat_goes_by_wbgt_and_by_who_is_used_to_it() {
    let raised = |person: &Person, wbgt: f64| {
        let session = Session { wbgt: Some(Temperature::from_celsius(wbgt)), ..session(1.0) };
        let flags = flags::flags(person, &session);
        (flags.contains(&Flag::Heat), flags.contains(&Flag::HeatCancel))
    };
    let used = Person { heat_acclimated: true, ..adult(70.0) };
    for (wbgt, newcomer, acclimatised) in [
        (27.8, (false, false), (false, false)),
        (27.9, (true, false), (false, false)),
        (30.1, (true, true), (true, false)),
        (32.3, (true, true), (true, true)),
    ] {
        assert_eq!(raised(&adult(70.0), wbgt), newcomer, "{wbgt}");
        assert_eq!(raised(&used, wbgt), acclimatised, "{wbgt}");
    }
    let pregnant = Person { conditions: vec![Condition::PregnantOrLactating], ..used };
    assert_eq!(raised(&pregnant, 27.9), (true, false));
    let by_air = |celsius: f64| {
        let session = Session { air_temperature: Some(Temperature::from_celsius(celsius)), ..session(1.0) };
        flags::flags(&adult(70.0), &session).contains(&Flag::Heat)
    };
    assert!(by_air(30.0) && !by_air(29.0));
    // Dry heat in the shade is not what WBGT calls hot.
    let dry = Session {
        air_temperature: Some(Temperature::from_celsius(32.0)),
        wbgt: Some(Temperature::from_celsius(21.0)),
        ..session(1.0)
    };
    assert!(!flags::flags(&adult(70.0), &dry).contains(&Flag::Heat));
}

/// Every rule has a name, and no two the same.
#[test]
fn rules_are_told_apart_by_name() {
    let mut names: Vec<&str> = FLUID.iter().map(|rule| rule.id).collect();
    names.extend(SODIUM.iter().map(|rule| rule.id));
    names.extend(CARBOHYDRATE.iter().map(|rule| rule.id));
    names.extend(CAFFEINE.iter().chain(CAFFEINE_NEAR_BED).map(|rule| rule.id));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), count), (25, 25));
}
