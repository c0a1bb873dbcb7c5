//! What a message is about.

use serde::{Deserialize, Serialize};

/// What a message is about. Each kind can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Drink before the session.
    DrinkBefore,
    /// Weigh yourself before the session.
    WeighBefore,
    /// A sip during the session.
    During,
    /// Weigh yourself after the session.
    WeighAfter,
    /// Drink and eat after the session.
    After,
    /// Drink or eat before sleep.
    BeforeSleep,
    /// Pack for tomorrow.
    Pack,
    /// The forecast changed what a session needs.
    Forecast,
    /// A provider wants to be connected again.
    Reconnect,
    /// Two recordings might be one.
    Duplicate,
    /// For practitioners: athletes who were weighed before a squad's session were not weighed after it.
    WeighOut,
    /// For practitioners: an athlete gained mass or reports symptoms, and must not drink on.
    StopDrinking,
    /// For practitioners: athletes with another red flag.
    SeeTrainer,
    /// For practitioners: a heat policy changes a squad's session.
    Heat,
    /// Several messages that quiet hours kept back, as one.
    Digest,
    /// A test that was asked for.
    Test,
}

impl Kind {
    /// The kinds that can be switched on and off, in the order of a day.
    pub const CHOICES: [Self; 10] = [
        Self::DrinkBefore,
        Self::WeighBefore,
        Self::During,
        Self::WeighAfter,
        Self::After,
        Self::BeforeSleep,
        Self::Pack,
        Self::Forecast,
        Self::Reconnect,
        Self::Duplicate,
    ];

    /// The kinds that a squad's practitioners can switch on and off, the most urgent first.
    pub const OF_SQUADS: [Self; 4] = [Self::StopDrinking, Self::SeeTrainer, Self::Heat, Self::WeighOut];

    /// Its name in documents, the API and keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::DrinkBefore => "drink-before",
            Self::WeighBefore => "weigh-before",
            Self::During => "during",
            Self::WeighAfter => "weigh-after",
            Self::After => "after",
            Self::BeforeSleep => "before-sleep",
            Self::Pack => "pack",
            Self::Forecast => "forecast",
            Self::Reconnect => "reconnect",
            Self::Duplicate => "duplicate",
            Self::WeighOut => "weigh-out",
            Self::StopDrinking => "stop-drinking",
            Self::SeeTrainer => "see-trainer",
            Self::Heat => "heat",
            Self::Digest => "digest",
            Self::Test => "test",
        }
    }

    /// The kind of this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::all().find(|kind| kind.code() == code)
    }

    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::CHOICES.into_iter().chain(Self::OF_SQUADS).chain([Self::Digest, Self::Test])
    }

    /// Whether it is wanted by somebody who chose nothing. Sips during a session are for those who ask for them.
    pub fn is_usual(self) -> bool {
        self != Self::During
    }

    /// Whether it is about this very moment: a push service is then asked not to wait for the phone to wake up.
    pub fn is_momentary(self) -> bool {
        matches!(
            self,
            Self::DrinkBefore
                | Self::WeighBefore
                | Self::During
                | Self::WeighAfter
                | Self::After
                | Self::WeighOut
                | Self::StopDrinking
                | Self::SeeTrainer
                | Self::Heat
                | Self::Test
        )
    }

    /// Whether somebody may be in danger until it is read: the daily limit does not count it, and it is sent while it is of use,
    /// however late.
    pub fn is_of_safety(self) -> bool {
        matches!(self, Self::StopDrinking | Self::SeeTrainer | Self::Heat)
    }

    /// Whether it is sent in quiet hours too: minutes count.
    pub fn breaks_quiet(self) -> bool {
        self == Self::StopDrinking
    }

    /// Whether its due time follows from what was measured, and not from the plan: a reader is told of a change of what it says, not
    /// of when it arose.
    pub(crate) fn is_of_measurement(self) -> bool {
        matches!(self, Self::StopDrinking | Self::SeeTrainer | Self::Heat)
    }

    /// Whether a message that was shown and no longer holds is taken back. What merely informed is left alone.
    pub(crate) fn is_withdrawn(self) -> bool {
        matches!(
            self,
            Self::DrinkBefore
                | Self::WeighBefore
                | Self::Pack
                | Self::Forecast
                | Self::BeforeSleep
                | Self::WeighOut
                | Self::StopDrinking
                | Self::SeeTrainer
                | Self::Heat
        )
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
