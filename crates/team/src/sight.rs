//! Which role may see which class of a squad's data. Everything that is served asks here.

use serde::{Deserialize, Serialize};

/// What somebody does in a squad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sport scientist: runs the weighings.
    Scientist,
    /// Dietitian.
    Dietitian,
    /// Athletic trainer, physiotherapist, doctor.
    Trainer,
    /// Kit staff: fills and carries bottles.
    Kit,
    /// Coach.
    Coach,
    /// Helps at the kiosk.
    Helper,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] =
        [Self::Scientist, Self::Dietitian, Self::Trainer, Self::Kit, Self::Coach, Self::Helper];

    /// The name in requests and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scientist => "scientist",
            Self::Dietitian => "dietitian",
            Self::Trainer => "trainer",
            Self::Kit => "kit",
            Self::Coach => "coach",
            Self::Helper => "helper",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A class of data: what is seen or hidden together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Name, number, position, groups, availability.
    Identity,
    /// Whether consent was given, and until when.
    Consent,
    /// Weighed in, weighed out, due, not in the session.
    Attendance,
    /// Body mass, and everything that gives it away: weights, sweat and drink masses, drink cards.
    Mass,
    /// The share of body mass lost or gained.
    Share,
    /// Red flags: what they are about and how urgent they are.
    Flag,
    /// Sweating rate.
    Rate,
    /// Sodium.
    Sodium,
    /// Bottles, recipes and labels.
    Allotment,
    /// Medical conditions.
    Conditions,
    /// The athlete must not train. Never the reason.
    MustNotTrain,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 11] = [
        Self::Identity,
        Self::Consent,
        Self::Attendance,
        Self::Mass,
        Self::Share,
        Self::Flag,
        Self::Rate,
        Self::Sodium,
        Self::Allotment,
        Self::Conditions,
        Self::MustNotTrain,
    ];

    /// The name in the log of readings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Consent => "consent",
            Self::Attendance => "attendance",
            Self::Mass => "mass",
            Self::Share => "share",
            Self::Flag => "flag",
            Self::Rate => "rate",
            Self::Sodium => "sodium",
            Self::Allotment => "allotment",
            Self::Conditions => "conditions",
            Self::MustNotTrain => "must-not-train",
        }
    }
}

/// What a squad decided about sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SightRules {
    /// Coaches see the share of body mass lost.
    #[serde(default)]
    pub coach_sees_share: bool,
}

/// Whether a role sees a class of data.
pub fn sees(role: Role, class: Class, rules: SightRules) -> bool {
    use Class::{
        Allotment, Attendance, Conditions, Consent, Flag, Identity, Mass, MustNotTrain, Rate, Share, Sodium,
    };
    match role {
        Role::Trainer => true,
        Role::Scientist | Role::Dietitian => !matches!(class, Conditions | MustNotTrain),
        Role::Kit => matches!(class, Identity | Allotment),
        Role::Coach => match class {
            Identity | Attendance | Flag | Allotment | MustNotTrain => true,
            Share => rules.coach_sees_share,
            Consent | Mass | Rate | Sodium | Conditions => false,
        },
        Role::Helper => matches!(class, Identity | Attendance),
    }
}

/// What somebody may do in a squad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// See the board, as far as the role sees it.
    Look,
    /// Plan sessions and say who deviates from them.
    Plan,
    /// Open a kiosk, record and correct weighings.
    Weigh,
    /// Plan bottles and print labels.
    Bottles,
    /// Record readings of heat, acknowledge, overrule.
    Heat,
    /// Import rosters, change members and their consent, give roles.
    Manage,
    /// Read reports that hold amounts.
    Report,
}

impl Power {
    /// All powers.
    pub const ALL: [Self; 7] =
        [Self::Look, Self::Plan, Self::Weigh, Self::Bottles, Self::Heat, Self::Manage, Self::Report];
}

/// Whether a role may do something.
pub fn may(role: Role, power: Power) -> bool {
    match role {
        Role::Scientist | Role::Trainer => true,
        Role::Dietitian => true,
        Role::Coach => matches!(power, Power::Look | Power::Plan | Power::Heat),
        Role::Kit => matches!(power, Power::Look | Power::Bottles),
        Role::Helper => matches!(power, Power::Look),
    }
}
