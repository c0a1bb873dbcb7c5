//! Small inputs that other programs read wrongly, with the right values, through the same import as everything else.
//! They lie beside the project (`../shared`), so the test skips where they are absent; fixtures of the same kinds made by
//! code are in `crates/formats/tests/corpus`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use engine::{AthleteChanges, Engine, FixedClock, Hints, ItemFormat};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::Memory;
use timeline::EventKind;
use units::Mass;

/// What each case must say. Lines of events: start, minutes, km, timer in minutes, heart rate, power, kcal, sport; of
/// planned sessions: start, minutes, sport, title; of items: what the catalogue then holds.
const CASES: &[(&str, &[&str])] = &[
    ("01-off-full-page", &["off_4000000000017: 40 g, carbohydrate 24, sodium 80, energy 152"]),
    ("02-fit-size-zero", &["2026-10-03T07:00:00Z 30 min, 5.4 km, timer 30, 140/min, 200 W, 400 kcal, ride"]),
    (
        "03-fit-session-without-totals",
        &["2026-10-03T07:00:00Z 60 min, 10.83 km, timer 60, 600 kcal, multisport, legs 3.6 3.62 3.62 km"],
    ),
    (
        "04-fit-developer-native",
        &["2026-10-03T07:00:00Z 30 min, 5.4 km, timer 30, 151/min, 250 W, 400 kcal, run"],
    ),
    ("05-sport-of-virtual-and-treadmill", &["treadmill indoors"]),
    ("06-gpx-type-numbers", &["2026-10-03T07:00:00Z 30 min, 5.4 km, walk"]),
    (
        "07-sport-names-of-providers",
        &[
            "2026-10-03T07:00:00Z 30 min, 5.4 km, run",
            "2026-10-03T07:00:00Z 45 min, 8.05 km, timer 45, 540 kcal, run",
        ],
    ),
    ("08-gpx-heart-rate-names", &["2026-10-03T07:00:00Z 30 min, 5.4 km, 140/min, run"]),
    ("09-xml-encodings", &["2026-10-03T07:00:00Z 30 min, 5.4 km, run"]),
    ("10-gpx-pause", &["2026-10-03T07:00:00Z 120 min, 10.8 km, timer 60, run, paused 07:30 to 08:30"]),
    (
        "11-tcx-laps-without-points",
        &["2026-10-03T07:00:00Z 51.78 min, 8 km, timer 51.78, 140/min, 350 kcal, run"],
    ),
    ("12-ics-windows-zone", &["plan 2026-12-05T08:00:00Z 90 min run: Long Run"]),
    (
        "13-ics-recurrence-id",
        &[
            "plan 2026-12-02T17:00:00Z 60 min run: Club Run",
            "plan 2026-12-10T18:00:00Z 90 min run: Club Run moved to Thursday",
            "plan 2026-12-16T17:00:00Z 60 min run: Club Run",
            "plan 2026-12-23T17:00:00Z 60 min run: Club Run",
        ],
    ),
    ("14-ics-duration-days", &["plan 2026-12-05T08:00:00Z 105 min ride: Bike"]),
    ("15-ics-cancelled-later", &["plan 2026-12-08T08:00:00Z 60 min run: Run"]),
    (
        "16-ics-what-is-no-workout",
        &[
            "plan 2026-12-06T12:00:00Z 60 min run: Corrida longa",
            "plan 2026-12-07T12:00:00Z 60 min ride: Ciclismo suave",
            "plan 2026-12-08T12:00:00Z 60 min swim: Natação",
            "plan 2026-12-09T12:00:00Z 60 min run: Carrera 10 km",
            "plan 2026-12-10T12:00:00Z 60 min triathlon: Brick: 90 min ride + 20 min run",
            "plan 2026-12-12T12:00:00Z 60 min run: Bridge to Bridge 10k",
            "note: 5 entries were left out: no word of a sport ('Dentist'",
            "note: 1 entry was left out: rest days",
        ],
    ),
    ("17-hae-recovery-series", &["2026-10-03T07:00:00Z 45 min, 8.05 km, timer 45, 540 kcal, run"]),
    ("18-off-serving-only", &["off_4000000000017: 1 gel, carbohydrate 25, sodium 50, energy 100"]),
    ("19-off-salt", &["off_4000000000017: 40 g, carbohydrate 24, sodium 80, energy 152", "over 100 g"]),
    ("20-off-eu-fibre", &["off_4000000000017: 40 g, carbohydrate", "energy 177"]),
    ("21-usda-atwater", &["fdc_2346394: 100 g, carbohydrate 23, sodium 1, energy 89"]),
    (
        "22-drinks-have-no-water",
        &["off_4000000000017: 500 mL, carbohydrate 30, sodium 250, energy 120, fluid 481 drink"],
    ),
    ("23-apple-health-localised", &["2026-10-03T07:00:00Z", "apple health only"]),
    ("24-apple-health-indoor", &["treadmill indoors", "indoor-ride indoors"]),
    (
        "25-apple-health-swimbikerun",
        &["2026-10-03T07:00:00Z 45 min, 11.5 km, timer 45, 152/min, 300 kcal, multisport, legs 0.5 8 3 km"],
    ),
];

async fn engine() -> Engine {
    let clock = FixedClock("2026-12-01T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
    let me = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    engine.put_athlete("me", me, &TimeZone::get("America/New_York").unwrap()).await.unwrap();
    engine
}

fn cases() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cases");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the cases (../shared/data/cases) are absent");
    None
}

/// A number without zeros at its end.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What an engine holds, a line for each thing.
async fn holds(engine: &Engine) -> String {
    let mut text = String::new();
    for event in engine.events("me", Timestamp::MIN, Timestamp::MAX).await.unwrap() {
        let EventKind::Workout(workout) = &event.kind else { continue };
        write!(text, "{} {} min", event.span.start, short(event.span.duration().as_minutes())).unwrap();
        if let Some(distance) = workout.distance {
            write!(text, ", {} km", short(distance.as_km())).unwrap();
        }
        if let Some(timer) = workout.timer {
            write!(text, ", timer {}", short(timer.as_minutes())).unwrap();
        }
        if let Some(rate) = workout.mean_heart_rate {
            write!(text, ", {:.0}/min", rate.as_per_min()).unwrap();
        }
        if let Some(power) = workout.mean_power {
            write!(text, ", {:.0} W", power.as_watts()).unwrap();
        }
        if let Some(energy) = workout.energy {
            write!(text, ", {:.0} kcal", energy.as_kcal()).unwrap();
        }
        let named = sport::named(&workout.sport);
        let key = if workout.family() == timeline::SportFamily::Multisport {
            "multisport"
        } else {
            named.map_or("?", |named| named.sport.key())
        };
        write!(text, ", {key}{}", if named.is_some_and(|named| named.indoor) { " indoors" } else { "" })
            .unwrap();
        for pause in &workout.pauses {
            let clock = |at: Timestamp| at.strftime("%H:%M").to_string();
            write!(text, ", paused {} to {}", clock(pause.start), clock(pause.end)).unwrap();
        }
        if !event.legs.is_empty() {
            let legs = event.legs.iter().filter_map(|leg| leg.workout.distance).map(|far| short(far.as_km()));
            write!(text, ", legs {} km", legs.collect::<Vec<_>>().join(" ")).unwrap();
        }
        writeln!(text).unwrap();
    }
    for session in engine.planned_sessions("me", Timestamp::MIN, Timestamp::MAX).await.unwrap() {
        let conditions = &session.conditions;
        let minutes = short(conditions.duration.as_minutes());
        let (start, sport, title) = (session.start, conditions.sport.key(), &session.title);
        writeln!(text, "plan {start} {minutes} min {sport}: {title}").unwrap();
    }
    text
}

/// Takes in a food page and says what the catalogue holds of it.
async fn food(engine: &Engine, text: &str) -> String {
    let ids = match engine.add_items("me", text, ItemFormat::of(text)).await {
        Ok(ids) => ids,
        Err(error) => return format!("refused: {error}\n"),
    };
    let catalogue = engine.catalogue("me").await.unwrap();
    let mut said = String::new();
    for id in ids {
        let item = catalogue.get(&id).unwrap();
        let of = &item.nutrients;
        write!(said, "{id}: {}", item.serving).unwrap();
        write!(said, ", carbohydrate {}", of.carbohydrate.map_or("?".into(), |c| short(c.as_g()))).unwrap();
        write!(said, ", sodium {}", of.sodium.map_or("?".into(), |s| short(s.as_mg()))).unwrap();
        write!(said, ", energy {}", of.energy.map_or("?".into(), |e| format!("{:.0}", e.as_kcal()))).unwrap();
        if let Some(fluid) = of.fluid {
            write!(said, ", fluid {:.0}", fluid.as_ml()).unwrap();
        }
        writeln!(said, " {}", format!("{:?}", item.form).to_lowercase()).unwrap();
    }
    said
}

#[tokio::test]
async fn every_case_is_read_as_it_was_meant() {
    let Some(folder) = cases() else { return };
    let mut wrong = Vec::new();
    for (case, expected) in CASES {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder.join(case)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.file_name().unwrap() != "expected.md");
        files.sort();
        let mut said = String::new();
        for file in files {
            let engine = engine().await;
            let bytes = std::fs::read(&file).unwrap();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let is_food = ["off", "usda", "drinks"].iter().any(|word| case[3..].starts_with(word));
            if is_food {
                said += &food(&engine, &String::from_utf8(bytes).unwrap()).await;
                continue;
            }
            if *case == "15-ics-cancelled-later" {
                let first = String::from_utf8(bytes.clone()).unwrap();
                let first =
                    first.replace("STATUS:CANCELLED", "STATUS:CONFIRMED").replace("SEQUENCE:2", "SEQUENCE:1");
                engine.import_recording("me", "calendar.ics", first.as_bytes()).await.unwrap();
            }
            match engine.import_with("me", &name, &bytes, &Hints::default()).await {
                Ok(imported) => {
                    said += &holds(&engine).await;
                    for note in imported.report.notes {
                        writeln!(said, "note: {note}").unwrap();
                    }
                    if imported.report.format == "Apple Health" {
                        said += "apple health only\n";
                    }
                }
                Err(error) => writeln!(said, "refused: {error}").unwrap(),
            }
        }
        let missing: Vec<&&str> = expected.iter().filter(|line| !said.contains(**line)).collect();
        let plans = expected.iter().filter(|line| line.starts_with("plan")).count();
        let more = plans > 0 && said.lines().filter(|line| line.starts_with("plan")).count() != plans;
        if missing.is_empty() && !more {
            println!("{case}: right");
        } else {
            wrong.push(format!("{case}: wanted {missing:?}, got\n{said}"));
        }
    }
    println!("{} of {} cases are right", CASES.len() - wrong.len(), CASES.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
