//! What patches teach the profile: local rates, bounds, the athlete's own ratio, sodium, and when to test again.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{SignedDuration, Timestamp};
use physiology::patch_test::{PatchFlag, PatchResult, PatchTest, assess};
use physiology::validation::against_own_tests;
use physiology::{
    Athlete, Effort, FlowSlope, Foresight, LocalRatio, Model, Random, Reading, RetestReason,
    SessionConditions, Setting, Site, Sport, Sun, SweatProfile, SweatTest, Variable, Weighed, coefficients,
};
use proptest::prelude::*;
use std::sync::Arc;
use units::{
    AirSpeed, Area, ChlorideConcentration, Duration, Fraction, Length, Mass, SodiumConcentration, Speed,
    Temperature, Volume, VolumeRate,
};

fn athlete() -> Athlete {
    Athlete { height: Some(Length::from_m(1.75)), ..Athlete::of_mass(Mass::from_kg(70.0)) }
}

fn day(number: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * number)
}

fn run(celsius: f64) -> SessionConditions {
    SessionConditions {
        sport: Sport::Run,
        duration: Duration::from_minutes(60.0),
        effort: Effort::Pace { speed: Speed::from_km_per_h(10.0), grade: Fraction::ZERO },
        air_temperature: Temperature::from_celsius(celsius),
        relative_humidity: Fraction::from_percent(50.0),
        setting: Setting::Outdoors { wind: AirSpeed::from_m_per_s(1.5), sun: Sun::Shade },
        clothing: None,
    }
}

fn patch(volume: Reading<Volume>, chloride: f64) -> PatchTest {
    PatchTest {
        site: Site::VentralForearm,
        inlet_area: Area::from_cm2(1.0),
        sweating: Duration::from_minutes(60.0),
        volume: Some(volume),
        chloride: Some(Reading::value(
            ChlorideConcentration::from_mmol_per_l(chloride),
            ChlorideConcentration::from_mmol_per_l(2.5),
        )),
        sodium: None,
    }
}

fn filled(ul: f64) -> Reading<Volume> {
    Reading::value(Volume::from_ul(ul), Volume::from_ul(1.0))
}

fn full(ul: f64) -> Reading<Volume> {
    Reading::AtLeast { bound: Volume::from_ul(ul) }
}

fn result(patch: &PatchTest) -> PatchResult {
    assess(patch, &athlete(), &Model::standard()).unwrap()
}

fn test(id: &str, weighed: Option<f64>, patches: Vec<PatchResult>) -> SweatTest {
    let weighed = weighed.map(|rate| Weighed {
        rate: VolumeRate::from_l_per_h(rate),
        uncertainty: VolumeRate::from_l_per_h(0.08),
    });
    SweatTest {
        id: id.to_owned(),
        at: day(0),
        athlete: athlete(),
        conditions: run(25.0),
        weighed,
        patches,
        recording: None,
    }
}

fn profile(tests: &[SweatTest]) -> SweatProfile {
    SweatProfile::from_tests(athlete(), tests, day(1))
}

fn rate(tests: &[SweatTest]) -> f64 {
    profile(tests).outline(&run(25.0), Foresight::Known).rate.median.as_l_per_h()
}

#[test]
fn a_patch_gives_a_local_rate_and_names_its_doubts() {
    let read = result(&patch(filled(72.0), 40.0));
    let local = read.local_rate.unwrap().read();
    assert!((local.as_mg_per_cm2_min() - 1.2).abs() < 1e-12, "72 µL over 1 cm² in 60 min");
    assert_eq!(read.flags, []);
    let bound = result(&patch(full(110.0), 40.0));
    assert!(
        bound.local_rate.unwrap().is_bound() && bound.rate.is_none(),
        "a full channel is a bound, not a value"
    );
    assert_eq!(bound.flags, [PatchFlag::Full]);
    let thigh = PatchTest { site: Site::Thigh, ..patch(filled(72.0), 40.0) };
    assert_eq!(result(&thigh).flags, [PatchFlag::SiteWithoutRate]);
    assert!(result(&thigh).rate.is_none() && result(&thigh).sodium.is_some());
}

#[test]
fn wrong_fields_are_named() {
    let wrong = PatchTest {
        inlet_area: Area::from_cm2(0.0),
        sweating: Duration::from_minutes(1.0),
        volume: Some(filled(-3.0)),
        ..patch(filled(1.0), -5.0)
    };
    let errors = assess(&wrong, &athlete(), &Model::standard()).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(physiology::patch_test::PatchTestError::field).collect();
    assert_eq!(fields, ["sweating", "inlet_area", "volume", "chloride"]);
    let nothing = PatchTest { volume: None, chloride: None, ..patch(filled(1.0), 1.0) };
    assert!(assess(&nothing, &athlete(), &Model::standard()).unwrap_err()[0].to_string().contains("neither"));
}

#[test]
fn a_bound_below_what_was_expected_says_nothing_and_one_above_raises_the_rate() {
    let none = rate(&[]);
    let low = rate(&[test("a", None, vec![result(&patch(full(5.0), 40.0))])]);
    let high = rate(&[test("a", None, vec![result(&patch(full(200.0), 40.0))])]);
    assert!((low / none - 1.0).abs() < 0.01, "{low} against {none}");
    assert!(high > 1.1 * none, "{high} against {none}");
}

#[test]
fn one_weigh_in_turns_the_populations_ratio_into_the_athletes_own() {
    // This forearm sweats twice what a forearm usually does beside 1 L/h.
    let read = result(&patch(filled(160.0), 40.0));
    let paired = test("a", Some(1.0), vec![read.clone()]);
    let own = profile(std::slice::from_ref(&paired)).local_ratio();
    let anybody = LocalRatio::of_population(&Model::standard());
    assert!(own.log_shift < -0.15 && own.log_sd < 0.75 * anybody.log_sd, "{own:?}");
    // The next patch alone, as full as the first, is now read by that ratio.
    let alone = SweatTest { id: "b".into(), at: day(3), ..test("b", None, vec![read]) };
    let by_own = alone.combined_rate(own, &Model::standard()).unwrap().median.as_l_per_h();
    let by_anybodys = alone.combined_rate(anybody, &Model::standard()).unwrap().median.as_l_per_h();
    assert!((by_own - 1.0).abs() < 0.7 * (by_anybodys - 1.0).abs(), "{by_own} and {by_anybodys}");
}

#[test]
fn scale_and_patch_on_one_workout_are_weighted_by_their_variances() {
    let both = test("a", Some(1.0), vec![result(&patch(filled(160.0), 40.0))]);
    let ratio = LocalRatio::of_population(&Model::standard());
    let combined = both.combined_rate(ratio, &Model::standard()).unwrap();
    let scale =
        SweatTest { patches: Vec::new(), ..both.clone() }.combined_rate(ratio, &Model::standard()).unwrap();
    let alone = SweatTest { weighed: None, ..both }.combined_rate(ratio, &Model::standard()).unwrap();
    assert!(scale.median < combined.median && combined.median < alone.median);
    let moved = (combined.median / scale.median).ln() / (alone.median / scale.median).ln();
    assert!(moved < 0.1, "the scale is far surer than a patch by anybody's ratio: {moved}");
    assert!(combined.i80.high / combined.i80.low < scale.i80.high / scale.i80.low);
}

#[test]
fn without_a_measurement_sodium_is_the_sports_and_with_one_it_narrows() {
    let none = profile(&[]).outline(&run(25.0), Foresight::Known);
    let salty: Vec<SweatTest> = (0..3)
        .map(|n| SweatTest {
            id: n.to_string(),
            at: day(n),
            ..test("", None, vec![result(&patch(filled(72.0), 75.0))])
        })
        .collect();
    let measured = profile(&salty).outline(&run(25.0), Foresight::Known);
    assert_eq!((none.sodium_measurements, measured.sodium_measurements), (0, 3));
    let width = |p: &physiology::Prediction| p.sodium_concentration.i80.high / p.sodium_concentration.i80.low;
    assert!(width(&measured) < width(&none));
    assert!(
        measured.sodium_concentration.median.as_mmol_per_l()
            > none.sodium_concentration.median.as_mmol_per_l() + 8.0
    );
    // The site's and the assay's error stay however often the same patch is worn.
    assert!(width(&measured) > 1.3, "{}", width(&measured));
}

#[test]
fn sodium_falls_with_acclimation_and_rises_with_flow_more_by_the_stronger_source() {
    let acclimated = Athlete { heat_acclimated: true, ..athlete() };
    let sodium = |athlete: Athlete, model: &Arc<Model>, celsius: f64| {
        let profile = SweatProfile::with_model(Arc::clone(model), athlete, &[], day(0));
        profile.outline(&run(celsius), Foresight::Known).sodium_concentration.median.as_mmol_per_l()
    };
    let standard = Model::standard();
    let ratio = sodium(acclimated, &standard, 25.0) / sodium(athlete(), &standard, 25.0);
    // The population is partly acclimated already; the whole fall of a person within is not taken off it again.
    assert!((0.90..0.98).contains(&ratio), "{ratio}");
    let strong = Arc::new(Model { flow: FlowSlope::Intensity, ..(*standard).clone() });
    let rise = |model: &Arc<Model>| sodium(athlete(), model, 32.0) / sodium(athlete(), model, 18.0);
    assert!(
        rise(&standard) > 1.02 && rise(&strong) > rise(&standard),
        "{} {}",
        rise(&standard),
        rise(&strong)
    );
}

#[test]
fn o4_o6_the_site_maps_scale_a_spread_by_their_slope() {
    assert!((Site::DorsalForearm.entry().slope * 18.2 - 10.4).abs() < 0.05);
    assert!((Site::FiveSites.entry().slope * 27.0 - 19.0).abs() < 1.0);
}

#[test]
fn o15_trapped_sweat_is_the_published_share() {
    let table = &coefficients().weigh_in;
    let shares = [&table.trapped_easy, &table.trapped_moderate, &table.trapped_hard].map(|share| share.value);
    assert_eq!(shares, [0.080, 0.116, 0.160]);
}

#[test]
fn o19_simulated_people_scatter_around_the_site_maps_as_published() {
    // Ventral forearm, raw: bias 0, 95 % limits ±19 mmol/L.
    let mut random = Random::seeded(19);
    let errors: Vec<f64> = (0..20_000).map(|_| random.normal(0.0, Site::VentralForearm.entry().sd)).collect();
    let sd = (errors.iter().map(|e| e * e).sum::<f64>() / 20_000.0).sqrt();
    assert!((1.96 * sd - 19.0).abs() < 1.0, "{}", 1.96 * sd);
}

#[test]
fn o21_breath_over_the_papers_range_loses_two_to_five_grams_a_minute() {
    for litres in [1.7, 2.0, 2.5, 3.0, 3.5, 4.0] {
        for quotient in [0.9, 0.95, 1.0] {
            let oxygen = VolumeRate::from_l_per_min(litres);
            let water = physiology::respiration::water_per_minute(oxygen, units::Pressure::from_mmhg(10.0));
            let total = (water + physiology::respiration::gas_per_minute(oxygen, quotient)).as_g();
            let low = if litres < 2.0 { 1.6 } else { 1.95 };
            assert!((low..=5.0).contains(&total), "{litres} L/min, {quotient}: {total}");
        }
    }
}

#[test]
fn when_to_test_again_and_why() {
    let planned = [run(24.0), run(26.0)];
    let reasons = |profile: &SweatProfile, days: i64| profile.retest_reasons(&planned, day(days));
    assert_eq!(reasons(&profile(&[]), 1), [RetestReason::NoTest]);
    let usual = profile(&[]).outline(&run(25.0), Foresight::Known).rate.median.as_l_per_h();
    let tests: Vec<SweatTest> = (0..4)
        .map(|n| SweatTest {
            id: n.to_string(),
            at: day(n),
            ..test("", Some(usual), vec![result(&patch(filled(72.0), 40.0))])
        })
        .collect();
    let known = SweatProfile::from_tests(athlete(), &tests, day(5));
    assert_eq!(reasons(&known, 5), []);
    assert!(reasons(&known, 120).contains(&RetestReason::OldTest { days: 117 }));
    let ride = SessionConditions { sport: Sport::Ride, ..run(25.0) };
    let asked = known.retest_reasons(&[ride], day(5));
    assert!(asked.contains(&RetestReason::UntestedSport { sport: Sport::Ride }), "{asked:?}");
    let asked = known.retest_reasons(&[run(5.0)], day(5));
    assert!(asked.contains(&RetestReason::FarFromTests { session: 0 }), "{asked:?}");
    let heavier = Athlete { body_mass: Mass::from_kg(76.0), heat_acclimated: true, ..athlete() };
    let asked = SweatProfile::from_tests(heavier, &tests, day(5)).retest_reasons(&planned, day(5));
    assert!(asked.contains(&RetestReason::AcclimationChanged), "{asked:?}");
    assert!(asked.iter().any(|reason| matches!(reason, RetestReason::MassChanged { .. })), "{asked:?}");
    let odd = SweatTest { id: "odd".into(), at: day(4), ..test("", Some(3.2 * usual), Vec::new()) };
    let surprised = SweatProfile::from_tests(athlete(), &[tests, vec![odd]].concat(), day(5));
    assert!(reasons(&surprised, 5).contains(&RetestReason::Surprising { test: "odd".into() }));
    for reason in asked {
        assert!(reason.words().ends_with('.'), "{reason:?}");
    }
}

#[test]
fn every_input_that_a_session_has_can_be_varied() {
    let profile = profile(&[]);
    for variable in Variable::ALL {
        let curve = profile.what_if(&run(25.0), variable, 20);
        if variable == Variable::Power {
            assert!(curve.points.is_empty(), "a session known by pace has no power");
            continue;
        }
        assert_eq!(curve.points.len(), 20, "{variable:?}");
        let rates: Vec<f64> = curve.points.iter().map(|p| p.prediction.rate.median.as_l_per_h()).collect();
        let falls = variable == Variable::AirSpeed;
        assert!(rates.windows(2).all(|pair| falls || pair[1] >= pair[0] - 1e-3), "{variable:?}: {rates:?}");
    }
}

#[test]
fn each_test_is_judged_by_what_the_ones_before_it_led_to_expect() {
    let tests: Vec<SweatTest> = (0..4)
        .map(|n| SweatTest { id: n.to_string(), at: day(n), ..test("", Some(1.2), Vec::new()) })
        .collect();
    let judged = against_own_tests(&Model::standard(), athlete(), &tests);
    assert_eq!(judged.len(), 4);
    let error = |index: usize| (judged[index].expected / judged[index].measured - 1.0).abs();
    assert!(error(3) < 0.5 * error(0), "{judged:?}");
}

proptest! {
    #[test]
    fn a_fuller_patch_never_lowers_the_rate_and_a_saltier_one_never_the_sodium(
        volume in 5.0..300.0f64, more in 1.0..100.0f64, chloride in 8.0..100.0f64, over in any::<bool>(),
    ) {
        let reading = |ul: f64| if over { full(ul) } else { Reading::value(Volume::from_ul(ul), Volume::from_ul(0.02 * ul)) };
        let less = [test("a", None, vec![result(&patch(reading(volume), chloride))])];
        let fuller = [test("a", None, vec![result(&patch(reading(volume + more), chloride))])];
        prop_assert!(rate(&fuller) >= rate(&less) - 1e-9);
        let sodium = |tests: &[SweatTest]| {
            profile(tests).outline(&run(25.0), Foresight::Known).sodium_concentration.median.as_mmol_per_l()
        };
        let chloride = |mmol: f64| Reading::value(
            ChlorideConcentration::from_mmol_per_l(mmol),
            ChlorideConcentration::from_mmol_per_l(0.05 * mmol),
        );
        let salted = |mmol: f64| {
            let worn = PatchTest { chloride: Some(chloride(mmol)), ..patch(filled(60.0), 1.0) };
            [test("a", None, vec![result(&worn)])]
        };
        prop_assert!(sodium(&salted(volume.min(99.0) + 1.0)) >= sodium(&salted(volume.min(99.0))) - 1e-9);
    }

    #[test]
    fn any_pile_of_patches_gives_finite_nested_answers(
        readings in prop::collection::vec((1.0..5000.0f64, 0.5..199.0f64, any::<bool>(), any::<bool>(), 0..8usize), 0..12),
    ) {
        let tests: Vec<SweatTest> = readings.iter().enumerate().map(|(n, (ul, mmol, over, limit, site))| {
            let sodium = SodiumConcentration::from_mmol_per_l(*mmol);
            let worn = PatchTest {
                site: Site::ALL[*site],
                volume: Some(if *over { full(*ul) } else { filled(*ul) }),
                chloride: None,
                sodium: Some(if *limit { Reading::AtMost { bound: sodium } } else { Reading::value(sodium, sodium * 0.1) }),
                ..patch(filled(1.0), 1.0)
            };
            SweatTest { id: n.to_string(), at: day(n as i64 / 2), ..test("", None, vec![result(&worn)]) }
        }).collect();
        let found = profile(&tests).predict(&run(25.0), Foresight::day_ahead());
        for (low, high) in [
            (found.rate.i95.low.as_l_per_h(), found.rate.i95.high.as_l_per_h()),
            (found.sodium_concentration.i95.low.as_mmol_per_l(), found.sodium_concentration.i95.high.as_mmol_per_l()),
            (found.sodium_loss.i95.low.as_mg(), found.sodium_loss.i95.high.as_mg()),
        ] {
            prop_assert!(low > 0.0 && low.is_finite() && high.is_finite() && low < high);
        }
    }
}
