//! Archives: every recording in them is read, everything else is said to be left out, and nothing unfolds without end.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};

use formats::{DecodeError, Note, Parts, decode};
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

/// An archive whose directory claims that its one file unfolds to ten gigabytes (zip64).
fn claiming_ten_gigabytes(name: &str, content: &[u8]) -> Vec<u8> {
    let claimed = (10_u64 << 30).to_le_bytes();
    let held = (content.len() as u64).to_le_bytes();
    let extra = [&[1, 0, 16, 0][..], &claimed, &held].concat();
    let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
    let checksum = [0; 4];
    // Version 4.5, no flags, stored, no date; sizes are in the extra field.
    let common =
        [&[45, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &checksum, &[0xFF; 8], &name_length, &[20, 0]].concat();
    let local = [b"PK\x03\x04", &common[..], name.as_bytes(), &extra, content].concat();
    let central = [b"PK\x01\x02\x2D\x00", &common[..], &[0; 14], name.as_bytes(), &extra].concat();
    let at = u32::try_from(local.len()).unwrap().to_le_bytes();
    let length = u32::try_from(central.len()).unwrap().to_le_bytes();
    let end = [b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &length, &at, &[0, 0]].concat();
    [local, central, end].concat()
}

#[test]
fn a_claim_of_ten_gigabytes_takes_no_memory() {
    for (name, content) in [("a.gpx", TRACK), ("export.xml", HEALTH)] {
        let refused = decode("a.zip", &claiming_ten_gigabytes(name, content));
        let as_far_as_it_goes = match &refused {
            Ok(decoded) => matches!(decoded.notes[..], [Note::Truncated { .. }]),
            Err(error) => matches!(error, DecodeError::NothingInside { .. } | DecodeError::Packing),
        };
        assert!(as_far_as_it_goes, "{name}: {refused:?}");
    }
    // The length at the end of a gz file is a claim too.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(TRACK).unwrap();
    let mut packed = packed.finish().unwrap();
    let last = packed.len() - 4;
    packed[last..].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(decode("a.gpx.gz", &packed), Err(DecodeError::Packing));
}

#[test]
fn the_parts_of_an_archive_are_listed_the_newest_first_and_taken_one_by_one() {
    let stamped = |year| {
        let date = zip::DateTime::from_date_and_time(year, 5, 1, 6, 0, 0).unwrap();
        SimpleFileOptions::default().last_modified_time(date)
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, year) in
        [("old.gpx", 2019), ("photo.jpg", 2024), ("new.gpx", 2023), ("__MACOSX/new.gpx", 2023)]
    {
        writer.start_file(name, stamped(year)).unwrap();
        writer.write_all(TRACK).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let mut parts = Parts::of(&bytes).unwrap().unwrap();
    assert_eq!(parts.names(), ["new.gpx", "old.gpx"]);
    assert_eq!(parts.left_out(), 1);
    assert_eq!(parts.take(0).unwrap(), TRACK);
    assert!(Parts::of(&archive(&[("apple_health_export/export.xml", HEALTH)])).unwrap().is_none());
    assert!(Parts::of(TRACK).unwrap().is_none());
    let bomb = archive(&[("zeros.fit", &vec![0; 65 << 20])]);
    assert_eq!(Parts::of(&bomb).unwrap().unwrap().take(0), Err(DecodeError::TooLarge));
}

#[test]
fn a_packed_export_of_apple_health_streams_past_what_is_held_whole() {
    let blank = format!("<a>{}</a>", " ".repeat(1 << 19));
    let head = HEALTH.strip_suffix(b"</HealthData>").unwrap();
    let mut large = head.to_vec();
    (0..600).for_each(|_| large.extend(blank.bytes()));
    large.extend(b"</HealthData>");
    let packed = formats::pack(&large[..]).unwrap();
    assert!(packed.len() < 2 << 20);
    let decoded = decode("export.xml.gz", &packed).unwrap();
    assert_eq!((decoded.observations.len(), &decoded.notes[..]), (1, &[][..]));
}

#[test]
fn a_tag_without_end_is_refused() {
    let mut endless = b"<HealthData locale='".to_vec();
    endless.resize(3 << 20, b'a');
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
