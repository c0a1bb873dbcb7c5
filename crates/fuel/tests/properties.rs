//! What holds of every plan, over random people and days.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use evidence::Estimate;
use fuel::{
    Band, Condition, Day, Flag, Intensity, Person, Phase, Plan, PlanError, Session, SleepWindow, plan,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use units::{Caffeine, Duration, Mass, SodiumConcentration, VolumeRate};

/// Sums of rates over a session may miss by so much, for rounding.
const ROUNDING: f64 = 1e-6;

fn at(hours: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH.checked_add(SignedDuration::from_secs_f64(hours * 3600.0)).unwrap()
}

fn people() -> impl Strategy<Value = Person> {
    let condition = prop::sample::select(vec![
        Condition::Hypertension,
        Condition::Diuretic,
        Condition::AceInhibitor,
        Condition::Lithium,
        Condition::KidneyDisease,
        Condition::FluidLimit,
        Condition::InsulinTreated,
        Condition::PregnantOrLactating,
        Condition::Nsaid,
    ]);
    let tested = prop::option::of((0.2..4.0).prop_map(VolumeRate::from_l_per_h));
    (
        25.0..150.0,
        prop::option::of(8.0..90.0),
        prop::collection::vec(condition, 0..2),
        any::<(bool, bool)>(),
        tested,
    )
        .prop_map(|(mass, age_years, conditions, (trained_gut, salty_sweat), tested_drinking_rate)| {
            Person {
                age_years,
                conditions,
                trained_gut,
                salty_sweat,
                tested_drinking_rate,
                ..Person::of_mass(Mass::from_kg(mass))
            }
        })
}

fn sessions() -> impl Strategy<Value = Session> {
    let intensity =
        prop::sample::select(vec![Intensity::Easy, Intensity::Moderate, Intensity::Hard, Intensity::Max]);
    let sweat = prop::option::of((0.05..3.5_f64, 0.0..0.5_f64).prop_map(|(median, part)| {
        let spread = |by: f64| {
            let low = VolumeRate::from_l_per_h(median * (1.0 - part * by));
            units::Interval { low, high: VolumeRate::from_l_per_h(median * (1.0 + part * by)) }
        };
        Estimate {
            median: VolumeRate::from_l_per_h(median),
            i50: spread(0.5),
            i80: spread(1.0),
            i95: spread(1.5),
        }
    }));
    let sodium = prop::option::of(
        (150.0..2500.0).prop_map(|mg| Estimate::exact(SodiumConcentration::from_mg_per_l(mg))),
    );
    (0.0..24.0, 0.2..10.0, intensity, any::<bool>(), sweat, sodium, prop::bool::weighted(0.1)).prop_map(
        |(start, hours, intensity, strength, sweat_rate, sweat_sodium, mass_gained)| Session {
            id: String::new(),
            title: "Session".into(),
            start: at(start),
            duration: Duration::from_hours(hours),
            intensity,
            strength,
            sweat_rate,
            sweat_sodium,
            air_temperature: None,
            wbgt: None,
            mass_gained,
            done: None,
        },
    )
}

fn days() -> impl Strategy<Value = Day> {
    (people(), prop::collection::vec(sessions(), 0..6), prop::option::of(12.0..30.0), 0.0..600.0, 0..4_u8)
        .prop_map(|(person, mut sessions, bed, taken, dehydration_markers)| {
            for (index, session) in sessions.iter_mut().enumerate() {
                session.id = format!("s{index}");
            }
            let sleep = bed.map(|bed| SleepWindow { bed: at(bed), rise: at(bed + 8.0) });
            Day {
                person,
                sessions,
                sleep: sleep.into_iter().collect(),
                caffeine_taken: Caffeine::from_mg(taken),
                dehydration_markers,
                target_mass_loss: None,
                loading_for: None,
            }
        })
}

fn odd_numbers() -> impl Strategy<Value = f64> {
    let odd = prop::sample::select(vec![
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -1.0,
        0.0,
        -0.0,
        1e300,
        1e-300,
    ]);
    prop_oneof![3 => 0.0..120.0, 1 => odd, 1 => any::<f64>()]
}

/// Least, target and most of each need, with its session and phase.
fn amounts(plan: &Plan) -> Vec<(&str, Phase, &'static str, [f64; 3])> {
    let of = |need: &fuel::Need| match &need.amount {
        Band::Fluid(r) => [r.min.as_ml(), r.target.as_ml(), r.max.as_ml()],
        Band::Sodium(r) => [r.min.as_mg(), r.target.as_mg(), r.max.as_mg()],
        Band::Carbohydrate(r) => [r.min.as_g(), r.target.as_g(), r.max.as_g()],
        Band::Protein(r) => [r.min.as_g(), r.target.as_g(), r.max.as_g()],
        Band::Caffeine(r) => [r.min.as_mg(), r.target.as_mg(), r.max.as_mg()],
    };
    plan.needs
        .iter()
        .map(|need| (need.session.as_str(), need.phase, need.amount.nutrient().name(), of(need)))
        .collect()
}

proptest! {
    #[test]
    fn every_amount_is_a_band(day in days()) {
        let plan = plan(&day).unwrap();
        for (session, phase, nutrient, [min, target, max]) in amounts(&plan) {
            prop_assert!(
                0.0 <= min && min <= target + ROUNDING && target <= max + ROUNDING && max.is_finite(),
                "{session} {phase:?} {nutrient}: {min} {target} {max}"
            );
        }
    }

    /// Rule 19: nothing without its receipt, no receipt without sources that can be looked up.
    #[test]
    fn every_need_has_its_receipt_and_every_receipt_its_sources(day in days()) {
        let plan = plan(&day).unwrap();
        for need in &plan.needs {
            prop_assert!(plan.receipts.iter().any(|receipt| receipt.id == need.receipt), "{}", need.id);
        }
        for receipt in &plan.receipts {
            prop_assert!(!receipt.sources.is_empty());
            for source in &receipt.sources {
                prop_assert!(evidence::register().get(source).is_some(), "{source:?}");
            }
        }
    }

    #[test]
    fn nobody_is_told_to_drink_more_than_they_sweat_or_more_than_the_gut_takes(day in days()) {
        let plan = plan(&day).unwrap();
        for (id, phase, nutrient, [_, _, most]) in amounts(&plan) {
            if phase != Phase::During { continue; }
            let session = day.sessions.iter().find(|session| session.id == id).unwrap();
            let hours = session.duration.as_hours();
            let hourly = most / hours;
            match nutrient {
                "fluid" => {
                    prop_assert!(hourly <= 1200.0 + ROUNDING);
                    prop_assert!(hourly <= 1000.0 + ROUNDING || day.person.tested_drinking_rate.is_some());
                    prop_assert!(hourly <= 800.0 + ROUNDING || hours <= 4.0);
                    let sweat = session.sweat_rate.map_or(f64::INFINITY, |rate| rate.median.as_ml_per_h());
                    prop_assert!(hourly <= sweat + ROUNDING, "{} of {}", hourly, sweat);
                    prop_assert!(!session.mass_gained || most == 0.0);
                }
                "sodium" => {
                    prop_assert!(hourly <= 1500.0 + ROUNDING);
                    prop_assert!(!day.person.conditions.iter().any(|condition| condition.restricts_sodium()) || most == 0.0);
                    let loss = session.sweat_rate.zip(session.sweat_sodium)
                        .map(|(rate, sodium)| rate.median.as_l_per_h() * sodium.median.as_mg_per_l());
                    prop_assert!(hourly <= loss.unwrap_or(f64::INFINITY) + ROUNDING);
                }
                "carbohydrate" => {
                    let ceiling = if day.person.trained_gut { 120.0 } else { 90.0 };
                    prop_assert!(hourly <= ceiling + ROUNDING);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn caffeine_stays_within_the_day(day in days()) {
        let plan = plan(&day).unwrap();
        let doses: Vec<f64> =
            amounts(&plan).into_iter().filter(|need| need.2 == "caffeine").map(|need| need.3[2]).collect();
        let offered: f64 = doses.iter().sum();
        prop_assert!(offered <= (400.0 - day.caffeine_taken.as_mg()).max(0.0) + ROUNDING);
        prop_assert!(doses.iter().all(|dose| *dose <= 200.0 + ROUNDING));
        let adult = day.person.age_years.is_some_and(|age| age >= 18.0);
        prop_assert!(adult || offered == 0.0, "none under 18, or of unknown age");
        prop_assert!(!day.person.has(Condition::PregnantOrLactating) || offered == 0.0);
    }

    #[test]
    fn caffeine_taken_earlier_never_allows_more_later(day in days(), more in 0.0..400.0) {
        let offered = |day: &Day| -> f64 {
            let plan = plan(day).unwrap();
            amounts(&plan).into_iter().filter(|need| need.2 == "caffeine").map(|need| need.3[2]).sum()
        };
        let taken = Caffeine::from_mg(day.caffeine_taken.as_mg() + more);
        let later = Day { caffeine_taken: taken, ..day.clone() };
        prop_assert!(offered(&later) <= offered(&day) + ROUNDING);
    }

    #[test]
    fn some_conditions_get_words_and_no_numbers(mut day in days()) {
        day.person.conditions.push(Condition::HeartFailure);
        prop_assert_eq!(plan(&day).unwrap().needs, []);
    }

    #[test]
    fn a_nearer_next_session_never_slows_refuelling(person in people(), first in sessions(), gap in 1.25..8.0, nearer in 0.0..1.0) {
        prop_assume!(!person.conditions.iter().any(|condition| condition.refuses_numbers()));
        let nearer = 1.25 + (gap - 1.25) * nearer;
        let rate = |gap: f64| {
            let first = Session { id: "a".into(), start: at(0.0), ..first.clone() };
            let second = Session { id: "b".into(), start: at(first.duration.as_hours() + gap), ..first.clone() };
            let day = Day {
                person: person.clone(),
                sessions: vec![second, first],
                sleep: Vec::new(),
                caffeine_taken: Caffeine::ZERO,
                dehydration_markers: 0, target_mass_loss: None, loading_for: None,
            };
            let plan = plan(&day).unwrap();
            let after = amounts(&plan).into_iter().find(|need| need.0 == "a" && need.1 == Phase::After && need.2 == "carbohydrate");
            after.map_or(0.0, |need| need.3[1]) / gap.min(4.0)
        };
        prop_assert!(rate(nearer) >= rate(gap) - 1e-3, "{} at {} h, {} at {} h", rate(nearer), nearer, rate(gap), gap);
    }

    #[test]
    fn nothing_that_can_be_written_breaks_a_plan(mass in odd_numbers(), hours in odd_numbers(), sweat in odd_numbers(), taken in odd_numbers()) {
        let session = Session {
            id: "a".into(),
            title: "Session".into(),
            start: at(0.0),
            duration: Duration::from_hours(hours),
            intensity: Intensity::Hard,
            strength: false,
            sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(sweat))),
            sweat_sodium: None,
            air_temperature: None,
            wbgt: None,
            mass_gained: false,
            done: None,
        };
        let day = Day {
            person: Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(mass)) },
            sessions: vec![session],
            sleep: Vec::new(),
            caffeine_taken: Caffeine::from_mg(taken),
            dehydration_markers: 0, target_mass_loss: None, loading_for: None,
        };
        if let Ok(plan) = plan(&day) {
            for (_, _, nutrient, [min, target, max]) in amounts(&plan) {
                prop_assert!(0.0 <= min && min <= max && target.is_finite() && max.is_finite(), "{nutrient} {min} {max}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_session_cut_in_two_has_the_same_totals(
        person in people(), session in sessions(), share in 0.2..0.8f64, pause in 0.0..14.0f64,
    ) {
        let minutes = session.duration.as_minutes();
        prop_assume!(minutes * share.min(1.0 - share) >= 5.0);
        let whole = Day { sessions: vec![Session { id: "whole".into(), ..session.clone() }], ..empty(person.clone()) };
        let first = Session { id: "a".into(), duration: Duration::from_minutes(minutes * share), ..session.clone() };
        let start = first.end() + SignedDuration::from_secs_f64(pause * 60.0);
        let second = Session { id: "b".into(), start, duration: Duration::from_minutes(minutes * (1.0 - share)), ..session };
        let cut = Day { sessions: vec![first, second], ..empty(person) };
        let (whole, cut) = (plan(&whole).unwrap(), plan(&cut).unwrap());
        for nutrient in ["fluid", "sodium", "carbohydrate"] {
            let total = |plan: &Plan| amounts(plan)
                .iter()
                .filter(|(_, phase, name, _)| *phase == Phase::During && *name == nutrient)
                .fold([0.0; 3], |sum, (_, _, _, range)| [sum[0] + range[0], sum[1] + range[1], sum[2] + range[2]]);
            for (one, two) in total(&whole).iter().zip(total(&cut)) {
                prop_assert!((one - two).abs() <= 1e-6 * one.abs().max(1.0), "{nutrient}: {one} and {two}");
            }
        }
    }

    #[test]
    fn a_heavier_person_may_lose_no_less(session in sessions(), kg in 35.0..100.0f64, more in 1.0..40.0f64) {
        let least = |kg: f64| {
            let person = Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(kg)) };
            let plan = plan(&Day { sessions: vec![session.clone()], ..empty(person) }).unwrap();
            let fluid = amounts(&plan).into_iter().find(|(_, phase, name, _)| *phase == Phase::During && *name == "fluid");
            (fluid.map_or(0.0, |(_, _, _, range)| range[0]), plan.flags.iter().any(|(_, flag)| *flag == Flag::CannotHold2Pct))
        };
        let ((light, light_cannot), (heavy, heavy_cannot)) = (least(kg), least(kg + more));
        // Where 2 % cannot be held the band says how much the gut takes, not how much may be lost.
        prop_assert!(light_cannot || heavy <= light + 1e-9, "{heavy} above {light}");
        prop_assert!(light_cannot || !heavy_cannot);
    }

    #[test]
    fn forgetting_what_an_item_holds_never_makes_a_better_basket(
        carbohydrate in 10.0..90.0f64, sodium in 0.0..600.0f64, forgotten in 0..60usize,
    ) {
        let amounts = vec![
            Band::Carbohydrate(fuel::Range::of(units::Carbohydrate::from_g(carbohydrate), units::Carbohydrate::from_g(1.3 * carbohydrate))),
            Band::Sodium(fuel::Range::of(units::Sodium::from_mg(sodium), units::Sodium::from_mg(sodium + 400.0))),
        ];
        let request = fuel::basket::Request::of(amounts, fuel::Slot::During);
        let known = fuel::Catalogue::built_in();
        let during: Vec<&fuel::Item> = known.items().iter().filter(|item| item.slots.contains(&fuel::Slot::During)).collect();
        let mut item = during[forgotten % during.len()].clone();
        item.nutrients.sodium = None;
        let unsure = known.with_own(&[item.clone()]).unwrap();
        let size = |catalogue: &fuel::Catalogue| fuel::basket::choose(&request, catalogue)
            .map_or((usize::MAX, 0.0), |basket| (basket.picks.len(), basket.picks.iter().map(|pick| pick.servings).sum::<f64>()));
        prop_assert!(size(&unsure) >= size(known));
        if let Ok(basket) = fuel::basket::choose(&request, &unsure) {
            prop_assert!(basket.picks.iter().all(|pick| pick.item != item.id));
        }
    }
}

fn empty(person: Person) -> Day {
    Day {
        person,
        sessions: Vec::new(),
        sleep: Vec::new(),
        caffeine_taken: Caffeine::ZERO,
        dehydration_markers: 0,
        target_mass_loss: None,
        loading_for: None,
    }
}

#[test]
fn forty_sessions_in_a_day_are_refused_in_words() {
    let day = Day {
        person: Person::of_mass(Mass::from_kg(70.0)),
        sessions: Vec::new(),
        sleep: Vec::new(),
        caffeine_taken: Caffeine::ZERO,
        dehydration_markers: 0,
        target_mass_loss: None,
        loading_for: None,
    };
    let one = |index: u32| Session {
        id: format!("s{index}"),
        title: "Run".into(),
        start: at(f64::from(index) * 0.5),
        duration: Duration::from_minutes(20.0),
        intensity: Intensity::Easy,
        strength: false,
        sweat_rate: None,
        sweat_sodium: None,
        air_temperature: None,
        wbgt: None,
        mass_gained: false,
        done: None,
    };
    let busy = Day { sessions: (0..40).map(one).collect(), ..day.clone() };
    assert_eq!(plan(&busy), Err(PlanError::TooMany(40)));
    // Five a day over three days are fifteen sessions and no such day.
    let spread = |index: u32| Session { start: at(f64::from(index) * 4.8), ..one(index) };
    assert!(plan(&Day { sessions: (0..15).map(spread).collect(), ..day.clone() }).is_ok());
    let rest = plan(&day).unwrap();
    assert!(rest.needs.is_empty() && rest.flags.is_empty(), "a day of rest times nothing");
    assert_eq!(rest.totals.len(), 2, "but a day it is: carbohydrate and protein by body mass");
    let weightless = Day { person: Person::of_mass(Mass::ZERO), ..day };
    let error = plan(&weightless).unwrap_err().to_string();
    assert!(error.contains("20 to 250 kg"), "{error}");
}

#[test]
fn nobody_is_told_to_drink_asleep() {
    let night = fuel::SleepWindow { bed: at(-2.0), rise: at(6.5) };
    let session = Session {
        id: "a".into(),
        title: "Run".into(),
        start: at(7.0),
        duration: units::Duration::from_hours(1.5),
        intensity: fuel::Intensity::Hard,
        strength: false,
        sweat_rate: None,
        sweat_sodium: None,
        air_temperature: None,
        wbgt: None,
        mass_gained: false,
        done: None,
    };
    let day = |start: f64, night: fuel::SleepWindow| Day {
        person: Person::of_mass(units::Mass::from_kg(70.0)),
        sessions: vec![Session { start: at(start), ..session.clone() }],
        sleep: vec![night],
        caffeine_taken: Caffeine::ZERO,
        dehydration_markers: 0,
        target_mass_loss: None,
        loading_for: None,
    };
    let window = |day: &Day, phase: Phase| {
        let plan = plan(day).unwrap();
        let need = plan.needs.iter().find(|need| need.phase == phase).unwrap().clone();
        (need.from, need.until)
    };
    assert_eq!(window(&day(7.0, night), Phase::Before), (at(6.5), at(7.0)), "half an hour after getting up");
    assert_eq!(window(&day(9.0, night), Phase::Before), (at(6.5), at(8.0)));
    assert_eq!(window(&day(14.0, night), Phase::Before), (at(10.0), at(13.0)));
    let evening = fuel::SleepWindow { bed: at(22.5), rise: at(30.5) };
    assert_eq!(window(&day(19.0, evening), Phase::After), (at(20.5), at(22.5)), "until bedtime");
}
