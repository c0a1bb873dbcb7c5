//! Receipts: kept with what they explain, found by name.

use std::collections::BTreeMap;

use evidence::Receipt;
use serde::{Deserialize, Serialize};
use store::Stored;

use crate::{Engine, Error, owner};

/// A receipt as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StoredReceipt(pub(crate) Receipt);

impl Stored for StoredReceipt {
    const COLLECTION: &'static str = "receipts";

    fn id(&self) -> String {
        self.0.id.as_str().to_owned()
    }
}

impl Engine {
    /// The receipt of this name.
    ///
    /// # Errors
    /// When the athlete has none of this name, or the database fails.
    pub async fn explain(&self, athlete: &str, receipt: &str) -> Result<Receipt, Error> {
        let owner = owner::athlete(athlete)?;
        let found = self.of::<StoredReceipt>(&owner).get(receipt).await?;
        found.map(|stored| stored.0).ok_or_else(|| Error::NotFound {
            what: "receipt",
            id: receipt.to_owned(),
            hint: ": every number that was shown names its own",
        })
    }

    /// Keeps the receipts of numbers that are about to be shown; those already kept are not written again.
    pub(crate) async fn keep_receipts<'a>(
        &self,
        athlete: &str,
        receipts: impl Iterator<Item = &'a Receipt>,
    ) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        let shown: BTreeMap<&str, &Receipt> =
            receipts.map(|receipt| (receipt.id.as_str(), receipt)).collect();
        let names: Vec<&str> = shown.keys().copied().collect();
        let kept = self.of::<StoredReceipt>(&owner).present(&names).await?;
        let mut changes = Vec::new();
        for (_, receipt) in shown.into_iter().filter(|(name, _)| !kept.contains(*name)) {
            changes.push(store::Collection::put(&StoredReceipt(receipt.clone()))?);
        }
        if changes.is_empty() { Ok(()) } else { self.commit(&owner, changes).await }
    }
}
