//! Where a patch lies in a photo, for drawings of what was found.

use super::Reader;
use super::decode::Decoded;
use super::refusal::Refusal;
use super::surface::Map;
use crate::layout::Layout;
use crate::layout::shape::Point;

/// A patch that was found in a photo.
#[derive(Clone, Debug)]
pub struct Trace<'a> {
    layout: &'a Layout,
    map: Map,
}

impl Reader {
    /// Finds the patch in a photo, without reading it.
    ///
    /// # Errors
    /// Why it is not found.
    pub fn trace(&self, decoded: &Decoded) -> Result<Trace<'_>, Refusal> {
        let located = self.locate(decoded)?;
        Ok(Trace { layout: &self.layouts[located.layout].layout, map: located.map })
    }
}

impl Trace<'_> {
    /// The layout of the patch.
    pub fn layout(&self) -> &Layout {
        self.layout
    }

    /// The pixel at which a place of the patch (mm) is seen.
    pub fn pixel(&self, place: Point) -> Point {
        self.map.pixel(place)
    }
}
