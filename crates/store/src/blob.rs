//! Bytes too large for a document: recordings, photos.

use sha2::{Digest, Sha256};

/// The name of a blob: the SHA-256 of its bytes, so that the same file is kept once and a damaged one is noticed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct BlobId(String);

impl BlobId {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The name as text, 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
