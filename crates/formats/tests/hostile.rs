//! Nothing that can be dropped on the page makes the decoder panic, and every refusal says what to do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use formats::{DecodeError, Note, decode};
use proptest::prelude::*;
use timeline::Kind;

/// A FIT file with one session, written as the profile says: little-endian, 12-byte header.
fn fit_file() -> Vec<u8> {
    let mut data = Vec::new();
    // file_id: type, manufacturer, serial_number, time_created
    data.extend([0x40, 0, 0, 0, 0, 4, 0, 1, 0, 1, 2, 0x84, 3, 4, 0x8C, 4, 4, 0x86]);
    data.push(0x00);
    data.extend([4, 1, 0]);
    data.extend(1234_u32.to_le_bytes());
    data.extend(1_000_000_000_u32.to_le_bytes());
    // session: start_time, total_elapsed_time, total_timer_time, total_distance, sport, avg_heart_rate
    data.extend([0x41, 0, 0, 18, 0, 6, 2, 4, 0x86, 7, 4, 0x86, 8, 4, 0x86, 9, 4, 0x86, 5, 1, 0, 16, 1, 2]);
    data.push(0x01);
    data.extend(1_000_000_000_u32.to_le_bytes());
    data.extend(3_600_000_u32.to_le_bytes());
    data.extend(3_500_000_u32.to_le_bytes());
    data.extend(1_100_000_u32.to_le_bytes());
    data.extend([1, 150]);
    let mut file = vec![12, 0x10, 0, 0];
    file.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    file.extend(b".FIT");
    file.extend(data);
    let checksum = crc(&file);
    file.extend(checksum.to_le_bytes());
    file
}

fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0_u16, |mut crc, &byte| {
        crc ^= u16::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
        }
        crc
    })
}

#[test]
fn a_written_session_reads_back() {
    let decoded = decode("run.fit", &fit_file()).unwrap();
    assert_eq!(decoded.notes, []);
    let observation = &decoded.observations[0];
    assert_eq!(observation.span.start.to_string(), "2021-09-08T01:46:40Z");
    assert_eq!(observation.span.duration().as_minutes(), 60.0);
    let Kind::Workout(workout) = &observation.kind else { panic!("a workout") };
    assert_eq!((workout.sport.as_str(), workout.distance.unwrap().as_km()), ("running", 11.0));
    assert_eq!(workout.mean_heart_rate.unwrap().as_per_min(), 150.0);
}

#[test]
fn a_broken_checksum_is_noted_and_a_wrong_name_too() {
    let mut file = fit_file();
    let last = file.len() - 1;
    file[last] ^= 0xFF;
    let decoded = decode("run.gpx", &file).unwrap();
    assert_eq!(
        decoded.notes,
        [Note::Checksum, Note::NotWhatItsNameSays { extension: "gpx".into(), format: "FIT" }]
    );
}

#[test]
fn other_files_are_named_for_what_they_are() {
    for (bytes, kind) in [
        (&b"\xFF\xD8\xFF\xE0jpeg"[..], "a picture"),
        (b"<?xml version='1.0'?><kml>", "an XML document"),
        (b"{\"a\": 1}", "a JSON document"),
        (b"Dear diary", "a text file"),
        (b"\x00\x01\x02\x03", "a file of unknown kind"),
    ] {
        assert_eq!(decode("run.fit", bytes), Err(DecodeError::Unsupported { kind }));
    }
    assert_eq!(decode("run.fit", b""), Err(DecodeError::Empty));
}

const GPX: &str = r#"<?xml version="1.0"?><!DOCTYPE gpx [<!ELEMENT broken ( >]>
<gpx><trk><name>Loop &amp; back</name><type>running</type><trkseg>
<trkpt lat="50" lon="8"><time>2026-05-01T06:00:00Z</time><extensions><x:hr>140</x:hr></extensions></trkpt>
<trkpt lat="50.01" lon="8"><time>2026-05-01T08:05:00+02:00</time><extensions><x:hr>150</x:hr></extensions></trkpt>
</trkseg></trk></gpx>"#;

#[test]
fn a_track_has_its_way_and_heart_rate() {
    let decoded = decode("loop.gpx", GPX.as_bytes()).unwrap();
    assert_eq!(decoded.notes, []);
    let observation = &decoded.observations[0];
    assert_eq!(observation.span.duration().as_minutes(), 5.0);
    let Kind::Workout(workout) = &observation.kind else { panic!("a workout") };
    assert_eq!(workout.name.as_deref(), Some("Loop & back"));
    assert!((workout.distance.unwrap().as_m() - 1112.0).abs() < 1.0);
    assert_eq!(workout.mean_heart_rate.unwrap().as_per_min(), 145.0);
}

#[test]
fn laps_are_summed_and_a_multisport_recording_has_legs() {
    let activity = |sport: &str, hour: u8| {
        format!(
            r#"<Activity Sport="{sport}"><Lap StartTime="2026-05-01T0{hour}:00:00Z">
            <TotalTimeSeconds>600</TotalTimeSeconds><DistanceMeters>2000</DistanceMeters><Calories>150</Calories>
            <Track><Trackpoint><Time>2026-05-01T0{hour}:00:00Z</Time></Trackpoint>
            <Trackpoint><Time>2026-05-01T0{hour}:20:00Z</Time></Trackpoint></Track></Lap>
            <Lap StartTime="2026-05-01T0{hour}:10:00Z"><TotalTimeSeconds>300</TotalTimeSeconds>
            <DistanceMeters>1000</DistanceMeters></Lap></Activity>"#
        )
    };
    let file = format!(
        "<TrainingCenterDatabase><MultiSportSession>{}{}</MultiSportSession></TrainingCenterDatabase>",
        activity("Biking", 6),
        activity("Running", 7)
    );
    let decoded = decode("brick.tcx", file.as_bytes()).unwrap();
    assert_eq!(decoded.observations.len(), 2);
    for observation in &decoded.observations {
        let Kind::Workout(workout) = &observation.kind else { panic!("a workout") };
        assert_eq!(observation.traits, [timeline::Trait::Leg]);
        assert_eq!(observation.span.duration().as_minutes(), 20.0);
        assert_eq!(workout.timer.unwrap().as_minutes(), 15.0);
        assert_eq!(workout.distance.unwrap().as_km(), 3.0);
    }
}

#[test]
fn attacks_in_xml_are_refused_by_name() {
    let laughs =
        r#"<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><gpx><trk><name>&b;</name></trk></gpx>"#;
    let refused = decode("x.gpx", laughs.as_bytes()).unwrap_err().to_string();
    assert!(refused.contains("entity of its own (&b;)"), "{refused}");
    let deep = format!("<gpx>{}", "<a>".repeat(100_000));
    let refused = decode("x.gpx", deep.as_bytes()).unwrap_err().to_string();
    assert!(refused.contains("nested more than 64 deep"), "{refused}");
    let untimed = r#"<gpx><trk><trkseg><trkpt lat="50" lon="8"/></trkseg></trk></gpx>"#;
    let refused = decode("x.gpx", untimed.as_bytes()).unwrap_err().to_string();
    assert!(refused.contains("no points with times"), "{refused}");
}

#[test]
fn a_header_that_claims_four_gigabytes_is_read_as_far_as_the_file_goes() {
    let mut file = fit_file();
    file[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    let decoded = decode("run.fit", &file).unwrap();
    assert_eq!(decoded.observations.len(), 1);
    assert!(matches!(decoded.notes[..], [Note::Truncated { .. }]), "{:?}", decoded.notes);
}

#[test]
fn json_nested_without_end_is_refused() {
    let refused = decode("x.json", "[".repeat(1 << 20).as_bytes()).unwrap_err().to_string();
    assert!(refused.contains("recursion limit"), "{refused}");
}

#[test]
fn case_077_a_night_ends_with_its_last_stage() {
    // The length leaves the 14 minutes awake out.
    let push = r#"{"sleeps":[{"userId":"a","summaryId":"s","startTimeInSeconds":1777600000,"durationInSeconds":25000,
        "sleepLevelsMap":{"light":[{"startTimeInSeconds":1777600000,"endTimeInSeconds":1777612000}],
        "awake":[{"startTimeInSeconds":1777612000,"endTimeInSeconds":1777612840}],
        "deep":[{"startTimeInSeconds":1777612840,"endTimeInSeconds":1777625840}]}}]}"#;
    let night = decode("sleep.json", push.as_bytes()).unwrap().observations.remove(0);
    assert_eq!(night.span.end.as_second(), 1_777_625_840);
}

proptest! {
    #[test]
    fn every_beginning_of_a_track_is_read_with_a_note_or_refused(cut in 0..GPX.len() - 1) {
        let outcome = decode("x.gpx", &GPX.as_bytes()[..cut]);
        let says_so = |note: &Note| matches!(note, Note::Truncated { .. });
        let fair = outcome.is_err() || outcome.unwrap().notes.iter().any(says_so);
        prop_assert!(fair);
    }

    #[test]
    fn a_changed_byte_of_a_track_never_panics(at in 0..GPX.len(), byte in any::<u8>()) {
        let mut file = GPX.as_bytes().to_vec();
        file[at] = byte;
        let _ = decode("x.gpx", &file);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode("x.fit", &bytes);
        let mut with_header = fit_file()[..12].to_vec();
        with_header.extend(bytes);
        let _ = decode("x.fit", &with_header);
    }

    #[test]
    fn every_beginning_of_a_file_is_read_or_refused(cut in 0..fit_file().len()) {
        let outcome = decode("x.fit", &fit_file()[..cut]);
        let says_so = |note: &Note| matches!(note, Note::Truncated { .. });
        let fair = outcome.is_err() || outcome.unwrap().notes.iter().any(says_so);
        prop_assert!(fair);
    }

    #[test]
    fn a_flipped_byte_never_panics(at in 0..fit_file().len(), flip in 1..=255u8) {
        let mut file = fit_file();
        file[at] ^= flip;
        let _ = decode("x.fit", &file);
    }
}
