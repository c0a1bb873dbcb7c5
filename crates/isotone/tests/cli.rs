//! The commands as a person runs them: a real program, a real folder, what it prints.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn isotone(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_isotone"))
        .args(["--zone", "Europe/Lisbon", "--data"])
        .arg(data)
        .args(arguments)
        .env_remove("ISOTONE_DATA")
        // Tests ask nobody outside.
        .env("ISOTONE_WEATHER", "none")
        .output()
        .unwrap()
}

#[track_caller]
fn prints(data: &Path, arguments: &[&str]) -> String {
    let output = isotone(data, arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refuses(data: &Path, arguments: &[&str]) -> String {
    let output = isotone(data, arguments);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

const TEST: &[&str] = &[
    "test",
    "--sport",
    "run",
    "--duration",
    "1 h 10 min",
    "--before",
    "155.2 lb",
    "--after",
    "152.9 lb",
    "--drank",
    "20 fl oz",
    "--temperature",
    "88F",
    "--humidity",
    "60%",
];

#[test]
fn from_two_weights_to_what_to_drink_and_the_receipt_of_every_number() {
    let folder = tempfile::tempdir().unwrap();
    let test = prints(folder.path(), TEST);
    assert!(test.contains("sweating rate") && test.contains("80 % interval"), "{test}");
    assert!(test.contains("Urine was not noted"), "{test}");
    let plan = prints(folder.path(), &["plan"]);
    for part in ["Before", "During", "After", "fluid", "sodium", "carbohydrate", "protein", "for example"] {
        assert!(plan.contains(part), "no {part} in\n{plan}");
    }
    let printed = format!("{test}\n{plan}");
    let words = printed.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','));
    let receipts: Vec<&str> = words.filter(|word| word.len() == 14 && word.starts_with("r-")).collect();
    assert!(receipts.len() >= 10, "{receipts:?}");
    for receipt in receipts {
        let explained = prints(folder.path(), &["explain", receipt]);
        let whole =
            ["rule", "equation", "source", "model", receipt].iter().all(|part| explained.contains(part));
        assert!(whole, "{explained}");
    }
}

#[test]
fn json_for_programs_in_the_readers_units() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["--units", "us"], TEST, &["--json"]].concat();
    let json: serde_json::Value = serde_json::from_str(&prints(folder.path(), &arguments)).unwrap();
    assert_eq!(json["result"]["rate"]["median"]["unit"], "fl oz/h");
    assert_eq!(json["weigh_in"]["mass_before"]["unit"], "lb");
    assert!(json["result"]["receipts"].as_array().unwrap().len() >= 3);
}

#[test]
fn bad_input_is_answered_with_the_flag_and_the_accepted_form() {
    let folder = tempfile::tempdir().unwrap();
    let weights = ["test", "--before", "70kg", "--after", "69kg", "--temperature", "20C"];
    let with = |more: &[&'static str]| [&weights[..], more].concat();
    for (arguments, answer) in [
        (vec!["test", "--before", "70", "--after", "69kg"], "--before: '70' has no unit"),
        (
            vec!["test", "--before", "70kg", "--after", "7kg", "--temperature", "20C"],
            "--after: a body mass of 7.0 kg cannot be: write one from 20 to 250 kg",
        ),
        (with(&["--sport", "quidditch", "--duration", "1h"]), "--sport: 'quidditch' is not a known sport"),
        (with(&["--sport", "run", "--duration", "-5min"]), "--duration: a duration of -5 min cannot be used"),
        (with(&["--sport", "run"]), "--duration: write one such as 1 h 30 min"),
        (with(&["Cargo.toml"]), "this is a text file"),
        (with(&["absent.fit"]), "absent.fit"),
        (vec!["--units", "furlongs", "plan"], "write metric, us-customary or imperial"),
    ] {
        let error = refuses(folder.path(), &arguments);
        assert!(error.contains(answer), "{arguments:?} answered\n{error}");
        assert!(!error.contains("panicked"), "{error}");
    }
    let timeline = isotone(folder.path(), &["timeline"]);
    let stored = String::from_utf8_lossy(&timeline.stdout).into_owned();
    assert!(!stored.contains("run"), "something was stored: {stored}");
}

#[test]
fn a_recording_of_the_watch_is_enough_beside_two_weights() {
    let recording = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/recordings/files-fit/GoldenCheetah/Fr955v19.28andStryd.fit");
    if !recording.is_file() {
        println!("skipped: the public recordings (../shared) are absent");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = recording.to_str().unwrap();
    let weights = [
        "--before",
        "72.4kg",
        "--after",
        "71.9kg",
        "--drank",
        "0.2L",
        "--temperature",
        "24C",
        "--humidity",
        "55%",
    ];
    let arguments = [&["test", file], &weights[..]].concat();
    let test = prints(folder.path(), &arguments);
    assert!(test.contains("run, 52 min, 24.0 °C, 55 % humidity"), "{test}");
    assert_eq!(test, prints(folder.path(), &arguments), "the same test twice is one test");
    let timeline = prints(folder.path(), &["timeline"]);
    assert_eq!(timeline.lines().count(), 1, "{timeline}");
    assert!(timeline.contains("10.02 km"), "{timeline}");
}

#[test]
fn a_backup_is_the_same_data_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other) = (folder.path().join("data"), folder.path().join("other"));
    let backup = folder.path().join("isotone.backup");
    let file = backup.to_str().unwrap();
    prints(&data, TEST);
    prints(&data, &["backup", file]);
    assert!(refuses(&data, &["backup", file]).contains("is there already"), "a backup is never overwritten");
    assert!(refuses(&data, &["restore", file]).contains("there already: "));
    prints(&other, &["restore", file]);
    assert_eq!(prints(&data, &["profile", "--json"]), prints(&other, &["profile", "--json"]));
    let moved = folder.path().join("moved");
    prints(&data, &["move", "--to", moved.to_str().unwrap()]);
    assert_eq!(prints(&data, &["profile", "--json"]), prints(&moved, &["profile", "--json"]));
    let diary = folder.path().join("diary");
    std::fs::write(&diary, "Dear diary").unwrap();
    let error = refuses(&folder.path().join("new"), &["restore", diary.to_str().unwrap()]);
    assert!(error.contains("cannot be used"), "{error}");
    assert!(!folder.path().join("new").join("isotone.db").exists());
}

#[test]
fn a_place_is_enough_for_the_weather_and_it_says_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    prints(folder.path(), TEST);
    let session = ["plan", "--sport", "run", "--duration", "1 h 30 min", "--start", "2126-07-11 07:00"];
    let error = refuses(folder.path(), &[&session[..], &["--place", "138.72,-9.14"]].concat());
    assert!(error.contains("--place") && error.contains("latitude"), "{error}");
    let nothing = prints(folder.path(), &["plan", "--day", "2126-07-11"]);
    assert!(nothing.contains("Nothing is planned"), "{nothing}");
    prints(folder.path(), &[&session[..], &["--place", "38.72,-9.14"]].concat());
    let plan = prints(folder.path(), &["plan", "--day", "2126-07-11"]);
    assert!(plan.contains("usual for the place and season"), "{plan}");
}

#[test]
fn a_patch_alone_and_a_patch_beside_the_scale_enter_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let paired = [
        "test",
        "--sport",
        "run",
        "--duration",
        "60 min",
        "--before",
        "70 kg",
        "--after",
        "69.2 kg",
        "--urine",
        "0 mL",
        "--temperature",
        "26C",
        "--patch-volume",
        "40 µL",
        "--patch-inlet",
        "0.5 cm2",
        "--patch-chloride",
        "45 mmol/L",
    ];
    let test = prints(folder.path(), &paired);
    for part in ["sweating rate", "local rate      1.33 mg/cm²/min", "sweat sodium"] {
        assert!(test.contains(part), "{part} in {test}");
    }
    let profile = prints(folder.path(), &["profile"]);
    assert!(profile.contains("before any test") && profile.contains("after 1 test"), "{profile}");
    assert!(profile.contains("from 1 patch"), "{profile}");
    let wrong = refuses(
        folder.path(),
        &[
            "test",
            "--sport",
            "run",
            "--duration",
            "1 h",
            "--temperature",
            "20C",
            "--patch-volume",
            "900 mL",
            "--patch-inlet",
            "1cm2",
        ],
    );
    assert!(wrong.contains("volume"), "{wrong}");
}

#[test]
fn what_is_claimed_of_the_numbers_can_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    prints(folder.path(), TEST);
    let text = prints(folder.path(), &["validate", "--athletes", "200", "--refits", "3"]);
    assert!(text.contains("Figures of sources reproduced: 53 of 53"), "{text}");
    assert!(text.contains("patch.exponent") && text.contains("after 0 tests: expected"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&prints(folder.path(), &["validate", "--athletes", "200", "--json"])).unwrap();
    assert_eq!(json["calibration"].as_array().unwrap().len(), 5);
    let html = prints(folder.path(), &["validate", "--athletes", "200", "--html"]);
    assert!(
        html.starts_with("<!doctype html>") && html.contains("<svg") && !html.contains("/assets/"),
        "one file"
    );
}

#[test]
fn a_model_is_fitted_shown_used_and_put_away() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("pairs.csv");
    let mut lines = vec![
        "athlete,body_mass,sport,duration,speed,air_temperature,relative_humidity,whole_body_rate,local_rate"
            .to_owned(),
    ];
    // Fourteen people who sweat more or less than usual, in cool and in warm air, each with a patch.
    for person in 0..14 {
        for (celsius, usual) in [(14.0, 0.55), (20.0, 0.75), (27.0, 1.1)] {
            let own = 1.0 + 0.05 * f64::from(person - 7) + 0.03 * f64::from((person * 7 + 3) % 5);
            let rate = usual * own * (1.0 + 0.02 * f64::from((person * 3 + celsius as i32) % 5));
            let local = 1.3 * rate * (1.0 + 0.04 * f64::from((person * 5 + celsius as i32) % 7 - 3));
            lines.push(format!(
                "p{person},70 kg,run,70 min,10.5 km/h,{celsius} °C,50 %,{rate:.3} L/h,{local:.3} mg/cm²/min"
            ));
        }
    }
    std::fs::write(&table, lines.join("\n")).unwrap();
    let model = folder.path().join("model.toml");
    let (table, model) = (table.to_str().unwrap(), model.to_str().unwrap());
    let fitted = prints(
        folder.path(),
        &["model", "fit", table, "--out", model, "--name", "club-2026", "--folds", "4"],
    );
    assert!(
        fitted.contains("Fitted to 42 tests of 14 athletes") && fitted.contains("Athletes held out"),
        "{fitted}"
    );
    assert!(prints(folder.path(), &["model", "show"]).contains("chosen from the literature"));
    prints(folder.path(), &["model", "use", model]);
    assert!(prints(folder.path(), &["model", "show"]).contains("club-2026"));
    prints(folder.path(), TEST);
    prints(folder.path(), &["plan"]);
    assert!(prints(folder.path(), &["model", "use", "--standard"]).contains("2026.12"));
    std::fs::write(model, "version = 1").unwrap();
    assert!(refuses(folder.path(), &["model", "use", model]).contains("not a model file"));
    std::fs::write(table, "athlete,body_mass\nx,heavy\n").unwrap();
    refuses(folder.path(), &["model", "fit", table]);
}

#[test]
fn baskets_and_races_name_what_to_take_and_why() {
    let folder = tempfile::tempdir().unwrap();
    prints(folder.path(), TEST);
    let basket = prints(folder.path(), &["basket", "--carbohydrate", "60g-90g", "--fluid", "500mL-1L"]);
    assert!(basket.contains("of carbohydrate") && basket.contains("Proven"), "{basket}");
    let clash = prints(folder.path(), &["basket", "--carbohydrate", "4000g-4001g"]);
    assert!(clash.contains("cannot be reached"), "{clash}");
    assert!(refuses(folder.path(), &["basket"]).contains("--carbohydrate"));
    let food = folder.path().join("food.json");
    std::fs::write(&food, r#"{"fdcId": 7, "description": "Rice pudding", "foodNutrients": [{"number": "205", "amount": 18.4}]}"#)
        .unwrap();
    assert!(prints(folder.path(), &["basket", "--add", food.to_str().unwrap()]).contains("fdc_7"));
    let list = folder.path().join("race.toml");
    let leg = |offers: &str| {
        format!(
            "start = \"2026-12-06T08:00\"\n[[leg]]\nname = \"Run\"\nsport = \"run\"\nduration = \"2 h 30 min\"\nair_temperature = \"22 °C\"\noffers = [{offers}]\nbottles = \"2.5 L\"\n"
        )
    };
    std::fs::write(&list, leg("\"sis_beta_fuel_80\", \"maurten_gel100\"")).unwrap();
    let race = prints(folder.path(), &["race", list.to_str().unwrap()]);
    assert!(race.contains("take ") && race.contains("no diagnosis"), "{race}");
    std::fs::write(&list, leg("\"moon_dust\"")).unwrap();
    assert!(refuses(folder.path(), &["race", list.to_str().unwrap()]).contains("moon_dust"));
}

#[test]
fn an_athlete_is_exported_erased_and_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    prints(folder.path(), TEST);
    let (before, file) = (prints(folder.path(), &["profile"]), folder.path().join("me.zip"));
    let archive = file.to_str().unwrap();
    let said = prints(folder.path(), &["export", archive]);
    assert!(said.contains("me.zip holds everything of me"), "{said}");
    assert!(refuses(folder.path(), &["export", archive]).contains("is there already"));
    assert!(refuses(folder.path(), &["import", archive]).contains("erase it first"));
    assert!(refuses(folder.path(), &["erase", "--athlete", "me"]).contains("--yes"), "nobody is asked here");
    let said = prints(folder.path(), &["erase", "--athlete", "me", "--yes"]);
    assert!(said.contains("Erased at"), "{said}");
    assert!(refuses(folder.path(), &["profile"]).contains("no athlete 'me'"));
    let said = prints(folder.path(), &["import", archive]);
    assert!(said.contains("restored") && said.contains("as athlete me"), "{said}");
    assert_eq!(prints(folder.path(), &["profile"]), before);
}

/// Another maker's layout: the reference under another name, with other tags where these are wanted.
fn layout_named(id: &str, other_tags: bool) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../patch/data/osp-a1.json");
    let mut layout: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    layout["layout_id"] = id.into();
    for tag in layout["fiducials"].as_array_mut().unwrap() {
        if !other_tags {
            break;
        }
        for row in &mut tag["rows"].as_array_mut().unwrap()[1..6] {
            let inner = row.as_str().unwrap()[1..6].replace('1', "x").replace('0', "1").replace('x', "0");
            *row = format!("0{inner}0").into();
        }
    }
    layout.to_string()
}

#[test]
fn the_layouts_of_a_folder_are_known_and_two_that_look_alike_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let layouts = folder.path().join("layouts");
    std::fs::create_dir(&layouts).unwrap();
    let check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_isotone"));
        command.args(["config", "check"]).env("ISOTONE_LAYOUTS", &layouts).output().unwrap()
    };
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();

    std::fs::write(layouts.join("notes.txt"), "not a layout").unwrap();
    std::fs::write(layouts.join("other.json"), layout_named("OTHER-1", true)).unwrap();
    let both = check();
    assert!(said(&both).contains("OTHER-1, OSP-A1"), "{}{}", said(&both), wrong(&both));

    std::fs::write(layouts.join("twin.json"), layout_named("TWIN-1", true)).unwrap();
    let twins = check();
    assert!(!twins.status.success());
    assert!(wrong(&twins).contains("twin.json: a photo cannot tell its fiducial"), "{}", wrong(&twins));

    // One with the reference's own tags stands for it.
    std::fs::write(layouts.join("twin.json"), layout_named("LOT-7", false)).unwrap();
    let lot = said(&check());
    assert!(lot.contains("OTHER-1, LOT-7") && !lot.contains("OSP-A1"), "{lot}");

    std::fs::write(layouts.join("twin.json"), "{}").unwrap();
    assert!(wrong(&check()).contains("twin.json"), "{}", wrong(&check()));
}

/// `isotone … | head`: whoever read the output is gone before it comes.
#[test]
fn a_reader_that_goes_away_ends_a_command_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let photo = folder.path().join("arm.jpg");
    std::fs::write(&photo, "no photo").unwrap();
    let photo = photo.to_str().unwrap();
    for arguments in [&["patch", "read", photo][..], &["sources"], &["openapi"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_isotone"));
        command.arg("--data").arg(folder.path()).args(arguments).stdout(writer);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.as_ref()), (Some(141), ""), "{arguments:?}");
    }
}

/// A run of ten minutes on a day of May 2026.
fn track(day: u32) -> String {
    format!(
        "<gpx><trk><type>running</type><trkseg><trkpt lat=\"50\" lon=\"8\"><time>2026-05-{day:02}T06:00:00Z</time></trkpt>\
         <trkpt lat=\"50.02\" lon=\"8\"><time>2026-05-{day:02}T06:10:00Z</time></trkpt></trkseg></trk></gpx>"
    )
}

/// The command with this on its standard input.
fn fed(data: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_isotone"));
    command.args(["--zone", "Europe/Lisbon", "--data"]).arg(data).args(arguments);
    command
        .env("ISOTONE_WEATHER", "none")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn an_import_ends_with_a_code_of_its_own_when_files_were_refused() {
    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let write = |name: &str, text: &str| {
        std::fs::write(files.path().join(name), text).unwrap();
        files.path().join(name).to_str().unwrap().to_owned()
    };
    let (good, bad) = (write("run.gpx", &track(1)), write("notes.gpx", "Dear diary"));
    let code = |arguments: &[&str]| {
        let output = isotone(data.path(), &[&["import", "--mass", "70kg"], arguments].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(code(&[&good]), (Some(0), String::new()));
    assert_eq!(code(&[&good]), (Some(0), String::new()), "what is known is no failure");
    assert_eq!(code(&[&good, &bad]), (Some(3), "isotone: 1 of 2 files were refused\n".to_owned()));
    assert_eq!(code(&[&bad]), (Some(4), "isotone: 1 of 1 files were refused\n".to_owned()));
    assert_eq!(code(&["/absent.gpx"]).0, Some(2), "the command itself failed");
    // An address where nobody answers is one refused file among others.
    let nowhere = "http://127.0.0.1:9/plan.ics";
    assert_eq!(code(&[nowhere, &good]).0, Some(3));
}

#[test]
fn an_import_for_programs_prints_one_document() {
    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(files.path().join("run.gpx"), track(1)).unwrap();
    std::fs::write(files.path().join("notes.gpx"), "Dear diary").unwrap();
    let folder = files.path().to_str().unwrap();
    let output = isotone(data.path(), &["import", "--mass", "70kg", "--json", folder]);
    assert_eq!(output.status.code(), Some(3));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["counts"]["read"], 1);
    assert_eq!((&json["counts"]["refused"], &json["events"]), (&1.into(), &1.into()));
    let mut files: Vec<(&str, &str)> = json["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["name"].as_str().unwrap(), file["came"].as_str().unwrap()))
        .collect();
    files.sort_unstable();
    assert_eq!(files, [("notes.gpx", "refused"), ("run.gpx", "read")]);
    let refused = json["files"].as_array().unwrap().iter().find(|file| file["came"] == "refused").unwrap();
    assert!(refused["notes"][0].as_str().unwrap().contains("text file"), "{refused}");
}

#[test]
fn a_dash_is_the_standard_input_and_output() {
    let data = tempfile::tempdir().unwrap();
    let output = fed(data.path(), &["import", "--mass", "70kg", "-"], track(1).as_bytes());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.starts_with("read       - (GPX: 1 observation)"), "{said}");
    let output = fed(data.path(), &["import", "-"], b"Dear diary");
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("refused    -: "));
    let twice = fed(data.path(), &["import", "-", "-"], b"");
    assert_eq!(twice.status.code(), Some(2));

    // What one machine exports the next takes in: isotone export - | ssh … isotone import -
    let archive = isotone(data.path(), &["export", "-"]);
    assert!(archive.status.success());
    assert!(String::from_utf8_lossy(&archive.stderr).contains("everything of me"));
    let other = tempfile::tempdir().unwrap();
    let output = fed(other.path(), &["import", "-"], &archive.stdout);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.starts_with("restored   - as athlete me"), "{said}");
    assert_eq!(prints(other.path(), &["timeline"]), prints(data.path(), &["timeline"]));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_utf_8_are_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let name = OsStr::from_bytes(b"corrida de manh\xE3.gpx");
    std::fs::write(files.path().join(name), track(1)).unwrap();
    std::fs::write(files.path().join("packed.zip"), zip_with_latin_1_name(&track(2))).unwrap();
    for path in [files.path().join(name), files.path().to_owned()] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_isotone"));
        command.args(["--zone", "Europe/Lisbon", "--data"]).arg(data.path());
        command.args(["import", "--mass", "70kg"]).arg(path).env("ISOTONE_WEATHER", "none");
        // A variable of another program's.
        command.env("OTHER", OsStr::from_bytes(b"\xFF"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let timeline = prints(data.path(), &["timeline"]);
    assert_eq!(timeline.lines().filter(|line| line.contains("running")).count(), 2, "{timeline}");
    let archive = OsStr::from_bytes(b"c\xF3pia.zip");
    let mut command = Command::new(env!("CARGO_BIN_EXE_isotone"));
    command.arg("--data").arg(data.path()).arg("export").arg(files.path().join(archive));
    assert!(command.output().unwrap().status.success());
    assert!(files.path().join(archive).is_file());
}

/// An archive with one stored file, whose name an old Windows wrote in its own code page.
fn zip_with_latin_1_name(text: &str) -> Vec<u8> {
    let (name, length) = (b"manh\xE3.gpx", u32::try_from(text.len()).unwrap().to_le_bytes());
    let checksum = crc32(text.as_bytes()).to_le_bytes();
    let common = [&[10, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &checksum, &length, &length, &[9, 0, 0, 0]].concat();
    let local = [b"PK\x03\x04", &common[..], name, text.as_bytes()].concat();
    let central = [b"PK\x01\x02\x0A\x00", &common[..], &[0; 14], name].concat();
    let at = u32::try_from(local.len()).unwrap().to_le_bytes();
    let size = u32::try_from(central.len()).unwrap().to_le_bytes();
    let end = [b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &size, &at, &[0, 0]].concat();
    [local, central, end].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc: u32, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// A server that takes every request.
fn takes_everything() -> u16 {
    use std::io::Read;

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut read, mut buffer) = (stream.unwrap(), Vec::new(), [0; 4096]);
            // A topic is sent as one object.
            while !read.ends_with(b"}") {
                match stream.read(&mut buffer) {
                    Ok(length) if length > 0 => read.extend_from_slice(&buffer[..length]),
                    _ => break,
                }
            }
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            let _ = stream.write_all(answer);
        }
    });
    port
}

/// A squad in a folder, whose founder hears by a topic at this port.
async fn squad_with_a_channel(data: &Path, port: u16) -> String {
    use std::sync::Arc;

    use connect::notify::{Address, Guard, Outside, OutsideSettings};
    use engine::{Caller, Engine, Hears, NewChannel, SystemClock};

    let store = Arc::new(store::Sqlite::open(&data.join("isotone.db")).unwrap());
    let guard = Guard::allowing([format!("127.0.0.1:{port}")]);
    let outside = Outside::new(OutsideSettings { guard, ..OutsideSettings::default() }).unwrap();
    let engine = Engine::new(store, Arc::new(SystemClock)).with_messages(
        Arc::new(outside),
        Arc::new(server::Texts),
        None,
    );
    let link = engine.set_up_link().await.unwrap().unwrap();
    let root = engine.use_link(link.expose(), "root", "corn field at dusk").await.unwrap();
    let squad = engine.found_squad(&root.id, "First").await.unwrap().id;
    let session = engine.begin_session(&root.id, "").await.unwrap();
    let person = engine.person_of_session(session.expose()).await.unwrap();
    let channel = NewChannel {
        label: "Pitch".to_owned(),
        address: Address::Ntfy {
            server: format!("http://127.0.0.1:{port}"),
            topic: "isotone-0123456789abcdef0123456789abcdef".to_owned(),
            token: None,
        },
        language: "en".to_owned(),
        details: false,
        hears: Hears::Messages,
        origin: "https://isotone.example.org".to_owned(),
    };
    let caller = Caller::Met { person, link: None };
    engine.add_squad_channel(&caller, &squad, channel, &jiff::tz::TimeZone::UTC).await.unwrap();
    squad
}

#[test]
fn an_operator_looks_after_the_channels_of_a_squads_practitioners() {
    let (data, port) = (tempfile::tempdir().unwrap(), takes_everything());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let squad = runtime.block_on(squad_with_a_channel(data.path(), port));
    let notify = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_isotone"))
            .arg("--data")
            .arg(data.path())
            .args(["notify", "--squad", &squad])
            .args(arguments)
            .env("ISOTONE_WEATHER", "none")
            .env("ISOTONE_NOTIFY_PRIVATE", format!("127.0.0.1:{port}"))
            .output()
            .unwrap()
    };
    let prints = |arguments: &[&str]| {
        let output = notify(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = prints(&["channels"]);
    assert!(listed.contains("Pitch (ntfy) of root, last message never"), "{listed}");
    let tested = prints(&["test"]);
    assert!(tested.contains("Pitch (ntfy) of root: accepted"), "{tested}");
    assert!(!prints(&["channels"]).contains("never"));
    assert_eq!(prints(&["log"]), "", "nothing was said yet");
    for refused in [&["add", "ntfy", "https://ntfy.sh/x"][..], &["dead-letters"], &["test", "ntfy-0"]] {
        assert_eq!(notify(refused).status.code(), Some(2), "{refused:?}");
    }
}
