//! What holds of every plan, over random people and days.

mod common;

use common::invariants::{self, amount};
use common::plasma::{self, Percentile};
use common::races;
use common::random::{self, Draw, at};
use evidence::Estimate;
use fuel::{
    Band, CaffeineDose, Condition, Day, Done, Flag, Intensity, Nutrient, Person, Phase, Plan, PlanError,
    Session, SleepWindow, plan,
};
use jiff::SignedDuration;
use proptest::prelude::*;
use units::{Caffeine, Duration, Mass, Volume, VolumeRate};

/// Sums of rates over a session may miss by so much, for rounding.
const ROUNDING: f64 = 1e-6;

fn days() -> impl Strategy<Value = Day> {
    any::<u64>().prop_map(random::day)
}

fn people() -> impl Strategy<Value = Person> {
    any::<u64>().prop_map(|seed| random::person(&mut Draw(seed)))
}

fn sessions() -> impl Strategy<Value = Session> {
    (any::<u64>(), 0.0..24.0, 0.2..10.0).prop_map(|(seed, start, hours)| Session {
        duration: Duration::from_hours(hours),
        done: None,
        ..random::session(&mut Draw(seed), 0, start)
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
    plan.needs
        .iter()
        .map(|need| (need.session.as_str(), need.phase, need.amount.nutrient().name(), amount(need)))
        .collect()
}

proptest! {
    /// Every limit, by numbers that are written again in the test: no hour, four hours, night or day above what is safe.
    #[test]
    fn no_plan_breaks_a_limit(day in days()) {
        let plan = plan(&day).unwrap();
        prop_assert_eq!(invariants::broken(&day, &plan), Vec::<String>::new());
    }

    #[test]
    fn no_race_breaks_a_limit(seed in any::<u64>()) {
        prop_assert_eq!(races::broken(seed), Vec::<String>::new());
    }

    /// Followed to the letter, without urine, with as little sweat as is likely, as expected, and as much as is likely.
    #[test]
    fn plasma_sodium_stays_up(seed in any::<u64>()) {
        let day = random::day(seed);
        let plan = plan(&day).unwrap();
        if plasma::counts(&day, &plan) {
            for at in [Percentile::Tenth, Percentile::Median, Percentile::Ninetieth] {
                let (sodium, lost) = plasma::after(&day, &plan, at);
                prop_assert!(lost > 0.1 || sodium >= 134.0, "{at:?}: {sodium} at a loss of {lost}");
                prop_assert!(lost > 0.02 || sodium <= 146.0, "{at:?}: {sodium} at a loss of {lost}");
            }
        }
    }

    /// Nobody knows less and is advised more.
    #[test]
    fn less_information_never_means_a_larger_amount(day in days()) {
        prop_assume!(day.sessions.len() == 1);
        let most = |day: &Day, phases: &[Phase]| -> f64 {
            let plan = plan(day).unwrap();
            plan.needs.iter()
                .filter(|need| need.amount.nutrient() == Nutrient::Fluid && phases.contains(&need.phase))
                .map(|need| amount(need)[2])
                .sum()
        };
        let with = |change: &dyn Fn(&mut Session)| {
            let mut changed = day.clone();
            changed.sessions.iter_mut().for_each(change);
            changed
        };
        let measured = with(&|session| session.sweat_measured = true);
        let unmeasured = with(&|session| session.sweat_measured = false);
        let during = [Phase::During];
        prop_assert!(most(&unmeasured, &during) <= most(&measured, &during) + ROUNDING);
        // Nobody said what was drunk: not more than if nothing was.
        let drank = |drunk| with(&move |session: &mut Session| {
            session.done = session.done.map(|done| Done { drunk, mass_lost: None, ..done });
        });
        let rest = [Phase::After, Phase::Later];
        prop_assert!(most(&drank(None), &rest) <= most(&drank(Some(Volume::ZERO)), &rest) + ROUNDING);
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
    fn caffeine_taken_earlier_never_allows_more_later(day in days(), more in 0.0..400.0) {
        let offered = |day: &Day| -> f64 {
            let plan = plan(day).unwrap();
            amounts(&plan).into_iter().filter(|need| need.2 == "caffeine").map(|need| need.3[2]).sum()
        };
        prop_assume!(day.sessions.len() == 1);
        let mut later = day.clone();
        later.caffeine.push(CaffeineDose { at: day.sessions[0].start, amount: Caffeine::from_mg(more) });
        prop_assert!(offered(&later) <= offered(&day) + ROUNDING);
    }

    #[test]
    fn some_conditions_get_words_and_no_numbers(mut day in days()) {
        day.person.conditions.push(Condition::HeartFailure);
        prop_assert_eq!(plan(&day).unwrap().needs, []);
    }

    #[test]
    fn a_nearer_next_session_never_slows_refuelling(person in people(), first in sessions(), gap in 1.25..8.0, nearer in 0.0..1.0) {
        prop_assume!(!person.any(Condition::refuses_numbers));
        let nearer = 1.25 + (gap - 1.25) * nearer;
        let rate = |gap: f64| {
            let first = Session { id: "a".into(), start: at(0.0), ..first.clone() };
            let second = Session { id: "b".into(), start: at(first.duration.as_hours() + gap), ..first.clone() };
            let day = Day { sessions: vec![second, first], ..Day::of(person.clone()) };
            let plan = plan(&day).unwrap();
            let after = amounts(&plan).into_iter().find(|need| need.0 == "a" && need.1 == Phase::After && need.2 == "carbohydrate");
            after.map_or(0.0, |need| need.3[1]) / gap.min(4.0)
        };
        prop_assert!(rate(nearer) >= rate(gap) - 1e-3, "{} at {} h, {} at {} h", rate(nearer), nearer, rate(gap), gap);
    }

    #[test]
    fn nothing_that_can_be_written_breaks_a_plan(mass in odd_numbers(), hours in odd_numbers(), sweat in odd_numbers(), taken in odd_numbers()) {
        let session = Session {
            sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(sweat))),
            ..Session::new("a", at(0.0), Duration::from_hours(hours), Intensity::Hard)
        };
        let person = Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(mass)) };
        let dose = CaffeineDose { at: at(0.0), amount: Caffeine::from_mg(taken) };
        let day = Day { sessions: vec![session], caffeine: vec![dose], ..Day::of(person) };
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
        let whole = Day { sessions: vec![Session { id: "whole".into(), ..session.clone() }], ..Day::of(person.clone()) };
        let first = Session { id: "a".into(), duration: Duration::from_minutes(minutes * share), ..session.clone() };
        let start = first.end() + SignedDuration::from_secs_f64(pause * 60.0);
        let second = Session { id: "b".into(), start, duration: Duration::from_minutes(minutes * (1.0 - share)), ..session };
        let cut = Day { sessions: vec![first, second], ..Day::of(person) };
        let (whole, cut) = (plan(&whole).unwrap(), plan(&cut).unwrap());
        // What keeps plasma sodium up looks at the hours so far, and is stricter on the first of two.
        let binds = |plan: &Plan| plan.needs.iter().any(|need| need.limited_by == Some(fuel::Limit::PlasmaSodium));
        prop_assume!(!binds(&whole) && !binds(&cut));
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
            let plan = plan(&Day { sessions: vec![session.clone()], ..Day::of(person) }).unwrap();
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

#[test]
fn forty_sessions_in_a_day_are_refused_in_words() {
    let day = Day::of(Person::of_mass(Mass::from_kg(70.0)));
    let one = |index: u32| {
        let start = at(f64::from(index) * 0.5);
        Session::new(&format!("s{index}"), start, Duration::from_minutes(20.0), Intensity::Easy)
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
    let session = Session::new("a", at(7.0), Duration::from_hours(1.5), Intensity::Hard);
    let day = |start: f64, night: SleepWindow| Day {
        sessions: vec![Session { start: at(start), ..session.clone() }],
        sleep: vec![night],
        ..Day::of(Person::of_mass(Mass::from_kg(70.0)))
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
