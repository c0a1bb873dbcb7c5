//! Why an amount is what it is, as a code with its quantities; English is its default wording.

use std::fmt;

use serde::{Serialize, Serializer};
use units::VolumeRate;

macro_rules! worded {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$of:meta])* $variant:ident $({ $field:ident: $kind:ty, $about:literal })? = $code:literal: $words:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum $name {
            $($(#[$of])* $variant $({ #[doc = $about] $field: $kind })?),+
        }

        impl $name {
            /// The codes of all, for who puts them into other languages.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The code that names it in keys of texts.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant { .. } => $code),+ }
            }
        }

        impl fmt::Display for $name {
            /// Prints the English wording.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self { $(Self::$variant $({ $field })? => write!(f, $words)),+ }
            }
        }

        impl Serialize for $name {
            /// As the English wording.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

worded! {
    /// Why a need is what it is.
    Reason {
        /// H2, U1: the morning check points to too little water.
        BeforeDry = "before-dry": "8 to 12 mL per kg, because the morning check points to too little water.";
        /// H1.
        BeforeFluid = "before-fluid": "5 to 7 mL per kg, sipped slowly, so that there is time to pass what is too much.";
        /// C2.
        BeforeMeal = "before-meal": "A meal of familiar, low-fibre carbohydrate; the later it is, the smaller.";
        /// K1, K2.
        CaffeineIfUsed = "caffeine-if-used": "Only if you use it: at most this, about an hour before, all sources of the day counted.";
        /// H6.
        GutLimit = "gut-limit": "As much as the gut takes; it does not keep the loss under 2 %.";
        /// H4.
        UsualRange = "usual-range": "A usual range, guided by thirst: your sweating rate is not known yet.";
        /// H0.
        ToThirst = "to-thirst": "To thirst, up to what you sweat. Nothing is required.";
        /// H3.
        HoldsTwoPercent { per_hour: VolumeRate, "The amount an hour." } = "holds-two-percent": "About {per_hour} keeps the loss under 2 % of body mass and stays below what you sweat.";
        /// N2.
        SodiumCarried = "sodium-carried": "400 to 1100 mg per litre drunk: a long or sweaty session loses sodium that the drink should carry.";
        /// N1.
        SodiumUpTo = "sodium-up-to": "Up to 1100 mg per litre drunk; ordinary food covers the rest.";
        /// C6.
        CarbohydrateTrained = "carbohydrate-trained": "90 to 120 g an hour of glucose with fructose, as your gut was trained to.";
        /// C1, above an hour's 60 g.
        CarbohydrateMixed = "carbohydrate-mixed": "60 to 90 g an hour, glucose with fructose, in small portions from the start.";
        /// C1, above an hour's 30 g.
        CarbohydrateAny = "carbohydrate-any": "30 to 60 g an hour of any carbohydrate that sits well.";
        /// C1, a little.
        CarbohydrateRinse = "carbohydrate-rinse": "A mouth rinse or a little is enough; none is fine too.";
        /// H5, nothing else today.
        AfterMeals = "after-meals": "Meals and water to thirst replace it; there is no hurry.";
        /// H5, a session tomorrow.
        AfterOvernight = "after-overnight": "All that was lost and a little more, spread over the hours, with salty food.";
        /// H5, the next session is near.
        AfterSoon = "after-soon": "One and a quarter to one and a half times what was lost, at most a litre an hour, with sodium.";
        /// C3, the next session is near.
        RefuelSoon = "refuel-soon": "About 1 g per kg each hour: the next session is near.";
        /// C3, between matches.
        RefuelLight = "refuel-light": "Light, low-fat, low-fibre carbohydrate between the matches.";
        /// C4, a session tomorrow.
        RefuelOvernight = "refuel-overnight": "About 1 g per kg soon, then ordinary meals.";
        /// C4, nothing else today.
        RefuelMeal = "refuel-meal": "With the next meal; nothing has to be timed.";
        /// P1.
        ProteinAfter = "protein-after": "A quarter to a third of a gram per kg, within two hours; a usual meal holds it.";
        /// P2, P3.
        ProteinBeforeSleep = "protein-before-sleep": "Optional: slow or mixed protein half an hour before bed, counted towards the day.";
        /// C5.
        DayLoading = "day-loading": "Loading for a race of more than ninety minutes: 10 to 12 g per kg a day, for 36 to 48 h.";
        /// C, four hours.
        DayVeryLong = "day-very-long": "8 to 12 g per kg: four hours of training and more.";
        /// C, one to three hours.
        DayLong = "day-long": "6 to 10 g per kg: one to three hours of training.";
        /// C, about an hour.
        DayHour = "day-hour": "5 to 7 g per kg: about an hour of training.";
        /// C, a light day.
        DayLight = "day-light": "3 to 5 g per kg: a light day.";
        /// P.
        DayProtein = "day-protein": "1.4 to 2.0 g per kg, spread over three to five meals.";
    }
}

worded! {
    /// What keeps an amount from being more.
    Limit {
        /// Body mass went up.
        MassGained = "mass-gained": "body mass went up";
        /// What is sweated.
        Sweat = "sweat": "what you are expected to sweat";
        /// The gut.
        Gut = "gut": "what the gut takes in an hour";
        /// Sodium by the litre.
        SodiumPerLitre = "sodium-per-litre": "1100 mg per litre drunk";
        /// Caffeine of a dose, of a day, and before bed.
        Caffeine = "caffeine": "3 mg per kg, 400 mg a day, and bedtime";
    }
}

worded! {
    /// What to keep in mind about a basket.
    Note {
        /// Rule 21.
        ThirdParty = "third-party": "Capsules are supplements: prefer products that a third party tests for banned substances.";
    }
}
