//! Reading a photo: see [`Reader`].

pub mod corner;
pub mod decode;
pub mod photo;
pub mod reading;
pub mod refusal;
pub mod trace;

mod blobs;
mod bubbles;
mod chamber;
mod chips;
mod combine;
mod concentration;
mod edges;
mod exif;
mod expect;
mod floor;
mod front;
mod linear;
mod locate;
mod marks;
mod median;
mod profile;
mod small;
mod step;
mod surface;
mod tags;
mod tone;
mod unrolled;
mod view;

pub use combine::{Disagreement, combine};

use chamber::Chamber;
use chips::{MeanChip, Row};
use decode::Decoded;
use expect::{Expectation, Measured, ToneError};
use locate::Located;
use reading::{Concentration, FillReading, Outcome, Quality, Reading};
use refusal::Refusal;
use tags::Patterns;
use view::View;

use crate::layout::Layout;
use crate::layout::path::Path;

/// Reads photos of patches of some layouts. Making one takes some milliseconds for each layout; keep it.
pub struct Reader {
    layouts: Vec<Prepared>,
    patterns: Patterns,
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
        Self { layouts: layouts.iter().map(prepare).collect(), patterns: Patterns::new(layouts) }
    }

    fn locate(&self, decoded: &Decoded) -> Result<Located, Refusal> {
        let layouts: Vec<&Layout> = self.layouts.iter().map(|prepared| &prepared.layout).collect();
        locate::locate(&decoded.photo, &layouts, &self.patterns, decoded.focal_px)
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
        let located = self.locate(decoded)?;
        let prepared = &self.layouts[located.layout];
        let layout = &prepared.layout;
        // Tags of a mirrored patch look a little like others: what comes of them is smeared.
        gates::of_place(&located).map_err(|refusal| match refusal {
            Refusal::TooBlurred if located.mirrored => Refusal::Mirrored,
            other => other,
        })?;
        let plain = View { light: photo.plain(), map: &located.map, tone: 0.0 };
        gates::of_light(layout, &plain)?;
        let glance: Vec<_> =
            prepared.rows.iter().flat_map(|row| row.glance(&plain, located.blur_mm)).collect();
        // A photo is blurred in light; what is fitted to it must be light as well, freed of the phone's tone curve.
        let tone = tone::estimate(layout, &chips::joined(&glance));
        let codes = photo::codes(tone);
        let view = View { light: photo.light(&codes), map: &located.map, tone };
        let read: Vec<_> = prepared.rows.iter().map(|row| row.read(&view, located.blur_mm)).collect();
        let blur = read.iter().map(|(_, blur)| blur).sum::<f64>() / read.len().max(1) as f64;
        let seen: Vec<_> = read.into_iter().flat_map(|(chips, _)| chips).collect();
        let chips = chips::joined(&seen);
        let tone = tone::estimate(layout, &chips);
        let fill = gates::of_shape(&located).and_then(|()| prepared.fill(plain, &located));
        let Assayed { full, value, strain, odd } = prepared.assay(&view, blur, tone, &chips);
        Ok(Reading {
            layout_id: layout.layout_id.clone(),
            layout_version: layout.version,
            fill: Outcome::from(fill),
            assay: Outcome::from(value),
            assay_fill: full,
            quality: Quality {
                tags: located.tags.iter().flatten().count(),
                marks: located.marks,
                geometry_mm: located.geometry_mm,
                blur_mm: located.blur_mm,
                px_per_mm: located.px_per_mm,
                tone,
                likeness: located.likeness,
                odd_chips: odd,
                strain,
                corners: layout
                    .fiducials
                    .iter()
                    .map(|tag| tag.corners().map(|at| located.map.pixel(at)))
                    .collect(),
                hidden: located.hidden(layout, decoded.quarter_turns),
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

    fn assay(&self, view: &View<'_>, blur_mm: f64, tone: f64, chips: &[MeanChip]) -> Assayed {
        let unread =
            |full: f64, refusal: Refusal| Assayed { full, value: Err(refusal), strain: f64::NAN, odd: 0 };
        let (Some(expectation), Some(chamber)) = (&self.expectation, Chamber::of(&self.layout)) else {
            return unread(0.0, Refusal::ColourReferenceUnreliable);
        };
        let rows = match chamber.rows(view, blur_mm) {
            Ok(rows) => rows,
            Err(refusal) => return unread(0.0, refusal),
        };
        let white = Chamber::white(&rows);
        let measured: Vec<Measured> =
            chips.iter().filter_map(|chip| measured(chip, tone, white, self.layout.black_ink.rgb)).collect();
        let (usual, sd) = tone::USUAL;
        let error = ToneError { mean: usual - tone, sd };
        let shown = (measured.len() >= LEAST_CHIPS).then(|| expectation.given(&measured, error)).flatten();
        let Some(shown) = shown else {
            return unread(0.0, Refusal::GlareOverChips);
        };
        let ends = [0, shown.dry()].map(|point| shown.mean(point, [0.0; 3]));
        let (strain, odd) = (shown.strain, shown.odd);
        let wet = match chamber.read(view, &rows, tone, ends) {
            Ok(wet) => wet,
            Err((full, refusal)) => return Assayed { full, value: Err(refusal), strain, odd },
        };
        let value = concentration::of(chamber.zone, &wet, &shown, blur_mm);
        Assayed { full: wet.full, value, strain, odd }
    }
}

/// What the assay says, how full its chamber is, and how the chips are.
struct Assayed {
    full: f64,
    value: Result<Concentration, Refusal>,
    strain: f64,
    odd: usize,
}

/// A chip's colour and how sure it is. `white` is that beside the chamber.
fn measured(chip: &MeanChip, tone: f64, white: [f64; 3], black: [f64; 3]) -> Option<Measured> {
    const TILT: f64 = 0.1;
    /// How little a colour says whose white fills the sensor, on the scale.
    const CLIPPED_SD: f64 = 0.3;
    if chip.clipped == [true; 3] {
        return None;
    }
    let ratio = |tone: f64| chip.levels.toned(tone).ratio(black);
    let (here, lower, upper) = (ratio(tone)?, ratio(tone - TILT)?, ratio(tone + TILT)?);
    let tilt = std::array::from_fn(|c| (expect::scale(upper[c]) - expect::scale(lower[c])) / (2.0 * TILT));
    // White that has another tint here than beside the chamber is lit by another mix of lights.
    let tint = |c: usize| {
        let ln = |white: [f64; 3]| (white[c].max(1e-4) / white[1].max(1e-4)).ln();
        ln(chip.levels.white) - ln(white)
    };
    let other_light = 0.15 * tint(0).abs().max(tint(2).abs());
    // Hazy and uneven chips are less sure.
    let sd = 0.012 + chip.spread + 0.25 * (chip.levels.haze() - 0.12).max(0.0).powi(2);
    let sd = std::array::from_fn(|c| {
        let own = (sd / (here[c].max(0.0) + 0.15)).hypot(other_light);
        if chip.clipped[c] { own.hypot(CLIPPED_SD) } else { own }
    });
    Some(Measured { chip: chip.chip, values: here.map(expect::scale), sd, tilt })
}

/// Fewer chips than this say too little of the light.
const LEAST_CHIPS: usize = 8;

mod gates;
