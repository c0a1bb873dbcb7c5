//! Training sessions of a Polar Flow export (`training-session_….json`, version 2): local times with their offset beside them,
//! channels of a value each second, `NaN` where nothing was measured. Source: a public description of an archive of 726
//! sessions by the author of a reader of this export.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use timeline::{Kind, Observation, Offsets, Position, Quality, Sample, Shape, Source, Span, Workout};
use units::{Duration, Energy, Frequency, Length};

use super::field::{lasting, list, name, number, plausible, positive, text};
use super::samples::shape_of;
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Polar export";
/// A channel has no more values than this.
const MOST: usize = 500_000;

/// The numbers that an archive gives instead of sports, as far as the description resolves them.
const SPORTS: [(&str, &str); 13] = [
    ("1", "running"),
    ("2", "cycling"),
    ("3", "walking"),
    ("11", "hiking"),
    ("13", "squash"),
    ("15", "strength training"),
    ("16", "other outdoor"),
    ("17", "treadmill running"),
    ("18", "indoor cycling"),
    ("38", "road cycling"),
    ("39", "football"),
    ("50", "futsal"),
    ("83", "other indoor"),
];

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let exercises = list(document, "exercises");
    let first = exercises.first().filter(|first| first.get("startTime").is_some())?;
    document.get("startTime")?;
    let any = |key: &str| document.get(key).is_some() || first.get(key).is_some();
    if !any("timezoneOffsetMinutes") {
        let older = JsonError::Unclear {
            what: "a training session of an older Polar export",
            why: "has its times in a form that is not known for sure",
            instead: "export again from Polar Flow, or give the session's FIT, TCX or GPX file",
        };
        return any("timezoneOffset").then_some(Err(older));
    }
    let observations = session(document, exercises).unwrap_or_default();
    let nothing = JsonError::Nothing { what: "a training session of Polar without a length" };
    Some(if observations.is_empty() {
        Err(nothing)
    } else {
        Ok(Decoded { observations, ..Decoded::of(FORMAT) })
    })
}

/// The session, and the legs of one that has several.
fn session(document: &Value<'_>, exercises: &[Value<'_>]) -> Option<Vec<Observation>> {
    let identifier = document.get("identifier").and_then(|of| name(of, "id"));
    let id = format!("polar:{}", identifier.or_else(|| text(document, "startTime").map(str::to_owned))?);
    let whole = Observed::of(document)?;
    if let [exercise] = exercises {
        let sport = sport(exercise).or_else(|| sport(document));
        let shape = shape(exercise, whole.span, whole.offset);
        return Some(vec![whole.observation(id, document, sport, shape, exercise)]);
    }
    let mut all = vec![whole.observation(id.clone(), document, Some("multisport".into()), None, document)];
    for (number, exercise) in exercises.iter().enumerate() {
        let Some(leg) = Observed::of(exercise) else { continue };
        let shape = shape(exercise, leg.span, leg.offset);
        let leg = leg.observation(format!("{id}:{number}"), exercise, sport(exercise), shape, exercise);
        all.push(Observation { parent: Some(id.clone()), ..leg });
    }
    Some(all)
}

/// When a session or a part of one was.
struct Observed {
    span: Span,
    offset: Offset,
}

impl Observed {
    fn of(value: &Value<'_>) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be within a day")]
        let minutes = number(value, "timezoneOffsetMinutes").filter(|m| m.abs() < 26.0 * 60.0)? as i32;
        let offset = Offset::from_seconds(minutes * 60).ok()?;
        let start = at(text(value, "startTime")?, offset)?;
        let stop = text(value, "stopTime").and_then(|text| at(text, offset)).filter(|stop| *stop > start);
        let length = || lasting(start, positive(value, "durationMillis")? / 1000.0);
        let span = stop.map(|end| Span { start, end }).or_else(length)?;
        Some(Self { span: plausible(span)?, offset })
    }

    fn observation(
        self,
        id: String,
        value: &Value<'_>,
        sport: Option<String>,
        shape: Option<Box<Shape>>,
        exercise: &Value<'_>,
    ) -> Observation {
        let pause = |pause: &Value<'_>| {
            let at = |key: &str| at(text(pause, key)?, self.offset);
            let span = Span { start: at("startTime")?, end: at("endTime")? };
            (self.span.start <= span.start && span.start < span.end && span.end <= self.span.end)
                .then_some(span)
        };
        let workout = Workout {
            sport: sport.unwrap_or_else(|| "generic".to_owned()),
            name: text(value, "name").map(str::to_owned),
            timer: positive(value, "durationMillis").map(|millis| Duration::from_seconds(millis / 1000.0)),
            distance: positive(value, "distanceMeters").map(Length::from_m),
            ascent: positive(exercise, "ascentMeters").map(Length::from_m),
            mean_heart_rate: positive(value, "hrAvg").map(Frequency::from_per_min),
            max_heart_rate: positive(value, "hrMax").map(Frequency::from_per_min),
            energy: positive(value, "calories").map(Energy::from_kcal),
            pauses: list(exercise, "pauseTimes").iter().filter_map(pause).collect(),
            ..Workout::default()
        };
        let source = Source { provider: "polar".into(), device: None, quality: Quality::ProviderDetail };
        Observation {
            offsets: Some(Offsets { start: self.offset.seconds(), end: self.offset.seconds() }),
            shape,
            ..Observation::of(id, source, self.span, Kind::Workout(workout))
        }
    }
}

fn at(text: &str, offset: Offset) -> Option<Timestamp> {
    offset.to_timestamp(text.parse::<DateTime>().ok()?).ok()
}

fn sport(value: &Value<'_>) -> Option<String> {
    let id = name(value.get("sport")?, "id")?;
    SPORTS.iter().find(|(number, _)| *number == id).map(|(_, sport)| (*sport).to_owned())
}

fn shape(exercise: &Value<'_>, span: Span, offset: Offset) -> Option<Box<Shape>> {
    let mut samples: Vec<(Timestamp, Sample)> = Vec::new();
    let after = |from: Timestamp, millis: f64| {
        let since = SignedDuration::try_from_secs_f64(millis / 1000.0).ok()?;
        from.checked_add(since).ok().filter(|at| span.start <= *at && *at <= span.end)
    };
    for channel in exercise.get("samples").map(|of| list(of, "samples")).unwrap_or_default() {
        let Some(each) = positive(channel, "intervalMillis") else { continue };
        let values = list(channel, "values").iter().take(MOST).enumerate();
        for (index, value) in values {
            let Some(value) = value.as_f64().filter(|value| value.is_finite()) else { continue };
            let sample = match text(channel, "type") {
                Some("HEART_RATE") if value > 0.0 => Sample { heart_rate: Some(value), ..Sample::default() },
                Some("SPEED") => Sample { speed: Some(value / 3.6), ..Sample::default() },
                Some("CADENCE") => Sample { cadence: Some(value), ..Sample::default() },
                _ => continue,
            };
            #[expect(clippy::cast_precision_loss, reason = "at most half a million")]
            samples.extend(after(span.start, index as f64 * each).map(|at| (at, sample)));
        }
    }
    let route = exercise.get("routes").and_then(|routes| routes.get("route"));
    let begins = route.and_then(|route| at(text(route, "startTime")?, offset)).unwrap_or(span.start);
    for point in route.map(|route| list(route, "wayPoints")).unwrap_or_default().iter().take(MOST) {
        let both = number(point, "latitude").zip(number(point, "longitude")).filter(crate::track::on_earth);
        let position = both.map(|(latitude, longitude)| Position { latitude, longitude });
        let at = number(point, "elapsedMillis").and_then(|millis| after(begins, millis));
        samples.extend(at.map(|at| (at, Sample { position, ..Sample::default() })));
    }
    shape_of(samples)
}
