//! Several photos of one patch as one reading.

use patch::read::reading::Reading;
use patch::read::{combine, decode};

use crate::{Engine, Error, PatchReading, owner};

/// More photos of one patch say nothing new, and each is read again.
const MOST: usize = 12;

impl Engine {
    /// What photos of one patch say together, by the names of their readings from the oldest to the newest; what one alone
    /// says where there is but one, and nothing of none.
    ///
    /// The photos are read again as they came, and the reader's own rule makes one reading of them, so that what all of
    /// them share does not shrink. Its receipts lead to those of the photos, and are kept.
    ///
    /// # Errors
    /// When there is no such reading, when the photos are of different patches or contradict each other, or the database
    /// fails.
    pub async fn patch_readings_together(
        &self,
        athlete: &str,
        readings: &[String],
    ) -> Result<Option<PatchReading>, Error> {
        if readings.len() > MOST {
            return Err(Error::field("photo", format!("choose at most {MOST} photos of one patch")));
        }
        let mut photos = Vec::new();
        for id in readings {
            photos.push(self.patch_reading(athlete, id).await?);
        }
        if photos.len() < 2 {
            return Ok(photos.pop());
        }
        let mut said = Vec::new();
        // The newest first: of what no photo shows, the advice on the newest is what helps.
        for photo in photos.iter().rev() {
            said.push(self.read_again(athlete, photo).await?);
        }
        let together = combine(&said).map_err(|disagreement| Error::field("photo", disagreement))?;
        let joined = PatchReading::joined(&photos, &together, self.patch_layout_of(&together));
        if let Some(joined) = &joined {
            self.keep_receipts(athlete, joined.receipts.iter()).await?;
        }
        Ok(joined)
    }

    /// What the reader makes of a photo that was kept.
    async fn read_again(&self, athlete: &str, photo: &PatchReading) -> Result<Reading, Error> {
        let missing = || Error::not_found("photo", &photo.id);
        let blob = photo.blob.as_ref().ok_or_else(missing)?;
        let bytes = self.store.blob(&owner::athlete(athlete)?, blob).await?.ok_or_else(missing)?;
        let engine = self.clone();
        let read = self.photo_work.run(move || {
            decode::decode(&bytes).and_then(|decoded| engine.patch_reader().read_decoded(&decoded))
        });
        // It was read when it came: only a layout that is gone since then, or another reader, refuses it now.
        read.await?.map_err(|refusal| Error::field("photo", format!("{}: {refusal}", photo.name)))
    }
}
