//! One-time links that reach their person by e-mail: invitations, and help for whoever forgot their password.

use connect::notify::{Address, Answer, Envelope};
use jiff::SignedDuration;
use serde_json::Value;

use super::Account;
use super::link::LASTS;
use super::secret::{Secret, fresh_name};
use crate::{Engine, Error};

/// Nobody is sent a link to a forgotten password more often than this.
const AT_MOST_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The whole address that it leads to.
    pub link: String,
    /// The code of its language.
    pub language: String,
}

impl Account {
    /// The e-mail address of the person: the login, where it is one.
    fn address(&self) -> Option<Address> {
        self.login.contains('@').then(|| Address::Mail { to: self.login.clone() })
    }
}

impl Engine {
    /// Whether this server can write to the person of an account: it sends mail, and the login is an address.
    pub fn can_write_to(&self, account: &Account) -> bool {
        let sender = self.messages.sender();
        account.address().is_some_and(|address| sender.is_some_and(|sender| sender.check(&address).is_ok()))
    }

    /// Whether this server sends mail.
    pub fn sends_mail(&self) -> bool {
        self.channel_kinds().contains(&"mail")
    }

    /// Writes to the person of an account, at once; what the mail server said.
    ///
    /// # Errors
    /// When the login is no address, this server sends no mail, or the system gives no random bytes.
    pub async fn write_to(&self, account: &Account, letter: Letter) -> Result<Answer, Error> {
        let no_mail = || Error::field("login", "no mail can be sent to it: give the link by another way");
        let address = account.address().ok_or_else(no_mail)?;
        let sender = self.messages.sender().ok_or_else(no_mail)?;
        sender.check(&address).map_err(|why| Error::field("login", why))?;
        let now = self.now();
        let id = fresh_name(&*self.randomness, "letter-")?;
        let envelope = Envelope {
            tag: id.clone(),
            id,
            kind: "letter".to_owned(),
            title: letter.subject,
            body: letter.text,
            language: letter.language,
            link: letter.link,
            actions: Vec::new(),
            urgent: true,
            withdrawn: false,
            at: now,
            useless_after: now.saturating_add(LASTS).unwrap_or(now),
            data: Value::Null,
        };
        Ok(sender.send(&address, &envelope).await)
    }

    /// The account of somebody who forgot the password, and a link to choose another; nothing where there is no such account,
    /// it cannot be written to, or it was sent a link just now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_for_forgotten(&self, login: &str) -> Result<Option<(Account, Secret)>, Error> {
        let Some(account) = self.account_by_login(login).await? else { return Ok(None) };
        if !self.can_write_to(&account) || self.was_invited_within(&account.id, AT_MOST_EVERY).await? {
            return Ok(None);
        }
        let link = self.invite(&account.id).await?;
        Ok(Some((account, link)))
    }
}
