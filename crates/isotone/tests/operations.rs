//! The operators' side of the binary: doctor, rebuild, jobs, dated backups, metrics, and stopping in good order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn isotone(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_isotone"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .env_remove("ISOTONE_DATABASE")
        .env("ISOTONE_WEATHER", "none")
        .output()
        .unwrap()
}

fn prints(data: &Path, arguments: &[&str]) -> String {
    let output = isotone(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn simulated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let told =
        prints(folder.path(), &["simulate", "--athletes", "3", "--weeks", "1", "--every", "300", "--replan"]);
    assert!(told.contains("3 athletes over 1 weeks: 12 recordings") && told.contains("replanned"), "{told}");
    folder
}

#[test]
fn a_simulated_year_is_rebuilt_without_a_difference_and_the_doctor_is_content() {
    let folder = simulated();
    let told = prints(folder.path(), &["rebuild"]);
    assert!(told.contains("3 athletes, 12 reports replayed") && told.contains(" 0 different"), "{told}");
    let told = prints(folder.path(), &["doctor"]);
    assert!(told.contains("whole") && told.contains("no job waits for a person"), "{told}");
    assert!(!told.contains("FAULT"), "{told}");
    assert!(prints(folder.path(), &["jobs"]).contains("0 jobs wait for a person"));
    let refused = isotone(folder.path(), &["jobs", "--retry", "7"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("isotone jobs lists them"));
}

#[test]
fn a_damaged_database_is_a_fault_that_the_doctor_names() {
    let original = simulated();
    let backup = original.path().join("backup.db");
    prints(original.path(), &["backup", backup.to_str().unwrap()]);
    let folder = tempfile::tempdir().unwrap();
    // A backup is one file; a database in use has its newest pages beside it.
    let file = folder.path().join("isotone.db");
    std::fs::copy(backup, &file).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    std::fs::write(&file, bytes).unwrap();
    let examined = isotone(folder.path(), &["doctor"]);
    let told = String::from_utf8_lossy(&examined.stdout).into_owned();
    assert!(!examined.status.success() && told.contains("FAULT"), "{told}");
    assert!(told.contains("restore a backup"), "{told}");
}

#[test]
fn dated_backups_follow_each_other_and_only_those_that_are_kept_stay() {
    let folder = simulated();
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    for old in [
        "isotone-20240105T030000Z.db",
        "isotone-20240106T030000Z.db",
        "isotone-20240307T030000Z.db",
        "notes.txt",
    ] {
        std::fs::write(backups.join(old), "old").unwrap();
    }
    let into =
        ["backup", "--into", backups.to_str().unwrap(), "--days", "1", "--weeks", "1", "--months", "3"];
    let told = prints(folder.path(), &into);
    assert!(told.contains("3 backups kept, 1 removed"), "{told}");
    let mut names: Vec<String> = std::fs::read_dir(&backups)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names[..2], ["isotone-20240106T030000Z.db", "isotone-20240307T030000Z.db"]);
    assert_eq!(names[3], "notes.txt", "what is none of ours stays");
    let restored = folder.path().join("restored");
    prints(&restored, &["restore", backups.join(&names[2]).to_str().unwrap()]);
    assert!(prints(&restored, &["rebuild"]).contains(" 0 different"));
}

#[cfg(unix)]
#[test]
fn a_server_counts_its_answers_and_stops_in_good_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_isotone"))
        .arg("--data")
        .arg(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env_remove("ISOTONE_DATABASE")
        .env("ISOTONE_WEATHER", "none")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.split_whitespace().last().unwrap().to_owned();
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let get = |path: &str| {
        let mut answer = agent.get(format!("{url}{path}")).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    };
    assert_eq!((get("/health").0, get("/ready").0), (200, 200));
    assert_eq!(get("/api/v1/athletes/secret-name").0, 401, "nobody knows who is asking");
    let metrics = get("/metrics").1;
    let counted = "isotone_request_seconds_count{method=\"GET\",route=\"/ready\",status=\"200\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
    assert!(metrics.contains("route=\"/api/v1/athletes/{athlete}\",status=\"401\""), "{metrics}");
    assert!(!metrics.contains("secret-name"), "names of athletes stay out");
    let asked = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert!(server.wait().unwrap().success(), "it ends as one that was asked to");
}

#[cfg(unix)]
#[test]
fn a_server_writes_a_backup_a_day_and_not_one_at_every_start() {
    let folder = simulated();
    let backups = folder.path().join("backups");
    let written = || {
        let entries = std::fs::read_dir(&backups).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("isotone-") && name.ends_with("Z.db")).collect::<Vec<_>>()
    };
    for start in 0..2 {
        let mut server = Command::new(env!("CARGO_BIN_EXE_isotone"))
            .arg("--data")
            .arg(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_remove("ISOTONE_DATABASE")
            .envs([("ISOTONE_WEATHER", "none"), ("ISOTONE_BACKUPS", backups.to_str().unwrap())])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        lines.next().unwrap().unwrap();
        // The second start finds the backup of the first: what it would write it would write at once.
        let patience = if start == 0 { 600 } else { 10 };
        for _ in 0..patience {
            if start == 0 && !written().is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
        assert!(server.wait().unwrap().success());
        assert_eq!(written().len(), 1, "after start {start}");
    }
    let restored = folder.path().join("restored");
    prints(&restored, &["restore", backups.join(&written()[0]).to_str().unwrap()]);
    assert!(prints(&restored, &["rebuild"]).contains("12 reports replayed"));
}

#[cfg(unix)]
#[test]
fn a_watched_folder_with_a_pipe_and_links_is_read_and_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    prints(folder.path(), &["athlete", "--mass", "70kg"]);
    let watched = folder.path().join("watched");
    std::fs::create_dir(&watched).unwrap();
    assert!(Command::new("mkfifo").arg(watched.join("a.fit")).status().unwrap().success());
    std::os::unix::fs::symlink(&watched, watched.join("circle")).unwrap();
    let track = |seconds: u32| {
        format!(
            "<gpx><trk><type>running</type><trkseg><trkpt lat=\"50\" lon=\"8\"><time>2026-01-02T06:00:00Z</time></trkpt>\
             <trkpt lat=\"50.02\" lon=\"8\"><time>2026-01-02T06:10:{seconds:02}Z</time></trkpt></trkseg></trk></gpx>"
        )
    };
    std::fs::write(watched.join("today.gpx"), track(10)).unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_isotone"))
        .arg("--data")
        .arg(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env_remove("ISOTONE_DATABASE")
        .envs([("ISOTONE_WEATHER", "none"), ("ISOTONE_WATCH", watched.to_str().unwrap())])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    let reports = || prints(folder.path(), &["rebuild"]);
    let wait_for = |number: &str| {
        for _ in 0..600 {
            if reports().contains(number) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(reports().contains(number), "no {number}: {}", reports());
    };
    wait_for("1 reports replayed");
    std::fs::write(watched.join("today.gpx"), track(20)).unwrap();
    wait_for("2 reports replayed");
    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
    assert!(server.wait().unwrap().success(), "it ends as one that was asked to");
}
