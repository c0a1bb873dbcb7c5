//! Asks the forecast of planned sessions again during the last two days before them.
//!
//! A commit that stores a session whose weather was asked of a forecast leaves a job behind. The job asks again, stores the
//! session in its newer weather, and notes the change for a [message](crate::reminders) if the athlete would pack for another
//! amount. That commit in turn leaves the next job.

use connect::weather::Kind;
use fuel::{Band, Phase};
use jiff::{SignedDuration, Timestamp};
use physiology::Setting;
use reminders::is_told_of_forecast;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Commit, Job, NewJob, Stored};
use units::Volume;

use crate::amend::Write;
use crate::day::Surroundings;
use crate::{Engine, Error, PlannedSession, WeatherSource, owner};

/// The kind of the job that asks for a session's forecast again.
pub(crate) const FORECAST_JOB: &str = "forecast";

/// Forecasts are asked for again from this long before a session starts.
const FIRST: SignedDuration = SignedDuration::from_hours(48);
/// Two questions are at least so far apart, which is how often weather services compute anew.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// The last question leaves time to pack.
const LAST: SignedDuration = SignedDuration::from_hours(2);
/// A question sooner than this after another one would bring no news.
const LEAST: SignedDuration = SignedDuration::from_hours(1);

/// Which of a session's conditions came from the weather, besides the temperature of the air. The others were typed and stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedWeather {
    /// The relative humidity.
    pub relative_humidity: bool,
    /// The wind.
    pub wind: bool,
    /// The sun.
    pub sun: bool,
}

/// What the job needs to know. The instant of the weather makes the job of an older one void.
#[derive(Debug, Serialize, Deserialize)]
struct Turn {
    session: String,
    issued_at: Timestamp,
}

impl Turn {
    fn is_of(&self, session: &PlannedSession) -> bool {
        session.weather.is_some_and(|weather| weather.issued_at == self.issued_at)
    }
}

/// When to ask for the forecast of a session again; `None` where it is too late, or its weather was typed.
fn next(session: &PlannedSession, now: Timestamp) -> Option<Timestamp> {
    let foreseen = |weather: WeatherSource| matches!(weather.kind, Kind::Forecast | Kind::Climatology);
    let asked = session.place.is_some() && session.asked.is_some() && session.weather.is_some_and(foreseen);
    let before = |by| session.start.saturating_sub(by).ok();
    let after = |by| now.saturating_add(by).ok();
    let at = before(FIRST)?.max(after(EVERY)?).min(before(LAST)?);
    (asked && at >= after(LEAST)?).then_some(at)
}

fn job_of(session: &PlannedSession, now: Timestamp) -> Option<NewJob> {
    let turn = Turn { session: session.id.clone(), issued_at: session.weather?.issued_at };
    let body = serde_json::to_value(turn).ok()?;
    Some(NewJob { kind: FORECAST_JOB.to_owned(), due: next(session, now)?, body })
}

/// The jobs that a commit leaves behind: one for each session that it stores with a forecast.
pub(crate) fn jobs_of(commit: &Commit, now: Timestamp) -> Vec<NewJob> {
    let of_change = |change: &Change| match change {
        Change::Put { collection, document } if collection.as_str() == PlannedSession::COLLECTION => {
            job_of(&document.body.read().ok()?, now)
        }
        _ => None,
    };
    match owner::name_in(&commit.owner, "athlete") {
        Some(_) => commit.changes.iter().filter_map(of_change).collect(),
        None => Vec::new(),
    }
}

impl Engine {
    /// Asks for the forecast of a session again. Where nobody answers, the session stays as it was.
    pub(crate) async fn ask_forecast_again(&self, job: &Job) -> Result<(), Error> {
        let turn = Turn::deserialize(&job.body).map_err(|error| Error::field("body", error))?;
        let athlete = owner::name_in(&job.owner, "athlete").unwrap_or_default();
        let known = self.of::<PlannedSession>(&job.owner).get(&turn.session).await?;
        let known = known.filter(|session| turn.is_of(session) && self.now() < session.start);
        let newer = match &known {
            Some(session) => self.in_newer_weather(athlete, session).await?,
            None => None,
        };
        let (known, newer) = (&known, &newer);
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        let ended = self.transact(&job.owner, || async {
            let mut changes = vec![finish.clone()];
            let present = self.of::<PlannedSession>(&job.owner).get(&turn.session).await?;
            // Whoever changed it meanwhile left a job of their own.
            let Some(present) = present.filter(|present| known.as_ref() == Some(present)) else {
                return Ok(Write::of(changes, ()));
            };
            let Some(newer) = newer else {
                return Ok(
                    Write::of(changes, ()).with_jobs(job_of(&present, self.now()).into_iter().collect())
                );
            };
            changes.push(Collection::put(newer)?);
            Ok(Write::of(changes, ()))
        });
        match ended.await {
            // Erased meanwhile, and the job with everything else.
            Err(Error::NotFound { .. }) => Ok(self.store.complete(job.id).await?),
            ended => ended,
        }
    }

    /// The session in the weather as it is foreseen now, with the change of its fluid where that is to be told; `None` where
    /// nothing newer is known.
    async fn in_newer_weather(
        &self,
        athlete: &str,
        session: &PlannedSession,
    ) -> Result<Option<PlannedSession>, Error> {
        let (Some(place), Some(asked)) = (&session.place, session.asked) else { return Ok(None) };
        let Ok((weather, source, sun)) =
            self.weather_at(place, session.start, session.conditions.duration).await
        else {
            return Ok(None);
        };
        // A forecast that fails is no reason to fall back on the usual weather of the season.
        let is_worse = source.kind == Kind::Climatology
            && session.weather.is_some_and(|known| known.kind == Kind::Forecast);
        if is_worse || session.weather.is_some_and(|known| known.issued_at == source.issued_at) {
            return Ok(None);
        }
        let mut newer = PlannedSession { weather: Some(source), ..session.clone() };
        newer.conditions.air_temperature = weather.air_temperature;
        if asked.relative_humidity {
            newer.conditions.relative_humidity = weather.relative_humidity;
        }
        if let Setting::Outdoors { wind, sun: known } = &mut newer.conditions.setting {
            if asked.wind {
                *wind = weather.wind;
            }
            if asked.sun {
                *known = sun.unwrap_or_default();
                newer.sun_unknown = sun.is_none();
            }
        }
        if newer.conditions.check().is_err() {
            return Ok(None);
        }
        let mut around = self.around(athlete, session).await?;
        let before = match session.expected_fluid_ml {
            Some(told) => Some(told),
            None => self.fluid_of(&mut around, session).await?,
        };
        let (Some(before), Some(after)) = (before, self.fluid_of(&mut around, &newer).await?) else {
            return Ok(Some(newer));
        };
        newer.expected_fluid_ml = Some(before);
        if is_told_of_forecast(before, after) {
            let change = i64::from(after) - i64::from(before);
            newer.forecast_changed = Some((self.now(), i32::try_from(change).unwrap_or(i32::MAX)));
            newer.expected_fluid_ml = Some(after);
        }
        Ok(Some(newer))
    }

    /// What bears on a session's day; nobody sees what is planned of it.
    async fn around(&self, athlete: &str, session: &PlannedSession) -> Result<Surroundings, Error> {
        let record = self.athlete(athlete).await?;
        let date = session.start.to_zoned_datetime(record.time_zone()).date();
        let mut around = self.surroundings(athlete, Some(date)).await?;
        around.unseen = true;
        Ok(around)
    }

    /// The fluid that the plan aims at for a session as it is given here, before it to after it, mL: the middle of each
    /// range. `None` where no amounts can be given.
    async fn fluid_of(
        &self,
        around: &mut Surroundings,
        session: &PlannedSession,
    ) -> Result<Option<u32>, Error> {
        around.planned.retain(|planned| planned.id != session.id);
        around.planned.push(session.clone());
        let plan = self.plan_around(around, false).await?;
        let Some(plan) = plan.sessions.into_iter().find(|planned| planned.session.id == session.id) else {
            return Ok(None);
        };
        let middles: Vec<Volume> = plan
            .needs
            .iter()
            .filter(|need| matches!(need.phase, Phase::Before | Phase::During | Phase::After))
            .filter_map(|need| match need.amount {
                Band::Fluid(range) => Some((range.min + range.max) / 2.0),
                _ => None,
            })
            .collect();
        let litres: f64 = middles.iter().map(|volume| volume.as_l()).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "litres of a session")]
        let ml = (litres * 1000.0).round().clamp(0.0, 100_000.0) as u32;
        Ok((!middles.is_empty()).then_some(ml))
    }
}

#[cfg(test)]
mod tests {
    use physiology::Intensity;
    use units::{Duration, Temperature, TemperatureDifference};

    use super::*;
    use crate::ConditionsInput;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn session() -> PlannedSession {
        let conditions = ConditionsInput {
            sport: Some("run".to_owned()),
            duration: Some(Duration::from_hours(1.0)),
            air_temperature: Some(Temperature::from_celsius(20.0)),
            ..ConditionsInput::default()
        };
        let weather = WeatherSource {
            kind: Kind::Forecast,
            origin: None,
            issued_at: at("2027-06-01T08:00:00Z"),
            temperature_sd: TemperatureDifference::from_kelvin(2.0),
        };
        let start = at("2027-06-10T08:00:00Z");
        let conditions = conditions.resolve(None).unwrap();
        PlannedSession {
            weather: Some(weather),
            place: Some("Lisbon".to_owned()),
            asked: Some(AskedWeather { relative_humidity: true, wind: true, sun: true }),
            ..PlannedSession::of("p-1".to_owned(), "Run", start, conditions, Intensity::Moderate)
        }
    }

    #[test]
    fn questions_begin_two_days_before_come_every_six_hours_and_end_two_hours_before() {
        let session = session();
        for (now, expected) in [
            ("2027-06-01T08:00:00Z", Some("2027-06-08T08:00:00Z")),
            ("2027-06-08T08:00:00Z", Some("2027-06-08T14:00:00Z")),
            ("2027-06-10T02:00:00Z", Some("2027-06-10T06:00:00Z")),
            ("2027-06-10T05:30:00Z", None),
            ("2027-06-10T09:00:00Z", None),
        ] {
            assert_eq!(next(&session, at(now)), expected.map(at), "{now}");
        }
        assert_eq!(next(&PlannedSession { asked: None, ..session }, at("2027-06-01T08:00:00Z")), None);
    }
}
