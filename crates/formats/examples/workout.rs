//! Writes a workout with drinks to the standard output, for decoders that others wrote: see `tests/peers/fit_workout.py`.

use std::io::Write as _;

use formats::fit::{Workout, WorkoutStep};
use units::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let step = |minutes: f64| WorkoutStep {
        name: "Beber".to_owned(),
        length: Duration::from_minutes(minutes),
        notes: "Bebe 150 mL nestes 15 minutos. Água ou 💧, come 8 g de hidratos de carbono.".to_owned(),
    };
    let workout = Workout {
        title: "Rodagem longa na Serra de Sintra com amigos de Benguela".to_owned(),
        sport: sport::Sport::Run,
        serial: 1234,
        created: "2027-06-01T06:00:00Z".parse()?,
        steps: vec![step(15.0), step(15.0), step(15.0), step(7.5)],
    };
    Ok(std::io::stdout().write_all(&workout.to_fit())?)
}
