//! The commands, one file each.

pub(crate) mod athlete;
pub(crate) mod backup;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod import;
pub(crate) mod patch;
pub(crate) mod plan;
pub(crate) mod profile;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod test;
pub(crate) mod timeline;

/// The athlete of a person's own data, unless another is named.
pub(crate) const ME: &str = "me";
