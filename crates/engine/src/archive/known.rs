//! The documents of an athlete that this version of the program reads.

use serde::de::DeserializeOwned;
use serde_json::Value;
use store::Stored;

use crate::catalogue::OwnItem;
use crate::explain::StoredReceipt;
use crate::reconciliation::{StoredDecision, StoredEvent, StoredObservation, StoredQuestion};
use crate::{AthleteRecord, Grant, LoggedReading, PlannedSession, Report, SweatTestRecord, Taken};

/// Why a body is no document of its collection. Collections that this version does not know may hold anything.
pub(super) fn check(collection: &str, body: &Value) -> Result<(), String> {
    match collection {
        AthleteRecord::COLLECTION => reads::<AthleteRecord>(body),
        Grant::COLLECTION => reads::<Grant>(body),
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
        _ => Ok(()),
    }
}

fn reads<T: DeserializeOwned>(body: &Value) -> Result<(), String> {
    T::deserialize(body).map(drop).map_err(|error| error.to_string())
}
