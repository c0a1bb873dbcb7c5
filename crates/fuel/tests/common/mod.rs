//! Random days, and what must hold of every plan: used by the tests and by the example `safety`.

pub(crate) mod invariants;
pub(crate) mod plasma;
pub(crate) mod races;
pub(crate) mod random;
