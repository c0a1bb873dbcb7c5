//! Digests and signatures.

use std::fmt::Write as _;

use ring::{digest, hmac};

/// A short digest of bytes: equal as long as they are.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    hex(&digest::digest(&digest::SHA256, bytes).as_ref()[..12])
}

/// A digest of some fields of a JSON object: what an edit changes, in lists as in details.
pub(crate) fn fingerprint_of(object: &serde_json::Value, fields: &[&str]) -> String {
    let mut text = String::new();
    for field in fields {
        let value = object.get(field).unwrap_or(&serde_json::Value::Null);
        // Writing to a string does not fail.
        let _ = write!(text, "{field}={value};");
    }
    fingerprint(text.as_bytes())
}

/// HMAC-SHA256.
pub(crate) fn hmac_sha256(secret: &str, parts: &[&[u8]]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    parts.iter().for_each(|part| context.update(part));
    context.sign().as_ref().to_vec()
}

/// Whether a signature is the right one, in a time that does not depend on where they differ.
pub(crate) fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// Whether what was said is the HMAC-SHA256 of these parts, in hexadecimal digits of either case.
pub(crate) fn is_signed(said: &str, secret: &str, parts: &[&[u8]]) -> bool {
    is_same(said.to_lowercase().as_bytes(), hex(&hmac_sha256(secret, parts)).as_bytes())
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let signed = hmac_sha256("Jefe", &[b"what do ya want ", b"for nothing?"]);
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&signed), expected);
        assert!(is_same(&signed, &signed.clone()) && !is_same(&signed, &signed[1..]));
    }
}
