//! Exports of Apple Health.

use std::io::{Cursor, Write};

use super::{Case, case};

fn export(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?><HealthData locale=\"pt_BR\">{inside}</HealthData>")
}

fn workout(kind: &str, inside: &str) -> String {
    export(&format!(
        "<Workout workoutActivityType=\"HKWorkoutActivityType{kind}\" sourceName=\"Watch\" startDate=\"2026-10-03 09:00:00 +0200\" \
         endDate=\"2026-10-03 09:45:00 +0200\">{inside}</Workout>"
    ))
}

fn record(kind: &str, unit: &str, value: &str) -> String {
    export(&format!(
        "<Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"Phone\" unit=\"{unit}\" value=\"{value}\" \
         startDate=\"2026-10-03 09:00:00 +0200\" endDate=\"2026-10-03 09:00:00 +0200\"/>"
    ))
}

fn zipped(name: &str, content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

pub(crate) fn cases() -> Vec<Case> {
    let indoor = |value: u8| format!("<MetadataEntry key=\"HKIndoorWorkout\" value=\"{value}\"/>");
    let run = workout("Running", "");
    vec![
        case(
            "the name that a Portuguese phone gives",
            "exportar.zip",
            zipped("apple_health_export/exportar.xml", &run),
            &["2026-10-03T07:00:00Z run, 45 min"],
        ),
        case(
            "on the treadmill",
            "export.xml",
            workout("Running", &indoor(1)),
            &["2026-10-03T07:00:00Z treadmill indoors, 45 min"],
        ),
        case(
            "a document type, and a vertical tab in a name",
            "export.xml",
            workout("Running", "").replace("Watch", "Wat\u{b}ch").replace(
                "<HealthData",
                "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me)>\n<!ATTLIST Me x CDATA #IMPLIED>\n]>\n<HealthData",
            ),
            &["2026-10-03T07:00:00Z run, 45 min"],
        ),
        case("outdoors", "export.xml", workout("Running", &indoor(0)), &["2026-10-03T07:00:00Z run, 45 min"]),
        case(
            "an indoor ride",
            "export.xml",
            workout("Cycling", &indoor(1)),
            &["2026-10-03T07:00:00Z indoor-ride indoors, 45 min"],
        ),
        case(
            "pounds",
            "export.xml",
            record("BodyMass", "lb", "154.3"),
            &["2026-10-03T07:00:00Z weighs 69.99 kg"],
        ),
        case(
            "decilitres",
            "export.xml",
            record("DietaryWater", "dL", "2.5"),
            &["2026-10-03T07:00:00Z drinks 250 mL"],
        ),
        case(
            "US cups",
            "export.xml",
            record("DietaryWater", "cup_us", "2"),
            &["2026-10-03T07:00:00Z drinks 473.18 mL"],
        ),
    ]
}
