//! Archives: every recording in them is read, everything else is said to be left out, and nothing unfolds without end.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};

use formats::{DecodeError, Note, decode};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TRACK: &[u8] = br#"<gpx><trk><trkseg>
<trkpt lat="50" lon="8"><time>2026-05-01T06:00:00Z</time></trkpt>
<trkpt lat="50.01" lon="8"><time>2026-05-01T06:05:00Z</time></trkpt></trkseg></trk></gpx>"#;

const HEALTH: &[u8] = br#"<HealthData><Workout workoutActivityType="HKWorkoutActivityTypeYoga"
startDate="2026-05-01 07:00:00 +0200" endDate="2026-05-01 08:00:00 +0200"/></HealthData>"#;

#[test]
fn recordings_are_read_and_the_rest_is_named() {
    let decoded = decode("a.zip", &archive(&[("a.gpx", TRACK), ("notes.txt", b"Dear diary")])).unwrap();
    assert_eq!((decoded.format, decoded.observations.len()), ("zip", 1));
    assert!(matches!(&decoded.notes[..], [Note::LeftOut { name, .. }] if name == "notes.txt"));
    let alone = decode("a.gpx", TRACK).unwrap();
    assert_eq!(alone.observations, decoded.observations, "packed or not, it is the same recording");
}

#[test]
fn an_export_of_apple_health_does_not_count_its_routes_again() {
    let files = [("apple_health_export/export.xml", HEALTH), ("workout-routes/route.gpx", TRACK)];
    let decoded = decode("export.zip", &archive(&files)).unwrap();
    assert_eq!((decoded.format, decoded.observations.len()), ("Apple Health", 1));
}

#[test]
fn archives_without_recordings_and_archives_in_archives_are_refused() {
    let nothing = decode("a.zip", &archive(&[("notes.txt", b"Dear diary")]));
    assert_eq!(nothing, Err(DecodeError::NothingInside { files: 1 }));
    let inner = archive(&[("a.gpx", TRACK)]);
    let outer = decode("b.zip", &archive(&[("a.zip", &inner)]));
    assert_eq!(outer, Err(DecodeError::NothingInside { files: 1 }));
}

#[test]
fn a_bomb_is_refused_before_it_fills_the_memory() {
    let bomb = archive(&[("zeros.fit", &vec![0; 300 << 20])]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(decode("bomb.zip", &bomb), Err(DecodeError::TooLarge));
}

#[test]
fn a_tag_without_end_is_refused() {
    let mut endless = b"<HealthData locale='".to_vec();
    endless.resize(64 << 20, b'a');
    let refused = decode("export.zip", &archive(&[("export.xml", &endless)])).unwrap_err().to_string();
    assert!(refused.contains("over a megabyte"), "{refused}");
}

#[test]
fn the_public_archives_are_read() {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/recordings");
    if !folder.is_dir() {
        println!("skipped: the public recordings (../shared) are absent");
        return;
    }
    for (file, format, observations, left_out) in [
        ("apple-health/paulstaab/export.zip", "Apple Health", 8, 0),
        ("files-gpx/FitTrackee/gpx_test.zip", "zip", 3, 1),
    ] {
        let decoded = decode(file, &std::fs::read(folder.join(file)).unwrap()).unwrap();
        let notes = decoded.notes.iter().filter(|note| matches!(note, Note::LeftOut { .. })).count();
        let read = (decoded.format, decoded.observations.len(), notes);
        assert_eq!(read, (format, observations, left_out), "{file}");
    }
}

proptest! {
    #[test]
    fn damage_never_panics(at in 0..200_usize, byte in any::<u8>(), cut in 0..200_usize) {
        let mut damaged = archive(&[("a.gpx", TRACK)]);
        let length = damaged.len();
        damaged[at % length] = byte;
        let _ = decode("a.zip", &damaged);
        let _ = decode("a.zip", &damaged[..length - cut % length]);
    }
}
