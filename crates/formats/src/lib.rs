//! The `formats` room of Isotone.
