//! How sure a number is: a line for four in five, a thicker one for one in two, and a dot for the most likely.

use evidence::Estimate;
use units::Quantity;

/// The whisker of an estimate, on an axis from nothing to a quarter more than its upper end.
pub(crate) fn whisker<Q: Quantity>(estimate: &Estimate<Q>) -> String {
    let most = (estimate.i80.high.base() * 1.25).max(f64::MIN_POSITIVE);
    let x = |quantity: Q| 1.5 + (quantity.base() / most).clamp(0.0, 1.0) * 97.0;
    format!(
        r#"<svg class="whisker" aria-hidden="true"><line class="t" x1="0" x2="100%" y1="5" y2="5"/><line class="w80" x1="{:.1}%" x2="{:.1}%" y1="5" y2="5"/><line class="w50" x1="{:.1}%" x2="{:.1}%" y1="5" y2="5"/><circle cx="{:.1}%" cy="5" r="4.5"/></svg>"#,
        x(estimate.i80.low),
        x(estimate.i80.high),
        x(estimate.i50.low),
        x(estimate.i50.high),
        x(estimate.median)
    )
}
