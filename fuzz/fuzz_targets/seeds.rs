#![no_main]
//! Writes the seeds that the targets start from, into `corpus/<target>`: the corpus of `formats`, and small files of each
//! format, made here.

#[path = "../../crates/formats/tests/corpus/main.rs"]
#[allow(dead_code, reason = "its tests are not made here")]
mod corpus;

use std::io::Write;
use std::path::Path;

// As a target, so that it is built as they are: `cargo fuzz run seeds -- -runs=0` writes them.
libfuzzer_sys::fuzz_target!(init: write_all().unwrap(), |_bytes: &[u8]| {});

fn write_all() -> std::io::Result<()> {
    for (target, name, bytes) in seeds() {
        write(target, name, &bytes)?;
    }
    for (number, case) in corpus::cases().into_iter().enumerate() {
        let target = match Path::new(case.file).extension().and_then(|extension| extension.to_str()) {
            Some("fit") => "fit",
            Some("gpx") => "gpx",
            Some("tcx") => "tcx",
            Some("xml") => "apple_health",
            Some("json") => "json",
            Some("csv") => "table",
            Some("ics") => "calendar",
            _ => "archive",
        };
        write(target, &format!("case-{number}"), &case.bytes)?;
    }
    #[cfg(feature = "server")]
    for (file, lines) in isotone_fuzz::athlete::WRITTEN.iter().filter(|(file, _)| file.ends_with(".jsonl")) {
        let seed = [file.as_bytes(), b"\n", lines].concat();
        write("athlete_archive", &file.replace('/', "-"), &seed)?;
    }
    // Of every route some requests: two bytes a choice.
    for number in 0..64_u8 {
        let choices: Vec<u8> =
            (0..512_u16).map(|at| at.to_le_bytes()[0].wrapping_mul(31).wrapping_add(number * 4)).collect();
        write("routes", &format!("dice-{number}"), &choices)?;
    }
    Ok(())
}

fn write(target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}

fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mut seeds = vec![
        ("fit", "session", fit(&session())),
        ("fit", "records", fit(&records())),
        ("fit", "big-endian", fit(&[&[0x40, 0, 1, 0, 18, 2, 2, 4, 0x86, 7, 4, 0x86][..], &[0; 9]].concat())),
        ("gpx", "track", GPX.into()),
        ("tcx", "activity", TCX.into()),
        ("tcx", "multisport", TCX.replace("Activity Sport", "MultiSportSession><Activity Sport").into()),
        ("apple_health", "export", APPLE.into()),
        ("calendar", "entry", CALENDAR.into()),
        ("food", "open-food-facts", OPEN_FOOD_FACTS.into()),
        ("food", "usda", USDA.into()),
        ("quantity", "volume", "1,5 L".into()),
        ("quantity", "duration", "1 h 30 min".into()),
    ];
    for (name, policy) in POLICIES {
        seeds.push(("heat_policy", name, policy.into()));
    }
    for (name, roster) in ROSTERS {
        seeds.push(("roster", name, roster.into()));
    }
    seeds.push(("studies", "pairs", PAIRS.into()));
    seeds.push(("studies", "measured", MEASURED.into()));
    seeds.push(("studies", "model", include_str!("../../crates/physiology/data/model.toml").into()));
    seeds.push(("food", "catalogue", include_str!("../../crates/fuel/data/catalogue/products.csv").into()));
    for (name, table) in TABLES {
        seeds.push(("table", name, table.as_bytes().to_vec()));
    }
    let chained = [fit(&session()), fit(&records())].concat();
    seeds.push(("fit", "chained", chained));
    for (name, document) in JSON {
        seeds.push(("json", name, document.as_bytes().to_vec()));
    }
    #[cfg(feature = "photos")]
    seeds.extend(photos());
    seeds.push(("archive", "gz", gz(&fit(&session()))));
    seeds.push(("archive", "zip", zip(&[("a.fit", &fit(&session())), ("b.gpx", GPX.as_bytes())])));
    seeds.push(("archive", "health", zip(&[("apple_health_export/export.xml", APPLE.as_bytes())])));
    seeds
}

/// Photos, and the layout that they are of.
#[cfg(feature = "photos")]
fn photos() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let heic = include_bytes!("../../crates/patch/tests/data/small.heic");
    vec![
        ("patch_layout", "reference", patch::layout::REFERENCE_FILE.into()),
        ("patch_photo", "easy", small_photo(1)),
        ("patch_photo", "turned", small_photo(2)),
        ("patch_photo", "other", small_photo(3)),
        ("patch_photo", "heic", heic.into()),
    ]
}

/// A photo of the renderer of half its width, so that it fits into what a fuzzer tries.
#[cfg(feature = "photos")]
fn small_photo(seed: u64) -> Vec<u8> {
    let photo =
        patch::render::photo(patch::Layout::reference(), patch::render::level::Level::Easy, seed, None);
    let (width, height) = (photo.width / 2, photo.height / 2);
    let pixel = |at: usize| {
        let start = 3 * (2 * (at / width) * photo.width + 2 * (at % width));
        [photo.rgb[start], photo.rgb[start + 1], photo.rgb[start + 2]]
    };
    let rgb: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    patch::render::jpeg::encode(&rgb, width, height, 50)
}

/// A FIT file around these records.
fn fit(data: &[u8]) -> Vec<u8> {
    let mut file = vec![12, 0x10, 0, 0];
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    file.extend(b".FIT");
    file.extend(data);
    file.extend([0, 0]);
    file
}

fn session() -> Vec<u8> {
    let mut data = vec![0x40, 0, 0, 0, 0, 4, 0, 1, 0, 1, 2, 0x84, 3, 4, 0x8C, 4, 4, 0x86, 0, 4, 1, 0];
    data.extend(1234_u32.to_le_bytes());
    data.extend(1_000_000_000_u32.to_le_bytes());
    data.extend([0x41, 0, 0, 18, 0, 6, 2, 4, 0x86, 7, 4, 0x86, 8, 4, 0x86, 9, 4, 0x86, 5, 1, 0, 16, 1, 2, 1]);
    for value in [1_000_000_000_u32, 3_600_000, 3_500_000, 1_100_000] {
        data.extend(value.to_le_bytes());
    }
    data.extend([1, 150]);
    data
}

fn records() -> Vec<u8> {
    let mut data = vec![0x42, 0, 0, 20, 0, 4, 253, 4, 0x86, 0, 4, 0x85, 1, 4, 0x85, 3, 1, 2];
    for second in 0..90_u32 {
        data.push(2);
        data.extend((1_000_000_000 + second).to_le_bytes());
        data.extend((600_000_000 + second * 90).to_le_bytes());
        data.extend((100_000_000 + second * 70).to_le_bytes());
        data.push(130 + u8::try_from(second % 20).unwrap_or(0));
    }
    data
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let written = packed.write_all(bytes).and_then(|()| packed.finish());
    written.unwrap_or_default()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let started = archive.start_file(*name, zip::write::SimpleFileOptions::default());
        if started.is_ok() {
            let _ = archive.write_all(bytes);
        }
    }
    archive.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

const GPX: &str = r#"<?xml version="1.0"?><gpx><trk><name>Run</name><type>9</type><trkseg>
<trkpt lat="50.0" lon="8.0"><ele>90</ele><time>2026-05-01T06:00:00Z</time><extensions><hr>120</hr></extensions></trkpt>
<trkpt lat="50.001" lon="8.001"><time>2026-05-01T08:00:30+02:00</time><extensions><hr>130</hr></extensions></trkpt>
</trkseg><trkseg><trkpt lat="50.002" lon="8.002"><time>2026-05-01T06:01:00</time></trkpt></trkseg></trk></gpx>"#;

const TCX: &str = r#"<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>2026-05-01T06:00:00Z</Id>
<Lap StartTime="2026-05-01T06:00:00Z"><TotalTimeSeconds>60</TotalTimeSeconds><DistanceMeters>200</DistanceMeters>
<Track><Trackpoint><Time>2026-05-01T06:00:00Z</Time><HeartRateBpm><Value>120</Value></HeartRateBpm></Trackpoint>
<Trackpoint><Time>2026-05-01T06:01:00Z</Time><DistanceMeters>200</DistanceMeters></Trackpoint></Track></Lap>
<Creator><Name>Watch</Name><UnitId>1</UnitId></Creator></Activity></Activities></TrainingCenterDatabase>"#;

const APPLE: &str = r#"<?xml version="1.0"?><!DOCTYPE HealthData [<!ELEMENT HealthData (Record*)>]><HealthData>
<Record type="HKQuantityTypeIdentifierBodyMass" unit="kg" value="70.4" sourceName="Scale" startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 07:00:00 +0200"/>
<Record type="HKCategoryTypeIdentifierSleepAnalysis" value="HKCategoryValueSleepAnalysisAsleepCore" sourceName="Watch" startDate="2026-05-01 23:00:00 +0200" endDate="2026-05-02 03:00:00 +0200"/>
<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="50" durationUnit="min" sourceName="Watch" startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 07:55:00 +0200"><WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="150" maximum="171" unit="count/min"/></Workout></HealthData>"#;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Long run\\, easy\r\nDTSTART;TZID=Europe/Berlin:20260601T063000\r\nDURATION:PT1H30M\r\nLOCATION:Park\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20260602\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const OPEN_FOOD_FACTS: &str = r#"{"code":"4000000000017","product":{"product_name":"Gel","serving_quantity":40,"nutriments":{"carbohydrates_100g":60,"salt_100g":0.5,"energy-kcal_100g":380}}}"#;

const USDA: &str = r#"{"fdcId":173944,"description":"Bananas, raw","foodNutrients":[{"number":"205","amount":22.84},{"number":"307","amount":1}]}"#;

const POLICIES: [(&str, &str); 3] = [
    ("ghsa", include_str!("../../crates/team/data/policies/ghsa-2.67.toml")),
    ("aus-open", include_str!("../../crates/team/data/policies/aus-open.toml")),
    ("fifa", include_str!("../../crates/team/data/policies/fifa.toml")),
];

const ROSTERS: [(&str, &str); 3] = [
    ("semicolons", "No;Name;Weight (kg);Born\n7;Silva, Ana;64,0;04/05/2008\n8;Novak, Hana;58,5;24/05/2008\n"),
    ("title", "Harbour FC\n\n#\tFirst name\tLast name\tWeight (lb)\n7\tAna\tSilva\t141\n7\tHana\tNovak\t\n"),
    ("names", "Ana Silva\nHana Novak\n"),
];

const PAIRS: &str = "athlete,body_mass,sport,duration,speed,air_temperature,relative_humidity,whole_body_rate,local_rate\n\
anna,61 kg,run,60 min,10 km/h,25 °C,50 %,0.9 L/h,1.1 mg/cm²/min\nanna,61 kg,run,75 min,11 km/h,31 °C,60 %,1.4 L/h,\n";

const MEASURED: &str = "study,sport,mass_kg,minutes,air_c,speed_km_h,rate_l_h\nmine,run,70,60,24,11,1.2\n";

const TABLES: [(&str, &str); 5] = [
    (
        "strava",
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time,Distance\n11,\"Oct 3, 2026, 7:00:00 AM\",\"Run, easy\",Run,1860,5.40,activities/12.fit.gz,1800,5400.2\n",
    ),
    (
        "whoop",
        "Cycle start time,Cycle timezone,Workout start time,Workout end time,Activity name,Max HR (bpm)\n2026-10-03 00:10:39,UTC+02:00,2026-10-03 09:00:00,2026-10-03 09:45:00,Running,183\n",
    ),
    ("withings", "Date,\"Weight (kg)\",\"Fat mass (kg)\"\n\"2026-10-03 07:12:45\",72.4,15.2\n"),
    (
        "oura",
        "id;day;bedtime_start;bedtime_end;total_sleep_duration;type\na1;2026-10-05;2026-10-04T22:40:00.000+02:00;2026-10-05T06:40:00.000+02:00;25200;long_sleep\n",
    ),
    (
        "google-health",
        "exercise_id,exercise_start,exercise_end,utc_offset,activity_name\n7,2026-10-03 07:00:00+0000,2026-10-03 07:30:00+0000,+02:00,Outdoor Run\n",
    ),
];

const JSON: [(&str, &str); 10] = [
    (
        "garmin-export",
        r#"[{"summarizedActivitiesExport":[{"activityId":111,"name":"Run","activityType":"running","beginTimestamp":1791010800000,"duration":1800000.0,"distance":540000.0}]}]"#,
    ),
    (
        "fitbit",
        r#"[{"logId":1,"dateOfSleep":"2026-10-05","startTime":"2026-10-04T22:30:00.000","endTime":"2026-10-05T06:30:00.000","minutesAsleep":420}]"#,
    ),
    (
        "google-fit",
        r#"{"fitnessActivity":"running","startTime":"2026-10-03T07:00:00Z","endTime":"2026-10-03T07:30:00Z","aggregate":[{"metricName":"com.google.distance.delta","floatValue":5400.0}]}"#,
    ),
    (
        "polar",
        r#"{"startTime":"2026-10-03T09:00:00","timezoneOffsetMinutes":120,"durationMillis":1800000,"exercises":[{"startTime":"2026-10-03T09:00:00","samples":{"samples":[{"type":"SPEED","intervalMillis":1000,"values":[NaN,10.8]}]}}]}"#,
    ),
    (
        "strava",
        r#"{"id":1,"start_date":"2026-05-01T06:00:00Z","start_date_local":"2026-05-01T08:00:00Z","timezone":"(GMT+01:00) Europe/Berlin","elapsed_time":3600,"moving_time":3500,"sport_type":"Run","distance":10000,"start_latlng":[50,8]}"#,
    ),
    (
        "streams",
        r#"{"time":{"data":[0,1,30,60]},"heartrate":{"data":[100,101,120,130]},"latlng":{"data":[[50,8],[50.1,8.1]]}}"#,
    ),
    (
        "garmin-push",
        r#"{"sleeps":[{"userId":"a","summaryId":"s","startTimeInSeconds":1777600000,"startTimeOffsetInSeconds":7200,"durationInSeconds":25000,"sleepLevelsMap":{"deep":[{"startTimeInSeconds":1777600000,"endTimeInSeconds":1777610000}]},"validation":"AUTO_TENTATIVE"}]}"#,
    ),
    (
        "garmin-activities",
        r#"{"activityDetails":[{"userId":"a","summaryId":"5-detail","activityId":5,"summary":{"activityType":"RUNNING","startTimeInSeconds":1777600000,"durationInSeconds":3000},"samples":[{"startTimeInSeconds":1777600001,"heartRate":100}]}]}"#,
    ),
    (
        "garmin-connect",
        r#"{"dailySleepDTO":{"id":1,"sleepStartTimestampGMT":1777600000000,"sleepEndTimestampGMT":1777625000000,"sleepStartTimestampLocal":1777607200000,"sleepEndTimestampLocal":1777632200000,"sleepTimeSeconds":24000},"sleepLevels":[{"startGMT":"2026-05-01T02:00:00.0","endGMT":"2026-05-01T03:00:00.0","activityLevel":1.0}]}"#,
    ),
    (
        "health-auto-export",
        r#"{"data":{"metrics":[{"name":"sleep_analysis","units":"hr","data":[{"startDate":"2026-05-01 23:00:00 +0200","endDate":"2026-05-02 03:00:00 +0200","value":"Core","source":"Watch"}]},{"name":"weight_body_mass","units":"kg","data":[{"date":"2026-05-01 7:00:00 AM +0200","qty":70}]}],"workouts":[{"name":"Running","start":"2026-05-01 07:00:00 +0200","end":"2026-05-01 08:00:00 +0200","heartRateData":[{"date":"2026-05-01 07:00:05 +0200","Avg":120}]}]}}"#,
    ),
];
