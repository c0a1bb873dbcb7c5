//! What to test next, as codes with quantities; English is the default wording.

use std::fmt;

use physiology::{RetestReason, SessionConditions, Sport, SweatProfile};
use serde::{Serialize, Serializer};
use units::{Fraction, Temperature};

/// A piece of advice on what to test next.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice {
    /// A reason to test again.
    Again(RetestReason),
    /// The session of which a test would teach most.
    MostTelling {
        /// It is one of those that are planned.
        planned: bool,
        /// Its sport.
        sport: Sport,
        /// Its air temperature.
        air_temperature: Temperature,
        /// What a test would take off the variance of what is expected.
        gain: Fraction,
    },
    /// The tests cover what is planned.
    Covered,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Again(reason) => f.write_str(&reason.words()),
            Self::MostTelling { planned, sport, air_temperature, gain } => {
                let what = if *planned { "Of what is planned," } else { "An hour of" };
                write!(
                    f,
                    "{what} {} near {:.0} °C would teach most: weighing it would take about {:.0} % off the \
                     variance of what is expected.",
                    sport.words().to_lowercase(),
                    air_temperature.as_celsius(),
                    gain.as_percent()
                )
            }
            Self::Covered => f.write_str(
                "The tests cover these conditions well; test again after three months or in another season.",
            ),
        }
    }
}

impl Serialize for Advice {
    /// As the English wording.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The share of variance, %, below which one more test is not worth its trouble.
const WORTH_A_TEST: f64 = 15.0;

/// Why to test again, and where it would teach most: over the planned sessions, or from cool to hot where none is.
pub(crate) fn advice(
    profile: &SweatProfile,
    planned: &[SessionConditions],
    session: &SessionConditions,
    now: jiff::Timestamp,
) -> Vec<Advice> {
    let at =
        |celsius: f64| SessionConditions { air_temperature: Temperature::from_celsius(celsius), ..*session };
    let usual = [at(10.0), at(20.0), at(30.0)];
    let sessions = if planned.is_empty() { &usual[..] } else { planned };
    let mut advice: Vec<Advice> =
        profile.retest_reasons(sessions, now).into_iter().map(Advice::Again).collect();
    let telling = profile.most_telling(sessions).filter(|(_, gain)| gain.as_percent() > WORTH_A_TEST);
    if let Some((index, gain)) = telling {
        let SessionConditions { sport, air_temperature, .. } = sessions[index];
        advice.push(Advice::MostTelling { planned: !planned.is_empty(), sport, air_temperature, gain });
    }
    if advice.is_empty() {
        advice.push(Advice::Covered);
    }
    advice
}
