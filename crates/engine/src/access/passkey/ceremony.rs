//! What an authenticator answers, checked as *Web Authentication Level 3* asks (§7.1 for a new credential, §7.2 for a
//! sign-in): functions of what was sent and what is expected, without database or clock.

use ciborium::Value;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::cose::{PublicKey, entries, first};

/// What an answer has to be about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    /// What was asked to be signed.
    pub(super) challenge: &'a [u8],
    /// Where the page that asked was, as a browser says it: `https://isotone.example`.
    pub(super) origin: &'a str,
    /// The name to which the credential is bound: a host.
    pub(super) rp: &'a str,
    /// Whether the authenticator must have recognised its person, by a PIN or a finger.
    pub(super) verified: bool,
}

/// Why an answer is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("it cannot be read")]
    Malformed,
    #[error("it answers another kind of question")]
    Kind,
    #[error("it answers a question that was not asked, or was asked too long ago")]
    Challenge,
    #[error("it was given to a page of another address")]
    Origin,
    #[error("it was given inside another site's page")]
    Embedded,
    #[error("it is for another server")]
    OtherServer,
    #[error("nobody touched the authenticator")]
    Absent,
    #[error("the authenticator did not check who holds it: set a PIN or a finger up")]
    Unverified,
    #[error("its key is of a kind that this server does not take")]
    Key,
    #[error("its maker's statement cannot be checked")]
    Attestation,
    #[error("its signature is wrong")]
    Signature,
    #[error("the authenticator was copied: its counter went back")]
    Copied,
}

/// A new credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credential {
    /// Its name, chosen by the authenticator.
    pub(super) id: Vec<u8>,
    /// Its public key.
    pub(super) key: PublicKey,
    /// How often it signed, where the authenticator counts.
    pub(super) counter: u32,
    /// Whether it is kept in several places.
    pub(super) backed_up: bool,
}

/// A sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Assertion {
    /// How often the credential signed, where the authenticator counts.
    pub(super) counter: u32,
    /// Whether the credential is kept in several places.
    pub(super) backed_up: bool,
}

/// What the browser says of the question and the page; it may say more.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<String>,
}

impl ClientData {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        serde_json::from_slice(bytes).map_err(|_| Refusal::Malformed)
    }

    fn challenge(&self) -> Result<Vec<u8>, Refusal> {
        use base64::Engine as _;
        let read = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&self.challenge);
        read.map_err(|_| Refusal::Malformed)
    }

    fn check(&self, kind: &str, expected: &Expected<'_>) -> Result<(), Refusal> {
        if self.kind != kind {
            return Err(Refusal::Kind);
        }
        if self.challenge()? != expected.challenge {
            return Err(Refusal::Challenge);
        }
        if self.origin != expected.origin {
            return Err(Refusal::Origin);
        }
        if self.cross_origin || self.top_origin.is_some() {
            return Err(Refusal::Embedded);
        }
        Ok(())
    }
}

/// The challenge that an answer says it is to.
pub(super) fn challenge_of(client_data: &[u8]) -> Result<Vec<u8>, Refusal> {
    ClientData::read(client_data)?.challenge()
}

/// The bits of the flags.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_BACKED_UP: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// A credential's name and its key.
type NamedKey = (Vec<u8>, PublicKey);

/// What the authenticator signs.
struct AuthenticatorData {
    rp: [u8; 32],
    flags: u8,
    counter: u32,
    credential: Option<NamedKey>,
}

impl AuthenticatorData {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let (rp, rest) = bytes.split_first_chunk::<32>().ok_or(Refusal::Malformed)?;
        let (&[flags], rest) = rest.split_first_chunk::<1>().ok_or(Refusal::Malformed)?;
        let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or(Refusal::Malformed)?;
        let mut credential = None;
        if flags & HAS_CREDENTIAL != 0 {
            let (found, after) = Self::credential(rest)?;
            credential = Some(found);
            rest = after;
        }
        if flags & HAS_EXTENSIONS != 0 {
            let (extensions, after) = first(rest).ok_or(Refusal::Malformed)?;
            entries(extensions).ok_or(Refusal::Malformed)?;
            rest = after;
        }
        if !rest.is_empty() {
            return Err(Refusal::Malformed);
        }
        Ok(Self { rp: *rp, flags, counter: u32::from_be_bytes(*counter), credential })
    }

    /// A credential, after the sixteen bytes that name the make of the authenticator, which nobody here asks about.
    fn credential(bytes: &[u8]) -> Result<(NamedKey, &[u8]), Refusal> {
        let rest = bytes.get(16..).ok_or(Refusal::Malformed)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(Refusal::Malformed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if !(1..=LONGEST_ID).contains(&length) || rest.len() < length {
            return Err(Refusal::Malformed);
        }
        let (id, rest) = rest.split_at(length);
        let (key, rest) = first(rest).ok_or(Refusal::Malformed)?;
        let key = PublicKey::of_cose(key).ok_or(Refusal::Key)?;
        Ok(((id.to_vec(), key), rest))
    }

    fn check(&self, expected: &Expected<'_>) -> Result<(), Refusal> {
        if self.rp[..] != Sha256::digest(expected.rp.as_bytes())[..] {
            return Err(Refusal::OtherServer);
        }
        if self.flags & PRESENT == 0 {
            return Err(Refusal::Absent);
        }
        if expected.verified && self.flags & VERIFIED == 0 {
            return Err(Refusal::Unverified);
        }
        if self.flags & BACKED_UP != 0 && self.flags & MAY_BE_BACKED_UP == 0 {
            return Err(Refusal::Malformed);
        }
        Ok(())
    }

    fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// The longest name of a credential (§4, credential ID).
const LONGEST_ID: usize = 1023;

/// What the authenticator signs: its data, and the hash of the browser's.
fn signed(data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [data, &Sha256::digest(client_data)[..]].concat()
}

/// Checks a new credential.
pub(super) fn new_credential(
    expected: &Expected<'_>,
    client_data: &[u8],
    attestation: &[u8],
) -> Result<Credential, Refusal> {
    ClientData::read(client_data)?.check("webauthn.create", expected)?;
    let (object, rest) = first(attestation).ok_or(Refusal::Malformed)?;
    let object =
        entries(object).filter(|object| object.len() == 3 && rest.is_empty()).ok_or(Refusal::Malformed)?;
    let of = |name: &str| object.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
    let bytes = of("authData").and_then(Value::as_bytes).ok_or(Refusal::Malformed)?;
    let data = AuthenticatorData::read(bytes)?;
    data.check(expected)?;
    let (id, key) = data.credential.clone().ok_or(Refusal::Malformed)?;
    let format = of("fmt").and_then(Value::as_text).ok_or(Refusal::Malformed)?;
    let statement = of("attStmt").cloned().and_then(entries).ok_or(Refusal::Malformed)?;
    check_statement(format, &statement, &key, &signed(bytes, client_data))?;
    Ok(Credential { id, key, counter: data.counter, backed_up: data.backed_up() })
}

/// No statement about the maker is asked for. Browsers then send none, or the credential's own signature, which shows at
/// least that whoever registers the key holds it.
fn check_statement(
    format: &str,
    statement: &[(Value, Value)],
    key: &PublicKey,
    message: &[u8],
) -> Result<(), Refusal> {
    let of =
        |name: &str| statement.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
    let right = match format {
        "none" => statement.is_empty(),
        "packed" if of("x5c").is_none() && statement.len() == 2 => {
            let algorithm =
                of("alg").and_then(Value::as_integer).and_then(|number| i64::try_from(number).ok());
            let signature = of("sig").and_then(Value::as_bytes);
            algorithm == Some(key.algorithm())
                && signature.is_some_and(|signature| key.signed(message, signature))
        }
        _ => false,
    };
    if right { Ok(()) } else { Err(Refusal::Attestation) }
}

/// Checks a sign-in with a credential that signed `counter` times before.
pub(super) fn assertion(
    expected: &Expected<'_>,
    key: &PublicKey,
    counter: u32,
    client_data: &[u8],
    authenticator_data: &[u8],
    signature: &[u8],
) -> Result<Assertion, Refusal> {
    ClientData::read(client_data)?.check("webauthn.get", expected)?;
    let data = AuthenticatorData::read(authenticator_data)?;
    data.check(expected)?;
    if data.credential.is_some() {
        return Err(Refusal::Malformed);
    }
    if !key.signed(&signed(authenticator_data, client_data), signature) {
        return Err(Refusal::Signature);
    }
    // Zero twice is an authenticator that does not count; keys that are kept in several places cannot.
    if (data.counter, counter) != (0, 0) && data.counter <= counter {
        return Err(Refusal::Copied);
    }
    Ok(Assertion { counter: data.counter, backed_up: data.backed_up() })
}
