//! What people type, and what is meant by it.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use rstest::rstest;
use units::{
    AirSpeed, ChlorideConcentration, Duration, Fraction, Length, Mass, Quantity, Salt, Sodium,
    SodiumConcentration, Speed, Temperature, UnitSystem, Volume, VolumeRate, parse, parse_in,
};

#[track_caller]
fn reads<Q: Quantity + std::fmt::Debug>(text: &str, base: f64) {
    let quantity = parse::<Q>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let close = (quantity.base() - base).abs() <= 1e-9 * base.abs().max(1.0);
    assert!(close, "{text} read as {quantity:?}, expected {base}");
}

#[test]
fn the_spellings_of_the_house_plan() {
    reads::<Mass>("155 lb", 155.0 * 0.453_592_37);
    reads::<Volume>("16.9 fl oz", 16.9 * 0.029_573_529_562_5);
    reads::<VolumeRate>("1.2 L/h", 1.2);
    reads::<SodiumConcentration>("39 mmol/L", 39.0);
    reads::<SodiumConcentration>("900 mg/L", 900.0 / 22.99);
    reads::<ChlorideConcentration>("900 mg/L", 900.0 / 35.45);
}

#[test]
fn masses() {
    reads::<Mass>("72.4kg", 72.4);
    reads::<Mass>("72,4 kg", 72.4);
    reads::<Mass>("155.2 lbs", 155.2 * 0.453_592_37);
    reads::<Mass>("11 st 4 lb", 158.0 * 0.453_592_37);
    reads::<Mass>("155 lb 3 oz", 155.0 * 0.453_592_37 + 3.0 * 0.028_349_523_125);
    reads::<Mass>("500 grams", 0.5);
}

#[test]
fn times_and_paces() {
    reads::<Duration>("1 h 30 min", 5400.0);
    reads::<Duration>("1h30m", 5400.0);
    reads::<Duration>("90 min", 5400.0);
    reads::<Duration>("1:30:00", 5400.0);
    reads::<Duration>("1:30", 5400.0);
    reads::<Duration>("45'", 2700.0);
    reads::<Speed>("5:00 /km", 1000.0 / 300.0);
    reads::<Speed>("8:00 min/mile", 1609.344 / 480.0);
    for pace in ["5'00\"/km", "5′00″ /km", "5'00 /km", "5:00/km"] {
        reads::<Speed>(pace, 1000.0 / 300.0);
    }
    reads::<Speed>("12 km/h", 12.0 / 3.6);
}

#[test]
fn digits_fractions_and_units_of_other_languages() {
    for text in ["1h30", "1 h 30", "1H30", "1½ h", "1 ½ h", "1 1/2 h"] {
        reads::<Duration>(text, 5400.0);
    }
    reads::<Duration>("90'", 5400.0);
    reads::<Duration>("1 hora 30 minutos", 5400.0);
    reads::<Duration>("1,5 Stunden", 5400.0);
    reads::<Volume>("½ l", 0.5);
    reads::<Volume>("1/2 cup", 0.118_294_118_25);
    reads::<Volume>("٥٠٠ ml", 0.5);
    reads::<Volume>("５００ｍｌ", 0.5);
    reads::<Volume>("0٫5 l", 0.5);
    reads::<Volume>("2 litros", 2.0);
    reads::<Volume>("500㎖", 0.5);
    reads::<Mass>("70.5㎏", 70.5);
    reads::<Temperature>("24℃", 24.0);
    reads::<Volume>("1'500 ml", 1.5);
    reads::<Volume>("1.500,5 ml", 1.5005);
    reads::<Mass>("72,4 quilos", 72.4);
    reads::<Length>("10 quilómetros", 10_000.0);
    for text in ["60-90 min", "1h75", "1/2/2026", "3/2 h", "/2 h", "1h3", "h30", "½", "1.2.3 h"] {
        assert!(parse::<Duration>(text).is_err(), "{text}");
    }
}

#[test]
fn a_time_that_may_be_hours_or_minutes_is_asked_about() {
    for text in ["30:00", "45:30", "90:00"] {
        let error = parse::<Duration>(text).unwrap_err().to_string();
        assert!(error.contains("hours and minutes or minutes and seconds"), "{error}");
    }
    reads::<Duration>("0:30:00", 1800.0);
    reads::<Duration>("00:45", 2700.0);
    for text in ["1 30 min", "1 5 h"] {
        assert!(parse::<Duration>(text).unwrap_err().to_string().contains("has no unit"), "{text}");
    }
    reads::<Volume>("1 500 ml", 1.5);
}

#[test]
fn weather_and_heights() {
    reads::<Temperature>("88F", (88.0 - 32.0) / 1.8);
    reads::<Temperature>("24C", 24.0);
    reads::<Temperature>("-5 °C", -5.0);
    reads::<Fraction>("55%", 0.55);
    reads::<AirSpeed>("10 km/h", 10.0 / 3.6);
    reads::<Length>("5 ft 11 in", 71.0 * 0.0254);
    reads::<Length>("5'11\"", 71.0 * 0.0254);
    reads::<Length>("1.75 m", 1.75);
    reads::<Length>("10 km", 10_000.0);
}

#[test]
fn salt_is_not_sodium() {
    assert_eq!(
        parse::<Sodium>("1 g salt").unwrap_err().to_string(),
        "'1 g salt' is salt, and salt is not sodium: 1 g of salt holds 393 mg of sodium"
    );
    let sodium = parse::<Salt>("2.5 g").unwrap().sodium();
    assert_eq!(sodium.as_mg().round(), 983.0);
    assert!((Salt::holding(sodium).as_g() - 2.5).abs() < 1e-12);
}

#[test]
fn an_ounce_follows_the_readers_system_unless_it_names_its_own() {
    let us = parse_in::<Volume>("20 fl oz", UnitSystem::UsCustomary).unwrap();
    let imperial = parse_in::<Volume>("20 fl oz", UnitSystem::Imperial).unwrap();
    assert_eq!(us.as_ml().round(), 591.0);
    assert_eq!(imperial.as_ml().round(), 568.0);
    assert_eq!(parse_in::<Volume>("20 imp fl oz", UnitSystem::UsCustomary).unwrap(), imperial);
    assert_eq!(parse_in::<Volume>("20 US fl oz", UnitSystem::Imperial).unwrap(), us);
}

#[rstest]
#[case("155.2", "'155.2' has no unit: write the mass with one, such as 70.4 kg or 155.2 lb")]
#[case("", "'' is not a mass: write a number and a unit, such as 70.4 kg or 155.2 lb")]
#[case("heavy", "'heavy' is not a mass: write a number and a unit, such as 70.4 kg or 155.2 lb")]
#[case("20 fl oz", "'fl oz' measures volume, not mass: write it such as 70.4 kg or 155.2 lb")]
#[case("3 bananas", "'bananas' is not a known unit of mass: write it such as 70.4 kg or 155.2 lb")]
#[case(
    "1,234 kg",
    "'1,234 kg' can mean two numbers: write it without the comma or point, such as 70.4 kg or 155.2 lb"
)]
#[case(
    "1.500 kg",
    "'1.500 kg' can mean two numbers: write it without the comma or point, such as 70.4 kg or 155.2 lb"
)]
#[case("1 5 kg", "'1 5 kg' has no unit: write the mass with one, such as 70.4 kg or 155.2 lb")]
#[case("4 lb 11 st", "'4 lb 11 st' is not a mass: write a number and a unit, such as 70.4 kg or 155.2 lb")]
fn a_slip_of_the_pen_is_answered_with_an_accepted_form(#[case] typed: &str, #[case] answer: &str) {
    assert_eq!(parse::<Mass>(typed).unwrap_err().to_string(), answer);
}

#[rstest]
#[case(UnitSystem::Metric, "70.4 kg", "0.59 L", "1.20 L/h", "24.0 °C")]
#[case(UnitSystem::UsCustomary, "155.2 lb", "20.0 fl oz", "40.6 fl oz/h", "75 °F")]
#[case(UnitSystem::Imperial, "155.2 lb", "20.8 fl oz", "42.2 fl oz/h", "24.0 °C")]
fn three_systems(
    #[case] system: UnitSystem,
    #[case] mass: &str,
    #[case] volume: &str,
    #[case] rate: &str,
    #[case] temperature: &str,
) {
    assert_eq!(Mass::from_kg(70.4).display(system), mass);
    // Under a litre the metric reader is given millilitres, so the same bottle is asked for in litres here.
    let bottle = Volume::from_us_fl_oz(20.0);
    let shown =
        if system == UnitSystem::Metric { format!("{:.2} L", bottle.as_l()) } else { bottle.display(system) };
    assert_eq!(shown, volume);
    assert_eq!(VolumeRate::from_l_per_h(1.2).display(system), rate);
    assert_eq!(Temperature::from_celsius(24.0).display(system), temperature);
}

#[test]
fn the_unit_grows_with_the_magnitude() {
    let shown = |metres: f64, system| Length::from_m(metres).display(system);
    assert_eq!(shown(1.75, UnitSystem::Metric), "175 cm");
    assert_eq!(shown(400.0, UnitSystem::Metric), "400 m");
    assert_eq!(shown(10_021.0, UnitSystem::Metric), "10.02 km");
    assert_eq!(shown(10_021.0, UnitSystem::UsCustomary), "6.23 mi");
    assert_eq!(Mass::from_kg(0.152).display(UnitSystem::Metric), "152 g");
}

#[test]
fn the_drops_in_a_patch_are_printed_as_microlitres_and_nothing_as_nothing() {
    use units::{Quantity, UnitSystem, Volume};
    for system in UnitSystem::ALL {
        assert_eq!(Volume::from_ul(71.27).display(system), "71.3 µL");
    }
    assert_eq!(Volume::from_ml(0.9).display(UnitSystem::Metric), "1 mL");
    assert_eq!(Volume::ZERO.display(UnitSystem::Metric), "0 mL");
    assert_eq!(Volume::ZERO.display(UnitSystem::UsCustomary), "0.0 fl oz");
}
