//! Bytes too large for a document: recordings, photos.

use std::io::Read;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use sha2::{Digest, Sha256};

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
const DEFLATED: u8 = 1;

/// The form in which a blob is stored: deflated when that saves space, as recordings do and photos do not.
pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    BlobId::fits(bytes)?;
    let mut packed = vec![DEFLATED];
    DeflateEncoder::new(bytes, Compression::fast())
        .read_to_end(&mut packed)
        .map_err(|error| StoreError::Database(error.to_string()))?;
    if packed.len() > bytes.len() {
        packed.clear();
        packed.push(AS_IT_CAME);
        packed.extend_from_slice(bytes);
    }
    Ok(packed)
}

/// The bytes of a stored blob, checked against its name.
pub(crate) fn unpack(id: &BlobId, packed: Vec<u8>) -> Result<Vec<u8>, StoreError> {
    let bytes = match packed.split_first() {
        Some((&AS_IT_CAME, _)) => {
            let mut bytes = packed;
            bytes.remove(0);
            Some(bytes)
        }
        Some((&DEFLATED, deflated)) => inflate(deflated),
        _ => None,
    };
    bytes.filter(|bytes| BlobId::of(bytes) == *id).ok_or_else(|| StoreError::Damaged(id.clone()))
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
            prop_assert_eq!(unpack(&BlobId::of(&bytes), packed).unwrap(), bytes);
        }

        #[test]
        fn a_damaged_blob_is_noticed(bytes: Vec<u8>, at: prop::sample::Index, flip in 1u8..) {
            let mut packed = pack(&bytes).unwrap();
            let at = at.index(packed.len());
            packed[at] ^= flip;
            // Deflate has spare bits: damage that changes nothing is none.
            match unpack(&BlobId::of(&bytes), packed) {
                Ok(back) => prop_assert_eq!(back, bytes),
                Err(error) => prop_assert!(matches!(error, StoreError::Damaged(_))),
            }
        }
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let error = BlobId::fits(&vec![0; BlobId::MOST_BYTES + 1]).unwrap_err();
        assert!(error.to_string().contains("268435457"), "{error}");
    }
}
