//! Text in other encodings than UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// An XML declaration stands within this much.
const DECLARATION: usize = 256;

/// The same text in UTF-8, without a byte order mark. The encoding is that of the mark, of the XML declaration, or, for
/// bytes that are no UTF-8, the one that programs write when they do not say (Windows-1252, which has all of ISO-8859-1).
/// Binary content is not to be given.
pub(crate) fn to_utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, &bytes[mark..]);
    }
    match bytes {
        [b'<' | b'{' | b'[', 0, ..] => return decoded(UTF_16LE, bytes),
        [0, b'<' | b'{' | b'[', ..] => return decoded(UTF_16BE, bytes),
        _ => {}
    }
    let declared = declared(bytes).filter(|declared| *declared != UTF_8);
    match declared {
        Some(encoding) => decoded(encoding, bytes),
        None if std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_some()) => {
            decoded(WINDOWS_1252, bytes)
        }
        None => Cow::Borrowed(bytes),
    }
}

fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    match encoding.decode_without_bom_handling(bytes).0 {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// What the XML declaration says. One of UTF-16 that can be read as ASCII is wrong: the text was written as UTF-8.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let head = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = String::from_utf8_lossy(head);
    let declaration = declaration.split_once("?>")?.0;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = after[1..].split_once(quote)?.0;
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_the_declaration_and_the_bytes_say_which_encoding_it_is() {
        let read = |bytes: &[u8]| String::from_utf8(to_utf8(bytes).into_owned()).unwrap();
        let utf16: Vec<u8> = "<a>ü</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), "<a>ü</a>");
        assert_eq!(read(&[b"\xFF\xFE", &utf16[..]].concat()), "<a>ü</a>");
        let big: Vec<u8> = "<a>ü</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&big), "<a>ü</a>");
        assert_eq!(read(&[b"\xFE\xFF", &big[..]].concat()), "<a>ü</a>");
        assert!(read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>").ends_with("<a>ü</a>"));
        assert!(read(b"<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><a>\xB1</a>").ends_with("<a>ą</a>"));
        assert!(read(b"<?xml version=\"1.0\" encoding=\"utf-16\"?><a>x</a>").ends_with("<a>x</a>"));
        assert_eq!(read(b"<a>M\xFCnchen</a>"), "<a>München</a>");
        assert_eq!(read(b"\xEF\xBB\xBF{}"), "{}");
        assert_eq!(read("<a>ü".as_bytes()), "<a>ü");
        assert_eq!(to_utf8(&"<a>ü".as_bytes()[..4]).len(), 4, "cut inside a letter it is still UTF-8");
    }
}
