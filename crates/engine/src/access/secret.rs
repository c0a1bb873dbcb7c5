//! Secrets: 256 random bits each, shown once, kept as a hash.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;

/// Where randomness enters.
pub trait Randomness: Send + Sync {
    /// Fills `bytes` with bytes that nobody can foresee.
    ///
    /// # Errors
    /// When the system has none to give.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// The system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|error| {
            let reason = format!("the system gives no random bytes: {error}");
            Error::Store(store::StoreError::Unavailable(reason))
        })
    }
}

/// The same bytes for the same seed, for tests; never for secrets that guard anything.
#[derive(Debug)]
pub struct SeededRandomness(Mutex<u64>);

impl SeededRandomness {
    /// The bytes of this seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            *count = count.wrapping_add(1);
            let block = Sha256::digest(count.to_le_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

/// A secret as it is handed over, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// 256 fresh random bits behind a prefix that says what they are for.
    pub(crate) fn new(randomness: &dyn Randomness, prefix: &str) -> Result<Self, Error> {
        let mut bytes = [0; 32];
        randomness.fill(&mut bytes)?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The text to hand over.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is kept of a secret. A plain hash is enough for 256 random bits, and finding one by its hash lets nobody measure
/// how much of a guess was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SecretHash(String);

impl SecretHash {
    pub(crate) fn of(text: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes())))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A fresh name that nobody can guess and nobody else has: 80 random bits.
pub(crate) fn fresh_name(randomness: &dyn Randomness, prefix: &str) -> Result<String, Error> {
    let mut bytes = [0; 10];
    randomness.fill(&mut bytes)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{prefix}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_256_bits_and_is_not_printed_by_accident() {
        let secret = Secret::new(&SystemRandomness, "iso_").unwrap();
        let other = Secret::new(&SystemRandomness, "iso_").unwrap();
        assert_eq!(secret.expose().len(), 4 + 43);
        assert_ne!(secret.expose(), other.expose());
        assert!(!format!("{secret:?}").contains(secret.expose()));
        assert!(!secret.hash().as_str().contains(&secret.expose()[4..]));
    }

    #[test]
    fn seeded_randomness_repeats_itself_and_moves_on() {
        let (a, b) = (SeededRandomness::new(7), SeededRandomness::new(7));
        let mut first = [0; 40];
        let mut same = [0; 40];
        a.fill(&mut first).unwrap();
        b.fill(&mut same).unwrap();
        assert_eq!(first, same);
        a.fill(&mut same).unwrap();
        assert_ne!(first, same);
    }
}
