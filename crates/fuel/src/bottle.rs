//! What goes into the bottles of a session, and how it is sipped.

use serde::{Deserialize, Serialize};
use units::{Carbohydrate, Mass, Quantity, Sodium, Volume};

use crate::{Band, Phase, Plan, Session, numbers};

/// A recipe for a session: everything in it is already within the session's limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bottle {
    /// All that is to be drunk.
    pub fluid: Volume,
    /// How often to sip: once each quarter of an hour.
    pub sips: u32,
    /// How much each time.
    pub sip: Volume,
    /// Sugars dissolved in it, at most 8 g in 100 mL.
    pub sugar: Carbohydrate,
    /// Sodium dissolved in it.
    pub sodium: Sodium,
    /// The table salt that holds this sodium.
    pub salt: Mass,
    /// Carbohydrate that the drink does not hold: gels, bars or fruit beside it.
    pub to_eat: Carbohydrate,
}

impl Bottle {
    /// The same recipe over another total of fluid, so that the sips of a session add up to what its basket holds. The
    /// drink gets no stronger: less fluid takes less sodium and sugar, and what the drink does not hold is eaten.
    #[must_use]
    pub fn over(self, fluid: Volume) -> Self {
        if fluid <= Volume::ZERO {
            return self;
        }
        let numbers = &numbers().bottle;
        let carbohydrate = self.sugar + self.to_eat;
        let sugar = carbohydrate.min(Carbohydrate::from_g(numbers.strongest.value * fluid.as_l()));
        let sodium = self.sodium * (fluid / self.fluid).min(1.0);
        Self {
            fluid,
            sip: fluid * (1.0 / f64::from(self.sips)),
            sugar,
            sodium,
            salt: Mass::from_g(sodium.as_mg() / 1000.0 / numbers.sodium_in_salt.value),
            to_eat: carbohydrate - sugar,
            ..self
        }
    }

    /// The recipe for a session of a plan, at the targets of its needs; `None` where hardly anything is to be drunk: nobody
    /// mixes a glass for two hours.
    pub fn of(plan: &Plan, session: &Session) -> Option<Self> {
        let (mut fluid, mut sodium, mut carbohydrate) = (Volume::ZERO, Sodium::ZERO, Carbohydrate::ZERO);
        for need in plan.needs.iter().filter(|need| need.session == session.id && need.phase == Phase::During)
        {
            match need.amount {
                Band::Fluid(range) => fluid = range.target,
                Band::Sodium(range) => sodium = range.target,
                Band::Carbohydrate(range) => carbohydrate = range.target,
                Band::Protein(_) | Band::Caffeine(_) => {}
            }
        }
        let numbers = &numbers().bottle;
        if fluid.as_ml() < numbers.least.value {
            return None;
        }
        let quarters = (session.duration.as_minutes() / numbers.sip_minutes.value).ceil().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a planned session lasts 5 minutes to 36 hours"
        )]
        let sips = quarters as u32;
        let sugar = carbohydrate.min(Carbohydrate::from_g(numbers.strongest.value * fluid.as_l()));
        Some(Self {
            fluid,
            sips,
            sip: fluid * (1.0 / quarters),
            sugar,
            sodium,
            salt: Mass::from_g(sodium.as_mg() / 1000.0 / numbers.sodium_in_salt.value),
            to_eat: carbohydrate - sugar,
        })
    }
}

#[cfg(test)]
mod tests {
    use evidence::Estimate;
    use jiff::Timestamp;
    use units::{Duration, VolumeRate};

    use super::*;
    use crate::{Day, Intensity, Person, plan};

    fn day(hours: f64, sweat: f64, mass_gained: bool) -> Day {
        let session = Session {
            sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(sweat))),
            sweat_measured: true,
            mass_gained,
            ..Session::new("ride", Timestamp::UNIX_EPOCH, Duration::from_hours(hours), Intensity::Hard)
        };
        let person = Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(75.0)) };
        Day { sessions: vec![session], ..Day::of(person) }
    }

    fn bottle(day: &Day) -> Option<Bottle> {
        Bottle::of(&plan(day).unwrap(), &day.sessions[0])
    }

    #[test]
    fn two_hours_are_eight_sips_that_add_up() {
        // S05: 250 to 1000 mL/h, 30 to 60 g/h, 400 to 1100 mg/L.
        let bottle = bottle(&day(2.0, 1.0, false)).unwrap();
        assert_eq!(bottle.sips, 8);
        assert!((bottle.fluid.as_ml() - 1250.0).abs() < 1e-6, "{bottle:?}");
        assert!((bottle.sip.as_ml() * 8.0 - bottle.fluid.as_ml()).abs() < 1e-6);
        assert!((bottle.sugar.as_g() - 90.0).abs() < 1e-6 && bottle.to_eat.as_g().abs() < 1e-6);
        assert!((bottle.salt.as_g() * 390.0 - bottle.sodium.as_mg()).abs() < 1e-6);
    }

    #[test]
    fn what_would_make_the_drink_too_strong_is_eaten() {
        let bottle = bottle(&day(3.0, 0.5, false)).unwrap();
        assert!((bottle.sugar.as_g() - 80.0 * bottle.fluid.as_l()).abs() < 1e-6, "{bottle:?}");
        assert!((bottle.sugar.as_g() + bottle.to_eat.as_g() - 225.0).abs() < 1e-6, "75 g/h in all");
    }

    #[test]
    fn another_total_is_sipped_whole_and_never_stronger() {
        let recipe = bottle(&day(3.0, 0.5, false)).unwrap();
        let carbohydrate = recipe.sugar + recipe.to_eat;
        for litres in [0.4, 1.2, 2.0] {
            let other = recipe.clone().over(Volume::from_l(litres));
            assert!((other.sip.as_l() * f64::from(other.sips) - litres).abs() < 1e-9);
            assert!(other.sugar.as_g() <= 80.0 * litres + 1e-9 && other.sodium <= recipe.sodium);
            assert!((other.sugar + other.to_eat - carbohydrate).as_g().abs() < 1e-9);
        }
    }

    #[test]
    fn nobody_who_gained_mass_gets_a_bottle() {
        assert_eq!(bottle(&day(3.0, 0.5, true)), None);
    }
}
