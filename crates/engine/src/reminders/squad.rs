//! What a practitioner of a squad hears, and where. Channels, choices and outboxes lie in the squad's partition, each with the
//! account whose they are; the role decides on each message what may be said.

use connect::notify::Answer;
use jiff::tz::TimeZone;
use reminders::{Kind, Settings};
use serde::{Deserialize, Serialize};
use store::{Collection, Commit, Owner, Stored};
use team::sight::Role;
use units::UnitSystem;

use super::channel::browser_name;
use super::outbox::{SentMessage, StoredOutbox, sent_of};
use super::work::job;
use super::{Channel, Hears, NewChannel};
use crate::squads::message_kinds;
use crate::{Caller, Engine, Error, SquadRecord, owner};

/// Whose channels are those of a server without accounts.
const ANYONE: &str = "anyone";

/// What a practitioner wants to hear of a squad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SquadReminders {
    /// Whose choice it is.
    pub(super) reader: String,
    /// Which messages, and when.
    pub settings: Settings,
    /// The zone of the quiet hours.
    pub zone: String,
}

impl SquadReminders {
    /// Where nothing was chosen: everything that the role may hear, whenever athletes are weighed.
    fn usual(reader: &str) -> Self {
        let settings = Settings { quiet: None, daily_limit: 50, ..Settings::default() };
        Self { reader: reader.to_owned(), settings, zone: "UTC".to_owned() }
    }

    /// The zone of the quiet hours; UTC, where it is not known.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

impl Stored for SquadReminders {
    const COLLECTION: &'static str = "squad-reminder-settings";

    fn id(&self) -> String {
        self.reader.clone()
    }
}

impl Channel {
    /// The practitioner whose channel it is, in a squad's partition.
    pub(super) fn reader(&self) -> &str {
        self.account.as_deref().unwrap_or(ANYONE)
    }
}

fn reader_of(caller: &Caller) -> &str {
    caller.account().map_or(ANYONE, |account| account.id.as_str())
}

/// The role of whoever hears a channel of a squad; none for somebody who has no part in it any more.
pub(super) fn role_of(squad: &SquadRecord, channel: &Channel) -> Option<Role> {
    match &channel.account {
        Some(account) => squad.role_of(account),
        None => squad.role_for(&Caller::Open),
    }
}

impl Engine {
    /// What a caller hears of a squad, with the kinds of messages that the caller's role may hear.
    ///
    /// # Errors
    /// When there is no such squad, the caller has no role in it, or the database fails.
    pub async fn squad_reminders(
        &self,
        caller: &Caller,
        squad: &str,
    ) -> Result<(SquadReminders, Vec<Kind>), Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let chosen = self.squad_settings_of(&owner::squad(squad)?, reader_of(caller)).await?;
        Ok((chosen, message_kinds(role, record.settings.sight)))
    }

    pub(super) async fn squad_settings_of(
        &self,
        owner: &Owner,
        reader: &str,
    ) -> Result<SquadReminders, Error> {
        let stored = self.of::<SquadReminders>(owner).get(reader).await?;
        Ok(stored.unwrap_or_else(|| SquadReminders::usual(reader)))
    }

    /// Chooses what a caller hears of a squad. Without a zone, the present one stays.
    ///
    /// # Errors
    /// When a choice cannot be, the caller has no role in the squad, or the database fails.
    pub async fn put_squad_reminders(
        &self,
        caller: &Caller,
        squad: &str,
        settings: Settings,
        zone: Option<&str>,
    ) -> Result<(), Error> {
        self.squad_for(caller, squad).await?;
        super::settings::check(&settings)?;
        let (owner, reader) = (owner::squad(squad)?, reader_of(caller));
        let mut chosen = self.squad_settings_of(&owner, reader).await?;
        chosen.settings = settings;
        if let Some(zone) = zone {
            let known = TimeZone::get(zone).is_ok();
            known.then_some(()).ok_or_else(|| Error::field("zone", "write a zone such as Europe/Lisbon"))?;
            zone.clone_into(&mut chosen.zone);
        }
        let commit = Commit::of(owner, vec![Collection::put(&chosen)?]);
        self.commit_with(commit.with_jobs(vec![job(self.now())])).await
    }

    /// The caller's own channels for a squad, the oldest first.
    ///
    /// # Errors
    /// When the caller has no role in the squad, or the database fails.
    pub async fn squad_channels(&self, caller: &Caller, squad: &str) -> Result<Vec<Channel>, Error> {
        self.squad_for(caller, squad).await?;
        let mut channels = self.of::<Channel>(&owner::squad(squad)?).all().await?;
        channels.retain(|channel| channel.reader() == reader_of(caller));
        channels.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(channels)
    }

    /// Adds a channel for what a caller hears of a squad. Whoever chose nothing yet lives in `zone`.
    ///
    /// # Errors
    /// When the address cannot be sent to, there are too many, the caller's role hears nothing, or the database fails.
    pub async fn add_squad_channel(
        &self,
        caller: &Caller,
        squad: &str,
        new: NewChannel,
        zone: &TimeZone,
    ) -> Result<Channel, Error> {
        let (_, kinds) = self.squad_reminders(caller, squad).await?;
        if kinds.is_empty() {
            return Err(Error::field("channel", "there are no messages for your role in this squad"));
        }
        if new.hears != Hears::Messages {
            return Err(Error::field("hears", "channels of a squad hear messages"));
        }
        let (owner, reader) = (owner::squad(squad)?, reader_of(caller));
        if self.of::<SquadReminders>(&owner).get(reader).await?.is_none() {
            let zone = zone.iana_name().unwrap_or("UTC").to_owned();
            let usual = SquadReminders { zone, ..SquadReminders::usual(reader) };
            self.commit(&owner, vec![Collection::put(&usual)?]).await?;
        }
        let account = caller.account().map(|account| account.id.as_str());
        self.store_channel(&owner, new, account, |known| known.reader() == reader).await
    }

    async fn own_squad_channel(&self, caller: &Caller, squad: &str, id: &str) -> Result<Channel, Error> {
        let channels = self.squad_channels(caller, squad).await?;
        let own = channels.into_iter().find(|channel| channel.id == id);
        own.ok_or_else(|| Error::not_found("channel", id))
    }

    /// Removes a channel of the caller's own.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn remove_squad_channel(&self, caller: &Caller, squad: &str, id: &str) -> Result<(), Error> {
        let channel = self.own_squad_channel(caller, squad, id).await?;
        self.commit(&owner::squad(squad)?, vec![Collection::<Channel>::delete(&channel.id)?]).await
    }

    /// Chooses whether a channel shows the names of athletes and of the session.
    ///
    /// # Errors
    /// When the caller has no such channel, or the database fails.
    pub async fn show_squad_details(
        &self,
        caller: &Caller,
        squad: &str,
        id: &str,
        details: bool,
    ) -> Result<(), Error> {
        self.own_squad_channel(caller, squad, id).await?;
        let change = |channel: &mut Channel| {
            channel.details = details;
            Ok(())
        };
        let found = self.amend(&owner::squad(squad)?, id, change).await?;
        found.ok_or_else(|| Error::not_found("channel", id))
    }

    /// Notes that one of the caller's browsers showed a message; one that is not known is nothing to note.
    ///
    /// # Errors
    /// When the caller has no role in the squad, or the database fails.
    pub async fn squad_browser_showed(
        &self,
        caller: &Caller,
        squad: &str,
        endpoint: &str,
    ) -> Result<(), Error> {
        let id = browser_name(endpoint);
        match self.own_squad_channel(caller, squad, &id).await {
            Err(Error::NotFound { what: "channel", .. }) => return Ok(()),
            found => found?,
        };
        let now = self.now();
        let change = |channel: &mut Channel| {
            channel.shown = Some(now);
            Ok(())
        };
        self.amend(&owner::squad(squad)?, &id, change).await.map(drop)
    }

    /// Sends a message that says only that the channel works, and gives the channel's answer.
    ///
    /// # Errors
    /// When the caller has no such channel, this server sends nothing, or the database fails.
    pub async fn test_squad_channel(&self, caller: &Caller, squad: &str, id: &str) -> Result<Answer, Error> {
        let channel = self.own_squad_channel(caller, squad, id).await?;
        self.test_channel_of_squad(squad, channel).await
    }

    /// The channels of all practitioners of a squad, each with the name that its owner signs in with: for operators.
    ///
    /// # Errors
    /// When there is no such squad, or the database fails.
    pub async fn every_squad_channel(&self, squad: &str) -> Result<Vec<(String, Channel)>, Error> {
        let record = self.squad(squad).await?;
        let mut channels = Vec::new();
        for channel in self.of::<Channel>(&owner::squad(squad)?).all().await? {
            if role_of(&record, &channel).is_some() {
                channels.push((self.login_of(channel.reader()).await?, channel));
            }
        }
        channels.sort_by(|(a, one), (b, two)| (a, one.created, &one.id).cmp(&(b, two.created, &two.id)));
        Ok(channels)
    }

    /// Tests a channel of any practitioner: for operators.
    ///
    /// # Errors
    /// When there is no such squad or channel, this server sends nothing, or the database fails.
    pub async fn test_any_squad_channel(&self, squad: &str, id: &str) -> Result<Answer, Error> {
        let channels = self.every_squad_channel(squad).await?;
        let found = channels.into_iter().find(|(_, channel)| channel.id == id);
        let (_, channel) = found.ok_or_else(|| Error::not_found("channel", id))?;
        self.test_channel_of_squad(squad, channel).await
    }

    /// The messages of the last day for all practitioners of a squad, and those to come, each with the name that its reader signs in
    /// with: for operators.
    ///
    /// # Errors
    /// When there is no such squad, or the database fails.
    pub async fn every_squad_message(&self, squad: &str) -> Result<Vec<(String, SentMessage)>, Error> {
        self.squad(squad).await?;
        let mut messages = Vec::new();
        for stored in self.of::<StoredOutbox>(&owner::squad(squad)?).all().await? {
            let login = self.login_of(&stored.id()).await?;
            messages.extend(sent_of(stored.outbox).into_iter().map(|sent| (login.clone(), sent)));
        }
        Ok(messages)
    }

    async fn test_channel_of_squad(&self, squad: &str, channel: Channel) -> Result<Answer, Error> {
        let page = format!("{}/squads/{squad}/notifications", channel.origin);
        let envelope = self.channel_test(squad, &TimeZone::UTC, UnitSystem::Metric, &channel, page);
        self.try_channel(owner::squad(squad)?, channel, &envelope).await
    }

    /// The messages of the last day for the caller, and those to come, in the order of time.
    ///
    /// # Errors
    /// When the caller has no role in the squad, or the database fails.
    pub async fn squad_messages(&self, caller: &Caller, squad: &str) -> Result<Vec<SentMessage>, Error> {
        self.squad_for(caller, squad).await?;
        let stored = self.of::<StoredOutbox>(&owner::squad(squad)?).get(reader_of(caller)).await?;
        Ok(sent_of(stored.unwrap_or_default().outbox))
    }
}
