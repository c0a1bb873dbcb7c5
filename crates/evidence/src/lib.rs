//! The `evidence` room of Isotone.
