//! Other published ways to predict a sweating rate, on the same groups.

use serde::Serialize;
use units::VolumeRate;

use super::row::MeasuredGroup;
use super::score::{Outcome, Score, breath_in_terms};
use crate::heat_balance::expected_rate;
use crate::regressions::Regression;
use crate::{HeatModel, Sport};

/// A way to predict that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peer {
    /// Shapiro's regression on required and greatest evaporation (gonzalez-2009), with our balance's two terms.
    Shapiro,
    /// ISO 7933:2004 Predicted Heat Strain.
    Iso7933,
    /// The mean of the sport as Barnes 2019 gives it; the mean of all athletes (baker-2016) for other sports.
    SportMean,
    /// 15.3 mL/(kg·h), the mean of 506 athletes (baker-2016).
    PerMass,
}

/// A peer's score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PeerScore {
    /// The way to predict.
    pub peer: Peer,
    /// Its score, from the published effort and air.
    pub score: Score,
}

impl Peer {
    /// All.
    pub const ALL: [Self; 4] = [Self::Shapiro, Self::Iso7933, Self::SportMean, Self::PerMass];

    /// Its name in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::Shapiro => "Shapiro (OSE)",
            Self::Iso7933 => "ISO 7933 (PHS)",
            Self::SportMean => "mean of the sport (Barnes 2019)",
            Self::PerMass => "15.3 mL/kg/h",
        }
    }

    fn predict(self, group: &MeasuredGroup) -> f64 {
        let session = &group.by_effort;
        // Regressions and the standard give sweat; norms are mass loss as it was weighed.
        match self {
            Self::Shapiro => {
                let balance = expected_rate(&group.athlete, session);
                let flux = Regression::Shapiro.rate(balance.required, balance.greatest);
                let rate = flux.map_or(VolumeRate::ZERO, |flux| flux * balance.inputs.surface_area);
                rate.as_l_per_h() + breath_in_terms(group, session)
            }
            Self::Iso7933 => {
                let balance = expected_rate(&group.athlete, session);
                let rate = HeatModel::Iso7933.expected(&group.athlete, &balance);
                rate.as_l_per_h() + breath_in_terms(group, session)
            }
            Self::SportMean => sport_mean(session.sport),
            Self::PerMass => 0.0153 * group.athlete.body_mass.as_kg(),
        }
    }
}

/// Means of sweating rate by sport, L/h (barnes-2019), and of all athletes (baker-2016).
fn sport_mean(sport: Sport) -> f64 {
    match crate::sport_entry::sport_entry(sport).group.as_str() {
        "endurance" => 1.28,
        "american-football" => 1.51,
        "basketball" => 0.95,
        "soccer" => 0.94,
        "baseball" => 0.83,
        _ => 1.21,
    }
}

pub(super) fn peers(groups: &[&MeasuredGroup]) -> Vec<PeerScore> {
    let score = |peer: Peer| {
        let outcomes: Vec<Outcome> = groups
            .iter()
            .map(|group| Outcome {
                predicted: peer.predict(group),
                measured: group.rate.as_l_per_h(),
                inside: None,
            })
            .collect();
        PeerScore { peer, score: Score::of(&outcomes) }
    };
    Peer::ALL.map(score).to_vec()
}
