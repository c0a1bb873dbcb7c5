//! Real recordings: what the manifest says of them is what is read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

use formats::Hints;
use jiff::tz::TimeZone;
use timeline::Kind;

fn recordings() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/recordings");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the public recordings (../shared) are absent");
    None
}

/// The cells of a line of CSV, quotes understood.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

#[test]
fn every_activity_reads_as_the_manifest_says() {
    let Some(folder) = recordings() else { return };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.csv")).unwrap();
    let mut read = 0;
    for line in manifest.lines().skip(1) {
        let cells = cells(line);
        let (file, start, distance) = (&cells[0], &cells[6], &cells[9]);
        // Suunto's length leaves the pauses out; the summary was written, and the records end, at 17:06:06.
        let without_pauses = file.ends_with("Suunto-Ambit-3-Peak-without-final-lap.fit");
        let elapsed = if without_pauses { "4961" } else { &cells[7] };
        if !file.starts_with("files-fit/") || cells[4] != "activity" || start.is_empty() {
            continue;
        }
        let decoded = formats::decode(file, &std::fs::read(folder.join(file)).unwrap())
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        let first = &decoded.observations[0];
        assert_eq!(first.span.start.to_string(), *start, "{file}");
        if decoded.observations.len() == 1 {
            let elapsed: f64 = elapsed.parse().unwrap();
            let ours = first.span.duration().as_seconds();
            assert!((ours - elapsed).abs() <= 1.0, "{file}: {ours} s, not {elapsed}");
            if let (Ok(metres), Kind::Workout(workout)) = (distance.parse::<f64>(), &first.kind) {
                let ours = workout.distance.map_or(0.0, units::Length::as_m);
                assert!((ours - metres).abs() <= 1.0, "{file}: {ours} m, not {metres}");
            }
        }
        read += 1;
    }
    assert!(read >= 40, "only {read} files were read");
}

#[test]
fn faulty_files_are_read_up_to_the_break_or_refused_with_a_reason() {
    let Some(folder) = recordings() else { return };
    let mut outcomes = Vec::new();
    for source in ["GoldenCheetah", "Runalyze", "fitdecode", "python-fitparse", "sports-lib"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("files-fit-faulty").join(source))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let outcome = match formats::decode(&name, &std::fs::read(&file).unwrap()) {
                Ok(decoded) => format!(
                    "read, notes: {:?}",
                    decoded.notes.iter().map(ToString::to_string).collect::<Vec<_>>()
                ),
                Err(error) => format!("refused: {error}"),
            };
            println!("{name}: {outcome}");
            outcomes.push((name, outcome));
        }
    }
    let outcome = |name: &str| outcomes.iter().find(|(n, _)| n == name).map(|(_, o)| o.as_str()).unwrap();
    assert!(outcome("nick.fit").contains("breaks off"));
    assert!(outcome("activity-unexpected-eof.fit").contains("breaks off"));
    assert!(outcome("activity-filecrc.fit").contains("checksum"));
    assert!(outcome("broken-dates.fit").contains("worked out from its records"));
    assert!(outcome("27-days-activity.fit").contains("never stopped"));
    assert!(outcome("inverted-times.fit").contains("written later"));
}

#[test]
fn a_recording_chained_twice_counts_once_and_scales_and_undated_watches_ask_for_what_they_do_not_say() {
    let Some(folder) = recordings() else { return };
    let bytes = |file: &str| std::fs::read(folder.join(file)).unwrap();
    let twice = formats::decode("a.fit", &bytes("files-fit-faulty/fitdecode/activity-activity-filecrc.fit"));
    let twice = twice.unwrap();
    assert_eq!(twice.observations.len(), 1);
    assert!((twice.observations[0].workout().unwrap().distance.unwrap().as_m() - 5.73).abs() < 0.01);

    let scale = bytes("files-fit-sdk/muktihari-fit/WeightScaleMultiUser.fit");
    let refused = formats::decode("scale.fit", &scale).unwrap_err().to_string();
    assert!(refused.contains("weights of 2 users") && refused.contains("\"user 0\""), "{refused}");
    let mine = Hints { account: Some("user 1".into()), ..Hints::default() };
    assert_eq!(formats::decode_with("scale.fit", &scale, &mine, &TimeZone::UTC).unwrap().readings.len(), 1);

    let watch = bytes("files-fit/python-fitparse/antfs-dump.63.fit");
    let refused = formats::decode("watch.fit", &watch).unwrap_err().to_string();
    assert!(refused.contains("no dates") && refused.contains("--start"), "{refused}");
    let started = Hints { start: "2011-09-19T14:51:00Z".parse().ok(), ..Hints::default() };
    let dated = formats::decode_with("watch.fit", &watch, &started, &TimeZone::UTC).unwrap();
    let span = dated.observations[0].span;
    assert_eq!(span.start.to_string(), "2011-09-19T14:51:00Z");
    assert!((span.duration().as_seconds() - 3427.0).abs() < 1.0);
    assert!(dated.observations[0].workout().unwrap().mean_heart_rate.is_some());
}

#[test]
fn every_leg_of_a_triathlon_agrees_with_itself() {
    let Some(folder) = recordings() else { return };
    for file in ["files-fit/sports-lib/4623204522.fit", "files-fit/Runalyze/multisport-triathlon-fenix3.fit"]
    {
        let decoded = formats::decode(file, &std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert_eq!((decoded.observations.len(), &decoded.notes[..]), (6, &[][..]), "{file}");
    }
}

#[test]
fn case_046_a_swim_of_lengths_lasts_as_its_session_says() {
    let Some(folder) = recordings() else { return };
    let file = "files-fit/sports-lib/7617306288.fit";
    let decoded = formats::decode(file, &std::fs::read(folder.join(file)).unwrap()).unwrap();
    assert!((decoded.observations[0].span.duration().as_seconds() - 310.0).abs() < 1.0);
}

#[test]
fn every_tcx_and_gpx_reads_as_the_manifest_says() {
    let Some(folder) = recordings() else { return };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.csv")).unwrap();
    let (mut read, mut refused) = (0, 0);
    for line in manifest.lines().skip(1) {
        let cells = cells(line);
        let (file, start, elapsed) = (&cells[0], &cells[6], &cells[7]);
        let of_this_kind = file.starts_with("files-tcx/") || file.starts_with("files-gpx/");
        if !of_this_kind || start.is_empty() {
            continue;
        }
        // Of two files the manifest counts the metadata's time as a point; the points themselves say this.
        let (start, elapsed) = match file.as_str() {
            "files-gpx/Runalyze/standard.gpx" => (start.as_str(), "2306"),
            "files-gpx/sports-lib/amazfit.gpx" => ("2018-05-14T09:54:12Z", "2531"),
            _ => (start.as_str(), elapsed.as_str()),
        };
        let elapsed: f64 = elapsed.parse().unwrap();
        let decoded = match formats::decode(file, &std::fs::read(folder.join(file)).unwrap()) {
            Ok(decoded) => decoded,
            // A track without length is no workout, and is said not to be one.
            Err(error) if elapsed == 0.0 => {
                assert!(error.to_string().contains("all have the same time"), "{file}: {error}");
                refused += 1;
                continue;
            }
            Err(error) => panic!("{file}: {error}"),
        };
        let start: jiff::Timestamp = start.parse().unwrap();
        let first = decoded.observations.iter().map(|observation| observation.span.start).min().unwrap();
        let last = decoded.observations.iter().map(|observation| observation.span.end).max().unwrap();
        assert!((first - start).as_secs_f64().abs() <= 1.0, "{file}: {first}");
        let ours = (last - first).as_secs_f64();
        assert!((ours - elapsed).abs() <= 1.0, "{file}: {ours} s, not {elapsed}");
        read += 1;
    }
    assert_eq!((read, refused), (23, 1));
}

#[test]
fn one_ride_in_three_formats_says_the_same_thrice() {
    let Some(folder) = recordings() else { return };
    let workout = |file: &str| {
        let decoded = formats::decode(file, &std::fs::read(folder.join(file)).unwrap()).unwrap();
        let Kind::Workout(workout) = decoded.observations[0].kind.clone() else { panic!("a workout") };
        workout
    };
    let fit = workout("files-fit/sports-lib/3939576645.fit");
    for copy in ["files-gpx/sports-lib/3939576645.gpx", "files-tcx/sports-lib/6791039036.tcx"] {
        let copy = workout(copy);
        assert_eq!(copy.family(), fit.family());
        assert!((copy.distance.unwrap() / fit.distance.unwrap() - 1.0).abs() < 0.02, "{copy:?}");
        assert!((copy.mean_heart_rate.unwrap() / fit.mean_heart_rate.unwrap() - 1.0).abs() < 0.02);
    }
}
