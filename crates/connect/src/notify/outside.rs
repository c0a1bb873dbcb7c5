//! The real channels.

use std::sync::Arc;

use super::mail::{MailSettings, Mailer};
use super::net::Net;
use super::ntfy::Topic;
use super::web_push::{PushKeys, Subscription};
use super::webhook::Hook;
use super::{Address, Answer, Envelope, Guard, News, Sender, Sending};

/// How messages leave.
#[derive(Debug, Default)]
pub struct OutsideSettings {
    /// Which hosts inside the operator's own network may be sent to.
    pub guard: Guard,
    /// The key for Web Push; without one there is none.
    pub push: Option<Arc<PushKeys>>,
    /// Push services beside those of browsers, such as a UnifiedPush distributor, by the ends of their names.
    pub push_hosts: Vec<String>,
    /// How mail leaves; without it there is none.
    pub mail: Option<MailSettings>,
}

/// Sends messages over the network.
#[derive(Debug)]
pub struct Outside {
    net: Net,
    push: Option<Arc<PushKeys>>,
    push_hosts: Vec<String>,
    mail: Option<Mailer>,
}

impl Outside {
    /// Channels by these settings. Nothing is connected to yet.
    ///
    /// # Errors
    /// In words: which setting is wrong, or why there is no network.
    pub fn new(settings: OutsideSettings) -> Result<Self, String> {
        let OutsideSettings { guard, push, push_hosts, mail } = settings;
        let mail = mail.as_ref().map(Mailer::new).transpose()?;
        Ok(Self { net: Net::new(guard)?, push, push_hosts, mail })
    }
}

impl Sender for Outside {
    fn send<'a>(&'a self, address: &'a Address, envelope: &'a Envelope) -> Sending<'a> {
        Box::pin(async move {
            match address {
                Address::Push { endpoint, p256dh, auth, key } => match &self.push {
                    Some(keys) => {
                        let browser = Subscription { endpoint, p256dh, auth, key };
                        browser.send(&self.net, keys, &self.push_hosts, envelope).await
                    }
                    None => Answer::refused("there is no push key"),
                },
                Address::Ntfy { server, topic, token } => {
                    Topic { server, topic, token: token.as_deref() }.send(&self.net, envelope).await
                }
                Address::Mail { to } => match &self.mail {
                    Some(mailer) => mailer.envelope(to, envelope).await,
                    None => Answer::refused("there is no mail server: set smtp and mail_from"),
                },
                Address::Webhook { url, secret, previous } => {
                    let secrets = std::iter::once(secret).chain(previous).map(String::as_str).collect();
                    Hook { url, secrets }.send(&self.net, envelope).await
                }
            }
        })
    }

    fn tell<'a>(&'a self, address: &'a Address, news: &'a News) -> Sending<'a> {
        Box::pin(async move {
            match address {
                Address::Webhook { url, secret, previous } => {
                    let secrets = std::iter::once(secret).chain(previous).map(String::as_str).collect();
                    Hook { url, secrets }.tell(&self.net, news).await
                }
                _ => Answer::refused("only webhooks take news"),
            }
        })
    }

    fn check(&self, address: &Address) -> Result<(), String> {
        match address {
            Address::Push { endpoint, p256dh, auth, key } => {
                Subscription { endpoint, p256dh, auth, key }.check(&self.net, &self.push_hosts)
            }
            Address::Ntfy { server, topic, token } => {
                Topic { server, topic, token: token.as_deref() }.check(&self.net)
            }
            Address::Mail { to } if self.mail.is_some() => Mailer::check(to),
            Address::Mail { .. } => {
                Err("this server sends no mail: its operator can set smtp and mail_from".to_owned())
            }
            Address::Webhook { url, secret, previous } => {
                let secrets = std::iter::once(secret).chain(previous).map(String::as_str).collect();
                Hook { url, secrets }.check(&self.net)
            }
        }
    }

    fn offers(&self) -> Vec<&'static str> {
        let mut kinds = Vec::new();
        kinds.extend(self.push.as_ref().map(|_| "push"));
        kinds.push("ntfy");
        kinds.extend(self.mail.as_ref().map(|_| "mail"));
        kinds.push("webhook");
        kinds
    }
}
