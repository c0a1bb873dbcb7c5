//! What a person must know beside the numbers.

use serde::{Deserialize, Serialize};

macro_rules! flags {
    ($($(#[$meta:meta])* $variant:ident = $words:literal;)+) => {
        /// Something to know beside the numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Flag { $($(#[$meta])* $variant),+ }

        impl Flag {
            /// What it means and what to do, in words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

flags! {
    /// Heat that calls for change before fuel.
    Heat = "It will be hot. Consider a cooler hour, a shorter or an easier session: that helps more than any drink.";
    /// Two per cent cannot be held.
    #[serde(rename = "CANNOT_HOLD_2PCT")]
    CannotHold2Pct = "You will lose more than 2 % of body mass even when drinking as much as the gut takes. Slower, cooler or shorter would help; drinking faster would not.";
    /// Risk of exercise-associated hyponatraemia.
    EahRisk = "Long and slow sessions carry a risk from drinking too much. Drink to thirst, never more than planned, and never gain weight. Salt does not protect from over-drinking.";
    /// Mass was gained.
    StopDrinking = "Body mass went up: stop drinking until you pass urine. With headache, vomiting or confusion get medical help at once.";
    /// Signs to watch for after gaining mass.
    EahWarn = "Bloating, nausea, headache or confusion during or after long exercise can mean blood sodium is too low. That is an emergency; do not drink more.";
    /// Two sessions share their windows.
    OverlapPostPre = "The time after this session is the time before the next: one refuelling serves both.";
    /// Refuel within hours.
    RapidRefuel = "The next session comes within eight hours: start eating and drinking soon after this one.";
    /// No time to rehydrate.
    GapTooShortToRehydrate = "There is no time to drink back what was lost before the next session; take sips and catch up afterwards.";
    /// No caffeine for minors.
    MinorNoCaffeine = "Under 18: no caffeine.";
    /// Food first.
    NoSupplements = "Under 18: ordinary food and drinks, no supplements. A parent or guardian should know the plan.";
    /// Ask a clinician.
    Clinician = "A medicine or condition you noted changes what is right: talk this plan over with your clinician.";
    /// No numbers.
    RefusedNumericPlan = "With the condition you noted, fluid and sodium are for your clinician to set. No amounts are given here.";
    /// No added sodium.
    NoAddedSodium = "No sodium beyond ordinary food, unless your clinician says so.";
    /// Sips by the clock.
    ScheduledSips = "Thirst tells less with age: sip by the clock, still no more than planned.";
    /// Started dry.
    HypohydratedStart = "The morning check points to too little water: drink before you start, and start easy.";
    /// No caffeine near bed.
    NoCaffeineSleep = "Too close to bedtime for caffeine.";
    /// High carbohydrate.
    HighCarbOptIn = "More than 90 g an hour: only because you trained your gut to it, and only as glucose with fructose.";
    /// Insulin.
    OwnCarePlan = "With insulin or a sulfonylurea, carbohydrate around exercise follows your own care plan.";
    /// No sweating rate.
    SweatRateUnknown = "Your sweating rate is not known: this is a usual range. Weigh yourself before and after once.";
    /// Pregnant.
    PregnancyCaffeine = "Pregnant or lactating: no caffeine product is suggested; all sources together stay under 200 mg a day.";
    /// Sessions that overlap.
    SessionsOverlap = "Two sessions overlap: check their times.";
}

impl Flag {
    /// The code in documents and the API: `CANNOT_HOLD_2PCT`.
    pub fn code(self) -> String {
        match self {
            Self::CannotHold2Pct => "CANNOT_HOLD_2PCT".to_owned(),
            other => format!("{other:?}").chars().fold(String::new(), |mut code, c| {
                if c.is_uppercase() && !code.is_empty() {
                    code.push('_');
                }
                code.extend(c.to_uppercase());
                code
            }),
        }
    }

    /// The rule that raised it: an id of the fuelling rules, or `S` and the number of a safety rule.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Heat => "W1",
            Self::CannotHold2Pct => "H6",
            Self::EahRisk | Self::EahWarn => "E1",
            Self::StopDrinking => "E2",
            Self::OverlapPostPre => "M2",
            Self::RapidRefuel => "M3",
            Self::GapTooShortToRehydrate => "M1",
            Self::MinorNoCaffeine => "K3",
            Self::NoSupplements => "S13",
            Self::Clinician | Self::NoAddedSodium => "N3",
            Self::RefusedNumericPlan => "S8",
            Self::ScheduledSips => "H3",
            Self::HypohydratedStart => "U1",
            Self::NoCaffeineSleep => "K2",
            Self::HighCarbOptIn => "C6",
            Self::OwnCarePlan => "S10",
            Self::SweatRateUnknown => "H4",
            Self::PregnancyCaffeine => "K4",
            Self::SessionsOverlap => "M0",
        }
    }

    /// Whether it outranks the numbers.
    pub fn is_stop(self) -> bool {
        matches!(self, Self::StopDrinking | Self::EahWarn | Self::RefusedNumericPlan | Self::Heat)
    }
}
