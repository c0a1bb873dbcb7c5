//! A session as the rules take it.

use physiology::{Intensity, Sport};

use super::{Expected, Surroundings};

impl Surroundings {
    /// A session with what is expected of it, its heat, and what was really had once it is over.
    pub(super) fn session(&self, expected: &Expected) -> fuel::Session {
        let Expected { session, prediction } = expected;
        let conditions = &session.conditions;
        let over = session.end() <= self.now;
        let intensity = intensity_of(session.intensity);
        fuel::Session {
            title: session.title.clone(),
            strength: conditions.sport == Sport::Gym,
            sweat_rate: Some(prediction.rate),
            sweat_measured: prediction.tests > 0,
            sweat_sodium: Some(prediction.sodium_concentration),
            air_temperature: Some(conditions.air_temperature),
            wbgt: Some(session.wbgt(&self.record.time_zone())),
            mass_gained: self.had.weighings().gained_in(session),
            done: if over { self.had.done(session, &self.tests) } else { None },
            ..fuel::Session::new(&session.id, session.start, conditions.duration, intensity)
        }
    }
}

/// The intensity as the fuelling rules name it.
pub(crate) fn intensity_of(intensity: Intensity) -> fuel::Intensity {
    match intensity {
        Intensity::Easy => fuel::Intensity::Easy,
        Intensity::Moderate => fuel::Intensity::Moderate,
        Intensity::Hard => fuel::Intensity::Hard,
        Intensity::Max => fuel::Intensity::Max,
    }
}
