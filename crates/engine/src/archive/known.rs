//! The documents of an athlete that this version of the program reads.

use serde::de::DeserializeOwned;
use serde_json::Value;
use store::Stored;

use crate::calendar::GoneEntry;
use crate::catalogue::OwnItem;
use crate::connections::{CONNECTED, CONSENTS, DEVICE_TOKENS, NOT_IN_ARCHIVES};
use crate::explain::StoredReceipt;
use crate::fitness::FitnessRecord;
use crate::forecast_watch::FORECAST_JOB;
use crate::reconciliation::{StoredDecision, StoredEvent, StoredObservation, StoredQuestion};
use crate::recording::ACCOUNTS;
use crate::reminders::{self, FEEDS};
use crate::requests::KeyedRequest;
use crate::subscriptions::CALENDAR_JOB;
use crate::unclaimed::Unclaimed;
use crate::{
    AthleteRecord, CalendarSubscription, Grant, IMPORT, Import, ImportFile, LoggedReading, PatchReading,
    PlannedSession, ReminderSettings, Removal, Report, SweatTestRecord, Taken,
};

/// The collection of an athlete's shares.
pub(super) const SHARES: &str = Grant::COLLECTION;

/// What an archive's collections and keys are to an import. A new kind of document is unknown until it stands here, so
/// that nothing becomes a right to somebody's data because nobody thought of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The athlete's data: taken over.
    Data,
    /// Of who may do what, or who asked: it belongs to the server it was written by, and is passed over.
    Access,
    /// Nothing that is in an athlete's archive: it is refused.
    Unknown,
}

/// The collections of an athlete's data.
const DATA: [&str; 20] = [
    AthleteRecord::COLLECTION,
    Report::COLLECTION,
    StoredObservation::COLLECTION,
    StoredEvent::COLLECTION,
    StoredQuestion::COLLECTION,
    StoredDecision::COLLECTION,
    LoggedReading::COLLECTION,
    PlannedSession::COLLECTION,
    SweatTestRecord::COLLECTION,
    PatchReading::COLLECTION,
    StoredReceipt::COLLECTION,
    Taken::COLLECTION,
    OwnItem::COLLECTION,
    Import::COLLECTION,
    ImportFile::COLLECTION,
    ReminderSettings::COLLECTION,
    Removal::COLLECTION,
    GoneEntry::COLLECTION,
    CalendarSubscription::COLLECTION,
    FitnessRecord::COLLECTION,
];

/// What the documents of a collection are.
pub(super) fn collection(name: &str) -> Place {
    match name {
        SHARES | KeyedRequest::COLLECTION | Unclaimed::COLLECTION => Place::Access,
        // Tokens and what is under way belong to the server; whoever moves connects again.
        connection if NOT_IN_ARCHIVES.contains(&connection) => Place::Access,
        channels if reminders::NOT_IN_ARCHIVES.contains(&channels) => Place::Access,
        data if DATA.contains(&data) => Place::Data,
        _ => Place::Unknown,
    }
}

/// What the keys of a namespace are.
pub(super) fn key(namespace: &str) -> Place {
    match namespace {
        crate::access::SHARE_KEYS | CONNECTED | CONSENTS | DEVICE_TOKENS | FEEDS => Place::Access,
        ACCOUNTS => Place::Data,
        _ => Place::Unknown,
    }
}

/// Whether a job of this kind may wait in an athlete's partition.
pub(super) fn is_job(kind: &str) -> bool {
    matches!(kind, IMPORT | CALENDAR_JOB | FORECAST_JOB)
}

/// Why a body is no document of its collection.
pub(super) fn check(collection: &str, body: &Value) -> Result<(), String> {
    match collection {
        AthleteRecord::COLLECTION => reads::<AthleteRecord>(body),
        Report::COLLECTION => reads::<Report>(body),
        StoredObservation::COLLECTION => reads::<StoredObservation>(body),
        StoredEvent::COLLECTION => reads::<StoredEvent>(body),
        StoredQuestion::COLLECTION => reads::<StoredQuestion>(body),
        StoredDecision::COLLECTION => reads::<StoredDecision>(body),
        LoggedReading::COLLECTION => reads::<LoggedReading>(body),
        PlannedSession::COLLECTION => reads::<PlannedSession>(body),
        SweatTestRecord::COLLECTION => reads::<SweatTestRecord>(body),
        StoredReceipt::COLLECTION => reads::<StoredReceipt>(body),
        Taken::COLLECTION => reads::<Taken>(body),
        OwnItem::COLLECTION => reads::<OwnItem>(body),
        PatchReading::COLLECTION => reads::<PatchReading>(body),
        Import::COLLECTION => reads::<Import>(body),
        ImportFile::COLLECTION => reads::<ImportFile>(body),
        ReminderSettings::COLLECTION => reads::<ReminderSettings>(body),
        Removal::COLLECTION => reads::<Removal>(body),
        GoneEntry::COLLECTION => reads::<GoneEntry>(body),
        CalendarSubscription::COLLECTION => reads::<CalendarSubscription>(body),
        FitnessRecord::COLLECTION => reads::<FitnessRecord>(body),
        _ => Ok(()),
    }
}

fn reads<T: DeserializeOwned>(body: &Value) -> Result<(), String> {
    T::deserialize(body).map(drop).map_err(|error| error.to_string())
}
