//! The reference vectors of the first heat-balance model (2026.11), every intermediate value. What was decided anew on
//! measured groups since is one value, `Choices`; everything else is the same code.

use physiology::heat_balance::{Choices, HeatInputs, balance_by};
use units::{AirSpeed, Area, Duration, Fraction, Insulation, Power, Temperature};

const VECTORS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/oracles/heat_model_vectors.csv");

#[test]
fn every_row_and_every_intermediate_value() {
    let Ok(text) = std::fs::read_to_string(VECTORS) else {
        println!("skipped: the reference vectors (../shared) are absent");
        return;
    };
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut rows = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let text = |name: &str| cells[columns.iter().position(|column| *column == name).unwrap()];
        let cell = |name: &str| -> f64 { text(name).parse().unwrap() };
        let inputs = HeatInputs {
            metabolic: Power::from_watts(cell("M_W")),
            work: Power::from_watts(cell("Wext_W")),
            surface_area: Area::from_m2(cell("bsa_m2")),
            air_temperature: Temperature::from_celsius(cell("ta_C")),
            radiant_temperature: Temperature::from_celsius(cell("tr_C")),
            relative_humidity: Fraction::from_percent(cell("rh_pct")),
            air_speed: AirSpeed::from_m_per_s(cell("v_eff_ms")),
            clothing: Insulation::from_clo(cell("icl_clo")),
            limb_speed: AirSpeed::from_m_per_s(cell("walk_ms")),
            duration: Duration::from_minutes(cell("dur_min")),
        };
        let result = balance_by(&inputs, &Choices::first());
        // The outputs are rounded when printed (half a last digit), and so are the inputs (1e-4 of the value; heat
        // fluxes are differences of terms of hundreds of W/m², so for them it is 1e-4 of at least 100).
        for (name, ours) in [
            ("pa_kPa", result.vapour_pressure.as_kpa()),
            ("tsk_C", result.skin_temperature.as_celsius()),
            ("hc", result.convection),
            ("hr", result.radiation),
            ("rcl_dyn_m2KW", result.clothing_resistance),
            ("c_res_Wm2", result.respiratory_convection.as_w_per_m2()),
            ("e_res_Wm2", result.respiratory_evaporation.as_w_per_m2()),
            ("dry_Wm2", result.dry.as_w_per_m2()),
            ("e_req_Wm2", result.required.as_w_per_m2()),
            ("e_eff_Wm2", result.effective.as_w_per_m2()),
            ("e_max_Wm2", result.greatest.as_w_per_m2()),
            ("w", result.wettedness),
            ("r", result.efficiency),
            ("s_req_g_m2_h", result.sweat_required.as_g_per_m2_h()),
            ("s_ss_g_m2_h", result.sweat_steady.as_g_per_m2_h()),
            ("onset", result.onset),
            ("f_L_per_h", result.rate.as_l_per_h()),
        ] {
            let theirs = cell(name);
            let scale = if name.ends_with("Wm2") { theirs.abs().max(100.0) } else { theirs.abs() };
            let decimals = text(name).split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let tolerance = 0.5 * 10f64.powi(-i32::try_from(decimals).unwrap()) + 1e-4 * scale;
            assert!((ours - theirs).abs() <= tolerance, "{line}\n{name}: ours {ours}, reference {theirs}");
        }
        rows += 1;
    }
    assert_eq!(rows, 23);
}
