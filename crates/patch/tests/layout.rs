//! Layouts: what is accepted, what is refused, and what the curves give.

use patch::{Concentration, Fill, Layout};
use proptest::prelude::*;
use serde_json::{Value, json};

fn layout() -> Value {
    let mark = |id: u32, x: f64, y: f64| json!({"id": id, "center": [x, y], "size": 6.0});
    json!({
        "schema": "open-sweat-patch/1", "layout_id": "TEST", "version": 1, "body": {"w": 60, "h": 40},
        "fiducials": [mark(0, 4.0, 4.0), mark(1, 56.0, 4.0), mark(2, 56.0, 36.0), mark(3, 4.0, 36.0)],
        "channel": {"length_mm": 300.0, "dead_volume_ul": 2.0, "capacity_ul": 92.0,
                    "volume_table": [[0.0, 0.0], [100.0, 30.0], [300.0, 90.0]]},
        "assay_zones": [{"id": "CL", "analyte": "chloride", "unit": "mmol/L", "reportable_range": [5.0, 100.0],
            "calibration": [{"value": 0.0, "rgb_linear_rel_white": [0.9, 0.9, 0.9]},
                            {"value": 120.0, "rgb_linear_rel_white": [0.4, 0.1, 0.5]}]}],
    })
}

#[test]
fn the_front_gives_a_volume_and_a_full_channel_only_a_lower_bound() {
    let channel = Layout::read(&layout().to_string()).unwrap().channel;
    assert_eq!(channel.volume_ul(0.0), Fill::Volume(0.0));
    assert_eq!(channel.volume_ul(50.0), Fill::Volume(17.0));
    assert_eq!(channel.volume_ul(200.0), Fill::Volume(62.0));
    assert_eq!(channel.volume_ul(300.0), Fill::AtLeast(92.0));
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
fn faults_are_all_named_at_once() {
    let mut wrong = layout();
    wrong["schema"] = json!("my-patch/9");
    wrong["fiducials"][1]["id"] = json!(0);
    wrong["channel"]["volume_table"] = json!([[0.0, 0.0], [100.0, 30.0], [90.0, 40.0]]);
    wrong["assay_zones"][0]["reportable_range"] = json!([100.0, 5.0]);
    let errors = Layout::read(&wrong.to_string()).unwrap_err();
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    for part in ["schema 'my-patch/9'", "fiducials", "volume_table", "reportable_range"] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part} is not in {lines:#?}");
    }
    assert!(
        Layout::read("Dear diary").unwrap_err()[0].to_string().starts_with("the file is not a patch layout")
    );
}

#[test]
fn the_open_reference_layout_is_accepted() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/patch/layout.json");
    let Ok(json) = std::fs::read_to_string(file) else {
        println!("skipped: the reference layout (../shared) is absent");
        return;
    };
    let layout = Layout::read(&json).unwrap();
    assert_eq!((layout.layout_id.as_str(), layout.fiducials.len()), ("OSP-A1", 4));
    assert_eq!(layout.channel.volume_ul(layout.channel.length_mm), Fill::AtLeast(layout.channel.capacity_ul));
    for point in &layout.assay_zones[0].calibration {
        let [least, most] = layout.assay_zones[0].reportable_range;
        if let Some(Concentration::Value(value)) = layout.assay_zones[0].concentration(point.rgb) {
            assert!((value - point.value).abs() < 1e-6 && (least..=most).contains(&value));
        }
    }
}

proptest! {
    #[test]
    fn volume_rises_with_the_front(a in 0.0..400.0f64, b in 0.0..400.0f64) {
        let channel = Layout::read(&layout().to_string()).unwrap().channel;
        let volume = |front| match channel.volume_ul(front) { Fill::Volume(v) | Fill::AtLeast(v) => v };
        prop_assert!(volume(a.min(b)) <= volume(a.max(b)));
    }

    #[test]
    fn arbitrary_text_is_refused_without_a_panic(text in ".{0,200}") {
        prop_assert!(Layout::read(&text).is_err());
    }
}
