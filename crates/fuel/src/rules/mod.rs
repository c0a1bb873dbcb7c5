//! The numbered rules: what an amount should be, before the safety layer says what it may be at most. Each is a function
//! of what it needs to know and nothing else.

pub(crate) mod carbohydrate;
pub(crate) mod daily;
pub(crate) mod gap;
pub(crate) mod hydration;
pub(crate) mod protein;
pub(crate) mod sodium;
