//! ISO 7933 against Annex F of the 2004 edition, and, where the reference folder is there, every vector of its file.

use physiology::phs::{Edition, Phs, Posture, Strain, Walking};
use units::{AirSpeed, Duration, HeatFlux, Insulation, Length, Mass, Pressure, Speed, Temperature};

fn standard() -> Phs {
    Phs {
        edition: Edition::Iso2004,
        body_mass: Mass::from_kg(75.0),
        height: Length::from_m(1.80),
        acclimatised: true,
        posture: Posture::Standing,
        walking: None,
        metabolic: HeatFlux::from_w_per_m2(150.0),
        work: HeatFlux::from_w_per_m2(0.0),
        air_temperature: Temperature::from_celsius(40.0),
        radiant_temperature: Temperature::from_celsius(40.0),
        vapour_pressure: Pressure::from_kpa(2.5),
        air_speed: AirSpeed::from_m_per_s(0.3),
        clothing: Insulation::from_clo(0.5),
        permeability: 0.38,
        reflective_share: 0.54,
        reflection: 0.97,
        drinks: true,
        duration: Duration::from_minutes(480.0),
    }
}

/// A case of Annex F.
struct Case {
    /// Air and radiant temperature °C, vapour pressure kPa, air speed m/s, metabolic rate W/m², clothing clo.
    climate: [f64; 6],
    sits: bool,
    acclimatised: bool,
    /// Water loss g, and rectal temperature °C.
    strain: (f64, f64),
    /// Minutes to 38 °C, and to the water loss of a mean subject and of 95 in 100.
    limits: [f64; 3],
}

const fn case(
    climate: [f64; 6],
    sits: bool,
    acclimatised: bool,
    strain: (f64, f64),
    limits: [f64; 3],
) -> Case {
    Case { climate, sits, acclimatised, strain, limits }
}

const ANNEX_F: [Case; 9] = [
    case([40.0, 40.0, 2.5, 0.3, 150.0, 0.5], false, true, (6168.0, 37.5), [480.0, 439.0, 298.0]),
    case([35.0, 35.0, 4.0, 0.3, 150.0, 0.5], false, true, (6935.0, 39.8), [74.0, 385.0, 256.0]),
    case([30.0, 50.0, 3.0, 0.3, 150.0, 0.5], false, true, (7166.0, 37.7), [480.0, 380.0, 258.0]),
    case([28.0, 58.0, 3.0, 0.3, 150.0, 0.5], false, false, (5807.0, 41.2), [57.0, 466.0, 314.0]),
    case([35.0, 35.0, 3.0, 1.0, 150.0, 0.5], true, false, (3892.0, 37.6), [480.0, 480.0, 463.0]),
    case([43.0, 43.0, 3.0, 0.3, 103.0, 0.5], true, true, (6763.0, 37.3), [480.0, 401.0, 271.0]),
    case([35.0, 35.0, 3.0, 0.3, 206.0, 0.5], false, false, (7236.0, 39.2), [70.0, 372.0, 247.0]),
    case([34.0, 34.0, 3.0, 0.3, 150.0, 1.0], false, false, (5548.0, 41.0), [67.0, 480.0, 318.0]),
    case([40.0, 40.0, 3.0, 0.3, 150.0, 0.4], false, true, (6684.0, 37.5), [480.0, 407.0, 276.0]),
];

#[test]
fn annex_f1_to_f9() {
    for (number, case) in (1..).zip(&ANNEX_F) {
        let [air, radiant, vapour, wind, metabolic, clo] = case.climate;
        let phs = Phs {
            air_temperature: Temperature::from_celsius(air),
            radiant_temperature: Temperature::from_celsius(radiant),
            vapour_pressure: Pressure::from_kpa(vapour),
            air_speed: AirSpeed::from_m_per_s(wind),
            metabolic: HeatFlux::from_w_per_m2(metabolic),
            clothing: Insulation::from_clo(clo),
            posture: if case.sits { Posture::Sitting } else { Posture::Standing },
            acclimatised: case.acclimatised,
            ..standard()
        };
        println!("case {number}");
        compare_with_annex(&phs.strain().unwrap(), case.strain.0, case.strain.1, case.limits);
    }
}

#[test]
fn annex_f10_walks_across_the_wind() {
    let phs = Phs {
        vapour_pressure: Pressure::from_kpa(3.0),
        clothing: Insulation::from_clo(0.4),
        walking: Some(Walking { speed: Speed::from_m_per_s(1.0), wind_angle: Some(90.0) }),
        ..standard()
    };
    compare_with_annex(&phs.strain().unwrap(), 5379.0, 37.6, [480.0, 480.0, 339.0]);
}

fn compare_with_annex(strain: &Strain, grams: f64, rectal: f64, limits: [f64; 3]) {
    assert!((strain.water_loss.as_g() - grams).abs() <= 0.6, "{} g, not {grams}", strain.water_loss.as_g());
    assert!((strain.rectal_temperature.as_celsius() - rectal).abs() <= 0.05 + 1e-9);
    let found = [strain.heat_limit, strain.water_limit_mean, strain.water_limit_most];
    assert_eq!(found.map(Duration::as_minutes), limits);
}

/// The third case of the 2023 edition: a strong radiant load in still air. The annex gives 6419 g with a tolerance of
/// 2.5 %; the public implementation gives these losses with a heat capacity that is half a percent larger.
#[test]
fn still_air_with_a_radiant_load_by_the_2023_edition() {
    for (wind, grams) in [(0.1, 6364.4), (0.2, 6047.1), (0.3, 5635.8), (0.5, 4979.1), (1.0, 4210.3)] {
        let air = Temperature::from_celsius(30.0);
        let vapour = physiology::humidity::vapour_pressure(air, units::Fraction::from_percent(35.0));
        let phs = Phs {
            edition: Edition::Iso2023,
            acclimatised: false,
            metabolic: HeatFlux::from_w_per_m2(154.8),
            air_temperature: air,
            radiant_temperature: Temperature::from_celsius(54.2),
            vapour_pressure: vapour,
            air_speed: AirSpeed::from_m_per_s(wind),
            clothing: Insulation::from_clo(0.8),
            reflective_share: 0.3,
            reflection: 0.85,
            ..standard()
        };
        let found = phs.strain().unwrap().water_loss.as_g();
        assert!((found / grams - 1.0).abs() < 5e-4, "{wind} m/s: {found} g, not {grams}");
    }
}

#[test]
fn every_vector_of_the_reference() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/oracles/phs_vectors.csv");
    let Ok(mut table) = csv::Reader::from_path(path) else {
        println!("skipped: the reference folder is not beside the checkout");
        return;
    };
    let columns: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let mut rows = 0;
    for row in table.records() {
        let row = row.unwrap();
        let text = |name: &str| &row[columns.iter().position(|column| column == name).unwrap()];
        let number = |name: &str| text(name).parse::<f64>().unwrap();
        let walk = number("walk_sp_ms");
        let angle = number("theta_deg");
        let phs = Phs {
            edition: if text("model") == "7933-2004" { Edition::Iso2004 } else { Edition::Iso2023 },
            body_mass: Mass::from_kg(number("weight_kg")),
            height: Length::from_m(number("height_m")),
            acclimatised: number("acclimatized") >= 50.0,
            posture: if text("posture") == "sitting" { Posture::Sitting } else { Posture::Standing },
            // The package behind the vectors takes an angle of zero for "any".
            walking: (walk > 0.0).then(|| Walking {
                speed: Speed::from_m_per_s(walk),
                wind_angle: (angle != 0.0).then_some(angle),
            }),
            metabolic: HeatFlux::from_w_per_m2(number("met_Wm2")),
            work: HeatFlux::from_w_per_m2(number("wme_Wm2")),
            air_temperature: Temperature::from_celsius(number("tdb_C")),
            radiant_temperature: Temperature::from_celsius(number("tr_C")),
            vapour_pressure: Pressure::from_kpa(number("pa_kPa")),
            air_speed: AirSpeed::from_m_per_s(number("v_ms")),
            clothing: Insulation::from_clo(number("clo")),
            permeability: number("i_mst"),
            reflective_share: number("a_p"),
            reflection: number("f_r"),
            drinks: text("drink") == "1",
            duration: Duration::from_minutes(number("duration_min")),
        };
        let strain = phs.strain().unwrap();
        let (grams, id) = (number("alt57_83_sweat_loss_g"), text("case_id"));
        // The inputs are rounded to five digits in the file; 0.6 g is the tolerance that the reference states.
        assert!(
            (strain.water_loss.as_g() - grams).abs() <= 0.6,
            "{id}: {} g, not {grams}",
            strain.water_loss.as_g()
        );
        let rectal = strain.rectal_temperature.as_celsius();
        assert!((rectal - number("alt57_83_t_re_C")).abs() <= 0.002, "{id}: rectal {rectal}");
        rows += 1;
    }
    assert!(rows >= 40, "only {rows} rows");
}
