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
            "the first exports: names of attributes with blanks, and times without signs",
            "export.xml",
            record("BodyMass", "kg", "70.4")
                .replace("2026-10-03 09:00:00 +0200", "20261003090000+0200")
                .replace("unit=", "Health Mate App Version=\"2.6.0\" Withings User Identifier=\"7\" unit="),
            &["2026-10-03T07:00:00Z weighs 70.4 kg"],
        ),
        case(
            "statistics in miles and calories with a capital",
            "export.xml",
            workout(
                "Walking",
                "<WorkoutStatistics type=\"HKQuantityTypeIdentifierActiveEnergyBurned\" sum=\"200.5\" unit=\"Cal\"/>\
                 <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" sum=\"2.5\" unit=\"mi\"/>",
            ),
            &["2026-10-03T07:00:00Z walk, 45 min, 4.02 km, 200.5 kcal"],
        ),
        case(
            "totals as attributes, of exports before 2022",
            "export.xml",
            workout("Running", "").replace(
                "sourceName",
                "duration=\"2580\" durationUnit=\"s\" totalDistance=\"8000\" totalDistanceUnit=\"m\" totalEnergyBurned=\"2092\" \
                 totalEnergyBurnedUnit=\"kJ\" sourceName",
            ),
            &["2026-10-03T07:00:00Z run, 45 min, 43 min timer, 8 km, 500 kcal"],
        ),
        case(
            "a stop, and laps beside it",
            "export.xml",
            workout(
                "Running",
                "<WorkoutEvent type=\"HKWorkoutEventTypeLap\" date=\"2026-10-03 09:05:00 +0200\" duration=\"5\" durationUnit=\"min\"/>\
                 <WorkoutEvent type=\"HKWorkoutEventTypePause\" date=\"2026-10-03 09:10:00 +0200\"/>\
                 <WorkoutEvent type=\"HKWorkoutEventTypeResume\" date=\"2026-10-03 09:20:00 +0200\"/>\
                 <WorkoutEvent type=\"HKWorkoutEventTypePause\" date=\"2026-10-03 09:45:00 +0200\"/>",
            )
            .replace("sourceName", "duration=\"35\" durationUnit=\"min\" sourceName"),
            &["2026-10-03T07:00:00Z run, 45 min, 35 min timer, paused 07:10 to 07:20"],
        ),
        case(
            "a workout that ends before it starts, beside one that does not",
            "export.xml",
            workout("Running", "").replace("<Workout ", "<Workout workoutActivityType=\"HKWorkoutActivityTypeYoga\" \
                startDate=\"2026-10-03 09:00:00 +0200\" endDate=\"2026-10-03 08:00:00 +0200\"></Workout><Workout "),
            &["2026-10-03T07:00:00Z run, 45 min"],
        ),
        case(
            "a drink inside a correlation, which stands outside it once more",
            "export.xml",
            record("DietaryWater", "mL", "250").replace(
                "</HealthData>",
                "<Correlation type=\"HKCorrelationTypeIdentifierFood\"><Record type=\"HKQuantityTypeIdentifierDietaryWater\" unit=\"mL\" \
                 value=\"250\" startDate=\"2026-10-03 09:00:00 +0200\" endDate=\"2026-10-03 09:00:00 +0200\"/></Correlation></HealthData>",
            ),
            &["2026-10-03T07:00:00Z drinks 250 mL"],
        ),
        case("a mass in stones", "export.xml", record("BodyMass", "st", "11"), &["2026-10-03T07:00:00Z weighs 69.85 kg"]),
        case(
            "an export cut off in the middle",
            "export.xml",
            workout("Running", "").replace("</HealthData>", "<Record type=\"HK"),
            &[
                "2026-10-03T07:00:00Z run, 45 min",
                "note: the file breaks off at byte 211 (syntax error: attribute value not closed: `\"` not found before end of input); what came before was read",
            ],
        ),
        case(
            "US cups",
            "export.xml",
            record("DietaryWater", "cup_us", "2"),
            &["2026-10-03T07:00:00Z drinks 473.18 mL"],
        ),
    ]
}
