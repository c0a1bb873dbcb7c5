//! Where every number comes from: the sources register, coefficients with their sources, and receipts.
//!
//! A number that a person sees carries a [`Receipt`]: the rule or equation that made it, its inputs with units, the
//! sources behind it, the model version and its uncertainty. Coefficients are data ([`Coefficients`]), each with a
//! source and a [`Status`] that says how far it was verified.

mod coefficient;
mod estimate;
mod receipt;
mod source;
mod table;

pub use coefficient::{Coefficient, CoefficientError, Coefficients};
pub use estimate::{Confidence, Estimate};
pub use receipt::{Input, Receipt, ReceiptBuilder, ReceiptId, Shown};
pub use source::{Register, RegisterError, Source, SourceId, Status, register};

/// The version of the models, stamped on every receipt. It changes whenever an equation, a default or a coefficient
/// does, so that an old receipt is never mistaken for today's answer.
pub const MODEL_VERSION: &str = "2026.12";
