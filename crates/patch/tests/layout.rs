//! Layouts: what is accepted, what is refused, and what the curves give.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use patch::layout::path::Path;
use patch::optics::light::Lamp;
use patch::optics::spectrum::{self, Spectrum};
use patch::{Concentration, Fill, Layout};
use proptest::prelude::*;
use serde_json::{Value, json};

fn layout() -> Value {
    let mut small: Value = serde_json::from_str(patch::layout::REFERENCE_FILE).unwrap();
    small["channel"] = json!({"path": [{"type": "start", "p": [10.0, 10.0]}, {"type": "line", "to": [40.0, 10.0]}],
        "length_mm": 30.0, "width_mm": [[0.0, 1.0], [30.0, 1.0]], "depth_mm": 0.5,
        "dead_volume_ul": 2.0, "capacity_ul": 17.0, "volume_table": [[0.0, 0.0], [10.0, 5.0], [30.0, 15.0]],
        "inlet": {"center": [10.0, 10.0], "r": 0.9}, "vent": {"center": [40.0, 10.0], "r": 0.4}});
    small["registration_dots"] = json!([]);
    small["assay_zones"][0]["reportable_range"] = json!([5.0, 100.0]);
    small["assay_zones"][0]["calibration"] = json!([
        {"value": 0.0, "rgb_linear_rel_white": [0.9, 0.9, 0.9]},
        {"value": 120.0, "rgb_linear_rel_white": [0.4, 0.1, 0.5]}]);
    small
}

#[test]
fn the_front_gives_a_volume_and_a_full_channel_only_a_lower_bound() {
    let channel = Layout::read(&layout().to_string()).unwrap().channel;
    assert_eq!(channel.volume_ul(0.0), Fill::Volume(0.0));
    assert_eq!(channel.volume_ul(5.0), Fill::Volume(4.5));
    assert_eq!(channel.volume_ul(20.0), Fill::Volume(12.0));
    assert_eq!(channel.volume_ul(30.0), Fill::AtLeast(17.0));
    assert_eq!(channel.volume_ul(f64::NAN), Fill::Volume(0.0));
}

#[test]
fn the_colour_gives_a_concentration_within_what_may_be_reported() {
    let assay = Layout::read(&layout().to_string()).unwrap().assay_zones.remove(0);
    assert_eq!(assay.concentration([0.9, 0.9, 0.9]), Some(Concentration::Below(5.0)));
    assert_eq!(assay.concentration([0.4, 0.1, 0.5]), Some(Concentration::Above(100.0)));
    // Halfway in absorbance is halfway in concentration.
    let halfway = (0.9_f64 * 0.1).sqrt();
    let Some(Concentration::Value(value)) = assay.concentration([0.6, halfway, 0.7]) else {
        panic!("a value")
    };
    assert!((value - 60.0).abs() < 1e-9);
    assert_eq!(assay.concentration([0.5, 0.0, 0.5]), None);
}

#[test]
fn another_makers_unit_is_converted_and_another_analyte_is_refused() {
    let with = |analyte: &str, unit: &str| {
        let mut other = layout();
        other["assay_zones"][0]["analyte"] = json!(analyte);
        other["assay_zones"][0]["unit"] = json!(unit);
        Layout::read(&other.to_string())
    };
    for (analyte, unit, highest) in [
        ("chloride", "mmol/L", 120.0),
        ("Cl-", "mEq/L", 120.0),
        ("Chloride", "mM", 120.0),
        ("chloride", "mg / dL", 33.85),
        ("chloride", "ppm", 3.385),
    ] {
        let zone = with(analyte, unit).unwrap().assay_zones.remove(0);
        let read = zone.calibration[1].value;
        assert!((read - highest).abs() < 0.01, "{analyte} {unit}: {read}");
        assert!((zone.reportable_range[1] - highest / 1.2).abs() < 0.01, "{unit}");
        assert_eq!((zone.analyte.as_str(), zone.unit.as_str()), ("chloride", "mmol/L"));
    }
    // 7.2 mg/dL of glucose is no 7.2 mmol/L of chloride.
    let glucose = with("glucose", "mg/dL").unwrap_err()[0].to_string();
    assert!(glucose.contains("'glucose' is not read") && glucose.contains("'chloride'"), "{glucose}");
    assert!(with("sodium", "mmol/L").is_err());
    let percent = with("chloride", "%").unwrap_err()[0].to_string();
    assert!(percent.contains("'%' is no unit of a chloride concentration"), "{percent}");

    // Of several zones that of chloride is read, wherever it stands in the file.
    let mut two = layout();
    let mut glucose = two["assay_zones"][0].clone();
    glucose["id"] = json!("GLU");
    glucose["analyte"] = json!("glucose");
    glucose["shape"] = two["blank_windows"][0]["shape"].clone();
    two["blank_windows"] = json!([]);
    let chloride = two["assay_zones"][0].clone();
    two["assay_zones"] = json!([glucose, chloride]);
    match Layout::read(&two.to_string()) {
        Ok(both) => assert_eq!(both.assay_zones[0].analyte, "chloride"),
        Err(errors) => {
            assert!(errors.iter().all(|error| !error.to_string().contains("analyte")), "{errors:?}");
        }
    }
}

#[test]
fn faults_are_all_named_at_once() {
    let mut wrong = layout();
    wrong["schema"] = json!("my-patch/9");
    wrong["fiducials"][1]["id"] = json!(0);
    wrong["channel"]["volume_table"] = json!([[0.0, 0.0], [10.0, 5.0], [9.0, 15.0]]);
    wrong["assay_zones"][0]["reportable_range"] = json!([100.0, 5.0]);
    wrong["chips"][0]["shape"]["x"] = json!(14.0);
    wrong["blank_windows"][0]["shape"]["x"] = json!(58.5);
    let errors = Layout::read(&wrong.to_string()).unwrap_err();
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    for part in [
        "schema 'my-patch/9'",
        "fiducials",
        "volume_table",
        "reportable_range",
        "N88 lies over",
        "BW1 does not lie on the body",
    ] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part} is not in {lines:#?}");
    }
    assert!(
        Layout::read("Dear diary").unwrap_err()[0].to_string().starts_with("the file is not a patch layout")
    );
}

#[test]
fn the_reference_layout_is_good_and_agrees_with_itself() {
    let layout = Layout::reference();
    assert_eq!((layout.layout_id.as_str(), layout.fiducials.len(), layout.chips.len()), ("OSP-A1", 4, 20));
    assert_eq!(layout.channel.volume_ul(layout.channel.length_mm), Fill::AtLeast(layout.channel.capacity_ul));
    let zone = &layout.assay_zones[0];
    for point in &zone.calibration {
        let [least, most] = zone.reportable_range;
        if let Some(Concentration::Value(value)) = zone.concentration(point.rgb) {
            assert!((value - point.value).abs() < 1e-6 && (least..=most).contains(&value));
        }
    }
}

/// The colours of the file are those of its spectra: the light, the observer and the inks of `optics` are right.
#[test]
fn the_colours_of_the_reference_layout_are_those_of_its_spectra() {
    let day = Lamp::Planck.light(6504.0);
    let layout = Layout::reference();
    let chips = layout.chips.iter().map(|chip| (&chip.id, chip.rgb, &chip.reflectance, chip.ink));
    for (id, rgb, reflectance, inks) in chips {
        let spectrum: Spectrum = reflectance.as_ref().unwrap().as_slice().try_into().unwrap();
        let of_ink = spectrum::ink(inks.unwrap());
        for (channel, expected) in rgb.into_iter().enumerate() {
            let seen = spectrum::reference_rgb(&spectrum, &day)[channel];
            assert!((seen - expected).abs() < 2e-3, "{id}: {seen} instead of {expected}");
        }
        assert!(of_ink.iter().zip(&spectrum).all(|(ink, file)| (ink - file).abs() < 1e-4), "{id}");
    }
}

#[test]
fn the_path_is_walked_and_found_again() {
    let channel = &Layout::reference().channel;
    let path = Path::new(&channel.path).unwrap();
    assert!((path.length_mm() - channel.length_mm).abs() < 1e-3);
    for step in 0..358 {
        let s = 0.5 + f64::from(step);
        let (found, offset) = path.nearest(path.station(s).beside(0.3));
        assert!((found - s).abs() < 1e-6 && (offset - 0.3).abs() < 1e-6, "{s}: {found} {offset}");
    }
}

proptest! {
    #[test]
    fn volume_rises_with_the_front(a in 0.0..40.0f64, b in 0.0..40.0f64) {
        let channel = Layout::read(&layout().to_string()).unwrap().channel;
        let volume = |front| match channel.volume_ul(front) { Fill::Volume(v) | Fill::AtLeast(v) => v };
        prop_assert!(volume(a.min(b)) <= volume(a.max(b)));
    }

    #[test]
    fn arbitrary_text_is_refused_without_a_panic(text in ".{0,200}") {
        prop_assert!(Layout::read(&text).is_err());
    }
}
