//! What an athlete wants to hear.

use jiff::SignedDuration;
use reminders::{Quiet, Settings};
use serde::{Deserialize, Serialize};
use store::{Collection, Commit, Stored};

use super::work::job;
use crate::{AthleteRecord, Engine, Error, owner};

/// What an athlete wants to hear, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderSettings(pub Settings);

impl Stored for ReminderSettings {
    const COLLECTION: &'static str = "reminder-settings";

    fn id(&self) -> String {
        "settings".to_owned()
    }
}

/// The most messages of a day that can be chosen.
const MOST_A_DAY: u8 = 50;

/// Whether settings can be.
pub(super) fn check(settings: &Settings) -> Result<(), Error> {
    if (1..=MOST_A_DAY).contains(&settings.daily_limit) {
        return Ok(());
    }
    Err(Error::field("daily_limit", format!("write a number from 1 to {MOST_A_DAY}")))
}

impl Engine {
    /// What an athlete wants to hear. Where nothing was chosen, nothing is said between bedtime and getting up.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn reminder_settings(&self, athlete: &str) -> Result<Settings, Error> {
        let record = self.athlete(athlete).await?;
        self.settings_of(&record).await
    }

    pub(super) async fn settings_of(&self, record: &AthleteRecord) -> Result<Settings, Error> {
        let stored = self.of::<ReminderSettings>(&owner::athlete(&record.id)?).get("settings").await?;
        let usual = || Settings {
            quiet: Some(Quiet { from: record.bedtime, until: record.rise }),
            ..Settings::default()
        };
        Ok(stored.map_or_else(usual, |stored| stored.0))
    }

    /// Chooses what an athlete wants to hear.
    ///
    /// # Errors
    /// When a choice cannot be, there is no such athlete, or the database fails.
    pub async fn put_reminder_settings(&self, athlete: &str, settings: Settings) -> Result<(), Error> {
        self.athlete(athlete).await?;
        check(&settings)?;
        let owner = owner::athlete(athlete)?;
        let commit = Commit::of(owner, vec![Collection::put(&ReminderSettings(settings))?]);
        self.commit_with(commit.with_jobs(vec![job(self.now())])).await
    }

    /// Looks at an athlete's messages now, and again in a moment, for whoever committed meanwhile without knowing of a new channel.
    pub(super) fn look_twice(&self) -> Vec<store::NewJob> {
        let now = self.now();
        let later = now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(now);
        vec![job(now), job(later)]
    }
}
