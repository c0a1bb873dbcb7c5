//! What a document says, as the text that databases keep.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a document says: a JSON text. It is written once, where the document is made, and read once, into the type that
/// a caller asks for; between the two it is passed on as it is.
#[derive(Clone)]
pub struct Body(String);

impl Body {
    /// The body that says `value`.
    ///
    /// # Errors
    /// When the value has no form in JSON, as a map with lists for keys.
    ///
    /// ```
    /// use store::Body;
    ///
    /// let body = Body::of(&[0.5, 0.7])?;
    /// assert_eq!(body.as_str(), "[0.5,0.7]");
    /// assert_eq!(body.read::<Vec<f64>>()?, [0.5, 0.7]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn of<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(Self)
    }

    /// The same with the version of its shape as the field `v`, when it is an object.
    pub(crate) fn versioned<T: Serialize>(value: &T, version: u32) -> Result<Self, serde_json::Error> {
        let Self(text) = Self::of(value)?;
        Ok(Self(match text.strip_suffix('}') {
            Some("{") => format!("{{\"v\":{version}}}"),
            Some(fields) => format!("{fields},\"v\":{version}}}"),
            None => text,
        }))
    }

    /// A text as a database gave it. Whether it is JSON is found out when it is read.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// What it says, as a value of this type. Unknown fields are passed over where the type allows it.
    ///
    /// # Errors
    /// When the text is not JSON, or says something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl PartialEq for Body {
    /// Whether both say the same: the order of fields says nothing.
    fn eq(&self, other: &Self) -> bool {
        let same = || match (self.read::<Value>(), other.read::<Value>()) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            _ => false,
        };
        self.0 == other.0 || same()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_objects_carry_a_version() {
        let versioned = |value: Value| Body::versioned(&value, 2).unwrap().as_str().to_owned();
        assert_eq!(versioned(json!({})), r#"{"v":2}"#);
        assert_eq!(versioned(json!({"name": "}"})), r#"{"name":"}","v":2}"#);
        assert_eq!(versioned(json!("}")), r#""}""#);
        assert_eq!(versioned(json!([{}])), "[{}]");
    }

    #[test]
    fn the_order_of_fields_says_nothing() {
        let body = |text: &str| Body::stored(text.to_owned());
        assert_eq!(body(r#"{"a": 1, "b": 2}"#), body(r#"{"b":2,"a":1}"#));
        assert_ne!(body(r#"{"a": 1}"#), body(r#"{"a": 2}"#));
        assert_ne!(body("not"), body("JSON"));
        assert!(body("not JSON").read::<Value>().is_err());
    }
}
