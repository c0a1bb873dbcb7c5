//! The `timeline` room of Isotone.
