//! Scenario T7: an afternoon of American football under the Georgia table, and the same heat elsewhere.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use team::heat::{
    Action, Expected, Exposure, IndexKind, Judgement, NotCovered, Origin, Policy, PolicyError, Reading,
    ReadingError, Unit, bias, check, foresee, judge, policy,
};

fn at(clock: &str) -> Timestamp {
    format!("2026-08-03T{clock}:00Z").parse().unwrap()
}

fn reading(clock: &str, value: f64, unit: Unit) -> Reading {
    Reading { at: at(clock), kind: IndexKind::Wbgt, value, unit, origin: Origin::OnSite }
}

fn ghsa() -> &'static Policy {
    policy("ghsa-2.67").unwrap()
}

fn band(judgement: &Judgement) -> &str {
    &ghsa().bands[judgement.band.unwrap()].id
}

#[test]
fn t7_football_from_four() {
    let f = Unit::Fahrenheit;
    let readings = [
        reading("15:30", 86.9, f),
        reading("16:00", 87.0, f),
        reading("16:30", 30.6, Unit::Celsius),
        reading("17:00", 90.0, f),
        reading("17:20", 92.05, f),
        reading("17:40", 89.0, f),
    ];
    // Training stopped at 17:00 and did not go on.
    let practised = [(at("16:00"), at("17:00"))];
    let holds = |clock: &str| judge(ghsa(), None, &readings, &practised, at(clock));
    let first = holds("15:30");
    assert_eq!((band(&first), first.duties.len(), first.stop), ("watch", 5, false));
    assert_eq!(ghsa().bands[first.band.unwrap()].rest.unwrap().minutes, Some(4));
    let start = holds("16:00");
    assert_eq!((band(&start), start.left_min), ("two-hours", Some(120)));
    let row = &ghsa().bands[start.band.unwrap()];
    assert_eq!(row.equipment[0].allow, ["helmet", "shoulder-pads", "shorts"]);
    let typed = holds("16:30");
    assert_eq!((band(&typed), typed.value), ("two-hours", Some(87.1)));
    let one = holds("17:00");
    assert_eq!((band(&one), one.used_min, one.left_min, one.stop), ("one-hour", 60, Some(0), true));
    assert_eq!((band(&holds("17:20")), holds("17:20").stop), ("stop", true));
    let later = holds("17:40");
    assert_eq!((band(&later), later.left_min, later.stop), ("two-hours", Some(60), false));
    assert!(!holds("18:40").measure);
    assert!(holds("18:41").measure, "no newer reading");
}

#[test]
fn a_lower_band_waits_for_a_fresh_reading_on_the_field() {
    let f = Unit::Fahrenheit;
    let hot = reading("16:00", 90.0, f);
    let soon = reading("16:10", 85.0, f);
    let forecast = Reading { origin: Origin::Forecast, ..reading("17:00", 80.0, f) };
    let hotter = Reading { origin: Origin::Forecast, ..reading("17:00", 93.0, f) };
    let holds = |readings: &[Reading]| judge(ghsa(), None, readings, &[], at("17:00"));
    assert_eq!(band(&holds(&[hot.clone(), soon.clone()])), "one-hour");
    assert_eq!(band(&holds(&[hot.clone(), forecast])), "one-hour");
    assert_eq!(band(&holds(&[hot.clone(), hotter])), "stop", "a forecast may tighten");
    assert_eq!(band(&holds(&[hot, reading("16:15", 85.0, f)])), "watch");
    assert_eq!(holds(&[]).band, Err(NotCovered::NoReading));
    let index = Reading { kind: IndexKind::HeatIndex, ..soon };
    assert_eq!(holds(&[index]).band, Err(NotCovered::ByPolicy), "never green");
}

#[test]
fn t7_the_forecast_of_the_day_before_is_a_set_of_bands() {
    let foreseen = foresee(ghsa(), &[Expected::wbgt(31.3, bias(&[]))], None);
    assert_eq!(foreseen.value, Some((88.3, 84.7, 91.9)));
    let name = |index: usize| ghsa().bands[index].id.as_str();
    assert_eq!(foreseen.likely.map(name), Some("two-hours"));
    let perhaps: Vec<&str> = foreseen.perhaps.iter().map(|index| name(*index)).collect();
    assert_eq!(perhaps, ["watch", "one-hour"]);
    assert_eq!(foreseen.plan_for.map(name), Some("one-hour"));
    assert!(foreseen.reading_needed, "33.3 °C is within 1.5 °C of the stop line");
    let pairs: Vec<(f64, f64)> = (0..12).map(|n| (30.0, 31.0 + 0.1 * f64::from(n % 3))).collect();
    let learnt = bias(&pairs);
    assert!((learnt.shift - 1.1).abs() < 1e-9 && learnt.half < 1.0, "{learnt:?}");
    assert_eq!(bias(&pairs[..9]).half, 2.0, "nine pairs are too few");
}

#[test]
fn a_forecast_is_of_the_index_that_a_policy_asks_for() {
    let c = Unit::Celsius;
    let air =
        |celsius: f64| Expected::by_air(IndexKind::AirTemperature, c, |off| Some(celsius + off)).unwrap();
    let wbgt = Expected::wbgt(33.0, bias(&[]));
    let children = policy("dhsc-children").unwrap();
    assert_eq!(foresee(children, &[wbgt], None).value, None, "it does not speak of WBGT");
    let foreseen = foresee(children, &[wbgt, air(29.0)], None);
    assert_eq!((foreseen.value, foreseen.likely), (Some((29.0, 27.0, 31.0)), Some(0)));
    assert_eq!((foreseen.plan_for, foreseen.reading_needed), (Some(1), true));
    // Either of two indices may trip it: the worse one is planned for.
    let either = policy("nmaa-2024").unwrap();
    let index = Expected::by_air(IndexKind::HeatIndex, c, |off| Some(41.5 + off)).unwrap();
    let mild = Expected::wbgt(26.0, bias(&[]));
    let both = foresee(either, &[mild, index], None);
    assert!(both.plan_for > foresee(either, &[mild], None).plan_for, "{both:?}");
}

#[test]
fn the_level_of_a_model_is_read_as_it_is() {
    let sma = policy("sma-2025").unwrap();
    let level = |value: f64| {
        let band = sma.band_of(IndexKind::Model, value, Unit::Level, None).unwrap();
        sma.bands[band].id.as_str()
    };
    assert_eq!(
        [1.9, 2.0, 2.9, 3.0, 3.9, 4.0].map(level),
        ["low", "medium", "medium", "high", "high", "extreme"]
    );
    assert_eq!(sma.band_of(IndexKind::Wbgt, 31.0, Unit::Celsius, None), None, "never green by another index");
}

#[test]
fn t7_the_same_heat_elsewhere() {
    let at_31 = |id: &str, axis: Option<&str>| {
        let policy = policy(id).unwrap();
        let band = policy.band_of(IndexKind::Wbgt, 31.0, Unit::Celsius, axis);
        band.map(|band| (policy.bands[band].id.as_str(), policy.bands[band].action))
    };
    assert_eq!(at_31("jspo", None), Some(("stop", Action::Stop)));
    assert_eq!(at_31("atp-wta-2026", None), Some(("break", Action::Break)));
    assert_eq!(at_31("fifa", None), Some(("normal", Action::Normal)));
    assert_eq!(at_31("fifpro", None), Some(("reschedule", Action::Reschedule)));
    assert_eq!(at_31("hcsp", None), Some(("normal", Action::Normal)));
    assert_eq!(at_31("acsm-2007", Some("acclimatised")), Some(("limit", Action::Modify)));
    assert_eq!(at_31("acsm-2007", Some("unacclimatised")), Some(("cancel", Action::Stop)));
    assert_eq!(at_31("us-soccer", Some("cat1")), Some(("stop", Action::Stop)));
    assert_eq!(at_31("us-soccer", Some("cat3")), Some(("orange", Action::Modify)));
}

#[test]
fn a_file_with_a_hole_or_without_its_cases_is_refused() {
    let text = include_str!("../data/policies/ghsa-2.67.toml");
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Policy::read(&text.replacen(from, to, 1)).unwrap_err()
    };
    assert!(matches!(refused("from = 87.0\n", ""), PolicyError::Band { band, .. } if band == "two-hours"));
    assert!(matches!(refused("from = 87.0", "from = 81.0"), PolicyError::Band { .. }));
    assert!(matches!(refused("from = 87.0", "from = 87.1"), PolicyError::Case { .. }));
    assert!(matches!(refused("action = \"stop\"", "action = \"pray\""), PolicyError::Form(_)));
    let without = text.split("[[case]]").next().unwrap();
    assert_eq!(Policy::read(without).unwrap_err(), PolicyError::NoCases);
}

#[test]
fn readings_that_cannot_be_are_refused_and_jumps_are_asked_about() {
    let c = Unit::Celsius;
    let exposed = Exposure { minutes: Some(20), ..Exposure::default() };
    assert_eq!(check(&reading("16:00", 88.0, c), None, &exposed), Err(ReadingError::Impossible(88.0)));
    let before = reading("15:45", 25.0, c);
    assert_eq!(check(&reading("16:00", 29.5, c), Some(&before), &exposed).unwrap().len(), 1);
    assert_eq!(check(&reading("16:30", 29.5, c), Some(&before), &exposed).unwrap(), []);
    let components = Reading::of_components(at("16:00"), 25.0, 45.0, 32.0);
    assert!((components.value - 29.7).abs() < 1e-9);
}
