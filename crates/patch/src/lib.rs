//! Sweat patches, by any maker: a [`Layout`] says what a patch looks like and what its channel and assay mean.
//!
//! Here are the layout, its checks, and the two curves that turn what a reader sees into amounts: the front of the
//! fill to a volume ([`Channel::volume_ul`]), the colour of an assay to a concentration ([`Assay::concentration`]).
//! The reader of photos comes on top of them.
//!
//! Numbers are plain, their units named in the field: lengths in mm, volumes in µL, concentrations in mmol/L, colours
//! linear and relative to the white of the patch body.

mod assay;
mod channel;
mod layout;

pub use assay::{Assay, CalibrationPoint, Concentration};
pub use channel::{Channel, Fill};
pub use layout::{Body, Fiducial, Layout, LayoutError};
