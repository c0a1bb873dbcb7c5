//! Reading a photo: see [`Reader`].

pub mod decode;
pub mod photo;
pub mod reading;
pub mod refusal;

mod blobs;
mod chamber;
mod chips;
mod edges;
mod exif;
mod expect;
mod front;
mod linear;
mod locate;
mod marks;
mod small;
mod surface;
mod tags;
mod tone;
mod view;

use chamber::Chamber;
use chips::{MeanChip, Row};
use decode::Decoded;
use expect::{Expectation, Measured};
use locate::Located;
use reading::{Concentration, FillReading, Outcome, Quality, Reading};
use refusal::Refusal;
use view::View;

use crate::layout::Layout;
use crate::layout::path::Path;

/// Reads photos of patches of some layouts. Making one takes some milliseconds for each layout; keep it.
pub struct Reader {
    layouts: Vec<Prepared>,
}

/// A layout with what is worked out of it once.
struct Prepared {
    layout: Layout,
    path: Path,
    rows: Vec<Row>,
    expectation: Option<Expectation>,
}

impl Reader {
    /// A reader of these layouts.
    pub fn new(layouts: &[Layout]) -> Self {
        let prepare = |layout: &Layout| Prepared {
            layout: layout.clone(),
            path: Path::new(&layout.channel.path).unwrap_or_else(Path::nothing),
            rows: chips::rows(layout),
            expectation: Expectation::new(layout),
        };
        Self { layouts: layouts.iter().map(prepare).collect() }
    }

    /// Reads a photo from the bytes of its file.
    ///
    /// # Errors
    /// Why the photo as a whole is not read. What refuses only the fill or only the assay stands in the [`Reading`].
    pub fn read(&self, bytes: &[u8]) -> Result<Reading, Refusal> {
        self.read_decoded(&decode::decode(bytes)?)
    }

    /// Reads a photo that is decoded already.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read_decoded(&self, decoded: &Decoded) -> Result<Reading, Refusal> {
        let photo = &decoded.photo;
        let layouts: Vec<&Layout> = self.layouts.iter().map(|prepared| &prepared.layout).collect();
        let located = locate::locate(photo, &layouts, decoded.focal_px)?;
        let prepared = &self.layouts[located.layout];
        let layout = &prepared.layout;
        gates::of_place(&located)?;
        let plain = View { light: photo.plain(), map: &located.map };
        gates::of_light(layout, &plain)?;
        let seen: Vec<_> = prepared.rows.iter().flat_map(|row| row.read(&plain, located.blur_mm)).collect();
        let chips = chips::joined(&seen);
        let tone = tone::estimate(layout, &chips);
        let fill = gates::of_shape(&located).and_then(|()| prepared.fill(plain, &located));
        let (assay_fill, assay, strain, odd) = prepared.assay(&plain, &located, tone, &chips);
        Ok(Reading {
            layout_id: layout.layout_id.clone(),
            layout_version: layout.version,
            fill: Outcome::from(fill),
            assay: Outcome::from(assay),
            assay_fill,
            quality: Quality {
                tags: located.tags.iter().flatten().count(),
                marks: located.marks,
                geometry_mm: located.geometry_mm,
                blur_mm: located.blur_mm,
                px_per_mm: located.px_per_mm,
                tone,
                odd_chips: odd,
                strain,
                corners: layout
                    .fiducials
                    .iter()
                    .map(|tag| tag.corners().map(|at| located.map.pixel(at)))
                    .collect(),
            },
        })
    }
}

/// Reads one photo. For more than one, keep a [`Reader`].
///
/// # Errors
/// As [`Reader::read`].
pub fn read(bytes: &[u8], layouts: &[Layout]) -> Result<Reading, Refusal> {
    Reader::new(layouts).read(bytes)
}

impl Prepared {
    fn fill(&self, view: View<'_>, located: &Located) -> Result<FillReading, Refusal> {
        let found = front::read(&self.layout, view, &self.path, located.blur_mm, located.geometry_mm)?;
        Ok(match found {
            front::Found::NotFilled => FillReading::NotFilled,
            front::Found::Filled(front) => FillReading::Filled(front),
            front::Found::Overfilled => {
                FillReading::Overfilled { at_least_ul: self.layout.channel.capacity_ul }
            }
        })
    }

    /// How full the chamber is, what it says, and how the chips are.
    fn assay(
        &self,
        view: &View<'_>,
        located: &Located,
        tone: f64,
        chips: &[MeanChip],
    ) -> (f64, Result<Concentration, Refusal>, f64, usize) {
        let black = self.layout.black_ink.rgb;
        let measured: Vec<Measured> = chips
            .iter()
            .filter(|chip| !chip.clipped)
            .filter_map(|chip| {
                let ratio = chip.levels.toned(tone).ratio(black)?;
                let values = ratio.map(expect::scale);
                // Hazy and uneven chips are less sure.
                let sd = 0.012 + chip.spread + 0.25 * (chip.levels.haze() - 0.12).max(0.0).powi(2);
                Some(Measured { chip: chip.chip, values, sd: ratio.map(|r| sd / (r.max(0.0) + 0.15)) })
            })
            .collect();
        if measured.len() < LEAST_CHIPS {
            return (0.0, Err(Refusal::GlareOverChips), f64::NAN, 0);
        }
        let shown = self.expectation.as_ref().and_then(|expectation| expectation.given(&measured));
        let chamber = Chamber::of(&self.layout);
        let (Some(shown), Some(chamber)) = (shown, chamber) else {
            return (0.0, Err(Refusal::ColourReferenceUnreliable), f64::NAN, 0);
        };
        let (full, value) = chamber.read(view, located.blur_mm, tone, &shown);
        (full, value, shown.strain, shown.odd)
    }
}

/// Fewer chips than this say too little of the light.
const LEAST_CHIPS: usize = 8;

mod gates;
