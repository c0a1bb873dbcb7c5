//! The cookies: the session, the link that was opened, and the way to an identity provider and back.

use axum::http::{HeaderMap, HeaderValue, header};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The session of a person.
    Session,
    /// A link that an athlete handed out.
    Share,
    /// The secret of a sign-in by an identity provider that is under way.
    Errand,
}

/// As long as the longest session; the server ends them earlier.
const SECONDS: u64 = 180 * 24 * 3600;
/// Nobody takes longer to sign in at a provider.
const SECONDS_OF_AN_ERRAND: u64 = 900;

impl Cookie {
    /// Over HTTPS the prefix makes browsers refuse a cookie of this name that another host or plain HTTP set.
    fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-isotone",
            (Self::Session, false) => "isotone",
            (Self::Share, true) => "__Host-isotone-share",
            (Self::Share, false) => "isotone-share",
            (Self::Errand, true) => "__Host-isotone-openid",
            (Self::Errand, false) => "isotone-openid",
        }
    }

    /// Its value among the request's cookies.
    pub(crate) fn read(self, headers: &HeaderMap, https: bool) -> Option<&str> {
        let name = self.name(https);
        let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// The header that puts it into the browser. Scripts cannot read it, and other sites' forms do not send it.
    pub(crate) fn set(self, value: &str, https: bool) -> Option<HeaderValue> {
        let seconds = if self == Self::Errand { SECONDS_OF_AN_ERRAND } else { SECONDS };
        self.header(value, seconds, https)
    }

    /// The header that takes it out.
    pub(crate) fn clear(self, https: bool) -> Option<HeaderValue> {
        self.header("", 0, https)
    }

    fn header(self, value: &str, seconds: u64, https: bool) -> Option<HeaderValue> {
        let secure = if https { "; Secure" } else { "" };
        let name = self.name(https);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_of_plain_http_is_not_believed_over_https() {
        let mut headers = HeaderMap::new();
        headers
            .insert(header::COOKIE, HeaderValue::from_static("isotone=planted; theme=dark; isotone-share=s"));
        assert_eq!(Cookie::Session.read(&headers, false), Some("planted"));
        assert_eq!(Cookie::Share.read(&headers, false), Some("s"));
        assert_eq!(Cookie::Session.read(&headers, true), None);
    }

    #[test]
    fn over_https_it_is_bound_to_the_host_and_never_seen_by_scripts() {
        let set = Cookie::Session.set("abc", true).unwrap();
        let expected = "__Host-isotone=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure";
        assert_eq!(set.to_str().unwrap(), expected);
        assert!(Cookie::Session.clear(false).unwrap().to_str().unwrap().contains("Max-Age=0"));
    }
}
