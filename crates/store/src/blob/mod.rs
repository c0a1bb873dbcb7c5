//! Bytes too large for a document: recordings, photos.

mod column;
mod fit;
mod numbers;
mod printed;
mod streams;
mod text;

use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use sha2::{Digest, Sha256};

use streams::{Unpacked, unframe};

use crate::StoreError;

/// The name of a blob: the SHA-256 of its bytes, so that the same file is kept once and a damaged one is noticed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct BlobId(String);

impl BlobId {
    /// The most bytes a blob may have, 256 MiB: a decade of one athlete's Apple Health export fits.
    pub const MOST_BYTES: usize = 256 << 20;

    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A name that a database kept.
    pub(crate) fn named(name: String) -> Self {
        Self(name)
    }

    /// The name as text, 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses what is too large to keep.
    pub(crate) fn fits(bytes: &[u8]) -> Result<(), StoreError> {
        if bytes.len() <= Self::MOST_BYTES {
            Ok(())
        } else {
            Err(StoreError::TooLarge { bytes: bytes.len() })
        }
    }
}

/// The first byte of a stored blob says in which form the others are.
const AS_IT_CAME: u8 = 0;
/// Deflate: written until there was Zstandard.
const DEFLATED: u8 = 1;
const ZSTANDARD: u8 = 2;
/// A text, its numbers in columns.
const TEXT: u8 = 3;
/// A FIT recording, its fields in columns.
const FIT: u8 = 4;

/// Enough for what columns do not fit; higher levels cost more time than they save.
const LEVEL: i32 = 3;

/// The form in which a blob is stored: the shortest of columns, Zstandard and the bytes as they came. Columns are taken
/// only when they were put together again and gave every byte.
pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    BlobId::fits(bytes)?;
    let failed = |error: io::Error| StoreError::Database(error.to_string());
    let whole = with_form(ZSTANDARD, &zstd::bulk::compress(bytes, LEVEL).map_err(failed)?);
    let as_it_came = || with_form(AS_IT_CAME, bytes);
    let columns = columns(bytes).map_err(failed)?;
    let packed = columns.into_iter().chain([whole]).min_by_key(Vec::len);
    Ok(packed.filter(|packed| packed.len() <= bytes.len()).unwrap_or_else(as_it_came))
}

fn with_form(form: u8, bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(1 + bytes.len());
    packed.push(form);
    packed.extend_from_slice(bytes);
    packed
}

/// A recording by its columns, when it is one.
fn columns(bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let split = fit::split(bytes).map(|streams| (FIT, streams));
    let Some((form, streams)) = split.or_else(|| text::split(bytes).map(|streams| (TEXT, streams))) else {
        return Ok(None);
    };
    let packed = with_form(form, &streams.pack()?);
    Ok(opened(&packed).is_some_and(|back| back == bytes).then_some(packed))
}

/// The bytes of a stored blob, checked against its name.
pub(crate) fn unpack(id: &BlobId, packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    opened(packed).filter(|bytes| BlobId::of(bytes) == *id).ok_or_else(|| StoreError::Damaged(id.clone()))
}

/// The bytes that were packed; `None` when they are damaged.
fn opened(packed: &[u8]) -> Option<Vec<u8>> {
    let (&form, packed) = packed.split_first()?;
    let streams = || Unpacked::of(packed, BlobId::MOST_BYTES);
    match form {
        AS_IT_CAME => Some(packed.to_vec()),
        DEFLATED => inflate(packed),
        ZSTANDARD => unframe(packed, BlobId::MOST_BYTES),
        TEXT => text::join(&mut streams()?, BlobId::MOST_BYTES),
        FIT => fit::join(&mut streams()?, BlobId::MOST_BYTES),
        _ => None,
    }
}

fn inflate(deflated: &[u8]) -> Option<Vec<u8>> {
    let most = u64::try_from(BlobId::MOST_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    DeflateDecoder::new(deflated).take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(bytes: Vec<u8>, repeated in 1usize..50) {
            let bytes = bytes.repeat(repeated);
            let packed = pack(&bytes).unwrap();
            prop_assert!(packed.len() <= bytes.len() + 1);
            prop_assert_eq!(unpack(&BlobId::of(&bytes), &packed).unwrap(), bytes);
        }

        #[test]
        fn a_damaged_blob_is_noticed(bytes: Vec<u8>, at: prop::sample::Index, flip in 1u8..) {
            let mut packed = pack(&bytes).unwrap();
            let at = at.index(packed.len());
            packed[at] ^= flip;
            // Some bits are spare: damage that changes nothing is none.
            match unpack(&BlobId::of(&bytes), &packed) {
                Ok(back) => prop_assert_eq!(back, bytes),
                Err(error) => prop_assert!(matches!(error, StoreError::Damaged(_))),
            }
        }
    }

    #[test]
    fn a_damaged_recording_is_noticed_wherever_it_is_damaged() {
        for (bytes, form) in [(an_hour().into_bytes(), TEXT), (fit::tests::recording(600), FIT)] {
            let packed = pack(&bytes).unwrap();
            assert_eq!(packed[0], form);
            let id = BlobId::of(&bytes);
            for at in (0..packed.len()).step_by(1 + packed.len() / 300).chain(0..40) {
                let mut damaged = packed.clone();
                damaged[at] ^= 1 << (at % 8);
                if let Ok(back) = unpack(&id, &damaged) {
                    assert_eq!(back, bytes, "damaged at {at}");
                }
                assert!(unpack(&id, &packed[..at]).is_err(), "cut off at {at}");
            }
        }
    }

    #[test]
    fn what_was_packed_before_there_were_columns_comes_back() {
        let bytes = b"isotoneisotoneisotone";
        let mut packed = vec![DEFLATED];
        flate2::read::DeflateEncoder::new(&bytes[..], flate2::Compression::fast())
            .read_to_end(&mut packed)
            .unwrap();
        assert_eq!(unpack(&BlobId::of(bytes), &packed).unwrap(), bytes);
    }

    #[test]
    fn an_hour_of_a_watch_takes_a_third_of_what_deflate_takes() {
        let recording = an_hour();
        let mut deflated = Vec::new();
        flate2::read::DeflateEncoder::new(recording.as_bytes(), flate2::Compression::fast())
            .read_to_end(&mut deflated)
            .unwrap();
        let packed = pack(recording.as_bytes()).unwrap();
        assert_eq!(packed[0], TEXT);
        assert!(packed.len() * 3 < deflated.len(), "{} bytes of {}", packed.len(), deflated.len());
        assert_eq!(unpack(&BlobId::of(recording.as_bytes()), &packed).unwrap(), recording.as_bytes());
    }

    /// A point a second: place, height and pulse that wander, as TCX.
    fn an_hour() -> String {
        let mut text = String::from("<TrainingCenterDatabase><Track>\n");
        let mut random = 1u64;
        let mut noise = move |steps: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % steps
        };
        let (mut latitude, mut height, mut pulse) = (38_716_000u64, 420u64, 1_400u64);
        for second in 0..3_600 {
            latitude += 20 + noise(12);
            height = height + noise(3) - 1;
            pulse = pulse + noise(11) - 5;
            text.push_str(&format!(
                "<Trackpoint><Time>2026-06-08T07:{:02}:{:02}Z</Time><LatitudeDegrees>{}.{:06}</LatitudeDegrees>\
                 <AltitudeMeters>{}.{}</AltitudeMeters><HeartRateBpm><Value>{}</Value></HeartRateBpm></Trackpoint>\n",
                second / 60, second % 60, latitude / 1_000_000, latitude % 1_000_000, height / 10, height % 10, pulse / 10,
            ));
        }
        text + "</Track></TrainingCenterDatabase>\n"
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let error = BlobId::fits(&vec![0; BlobId::MOST_BYTES + 1]).unwrap_err();
        assert!(error.to_string().contains("268435457"), "{error}");
    }
}
