//! Photos of sweat patches: read, kept as they came, and made into what a sweat test takes in.

use std::sync::{Arc, OnceLock};

use evidence::Receipt;
use jiff::Timestamp;
use patch::read::corner::Corner;
use patch::read::reading::{FillReading, Reading as PhotoReading};
use patch::read::refusal::Refusal;
use patch::read::{Reader, decode};
use patch::{Layout, overlay};
use physiology::patch_test::PatchTest;
use physiology::{Reading, Site};
use serde::{Deserialize, Serialize};
use store::{BlobId, Collection, Stored};
use units::{Area, ChlorideConcentration, Duration, Volume};

use crate::amend::Write;
use crate::explain::StoredReceipt;
use crate::{Engine, Error, owner};

/// What a channel that is deeper or shallower than it should be does to the volume: half of the ±5 % that makers hold, as
/// a standard uncertainty. Source: patch-reader notes, section 0.
const DEPTH: f64 = 0.025;
/// What the chemistry of an assay adds to the reading of its colour. Source: patch-reader notes, section 4.2.
const CHEMISTRY: f64 = 5.0;

/// The layouts that are known, and a reader of them, made when the first photo comes.
#[derive(Clone)]
pub(crate) struct Patches {
    layouts: Arc<Vec<Layout>>,
    reader: Arc<OnceLock<Reader>>,
}

impl Patches {
    pub(crate) fn of(layouts: Vec<Layout>) -> Self {
        Self { layouts: Arc::new(layouts), reader: Arc::default() }
    }

    fn reader(&self) -> &Reader {
        self.reader.get_or_init(|| Reader::new(&self.layouts))
    }
}

/// A photo of a patch and what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatchReading {
    /// The hash of the photo's bytes, by which it is found again.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// When it first came.
    pub received: Timestamp,
    /// Its bytes, where it was kept.
    #[serde(default)]
    pub blob: Option<BlobId>,
    /// The layout of the patch and its version.
    pub layout: (String, u32),
    /// The skin that sweats into it, as far as the layout says.
    #[serde(default)]
    pub collection_area: Option<Area>,
    /// The sweat it took up; a full channel is a bound.
    pub volume: Option<Reading<Volume>>,
    /// Its chloride.
    pub chloride: Option<Reading<ChlorideConcentration>>,
    /// What is not read and what to do about it: of which part (`fill`, `assay`), a stable code, and words.
    #[serde(default)]
    pub advice: Vec<PatchAdvice>,
    /// How the numbers were made.
    pub receipts: Vec<Receipt>,
}

/// Why a part of a patch is not read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchAdvice {
    /// Which part: `fill` or `assay`.
    pub part: String,
    /// A stable code.
    pub code: String,
    /// What to do.
    pub words: String,
    /// The corners that are covered, where it is about those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corners: Vec<Corner>,
}

impl Stored for PatchReading {
    const COLLECTION: &'static str = "patch-readings";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// How a patch was worn, which no photo shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worn {
    /// Where.
    pub site: Site,
    /// How long sweat entered it.
    pub sweating: Duration,
    /// The skin that sweats into it; what the layout says when not told.
    pub area: Option<Area>,
}

impl PatchReading {
    /// What a reader says of a photo, in the words of the sweat test.
    pub fn of(name: &str, bytes: &[u8], received: Timestamp, said: &PhotoReading, layout: &Layout) -> Self {
        let id = BlobId::of(bytes).as_str().to_owned();
        let mut reading = Self {
            name: name.to_owned(),
            received,
            blob: None,
            layout: (said.layout_id.clone(), said.layout_version),
            collection_area: layout.channel.collection_area_cm2.map(Area::from_cm2),
            volume: None,
            chloride: None,
            advice: Vec::new(),
            receipts: Vec::new(),
            id,
        };
        reading.take_fill(said, layout, &[]);
        reading.take_assay(said, layout, &[]);
        reading
    }

    /// What `photos` of one patch say together, by what the reader made of all of them; the newest stands last and lends
    /// its name.
    pub(crate) fn joined(photos: &[Self], said: &PhotoReading, layout: &Layout) -> Option<Self> {
        let newest = photos.last()?.clone();
        let mut joined =
            Self { volume: None, chloride: None, advice: Vec::new(), receipts: Vec::new(), ..newest };
        joined.take_fill(said, layout, photos);
        joined.take_assay(said, layout, photos);
        Some(joined)
    }

    /// Begins a receipt: of this photo, or of what several say together, each with its own.
    fn receipt(&self, of: &[Self], title: &str, rule: &str, equation: &str) -> evidence::ReceiptBuilder {
        let named =
            |photo: &Self| format!("{}, sha-256 {}…", photo.name, &photo.id[..12.min(photo.id.len())]);
        let begun = Receipt::of(title, rule, equation);
        let begun = match of {
            [] => begun.words("photo", named(self)),
            several => several.iter().fold(begun, |begun, photo| {
                let own = photo.receipts.iter().find(|receipt| receipt.rule == rule);
                match own {
                    Some(own) => begun.computed(named(photo), own.result.clone(), &own.id),
                    None => begun.words(named(photo), "does not show it"),
                }
            }),
        };
        begun.words("patch", format!("{}, version {}", self.layout.0, self.layout.1)).source("isotone")
    }

    fn refuse(&mut self, part: &str, said: &PhotoReading, refusal: Refusal) {
        self.advice.push(PatchAdvice {
            part: part.to_owned(),
            code: refusal.code().to_owned(),
            words: said.advice(refusal),
            corners: said.hidden_by(refusal).to_vec(),
        });
    }

    fn take_fill(&mut self, said: &PhotoReading, layout: &Layout, photos: &[Self]) {
        let receipt = |of: &Self| {
            let equation = match photos {
                [] => "dead volume + volume table(front) − bubbles",
                _ => "mean of the photos by inverse variance, of dead volume + volume table(front) − bubbles",
            };
            of.receipt(photos, "Sweat in the patch, by its photo", "patch-reading.volume", equation)
        };
        let made = match said.fill.value() {
            None => {
                said.fill.refusal().into_iter().for_each(|refusal| self.refuse("fill", said, refusal));
                return;
            }
            Some(FillReading::NotFilled) => {
                let words = "too little sweat to see where it ends: sweat on and try again later".to_owned();
                let (part, code) = ("fill".to_owned(), "not_filled".to_owned());
                self.advice.push(PatchAdvice { part, code, words, corners: Vec::new() });
                return;
            }
            Some(FillReading::Overfilled { at_least_ul }) => {
                let bound = Volume::from_ul(*at_least_ul);
                self.volume = Some(Reading::AtLeast { bound });
                receipt(self)
                    .note("The channel is full: the volume is a lower bound, never a value.")
                    .result(bound)
            }
            Some(FillReading::Filled(front)) => {
                let volume = Volume::from_ul(front.volume_ul);
                let uncertainty = front.volume_uncertainty_ul.hypot(DEPTH * front.volume_ul);
                self.volume = Some(Reading::value(volume, Volume::from_ul(uncertainty)));
                receipt(self)
                    .words("front", format!("{:.2} mm along the channel", front.front_mm))
                    .words("its standard uncertainty", format!("{:.3} mm", front.front_uncertainty_mm))
                    .words("bubbles", front.bubbles.len().to_string())
                    .words(
                        "channel",
                        format!("{:.1} mm, {:.1} µL", layout.channel.length_mm, layout.channel.capacity_ul),
                    )
                    .input("standard uncertainty", Volume::from_ul(uncertainty))
                    .note("The uncertainty holds that of the photo and ±5 % in the depth of the channel.")
                    .result(volume)
            }
        };
        self.receipts.push(made);
    }

    fn take_assay(&mut self, said: &PhotoReading, layout: &Layout, photos: &[Self]) {
        let Some(value) = said.assay.value() else {
            said.assay.refusal().into_iter().for_each(|refusal| self.refuse("assay", said, refusal));
            return;
        };
        let of = ChlorideConcentration::from_mmol_per_l;
        let uncertainty = of(value.standard_uncertainty.hypot(CHEMISTRY));
        let range = layout.assay_zones.first().map_or([0.0, f64::MAX], |zone| zone.reportable_range);
        let reading = match value.value {
            low if low < range[0] => Reading::AtMost { bound: of(range[0]) },
            high if high > range[1] => Reading::AtLeast { bound: of(range[1]) },
            within => Reading::value(of(within), uncertainty),
        };
        let equation = match photos {
            [] => "nearest point of the calibration curve, as this camera and light show it",
            _ => "mean of the photos by inverse variance, each the nearest point of the calibration curve",
        };
        let made = self
            .receipt(photos, "Chloride in the patch, by its photo", "patch-reading.chloride", equation)
            .words("colour squares", format!("{:.1} standard deviations off each other", said.quality.strain))
            .words("off the curve", format!("{:.1} standard deviations", value.distance))
            .input("uncertainty of the photo", of(value.standard_uncertainty))
            .input("standard uncertainty", uncertainty)
            .note("The uncertainty holds that of the photo and 5 mmol/L for the chemistry of the assay.")
            .result(reading.read());
        self.chloride = Some(reading);
        self.receipts.push(made);
    }

    /// What a sweat test takes in; `None` where neither part was read.
    ///
    /// # Errors
    /// When the volume was read, and neither the layout nor the wearer says over how much skin it was collected.
    pub fn patch_test(&self, worn: Worn) -> Result<Option<PatchTest>, Error> {
        if self.volume.is_none() && self.chloride.is_none() {
            return Ok(None);
        }
        // Chloride alone needs no area.
        let alone = self.volume.is_none().then(|| Area::from_cm2(1.0));
        let Some(inlet_area) = worn.area.or(self.collection_area).or(alone) else {
            return Err(Error::field(
                "patch_inlet",
                "write the area of skin that sweats into the patch, such as 1 cm²",
            ));
        };
        let (volume, chloride) = (self.volume, self.chloride);
        Ok(Some(PatchTest {
            site: worn.site,
            inlet_area,
            sweating: worn.sweating,
            volume,
            chloride,
            sodium: None,
        }))
    }
}

/// Why a photo as a whole is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PhotoRefused(pub Refusal);

impl Engine {
    /// The same, reading photos of patches of these layouts.
    #[must_use]
    pub fn with_patch_layouts(self, layouts: Vec<Layout>) -> Self {
        Self { patches: Patches::of(layouts), ..self }
    }

    /// The layouts whose patches are read.
    pub fn patch_layouts(&self) -> &[Layout] {
        &self.patches.layouts
    }

    /// Reads a photo of a patch off the threads that answer requests; nothing is stored.
    ///
    /// # Errors
    /// When the reader has a defect; why the photo as a whole is not read comes inside.
    pub async fn read_photo_apart(
        &self,
        name: &str,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Result<PatchReading, PhotoRefused>, Error> {
        let (engine, name) = (self.clone(), name.to_owned());
        self.photo_work.run(move || engine.read_patch_photo(&name, bytes.as_ref())).await
    }

    /// Reads a photo of a patch; nothing is stored. It takes some milliseconds of pure work, and decoding a large photo a
    /// second.
    ///
    /// # Errors
    /// Why the photo as a whole is not read, and what to do about it.
    pub fn read_patch_photo(&self, name: &str, bytes: &[u8]) -> Result<PatchReading, PhotoRefused> {
        let said = self.patches.reader().read(bytes).map_err(PhotoRefused)?;
        Ok(PatchReading::of(name, bytes, self.now(), &said, self.patch_layout_of(&said)))
    }

    pub(crate) fn patch_reader(&self) -> &Reader {
        self.patches.reader()
    }

    /// The layout that a reading is of.
    pub(crate) fn patch_layout_of(&self, said: &PhotoReading) -> &Layout {
        let same =
            |layout: &&Layout| layout.layout_id == said.layout_id && layout.version == said.layout_version;
        self.patches.layouts.iter().find(same).unwrap_or_else(|| Layout::reference())
    }

    /// Keeps a photo as it came, with what it says and how that was made. The same photo twice changes nothing.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn keep_patch_reading(
        &self,
        athlete: &str,
        reading: PatchReading,
        bytes: &[u8],
    ) -> Result<PatchReading, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        if let Some(known) = self.of::<PatchReading>(&owner).get(&reading.id).await? {
            return Ok(known);
        }
        // The bytes are durable before a document speaks of them.
        let blob = self.store_bytes(&owner, bytes.to_vec()).await?;
        let reading = PatchReading { blob: Some(blob), ..reading };
        self.transact(&owner, || async {
            if let Some(known) = self.of::<PatchReading>(&owner).get(&reading.id).await? {
                return Ok(Write::nothing(known));
            }
            let mut changes = vec![Collection::put(&reading)?];
            for receipt in &reading.receipts {
                changes.push(Collection::put(&StoredReceipt(receipt.clone()))?);
            }
            Ok(Write::of(changes, reading.clone()).resting_on(&reading.blob))
        })
        .await
    }

    /// A reading that was kept.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn patch_reading(&self, athlete: &str, id: &str) -> Result<PatchReading, Error> {
        let owner = owner::athlete(athlete)?;
        let reading = self.of::<PatchReading>(&owner).get(id).await?;
        reading.ok_or_else(|| Error::not_found("patch reading", id))
    }

    /// What was found in a photo that was kept, drawn over it, as PNG; its longer side is about so many pixels.
    ///
    /// # Errors
    /// When there is no such reading, or the database fails.
    pub async fn drawn_patch_photo(&self, athlete: &str, id: &str, longest: usize) -> Result<Vec<u8>, Error> {
        let (owner, reading) = (owner::athlete(athlete)?, self.patch_reading(athlete, id).await?);
        let missing = || Error::not_found("photo", id);
        let blob = reading.blob.ok_or_else(missing)?;
        let bytes = self.store.blob(&owner, &blob).await?.ok_or_else(missing)?;
        let engine = self.clone();
        let drawn = self.photo_work.run(move || draw(engine.patches.reader(), &bytes, longest));
        drawn.await?.ok_or_else(missing)
    }
}

/// A photo as PNG with what the reader found drawn over it; nothing when it cannot be decoded.
fn draw(reader: &Reader, bytes: &[u8], longest: usize) -> Option<Vec<u8>> {
    let decoded = decode::decode(bytes).ok()?;
    let drawn = match reader.trace(&decoded) {
        Ok(trace) => overlay::draw(&decoded.photo, &trace, reader.read_decoded(&decoded).ok().as_ref()),
        Err(_) => decoded.photo,
    };
    overlay::png(&overlay::shrunk(&drawn, longest)).ok()
}
