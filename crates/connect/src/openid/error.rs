//! Why a sign-in by an identity provider came to nothing: a few words for the person, and the cause for whoever runs the server.

use std::error::Error as _;

use reqwest::StatusCode;
use serde::Deserialize;

/// Why somebody is not let in. Printed, it is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenIdError {
    /// The provider does not answer as it should.
    #[error("the identity provider does not answer as it should: {words}")]
    Unreachable {
        /// For people.
        words: String,
        /// What happened, down to the cause.
        detail: String,
    },
    /// What came back does not show who it is.
    #[error("what the identity provider said was not accepted: {0}")]
    Refused(String),
}

impl OpenIdError {
    pub(super) fn unreachable(words: &str, detail: String) -> Self {
        Self::Unreachable { words: words.to_owned(), detail }
    }

    pub(super) fn refused(words: &str) -> Self {
        Self::Refused(words.to_owned())
    }

    /// What happened, down to the cause.
    pub fn detail(&self) -> String {
        match self {
            Self::Unreachable { detail, .. } => detail.clone(),
            Self::Refused(_) => self.to_string(),
        }
    }
}

/// What an error of a provider may say of itself (RFC 6749, section 5.2).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    error: String,
    error_description: String,
}

/// The log holds no more than this of what a provider writes.
const MOST_LETTERS: usize = 300;

/// A request that came to no answer.
pub(super) fn failure(what: &str, error: reqwest::Error) -> OpenIdError {
    let error = error.without_url();
    let mut chain = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        // Some say of themselves what their cause says.
        if chain.last().is_none_or(|last| !last.contains(&words)) {
            chain.push(words);
        }
        source = cause.source();
    }
    let chain = chain.join(": ");
    let (words, advice) = if chain.contains("certificate") {
        let advice = "its certificate is signed by nobody whom this machine trusts: add the authority to the system's, or name its \
                      file in SSL_CERT_FILE";
        ("its certificate is not trusted here", advice)
    } else if error.is_timeout() {
        ("it takes too long", "it did not answer within 15 s")
    } else {
        ("it cannot be reached", "is it running, and reached from this machine at openid_issuer?")
    };
    OpenIdError::unreachable(words, format!("asked for {what}: {chain}; {advice}"))
}

/// An answer that refuses.
pub(super) fn refusal(what: &str, status: StatusCode, body: &[u8]) -> OpenIdError {
    let said: Said = serde_json::from_slice(body).unwrap_or_default();
    let (words, advice) = match said.error.as_str() {
        "invalid_client" | "unauthorized_client" => (
            "it does not know this server by the name and secret it has",
            "; compare openid_client and openid_secret with what the provider gave, and whether the client may use the code flow",
        ),
        "invalid_grant" => (
            "it does not take the code of this sign-in: begin again",
            "; the code was used before, is too old, or was asked for with another address of return",
        ),
        _ => ("it refuses to answer", ""),
    };
    let told: String = [said.error.as_str(), said.error_description.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .flat_map(|part| [": ", part])
        .collect();
    let told: String = told.chars().take(MOST_LETTERS).collect();
    OpenIdError::unreachable(words, format!("asked for {what}: {status}{told}{advice}"))
}

/// An answer that is none.
pub(super) fn answer_of(what: &str, fault: &str) -> OpenIdError {
    OpenIdError::unreachable("its answer is not of the form", format!("asked for {what}: the answer {fault}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_secret_and_an_old_code_are_told_as_such() {
        let body = br#"{"error": "invalid_client", "error_description": "client authentication failed"}"#;
        let error = refusal("the ID token", StatusCode::UNAUTHORIZED, body);
        assert!(
            error.to_string().ends_with("it does not know this server by the name and secret it has"),
            "{error}"
        );
        let detail = error.detail();
        assert!(
            detail.starts_with(
                "asked for the ID token: 401 Unauthorized: invalid_client: client authentication failed; "
            ) && detail.contains("openid_secret"),
            "{detail}"
        );
        let error = refusal("the ID token", StatusCode::BAD_REQUEST, br#"{"error": "invalid_grant"}"#);
        assert!(error.to_string().contains("begin again") && error.detail().contains("too old"), "{error:?}");
        // What a provider writes is for the log, and not for the person.
        let long = format!("{{\"error\": \"{}\"}}", "x".repeat(10_000));
        let error = refusal("its keys", StatusCode::BAD_GATEWAY, long.as_bytes());
        assert!(!error.to_string().contains('x') || !error.to_string().contains("xx"), "{error}");
        assert!(error.detail().len() < 400);
        assert!(refusal("its keys", StatusCode::BAD_GATEWAY, b"<html>").detail().contains("502 Bad Gateway"));
    }

    #[tokio::test]
    async fn a_provider_that_is_down_is_told_with_the_cause() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let client = crate::http::client(std::time::Duration::from_secs(5), 0).unwrap();
        let error = client.get(format!("http://{free}/keys")).send().await.unwrap_err();
        let error = failure("its keys", error);
        assert!(error.to_string().ends_with("it cannot be reached"), "{error}");
        let detail = error.detail();
        assert!(detail.contains("Connection refused") && detail.contains("openid_issuer"), "{detail}");
    }
}
