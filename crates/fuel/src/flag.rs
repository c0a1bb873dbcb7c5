//! What a person must know beside the numbers.

use serde::{Deserialize, Serialize};

macro_rules! flags {
    ($($(#[$meta:meta])* $variant:ident = $words:literal;)+) => {
        /// Something to know beside the numbers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Flag { $($(#[$meta])* $variant),+ }

        impl Flag {
            /// All flags, for translators.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

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
    /// Heat in which nobody should train hard.
    HeatCancel = "It will be dangerously hot: move, shorten or cancel the session. Drinking does not protect from this heat.";
    /// Heat in pregnancy.
    PregnancyHeat = "Pregnant: avoid getting too hot. Choose a cooler hour or place, keep it easy, and stop when you feel unwell.";
    /// Two per cent cannot be held.
    #[serde(rename = "CANNOT_HOLD_2PCT")]
    CannotHold2Pct = "You will lose more than 2 % of body mass even when drinking as much as the gut takes. Slower, cooler or shorter would help; drinking faster would not.";
    /// Risk of exercise-associated hyponatraemia.
    EahRisk = "Long and slow sessions carry a risk from drinking too much. Drink to thirst, never more than planned, and never gain weight. Salt does not protect from over-drinking.";
    /// Mass was gained.
    StopDrinking = "Body mass went up: stop drinking until you pass urine. With headache, vomiting or confusion get medical help at once.";
    /// Signs to watch for after gaining mass.
    EahWarn = "Bloating, nausea, headache or confusion during or after long exercise can mean blood sodium is too low. That is an emergency; do not drink more.";
    /// A large weighed loss.
    WeighAgain = "You lost more than 5 % of body mass: drink over the whole day with meals, and weigh yourself again after four hours.";
    /// A loss that may need a doctor.
    MedicalHelp = "You lost more than 7 % of body mass: if drinking does not stay down, or no urine comes, get medical help.";
    /// Larger volumes come with salt.
    DrinkWithFood = "Drink with food or something salty, no more than 500 mL of plain water between foods, and spread it over the hours.";
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
    ScheduledSips = "Thirst tells less with age: take small sips regularly, never more than planned.";
    /// Started dry.
    HypohydratedStart = "The morning check points to too little water: drink before you start, and start easy.";
    /// No caffeine near bed.
    NoCaffeineSleep = "Too close to bedtime for caffeine.";
    /// High carbohydrate.
    HighCarbOptIn = "More than 90 g an hour: only because you trained your gut to it, and only as glucose with fructose.";
    /// Insulin.
    OwnCarePlan = "With insulin or a sulfonylurea, carbohydrate around exercise follows your own care plan.";
    /// No sweat test.
    SweatRateUnknown = "Nobody has measured your sweat yet: these amounts are those of people like you, and kept low. Weigh yourself before and after once.";
    /// An SGLT2 inhibitor.
    KetoneRisk = "With an SGLT2 inhibitor, long exercise and too little carbohydrate can raise ketones: no low-carbohydrate day, and ask your prescriber about stopping before a long race.";
    /// Cystic fibrosis.
    SaltLoss = "With cystic fibrosis sweat takes much more salt: your clinic sets how much to replace.";
    /// A heart rhythm disorder.
    NoCaffeineHeart = "With a heart rhythm disorder no caffeine is suggested.";
    /// Low energy availability.
    EnergyFirst = "Eat enough before and after every session: training on too little energy harms bones, hormones and heart. Amounts here are a least, never a limit on food.";
    /// Pregnant.
    PregnancyCaffeine = "Pregnant or lactating: no caffeine product is suggested; all sources together stay under 200 mg a day.";
    /// A race with legs on which nothing can be had.
    ClosedLegs = "Part of the race leaves no chance to drink or eat, and it cannot be made up in the rest: you finish with less than you need. Start well fed, and eat and drink to thirst afterwards.";
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
            Self::Heat | Self::HeatCancel | Self::PregnancyHeat => "W1",
            Self::CannotHold2Pct => "H6",
            Self::EahRisk | Self::EahWarn => "E1",
            Self::StopDrinking => "E2",
            Self::WeighAgain | Self::MedicalHelp => "A4",
            Self::DrinkWithFood => "A11",
            Self::OverlapPostPre => "M2",
            Self::RapidRefuel => "M3",
            Self::GapTooShortToRehydrate => "M1",
            Self::MinorNoCaffeine => "K3",
            Self::NoSupplements => "S13",
            Self::Clinician => "A13",
            Self::NoAddedSodium => "N3",
            Self::KetoneRisk | Self::SaltLoss | Self::EnergyFirst => "S8",
            Self::NoCaffeineHeart => "S5",
            Self::RefusedNumericPlan => "S8",
            Self::ScheduledSips => "H3",
            Self::HypohydratedStart => "U1",
            Self::NoCaffeineSleep => "K2",
            Self::HighCarbOptIn => "C6",
            Self::OwnCarePlan => "S10",
            Self::SweatRateUnknown => "H4",
            Self::PregnancyCaffeine => "K4",
            Self::ClosedLegs => "S1",
            Self::SessionsOverlap => "M0",
        }
    }

    /// Whether it outranks the numbers.
    pub fn is_stop(self) -> bool {
        matches!(
            self,
            Self::StopDrinking
                | Self::EahWarn
                | Self::RefusedNumericPlan
                | Self::Heat
                | Self::HeatCancel
                | Self::MedicalHelp
        )
    }
}
