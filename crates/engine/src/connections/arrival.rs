//! What came from a provider: stored as reports, read, reconciled with what is known.

use std::collections::BTreeSet;

use ::timeline::{Observation, Trait};
use connect::providers::{Found, Payload};
use formats::{Decoded, Hints};
use jiff::Timestamp;
use store::{BlobId, Change, Collection, Owner, Stored};

use super::Stop;
use super::connection::{Connection, ConnectionItem, ConnectionState, MISSING_SCOPE, item_id};
use super::work::{Next, SentPayload, Work};
use crate::amend::Write;
use crate::reconciliation::{StoredObservation, Timekeeper};
use crate::recording::{beside, decode, readings, received};
use crate::{Engine, Error, LoggedReading, PlannedSession, Report, owner};

/// What became of an item that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrived {
    /// It is new or was changed, and is stored.
    Stored,
    /// It is stored as far as it goes: a file of it is damaged, or cannot be read.
    Damaged,
    /// It had come before.
    Known,
    /// The connection has ended, or a newer state came meanwhile: nothing is stored.
    Ended,
}

/// A payload that was read, with its bytes stored.
struct Read {
    name: String,
    account: Option<String>,
    blob: BlobId,
    decoded: Decoded,
    /// The zone it was read in.
    zone: String,
}

/// What is about to be stored of an item.
struct Arrival<'a> {
    owner: &'a Owner,
    connection: &'a Connection,
    work: &'a Work,
    version: &'a str,
    complete: bool,
    read: Vec<Read>,
    /// How many payloads could not be read.
    unreadable: u64,
    /// Whether a later arrival replaces an earlier one whatever it says of itself.
    replaces: bool,
    /// When it was asked for.
    began: Timestamp,
}

impl Engine {
    /// Takes in an item that was fetched.
    pub(super) async fn take_found(
        &self,
        owner: &Owner,
        connection: &Connection,
        work: &Work,
        found: &Found,
        began: Timestamp,
    ) -> Result<Arrived, Stop> {
        let known = self.of::<ConnectionItem>(owner).get(&work.id).await?;
        let complete = found.complete && found.failed.is_none();
        let same =
            known.filter(|item| item.there && item.version == found.version && (item.complete || !complete));
        if let Some(item) = same {
            if !item.is_as_listed(work.listed.as_ref()) {
                // The list says something else for good: it is not fetched again because of that.
                let listed = |item: &mut ConnectionItem| item.listed.clone_from(&work.listed);
                self.revise_one(owner, &item.id, listed).await?;
            }
            return Ok(Arrived::Known);
        }
        let (read, unreadable) = self.read_payloads(owner, &found.payloads).await?;
        let damaged = unreadable > 0 || read.iter().any(|read| read.decoded.is_recovered());
        let arrival = Arrival {
            owner,
            connection,
            work,
            version: &found.version,
            complete: complete && !damaged,
            read,
            unreadable,
            replaces: found.latest,
            began,
        };
        Ok(match self.arrive(&arrival).await? {
            Arrived::Stored if damaged => Arrived::Damaged,
            arrived => arrived,
        })
    }

    /// Takes in what a notice held.
    pub(super) async fn take_sent(
        &self,
        owner: &Owner,
        connection: &Connection,
        work: &Work,
        sent: &SentPayload,
    ) -> Result<Next, Stop> {
        let Some(bytes) = self.store.blob(owner, &sent.blob).await? else { return Ok(Next::Done) };
        let payload = Payload { name: sent.name.clone(), account: sent.account.clone(), bytes };
        let (read, unreadable) = self.read_payloads(owner, std::slice::from_ref(&payload)).await?;
        let arrival = Arrival {
            owner,
            connection,
            work,
            version: sent.blob.as_str(),
            complete: true,
            read,
            unreadable,
            replaces: false,
            began: self.now(),
        };
        self.arrive(&arrival).await?;
        Ok(Next::Done)
    }

    async fn read_payloads(&self, owner: &Owner, payloads: &[Payload]) -> Result<(Vec<Read>, u64), Error> {
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        let record = self.athlete(athlete).await?;
        let zone = record.time_zone();
        let (mut read, mut unreadable) = (Vec::new(), 0);
        for payload in payloads {
            let hints = Hints { account: payload.account.clone(), now: Some(self.now()), ..Hints::default() };
            match decode(&payload.name, &payload.bytes, &hints, &zone) {
                // Of a format that is known, but without anything in it: as good as unreadable.
                Ok(decoded) if says_nothing(&decoded) => unreadable += 1,
                Ok(decoded) => {
                    // Whose the account is was settled when it was connected.
                    let decoded = Decoded { account: None, ..decoded };
                    // The bytes are durable before a document speaks of them.
                    let blob = self.store_bytes(owner, payload.bytes.clone()).await?;
                    let (name, account) = (payload.name.clone(), payload.account.clone());
                    read.push(Read { name, account, blob, decoded, zone: record.zone.clone() });
                }
                Err(_) => unreadable += 1,
            }
        }
        Ok((read, unreadable))
    }

    async fn arrive(&self, arrival: &Arrival<'_>) -> Result<Arrived, Stop> {
        let Arrival { owner, connection, work, .. } = *arrival;
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        let now = self.now();
        let arrived = self.revise(owner, || async {
            let stored = self.of::<Connection>(owner).get(&connection.provider).await?;
            // Ended while the answer was on its way: nothing is written under an earlier generation.
            let Some(mut stored) = stored
                .filter(|stored| stored.generation == connection.generation && work.is_done_in(stored.state))
            else {
                return Ok(Write::nothing(Arrived::Ended));
            };
            let id = item_id(&work.provider, &work.kind, &work.external);
            let known = self.of::<ConnectionItem>(owner).get(&id).await?;
            if known.as_ref().is_some_and(|item| item.began > arrival.began) {
                return Ok(Write::nothing(Arrived::Ended));
            }
            let record = self.athlete(athlete).await?;
            let mut timekeeper = Timekeeper::of(self, owner, record.time_zone()).await?;
            let mut changes = Vec::new();
            let (mut reports, mut observations, mut logged, mut feeds) = (vec![], vec![], vec![], vec![]);
            for read in &arrival.read {
                let report = self.report_of(arrival, read, now).await?;
                let seen = received(&read.decoded, &report);
                observations.extend(report.observations.iter().cloned());
                logged.extend(readings(&read.decoded).into_iter().map(|reading| reading.id));
                changes.push(Collection::put(&report)?);
                changes.extend(timekeeper.observe(&seen).await?);
                changes.extend(beside(&read.decoded, &report)?);
                changes.extend(self.calendar_changes(owner, &record, &read.decoded).await?);
                feeds.extend(read.decoded.feed.as_ref().map(|feed| feed.id.clone()));
                reports.push(report.blob);
            }
            if let Some(known) = &known {
                // What could not be read may say the same as before: only what was read whole takes anything away.
                if arrival.unreadable == 0 {
                    changes.extend(self.withdrawn(owner, known, &observations, &mut timekeeper).await?);
                }
                if arrival.replaces && arrival.unreadable == 0 {
                    changes.extend(self.unsaid_readings(owner, known, &logged).await?);
                }
                feeds.extend(
                    known.feeds.iter().filter(|feed| !feeds.contains(feed)).cloned().collect::<Vec<_>>(),
                );
                // Reports of earlier states stay until the item goes.
                for (all, earlier) in
                    [(&mut observations, &known.observations), (&mut logged, &known.readings)]
                {
                    all.extend(earlier.iter().cloned());
                    all.sort();
                    all.dedup();
                }
                reports.extend(known.reports.iter().cloned());
                reports.sort();
                reports.dedup();
            }
            changes.extend(timekeeper.settled().await?);
            stored.items += u64::from(known.is_none());
            stored.unreadable += arrival.unreadable;
            stored.heard = Some(now);
            stored.arrived = Some(now);
            let is_over = stored.state == ConnectionState::NeedsConsent;
            stored.trouble = stored.trouble.filter(|trouble| is_over || trouble.code == MISSING_SCOPE);
            changes.push(Collection::put(&stored)?);
            let starts = arrival.read.iter().flat_map(|read| {
                let readings = readings(&read.decoded).into_iter().map(|reading| reading.at);
                read.decoded.observations.iter().map(|o| o.span.start).chain(readings)
            });
            let start = starts.min();
            let item = ConnectionItem {
                id,
                provider: work.provider.clone(),
                kind: work.kind.clone(),
                external: work.external.clone(),
                account: Some(connection.account.clone()),
                version: arrival.version.to_owned(),
                listed: work.listed.clone(),
                complete: arrival.complete,
                there: true,
                start: start.or(known.and_then(|known| known.start)),
                reports,
                observations,
                readings: logged,
                feeds,
                arrived: now,
                began: arrival.began,
                pruned: false,
            };
            changes.push(Collection::put(&item)?);
            let write = Write::of(changes, Arrived::Stored);
            Ok(write.resting_on(arrival.read.iter().map(|read| &read.blob)))
        });
        let arrived = arrived.await?.unwrap_or(Arrived::Ended);
        if arrived == Arrived::Ended {
            self.drop_unused(arrival).await?;
        }
        Ok(arrived)
    }

    /// Removes bytes that no report speaks of: they came when nothing was to be stored any more.
    async fn drop_unused(&self, arrival: &Arrival<'_>) -> Result<(), Error> {
        let read: Vec<BlobId> = arrival.read.iter().map(|read| read.blob.clone()).collect();
        self.release_bytes(arrival.owner, &read).await
    }

    /// The report of a payload. Where the present state was fetched, it counts as newer than everything that came before.
    async fn report_of(&self, arrival: &Arrival<'_>, read: &Read, now: Timestamp) -> Result<Report, Error> {
        let mut revision = 0;
        for observation in read.decoded.observations.iter().filter(|_| arrival.replaces) {
            let stored = self.of::<StoredObservation>(arrival.owner).get(&observation.id).await?;
            if let Some(StoredObservation(before)) = stored {
                revision = revision.max(before.revision + 1);
            }
        }
        // A file that the athlete gave before stays the athlete's own.
        let known = self.of::<Report>(arrival.owner).get(read.blob.as_str()).await?;
        if let Some(own) = known.filter(|known| known.connection.is_none()) {
            return Ok(Report { revision: own.revision.max(revision), ..own });
        }
        Ok(Report {
            id: read.blob.as_str().to_owned(),
            name: read.name.clone(),
            received: now,
            blob: read.blob.clone(),
            format: read.decoded.format.to_owned(),
            observations: read.decoded.observations.iter().map(|o| o.id.clone()).collect(),
            notes: read.decoded.notes.iter().map(ToString::to_string).collect(),
            recovered: read.decoded.is_recovered(),
            start: None,
            account: read.account.clone(),
            revision,
            connection: Some(arrival.connection.provider.clone()),
            pruned: None,
            zone: Some(read.zone.clone()),
        })
    }

    /// Withdraws what an earlier state of an item said and the present one does not.
    async fn withdrawn(
        &self,
        owner: &Owner,
        item: &ConnectionItem,
        present: &[String],
        timekeeper: &mut Timekeeper<'_>,
    ) -> Result<Vec<Change>, Error> {
        let mut gone: Vec<Observation> = Vec::new();
        let missing: Vec<&String> = item.observations.iter().filter(|name| !present.contains(name)).collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let others = self.reported_elsewhere(owner, &item.provider).await?;
        for name in missing.into_iter().filter(|name| !others.contains(*name)) {
            let stored = self.of::<StoredObservation>(owner).get(name).await?;
            gone.extend(stored.map(|stored| stored.0).filter(|o| !o.is(Trait::Deleted)).map(|o| o.deleted()));
        }
        timekeeper.observe(&gone).await
    }

    /// The changes that remove readings which an earlier state of an item held and the present one does not.
    async fn unsaid_readings(
        &self,
        owner: &Owner,
        item: &ConnectionItem,
        present: &[String],
    ) -> Result<Vec<Change>, Error> {
        let missing: Vec<&String> = item.readings.iter().filter(|id| !present.contains(id)).collect();
        if missing.is_empty() || !self.came_only_from(owner, item).await? {
            return Ok(Vec::new());
        }
        missing.into_iter().map(|id| Ok(Collection::<LoggedReading>::delete(id)?)).collect()
    }

    /// Whether the athlete gave none of an item's payloads as well.
    async fn came_only_from(&self, owner: &Owner, item: &ConnectionItem) -> Result<bool, Error> {
        for blob in &item.reports {
            let report = self.of::<Report>(owner).get(blob.as_str()).await?;
            if report.is_none_or(|report| report.connection.as_deref() != Some(&item.provider)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The observations that others say too: files that the athlete gave, other providers.
    pub(super) async fn reported_elsewhere(
        &self,
        owner: &Owner,
        provider: &str,
    ) -> Result<BTreeSet<String>, Error> {
        let reports = self.of::<Report>(owner).all().await?;
        let others = reports.into_iter().filter(|report| report.connection.as_deref() != Some(provider));
        Ok(others.flat_map(|report| report.observations).collect())
    }

    /// The changes that remove what an item brought beside observations, and the bytes that may go: not those that the
    /// athlete gave as well.
    pub(super) async fn removed_item(
        &self,
        owner: &Owner,
        item: &ConnectionItem,
    ) -> Result<(Vec<Change>, Vec<BlobId>), Error> {
        let (mut changes, mut blobs) = (Vec::new(), Vec::new());
        for blob in &item.reports {
            let report = self.of::<Report>(owner).get(blob.as_str()).await?;
            if report.is_some_and(|report| report.connection.as_deref() == Some(&item.provider)) {
                changes.push(Collection::<Report>::delete(blob.as_str())?);
                blobs.push(blob.clone());
            }
        }
        if blobs.len() == item.reports.len() {
            for id in &item.readings {
                changes.push(Collection::<LoggedReading>::delete(id)?);
            }
        }
        let now = self.now();
        for session in self.planned_of(owner, &item.feeds).await? {
            if session.start > now {
                changes.extend(self.without_session(owner, session, None).await?.1);
            }
        }
        Ok((changes, blobs))
    }

    /// The sessions that came with these calendars and that the athlete did not change.
    async fn planned_of(&self, owner: &Owner, feeds: &[String]) -> Result<Vec<PlannedSession>, Error> {
        if feeds.is_empty() {
            return Ok(Vec::new());
        }
        let of_feeds = |session: &PlannedSession| {
            session.entry.as_ref().is_some_and(|entry| {
                !entry.by_hand && entry.feed.as_ref().is_some_and(|feed| feeds.contains(feed))
            })
        };
        Ok(self.of::<PlannedSession>(owner).all().await?.into_iter().filter(of_feeds).collect())
    }

    /// Hides an item that the provider does not show any more: it may come back under the same name.
    pub(super) async fn hide(
        &self,
        owner: &Owner,
        connection: &Connection,
        item: &ConnectionItem,
    ) -> Result<(), Error> {
        self.change_item(owner, connection, item, false).await.map(drop)
    }

    /// Deletes the payloads of an item that is gone. That it was there stays, so that it is known when it comes back.
    pub(super) async fn forget_payloads(
        &self,
        owner: &Owner,
        connection: &Connection,
        item: &ConnectionItem,
    ) -> Result<(), Error> {
        let unused = self.change_item(owner, connection, item, true).await?;
        self.release_bytes(owner, &unused).await
    }

    async fn change_item(
        &self,
        owner: &Owner,
        connection: &Connection,
        item: &ConnectionItem,
        forget: bool,
    ) -> Result<Vec<BlobId>, Error> {
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        let changed = self.revise(owner, || async {
            let stored = self.of::<Connection>(owner).get(&connection.provider).await?;
            let active = stored.is_some_and(|stored| stored.generation == connection.generation);
            let Some(mut item) = self.of::<ConnectionItem>(owner).get(&item.id).await?.filter(|_| active)
            else {
                return Ok(Write::nothing(Vec::new()));
            };
            let record = self.athlete(athlete).await?;
            let mut timekeeper = Timekeeper::of(self, owner, record.time_zone()).await?;
            let mut changes = self.withdrawn(owner, &item, &[], &mut timekeeper).await?;
            changes.extend(timekeeper.settled().await?);
            item.there = false;
            let mut blobs = Vec::new();
            if forget {
                let (removed, unused) = self.removed_item(owner, &item).await?;
                changes.extend(removed);
                blobs = unused;
                item.reports.clear();
                item.readings.clear();
            }
            changes.push(Collection::put(&item)?);
            Ok(Write::of(changes, blobs))
        });
        Ok(changed.await?.unwrap_or_default())
    }
}

/// Whether a payload that was read holds nothing at all. An empty calendar says that nothing is planned any more.
fn says_nothing(decoded: &Decoded) -> bool {
    let Decoded { observations, readings, planned, withdrawn, feed, notes, .. } = decoded;
    observations.is_empty()
        && readings.is_empty()
        && planned.is_empty()
        && withdrawn.is_empty()
        && feed.is_none()
        && notes.is_empty()
}

/// The collections of what a connection leads to, for archives.
pub(crate) const NOT_IN_ARCHIVES: [&str; 6] = [
    super::Device::COLLECTION,
    super::Connection::COLLECTION,
    super::ConnectionSecret::COLLECTION,
    ConnectionItem::COLLECTION,
    super::PendingConsent::COLLECTION,
    Work::COLLECTION,
];
