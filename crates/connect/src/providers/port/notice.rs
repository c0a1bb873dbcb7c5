//! What a provider tells by itself.

use jiff::Timestamp;

use super::{Item, Payload};

/// A request of a provider to this server.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// `GET`, `HEAD` or `POST`.
    pub method: &'a str,
    /// The fields of the address, decoded.
    pub query: &'a [(String, String)],
    /// Headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// What was sent.
    pub body: &'a [u8],
    /// The word that was agreed on when the subscription was made.
    pub verify: &'a str,
    /// The provider's name for the subscription, if it is known.
    pub subscription: Option<&'a str>,
}

impl Notice<'_> {
    /// A field of the address.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A header; `name` is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a notice says, and what is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The HTTP status that the provider expects.
    pub status: u16,
    /// The body of the answer, JSON or empty.
    pub body: String,
    /// What happened, by account.
    pub events: Vec<Event>,
    /// How many rows could not be read or are not believed; the others count all the same.
    pub refused: usize,
}

impl Heard {
    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self { status, body: String::new(), events: Vec::new(), refused: 0 }
    }

    /// A notice that is not believed.
    pub fn refused(status: u16) -> Self {
        Self { refused: 1, ..Self::status(status) }
    }
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The provider's name for the account.
    pub account: String,
    /// What happened.
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// An item is new, was changed or is gone: its present state is fetched.
    Changed(Item),
    /// The notice holds the data itself.
    Sent {
        /// The item, so that a later notice replaces it.
        item: Item,
        /// The data.
        payload: Payload,
    },
    /// Something of the account changed, and the notice does not say what: the list of the last days is read again.
    Somewhere,
    /// The same, and the notice says when: it may be longer ago than the last days.
    Since(Timestamp),
    /// The notice says that the athlete withdrew the access. It is checked before anything is deleted.
    Revoked,
    /// The athlete changed what may be read; what came before stays.
    Permissions(Vec<String>),
}
