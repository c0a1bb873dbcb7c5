//! A planned session as a workout file for a watch, with what to drink in the notes of its steps.

use formats::fit::{Workout, WorkoutStep};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use units::{Carbohydrate, Duration, Quantity, Volume};

use crate::SessionPlan;

/// A watch takes no more steps than these from some makers.
const MOST_STEPS: u32 = 48;
/// How far apart sips are, minutes: as the [bottle](fuel::Bottle) counts them.
const BETWEEN_SIPS: u32 = 15;

/// What is drunk and eaten in each step of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrinkSteps {
    /// How many steps.
    pub steps: u32,
    /// How long each is, minutes; the last may be shorter.
    pub minutes: u32,
    /// What is drunk in each.
    pub fluid: Volume,
    /// Carbohydrate that the drink does not hold, eaten in each.
    pub to_eat: Carbohydrate,
}

impl SessionPlan {
    /// How the drink of the session is spread over steps, in all no more than its bottle holds; `None` where the plan asks for no
    /// drink.
    pub fn drink_steps(&self) -> Option<DrinkSteps> {
        let bottle = self.bottle.as_ref().filter(|bottle| bottle.sips > 0)?;
        let sips = bottle.sips.div_ceil(MOST_STEPS);
        let steps = bottle.sips.div_ceil(sips);
        let share = 1.0 / f64::from(steps);
        let (fluid, to_eat) = (bottle.fluid * share, bottle.to_eat * share);
        Some(DrinkSteps { steps, minutes: sips * BETWEEN_SIPS, fluid, to_eat })
    }

    /// The session as a FIT workout of timed steps, each of which is called `name` and shows `note`. Without a drink it is one step
    /// without a note.
    pub fn to_fit(&self, name: &str, note: &str, made: Timestamp) -> Vec<u8> {
        let session = &self.session;
        let whole = session.conditions.duration;
        let steps = match self.drink_steps() {
            None => vec![WorkoutStep { name: session.title.clone(), length: whole, notes: String::new() }],
            Some(drink) => (0..drink.steps)
                .map(|step| {
                    let begins = Duration::from_minutes(f64::from(step * drink.minutes));
                    let length = (whole - begins).min(Duration::from_minutes(f64::from(drink.minutes)));
                    WorkoutStep { name: name.to_owned(), length, notes: note.to_owned() }
                })
                .collect(),
        };
        let hash = Sha256::digest(session.id.as_bytes());
        let serial = u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]);
        let workout = Workout {
            title: session.title.clone(),
            sport: session.conditions.sport,
            serial,
            created: made,
            steps,
        };
        workout.to_fit()
    }
}
