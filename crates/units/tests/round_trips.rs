//! Whatever a quantity is worth, it survives being written and read again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use units::{
    AirSpeed, Area, Caffeine, Carbohydrate, CarbohydrateRate, ChlorideConcentration, Duration, Energy,
    Fraction, Frequency, HeatFlux, Insulation, Length, LocalSweatingRate, Mass, Power, Pressure, Protein,
    Quantity, Salt, Sodium, SodiumConcentration, SodiumRate, Speed, Temperature, UnitSystem, Volume,
    VolumeRate, parse, parse_in,
};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-6)
}

/// Every unit of `Q`, written with its symbol and with each spelling, reads back as what it was.
fn every_spelling_reads_back<Q: Quantity>(base: f64) -> Result<(), TestCaseError> {
    for unit in Q::UNITS.iter().filter(|unit| unit.symbol != "1") {
        let reading = unit.of_base(base);
        let system = unit.only_in.unwrap_or(UnitSystem::UsCustomary);
        for spelling in std::iter::once(&unit.symbol).chain(unit.spellings) {
            let text = format!("{reading} {spelling}");
            let back = parse_in::<Q>(&text, system)
                .map_err(|error| TestCaseError::fail(format!("{}: {text}: {error}", Q::NAME)))?;
            prop_assert!(close(back.base(), base), "{}: {text} came back as {}", Q::NAME, back.base());
        }
    }
    Ok(())
}

/// What is printed for a person reads back within the printed digits, in every system.
fn print_reads_back<Q: Quantity>(base: f64) -> Result<(), TestCaseError> {
    for system in UnitSystem::ALL {
        let quantity = Q::from_base(base);
        let (unit, decimals) = quantity.customary(system);
        let back = parse_in::<Q>(&quantity.display(system), system)
            .map_err(|error| TestCaseError::fail(format!("{}: {error}", Q::NAME)))?;
        let half_digit = 0.5001 * 10f64.powi(-i32::try_from(decimals).unwrap()) * unit.factor;
        prop_assert!((back.base() - base).abs() <= half_digit + 1e-9 * base.abs());
    }
    Ok(())
}

macro_rules! round_trips {
    ($($name:ident: $quantity:ty;)+) => {$(
        proptest! {
            #[test]
            fn $name(base in prop_oneof![0.0..2.0f64, 0.0..5000.0f64]) {
                every_spelling_reads_back::<$quantity>(base)?;
                print_reads_back::<$quantity>(base)?;
                let stored = serde_json::to_string(&<$quantity>::from_base(base)).unwrap();
                prop_assert_eq!(serde_json::from_str::<$quantity>(&stored).unwrap().base().to_bits(), base.to_bits());
            }
        }
    )+};
}

round_trips! {
    mass: Mass;
    volume: Volume;
    volume_rate: VolumeRate;
    length: Length;
    speed: Speed;
    area: Area;
    local_sweating_rate: LocalSweatingRate;
    power: Power;
    heat_flux: HeatFlux;
    energy: Energy;
    frequency: Frequency;
    temperature: Temperature;
    pressure: Pressure;
    air_speed: AirSpeed;
    insulation: Insulation;
    duration: Duration;
    sodium: Sodium;
    salt: Salt;
    carbohydrate: Carbohydrate;
    protein: Protein;
    caffeine: Caffeine;
    sodium_concentration: SodiumConcentration;
    chloride_concentration: ChlorideConcentration;
    sodium_rate: SodiumRate;
    carbohydrate_rate: CarbohydrateRate;
    fraction: Fraction;
}

/// As text, three digits after the point may be thousands, and are asked about; as a number of JSON they are decimals.
#[test]
fn a_number_of_json_has_a_decimal_point() {
    assert!(parse::<Mass>("184.162 lb").is_err());
    let mass: Mass = serde_json::from_str(r#"{"value": 184.162, "unit": "lb"}"#).unwrap();
    assert!((mass.as_kg() - 83.534_478).abs() < 1e-5);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,40}") {
        let _ = parse::<Mass>(&text);
        let _ = parse::<Volume>(&text);
        let _ = parse::<Duration>(&text);
        let _ = parse::<Speed>(&text);
        let _ = parse::<Temperature>(&text);
    }

    #[test]
    fn numbers_with_odd_units_never_panic(number in "[-+]?[0-9.,: ]{0,12}", unit in "[a-zA-Z/°%'\" ]{0,8}") {
        let _ = parse::<Mass>(&format!("{number}{unit}"));
        let _ = parse::<Length>(&format!("{number}{unit}{number}{unit}"));
        let _ = parse::<Duration>(&format!("{number}{unit}"));
    }

    #[test]
    fn an_answer_in_the_readers_units_is_the_same_amount(kg in 1.0..200.0f64) {
        for system in UnitSystem::ALL {
            let mut answer = serde_json::json!({"athlete": [{"mass": Mass::from_kg(kg)}]});
            units::localise(&mut answer, system);
            let back: Mass = serde_json::from_value(answer["athlete"][0]["mass"].clone()).unwrap();
            prop_assert!((back.as_kg() - kg).abs() < 1e-6);
        }
    }
}
