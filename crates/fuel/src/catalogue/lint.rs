//! What contradicts what in the figures of one item.

use units::{Carbohydrate, Fat, Fibre, Protein, Volume};

use super::{Form, Item};

/// The share of caffeine in a serving's mass from which it counts as pure.
const PURE_CAFFEINE_SHARE: f64 = 0.10;
/// Salt is 38.8 % sodium: nothing edible holds more of it by mass, save baking soda's kin in tablets.
const MOST_SODIUM_MG_PER_G: f64 = 390.0;
/// What a drink or a powder mixed as directed may hold in a litre before it counts as misread: above the strongest
/// preload sold, and the strongest carbohydrate mix.
const MOST_SODIUM_MG_PER_L: f64 = 8000.0;
const MOST_CARBOHYDRATE_G_PER_L: f64 = 300.0;

impl Item {
    /// What contradicts what in the figures of a serving.
    pub fn lint(&self) -> Vec<String> {
        let mut problems = Vec::new();
        problems.extend(self.mass_problem());
        problems.extend(self.energy_problem());
        problems.extend(self.fructose_problem());
        problems.extend(self.caffeine_problem());
        problems.extend(self.sodium_problem());
        problems.extend(self.strength_problem());
        problems
    }

    fn grams_of(&self) -> [f64; 4] {
        let of = &self.nutrients;
        let grams = |value: Option<f64>| value.unwrap_or(0.0);
        [
            grams(of.carbohydrate.map(Carbohydrate::as_g)),
            grams(of.protein.map(Protein::as_g)),
            grams(of.fat.map(Fat::as_g)),
            grams(of.fibre.map(Fibre::as_g)),
        ]
    }

    fn mass_problem(&self) -> Option<String> {
        let [carbohydrate, protein, fat, _] = self.grams_of();
        let parts = carbohydrate + protein + fat + self.nutrients.fluid.map_or(0.0, Volume::as_ml);
        let mass = self.mass.filter(|mass| parts > mass.as_g() * 1.03 + 1.0)?;
        Some(format!("its parts weigh {parts:.0} g, the serving {:.0} g", mass.as_g()))
    }

    /// Fibre yields half; alcohol and rounding take the rest.
    fn energy_problem(&self) -> Option<String> {
        let of = &self.nutrients;
        let [carbohydrate, protein, fat, fibre] = self.grams_of();
        let stated = of.energy.filter(|_| of.fat.is_some() && of.protein.is_some())?.as_kcal();
        let kcal = 4.0 * (carbohydrate + protein) + 9.0 * fat - 2.0 * fibre;
        // American labels count fibre as carbohydrate, European ones (Regulation 1169/2011, annex XIV) beside it.
        let off = |kcal: f64| (kcal - stated).abs() > 0.2 * stated.max(kcal) + 8.0;
        (off(kcal) && off(kcal + 4.0 * fibre))
            .then(|| format!("4-4-9 gives {kcal:.0} kcal, the row says {stated:.0}"))
    }

    fn fructose_problem(&self) -> Option<String> {
        let (fructose, carbohydrate) = (self.nutrients.fructose?.as_g(), self.nutrients.carbohydrate?.as_g());
        (fructose > carbohydrate * 1.05 + 0.5)
            .then(|| format!("{fructose:.0} g of fructose in {carbohydrate:.0} g of carbohydrate"))
    }

    /// Rule 7: pure caffeine is in no catalogue; a spoonful of it can kill. A strong gum holds 3 %.
    fn caffeine_problem(&self) -> Option<String> {
        let (caffeine, mass) = (self.nutrients.caffeine?.as_mg(), self.mass?.as_g());
        (caffeine > PURE_CAFFEINE_SHARE * mass * 1000.0)
            .then(|| "it is nearly pure caffeine, which no plan uses".to_owned())
    }

    fn sodium_problem(&self) -> Option<String> {
        let sodium = self.nutrients.sodium?.as_mg();
        if let Some(mass) = self.mass.filter(|mass| sodium > MOST_SODIUM_MG_PER_G * mass.as_g()) {
            return Some(format!("{sodium:.0} mg of sodium in {} g is more than salt holds", mass.as_g()));
        }
        // `PH 1000` names milligrams per litre, not per serving.
        let number = self
            .name
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|digits| digits.parse::<f64>().ok())
            .find(|number| *number >= 250.0)?;
        let diluted = self.mix_with.is_some_and(|water| water.as_ml() >= 900.0);
        (self.form == Form::Powder && (sodium - number).abs() < 1.0 && !diluted)
            .then(|| format!("{number} is a concentration in the name, not the sodium of a serving"))
    }

    /// Figures per 100 g that were read as a serving show in the strength of the drink.
    fn strength_problem(&self) -> Option<String> {
        let litres = self.litres_as_directed()?;
        let of = &self.nutrients;
        let sodium = of.sodium.map_or(0.0, units::Sodium::as_mg) / litres;
        let carbohydrate = of.carbohydrate.map_or(0.0, Carbohydrate::as_g) / litres;
        if sodium > MOST_SODIUM_MG_PER_L {
            return Some(format!("{sodium:.0} mg of sodium in a litre as directed: is the serving misread?"));
        }
        (carbohydrate > MOST_CARBOHYDRATE_G_PER_L).then(|| {
            format!("{carbohydrate:.0} g of carbohydrate in a litre as directed: is the serving misread?")
        })
    }

    /// Litres of drink that a serving makes as directed; nothing for what is not drunk.
    pub fn litres_as_directed(&self) -> Option<f64> {
        let water = match self.form {
            Form::Drink => self.nutrients.fluid?,
            Form::Powder => self.mix_with?,
            Form::Gel | Form::Chew | Form::Bar | Form::Capsule | Form::Food => return None,
        };
        (water > Volume::ZERO).then(|| water.as_l())
    }
}
