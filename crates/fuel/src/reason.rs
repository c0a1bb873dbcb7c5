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
        /// C1, under 13.
        CarbohydrateChild = "carbohydrate-child": "As much as is wanted of ordinary food and drinks, up to this. Nothing is required.";
        /// A4: nothing follows within a day.
        AfterMeals = "after-meals": "Drink to thirst with meals; nothing has to be made up at once. This is the most that is safe in these hours.";
        /// A5: a session within the day.
        AfterOvernight = "after-overnight": "To thirst with salty food, spread over the waking hours until the next session.";
        /// A6, weighed: the next session is near.
        AfterSoon = "after-soon": "One and a quarter to one and a half times what the scale says was lost, in portions, with sodium.";
        /// A6, not weighed: the next session is near.
        AfterUnweighed = "after-unweighed": "Up to what you are likely to have lost; nobody weighed it, so nothing is required. Weigh yourself to know more.";
        /// A3: over-drinking is a risk.
        AfterThirst = "after-thirst": "Thirst first: after long work the body holds water back, and catching up is where the danger is.";
        /// A4 to A6, A10: what is left of it.
        AfterLater = "after-later": "What could not be drunk safely before, with the next meals.";
        /// A12.
        AfterChild = "after-child": "To thirst, with ordinary food and drinks.";
        /// A13.
        AfterCondition = "after-condition": "To thirst, with an ordinary meal; your clinician knows what is right for you.";
        /// A11.
        SodiumAfter = "sodium-after": "Salty food or a drink with sodium: without it, water is passed again.";
        /// S9.
        SodiumOfMeal = "sodium-of-meal": "No more than an ordinary meal holds; none is added.";
        /// S9, during.
        SodiumNone = "sodium-none": "None is added, with the condition you noted.";
        /// C3, the next session is near.
        RefuelSoon = "refuel-soon": "About 1 g per kg each hour: the next session is near.";
        /// C3, between matches.
        RefuelLight = "refuel-light": "Light, low-fat, low-fibre carbohydrate between the matches.";
        /// C4, a session tomorrow.
        RefuelOvernight = "refuel-overnight": "About 1 g per kg soon, then ordinary meals.";
        /// C4, nothing else today.
        RefuelMeal = "refuel-meal": "With the next meal; nothing has to be timed.";
        /// C4, after long work.
        RefuelLong = "refuel-long": "Eat soon, and eat enough for the rest of the day: after so long a session stores are empty.";
        /// P1.
        ProteinAfter = "protein-after": "Within two hours; a usual meal holds it. 20 g are enough for an adult, or a quarter of a gram per kg.";
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
        /// S2: body mass went up.
        MassGained = "mass-gained": "body mass went up";
        /// S1: what is sweated.
        Sweat = "sweat": "what you are expected to sweat";
        /// S1: what is sweated at least.
        SweatUncertain = "sweat-uncertain": "the least you are likely to sweat, since nobody knows it closely";
        /// S1, S11: the gut.
        Gut = "gut": "what the gut takes in an hour";
        /// Two sessions at one time.
        Overlap = "overlap": "the other session at the same time";
        /// S4.
        PlasmaSodium = "plasma-sodium": "what keeps the sodium in your blood up";
        /// A7.
        HourAtRest = "hour-at-rest": "what is safe in an hour at rest";
        /// A7: before a session.
        Sips = "sips": "sips only in the half hour before a session";
        /// A8.
        FourHours = "four-hours": "what is safe in four hours";
        /// A9.
        WholeDay = "whole-day": "what is safe in a day";
        /// A10.
        Bedtime = "bedtime": "a quarter of a litre in the hour before bed";
        /// A10.
        Rising = "rising": "half a litre in the hour after getting up";
        /// A12, S13.
        Youth = "youth": "what suits somebody under 18";
        /// A13, S9.
        Condition = "condition": "the condition you noted";
        /// S12.
        SodiumPerLitre = "sodium-per-litre": "1100 mg per litre drunk";
        /// N2.
        SodiumLost = "sodium-lost": "the sodium you are expected to lose";
        /// C2.
        Lead = "lead": "the time left to digest";
        /// S5, S6: caffeine of a dose, of a day, and before bed.
        Caffeine = "caffeine": "3 mg per kg, 400 mg a day, and bedtime";
    }
}

worded! {
    /// What to keep in mind about a basket.
    Note {
        /// Rule 15.
        ReadPack = "read-pack": "Read the pack: it is not known whether an item contains what you avoid.";
        /// Rule 16.
        Unverified = "unverified": "The figures of an item are not verified: compare them with the pack.";
        /// Rule 19.
        Stale = "stale": "The figures of an item were checked more than a year ago: compare them with the pack.";
        /// Rule 21.
        ThirdParty = "third-party": "Capsules are supplements: prefer products that a third party tests for banned substances.";
    }
}
