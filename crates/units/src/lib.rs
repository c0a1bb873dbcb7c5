//! The `units` room of Isotone.
