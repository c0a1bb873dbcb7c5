//! Figures that the sources give, beside what our functions give.

use serde::Serialize;
/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OracleResult {
    /// Its id.
    pub id: String,
}
/// All.
pub fn oracles() -> Vec<OracleResult> {
    Vec::new()
}
