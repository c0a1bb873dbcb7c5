//! Access: how it is asked for and what is given.

use jiff::Timestamp;

/// What the athlete is asked on the provider's page.
#[derive(Clone, Copy, Debug)]
pub struct Consent<'a> {
    /// What the provider hands back as it is.
    pub state: &'a str,
    /// Where the athlete comes back to.
    pub redirect: &'a str,
    /// The challenge of this consent (PKCE, S256).
    pub challenge: &'a str,
    /// Ask even if the athlete allowed everything before.
    pub again: bool,
}

/// What the athlete comes back with.
#[derive(Clone, Copy)]
pub struct Code<'a> {
    /// The code.
    pub code: &'a str,
    /// Where the athlete came back to.
    pub redirect: &'a str,
    /// What the challenge was made of (PKCE).
    pub verifier: &'a str,
    /// The scopes that the provider says were granted, in the address.
    pub scope: Option<&'a str>,
}

/// Tokens of one access. Printed by nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Shown with each request.
    pub access: String,
    /// Exchanged for new tokens, once or for ever; `None` where access does not end.
    pub refresh: Option<String>,
    /// When the access token ends; `None` where it does not.
    pub expires: Option<Timestamp>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// What an athlete granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The provider's stable name for the account.
    pub account: String,
    /// The scopes, in the provider's words.
    pub scopes: Vec<String>,
    /// The tokens.
    pub tokens: Tokens,
}
