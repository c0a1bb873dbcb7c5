//! The `store` room of Isotone.
