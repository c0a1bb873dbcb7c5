//! Light, ink and cameras, just well enough: what colour a reflectance takes in a photo, and how that varies between
//! lights and phones. The reader expects colours by it, the [renderer](crate::render) paints by it.
//!
//! Source of all figures: `patch-reader` notes, sections 5.1 and 5.2.

pub mod camera;
pub mod light;
pub mod printer;
pub mod random;
pub mod spectrum;
