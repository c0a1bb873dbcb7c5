//! What a role sees: every field of what is served, with its class of data. A field without a class does not compile, and a
//! view is made only by a projection.

use jiff::Timestamp;
use serde::Serialize;
use team::flag::Flag;
use team::sight::{Class, Role, SightRules, sees};
use units::{Fraction, Interval, Mass, SodiumConcentration, Volume, VolumeRate};

use super::member::{Availability, WhyNot};

macro_rules! projected {
    ($(#[$doc:meta])* $full:ident => $view:ident, $fields:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty => $class:ident,)+ }) => {
        /// All of it, before it is projected. Not served.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(super) struct $full { $(pub(super) $field: Option<$type>,)+ }

        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct $view { $($(#[$field_doc])* #[serde(skip_serializing_if = "Option::is_none")] $field: Option<$type>,)+ }

        /// The fields, each with its class of data.
        pub const $fields: &[(&str, Class)] = &[$((stringify!($field), Class::$class),)+];

        impl $full {
            /// What this role sees of it.
            pub(super) fn project(self, role: Role, rules: SightRules) -> $view {
                $view { $($field: self.$field.filter(|_| sees(role, Class::$class, rules)),)+ }
            }
        }

        impl $view {
            $($(#[$field_doc])* pub fn $field(&self) -> Option<&$type> { self.$field.as_ref() })+
        }
    };
}

projected! {
    /// A row of a board, as a role sees it.
    Row => RowView, FIELDS {
        /// The athlete.
        athlete: String => Identity,
        /// The shirt number.
        number: u16 => Identity,
        /// The name.
        name: String => Identity,
        /// The position.
        position: String => Identity,
        /// Groups.
        groups: Vec<String> => Identity,
        /// Whether the athlete can train.
        availability: Availability => Attendance,
        /// Takes part in the session.
        attends: bool => Attendance,
        /// When the athlete starts.
        start: Timestamp => Attendance,
        /// When the athlete stops.
        end: Timestamp => Attendance,
        /// An own time was given for another plan.
        no_longer_fits: bool => Attendance,
        /// `due`, `in`, `out`, `none`.
        weighing: &'static str => Attendance,
        /// Why there are no weights.
        consent: WhyNot => Consent,
        /// Days until consent runs out.
        consent_days: i64 => Consent,
        /// Body mass before.
        mass_before: Mass => Mass,
        /// Body mass after.
        mass_after: Mass => Mass,
        /// After against before.
        change_mass: Mass => Mass,
        /// What was drunk.
        drunk: Mass => Mass,
        /// Sweat and breath by the scales.
        sweat: Mass => Mass,
        /// The least to drink now.
        drink_least: Volume => Mass,
        /// The most to drink now.
        drink_most: Volume => Mass,
        /// Over no less than so many hours.
        drink_hours: u32 => Mass,
        /// Body mass after against before.
        change: Fraction => Share,
        /// Red flags, most urgent first.
        flags: Vec<Flag> => Flag,
        /// `stop-drinking`, `see-trainer`, `look`, `drink-plan`, `nothing`.
        attention: &'static str => Flag,
        /// The sweating rate by the scales.
        rate: VolumeRate => Rate,
        /// The sweating rate to expect.
        expected_rate: VolumeRate => Rate,
        /// Four in five.
        expected_rate_80: Interval<VolumeRate> => Rate,
        /// Sweat sodium, four in five.
        sodium_80: Interval<SodiumConcentration> => Sodium,
        /// The most to drink during the session.
        fluid_most: Volume => Allotment,
        /// What to aim for.
        fluid_target: Volume => Allotment,
        /// No amount may be advised.
        no_amounts: bool => Allotment,
        /// Must not train. Never why.
        must_not_train: bool => MustNotTrain,
        /// The needs could not be worked out.
        problem: String => Rate,
    }
}

projected! {
    /// A member of a squad, as a role sees it.
    Member => MemberView, MEMBER_FIELDS {
        /// The athlete.
        athlete: String => Identity,
        /// The shirt number.
        number: u16 => Identity,
        /// The name.
        name: String => Identity,
        /// The position.
        position: String => Identity,
        /// Groups.
        groups: Vec<String> => Identity,
        /// Left the squad.
        archived: bool => Identity,
        /// Whether the athlete can train.
        availability: Availability => Attendance,
        /// Why the athlete is not weighed.
        consent: WhyNot => Consent,
        /// To what the athlete consented.
        consent_scopes: Vec<String> => Consent,
        /// Days until consent runs out.
        consent_days: i64 => Consent,
        /// The date of birth.
        born: jiff::civil::Date => Consent,
        /// The last weight before a session.
        last_mass: Mass => Mass,
        /// Sees drink cards alone.
        blind: bool => Consent,
        /// Must not train. Never why.
        must_not_train: bool => MustNotTrain,
    }
}

/// The classes that a role reads where it reads everything it may, for the log.
pub(super) fn classes(role: Role, rules: SightRules) -> Vec<Class> {
    [Class::Mass, Class::Share, Class::Rate, Class::Sodium, Class::Conditions]
        .into_iter()
        .filter(|class| sees(role, *class, rules))
        .collect()
}

/// A session as everybody with a role sees it: who deviates from it and how is in the rows of the board.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionView {
    /// Its name.
    pub id: String,
    /// What the squad calls it.
    pub title: String,
    /// The planned start.
    pub start: Timestamp,
    /// The planned end.
    pub end: Timestamp,
    /// The sport.
    pub sport: &'static str,
    /// How hard.
    pub intensity: physiology::Intensity,
    /// The temperature of the air.
    pub air_temperature: units::Temperature,
    /// The relative humidity.
    pub relative_humidity: Fraction,
    /// Its weighings are final.
    pub closed: bool,
}

impl SessionView {
    /// The view of a session.
    pub fn of(session: &super::session::SquadSession) -> Self {
        Self {
            id: session.id.clone(),
            title: session.title.clone(),
            start: session.time.start,
            end: session.time.end,
            sport: session.conditions.sport.key(),
            intensity: session.intensity,
            air_temperature: session.conditions.air_temperature,
            relative_humidity: session.conditions.relative_humidity,
            closed: session.state == super::session::State::Closed,
        }
    }
}
