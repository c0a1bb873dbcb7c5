//! Names made of content.

use sha2::{Digest, Sha256};

/// Enough of a hash to tell recordings and devices apart; what it was made of cannot be read from it.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
