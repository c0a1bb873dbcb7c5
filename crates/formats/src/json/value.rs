//! JSON documents as a tree that is small: strings are borrowed from the text, and the tree may only grow so far.
//!
//! `serde_json::Value` needs 30 times the size of a document that is a list of small objects. This tree needs 2 times, and
//! reading stops with an error where a document would need more than [`MOST_BYTES`].

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The most memory that the tree of a document may take.
const MOST_BYTES: usize = 90 << 20;
/// What a list, an object or a text of its own takes beside its content: the allocator's bookkeeping and rounding.
const OF_A_BLOCK: usize = 32;

/// A JSON value. Keys that are written with escapes (`"\u0061"`) are left out: no decoder looks for one.
#[derive(Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(Cow<'a, str>),
    Array(Box<[Value<'a>]>),
    Object(Box<[(&'a str, Value<'a>)]>),
}

/// Why a document was not read.
pub(super) enum Unread {
    /// It is no JSON.
    Malformed(serde_json::Error),
    /// Its tree would be too large.
    TooLarge,
}

impl<'a> Value<'a> {
    /// Reads a document.
    pub(super) fn read(text: &'a [u8]) -> Result<Self, Unread> {
        Self::read_within(text, MOST_BYTES)
    }

    /// Reads a document whose tree takes no more than so many bytes.
    fn read_within(text: &'a [u8], most: usize) -> Result<Self, Unread> {
        let left = Cell::new(most);
        let mut reader = serde_json::Deserializer::from_slice(text);
        let read = Tree { left: &left }.deserialize(&mut reader).and_then(|value| {
            reader.end()?;
            Ok(value)
        });
        match read {
            Ok(value) => Ok(value),
            Err(_) if left.get() == 0 => Err(Unread::TooLarge),
            Err(error) => Err(Unread::Malformed(error)),
        }
    }

    /// The value of a key of an object. Of a key that is given twice the last counts.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        let Self::Object(fields) = self else { return None };
        fields.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    pub(crate) fn as_array(&self) -> Option<&[Value<'a>]> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }

    /// The fields of an object, in the order in which they stand; nothing of anything else.
    pub(crate) fn fields(&self) -> &[(&'a str, Value<'a>)] {
        if let Self::Object(fields) = self { fields } else { &[] }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(set) = self { Some(*set) } else { None }
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON's numbers are no more precise")]
    pub(crate) fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// A number as it was written, as far as integers go: the identifiers of providers are numbers.
    pub(crate) fn number_text(&self) -> Option<String> {
        match self {
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => Some(format!("{number:?}")),
            _ => None,
        }
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

/// Reads a tree, and counts down the memory that is left for it.
#[derive(Clone, Copy)]
struct Tree<'b> {
    left: &'b Cell<usize>,
}

impl Tree<'_> {
    fn take<E: Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().saturating_sub(bytes);
        self.left.set(left);
        if left == 0 { Err(E::custom("it is too large")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, set: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(set))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "no identifier is that large")]
    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        self.take(text.len() + OF_A_BLOCK)?;
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value<'de>, A::Error> {
        self.take(OF_A_BLOCK)?;
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            self.take(size_of::<Value<'_>>())?;
            push(&mut values, value);
        }
        Ok(Value::Array(values.into_boxed_slice()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value<'de>, A::Error> {
        self.take(OF_A_BLOCK)?;
        let mut values = Vec::new();
        while let Some(key) = fields.next_key_seed(KeySeed)? {
            let value = fields.next_value_seed(self)?;
            let Some(key) = key else { continue };
            self.take(size_of::<(&str, Value<'_>)>())?;
            push(&mut values, (key, value));
        }
        Ok(Value::Object(values.into_boxed_slice()))
    }
}

/// Grows a list by a quarter, a short one by one: by doubling, a long list would take twice its size while it moves, and
/// what short ones give back would lie about in pieces too small for anything.
fn push<T>(values: &mut Vec<T>, value: T) {
    if values.len() == values.capacity() {
        values.reserve_exact((values.len() / 4).max(1));
    }
    values.push(value);
}

/// A key, where it is borrowed from the text.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<&'de str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<&'de str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Option<&'de str>, E> {
        Ok(Some(key))
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<&'de str>, E> {
        Ok(None)
    }
}

/// The same value, as a decoder is given it.
#[cfg(test)]
pub(super) fn tree(of: &serde_json::Value) -> Value<'static> {
    let text: &'static [u8] = Vec::leak(of.to_string().into_bytes());
    match Value::read(text) {
        Ok(value) => value,
        Err(_) => panic!("a tree that cannot be read: {of}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value<'_> {
        Value::read(text.as_bytes()).unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn a_document_is_read_as_it_is_written() {
        let document = read(r#"{"id": 9007199254740993, "x": -1.5, "a": ["\u00e9", true, null], "a": []}"#);
        assert_eq!(document.get("id").and_then(Value::number_text).as_deref(), Some("9007199254740993"));
        assert_eq!(document.get("x").and_then(Value::as_f64), Some(-1.5));
        assert_eq!(document.get("a").and_then(Value::as_array), Some(&[][..]), "the last of two counts");
        assert_eq!(read(r#"["\u00e9"]"#).as_array().and_then(|a| a[0].as_str()), Some("é"));
        assert!(read(r#"{"\u0061": 1}"#).get("a").is_none());
        for broken in ["", "{", "[1,]", "{} x", "nul"] {
            assert!(matches!(Value::read(broken.as_bytes()), Err(Unread::Malformed(_))), "{broken}");
        }
    }

    #[test]
    fn a_value_is_small() {
        assert_eq!(size_of::<Value<'_>>(), 24);
    }

    #[test]
    fn a_tree_that_would_be_too_large_is_not_built() {
        const MOST: usize = 1 << 20;
        for element in ["0,", "[],", "{\"a\":0},", "\"\\n\","] {
            let text = format!("[{}0]", element.repeat(MOST / 16));
            assert!(matches!(Value::read_within(text.as_bytes(), MOST), Err(Unread::TooLarge)), "{element}");
        }
        assert!(Value::read_within(b"[0, 0, 0]", MOST).is_ok());
    }
}
