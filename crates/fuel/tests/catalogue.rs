//! The catalogue and baskets together: what must not be in a basket is not, whatever the vocabulary, and what people
//! commonly ask for has a basket.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuel::basket::{Basket, Carry, Ceiling, Request, UnknownContents, choose};
use fuel::{Allergen, Band, Catalogue, Class, Form, Item, Note, Presence, Range, Restriction, Slot, Tier};
use jiff::civil::date;
use proptest::prelude::*;
use units::{Caffeine, Carbohydrate, Duration, Potassium, Protein, Quantity, Sodium, Volume};

fn range<Q: Quantity>(min: Q, max: Q) -> Range<Q> {
    Range::of(min, max)
}

fn fluid(min: f64, max: f64) -> Band {
    Band::Fluid(range(Volume::from_ml(min), Volume::from_ml(max)))
}

fn sodium(min: f64, max: f64) -> Band {
    Band::Sodium(range(Sodium::from_mg(min), Sodium::from_mg(max)))
}

fn carbohydrate(min: f64, max: f64) -> Band {
    Band::Carbohydrate(range(Carbohydrate::from_g(min), Carbohydrate::from_g(max)))
}

fn protein(min: f64, max: f64) -> Band {
    Band::Protein(range(Protein::from_g(min), Protein::from_g(max)))
}

fn caffeine(min: f64, max: f64) -> Band {
    Band::Caffeine(range(Caffeine::from_mg(min), Caffeine::from_mg(max)))
}

fn hours(hours: f64) -> Option<Duration> {
    Some(Duration::from_hours(hours))
}

fn items(basket: &Basket) -> impl Iterator<Item = (&'static Item, f64)> + '_ {
    basket.picks.iter().map(|pick| (Catalogue::built_in().get(&pick.item).unwrap(), pick.servings))
}

fn only(ids: &[&str], amounts: Vec<Band>, slot: Slot) -> Request {
    let others = Catalogue::built_in().items().iter().map(|item| item.id.clone());
    Request {
        dislikes: others.filter(|id| !ids.contains(&id.as_str())).collect(),
        ..Request::of(amounts, slot)
    }
}

/// Words for foods in the languages of the vocabulary, beside its codes.
const WORDS: [(&str, &[Allergen]); 24] = [
    ("Dairy", &[Allergen::Milk]),
    ("leche", &[Allergen::Milk]),
    ("lactose", &[Allergen::Milk]),
    ("Laticínios", &[Allergen::Milk]),
    ("sin gluten", &[Allergen::Gluten]),
    ("wheat", &[Allergen::Gluten]),
    ("cevada", &[Allergen::Gluten]),
    ("Weizen", &[Allergen::Gluten]),
    ("malt", &[Allergen::Gluten]),
    ("cacahuetes", &[Allergen::Peanut]),
    ("amendoim", &[Allergen::Peanut]),
    ("frutos secos", &[Allergen::Nuts]),
    ("tree nuts", &[Allergen::Nuts]),
    ("tahini", &[Allergen::Sesame]),
    ("sésamo", &[Allergen::Sesame]),
    ("sulfitos", &[Allergen::Sulphites]),
    ("œufs", &[Allergen::Egg]),
    ("ovo", &[Allergen::Egg]),
    ("soja", &[Allergen::Soy]),
    ("mariscos", &[Allergen::Crustaceans, Allergen::Molluscs]),
    ("vegana", &[Allergen::Milk, Allergen::Egg, Allergen::Meat, Allergen::Fish, Allergen::Honey]),
    ("halal", &[Allergen::Pork, Allergen::Alcohol]),
    ("adoçantes", &[Allergen::Sweetener]),
    ("low fodmap", &[Allergen::Fodmap]),
];

fn slots() -> impl Strategy<Value = Slot> {
    prop::sample::select(Slot::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Neither the words nor the slot, the likes, the pantry or the tier let an item in that contains, may contain or, for
    /// all that is known, could contain what is excluded; and where packs are read, only the last kind comes in.
    #[test]
    fn no_basket_holds_what_is_excluded_in_any_word_of_any_language(
        words in prop::collection::vec(0..WORDS.len(), 1..4),
        slot in slots(),
        wanted in 10.0..70.0f64,
        reads in any::<bool>(),
        liked in prop::collection::vec(0..500usize, 0..6),
    ) {
        let all = Catalogue::built_in().items();
        let names: Vec<String> = liked.iter().map(|place| all[place % all.len()].id.clone()).collect();
        let request = Request {
            without: words.iter().map(|word| WORDS[*word].0.parse::<Restriction>().unwrap()).collect(),
            unknown_contents: if reads { UnknownContents::AskToRead } else { UnknownContents::LeaveOut },
            likes: names.clone(),
            pantry: names,
            ..Request::of(vec![carbohydrate(wanted, wanted + 20.0)], slot)
        };
        let Ok(basket) = choose(&request, Catalogue::built_in()) else { return Ok(()) };
        for (item, _) in items(&basket) {
            for food in words.iter().flat_map(|word| WORDS[*word].1) {
                match item.contains.presence(*food) {
                    Presence::Absent => {}
                    Presence::Unknown => {
                        prop_assert!(reads, "{} may contain {food}", item.id);
                        prop_assert!(basket.notes.contains(&Note::ReadPack), "{} without the ask", item.id);
                    }
                    found => prop_assert!(false, "{}: {food} is {found:?}", item.id),
                }
            }
        }
    }

    /// The strictest of all limits holds, for whatever amounts are asked.
    #[test]
    fn no_basket_exceeds_its_limits_or_is_too_strong_to_drink(
        least in 0.0..80.0f64, salt in 0.0..800.0f64, litres in 0.3..2.0f64, minor in any::<bool>(), restricted in any::<bool>(),
    ) {
        let request = Request {
            over: hours(2.0),
            minor,
            low_potassium: restricted,
            ceilings: vec![Ceiling::Sodium(Sodium::from_mg(salt + 500.0)), Ceiling::Fat(units::Fat::from_g(5.0))],
            ..Request::of(
                vec![fluid(0.0, 1000.0 * litres), sodium(salt, salt + 2000.0), carbohydrate(least, least + 90.0)],
                Slot::During,
            )
        };
        let Ok(basket) = choose(&request, Catalogue::built_in()) else { return Ok(()) };
        prop_assert!(basket.fluid.as_l() <= litres + 1e-9);
        prop_assert!(basket.sodium.as_mg() <= salt + 500.0 + 1e-6);
        let sum = |of: &dyn Fn(&Item) -> f64| items(&basket).map(|(item, servings)| of(item) * servings).sum::<f64>();
        let dissolved = |item: &Item| matches!(item.form, Form::Drink | Form::Powder | Form::Capsule);
        let salty = sum(&|item| if dissolved(item) { item.nutrients.sodium.map_or(0.0, Sodium::as_mg) } else { 0.0 });
        prop_assert!(salty <= 1100.0 * basket.fluid.as_l() + 1e-6, "{salty} mg in {}", basket.fluid.as_l());
        let sugar = sum(&|item| match item.form {
            Form::Drink | Form::Powder => item.nutrients.carbohydrate.map_or(0.0, Carbohydrate::as_g),
            _ => 0.0,
        });
        prop_assert!(sugar <= 100.0 * basket.fluid.as_l() + 1e-6, "{sugar} g in {}", basket.fluid.as_l());
        let potassium = sum(&|item| match item.form {
            Form::Food | Form::Bar => 0.0,
            _ => item.nutrients.potassium.map_or(0.0, Potassium::as_mg),
        });
        prop_assert!(!restricted || potassium <= 350.0 + 1e-6, "{potassium} mg of potassium");
        prop_assert!(sum(&|item| item.nutrients.caffeine.map_or(0.0, Caffeine::as_mg)) <= 10.0 + 1e-6);
        for (item, _) in items(&basket) {
            prop_assert!(!minor || item.class == Class::Food, "{} for a minor", item.id);
        }
    }
}

#[test]
fn the_three_dangerous_rows_and_the_wrong_figures_are_right() {
    let row = |id: &str| Catalogue::built_in().get(id).unwrap();
    for cereal in ["cornflakes", "rice_krispies"] {
        assert_eq!(
            row(cereal).contains.presence(Allergen::Gluten),
            Presence::Contained,
            "barley malt in {cereal}"
        );
    }
    assert_eq!(row("egg_scrambled").contains.presence(Allergen::Milk), Presence::Contained);
    assert_eq!(row("hummus").contains.presence(Allergen::Sesame), Presence::Contained);
    assert!(row("bagel_plain").contains.presence(Allergen::Sesame) >= Presence::Possible);
    let sodium = |id: &str| row(id).nutrients.sodium.unwrap().as_mg();
    assert!((60.0..=66.0).contains(&sodium("coconut_water")));
    assert_eq!(sodium("powerade_20oz"), 400.0);
    assert_eq!(row("powerade_20oz").nutrients.carbohydrate, Some(Carbohydrate::from_g(35.0)));
    assert_eq!(
        (sodium("maurten_160"), sodium("maurten_solid225"), sodium("skratch_chews")),
        (210.0, 260.0, 160.0)
    );
    for (tablet, water) in [("nuun_sport", 475.0), ("nuun_sport_caf", 475.0), ("sis_go_hydro", 500.0)] {
        assert_eq!(row(tablet).mix_with, Some(Volume::from_ml(water)), "{tablet}");
    }
    assert!(
        !row("skratch_hyper").slots.contains(&Slot::During)
            && !row("red_bull").slots.contains(&Slot::Bedtime)
    );
}

#[test]
fn tablets_bring_their_water_and_four_of_them_are_not_put_into_half_a_litre() {
    let tablets = |ml: f64| {
        choose(
            &only(&["nuun_sport"], vec![fluid(0.0, ml), sodium(600.0, 2000.0)], Slot::During),
            Catalogue::built_in(),
        )
    };
    let basket = tablets(1000.0).unwrap();
    assert_eq!(basket.picks[0].servings, 2.0);
    assert!(basket.water.as_ml() >= 950.0, "two tablets in {}", basket.water.as_ml());
    assert!(tablets(500.0).is_err(), "1,200 mg in a litre is too strong");
}

#[test]
fn a_salt_capsule_comes_with_water() {
    let basket =
        choose(&only(&["saltstick_cap"], vec![sodium(400.0, 500.0)], Slot::During), Catalogue::built_in())
            .unwrap();
    assert!(basket.water.as_ml() >= 430.0 / 1.1 - 1e-6, "{basket:?}");
}

#[test]
fn maltodextrin_alone_at_eighty_grams_an_hour_is_refused() {
    // Row 16: the least asked is 50 g an hour, and what is in the basket is what counts.
    let asked = |ids: &[&str]| Request {
        over: hours(2.0),
        ..only(ids, vec![fluid(0.0, 2000.0), carbohydrate(100.0, 180.0)], Slot::During)
    };
    let basket = choose(&asked(&["maltodextrin"]), Catalogue::built_in()).unwrap();
    assert!(basket.carbohydrate.as_g() <= 120.0, "{basket:?}");
    let strong = Request {
        over: hours(2.0),
        ..only(&["maltodextrin"], vec![fluid(0.0, 2000.0), carbohydrate(150.0, 180.0)], Slot::During)
    };
    let clash = choose(&strong, Catalogue::built_in()).unwrap_err().to_string();
    assert!(clash.contains("fructose"), "{clash}");
    let mixed = Request {
        over: hours(2.0),
        ..only(&["maurten_gel160"], vec![carbohydrate(150.0, 180.0)], Slot::During)
    };
    assert!(choose(&mixed, Catalogue::built_in()).is_ok());
}

#[test]
fn no_sodium_need_and_a_limit_of_none_are_two_things() {
    // Row 8: hypertension and eight hours.
    let hours = hours(8.0);
    let ride = |band: Band| Request {
        over: hours,
        ..Request::of(vec![fluid(0.0, 4000.0), band, carbohydrate(240.0, 480.0)], Slot::During)
    };
    let none = choose(&ride(Band::Sodium(Range::none())), Catalogue::built_in()).unwrap();
    assert!(none.sodium.as_mg() <= 140.0, "{none:?}");
    let capped = Request {
        ceilings: vec![Ceiling::Sodium(Sodium::ZERO)],
        over: hours,
        ..Request::of(vec![carbohydrate(240.0, 480.0)], Slot::During)
    };
    assert!(choose(&capped, Catalogue::built_in()).unwrap().sodium.as_mg() <= 140.0);
}

#[test]
fn the_potassium_of_all_servings_together_is_limited() {
    // Eight servings of 150 mg each were within a limit that looked at one.
    let request =
        Request { low_potassium: true, ..only(&["nuun_sport"], vec![sodium(900.0, 1200.0)], Slot::During) };
    assert!(choose(&request, Catalogue::built_in()).is_err(), "three tablets hold 450 mg");
    assert!(choose(&Request { low_potassium: false, ..request }, Catalogue::built_in()).is_ok());
}

#[test]
fn bottles_that_do_not_hold_the_need_leave_a_gap_with_a_name() {
    // Row 15: 0.5 L of bottles against 1.4 L.
    let carry = Carry { bottles: Volume::from_ml(500.0), pieces: 4 };
    let request = Request {
        carry: Some(carry),
        ..Request::of(vec![fluid(1400.0, 2000.0), carbohydrate(30.0, 60.0)], Slot::During)
    };
    let basket = choose(&request, Catalogue::built_in()).unwrap();
    assert_eq!(basket.gaps.len(), 1, "{basket:?}");
    assert_eq!(basket.gaps[0].to_string(), "500 mL of the 1400 mL of fluid");
    let enough = Request { carry: None, ..request };
    assert_eq!(choose(&enough, Catalogue::built_in()).unwrap().gaps, []);
}

#[test]
fn minors_get_ordinary_food_and_drink_only() {
    // Rows 9 and 26.
    let request = Request {
        minor: true,
        over: hours(2.5),
        ..Request::of(
            vec![fluid(500.0, 1500.0), carbohydrate(60.0, 140.0), sodium(300.0, 900.0)],
            Slot::During,
        )
    };
    let basket = choose(&request, Catalogue::built_in()).unwrap();
    assert!(!basket.picks.is_empty());
    for (item, _) in items(&basket) {
        assert_eq!(item.class, Class::Food, "{}", item.id);
        assert!(item.nutrients.caffeine.is_none_or(|caffeine| caffeine.as_mg() <= 10.0), "{}", item.id);
    }
}

#[test]
fn every_common_request_has_a_basket_of_verified_figures() {
    let without =
        |foods: &[Allergen]| foods.iter().map(|food| Restriction::Allergen(*food)).collect::<Vec<_>>();
    let hour = vec![fluid(400.0, 1000.0), sodium(400.0, 700.0), carbohydrate(30.0, 60.0)];
    let common = [
        (
            "gluten-free hour",
            Request {
                without: without(&[Allergen::Gluten]),
                over: hours(1.0),
                ..Request::of(hour.clone(), Slot::During)
            },
        ),
        (
            "milk-free hour",
            Request {
                without: without(&[Allergen::Milk]),
                over: hours(1.0),
                ..Request::of(hour.clone(), Slot::During)
            },
        ),
        (
            "hour without sweetener",
            Request {
                without: without(&[Allergen::Sweetener]),
                over: hours(1.0),
                ..Request::of(hour.clone(), Slot::During)
            },
        ),
        (
            "nut-free hour",
            Request {
                without: without(&[Allergen::Nuts, Allergen::Peanut, Allergen::Sesame]),
                over: hours(1.0),
                ..Request::of(hour.clone(), Slot::During)
            },
        ),
        (
            "low-FODMAP hour",
            Request {
                without: without(&[Allergen::Fodmap]),
                over: hours(1.0),
                ..Request::of(hour, Slot::During)
            },
        ),
        (
            "vegan after",
            Request {
                without: vec![Restriction::Vegan],
                ..Request::of(
                    vec![carbohydrate(50.0, 90.0), protein(20.0, 40.0), fluid(500.0, 1500.0)],
                    Slot::After,
                )
            },
        ),
        (
            "vegetarian after",
            Request {
                without: vec![Restriction::Vegetarian],
                ..Request::of(vec![carbohydrate(50.0, 90.0), protein(20.0, 40.0)], Slot::After)
            },
        ),
        (
            "halal after",
            Request {
                without: vec![Restriction::Halal],
                ..Request::of(vec![carbohydrate(50.0, 90.0), protein(20.0, 40.0)], Slot::After)
            },
        ),
        (
            "kosher after",
            Request {
                without: vec![Restriction::Kosher],
                ..Request::of(vec![carbohydrate(50.0, 90.0), protein(20.0, 40.0)], Slot::After)
            },
        ),
        (
            "milk-free bedtime",
            Request {
                without: without(&[Allergen::Milk]),
                ..Request::of(vec![protein(20.0, 40.0)], Slot::Bedtime)
            },
        ),
        ("bedtime", Request::of(vec![protein(30.0, 40.0)], Slot::Bedtime)),
        (
            "caffeine race",
            Request {
                over: hours(3.0),
                ..Request::of(
                    vec![
                        fluid(1200.0, 2400.0),
                        sodium(500.0, 2400.0),
                        carbohydrate(150.0, 240.0),
                        caffeine(80.0, 200.0),
                    ],
                    Slot::During,
                )
            },
        ),
        ("salty drink before", Request::of(vec![fluid(350.0, 600.0), sodium(230.0, 690.0)], Slot::Before)),
        (
            "breakfast without gluten",
            Request {
                without: without(&[Allergen::Gluten]),
                ..Request::of(vec![carbohydrate(70.0, 140.0)], Slot::Before)
            },
        ),
    ];
    for (name, request) in common {
        let basket =
            choose(&request, Catalogue::built_in()).unwrap_or_else(|clash| panic!("{name}: {clash}"));
        assert!(basket.proven && !basket.picks.is_empty(), "{name}: {basket:?}");
        assert!(
            !basket.notes.contains(&Note::Unverified),
            "{name} rests on rows that nobody verified: {basket:?}"
        );
        let held = |of: &dyn Fn(&Item) -> f64| {
            items(&basket).map(|(item, servings)| of(item) * servings).sum::<f64>()
        };
        if name == "caffeine race" {
            assert!(held(&|item| item.nutrients.caffeine.map_or(0.0, Caffeine::as_mg)) >= 80.0, "{basket:?}");
        }
    }
}

/// A gluten-free hour of exercise was answered with a cup of cooked rice.
#[test]
fn while_moving_nobody_is_sent_to_the_table() {
    let cooked = Catalogue::built_in()
        .items()
        .iter()
        .filter(|item| item.slots.contains(&Slot::During))
        .find(|item| item.name.contains("cooked") || item.serving.contains("cooked"));
    assert_eq!(cooked.map(|item| &item.id), None);
    let hour = vec![fluid(400.0, 1000.0), sodium(400.0, 700.0), carbohydrate(30.0, 60.0)];
    for food in [Allergen::Gluten, Allergen::Milk, Allergen::Nuts] {
        let request = Request {
            without: vec![food.into()],
            over: hours(1.0),
            ..Request::of(hour.clone(), Slot::During)
        };
        let basket = choose(&request, Catalogue::built_in()).unwrap();
        assert!(items(&basket).all(|(item, _)| item.form != Form::Food), "{food:?}: {basket:?}");
    }
}

#[test]
fn a_gluten_free_hour_offers_more_to_who_reads_packs_and_says_so() {
    let ask = |unknown_contents| Request {
        without: vec![Allergen::Peanut.into(), Allergen::Celery.into()],
        unknown_contents,
        ..only(&["gu_gel"], vec![carbohydrate(20.0, 30.0)], Slot::During)
    };
    assert!(choose(&ask(UnknownContents::LeaveOut), Catalogue::built_in()).is_err());
    let basket = choose(&ask(UnknownContents::AskToRead), Catalogue::built_in()).unwrap();
    assert_eq!(basket.notes, [Note::ReadPack]);
    // What the pack is known to say stays out, whoever reads it.
    let bread = Request {
        without: vec![Allergen::Milk.into()],
        unknown_contents: UnknownContents::AskToRead,
        ..only(&["bread_white"], vec![carbohydrate(20.0, 60.0)], Slot::Before)
    };
    assert!(choose(&bread, Catalogue::built_in()).is_err());
}

#[test]
fn what_nobody_verified_comes_last_and_says_so_and_old_checks_are_shown_then_demoted() {
    let both = |today| Request {
        today,
        ..only(&["enervit_c21_gel", "sis_beta_fuel_gel"], vec![carbohydrate(38.0, 42.0)], Slot::During)
    };
    let basket = choose(&both(None), Catalogue::built_in()).unwrap();
    assert_eq!((basket.picks[0].item.as_str(), basket.notes.len()), ("sis_beta_fuel_gel", 0));
    let alone = only(&["enervit_c21_gel"], vec![carbohydrate(38.0, 42.0)], Slot::During);
    assert_eq!(choose(&alone, Catalogue::built_in()).unwrap().notes, [Note::Unverified]);
    assert!(choose(&Request { tier: Tier::Community, ..alone }, Catalogue::built_in()).is_err());
    let ageing = choose(&both(Some(date(2028, 1, 1))), Catalogue::built_in()).unwrap();
    assert_eq!(ageing.notes, [Note::Stale]);
    // Two years on the row still serves, but behind what was checked since.
    let mut fresh = Catalogue::built_in().get("amacx_turbo_gel").unwrap().clone();
    fresh.checked = Some(date(2029, 5, 1));
    let catalogue = Catalogue::built_in().with_own(&[fresh]).unwrap();
    let request = Request {
        today: Some(date(2029, 6, 1)),
        ..only(&["amacx_turbo_gel", "sis_beta_fuel_gel"], vec![carbohydrate(38.0, 42.0)], Slot::During)
    };
    assert_eq!(choose(&request, &catalogue).unwrap().picks[0].item, "amacx_turbo_gel");
}

#[test]
fn what_is_discontinued_is_proposed_only_to_who_has_it_and_a_daily_limit_of_the_maker_holds() {
    let request = only(&["skratch_hyper"], vec![sodium(1500.0, 1900.0), fluid(900.0, 1500.0)], Slot::Before);
    assert!(choose(&request, Catalogue::built_in()).is_err());
    let at_home = Request { pantry: vec!["skratch_hyper".into()], ..request };
    assert!(choose(&at_home, Catalogue::built_in()).is_ok());
    let tablets = only(&["sis_go_hydro"], vec![sodium(1400.0, 2400.0)], Slot::During);
    assert!(choose(&tablets, Catalogue::built_in()).is_err(), "the maker says at most four a day: 1,200 mg");
}

#[test]
fn half_a_bottle_is_a_serving_too() {
    let half = choose(
        &only(&["gatorade_tq_20oz"], vec![carbohydrate(16.0, 20.0)], Slot::During),
        Catalogue::built_in(),
    )
    .unwrap();
    assert_eq!(half.picks[0].servings, 0.5);
}
