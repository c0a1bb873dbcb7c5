//! What authenticators write in CBOR, and the public keys among it (RFC 9053, as WebAuthn narrows it).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The first value of these bytes, and what stands after it.
pub(super) fn first(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let mut rest = bytes;
    let value = ciborium::from_reader(&mut rest).ok()?;
    Some((value, rest))
}

/// The entries of a map, of which none stands twice.
pub(super) fn entries(value: Value) -> Option<Vec<(Value, Value)>> {
    let entries = value.into_map().ok()?;
    let twice =
        entries.iter().enumerate().any(|(index, (key, _))| entries[..index].iter().any(|(k, _)| k == key));
    (!twice).then_some(entries)
}

/// A credential's public key, in one of the two forms that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// ES256: a point of P-256, uncompressed.
    Es256([u8; 65]),
    /// `EdDSA`: a point of Ed25519.
    EdDsa([u8; 32]),
}

impl PublicKey {
    /// The numbers of the algorithms in COSE, the ones preferred first.
    pub(super) const ALGORITHMS: [i64; 2] = [-8, -7];

    /// The key of a COSE map that holds nothing but what its kind needs.
    pub(super) fn of_cose(value: Value) -> Option<Self> {
        let entries = entries(value)?;
        let of =
            |label: i64| entries.iter().find(|(key, _)| *key == Value::from(label)).map(|(_, value)| value);
        let number =
            |label| of(label).and_then(Value::as_integer).and_then(|number| i64::try_from(number).ok());
        let point = |label| {
            of(label).and_then(Value::as_bytes).and_then(|bytes| <[u8; 32]>::try_from(&bytes[..]).ok())
        };
        match (number(1)?, number(3)?, number(-1)?, entries.len()) {
            (2, -7, 1, 5) => {
                let mut key = [4; 65];
                key[1..33].copy_from_slice(&point(-2)?);
                key[33..].copy_from_slice(&point(-3)?);
                Some(Self::Es256(key))
            }
            (1, -8, 6, 4) => Some(Self::EdDsa(point(-2)?)),
            _ => None,
        }
    }

    /// The number of its algorithm in COSE.
    pub(super) fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => -7,
            Self::EdDsa(_) => -8,
        }
    }

    /// Whether its private half signed this message.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(key) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(message, signature).is_ok()
            }
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok(),
        }
    }
}

/// As it is stored: `ES256:…` or `EdDSA:…`, in base64.
impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = match self {
            Self::Es256(key) => format!("ES256:{}", URL_SAFE_NO_PAD.encode(key)),
            Self::EdDsa(key) => format!("EdDSA:{}", URL_SAFE_NO_PAD.encode(key)),
        };
        text.serialize(to)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read = || {
            let (algorithm, key) = text.split_once(':')?;
            let key = URL_SAFE_NO_PAD.decode(key).ok()?;
            match algorithm {
                "ES256" => Some(Self::Es256(key.try_into().ok()?)),
                "EdDSA" => Some(Self::EdDsa(key.try_into().ok()?)),
                _ => None,
            }
        };
        read().ok_or_else(|| serde::de::Error::custom("this is no public key of a passkey"))
    }
}
