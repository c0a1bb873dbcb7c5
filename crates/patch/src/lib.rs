//! The `patch` room of Isotone.
