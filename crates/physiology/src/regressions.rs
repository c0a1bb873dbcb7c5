//! Published regressions of the sweating rate on required and greatest evaporation: for comparison, not for advice.
//!
//! They were fitted to soldiers and workers in slow air. With an athlete's own airflow they fall below what heat balance
//! itself requires (heat balance is therefore the model, and these stand beside it).

use units::{HeatFlux, LocalSweatingRate, Quantity};

/// A regression: g/(m²·h) from the evaporation required and the greatest possible, W/m².
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Regression {
    /// Shapiro 1982: 27.9·E_req·E_max^−0.455. Source: gonzalez-2009.
    Shapiro,
    /// Its correction of 2009: 147·exp(0.0012·Shapiro). Source: gonzalez-2009.
    ShapiroCorrected,
    /// The piecewise one of 2009: 147 + 1.527·E_req − 0.87·E_max. Source: gonzalez-2009.
    Piecewise,
    /// The piecewise one below 20 °C: 350 + 1.527·E_req − 0.87·E_max. Source: gonzalez-2012.
    PiecewiseCool,
    /// The piecewise one in sun, in the field: 0.72·Piecewise + 135. Source: gonzalez-2012.
    PiecewiseField,
}

impl Regression {
    /// All.
    pub const ALL: [Self; 5] =
        [Self::Shapiro, Self::ShapiroCorrected, Self::Piecewise, Self::PiecewiseCool, Self::PiecewiseField];

    /// The rate; `None` where the equation gives none, because nothing can evaporate or the result is negative.
    pub fn rate(self, required: HeatFlux, greatest: HeatFlux) -> Option<LocalSweatingRate> {
        let grams = self.grams(required.as_w_per_m2(), greatest.as_w_per_m2());
        (grams.is_finite() && grams >= 0.0).then(|| LocalSweatingRate::from_g_per_m2_h(grams))
    }

    fn grams(self, required: f64, greatest: f64) -> f64 {
        let piecewise = |offset: f64| offset + 1.527 * required - 0.87 * greatest;
        match self {
            Self::Shapiro => 27.9 * required * greatest.powf(-0.455),
            Self::ShapiroCorrected => 147.0 * (0.0012 * Self::Shapiro.grams(required, greatest)).exp(),
            Self::Piecewise => piecewise(147.0),
            Self::PiecewiseCool => piecewise(350.0),
            Self::PiecewiseField => 0.72 * piecewise(147.0) + 135.0,
        }
    }

    /// Whether the inputs lie where it was fitted: evaporation required 50–360, greatest 20–525 W/m².
    pub fn fits(required: HeatFlux, greatest: HeatFlux) -> bool {
        let between = |flux: HeatFlux, low: f64, high: f64| (low..=high).contains(&flux.base());
        between(required, 50.0, 360.0) && between(greatest, 20.0, 525.0)
    }
}
