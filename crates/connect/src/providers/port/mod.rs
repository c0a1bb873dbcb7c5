//! The port: what every provider can be asked, and the words of questions and answers.

mod about;
mod failure;
mod internet;
mod item;
mod listing;
mod notice;
mod oauth;
mod settings;
mod signature;
mod tokens;
mod web;

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;

pub use about::{About, Cadence, Need, Retention, Scope, Usage, Window};
pub(crate) use failure::classified_list;
pub use failure::{Failure, classified};
pub use internet::Internet;
pub(crate) use item::file_in;
pub use item::{Fetched, Found, Item, Listed, Page, Payload, Range};
pub(crate) use listing::{Turn, is_safe, utc_date};
pub use notice::{Event, Happened, Heard, Notice};
pub(crate) use oauth::{
    Application, Credentials, TokenEndpoint, account, basic, id_in, is_about, life_in, name_in, number_in,
    scopes,
};
pub(crate) use settings::Secret;
pub use settings::{Settings, SettingsError};
pub(crate) use signature::{fingerprint, fingerprint_of, hex, hmac_sha256, is_same, is_signed};
pub use tokens::{Code, Consent, Granted, Tokens};
pub use web::{Method, Purpose, Request, Response, Sent, Web, encoded, query};

/// An answer on its way.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// How an athlete connects.
pub enum Door<'a> {
    /// By consent on the provider's own pages (OAuth 2).
    OAuth(&'a dyn OAuth),
    /// By a key that the athlete makes at the provider and types here.
    Key(&'a dyn AccessKey),
    /// By a program on the athlete's phone, which sends to an address with a token of its own.
    Upload,
}

/// Consent by OAuth 2.
pub trait OAuth: Send + Sync {
    /// The address of the provider's consent page.
    fn authorize(&self, consent: &Consent<'_>) -> String;

    /// Exchanges the code that the athlete came back with.
    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted>;
}

/// Access by a key that the athlete types.
pub trait AccessKey: Send + Sync {
    /// Checks the key and finds out whose it is.
    fn enter<'a>(&'a self, web: &'a dyn Web, key: &'a str, now: Timestamp) -> Asked<'a, Granted>;
}

/// What the provider knows of the address to which it sends notices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listening {
    /// The provider's name for the subscription, where it has one.
    pub subscription: Option<String>,
}

/// A source of recordings that an athlete can connect.
pub trait Provider: Send + Sync {
    /// What it is and what it allows.
    fn about(&self) -> &About;

    /// How an athlete connects.
    fn door(&self) -> Door<'_>;

    /// Exchanges a refresh token. The answer may hold a new refresh token, and the old one may be void from then on.
    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens>;

    /// Ends the access to this account at the provider. Access that has ended already is no failure.
    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, account: &'a str) -> Asked<'a, ()>;

    /// Asks for something small that works exactly as long as the access does: before anything is deleted because a notice
    /// says that the athlete withdrew it.
    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()>;

    /// Reads a notice. Nothing is fetched here: the answer is due within two seconds.
    fn hear(&self, notice: &Notice<'_>) -> Heard;

    /// Makes sure that notices arrive at `callback`, where this is arranged by request; replaces a subscription for another
    /// address. `None` where it is arranged by hand or not at all.
    fn listen<'a>(
        &'a self,
        web: &'a dyn Web,
        callback: &'a str,
        verify: &'a str,
    ) -> Option<Asked<'a, Listening>> {
        let _ = (web, callback, verify);
        None
    }

    /// Makes sure that notices about one account arrive at `callback`, where this is arranged for each account. `None` where it
    /// is arranged for all of them or not at all.
    fn listen_for<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        callback: &'a str,
    ) -> Option<Asked<'a, ()>> {
        let _ = (web, access, callback);
        None
    }

    /// Fetches the present state of an item of this account.
    fn fetch<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        account: &'a str,
        item: &'a Item,
    ) -> Asked<'a, Fetched>;

    /// Lists what there is in a range of time, page by page. The first page has no cursor, the last one no next.
    fn list<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        range: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page>;

    /// What an answer says of the provider's own count of requests.
    fn usage(&self, answer: &Response) -> Vec<Usage> {
        let _ = answer;
        Vec::new()
    }
}
