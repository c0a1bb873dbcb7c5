//! M: how far apart two sessions are, and what that makes of the time between.

use units::Duration;

use crate::numbers;

/// The tier of the gap to the next session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// M0, under 15 min: one session.
    Continued,
    /// M1, to 75 min: a tournament.
    Tournament,
    /// M2, to 3 h: after one is before the other.
    Merged,
    /// M3, to 8 h: refuel at once.
    Rapid,
    /// M4, to 24 h: soon, then meals.
    Overnight,
    /// M5: a day and more.
    Open,
}

impl Gap {
    /// The tier of a gap; no next session is an open end.
    pub(crate) fn of(gap: Option<Duration>) -> Self {
        let (hours, gap) = (gap.map_or(f64::INFINITY, Duration::as_hours), &numbers().gap);
        match hours {
            h if h < gap.continued.value => Self::Continued,
            h if h <= gap.tournament.value => Self::Tournament,
            h if h < gap.merged.value => Self::Merged,
            h if h < gap.rapid.value => Self::Rapid,
            h if h < gap.overnight.value => Self::Overnight,
            _ => Self::Open,
        }
    }

    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::Continued => "M0",
            Self::Tournament => "M1",
            Self::Merged => "M2",
            Self::Rapid => "M3",
            Self::Overnight => "M4",
            Self::Open => "M5",
        }
    }
}
