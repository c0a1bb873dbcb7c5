//! The `fuel` room of Isotone.
