//! The recording of a workout by the minute, from the traces of the observations behind it.

use std::collections::BTreeMap;

use ::timeline::{Channel, EVERY, Event, Observation, Trace};
use jiff::{SignedDuration, Timestamp};
use physiology::recording::{Recording, Sample};
use sport::Sport;
use store::{Owner, StoreError};
use units::{Duration, Frequency, Length, Power, Speed};

use crate::Engine;
use crate::reconciliation::StoredObservation;

/// A timer that stood still for less than this did so by chance.
const LEAST_PAUSE: Duration = Duration::from_minutes(1.0);

/// What the observations behind a workout say of it minute by minute: of each thing that was measured, the trace that knows
/// most. Without a trace the stops alone, as far as the workout names them. `None` when it was no workout, or nothing
/// is known beyond its means.
pub(crate) fn recorded<'a>(
    event: &Event,
    sport: Sport,
    of: impl Fn(&str) -> Option<&'a Observation>,
) -> Option<Recording> {
    let workout = event.workout()?;
    let length = event.span.duration();
    let since = |at: Timestamp| Duration::from_seconds(at.duration_since(event.span.start).as_secs_f64());
    let pauses: Vec<(Duration, Duration)> =
        workout.pauses.iter().map(|pause| (since(pause.start), since(pause.end))).collect();
    let traces: Vec<&Trace> =
        event.all_links().filter_map(|link| of(&link.observation)?.shape.as_ref()?.trace.as_ref()).collect();
    let samples = samples(event, &traces);
    if samples.is_empty() && pauses.is_empty() {
        let timer = workout.timer.filter(|timer| *timer + LEAST_PAUSE < length)?;
        return Recording::paused_somewhere(length, timer);
    }
    Recording::of(sport, length, &samples, &pauses)
}

/// A sample for every ten seconds of the workout in which any trace has a value.
fn samples(event: &Event, traces: &[&Trace]) -> Vec<Sample> {
    let best = |channel: fn(&Trace) -> &Channel| -> Option<(&Trace, &Channel)> {
        let known = |trace: &&&Trace| channel(trace).values().iter().flatten().count();
        let trace: &Trace = traces.iter().filter(|trace| known(trace) > 0).max_by_key(known)?;
        Some((trace, channel(trace)))
    };
    let value = |of: Option<(&Trace, &Channel)>, at: Timestamp| -> Option<f64> {
        let (trace, channel) = of?;
        let index = at.duration_since(trace.start).as_secs().div_euclid(EVERY);
        channel.values().get(usize::try_from(index).ok()?).copied().flatten().map(f64::from)
    };
    let (power, speed) = (best(|trace| &trace.power), best(|trace| &trace.speed));
    let (altitude, heart_rate) = (best(|trace| &trace.altitude), best(|trace| &trace.heart_rate));
    let mut samples = Vec::new();
    let mut at = event.span.start;
    let mut seconds = 0.0;
    // A trace has no more values than a day.
    let last = event.span.end.min(event.span.start.saturating_add(LONGEST).unwrap_or(Timestamp::MAX));
    while at < last {
        let sample = Sample {
            at: Duration::from_seconds(seconds),
            power: value(power, at).map(Power::from_watts),
            speed: value(speed, at).map(|centimetres| Speed::from_m_per_s(centimetres / 100.0)),
            altitude: value(altitude, at).map(|decimetres| Length::from_m(decimetres / 10.0)),
            heart_rate: value(heart_rate, at).map(Frequency::from_per_min),
        };
        if sample.power.is_some() || sample.speed.is_some() || sample.heart_rate.is_some() {
            samples.push(sample);
        }
        let Ok(next) = at.checked_add(SignedDuration::from_secs(EVERY)) else { break };
        at = next;
        #[expect(clippy::cast_precision_loss, reason = "ten")]
        let every = EVERY as f64;
        seconds += every;
    }
    samples
}

const LONGEST: SignedDuration = SignedDuration::from_hours(36);

impl Engine {
    /// The observations behind these events, by name.
    pub(crate) async fn behind(
        &self,
        owner: &Owner,
        events: &[Event],
    ) -> Result<BTreeMap<String, Observation>, StoreError> {
        let mut found = BTreeMap::new();
        for link in events.iter().flat_map(Event::all_links) {
            if found.contains_key(&link.observation) {
                continue;
            }
            let stored = self.of::<StoredObservation>(owner).get(&link.observation).await?;
            found.extend(stored.map(|stored| (stored.0.id.clone(), stored.0)));
        }
        Ok(found)
    }
}
