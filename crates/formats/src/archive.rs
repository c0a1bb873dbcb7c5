//! Zip archives of recordings, and Apple Health's own.

use std::io::{BufReader, Cursor, Read};

use jiff::tz::TimeZone;
use zip::ZipArchive;

use crate::decode::{MOST_UNPACKED, decode_plain};
use crate::exports::Layout;
use crate::{DecodeError, Decoded, Hints, Note, apple_health};

/// More files than a decade of workouts has.
const MOST_MEMBERS: usize = 20_000;
/// An export of decades has fewer files.
const MOST_PARTS: usize = 200_000;
/// The most that one recording of an archive may unfold to.
const MOST_OF_A_PART: u64 = 64 << 20;
/// The most that an export of Apple Health may unfold to; it streams by and is never held whole.
pub(crate) const MOST_STREAMED: u64 = 16 << 30;

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
    if let Some(export) = health_export(&mut archive, &names) {
        // Routes and the clinical copy beside it say the same again.
        let member = archive.by_name(&export).map_err(|_| DecodeError::Packing)?;
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
                decoded.withdrawn.extend(member.withdrawn);
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

/// The recordings in an archive of many (a platform's export of years), to be taken one by one, the newest first.
pub struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    left_out: usize,
}

impl<'a> Parts<'a> {
    /// The parts of an archive; none where the bytes are no archive, or an export of Apple Health, which is one.
    ///
    /// # Errors
    /// When the archive is damaged or has more files than an export can have.
    pub fn of(bytes: &'a [u8]) -> Result<Option<Self>, DecodeError> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return Ok(None);
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DecodeError::Packing)?;
        if archive.len() > MOST_PARTS {
            return Err(DecodeError::TooLarge);
        }
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let member = archive.by_index_raw(index).map_err(|_| DecodeError::Packing)?;
            let name = member.name().map_err(|_| DecodeError::Packing)?.into_owned();
            if !name.ends_with('/') && !name.starts_with("__MACOSX") {
                members.push((member.last_modified(), name));
            }
        }
        let layout = Layout::of(&members.iter().map(|(_, name)| name.as_str()));
        let total = members.len();
        let wanted = |name: &str| layout.map_or_else(|| is_recording(name), |layout| layout.wants(name));
        let mut dated: Vec<_> = members.into_iter().filter(|(_, name)| wanted(name)).collect();
        let left_out = total - dated.len();
        let all: Vec<String> = dated.iter().map(|(_, name)| name.clone()).collect();
        if health_export(&mut archive, &all).is_some() {
            return Ok(None);
        }
        // Where all bear the date of the export, the later name is the later recording with every platform known.
        dated.sort_by(|a, b| (&b.0, &b.1).cmp(&(&a.0, &a.1)));
        let names = dated.into_iter().map(|(_, name)| name).collect();
        Ok(Some(Self { archive, names, left_out }))
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many files beside them are no recordings.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The bytes of one.
    ///
    /// # Errors
    /// When there is none of this number, it is damaged, or unfolds to more than a recording has.
    pub fn take(&mut self, index: usize) -> Result<Vec<u8>, DecodeError> {
        let name = self.names.get(index).ok_or(DecodeError::Packing)?;
        let member = self.archive.by_name(name).map_err(|_| DecodeError::Packing)?;
        let mut content = Vec::new();
        let most = MOST_OF_A_PART + 1;
        member.take(most).read_to_end(&mut content).map_err(|_| DecodeError::Packing)?;
        if content.len() as u64 == most { Err(DecodeError::TooLarge) } else { Ok(content) }
    }
}

/// Whether the name is that of a recording, packed or not. Exports have pictures, tables and settings beside them.
fn is_recording(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "fit" | "tcx" | "gpx" | "xml" | "json" | "ics" | "vcs" | "zip")
}

/// The first element of a file stands within this much.
const HEAD: u64 = 64 << 10;
/// Files that may be the export are few; more are not looked into.
const MOST_LOOKED_INTO: usize = 20;

/// The export of Apple Health in an archive, whatever the language of the phone calls it (`export.xml`, `exportar.xml`,
/// `eksport.xml`): an XML file at most one folder deep whose first element is `HealthData`.
fn health_export(archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[String]) -> Option<String> {
    let may_be = |name: &&String| {
        name.to_lowercase().ends_with(".xml")
            && name.matches('/').count() <= 1
            && !name.starts_with("__MACOSX")
    };
    let is_export = |name: &&String| {
        let mut head = Vec::new();
        let read = archive.by_name(name).is_ok_and(|member| member.take(HEAD).read_to_end(&mut head).is_ok());
        read && crate::xml::root(&head).as_deref() == Some("HealthData")
    };
    let found = names.iter().filter(may_be).take(MOST_LOOKED_INTO).find(is_export);
    // A damaged one of the usual name is refused as what it is.
    let usual = |name: &&String| matches!(name.as_str(), "export.xml" | "apple_health_export/export.xml");
    found.or_else(|| names.iter().find(usual)).cloned()
}
