//! The numbered rules, each a function of what it needs to know and nothing else.

pub(crate) mod caffeine;
pub(crate) mod carbohydrate;
pub(crate) mod daily;
pub(crate) mod gap;
pub(crate) mod hydration;
pub(crate) mod protein;
pub(crate) mod sodium;
