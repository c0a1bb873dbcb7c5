//! Channels: how a message reaches a person or a program.
//!
//! An [`Envelope`] is a message in words with all that channels need to know of it; an [`Address`] is one channel of one
//! receiver; a [`Sender`] carries the one to the other. [`Outside`] is the real one: Web Push, ntfy, e-mail, apps and signed
//! webhooks. Addresses are typed by people: none of them leads into the operator's own network, unless a setting names the
//! host (see [`Guard`]).

mod apns;
mod fcm;
mod guard;
mod jwt;
mod mail;
mod net;
mod ntfy;
mod outside;
mod web_push;
mod webhook;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use net::{Net, Post};

pub use apns::Apns;
pub use fcm::Fcm;
pub use guard::{Guard, is_public};
pub use mail::{MailSettings, Mailer};
pub use outside::{Outside, OutsideSettings};
pub use web_push::{PushKeys, is_accepted_contact};
pub use webhook::{new_secret as new_webhook_secret, signature as webhook_signature};

/// One channel of one receiver.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Address {
    /// A browser, through its push service (RFC 8030).
    Push {
        /// Where the push service takes messages. Whoever knows it and the keys can send.
        endpoint: String,
        /// The browser's public key, base64url.
        p256dh: String,
        /// The browser's secret, base64url.
        auth: String,
        /// The server's public key that the browser subscribed with, base64url.
        key: String,
    },
    /// A topic of an ntfy server. Whoever knows it can read it.
    Ntfy {
        /// The server, such as `https://ntfy.sh`.
        server: String,
        /// The topic.
        topic: String,
        /// An access token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    /// An e-mail address.
    Mail {
        /// The address.
        to: String,
    },
    /// An app for Android, through Firebase Cloud Messaging.
    Fcm {
        /// The app's registration token.
        token: String,
    },
    /// An app for iOS, through Apple's push service.
    Apns {
        /// The device token, in hexadecimal digits.
        token: String,
    },
    /// A program that takes signed requests (Standard Webhooks).
    Webhook {
        /// Where.
        url: String,
        /// The secret that signs, `whsec_…`.
        secret: String,
        /// The secret before this one, while it is changed: both sign.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        previous: Option<String>,
    },
}

impl Address {
    /// The kind of channel in documents, the API and keys of texts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Push { .. } => "push",
            Self::Ntfy { .. } => "ntfy",
            Self::Mail { .. } => "mail",
            Self::Fcm { .. } => "fcm",
            Self::Apns { .. } => "apns",
            Self::Webhook { .. } => "webhook",
        }
    }

    /// What of the address may be shown: the host, or an e-mail address.
    pub fn shown(&self) -> String {
        let host = |url: &str| net::host_of(url).unwrap_or_default();
        match self {
            Self::Push { endpoint, .. } => host(endpoint),
            Self::Ntfy { server, .. } => host(server),
            Self::Mail { to } => to.clone(),
            Self::Fcm { .. } => "fcm.googleapis.com".to_owned(),
            Self::Apns { .. } => "api.push.apple.com".to_owned(),
            Self::Webhook { url, .. } => host(url),
        }
    }
}

/// Prints no secret.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.kind(), self.shown())
    }
}

/// A message in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The name of this message, the same however often it is sent.
    pub id: String,
    /// What a newer message of the same name replaces on the screen.
    pub tag: String,
    /// What it is about: a code.
    pub kind: String,
    /// The title.
    pub title: String,
    /// The text.
    pub body: String,
    /// The code of its language.
    pub language: String,
    /// Where a tap leads: a whole address, where the server knows its own; else a path.
    pub link: String,
    /// Buttons.
    pub actions: Vec<Button>,
    /// It is about this very moment.
    pub urgent: bool,
    /// It takes an earlier message back.
    pub withdrawn: bool,
    /// When it is sent.
    pub at: Timestamp,
    /// From then on it is of no use.
    pub useless_after: Timestamp,
    /// For programs: what the text was made of, and nothing about health unless the athlete wants it.
    pub data: Value,
}

impl Envelope {
    /// How long it is of use from when it is sent; never nothing, which push services take for "only if awake".
    pub fn lifetime(&self) -> Duration {
        let left = self.useless_after.duration_since(self.at).as_secs().clamp(1, 28 * 24 * 3600);
        Duration::from_secs(left.unsigned_abs())
    }
}

/// News for a program: what it is about, without words for people.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// Its name, the same however often it is sent.
    pub id: String,
    /// What it is about, such as `athlete.changed`.
    pub kind: String,
    /// When it happened.
    pub at: Timestamp,
    /// When it is sent: a receiver refuses what does not say about now.
    pub sent: Timestamp,
    /// What it says; nothing about health.
    pub data: Value,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Button {
    /// Its name.
    pub action: String,
    /// What it says.
    pub title: String,
    /// Where it leads; where it sends, for one with fields.
    pub link: String,
    /// What it sends there, in the person's browser session.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
}

/// What a channel said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It took the message.
    Accepted,
    /// There is nobody there any more: remove the address.
    Gone,
    /// It may take the message later.
    Later {
        /// Not before so long, where it said so.
        after: Option<Duration>,
        /// Why, for the operator.
        why: String,
    },
    /// It will never take this message.
    Refused {
        /// Why, for the operator.
        why: String,
    },
}

impl Answer {
    /// A failure that may pass.
    pub(crate) fn later(why: impl Into<String>) -> Self {
        Self::Later { after: None, why: why.into() }
    }

    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::Refused { why: why.into() }
    }
}

/// An answer on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Carries messages to channels.
pub trait Sender: Send + Sync {
    /// Sends a message. Every failure is an [`Answer`], within a bounded time.
    fn send<'a>(&'a self, address: &'a Address, envelope: &'a Envelope) -> Sending<'a>;

    /// Tells a program, as [`send`](Self::send) does a person. Only webhooks take news.
    fn tell<'a>(&'a self, _address: &'a Address, _news: &'a News) -> Sending<'a> {
        Box::pin(async { Answer::refused("only webhooks take news") })
    }

    /// Why an address cannot be used here; nothing where it can. Nothing is sent.
    ///
    /// # Errors
    /// In words: what is wrong, and what is expected.
    fn check(&self, address: &Address) -> Result<(), String>;

    /// The kinds of channels that this server can send to.
    fn offers(&self) -> Vec<&'static str>;
}
