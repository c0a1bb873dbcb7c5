//! What a reader may expect of a print that it may not expect of a patch.

use super::drawing::codes;
use crate::layout::Layout;
use crate::layout::colour::Rgb;
use crate::optics::printer;
use crate::optics::spectrum::ink;
use crate::srgb;

/// The layout of patches that came out of a colour printer: colours as far as sRGB can say them, made of usual inks instead
/// of a maker's, in the chamber too. No two printers have the same inks: a colour that no code can say has no spectrum
/// here, by which a reader knows that it has to be less sure.
#[must_use]
pub fn as_printed(layout: &Layout) -> Layout {
    let mut printed = layout.clone();
    for chip in &mut printed.chips {
        (chip.rgb, chip.reflectance) = made_of_ink(chip.rgb);
        chip.ink = None;
    }
    for zone in &mut printed.assay_zones {
        (zone.dry_rgb, zone.dry_reflectance) = made_of_ink(zone.dry_rgb);
        for point in &mut zone.calibration {
            (point.rgb, point.reflectance) = made_of_ink(point.rgb);
        }
    }
    printed
}

/// How much of the grey in a colour printers usually leave to black.
const BLACK_SHARE: f64 = 0.8;

/// The colour that the codes for a colour stand for, and its spectrum where they say it rightly.
fn made_of_ink(rgb: Rgb) -> (Rgb, Option<Vec<f64>>) {
    let said = codes(rgb).map(srgb::decode);
    let sayable = rgb.iter().all(|light| (0.0..=1.0).contains(light));
    (said, sayable.then(|| ink(printer::densities(said, BLACK_SHARE)).to_vec()))
}
