//! The `physiology` room of Isotone.
