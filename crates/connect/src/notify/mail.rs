//! E-mail through the operator's own server. The relay signs (DKIM); we write messages that relays take.

use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters, TlsVersion};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{Answer, Envelope};

/// The library's own limit covers only the connection.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How mail leaves.
#[derive(Clone)]
pub struct MailSettings {
    /// The server: `smtps://user:password@mail.example.org`, or `smtp://mail.example.org:587` with STARTTLS. Without
    /// encryption only to this machine.
    pub server: String,
    /// Who it is from: `Isotone <isotone@example.org>`.
    pub from: String,
    /// The name that this server goes by, of its public address; it greets with it and names messages by it.
    pub host: Option<String>,
    /// A certificate in PEM that signs the server's, where it is none that the system trusts.
    pub certificate: Option<Vec<u8>>,
}

/// Prints no password.
impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Sends mail.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A message to one person.
pub(super) struct Letter<'a> {
    pub(super) to: &'a str,
    pub(super) id: &'a str,
    pub(super) subject: &'a str,
    pub(super) text: &'a str,
    /// Where a click leads; none where empty.
    pub(super) link: &'a str,
}

impl Mailer {
    /// A way out by these settings; wants a tokio runtime. Nothing is connected to yet.
    ///
    /// # Errors
    /// In words: which setting is wrong, and what is expected.
    pub fn new(settings: &MailSettings) -> Result<Self, String> {
        let expected = "smtp: write smtps://user:password@mail.example.org, or smtp://… for STARTTLS";
        let url: reqwest::Url = settings.server.parse().map_err(|_| expected.to_owned())?;
        let server = url.host_str().ok_or(expected)?.trim_matches(['[', ']']).to_owned();
        let from: Mailbox = settings
            .from
            .parse()
            .map_err(|_| "mail_from: write an address such as Isotone <isotone@example.org>".to_owned())?;
        let host = settings.host.clone().unwrap_or_else(|| from.email.domain().to_owned());
        let local = server.parse::<std::net::IpAddr>().map_or(server == "localhost", |ip| ip.is_loopback());
        let tls = || {
            let mut parameters =
                TlsParameters::builder(server.clone()).set_min_tls_version(TlsVersion::Tlsv12);
            if let Some(pem) = &settings.certificate {
                let certificate =
                    Certificate::from_pem(pem).map_err(|_| "smtp_certificate: it is no PEM".to_owned())?;
                parameters = parameters.add_root_certificate(certificate);
            }
            parameters.build_rustls().map_err(|error| format!("smtp: {error}"))
        };
        let plain = url.query_pairs().any(|(name, value)| name == "tls" && value == "none");
        let (tls, port) = match url.scheme() {
            "smtps" => (Tls::Wrapper(tls()?), 465),
            "smtp" if plain && local => (Tls::None, 25),
            "smtp" if plain => {
                return Err("smtp: mail is not sent without encryption to another machine".to_owned());
            }
            "smtp" => (Tls::Required(tls()?), 587),
            _ => return Err(expected.to_owned()),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .timeout(Some(Duration::from_secs(10)))
            .hello_name(ClientId::Domain(host.clone()));
        let decoded = |text: &str| percent_decoded(text);
        if let (user, Some(password)) = (url.username(), url.password())
            && !user.is_empty()
        {
            builder = builder.credentials((decoded(user), decoded(password)).into());
        }
        Ok(Self { transport: builder.build(), from, host })
    }

    pub(super) fn check(to: &str) -> Result<(), String> {
        let message = || "write an e-mail address such as ada@example.org".to_owned();
        if to.chars().any(char::is_control) {
            return Err(message());
        }
        to.parse::<Address>().map(drop).map_err(|_| message())
    }

    pub(super) async fn envelope(&self, to: &str, envelope: &Envelope) -> Answer {
        let letter = Letter {
            to,
            id: &envelope.id,
            subject: &envelope.title,
            text: &envelope.body,
            link: &envelope.link,
        };
        self.send(&letter).await
    }

    pub(super) async fn send(&self, letter: &Letter<'_>) -> Answer {
        let message = match self.written(letter) {
            Ok(message) => message,
            Err(why) => return Answer::refused(why),
        };
        match tokio::time::timeout(TIMEOUT, self.transport.send(message)).await {
            Ok(Ok(_)) => Answer::Accepted,
            Ok(Err(error)) if error.is_permanent() && !may_pass(&error) => Answer::refused(error.to_string()),
            Ok(Err(error)) => Answer::later(error.to_string()),
            Err(_) => Answer::later("the mail server did not answer in time"),
        }
    }

    fn written(&self, letter: &Letter<'_>) -> Result<Message, String> {
        let to: Address = letter.to.parse().map_err(|_| "the receiver is no e-mail address".to_owned())?;
        let name: String = letter
            .id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '.' })
            .collect();
        let link = |text: &str| if text.is_empty() { String::new() } else { format!("\n\n{text}\n") };
        let plain = format!("{}{}", letter.text, link(letter.link));
        let paragraphs: String =
            letter.text.split('\n').map(|line| format!("<p>{}</p>", escaped(line))).collect();
        let anchor = if letter.link.is_empty() {
            String::new()
        } else {
            let link = escaped(letter.link);
            format!("<p><a href=\"{link}\">{link}</a></p>")
        };
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(letter.subject))
            .message_id(Some(format!("<{name}@{}>", self.host)))
            .multipart(MultiPart::alternative_plain_html(
                plain,
                format!("<!doctype html><html><body>{paragraphs}{anchor}</body></html>"),
            ))
            .map_err(|error| error.to_string())?;
        // Out-of-office replies to a program help nobody.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
        Ok(message)
    }
}

/// Whether what is refused for good may be taken all the same while it is of use: the refusal is of this server's sign-in, which
/// the operator can put right, or the mailbox is full (552), which its owner can empty.
fn may_pass(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538 | 552))
}

/// A text without line breaks and other control characters: a header is one line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What a name or password in an address stands for.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(server: &str) -> MailSettings {
        MailSettings {
            server: server.into(),
            from: "Isotone <isotone@example.org>".into(),
            host: Some("isotone.example.org".into()),
            certificate: None,
        }
    }

    #[tokio::test]
    async fn trap_36_names_and_subjects_are_one_line_and_messages_are_named_by_the_public_host() {
        let mailer = Mailer::new(&settings("smtp://127.0.0.1:2525?tls=none")).unwrap();
        let letter = Letter {
            to: "ada@example.org",
            id: "drink:p-1/2",
            subject: "a\nBcc: eve@example.org\r\n",
            text: "Água <b>\n.\nfim",
            link: "https://isotone.example.org/a/ada?x=1&y=2",
        };
        let text = String::from_utf8(mailer.written(&letter).unwrap().formatted()).unwrap();
        assert!(text.contains("Message-ID: <drink.p-1.2@isotone.example.org>"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"));
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        assert!(Mailer::check("ada@example.org\nBcc: eve@example.org").is_err());
        assert!(Mailer::check("ada").is_err());
    }

    #[tokio::test]
    async fn a_server_that_is_none_is_refused_in_words() {
        for (server, words) in [
            ("", "smtps://"),
            ("http://mail.example.org", "smtps://"),
            ("smtp://mail.example.org?tls=none", "without encryption"),
        ] {
            let error = Mailer::new(&settings(server)).unwrap_err();
            assert!(error.contains(words), "{server}: {error}");
        }
        let from = MailSettings { from: "nobody".into(), ..settings("smtps://mail.example.org") };
        assert!(Mailer::new(&from).unwrap_err().starts_with("mail_from"));
        for server in
            ["smtps://u:p%40ss@mail.example.org", "smtp://mail.example.org:587", "smtp://[::1]:25?tls=none"]
        {
            Mailer::new(&settings(server)).unwrap();
        }
        assert_eq!(percent_decoded("p%40ss%zz%"), "p@ss%zz%");
    }
}
