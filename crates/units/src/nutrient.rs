//! What is eaten, drunk and sweated, each substance its own type: salt is not sodium, and mg/L becomes mmol/L only
//! where the type knows the substance. Durations live here too, because every rate is per hour.

quantity! {
    /// A physical duration, s. (Civil spans and instants are `jiff`'s.)
    Duration, "duration", like "1 h 30 min, 90 min or 1:30:00" {
        from_seconds / as_seconds: "s" = 1.0; "sec" "secs" "second" "seconds" "segundo" "segundos" "seg" "sekunde" "sekunden" "seconde" "secondes"
        from_minutes / as_minutes: "min" = 60.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "m" "mins" "minute" "minutes" "minuto" "minutos" "minuten" "minuti" "'"
        from_hours / as_hours: "h" = 3600.0; "hr" "hrs" "hour" "hours" "hora" "horas" "heure" "heures" "stunde" "stunden" "std" "std." "ora" "ore" "uur"
        from_days / as_days: "d" = 86400.0; "day" "days" "dia" "dias" "día" "días" "jour" "jours" "tag" "tage"
    }
}

impl Duration {
    /// In hours and minutes, rounded to the minute.
    ///
    /// ```
    /// assert_eq!(units::Duration::from_minutes(90.0).in_words(), "1 h 30 min");
    /// ```
    pub fn in_words(self) -> String {
        let seconds = self.as_seconds().round();
        if 0.0 < seconds && seconds < 60.0 {
            return format!("{seconds} s");
        }
        let minutes = self.as_minutes().round();
        let (hours, rest) = ((minutes / 60.0).floor(), minutes.rem_euclid(60.0));
        match (hours > 0.0, rest > 0.0) {
            (true, true) => format!("{hours} h {rest} min"),
            (true, false) => format!("{hours} h"),
            (false, _) => format!("{minutes} min"),
        }
    }
}

/// A substance with a molar mass, by which mg/L and mmol/L meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Substance {
    /// Sodium, Na⁺.
    Sodium,
    /// Chloride, Cl⁻.
    Chloride,
    /// Potassium, K⁺.
    Potassium,
    /// Table salt, NaCl.
    Salt,
}

const SODIUM_MG_PER_MMOL: f64 = 22.99;
const CHLORIDE_MG_PER_MMOL: f64 = 35.45;
const POTASSIUM_MG_PER_MMOL: f64 = 39.10;
const SALT_MG_PER_MMOL: f64 = 58.44;

impl Substance {
    /// Molar mass, mg/mmol.
    pub const fn mg_per_mmol(self) -> f64 {
        match self {
            Self::Sodium => SODIUM_MG_PER_MMOL,
            Self::Chloride => CHLORIDE_MG_PER_MMOL,
            Self::Potassium => POTASSIUM_MG_PER_MMOL,
            Self::Salt => SALT_MG_PER_MMOL,
        }
    }
}

quantity! {
    /// Mass of sodium (not of salt), mg.
    Sodium, "sodium", like "400 mg or 17.4 mmol" {
        from_mg / as_mg: "mg" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "milligram" "milligrams" "miligrama" "miligramas" "miligramo" "miligramos"
        from_g / as_g: "g" = 1000.0; "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
        from_mmol / as_mmol: "mmol" = SODIUM_MG_PER_MMOL; "meq"
    }
}

quantity! {
    /// Mass of table salt (sodium chloride), g. [`Salt::sodium`] says how much sodium it holds.
    Salt, "salt", like "1.2 g" {
        from_g / as_g: "g" = 1.0, (Metric . 1) (UsCustomary . 1) (Imperial . 1); "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm" "g salt"
        from_mg / as_mg: "mg" = 0.001; "mg salt"
    }
}

impl Salt {
    /// The sodium in this much salt.
    ///
    /// ```
    /// use units::Salt;
    /// assert_eq!(Salt::from_g(1.0).sodium().as_mg().round(), 393.0);
    /// ```
    pub fn sodium(self) -> Sodium {
        Sodium::from_g(self.as_g() * SODIUM_MG_PER_MMOL / SALT_MG_PER_MMOL)
    }

    /// The salt that holds this much sodium.
    pub fn holding(sodium: Sodium) -> Self {
        Self::from_g(sodium.as_g() * SALT_MG_PER_MMOL / SODIUM_MG_PER_MMOL)
    }
}

quantity! {
    /// Mass of potassium, mg.
    Potassium, "potassium", like "195 mg" {
        from_mg / as_mg: "mg" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "milligram" "milligrams" "miligrama" "miligramas" "miligramo" "miligramos"
        from_g / as_g: "g" = 1000.0; "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
        from_mmol / as_mmol: "mmol" = POTASSIUM_MG_PER_MMOL; "meq"
    }
}

quantity! {
    /// Mass of carbohydrate, g.
    Carbohydrate, "carbohydrate", like "60 g" {
        from_g / as_g: "g" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
    }
}

quantity! {
    /// Mass of protein, g.
    Protein, "protein", like "25 g" {
        from_g / as_g: "g" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
    }
}

quantity! {
    /// Mass of fat, g.
    Fat, "fat", like "10 g" {
        from_g / as_g: "g" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
    }
}

quantity! {
    /// Mass of dietary fibre, g.
    Fibre, "fibre", like "5 g" {
        from_g / as_g: "g" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
    }
}

quantity! {
    /// Mass of caffeine, mg.
    Caffeine, "caffeine", like "100 mg" {
        from_mg / as_mg: "mg" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "milligram" "milligrams" "miligrama" "miligramas" "miligramo" "miligramos"
        from_g / as_g: "g" = 1000.0; "gram" "grams" "grama" "gramas" "gramo" "gramos" "gramm"
    }
}

quantity! {
    /// Concentration of sodium in sweat or in a drink, mmol/L.
    SodiumConcentration, "sodium concentration", like "39 mmol/L or 900 mg/L" {
        from_mmol_per_l / as_mmol_per_l: "mmol/L" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "mm" "meq/l" "mmol/litre" "mmol/liter" "mmol per l"
        from_mg_per_l / as_mg_per_l: "mg/L" = 1.0 / SODIUM_MG_PER_MMOL; "ppm" "mg/litre" "mg/liter" "mg per l" "mg per litre"
        from_g_per_l / as_g_per_l: "g/L" = 1000.0 / SODIUM_MG_PER_MMOL; "g/litre" "g/liter"
    }
}

quantity! {
    /// Concentration of chloride in sweat, mmol/L.
    ChlorideConcentration, "chloride concentration", like "35 mmol/L or 1240 mg/L" {
        from_mmol_per_l / as_mmol_per_l: "mmol/L" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "mm" "meq/l" "mmol/litre" "mmol/liter" "mmol per l"
        from_mg_per_l / as_mg_per_l: "mg/L" = 1.0 / CHLORIDE_MG_PER_MMOL; "ppm" "mg/litre" "mg/liter"
    }
}

quantity! {
    /// Sodium lost or taken in a time, mg/h.
    SodiumRate, "sodium rate", like "700 mg/h" {
        from_mg_per_h / as_mg_per_h: "mg/h" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "mg/hr" "mg/hour" "mg per hour"
        from_mmol_per_h / as_mmol_per_h: "mmol/h" = SODIUM_MG_PER_MMOL; "mmol/hr"
    }
}

quantity! {
    /// Carbohydrate taken in a time, g/h.
    CarbohydrateRate, "carbohydrate rate", like "60 g/h" {
        from_g_per_h / as_g_per_h: "g/h" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "g/hr" "g/hour" "g per hour"
    }
}

additive!(
    Duration Sodium Salt Potassium Carbohydrate Protein Fat Fibre Caffeine SodiumConcentration ChlorideConcentration
    SodiumRate CarbohydrateRate
);
