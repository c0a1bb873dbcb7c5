//! What a role sees: every field of what is served, with its class of data. A field without a class does not compile, and a
//! view is made only by a projection.

use jiff::Timestamp;
use serde::Serialize;
use team::flag::Flag;
use team::sight::{Class, Role, SightRules, sees};
use units::{Carbohydrate, Fraction, Interval, Mass, Sodium, SodiumConcentration, Volume, VolumeRate};

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
            /// The same without what is of other classes than those shown.
            #[allow(dead_code, reason = "not every view has editions")]
            pub(super) fn only(self, shown: impl Fn(Class) -> bool) -> Self {
                Self { $($field: self.$field.filter(|_| shown(Class::$class)),)+ }
            }

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
        /// Sees drink cards alone.
        blind: bool => Consent,
        /// Body mass before.
        mass_before: Mass => Mass,
        /// Body mass after.
        mass_after: Mass => Mass,
        /// After against before.
        change_mass: Mass => Mass,
        /// What was drunk.
        drunk: Mass => Mass,
        /// Urine in between, where it is known.
        urine: Volume => Mass,
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
        /// The sodium that left with the sweat, four in five.
        sodium_lost_80: Interval<Sodium> => Sodium,
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

projected! {
    /// A session in numbers over all who were measured, as a role sees it.
    Summary => SummaryView, SUMMARY_FIELDS {
        /// How many were weighed before and after.
        measured: usize => Attendance,
        /// The median of what was sweated.
        sweat_median: Volume => Mass,
        /// The least and the most.
        sweat_range: Interval<Volume> => Mass,
        /// The median of the rates.
        rate_median: VolumeRate => Rate,
        /// How much of the sweat was drunk.
        replaced: Fraction => Share,
        /// The median of the sodium lost, four in five.
        sodium_lost_80: Interval<Sodium> => Sodium,
        /// Athletes with a red flag.
        red: usize => Flag,
        /// Athletes whose most urgent flag is amber.
        amber: usize => Flag,
        /// Athletes whose data are in doubt.
        in_doubt: usize => Flag,
    }
}

projected! {
    /// An athlete's season, as a role sees it.
    SeasonRow => SeasonView, SEASON_FIELDS {
        /// The athlete.
        athlete: String => Identity,
        /// The shirt number.
        number: u16 => Identity,
        /// The name.
        name: String => Identity,
        /// Sessions that the athlete took part in.
        sessions: usize => Attendance,
        /// Sessions with a weight before and after.
        weighed: usize => Attendance,
        /// Tests in air below 18 °C.
        tests_cool: usize => Attendance,
        /// Tests in air of 18 to 26 °C.
        tests_mild: usize => Attendance,
        /// Tests in air above 26 °C.
        tests_hot: usize => Attendance,
        /// The median change of body mass.
        change_median: Fraction => Share,
        /// The median of the sweating rates.
        rate_median: VolumeRate => Rate,
        /// The least and the greatest.
        rate_range: Interval<VolumeRate> => Rate,
        /// The median of how far measured rates were from the expected ones.
        prediction_error: Fraction => Rate,
        /// Sessions with a red or amber flag, of a hundred.
        flags_per_100: f64 => Flag,
    }
}

/// A bottle of an athlete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OneBottle {
    /// Its name, which says nothing by itself.
    pub id: String,
    /// The letter of what is in it.
    pub recipe: String,
}

projected! {
    /// The bottles of one athlete in a session, as a role sees them.
    BottleRow => BottleView, BOTTLE_FIELDS {
        /// The athlete.
        athlete: String => Identity,
        /// The shirt number.
        number: u16 => Identity,
        /// The name.
        name: String => Identity,
        /// The bottles, mixed ones first.
        bottles: Vec<OneBottle> => Allotment,
        /// How far each is filled.
        fill: Volume => Allotment,
        /// What they hold together.
        fluid: Volume => Allotment,
        /// The least to drink.
        fluid_least: Volume => Allotment,
        /// The most to drink.
        fluid_most: Volume => Allotment,
        /// Carbohydrate to eat besides.
        eat: Carbohydrate => Allotment,
        /// Sodium that the bottles do not hold.
        sodium_short: Sodium => Sodium,
        /// Why it is so: `fill-line`, `eat`, `below-least`, `water-alone`, `avoids`, `nothing-needed`, `no-amounts`, `no-needs`,
        /// `not-planned`, `not-in-session`,
        /// `plan-again`.
        why: Vec<&'static str> => Allotment,
    }
}

projected! {
    /// How good the best plan with so many recipes is, as a role sees it.
    BottleStep => BottleStepView, BOTTLE_STEP_FIELDS {
        /// Recipes that are mixed.
        recipes: u32 => Allotment,
        /// Athletes below their least fluid.
        below_least: u32 => Allotment,
        /// Carbohydrate to eat besides, over all athletes.
        to_eat: Carbohydrate => Allotment,
        /// Sodium that the bottles do not hold, over all athletes.
        sodium_short: Sodium => Sodium,
        /// Bottles.
        bottles: u32 => Allotment,
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
