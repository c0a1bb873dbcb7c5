//! Zip archives of recordings, and Apple Health's own.

use std::io::{BufReader, Cursor, Read};

use jiff::tz::TimeZone;
use zip::ZipArchive;

use crate::decode::{MOST_UNPACKED, decode_plain};
use crate::{DecodeError, Decoded, Hints, Note, apple_health};

/// More files than a decade of workouts has.
const MOST_MEMBERS: usize = 20_000;
/// The most that an export of Apple Health may unfold to; it streams by and is never held whole.
const MOST_STREAMED: u64 = 16 << 30;

/// Reads every recording in the archive. What is no recording is left out with a note.
///
/// # Errors
/// When the archive is damaged, unfolds to too much, or holds no recording.
pub(crate) fn decode(bytes: &[u8], hints: &Hints, zone: &TimeZone) -> Result<Decoded, DecodeError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DecodeError::Packing)?;
    if archive.len() > MOST_MEMBERS {
        return Err(DecodeError::TooLarge);
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned))
        .collect::<Result<_, _>>()
        .map_err(|_| DecodeError::Packing)?;
    if let Some(export) = names.iter().find(|name| is_health_export(name)) {
        // Routes and the clinical copy beside it say the same again.
        let member = archive.by_name(export).map_err(|_| DecodeError::Packing)?;
        return apple_health::decode(BufReader::new(member.take(MOST_STREAMED)));
    }
    let mut decoded = Decoded::of("zip");
    let mut left = MOST_UNPACKED;
    for name in names.iter().filter(|name| !name.ends_with('/') && !name.starts_with("__MACOSX")) {
        let mut content = Vec::new();
        let read = archive.by_name(name).map_err(|_| DecodeError::Packing).and_then(|member| {
            member.take(left + 1).read_to_end(&mut content).map_err(|_| DecodeError::Packing)
        });
        left = u64::try_from(content.len())
            .ok()
            .and_then(|length| left.checked_sub(length))
            .ok_or(DecodeError::TooLarge)?;
        match read.and_then(|_| decode_plain(name, &content, hints, zone)) {
            Ok(member) => {
                decoded.observations.extend(member.observations);
                decoded.readings.extend(member.readings);
                decoded.planned.extend(member.planned);
                decoded.notes.extend(member.notes);
            }
            Err(reason) => {
                decoded.notes.push(Note::LeftOut { name: name.clone(), reason: reason.to_string() });
            }
        }
    }
    if decoded.is_empty() {
        return Err(DecodeError::NothingInside { files: names.len() });
    }
    Ok(decoded)
}

/// The file is named after the language of the phone only outside the archive.
fn is_health_export(name: &str) -> bool {
    name == "export.xml" || name == "apple_health_export/export.xml"
}
