//! The channels of an athlete: who listens, where, and how it went.

use connect::notify::{Address, Answer, Sender};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Collection, Commit, Owner, Stored};

use super::CHANNELS;
use super::sealed::SealedSecrets;
use crate::access::fresh_name;
use crate::amend::Write;
use crate::requests::hex;
use crate::{Engine, Error, Grant, owner};

/// An athlete has no more than this.
const MOST: usize = 20;
/// A trouble is no longer than this, in characters.
const LONGEST_TROUBLE: usize = 300;

/// A channel of an athlete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its name in documents and addresses.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// Where messages go.
    pub address: Address,
    /// The account that added it: without the right to the athlete's data it hears nothing. Absent on a server without accounts.
    #[serde(default)]
    pub account: Option<String>,
    /// The code of the language of its messages.
    pub language: String,
    /// Whether amounts, times and names are shown. Nothing hides them on a lock screen.
    #[serde(default)]
    pub details: bool,
    /// What it hears of.
    #[serde(default)]
    pub hears: Hears,
    /// The address of this server as the channel's owner knows it, for links; empty where it is not known.
    #[serde(default)]
    pub origin: String,
    /// Since when.
    pub created: Timestamp,
    /// When it last took a message.
    #[serde(default)]
    pub accepted: Option<Timestamp>,
    /// When it last said that a message was shown. Push services take messages for phones that are gone.
    #[serde(default)]
    pub shown: Option<Timestamp>,
    /// What went wrong last and has not been put right.
    #[serde(default)]
    pub trouble: Option<String>,
    /// The secrets of the address, where they are sealed; the address then holds none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sealed: Option<SealedSecrets>,
}

impl Stored for Channel {
    const COLLECTION: &'static str = CHANNELS;

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Channel {
    /// Whether it is the browser of this one, subscribed by the same person.
    fn is_browser_of(&self, other: &Self) -> bool {
        matches!(other.address, Address::Push { .. }) && self.id == other.id && self.account == other.account
    }

    /// Takes over how it went with this one, and what was chosen for it.
    fn goes_on_as(&mut self, known: &Self) {
        self.details = known.details;
        self.created = known.created;
        self.accepted = known.accepted;
        self.shown = known.shown;
        self.trouble.clone_from(&known.trouble);
    }
}

/// What a channel hears of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hears {
    /// Reminders.
    #[default]
    Messages,
    /// That something changed, for programs.
    Changes,
    /// Both.
    Both,
}

impl Hears {
    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Changes => "changes",
            Self::Both => "both",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Messages, Self::Changes, Self::Both].into_iter().find(|hears| hears.name() == name)
    }

    pub(super) fn messages(self) -> bool {
        self != Self::Changes
    }

    pub(super) fn changes(self) -> bool {
        self != Self::Messages
    }
}

/// A channel to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChannel {
    /// What its owner calls it; its kind, where empty.
    pub label: String,
    /// Where messages go.
    pub address: Address,
    /// The code of the language of its messages.
    pub language: String,
    /// Whether amounts, times and names are shown.
    pub details: bool,
    /// What it hears of; only webhooks hear of changes.
    pub hears: Hears,
    /// The address of this server, for links.
    pub origin: String,
}

/// The channels of an athlete that may hear of it.
pub(crate) struct Reach {
    pub(crate) channels: Vec<Channel>,
}

impl Reach {
    /// The names of those that hear messages.
    pub(crate) fn names(&self) -> Vec<String> {
        let listening = self.channels.iter().filter(|channel| channel.hears.messages());
        listening.map(|channel| channel.id.clone()).collect()
    }
}

/// The name of a browser's channel.
pub(super) fn browser_name(endpoint: &str) -> String {
    hashed("push", endpoint)
}

fn hashed(kind: &str, address: &str) -> String {
    let hash = Sha256::digest(address.as_bytes());
    format!("{kind}-{}", hex(&hash[..12]))
}

impl Engine {
    pub(super) fn sender(&self) -> Result<&dyn Sender, Error> {
        let none = || Error::field("channel", "this server sends no messages");
        self.messages.sender.as_deref().ok_or_else(none)
    }

    /// Adds a channel. The same topic or address again replaces what was known of it; the same browser is as it was, for its page
    /// tells of it at each visit.
    ///
    /// # Errors
    /// When the address cannot be sent to, there are too many, there is no such athlete, or the database fails.
    pub async fn add_channel(
        &self,
        athlete: &str,
        new: NewChannel,
        account: Option<&str>,
    ) -> Result<Channel, Error> {
        self.athlete(athlete).await?;
        self.store_channel(&owner::athlete(athlete)?, new, account, |_| true).await
    }

    /// Adds a channel to a partition, which has no more than [`MOST`] of those that `count` counts.
    pub(super) async fn store_channel(
        &self,
        owner: &Owner,
        new: NewChannel,
        account: Option<&str>,
        count: impl Fn(&Channel) -> bool,
    ) -> Result<Channel, Error> {
        self.sender()?.check(&new.address).map_err(|why| Error::field("address", why))?;
        let label = new.label.trim();
        if label.chars().count() > 80 || label.chars().any(char::is_control) {
            return Err(Error::field("label", "write what you call it, in up to 80 characters"));
        }
        if new.hears.changes() && !matches!(new.address, Address::Webhook { .. }) {
            return Err(Error::field("hears", "only webhooks hear of changes: write messages"));
        }
        let channel = Channel {
            id: self.channel_name(&new.address)?,
            label: if label.is_empty() { new.address.shown() } else { label.to_owned() },
            address: new.address,
            account: account.map(str::to_owned),
            language: new.language,
            details: new.details,
            hears: new.hears,
            origin: new.origin.trim_end_matches('/').to_owned(),
            created: self.now(),
            accepted: None,
            shown: None,
            trouble: None,
            sealed: None,
        };
        let stored = self.sealed_channel(owner, channel.clone())?;
        self.transact(owner, || async {
            let known = self.of::<Channel>(owner).all().await?;
            let counted = known.iter().filter(|known| count(known)).count();
            if counted >= MOST && !known.iter().any(|known| known.id == channel.id) {
                return Err(Error::field("channel", format!("there are {MOST} channels: remove one first")));
            }
            let (mut stored, mut channel) = (stored.clone(), channel.clone());
            if let Some(known) = known.iter().find(|known| known.is_browser_of(&channel)) {
                stored.goes_on_as(known);
                channel.goes_on_as(known);
            }
            Ok(Write::of(vec![Collection::put(&stored)?], channel).with_jobs(self.look_twice()))
        })
        .await
    }

    /// One browser is one channel, however often it subscribes.
    fn channel_name(&self, address: &Address) -> Result<String, Error> {
        Ok(match address {
            Address::Push { endpoint, .. } => browser_name(endpoint),
            Address::Ntfy { server, topic, .. } => hashed("ntfy", &format!("{server} {topic}")),
            Address::Mail { to } => hashed("mail", &to.to_lowercase()),
            Address::Fcm { token } => hashed("fcm", token),
            Address::Apns { token } => hashed("apns", &token.to_lowercase()),
            Address::Webhook { .. } => fresh_name(&*self.randomness, "webhook-")?,
        })
    }

    /// The channels of an athlete, the oldest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn channels(&self, athlete: &str) -> Result<Vec<Channel>, Error> {
        self.athlete(athlete).await?;
        let mut channels = self.of::<Channel>(&owner::athlete(athlete)?).all().await?;
        channels.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(channels)
    }

    /// Removes a channel; it need not be there.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn remove_channel(&self, athlete: &str, id: &str) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let change = Collection::<Channel>::delete(id).map_err(|_| Error::not_found("channel", id))?;
        self.commit(&owner::athlete(athlete)?, vec![change]).await
    }

    /// Chooses whether a channel shows amounts, times and names.
    ///
    /// # Errors
    /// When there is no such athlete or channel, or the database fails.
    pub async fn show_details(&self, athlete: &str, id: &str, details: bool) -> Result<(), Error> {
        self.change_channel(athlete, id, |channel| channel.details = details).await
    }

    /// Notes that a channel showed a message.
    ///
    /// # Errors
    /// When there is no such athlete or channel, or the database fails.
    pub async fn message_shown(&self, athlete: &str, id: &str) -> Result<(), Error> {
        let now = self.now();
        self.change_channel(athlete, id, |channel| channel.shown = Some(now)).await
    }

    /// The same for a browser, known by the endpoint of its subscription; one that is not known here is nothing to note.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn browser_showed(&self, athlete: &str, endpoint: &str) -> Result<(), Error> {
        match self.message_shown(athlete, &browser_name(endpoint)).await {
            Err(Error::NotFound { what: "channel", .. }) => Ok(()),
            noted => noted,
        }
    }

    /// Removes a browser, known by the endpoint of its subscription; it need not be there.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn forget_browser(&self, athlete: &str, endpoint: &str) -> Result<(), Error> {
        self.remove_channel(athlete, &browser_name(endpoint)).await
    }

    /// A topic for ntfy that nobody can guess: 128 random bits.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn fresh_topic(&self) -> Result<String, Error> {
        let mut bytes = [0; 16];
        self.randomness.fill(&mut bytes)?;
        Ok(format!("isotone-{}", hex(&bytes)))
    }

    async fn change_channel(
        &self,
        athlete: &str,
        id: &str,
        change: impl Fn(&mut Channel),
    ) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let change = |channel: &mut Channel| {
            change(channel);
            Ok(())
        };
        let found = self.amend(&owner::athlete(athlete)?, id, change).await?;
        found.ok_or_else(|| Error::not_found("channel", id))
    }

    /// Changes the secret of a webhook, and gives the new one, which is not shown again. For a while both sign.
    ///
    /// # Errors
    /// When there is no such athlete or webhook, or the database fails.
    pub async fn renew_webhook_secret(&self, athlete: &str, id: &str) -> Result<String, Error> {
        self.athlete(athlete).await?;
        let new = connect::notify::new_webhook_secret().map_err(|why| Error::field("secret", why))?;
        let owner = owner::athlete(athlete)?;
        let change = |channel: &mut Channel| {
            let mut opened = self.unsealed_channel(&owner, channel.clone())?;
            let Address::Webhook { secret, previous, .. } = &mut opened.address else {
                return Err(Error::field("channel", "only webhooks have secrets"));
            };
            *previous = Some(std::mem::replace(secret, new.clone()));
            *channel = self.sealed_channel(&owner, opened)?;
            Ok(())
        };
        let found = self.amend(&owner, id, change).await?;
        found.ok_or_else(|| Error::not_found("channel", id))?;
        Ok(new)
    }

    /// The channels that may hear of an athlete: those whose account still has a right to the athlete's data.
    pub(crate) async fn reach(&self, owner: &Owner) -> Result<Reach, Error> {
        let mut channels = self.of::<Channel>(owner).all().await?;
        if channels.iter().any(|channel| channel.account.is_some()) {
            let now = self.now();
            let grants = self.of::<Grant>(owner).all().await?;
            channels.retain(|channel| {
                let Some(account) = &channel.account else { return true };
                grants.iter().any(|grant| grant.is_alive(now) && grant.is_of_account(account))
            });
        }
        Ok(Reach { channels })
    }

    /// Notes what a channel said, in the commit of an outcome. That it is gone says nothing of one that was added again since.
    pub(super) async fn noted(
        &self,
        owner: &Owner,
        sent: &Channel,
        answer: &Answer,
    ) -> Result<Option<store::Change>, Error> {
        let channels = self.of::<Channel>(owner);
        let Some(mut channel) = channels.get(&sent.id).await? else { return Ok(None) };
        match answer {
            Answer::Gone if channel.created != sent.created => return Ok(None),
            Answer::Gone => return Ok(Some(Collection::<Channel>::delete(&sent.id)?)),
            Answer::Accepted => {
                channel.accepted = Some(self.now());
                channel.trouble = None;
            }
            Answer::Later { why, .. } | Answer::Refused { why } => {
                channel.trouble = Some(why.chars().take(LONGEST_TROUBLE).collect());
            }
        }
        Ok(Some(channels.rewrite(&self.sealed_channel(owner, channel)?).await?))
    }

    /// Sends a message that says only that the channel works, and gives the channel's answer.
    ///
    /// # Errors
    /// When there is no such athlete or channel, this server sends nothing, or the database fails.
    pub async fn test_channel(&self, athlete: &str, id: &str) -> Result<Answer, Error> {
        let record = self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let channel = self.of::<Channel>(&owner).get(id).await?;
        let channel = channel.ok_or_else(|| Error::not_found("channel", id))?;
        let envelope = self.test_envelope(&record, &channel);
        self.try_channel(owner, channel, &envelope).await
    }

    /// Sends an envelope to a channel now, and notes the answer.
    pub(super) async fn try_channel(
        &self,
        owner: Owner,
        channel: Channel,
        envelope: &connect::notify::Envelope,
    ) -> Result<Answer, Error> {
        let opened = self.unsealed_channel(&owner, channel.clone())?;
        let answer = self.sender()?.send(&opened.address, envelope).await;
        let change = self.noted(&owner, &channel, &answer).await?;
        self.commit_with(Commit::of(owner, change.into_iter().collect())).await?;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::SignedDuration;
    use jiff::tz::TimeZone;
    use store::Memory;

    use super::*;
    use crate::{AthleteChanges, FixedClock};

    #[tokio::test]
    async fn trap_53_that_an_app_is_gone_says_nothing_of_one_that_registered_since() {
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(Timestamp::UNIX_EPOCH)));
        let changes =
            AthleteChanges { body_mass: Some(units::Mass::from_kg(70.0)), ..AthleteChanges::default() };
        engine.put_athlete("ada", changes, &TimeZone::UTC).await.unwrap();
        let ada = owner::athlete("ada").unwrap();
        let channel = Channel {
            id: "apns-1".into(),
            label: "phone".into(),
            address: Address::Apns { token: "0a1b".repeat(16) },
            account: None,
            language: "en".into(),
            details: false,
            hears: Hears::Messages,
            origin: String::new(),
            created: engine.now(),
            accepted: None,
            shown: None,
            trouble: None,
            sealed: None,
        };
        engine.commit(&ada, vec![Collection::put(&channel).unwrap()]).await.unwrap();
        let before = Channel { created: channel.created - SignedDuration::from_secs(5), ..channel.clone() };
        assert!(engine.noted(&ada, &before, &Answer::Gone).await.unwrap().is_none());
        assert!(engine.noted(&ada, &channel, &Answer::Gone).await.unwrap().is_some());
    }
}
