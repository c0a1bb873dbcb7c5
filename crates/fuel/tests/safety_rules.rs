//! The safety rules by number, each with an attempt to get round it. Rules 1 to 5, 8 to 13 and 17 stand beside the code
//! that enforces them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use evidence::Estimate;
use fuel::basket::{Carry, Request, UnknownContents, choose};
use fuel::{
    Allergen, Band, Catalogue, Condition, Confidence, Contents, DISCLAIMER, Day, Flag, Intensity, Person,
    Phase, Presence, Range, Restriction, Session, SleepWindow, Slot, plan,
};
use jiff::{SignedDuration, Timestamp};
use units::{Caffeine, Carbohydrate, Duration, Interval, Mass, Protein, Sodium, Volume, VolumeRate};

fn at(hours: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
}

fn adult() -> Person {
    Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(70.0)) }
}

fn session(start: i64, hours: f64) -> Session {
    Session {
        title: "Run".into(),
        sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(0.9))),
        sweat_measured: true,
        ..Session::new(&format!("s{start}"), at(start), Duration::from_hours(hours), Intensity::Hard)
    }
}

fn day(person: Person, sessions: Vec<Session>) -> Day {
    Day { sessions, sleep: vec![SleepWindow { bed: at(22), rise: at(31) }], ..Day::of(person) }
}

fn fluid(day: &Day) -> Range<Volume> {
    let plan = plan(day).unwrap();
    let of = |need: &fuel::Need| match need.amount {
        Band::Fluid(range) if need.phase == Phase::During => Some(range),
        _ => None,
    };
    plan.needs.iter().find_map(of).unwrap()
}

fn carbohydrate(min: f64, max: f64) -> Band {
    Band::Carbohydrate(Range::of(Carbohydrate::from_g(min), Carbohydrate::from_g(max)))
}

#[test]
fn rule_06_no_caffeine_near_bed_however_early_it_is_asked_for() {
    let evening = day(adult(), vec![session(18, 1.0)]);
    let caffeine =
        |day: &Day| plan(day).unwrap().needs.iter().any(|need| matches!(need.amount, Band::Caffeine(_)));
    assert!(!caffeine(&evening));
    assert!(plan(&evening).unwrap().flags.contains(&("s18".into(), Flag::NoCaffeineSleep)));
    assert!(caffeine(&day(adult(), vec![session(8, 1.0)])));
    // An afternoon nap is a bed too.
    let mut napping = day(adult(), vec![session(8, 1.0)]);
    napping.sleep.push(SleepWindow { bed: at(11), rise: at(12) });
    assert!(!caffeine(&napping), "a nap three hours later is a bed as well");
}

#[test]
fn rule_07_pure_caffeine_enters_no_catalogue_by_any_door() {
    let page = r#"{"fdcId": 1, "description": "Powder", "servingSize": 1, "servingSizeUnit": "g",
        "foodNutrients": [{"number": "262", "amount": 99000}]}"#;
    assert!(fuel::usda_json(page).unwrap_err().to_string().contains("pure caffeine"));
    let mut own = Catalogue::built_in().get("lmnt").unwrap().clone();
    own.id = "mine".into();
    own.nutrients.caffeine = Some(Caffeine::from_mg(3000.0));
    own.mass = Some(Mass::from_g(3.5));
    let refused = Catalogue::built_in().with_own(&[own]).unwrap_err();
    assert!(refused[0].to_string().contains("pure caffeine"));
}

#[test]
fn rule_15_unknown_contents_are_excluded_where_they_matter() {
    let wanted = || vec![carbohydrate(20.0, 60.0)];
    let free = Request { without: vec![Allergen::Milk.into()], ..Request::of(wanted(), Slot::During) };
    let basket = choose(&free, Catalogue::built_in()).unwrap();
    for pick in &basket.picks {
        let contains = &Catalogue::built_in().get(&pick.item).unwrap().contains;
        assert_eq!(contains.presence(Allergen::Milk), Presence::Absent, "{}", pick.item);
    }
    // Liking it, owning it and its price make no difference.
    let of_unknown = |item: &&fuel::Item| item.contains.presence(Allergen::Milk) == Presence::Unknown;
    let unknown = Catalogue::built_in().items().iter().find(of_unknown).unwrap().id.clone();
    let keen = Request { likes: vec![unknown.clone()], pantry: vec![unknown.clone()], ..free };
    assert!(choose(&keen, Catalogue::built_in()).unwrap().picks.iter().all(|pick| pick.item != unknown));
}

#[test]
fn rule_15_a_stored_word_that_no_vocabulary_knows_leaves_nothing() {
    let without = vec![Restriction::from("mlik".to_owned())];
    for unknown_contents in [UnknownContents::LeaveOut, UnknownContents::AskToRead] {
        let wanted = Request::of(vec![carbohydrate(20.0, 60.0)], Slot::During);
        let request = Request { without: without.clone(), unknown_contents, ..wanted };
        assert!(choose(&request, Catalogue::built_in()).is_err(), "{request:?}");
    }
}

#[test]
fn rule_16_what_is_unknown_counts_for_nothing_and_against_every_limit() {
    let mut gel = Catalogue::built_in().get("gu_gel").unwrap().clone();
    (gel.id, gel.nutrients.sodium, gel.contains) = ("blank".into(), None, all_known());
    let only = |amounts: Vec<Band>| Request {
        dislikes: Catalogue::built_in().items().iter().map(|item| item.id.clone()).collect(),
        ..Request::of(amounts, Slot::During)
    };
    let catalogue = Catalogue::built_in().with_own(&[gel]).unwrap();
    let food = carbohydrate(20.0, 30.0);
    assert!(choose(&only(vec![food]), &catalogue).is_ok(), "where sodium does not matter it may be used");
    let needs = Band::Sodium(Range::of(Sodium::from_mg(10.0), Sodium::from_mg(2000.0)));
    assert!(choose(&only(vec![food, needs]), &catalogue).is_err(), "unknown sodium reaches no least amount");
    // Towards a limit it counts as the worst of its kind: 7 mg of sodium in a gram of gel, 224 mg in this one.
    let within = |most: f64| Band::Sodium(Range::of(Sodium::ZERO, Sodium::from_mg(most)));
    assert!(choose(&only(vec![food, within(223.0)]), &catalogue).is_err(), "it may exceed this limit");
    let basket = choose(&only(vec![food, within(225.0)]), &catalogue).unwrap();
    assert_eq!(
        (basket.sodium, basket.unknown),
        (Sodium::ZERO, vec![fuel::Nutrient::Sodium]),
        "and is not printed as known"
    );
}

fn all_known() -> Contents {
    Contents::read("none", "", "").unwrap()
}

#[test]
fn rule_18_an_uncertain_sweating_rate_widens_the_band_and_never_lifts_its_top() {
    let wide = Estimate {
        median: VolumeRate::from_l_per_h(0.9),
        i50: Interval { low: VolumeRate::from_l_per_h(0.7), high: VolumeRate::from_l_per_h(1.2) },
        i80: Interval { low: VolumeRate::from_l_per_h(0.5), high: VolumeRate::from_l_per_h(1.7) },
        i95: Interval { low: VolumeRate::from_l_per_h(0.4), high: VolumeRate::from_l_per_h(2.5) },
    };
    let known = day(adult(), vec![session(10, 3.0)]);
    let mut unsure = known.clone();
    unsure.sessions[0].sweat_rate = Some(wide);
    assert!(fluid(&unsure).min < fluid(&known).min, "the cautious end asks for less");
    assert!(fluid(&unsure).max < fluid(&known).max, "who knows less drinks less");
    let confidence = |day: &Day| {
        let plan = plan(day).unwrap();
        plan.needs
            .iter()
            .find(|need| matches!(need.amount, Band::Fluid(_)) && need.phase == Phase::During)
            .unwrap()
            .confidence
    };
    assert_eq!((confidence(&known), confidence(&unsure)), (Confidence::High, Confidence::Low));
}

#[test]
fn rule_19_every_recommendation_names_its_sources_and_its_confidence_and_no_brand_is_favoured() {
    let plan = plan(&day(adult(), vec![session(10, 2.5)])).unwrap();
    for need in &plan.needs {
        let receipt = plan.receipts.iter().find(|receipt| receipt.id == need.receipt).unwrap();
        assert!(!receipt.sources.is_empty() && !receipt.model.is_empty(), "{}", need.id);
    }
    // Sponsor-neutral: the order of a catalogue decides nothing.
    let request = Request::of(vec![carbohydrate(40.0, 60.0)], Slot::During);
    let renamed: Vec<fuel::Item> = Catalogue::built_in()
        .items()
        .iter()
        .map(|item| fuel::Item { source: "another maker".into(), ..item.clone() })
        .collect();
    let neutral = Catalogue::built_in().with_own(&renamed).unwrap();
    assert_eq!(choose(&request, &neutral), choose(&request, Catalogue::built_in()));
}

#[test]
fn rule_20_it_says_what_it_is_not() {
    for words in ["no diagnosis", "pregnant", "under 18", "clinician", "label"] {
        assert!(DISCLAIMER.contains(words), "{words}");
    }
}

#[test]
fn rule_21_supplements_come_with_a_word_on_testing() {
    let salt = Band::Sodium(Range::of(Sodium::from_mg(240.0), Sodium::from_mg(260.0)));
    let all = Catalogue::built_in().items().iter();
    let capsules_only = Request {
        dislikes: all.filter(|item| item.form != fuel::Form::Capsule).map(|item| item.id.clone()).collect(),
        ..Request::of(vec![salt], Slot::During)
    };
    let basket = choose(&capsules_only, Catalogue::built_in()).unwrap();
    assert!(basket.notes.contains(&fuel::Note::ThirdParty), "{basket:?}");
    // Rule 13 from the other side: nobody under 18 is given one.
    assert!(choose(&Request { minor: true, ..capsules_only }, Catalogue::built_in()).is_err());
}

#[test]
fn rule_22_conditions_stay_where_they_are() {
    // The rules are plain functions: nothing in this crate can reach a network or a disk. What it depends on is its proof.
    let manifest = include_str!("../Cargo.toml");
    for outside in ["reqwest", "hyper", "tokio", "ureq", "connect"] {
        assert!(!manifest.contains(outside), "{outside}");
    }
    let shown = format!(
        "{:?}",
        plan(&day(Person { conditions: vec![Condition::Nsaid], ..adult() }, vec![session(10, 2.0)]))
            .unwrap()
            .receipts
    );
    assert!(!shown.to_lowercase().contains("nsaid"), "receipts, which can be shared, name no condition");
}

#[test]
fn c5_loading_is_ten_to_twelve_grams_per_kilogram_and_not_for_minors() {
    // Scenario S29: 65 kg, 650 to 780 g a day.
    let person = Person { body_mass: Mass::from_kg(65.0), ..adult() };
    let mut loading = day(person, vec![session(10, 0.5)]);
    loading.loading_for = Some(at(34));
    let total = |day: &Day| match plan(day).unwrap().totals[0].amount {
        Band::Carbohydrate(range) => (range.min.as_g(), range.max.as_g()),
        _ => (0.0, 0.0),
    };
    assert_eq!(total(&loading), (650.0, 780.0));
    loading.loading_for = Some(at(100));
    assert!(total(&loading).1 < 500.0, "four days ahead is too early");
    loading.loading_for = Some(at(34));
    loading.person.age_years = Some(16.0);
    assert!(total(&loading).1 < 500.0);
}

#[test]
fn protein_doses_stand_three_hours_apart_and_a_short_gap_leaves_stores_partly_filled() {
    let plan = plan(&day(adult(), vec![session(8, 1.5), session(11, 1.0)])).unwrap();
    let doses: Vec<&fuel::Need> = plan
        .needs
        .iter()
        .filter(|need| matches!(need.amount, Band::Protein(r) if r.max > Protein::ZERO))
        .collect();
    assert_eq!(doses.len(), 1, "{doses:?}");
    assert_eq!(plan.carried[0].1.carbohydrate_short, Carbohydrate::ZERO);
    assert!(plan.carried[1].1.carbohydrate_short > Carbohydrate::ZERO);
    assert!(
        plan.carried[1].1.gut_load > Carbohydrate::ZERO
            || plan.carried[1].1.carbohydrate_short > Carbohydrate::ZERO
    );
}

#[test]
fn above_sixty_grams_an_hour_a_third_is_fructose() {
    let hard = Request {
        over: Some(Duration::from_hours(3.0)),
        ..Request::of(vec![carbohydrate(240.0, 270.0)], Slot::During)
    };
    let basket = choose(&hard, Catalogue::built_in()).unwrap();
    let fructose: f64 = basket
        .picks
        .iter()
        .map(|pick| {
            let of = Catalogue::built_in().get(&pick.item).unwrap().nutrients.fructose;
            of.map_or(0.0, Carbohydrate::as_g) * pick.servings
        })
        .sum();
    assert!(fructose >= 80.0 - 1e-6, "{fructose} g in {basket:?}");
}

#[test]
fn halves_of_food_where_whole_servings_do_not_fit() {
    let only = |id: &str, band: Band| Request {
        dislikes: Catalogue::built_in()
            .items()
            .iter()
            .map(|i| i.id.clone())
            .filter(|other| other != id)
            .collect(),
        ..Request::of(vec![band], Slot::During)
    };
    // A banana holds 27 g: 12 to 15 g are half of one.
    let half = choose(&only("banana", carbohydrate(12.0, 15.0)), Catalogue::built_in()).unwrap();
    assert_eq!(half.picks[0].servings, 0.5);
    assert_eq!(half.picks[0].servings_in_words(), "½");
    let whole = choose(&only("banana", carbohydrate(25.0, 56.0)), Catalogue::built_in()).unwrap();
    assert_eq!(whole.picks[0].servings, 1.0);
    // Nobody halves a gel.
    assert!(choose(&only("gu_gel", carbohydrate(10.0, 12.0)), Catalogue::built_in()).is_err());
}

#[test]
fn what_can_be_carried_limits_bottles_and_pockets() {
    let needs = vec![
        Band::Fluid(Range::of(Volume::from_ml(500.0), Volume::from_ml(3000.0))),
        carbohydrate(100.0, 140.0),
    ];
    let carry = Carry { bottles: Volume::from_ml(750.0), pieces: 2 };
    let request = Request { carry: Some(carry), ..Request::of(needs, Slot::During) };
    let basket = choose(&request, Catalogue::built_in()).unwrap();
    assert!(basket.fluid <= carry.bottles, "{basket:?}");
    let pieces: f64 = basket
        .picks
        .iter()
        .filter(|pick| {
            let form = Catalogue::built_in().get(&pick.item).unwrap().form;
            !matches!(form, fuel::Form::Drink | fuel::Form::Powder)
        })
        .map(|pick| pick.servings.ceil())
        .sum();
    assert!(pieces <= 2.0, "{basket:?}");
}

#[test]
fn likes_and_then_prices_decide_between_equal_baskets() {
    let two_gels = |request: Request| choose(&request, Catalogue::built_in()).unwrap().picks[0].item.clone();
    let gels = ["gu_gel", "sis_go_isotonic", "huma_gel"];
    let base = Request {
        dislikes: Catalogue::built_in()
            .items()
            .iter()
            .map(|item| item.id.clone())
            .filter(|id| !gels.contains(&id.as_str()))
            .collect(),
        ..Request::of(vec![carbohydrate(40.0, 46.0)], Slot::During)
    };
    for liked in gels {
        assert_eq!(two_gels(Request { likes: vec![liked.to_owned()], ..base.clone() }), liked);
        let prices =
            gels.map(|id| (id.to_owned(), if id == liked { 1.0 } else { 2.0 })).into_iter().collect();
        assert_eq!(two_gels(Request { prices, ..base.clone() }), liked);
    }
    let prices = [("gu_gel".to_owned(), 0.5), ("huma_gel".to_owned(), 9.0)].into_iter().collect();
    let keen = Request { likes: vec!["huma_gel".into()], prices, ..base };
    assert_eq!(two_gels(keen), "huma_gel", "liking goes before price");
}

#[test]
fn what_clashes_is_named_however_many_limits_it_takes() {
    let impossible = Request::of(
        vec![
            carbohydrate(5000.0, 5001.0),
            Band::Protein(Range::of(Protein::from_g(3000.0), Protein::from_g(3001.0))),
            Band::Sodium(Range::of(Sodium::from_mg(1e6), Sodium::from_mg(1.1e6))),
            Band::Fluid(Range::of(Volume::from_ml(10.0), Volume::from_ml(20.0))),
        ],
        Slot::During,
    );
    let clashes = choose(&impossible, Catalogue::built_in()).unwrap_err().clashes;
    assert!(clashes.len() >= 3, "{clashes:?}");
    assert!(clashes.iter().any(|clash| clash.to_string().contains("carbohydrate")), "{clashes:?}");
    assert!(clashes.iter().all(|clash| !matches!(clash, fuel::basket::Clash::NothingUsable)), "{clashes:?}");
}

#[test]
fn what_was_really_had_goes_before_what_was_planned() {
    let morning = session(8, 2.0);
    let planned = day(adult(), vec![morning.clone(), session(12, 1.0)]);
    let done = |done: fuel::Done| {
        day(adult(), vec![Session { done: Some(done), ..morning.clone() }, session(12, 1.0)])
    };
    let after = |day: &Day| {
        let plan = plan(day).unwrap();
        let of = |need: &&fuel::Need| {
            need.session == "s8" && need.phase == Phase::After && matches!(need.amount, Band::Fluid(_))
        };
        let fluid = plan.needs.iter().find(of).map(|need| need.amount);
        match fluid {
            Some(Band::Fluid(range)) => range.max.as_ml(),
            _ => 0.0,
        }
    };
    // 1.8 L sweated: who drank nothing has more to drink back than who drank to plan, and who drank it all has none.
    let nothing = fuel::Done { drunk: Some(Volume::ZERO), ..fuel::Done::default() };
    let all = fuel::Done { drunk: Some(Volume::from_l(1.8)), ..nothing };
    assert!(after(&done(nothing)) > after(&planned) && after(&done(all)) == 0.0);
    // The scale goes before both.
    let weighed = fuel::Done { mass_lost: Some(Mass::from_kg(0.5)), ..nothing };
    assert!(after(&done(weighed)) < after(&done(nothing)));
    let plan = plan(&done(nothing)).unwrap();
    assert!(
        plan.needs.iter().all(|need| need.session != "s8" || need.phase > Phase::During),
        "what is over is not planned"
    );
    // Caffeine that was had counts towards the day.
    let awake = done(fuel::Done { caffeine: Caffeine::from_mg(390.0), ..nothing });
    let doses = |day: &Day| {
        fuel::plan(day)
            .unwrap()
            .needs
            .iter()
            .filter_map(|need| match need.amount {
                Band::Caffeine(range) => Some(range.max.as_mg()),
                _ => None,
            })
            .sum::<f64>()
    };
    assert!(doses(&awake) <= 10.0 + 1e-9 && doses(&done(nothing)) > 10.0);
}

#[test]
fn rule_09_no_more_potassium_than_350_mg_in_all_drinks_powders_and_supplements() {
    let salt = Band::Sodium(Range::of(Sodium::from_mg(200.0), Sodium::from_mg(900.0)));
    let catalogue = Catalogue::built_in();
    for item in catalogue.items().iter().filter(|item| item.slots.contains(&Slot::During)) {
        let only = Request {
            dislikes: catalogue
                .items()
                .iter()
                .map(|i| i.id.clone())
                .filter(|other| *other != item.id)
                .collect(),
            low_potassium: true,
            ..Request::of(vec![salt], Slot::During)
        };
        let Ok(basket) = choose(&only, catalogue) else { continue };
        let electrolyte = !matches!(item.form, fuel::Form::Food | fuel::Form::Bar);
        let potassium: f64 = basket
            .picks
            .iter()
            .map(|pick| item.nutrients.potassium.map_or(0.0, units::Potassium::as_mg) * pick.servings)
            .sum();
        assert!(!electrolyte || potassium <= 350.0 + 1e-6, "{}: {potassium} mg in {basket:?}", item.id);
    }
}
