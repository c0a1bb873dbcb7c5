//! Lists, read page by page: what was there before the connection, and what no notice told of.

use connect::providers::{About, Cadence, Failure, Item, Provider, Range};
use jiff::{SignedDuration, Timestamp};
use store::{BlobId, Change, Collection, NewJob, Owner};

use super::budget::Metered;
use super::connection::{Backfill, Connection, ConnectionItem, MISSING_SCOPE, item_id};
use super::consent::OVERLAP;
use super::work::{ANNOUNCED_WITHIN, Next, PAGE, Work};
use super::{Stop, after};
use crate::amend::Write;
use crate::{Engine, Error, Report};

/// No list has more pages; one that never ends does not keep us for ever.
const MOST_PAGES: u32 = 2000;
/// When to begin a reading that found another one under way, s.
const SOON: i64 = 300;
/// Days between two readings that go far back: of a provider that tells what is new, and of one that is only asked.
const FAR_EVERY: (i64, i64) = (7, 1);

/// Where a reading of the list begins: some days ago, and earlier where something may have been missed. That is so after
/// this server was off or the provider down for longer than those days, after a reading that broke off, and from time to
/// time for what a device handed in late.
fn begin_of(stored: &mut Connection, about: &About, cadence: Cadence, now: Timestamp) -> Timestamp {
    let ago = |days: u16| after(now, -86_400 * i64::from(days));
    let window = ago(cadence.days);
    // A list that has no more than its days says nothing of what was before.
    let reaches = cadence.far_days > cadence.days;
    let most = if reaches { ago(cadence.far_days.max(about.backfill_days)) } else { window };
    stored.unlisted = stored.unlisted.map(|unlisted| unlisted.max(most)).filter(|_| reaches);
    let last = stored.backfill.as_ref();
    if last.is_some_and(|last| last.rescan && last.partial && last.from < after(window, -86_400)) {
        // One that went farther back did not come to its end: meanwhile the last days are not kept waiting by it.
        return window;
    }
    let every = if about.notifies { FAR_EVERY.0 } else { FAR_EVERY.1 };
    // Connections that were made before this was written down do not all begin at once.
    let is_far = reaches && stored.far.is_some_and(|far| after(far, 86_400 * every) <= now);
    if is_far || stored.far.is_none() {
        stored.far = Some(now);
    }
    let far = is_far.then(|| ago(cadence.far_days));
    let gap = stored.scanned.map(|scanned| scanned.saturating_add(-OVERLAP).unwrap_or(scanned));
    let earliest = [far, gap, stored.unlisted].into_iter().flatten().fold(window, Timestamp::min);
    earliest.max(most)
}

impl Engine {
    /// Reads a page of the list, and queues what is new on it or was changed.
    pub(super) async fn read_page(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
        work: &Work,
    ) -> Result<Next, Stop> {
        let Some(backfill) = connection.backfill.clone().filter(|backfill| backfill.finished.is_none())
        else {
            return Ok(Next::Done);
        };
        let web = Metered { engine: self, provider, live: false };
        let mut pair = self.access(owner, provider, None).await?;
        let range = Range { from: backfill.from, to: backfill.to };
        let cursor = backfill.cursor.as_deref();
        if cursor.is_none() {
            self.listen_for(provider, &web, &pair.tokens.access).await?;
        }
        let mut listed = provider.list(&web, &pair.tokens.access, range, cursor).await;
        if listed == Err(Failure::Unauthorised) {
            pair = self.access(owner, provider, Some(pair.number)).await?;
            listed = provider.list(&web, &pair.tokens.access, range, cursor).await;
            if listed == Err(Failure::Unauthorised) && self.works(&web, &pair).await {
                listed = Err(Failure::Wrong("the list is refused, while the access works".to_owned()));
            }
        }
        if matches!(listed, Err(Failure::MissingScope(_))) {
            self.end_reading(owner, connection).await?;
        }
        let page = listed?;
        let now = self.now();
        let next = self.revise(owner, || async {
            let stored = self.of::<Connection>(owner).get(&connection.provider).await?;
            let Some(mut stored) = stored.filter(|stored| {
                stored.generation == connection.generation && stored.backfill.as_ref() == Some(&backfill)
            }) else {
                return Ok(Write::nothing(None));
            };
            let mut reading = backfill.clone();
            let (mut changes, mut jobs) = (Vec::new(), Vec::new());
            for row in &page.items {
                let id = item_id(&connection.provider, &row.item.kind, &row.item.id);
                let known = self.of::<ConnectionItem>(owner).get(&id).await?;
                if reading.rescan {
                    reading.seen.insert(id.clone());
                }
                if known.as_ref().is_some_and(|known| known.is_as_listed(row.version.as_ref())) {
                    continue;
                }
                let old = row.at.is_none_or(|at| now.duration_since(at) > ANNOUNCED_WITHIN);
                stored.unannounced += u32::from(reading.rescan && known.is_none() && old);
                reading.found += 1;
                let fetch = Work::fetch(connection, &row.item, false, now);
                let fetch = Work { listed: row.version.clone(), ..fetch };
                self.push(owner, fetch, &mut changes, &mut jobs).await?;
            }
            stored.unreadable += u64::try_from(page.unreadable).unwrap_or(u64::MAX);
            stored.heard = Some(now);
            reading.pages += 1;
            let next = page.next.clone().filter(|_| reading.pages < MOST_PAGES);
            reading.partial |= page.failed.is_some() || next != page.next;
            reading.cursor.clone_from(&next);
            if next.is_none() {
                // On a list that is not whole, what is missing may be there all the same.
                if reading.rescan && !reading.partial {
                    let missing = self.missing(owner, connection, &reading).await?;
                    // An empty list may be an outage: it counts when the next one is empty too.
                    let is_doubtful = reading.seen.is_empty() && missing.len() > 1 && stored.emptied == 0;
                    stored.emptied = if reading.seen.is_empty() { stored.emptied + 1 } else { 0 };
                    for item in missing.iter().filter(|_| !is_doubtful) {
                        let external = Item::new(&item.kind, item.external.clone());
                        let fetch = Work::fetch(connection, &external, false, now);
                        self.push(owner, fetch, &mut changes, &mut jobs).await?;
                    }
                }
                reading.finished = Some(now);
                reading.seen.clear();
                if reading.partial {
                    stored.relist(reading.from);
                } else {
                    stored.scanned = Some(now);
                    stored.unlisted = stored.unlisted.filter(|unlisted| *unlisted < reading.from);
                    stored.trouble = stored.trouble.filter(|trouble| trouble.code == MISSING_SCOPE);
                }
            }
            stored.backfill = Some(reading);
            changes.push(Collection::put(&stored)?);
            Ok(Write::of(changes, next.map(|_| now)).with_jobs(jobs))
        });
        let next = next.await?.flatten();
        if let Some(failure) = &page.failed {
            self.note_trouble(owner, connection, failure).await?;
        }
        Ok(match next {
            Some(at) => Next::Later(at, Box::new(Work { tries: 0, ..work.clone() })),
            None => Next::Done,
        })
    }

    /// Ends the reading of a list that the athlete did not allow, or that cannot be read to its end: the next reading of the
    /// last days is not kept waiting by it.
    pub(super) async fn end_reading(&self, owner: &Owner, connection: &Connection) -> Result<(), Error> {
        let now = self.now();
        self.revise_one(owner, &connection.provider, |stored: &mut Connection| {
            if let Some(backfill) = stored.backfill.as_mut().filter(|backfill| backfill.finished.is_none()) {
                backfill.finished = Some(now);
                backfill.partial = true;
                backfill.seen.clear();
                let from = backfill.from;
                stored.relist(from);
            }
        })
        .await
    }

    /// Queues work beside other changes of the same commit.
    async fn push(
        &self,
        owner: &Owner,
        work: Work,
        changes: &mut Vec<Change>,
        jobs: &mut Vec<NewJob>,
    ) -> Result<(), Error> {
        let known = self.of::<Work>(owner).get(&work.id).await?;
        let (work, job) = work.over(known, self.now())?;
        changes.push(Collection::put(&work)?);
        jobs.extend(job);
        Ok(())
    }

    /// What was there and is not on the list any more: it is asked for by its name. What another account brought, to which the
    /// athlete was connected before, is on no list of this one. And lists begin by calendars and clocks of their own: nothing is
    /// missed in the first day of a range.
    async fn missing(
        &self,
        owner: &Owner,
        connection: &Connection,
        reading: &Backfill,
    ) -> Result<Vec<ConnectionItem>, Error> {
        let from = after(reading.from, 86_400);
        let items = self.of::<ConnectionItem>(owner).all().await?;
        let is_missing = |item: &ConnectionItem| {
            let listed = item.start.is_some_and(|start| from <= start && start < reading.to);
            let ours = item.provider == connection.provider && item.is_of(&connection.account);
            ours && item.there && listed && !reading.seen.contains(&item.id)
        };
        Ok(items.into_iter().filter(is_missing).collect())
    }

    /// Begins to read the list of the last days again, unless it is being read.
    pub(super) async fn begin_rescan(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
        work: &Work,
    ) -> Result<Next, Stop> {
        let about = provider.about();
        let Some(cadence) = about.rescan else { return Ok(Next::Done) };
        let now = self.now();
        let begun = self.revise(owner, || async {
            let stored = self.of::<Connection>(owner).get(&connection.provider).await?;
            let idle = |stored: &Connection| {
                stored.generation == connection.generation
                    && stored.backfill.as_ref().is_none_or(|backfill| backfill.finished.is_some())
            };
            let Some(mut stored) = stored.filter(idle) else { return Ok(Write::nothing(false)) };
            stored.unannounced = 0;
            let from = begin_of(&mut stored, about, cadence, now);
            stored.backfill = Some(Backfill::of(from, true, now));
            let (mut changes, mut jobs) = (vec![Collection::put(&stored)?], Vec::new());
            self.push(owner, Work::errand(connection, PAGE, now), &mut changes, &mut jobs).await?;
            Ok(Write::of(changes, true).with_jobs(jobs))
        });
        // What a notice tells of while the list is read may stand on a page that was read already.
        let wait = match begun.await? {
            Some(false) => SOON,
            _ => {
                self.prune(owner, provider).await?;
                i64::from(cadence.hours) * 3600
            }
        };
        Ok(Next::Later(after(now, wait), Box::new(Work { tries: 0, ..work.clone() })))
    }

    /// Deletes payloads that are older than the provider lets them be kept. What was read from them stays.
    async fn prune(&self, owner: &Owner, provider: &dyn Provider) -> Result<(), Error> {
        let about = provider.about();
        let Some(days) = about.retention.keep_raw_days else { return Ok(()) };
        let now = self.now();
        let since = now.saturating_add(-SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        // An item that was changed since has payloads of its earlier states.
        let may_be_old = |item: &ConnectionItem| {
            item.provider == about.id && !item.pruned && (item.arrived < since || item.reports.len() > 1)
        };
        let items = self.of::<ConnectionItem>(owner).all().await?;
        for item in items.into_iter().filter(may_be_old) {
            let pruned = self.revise(owner, || self.pruned(owner, &item, since)).await?;
            self.release_bytes(owner, &pruned.unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// The changes that prune an item of what came before `since`, and the bytes that go. Of the states that go, the report
    /// of the newest stays without its bytes: it says that what was read of them is a source itself.
    async fn pruned(
        &self,
        owner: &Owner,
        item: &ConnectionItem,
        since: Timestamp,
    ) -> Result<Write<Vec<BlobId>>, Error> {
        let stored = self.of::<ConnectionItem>(owner).get(&item.id).await?;
        let Some(mut stored) = stored.filter(|stored| stored == item) else {
            return Ok(Write::nothing(Vec::new()));
        };
        let mut old = Vec::new();
        for blob in &stored.reports {
            let report = self.of::<Report>(owner).get(blob.as_str()).await?;
            // What the athlete gave as well is the athlete's own.
            let ours = |report: &Report| report.connection.as_deref() == Some(item.provider.as_str());
            old.extend(report.filter(|report| ours(report) && report.received < since));
        }
        let newest = old.iter().map(|report| report.received).max();
        let (mut changes, mut blobs) = (Vec::new(), Vec::new());
        for mut report in old {
            if Some(report.received) != newest {
                changes.push(Collection::<Report>::delete(&report.id)?);
                stored.reports.retain(|blob| *blob != report.blob);
            } else if report.pruned.is_none() {
                report.pruned = Some(self.now());
                changes.push(Collection::put(&report)?);
            } else {
                continue;
            }
            blobs.push(report.blob);
        }
        stored.pruned = stored.arrived < since;
        if stored != *item {
            changes.push(Collection::put(&stored)?);
        }
        Ok(Write::of(changes, blobs))
    }
}
