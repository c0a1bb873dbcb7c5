//! The numbers of the rules, as data.

use std::sync::LazyLock;

evidence::coefficient_table! {
    /// Every number of the fuelling and safety rules, by section, as read from `data/rules.toml`.
    pub struct Numbers {}
    /// Fluid before a session (H1, H2).
    before: BeforeNumbers {
        fluid_least fluid_most child_least dry_least dry_most
    }
    /// Fluid during a session (H0, H3, H4, H6).
    drinking: DrinkingNumbers {
        tolerated_loss offered_share child_offer unknown_least unknown_most
    }
    /// The most that may be drunk during a session (S1, A12).
    ceiling: CeilingNumbers {
        hour long_hour long_after tested_hour unmeasured_slack long_slack child_hour_per_kg child_hour
        unknown_hour unknown_risk_hour
    }
    /// The most that may be drunk at rest (A7 to A10, A12, A13).
    rest: RestNumbers {
        hour hour_per_kg salted_hour salted_hour_per_kg risk_hour risk_hour_per_kg sips_minutes sips
        four_hours four_hours_per_kg four_hours_risk four_hours_risk_per_kg four_hours_weighed
        four_hours_weighed_per_kg day day_per_kg before_bed on_rising child_hour_per_kg child_hour
        condition_hour condition_four_hours
    }
    /// Fluid and sodium after a session (A1 to A6, A11).
    after: AfterNumbers {
        substrate_per_hour substrate_from overnight soon_least soon_most child_per_hour large_loss
        medical_loss sodium_from sodium_least sodium_soon_least sodium_most ordinary_meal
    }
    /// Who is at risk of drinking too much (A3).
    risk: RiskNumbers {
        long light light_hours
    }
    /// Sodium during a session (N1, S12).
    sodium: SodiumNumbers {
        per_litre_least per_litre_most hour_most long heavy salty
    }
    /// Carbohydrate (C1 to C6, S11, S13).
    carbohydrate: CarbohydrateNumbers {
        none_up_to rinse_up_to rinse_most any_least any_most long ultra mixed_most trained_most youth_most
        child_most before_from before_least before_most before_child before_per_hour before_usual
        before_easy_from refuel_least refuel_most tournament_least tournament_most refuel_hours
        neglected_from
    }
    /// Protein (P, P1, P2).
    protein: ProteinNumbers {
        dose_least dose_most least most usual child_most tournament_most spacing bed_least bed_per_kg
        bed_most bed_evening bed_day day_least day_most
    }
    /// Caffeine (K1, K2, S5).
    caffeine: CaffeineNumbers {
        single single_per_kg day lead least cut_off cut_off_per_mg cut_off_least cut_off_most
    }
    /// Heat (W1).
    heat: HeatNumbers {
        limit stop cancel air
    }
    /// Totals of a day (C, C5).
    day: DayNumbers {
        light_least light_most hour_least hour_most long_least long_most very_long_least very_long_most
        hour_from long_from very_long_from easy_weight loading_least loading_most loading_hours most
    }
    /// Gaps between sessions (M0 to M5) and windows around them.
    gap: GapNumbers {
        continued tournament merged rapid overnight window until later later_from
    }
    /// Plasma sodium (S4).
    plasma: PlasmaNumbers {
        slope intercept usual least least_weighed body_water sweat_sodium sweat_potassium
    }
    /// A drink to mix.
    bottle: BottleNumbers {
        sip_minutes strongest sodium_in_salt least
    }
    /// Amounts that are no needs.
    trivial: TrivialNumbers {
        fluid sodium
    }
}

static NUMBERS: LazyLock<Numbers> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/rules.toml")).expect("data/rules.toml")
});

/// The numbers in force, each with its source.
///
/// ```
/// let cap = &fuel::numbers().ceiling.hour;
/// assert_eq!((cap.value, cap.unit.as_str()), (1.0, "L/h"));
/// ```
pub fn numbers() -> &'static Numbers {
    &NUMBERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_finite_and_its_source_is_in_the_register() {
        for (name, number) in numbers().iter() {
            assert!(number.value.is_finite() && number.value > 0.0, "{name}");
            assert!(evidence::register().get(&number.source).is_some(), "{name}: {}", number.source);
        }
    }
}
