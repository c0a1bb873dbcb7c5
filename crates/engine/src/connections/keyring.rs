//! Secrets at rest: sealed with a key that is not in the database (AES-256-GCM).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, Randomness};

/// Bytes of a key.
const KEY: usize = 32;
/// Of a key's hash, which names it in what it sealed.
const NAME: usize = 4;

/// The keys that seal secrets: the first seals, all of them open. Printed by nothing.
pub struct Keyring(Vec<Key>);

struct Key {
    name: String,
    key: LessSafeKey,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|key| key.name.as_str()).collect();
        f.debug_tuple("Keyring").field(&names).finish()
    }
}

/// A sealed secret: the key's name, and nonce and ciphertext in base64.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sealed(String);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

impl Keyring {
    /// Reads keys of 32 bytes in base64, one a line or set off by commas. The first seals from now on.
    ///
    /// # Errors
    /// When there is none, or one is not a key. The text is not repeated.
    pub fn read(text: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::field(
                "connection_key",
                "write keys of 32 random bytes in base64, the one to seal with first; isotone connections new-key makes one",
            )
        };
        let mut keys = Vec::new();
        for line in text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
            let bytes = STANDARD.decode(line).map_err(|_| wrong())?;
            let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| wrong())?;
            let hash = Sha256::digest(&bytes);
            let name = hash[..NAME].iter().map(|byte| format!("{byte:02x}")).collect();
            keys.push(Key { name, key: LessSafeKey::new(key) });
        }
        if keys.is_empty() { Err(wrong()) } else { Ok(Self(keys)) }
    }

    /// A new key as text.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new_key(randomness: &dyn Randomness) -> Result<String, Error> {
        let mut bytes = [0; KEY];
        randomness.fill(&mut bytes)?;
        Ok(STANDARD.encode(bytes))
    }

    /// Seals a secret for one place: opened in another, it is refused. Text that was copied from one athlete's document to
    /// another's is worth nothing.
    pub(crate) fn seal(
        &self,
        randomness: &dyn Randomness,
        place: &str,
        secret: &str,
    ) -> Result<Sealed, Error> {
        let mut nonce = [0; NONCE_LEN];
        randomness.fill(&mut nonce)?;
        let key = &self.0[0];
        let mut sealed = secret.as_bytes().to_vec();
        key.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed)
            .map_err(|_| Error::field("secret", "it is too long to be sealed"))?;
        Ok(Sealed(format!("{}.{}", key.name, URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))))
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: &str, sealed: &Sealed) -> Result<String, Error> {
        let refused =
            |why: &str| Error::field("connection_key", format!("a stored secret cannot be opened: {why}"));
        let (name, text) = sealed.0.split_once('.').ok_or_else(|| refused("it is damaged"))?;
        let key = self.0.iter().find(|key| key.name == name).ok_or_else(|| {
            refused(
                "it was sealed with a key that is not given here; add the earlier key after the present one",
            )
        })?;
        let mut bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused("it is damaged"))?;
        if bytes.len() < NONCE_LEN {
            return Err(refused("it is damaged"));
        }
        let mut secret = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| refused("it is damaged"))?;
        let opened = key
            .key
            .open_in_place(nonce, Aad::from(place), &mut secret)
            .map_err(|_| refused("it was sealed for another place, or damaged"))?;
        String::from_utf8(opened.to_vec()).map_err(|_| refused("it is damaged"))
    }

    /// Whether it was sealed with the key that seals now.
    pub(crate) fn is_current(&self, sealed: &Sealed) -> bool {
        sealed.0.split_once('.').is_some_and(|(name, _)| name == self.0[0].name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SeededRandomness, SystemRandomness};

    fn keyring(seeds: &[u64]) -> Keyring {
        let keys: Vec<String> =
            seeds.iter().map(|seed| Keyring::new_key(&SeededRandomness::new(*seed)).unwrap()).collect();
        Keyring::read(&keys.join("\n")).unwrap()
    }

    #[test]
    fn a_secret_is_opened_in_its_place_with_its_key_and_nowhere_else() {
        let keys = keyring(&[1]);
        let sealed = keys.seal(&SystemRandomness, "athlete:ada/strava", "r3fresh").unwrap();
        assert!(!sealed.0.contains("r3fresh"));
        assert_eq!(keys.open("athlete:ada/strava", &sealed).unwrap(), "r3fresh");
        assert!(keys.open("athlete:bob/strava", &sealed).is_err(), "another athlete's document");
        assert!(keyring(&[2]).open("athlete:ada/strava", &sealed).is_err(), "another key");
        let again = keys.seal(&SystemRandomness, "athlete:ada/strava", "r3fresh").unwrap();
        assert_ne!(sealed, again, "the same secret twice does not look the same");
        for at in 0..sealed.0.len() {
            let mut bytes = sealed.0.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let damaged = Sealed(String::from_utf8(bytes).unwrap());
            if damaged != sealed {
                assert!(keys.open("athlete:ada/strava", &damaged).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn a_new_key_seals_and_the_earlier_one_still_opens() {
        let before = keyring(&[1]);
        let sealed = before.seal(&SystemRandomness, "here", "s").unwrap();
        let both = keyring(&[2, 1]);
        assert_eq!(both.open("here", &sealed).unwrap(), "s");
        assert!(!both.is_current(&sealed));
        assert!(both.is_current(&both.seal(&SystemRandomness, "here", "s").unwrap()));
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for text in ["", " \n", "short", "AAAA", &"A".repeat(43)] {
            let error = Keyring::read(text).unwrap_err().to_string();
            assert!(error.contains("32 random bytes") && !error.contains("short"), "{error}");
        }
        assert_eq!(format!("{:?}", keyring(&[1])).len(), "Keyring([\"00000000\"])".len());
    }
}
