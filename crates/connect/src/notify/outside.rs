//! The real channels.

use std::sync::Arc;

use super::apns::Apns;
use super::fcm::Fcm;
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
    /// The Firebase project of an operator's own app; without it there is none.
    pub fcm: Option<Fcm>,
    /// Apple's key for an operator's own app; without it there is none.
    pub apns: Option<Apns>,
}

/// Sends messages over the network.
#[derive(Debug)]
pub struct Outside {
    net: Net,
    push: Option<Arc<PushKeys>>,
    push_hosts: Vec<String>,
    mail: Option<Mailer>,
    fcm: Option<Fcm>,
    apns: Option<(Net, Apns)>,
}

impl Outside {
    /// Channels by these settings. Nothing is connected to yet.
    ///
    /// # Errors
    /// In words: which setting is wrong, or why there is no network.
    pub fn new(settings: OutsideSettings) -> Result<Self, String> {
        let OutsideSettings { guard, push, push_hosts, mail, fcm, apns } = settings;
        let mail = mail.as_ref().map(Mailer::new).transpose()?;
        let apns = match apns {
            Some(apns) => Some((Net::http2(guard.clone())?, apns)),
            None => None,
        };
        Ok(Self { net: Net::new(guard)?, push, push_hosts, mail, fcm, apns })
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
                Address::Fcm { token } => match &self.fcm {
                    Some(fcm) => fcm.send(&self.net, token, envelope).await,
                    None => Answer::refused("there is no Firebase project: set fcm"),
                },
                Address::Apns { token } => match &self.apns {
                    Some((net, apns)) => apns.send(net, token, envelope).await,
                    None => Answer::refused("there is no key of Apple: set apns"),
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
            Address::Fcm { token } if self.fcm.is_some() => Fcm::check(token),
            Address::Apns { token } if self.apns.is_some() => Apns::check(token),
            Address::Fcm { .. } | Address::Apns { .. } => {
                Err("this server sends to no app: its operator can set fcm or apns".to_owned())
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
        kinds.extend(self.fcm.as_ref().map(|_| "fcm"));
        kinds.extend(self.apns.as_ref().map(|_| "apns"));
        kinds.push("webhook");
        kinds
    }
}
