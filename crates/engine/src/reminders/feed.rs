//! The calendar of an athlete's sessions, for calendar programs: a private address that can be taken back.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, CollectionName, DocumentId, StoreError, Stored};

use crate::access::{Secret, SecretHash};
use crate::amend::Write;
use crate::{AthleteRecord, Engine, Error, PlannedSession, SessionPlan, owner};

/// The collection of feeds.
pub(crate) const FEED: &str = "calendar-feed";
/// Unique keys: hashes of the addresses of feeds.
pub(crate) const FEEDS: &str = "calendar-feeds";
/// Programs that look for leaked secrets know it by this.
const PREFIX: &str = "isc_";
/// Which sessions a feed holds: from so long ago to so far ahead.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 14);
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 60);
/// How far ahead the needs of sessions are worked out; beyond it nothing is known of the weather.
const PLANNED_AHEAD: SignedDuration = SignedDuration::from_hours(24 * 10);

/// The calendar of an athlete's sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    hash: SecretHash,
    /// Whether the windows to drink and eat are entries of their own.
    pub windows: bool,
    /// The code of the language of its entries.
    pub language: String,
    /// Since when the address is good.
    pub created: Timestamp,
}

impl Stored for Feed {
    const COLLECTION: &'static str = FEED;

    fn id(&self) -> String {
        "feed".to_owned()
    }
}

/// A session in a calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedEntry {
    /// The session.
    pub session: PlannedSession,
    /// With its needs, where they are near enough to be known.
    pub plan: Option<SessionPlan>,
}

impl Engine {
    /// Makes the private address of an athlete's calendar, and gives its secret, which is not shown again. An earlier address
    /// ends.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn make_feed(&self, athlete: &str, windows: bool, language: &str) -> Result<Secret, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let secret = Secret::new(&*self.randomness, PREFIX)?;
        let feed = Feed { hash: secret.hash(), windows, language: language.to_owned(), created: self.now() };
        self.transact(&owner, || async {
            let mut changes = self.without_feed(&owner).await?;
            changes.push(Change::Reserve {
                namespace: CollectionName::new(FEEDS).map_err(StoreError::from)?,
                key: feed.hash.as_str().to_owned(),
                id: DocumentId::new(feed.id()).map_err(StoreError::from)?,
            });
            changes.push(Collection::put(&feed)?);
            Ok(Write::of(changes, ()))
        })
        .await?;
        Ok(secret)
    }

    /// Ends the address of an athlete's calendar; there need be none.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn end_feed(&self, athlete: &str) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async { Ok(Write::of(self.without_feed(&owner).await?, ())) }).await
    }

    async fn without_feed(&self, owner: &store::Owner) -> Result<Vec<Change>, Error> {
        let Some(feed) = self.of::<Feed>(owner).get("feed").await? else { return Ok(Vec::new()) };
        let namespace = CollectionName::new(FEEDS).map_err(StoreError::from)?;
        let release = Change::Release { namespace, key: feed.hash.as_str().to_owned() };
        Ok(vec![release, Collection::<Feed>::delete("feed")?])
    }

    /// The calendar of an athlete, where it has an address.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn feed(&self, athlete: &str) -> Result<Option<Feed>, Error> {
        self.athlete(athlete).await?;
        Ok(self.of::<Feed>(&owner::athlete(athlete)?).get("feed").await?)
    }

    /// The athlete and the sessions behind a private address; nothing where the address is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_behind(
        &self,
        secret: &str,
    ) -> Result<Option<(AthleteRecord, Feed, Vec<FeedEntry>)>, Error> {
        let namespace = CollectionName::new(FEEDS).map_err(StoreError::from)?;
        let hash = SecretHash::of(secret);
        let Some((owner, _)) = self.store.holder(&namespace, hash.as_str()).await? else { return Ok(None) };
        let Some(athlete) = owner::name_in(&owner, "athlete") else { return Ok(None) };
        let Some(feed) = self.of::<Feed>(&owner).get("feed").await? else { return Ok(None) };
        let record = self.athlete(athlete).await?;
        let now = self.now();
        let at = |by: SignedDuration| now.saturating_add(by).unwrap_or(now);
        let sessions = self.of::<PlannedSession>(&owner).between(at(-BACK), at(AHEAD)).await?;
        let day = |at: Timestamp| at.to_zoned_datetime(record.time_zone()).date();
        let (mut plans, mut planned): (Vec<SessionPlan>, Option<Date>) = (Vec::new(), None);
        let mut entries = Vec::new();
        for session in sessions {
            let date = day(session.start);
            if session.end() > now && session.start < at(PLANNED_AHEAD) && planned != Some(date) {
                plans = self.day_outline(athlete, date).await?.sessions;
                planned = Some(date);
            }
            let plan = plans.iter().find(|plan| plan.session.id == session.id).cloned();
            entries.push(FeedEntry { session, plan });
        }
        Ok(Some((record, feed, entries)))
    }

    /// The items of a day's baskets with their counts, such as `2 × gel`: what to buy and to pack.
    ///
    /// # Errors
    /// When there is no such athlete, the day cannot be planned, or the database fails.
    pub async fn shopping_list(&self, athlete: &str, date: Date) -> Result<Vec<String>, Error> {
        let day = self.day_plan(athlete, Some(date)).await?;
        let mut servings: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
        let baskets =
            day.sessions.iter().flat_map(|plan| &plan.baskets).filter_map(|basket| basket.basket.as_ref());
        for pick in baskets.flat_map(|basket| &basket.picks) {
            *servings.entry(pick.name.clone()).or_default() += pick.servings;
        }
        Ok(servings.into_iter().map(|(name, count)| format!("{count} × {name}")).collect())
    }
}
