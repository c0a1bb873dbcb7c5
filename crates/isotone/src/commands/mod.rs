//! The commands, one file each.

pub(crate) mod athlete;
pub(crate) mod backup;
pub(crate) mod basket;
pub(crate) mod calendar;
pub(crate) mod catalogue;
pub(crate) mod config;
pub(crate) mod connections;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod effort;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod imports;
pub(crate) mod jobs;
pub(crate) mod log;
pub(crate) mod mcp;
pub(crate) mod model;
pub(crate) mod moment;
pub(crate) mod notify;
pub(crate) mod patch;
pub(crate) mod plan;
pub(crate) mod profile;
pub(crate) mod race;
pub(crate) mod rebuild;
pub(crate) mod reference;
pub(crate) mod removed;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod simulate;
pub(crate) mod sources;
pub(crate) mod test;
pub(crate) mod timeline;
pub(crate) mod user;
pub(crate) mod validate;

/// The athlete of a person's own data, unless another is named.
pub(crate) const ME: &str = "me";
