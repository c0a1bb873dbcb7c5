//! Real recordings: what the manifest says of them is what is read.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

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
        let (file, start, elapsed, distance) = (&cells[0], &cells[6], &cells[7], &cells[9]);
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
}
