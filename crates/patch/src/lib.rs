//! Sweat patches, by any maker: a [`Layout`] says what a patch looks like and what its channel and assay mean.
//!
//! Numbers are plain, their units named in the field: lengths in mm, volumes in µL, concentrations in mmol/L, colours
//! linear and relative to the white of the patch body.

pub mod layout;
pub mod optics;
pub mod overlay;
pub mod print;
pub mod read;
pub mod render;
pub mod score;

mod srgb;

pub use layout::assay::{Assay, CalibrationPoint, Concentration};
pub use layout::channel::{Channel, Fill};
pub use layout::fiducial::Fiducial;
pub use layout::{Body, Layout, LayoutError};
